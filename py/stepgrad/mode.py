"""② What every operation consults before it leaves a mark: is the gradient on, is somebody recording."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Mode:
    """The two switches, in one object so that an operation pays one global look-up."""

    __slots__ = ("grad", "recorder")

    def __init__(self) -> None:
        self.grad = True
        self.recorder: Any = None  # a Recorder, see tracing; Any, because the engine does not know the trace


mode = Mode()


class switched:
    """Both switches as given, and afterwards as they were."""

    # No generator: contextlib would set the `__traceback__` of an exception that passes, and its class may refuse that.
    def __init__(self, *, grad: bool, recorder: Any = None) -> None:
        self._given = grad, recorder

    def __enter__(self) -> None:
        self._before = mode.grad, mode.recorder
        mode.grad, mode.recorder = self._given

    def __exit__(self, *_: object) -> None:
        mode.grad, mode.recorder = self._before


class no_grad:
    """Compute without building a graph; a context manager and a decorator, as in PyTorch.

    >>> with no_grad():
    ...     y = x * 2  # y.requires_grad is False
    """

    def __enter__(self) -> None:
        self._before = mode.grad
        mode.grad = False

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        mode.grad = self._before

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def quiet(*args: P.args, **kwargs: P.kwargs) -> R:
            with no_grad():  # a fresh one a call, so that recursion restores the right state
                return function(*args, **kwargs)

        return quiet


def is_grad_enabled() -> bool:
    """Whether operations build a graph now."""
    return mode.grad
