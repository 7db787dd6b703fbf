"""③ Random programs over both tables against PyTorch, in step: values, gradients, and what is refused.

500 of each kind are run by `make test`, always the same; `make nightly` runs 20,000 of each, others every time.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.py.programs import scalar_programs, tensor_programs
from tests.py.programs.many import many
from tests.py.programs.writer import Program
from tests.py.torch.lockstep import Difference, run, smaller


@pytest.mark.parametrize(
    ("programs", "forms"),
    [
        (scalar_programs.scalar_programs, scalar_programs.FORMS),
        (tensor_programs.tensor_programs, tensor_programs.FORMS),
    ],
    ids=["of Values", "of Tensors"],
)
def test_random_programs(programs: Any, forms: Any) -> None:
    def in_step(program: Program) -> None:
        try:
            run(program)
        except Difference:
            run(smaller(program))
            raise

    many(programs, forms)(in_step)
