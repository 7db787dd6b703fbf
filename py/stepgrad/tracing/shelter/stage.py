"""④ What a program finds where it runs: a `__main__` of its own, nobody at the keyboard, and ends that end only the program."""

from __future__ import annotations

import atexit
import builtins
import io
import os
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, NoReturn

from ..output import Output
from ..program import FILENAME
from .held import MISSING

_IN_A_PAGE = sys.platform == "emscripten"
if _IN_A_PAGE:
    from . import loop

_getpid = os.getpid
Prop = tuple[dict[Any, Any], str, Any]  # a namespace, a name in it, and what is to be found there

# The functions that end the process without a word. A program that calls one has ended like any other, at a line.
_ENDINGS = [
    (module, name, getattr(module, name))
    for module in (os, sys.modules.get("posix"), sys.modules.get("nt"))
    for name in ("_exit", "abort")
    if hasattr(module, name)
]


class Ended(SystemExit):
    """The program wanted to end Python itself."""


Ended.__name__ = "SystemExit"


class Stage:
    """Set up before a program runs, and cleared away after it. `main` has the program's variables."""

    def __init__(self, main: ModuleType, output: Output, *more: Prop) -> None:
        self._last: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self._props: list[Prop] = [
            (sys.modules, "__main__", main),
            (vars(builtins), "input", _input),
            (vars(sys), "stdin", io.StringIO()),
            (vars(sys), "stdout", output),
            (vars(sys), "stderr", output.errors_to),
            (vars(builtins), "display", print),  # as in a notebook
            (vars(sys), "argv", [FILENAME]),
            *(
                (vars(sys), name, getattr(sys, f"__{name}__"))
                for name in ("excepthook", "unraisablehook", "displayhook")
            ),
            (vars(sys), "breakpointhook", _breakpoint),
            *((vars(module), name, _ending(name, end)) for module, name, end in _ENDINGS),
            (vars(atexit), "register", self._register),
            (vars(atexit), "unregister", self._unregister),
            *more,
        ]

    def set(self) -> None:
        """Put everything in its place."""
        self._threads = {*_threads()}
        if asyncio := sys.modules.get(
            "asyncio"
        ):  # a loop that runs here is not the program's, and would be in its way
            self._asyncio, self._loop = asyncio, asyncio._get_running_loop()
            asyncio._set_running_loop(None)
            if _IN_A_PAGE:
                self._props += loop.props()
        self._were = [(namespace, name, namespace.get(name, MISSING)) for namespace, name, _ in self._props]
        for namespace, name, prop in self._props:
            namespace[name] = prop

    def props(self) -> frozenset[int]:
        """The ids of what was put there."""
        return frozenset(id(prop) for _, _, prop in self._props)

    def end(self) -> None:
        """What Python does when a program has ended: wait for its threads, and call what was registered for then."""
        for thread in _threads():
            if thread not in self._threads and not thread.daemon:
                thread.join()
        while self._last:
            function, args, named = self._last.pop()
            try:
                function(*args, **named)
            except (Exception, SystemExit) as error:  # noqa: BLE001 (Python tells it, too, and goes on)
                print(f"Exception ignored in atexit callback {function!r}: {error!r}", file=sys.stderr)

    def clear(self) -> None:
        """Take everything away again."""
        for namespace, name, was in reversed(self._were):
            if was is MISSING:
                namespace.pop(name, None)
            else:
                namespace[name] = was
        if hasattr(self, "_asyncio"):
            self._asyncio._set_running_loop(self._loop)

    def _register(self, function: Callable[..., Any], *args: Any, **named: Any) -> Callable[..., Any]:
        self._last.append((function, args, named))
        return function

    def _unregister(self, function: Callable[..., Any]) -> None:
        self._last = [one for one in self._last if one[0] != function]


def _threads() -> Iterable[Any]:
    """Those that run, without those of a pool: a pool that nobody shuts down waits for ever."""
    if "threading" not in sys.modules:
        return []
    pool = sys.modules.get("concurrent.futures.thread")
    pooled = getattr(pool, "_threads_queues", ())
    return [thread for thread in sys.modules["threading"].enumerate() if thread not in pooled]


def _input(prompt: object = "", /) -> NoReturn:
    """Where Python would wait for a line from the keyboard."""
    sys.stdout.write(str(prompt))
    raise EOFError(
        "input() waits for the keyboard, and a program that is traced has none; write the answer into the program instead, such as n = 3"
    )


_input.__name__ = _input.__qualname__ = "input"


def _breakpoint(*_: object, **__: object) -> NoReturn:
    """Where Python would begin to debug."""
    raise EOFError(
        "breakpoint() waits for the keyboard, and a program that is traced has none; "
        "print what you want to know, or step through the graph"
    )


def _ending(name: str, end: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    process = _getpid()

    def ended(*status: Any) -> NoReturn:
        if _getpid() != process:  # a child that the program made, and which ends as it likes
            end(*status)
        raise Ended(f"os.{name} ends Python itself; here it ends this program")

    return ended
