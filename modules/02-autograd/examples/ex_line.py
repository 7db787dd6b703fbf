from stepgrad import Value

x = Value(4.0)
y = 5 - 3 * x
y.backward()
