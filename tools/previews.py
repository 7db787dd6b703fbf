"""Build side: the picture that goes with a link to a page: its title, and its first example's graph in mid-backward.

    python -m tools.previews [pages…]       (after make site; all pages if none is named)
    python -m tools.previews --check        names the pages whose picture shows something that is no longer so; needs no browser

What a picture shows is kept beside the pictures, as a sum: of the words, of the graph as the widgets draw it, and of the styles that
apply to it. Pixels would not do, as no two machines draw a letter in quite the same way.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.asset_steps import node
from tools.asset_steps.steps import ASSETS, put
from tools.module_map import front_matter, unnumbered
from tools.render.config import read_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
PREVIEWS = ROOT / "previews"
SIZE = {"width": 1200, "height": 630}
EXAMPLE = re.compile(r'"(\d\d-[\w-]+/\w+)"')
# Pages that tell of something else first, or of nothing that is drawn.
INSTEAD = {
    "glossary.qmd": "02-autograd/layer",
    "modules/02-autograd/index.qmd": "02-autograd/attention",
    "modules/02-autograd/04-tensors.qmd": "02-autograd/broadcast",
}
STAGE = (Path(__file__).parent / "preview.html").read_text(encoding="utf-8")
SUMS = PREVIEWS / "sums.json"
BACKWARD = 2  # what a trace calls that kind of step, see KINDS in py/stepgrad/tracing/wire_steps.py


@dataclass(frozen=True)
class Card:
    """A picture: the words on it, and the graph below them after so many steps."""

    page: str
    title: str
    above: str
    example: str
    step: int


def picture_of(page: str) -> Path:
    """Where the picture of a page is kept; its front matter names it."""
    return (PREVIEWS / page.removeprefix("modules/")).with_suffix(".png")


def example_of(page: str) -> str:
    found = EXAMPLE.search((ROOT / page).read_text(encoding="utf-8"))
    return INSTEAD.get(page) or (found[1] if found else "02-autograd/neuron")


def mid_backward(example: str) -> int:
    """The step at three fifths of the first walk back."""
    trace = json.loads((ASSETS / "traces" / f"{example}.json").read_text(encoding="utf-8"))
    kinds: list[int] = trace["steps"]["kind"]
    first = kinds.index(BACKWARD)
    length = next((at for at, kind in enumerate(kinds[first:]) if kind != BACKWARD), len(kinds) - first)
    return first + int((length - 1) * 0.6) + 1


def cards() -> list[Card]:
    """Of every page of the site that names a picture, in its order; the others have the site's own."""
    site = read_site(ROOT)
    made = []
    for page in site.pages:
        if "image" not in front_matter(ROOT / page):
            continue
        module = site.sidebar_of(page) if page.startswith("modules/") else None
        if page == "404.qmd":  # nobody shares a link to it
            continue
        title, example = unnumbered(front_matter(ROOT / page)["title"]), example_of(page)
        made.append(Card(page, title, (module and module.title) or "", example, mid_backward(example)))
    return made


def sums(of: list[Card]) -> dict[str, str]:
    """By page, one sum over all that decides what its picture looks like."""
    job = json.dumps([{"example": card.example, "step": card.step} for card in of])
    command = [node.node(), str(ROOT / "tools" / "previews.mjs")]
    done = subprocess.run(
        command, cwd=ROOT, check=True, input=job, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    rules = styles()
    parts = (
        (card, [card.title, card.above, drawn, STAGE, *rules])
        for card, drawn in zip(of, json.loads(done.stdout), strict=True)
    )
    return {card.page: hashlib.sha256(json.dumps(part).encode()).hexdigest() for card, part in parts}


def styles() -> list[str]:
    """The rules for graphs, and what the variables in them and on the stage stand for in the light theme."""
    rules = re.findall(r"[^{}]*\bgv-[^{}]*\{[^{}]*\}", (ASSETS / "index.css").read_text(encoding="utf-8"))
    rules = [rule for rule in rules if not re.search(r":(hover|focus|active)", rule)]
    names = set(re.findall(r"var\(--([\w-]+)", "".join([*rules, STAGE])))
    sheets = [sheet for sheet in sorted((ROOT / "styles").glob("*.scss")) if sheet.name != "dark.scss"]
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    variables = re.findall(r"^\$([\w-]+): *(.*?);", text, re.MULTILINE)
    return [
        *rules,
        *(f"{name}: {value}" for name, value in variables if name in names or "font-family" in name),
    ]


def kept() -> dict[str, str]:
    return dict(json.loads(SUMS.read_text(encoding="utf-8"))) if SUMS.exists() else {}


def stale() -> list[str]:
    """What is wrong, as sentences."""
    known, now = kept(), sums(cards())
    missing = [page for page in now if not picture_of(page).exists()]
    old = [page for page in now if page not in missing and known.get(page) != now[page]]
    return [
        *(f"{page} has no picture: `make previews PAGES={page}` draws it" for page in missing),
        *(
            f"{page} looks different from its picture: `make previews PAGES={page}` draws it anew"
            for page in old
        ),
    ]


def draw(tab: Page, card: Card) -> None:
    tab.evaluate("(card) => globalThis.draw(card)", {**vars(card)})
    target = picture_of(card.page)
    target.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=target)
    print(target.relative_to(ROOT))


def draw_all(of: list[Card]) -> None:
    from tools import chromium
    from tools.serve import serving

    with serving() as url, chromium.opened() as browser:
        tab = browser.new_page(viewport=SIZE, reduced_motion="reduce", color_scheme="light")  # type: ignore[arg-type]
        tab.goto(url)
        tab.set_content(STAGE)
        tab.wait_for_function("() => Boolean(globalThis.draw)")
        for card in of:
            draw(tab, card)


def main(names: list[str]) -> int:
    if names == ["--check"]:
        wrong = stale()
        for line in wrong:
            print(f"previews: {line}", file=sys.stderr)
        return 1 if wrong else 0
    every = cards()
    if unknown := set(names) - {card.page for card in every}:
        raise SystemExit(
            f"{min(unknown)} is not a page of the site that names a picture (`image` in its head)"
        )
    chosen = [card for card in every if not names or card.page in names]
    draw_all(chosen)
    left = {card.page for card in every} - {card.page for card in chosen}
    record = {page: known for page, known in kept().items() if page in left} | sums(chosen)
    put(SUMS, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
