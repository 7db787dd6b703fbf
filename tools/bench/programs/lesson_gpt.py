"""Build side: training steps of the lesson's GPT as a page trains it, untraced; and how long a page waits for the trace of one.

python tools/bench/programs/lesson_gpt.py        prints two medians, of seconds: a step, and an answer with a trace
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from stepgrad.tracing import alias
from stepgrad.tracing.session import Session

PROGRAM = Path("modules/02-autograd/programs/gpt.py")
BATCH = 8
ROUNDS = 40


def median(work: Callable[[], object], rounds: int) -> float:
    """Of some calls, after a few that warm up."""
    taken = []
    for _ in range(rounds + 5):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[5:])


def measure() -> tuple[float, float]:
    source = PROGRAM.read_text(encoding="utf-8")
    alias.install()
    names: dict[str, object] = {"__name__": "__main__"}
    exec(source.replace("\nSTEPS = 1", "\nSTEPS = 0").replace("\nBATCH = 1", f"\nBATCH = {BATCH}"), names)  # noqa: S102
    train = names["train"]
    assert callable(train)
    session = Session()

    def answer() -> None:
        assert json.loads(session.answer(json.dumps({"source": source})))["ok"]
        session.recover()

    return median(train, ROUNDS), median(answer, ROUNDS // 5)


if __name__ == "__main__":
    print(*measure())
