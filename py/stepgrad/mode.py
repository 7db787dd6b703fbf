"""② What every operation consults before it leaves a mark: is the gradient on, is somebody recording."""

from __future__ import annotations

import functools
import sys
import warnings
from _thread import (  # what `threading` has them from, which takes a millisecond to import
    _local,
    allocate_lock,
    get_ident,
)
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any


class Mode:
    """The two switches, in one object so that an operation pays one global look-up.

    grad: true or not, in each thread by itself. It is the plain True as long as no thread has it off.
    checking: None, or what is called with every contribution of a walk (torch/autograd/anomaly.py).
    """

    __slots__ = ("checking", "grad", "recorder")

    def __init__(self) -> None:
        self.grad: Any = True
        self.checking: Any = None
        self.recorder: Any = None  # a Recorder, see tracing; Any, because the engine does not know the trace


mode = Mode()


class _Elsewhere:
    """What `mode.grad` is as long as some threads have it off: true in all the others."""

    def __init__(self) -> None:
        self.off: set[int] = set()  # by their numbers
        self.lock = allocate_lock()

    def __bool__(self) -> bool:
        return get_ident() not in self.off


_elsewhere = _Elsewhere()


class _Number:
    """A thread's number, which another one may get: when the thread ends, it has nothing off any more."""

    def __init__(self) -> None:
        self.number = get_ident()

    def __del__(self, forget: Callable[[int], None] = _elsewhere.off.discard) -> None:
        forget(self.number)  # bound above, for Python may be ending


_own = _local()
_ONE_THREAD = sys.platform == "emscripten"


def turn(on: bool) -> None:
    """Switch the gradient on or off, in this thread."""
    if _ONE_THREAD:
        mode.grad = on
        return
    with _elsewhere.lock:
        if on:
            _elsewhere.off.discard(get_ident())
        else:
            _own.number = _Number()
            _elsewhere.off.add(get_ident())
        mode.grad = _elsewhere if _elsewhere.off else True


class switched:
    """Both switches as given, and afterwards as they were; so is what looks at contributions."""

    # No generator: contextlib would set the `__traceback__` of an exception that passes, and its class may refuse that.
    def __init__(self, *, grad: bool, recorder: Any = None) -> None:
        self._given = grad, recorder

    def __enter__(self) -> None:
        self._before = bool(mode.grad), mode.recorder, mode.checking
        turn(self._given[0])
        mode.recorder = self._given[1]

    def __exit__(self, *_: object) -> None:
        turn(self._before[0])
        mode.recorder, mode.checking = self._before[1:]


class _Switch:
    """A context manager, and a decorator: of functions, and of methods, properties, generators and coroutines as well."""

    def __init__(self, on: bool) -> None:
        self._on = on
        self._before: list[bool] = []  # several, where it is entered inside itself

    def __enter__(self) -> None:
        self._before.append(bool(mode.grad))
        turn(self._on)

    def __exit__(self, *_: object) -> None:
        turn(self._before.pop())

    def __call__(self, function: Any) -> Any:
        return _decorated(function, functools.partial(_Switch, self._on), type(self).__name__)


class no_grad(_Switch):
    """Compute without building a graph; as a context manager and as a decorator, with parentheses or without.

    >>> with no_grad():
    ...     y = x * 2  # y.requires_grad is False
    """

    def __new__(cls, function: Any = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)

    def __init__(self, function: None = None) -> None:
        super().__init__(False)


class enable_grad(_Switch):
    """Build a graph again inside no_grad(); used as no_grad is."""

    def __new__(cls, function: Any = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)

    def __init__(self, function: None = None) -> None:
        super().__init__(True)


class inference_mode(_Switch):
    """PyTorch's other name for no_grad(); inference_mode(False) is enable_grad()."""

    def __new__(cls, mode: Any = True) -> Any:
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        super().__init__(not mode)


class set_grad_enabled(_Switch):
    """Switch at once: for good or, as a context manager, until its end; as a decorator, only inside the function."""

    def __init__(self, mode: bool) -> None:
        super().__init__(bool(mode))
        self._outside = is_grad_enabled()
        turn(self._on)

    def __enter__(self) -> None:
        turn(self._on)

    def __exit__(self, *_: object) -> None:
        turn(self._outside)

    def __call__(self, function: Any) -> Any:
        turn(self._outside)
        return super().__call__(function)


def is_grad_enabled() -> bool:
    """Whether operations build a graph now, in this thread."""
    return bool(mode.grad)


_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = (
    0x20,
    0x80,
    0x200,
)  # flags of a code object; to import inspect takes long


def _decorated(function: Any, switch: Callable[[], _Switch], name: str) -> Any:
    """`function`, run inside a switch of its own at every call, so that recursion restores the right state.

    What is suspended (a generator, a coroutine) leaves the switch as it was for whoever goes on meanwhile.
    """
    if isinstance(function, staticmethod | classmethod):
        return type(function)(_decorated(function.__func__, switch, name))
    if isinstance(function, property):
        get, put, drop = (
            part and _decorated(part, switch, name) for part in (function.fget, function.fset, function.fdel)
        )
        return property(get, put, drop, function.__doc__)
    if isinstance(function, type):
        warnings.warn(
            f"{name}: of a class only __init__ is decorated; decorate its methods instead", FutureWarning, 3
        )
        function.__init__ = _decorated(function.__init__, switch, name)  # type: ignore[misc]
        return function
    if not callable(function):
        raise TypeError(f"{name}: expected a function to decorate, got {type(function).__name__}")
    flags = getattr(getattr(function, "__code__", None), "co_flags", 0)

    def inside(*args: Any, **named: Any) -> Any:
        with switch():
            return function(*args, **named)

    def generator(*args: Any, **named: Any) -> Any:
        return (yield from _stepped(function(*args, **named), switch))

    async def coroutine(*args: Any, **named: Any) -> Any:
        return await _Awaited(function(*args, **named), switch)

    async def asynchronous(*args: Any, **named: Any) -> AsyncGenerator[Any, Any]:
        inner = function(*args, **named)
        step = inner.asend(None)
        while True:
            try:
                got = await _Awaited(step, switch)
            except StopAsyncIteration:
                return
            try:
                step = inner.asend((yield got))
            except GeneratorExit:
                await _Awaited(inner.aclose(), switch)
                raise
            except BaseException as error:  # noqa: BLE001 (it is the generator's)
                step = inner.athrow(error)

    wrappers = ((_GENERATOR, generator), (_COROUTINE, coroutine), (_ASYNC_GENERATOR, asynchronous))
    wrapper: Any = next((one for flag, one in wrappers if flags & flag), inside)
    return functools.wraps(function)(wrapper)


def _stepped(inner: Any, switch: Callable[[], _Switch]) -> Generator[Any, Any, Any]:
    """Go through a generator, or whatever else can be sent to and thrown at, inside a switch that is left at every stop."""
    try:
        with switch():
            got = inner.send(None)
        while True:
            try:
                sent = yield got
            except GeneratorExit:
                with switch():
                    inner.close()
                raise
            except BaseException as error:  # noqa: BLE001 (it is the generator's)
                with switch():
                    got = inner.throw(error)
            else:
                with switch():
                    got = inner.send(sent)
    except StopIteration as end:
        return end.value


class _Awaited:
    def __init__(self, inner: Any, switch: Callable[[], _Switch]) -> None:
        self._inner, self._switch = inner, switch

    def __await__(self) -> Generator[Any, Any, Any]:
        return _stepped(self._inner, self._switch)
