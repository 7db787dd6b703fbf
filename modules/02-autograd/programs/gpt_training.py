"""Trains the GPT of gpt.py further, and tells what happens: a page runs that program, with STEPS = 0, and then this one.

Every run begins anew, so what has been learnt comes in the file "gpt.pt" and is left in `saved`, the same as base64: whoever
keeps it can go on from any step, or back to it. `steps = 1` and `measure = 0` is what a trace of that step takes.
"""

# ruff: noqa: F821 (names that gpt.py has left)

import base64
import io
import os

steps = 10  # to be trained
measure = 1  # 0: no norms
letters = 0  # to be written then
temperature = 0.8  # of what is written: 0 takes the likeliest character, 1 draws by the shares as they are
draw = 1  # what is written depends on it, and what is trained does not

if os.path.exists("gpt.pt"):
    *states, generator, done = torch.load("gpt.pt")
    for part, state in zip([model, optimizer, warm_up], states, strict=True):
        part.load_state_dict(state)
    torch.set_rng_state(generator)
else:
    done = 0


def layer(name):
    """Where a parameter belongs: of "blocks.0.attention.heads.2.key.weight" to "blocks.0.attention"."""
    return ".".join(name.split(".")[: 3 if name.startswith("blocks") else 1])


parameters = dict(model.named_parameters())
layers = [*dict.fromkeys(map(layer, parameters))]
losses = []  # of each step
gradients = []  # of each step the norm of each layer's gradient
updates = []  # of each step how long each parameter's change is, measured by the parameter

for _ in range(steps):
    before = {name: p.detach().clone() for name, p in parameters.items()} if measure else {}
    losses.append(train())
    if measure:
        with torch.no_grad():
            squares = dict.fromkeys(layers, 0.0)
            for name, p in parameters.items():
                squares[layer(name)] += p.grad.square().sum().item()
            gradients.append([square**0.5 for square in squares.values()])
            updates.append(
                [((p - before[name]).norm() / (p.norm() + 1e-12)).item() for name, p in parameters.items()]
            )
done += steps


def following(index, generator):
    """The next character, drawn by its share."""
    logits = model(torch.tensor([index[-CONTEXT:]]))[0, -1]
    if temperature <= 0:
        return logits.argmax().item()
    return torch.multinomial(F.softmax(logits / temperature, dim=0), 1, generator=generator).item()


def write(begin):
    """So many letters after a beginning."""
    generator = torch.Generator().manual_seed(draw)
    index = [characters.index(c) for c in begin]
    with torch.no_grad():
        for _ in range(letters):
            index.append(following(index, generator))
    return "".join(characters[i] for i in index)


def surprises(words):
    """The loss at each character of some words but the first."""
    index = torch.tensor([characters.index(c) for c in words])
    with torch.no_grad():
        return [
            F.cross_entropy(model(index[None, max(0, i - CONTEXT) : i])[0, -1], index[i]).item()
            for i in range(1, len(words))
        ]


names = [*parameters]
written = write("what is ") if letters else ""
surprised = surprises(own) if own and measure else []
file = io.BytesIO()
if steps and measure:
    states = [part.state_dict() for part in (model, optimizer, warm_up)]
    torch.save([*states, torch.get_rng_state(), done], file)
saved = base64.b64encode(file.getvalue()).decode()
