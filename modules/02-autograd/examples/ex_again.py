from stepgrad import Value

x = Value(2.0)
y = x**2
y.backward()
z = 3 * x
z.backward()
