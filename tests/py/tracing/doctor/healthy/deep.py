"""Twelve layers of relu with Kaiming's init, and eight of tanh with Xavier's."""

import torch
from torch import nn

torch.manual_seed(0)


def deep(depth, width, activation, init):
    layers = []
    for _ in range(depth):
        linear = nn.Linear(width, width)
        init(linear.weight)
        nn.init.zeros_(linear.bias)
        layers += [linear, activation()]
    return nn.Sequential(*layers, nn.Linear(width, 1))


nets = [
    deep(12, 24, nn.ReLU, lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu")),
    deep(8, 16, nn.Tanh, lambda w: nn.init.xavier_uniform_(w, gain=5 / 3)),
]
for net in nets:
    width = net[0].in_features
    X = torch.randn(64, width)
    y = X[:, :1] - X[:, 1:2]
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-3)
    for step in range(3):
        optimizer.zero_grad(set_to_none=False)
        loss = nn.functional.mse_loss(net(X), y)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        print(step, loss.item())
