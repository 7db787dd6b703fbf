from stepgrad import Value

x = Value(2.0)
u = 2 * x
v = u - 1
y = v**3
y.backward()
