"""A convolutional network reads digits that the program draws: 8 rows, 8 columns."""

import torch
import torch.nn.functional as F
from torch import nn

STEPS = 20
BATCH = 20
SHAPES = """
    ###  .#.  ##.  ##.  #.#  ###  .##  ###  ###  ###
    #.#  ##.  ..#  ..#  #.#  #..  #..  ..#  #.#  #.#
    #.#  .#.  .#.  .#.  ###  ##.  ###  .#.  ###  ###
    #.#  .#.  #..  ..#  ..#  ..#  #.#  .#.  #.#  ..#
    ###  ###  ###  ##.  ..#  ##.  ###  .#.  ###  ##.
"""
rows = [line.split() for line in SHAPES.strip().splitlines()]
digits = [[[point == "#" for point in row] for row in digit] for digit in zip(*rows)]
shapes = torch.tensor(digits)


def draw(digit):
    """One digit in a picture of one channel: a bit to the left or right, over noise."""
    picture = 0.1 * torch.randn(1, 8, 8)
    left = torch.randint(2, 4, (1,)).item()
    picture[0, 1:6, left : left + 3] += shapes[digit]
    return picture


def batch_of(size):
    digits = torch.randint(0, 10, (size,))
    return torch.stack([draw(digit) for digit in digits]), digits


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 6, kernel_size=3)  # leaves 6 rows and 6 columns
        self.pool = nn.MaxPool2d(2)  # leaves 3 rows and 3 columns
        self.scores = nn.Linear(6 * 3 * 3, 10)

    def forward(self, pictures):
        found = self.pool(F.relu(self.conv(pictures)))
        return self.scores(found.flatten(1))


torch.manual_seed(0)
model = Reader()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.05)
for step in range(STEPS):
    optimizer.zero_grad()
    pictures, digits = batch_of(BATCH)
    loss = F.cross_entropy(model(pictures), digits)
    loss.backward()
    optimizer.step()
    if step % 4 == 3:
        print(f"step {step}: loss {loss.item():.4f}")

model.eval()
with torch.no_grad():
    pictures, digits = batch_of(50)
    read = model(pictures).argmax(1)
print(f"{(read == digits).float().mean():.0%} of 50 new pictures are read rightly")
for row in pictures[0, 0]:
    print("".join("#" if point > 0.5 else "." for point in row))
print("This one is read as", read[0].item())
