"""A recurrent network over letters, trained piece by piece: the memory is detached between pieces."""

import torch
from torch import nn

torch.manual_seed(4)
text = "the quick brown fox jumps over the lazy dog and runs away. " * 2
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])
PIECE = 12


class RNN(nn.Module):
    def __init__(self, vocab, hidden):
        super().__init__()
        self.embed = nn.Embedding(vocab, 8)
        self.cell = nn.RNNCell(8, hidden)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x, h):
        scores = []
        for t in range(len(x)):
            h = self.cell(self.embed(x[t : t + 1]), h)
            scores.append(self.out(h))
        return torch.cat(scores), h


model = RNN(len(chars), 16)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
h = torch.zeros(1, 16)
for step, start in enumerate(range(0, 72, PIECE)):
    x, y = ids[start : start + PIECE], ids[start + 1 : start + PIECE + 1]
    h = h.detach()
    scores, h = model(x, h)
    loss = nn.functional.cross_entropy(scores, y)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(step, loss.item())
