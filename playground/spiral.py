"""Three arms of a spiral, told apart by a network with one hidden layer."""

import math

import torch
from torch import nn

ARMS = 3
POINTS = 16  # on each arm
HIDDEN = 10
STEPS = 16

torch.manual_seed(1)
radius = torch.linspace(0.1, 1, POINTS).repeat(ARMS)
arm = torch.arange(ARMS).repeat_interleave(POINTS)
angle = 2 * math.pi * arm / ARMS + 3 * radius + 0.1 * torch.randn(ARMS * POINTS)
X = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, HIDDEN)
        self.scores = nn.Linear(HIDDEN, ARMS)

    def forward(self, x):
        return self.scores(torch.tanh(self.hidden(x)))


model = Classifier()
print(model)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.3)

for step in range(STEPS):
    optimizer.zero_grad()
    scores = model(X)
    loss = criterion(scores, arm)
    loss.backward()
    optimizer.step()
    if step % 4 == 3:
        accuracy = (scores.argmax(dim=1) == arm).float().mean()
        print(f"step {step}: loss {loss.item():.4f}, {accuracy.item():.0%} right")

# The plane as the network sees it: a sign for the arm that each place belongs to.
places = [[column / 12 - 1, 1 - row / 5] for row in range(11) for column in range(25)]
with torch.no_grad():
    nearest = model(torch.tensor(places)).argmax(dim=1)
for row in nearest.view(11, 25).tolist():
    print("".join("o+."[i] for i in row))
