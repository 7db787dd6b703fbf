"""The two palettes: complete, readable, and asking nobody for a font."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from tools.render.config import read_site
from tools.render.errors import RenderError
from tools.render.theme import compile_theme, read_layer, scss

ROOT = Path(__file__).resolve().parents[3]
MODES = ("light", "dark")
SURFACES = ("body-bg", "surface", "sunken", "diagram-bg", "diagram-node-fill", "control-bg")


@pytest.fixture(scope="module")
def sheets() -> dict[str, str]:
    return compile_theme(read_site(ROOT))


def palette(mode: str) -> dict[str, str]:
    text = (ROOT / f"styles/{mode}.scss").read_text("utf-8")
    return dict(re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});$", text, re.MULTILINE))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_palettes_name_the_same_colours() -> None:
    assert palette("light").keys() == palette("dark").keys()


@pytest.mark.parametrize("mode", MODES)
def test_text_has_a_contrast_of_4_5(mode: str) -> None:
    colours = palette(mode)
    texts = (
        "body-color", "text-muted", "link-color", "forward", "forward-strong", "backward", "backward-strong", "diagram-node-text",
        "diagram-muted-text", "diagram-pending-text", "diagram-error", "control-text", "syntax-string", "syntax-number",
    )  # fmt: skip
    low = {(t, s): contrast(colours[t], colours[s]) for t, s in product(texts, SURFACES)}
    low |= {
        (t, f"{w}-soft"): contrast(colours[t], colours[f"{w}-soft"])
        for w in ("forward", "backward")
        for t in (w, f"{w}-strong", "body-color")
    }
    low |= {(f"on-{w}", w): contrast(colours[f"on-{w}"], colours[w]) for w in ("forward", "backward")}
    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", MODES)
def test_strokes_and_borders_that_say_something_have_a_contrast_of_3(mode: str) -> None:
    colours = palette(mode)
    strokes = ("diagram-node-stroke", "diagram-edge", "control-border", "focus-ring", "forward", "backward")
    low = {(t, s): contrast(colours[t], colours[s]) for t, s in product(strokes, SURFACES)}
    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 3} == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_sheet_sets_every_colour_of_the_palette_and_fetches_nothing(
    mode: str, sheets: dict[str, str]
) -> None:
    for name in ("forward", "forward-soft", "backward", "diagram-node-stroke", "focus-ring"):
        assert f"--{name}:{palette(mode)[name]}" in sheets[mode].replace(" ", "")
    addresses = re.findall(r"url\(([^)]*)\)|@import[^;]*", sheets[mode])
    assert [a for a in addresses if not a.strip("\"'").startswith("data:")] == []
    assert "fonts.googleapis" not in sheets[mode]


def test_the_last_layer_sets_variables_first_and_rules_last(tmp_path: Path) -> None:
    first, last = tmp_path / "first.scss", tmp_path / "last.scss"
    first.write_text("/* no section yet: defaults */\n$a: 1;\n/*-- scss:rules --*/\n.one {}\n")
    last.write_text("/*-- scss:defaults --*/\n$a: 2;\n/*-- scss:rules --*/\n.two {}\n")
    text = scss([first, last], {})
    assert text.index("$a: 2;") < text.index("$a: 1;") < text.index(".one {}") < text.index(".two {}")


def test_a_layer_without_a_boundary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plain.scss").write_text("a { color: red; }\n")
    with pytest.raises(RenderError, match="boundary"):
        read_layer(tmp_path / "plain.scss")
