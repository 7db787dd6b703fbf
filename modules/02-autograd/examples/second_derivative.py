# The backward pass is a graph itself, so it can be walked back, too: 3x², then 6x.
from stepgrad import Value

x = Value(2.0)
y = x**3
y.backward(create_graph=True)
slope = x.grad
x.grad = None
slope.backward()
