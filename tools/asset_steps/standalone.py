"""Build side: what files that readers save are made of: the page that steps by itself, and the colours of both themes.

    themes.json      the custom properties of styles/_diagram-variables.scss, with the values of light.scss and dark.scss
    standalone.txt   a page with all in it but the trace: the walkthrough's script and looks, compressed, and the typefaces, cut down further.
                     {{TITLE}}, {{THEME}}, {{SETTINGS}} and {{TRACE}} are filled in where somebody saves it (ojs/widgets/save/page.js)

The page's policy lets nothing in from outside, and runs the two scripts that it was built with, no other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import tempfile
from base64 import b64encode, b85encode
from pathlib import Path

from tools.asset_steps import bundle, fonts, node
from tools.asset_steps.steps import ASSETS, CACHE, ROOT, BuildError, put, step

PAGE = ASSETS / "standalone.txt"
THEMES = ASSETS / "themes.json"
TEMPLATE, SCRIPT = (Path(__file__).with_suffix(ending) for ending in (".html", ".mjs"))
STYLES = ROOT / "styles"
# No page asks for these by themselves, so they are not among the assets.
FOLDER = CACHE / "saved"
SMALL = [face for face in fonts.FACES if face.name in ("interface", "code", "mathematics")]
VARIABLES = STYLES / "_diagram-variables.scss"
# Of index.css; a saved walkthrough has no part of these.
WITHOUT = re.compile(
    r"pictures/|exercise/|drawing/chart|program/(playground|scenarios|variants|program)\.|step/sliders|step/status"
)


def build() -> None:
    step("saved files' themes", [STYLES, Path(__file__)], [THEMES], write_themes)
    cuts = [FOLDER / f"small-{face.name}.woff2" for face in SMALL]
    step(
        "saved files' typefaces",
        [*(face.source for face in SMALL), fonts.LETTERS],
        cuts,
        cut,
        salt=" ".join(fonts.TOOLS),
    )
    reads = [bundle.OJS, node.LOCK, fonts.SHEET, *cuts, TEMPLATE, SCRIPT, Path(__file__), STYLES]
    step("the page that is saved", reads, [PAGE], write_page)


def cut() -> None:
    """Of three typefaces what a walkthrough has of them."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        sources = [f"small-{face.name}={face.source}" for face in SMALL]
        node.run(sys.executable, fonts.LETTERS, name, *sources, env={"PYTHONPATH": fonts.path_of_tools()})
        for face in SMALL:
            put(FOLDER / f"small-{face.name}.woff2", (Path(name) / f"small-{face.name}.woff2").read_bytes())


def themes() -> dict[str, dict[str, str]]:
    """Of each theme, the custom properties by name."""
    shared = scss_variables(STYLES / "theme.scss")
    first = re.search(r":root \{(.*?)\n\}", VARIABLES.read_text(encoding="utf-8"), re.DOTALL)
    rules = re.findall(r"^\s*(--[\w-]+): (.+);$", first[1] if first else "", re.MULTILINE)
    found = {}
    for theme in ("light", "dark"):
        known = {**shared, **scss_variables(STYLES / f"{theme}.scss")}
        found[theme] = {
            name: resolved(value, known) for name, value in [*rules, ("--bs-body-bg", "$body-bg")]
        }
    if not rules:
        raise BuildError(f"{VARIABLES.relative_to(ROOT)} has no custom properties")
    return found


def scss_variables(file: Path) -> dict[str, str]:
    return dict(
        re.findall(r"^\$([\w-]+): (.+?)(?: !default)?;", file.read_text(encoding="utf-8"), re.MULTILINE)
    )


def resolved(value: str, known: dict[str, str]) -> str:
    def of(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name not in known:
            raise BuildError(f"{VARIABLES.relative_to(ROOT)} names ${name}, which no theme has")
        return resolved(known[name], known)

    return re.sub(r"#\{\$([\w-]+)\}|\$([\w-]+)", of, value)


def write_themes() -> None:
    put(THEMES, json.dumps(themes(), indent=1, ensure_ascii=False).encode())


def write_page() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        script, looks = bundled(Path(name))
    faces = typefaces()
    page = TEMPLATE.read_text(encoding="utf-8")
    boot = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert boot is not None
    colours = "\n".join(
        f":root{selector}{{{''.join(f'{name}:{value};' for name, value in values.items())}}}"
        for selector, values in zip(("", '[data-bs-theme="dark"]'), themes().values(), strict=True)
    )
    parts = {
        "SCRIPTS": f"'{sum_of(boot[1])}' '{sum_of(script)}'",
        "FACES": faces + colours,
        "LOOKS": packed(looks),
        "WORKS": packed(script),
    }
    put(PAGE, re.sub(r"\{\{(SCRIPTS|FACES|LOOKS|WORKS)\}\}", lambda match: parts[match[1]], page).encode())


def bundled(folder: Path) -> tuple[str, str]:
    """The script and the style sheet."""
    sheet = (bundle.OJS / "index.css").read_text(encoding="utf-8")
    wanted = [line for line in sheet.splitlines() if line.startswith("@import") and not WITHOUT.search(line)]
    (folder / "looks.css").write_text(
        "\n".join(line.replace('"./', f'"{bundle.OJS.as_posix()}/') for line in wanted)
    )
    options = [one for one in bundle.OPTIONS if not one.startswith("--format")]
    node.run(node.node(), SCRIPT, bundle.OJS / "standalone.js", folder / "works.js")
    node.run(node.tool("esbuild"), folder / "looks.css", *options, f"--outfile={folder / 'out.css'}")
    return (folder / "works.js").read_text(encoding="utf-8"), (folder / "out.css").read_text(encoding="utf-8")


def typefaces() -> str:
    """The rules of the typefaces, as on the site but for the letters."""
    sheet = fonts.SHEET.read_text(encoding="utf-8")
    rules = []
    for face in SMALL:
        whole = re.search(rf'@font-face\{{font-family:"{face.family}";[^}}]*\}}', sheet)
        if whole is None:
            raise BuildError(f"{fonts.SHEET.relative_to(ROOT)} does not name {face.family}")
        letters = b64encode((FOLDER / f"small-{face.name}.woff2").read_bytes()).decode()
        rules.append(re.sub(r"url\([^)]*\)", f"url(data:font/woff2;base64,{letters})", whole[0]))
    return "\n".join(rules) + "\n"


def packed(text: str) -> str:
    """Compressed, with no date in it: the same from the same. In 85 letters, which take less room than 64; none of

    them means anything to a page. The first says how many bytes there are too many at the end.
    """
    whole = gzip.compress(text.encode(), 9, mtime=0)
    more = -len(whole) % 4
    return str(more) + b85encode(whole + bytes(more)).decode().translate(str.maketrans("<>&", ",./"))


def sum_of(script: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
