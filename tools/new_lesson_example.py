from stepgrad import Value

x = Value(3.0)
a = 2 * x
y = a * x + 1
y.backward()
