"""④ A training run as a trace: the loss, every parameter and every gradient, step by step.

>>> def step():
...     loss = mse(net(x), y)
...     optimizer.zero_grad()
...     loss.backward()
...     optimizer.step()
...     return loss
>>> history = trace_training(step, net.parameters(), 150)
>>> history.losses[-1], history.parameters["W1"][0]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..tracing.snapshot import Quantity, snapshot
from ..tracing.wire import VERSION, number, quantity

MAX_TRAINING_STEPS = 10_000


@dataclass(slots=True)
class Training:
    """What a training run did. Index k of `losses` and `gradients` is of step k, from 0.

    parameters[name][k] is what the parameter was before step k; the last entry is what it ended with. A parameter without
    a gradient has None. Arrays are snapshots: whole when small, else summed up.
    """

    losses: list[float] = field(default_factory=list)
    parameters: dict[str, list[Quantity]] = field(default_factory=dict)
    gradients: dict[str, list[Quantity | None]] = field(default_factory=dict)

    def to_wire(self) -> dict[str, Any]:
        """As plain dicts and lists, with the arrays of wire.py."""
        return {
            "version": VERSION,
            "losses": [number(loss) for loss in self.losses],
            "parameters": {name: [quantity(one) for one in all_] for name, all_ in self.parameters.items()},
            "gradients": {
                name: [None if one is None else quantity(one) for one in all_]
                for name, all_ in self.gradients.items()
            },
        }


def trace_training(
    step: Callable[[], Any], parameters: Mapping[str, Any] | Iterable[Any], steps: int
) -> Training:
    """Call `step` so many times and write down what it gives (the loss) and does (to the parameters).

    step: one training step, which returns the loss, a Value or a Tensor of one element. parameters: Values or Tensors, by
    name; without names they get their labels, numbered where several share one (W1, b1, W2, b2), else p1, p2, ….
    Errors: ValueError for more than MAX_TRAINING_STEPS; whatever `step` raises.
    """
    if not 0 <= steps <= MAX_TRAINING_STEPS:
        raise ValueError(f"trace_training: steps must be from 0 to {MAX_TRAINING_STEPS:,}, got {steps}")
    named = dict(parameters) if isinstance(parameters, Mapping) else _named(list(parameters))
    history = Training(
        parameters={name: [snapshot(one.data)] for name, one in named.items()},
        gradients={name: [] for name in named},
    )
    for _ in range(steps):
        loss = step()
        history.losses.append(float(loss.item()))
        for name, one in named.items():
            history.parameters[name].append(snapshot(one.data))
            history.gradients[name].append(None if one.grad is None else snapshot(one.grad))
    return history


def _named(parameters: list[Any]) -> dict[str, Any]:
    labels = [one.label or "p" for one in parameters]
    several, seen, named = Counter(labels), Counter[str](), {}
    for label, one in zip(labels, parameters, strict=True):
        seen[label] += 1
        named[label if several[label] == 1 and label != "p" else f"{label}{seen[label]}"] = one
    return named
