"""Linear regression with the update written out, gradients set to zero in place."""

import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30).reshape(-1, 1)
y = 3 * x - 2 + 0.1 * torch.randn(30, 1)

w = torch.randn(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.3
for epoch in range(10):
    loss = ((x @ w + b - y) ** 2).mean()
    loss.backward()
    w.data -= lr * w.grad
    b.data -= lr * b.grad
    w.grad.zero_()
    b.grad.zero_()
    print(epoch, loss.item())
