from stepgrad import Value

x = Value(3.0)
a = 2 * x
b = a * a
y = b + 5 * a
y.backward()
