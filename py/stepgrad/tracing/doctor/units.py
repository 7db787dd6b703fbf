"""④ Dead units, whose slope is 0 for the whole batch, and saturated ones, where it is nearly 0.

A unit is known by its weights: over Tensors it is a column of a layer's result, over single Values what is computed with the same
weights for one example after the other. One example is no evidence, nor are a few that lie about 0 by chance; and it must be so in
every pass, or for a good part of a layer from some pass on.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .facts import Facts, facts, listed, nth, short
from .finding import Finding
from .layers import flows_on, is_affine, layer_leaf, layer_name, scalar_leaves

if TYPE_CHECKING:
    from ..trace import Trace

_SATURATED = ("tanh", "sigmoid")
_FLAT = {
    "tanh": 0.02,
    "sigmoid": 0.02,
    "gelu": 1e-3,
    "gelu_tanh": 1e-3,
    "silu": 1e-3,
    "elu": 1e-3,
    "softplus": 1e-3,
}
_NAMES = frozenset({"relu", "maximum", "clip", *_FLAT})
_EXTREME = 1e-6  # so flat is no unit by chance, nor for a single example


class _Batch:
    """What a unit met in one pass: how many examples, its largest slope, and sums of its inputs and of their squares."""

    __slots__ = ("rows", "slope", "squares", "total")

    def __init__(self) -> None:
        self.rows, self.slope, self.total, self.squares = 0, 0.0, 0.0, 0.0

    def add(self, rows: int, slope: float, mean: float, deviation: float) -> None:
        self.rows += rows
        self.slope = max(self.slope, slope)
        self.total += rows * mean
        self.squares += rows * (mean * mean + deviation * deviation)


class _Layer:
    """units: by its name or number, what each met, pass by pass. nodes: its results, pass by pass."""

    def __init__(self, name: str, op: str) -> None:
        self.name, self.op = name, op
        self.units: dict[Any, dict[int, _Batch]] = {}
        self.nodes: dict[int, list[int]] = {}
        self.of_unit: dict[Any, list[int]] = {}  # of single Values, its results in the last pass


def check(trace: Trace) -> Iterator[Finding]:
    """A layer at a time."""
    found = facts(trace)
    nodes = found.where(_NAMES) if found.walks else []
    if not nodes:
        return
    bounds = [walk.nodes for walk in found.walks]
    layers: dict[Any, _Layer] = {}
    single = []
    for node in nodes:
        number = bisect_right(bounds, node)
        if number < len(bounds) and found.grads[node] and found.args[node][0].__class__ is int:
            if found.values[node].__class__ is float:
                single.append((number, node))
            else:
                _array(found, layers, number, node)
    _values(found, layers, single)
    for layer in layers.values():
        yield from _judged(found, layer)


def _array(found: Facts, layers: dict[Any, _Layer], number: int, node: int) -> None:
    leaf = layer_leaf(found, found.args[node][0])
    if leaf is None:
        return
    noted = _units(found, node, leaf)
    if noted is None:
        return
    name = found.name(node)
    key = leaf, name, len(noted.slopes)
    layer = layers.get(key)
    if layer is None:
        layer = layers[key] = _Layer(layer_name(found.label(leaf)) or "", name)
    layer.nodes.setdefault(number, []).append(node)
    for unit, (slope, mean, deviation) in enumerate(
        zip(noted.slopes, noted.means, noted.deviations, strict=True)
    ):
        layer.units.setdefault(unit, {}).setdefault(number, _Batch()).add(noted.rows, slope, mean, deviation)


def _units(found: Facts, node: int, leaf: int) -> Any:
    more = found.nodes.more.get(node)
    if more and "units" in more:
        return more["units"]
    before = found.args[node][0]
    y, a = found.values[node], found.values[before]
    if y.data is None or getattr(a, "shape", None) != y.shape or not y.data:
        return None
    name = found.name(node)
    if name == "maximum" and not _is_0(found, found.args[node][1]):
        return None
    import numpy as np

    from ..units import units

    axis: int | None = len(y.shape) - 1
    if len(y.shape) > 3 or (len(y.shape) == 3 and found.name(_convolved(found, before)) == "conv"):
        axis = 1
    elif len(y.shape) == 1 and y.shape[0] not in getattr(found.values[leaf], "shape", ()):
        axis = None
    params = {
        key: one for key, one in found.nodes.params.get(node, {}).items() if isinstance(one, int | float)
    }
    return units(name, np.reshape(a.data, a.shape), np.reshape(y.data, y.shape), params, axis)


def _convolved(found: Facts, node: int) -> int:
    for _ in range(3):
        if found.name(node) == "conv" or not found.args[node]:
            break
        node = next((one for one in found.args[node] if one.__class__ is int), node)
    return node


def _is_0(found: Facts, arg: Any) -> bool:
    if arg.__class__ is float:
        return bool(arg == 0)
    value = found.values[arg]
    return not any(value.data or (1,)) if hasattr(value, "data") else bool(value == 0)


def _values(found: Facts, layers: dict[Any, _Layer], single: list[tuple[int, int]]) -> None:
    for (number, node), leaf in zip(single, scalar_leaves(found, [node for _, node in single]), strict=True):
        name = found.name(node)
        if leaf is None or (name == "maximum" and not _is_0(found, found.args[node][1])):
            continue
        before = found.args[node][0]
        a, y = found.values[before], found.values[node]
        unit = _unit_name(found.label(leaf)) or leaf
        stem = re.sub(r"\[\d+\]$", "", unit) if isinstance(unit, str) else None
        key = name, found.at(node), stem
        layer = layers.get(key)
        if layer is None:
            layer = layers[key] = _Layer(stem or "", name)
        layer.nodes.setdefault(number, []).append(node)
        if number == len(found.walks) - 1:
            layer.of_unit.setdefault(unit, []).append(node)
        slope = _slope(name, a, y, found.nodes.params.get(node, {}))
        layer.units.setdefault(unit, {}).setdefault(number, _Batch()).add(1, slope, a, 0.0)


def _unit_name(label: str | None) -> str | None:
    """ "layers[0].neurons[3]" of its bias, "W[3]" of the weight W[3][0]."""
    if label is None:
        return None
    inside = re.fullmatch(r"(.*)\.\w+(\[\d+\])*", label)
    if inside:
        return inside[1]
    return re.sub(r"(\[\d+\])\[\d+\]$", r"\1", label)


def _slope(name: str, a: float, y: float, params: Any) -> float:
    if name in ("relu", "maximum"):
        return 1.0 if y > 0 else 0.0
    if name == "tanh":
        return 1 - y * y
    if name == "sigmoid":
        return 4 * y * (1 - y)
    if name == "clip":
        return 1.0 if params.get("low", a) <= a <= params.get("high", a) else 0.0
    if name in ("elu", "softplus"):
        return math.exp(min(a, 0.0))
    share = 1 / (1 + math.exp(-min(max(a * (1.0 if name == "silu" else 1.702), -700), 700)))
    return abs(share * (1 + a * (1.0 if name == "silu" else 1.702) * (1 - share)))


def _judged(found: Facts, layer: _Layer) -> Iterator[Finding]:
    seen = sorted(layer.nodes)
    if not seen:
        return
    flat = _FLAT.get(layer.op, 0.0)
    since: int | None = None
    units = [unit for unit, met in layer.units.items() if all(one.slope <= flat for one in met.values())]
    units = _beyond_chance(layer, units)
    if not units and layer.op not in _SATURATED and len(seen) > 3:
        units, since = _died(layer, seen, flat)
    if not units:
        return
    number = seen[-1]
    node = layer.of_unit.get(units[0], layer.nodes[number])[-1]
    way = flows_on(found, node, found.walks[number].root)
    losses = [found.values[found.walks[one].root] for one in (seen[0], number)]
    if (way == "linear" and not is_affine(found, found.args[node][0])) or (
        way == "loss" and not (abs(losses[1]) > 1e-2 and abs(losses[1]) > 0.9 * abs(losses[0]))
    ):
        return  # a margin that is kept, or an answer that is right
    yield _finding(found, layer, units, since, number)


class _Met:
    """What a unit met in several passes together: how far from 0 its inputs are, and how far from each other, by their deviation."""

    def __init__(self, met: list[_Batch]) -> None:
        self.rows = sum(one.rows for one in met)
        self.most = max(one.rows for one in met)
        self.mean = sum(one.total for one in met) / self.rows
        self.size = math.sqrt(sum(one.squares for one in met) / self.rows)
        spread = math.sqrt(max(self.size * self.size - self.mean * self.mean, 0.0))
        nearly = 1e-7 if self.most > 1 else 0.1  # one example again and again, while the weights change
        alike = spread <= nearly * abs(self.mean)
        self.different = 1 if alike else self.rows
        self.far = (abs(self.mean) if self.most > 1 else 0.0) if alike else abs(self.mean) / spread


def _beyond_chance(layer: _Layer, units: list[Any]) -> list[Any]:
    """Those of the flat units that no chance explains: a network of relus has, as it begins, many that few examples move.

    All of a layer, or three quarters; those whose inputs are far from 0 while those of others are not; of two or three units each.
    """
    met = {unit: _Met([*each.values()]) for unit, each in layer.units.items()}
    units = [unit for unit in units if math.isfinite(met[unit].size)]
    if layer.op in _SATURATED:
        return [
            unit
            for unit in units
            if met[unit].rows > 3
            or met[unit].far > 3
            or max(one.slope for one in layer.units[unit].values()) < _EXTREME
        ]
    units = [unit for unit in units if met[unit].rows > 1]
    if not units:
        return []
    total = len(layer.units)
    if 4 * len(units) >= 3 * total:
        enough = len(units) * min(met[unit].different for unit in units) >= 16
        units = [unit for unit in units if met[unit].far > (0 if enough else 2)]
        return units if 4 * len(units) >= 3 * total else []
    others = [met[unit].size for unit in layer.units if unit not in {*units}]
    usual, most = sum(others) / len(others), max(others)
    far = [
        unit
        for unit in units
        if (met[unit].far >= 3 and (total < 4 or met[unit].size >= max(3 * usual, 1.5 * most)))
        or met[unit].size >= 30 * most > 0
    ]
    return units if far else []  # where one is dead beyond chance, all are told


def _died(layer: _Layer, seen: list[int], flat: float) -> tuple[list[Any], int | None]:
    """Units that had a slope once and have had none from some pass on, if they are a good part of the layer."""
    least = max(3, len(seen) // 4)
    since: dict[Any, int] = {}
    for unit, met in layer.units.items():
        flats = []
        for number in reversed(seen):
            if number not in met or met[number].slope > flat or not math.isfinite(met[number].squares):
                break
            flats.append(met[number])
        if least <= len(flats) < len(seen) and sum(one.rows for one in flats) >= 16:
            since[unit] = seen[-len(flats)]
    if 4 * len(since) < 3 * len(layer.units):
        return [], None
    return [*since], max(since.values())


def _finding(found: Facts, layer: _Layer, units: list[Any], since: int | None, number: int) -> Finding:
    nodes = [node for unit in units for node in layer.of_unit.get(unit, ())][:8] or layer.nodes[number][-1:]
    line = found.line(nodes[0])
    one, walks = len(units) == 1, len(layer.nodes)
    rows = max(met.rows for met in layer.units[units[0]].values())
    steep = max(met.slope for unit in units for met in layer.units[unit].values())
    if layer.op == "sigmoid":
        steep /= 4  # it was measured by the steepest there is
    slope = f"at most {short(steep)}" if since is None and steep > 0 else "0"
    kind = "place" if len(getattr(found.values[nodes[0]], "shape", ())) > 2 else "example"
    when = ""
    if walks > 1:
        when = (
            (", in both passes" if walks == 2 else f", in all {walks} passes")
            if since is None
            else f", from the {nth(since + 1)} pass on"
        )
    if layer.op in _SATURATED:
        what, so = "saturated", ("hardly any gradient goes", "hardly change")
    else:
        what, so = "dead", ("no gradient goes", "do not learn")
    only = f"its only {kind}" if walks == 1 and one else f"the only {kind}" if walks == 1 else f"every {kind}"
    of = f"for {f'every one of {rows} {kind}s' if rows > 1 else only}{when}"
    before = found.args[nodes[0]][0]
    if found.ops[before] is None and found.label(before):  # it bends a leaf itself, and no unit
        name = found.label(before)
        sentence = f"{layer.op}({name}) is {what}: its slope is {slope}, so that {so[0]} back to {name}."
    else:
        sentence = (
            f"{_who(layer, units, line)} {'is' if one else 'are'} {what}: the slope of {layer.op} is {slope} {of}, so that "
            f"{so[0]} back through {'it and its' if one else 'them and their'} weights {so[1]}."
        )
    steps = found.back(found.walks[number], nodes)
    return Finding(what, sentence, steps, tuple(nodes), tuple((node, 0) for node in nodes), line)


def _who(layer: _Layer, units: list[Any], line: int | None) -> str:
    """Which units, and how many of how many."""
    count, total = len(units), len(layer.units)
    if isinstance(units[0], str):
        own = all("." in unit or "[" in unit for unit in units)  # else it has the name of its weight or bias
        return f"{'' if own else 'The unit of ' if count == 1 else 'The units of '}{listed(units)}{f', {count} of {total} units,' if total > 1 else ''}"
    place = f" of {layer.name}" if layer.name else f" at line {line}"
    if total == 1:
        return f"The unit{place}"
    if count == total:
        return f"All {total} units{place}"
    numbers = ""
    if not layer.of_unit:  # columns have numbers, and Values none
        numbers = f" (number{'s' if count > 1 else ''} {listed([str(unit) for unit in units], 6)})"
    return f"{count} of the {total} units{place}{numbers}"
