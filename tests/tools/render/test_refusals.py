"""What the renderer does not know it refuses, and says in which file and on which line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.render.config import read_site
from tools.render.document import Article
from tools.render.errors import RenderError
from tools.render.source import read_page

from .conftest import CONFIG, HEAD_LINES

IMPORT = '```{ojs}\nimport {md, counter} from "/assets/index.js"\n```\n\n'

# (text of a page, line of the refusal counted from the end of the front matter, words of the message)
REFUSED = [
    ("Text.\n\n::: {.aside}\nIn the margin.\n:::\n", 3, "class 'aside'"),
    ("::: {.callout-danger}\nText.\n:::\n", 1, "class 'callout-danger'"),
    ("::: {.columns-of-my-own}\nText.\n:::\n", 1, "class 'columns-of-my-own'"),
    ("::: my-word\nText.\n:::\n", 1, "class 'my-word'"),
    ("A [word]{.unheard-of} here.\n", 1, "class 'unheard-of'"),
    ("::: {layout-ncol=2}\nText.\n:::\n", 1, "attribute 'layout-ncol'"),
    ("::: {#fig-graph}\nText.\n:::\n", 1, "numbered"),
    ("One.\n\nTwo, see @sec-two.\n", 3, "@sec-two"),
    ("As [@rumelhart1986] wrote.\n", 1, "rumelhart1986"),
    ("Text.\n\n{{< video clip.mp4 >}}\n", 3, "shortcode 'video'"),
    ("{{< include _missing.qmd >}}\n", 1, "_missing.qmd"),
    ("```{r}\n1 + 1\n```\n", 1, "{r} cell"),
    ("```{mermaid}\ngraph LR\n```\n", 1, "{mermaid} cell"),
    ("```{python, echo=FALSE}\n1\n```\n", 1, "on their own lines"),
    ("- an item\n\n  ```{python}\n  1\n  ```\n", 3, "indented"),
    ("```{python}\n#| fig-cap: A picture\n1\n```\n", 2, "fig-cap"),
    ("```{ojs}\n//| echo: fenced\n1\n```\n", 2, "echo"),
    ("```{ojs}\n//| panel: input\n1\n```\n", 2, "panel"),
    ("```{ojs}\n```\n", 1, "empty"),
    ("```python\nnever closed\n", 1, "never closed"),
    ("[a link](three.qmd)\n", 1, "three.qmd"),
    ("Text.\n\n![a picture](nowhere.png)\n", 3, "nowhere.png"),
    ("[a link](two.html)\n", 1, "two.qmd"),
    ("Some `\\dropped`{=latex} text.\n", 1, "raw latex"),
    ("An inline `{ojs} x` value.\n", 1, "inline {ojs}"),
    (IMPORT + "The value is ${x}.\n", 5, "OJS expression"),
    ("An inline `{python} x` value, no cell.\n", 1, "needs a {python} cell"),
    ("```{ojs}\nx = {\n  let y = 3 +;\n}\n```\n", 3, "does not parse"),
    ("```{ojs}\n//| echo: true\n\nx = )\n```\n", 4, "does not parse"),
    ("```{ojs}\nclass A { x = 1 }\n```\n", 2, "does not parse"),
    ('```{ojs}\nimport {md} from "d3"\n```\n', 2, "another origin"),
    ('```{ojs}\nimport {md} from "@observablehq/plot"\n```\n', 2, "another origin"),
    ('```{ojs}\nimport {md} from "../../../x.js"\n```\n', 2, "leaves the project"),
    ('```{ojs}\nimport {counter} from "/assets/index.js"\n```\n', 2, "import md"),
    (IMPORT + IMPORT, 6, "one import cell"),
    (IMPORT + "```{ojs}\nPlot.plot({})\n```\n", 6, "built-in Plot"),
    ("```{ojs}\nx = 1\n```\n\n```{ojs}\nviewof x = 2\n```\n", 6, "x is defined twice"),
    ('```{ojs}\nFileAttachment("x.csv")\n```\n', 2, "FileAttachment"),
    ("```{python}\nx = 1\n\nx / 0\n```\n", 4, "ZeroDivisionError"),
    ("Text.\n\n```{python}\n1\n```\n\n`{python} 1 / 0`\n", 7, "ZeroDivisionError"),
    (
        "```{python}\nclass H:\n    def _repr_html_(self):\n        return '<b>x</b>'\nH()\n```\n",
        2,
        "text/html",
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), REFUSED, ids=[words for _, _, words in REFUSED])
def test_a_page_is_refused(text: str, line: int, words: str, article: Callable[..., Article]) -> None:
    with pytest.raises(RenderError) as caught:
        article(text)
    assert words in caught.value.message
    assert str(caught.value).startswith(f"lessons/one.qmd:{HEAD_LINES + line}: ")


# (front matter, line in the file, words)
FRONT_MATTER = [
    ("title: T\ndescription: D\nformat: pdf", 4, "format"),
    ("title: T\ndescription: D\nexecute:\n  cache: true", 5, "execute.cache"),
    ("title: T\ndescription: D\ntoc: maybe", 4, "toc"),
    ("title: T\ndescription: [unclosed", 3, "YAML"),
    ("title: T", 1, "description"),
]


@pytest.mark.parametrize(("text", "line", "words"), FRONT_MATTER, ids=[words for _, _, words in FRONT_MATTER])
def test_front_matter_is_refused(text: str, line: int, words: str, project: Path) -> None:
    (project / "index.qmd").write_text(f"---\n{text}\n---\n\nText.\n")
    with pytest.raises(RenderError, match=rf"^index\.qmd:{line}: .*{words}"):
        read_page(project, Path("index.qmd"))


# (replaced, by, words): the line is that of the replaced text
CONFIGURATION = [
    ("  type: website", "  type: book", "project.type"),
    ("  page-navigation: true", "  reader-mode: true", "website.reader-mode"),
    ("    toc: true", "    number-sections: true", "number-sections"),
    ("    - index.qmd", "    - nothing.qmd", "nothing.qmd"),
    ("    - /lessons/**/*.qmd", "    - lessons/**/*.qmd", "needs a / in front"),
    ("            - lessons/two.qmd", "            - lessons/ten.qmd", "lessons/ten.qmd"),
    ("      title: Lessons", "      background: dark", "background"),
]


@pytest.mark.parametrize(("old", "new", "words"), CONFIGURATION, ids=[words for _, _, words in CONFIGURATION])
def test_a_configuration_is_refused(old: str, new: str, words: str, project: Path) -> None:
    assert CONFIG.count(f"{old}\n") == 1
    (project / "_quarto.yml").write_text(CONFIG.replace(f"{old}\n", f"{new}\n"))
    line = CONFIG[: CONFIG.index(f"{old}\n")].count("\n") + 1
    with pytest.raises(RenderError) as caught:
        read_site(project)
    assert words in caught.value.message
    assert str(caught.value).startswith(f"_quarto.yml:{line}: ")


def test_the_configuration_of_the_site_is_accepted() -> None:
    site = read_site(Path(__file__).resolve().parents[3])
    assert "index.qmd" in site.pages
