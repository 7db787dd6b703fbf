from stepgrad import Value

x = Value(2.0)
w = Value(0.3)
b = Value(0.1)
p = w * x
s = p + b
y = s.tanh()
y.backward()
