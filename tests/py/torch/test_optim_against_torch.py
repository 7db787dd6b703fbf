"""② Optimizers beside PyTorch's: the same parameters after every step, the same settings, the same refusals; of Values, too."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from stepgrad import Tensor, Value, optim

from tests.py.torch.both import same

SETTINGS = [
    "SGD(p)", "SGD(p, lr=0.1)", "SGD(p, 0.1, 0.9)", "SGD(p, 0.1, momentum=0.9, dampening=0.3)", "SGD(p, 0.1, momentum=0.9, nesterov=True)", "SGD(p, 0.1, weight_decay=0.1)",
    "SGD(p, 0.1, momentum=0.5, weight_decay=0.1, maximize=True)", "Adam(p)", "Adam(p, 0.1)", "Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3)", "Adam(p, 0.1, weight_decay=0.1)",
    "Adam(p, 0.1, amsgrad=True)", "Adam(p, 0.1, maximize=True)", "AdamW(p, 0.1)", "AdamW(p, lr=0.1, weight_decay=0.3)", "RMSprop(p, 0.1)", "RMSprop(p, lr=0.05, alpha=0.5, momentum=0.9)",
    "RMSprop(p, 0.05, centered=True, weight_decay=0.1)", "Adagrad(p, 0.1)", "Adagrad(p, lr=0.5, lr_decay=0.1, initial_accumulator_value=0.1, weight_decay=0.1)",
    "SGD([{'params': p[:1]}, {'params': p[1:], 'lr': 0.01}], lr=0.1, momentum=0.9)", "Adam([{'params': p[0]}, {'params': [p[1]], 'betas': (0.5, 0.5)}], lr=0.1)",
    "SGD((one for one in p), 0.1)", "SGD(tuple(p), 0.1)", "SGD([('a', p[0]), ('b', p[1])], 0.1)",
]  # fmt: skip

TRAIN = """
p = [T([[1.0, -2.0], [0.5, 3.0]], dtype=float64, requires_grad=True), T([0.3, -0.7], dtype=float64, requires_grad=True)]
optimizer = optim.{setting}
trail = []
for step in range(6):
    optimizer.zero_grad()
    loss = ((p[0] @ p[1] - 1) ** 2).sum() + (p[1] ** 4).sum()
    loss.backward()
    {closure}
    trail += [loss, p[0].clone(), p[1].clone()]
    {after}
out = trail
"""


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_step(setting: str) -> None:
    same(TRAIN.format(setting=setting, closure="optimizer.step()", after=""), 1e-9)


@pytest.mark.parametrize(
    "setting",
    [
        "SGD(p, 0.1, momentum=0.9)",
        "Adam(p, 0.1)",
        "AdamW(p, 0.1)",
        "RMSprop(p, 0.01, momentum=0.5)",
        "Adagrad(p, 0.1)",
    ],
)
def test_state_goes_on_in_another_optimizer(setting: str) -> None:
    name = setting.partition("(")[0]
    again = f"state = optimizer.state_dict(); optimizer = optim.{name}(p, lr=5.0); optimizer.load_state_dict(state)"
    same(TRAIN.format(setting=setting, closure="optimizer.step()", after=again), 1e-9)
    lr = "optimizer.param_groups[0]['lr'] *= 0.5"
    same(TRAIN.format(setting=setting, closure="optimizer.step()", after=lr), 1e-9)
    none = "optimizer.zero_grad(set_to_none=False)"
    same(TRAIN.format(setting=setting, closure="optimizer.step()", after=none), 1e-9)


MADE = [
    "SGD(w, 0.1)", "SGD([w * 2], 0.1)", "SGD([], 0.1)", "SGD([1, 2], 0.1)", "SGD(['a'], 0.1)", "SGD([{'params': {w}}], 0.1)", "SGD(None, 0.1)", "SGD(iter([]), 0.1)", "SGD([w], -0.1)", "SGD([w], 0.1, momentum=-1)",
    "SGD([w], 0.1, weight_decay=-1)", "SGD([w], 0.1, nesterov=True)", "Adam([w], betas=(0.9, 1.0))", "Adam([w], eps=-1)", "Adam([w], -1)", "RMSprop([w], alpha=-1)", "Adagrad([w], lr_decay=-1)", "SGD([{'params': [w]}, {'params': [w]}], 0.1)",
    "SGD([{'params': w}], 0.1)", "SGD([[w]], 0.1)", "SGD([w.detach()], 0.1)", "SGD([w], 0.1).load_state_dict(optim.SGD([w, T([1.0])], 0.1).state_dict())",
]  # fmt: skip


@pytest.mark.parametrize("make", MADE)
def test_what_cannot_be_trained(make: str) -> None:
    same(f"w = T([1.0, 2.0], requires_grad=True)\noptim.{make}\nout = None")


PROGRAMS = [
    "o = optim.SGD([w], 0.1, momentum=0.9)\nout = [o.param_groups[0]['lr'], o.param_groups[0]['params'][0] is w]",
    "o = optim.SGD([w], 0.1)\ndef closure():\n    o.zero_grad()\n    loss = (w * w).sum()\n    loss.backward()\n    return loss\nout = [o.step(closure), w]",
    "o = optim.SGD([w], 0.1)\no.add_param_group({'params': T([1.0], requires_grad=True), 'lr': 0.5})\nout = [g['lr'] for g in o.param_groups]",
    "o = optim.Adam([w])\no.step()\nout = [w, len(o.state)]", "o = optim.SGD([w], 0.1)\nw.sum().backward()\no.zero_grad()\nout = w.grad",
    "o = optim.SGD([w], 0.1)\nw.sum().backward()\no.zero_grad(set_to_none=False)\nout = w.grad", "o = optim.SGD([w], 0.1)\nw.grad = T([2.0, 4.0])\no.step()\nout = w",
    "o = optim.SGD([w], 0.1)\ny = (w * w).sum()\nw.sum().backward()\no.step()\ny.backward()", "u = T(3.0, requires_grad=True)\no = optim.SGD([u], 0.1, momentum=0.9)\nfor _ in range(3):\n    u.grad = None\n    (u * u).backward()\n    o.step()\nout = u",
    "v = w.detach()[0]\nu = T([1.0], requires_grad=True)\no = optim.SGD([u, w], 1.0)\n(w * 2).sum().backward()\no.step()\nout = [v, u, w]",
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs(program: str) -> None:
    same(f"w = T([1.0, 2.0], requires_grad=True)\n{program}")


@pytest.mark.parametrize("setting", [one for one in SETTINGS if "p[" not in one])
def test_values_train_as_tensors_of_one_number(setting: str) -> None:
    value, tensor = Value(1.5), torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    names: dict[str, Any] = {"p": [value]}
    ours = eval(f"optim.{setting}", {"optim": optim}, names)
    theirs = eval(f"optim.{setting}", {"optim": torch.optim}, {"p": [tensor]})
    for _ in range(5):
        ours.zero_grad()
        theirs.zero_grad()
        (value**3 - value).backward()
        (tensor**3 - tensor).backward()
        ours.step()
        theirs.step()
        assert value.data == pytest.approx(tensor.item(), rel=1e-9)
        assert type(value.data) is float


def test_a_bare_value_and_a_result_are_refused() -> None:
    with pytest.raises(TypeError, match="list"):
        optim.SGD(Value(1.0), 0.1)
    with pytest.raises(ValueError, match="leaf"):
        optim.Adam([Value(1.0) * 2])
    w = Tensor([1.0], True)
    with pytest.warns(UserWarning, match="twice"):
        optim.SGD([w, w], 0.1)
