"""⑤ A trace as the page has it: read by the page's own reader, under Node, or, in Pyodide, by the JavaScript around it."""

from __future__ import annotations

import atexit
import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from stepgrad.tracing.events import Trace
from stepgrad.tracing.snapshot import ArraySnapshot
from stepgrad.tracing.wire import dumps, to_wire


def as_the_page_has_it(traced: Trace | dict[str, Any], *, packed: bool = True) -> dict[str, Any]:
    """The page's model of a trace, or of its wire. -0.0, NaN and the infinities are texts: float() reads them."""
    wire = traced if isinstance(traced, dict) else to_wire(traced, packed=packed)
    return dict(json.loads(_reader()(dumps(wire, ascii_only=True))))


def bits(quantity: Any) -> Any:
    """What tells a quantity of a trace, or of the page's model, from any other. A NaN is a NaN: its bits mean nothing."""
    if isinstance(quantity, ArraySnapshot):
        picture = quantity.picture and {"shape": quantity.picture[0], "data": quantity.picture[1]}
        found = {"data": quantity.data, "summary": quantity.summary, "picture": picture}
        return bits(
            {
                "shape": quantity.shape,
                "dtype": quantity.dtype,
                **{k: v for k, v in found.items() if v is not None},
            }
        )
    if isinstance(quantity, dict):
        return {name: part if name == "dtype" else bits(part) for name, part in quantity.items()}
    if isinstance(quantity, list | tuple):
        return [bits(one) for one in quantity]
    number = float(quantity)
    return "nan" if number != number else struct.pack(">d", number).hex()  # noqa: PLR0124 (only a NaN differs from itself)


@cache
def _reader() -> Callable[[str], str]:
    if sys.platform == "emscripten":
        from js import asThePageReads  # type: ignore[import-not-found]

        return lambda wire: str(asThePageReads(wire))
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node runs the page's reader")
    process = subprocess.Popen(
        [node, str(Path(__file__).with_name("as_read.mjs"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.kill)
    assert process.stdin is not None
    assert process.stdout is not None
    asked, told = process.stdin, process.stdout

    def ask(wire: str) -> str:
        asked.write(wire + "\n")
        asked.flush()
        return told.readline()

    return ask
