"""A convolutional network on pictures of 8 × 8: horizontal or vertical bars."""

import torch
import torch.nn.functional as F
from torch import nn, optim

torch.manual_seed(1)


def make(n):
    labels = torch.randint(0, 2, (n,))
    pictures = 0.1 * torch.randn(n, 1, 8, 8)
    for i in range(n):
        at = int(torch.randint(0, 8, (1,)))
        if labels[i] == 0:
            pictures[i, 0, at, :] += 1
        else:
            pictures[i, 0, :, at] += 1
    return pictures, labels


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.conv2 = nn.Conv2d(4, 8, 3, padding=1)
        self.fc1 = nn.Linear(8 * 2 * 2, 16)
        self.fc2 = nn.Linear(16, 2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=1)


model = Net()
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for step in range(6):
    data, target = make(16)
    optimizer.zero_grad()
    loss = F.nll_loss(model(data), target)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
