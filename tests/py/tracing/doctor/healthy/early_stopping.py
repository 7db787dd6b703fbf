"""A validation loss, computed without gradients, ends the training; the best weights are kept."""

import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X = torch.randn(60, 3)
y = torch.sin(X.sum(dim=1, keepdim=True))
train = DataLoader(TensorDataset(X[:40], y[:40]), batch_size=10, shuffle=True)
X_val, y_val = X[40:], y[40:]

model = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)
best, best_state, patience = float("inf"), None, 2
for epoch in range(12):
    model.train()
    for xb, yb in train:
        loss = criterion(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val = criterion(model(X_val), y_val).item()
    if val < best:
        best, best_state, patience = val, copy.deepcopy(model.state_dict()), 2
    else:
        patience -= 1
        if patience == 0:
            break
    print(epoch, val)
model.load_state_dict(best_state)
