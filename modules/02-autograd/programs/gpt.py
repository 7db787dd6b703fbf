"""A small GPT learns a poem, character by character; the same text with PyTorch."""

import torch
import torch.nn as nn
import torch.nn.functional as F

STEPS = 1  # 300, with a BATCH of 8, to see it learn
BATCH = 1  # pieces of the text that one step learns from
LAYERS = 2
HEADS = 4
WIDTH = 32  # numbers that stand for a character
CONTEXT = 16  # characters that can be looked back at
RATE = 0.02
WARM_UP = 20  # steps until the rate has its full size; 1: no warm-up
SCALE = 1.0  # of the weights to begin with; 10: ten times as large
RESIDUAL = 1  # 0: a layer's result takes the place of its input
NORM = 1  # 0: no layer norm
MASK = 1  # 0: a character sees what follows it, too
SHIFT = 1  # labels are the next characters; 2: shifted by one more; 0: not at all

# Christina Rossetti (1830–1894), "What is pink?", in: Sing-Song, London 1872
poem = """what is pink? a rose is pink
by the fountain's brink.
what is red? a poppy's red
in its barley bed.
what is blue? the sky is blue
where the clouds float thro'.
what is white? a swan is white
sailing in the light.
what is yellow? pears are yellow,
rich and ripe and mellow.
what is green? the grass is green,
with small flowers between.
what is violet? clouds are violet
in the summer twilight.
what is orange? why, an orange,
just an orange!"""
own = ""  # words of yours, instead of the poem
characters = sorted({*poem, *"abcdefghijklmnopqrstuvwxyz"})
text = torch.tensor([characters.index(c) for c in own or poem])
later = torch.ones(CONTEXT, CONTEXT, dtype=torch.bool).triu(1)
Norm = nn.LayerNorm if NORM else nn.Identity


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH // HEADS, bias=False)
        self.key = nn.Linear(WIDTH, WIDTH // HEADS, bias=False)
        self.value = nn.Linear(WIDTH, WIDTH // HEADS, bias=False)

    def forward(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        scores = q @ k.transpose(-2, -1) / (WIDTH // HEADS) ** 0.5
        if MASK:
            scores = scores.masked_fill(later[: x.shape[-2], : x.shape[-2]], -torch.inf)
        return F.softmax(scores, dim=-1) @ v


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleList([Head() for _ in range(HEADS)])
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        return self.out(torch.cat([head(x) for head in self.heads], dim=-1))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = Norm(WIDTH), Norm(WIDTH)
        self.attention = Attention()
        up, down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.mlp = nn.Sequential(up, nn.GELU(), down)

    def forward(self, x):
        x = self.attention(self.norm1(x)) + (x if RESIDUAL else 0)
        return self.mlp(self.norm2(x)) + (x if RESIDUAL else 0)


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.character = nn.Embedding(len(characters), WIDTH)
        self.place = nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.norm, self.head = Norm(WIDTH), nn.Linear(WIDTH, len(characters))

    def forward(self, index):
        x = self.character(index) + self.place(torch.arange(index.shape[-1]))
        return self.head(self.norm(self.blocks(x)))


torch.manual_seed(1)
model = GPT()
for p in model.parameters():
    if p.dim() == 2:
        nn.init.normal_(p, std=0.1 * SCALE)
optimizer = torch.optim.AdamW(model.parameters(), RATE)
warm_up = torch.optim.lr_scheduler.LinearLR(optimizer, 1 / WARM_UP, 1, WARM_UP)


def train():
    """One step, on pieces of the text; a single one needs no axis for the batch."""
    length = min(CONTEXT, len(text) - SHIFT)
    starts = torch.randint(len(text) - SHIFT - length + 1, (BATCH,))
    x = torch.stack([text[i : i + length] for i in starts]).squeeze(0)
    y = torch.stack([text[i + SHIFT : i + SHIFT + length] for i in starts]).squeeze(0)
    loss = F.cross_entropy(model(x).flatten(0, -2), y.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    warm_up.step()
    return loss.item()


for _ in range(STEPS):
    print(f"loss {train():.4f}")
