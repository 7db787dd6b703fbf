"""⑤ What the browser calls. A user's error is an answer, with its line in the program; only our own bugs raise."""

from __future__ import annotations

import importlib.util
import json
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any

from . import alias
from .bounds import MAX_ANSWER, MAX_SOURCE
from .collecting import NEVER, SELDOM, collecting
from .doctor.diagnose import diagnose
from .events import Trace
from .failure import described
from .mistakes.mistake import nudging
from .mistakes.mistake import recording as mistaken
from .output import Output
from .program import Program
from .record import Record
from .recording.limits import TraceLimitError
from .recording.recorder import Recorder
from .shelter.shelter import Shelter
from .trace import trace, traced
from .wire import dumps, number, to_wire, with_line_ends

NEED_NUMPY = {"numpy", "torch"}
_IN_A_PAGE = sys.platform == "emscripten"
MAX_NUMBERS = 200_000  # that `want` may hand over: a surface of 400 × 400 fits


def record(source: str) -> str:
    """The trace of a program as JSON, for the build, where it finds what it finds in a page; errors raise."""
    if _IN_A_PAGE:
        alias.install()
    traced = trace(source)
    return dumps(to_wire(traced, packed=False, findings=_findings(traced)))


class Session:
    """Answers one request after the other; whatever a program does, the next one finds Python as it was.

    A page makes one, asks answer(), and calls recover() when the answer is on its way.
    """

    def __init__(self) -> None:
        if _IN_A_PAGE:
            alias.install()
        self._shelter = Shelter(whole=True)
        self._shelter.look()

    def answer(self, request: str) -> str:
        """Trace a program: `{"source": str, "inputs": {label: number}}` → `{"ok": true, "trace": Wire}`,

        or, with `"want": [name, …]`, only run it: → `{"ok": true, "values": {name: …}, "output": str}`,
        or, with `"mistake": {"kind": …}`, run it with that mistake in it, or with `"nudge": {"node": …, "by": …}` with one number
        moved (mistakes/): → its trace,
        or `{"ok": false, "error": {"kind", "message", "line"}}` when the program fails; its "output" is what was printed
        until then, its "source" the program with the inputs in it. A "cut" beside an output is how many characters it lacks.
        A program finds `"files": {name: base64}` in its folder.
        """
        with collecting(
            SELDOM
        ):  # until the trace has gone: else the collector looks through all of it as soon as it is made
            return self._answer(request)

    def _answer(self, request: str) -> str:
        output = Output()
        program: list[Program] = []
        try:
            asked = json.loads(request)
            if len(asked["source"]) > MAX_SOURCE:
                raise ValueError(
                    f"the program has {len(asked['source']):,} characters, and a page can take {MAX_SOURCE:,}"
                )
            self._shelter.give({name: b64decode(text) for name, text in asked.get("files", {}).items()})
            program.append(Program(asked["source"], asked.get("inputs") or {}, turns="want" not in asked))
            if _IN_A_PAGE and program[0].imports & NEED_NUMPY:
                _find("numpy")
            if "want" in asked:
                return dumps({"ok": True, **self._computed(program[0], asked["want"], output)})
            recording = self._recording(program[0], asked)
            made = traced(program[0], output, self._shelter, recording)
            with collecting(NEVER):
                findings = () if asked.get("nudge") else _findings(made)
                reply = dumps({"ok": True, "trace": to_wire(made, findings=findings)}, ascii_only=True)
            if len(reply) <= MAX_ANSWER:
                return reply
            raise TraceLimitError(
                f"what this program did takes {len(reply) / 1e6:,.0f} MB to show, and a page can take {MAX_ANSWER / 1e6:,.0f}; smaller arrays or fewer steps help"
            )
        except BaseException as raised:  # noqa: BLE001 (whatever a program raises is its answer)
            error = described(raised, *program)
            if program and asked.get("inputs"):
                error["source"] = with_line_ends(program[0].source)
            if output.text:
                error.update(output.wire)
            return dumps({"ok": False, "error": error})

    def recover(self) -> str:
        """Make Python what it was before the last program; "" or, where that cannot be done, why: then another one is needed."""
        return self._shelter.recover()

    def look(self) -> None:
        """What Python is like now is right: something else than a program has changed it."""
        self._shelter.look()

    def _recording(self, program: Program, asked: dict[str, Any]) -> Callable[..., Recorder]:
        """What listens to the run: where a mistake is to be built in, or a number to be moved, something that interferes."""
        if asked.get("nudge"):
            return nudging(asked["nudge"])
        if not asked.get("mistake"):
            return Recorder
        made = mistaken(asked["mistake"], program)
        self._shelter.look()  # it may have loaded something
        return made

    def _computed(self, program: Program, want: list[str], output: Output) -> dict[str, Any]:
        """Run a program at full speed, without recording it; hand over the variables in `want`."""
        main = program.module()
        names = vars(main)
        try:
            self._shelter.run(program, main, output)
            missing = [name for name in want if name not in names]
            if missing:
                raise NameError(f"the program ended without a variable {missing[0]!r}")
            room = [MAX_NUMBERS]
            values = {name: _plain(names[name], name, room) for name in want}
        finally:
            self._shelter.forget(program, main, output)
        return {"values": values, **output.wire}


def _findings(made: Trace) -> Sequence[Record]:
    """What the doctor says. Who wants to see a graph shall see it, whatever becomes of the diagnosis."""
    try:
        return diagnose(made)
    except Exception:  # noqa: BLE001
        return ()


_session: Session | None = None


def run(request: str) -> str:
    """The answer to one request, see Session.answer(); everything is as it was when this returns."""
    global _session
    session = _session = _session or Session()
    session.look()
    try:
        return session.answer(request)
    finally:
        session.recover()


def _find(name: str) -> None:
    """Errors: ModuleNotFoundError, before a program that needs the module has done anything: the page then fetches it."""
    if name not in sys.modules and importlib.util.find_spec(name) is None:
        raise ModuleNotFoundError(f"this program needs the module {name!r}, which is not loaded", name=name)


def _plain(value: Any, name: str, room: list[int]) -> Any:
    """Numbers, texts, lists, dicts, arrays, Values and Tensors as JSON has them; `room` is how many may still come."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    elif hasattr(value, "requires_grad"):
        return _plain(value.data, name, room)
    if isinstance(value, dict):
        return {str(key): _plain(item, name, room) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, name, room) for item in value]
    room[0] -= 1
    if room[0] < 0:
        raise ValueError(f"{name} holds more than {MAX_NUMBERS:,} numbers; a page can show fewer")
    if isinstance(value, float):
        return number(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(
        f"{name} holds an object of type {type(value).__name__}: neither a number nor a list of numbers"
    )
