"""⑨ page: the guide's list says what a widget's file says of it, and a widget that says nothing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.widget_list import read, widget_list

SPARK = """\
// ⑧ A line without axes.
/** @param {string} text */
const other = (text) => text;
/**
 * An element with `.value`.
 * @param {import("../walk.js").Walk} walk
 * @param {{at?: {x: number, y: number}, done?: (step: number) => void, label?: string}} [options] at: where
 *   it begins; label: as in "A loss"
 * @returns {HTMLElement}
 */
export function spark(walk, options = {}) {}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "ojs/widgets").mkdir(parents=True)
    (folder / "ojs/index.js").write_text(
        'export { createWalk } from "./walk.js";\nexport { spark } from "./widgets/spark.js";\n'
    )
    (folder / "ojs/widgets/spark.js").write_text(text)
    return folder


def test_it_says_how_to_call_a_widget_and_what_its_options_are(tmp_path: Path) -> None:
    root = written(tmp_path, SPARK)
    assert widget_list(parts=True, root=root).split("\n") == [
        "`spark(walk, {at, done, label})`",
        ":   A line without axes.",
        "    `at`: where it begins.",
        '    `label`: as in `"A loss"`.',
        "",
    ]
    assert widget_list(parts=False, root=root) == ""


@pytest.mark.parametrize("missing", ["// ⑧ A line without axes.\n", "/**\n * An element"])
def test_a_widget_that_does_not_say_what_it_is_is_named(tmp_path: Path, missing: str) -> None:
    root = written(tmp_path, SPARK.replace(missing, "/*\n" if missing.startswith("/*") else ""))
    with pytest.raises(ValueError, match=r"spark\.js: .* does not say what spark is"):
        read("spark", root / "ojs/widgets/spark.js")
