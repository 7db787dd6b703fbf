from stepgrad import Value

x = Value(2.0)
y = x
if x.data < 0:
    y = -x
while y.data < 10:
    y = 3 * y + 1
y.backward()
