"""④ What a program can set in the interpreter itself and no object shows: limits, signals, the folder it works in, …

Each is read when a program begins, and written back when it has ended. What is set through a context variable needs no row
(NumPy's and decimal's settings are): a program runs in a context of its own.
"""

from __future__ import annotations

import codecs
import gc
import importlib
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

Setting = tuple[Callable[[], Any], Callable[[Any], object]]  # how it is read, how it is written
_HANDLERS = (
    "strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogateescape", "surrogatepass",
)  # fmt: skip

_SIGNALS = [*map(int, signal.valid_signals())]
_signal: Any = importlib.import_module("_signal")  # its functions do without the enumerations of `signal`


def read() -> list[tuple[Setting, Any]]:
    """Every setting, and how it is set now."""
    return [(setting, setting[0]()) for setting in _settings()]


def write(settings: list[tuple[Setting, Any]]) -> None:
    """Set again what is set otherwise by now."""
    for (now, put), was in settings:
        if now() != was:
            put(was)


def _settings() -> Iterator[Setting]:
    yield sys.getswitchinterval, sys.setswitchinterval
    yield sys.get_int_max_str_digits, sys.set_int_max_str_digits
    yield sys.get_coroutine_origin_tracking_depth, sys.set_coroutine_origin_tracking_depth
    yield sys.get_asyncgen_hooks, lambda was: sys.set_asyncgen_hooks(*was)
    yield gc.isenabled, lambda was: gc.enable() if was else gc.disable()
    yield gc.get_threshold, lambda was: gc.set_threshold(*was)
    yield gc.get_debug, gc.set_debug
    yield gc.get_freeze_count, lambda was: None if was else gc.unfreeze()
    yield _folder, os.chdir
    yield _umask, os.umask
    yield lambda: dict(os.environ), _set_environment
    yield lambda: [*warnings.filters], _set_filters
    yield lambda: {name: codecs.lookup_error(name) for name in _HANDLERS}, _set_handlers
    yield lambda: {number: _signal.getsignal(number) for number in _SIGNALS}, _set_signals
    if hasattr(signal, "setitimer"):
        yield (
            lambda: signal.getitimer(signal.ITIMER_REAL)[0] > 0,
            lambda _: signal.setitimer(signal.ITIMER_REAL, 0),
        )
    if locale := sys.modules.get("_locale"):
        yield lambda: locale.setlocale(locale.LC_ALL), lambda was: locale.setlocale(locale.LC_ALL, was)
    if threads := sys.modules.get("_thread"):
        yield threads.stack_size, threads.stack_size
    if traced := sys.modules.get("tracemalloc"):
        yield traced.is_tracing, lambda was: traced.start() if was else traced.stop()
    if decimal := sys.modules.get("decimal"):
        for context in (decimal.DefaultContext, decimal.BasicContext, decimal.ExtendedContext):
            yield context.copy, partial(_set_context, context)  # no two are equal: it is always put back


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it is gone
        return ""


def _umask() -> int:
    os.umask(now := os.umask(0o77))
    return now


def _set_environment(was: dict[str, str]) -> None:
    for name in os.environ.keys() - was.keys():
        del os.environ[name]
    os.environ.update(was)
    if hasattr(time, "tzset"):
        time.tzset()


def _set_filters(was: list[Any]) -> None:
    warnings.resetwarnings()  # what was shown once may be shown again
    warnings.filters[:] = was  # type: ignore[index]


def _set_handlers(was: dict[str, Any]) -> None:
    for name, handler in was.items():
        codecs.register_error(name, handler)


def _set_signals(was: dict[int, Any]) -> None:
    for number, handler in was.items():
        if (
            handler is not None and signal.getsignal(number) is not handler
        ):  # None: set by C, out of Python's reach
            with suppress(ValueError, OSError):  # not in the first thread; a signal that nobody may handle
                _signal.signal(number, handler)


def _set_context(now: Any, was: Any) -> None:
    for name in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp"):
        setattr(now, name, getattr(was, name))
    for flags, before in ((now.flags, was.flags), (now.traps, was.traps)):
        for name, on in before.items():
            flags[name] = on
