from stepgrad import Value

x = Value(2.0)
for number in [1.0, 2.0, 3.0]:
    x.zero_grad()
    y = number * x**2
    y.backward()
