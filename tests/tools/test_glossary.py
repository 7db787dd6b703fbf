"""⑨ The glossary: every term is used by a lesson, and leads back to where it is shown."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENTRY = re.compile(r"^\[.+?\]\{#([a-z-]+)\}\n:   (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
LESSONS = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("modules/*/0*.qmd"))]


def entries() -> dict[str, str]:
    return dict(ENTRY.findall((ROOT / "glossary.qmd").read_text(encoding="utf-8")))


def test_there_are_about_25_terms_in_order() -> None:
    names = [name.lstrip("`") for name in entries()]
    assert 25 <= len(names) <= 35
    assert names == sorted(names)


def test_every_term_is_linked_from_a_lesson() -> None:
    linked = set(re.findall(r"glossary\.qmd#([a-z-]+)", "\n".join(LESSONS)))
    assert linked == set(entries())


def test_every_term_leads_back_to_where_it_is_shown() -> None:
    for name, text in entries().items():
        assert re.search(r"Shown in \[[^\]]+\]\(modules/[^)]+\.qmd(#[\w-]+)?\)\.$", text), name
