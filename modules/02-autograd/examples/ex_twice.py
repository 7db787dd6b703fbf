from stepgrad import Value

x = Value(3.0)
a = x * x
b = 4 * x
y = a + b
y.backward()
