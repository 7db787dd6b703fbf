"""② The gradient switched off and on: as context manager and decorator of everything there is, nested, and in threads."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any

import pytest
from stepgrad import Value, enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from stepgrad.mode import mode

NO_THREADS = pytest.mark.skipif(sys.platform == "emscripten", reason="a page's Python has no threads")
OFF = [no_grad, no_grad(), inference_mode, inference_mode(), inference_mode(True)]


@pytest.fixture(autouse=True)
def is_as_it_was() -> Any:
    yield
    assert mode.grad is True


@pytest.mark.parametrize("off", OFF)
def test_decorates_a_function(off: Any) -> None:
    @off
    def f(x: int, *, y: int = 2) -> tuple[bool, int]:
        """Doc."""
        return is_grad_enabled(), x + y

    assert f(1, y=4) == (False, 5)
    assert (f.__name__, f.__doc__) == ("f", "Doc.")
    assert is_grad_enabled()


@pytest.mark.parametrize("off", OFF)
def test_decorates_methods_of_every_kind(off: Any) -> None:
    class Thing:
        @off
        def method(self) -> bool:
            return is_grad_enabled()

        @staticmethod
        @off
        def inner_static() -> bool:
            return is_grad_enabled()

        @off
        @staticmethod
        def outer_static() -> bool:
            return is_grad_enabled()

        @classmethod
        @off
        def inner_class(cls) -> tuple[Any, bool]:
            return cls, is_grad_enabled()

        @off
        @classmethod
        def outer_class(cls) -> tuple[Any, bool]:
            return cls, is_grad_enabled()

        @property
        @off
        def inner_property(self) -> bool:
            return is_grad_enabled()

        @off
        @property
        def outer_property(self) -> bool:
            return is_grad_enabled()

        @off
        def __call__(self) -> bool:
            return is_grad_enabled()

    thing: Any = Thing()
    assert [
        thing.method(),
        thing.inner_static(),
        thing.outer_static(),
        thing.inner_property,
        thing.outer_property,
        thing(),
    ] == [False] * 6
    assert thing.inner_class() == thing.outer_class() == Thing.outer_class() == (Thing, False)


def test_decorates_a_class_by_its_constructor_and_says_so() -> None:
    with pytest.warns(FutureWarning, match="only __init__"):

        @no_grad()
        class Thing:
            def __init__(self) -> None:
                self.made = is_grad_enabled()

            def later(self) -> bool:
                return is_grad_enabled()

    thing = Thing()
    assert isinstance(thing, Thing)
    assert (thing.made, thing.later()) == (False, True)


def test_what_is_no_function_is_refused() -> None:
    for wrong in (5, "f", [1]):
        with pytest.raises(
            TypeError, match=f"no_grad: expected a function to decorate, got {type(wrong).__name__}"
        ):
            no_grad(wrong)


def test_a_decorated_generator_leaves_the_switch_alone_while_it_waits() -> None:
    closed = []

    @no_grad
    def numbers(stop: int) -> Any:
        try:
            for i in range(stop):
                try:
                    got = yield i, is_grad_enabled()
                except ValueError as error:
                    got = yield "caught", str(error), is_grad_enabled()
                if got:
                    yield got, is_grad_enabled()
            return is_grad_enabled()
        finally:
            closed.append(is_grad_enabled())

    running = numbers(3)
    assert next(running) == (0, False)
    assert is_grad_enabled()
    assert running.send("sent") == ("sent", False)
    assert next(running) == (1, False)
    assert running.throw(ValueError("v")) == ("caught", "v", False)
    assert is_grad_enabled()
    assert [*running] == [(2, False)]
    assert closed == [False]
    early = numbers(3)
    next(early)
    early.close()
    assert closed == [False, False]

    def outer() -> Any:
        return (yield from numbers(1))

    whole = outer()
    assert next(whole) == (0, False)
    with pytest.raises(StopIteration) as end:
        next(whole)
    assert end.value.value is False


def test_two_generators_in_turn() -> None:
    @no_grad()
    def off() -> Any:
        for _ in range(3):
            yield is_grad_enabled()

    @enable_grad()
    def on() -> Any:
        for _ in range(3):
            yield is_grad_enabled()

    assert [*zip(off(), on(), strict=True)] == [(False, True)] * 3
    with no_grad():
        assert [*zip(off(), on(), strict=True)] == [(False, True)] * 3
        assert not is_grad_enabled()


def test_decorated_coroutines_do_not_switch_for_each_other() -> None:
    @no_grad
    async def off(log: list[bool]) -> bool:
        for _ in range(3):
            log.append(is_grad_enabled())
            await asyncio.sleep(0)
        return is_grad_enabled()

    async def on(log: list[bool]) -> bool:
        for _ in range(3):
            log.append(is_grad_enabled())
            await asyncio.sleep(0)
        return is_grad_enabled()

    @no_grad
    async def each() -> Any:
        for i in range(2):
            yield i, is_grad_enabled()
            await asyncio.sleep(0)

    async def main() -> Any:
        logs: tuple[list[bool], list[bool]] = ([], [])
        ends = await asyncio.gather(off(logs[0]), on(logs[1]))
        return logs, ends, [(*one, is_grad_enabled()) async for one in each()]

    loop = (
        asyncio.SelectorEventLoop() if sys.platform != "emscripten" else pytest.skip("there is no such loop")
    )
    try:
        assert loop.run_until_complete(main()) == (
            ([False] * 3, [True] * 3), [False, True], [(0, False, True), (1, False, True)],
        )  # fmt: skip
    finally:
        loop.close()


def test_nested_and_entered_twice() -> None:
    with no_grad():
        with enable_grad():
            assert is_grad_enabled()
            with inference_mode():
                assert not is_grad_enabled()
            with inference_mode(False):
                assert is_grad_enabled()
            assert is_grad_enabled()
        assert not is_grad_enabled()
        with inference_mode(False):
            assert is_grad_enabled()
    again = no_grad()
    with again, again:
        assert not is_grad_enabled()
    assert is_grad_enabled()
    with again:
        assert not is_grad_enabled()


def test_recursion_and_exceptions() -> None:
    @no_grad
    def down(n: int) -> list[bool]:
        if n == 0:
            raise KeyError
        try:
            down(n - 1)
        except KeyError:
            if n < 3:
                raise
        return [is_grad_enabled()]

    assert down(3) == [False]
    with pytest.raises(KeyError):
        down(2)
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / 0  # noqa: B018


def test_set_grad_enabled_switches_at_once_or_for_a_while() -> None:
    set_grad_enabled(False)
    assert not is_grad_enabled()
    set_grad_enabled(mode=True)
    assert is_grad_enabled()
    with set_grad_enabled(False):
        assert not is_grad_enabled()
        with set_grad_enabled(True):
            assert is_grad_enabled()
        assert not is_grad_enabled()
    assert is_grad_enabled()

    @set_grad_enabled(False)
    def f() -> bool:
        return is_grad_enabled()

    assert is_grad_enabled()
    assert f() is False
    training = False
    with set_grad_enabled(training):
        y = Value(2.0) * 3
    assert not y.requires_grad


@NO_THREADS
def test_each_thread_has_a_switch_of_its_own() -> None:
    seen: dict[str, Any] = {}

    def other(name: str) -> None:
        seen[name] = is_grad_enabled(), (Value(1.0) * 2).requires_grad

    def in_a_thread(f: Any, *args: Any) -> None:
        thread = threading.Thread(target=f, args=args)
        thread.start()
        thread.join()

    with no_grad():
        in_a_thread(other, "inside")
        assert not is_grad_enabled()
    assert seen["inside"] == (True, True)

    def leaves_it_off() -> None:
        set_grad_enabled(False)
        other("off")

    for _ in range(3):  # the number of a thread that has ended may be the next one's
        in_a_thread(leaves_it_off)
        assert seen["off"] == (False, False)
        in_a_thread(other, "after")
        assert seen["after"] == (True, True)
        assert is_grad_enabled()

    entered, left = threading.Event(), threading.Event()

    def stays_inside() -> None:
        with no_grad():
            entered.set()
            left.wait(10)
            other("long")

    thread = threading.Thread(target=stays_inside)
    thread.start()
    entered.wait(10)
    assert is_grad_enabled()
    assert (Value(1.0) * 2).requires_grad
    with no_grad():
        assert not is_grad_enabled()
    left.set()
    thread.join()
    assert seen["long"] == (False, False)
