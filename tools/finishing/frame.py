"""⑨ page: what Quarto writes around an article, said as these pages need it: one h1, buttons that are buttons, no address that is none."""

from __future__ import annotations

import re

TOGGLE = '<button type="button" class="quarto-color-scheme-toggle quarto-navigation-tool px-1" title="Toggle dark mode" aria-label="Toggle dark mode" aria-pressed="false"'
# Patterns below find nothing in what tools/render writes, nor in what was edited before.
# Two ways to unfold the lessons: a button without words, and the page's title as a second h1.
UNFOLDING = (
    r'(<button type="button" class="quarto-btn-toggle btn" data-bs-toggle="collapse") role="button"(.*?) aria-label="[^"]*"(.*?>)\s*'
    r'<i class="[^"]*"></i>\s*</button>\s*<a class="flex-grow-1[^>]*>\s*<h1 class="quarto-secondary-nav-title">.*?</h1>\s*</a>'
)
FOLDING = (
    r'<div class="sidebar-item-container">\s*<a class="sidebar-item-text sidebar-link text-start" data-bs-toggle="collapse"[^>]*>\s*'
    r'(<span class="menu-text">.*?</span>)</a>\s*<a class="sidebar-item-toggle.*?</a>\s*</div>'
)
EDITS = [
    # The bar stays; then none of the sums that Quarto's scripts do for one that comes and goes are needed.
    (r'(<header id="quarto-header" class=")(?:headroom )?fixed-top"', r'\1"'),
    # The page's title is in the text, on small screens as well.
    (r'<h1 class="title d-none d-lg-block">', '<h1 class="title">'),
    # A link to nowhere that changes colours is a button.
    (
        r'<a href="" class="quarto-color-scheme-toggle[^"]*" (onclick="[^"]*")[^>]*>(.*?)</a>',
        rf"{TOGGLE} \1>\2</button>",
    ),
    (r'(<button [^>]*class="navbar-toggler"[^>]*) role="menu"', r"\1"),
    # One button, named for what unfolds.
    (UNFOLDING, r'\1\2\3<span class="quarto-secondary-nav-title">%lessons%</span></button>'),
    # The page's contents stand below the lessons, so that a widget has the page's width.
    (
        r'(<nav id="quarto-sidebar"[^>]*>.*?)(</nav>.*?<div id="quarto-margin-sidebar"[^>]*>)\s*(<nav id="TOC".*?</nav>)',
        r"\1\3\2",
    ),
    # The one section of the sidebar has nothing to fold.
    (FOLDING, r'<span class="sidebar-item-text">\1</span>'),
    # No script may stand in an attribute (policy.py): what is called is named, and styles/calls.html calls it.
    (r' onclick="if \(window\.quartoToggleHeadroom\)[^"]*"', ""),  # the bar stays
    (
        r' onclick="(?:window\.)?(quartoToggleColorScheme|quartoOpenSearch)\(\);(?: return false;)?"',
        r' data-calls="\1"',
    ),
    (r' onclick="event\.preventDefault\(\);"', ' data-calls=""'),
]
ADDRESS = re.compile(r'<meta property="og:image" content="https?:')
PICTURE = re.compile(r'<meta (?:property="og|name="twitter):image[^>]*>\n?')
SECTION = re.compile(r'<span class="sidebar-item-text"><span class="menu-text">(.*?)</span>')


def finished(html: str) -> str:
    for pattern, replacement in EDITS:
        html = re.sub(pattern, replacement, html, flags=re.DOTALL)
    section = SECTION.search(html)
    html = html.replace("%lessons%", section[1] if section else "Contents")
    if not ADDRESS.search(html):
        # Nobody said where the site will be, so no picture has an address that another site could ask for.
        html = PICTURE.sub("", html).replace('content="summary_large_image"', 'content="summary"')
    return html
