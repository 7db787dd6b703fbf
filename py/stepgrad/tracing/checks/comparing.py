"""④ What a check expects beside what came: whether they are the same, and if not, both in words, as short as they can differ."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

from ...scalar.node import Node
from ..failure import cut_text
from ..snapshot import ArraySnapshot

SHOWN = 12  # entries: of more, the first one that differs
MAX_SPELLED = 240

Difference = tuple[str, str, str]  # expected, came, and where in them: "" or "[1, 0]"


class Other:
    """What no check expects: an object of a class of the program's, which may say of itself what it likes."""

    def __init__(self, thing: Any) -> None:
        self.name = cut_text(type.__dict__["__name__"].__get__(type(thing)), 60)


def plain(thing: Any) -> Any:
    """Numbers as floats, what holds numbers as lists, the rest as it is; nothing of it is the program's own code."""
    kind = type(thing)
    if thing is None or kind in (bool, str):
        return thing
    if kind in (int, float):
        return _number(thing)
    if kind in (list, tuple):
        return [plain(one) for one in thing]
    if kind is dict:
        return {key if type(key) is str else repr(plain(key)): plain(one) for key, one in thing.items()}
    if kind in (set, frozenset):
        return sorted((plain(one) for one in thing), key=repr)
    if kind is ArraySnapshot:
        return thing if thing.data is None else _shaped(list(thing.data), thing.shape)
    if isinstance(thing, Node):
        return plain(thing.data)
    numpy: Any = sys.modules.get("numpy")
    if hasattr(kind, "_data") or hasattr(thing, "_data"):
        thing = thing._data
    if numpy is not None and isinstance(thing, numpy.ndarray | numpy.generic):
        return plain(numpy.asarray(thing).tolist())
    return Other(thing)


def _number(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _shaped(flat: list[float], shape: tuple[int, ...]) -> Any:
    for length in reversed(shape[1:]):
        flat = [flat[at : at + length] for at in range(0, len(flat), length)]  # type: ignore[misc]
    return flat


def difference(expected: Any, came: Any, rtol: float, atol: float) -> Difference | None:
    """None where the two are the same."""
    left, right = plain(expected), plain(came)
    if type(left) is not type(right):
        return spelled(left), spelled(right), ""
    if isinstance(left, list):
        shapes = _shape(left), _shape(right)
        if shapes[0] != shapes[1] and None not in shapes:
            return f"the shape {shapes[0]}", f"{shapes[1]}", ""
        if len(left) != len(right):
            return spelled(left), spelled(right), ""
    places = [*_differing(left, right, rtol, atol, ())]
    if not places:
        return None
    if isinstance(left, list) and sum(1 for _ in _leaves(left)) > SHOWN:
        place, one, other = places[0]
        return *_apart(one, other), f"[{', '.join(map(str, place))}]"
    return *_apart(left, right), ""


def _differing(
    left: Any, right: Any, rtol: float, atol: float, place: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    if type(left) is not type(right) or isinstance(left, Other):
        yield place, left, right
    elif isinstance(left, float):
        if not (
            math.isclose(left, right, rel_tol=rtol, abs_tol=atol) or (math.isnan(left) and math.isnan(right))
        ):
            yield place, left, right
    elif isinstance(left, list) and len(left) == len(right):
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _differing(one, other, rtol, atol, (*place, at))
    elif isinstance(left, dict) and left.keys() == right.keys():
        for key, one in left.items():
            yield from _differing(one, right[key], rtol, atol, (*place, key))
    elif left != right:
        yield place, left, right


def _leaves(nested: Any) -> Iterator[Any]:
    if isinstance(nested, list):
        for one in nested:
            yield from _leaves(one)
    else:
        yield nested


def _shape(nested: Any) -> tuple[int, ...] | None:
    """As an array has one; None where the parts are of several, or no numbers."""
    if isinstance(nested, float):
        return ()
    if not isinstance(nested, list) or not nested:
        return None
    inner = {_shape(one) for one in nested}
    only = inner.pop()
    return None if inner or only is None else (len(nested), *only)


def _apart(one: Any, other: Any) -> tuple[str, str]:
    """Both with as many digits as it takes to see them differ."""
    for digits in (4, 6, 9, 17):
        texts = spelled(one, digits), spelled(other, digits)
        if texts[0] != texts[1]:
            break
    return texts


def spelled(thing: Any, digits: int = 6) -> str:
    """In Python's words."""
    return cut_text(_spelled(plain(thing) if not isinstance(thing, Other) else thing, digits), MAX_SPELLED)


def _spelled(thing: Any, digits: int) -> str:
    if isinstance(thing, float):
        return f"{thing:.{digits}g}"
    if isinstance(thing, list):
        return f"[{', '.join(_spelled(one, digits) for one in thing)}]"
    if isinstance(thing, dict):
        return f"{{{', '.join(f'{key}: {_spelled(one, digits)}' for key, one in thing.items())}}}"
    if isinstance(thing, ArraySnapshot):
        return f"an array of shape {thing.shape}"
    return f"an object of class {thing.name}" if isinstance(thing, Other) else repr(thing)
