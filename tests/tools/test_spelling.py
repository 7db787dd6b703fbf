"""⑨ page: the spelling of prose is checked, and of nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools.asset_steps import node
from tools.asset_steps.steps import ROOT

PAGE = """\
---
title: A page
description: {description}
---

{prose}

```{{python}}
misspeled = 1
```
"""


def unknown(folder: Path, prose: str, description: str = "What it says.") -> list[str]:
    """The words that the project's own settings do not know, in a page with this prose."""
    page = folder / "page.qmd"
    page.write_text(PAGE.format(prose=prose, description=description))
    command = [
        str(node.tool("cspell")),
        "--config",
        str(ROOT / "cspell.yaml"),
        "--words-only",
        "--no-progress",
    ]
    command += ["--no-summary", "--root", str(folder), str(page)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == bool(done.stdout), done.stderr
    return done.stdout.split()


WRONG = ["misspeled", "recieve", "acumulate", "teh", "gradeint", "wich", "derivitive", "filetype", "occured"]


def test_misspelt_words_are_found(tmp_path: Path) -> None:
    assert unknown(tmp_path, f"Prose with {', '.join(WRONG)} in it.", f"And {WRONG[0]}.") == [
        WRONG[0],
        *WRONG,
    ]


def test_a_misspelt_word_is_found_in_each_kind_of_prose(tmp_path: Path) -> None:
    prose = """
## Headings wich err

- Lists wich err
- [Links wich err](page.qmd), *emphasis wich errs*, [spans wich err]{.forward}

::: {.callout-note title="Titles wich err"}
Callouts wich err after `code` and before `code`, and between $x$ and $y$.
:::

| tables | wich |
|---|---|
"""
    assert unknown(tmp_path, prose) == ["wich"] * 8


def test_code_math_and_addresses_are_not_prose(tmp_path: Path) -> None:
    prose = """
`misspeled` and ``misspeled ` misspeled``, $misspeled$, [a link](misspeled.qmd#wich), <https://misspeled.example/>

$$
misspeled
$$

```
misspeled
```

~~~~ {.python}
``` misspeled
misspeled
~~~~

[words]{.misspeled} <kbd class="misspeled">Enter</kbd>

::: {.misspeled}
Both $5 and $6 are prices.
:::
"""
    assert unknown(tmp_path, prose) == []


def test_words_of_ours_are_known_in_order(tmp_path: Path) -> None:
    words = [line for line in (ROOT / "words.txt").read_text().splitlines() if line and line[0] != "#"]
    assert words == sorted(words, key=str.lower)
    assert unknown(tmp_path, "\n".join(words)) == []
