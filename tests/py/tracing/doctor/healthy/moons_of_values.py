"""micrograd's MLP on two moons, every number a Value."""

import math
import random

from micrograd.engine import Value
from micrograd.nn import MLP

random.seed(1337)
model = MLP(2, [8, 8, 1])

points, kinds = [], []
for i in range(20):
    angle = random.uniform(0, math.pi)
    x, y = math.cos(angle), math.sin(angle)
    points.append((x, y) if i % 2 == 0 else (1 - x, 0.5 - y))
    kinds.append(1 if i % 2 == 0 else -1)

for k in range(5):
    scores = [model([Value(x), Value(y)]) for x, y in points]
    losses = [(1 + -kind * score).relu() for kind, score in zip(kinds, scores)]
    data_loss = sum(losses) * (1.0 / len(losses))
    reg_loss = 1e-4 * sum(p * p for p in model.parameters())
    total_loss = data_loss + reg_loss

    model.zero_grad()
    total_loss.backward()

    learning_rate = 1.0 - 0.9 * k / 5
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    print(k, total_loss.data)
