"""Every message of the engine is a sentence that a reader can act on: it has a verb."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "py" / "stepgrad"
VERBS = re.compile(
    r"\b(is|are|was|were|gives|has|have|had|does|do|comes|must|needs?|cannot|can|may|would|makes|takes|ended|holds|depends|expected"
    r"|write|print|differ|divides|requires|names?|changed|returned|got)\b"
)


def words(call: ast.Call) -> str:
    """The text of an error, with … where a value comes in."""
    text = ""
    for part in ast.walk(call.args[0]) if call.args else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            text += part.value + " … "
    return text


def messages() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.is_relative_to(PACKAGE / "torch"):
            continue  # these are PyTorch's own words
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id.endswith("Error")
            ):
                text = words(node)
                if " " in text.replace("…", "").strip():
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", text


def test_there_are_messages_to_read() -> None:
    assert len(list(messages())) > 50


@pytest.mark.parametrize("text", [text for _, text in messages()], ids=[place for place, _ in messages()])
def test_a_message_has_a_verb(text: str) -> None:
    assert VERBS.search(text), text
