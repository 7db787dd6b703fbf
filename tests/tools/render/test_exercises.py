"""⑨ page: an author's exercise with code: what a page gets of it, what it never shows, and what is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools.exercise_blocks import exercises, without
from tools.finishing import exercises as finishing
from tools.finishing import progress
from tools.render.errors import RenderError
from tools.render.site import render_site

ROOT = Path(__file__).resolve().parents[3]
BLOCK = """\
:::: {.exercise #ex-half}
Halve **it**, as $x/2$.

```python
def half(x):
    return x
```

Mind the sign.

::: {.hint}
Divide.
:::

::: {.hint}
By `2`.
:::

::: {.model-solution}
```python
def half(x):
    return x / 2
```

That is all.
:::

```{.python .checks}
check(1.5, half(3) if 1 < 2 else "<b>", "half of 3")
check(0, half(0), "nothing & its half")
```
::::
"""
PAGE = f"---\ntitle: One\ndescription: What it says.\n---\n\n## A task\n\n{BLOCK}\nAfter it.\n"


@pytest.fixture
def filtered(project: Path) -> Path:
    """The small project with the filter, and a page with an exercise."""
    (project / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "exercises.lua", project / "tools")
    config = project / "_quarto.yml"
    config.write_text(config.read_text() + "filters:\n  - tools/exercises.lua\n")
    (project / "lessons/one.qmd").write_text(PAGE)
    return project


def rendered(project: Path) -> str:
    render_site(project, project / "_site", ["lessons/one.qmd"], run_assets=False)
    return (project / "_site/lessons/one.html").read_text("utf-8")


def test_prompt_and_starter_are_shown_the_rest_folds_and_the_checks_are_not_text(filtered: Path) -> None:
    html = rendered(filtered)
    found = re.search(
        r'<div id="ex-half" class="code-exercise" data-checks="(.*?)">(.*?)<p>After it', html, re.DOTALL
    )
    assert found
    assert found[1].splitlines() == [
        "check(1.5, half(3) if 1 &lt; 2 else &quot;&lt;b&gt;&quot;, &quot;half of 3&quot;)",
        "check(0, half(0), &quot;nothing &amp; its half&quot;)",
    ]
    text = re.sub(r"<[^>]*>", "", found[2])
    assert "half of 3" not in text
    assert re.findall(r"<summary>(.*?)</summary>", found[2]) == ["Hint 1", "Hint 2", "Solution"]
    assert (
        found[2].index("<pre")
        < found[2].index("code-exercise-bar")
        < found[2].index("Mind the sign")
        < found[2].index("Hint 1")
    )
    assert "<math" in found[2]
    assert found[2].count("<details") == found[2].count("</details>") == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("```{.python .checks}", "```python", "a block of code with the class .checks is missing"),
        ("```python\ndef half(x):\n    return x\n```", "", "a block of code to start from is missing"),
        ("{.model-solution}", "{.hint}", "a .model-solution with a block of code is missing"),
        (".exercise #ex-half", ".exercise", "a name, as in {.exercise #ex-something}, is missing"),
        ("{.hint}", "{.solution}", "the class 'solution' is not known"),
    ],
)
def test_what_is_missing_is_refused_by_file(filtered: Path, old: str, new: str, says: str) -> None:
    assert old in PAGE
    (filtered / "lessons/one.qmd").write_text(PAGE.replace(old, new, 1))
    with pytest.raises(RenderError, match=re.escape(says)) as refused:
        rendered(filtered)
    assert "lessons/one.qmd" in str(refused.value)


def test_its_source_is_read_part_by_part(tmp_path: Path) -> None:
    page = tmp_path / "07-seven" / "one.qmd"
    page.parent.mkdir()
    page.write_text(PAGE)
    [one] = exercises(page)
    assert one.name == "07-seven/ex-half"
    assert one.starter == "def half(x):\n    return x\n"
    assert one.solution == "def half(x):\n    return x / 2\n"
    assert one.checks.startswith("check(1.5")
    assert one.hints == ("Divide.", "By `2`.")
    assert without(PAGE).endswith("## A task\n\n\nAfter it.\n")
    assert progress.exercises(page) == ["07-seven/ex-half"]
    page.write_text(PAGE.replace("\n::::\n", "\n"))
    with pytest.raises(ValueError, match="never closed"):
        exercises(page)


def test_the_finished_page_names_it_and_loads_its_script_once() -> None:
    html = '<head>\n</head><div id="ex-half" class="code-exercise" data-checks="x"></div>'
    after = finishing.finished(html, "modules/07-seven/one.html")
    assert 'class="code-exercise" data-name="07-seven/ex-half" data-checks' in after
    assert after.count('src="../../assets/code-exercises.js"') == 1
    assert finishing.finished(after, "modules/07-seven/one.html") == after
    assert finishing.finished("<head></head>", "index.html") == "<head></head>"
