"""The typefaces: small enough, with every letter that the site uses, and with what mathematics needs."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
from functools import cache

import pypandoc  # type: ignore[import-untyped]
import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from tools.asset_steps import fonts, node, stills
from tools.asset_steps.letters import LETTERS
from tools.asset_steps.steps import ASSETS, ROOT

MOST = 130_000


@cache
def files() -> dict[str, bytes]:
    """Every face as a browser gets it."""
    sheet = fonts.SHEET.read_text()
    inside = [base64.b64decode(one) for one in re.findall(r"base64,([^)]*)\)", sheet)]
    named = {face.name: face for face in fonts.FACES}
    found = {name: (fonts.FOLDER / f"{name}.woff2").read_bytes() for name in named if not named[name].inside}
    return found | dict(zip([name for name in named if named[name].inside], inside, strict=True))


def face(name: str) -> TTFont:
    return TTFont(io.BytesIO(files()[name]))


def test_they_are_small_and_only_two_are_files() -> None:
    assert sum(map(len, files().values())) <= MOST
    assert {file.name for file in ASSETS.rglob("*.woff2")} == {"text.woff2", "interface.woff2"}


def test_there_is_every_letter_that_the_site_uses() -> None:
    known = {chr(code) for name in files() for code in face(name).getBestCmap()}
    sources = [
        *stills.pages(),
        *(ROOT / "ojs").rglob("*.js"),
        *(ROOT / "ojs").rglob("*.css"),
        *(ROOT / "modules").rglob("*.py"),
        *(ROOT / "playground").rglob("*.py"),
        *(ROOT / "styles").glob("*.scss"),
        *(ROOT / "tools" / "render").glob("*.scss"),
        *(ROOT / "py").rglob("*.py"),
        *(ASSETS / "traces").rglob("*.json"),
        *(ASSETS / "tables").rglob("*.json"),
    ]
    missing = {
        (letter, source.relative_to(ROOT).as_posix())
        for source in sources
        for letter in set(source.read_text(encoding="utf-8")) - known
        if letter.isprintable()
    }
    assert missing == set(), "add them to tools/asset_steps/letters.py"


def test_a_sentence_in_a_european_language_is_in_one_face() -> None:
    for name in ("text", "italic", "interface", "code"):
        known = face(name).getBestCmap()
        assert [
            letter
            for letter in "Über façade, niño: „Ærø“ – 5 € × 3 − 2 … “naïve”"
            if ord(letter) not in known
        ] == []


def test_mathematics_keeps_what_stretches_and_the_primes_of_exponents() -> None:
    font = face("mathematics")
    letters = font.getBestCmap()
    vertical = font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert [letter for letter in "()[]{}|√∑∫" if letters[ord(letter)] not in vertical] == []
    assert "ssty" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    # italic and Greek letters, which MathML makes of plain ones
    assert [code for code in [*range(0x1D434, 0x1D455), 0x1D6FC, 0x1D70E] if code not in letters] == []


def test_a_text_is_as_wide_as_the_interface_is_told() -> None:
    """ojs/drawing/letters.js says what is in the typeface."""
    script = "import('./ojs/drawing/letters.js').then(({LETTERS, WIDTHS}) => console.log(JSON.stringify([LETTERS, WIDTHS])))"
    told = subprocess.run([node.node(), "-e", script], cwd=ROOT, check=True, capture_output=True, text=True)
    letters, widths = json.loads(told.stdout)
    for weight in ("400", "600"):
        font = instancer.instantiateVariableFont(face("interface"), {"wght": int(weight)})
        tables = {name: glyph for lookup in numerals(font) for name, glyph in lookup.items()}
        names, upem = font.getBestCmap(), font["head"].unitsPerEm
        real = [names[ord(letter)] for letter in letters]
        assert widths[weight] == [
            round(font["hmtx"][tables.get(name, name)][0] * 1000 / upem) for name in real
        ]


def numerals(font: TTFont) -> list[dict[str, str]]:
    """The substitutions for numerals in tables."""
    table = font["GSUB"].table
    features = [one.Feature for one in table.FeatureList.FeatureRecord if one.FeatureTag == "tnum"]
    lookups = [table.LookupList.Lookup[at] for feature in features for at in feature.LookupListIndex]
    return [dict(subtable.mapping) for lookup in lookups for subtable in lookup.SubTable]


def test_every_licence_is_told() -> None:
    told = fonts.LICENCES.read_text(encoding="utf-8")
    for one in fonts.FACES:
        assert one.licence.read_text(encoding="utf-8").splitlines()[0] in told
    assert "SIL OPEN FONT LICENSE Version 1.1" in told


def test_the_releases_that_cut_are_the_pinned_ones() -> None:
    pinned = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [one for one in fonts.TOOLS if f'"{one}"' not in pinned] == []


def test_every_face_has_its_letters() -> None:
    assert LETTERS.keys() == {one.name for one in fonts.FACES}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\sin u", r"\sin\, u"),
        (r"2\cos u", r"2\,\cos\, u"),
        (r"1 - \tanh^2 x", r"1 - \tanh^2\, x"),
        (r"-\log p", r"-\log\, p"),
        (r"\alpha \sin \beta", r"\alpha \,\sin\, \beta"),
        (r"\log_{10} x \ln y", r"\log_{10}\, x \,\ln\, y"),
        (r"f(x)\exp{x}", r"f(x)\,\exp\,{x}"),
        (r"\lim_{h \to 0} \frac{a}{b}", r"\lim_{h \to 0}\, \frac{a}{b}"),
        (r"\operatorname{softmax} x", r"\operatorname{softmax}\, x"),
        (r"\sin' x", r"\sin'\, x"),
        # no room where TeX leaves none
        (r"\tanh(Z)", r"\tanh(Z)"),
        (r"\max(x, 0)", r"\max(x, 0)"),
        (r"\sin\left(x\right)", r"\sin\left(x\right)"),
        (r"\sin \cdot", r"\sin \cdot"),
        (r"a \times \sin(x)", r"a \times \sin(x)"),
        (r"\text{sin u}", r"\text{sin u}"),
    ],
)
def test_there_is_room_around_the_name_of_a_function(written: str, read: str) -> None:
    formulas = [f"--lua-filter={ROOT / 'tools' / 'function-names.lua'}"]
    made = pypandoc.convert_text(f"${written}$", "markdown", format="markdown", extra_args=formulas)
    assert made.strip() == f"${read}$"
