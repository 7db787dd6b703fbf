"""Gradients of four small batches are collected on purpose before every step."""

import torch
from torch import nn

torch.manual_seed(0)
X = torch.randn(32, 5)
y = (X**2).sum(1, keepdim=True)
model = nn.Sequential(nn.Linear(5, 12), nn.ReLU(), nn.Linear(12, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
ACCUMULATE = 4

optimizer.zero_grad()
for epoch in range(2):
    for i, (xb, yb) in enumerate(zip(X.split(4), y.split(4))):
        loss = nn.functional.mse_loss(model(xb), yb) / ACCUMULATE
        loss.backward()
        if (i + 1) % ACCUMULATE == 0:
            optimizer.step()
            optimizer.zero_grad()
    print(epoch, loss.item())
