"""A straight line through points, by hand: gradients say how to turn and move it."""

import torch

STEPS = 12
RATE = 0.5

torch.manual_seed(0)
x = torch.linspace(-1, 1, 20)
y = 2 * x - 0.5 + 0.1 * torch.randn(20)  # the line that is looked for, and some noise

w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)

for step in range(STEPS):
    w.grad = b.grad = None  # backward() would add to what is there
    prediction = w * x + b
    loss = ((prediction - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():  # the update is no part of the graph
        w -= RATE * w.grad
        b -= RATE * b.grad
    print(f"step {step}: loss {loss.item():.4f}")

print(f"w = {w.item():.3f}, b = {b.item():.3f}")
