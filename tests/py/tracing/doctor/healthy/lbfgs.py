"""L-BFGS, which computes the loss again as often as it likes, by a closure."""

import torch

torch.manual_seed(0)
x = torch.linspace(0, 4, 25)
y = 2.5 * torch.exp(-1.3 * x) + 0.01 * torch.randn(25)
a = torch.tensor(1.0, requires_grad=True)
k = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.LBFGS([a, k], lr=0.5, max_iter=5)


def closure():
    optimizer.zero_grad()
    loss = ((a * torch.exp(-k * x) - y) ** 2).mean()
    loss.backward()
    return loss


for step in range(4):
    loss = optimizer.step(closure)
    print(step, loss.item(), a.item(), k.item())
