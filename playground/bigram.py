"""Which letter follows which, in names of trees: counted, and learned by one matrix."""

import random

import torch
import torch.nn.functional as F

trees = "almond apple elm lemon linden maple oak olive palm pine plane".split()
STEPS = 20

letters = ["."] + sorted(set("".join(trees)))  # a dot begins and ends every name
number = {letter: i for i, letter in enumerate(letters)}
pairs = [pair for tree in trees for pair in zip("." + tree, tree + ".")]
xs = torch.tensor([number[first] for first, second in pairs])
ys = torch.tensor([number[second] for first, second in pairs])
print(f"{len(trees)} names, {len(letters)} letters, {len(pairs)} pairs")

# Counting gives the best answer there is.
counts = [[pairs.count((first, second)) for second in letters] for first in letters]
counts = torch.tensor(counts).float()
shares = counts / counts.sum(1, keepdim=True)
best = -shares[xs, ys].log().mean()
print(f"loss by counting: {best.item():.4f}")

# Learning comes close to it. Each row has a score for every letter that may follow.
torch.manual_seed(3)
W = torch.randn(len(letters), len(letters), requires_grad=True)
for step in range(STEPS):
    W.grad = None
    loss = F.cross_entropy(W[xs], ys)
    loss.backward()
    W.data -= 20 * W.grad
    if step % 4 == 3:
        print(f"step {step}: loss {loss.item():.4f}")

# New names: from a dot, letter by letter, until the next dot.
random.seed(7)
learned = W.detach().softmax(1).tolist()
for _ in range(5):
    name, letter = "", "."
    while letter != "." or not name:
        letter = random.choices(letters, learned[number[letter]])[0]
        name += letter
    print(name.rstrip("."))
