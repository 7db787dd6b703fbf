"""A small Transformer learns names of birds: each letter, from all that come before."""

import random

import torch
import torch.nn as nn
import torch.nn.functional as F

birds = "raven heron wren hen nene rhea".split()
CONTEXT = 5  # letters that can be looked back at
CHANNELS = 4  # numbers that stand for a letter
HEADS = 2
BLOCKS = 1
BATCH = 2
STEPS = 8

letters = ["."] + sorted(set("".join(birds)))
number = {letter: i for i, letter in enumerate(letters)}
text = torch.tensor([number[letter] for letter in "." + ".".join(birds) + "."])


class Attention(nn.Module):
    """Each letter's query meets the keys of the letters so far: their values answer."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(CHANNELS, 3 * CHANNELS, bias=False)
        self.out = nn.Linear(CHANNELS, CHANNELS)
        self.register_buffer("past", torch.tril(torch.ones(CONTEXT, CONTEXT)))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).split(C, dim=2)
        q = q.view(B, T, HEADS, C // HEADS).transpose(1, 2)  # (B, HEADS, T, C // HEADS)
        k = k.view(B, T, HEADS, C // HEADS).transpose(1, 2)
        v = v.view(B, T, HEADS, C // HEADS).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / (C // HEADS) ** 0.5
        scores = scores.masked_fill(self.past[:T, :T] == 0, float("-inf"))
        answer = F.softmax(scores, dim=-1) @ v
        return self.out(answer.transpose(1, 2).contiguous().view(B, T, C))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1 = nn.LayerNorm(CHANNELS)
        self.attention = Attention()
        self.ln2 = nn.LayerNorm(CHANNELS)
        self.mlp = nn.Sequential(
            nn.Linear(CHANNELS, 2 * CHANNELS),
            nn.GELU(),
            nn.Linear(2 * CHANNELS, CHANNELS),
        )

    def forward(self, x):
        x = x + self.attention(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.letter = nn.Embedding(len(letters), CHANNELS)
        self.place = nn.Embedding(CONTEXT, CHANNELS)
        self.blocks = nn.Sequential(*[Block() for _ in range(BLOCKS)])
        self.ln = nn.LayerNorm(CHANNELS)
        self.scores = nn.Linear(CHANNELS, len(letters))

    def forward(self, x, targets=None):
        B, T = x.shape
        x = self.letter(x) + self.place(torch.arange(T))
        scores = self.scores(self.ln(self.blocks(x)))
        if targets is None:
            return scores, None
        return scores, F.cross_entropy(scores.view(B * T, -1), targets.view(B * T))

    @torch.no_grad()
    def write(self, count):
        written = [0]
        for _ in range(count):
            scores, _ = self(torch.tensor([written[-CONTEXT:]]))
            shares = F.softmax(scores[0, -1], dim=-1)
            written += random.choices(range(len(letters)), shares.tolist())
        return "".join(letters[i] for i in written)


def batch():
    starts = torch.randint(len(text) - CONTEXT, (BATCH,))
    x = torch.stack([text[i : i + CONTEXT] for i in starts])
    y = torch.stack([text[i + 1 : i + 1 + CONTEXT] for i in starts])
    return x, y


torch.manual_seed(3)
model = Transformer()
print(sum(p.numel() for p in model.parameters()), "parameters")
optimizer = torch.optim.AdamW(model.parameters(), lr=0.05)
for step in range(STEPS):
    optimizer.zero_grad(set_to_none=True)
    _, loss = model(*batch())
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.4f}")

model.eval()
random.seed(1)
print(model.write(8))
