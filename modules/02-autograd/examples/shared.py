from stepgrad import Value

x = Value(3.0)
a = 2 * x
b = x + 1
c = a * b
c.backward()
