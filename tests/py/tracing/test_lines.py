"""④ Lines and columns as Python counts them: an input lands on its own literal, a mark on its own expression."""

from __future__ import annotations

import math
import re

import pytest
from stepgrad import trace
from stepgrad.tracing.wire import to_wire

from tests.py.tracing.as_read import as_the_page_has_it

HEADER = "from stepgrad import Value\n"
ENDS = ["\n", "\r\n", "\r"]
# None of these ends a line for Python, though str.splitlines() thinks so.
NO_ENDS = ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
WIDE = ["ä", "日本", "🎉", "e\u0301", "\U0001d6c2", "\ufeff"]


def marked(source: str) -> list[str]:
    """What each node's position reads in the text, cut into lines as the page does it."""
    wire = as_the_page_has_it(trace(source))
    lines = wire["source"].split("\n")
    found = []
    for node in wire["nodes"]:
        line, column, end_line, end_column = node["at"]
        if line == end_line:
            found.append(lines[line - 1][column:end_column])
        else:
            found.append(
                "\n".join(
                    [lines[line - 1][column:], *lines[line : end_line - 1], lines[end_line - 1][:end_column]]
                )
            )
    return found


@pytest.mark.parametrize("end", ENDS)
def test_ends_of_lines(end: str) -> None:
    source = (HEADER + "x = Value(2.0)\nif x:\n    y = x * 3\n\nz = y + 1\n").replace("\n", end)
    assert marked(source) == ["Value(2.0)", "x * 3", "y + 1"]
    made = trace(source, {"x": 5})
    assert made["z"].value == 16.0
    assert made.source == source.replace("2.0", "5.0")
    assert [node.at[0] for node in made.nodes if node.at] == [2, 4, 6]


def test_ends_of_lines_that_are_mixed() -> None:
    source = HEADER + "x = Value(2.0)\r\ny = Value(3.0)\rz = x * y\n\rw = z + 1"
    assert marked(source) == ["Value(2.0)", "Value(3.0)", "x * y", "z + 1"]
    assert trace(source, {"y": 7, "x": 1})["w"].value == 8.0


@pytest.mark.parametrize("mark", NO_ENDS)
def test_what_is_no_end_of_a_line(mark: str) -> None:
    for before in (
        f"# part 1{mark}\n",
        f"s = 'a{mark}b'\n",
        f"s = '''a{mark}\n{mark}b'''\n",
        f"s = 'a{mark}b'; ",
    ):
        source = HEADER + before + "x = Value(2.0)\ny = x * x  # x" + mark + "\nz = y + 1\n"
        assert marked(source) == ["Value(2.0)", "x * x", "y + 1"]
        assert trace(source, {"x": 5})["z"].value == 26.0
        with pytest.raises(ZeroDivisionError) as error:
            trace(source + "1 / 0\n")
        assert error.traceback[-1].lineno + 1 == source.count("\n") + 1


@pytest.mark.parametrize("blank", ["\x0c", "\x0c  ", "\t\x0c", " \x0c\t"])
def test_form_feeds_and_tabs_between_words(blank: str) -> None:
    source = (
        HEADER
        + f"\x0cx{blank}={blank}Value({blank}2.0{blank})\n\x0c\ny = x{blank}*{blank}3\nif x:\n\tz = y{blank}+ 1\n"
    )
    assert marked(source) == [f"Value({blank}2.0{blank})", f"x{blank}*{blank}3", f"y{blank}+ 1"]
    made = trace(source, {"x": 5})
    assert made["z"].value == 16.0
    assert made.source == source.replace("2.0", "5.0")


@pytest.mark.parametrize("wide", WIDE)
def test_columns_are_characters(wide: str) -> None:
    source = HEADER + f"s = '{wide}'; x = Value(2.0); t = '{wide}{wide}'; y = x * 3\nu = ['{wide}', x + 1]\n"
    assert marked(source) == ["Value(2.0)", "x * 3", "x + 1"]


def test_inputs_beside_wide_characters_are_told_apart() -> None:
    source = HEADER + "ä = Value(1.0); b = Value(-2.5); é = 3; c = ä * b * é  # 🎉\n"
    made = trace(source, {"b": 4, "é": 5, "ä": 2})
    assert "ä = Value(2.0); b = Value(4.0); é = 5; c = ä * b * é  # 🎉" in made.source
    assert made["c"].value == 40.0


def test_a_literal_over_several_lines() -> None:
    source = HEADER + "x = Value(\n    -\\\n  2.0,\n)\nn = +\\\n3\ny = (x\n  * n)\n"
    made = trace(source, {"x": 4, "n": 2})
    assert made.source == HEADER + "x = Value(\n    4.0,\n)\nn = 2\ny = (x\n  * n)\n"
    assert made["y"].value == 8.0
    assert marked(source)[-1] == "x\n  * n"


@pytest.mark.parametrize(
    "number", ["2.0", "(2.0)", "2e0", "0x2", "0b10", "1_0.0", "2.", ".5", "-2.0", "- 2.0", "+2"]
)
def test_every_way_to_write_a_number(number: str) -> None:
    made = trace(HEADER + f"x = Value({number})\ny = x * 2\n", {"x": 3})
    assert made["y"].value == 6.0
    assert made.inputs == {"x": 3.0}


def test_inside_texts_and_brackets() -> None:
    source = (
        HEADER
        + "x = Value(2.0)\ns = f'''a\n  {x * 2} {x + 1}'''\nt = ('a'\n  f'{x * 3:}')\nvs = [v + 1\n  for v in (x, x * 4)]\n"
    )
    assert marked(source) == ["Value(2.0)", "x * 2", "x + 1", "x * 3", "x * 4", "v + 1", "v + 1"]


def test_a_mark_at_the_beginning_of_a_file_and_a_name_of_its_encoding() -> None:
    for before in (
        "\ufeff",
        "\ufeff# -*- coding: utf-8 -*-\n",
        "# coding: latin-1\n",
        "#!/usr/bin/env python\n# vim: set fileencoding=utf-8 :\n",
    ):
        source = before + HEADER + "s = 'é'; x = Value(2.0)\ny = x * 3\n"
        assert marked(source) == ["Value(2.0)", "x * 3"]
        assert trace(source, {"x": 5})["y"].value == 15.0


def test_the_page_gets_lines_that_it_can_count() -> None:
    for end in ENDS:
        source = (HEADER + "x = Value(2.0)\n").replace("\n", end)
        assert to_wire(trace(source))["source"] == HEADER + "x = Value(2.0)\n"
    assert not re.search("\r", to_wire(trace("s = '''a\r\nb\rc'''"))["source"])


@pytest.mark.parametrize(
    "line", ["x = Value(data=2.0)", "x: Value = Value(2.0)", "x = Value(data=2.0, label='x')", "x = Value(label='x', data=-2)"]
)  # fmt: skip
def test_an_input_in_other_words(line: str) -> None:
    assert trace(f"{HEADER}{line}\ny = x * x\n", {"x": 3})["y"].value == 9.0


def test_an_input_that_is_infinite_or_no_number() -> None:
    source = HEADER + "x = Value(2.0)\ny = x * 2\n"
    assert trace(source, {"x": -math.inf})["y"].value == -math.inf
    with pytest.raises(ValueError, match="NaN cannot be set"):
        trace(source, {"x": math.nan})
