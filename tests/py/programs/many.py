"""② How many random programs are run, and which: PROGRAMS and SEED in the environment, set by `make nightly`."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

COUNT = int(os.environ.get("PROGRAMS") or 500)
SEED = os.environ.get("SEED")


def many(
    programs: Callable[[str], st.SearchStrategy[Any]], forms: Iterable[str], part: float = 1.0
) -> Callable[[Any], None]:
    """Run a function of one program for all of them, or for a part; always the same ones, unless there is a SEED.

    As many begin with each form: left to Hypothesis, which goes back to what it has drawn, some would hardly be seen.
    """
    forms = [*forms]
    usual = settings(
        max_examples=math.ceil(COUNT * part / len(forms)),
        derandomize=SEED is None,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # what fails is made smaller by leaving out statements (lockstep.py)
        suppress_health_check=[*HealthCheck],
    )

    def run(test: Any) -> None:
        for form in forms:

            def one(program: Any) -> None:
                test(program)

            one.__qualname__ = f"{test.__qualname__} {form}"  # what is always the same is so by this name
            (seed(int(SEED)) if SEED else lambda same: same)(usual(given(programs(form))(one)))()

    return run
