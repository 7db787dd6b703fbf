from stepgrad import Value

a = Value(6.0)
b = Value(2.0)
c = a / b
c.backward()
