"""②–⑤ Random programs over both tables, where there is no PyTorch: every row is drawn; two runs agree; a trace changes no bit,
and every account in it balances; what is smooth agrees with differences.
"""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import assume
from stepgrad import Tensor, Value, trace
from stepgrad.rules.array_table import ARRAY_OPS
from stepgrad.rules.scalar_table import OPS

from tests.py.programs import scalar_programs, tensor_programs
from tests.py.programs.many import many
from tests.py.programs.ours import IMPORT, NAMES, bits
from tests.py.programs.writer import Program, execute
from tests.py.tracing.test_assignments import account

KINDS = pytest.mark.parametrize(
    ("programs", "of"),
    [(scalar_programs.scalar_programs, scalar_programs), (tensor_programs.tensor_programs, tensor_programs)],
    ids=["of Values", "of Tensors"],
)


def ran(program: Program, names: dict[str, Any]) -> list[str]:
    """Run it; the statements that were not refused, up to a walk that is."""
    done = []
    for form, text in program.statements:
        refused = execute(text, names)
        if refused is None:
            done.append(text)
        elif form == "backward":
            break
    return done


def told(names: dict[str, Any]) -> str:
    """What the names hold, as text."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        bits(**names)
    return out.getvalue()


@KINDS
def test_a_program_does_the_same_again_and_in_a_trace(programs: Any, of: Any) -> None:
    drawn: set[str] = set()

    def twice(program: Program) -> None:
        first, second = dict(NAMES), dict(NAMES)
        done = ran(program, first)
        assert done == ran(program, second)
        assert told(first) == told(second), program
        names = [name for name, one in first.items() if isinstance(one, Value | Tensor)]
        source = IMPORT + "\n".join([*done, f"bits({', '.join(f'{name}={name}' for name in names)})"])
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            made = trace(source)
        assert made.printed == told(first), program
        account(made)
        drawn.update(node.op.name for node in made.nodes if node.op is not None)
        drawn.update({"checkpoint"} if "n.checkpoint" in source else ())  # a trace shows what is inside

    many(programs, of.FORMS, 0.6)(twice)
    every = (
        {*OPS} if of is scalar_programs else {*OPS, *ARRAY_OPS} - {"scatter", "on_diagonal"}
    )  # which walks make alone
    assert not every - drawn, f"{every - drawn} were never drawn"


class Moved:
    """The words of programs, with every leaf moved: the k-th by `step` times a number of its own."""

    def __init__(self, step: float) -> None:
        self.step, self.leaves = step, 0
        self.names = {**NAMES, "V": self.value, "T": self.tensor}
        self.made: list[Any] = []

    def direction(self) -> float:
        self.leaves += 1
        return math.sin(self.leaves * 1.7)

    def value(self, number: float) -> Value:
        way = self.direction()
        self.made.append((Value(number + self.step * way), way))
        return self.made[-1][0]

    def tensor(self, data: Any, dtype: Any, requires_grad: bool = False) -> Tensor:
        made = NAMES["T"](data, dtype)
        if requires_grad:
            way = self.direction()
            made = NAMES["T"](made._data + self.step * way, dtype, True)
            self.made.append((made, way))
        return made


def moved(program: Program, step: float) -> tuple[float, float | None]:
    """The last result of the program with its leaves moved, and its slope, told by the gradients."""
    words = Moved(step)
    for form, text in program.statements:
        refused = execute(text, words.names)
        assume(refused is None or form != "backward")
    last = words.names[program.root]
    slopes = [way * float(sum_of(leaf.grad)) for leaf, way in words.made if leaf.grad is not None]
    return float(last.data if isinstance(last, Value) else last.item()), math.fsum(slopes)


def sum_of(grad: Any) -> float:
    return float(grad.sum().item()) if isinstance(grad, Tensor) else grad


@KINDS
def test_gradients_agree_with_differences(programs: Any, of: Any) -> None:
    compared = []

    def slope(program: Program) -> None:
        assume(program.root)
        (here, found), h = moved(program, 0.0), 1e-5
        wide, narrow = (
            (moved(program, step)[0] - moved(program, -step)[0]) / (2 * step) for step in (h, h / 2)
        )
        one_side = (moved(program, h)[0] - here) / h
        scale = 1e-4 * max(1.0, abs(narrow), abs(here))
        assume(math.isfinite(scale) and abs(here) < 1e6)
        assume(abs(wide - narrow) < scale)
        assume(abs(one_side - wide) < 100 * scale)  # no corner
        assert found is not None
        assert abs(found - narrow) < 10 * scale, (
            f"{found} by the gradients, {narrow} by differences, of {program}"
        )
        compared.append(program)

    smooth = [form for form in of.FORMS if form not in of.STEPS]
    many(lambda form: programs(form, smooth=True), smooth, 0.4)(slope)
    assert len(compared) > len(smooth)
