"""An autoencoder with dropout whose decoder is the encoder's matrix, transposed."""

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
basis = torch.randn(2, 6)
data = torch.randn(32, 2) @ basis


class TiedAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(6, 3)
        self.dropout = nn.Dropout(0.1)
        self.bias = nn.Parameter(torch.zeros(6))

    def forward(self, x):
        code = torch.tanh(self.encoder(self.dropout(x)))
        return F.linear(code, self.encoder.weight.t(), self.bias)


model = TiedAutoencoder()
optimizer = torch.optim.RMSprop(model.parameters(), lr=0.01)
for epoch in range(5):
    model.train()
    for batch in data.split(8):
        optimizer.zero_grad()
        loss = F.mse_loss(model(batch), batch)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(epoch, F.mse_loss(model(data), data).item())
