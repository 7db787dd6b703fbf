from stepgrad import Value

x = Value(3.0)
y = 2 * x * x.detach()
y.backward()
