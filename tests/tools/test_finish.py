"""⑨ page: the last hand on the pages, on what Quarto 1.10 writes: one h1, buttons, an index of prose, numbers of exercises, a foot, a 404 page."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

from tools.finish import finish
from tools.finishing import foot, frame, index, missing, offline, policy, progress, purge

HEADER = """\
<header id="quarto-header" class="headroom fixed-top">
          <button class="navbar-toggler" type="button" data-bs-target="#navbarCollapse" role="menu" aria-label="Toggle navigation"></button>
  <a href="" class="quarto-color-scheme-toggle quarto-navigation-tool  px-1" onclick="window.quartoToggleColorScheme(); return false;" title="Toggle dark mode"><i class="bi"></i></a>
  <nav class="quarto-secondary-nav">
      <button type="button" class="quarto-btn-toggle btn" data-bs-toggle="collapse" role="button" data-bs-target=".x" aria-controls="quarto-sidebar" aria-expanded="false" aria-label="Toggle sidebar navigation" onclick="if (window.quartoToggleHeadroom) { window.quartoToggleHeadroom(); }">
        <i class="bi bi-layout-text-sidebar-reverse"></i>
      </button>
        <a class="flex-grow-1 no-decor" role="navigation" data-bs-toggle="collapse" data-bs-target=".x" aria-expanded="false" onclick="if (window.quartoToggleHeadroom) { window.quartoToggleHeadroom(); }">
          <h1 class="quarto-secondary-nav-title">The math</h1>
        </a>
  </nav>
</header>
<nav id="quarto-sidebar">
      <div class="sidebar-item-container">
            <a class="sidebar-item-text sidebar-link text-start" data-bs-toggle="collapse" data-bs-target="#s" role="navigation" aria-expanded="true">
 <span class="menu-text">Module 02</span></a>
          <a class="sidebar-item-toggle text-start" data-bs-toggle="collapse" data-bs-target="#s" role="navigation" aria-label="Toggle section">
            <i class="bi bi-chevron-right ms-2"></i>
          </a>
      </div>
  <div class="sidebar-item-container">
  <a href="./07-exercises.html" class="sidebar-item-text sidebar-link active">
 <span class="menu-text">7 · Exercises</span></a>
  </div>
</nav>
<main><h1 class="title d-none d-lg-block">The math</h1></main>
"""
PICTURES = """\
<meta property="og:image" content="{0}pictures/one.png">
<meta property="og:image:alt" content="A picture. Two of them.">
<meta name="twitter:image" content="{0}pictures/one.png">
<meta name="twitter:card" content="summary_large_image">
"""


def test_a_page_has_one_h1_and_its_buttons_are_buttons() -> None:
    html = frame.finished(HEADER)
    assert re.findall(r"<h1[^>]*>.*?</h1>", html) == ['<h1 class="title">The math</h1>']
    assert "fixed-top" not in html
    assert 'role="navigation"' not in html
    assert 'role="menu"' not in html
    assert 'href=""' not in html
    toggle = re.search(r"<button[^>]*quarto-color-scheme-toggle[^>]*>", html)
    assert toggle
    assert 'aria-label="Toggle dark mode"' in toggle[0]
    assert 'data-calls="quartoToggleColorScheme"' in toggle[0]
    assert policy.handlers(html) == []
    assert '<span class="quarto-secondary-nav-title">Module 02</span></button>' in html
    assert frame.finished(html) == html


def test_a_picture_without_an_address_is_not_spoken_of() -> None:
    html = frame.finished(PICTURES.format("../"))
    assert "og:image" not in html
    assert "twitter:image" not in html
    assert 'content="summary"' in html
    published = PICTURES.format("https://example.org/")
    assert frame.finished(published) == published


PROSE = r"""<main><header><h1 class="title">2 · The math</h1><div class="description">What it says.</div></header>
<p>Let <span class="formula"><math><semantics><mrow><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>=</mo><msup><mi>x</mi><mn>2</mn></msup></mrow>
<annotation encoding="application/x-tex">\frac{a}{b} = x^2</annotation></semantics></math>.</span> Use <code>backward()</code>.</p>
<div class="cell"><div class="sourceCode cell-code hidden"><pre>import {md} from "x"</pre></div><div class="still"><p>glued</p></div></div>
<section id="one" class="level2"><h2>One <a class="anchorjs-link" href="#one">#</a></h2><p>First.</p>
<section id="two" class="level3"><h3>Two</h3><ul><li>second</li><li>third</li></ul><pre><code>x = 1</code></pre></section></section></main><footer>Foot</footer>"""


def test_the_index_is_prose_by_section() -> None:
    found = [(e["href"], e["title"], e["section"], e["text"]) for e in index.entries(PROSE, "m/two.html")]
    assert found == [
        ("m/two.html", "2 · The math", "", "What it says. Let a/b=x^2. Use backward()."),
        ("m/two.html#one", "2 · The math", "One", "First."),
        ("m/two.html#two", "2 · The math", "Two", "second third"),
    ]


def test_a_lesson_with_exercises_has_room_for_what_is_solved(tmp_path: Path) -> None:
    lesson = tmp_path / "m" / "07-exercises.qmd"
    lesson.parent.mkdir()
    lesson.write_text(
        '```{ojs}\nexercise("m/ex_a", {value: "y"})\n```\n\nText: exercise("m/no")\n\n```{ojs}\nexercise("m/ex_b", {})\n```\n'
    )
    html = progress.finished(f"<head></head>{frame.finished(HEADER)}", "m/02-math.html", tmp_path)
    assert (
        '7 · Exercises</span><span class="sidebar-solved" data-exercises="m/ex_a m/ex_b"></span></a>' in html
    )
    assert '<script type="module" src="../assets/solved.js"></script>\n</head>' in html
    assert progress.finished(html, "m/02-math.html", tmp_path) == html
    lesson.write_text("Text.\n")
    assert "assets/solved.js" not in progress.finished("<head></head>" + HEADER, "m/02-math.html", tmp_path)


FOOT = '<title>Two &amp; three</title><footer><p><a href="../assets/source.zip">Source</a></p><p><a href="../about.html#report">Report a mistake on this page</a></p></footer>'


def test_the_foot_leads_to_the_repository_where_one_is_known() -> None:
    assert foot.finished(FOOT, "m/two.html", "") == FOOT
    html = foot.finished(FOOT, "m/two.html", "https://example.org/some/one/")
    assert '<a href="https://example.org/some/one/blob/HEAD/m/two.qmd">Source</a>' in html
    report = re.search(r'<a href="(https://example.org/some/one/issues/new\?title=[^"]*)">Report', html)
    assert report
    assert "Two%20%26%20three" in report[1]
    assert "m/two.qmd" in report[1]
    with pytest.raises(SystemExit, match="REPO_URL"):
        foot.finished(FOOT, "m/two.html", "javascript:alert(1)")


GONE = '<head>\n<meta charset="utf-8">\n<link href="/site_libs/a.css">{0}</head><a href="/index.html">Home</a><a href="/m/two.html">Two</a>'


def test_the_404_page_finds_its_site_at_any_depth() -> None:
    html = missing.finished(GONE.format(""))
    assert 'href="site_libs/a.css"' in html
    assert 'href="index.html"' in html
    assert html.index("<script>") < html.index("site_libs")
    assert html.index('<base href="/">') < html.index("<script>")
    assert missing.finished(html) == html


def test_the_404_page_of_a_published_site_needs_no_script() -> None:
    canonical = '<link rel="canonical" href="https://example.org/base/404.html">'
    html = missing.finished(GONE.format(canonical).replace('="/', '="/base/'))
    assert '<base href="/base/">' in html
    assert 'href="site_libs/a.css"' in html
    assert "<script>" not in html
    assert "canonical" not in html


HEAD = '<head>\n<meta charset="utf-8">\n{0}</head>'


def rules(html: str) -> dict[str, list[str]]:
    (text,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    return {name: values for name, *values in (rule.split() for rule in text.split("; "))}


def test_a_page_runs_the_scripts_that_it_was_built_with_and_no_other() -> None:
    script = '\nlet a = "<b>";\r\n'
    html = policy.finished(
        HEAD.format(
            f'<script>{script}</script><script type="ojs-module-contents">{{}}</script><script src="a.js"></script>'
        )
    )
    known = rules(html)
    sum = b64encode(hashlib.sha256(script.replace("\r\n", "\n").encode()).digest()).decode()
    assert known["script-src"] == ["'self'", "'wasm-unsafe-eval'", f"'sha256-{sum}'"]
    assert known["default-src"] == ["'self'"]
    assert known["object-src"] == known["base-uri"] == ["'none'"]
    assert not [
        value
        for values in known.values()
        for value in values
        if ":" in value and value not in ("data:", "blob:")
    ]
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert policy.finished(html) == html


def test_only_a_page_with_the_runtime_of_quarto_may_make_functions_of_text() -> None:
    quarto = '<script src="site_libs/quarto-ojs/quarto-ojs-runtime.js" type="module"></script>'
    assert "'unsafe-eval'" in rules(policy.finished(HEAD.format(quarto)))["script-src"]
    assert "'unsafe-eval'" not in policy.finished(HEAD.format("quarto-ojs-runtime"))


def test_a_frame_made_of_text_may_run_what_it_was_built_with() -> None:
    html = policy.finished(HEAD.format(""), "<script>begin()</script>")
    sum = b64encode(hashlib.sha256(b"begin()").digest()).decode()
    assert rules(html)["script-src"][-1] == f"'sha256-{sum}'"
    assert policy.finished(html, "<script>begin()</script>") == html


def test_only_the_404_page_may_say_where_the_site_is() -> None:
    assert rules(policy.finished(missing.finished(GONE.format(""))))["base-uri"] == ["'self'"]


def test_what_an_attribute_would_do_is_found() -> None:
    assert policy.handlers(
        '<p title="x">on="1"</p><a href="#" onclick="go()">b</a><script>"<a onclick=\'x\'>"</script>'
    ) == ['onclick="go()"']


def test_the_whole_site_is_finished_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    site = tmp_path / "_site"
    (site / "m").mkdir(parents=True)
    (site / "assets").mkdir()
    (site / "assets" / "other.html").write_text(HEADER)
    (site / offline.WORKER).write_text("works();")
    for name in ("index", "m/two"):
        (site / f"{name}.html").write_text(f'<head>\n<meta charset="utf-8">\n</head>{HEADER}{PROSE}')
    (site / "404.html").write_text(GONE.format(""))
    (site / "search.json").write_text("Quarto's")

    def contents() -> dict[str, str]:
        return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*") if p.is_file()}

    finish(site, tmp_path)
    first = contents()
    assert first["assets/other.html"] == HEADER
    assert "fixed-top" not in first["m/two.html"]
    hrefs = [entry["href"] for entry in json.loads(first["search.json"])]
    assert hrefs == [
        "index.html",
        "index.html#one",
        "index.html#two",
        "m/two.html",
        "m/two.html#one",
        "m/two.html#two",
    ]
    finish(site, tmp_path)
    assert contents() == first
    build, files = re.findall(r"self\.(?:BUILD|FILES) = (.*);", first["sw.js"])
    assert first["sw.js"].endswith("works();")
    for name in ("index.html", "m/two.html", "404.html"):
        assert f'<meta name="build" content={build}>' in first[name]
    known = json.loads(files)
    assert known.keys() == {"404.html", "index.html", "m/two.html", "assets/other.html", "search.json"}
    for name, (size, sum) in known.items():
        data = (site / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()[:16]) == (size, sum)
    (site / "assets" / "other.html").write_text("another")
    finish(site, tmp_path)
    assert contents()["sw.js"].splitlines()[0] != first["sw.js"].splitlines()[0]


def test_style_sheets_keep_what_pages_and_scripts_meet(tmp_path: Path) -> None:
    sheet = tmp_path / "site_libs/bootstrap/theme.css"
    sheet.parent.mkdir(parents=True)
    (tmp_path / "index.html").write_text('<p class="met"></p>')
    (tmp_path / "site_libs/one.js").write_text("menu.classList.add('shown')")
    sheet.write_text(".met{color:red}.shown:hover{color:green}.never{color:blue}")
    for _ in range(2):
        purge.purge(tmp_path)
        assert sheet.read_text() == ".met{color:red}.shown:hover{color:green}"


def test_a_preview_has_neither_a_policy_nor_a_worker(tmp_path: Path) -> None:
    site = tmp_path / "_site"
    (site / "assets").mkdir(parents=True)
    (site / offline.WORKER).write_text("works();")
    (site / "index.html").write_text('<head>\n<meta charset="utf-8">\n</head>')
    finish(site, tmp_path, whole=False)
    assert (site / "index.html").read_text() == '<head>\n<meta charset="utf-8">\n</head>'
    assert not (site / "sw.js").exists()
