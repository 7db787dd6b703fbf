"""Build side: what it costs to record a training step of a GPT over single Values, natively and in Pyodide."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from stepgrad import diagnose, trace

from tools.asset_steps import engine, node, runtime
from tools.asset_steps.steps import ROOT
from tools.bench import Figure, seconds

SCRIPT = "tools/bench/programs/traced.py"
PROGRAM = "tools/bench/programs/scalar_gpt.py"
PYODIDE = [str(runtime.IN_PYODIDE), "--index", str(runtime.TARGET), "--on-path", str(engine.ENGINE), "--"]


def _measured(command: list[str], *more: str) -> dict[str, float]:
    whole = [*command, SCRIPT, PROGRAM, *more]
    done = subprocess.run(whole, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures() -> Iterator[Figure]:
    native = [sys.executable]
    for where, command, rounds in (
        ("", native, "9"),
        (" in Pyodide under Node", [node.node(), *PYODIDE], "5"),
    ):
        for collector in ("on", "off"):
            found = _measured(command, rounds, *(["off"] if collector == "off" else []))
            if not where and collector == "on":
                yield Figure(
                    "nodes, one training step of a GPT over Values",
                    found["nodes"] / 1000,
                    unit="k",
                    note=f"({found['steps']:,} steps)",
                )
            note = f"({found['alone'] * 1000:.0f} and {found['traced'] * 1000:.0f} ms)"
            yield Figure(
                f"the program's own time, recorded{where}, collector {collector}",
                found["traced"] / found["alone"],
                "≤ 2.5" if collector == "on" else "",
                note=note,
            )
        yield Figure(
            f"from the end of the program to the answer's text{where}", found["written"], "≤ 0.5", "s"
        )
        yield Figure(f"of text{where}", found["bytes"] / 1e6, "≤ 5", "MB")
    made = trace((ROOT / PROGRAM).read_text(encoding="utf-8"))
    diagnose(made)
    times = []
    for _ in range(5):
        vars(made).pop("_facts")  # what it remembers of a trace
        times.append(seconds(lambda: diagnose(made)))
    yield Figure("the doctor looks through it", min(times) * 1000, "≤ 60", "ms")
