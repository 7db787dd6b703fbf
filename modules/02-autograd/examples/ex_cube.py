from stepgrad import Value

x = Value(2.0)
y = x**3
y.backward()
