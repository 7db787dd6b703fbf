"""A preview picture that shows something that is no longer so is named, and no other; without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tools import previews
from tools.asset_steps.steps import ASSETS, ROOT


@pytest.fixture(scope="module")
def cards() -> list[previews.Card]:
    return previews.cards()


@pytest.fixture(scope="module")
def sums(cards: list[previews.Card]) -> dict[str, str]:
    return previews.sums(cards)


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sums: dict[str, str]) -> Path:
    """All pictures are there, and all are as they should be."""
    folder = tmp_path / "previews"
    shutil.copytree(previews.PREVIEWS, folder)
    (folder / "sums.json").write_text(json.dumps(sums))
    monkeypatch.setattr(previews, "PREVIEWS", folder)
    monkeypatch.setattr(previews, "SUMS", folder / "sums.json")
    return folder


def test_every_page_has_a_sum_of_its_own_and_it_stays(
    cards: list[previews.Card], sums: dict[str, str]
) -> None:
    assert len(set(sums.values())) == len(cards) == len(sums)
    assert previews.sums(cards) == sums
    # drawn alone or with others, in any order
    assert previews.sums(cards[:0:-3]) == {card.page: sums[card.page] for card in cards[:0:-3]}


@pytest.mark.parametrize(
    "change", [{"title": "Another"}, {"above": "Another"}, {"step": 3}, {"example": "02-autograd/loop"}]
)
def test_what_is_on_a_picture_is_part_of_its_sum(
    cards: list[previews.Card], sums: dict[str, str], change: dict[str, object]
) -> None:
    card = replace(cards[0], **change)  # type: ignore[arg-type]
    assert previews.sums([card])[card.page] != sums[card.page]


def test_the_look_of_a_graph_is_part_of_every_sum(
    cards: list[previews.Card], sums: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    css = (ASSETS / "index.css").read_text(encoding="utf-8")
    monkeypatch.setattr("tools.previews.ASSETS", tmp_path)
    shutil.copytree(ASSETS / "traces", tmp_path / "traces")
    (tmp_path / "index.css").write_text(css + ".sg-other{color:red}.gv-node:hover .gv-card{stroke:red}")
    assert previews.sums(cards[:2]) == {card.page: sums[card.page] for card in cards[:2]}
    (tmp_path / "index.css").write_text(css + ".gv-node .gv-card{rx:0}")
    assert not set(previews.sums(cards[:2]).values()) & set(sums.values())


def test_the_pictures_that_are_stale_or_not_there_are_named(
    drawn: Path, sums: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert previews.main(["--check"]) == 0
    assert capsys.readouterr().err == ""
    (drawn / "sums.json").write_text(json.dumps({**sums, "playground.qmd": "of something else"}))
    (drawn / "glossary.png").unlink()
    assert previews.main(["--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "previews: glossary.qmd has no picture: `make previews PAGES=glossary.qmd` draws it",
        "previews: playground.qmd looks different from its picture: `make previews PAGES=playground.qmd` draws it anew",
    ]


def test_a_drawn_picture_is_no_longer_stale(
    drawn: Path, sums: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (drawn / "sums.json").write_text("{}")
    monkeypatch.setattr(previews, "draw_all", lambda cards: None)
    assert previews.main(["playground.qmd"]) == 0
    assert previews.kept() == {"playground.qmd": sums["playground.qmd"]}
    assert previews.main([]) == 0
    assert previews.kept() == sums


def test_a_page_that_is_none_is_refused(drawn: Path) -> None:
    with pytest.raises(SystemExit, match=r"nothing\.qmd is not a page of the site that names a picture"):
        previews.main(["nothing.qmd"])


def test_make_lint_looks_for_them() -> None:
    done = subprocess.run(["make", "--dry-run", "lint"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "-m tools.previews --check" in done.stdout
