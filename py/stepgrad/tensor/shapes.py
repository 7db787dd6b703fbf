"""③ How broadcasting stretches shapes. Imports no NumPy: the walk undoes it, the trace shows it."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def stretched(wide: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of `wide` along which broadcasting repeated an array of `shape`: new ones in front, and lengths of 1."""
    new = len(wide) - len(shape)
    return tuple(i for i, n in enumerate(wide) if i < new or n != shape[i - new])
