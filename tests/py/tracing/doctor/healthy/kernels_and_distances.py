"""Broadcasting that is meant: distances of all pairs, a causal mask, an RBF network, a table of places."""

import torch

torch.manual_seed(0)
N = 8
x = torch.linspace(-2, 2, N)
y = torch.sin(2 * x)
centers = torch.linspace(-2, 2, N).requires_grad_()
weights = torch.zeros(N, requires_grad=True)
width = torch.tensor(0.7, requires_grad=True)

places = torch.arange(N).float().unsqueeze(1) * torch.arange(N).float()
mask = torch.arange(N)[:, None] >= torch.arange(N)[None, :]
optimizer = torch.optim.Adam([centers, weights, width], lr=0.05)
for step in range(6):
    distance = x[:, None] - centers
    phi = torch.exp(-(distance**2) / (2 * width**2))
    fit = ((phi @ weights - y) ** 2).mean()
    apart = (centers.unsqueeze(1) - centers).abs()
    spread = torch.exp(-apart).masked_fill(~mask, 0.0).mean()
    loss = fit + 1e-3 * spread + 0 * places.sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
