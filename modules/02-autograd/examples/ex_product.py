from stepgrad import Value

a = Value(-4.0)
b = Value(2.5)
c = a * b
c.backward()
