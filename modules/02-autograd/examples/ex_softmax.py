from stepgrad import Value

x = Value(1.0)
z = Value(2.0)
p = x.exp()
q = z.exp()
t = p + q
y = p / t
y.backward()
