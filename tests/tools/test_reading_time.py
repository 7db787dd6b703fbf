"""⑨ page: how long a lesson takes is reckoned from what is on it, at the speeds that the page states, and typed nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tools.module_map import lessons
from tools.reading_time import SPEEDS, minutes, prose

ROOT = Path(__file__).resolve().parents[2]
HEAD = "---\ntitle: A page\n---\n\n"


def reckoned(folder: Path, text: str) -> int:
    page = folder / "page.qmd"
    page.write_text(HEAD + text, encoding="utf-8")
    return minutes(page, folder)


def test_words_at_two_hundred_a_minute(tmp_path: Path) -> None:
    assert reckoned(tmp_path, "word " * 2000) == 10
    assert reckoned(tmp_path, "$a + b + c$ and [many words](a/long/address.qmd#here){.forward} " * 500) == 10
    assert reckoned(tmp_path, "A word.") == 5


def test_code_that_is_shown_at_fifteen_lines_a_minute(tmp_path: Path) -> None:
    cell = "```{python}\n#| echo: true\n" + "x = 1\n\n" * 150 + "```\n"
    assert reckoned(tmp_path, cell) == 10
    assert reckoned(tmp_path, cell.replace("#| echo: true\n", "")) == 5  # only its output is on the page
    assert reckoned(tmp_path, cell.replace("{python}\n#| echo: true", "python")) == 10


def test_steps_are_those_of_the_recorded_trace(tmp_path: Path) -> None:
    trace = tmp_path / "assets" / "traces" / "07-seven" / "one.json"
    trace.parent.mkdir(parents=True)
    trace.write_text(json.dumps({"steps": {"kind": [0] * 120}}))
    assert (
        reckoned(tmp_path, '```{ojs}\nviewof a = walkthrough("07-seven/one", {\n  label: "x"})\n```\n') == 10
    )


def test_of_a_series_of_passes_one_is_stepped_through(tmp_path: Path) -> None:
    trace = tmp_path / "assets" / "traces" / "07-seven" / "one.json"
    trace.parent.mkdir(parents=True)
    passes = [{"start": at * 120, "end": (at + 1) * 120} for at in range(100)]
    trace.write_text(json.dumps({"steps": {"kind": [0] * 12000}, "passes": passes}))
    assert reckoned(tmp_path, '```{ojs}\nviewof a = walkthrough("07-seven/one")\n```\n') == 10


def test_an_exercise_takes_two_minutes_and_a_picture_one(tmp_path: Path) -> None:
    assert reckoned(tmp_path, '```{ojs}\nexercise("07-seven/one", {gradient: "x"})\n```\n\n' * 10) == 20
    assert reckoned(tmp_path, "```{ojs}\nmemoryGrowth()\n```\n\n" * 10) == 10


def test_markup_is_no_prose() -> None:
    assert prose("::: {.wide}\n## A *heading*\n\n[link](to/it.qmd)").split() == ["A", "heading", "link"]


def test_a_long_lesson_is_not_said_to_be_a_short_one() -> None:
    times = {page.split("/")[-1][:2]: minutes(ROOT / page) for page in lessons("module-02")}
    assert all(10 <= time <= 75 for time in times.values())
    assert times["03"] >= 20
    assert times["07"] >= 45  # exercises alone


def test_the_speeds_are_said_and_no_time_is_typed() -> None:
    assert re.findall(r"\d+", SPEEDS) == ["200", "15", "5", "1", "2"]
    for page in [
        *ROOT.glob("*.qmd"),
        *ROOT.glob("*/*.qmd"),
        *ROOT.glob("modules/*/*.qmd"),
        ROOT / "README.md",
    ]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\b(ten|fifteen|twenty|\d+)\s+minutes\b", text), page.name
