"""Build side: the site's four typefaces, each cut down to the letters that pages use, and the style sheet that names them.

    fonts/text.woff2, fonts/interface.woff2   Source Serif 4 and Inter: on every page, so every page loads them in advance
    fonts.css                                 both named, with what stands in for them until they are there; and, inside it,
                                              the italics, JetBrains Mono and STIX Two Math

What lies inside the sheet is there before the first paint: no formula is ever seen in a font of the reader's system, and no
page asks for more than two files of letters. letters.py does the cutting.
"""

from __future__ import annotations

import json
import sys
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from tools.asset_steps import node
from tools.asset_steps.steps import ASSETS, CACHE, BuildError, put, step

# As in pyproject.toml: Quarto may run the build with a Python that has neither.
TOOLS = ("fonttools==4.68.0", "brotli==1.2.1")
LETTERS = Path(__file__).with_name("letters.py")
SHEET = ASSETS / "fonts.css"
FOLDER = ASSETS / "fonts"
LICENCES = FOLDER / "LICENCES.txt"


@dataclass(frozen=True)
class Face:
    """A face of the sheet; `file` is below node_modules, without its ending."""

    name: str
    family: str
    file: str
    weight: str
    style: str = "normal"
    inside: bool = True

    @property
    def source(self) -> Path:
        return node.MODULES / f"{self.file}.woff2"

    @property
    def licence(self) -> Path:
        return self.source.parents[1] / "LICENSE"


FACES = (
    Face("text", "Stepgrad Text", "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal", "400 700", inside=False),
    Face("interface", "Stepgrad Interface", "@fontsource-variable/inter/files/inter-latin-wght-normal", "400 700", inside=False),
    Face("italic", "Stepgrad Text", "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic", "400", "italic"),
    Face("code", "Stepgrad Code", "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal", "400 700"),
    Face("mathematics", "Stepgrad Mathematics", "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal", "400"),
)  # fmt: skip

# How wide a letter of the lessons' prose is on average, in ems, in faces that systems have; measured on all pages, for the
# first name of each row (the others have the same widths, or nearly). The last row that a system has is the one it uses.
STAND_INS: dict[str, tuple[tuple[float, tuple[str, ...]], ...]] = {
    "text": (
        (0.5062, ("DejaVu Serif",)),
        (0.4695, ("Noto Serif",)),
        (0.3958, ("Liberation Serif", "Times New Roman", "Times")),
        (0.4335, ("Gelasio", "Georgia")),
    ),
    "interface": (
        (0.5005, ("DejaVu Sans", "Verdana")),
        (0.4358, ("Roboto",)),
        (0.4375, ("Liberation Sans", "Arial", "Helvetica")),
    ),
}


def cut() -> None:
    reads = [*(face.source for face in FACES), *(face.licence for face in FACES), LETTERS, Path(__file__)]
    makes = [SHEET, LICENCES, *(FOLDER / f"{face.name}.woff2" for face in FACES if not face.inside)]
    step("typefaces", reads, makes, write, salt=" ".join(TOOLS))


def write() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        sources = [f"{face.name}={face.source}" for face in FACES]
        node.run(sys.executable, LETTERS, folder, *sources, env={"PYTHONPATH": path_of_tools()})
        cuts = {face.name: (folder / f"{face.name}.woff2").read_bytes() for face in FACES}
        metrics = json.loads((folder / "metrics.json").read_text())
    for face in FACES:
        if not face.inside:
            put(FOLDER / f"{face.name}.woff2", cuts[face.name])
    put(SHEET, sheet(cuts, metrics).encode())
    put(LICENCES, licences().encode())


def path_of_tools() -> str:
    """Where Python finds fontTools: nowhere special if it has the pinned one; else pip fetches it into a place of its own."""
    if importable(""):
        return ""
    folder = CACHE / "python" / "-".join(TOOLS)
    if not importable(str(folder)):
        try:
            node.run(
                sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", folder, *TOOLS
            )
        except BuildError as error:
            raise BuildError(
                f"{' and '.join(TOOLS)}, which cut the typefaces, could not be had: {error}"
            ) from None
    return str(folder)


def importable(path: str) -> bool:
    """Whether Python, looking in `path` as well, finds the pinned releases."""
    asked = f"from importlib.metadata import version as v; import brotli, fontTools.subset; assert [f'{{n}}=={{v(n)}}' for n in {[one.split('==')[0] for one in TOOLS]}] == {list(TOOLS)}"
    try:
        node.run(sys.executable, "-c", asked, env={"PYTHONPATH": path} if path else None)
    except BuildError:
        return False
    return True


def sheet(cuts: dict[str, bytes], metrics: dict[str, dict[str, float | str]]) -> str:
    rules = [
        "/* The typefaces; their licences are in fonts/LICENCES.txt. Made by tools/asset_steps/fonts.py. */"
    ]
    for name, rows in STAND_INS.items():
        (face,) = (face for face in FACES if face.name == name)
        rules += [stand_in(face, mean, locals, metrics[name]) for mean, locals in rows]
    for face in FACES:
        letters = b64encode(cuts[face.name]).decode()
        address = f"data:font/woff2;base64,{letters}" if face.inside else f"fonts/{face.name}.woff2"
        rules.append(
            f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{face.weight};'
            f'font-display:{"block" if face.inside else "swap"};src:url({address}) format("woff2")}}'
        )
    return "\n".join(rules) + "\n"


def stand_in(face: Face, mean: float, names: tuple[str, ...], metrics: dict[str, float | str]) -> str:
    """A face of the system, as wide and as high as the one that it stands in for, and for that one's letters only."""
    scale = float(metrics["mean"]) / mean
    sizes = {
        "size-adjust": scale,
        "ascent-override": float(metrics["ascent"]) / scale,
        "descent-override": float(metrics["descent"]) / scale,
        "line-gap-override": float(metrics["gap"]) / scale,
    }
    told = ";".join(f"{what}:{size:.2%}" for what, size in sizes.items())
    local = ",".join(f'local("{name}")' for name in names)
    return f'@font-face{{font-family:"{face.family} Stand-in";src:{local};{told};unicode-range:{metrics["range"]}}}'


def licences() -> str:
    """Each face's own words, and once the licence that they share."""
    texts = {face.file.split("/files/")[0]: face.licence.read_text(encoding="utf-8") for face in FACES}
    lines = "\n".join(f"{package}: {text.splitlines()[0]}" for package, text in texts.items())
    intro = (
        "The fonts in this folder and in ../fonts.css are subsets of these, cut down to the letters that the site uses, a few\n"
        f"signs added (superscripts, primes as exponents):\n\n{lines}\n\n"
    )
    shared = {text.partition("\n")[2].strip() for text in texts.values()}
    return intro + "\n\n".join(sorted(shared)) + "\n"
