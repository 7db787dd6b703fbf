"""Q-learning with a target network, which is copied from time to time and never trained."""

import copy
import random

import torch
from torch import nn

torch.manual_seed(0)
random.seed(0)
online = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
target = copy.deepcopy(online)
optimizer = torch.optim.Adam(online.parameters(), lr=1e-2)

memory = []
for _ in range(40):
    state = torch.rand(2)
    action = random.randrange(2)
    memory.append((state, action, float(state[action]), torch.rand(2)))

for step in range(6):
    states, actions, rewards, following = zip(*random.sample(memory, 16))
    q = online(torch.stack(states)).gather(1, torch.tensor(actions)[:, None]).squeeze(1)
    with torch.no_grad():
        best = target(torch.stack(following)).max(1).values
    loss = nn.functional.smooth_l1_loss(q, torch.tensor(rewards) + 0.9 * best)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 3 == 2:
        target.load_state_dict(online.state_dict())
    print(step, loss.item())
