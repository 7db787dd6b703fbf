"""Random programs, healthy but for one line: that one is found, and where there is none, nothing is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.py.tracing.doctor.doctored import found

OF_TENSORS = (
    "{a} * {b}",
    "{a} + {b}",
    "{a} - {b} * 0.5",
    "torch.tanh({a})",
    "torch.sigmoid({a} + {b})",
    "({a} ** 2 + 1).log()",
    "torch.where({a} > {b}, {a}, {b})",
    "({a}.abs() + 1).sqrt()",
    "{a} / ({b} ** 2 + 1)",
    "{a}.softmax(0)",
    "({a} - {a}.mean()) * {b}",
    "torch.maximum({a}, {b})",
)
OF_VALUES = (
    "{a} * {b}",
    "{a} + {b}",
    "{a} - {b} * 0.5",
    "{a}.tanh()",
    "({a} + {b}).sigmoid()",
    "({a} * {a} + 1).log()",
    "{a} / ({b} * {b} + 1)",
    "{a} if {a} > {b} else {b} * 2",
)
BAD_TENSORS = {
    "torch.log({a} * 0)": ("infinity", "log(0) gave −∞"),
    "torch.sqrt({a} * 0 - 1)": ("nan", "sqrt(−1) gave NaN"),
    "1 / ({a} * 0)": ("infinity", "1 ÷ "),
    "torch.exp({a} * 0 + 1000)": ("infinity", "exp(1000) is too large for float32"),
    "({a} * 0) / ({b} * 0)": ("nan", "0 ÷ "),
    "torch.where({a} == {a}, {a}, ({a} * 0).sqrt())": ("nan", "in the branch that where did not take"),
    "torch.where({a} == {a}, {a}, ({a} * 0).log())": ("nan", "in the branch that where did not take"),
    "(({a} * 0) ** 2).sum().sqrt()": ("infinity", "in the backward pass of sqrt(0)"),
    "{a}[:1].std()": ("nan", "the standard deviation of a single element"),
    "{a}[{a} != {a}].mean()": ("nan", "the mean of no elements"),
    "{a}.masked_fill({a} == {a}, float('-inf')).softmax(0)": ("nan", "whose numbers are all −∞"),
}
BAD_VALUES = {
    "({a} * 0 + 1e200) * 1e200": ("infinity", "1e200 × 1e200 is too large for a float"),
    "({a} * 0).sqrt()": ("infinity", "in the backward pass of sqrt(0)"),
    "({a} * 0 + float('inf')) - float('inf')": ("nan", "∞ − ∞ gave NaN"),
    "({a} * 0 * {b}) ** 0.5": ("infinity", "whose slope is infinite there"),
}
CUTS = {
    "(w * {a}).detach()": "detach()",
    "(w * {a}).data": ".data",
    "torch.tensor((w * {a}).tolist())": "tolist()",
    "torch.from_numpy((w * {a}).detach().numpy())": "detach()",
    "(w * {a} > 0).float()": "a comparison",
}
VALUE_CUTS = {
    "Value((w * {a}).data)": "data",
    "(w * {a}).detach()": "detach()",
    "Value(float(w * {a}))": "a plain number",
    "Value(w * {a})": "is copied",
}
STARTS = {
    "tensors": ["import torch", "w = torch.tensor([0.5, 1.5], requires_grad=True)"]
    + [f"v{i} = torch.tensor([{i}.25, 1.{i}], requires_grad=True)" for i in range(3)],
    "values": ["from stepgrad import Value", "w = Value(0.5)", *(f"v{i} = Value({i}.25)" for i in range(3))],
}


@st.composite
def programs(draw: st.DrawFn, kind: str, planted: str | None) -> tuple[str, int | None]:
    """A program that ends in backward(), and the line of what is planted in it."""
    used = planted is not None and "w *" in planted
    lines = [line for line in STARTS[kind] if used or not line.startswith("w ")]  # else it would be forgotten
    names = ["v0", "v1", "v2"]
    count = draw(st.integers(1, 8))
    at = draw(st.integers(0, count))
    line = None

    def fill(form: str) -> str:
        return form.format(a=draw(st.sampled_from(names)), b=draw(st.sampled_from(names)))

    for i in range(count + 1):
        if i == at and planted is not None:
            lines.append(f"planted = {fill(planted)}")
            line = len(lines)
        new = f"y{i}"
        lines.append(f"{new} = {fill(draw(st.sampled_from(OF_TENSORS if kind == 'tensors' else OF_VALUES)))}")
        names.append(new)
    every = [f"{name} * 0.{i + 1}" for i, name in enumerate(names)] + (["planted"] if planted else [])
    total = " + ".join(every)
    lines.append(f"loss = ({total}).sum()" if kind == "tensors" else f"loss = {total}")
    lines += ["loss.backward()", "print(v0.grad, v1.grad, v2.grad)"]
    return "\n".join(lines) + "\n", line


def check(program: tuple[str, int | None], kinds: tuple[str, ...], words: str) -> None:
    source, line = program
    said = [one for one in found(source) if one.kind in ("nan", "infinity", "none")]
    assert [(one.kind in kinds, one.line) for one in said] == [(True, line)], (source, said)
    assert words in said[0].sentence


@pytest.mark.parametrize("kind", ["tensors", "values"])
@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_of_healthy_programs_nothing_is_said(kind: str, data: st.DataObject) -> None:
    source, _ = data.draw(programs(kind, None))
    assert found(source) == []


@pytest.mark.parametrize("bad", BAD_TENSORS)
@given(data=st.data())
@settings(max_examples=8, deadline=None, derandomize=True)
def test_what_is_planted_among_tensors_is_found(bad: str, data: st.DataObject) -> None:
    check(data.draw(programs("tensors", bad)), BAD_TENSORS[bad][:1], BAD_TENSORS[bad][1])


@pytest.mark.parametrize("bad", BAD_VALUES)
@given(data=st.data())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_what_is_planted_among_values_is_found(bad: str, data: st.DataObject) -> None:
    check(data.draw(programs("values", bad)), BAD_VALUES[bad][:1], BAD_VALUES[bad][1])


@pytest.mark.parametrize("cut", CUTS)
@given(data=st.data())
@settings(max_examples=8, deadline=None, derandomize=True)
def test_a_cut_among_tensors_is_found(cut: str, data: st.DataObject) -> None:
    source, line = data.draw(programs("tensors", cut))
    check((source + "print(w.grad)\n", line), ("none",), CUTS[cut])


@pytest.mark.parametrize("cut", VALUE_CUTS)
@given(data=st.data())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_a_cut_among_values_is_found(cut: str, data: st.DataObject) -> None:
    source, line = data.draw(programs("values", cut))
    check((source + "print(w.grad)\n", line), ("none",), VALUE_CUTS[cut])
