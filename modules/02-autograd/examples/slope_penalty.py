# grad() returns a gradient and changes none; here it is part of the loss, as in a gradient penalty.
from stepgrad import Value, grad

w = Value(0.5)
x = Value(2.0)
f = w * x**2
(slope,) = grad(f, x, create_graph=True)
loss = (slope - 1) ** 2
loss.backward()
