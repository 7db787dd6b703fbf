"""A convolutional network reads digits that the program draws: 8 rows, 8 columns."""

import torch
import torch.nn.functional as F
from torch import nn

STEPS = 15
BATCH = 30
FILTERS = 5
SHAPES = """
    ###  .#.  ##.  ##.  #.#  ###  .##  ###  ###  ###
    #.#  ##.  ..#  ..#  #.#  #..  #..  ..#  #.#  #.#
    #.#  .#.  .#.  .#.  ###  ##.  ###  .#.  ###  ###
    #.#  .#.  #..  ..#  ..#  ..#  #.#  .#.  #.#  ..#
    ###  ###  ###  ##.  ..#  ##.  ###  .#.  ###  ##.
"""
rows = [line.split() for line in SHAPES.strip().splitlines()]
shapes = [[[point == "#" for point in row] for row in digit] for digit in zip(*rows)]
shapes = torch.tensor(shapes).float()
# Each digit twice, a column apart, with empty columns and rows around it.
clean = torch.cat([F.pad(shapes, (2, 3, 1, 2)), F.pad(shapes, (3, 2, 1, 2))])


def batch_of(size):
    """Pictures of one channel, with noise, and the digits that they show."""
    chosen = torch.randint(0, len(clean), (size,))
    pictures = clean[chosen].unsqueeze(1)
    return pictures + 0.1 * torch.randn(pictures.shape), chosen % 10


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, FILTERS, kernel_size=3)  # leaves 6 rows, 6 columns
        self.pool = nn.MaxPool2d(2)  # leaves 3 rows, 3 columns
        self.scores = nn.Linear(FILTERS * 3 * 3, 10)

    def forward(self, pictures):
        found = self.pool(F.relu(self.conv(pictures)))
        return self.scores(found.flatten(1))


torch.manual_seed(2)
model = Reader()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.08)
for step in range(STEPS):
    optimizer.zero_grad()
    pictures, digits = batch_of(BATCH)
    loss = F.cross_entropy(model(pictures), digits)
    loss.backward()
    optimizer.step()
    if step % 3 == 2:
        print(f"step {step}: loss {loss.item():.4f}")

model.eval()
with torch.no_grad():
    pictures, digits = batch_of(50)
    read = model(pictures).argmax(1)
print(f"{(read == digits).float().mean():.0%} of 50 new pictures are read rightly")
for row in pictures[0, 0].tolist():
    print("".join("#" if point > 0.5 else "." for point in row))
print("This one is read as", read[0].item())
