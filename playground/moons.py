"""Two moons, told apart by a small network of single numbers: micrograd's."""

import math
import random

from micrograd.engine import Value
from micrograd.nn import MLP

POINTS = 12  # each of them makes some forty nodes at every step
HIDDEN = 4
STEPS = 8

random.seed(1)
model = MLP(2, [HIDDEN, 1])

# The upper moon is class 1. The lower one is the same, turned over and moved: class -1.
points, classes = [], []
for i in range(POINTS):
    angle = random.uniform(0, math.pi)
    x, y = math.cos(angle), math.sin(angle)
    if i % 2:
        x, y = 1 - x, 0.5 - y
    points.append((x + random.gauss(0, 0.1), y + random.gauss(0, 0.1)))
    classes.append(-1 if i % 2 else 1)


def forward():
    """The loss over all points, and how many of them lie on the right side."""
    scores = [model([Value(x), Value(y)]) for x, y in points]
    # A score should have the sign of its class. From a margin of 1 on it costs nothing.
    costs = [(1 - kind * score).relu() for score, kind in zip(scores, classes)]
    # Small weights make a smooth border.
    size = sum(p * p for p in model.parameters())
    loss = sum(costs) / len(costs) + 1e-3 * size
    right = [(score.data > 0) == (kind > 0) for score, kind in zip(scores, classes)]
    return loss, sum(right)


print(model)
print(len(model.parameters()), "parameters")
for step in range(STEPS):
    model.zero_grad()
    loss, right = forward()
    loss.backward()
    rate = 0.5 * (1 - 0.9 * step / STEPS)  # long steps first, short ones last
    for p in model.parameters():
        p.data -= rate * p.grad
    print(f"step {step}: loss {loss.data:.4f}, {right} of {POINTS} right")
