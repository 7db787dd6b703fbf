"""Two heads on one trunk; each loss walks back by itself, and both gradients are wanted together."""

import torch
from torch import nn

torch.manual_seed(0)
X = torch.randn(30, 4)
size, sign = (X**2).sum(1, keepdim=True), (X[:, 0] > 0).float()
trunk = nn.Sequential(nn.Linear(4, 10), nn.GELU())
head_a, head_b = nn.Linear(10, 1), nn.Linear(10, 1)
modules = nn.ModuleList([trunk, head_a, head_b])
optimizer = torch.optim.AdamW(
    [{"params": trunk.parameters(), "lr": 1e-2}, {"params": [*head_a.parameters(), *head_b.parameters()]}],
    lr=3e-2,
)
for step in range(6):
    for p in modules.parameters():
        p.grad = None
    h = trunk(X)
    loss_a = nn.functional.smooth_l1_loss(head_a(h), size)
    loss_b = nn.functional.binary_cross_entropy_with_logits(head_b(h).view(-1), sign)
    loss_a.backward(retain_graph=True)
    loss_b.backward()
    optimizer.step()
    print(step, loss_a.item(), loss_b.item())
