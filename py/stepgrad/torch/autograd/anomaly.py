"""③ torch.autograd.detect_anomaly: a walk that meets a NaN ends where it was made."""

from __future__ import annotations

import warnings
from typing import Any

from ...mode import mode
from ..nodes import name_of


def _check(node: Any, at: int, contribution: Any) -> None:
    if (contribution != contribution).any():  # noqa: PLR0124 (only a NaN differs from itself)
        raise RuntimeError(f"Function '{name_of(node)}' returned nan values in its {at}th output.")


def _unchecked(node: Any, at: int, contribution: Any) -> None:
    """The anomaly mode that looks at nothing."""


class set_detect_anomaly:
    """Switch it on or off: at once, and as a context manager until its end. check_nan: whether a NaN is an error."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._set(mode, check_nan)

    def _set(self, on: bool, check_nan: bool) -> None:
        self._before = mode.checking
        mode.checking = (_check if check_nan else _unchecked) if on else None

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        mode.checking = self._before


class detect_anomaly(set_detect_anomaly):
    """In a with statement: a walk that meets a NaN raises RuntimeError, and says which operation's gradient it was."""

    def __init__(self, check_nan: bool = True) -> None:
        self._check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.",
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self._set(True, self._check_nan)


def is_anomaly_enabled() -> bool:
    """Whether anomalies are looked for."""
    return mode.checking is not None


def is_anomaly_check_nan_enabled() -> bool:
    """Whether a NaN is one."""
    return mode.checking is not _unchecked
