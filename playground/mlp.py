"""The next letter from the last three, in names of stars: one hidden layer."""

import random

import torch
import torch.nn.functional as F

stars = "algol alhena alkaid alnair alnilam alnitak altair".split()
CONTEXT = 3  # letters that the network sees
EMBEDDING = 2  # numbers that stand for a letter
HIDDEN = 10
BATCH = 12
STEPS = 10
RATE = 1.0

letters = ["."] + sorted(set("".join(stars)))
number = {letter: i for i, letter in enumerate(letters)}

contexts, following = [], []
for star in stars:
    context = [0] * CONTEXT  # before a name there are only dots
    for letter in star + ".":
        contexts.append(context)
        following.append(number[letter])
        context = context[1:] + [number[letter]]
X, Y = torch.tensor(contexts), torch.tensor(following)

g = torch.Generator().manual_seed(11)
C = torch.randn((len(letters), EMBEDDING), generator=g)
W1 = torch.randn((CONTEXT * EMBEDDING, HIDDEN), generator=g)
W1 *= (5 / 3) / (CONTEXT * EMBEDDING) ** 0.5  # so that tanh gets numbers around 1
b1 = torch.zeros(HIDDEN)
W2 = torch.randn((HIDDEN, len(letters)), generator=g)
W2 *= 0.1  # at first no letter is much likelier than another
b2 = torch.zeros(len(letters))
parameters = [C, W1, b1, W2, b2]
for p in parameters:
    p.requires_grad = True
print(len(X), "contexts,", sum(p.nelement() for p in parameters), "parameters")


def scores_of(contexts):
    embedded = C[contexts]  # (batch, CONTEXT, EMBEDDING)
    hidden = torch.tanh(embedded.view(len(contexts), -1) @ W1 + b1)
    return hidden @ W2 + b2


for step in range(STEPS):
    for p in parameters:
        p.grad = None
    batch = torch.randint(0, len(X), (BATCH,), generator=g)
    loss = F.cross_entropy(scores_of(X[batch]), Y[batch])
    loss.backward()
    for p in parameters:
        p.data -= RATE * p.grad
    print(f"step {step}: loss {loss.item():.4f}")


@torch.no_grad()
def new_name():
    name, context = "", [0] * CONTEXT
    while len(name) < 8:
        shares = F.softmax(scores_of(torch.tensor([context])), dim=1)
        chosen = random.choices(range(len(letters)), shares[0].tolist())[0]
        if chosen == 0:
            break
        name += letters[chosen]
        context = context[1:] + [chosen]
    return name


random.seed(3)
print(new_name(), new_name(), new_name())
