"""④ Runs a reader's program and then an author's checks of it, each sheltered from what the one before did to Python.

The checks' names are not the program's: they see its variables, it does not see theirs, and what it defines takes the place of no word of
theirs. What it prints decides nothing.
"""

from __future__ import annotations

import ast
from typing import Any

from ..failure import described, line_of
from ..output import Output
from ..program import Program
from ..shelter.shelter import Shelter
from ..trace import traced
from ..wire import to_wire
from .vocabulary import END, Vocabulary

ENDED = "your program ended Python itself while it was being checked; leave out `exit()`, `quit()` and `sys.exit()`."


def checked(
    program: Program, checks: Program, solution: str, output: Output, shelter: Shelter
) -> dict[str, Any]:
    """{"check": {"passed": [what, …], "failed": {…} | None}, "output": …}, and the "trace" of a graph that was compared.

    failed: {"what", "expected", "came", "where", "note", "line", "row"?}, or {"what", "error": {"kind", "message", "line"}} where the
    program raised something while it was checked.
    Errors: whatever the program raises by itself, and what stops it.
    """
    main, grader = program.module(), checks.module()
    checks.plain = False  # they call what is the program's
    # For tracebacks, which show the program's lines: nobody is to read the checks in one.
    checks.name, checks.source, checks.lines = program.name, program.source, program.lines
    try:
        shelter.run(program, main, output)
        names = {name: one for name, one in vars(main).items() if not name.startswith("__")}
        vocabulary = Vocabulary(program, solution, names, lambda one, heard: traced(one, heard, shelter))
        vars(grader).update(names | vocabulary.words)
        told, trace = _graded(program, checks, grader, vocabulary, output, shelter)
    finally:
        vars(grader).clear()
        shelter.forget(program, main, output)
    reply: dict[str, Any] = {"check": {"passed": vocabulary.passed, "failed": told}, **output.wire}
    if trace is not None:
        reply["trace"] = to_wire(trace)
    return reply


def compiled(text: str) -> Program:
    """An author's checks."""
    return Program(f"{text}\n{END}()\n", {}, turns=False, name="<checks>")


def _graded(
    program: Program, checks: Program, grader: Any, vocabulary: Vocabulary, output: Output, shelter: Shelter
) -> tuple[dict[str, Any] | None, Any]:
    try:
        shelter.run(checks, grader, output)
    except (KeyboardInterrupt, MemoryError):
        raise
    except ModuleNotFoundError as missing:
        if missing.name == "numpy":  # a page fetches it, and asks again
            raise
        return _raised(missing, program, checks, vocabulary), None
    except BaseException as raised:  # noqa: BLE001 (whatever a program raises is what is wrong with it)
        if raised is vocabulary.failed:
            return vocabulary.failed.told, vocabulary.failed.trace
        return _raised(raised, program, checks, vocabulary), None
    if not vocabulary.ended:
        return {"what": "", "error": {"kind": "SystemExit", "message": ENDED, "line": None}}, None
    return None, vocabulary.trace


def _raised(
    error: BaseException, program: Program, checks: Program, vocabulary: Vocabulary
) -> dict[str, Any]:
    """What a program failed with while it was checked, and the check that it was."""
    at = line_of(error, checks.code)
    within = vocabulary.within
    name = error.name if type(error) is NameError else None
    ran = within if within is not None else program
    mine = line_of(error, ran.code)
    told = described(error, ran)
    if within is not None and mine is not None and mine > len(program.lines):
        told["line"] = None  # in what was run after the program
    if name is not None and (mine is None or mine > len(program.lines)):
        told = {
            "kind": "Missing",
            "message": f"your program has no `{name}`, and it is asked for one.",
            "line": None,
        }
    return {"what": _what(checks, at), "error": told}


def _what(checks: Program, line: int | None) -> str:
    """What the check of that line is about, where it says so in plain text."""
    if line is None:
        return ""
    for node in checks.parts:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in ("check", "check_gradient", "check_graph") or not node.lineno <= line <= (
            node.end_lineno or 0
        ):
            continue
        given = [word.value for word in node.keywords if word.arg == "what"]
        at = {"check": 2, "check_graph": 1}.get(node.func.id)
        given += node.args[at : at + 1] if at is not None else []
        for one in given:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                return one.value
    return ""
