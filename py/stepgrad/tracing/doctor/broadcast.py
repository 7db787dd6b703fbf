"""④ Broadcasting that nobody asked for: a prediction (N, 1) meets a target (N,), and the loss is the mean over N × N numbers.

Where both require a gradient, or what does is a parameter itself, where the axis of length 1 was made in the same expression, and
where the result is not summed up as a whole, it is taken for a table that was meant: distances, masks, kernels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .facts import Facts, facts, name_of
from .finding import Finding

if TYPE_CHECKING:
    from ..trace import Trace

_MEETING = frozenset({"sub", "add", "mul", "div", "pow", "maximum", "minimum", "logaddexp", "hypot", "where"})
_WHOLE = {"sum", "mean", "norm"}
_VIEWS = {"reshape", "expand", "index", "transpose", "clone", "cast"}


def check(trace: Trace) -> Iterator[Finding]:
    """The first of each line."""
    found = facts(trace)
    seen: set[Any] = set()
    for node in found.where(_MEETING) if found.has_arrays else ():
        shape = _shape(found, node)
        if len(shape) < 2:
            continue
        line = found.line(node)
        if line not in seen and _accident(found, node, shape) and _is_loss(found, node):
            seen.add(line)
            yield _finding(found, node, shape)


def _shape(found: Facts, node: Any) -> tuple[int, ...]:
    return tuple(getattr(found.values[node], "shape", ()))


def _accident(found: Facts, node: int, shape: tuple[int, ...]) -> bool:
    nodes, args = found.trace.nodes, found.args[node]
    if len(args) != 2 or any(isinstance(arg, float) for arg in args):
        return False
    one, other = (_shape(found, arg) for arg in args)
    size, wide = _size(one), _size(shape)
    if size != _size(other) or size < 2 or wide <= size or _squeezed(one) != _squeezed(other):
        return False
    a, b = (nodes[int(arg)] for arg in args)
    if a.requires_grad == b.requires_grad:
        return False  # no prediction and its target
    if (a if a.requires_grad else b).op is None and not _is_error(found, node):
        return False  # a parameter itself makes tables
    line = found.line(node)
    for arg in args:  # made there and then, it is meant
        made = nodes[int(arg)]
        if (
            made.op is not None
            and made.op.name in _VIEWS
            and made.at is not None
            and found.line(made.id) == line
        ):
            before = found.args[made.id][0]
            if 1 in _shape(found, arg) and _squeezed(_shape(found, before)) == _squeezed(_shape(found, arg)):
                inside = nodes[node].at
                if inside is not None and _in(made.at, inside):
                    return False
    return True


def _is_error(found: Facts, node: int) -> bool:
    """Whether it is a difference whose square or size is what the loss is the mean of: the error of a prediction."""
    if found.name(node) != "sub":
        return False
    users = [later for later in range(node + 1, len(found.args)) if node in found.args[later]]
    if len(users) != 1 or found.name(users[0]) not in ("abs", "pow", "square", "mul"):
        return False
    after = [later for later in range(users[0] + 1, len(found.args)) if users[0] in found.args[later]]
    return len(after) == 1 and found.name(after[0]) == "mean"


def _in(part: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    """Whether it is written within an expression, and is not the whole of it: what a function of a library made has its place."""
    return whole[:2] <= part[:2] and part[2:] <= whole[2:] and part != whole


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for n in shape:
        size *= n
    return size


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)


def _is_loss(found: Facts, node: int) -> bool:
    """Whether all that becomes of it, element by element, ends in a sum or a mean over the whole, on the way to where a pass begins."""
    roots = {walk.root for walk in found.walks}
    shape = _shape(found, node)
    inside = {node}
    end = next((root for root in sorted(roots) if root >= node), None)
    if end is None:
        return False
    for later in range(node + 1, end + 1):
        used = [arg for arg in found.args[later] if not isinstance(arg, float) and arg in inside]
        if not used:
            continue
        if found.name(later) in _WHOLE and not _shape(found, later):
            return _reaches(found, later, end)
        if _shape(found, later) != shape or not hasattr(found.ops[later], "arity"):
            return False  # neither element by element nor the whole of it
        inside.add(later)
    return False


def _reaches(found: Facts, node: int, end: int) -> bool:
    inside = {node}
    for later in range(node + 1, end + 1):
        if any(not isinstance(arg, float) and arg in inside for arg in found.args[later]):
            inside.add(later)
    return end in inside


def _finding(found: Facts, node: int, shape: tuple[int, ...]) -> Finding:
    a, b = found.args[node]
    one, other = _shape(found, a), _shape(found, b)
    line = found.line(node)
    sentence = (
        f"At line {line}, {name_of(found, int(a))} has the shape {one} and {name_of(found, int(b))} has {other}, so that each element "
        f"of one meets every element of the other: the loss is computed from an array of shape {shape}, of {_size(shape):,} numbers "
        f"where there should be {_size(one):,}."
    )
    return Finding(
        "broadcast", sentence, (found.computed(node),), (int(a), int(b), node), ((node, 0), (node, 1)), line
    )
