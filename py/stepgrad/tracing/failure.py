"""④ What a program failed with, told in words and with its line, however strange the exception is that it raised."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import CodeType, TracebackType
from typing import Any

from .program import Program

MAX_TEXT = 2_000  # characters of an exception's text: more is nothing to read
MAX_NAME = 100

# Read past whatever a program's own class says about itself: `__traceback__` may be a property that raises, `__name__` as well.
_traceback: Callable[[BaseException], TracebackType | None] = BaseException.__dict__["__traceback__"].__get__
_name: Callable[[type], str] = type.__dict__["__name__"].__get__


def described(error: BaseException, program: Program | None = None) -> dict[str, Any]:
    """{"kind", "message", "line"}: the class, what it says, and the line of the program where it happened.

    program: None where it was not even compiled; then only the error itself knows a line.
    """
    kind = cut_text(_name(type(error)), MAX_NAME) or "Exception"
    line = None
    if program is None:
        if isinstance(error, SyntaxError):  # Python's own parser made it: its parts are what they should be
            return {"kind": kind, "message": error.msg, "line": error.lineno}
        if isinstance(error, RecursionError | MemoryError):
            return {"kind": kind, "message": "the program is nested too deeply", "line": None}
    else:
        line = line_of(error, program.code)
    if isinstance(error, KeyboardInterrupt) and line is None:
        return {"kind": "Stopped", "message": "stopped", "line": None}
    message = _text(error)
    _unwind(error)
    if isinstance(error, RecursionError) and message.startswith("maximum recursion depth"):
        message = "a function calls itself without an end"
    if not message and (isinstance(error, EOFError) or kind == "BdbQuit"):
        message = "the program waits for the keyboard, and one that is traced has none"
    if isinstance(error, MemoryError):
        message = f"the program needs more memory than there is{message and f' ({message})'}"
    if (
        isinstance(error, RuntimeError)
        and message == "can't start new thread"
        and sys.platform == "emscripten"
    ):
        message = "there are no threads in a browser's Python; call the function itself instead"
    return {"kind": kind, "message": message or kind, "line": line}


def line_of(error: BaseException, code: CodeType) -> int | None:
    """The innermost line that is the program's own: not one of a text that it hands to exec, eval or compile."""
    own = {id(one) for one in _codes(code)}
    line = None
    step = _traceback(error)
    while step is not None:
        if id(step.tb_frame.f_code) in own:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _unwind(error: BaseException) -> None:
    """Let go of the calls that the error came through, the innermost first, and of all that their variables hold.

    Python, left to itself, frees each from within the one before: thousands of calls deep, that breaks the browser's stack.
    """
    steps: list[TracebackType] = []
    step = _traceback(error)
    while step is not None:
        steps.append(step)
        step = step.tb_next
    BaseException.with_traceback(error, None)
    frames = [step.tb_frame for step in steps]
    for step in steps:
        step.tb_next = None
    del step
    steps.clear()
    while frames:
        frames.pop()


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A program's code and that of all functions and classes in it."""
    waiting = [code]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += [constant for constant in one.co_consts if isinstance(constant, CodeType)]


def _text(error: BaseException) -> str:
    """What an exception says of itself; its methods are the program's, and may do anything."""
    try:
        if not error.args:
            return (
                "" if isinstance(error, SyntaxError) else cut_text(str(error), MAX_TEXT)
            )  # str() of an empty one is "None"
        # str() of a KeyError shows its key as repr() has it
        only = error.args[0] if isinstance(error, KeyError) and len(error.args) == 1 else error
        return cut_text(str(only), MAX_TEXT)
    except BaseException:  # noqa: BLE001
        return "its text cannot be shown: to make it raises another exception"


def cut_text(text: str, most: int) -> str:
    """Plain text that every page can show: not a subclass of str, not endless, no half of a character."""
    plain = str.__getitem__(text, slice(0, most))
    cut = " …" if str.__len__(text) > most else ""
    return plain.encode(errors="backslashreplace").decode() + cut
