"""②③ Programs as people write them for micrograd: each takes its two modules, the real ones or ours, and says what it computed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any


def drawn(root: Any) -> tuple[set[Any], set[tuple[Any, Any]]]:
    """The nodes and edges that the usual drawing loop collects."""
    nodes: set[Any] = set()
    edges: set[tuple[Any, Any]] = set()

    def build(v: Any) -> None:
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


def shown(*values: Any) -> list[str]:
    return [repr(v) for v in values]


def every_operation(engine: Any, _: Any) -> list[Any]:
    Value = engine.Value
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    nodes, edges = drawn(g)
    return [
        *shown(a, b, c, d, e, f, g),
        len(nodes),
        len(edges),
        sorted(n._op for n in nodes),
        sorted(map(repr, nodes)),
    ]


def ints_stay_ints(engine: Any, _: Any) -> list[Any]:
    Value = engine.Value
    x, y = Value(2), Value(3)
    z = x * y + x
    dead, alive = (z - 100).relu(), (z - 5).relu()
    w = alive**2 + dead + 3 - y
    found = shown(x, y, z, dead, alive, w)
    w.backward()
    half = (x - 1) / 2
    third = 1 / y
    half.backward()
    third.backward()
    ops = [v._op for v in (x, z, dead, alive, alive**2, alive**0.5, -x, half, third)]
    return [*found, *shown(x, y, z, dead, alive, w, half, third), ops]


def backward_twice(engine: Any, _: Any) -> list[Any]:
    x = engine.Value(3.0)
    y = x * x
    z = y * 2 + x
    z.backward()
    z.backward()
    y.backward()
    return shown(x, y, z)


def step_by_step(engine: Any, _: Any) -> list[Any]:
    a, b = engine.Value(2.0), engine.Value(-3.0)
    e = a * b
    d = e + 10.0
    d.grad = 1.0
    for v in (d, e, a):
        v._backward()
    return shown(a, b, e, d)


def an_operation_of_ones_own(engine: Any, _: Any) -> list[Any]:
    Value = engine.Value

    def tanh(self: Any) -> Any:
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def _backward() -> None:
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    x1, x2, w1, w2, b = Value(2.0), Value(0.0), Value(-3.0), Value(1.0), Value(6.8813735870195432)
    n = x1 * w1 + x2 * w2 + b
    o = tanh(n)
    L = o * o + tanh(o + x1)
    L.backward()
    nodes, edges = drawn(L)
    return [*shown(x1, x2, w1, w2, b, n, o, L), o._op, shown(*o._prev), len(nodes), len(edges)]


def equal_numbers_are_not_the_same_value(engine: Any, _: Any) -> list[Any]:
    Value = engine.Value
    a, b = Value(1.0), Value(1.0)
    visited: list[Any] = []
    for v in (a, b, a):
        if v not in visited:
            visited.append(v)
    return [
        len(visited),
        a == b,
        a in [b, a],
        a != b,
        a == 1.0,
        bool(Value(0.0)),
        len({a, b}),
        [a, b].index(b),
    ]


def moons(engine: Any, nn: Any) -> list[Any]:
    """The demo that everybody copies: points of two classes, an MLP, the SVM's loss, gradient descent."""
    random.seed(1337)
    model = nn.MLP(2, [8, 8, 1])
    found: list[Any] = [
        repr(model),
        len(model.parameters()),
        repr(nn.Neuron(3)),
        repr(nn.Layer(2, 1, nonlin=False)),
    ]
    points = []
    for i in range(16):
        angle = math.pi * i / 15
        inner = i % 2
        x = (1 - math.cos(angle), 0.5 - math.sin(angle)) if inner else (math.cos(angle), math.sin(angle))
        points.append(([x[0] + random.gauss(0, 0.1), x[1] + random.gauss(0, 0.1)], 2 * inner - 1))
    for k in range(4):
        scores = [model(list(map(engine.Value, x))) for x, _ in points]
        losses = [(1 + -y * score).relu() for (_, y), score in zip(points, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        total = data_loss + 1e-4 * sum(p * p for p in model.parameters())
        hits = [(y > 0) == (score.data > 0) for (_, y), score in zip(points, scores, strict=True)]
        model.zero_grad()
        total.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / 100) * p.grad
        found += [total.data, sum(hits), sum(p.grad for p in model.parameters())]
    return found


PROGRAMS: list[Callable[[Any, Any], list[Any]]] = [
    every_operation, ints_stay_ints, backward_twice, step_by_step, an_operation_of_ones_own,
    equal_numbers_are_not_the_same_value, moons,
]  # fmt: skip
