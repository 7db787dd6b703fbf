"""⑨ page: the Content-Security-Policy of each page, as an element, since static hosts send no headers.

Nothing comes from another origin, and of the scripts inside a page only those run that the build wrote: each is named by its sum.
So it is the last that is done to a page. Three things are allowed besides:

    wasm-unsafe-eval   Python is WebAssembly
    unsafe-inline      of styles only: where a node of a graph lies is a style
    unsafe-eval        only on pages of Quarto with cells: its runtime makes functions of their text

What an attribute does (onclick) no sum can name: frame.py hands those of Quarto's frame to a script.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
# Every other type is data, which no browser runs.
RUN = {"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"}
ELEMENT = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">\n?')
FIRST = re.compile(r'<meta charset="utf-8" ?/?>\n?', re.IGNORECASE)
QUARTO_RUNTIME = re.compile(r"""<script\b[^>]*\bsrc=["'][^"']*quarto-ojs-runtime""")


def without(text: str) -> str:
    return ELEMENT.sub("", text)


def finished(text: str, sandbox: str = "") -> str:
    """`sandbox`: the page that Python's frame is made of, if the site has one; a frame made of text has this policy besides its own."""
    text = without(text)
    if not FIRST.search(text):
        return text  # no page, or one without a head: nothing runs in it before this could be said
    return FIRST.sub(
        lambda first: (
            f'{first[0].rstrip()}\n<meta http-equiv="Content-Security-Policy" content="{policy(text, sandbox)}">\n'
        ),
        text,
        count=1,
    )


HANDLER = re.compile(r"""<[a-z][^<>]*?\s(on[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'))""", re.IGNORECASE)


def handlers(text: str) -> list[str]:
    """Attributes that would run a script, and cannot."""
    return HANDLER.findall(SCRIPT.sub("", text))


def policy(text: str, sandbox: str = "") -> str:
    scripts = ["'self'", "'wasm-unsafe-eval'", *sums(text + sandbox)]
    if QUARTO_RUNTIME.search(text):
        scripts.append("'unsafe-eval'")
    rules = {
        "default-src": ["'self'"],
        "script-src": scripts,
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],  # a graph that is saved as a picture is one for a moment
        "font-src": ["'self'", "data:"],
        "worker-src": ["'self'", "blob:"],
        "frame-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        # The page for addresses that lead nowhere has to say where the site is; no other page may.
        "base-uri": ["'self'" if "<base " in text else "'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def sums(text: str) -> list[str]:
    """Of the scripts inside the page, each once."""
    found: dict[str, None] = {}
    for attributes, script in SCRIPT.findall(text):
        kind = TYPE.search(attributes)
        if re.search(r"\bsrc\s*=", attributes) or (kind and kind[1].lower() not in RUN) or not script:
            continue
        # As a browser reads it: every line ends alike.
        read = script.replace("\r\n", "\n").replace("\r", "\n")
        found[f"'sha256-{b64encode(hashlib.sha256(read.encode()).digest()).decode()}'"] = None
    return list(found)
