"""The ground itself: each thing that a page must not do is noticed, wherever on the page it happens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Complaints
from tools.serve import serving

pytestmark = pytest.mark.python_at_once

WORKER = "new Worker(URL.createObjectURL(new Blob([`{}`])), {{}})"
ELSEWHERE = "http://127.0.0.1:9/x"
CASES = {
    "console.error('a word')": "console: a word",
    "throw new Error('a bug')": "uncaught: a bug",
    "Promise.reject(new Error('a bug'))": "uncaught: a bug",
    "fetch('./missing.json')": "404: ",
    f"fetch('{ELSEWHERE}').catch(() => 0)": f"another origin: {ELSEWHERE}",
    WORKER.format(f"fetch('{ELSEWHERE}').catch(() => 0)"): f"another origin: {ELSEWHERE}",
    WORKER.format("console.error('a word')"): "console: a word",
    WORKER.format("throw new Error('a bug')"): "a bug",
    f"document.body.style.backgroundImage = 'url({ELSEWHERE})'": f"another origin: {ELSEWHERE}",
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An empty site: the file of its page, and its address."""
    with serving(tmp_path) as url:
        yield tmp_path / "index.html", url


def opened(context: BrowserContext, home: tuple[Path, str], script: str) -> Page:
    file, url = home
    file.write_text(f'<!doctype html><link rel="icon" href="data:,"><body><script>{script}</script>')
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize(("script", "complaint"), CASES.items())
def test_it_is_noticed(
    context: BrowserContext, complaints: Complaints, home: tuple[Path, str], script: str, complaint: str
) -> None:
    page = opened(context, home, script)
    deadline = time.monotonic() + 20
    while not any(complaint in line for line in complaints):
        assert time.monotonic() < deadline, complaints
        page.wait_for_timeout(20)


def test_a_page_that_behaves_is_left_in_peace(
    context: BrowserContext, complaints: Complaints, home: tuple[Path, str]
) -> None:
    opened(context, home, "fetch('./'); console.log('fine')")
    assert complaints == []


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_marks_excuse_what_they_name_but_never_another_origin(
    context: BrowserContext, complaints: Complaints, home: tuple[Path, str]
) -> None:
    script = f"console.error('a word'); fetch('./missing'); fetch('{ELSEWHERE}').catch(() => 0)"
    opened(context, home, script)
    assert complaints == [f"another origin: {ELSEWHERE}"]


@pytest.mark.allow_foreign_errors
def test_an_error_of_others_is_excused_but_never_ours(
    context: BrowserContext, complaints: Complaints, home: tuple[Path, str]
) -> None:
    ours = home[0].parent / "assets" / "ours.js"
    ours.parent.mkdir()
    ours.write_text("throw new Error('our bug')")
    load = "document.body.append(Object.assign(document.createElement('script'), {src: 'assets/ours.js'}))"
    opened(context, home, f"{load}; throw new Error('their bug')")
    assert complaints == ["uncaught: our bug"]
