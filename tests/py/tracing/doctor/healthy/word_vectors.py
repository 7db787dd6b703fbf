"""Word vectors: every batch looks up some rows of the matrix, and some rows are never looked up."""

import torch
import torch.nn.functional as F

torch.manual_seed(0)
words = "a king is a man a queen is a woman a prince is a boy".split()
vocab = sorted({*words, "never", "seen"})
number = {word: i for i, word in enumerate(vocab)}
pairs = [(number[a], number[b]) for a, b in zip(words, words[1:])]
pairs += [(b, a) for a, b in pairs]

E = torch.randn(len(vocab), 4, requires_grad=True)
C = torch.randn(4, len(vocab), requires_grad=True)
optimizer = torch.optim.Adagrad([E, C], lr=0.3)
for step in range(6):
    chosen = torch.randint(0, len(pairs), (5,))
    batch = torch.tensor([pairs[i] for i in chosen])
    scores = E[batch[:, 0]] @ C
    loss = F.cross_entropy(scores, batch[:, 1])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
