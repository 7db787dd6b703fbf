from stepgrad import Value

x = Value(3.0)
u = 2 * x
v = u + 1
c = u * v
c.backward()
