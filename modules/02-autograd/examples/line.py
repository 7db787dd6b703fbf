from stepgrad import Value

x = Value(2.0)
w = Value(3.0)
b = Value(1.0)
y = w * x + b
loss = y**2
loss.backward()
