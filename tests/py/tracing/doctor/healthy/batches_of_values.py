"""A network of Values written by hand: batches, weight decay, momentum."""

import random

from stepgrad import Value

random.seed(7)


class Neuron:
    def __init__(self, inputs, nonlinear=True):
        self.w = [Value(random.gauss(0, 1) / inputs**0.5) for _ in range(inputs)]
        self.b = Value(0.0)
        self.nonlinear = nonlinear

    def __call__(self, x):
        s = self.b
        for w, each in zip(self.w, x):
            s = s + w * each
        return s.tanh() if self.nonlinear else s

    def parameters(self):
        return self.w + [self.b]


hidden = [Neuron(2) for _ in range(6)]
output = Neuron(6, nonlinear=False)
parameters = [p for neuron in [*hidden, output] for p in neuron.parameters()]
velocity = [0.0] * len(parameters)

data = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(24)]
targets = [x * y for x, y in data]

for epoch in range(2):
    order = random.sample(range(len(data)), len(data))
    for start in range(0, len(order), 8):
        batch = order[start : start + 8]
        for p in parameters:
            p.zero_grad()
        loss = 0.0
        for i in batch:
            guess = output([neuron(data[i]) for neuron in hidden])
            loss = loss + (guess - targets[i]) ** 2
        loss = loss / len(batch)
        loss.backward()
        for i, p in enumerate(parameters):
            velocity[i] = 0.9 * velocity[i] + p.grad + 1e-3 * p.data
            p.data -= 0.05 * velocity[i]
    print(epoch, loss.data)
