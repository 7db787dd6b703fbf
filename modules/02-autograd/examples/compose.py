from stepgrad import Value

x = Value(1.2)
u = x**2
y = u.sin()
y.backward()
