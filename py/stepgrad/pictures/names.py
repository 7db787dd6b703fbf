"""④ What a node of a graph is called: its label, or a letter and a running number. ojs/trace/names.js says the same on pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_UNNAMED = "vtuwn"
# What XML does not allow, and what nobody would see: controls, halves of characters, what tells which way to write, what is no character.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    f"|[{''.join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))}]"
)
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def node_names(labels: Sequence[str | None], source: str = "") -> list[str]:
    """A name for each label, none of them twice; v₁, v₂, v₃ for what has none, where neither labels nor `source` use v."""
    uses = Counter(label for label in labels if label)
    taken = {label for label, count in uses.items() if count == 1}
    used = "\n".join([source, *uses])
    free = (letter for letter in _UNNAMED if not re.search(rf"(?<!\w){letter}[\d₀-₉]*(?!\w)", used))
    letter = next(free, "value")
    seen: Counter[str] = Counter()
    names = []
    for label in labels:
        if label in taken:
            names.append(label)
            continue
        name, stem = None, label or letter
        while name is None or name in taken:  # a label given by hand may be "x₂"
            seen[stem] += 1
            name = stem + str(seen[stem]).translate(_SUBSCRIPTS)
        taken.add(name)
        names.append(name)
    return names


def visible(text: str) -> str:
    """A label as a picture can show it: "a⟨U+001B⟩b"."""
    return _UNSEEN.sub(lambda letter: f"⟨U+{ord(letter[0]):04X}⟩", text)


def shortened(name: str, most: int) -> str:
    """A name that has room in a box: of a long one the beginning, but of model.layers[0].weight the end, which tells it from others."""
    if len(name) <= most:
        return name
    path = re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*|\[[^\[\]]*\])+[₀-₉]*", name)
    return "…" + name[1 - most :] if path else name[: most - 1] + "…"
