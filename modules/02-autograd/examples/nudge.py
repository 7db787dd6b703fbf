from stepgrad import Value

x = Value(3.0)
h = Value(0.5)
a = 2 * x
b = x + 1
c = a * b
c.backward()

wider = 2 * (x + h) - a
higher = (x + h + 1) - b
through_a = wider * b
through_b = higher * a
corner = wider * higher
change = through_a + through_b + corner
rate = change / h
