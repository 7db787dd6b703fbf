"""Build side: a training step of a small GPT against PyTorch on one thread, and in Pyodide against itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import stepgrad.torch
import torch

from tools.asset_steps import engine, node, runtime
from tools.asset_steps.steps import ROOT
from tools.bench import Figure, compare
from tools.bench.programs import gpt

STEPS = 20  # in one timing
PROGRAM = "tools/bench/programs/gpt.py"
LESSON = "tools/bench/programs/lesson_gpt.py"
SIZE = f"{gpt.LAYERS} layers, {gpt.HEADS} heads, {gpt.WIDTH} wide, {gpt.CONTEXT} long, batch {gpt.BATCH}"


def _printed(*command: str, program: str = PROGRAM) -> list[float]:
    done = subprocess.run([*command, program], cwd=ROOT, check=True, capture_output=True, text=True)
    return [*map(float, done.stdout.split())]


def figures() -> Iterator[Figure]:
    torch.set_num_threads(1)
    ours, theirs = gpt.training(stepgrad.torch), gpt.training(torch)
    assert abs(ours(30) - theirs(30)) < 1e-3  # the same draws, the same arithmetic
    for gc_on in (True, False):
        yield Figure(
            f"PyTorch's time on one thread, GPT training step ({SIZE}), collector {'on' if gc_on else 'off'}",
            1 / compare(lambda: ours(STEPS), lambda: theirs(STEPS), 15, gc_on=gc_on),
            "≤ 1.5",
        )
    pyodide = [node.node(), str(runtime.IN_PYODIDE), "--index", str(runtime.TARGET), "--package", "numpy"]
    pyodide += ["--on-path", str(engine.ENGINE), "--"]
    (native,), (in_pyodide,) = _printed(sys.executable), _printed(*pyodide)
    yield Figure(
        "the native time, the same step in Pyodide under Node, collector on",
        in_pyodide / native,
        "≤ 4",
        note=f"({in_pyodide * 1000:.1f} and {native * 1000:.1f} ms)",
    )
    step, traced = _printed(*pyodide, program=LESSON)
    yield Figure(
        "a training step of the lesson's GPT in Pyodide under Node, batch 8", step * 1000, "≤ 60", "ms"
    )
    yield Figure("the answer with the trace of one, doctor included", traced * 1000, "", "ms")
