"""A recurrent network learns to spell: it remembers which s and which i it is at."""

import torch
import torch.nn.functional as F
from torch import nn

text = "mississippi"
HIDDEN = 6  # numbers that it can remember
STEPS = 12

letters = sorted(set(text))
number = {letter: i for i, letter in enumerate(letters)}
data = torch.tensor([[number[letter] for letter in text]])  # a batch of one row
inputs, targets = data[:, :-1], data[:, 1:]


class CharRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(len(letters), HIDDEN, batch_first=True)
        self.scores = nn.Linear(HIDDEN, len(letters))

    def forward(self, x, memory=None):
        one_hot = F.one_hot(x, len(letters)).float()
        out, memory = self.rnn(one_hot, memory)
        return self.scores(out), memory


torch.manual_seed(2)
model = CharRNN()
optimizer = torch.optim.Adam(model.parameters(), lr=0.15)
for step in range(STEPS):
    optimizer.zero_grad()
    scores, memory = model(inputs)
    loss = F.cross_entropy(scores.view(-1, len(letters)), targets.view(-1))
    loss.backward()
    # A gradient that has come back through many letters can be very large.
    norm = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
    optimizer.step()
    if step % 3 == 2:
        print(f"step {step}: loss {loss.item():.4f}, gradient {norm.item():.3f}")

# From the first letter on, the network reads what it has just written.
letter, memory, written = text[0], None, text[0]
with torch.no_grad():
    while len(written) < len(text):
        scores, memory = model(torch.tensor([[number[letter]]]), memory)
        letter = letters[scores[0, -1].argmax()]
        written += letter
print(written)
