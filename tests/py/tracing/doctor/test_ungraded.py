"""Why a gradient is None: what is said of it, and that the path is one, with the edge at which it was cut first."""

from __future__ import annotations

import pytest
from stepgrad.tracing.events import Backward, Forward, NodeId, Seed

from tests.py.tracing.doctor.doctored import found, traced
from tests.py.tracing.doctor.harmless_programs import PROGRAMS as HARMLESS
from tests.py.tracing.doctor.nonfinite_programs import PROGRAMS as NONFINITE
from tests.py.tracing.doctor.ungraded_programs import PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_said(name: str) -> None:
    source, expected = PROGRAMS[name]
    assert [(one.kind, one.line, one.sentence) for one in found(source) if one.kind == "none"] == expected


@pytest.mark.parametrize("name", [*HARMLESS, *NONFINITE])
def test_of_other_programs_nothing(name: str) -> None:
    source = HARMLESS.get(name) or NONFINITE[name][0]
    assert [one.sentence for one in found(source) if one.kind == "none"] == []


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_path_is_one(name: str) -> None:
    source, _ = PROGRAMS[name]
    trace = traced(source)
    reached = {step.input for step in trace.steps if isinstance(step, Backward)}
    roots = {step.node for step in trace.steps if isinstance(step, Seed)}
    for one in (one for one in found(source) if one.kind == "none"):
        for node, arg in one.edges:
            args = trace.nodes[node].args
            assert (isinstance(args[arg], NodeId | float)) if args else arg == 0
        if len(one.nodes) > 2 and one.nodes[-1] in roots:
            cut = one.edges[0][0]
            before = one.nodes[: one.nodes.index(cut)]
            assert before
            if "autograd.grad()" not in one.sentence:
                assert not reached & {*before}  # no gradient came so far
                for node in before[1:]:  # up to the cut it is the graph's
                    assert (
                        trace.nodes[node].op is not None or "copied" in one.sentence or "data" in one.sentence
                    )
        for position in one.steps:
            assert isinstance(trace.steps[position], Forward | Seed)


def test_guards_are_no_questions() -> None:
    source = """\
import torch
w = torch.ones(2, requires_grad=True)
v = torch.ones(2, requires_grad=True)
(w * w).sum().backward()
for p in [w, v]:
    if p.grad is None:
        continue
    if p.grad is not None and True:
        print(p.grad)
    x = 0 if p.grad is None else p.grad
print([p for p in [w, v] if p.grad is not None])
assert v.grad is None
"""
    assert found(source) == []


def test_before_the_first_backward_none_is_right() -> None:
    source = """\
from stepgrad import Value
x = Value(2.0)
print(x.grad)
y = x * x
print(x.grad)
y.backward()
print(x.grad)
"""
    assert found(source) == []


def test_after_zero_grad_none_is_right() -> None:
    source = """\
from stepgrad import Value
x = Value(2.0)
(x * x).backward()
x.zero_grad()
print(x.grad)
"""
    assert found(source) == []


CUT = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0], requires_grad=True)
h = torch.tanh(w * 2)
y = {cut}
loss = (y * b).sum()
loss.backward()
print({name}.grad)
"""


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ("h.detach()", "h.detach() at line 5 cuts the graph"),
        ("h.data", "h.data at line 5 gives numbers without their history"),
        ("h.data.clone() * 2", "h.data at line 5 gives numbers without their history"),
        ("torch.tensor(h.tolist())", "h.tolist() at line 5 gives plain numbers"),
        ("torch.tensor([h[0].item(), h[1].item()])", "h[0].item() at line 5 gives a plain number"),
        ("torch.tensor([float(one) for one in h])", "becomes a plain number at line 5"),
        ("torch.tensor(h)", "h is copied at line 5"),
        ("h.new_tensor(h)", "h is copied at line 5"),
        ("torch.from_numpy(h.detach().numpy())", "h.detach() at line 5 cuts the graph"),
        ("torch.as_tensor(h.detach().numpy() ** 2)", "h.detach() at line 5 cuts the graph"),
        ("(h > 0).float()", "a comparison of h at line 5 lets no gradient through"),
        ("h.argsort().float()", "argsort() of h at line 5 lets no gradient through"),
        ("h.long()", "the cast at line 5 makes whole numbers of h"),
        ("(h * 1).int().float()", "the cast at line 5 makes whole numbers of h * 1"),
    ],
)
def test_every_cut_is_named(cut: str, words: str) -> None:
    (one,) = [one for one in found(CUT.format(cut=cut, name="w")) if one.kind == "none"]
    assert one.sentence.startswith("w.grad is None because ")
    assert words in one.sentence
    assert one.line == 5
    assert [
        one for one in found(CUT.format(cut=cut, name="b")) if one.kind == "none" and "b.grad" in one.sentence
    ] == []


@pytest.mark.parametrize(
    "cut",
    [
        "h",
        "h * 1.0",
        "h.clone()",
        "h + h.detach()",
        "h.double().float()",
        "h.round() + h",
        "torch.stack([h[0], h[1]])",
    ],
)
def test_what_is_not_cut_is_not_told(cut: str) -> None:
    assert [one for one in found(CUT.format(cut=cut, name="w")) if one.kind == "none"] == []


VALUES = """\
import math
from stepgrad import Value, no_grad
x = Value(0.5)
b = Value(2.0)
def half(v):
    return v / 2
h = x * x
{cut}
loss = y * b
loss.backward()
print(x.grad)
"""


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ("y = Value(h.data)", "h.data at line 8 gives a plain number"),
        ("y = Value(h)", "h is copied at line 8"),
        ("y = h.detach()", "h.detach() at line 8 cuts the graph"),
        ("y = Value(float(h))", "h becomes a plain number at line 8"),
        ("y = Value(h.item() * 2)", "h.item() at line 8 gives a plain number"),
        ("y = Value(math.sin(h))", "h becomes a plain number at line 8"),
        ("y = h.data + 1", "h.data at line 8 gives a plain number"),
        ("n = [h.data]\ny = Value(n[0])", "h.data at line 8 gives a plain number"),
        ("n = []\nn.append(h.data)\ny = Value(sum(n))", "h.data at line 9 gives a plain number"),
        ("with no_grad():\n    y = h * 2", "y was computed under no_grad() at line 9"),
        ("with no_grad():\n    y = half(h)", "was computed under no_grad() at line 6"),
        ("copy = lambda v: Value(v.data)\ny = copy(h)", "h.data at line 8 gives a plain number"),
    ],
)
def test_every_cut_of_values_is_named(cut: str, words: str) -> None:
    (one,) = found(VALUES.format(cut=cut))
    assert one.sentence.startswith("x.grad is None because ")
    assert words in one.sentence


@pytest.mark.parametrize("between", ["\u2028", "\x0b", "\x0c", "\x1c", "\x85"])
def test_a_line_is_what_python_calls_one(between: str) -> None:
    """Other separators are letters of a text, and letters are not bytes: places are found after them all the same."""
    source = f"""from stepgrad import Value
note = "a{between}b"
x = Value(2.0)
é = x * x
"é"; n = é.data
"é"; y = Value(n) * 3.0
y.backward()
print("é", x.grad)
"""
    (one,) = found(source)
    assert one.sentence.startswith("x.grad is None because é.data at line 5 gives a plain number")
    assert one.sentence.endswith("(the path is x → é → y).")
