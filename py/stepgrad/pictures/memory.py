"""④ What is kept for the backward pass of a stack of layers, step by step: measured on the nodes of the graph as it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..mode import no_grad
from ..tensor.tensor import Tensor

BATCH, WIDTH = 50, 100  # an activation is an array of BATCH × WIDTH float32: 20,000 bytes
ACTIVATIONS = ("tanh", "sin")
MOST_LAYERS = 64


class _Meter:
    """Looks at the graph after every operation, forward and backward.

    Counted is every array that some node has saved for its rule, or that a checkpoint holds, once, however many hold it;
    but not the weights and the input, which are there anyway.
    """

    def __init__(self, anyway: Sequence[Tensor]) -> None:
        self.steps: list[dict[str, Any]] = []
        self.arrays: list[dict[str, Any]] = []
        self.checkpoints: list[Tensor] = []
        self._anyway = {id(tensor._data) for tensor in anyway}
        self._nodes: list[tuple[Any, str]] = []
        self._names: dict[int, str] = {}
        self._held: dict[int, int] = {}  # id of an array that is kept now → its place in `arrays`
        self._run: set[str] = set()

    def forward(self, out: Tensor, op: str, name: str) -> Tensor:
        """An operation made `out`, which the page calls `name`."""
        self._names[id(out._data)] = name
        node: Any = out._node
        if node is not None:
            self._nodes.append((node, f"{op} → {name}"))
            node.told = lambda g: self._reached(op, name, g)
        again = name in self._run
        self._run.add(name)
        self._step("again" if again else "forward", op, name)
        return out

    def checkpoint(self, tensor: Tensor) -> None:
        """`tensor` is kept from here on, to compute what follows it again."""
        self.checkpoints.append(tensor)
        self._close()

    def _reached(self, op: str, name: str, g: Any) -> Any:
        # The walk tells a node its gradient before it applies the node's rules.
        self._close()
        self._step("backward", op, name)
        return g

    def _step(self, kind: str, op: str, name: str) -> None:
        self.steps.append({"pass": kind, "op": op, "name": name})
        self._close()

    def _close(self) -> None:
        """Set what is kept after the last step to what is kept now; the walk frees a node only when it leaves it."""
        if not self.steps:
            return
        held = self._look()
        at = len(self.steps)
        for key in [*self._held]:
            if key not in held:
                self.arrays[self._held.pop(key)]["to"] = at
        for key, (array, users) in held.items():
            if key not in self._held:
                self._held[key] = len(self.arrays)
                name = self._names[key]
                self.arrays.append(
                    {
                        "name": name,
                        "shape": [*array.shape],
                        "bytes": array.nbytes,
                        "from": at,
                        "to": None,
                        "for": [],
                    }
                )
            known = self.arrays[self._held[key]]["for"]
            known.extend(user for user in users if user not in known)
        self.steps[-1]["kept"] = sum(array.nbytes for array, _ in held.values())

    def _look(self) -> dict[int, tuple[Any, list[str]]]:
        found: dict[int, tuple[Any, list[str]]] = {}
        holders = [(node.saved or (), user) for node, user in self._nodes]
        for saved, user in [*holders, *(((tensor._data,), "checkpoint") for tensor in self.checkpoints)]:
            for array in saved:
                if isinstance(array, np.ndarray) and id(array) not in self._anyway:
                    found.setdefault(id(array), (array, []))[1].append(user)
        self._nodes = [pair for pair in self._nodes if pair[0].saved is not None]
        return found

    def result(self) -> dict[str, Any]:
        """The steps and the arrays; `from` and `to` of an array are positions: after so many steps it is, and is no longer, kept."""
        self._close()
        runs = [step["pass"] for step in self.steps]
        peak = max(step["kept"] for step in self.steps)
        return {
            "steps": self.steps,
            "arrays": self.arrays,
            "peak": peak,
            "forward": runs.count("forward"),
            "again": runs.count("again"),
        }


def memory(layers: int, every: int = 0, activation: str = "tanh") -> dict[str, Any]:
    """Run `layers` layers h = activation(h @ W) and a mean forward and backward; say what was kept after each step.

    every: 0 keeps all that the rules ask for; k keeps only the input of every k-th layer and computes the rest again on the way
    back (the last k layers excepted: their turn comes at once). `whole` says what keeping everything costs, and whether the
    gradients are the same to the last bit. Errors: ValueError for sizes out of range.
    """
    if not 1 <= layers <= MOST_LAYERS or not 0 <= every <= layers or activation not in ACTIVATIONS:
        raise ValueError(
            f"memory: layers must be from 1 to {MOST_LAYERS}, every from 0 to layers, activation {' or '.join(ACTIVATIONS)}"
        )
    measured, gradients = _run(layers, every, activation)
    whole, expected = _run(layers, 0, activation) if every else (measured, gradients)
    same = all(np.array_equal(*pair) for pair in zip(gradients, expected, strict=True))
    return {
        "layers": layers,
        "every": every,
        "activation": activation,
        **measured,
        "whole": {"peak": whole["peak"], "forward": whole["forward"], "same": same},
    }


def _run(layers: int, every: int, activation: str) -> tuple[dict[str, Any], list[Any]]:
    weights, x = _network(layers)
    meter = _Meter([*weights, x])

    def segment(h: Tensor, begin: int, end: int) -> Tensor:
        for i in range(begin, end):
            z = meter.forward(h @ weights[i], "matmul", f"z{i + 1}")
            h = meter.forward(getattr(z, activation)(), activation, f"h{i + 1}")
        return h

    starts = [*range(0, layers, every or layers)]
    bounds = [*zip(starts, [*starts[1:], layers], strict=True)]
    inputs = [x]
    with no_grad():
        for begin, end in bounds[:-1]:
            inputs.append(segment(inputs[-1], begin, end))
            meter.checkpoint(inputs[-1])
    head = inputs[-1].detach().requires_grad_(len(inputs) > 1)
    meter.forward(segment(head, *bounds[-1]).mean(), "mean", "loss").backward()
    for begin, end in reversed(bounds[:-1]):
        gradient = head.grad
        meter.checkpoints.pop()  # from here on the segment's own graph holds what it needs
        inputs.pop()
        head = inputs[-1].detach().requires_grad_(len(inputs) > 1)
        segment(head, begin, end).backward(gradient)
    return meter.result(), [weight.grad for weight in weights]


def growth(depths: Sequence[int] = (1, 4, 9, 16, 25, 36, 49, 64)) -> list[dict[str, int]]:
    """Peaks (in bytes) and forward operations for several depths: keeping everything, and a checkpoint every √depth layers."""
    rows = []
    for depth in depths:
        parts = memory(depth, round(math.sqrt(depth)))
        rows.append({
            "layers": depth,
            "peak": parts["whole"]["peak"],
            "peak_checkpointed": parts["peak"],
            "operations": parts["whole"]["forward"],
            "operations_checkpointed": parts["forward"] + parts["again"],
        })  # fmt: skip
    return rows


def _network(layers: int) -> tuple[list[Tensor], Tensor]:
    rng = np.random.default_rng(layers)
    weights = [
        Tensor(rng.standard_normal((WIDTH, WIDTH), np.float32) / math.sqrt(WIDTH), requires_grad=True)
        for _ in range(layers)
    ]
    return weights, Tensor(rng.standard_normal((BATCH, WIDTH), np.float32))
