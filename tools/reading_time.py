"""⑨ page: how long a lesson takes, reckoned from its text: words, lines of code, steps of its graphs, exercises."""

from __future__ import annotations

import json
import re
from math import ceil
from pathlib import Path
from typing import Any

from tools.exercise_blocks import without

ROOT = Path(__file__).resolve().parents[1]
WORDS_A_MINUTE = 200
LINES_A_MINUTE = 15
SECONDS_A_STEP = 5
MINUTES_A_PICTURE = 1
MINUTES_AN_EXERCISE = 2
MINUTES_A_PROGRAM = 10  # to write one; not in a lesson's time: who only reads leaves them out
SERIES = 60  # steps: with more of them, several passes are shown one at a time (MANY in ojs/trace/walk.js)
SPEEDS = (
    f"{WORDS_A_MINUTE} words or {LINES_A_MINUTE} lines of code a minute, {SECONDS_A_STEP} seconds for each step of a graph, "
    f"{MINUTES_A_PICTURE} minute for anything else that moves, and {MINUTES_AN_EXERCISE} for an exercise"
)
NEAREST = 5  # minutes: nobody reads by the clock

CELL = re.compile(r"^```+ *(?P<kind>\{?\w*\}?).*?\n(?P<body>.*?)^```+$", re.MULTILINE | re.DOTALL)
STEPPED = re.compile(r"\b(?:walkthrough|walkOrder)\(\"(?P<example>[\w/-]+)\"")
WIDGET = re.compile(r"^(?:viewof +\w+ *= *)?(?P<name>\w+)\(", re.MULTILINE)
IDLE = {"progress", "ledger"}  # they follow, and ask for nothing


def minutes(page: Path, root: Path = ROOT) -> int:
    """About how many, to the nearest five; the steps are counted in the recorded traces, which are built before the pages."""
    text = without(page.read_text(encoding="utf-8").split("---\n", 2)[-1])
    time = len(prose(CELL.sub("", text)).split()) / WORDS_A_MINUTE
    for cell in CELL.finditer(text):
        kind, body = cell["kind"], cell["body"]
        if kind == "{ojs}":
            time += sum(_widget(body, found["name"], root) for found in WIDGET.finditer(body))
        elif kind != "{python}" or "echo: true" in body:
            lines = [line for line in body.splitlines() if line.strip() and not line.startswith("#|")]
            time += len(lines) / LINES_A_MINUTE
    return max(NEAREST, NEAREST * ceil(time / NEAREST - 0.5))


def prose(text: str) -> str:
    """What of a page without its cells is read as words: no addresses, attributes or fences; a formula is one word."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`", "x", text, flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)|\{[^}\n]*\}|^:::.*$|^#+", " ", text, flags=re.MULTILINE)
    return re.sub(r"[\[\]*_|]", "", text)


def _widget(body: str, name: str, root: Path) -> float:
    if name in IDLE:
        return 0
    if name == "exercise":
        return MINUTES_AN_EXERCISE
    if stepped := STEPPED.search(body):
        trace = root / "assets" / "traces" / f"{stepped['example']}.json"
        return _steps(json.loads(trace.read_text(encoding="utf-8"))) * SECONDS_A_STEP / 60
    return MINUTES_A_PICTURE


def _steps(trace: dict[str, Any]) -> int:
    """How many a reader goes through: of a series of passes those of its longest, for the others are the same again."""
    steps, passes = len(trace["steps"]["kind"]), trace.get("passes", [])
    if len(passes) > 1 and steps > SERIES:
        return max(int(one["end"]) - int(one["start"]) for one in passes)
    return steps
