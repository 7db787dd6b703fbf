from stepgrad import Value

for number in [-2.0, -0.5, 0.5, 2.0]:
    x = Value(number)
    y = x.relu()
    y.backward()
