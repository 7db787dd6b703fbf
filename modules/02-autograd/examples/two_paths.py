from stepgrad import Value

a = Value(2.0)
b = Value(3.0)
s = a + b
c = s * b
c.backward()
