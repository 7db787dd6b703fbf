"""What a page's text becomes: cells, outputs, callouts, tabs, links, contents, in the elements Quarto writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.render.document import Article, contents_html

Render = Callable[..., Article]


def test_a_python_cell_shows_what_it_printed_and_its_value(article: Render) -> None:
    html = article("```{python}\n#| echo: true\nprint('seen')\n6 * 7\n```\n").html
    assert 'class="sourceCode cell-code"' in html
    assert 'class="cell-output cell-output-stdout"' in html
    assert "<code>seen</code>" in html
    assert 'class="cell-output cell-output-display"' in html
    assert "<code>42</code>" in html


def test_cells_of_a_page_share_one_kernel_in_the_directory_of_the_page(article: Render) -> None:
    html = article(
        "```{python}\nimport os\nhere = os.path.basename(os.getcwd())\n```\n\n```{python}\nhere\n```\n"
    ).html
    assert "<code>&#39;lessons&#39;</code>" in html


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ("echo: true", {"code", "out"}),
        ("echo: false", {"out"}),
        ("output: false\n#| echo: true", {"code"}),
        ("include: false", set()),
        ("eval: false\n#| echo: true", {"code"}),
    ],
)
def test_options_of_a_python_cell(option: str, shown: set[str], article: Render) -> None:
    html = article(f"```{{python}}\n#| {option}\nprint('o' + 'ut')\n```\n").html
    assert {
        word for word, text in (("code", "cell-code"), ("out", "<code>out</code>")) if text in html
    } == shown


def test_warnings_are_shown_unless_the_cell_says_otherwise(article: Render) -> None:
    cell = "import sys\nprint('careful', file=sys.stderr)\n```\n"
    assert "careful" in article("```{python}\n" + cell).html
    assert "careful" not in article("```{python}\n#| warning: false\n" + cell).html


def test_markdown_svg_and_png_outputs(article: Render) -> None:
    markdown = "from IPython.display import Markdown, SVG, Image\nMarkdown('**bold** [two](two.qmd)')"
    assert (
        '<strong>bold</strong> <a href="two.html">two</a>'
        in article(f"```{{python}}\n{markdown}\n```\n").html
    )
    svg = 'from IPython.display import SVG\nSVG(\'<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>\')'
    assert '<circle r="3"/>' in article(f"```{{python}}\n{svg}\n```\n").html
    png = "from IPython.display import Image, display\nimport base64\ndisplay({'image/png': 'aGVsbG8='}, raw=True)"
    assert 'src="data:image/png;base64,aGVsbG8="' in article(f"```{{python}}\n{png}\n```\n").html


def test_inline_values_are_escaped_text(article: Render) -> None:
    html = article(
        "```{python}\nx = 49.0\nname = '*a*'\n```\n\nIt is `{python} x`, named `{python} name`.\n"
    ).html
    assert "It is 49.0, named *a*." in html


def test_output_that_looks_like_markdown_stays_as_it_was_printed(article: Render) -> None:
    html = article("```{python}\nprint('```\\n::: {.x}\\n# not a heading')\n```\n").html
    assert "```\n::: {.x}\n# not a heading" in html
    assert "<h1" not in html


def test_an_ojs_cell_is_a_hidden_source_and_a_place_for_its_output(article: Render) -> None:
    html = article("```{ojs}\nviewof x = 1\n```\n\n```{ojs}\n//| echo: true\nx + 1\n```\n").html
    assert 'class="sourceCode cell-code hidden"' in html
    assert 'id="ojs-cell-1" data-nodetype="declaration"' in html
    assert 'id="ojs-cell-2" data-nodetype="expression"' in html
    assert html.count('class="cell-output cell-output-display"') == 2
    assert html.count("code-copy-button") == 2  # as in Quarto, hidden code has one too: styles/ hides it


def test_an_ojs_cell_without_output_is_hidden_whole(article: Render) -> None:
    html = article('```{ojs}\n//| output: false\nimport {md} from "../assets/index.js"\n```\n').html
    assert 'class="cell hidden"' in html
    assert 'class="cell-output cell-output-display hidden"' in html


def test_several_statements_of_one_ojs_block_have_a_place_each(article: Render) -> None:
    html = article("```{ojs}\nx = 1\ny = x + 1\n```\n").html
    assert 'id="ojs-cell-1-1"' in html
    assert 'id="ojs-cell-1-2"' in html


def test_a_column_of_a_cell(article: Render) -> None:
    assert (
        'class="cell column-body-outset"' in article("```{ojs}\n//| column: body-outset\n1 + 1\n```\n").html
    )


def test_folded_code(article: Render) -> None:
    html = article(
        "```{python}\n#| echo: true\n#| code-fold: true\n#| code-summary: The engine\n1\n```\n"
    ).html
    assert '<details class="code-fold"><summary>The engine</summary>' in html


def test_a_callout(article: Render) -> None:
    html = article("::: {.callout-note}\n## A leaf\nNo operation made it.\n:::\n").html
    assert 'class="callout callout-style-default callout-note callout-titled"' in html
    assert '<span class="screen-reader-only">Note</span>A leaf' in html
    assert "No operation made it." in html
    assert "<h2" not in html


def test_a_callout_that_folds(article: Render) -> None:
    html = article('::: {.callout-tip collapse="true" title="Answer"}\nIt is 42.\n:::\n').html
    assert 'data-bs-toggle="collapse"' in html
    assert 'aria-expanded="false"' in html
    assert 'aria-controls="callout-1"' in html
    assert 'id="callout-1"' in html


def test_tabs(article: Render) -> None:
    html = article("::: {.panel-tabset}\n## Ours\none\n\n## PyTorch\ntwo\n:::\n").html
    assert html.count('role="tab"') == html.count('role="tabpanel"') == 2
    assert html.count('aria-selected="true"') == 1
    assert "one" in html
    assert "two" in html


def test_links_are_relative_and_lead_to_the_rendered_pages(article: Render) -> None:
    html = article(
        "[a](two.qmd#top) [b](../index.qmd) [c](/lessons/two.qmd) [d](https://pytorch.org/) [e](#here)\n"
    ).html
    for address in ("two.html#top", "../index.html", "two.html", "https://pytorch.org/", "#here"):
        assert f'href="{address}"' in html


def test_math_is_mathml(article: Render) -> None:
    html = article("Take $c = b^2$.\n").html
    assert "<math" in html
    assert "katex" not in html.lower()
    assert "mathjax" not in html.lower()


def test_an_included_file_is_read_in_its_place(article: Render, project: object) -> None:
    (project / "lessons/_shared.qmd").write_text("Said **once**.\n")  # type: ignore[operator]
    assert "Said <strong>once</strong>." in article("Before.\n\n{{< include _shared.qmd >}}\n\nAfter.\n").html


def test_headings_are_sections_with_a_link_each(article: Render) -> None:
    page = article("## First part\n\nText.\n\n### Inside $x$\n\n## Not listed {.unlisted}\n")
    assert '<section id="first-part" class="level2">' in page.html
    assert (
        '<a class="anchorjs-link" aria-label="Link to this section" href="#first-part"></a></h2>' in page.html
    )
    assert [(h.level, h.identifier) for h in page.headings] == [(2, "first-part"), (3, "inside-x")]
    assert "<math" in page.headings[1].html


def test_contents_nest_and_stop_at_the_depth_asked_for(article: Render) -> None:
    headings = article("## A\n\n### B\n\n#### C\n\n## D\n").headings
    html = contents_html(headings, 3)
    assert html.count("<li>") == html.count("</li>") == 3
    assert html.count("<ul") == html.count("</ul>") == 2
    assert 'href="#c"' not in html
    assert contents_html([], 3) == ""
