"""Build side: cuts typefaces down to the letters that pages use. Runs where fontTools and Brotli are: see fonts.py.

    letters.py FOLDER NAME=FONT…      FONT → FOLDER/NAME.woff2; how high and wide they are → FOLDER/metrics.json

The result depends on nothing but the fonts and this file.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ASCII = "".join(map(chr, range(0x20, 0x7F)))
# What a European language, a program's comment or a sentence may need besides.
LATIN = ASCII + "\u00a0" + "".join(map(chr, range(0xC0, 0x100))) + "¡¿«»©®§°±·×÷¬µªº–—‘’‚“”„•…′″‹›⁄€−œŒ"
SUPERIOR = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"
INFERIOR = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
NORMAL = "0123456789+−=()"
OPERATORS = "±·×÷−∓∗∘∙⋅⊙⊕⊗⊖∇∂∑∏∫∮√∞≈≃≅≡≠≤≥≪≫≲≳≺≻∝∼∈∉∋⊂⊃⊆⊇∪∩∖∅∀∃∄¬∧∨⊤⊥⊢∥∣∠∴∵←↑→↓↔↕⇐⇒⇔⇌↦↪↩⟵⟶⟷⟸⟹⟺⟼⌊⌋⌈⌉⟨⟩‖⟦⟧…⋯⋮⋱′″‴⁗°ℏℓℜℑℵ†‡¶§"
ACCENTS = "ˆˇ˜˘¯˙¨´`̸̂̌̃̆̄̇̈́̀⃗⏞⏟⏜⏝⎴⎵"
GREEK = "".join(
    chr(c)
    for c in [*range(0x391, 0x3AA), *range(0x3B1, 0x3CA), 0x3D1, 0x3D5, 0x3D6, 0x3F1, 0x3F5]
    if c != 0x3A2
)
# Letters that mathematics has of its own: italic, bold and Greek ones, and the few of other kinds that formulas name sets and losses by.
ALPHABETS = (
    "".join(chr(c) for c in [*range(0x1D400, 0x1D468), *range(0x1D6E2, 0x1D71C), *range(0x1D7CE, 0x1D7D8)])
    + "ℎℂℕℙℚℝℤ𝔼𝟙ℒℱℋℐ𝒟𝒩𝒪𝒢𝒮𝖳"
)
SIGNS = "①②③④⑤⑥⑦⑧⑨✓✗◦⟲◺◹⧉⊛⊞▶◀▲▼■□●○☰⁡⁢⁣⁤\u2009\u200a\u2002\u2003\u2004\u2005\u2006\u205f"  # fmt: skip

LETTERS = {
    # Exponents in a sentence are all from one face, and only the last has them all.
    "text": LATIN,
    "italic": LATIN,
    "interface": LATIN,
    "code": LATIN + "²³¹↑↓",
    "mathematics": ASCII + "\u00a0µ½¼¾" + OPERATORS + ACCENTS + GREEK + ALPHABETS + SUPERIOR + INFERIOR + SIGNS,
}  # fmt: skip
# Programs have no ligatures: "!=" is two letters.
FEATURES = {
    "text": ["kern", "liga", "tnum", "ccmp", "mark"],
    "italic": ["kern", "liga", "tnum", "ccmp", "mark"],
    "interface": ["tnum", "ccmp", "mark"],
    "code": ["ccmp", "mark"],
    "mathematics": ["ccmp", "mark"],
}
# What is left of three of them in a walkthrough that is saved as a file (standalone.py): NAME is "small-interface" then, and so on.
PLAIN = ASCII + "\u00a0±·×÷−–—‘’“”…′•"
SMALL = {
    "interface": PLAIN + SUPERIOR + INFERIOR + "ᵀᵢ",
    "code": PLAIN,
    "mathematics": PLAIN + "∙⊙∂∑∏√∞≠≤≥→←↑↓↔⊤⟨⟩⟦⟧▲▼◀▶✓⋯⁡⁢" + GREEK + "".join(map(chr, range(0x1D434, 0x1D468))) + "ℎ" + SUPERIOR + INFERIOR,
}  # fmt: skip
# How often the lessons' prose has each letter, in ten thousand.
PROSE = dict(zip(" etaosnrihdlucwgmfp.,ybvkT:Ax10PWI2;", [1891, 983, 754, 624, 575, 552, 515, 502, 465, 462, 287, 237, 184, 183, 172, 166, 155, 152, 151, 145, 133, 124, 104, 77, 56, 53, 32, 25, 19, 18, 17, 14, 13, 13, 11, 10], strict=True))  # fmt: skip
# A prime is drawn as high as an exponent. Where it is one, this larger and lower form is to be used, as other mathematical
# fonts have it under the same name; styles/prose.scss asks for it.
PRIMES = {"′": "prime", "″": "primes2", "‴": "primes3", "⁗": "primes4"}


def main(folder: Path, fonts: dict[str, Path]) -> None:
    metrics = {}
    for name, path in fonts.items():
        font = cut(name, TTFont(path, recalcTimestamp=False))
        font.flavor = "woff2"
        font.save(folder / f"{name}.woff2")
        metrics[name] = measured(font)
    (folder / "metrics.json").write_text(json.dumps(metrics))


def cut(named: str, font: TTFont) -> TTFont:
    name, small = named.removeprefix("small-"), named.startswith("small-")
    font = saved(font)
    if "fvar" in font:
        one = name == "italic" or (small and name == "code")
        font = saved(instancer.instantiateVariableFont(font, {"wght": 400 if one else (400, 700)}))
    if name in OWN:
        OWN[name](font)
        font = saved(font)
    options = subset.Options()
    options.layout_features = FEATURES[name]
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [1, 2, 13, 14]  # its name, and its licence
    options.notdef_outline = True
    options.drop_tables += ["BASE", "STAT"]
    cutter = subset.Subsetter(options)
    letters = LETTERS[name] + (SUPERIOR + INFERIOR + "ᵀᵢ" if name == "interface" else "")
    cutter.populate(text=SMALL[name] if small else letters)
    cutter.subset(font)
    if name == "mathematics":
        exponent_primes(font)
        # The exponent of a letter and that of a parenthesis stand equally high, as TeX has them.
        font["MATH"].table.MathConstants.SuperscriptBaselineDropMax.Value = 400
    return font


def saved(font: TTFont) -> TTFont:
    """The same, read anew: fontTools leaves some tables half read, and then cannot cut them."""
    font.flavor = None
    file = io.BytesIO()
    font.save(file)
    file.seek(0)
    return TTFont(file, recalcTimestamp=False)


def name_letter(font: TTFont, letter: str, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode() and (ord(letter) < 0x10000 or table.format == 12):
            table.cmap[ord(letter)] = glyph


def small_letters(font: TTFont) -> None:
    """Inter's web release has the numerals of fractions, and no exponents and indices by their own names."""
    letters = font.getBestCmap()
    for small, form in [(SUPERIOR, "numr"), (INFERIOR, "dnom")]:
        for letter, normal in zip(small, NORMAL, strict=True):
            name_letter(font, letter, f"{letters[ord(normal)]}.{form}")
    upem = font["head"].unitsPerEm
    composed(font, "ᵀ", letters[ord("T")], 0.62, int(0.28 * upem))
    composed(font, "ᵢ", letters[ord("i")], 0.66, int(-0.14 * upem))
    del font["HVAR"]  # it would have to know them; widths are in gvar as well


def missing_sign(font: TTFont) -> None:
    letters = font.getBestCmap()
    composed(font, "✗", letters[ord("×")], 1.25, -60)


def composed(font: TTFont, letter: str, glyph: str, scale: float, up: int) -> None:
    """A letter that is another one, smaller or larger, and higher or lower."""
    add(font, f"uni{ord(letter):04X}", glyph, scale, up)
    name_letter(font, letter, f"uni{ord(letter):04X}")


def add(font: TTFont, name: str, glyph: str, scale: float, up: int) -> None:
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(glyph, (scale, 0, 0, scale, 0, up))
    font["glyf"][name] = pen.glyph()  # and it is last in the order
    advance, bearing = font["hmtx"][glyph]
    font["hmtx"][name] = (round(advance * scale), round(bearing * scale))
    if "gvar" in font:
        font["gvar"].variations[name] = []


def exponent_primes(font: TTFont) -> None:
    """After `ssty`, a prime that MathML draws smaller and raises lies where the plain one lies in a line of text."""
    math = font["MATH"].table.MathConstants
    scale = 100 / math.ScriptPercentScaleDown
    letters = font.getBestCmap()
    rules = []
    for letter, name in PRIMES.items():
        if glyph := letters.get(ord(letter)):
            add(font, name, glyph, scale, round(-scale * math.SuperscriptShiftUp.Value))
            rules.append(f"sub {glyph} by {name};")
    addOpenTypeFeaturesFromString(font, f"feature ssty {{ script DFLT; {' '.join(rules)} script math; {' '.join(rules)} }} ssty;", tables=["GSUB"])  # fmt: skip


OWN = {"interface": small_letters, "mathematics": missing_sign}


def measured(font: TTFont) -> dict[str, Any]:
    """Per em: the mean width of a letter of English prose, and the heights that a line is made of."""
    upem, letters, widths = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    total = sum(widths[letters[ord(letter)]][0] * share for letter, share in PROSE.items())
    line = font["hhea"]
    return {
        "mean": total / upem / sum(PROSE.values()),
        "ascent": line.ascent / upem,
        "descent": -line.descent / upem,
        "gap": line.lineGap / upem,
        "range": ranges(sorted(letters)),
    }


def ranges(codes: list[int]) -> str:
    """As `unicode-range` has them."""
    found: list[list[int]] = []
    for code in codes:
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), {name: Path(path) for name, path in (one.split("=", 1) for one in sys.argv[2:])})
