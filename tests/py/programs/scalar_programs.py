"""② Random programs of Values: every row of rules/scalar_table.py, numbers on either side, results used again, several walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from stepgrad import Value
from stepgrad.rules.scalar_table import OPERATORS, OPS

from tests.py.programs.ours import OF_FUNCTIONS
from tests.py.programs.writer import Program, Writer

SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "remainder": "%"}
EXPONENTS = ("0", "1", "2", "3", "-1", "-2", "0.5", "-0.5", "1.5", "4", "-3", "300")

Form = Callable[[Writer], str]


def value(w: Writer) -> str:
    names = w.tensors(lambda x: isinstance(x, Value))
    if names and w.whole(0, 4):
        return str(w.one(*names, *names[-2:], names[-1]))
    return w.let(f"V({w.number()})")


def number(w: Writer) -> str:
    return f"N({w.number()})"


def unary(name: str) -> Form:
    """Of what may lie anywhere, or, where most numbers are refused, between 0 and 1."""
    narrow = name in ("asin", "acos", "sqrt", "rsqrt", "log", "log2", "log10", "log1p")
    return lambda w: f"{value(w)}{'.sigmoid()' if narrow and not w.whole(0, 1) else ''}.{name}()"


def binary(sign: str) -> Form:
    """Two Values, the same one twice, or a number on either side."""

    def form(w: Writer) -> str:
        a, other = value(w), w.whole(0, 3)
        if other == 0:
            return f"{a} {sign} {number(w)}"
        return f"{number(w)} {sign} {a}" if other == 1 else f"{a} {sign} {value(w)}"

    return form


def updated(w: Writer) -> str:
    """`+=` makes a new Value, as Python's numbers do."""
    name = w.let(value(w))
    w.say(f"{name} {w.one('+', '-', '*', '/')}= {value(w) if w.whole(0, 1) else number(w)}")
    return ""


def chosen(w: Writer) -> str:
    condition = f"bool({value(w)} {w.one('<', '>', '<=', '>=', '==', '!=')} {value(w)})"
    return f"n.where({condition}, {value(w)}, {value(w)})"


# By the row that a form exercises first of all.
FORMS: dict[str, Form] = {
    **{name: unary(name) for name, op in OPS.items() if op.arity == 1 and not op.parameters and name not in OF_FUNCTIONS},
    **{f"F.{name}": lambda w, name=name: f"F.{name}({value(w)})" for name in OF_FUNCTIONS},
    "F.gelu_tanh": lambda w: f"F.gelu_tanh({value(w)}{'.clamp(-1, 5)' if w.wild else ''})",
    **{name: binary(sign) for name, sign in SIGNS.items()},
    "neg": lambda w: f"-{value(w)}",
    "abs": lambda w: f"abs({value(w)})",
    "power": lambda w: f"{value(w)} ** N({w.one(*EXPONENTS)})",
    "floor_divide": lambda w: f"{value(w)}.detach() // {value(w)}.detach()",  # PyTorch has no gradient for it, and ours is 0
    "trunc_divide": lambda w: f"F.trunc_divide({value(w)}, {value(w)})",
    "fmod": lambda w: f"{value(w)}.fmod({value(w) if w.whole(0, 2) else number(w)})",
    "logaddexp": lambda w: f"{value(w)}.logaddexp({value(w)})",
    "hypot": lambda w: f"{value(w)}.hypot({value(w)})",
    "maximum": lambda w: f"{value(w)}.maximum({value(w)})",
    "minimum": lambda w: f"{value(w)}.minimum({value(w)})",
    "n.maximum": lambda w: f"n.maximum({value(w)}, {number(w)})",
    "n.minimum": lambda w: f"n.minimum({number(w)}, {value(w)})",
    "clip": lambda w: f"{value(w)}.clip({w.number()}, {w.number()})",
    "clamp": lambda w: f"{value(w)}.clamp({w.one('min', 'max')}={w.number()})",
    "where": chosen,
    "atan2": lambda w: f"{value(w)}{'.detach()' if w.wild else ''}.atan2({value(w)}{'.detach()' if w.wild else ''})",
    "leaky_relu": lambda w: f"F.leaky_relu({value(w)}, {w.one(0.1, 0.5, 2.0, 0.0)})",
    "softplus": lambda w: f"F.softplus({value(w)}, {w.one(1, 2.0, 0.5)}, {w.one(20, 1.0)})",
    "elu": lambda w: f"F.elu({value(w)}, {w.one(1.0, 0.5, 2.0)})",
    "+=": updated,
    "detach": lambda w: f"{value(w)}.detach()",
}  # fmt: skip
assert {*OPS} <= {name.removeprefix("F.") for name in FORMS} | set(
    OPERATORS
)  # test_programs.py: each is drawn

# Where finite differences say something else than gradients: at steps, and where a gradient ends.
STEPS = (
    "detach",
    "remainder",
    "trunc_divide",
    "fmod",
    "floor_divide",
    "sign",
    "floor",
    "ceil",
    "trunc",
    "round",
    "frac",
)


def walk(w: Writer) -> None:
    """A backward() of one that may be walked."""
    tracked = w.tensors(lambda x: isinstance(x, Value) and x.requires_grad)
    if tracked:
        w.form = "backward"
        seed = "" if w.smooth else w.one("", "", f"N({w.number()})")
        w.root = tracked[-1] if w.smooth else w.one(*tracked, tracked[-1], tracked[-1])
        w.say(f"{w.root}.backward({seed}{', ' if seed else ''}retain_graph={w.whole(0, 3) > 0})")


@st.composite
def scalar_programs(draw: Callable[[Any], Any], first: str = "add", smooth: bool = False) -> Program:
    """A program of one or two dozen statements, with a walk at the end and perhaps others before.

    first: the form that it begins with. smooth: for finite differences, which see what `detach` hides.
    """
    w = Writer(draw, wild=not smooth and draw(st.booleans()), smooth=smooth)
    forms = [name for name in FORMS if not (smooth and name in STEPS)]
    for form in (first, *w.forms(forms, w.whole(1, 11))):
        w.form = form
        expression = FORMS[form](w)
        if expression:
            w.let(expression)
        if not smooth and not w.whole(0, 9):
            walk(w)
    w.form = "end"
    results = w.tensors(lambda x: isinstance(x, Value) and x.requires_grad)
    if len(results) > 1 and not smooth:
        w.let(" + ".join(results[-4:]))
    walk(w)
    return w.program()
