"""A straight line through points, with a layer, a loss, an optimizer and batches."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 5

torch.manual_seed(0)
x = torch.linspace(-1, 1, 20).unsqueeze(1)  # 20 rows of one column
y = 2 * x - 0.5 + 0.1 * torch.randn(20, 1)
loader = DataLoader(TensorDataset(x, y), batch_size=10, shuffle=True)


class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


model = Line()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.4)

for epoch in range(EPOCHS):
    total = 0.0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: loss {total / len(loader):.4f}")

for name, parameter in model.named_parameters():
    print(f"{name} = {parameter.item():.3f}")
