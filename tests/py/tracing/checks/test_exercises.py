"""④ Every exercise with code of the site: its solution passes, its starter does not, and typical wrong answers are told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.py.tracing.checks.grading import graded, told
from tests.py.tracing.checks.wrong_answers import RIGHT, WRONG
from tools.exercise_blocks import Exercise, exercises

ROOT = Path(__file__).resolve().parents[4]
ALL = {
    one.name.partition("/")[2]: one
    for page in sorted(ROOT.glob("modules/*/*.qmd"))
    for one in exercises(page)
}


def test_there_are_at_least_twelve_and_each_has_hints_and_wrong_answers() -> None:
    assert len(ALL) >= 12
    assert ALL.keys() == WRONG.keys()
    for name, one in ALL.items():
        assert 2 <= len(one.hints) <= 3, name
        assert len(WRONG[name]) >= 2, name


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_the_solution_passes_and_the_starter_does_not(exercise: Exercise) -> None:
    reply = graded(exercise.solution, exercise.checks, exercise.solution)
    assert told(reply) == ""
    assert reply["check"]["passed"]
    assert told(graded(exercise.starter, exercise.checks, exercise.solution)) != ""


@pytest.mark.parametrize(
    ("name", "at"), [(name, at) for name, all_ in WRONG.items() for at in range(len(all_))], ids=str
)
def test_a_wrong_answer_is_refused_with_words_that_help(name: str, at: int) -> None:
    exercise, wrong = ALL[name], WRONG[name][at]
    assert wrong.old in exercise.solution
    said = told(graded(exercise.solution.replace(wrong.old, wrong.new), exercise.checks, exercise.solution))
    for words in wrong.says:
        assert words in said


@pytest.mark.parametrize(
    ("name", "old", "new"), [(name, *one) for name, all_ in RIGHT.items() for one in all_]
)
def test_another_right_answer_passes(name: str, old: str, new: str) -> None:
    exercise = ALL[name]
    assert old in exercise.solution
    assert told(graded(exercise.solution.replace(old, new), exercise.checks, exercise.solution)) == ""


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_to_print_that_it_passed_is_no_answer(exercise: Exercise) -> None:
    said = told(graded('print("passed", "All checks passed.")', exercise.checks, exercise.solution))
    assert said
