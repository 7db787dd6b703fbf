"""⑨ page: the playground offers every whole program that there is, and says of each what it does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "playground.qmd").read_text(encoding="utf-8")
PROGRAMS = sorted((ROOT / "playground").glob("*.py"))
WIDEST = 88  # columns: a program stands beside its graph


def test_every_program_can_be_chosen_and_is_described() -> None:
    offered = dict(re.findall(r'"([^"]+)": "playground/(\w+)"', PAGE))
    assert sorted(offered.values()) == [path.stem for path in PROGRAMS]
    assert re.findall(r"^- \*(.+?)\*: ", PAGE, re.MULTILINE) == [*offered]


def test_every_program_says_what_it_is_and_fits_its_column() -> None:
    for path in PROGRAMS:
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path.name
        assert max(map(len, text.splitlines())) <= WIDEST, path.name
        assert len(text.splitlines()) <= 220, path.name
