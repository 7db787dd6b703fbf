from stepgrad import Value

x = Value(2.0)
y = x**2
y.backward()
y = x**2
y.backward()
x.zero_grad()
y = x**2
y.backward()
