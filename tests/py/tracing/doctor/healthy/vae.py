"""A variational autoencoder: the code is drawn, by the reparametrization."""

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(0)
data = torch.sigmoid(torch.randn(20, 2) @ torch.randn(2, 8) * 2)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 12)
        self.mean, self.logvar = nn.Linear(12, 2), nn.Linear(12, 2)
        self.back, self.out = nn.Linear(2, 12), nn.Linear(12, 8)

    def forward(self, x):
        h = F.relu(self.hidden(x))
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.out(F.relu(self.back(z)))), mean, logvar


model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(6):
    recon, mean, logvar = model(data)
    bce = F.binary_cross_entropy(recon, data, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
    loss = bce + kld
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item() / len(data))
