"""④ What a node of a graph is called: its label, or a letter and a running number. ojs/trace/names.js says the same on pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_UNNAMED = "vtuwn"
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
