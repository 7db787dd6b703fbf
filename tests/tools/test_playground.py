"""⑨ page: the playground's gallery has every whole program, says of each what it does, and has a still of its graph."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from tools.asset_steps import engine, stills

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted((ROOT / "playground").glob("*.py"))
GROUPS = json.loads(stills.GALLERY.read_text(encoding="utf-8"))
EXAMPLES = [example for group in GROUPS for example in group["examples"]]
WIDEST = 88  # columns: a program stands beside its graph


def test_every_program_can_be_chosen_and_is_described_in_one_sentence() -> None:
    offered = [one["example"] for one in EXAMPLES]
    assert sorted(name for name in offered if name.startswith("playground/")) == [
        f"playground/{path.stem}" for path in PROGRAMS
    ]
    assert set(offered) <= set(engine.examples())
    for key in ("example", "title", "says"):
        assert len({one[key] for one in EXAMPLES}) == len(EXAMPLES)
    for one in EXAMPLES:
        assert one["says"].endswith(".")
        assert ". " not in one["says"]
        assert len(one["says"]) <= 90, one["title"]


def test_each_card_has_a_picture_of_its_graph() -> None:
    drawn = json.loads(stills.GALLERY_DRAWN.read_text(encoding="utf-8"))
    assert [one["title"] for group in drawn for one in group["examples"]] == [
        one["title"] for one in EXAMPLES
    ]
    for one in (example for group in drawn for example in group["examples"]):
        nodes, edges, (width, height) = (one["picture"][key] for key in ("nodes", "edges", "size"))
        assert 3 <= len(nodes) <= 60, one["title"]
        assert all(0 <= start < len(nodes) and 0 <= end < len(nodes) for start, end in edges)
        assert all(
            x >= -1 and y >= -1 and x + w <= width + 1 and y + h <= height + 1 for x, y, w, h, _ in nodes
        )
    assert len(stills.GALLERY_DRAWN.read_bytes()) < 40_000


def test_every_program_says_what_it_is_and_fits_its_column() -> None:
    for path in PROGRAMS:
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path.name
        assert max(map(len, text.splitlines())) <= WIDEST, path.name
        assert len(text.splitlines()) <= 220, path.name
