"""⑤ Random programs that do to gradients and numbers what programs do besides: forget, assign, halve, train, hook, differentiate again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.py.programs.ours import IMPORT
from tests.py.programs.scalar_programs import scalar_programs
from tests.py.programs.tensor_programs import tensor_programs
from tests.py.programs.writer import EXTREME, TAME, Program, in_words

# {x} is a name of the program, {k} a number.
OF_VALUES = (
    "{x}.grad = {k}", "{x}.grad = None", "{x}.zero_grad()", "{x}.data = {k}", "{x}.data -= 0.25 * ({x}.grad or 0.0)",
    "{x}.grad = ({x}.grad or 0.0) * 0.5", "{x}.backward(retain_graph=True)", "{x}.backward({k}, retain_graph=True)", "{x}.backward(create_graph=True)",
    "h{x}, = grad({x}, [{y}], create_graph=True)\nh{x}.backward(retain_graph=True)", "grad({x} * {y}, [{x}, {y}])",
)  # fmt: skip
OF_TENSORS = (
    "{x}.grad = {x}.detach() * {k}", "{x}.grad = None", "{x}.zero_grad()", "{x}.grad *= 0.5", "{x}.data -= 0.25",
    "with n.no_grad(): {x} -= 0.25 * {x}.grad", "{x}.register_hook(lambda g: g * {k})", "{x}.retain_grad()", "{x}.sum().backward(retain_graph=True)",
    "{x}.sum().backward(create_graph=True)", "{x}.grad.zero_()", "h{x}, = grad({x}.sum(), [{y}], create_graph=True)\n(h{x} * h{x}).sum().backward()",
)  # fmt: skip
MICROGRAD = (
    "{x} + {y}", "{x} * {y}", "{x} - {k}", "{k} * {x}", "{x} ** 2", "{x} ** -1", "{x}.relu()", "-{x}", "{x} / {y}", "{x} * {x}",
)  # fmt: skip
OF_MICROGRAD = (
    "{x}.backward()",
    "{x}.grad = 0",
    "{x}.grad = {k}",
    "{x}.data -= 0.25 * {x}.grad",
    "{x}.data = {k}",
    "{x}.grad += 1",
)

SOME = st.integers(0, 4)
NUMBERS = st.sampled_from([str(k) for k in TAME])
WILD = st.sampled_from([f"float('{k}')" for k in EXTREME["float64"]])


def _more(draw: Callable[[Any], Any], program: Program, also: tuple[str, ...]) -> Program:
    """The program with a few lines between its own."""
    statements = [*program.statements]
    names = sorted({name for _, text in statements for name in in_words(text) if name.startswith("t")}) or [
        "t1"
    ]
    numbers = WILD | NUMBERS if program.wild else NUMBERS
    for _ in range(draw(SOME)):
        line = draw(st.sampled_from(also)).format(
            x=draw(st.sampled_from(names)), y=draw(st.sampled_from(names)), k=draw(numbers)
        )
        statements.insert(draw(st.integers(1, len(statements))), ("also", line))
    return Program(tuple(statements), program.wild)


@st.composite
def of_values(draw: Callable[[Any], Any], form: str) -> Program:
    return _more(draw, draw(scalar_programs(form)), OF_VALUES)


@st.composite
def of_tensors(draw: Callable[[Any], Any], form: str) -> Program:
    return _more(draw, draw(tensor_programs(form)), OF_TENSORS)


@st.composite
def of_micrograd(draw: Callable[[Any], Any], form: str) -> Program:
    """micrograd's Values: every gradient accumulates, from 0."""
    wild = draw(st.booleans())
    numbers = WILD | NUMBERS if wild else NUMBERS
    lines = [f"t1 = Value({draw(numbers)})", f"t2 = Value({draw(numbers)})"]
    for at in range(3, 3 + draw(st.integers(1, 10))):
        known = st.sampled_from([f"t{k}" for k in range(1, at)])
        text = form if at == 3 else draw(st.sampled_from(MICROGRAD))
        lines.append(f"t{at} = " + text.format(x=draw(known), y=draw(known), k=draw(numbers)))
    program = Program(tuple(("form", line) for line in [*lines, f"t{len(lines)}.backward()"]), wild)
    return _more(draw, program, OF_MICROGRAD)


HEADER = IMPORT + "from stepgrad import grad\n"
MICROGRAD_HEADER = "from stepgrad.micrograd.engine import Value\n"
