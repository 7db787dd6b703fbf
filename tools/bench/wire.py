"""Build side: a training step of a GPT over single Values, from the end of the program to the page's model: time and size."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterator

from stepgrad.tracing.trace import trace
from stepgrad.tracing.wire import dumps, to_wire

from tools.asset_steps import engine, node, runtime
from tools.asset_steps.steps import CACHE, ROOT
from tools.bench import Figure

PROGRAM = "tools/bench/programs/scalar_gpt.py"
READ = """
import { readFileSync } from "node:fs";
import { read } from "./ojs/trace/read.js";
import { createReplay } from "./ojs/trace/replay.js";
const text = readFileSync(0, "utf8");
const taken = [performance.now()];
const { trace } = JSON.parse(text);
taken.push(performance.now());
const model = read(trace);
taken.push(performance.now());
createReplay(model);
taken.push(performance.now());
console.log(taken.slice(1).map((end, i) => end - taken[i]).join(" "));
"""
WRITE = f"""
import sys, time
import js
from stepgrad import diagnose
from stepgrad.tracing.collecting import NEVER, SELDOM, collecting
from stepgrad.tracing.trace import trace
from stepgrad.tracing.wire import dumps, to_wire
source = open("{PROGRAM}").read()
length = js.eval("(text) => text.length")
for _ in range(5):
    with collecting(SELDOM):  # as Session.answer() does it
        made = trace(source)
        with collecting(NEVER):
            began = time.perf_counter()
            length(dumps({{"ok": True, "trace": to_wire(made, findings=diagnose(made))}}, ascii_only=True))
            print((time.perf_counter() - began) * 1000)
            del made
"""


def figures() -> Iterator[Figure]:
    made = trace((ROOT / PROGRAM).read_text(encoding="utf-8"))
    reply = dumps({"ok": True, "trace": to_wire(made)}, ascii_only=True)
    yield Figure(
        "the reply with its trace",
        len(reply) / 1e6,
        "≤ 5",
        unit=" MB",
        note=f"({len(made.nodes):,} nodes, {len(made.steps):,} steps)",
    )
    command = [node.node(), "--input-type=module", "--eval", READ]
    read = [
        [
            *map(
                float,
                subprocess.run(
                    command, cwd=ROOT, check=True, capture_output=True, text=True, input=reply
                ).stdout.split(),
            )
        ]
        for _ in range(3)
    ]
    parsed, model, replay = map(statistics.median, zip(*read, strict=True))
    file = CACHE / "bench-wire.py"
    file.write_text(WRITE, encoding="utf-8")
    pyodide = [
        node.node(),
        str(runtime.IN_PYODIDE),
        "--index",
        str(runtime.TARGET),
        "--on-path",
        str(engine.ENGINE),
    ]
    wrote = subprocess.run(
        [*pyodide, "--", str(file.relative_to(ROOT))], cwd=ROOT, check=True, capture_output=True, text=True
    )
    first, *_ = times = [
        *map(float, [line for line in wrote.stdout.splitlines() if line.replace(".", "").isdigit()])
    ]
    written = statistics.median(times)
    file.unlink()
    parts = f"(findings, columns and text in Pyodide {written:.0f} ms, {first:.0f} the first time; JSON.parse {parsed:.0f} ms, read {model:.0f} ms; replay then takes {replay:.0f} ms)"
    yield Figure(
        "from the end of the program to the page's model",
        (written + parsed + model) / 1000,
        "≤ 0.5",
        unit=" s",
        note=parts,
    )
