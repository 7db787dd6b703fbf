from stepgrad import Value

x = Value(-2.0)
if x.data < 0:
    s = x * x
    y = s * x
else:
    y = 5 * x
y.backward()
