"""③ Random programs over both tables against PyTorch, in step: values, gradients, and what is refused.

500 of each kind are run by `make test`, always the same; `make nightly` runs 20,000 of each, others every time.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.py.programs.many import many
from tests.py.programs.scalar_programs import scalar_programs
from tests.py.programs.tensor_programs import tensor_programs
from tests.py.programs.writer import Program
from tests.py.torch.lockstep import Difference, run, smaller


@pytest.mark.parametrize("programs", [scalar_programs(), tensor_programs()], ids=["of Values", "of Tensors"])
def test_random_programs(programs: Any) -> None:
    @many(programs)
    def in_step(program: Program) -> None:
        try:
            run(program)
        except Difference:
            run(smaller(program))
            raise

    in_step()
