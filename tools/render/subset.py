"""⑨ page: the part of Quarto the offline renderer knows. Whatever is not listed here is refused by file and line."""

from __future__ import annotations

from typing import Any

ANY: Any = None
BOOL = (True, False)

# Values are as in yaml_lines.Yaml.refuse_unknown: None (any), a tuple (one of), a dict (keys below).
EXECUTE: dict[str, Any] = {"echo": BOOL, "output": BOOL, "warning": BOOL, "eval": BOOL, "include": BOOL}

QUARTO_YML: dict[str, Any] = {
    "project": {
        "type": ("website",),
        "output-dir": ANY,
        "pre-render": ANY,
        "post-render": ANY,
        "render": ANY,
        "resources": ANY,
    },
    "website": {
        "title": ANY,
        "description": ANY,
        "favicon": ANY,
        "page-navigation": BOOL,
        "bread-crumbs": (False,),  # only off: Quarto then shows the page's own title above a folded sidebar
        "search": BOOL,
        "navbar": {"title": ANY, "pinned": (True,), "left": ANY, "right": ANY, "search": ANY},
        "sidebar": ANY,  # a list; see SIDEBAR
        "page-footer": {"left": ANY, "center": ANY, "right": ANY},  # Markdown
        "image": ANY,  # of the pages that name none
        "image-alt": ANY,
        "open-graph": BOOL,
        "twitter-card": BOOL,
        "site-url": ANY,  # makes the address of a preview picture absolute; Quarto writes a sitemap as well
    },
    "engines": ANY,  # Quarto only: it is this Python that runs the cells here
    "lang": ANY,
    "filters": ANY,  # a list of Lua files: Pandoc runs them
    "execute": EXECUTE,
    "format": {
        "html": {
            "theme": {"light": ANY, "dark": ANY},
            "respect-user-color-scheme": (True,),
            "css": ANY,
            "include-in-header": ANY,  # a file or a list of files
            "html-math-method": ("mathml",),
            "toc": BOOL,
            "toc-depth": ANY,
            "toc-title": ANY,
            "toc-expand": (True,),
            "canonical-url": BOOL,
            "code-copy": (True,),
            "code-overflow": ("wrap", "scroll"),
            "anchor-sections": (True,),
            "smooth-scroll": (False,),
            "link-external-newwindow": (False,),
            "grid": {"sidebar-width": ANY, "body-width": ANY, "margin-width": ANY, "gutter-width": ANY},
        }
    },
}
SIDEBAR: dict[str, Any] = {
    "id": ANY,
    "title": ANY,
    "style": ("floating",),
    "collapse-level": ANY,
    "contents": ANY,
}
NAV_ITEM: dict[str, Any] = {"text": ANY, "href": ANY}
SIDEBAR_ITEM: dict[str, Any] = {"text": ANY, "href": ANY, "section": ANY, "contents": ANY}

FRONT_MATTER: dict[str, Any] = {
    "title": ANY,
    "subtitle": ANY,
    "description": ANY,
    "pagetitle": ANY,
    "lang": ANY,
    "image": ANY,
    "image-alt": ANY,
    "toc": BOOL,
    "toc-depth": ANY,
    "execute": EXECUTE,
    "sidebar": (False,),
    "page-layout": ("article", "full"),
    "page-navigation": BOOL,
}

CELL_LANGUAGES = ("ojs", "python")
COLUMNS = ("body", "body-outset", "page")
CELL_OPTIONS: dict[str, dict[str, Any]] = {
    "ojs": {
        "echo": BOOL,
        "output": (True, False, "all"),
        "eval": BOOL,
        "include": BOOL,
        "label": ANY,
        "column": COLUMNS,
        "classes": ANY,
        "code-fold": (True, False, "show"),
        "code-summary": ANY,
    },
    "python": {
        "echo": BOOL,
        "output": BOOL,
        "eval": BOOL,
        "include": BOOL,
        "warning": BOOL,
        "live": BOOL,  # ours: tools/finishing/cells.py reads it
        "label": ANY,
        "column": COLUMNS,
        "classes": ANY,
        "code-fold": (True, False, "show"),
        "code-summary": ANY,
    },
}

# Classes of `::: {.class}` divs. Own classes (those that a file in styles/ gives a rule to) are known as well.
CALLOUTS = ("note", "tip", "warning", "important", "caution")
CALLOUT_ATTRIBUTES = ("title", "collapse", "appearance", "icon")
EXERCISE_CLASSES = ("exercise", "hint", "model-solution")  # tools/exercises.lua, for Quarto as well
DIV_CLASSES = frozenset(
    {
        *(f"callout-{kind}" for kind in CALLOUTS),
        *(f"column-{column}" for column in COLUMNS),
        "panel-tabset",
        *EXERCISE_CLASSES,
    }
)
# Classes of Bootstrap (the same in Quarto) that prose may use.
BOOTSTRAP_CLASSES = frozenset({"lead", "small", "text-center", "visually-hidden", "unnumbered", "unlisted"})
# Classes with a meaning in Quarto's Lua filters: refused even if a style sheet names them.
QUARTO_CLASSES = frozenset(
    {
        "aside",
        "column-margin",
        "column-screen",
        "column-screen-inset",
        "column-page-inset",
        "content-visible",
        "content-hidden",
        "grid",
        "landscape",
        "layout",
        "panel-sidebar",
        "panel-input",
        "panel-fill",
        "panel-center",
        "theorem",
        "proof",
        "lightbox",
        "hidden",
        "details",
    }
)

# Names that Observable's built-in library would fetch from a content delivery network: import them from our own bundle or do without.
NETWORK_BUILTINS = frozenset({
    "md", "htl", "Inputs", "tex", "dot", "d3", "Plot", "_", "aq", "Arrow", "DuckDBClient", "L", "mermaid", "require", "resolve", "SQLite",
    "SQLiteDatabaseClient", "topojson", "vl", "__query", "aapl", "alphabet", "cars", "citywages", "diamonds", "flare", "industries",
    "miserables", "olympians", "penguins", "pizza", "weather",
})  # fmt: skip
LOCAL_BUILTINS = frozenset(
    {"DOM", "Generators", "Promises", "Mutable", "html", "svg", "now", "width", "invalidation", "visibility"}
)
