from stepgrad import Value


def f(x):
    return x**3


x = Value(2.0)
y = f(x)
y.backward()
print(x.grad, y.data)

for k in range(33):
    eps = 10 ** (-k / 2)
    above = f(x.data + eps)
    below = f(x.data - eps)
    one_sided = (above - y.data) / eps
    central = (above - below) / (2 * eps)
    print(eps, above, below, one_sided, central)
