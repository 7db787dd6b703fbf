"""A whole GPT out of single numbers: embeddings, attention, a network, Adam.

It learns to sing: do, re, mi. Every number is a Value and every operation a node,
so all its sizes are tiny. Python alone can take larger ones: with 16 channels,
4 heads and some hundred steps over a list of names, it makes up new names.
"""

import math
import random

from stepgrad import Value

songs = ["do", "re", "mi", "fa", "so", "la", "ti"]
CHANNELS = 4  # numbers that stand for one letter
HEADS = 2  # each of which looks at a part of them
HIDDEN = 6  # neurons of the network in each block
BLOCKS = 1
CONTEXT = 4  # letters that can be looked back at
STEPS = 3
RATE = 0.1

# --- Letters as numbers ---------------------------------------------------------

END = "."  # stands before and after every song
letters = [END] + sorted(set("".join(songs)))


def encode(song):
    """The numbers of ".do." for "do"."""
    return [letters.index(letter) for letter in END + song + END]


# --- Parameters -----------------------------------------------------------------

random.seed(3)


def matrix(rows, columns):
    return [[Value(random.gauss(0, 0.3)) for _ in range(columns)] for _ in range(rows)]


weights = {
    "letter": matrix(len(letters), CHANNELS),  # which letter it is
    "place": matrix(CONTEXT, CHANNELS),  # and where it stands
    "scores": matrix(len(letters), CHANNELS),
}
for block in range(BLOCKS):
    weights[f"query {block}"] = matrix(CHANNELS, CHANNELS)
    weights[f"key {block}"] = matrix(CHANNELS, CHANNELS)
    weights[f"value {block}"] = matrix(CHANNELS, CHANNELS)
    weights[f"out {block}"] = matrix(CHANNELS, CHANNELS)
    weights[f"up {block}"] = matrix(HIDDEN, CHANNELS)
    weights[f"down {block}"] = matrix(CHANNELS, HIDDEN)


def parameters():
    return [p for rows in weights.values() for row in rows for p in row]


# --- The network ----------------------------------------------------------------
# It takes Values where it learns, and plain floats, which make no graph, elsewhere.


def exp(x):
    return math.exp(x) if isinstance(x, float) else x.exp()


def log(x):
    return math.log(x) if isinstance(x, float) else x.log()


def relu(x):
    return max(x, 0.0) if isinstance(x, float) else x.relu()


def total(numbers):
    result, *rest = numbers  # sum() would add all of them to a 0: one node more
    for x in rest:
        result = result + x
    return result


def dot(a, b):
    """How alike two lists of numbers are."""
    return total([x * y for x, y in zip(a, b)])


def linear(matrix, x):
    return [dot(row, x) for row in matrix]


def add(a, b):
    return [x + y for x, y in zip(a, b)]


def norm(x):
    """The same direction, at a length that later layers can rely on."""
    scale = (dot(x, x) / len(x) + 1e-5) ** -0.5
    return [each * scale for each in x]


def softmax(scores):
    """Positive shares that add up to 1."""
    powers = [exp(score) for score in scores]
    whole = total(powers)
    return [power / whole for power in powers]


def attention(w, block, x, memory):
    """A letter asks all letters so far, itself included: its query meets their keys.

    The better a key answers, the more is taken of the value that goes with it.
    """
    query = linear(w[f"query {block}"], x)
    keys, values = memory[block]
    keys.append(linear(w[f"key {block}"], x))
    values.append(linear(w[f"value {block}"], x))
    size = CHANNELS // HEADS
    taken = []
    for start in range(0, CHANNELS, size):
        head = slice(start, start + size)
        shares = softmax([dot(query[head], key[head]) / size**0.5 for key in keys])
        for channel in range(start, start + size):
            taken.append(dot(shares, [value[channel] for value in values]))
    return linear(w[f"out {block}"], taken)


def network(w, block, x):
    hidden = [relu(each) for each in linear(w[f"up {block}"], x)]
    return linear(w[f"down {block}"], hidden)


def gpt(w, letter, place, memory):
    """Scores for the next letter; memory holds the keys and values of those so far."""
    x = add(w["letter"][letter], w["place"][place])
    for block in range(BLOCKS):
        x = add(x, attention(w, block, norm(x), memory))
        x = add(x, network(w, block, norm(x)))
    return linear(w["scores"], norm(x))


def no_memory():
    return [([], []) for _ in range(BLOCKS)]


def loss_of(w, song):
    """The mean surprise at each next letter: minus the log of its share."""
    numbers, memory = encode(song), no_memory()
    surprises = []
    for place, following in enumerate(numbers[1:]):
        shares = softmax(gpt(w, numbers[place], place, memory))
        surprises.append(-log(shares[following]))
    return total(surprises) / len(surprises)


# --- Training -------------------------------------------------------------------


means = [0.0] * len(parameters())
sizes = [0.0] * len(parameters())


def zero_grad():
    for p in parameters():
        p.grad = None


def adam(step, keep_mean=0.85, keep_size=0.99):
    """Each parameter moves by its mean gradient, measured by that gradient's size."""
    for i, p in enumerate(parameters()):
        if p.grad is None:  # it took no part: its letter is not in the song
            continue
        means[i] = keep_mean * means[i] + (1 - keep_mean) * p.grad
        sizes[i] = keep_size * sizes[i] + (1 - keep_size) * p.grad**2
        # Both began at 0, so at first they are too small.
        mean = means[i] / (1 - keep_mean ** (step + 1))
        size = sizes[i] / (1 - keep_size ** (step + 1))
        p.data -= RATE * mean / (size**0.5 + 1e-8)


def as_floats():
    return {
        name: [[float(p.data) for p in row] for row in rows]
        for name, rows in weights.items()
    }


def overall_loss():
    w = as_floats()
    return total([loss_of(w, song) for song in songs]) / len(songs)


print(len(parameters()), "parameters,", len(letters), "letters")
print(f"loss over all songs: {overall_loss():.4f}")
for step in range(STEPS):
    zero_grad()
    song = songs[step % len(songs)]
    loss = loss_of(weights, song)
    loss.backward()
    adam(step)
    print(f"step {step}: {song}, loss {loss.data:.4f}")
print(f"loss over all songs: {overall_loss():.4f}")

# --- Singing --------------------------------------------------------------------


def sing(w):
    song, letter, memory = "", 0, no_memory()
    for place in range(CONTEXT):
        shares = softmax(gpt(w, letter, place, memory))
        letter = random.choices(range(len(letters)), shares)[0]
        if letters[letter] == END:
            break
        song += letters[letter]
    return song


learned = as_floats()
print("It sings:", " ".join(sing(learned) for _ in range(6)))
