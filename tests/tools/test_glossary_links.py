"""⑨ page: where a reader meets a word of the glossary first, it is explained on the spot, in bold, or it is a link.

A sentence that explains the word needs no link, so that a page stays calm to read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ["01-computational-graph", "02-the-math", "03-scalar-engine"]
TERM = re.compile(r"^\[(`?)(?P<word>[^\]`]+)`?\]\{#(?P<id>[\w-]+)\}", re.MULTILINE)
# Words that mean something else in plain English, too.
PLAIN = {"accumulate": r"accumulat(?:e|es|ed)\b"}
MOST_LINKS = 4  # in one section


def prose(name: str) -> str:
    """A lesson without its code, its headings and its front matter."""
    text = (ROOT / "modules" / "02-autograd" / f"{name}.qmd").read_text(encoding="utf-8").split("---\n", 2)[2]
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    text = re.sub(r"\]\((?!\.\./\.\./glossary)[^)]*\)", "]", text)  # where other links lead
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("#", ":::")))
    return text.split("What to take along")[0]


def terms() -> list[tuple[str, str]]:
    return [
        (one["id"], one["word"].lower())
        for one in TERM.finditer((ROOT / "glossary.qmd").read_text(encoding="utf-8"))
    ]


def test_the_glossary_has_its_terms() -> None:
    assert len(terms()) >= 25


@pytest.mark.parametrize(("anchor", "word"), terms())
def test_the_first_use_is_explained_or_a_link(anchor: str, word: str) -> None:
    meant = PLAIN.get(anchor, re.escape(word).replace(r"\ ", r"\s+") + r"s?\b")
    for name in LESSONS:
        text = prose(name)
        links = re.sub(rf"\[[^\[\]]*\]\(\.\./\.\./glossary\.qmd#{anchor}\)", "§", text, flags=re.DOTALL)
        links = re.sub(rf"\*\*{meant}\*\*", "§", links, flags=re.IGNORECASE)
        first = re.search(rf"\b{meant}", links, flags=re.IGNORECASE)
        linked = links.find("§")
        if first or linked >= 0:
            assert linked >= 0, f"{name}: {word} is neither explained nor linked"
            assert not first or linked < first.start(), (
                f"{name}: {word} is used before it is explained or linked"
            )
            return


@pytest.mark.parametrize("page", sorted((ROOT / "modules").glob("*/0*.qmd")), ids=lambda page: page.stem)
def test_no_section_is_crowded_with_links(page: Path) -> None:
    for section in re.split(r"^#+ ", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
        found = re.findall(r"glossary\.qmd#([\w-]+)", section)
        assert len(found) <= MOST_LINKS, section.splitlines()[0]


def test_no_page_links_a_word_twice() -> None:
    for name in LESSONS:
        found = re.findall(r"glossary\.qmd#([\w-]+)", prose(name))
        assert len(found) == len(set(found)), name
