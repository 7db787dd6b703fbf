from stepgrad import Value

x = Value(-2.0)
s = x * x
if x.data < 0:
    y = s * x
else:
    y = s
y.backward()
