from random import Random

from stepgrad import Value

random = Random(3)


def row(count):
    return [Value(round(random.uniform(-1, 1), 2)) for _ in range(count)]


def neuron(w, b, x):
    s = b
    for weight, signal in zip(w, x, strict=True):
        s = s + weight * signal
    return s.tanh()


def layer(x, count):
    return [neuron(row(len(x)), Value(0.0), x) for _ in range(count)]


x1 = Value(0.5)
x2 = Value(-1.0)
x3 = Value(2.0)
h = layer([x1, x2, x3], 6)
k = layer(h, 6)
(y,) = layer(k, 1)
loss = (y - 1) ** 2
loss.backward()
