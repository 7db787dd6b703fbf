"""A network learns a task; then its first layers are frozen, and a new head learns another."""

import torch
from torch import nn

torch.manual_seed(5)
X = torch.randn(24, 4)
first = X[:, :1] * X[:, 1:2]
second = (X[:, 2] > 0).long()

body = nn.Sequential(nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 6), nn.Tanh())
head = nn.Linear(6, 1)
optimizer = torch.optim.Adam([*body.parameters(), *head.parameters()], lr=0.02)
for _ in range(4):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(head(body(X)), first)
    loss.backward()
    optimizer.step()

for p in body.parameters():
    p.requires_grad = False
model = nn.Sequential(body, nn.Linear(6, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)  # holds the frozen ones, too, and leaves them alone
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
for epoch in range(4):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(X), second)
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(epoch, loss.item(), scheduler.get_last_lr())
