"""The project's own Lua filters: run as Quarto runs them, and the one that puts a still beside each widget."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from tools.render.config import read_site
from tools.render.errors import RenderError
from tools.render.site import render_site

ROOT = Path(__file__).resolve().parents[3]
# Of the first cell's code, without white space: tools/stills.mjs names the file by it.
CODE = 'viewoffirst=walkthrough("00-small/a_b",{label:"notofuse"})'
STILL = f".cache/stills/{hashlib.sha1(CODE.encode()).hexdigest()}.html"
PAGE = """\
---
title: One
description: What it says.
---

```{ojs}
//| output: false
import {md, counter, walkthrough} from "../assets/index.js"
```

```{ojs}
viewof first = walkthrough("00-small/a_b", {label: "not of use"})
```

```{ojs}
viewof second = counter({label: "A <b> & c"})
```

```{ojs}
counter(2)
```
"""


@pytest.fixture
def filtered(project: Path) -> Path:
    """The small project with the stills filter, and a page with widgets."""
    (project / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "stills.lua", project / "tools")
    (project / ".cache" / "stills").mkdir(parents=True)
    (project / STILL).write_text('<div class="still">\n\n  The end of a_b\n</div>\n')
    config = project / "_quarto.yml"
    config.write_text(config.read_text() + "filters:\n  - tools/stills.lua\n")
    (project / "assets/index.js").write_text(
        "export const md = () => {}, walkthrough = () => {}, counter = () => {};"
    )
    (project / "lessons/one.qmd").write_text(PAGE)
    return project


def test_every_widget_has_its_still_and_only_they(filtered: Path, tmp_path: Path) -> None:
    render_site(filtered, tmp_path / "out")
    html = (tmp_path / "out/lessons/one.html").read_text("utf-8")
    stills = re.findall(r'class="still[^>]*>\s*(.*?)\s*</', html, re.DOTALL)
    assert stills == [
        "The end of a_b",
        "Something to move stands here where scripts run: A &lt;b> &amp; c.",
        "Something to move stands here where scripts run.",
    ]
    assert 'class="still' not in (tmp_path / "out/index.html").read_text("utf-8")


def test_a_widget_without_a_still_has_a_sentence(filtered: Path, tmp_path: Path) -> None:
    (filtered / STILL).unlink()
    render_site(filtered, tmp_path / "out")
    html = (tmp_path / "out/lessons/one.html").read_text("utf-8")
    assert "Something to move stands here where scripts run: not of use." in html


@pytest.mark.parametrize("name", ["tools/missing.lua", "tools/filter.py"])
def test_a_filter_that_is_not_a_lua_file_is_refused(project: Path, name: str) -> None:
    config = project / "_quarto.yml"
    lines = config.read_text().count("\n")
    config.write_text(f"{config.read_text()}filters:\n  - {name}\n")
    with pytest.raises(RenderError, match=f"{name} is not a Lua file") as caught:
        read_site(project)
    assert f":{lines + 2}" in str(caught.value)
