"""⑦ Writes dependencies.json: a program's trace, and of every operation in it which elements of its arguments PyTorch finds a derivative for.

.venv/bin/python tests/js/trace/dependencies.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "py"))

from stepgrad import trace
from stepgrad.tracing.wire import to_wire

PROGRAM = """import stepgrad.torch as torch
a = torch.tensor([[[0.31, -1.2, 0.77], [1.4, 0.52, -0.63]], [[0.9, 0.15, -0.48], [-0.27, 1.1, 0.36]]], requires_grad=True)
b = torch.tensor([[0.5, 1.3], [-0.7, 0.2], [1.9, -0.4]], requires_grad=True)
v = torch.tensor([0.6, -1.1, 0.8], requires_grad=True)
c = torch.tensor([[1.2], [-0.3]], requires_grad=True)
u = torch.tensor([0.1, 0.7, -0.9], requires_grad=True)
w = torch.tensor([[0.4], [1.5], [-0.8]], requires_grad=True)
batched = a @ b
product = a[0] @ b
across = product.T
stretch = a * v
column = v - c
both = a + c
squared = v ** 2
curve = a.tanh()
by_vector = a @ v
by_row = v @ b
inner = v @ u
batch_of_rows = squared @ b
total = a.sum()
rows = a.sum(dim=1)
kept = a.mean(dim=(0, 2), keepdim=True)
mean = stretch.mean(dim=-1)
shares = a.softmax(-1)
logs = product.log_softmax(0)
running = a.cumsum(1)
flat = a.reshape(6, 2)
turned = a.permute(2, 0, 1)
wide = c.expand(2, 3)
joined = torch.cat([b, w], dim=1)
piled = torch.stack([v, u], dim=1)
first = a[0]
part = a[1, :, 1:3]
last = a[..., -1]
spread = a[:, None, 0, ::2]
chosen = a[:, [1, 0, 1]]
pairs = a[[0, 1], [1, 0]]
apart = a[[0, 1], :, [2, 0]]
masked = v[torch.tensor([True, False, True])]
looked_up = torch.nn.functional.embedding(torch.tensor([[2, 0], [2, 2]]), b)
spreading = a.var(dim=1)
ends = batched.exp()
loss = sum(x.sum() for x in [batched, product, across, stretch, column, both, squared, curve, by_vector, by_row, inner, batch_of_rows, total, rows, kept, mean, shares, logs, running, flat, turned, wide, joined, piled, first, part, last, spread, chosen, pairs, apart, masked, looked_up, spreading, ends])
loss.backward()
"""

recorded = trace(PROGRAM)
known: dict[str, torch.Tensor] = {}
exec(  # noqa: S102 (the program above)
    PROGRAM.replace("import stepgrad.torch as torch", "import torch").replace("loss.backward()", ""), known
)
found = []
for node in recorded.nodes:
    if node.op is None or not node.label or node.label == "loss":
        continue
    labels = [recorded.nodes[arg].label if isinstance(arg, int) else None for arg in node.args]
    y = known[node.label]
    for at, label in enumerate(labels):
        if label is None or label not in known or not isinstance(known[label], torch.Tensor):
            continue
        masks = []
        for one in y.reshape(-1):
            (slope,) = torch.autograd.grad(one, known[label], retain_graph=True, allow_unused=True)
            masks.append([] if slope is None else slope.reshape(-1).nonzero().reshape(-1).tolist())
        found.append({"label": node.label, "arg": at, "from": masks})
Path(__file__).with_suffix(".json").write_text(
    json.dumps({"wire": to_wire(recorded), "found": found}, separators=(",", ":")) + "\n"
)
