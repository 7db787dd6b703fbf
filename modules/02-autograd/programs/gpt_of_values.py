"""The GPT of gpt.py out of single numbers: the same arithmetic, and every product and every sum a node of the graph.

What PyTorch does with matrices is written out here, forward; the way back is all by `backward()`. The sizes are smaller, so that one
training step has some sixty thousand nodes. Lists of numbers stand for rows: a character's, a place's, one of a weight's.
"""

import random

from stepgrad import Value

LAYERS = 1
HEADS = 4
WIDTH = 16  # numbers that stand for a character
CONTEXT = 7  # characters that can be looked back at
STEPS = 1
RATE = 0.02
WARM_UP = 20  # steps until the rate has its full size

# --- The text ---------------------------------------------------------------------

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
characters = sorted({*poem, *"abcdefghijklmnopqrstuvwxyz"})
text = [characters.index(c) for c in poem]

# --- The parameters, by the names that PyTorch's modules give them ------------------

random.seed(1)


def matrix(rows, columns):
    """A weight: as many rows as it gives numbers, as many columns as it takes."""
    return [[Value(random.gauss(0, 0.1)) for _ in range(columns)] for _ in range(rows)]


def vector(size, number):
    return [Value(number) for _ in range(size)]


def linear(name, taken, given):
    weights[f"{name}.weight"] = matrix(given, taken)
    weights[f"{name}.bias"] = vector(given, 0.0)


def norm(name):
    weights[f"{name}.weight"] = vector(WIDTH, 1.0)
    weights[f"{name}.bias"] = vector(WIDTH, 0.0)


weights = {
    "character.weight": matrix(len(characters), WIDTH),
    "place.weight": matrix(CONTEXT, WIDTH),
}
for block in range(LAYERS):
    norm(f"blocks.{block}.norm1")
    norm(f"blocks.{block}.norm2")
    for head in range(HEADS):
        for part in ("query", "key", "value"):
            name = f"blocks.{block}.attention.heads.{head}.{part}.weight"
            weights[name] = matrix(WIDTH // HEADS, WIDTH)
    linear(f"blocks.{block}.attention.out", WIDTH, WIDTH)
    linear(f"blocks.{block}.mlp.0", WIDTH, 4 * WIDTH)
    linear(f"blocks.{block}.mlp.2", 4 * WIDTH, WIDTH)
norm("norm")
linear("head", WIDTH, len(characters))


def parameters():
    """All single numbers that are learnt."""
    for weight in weights.values():
        for row in weight:
            yield from row if isinstance(row, list) else [row]


# --- The operations -----------------------------------------------------------------


def add(a, b):
    return [one + other for one, other in zip(a, b, strict=True)]


def total(numbers):
    first, *rest = numbers  # sum() would begin with a 0: one node more
    for one in rest:
        first = first + one
    return first


def dot(a, b):
    return total([one * other for one, other in zip(a, b, strict=True)])


def times(matrix, x):
    return [dot(row, x) for row in matrix]


def affine(name, x):
    return add(times(weights[f"{name}.weight"], x), weights[f"{name}.bias"])


def layer_norm(name, x):
    """Mean 0 and deviation 1, and then as large as is learnt."""
    mean = total(x) / len(x)
    apart = [one - mean for one in x]
    scale = (dot(apart, apart) / len(x) + 1e-5) ** -0.5
    scaled = [one * scale * w for one, w in zip(apart, weights[f"{name}.weight"], strict=True)]
    return add(scaled, weights[f"{name}.bias"])


def softmax(scores):
    """Positive shares that add up to 1."""
    largest = max(score.data for score in scores)  # the same shares, without an overflow
    powers = [(score - largest).exp() for score in scores]
    whole = total(powers)
    return [power / whole for power in powers]


# --- The model: rows in, rows out ----------------------------------------------------


def attend(name, rows):
    """One head: each place takes from itself and those before it, as much as their keys answer its query."""
    query, key, value = (
        [times(weights[f"{name}.{part}.weight"], x) for x in rows] for part in ("query", "key", "value")
    )
    mixed = []
    for place in range(len(rows)):
        scores = [dot(query[place], one) / (WIDTH // HEADS) ** 0.5 for one in key[: place + 1]]
        shares = softmax(scores)
        mixed.append([dot(shares, column) for column in zip(*value[: place + 1], strict=True)])
    return mixed


def attention(name, rows):
    heads = [attend(f"{name}.heads.{head}", rows) for head in range(HEADS)]
    return [affine(f"{name}.out", [*a, *b, *c, *d]) for a, b, c, d in zip(*heads, strict=True)]


def mlp(name, x):
    return affine(f"{name}.2", [one.gelu() for one in affine(f"{name}.0", x)])


def transform(name, rows):
    """One block."""
    attended = attention(f"{name}.attention", [layer_norm(f"{name}.norm1", x) for x in rows])
    rows = [add(x, more) for x, more in zip(rows, attended, strict=True)]
    return [add(x, mlp(f"{name}.mlp", layer_norm(f"{name}.norm2", x))) for x in rows]


def gpt(index):
    """The logits at each place."""
    embedded = zip([weights["character.weight"][i] for i in index], weights["place.weight"], strict=True)
    rows = [add(character, place) for character, place in embedded]
    for block in range(LAYERS):
        rows = transform(f"blocks.{block}", rows)
    return [affine("head", layer_norm("norm", x)) for x in rows]


def cross_entropy(logits, label):
    return -softmax(logits)[label].log()


# --- Training: AdamW -----------------------------------------------------------------

means = [0.0] * len([*parameters()])  # of each parameter's gradients so far,
squares = [0.0] * len(means)  # and of their squares

for step in range(STEPS):
    start = random.randrange(len(text) - CONTEXT)
    x, y = text[start : start + CONTEXT], text[start + 1 : start + CONTEXT + 1]
    loss = total([cross_entropy(*one) for one in zip(gpt(x), y, strict=True)]) / CONTEXT
    loss.backward()
    rate = RATE * min(1, 1 / WARM_UP + (1 - 1 / WARM_UP) * step / WARM_UP)
    for i, p in enumerate(parameters()):
        grad = p.grad or 0.0  # of a character that was not there it is None
        means[i] = 0.9 * means[i] + 0.1 * grad
        squares[i] = 0.999 * squares[i] + 0.001 * grad**2
        mean = means[i] / (1 - 0.9 ** (step + 1))
        square = squares[i] / (1 - 0.999 ** (step + 1))
        p.data -= rate * (0.01 * p.data + mean / (square**0.5 + 1e-8))
        if step < STEPS - 1:
            p.grad = None
    print(f"loss {loss.data:.4f}")
