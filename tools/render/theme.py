"""⑨ page: the theme's SCSS layers → one style sheet for light and one for dark, layered as Quarto layers them."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

from .config import Site
from .errors import RenderError
from .node import HERE, ROOT, run_script

SECTIONS = ("uses", "functions", "defaults", "mixins", "rules")
BOUNDARY = re.compile(r"^/\*--[ \t]*scss:(uses|functions|rules|defaults|mixins)[ \t]*--\*/$")
BOOTSTRAP = ROOT / "node_modules" / "bootstrap" / "scss"
BOOTSTRAP_RULES = (
    "root", "reboot", "type", "images", "containers", "grid", "tables", "forms", "buttons", "transitions", "dropdown", "button-group", "nav",
    "navbar", "card", "breadcrumb", "pagination", "badge", "alert", "progress", "list-group", "close", "helpers", "utilities/api",
)  # fmt: skip


def read_layer(file: Path) -> dict[str, str]:
    """The sections of a Quarto layer file; lines before the first boundary are defaults, as in Quarto."""
    lines = file.read_text("utf-8").splitlines()
    if not any(BOUNDARY.match(line) for line in lines):
        raise RenderError("a theme file needs at least one boundary such as /*-- scss:rules --*/", file.name)
    found: dict[str, list[str]] = {name: [] for name in SECTIONS}
    current = "defaults"
    for line in lines:
        boundary = BOUNDARY.match(line)
        if boundary:
            current = boundary[1]
        else:
            found[current].append(line)
    return {name: "\n".join(text) for name, text in found.items()}


def scss(files: list[Path], grid: dict[str, str]) -> str:
    """One SCSS text: the author's defaults come first (and win, the last file's before the others'), the author's rules last."""
    layers = [read_layer(file) for file in files]
    page = read_layer(HERE / "page.scss")
    grid_defaults = "\n".join(f"$grid-{name}: {value};" for name, value in grid.items())

    def joined(section: str) -> str:
        return "\n".join(layer[section] for layer in layers)

    return "\n".join(
        [
            joined("uses"),
            '@import "functions";',
            joined("functions"),
            "\n".join(layer["defaults"] for layer in reversed(layers)),
            grid_defaults,
            page["defaults"],
            '@import "variables"; @import "variables-dark"; @import "maps"; @import "mixins"; @import "utilities";',
            joined("mixins"),
            *(f'@import "{part}";' for part in BOOTSTRAP_RULES),
            page["rules"],
            joined("rules"),
        ]
    )


def compile_theme(site: Site) -> dict[str, str]:
    """{"light": CSS, "dark": CSS}."""
    theme, grid = site.html.get("theme") or {}, site.html.get("grid") or {}
    sheets = {}
    for mode in ("light", "dark"):
        if mode not in theme:
            raise RenderError(
                f"format.html.theme needs a {mode} theme",
                site.yaml.file,
                site.yaml.line("format", "html", "theme"),
            )
        names = theme[mode] if isinstance(theme[mode], list) else [theme[mode]]
        for index, name in enumerate(names):
            if not str(name).endswith(".scss") or not (site.root / name).is_file():
                line = site.yaml.line("format", "html", "theme", mode, index)
                raise RenderError(
                    f"{name} is not a .scss file of this project (built-in themes are not known to this renderer)",
                    site.yaml.file,
                    line,
                )
        source = scss([site.root / name for name in names], {k: str(v) for k, v in grid.items()})
        sheets[mode] = _compiled(source)
    return sheets


def _compiled(source: str) -> str:
    """The CSS, from the cache if this very source was compiled before by these versions of Sass and Bootstrap."""
    lock = (ROOT / "node_modules" / ".package-lock.json").read_bytes()
    kept = ROOT / ".cache" / "render" / f"{sha256(source.encode() + lock).hexdigest()}.css"
    if not kept.exists():
        css = run_script("compile-theme.mjs", {"source": source, "loadPaths": [str(BOOTSTRAP)]})
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and moved: a run that is ended half-way leaves no half of a sheet.
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_text(css, "utf-8")
        aside.replace(kept)
    return kept.read_text("utf-8")
