from stepgrad import Value

p = Value(2.0)
q = Value(5.0)
d = p - q
y = d * p
