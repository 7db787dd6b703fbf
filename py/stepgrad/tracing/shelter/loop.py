"""④ asyncio where there are no sockets and no threads (in a page): a loop that waits with time.sleep(), and asyncio.run() on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Clock:
    """In the place of a selector: it has nothing to watch but the time."""

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("asyncio: every task waits for another one, so none of them can go on")
        if timeout > 0:
            time.sleep(timeout)
        return []


class Loop(asyncio.BaseEventLoop):
    """Python's own loop, on that clock. What would run in a thread runs at once."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 (it is handed on)
            future.set_exception(error)
        return future


class _Policy:
    """Gives such loops to who asks for one by the old functions."""

    def __init__(self) -> None:
        self._loop: Any = None

    def get_event_loop(self) -> Any:
        if self._loop is None:
            self._loop = Loop()
        return self._loop

    def set_event_loop(self, loop: Any) -> None:
        self._loop = loop

    def new_event_loop(self) -> Loop:
        return Loop()


def run(main: Coroutine[Any, Any, T], *, debug: bool | None = None, loop_factory: Any = None) -> T:
    """asyncio.run()."""
    with asyncio.Runner(debug=debug, loop_factory=loop_factory or Loop) as runner:
        return runner.run(main)


def props() -> list[tuple[dict[str, Any], str, Any]]:
    """What a program is to find in asyncio."""
    events = vars(asyncio.events)
    return [
        *((vars(module), "run", run) for module in (asyncio, asyncio.runners)),
        (events, "_event_loop_policy", _Policy()),
    ]
