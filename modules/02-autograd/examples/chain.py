from stepgrad import Value

x = Value(2.0)
a = 3 * x
b = a + 1
c = b**2
c.backward()
