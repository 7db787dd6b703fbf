"""The page that a saved walkthrough is: how large it is, what its policy lets in, and that it holds nothing of this machine."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

from tools.asset_steps import standalone
from tools.asset_steps.steps import ASSETS, ROOT

PAGE = (ASSETS / "standalone.txt").read_text(encoding="utf-8")
MOST = 250_000  # bytes, without the trace


def held(name: str) -> str:
    found = re.search(f'id="{name}">([^<]*)</script>', PAGE)
    assert found is not None
    more, packed = int(found[1][0]), found[1][1:].translate(str.maketrans(",./", "<>&"))
    whole = base64.b85decode(packed)
    return gzip.decompress(whole[: len(whole) - more]).decode()


def test_it_is_small() -> None:
    assert len(PAGE.encode()) < MOST


def test_its_policy_names_the_scripts_that_are_in_it_and_nothing_from_outside() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe-eval" not in policy[1]
    assert re.search(r"script-src [^;]*unsafe-inline", policy[1]) is None
    assert "http" not in policy[1]
    last = PAGE[PAGE.rindex("<script>") + len("<script>") : PAGE.rindex("</script>")]
    sums = {
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (last, held("works"))
    }
    assert set(re.findall(r"'sha256-([^']+)'", policy[1])) == sums


def test_it_asks_for_nothing_and_says_nothing_of_where_it_was_made() -> None:
    for text in (PAGE, held("works"), held("looks")):
        assert str(ROOT) not in text
        assert not set(re.findall(r"https?://[\w./-]*", text)) - {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1998/Math/MathML",
        }
    assert "url(fonts" not in PAGE
    assert "@import" not in held("looks")


def test_each_place_for_what_is_saved_is_there() -> None:
    assert sorted(re.findall(r"\{\{(\w+)\}\}", PAGE)) == ["SETTINGS", "THEME", "TITLE", "TITLE", "TRACE"]


def test_both_themes_have_every_colour() -> None:
    themes = json.loads((ASSETS / "themes.json").read_text(encoding="utf-8"))
    assert themes == standalone.themes()
    assert list(themes) == ["light", "dark"]
    assert list(themes["light"]) == list(themes["dark"])
    assert themes["light"]["--diagram-bg"] != themes["dark"]["--diagram-bg"]
    assert not any("$" in value for theme in themes.values() for value in theme.values())
