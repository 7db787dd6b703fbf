from stepgrad import Value

x = 2.0
w = Value(-1.5)
b = Value(1.0)
s = w * x + b
y = s.relu()
loss = (y - 1) ** 2
loss.backward()
