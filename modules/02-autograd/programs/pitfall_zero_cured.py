from stepgrad import Value

x = Value(2.0)
for _ in range(3):
    x.grad = None
    y = x**2
    y.backward()
    print(x.grad)
