"""② How PyTorch prints tensors: four digits, columns of one width, powers of ten where numbers differ much, … in the middle.

Source: torch/_tensor_str.py of PyTorch, whose text this gives.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..tensor import dtypes
from .nodes import name_of

USUAL = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
PROFILES = {
    "default": {**USUAL},
    "short": {**USUAL, "precision": 2, "edgeitems": 2},
    "full": {**USUAL, "threshold": math.inf},
}
options: dict[str, Any] = {**USUAL}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """How many digits, from how many elements on only the edges, how many at an edge, how long a line, powers of ten or not."""
    if profile is not None:
        options.update(PROFILES.get(profile, {}))
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    options.update({name: value for name, value in given.items() if value is not None})
    options["sci_mode"] = sci_mode


def get_printoptions() -> dict[str, Any]:
    """As they are now."""
    return {**options}


class printoptions:
    """Options for as long as it lasts."""

    def __init__(self, **named: Any) -> None:
        self._named = named

    def __enter__(self) -> None:
        self._before = get_printoptions()
        set_printoptions(**self._named)

    def __exit__(self, *_: object) -> None:
        options.update(self._before)


def text_of(tensor: Any) -> str:
    """The text that repr() and str() give."""
    data, kind = tensor._data, tensor._data.dtype
    plain = type(tensor).__module__.startswith("torch") and type(tensor).__name__ in ("Tensor", "Parameter")
    prefix = "tensor(" if plain else f"{type(tensor).__name__}("
    more = []
    if not data.size:
        if data.ndim != 1:
            more.append(f"size={tuple(data.shape)}")
        if kind is not dtypes.FLOAT:
            more.append(f"dtype={tensor.dtype}")
    else:
        if not options["edgeitems"]:
            more.append(f"size={tuple(data.shape)}")
        if kind not in (dtypes.FLOAT, dtypes.INT, dtypes.BOOL):
            more.append(f"dtype={tensor.dtype}")
    node = tensor._node
    if node is not None:
        more.append(f"grad_fn=<{name_of(node)}>")
    elif tensor._requires:
        more.append("requires_grad=True")
    return _with_suffixes(prefix + numbers_of(data, len(prefix)), more, len(prefix))


def _with_suffixes(text: str, more: list[str], indent: int) -> str:
    used = len(text) - text.rfind("\n") + 1
    for part in more:
        if used + len(part) + 2 > options["linewidth"]:
            text += f",\n{' ' * indent}{part}"
            used = indent + len(part)
        else:
            text += f", {part}"
            used += len(part) + 2
    return f"{text})"


def numbers_of(data: Any, indent: int) -> str:
    """The numbers, in brackets."""
    if not data.size:
        return "[]"
    summarize = data.size > options["threshold"]
    width, text = _style(_edges(data) if summarize else data)
    return _rows(data, indent, summarize, width, text)


def _edges(data: Any) -> Any:
    """What a summary shows."""
    edge = options["edgeitems"]
    for axis, length in enumerate(data.shape):
        if length > 2 * edge:
            places = [*range(edge), *range(length - edge, length)]
            data = data.take(places, axis)
    return data


def _style(data: Any) -> tuple[int, Callable[[Any], str]]:
    """How wide a number is, and the function that makes its text."""
    if data.dtype.kind != "f":
        width = max((len(str(one)) for one in data.ravel().tolist()), default=1)
        return width, lambda one: f"{one!s:>{width}}"
    shown = data[np.isfinite(data) & (data != 0)].astype(np.float64)
    whole, science, precision = True, False, options["precision"]
    spec, extra, width = ".0f", 1, 1
    if shown.size:
        sizes = np.abs(shown)
        least, most = float(sizes.min()), float(sizes.max())
        whole = bool((shown == np.ceil(shown)).all())
        science = (
            (most / least > 1000 or most > 1e8 or least < 1e-4)
            if options["sci_mode"] is None
            else options["sci_mode"]
        )
        spec = f".{precision}e" if science else ".0f" if whole else f".{precision}f"
        extra = int(whole and not science)
        width = max(1, *(len(format(one, spec)) + extra for one in shown.tolist()))

    def text(one: float) -> str:
        made = format(one, spec)
        return f"{made + '.' * bool(extra and math.isfinite(one)):>{width}}"

    return width, text


def _rows(data: Any, indent: int, summarize: bool, width: int, text: Callable[[Any], str]) -> str:
    if not data.ndim:
        return text(data.item())
    edge = options["edgeitems"]
    cut = summarize and len(data) > 2 * edge
    if data.ndim > 1:
        parts = [*data[:edge], None, *data[len(data) - edge :]] if cut else [*data]
        rows = ["..." if one is None else _rows(one, indent + 1, summarize, width, text) for one in parts]
        return f"[{(',' + chr(10) * (data.ndim - 1) + ' ' * (indent + 1)).join(rows)}]"
    if summarize and not edge:
        shown = ["..."]
    elif cut:
        shown = [*map(text, data[:edge].tolist()), " ...", *map(text, data[-edge:].tolist())]
    else:
        shown = [*map(text, data.tolist())]
    fit = max(1, (options["linewidth"] - indent) // (width + 2))
    lines = [", ".join(shown[i : i + fit]) for i in range(0, len(shown), fit)]
    return f"[{(',' + chr(10) + ' ' * (indent + 1)).join(lines)}]"
