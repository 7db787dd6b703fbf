"""Two networks against each other, each with an optimizer of its own."""

import torch
import torch.nn as nn

torch.manual_seed(2)
G = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
D = nn.Sequential(nn.Linear(1, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
opt_G = torch.optim.Adam(G.parameters(), lr=0.01)
opt_D = torch.optim.Adam(D.parameters(), lr=0.01)
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)

for step in range(5):
    real = 3 + 0.5 * torch.randn(16, 1)
    fake = G(torch.randn(16, 2))

    opt_D.zero_grad()
    loss_D = bce(D(real), ones) + bce(D(fake.detach()), zeros)
    loss_D.backward()
    opt_D.step()

    opt_G.zero_grad()
    loss_G = bce(D(fake), ones)  # leaves gradients in D, too, which opt_D clears before it is their turn
    loss_G.backward()
    opt_G.step()
    print(step, loss_D.item(), loss_G.item())
