"""② How many random programs are run, and which: PROGRAMS and SEED in the environment, set by `make nightly`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

COUNT = int(os.environ.get("PROGRAMS") or 500)
SEED = os.environ.get("SEED")


def many(programs: st.SearchStrategy[Any], part: float = 1.0) -> Callable[[Any], Callable[[], None]]:
    """Run a function of one program for all of them, or for a part; always the same ones, unless there is a SEED."""
    usual = settings(
        max_examples=max(1, int(COUNT * part)),
        derandomize=SEED is None,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # what fails is made smaller by leaving out statements (lockstep.py)
        suppress_health_check=[*HealthCheck],
    )
    return lambda test: (seed(int(SEED)) if SEED else lambda same: same)(usual(given(programs)(test)))
