"""Logistic regression: BCEWithLogitsLoss, SGD, accuracy without gradients between epochs."""

import torch
from torch import nn

torch.manual_seed(0)
X = torch.randn(40, 3)
y = (X @ torch.tensor([2.0, -1.0, 0.5]) > 0).float()

model = nn.Linear(3, 1)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9, weight_decay=1e-4)
for epoch in range(8):
    optimizer.zero_grad()
    logits = model(X).squeeze(-1)
    loss = criterion(logits, y)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        right = ((model(X).squeeze(-1) > 0) == y.bool()).float().mean()
    print(epoch, loss.item(), right.item())
