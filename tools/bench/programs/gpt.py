"""Build side: training steps of a small GPT, the same program for PyTorch, for stepgrad.torch, and for that in Pyodide.

python tools/bench/programs/gpt.py        prints the median of the seconds that a step takes with stepgrad.torch
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from typing import Any

LAYERS, HEADS, WIDTH, CONTEXT, BATCH, CHARACTERS = 2, 4, 32, 16, 16, 27


def training(torch: Any) -> Callable[[int], float]:
    """A function that trains for so many steps and gives the last loss; torch: the module of that name, or ours."""
    nn, F = torch.nn, torch.nn.functional
    torch.manual_seed(1)

    class Attention(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
            self.out = nn.Linear(WIDTH, WIDTH)
            self.register_buffer("mask", torch.tril(torch.ones(CONTEXT, CONTEXT)) == 0)

        def forward(self, x: Any) -> Any:
            batch, length, width = x.shape
            q, k, v = self.qkv(x).split(width, dim=2)
            q, k, v = (one.view(batch, length, HEADS, width // HEADS).transpose(1, 2) for one in (q, k, v))
            scores = (q @ k.transpose(-2, -1)) * (width // HEADS) ** -0.5
            weights = F.softmax(scores.masked_fill(self.mask[:length, :length], float("-inf")), dim=-1)
            return self.out((weights @ v).transpose(1, 2).contiguous().view(batch, length, width))

    class Block(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.norm1, self.attention = nn.LayerNorm(WIDTH), Attention()
            self.norm2 = nn.LayerNorm(WIDTH)
            self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

        def forward(self, x: Any) -> Any:
            x = x + self.attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))

    class GPT(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.characters = nn.Embedding(CHARACTERS, WIDTH)
            self.places = nn.Embedding(CONTEXT, WIDTH)
            self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
            self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, CHARACTERS, bias=False)

        def forward(self, index: Any) -> Any:
            x = self.characters(index) + self.places(torch.arange(index.shape[1]))
            return self.head(self.norm(self.blocks(x)))

    model = GPT()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    text = torch.randint(0, CHARACTERS, (BATCH, CONTEXT + 1))

    def train(steps: int) -> float:
        loss = None
        for _ in range(steps):
            scores = model(text[:, :-1])
            loss = F.cross_entropy(scores.reshape(-1, CHARACTERS), text[:, 1:].reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return loss.item() if loss is not None else math.nan

    return train


def step_seconds(train: Callable[[int], float], rounds: int = 60) -> float:
    """The median of single steps, after some that warm up."""
    train(5)
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        train(1)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    import stepgrad.torch

    print(step_seconds(training(stepgrad.torch)))
