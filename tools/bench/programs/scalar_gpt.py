"""A GPT out of single numbers, as people write it to see all of it: it learns names, letter by letter.

Every parameter is a Value, so every product and every sum is a node of the graph: some 58,000 of them, and 163,000 steps
forward and back, for a single name. What comes before the training is Python and its random numbers, nothing else.
"""

import random

from stepgrad import Value

# ruff: noqa: B905 (people leave it out)

random.seed(42)

# --- The data: names, and what may stand in them --------------------------------

names = ["olivia", "emma", "noah", "ava", "isabella", "sophia", "mia", "amelia", "harper"]
letters = "abcdefghijklmnopqrstuvwxyz"
BOS = len(letters)  # begins a name and ends it
vocabulary = len(letters) + 1


def encode(name):
    """The tokens of a name, with its beginning and its end."""
    return [BOS] + [letters.index(letter) for letter in name] + [BOS]


# --- The parameters ---------------------------------------------------------------

LAYERS = 1
WIDTH = 16  # numbers that stand for a token
CONTEXT = 8  # tokens that can be looked back at
HEADS = 4
PER_HEAD = WIDTH // HEADS
STEPS = 1


def matrix(rows, columns, spread=0.08):
    return [[Value(random.gauss(0, spread)) for _ in range(columns)] for _ in range(rows)]


state_dict = {
    "wte": matrix(vocabulary, WIDTH),  # what the token is
    "wpe": matrix(CONTEXT, WIDTH),  # where it stands
    "lm_head": matrix(vocabulary, WIDTH),
}
for i in range(LAYERS):
    state_dict[f"layer{i}.attn_wq"] = matrix(WIDTH, WIDTH)
    state_dict[f"layer{i}.attn_wk"] = matrix(WIDTH, WIDTH)
    state_dict[f"layer{i}.attn_wv"] = matrix(WIDTH, WIDTH)
    state_dict[f"layer{i}.attn_wo"] = matrix(WIDTH, WIDTH)
    state_dict[f"layer{i}.mlp_fc1"] = matrix(4 * WIDTH, WIDTH)
    state_dict[f"layer{i}.mlp_fc2"] = matrix(WIDTH, 4 * WIDTH)
params = [p for rows in state_dict.values() for row in rows for p in row]

# --- The model: a token and its place in, a score for every token out ------------


def linear(x, w):
    return [sum(wi * xi for wi, xi in zip(wo, x)) for wo in w]


def softmax(logits):
    largest = max(value.data for value in logits)  # the same shares, without an overflow
    exps = [(value - largest).exp() for value in logits]
    total = sum(exps)
    return [e / total for e in exps]


def rmsnorm(x):
    ms = sum(xi * xi for xi in x) / len(x)
    scale = (ms + 1e-5) ** -0.5
    return [xi * scale for xi in x]


def attention(x, layer, keys, values):
    """What this token takes from the tokens so far, itself included: from each as much as its key answers the query."""
    q = linear(x, state_dict[f"layer{layer}.attn_wq"])
    k = linear(x, state_dict[f"layer{layer}.attn_wk"])
    v = linear(x, state_dict[f"layer{layer}.attn_wv"])
    keys[layer].append(k)
    values[layer].append(v)
    found = []
    for head in range(HEADS):
        start = head * PER_HEAD
        q_h = q[start : start + PER_HEAD]
        k_h = [ki[start : start + PER_HEAD] for ki in keys[layer]]
        v_h = [vi[start : start + PER_HEAD] for vi in values[layer]]
        scores = [sum(q_h[j] * one[j] for j in range(PER_HEAD)) / PER_HEAD**0.5 for one in k_h]
        weights = softmax(scores)
        found += [sum(weights[t] * v_h[t][j] for t in range(len(v_h))) for j in range(PER_HEAD)]
    return linear(found, state_dict[f"layer{layer}.attn_wo"])


def mlp(x, layer):
    hidden = linear(x, state_dict[f"layer{layer}.mlp_fc1"])
    hidden = [h.relu() for h in hidden]
    return linear(hidden, state_dict[f"layer{layer}.mlp_fc2"])


def gpt(token, place, keys, values):
    tok_emb = state_dict["wte"][token]
    pos_emb = state_dict["wpe"][place]
    x = [t + p for t, p in zip(tok_emb, pos_emb)]
    x = rmsnorm(x)
    for layer in range(LAYERS):
        residual = x
        x = attention(rmsnorm(x), layer, keys, values)
        x = [a + b for a, b in zip(x, residual)]
        residual = x
        x = mlp(rmsnorm(x), layer)
        x = [a + b for a, b in zip(x, residual)]
    return linear(x, state_dict["lm_head"])


# --- Training: Adam --------------------------------------------------------------

RATE, BETA1, BETA2, TINY = 0.01, 0.85, 0.99, 1e-8
m = [0.0] * len(params)  # the mean of each gradient so far
v = [0.0] * len(params)  # and of its square

for step in range(STEPS):
    tokens = encode(names[step % len(names)])
    n = min(CONTEXT, len(tokens) - 1)
    keys, values = [[] for _ in range(LAYERS)], [[] for _ in range(LAYERS)]
    losses = []
    for place in range(n):
        logits = gpt(tokens[place], place, keys, values)
        probs = softmax(logits)
        losses.append(-probs[tokens[place + 1]].log())
    loss = sum(losses) / n
    loss.backward()

    rate = RATE * (1 - step / max(STEPS, 2))
    for i, p in enumerate(params):
        grad = 0.0 if p.grad is None else p.grad  # None: a letter that is not in the name
        m[i] = BETA1 * m[i] + (1 - BETA1) * grad
        v[i] = BETA2 * v[i] + (1 - BETA2) * grad**2
        m_hat = m[i] / (1 - BETA1 ** (step + 1))
        v_hat = v[i] / (1 - BETA2 ** (step + 1))
        p.data -= rate * m_hat / (v_hat**0.5 + TINY)
        p.grad = None
    print(f"step {step + 1}: {names[step % len(names)]}, loss {loss.data:.4f}")
