"""④ How often Python's collector looks for what nobody holds any more.

All that a traced program computes is kept until its end, and its trace until it is written: there is nothing to be found.
"""

from __future__ import annotations

import gc

# New objects between two collections.
SELDOM = 200_000
NEVER = 2_000_000_000


class collecting:
    """No more often than this; afterwards as before."""

    # No generator, see mode.switched.
    def __init__(self, objects: int) -> None:
        self._objects = objects

    def __enter__(self) -> None:
        self._before = first, *others = gc.get_threshold()
        gc.set_threshold(max(first, self._objects) if first else 0, *others)  # 0: not at all

    def __exit__(self, *_: object) -> None:
        gc.set_threshold(*self._before)
