"""④ An optimizer whose steps change nothing: it holds what no gradient reaches, or the gradients were cleared before it came.

And the other way round: what gets a gradient, belongs to a module, and is held by no optimizer, because it is hidden in a list.
Parameters that were frozen on purpose, beside others that learn, are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .facts import Facts, Walk, called, facts, is_something, listed, many, name_of
from .finding import Finding

if TYPE_CHECKING:
    from ..optimizers import Held, OptimizerUse
    from ..trace import Trace


def check(trace: Trace) -> Iterator[Finding]:
    """Of every optimizer that took a step."""
    if not trace.optimizers:
        return
    found = facts(trace)
    reached = _reached(found)
    for use in trace.optimizers:
        if not found.walks:
            yield from _never_back(found, use)
            continue
        walk = next((one for one in reversed(found.walks) if one.seed < use.steps[-1][0]), None)
        if walk is not None:
            yield from _unreached(found, use, walk, reached)
            yield from _cleared(found, use, reached)
    yield from _hidden(found, reached)


def _reached(found: Facts) -> dict[int, list[int]]:
    """Of leaves, in each pass the first step in which a gradient came to them."""
    reached: dict[int, list[int]] = {}
    for walk in found.walks:
        for node, at in found.arrivals(walk).items():
            if found.ops[node] is None:
                reached.setdefault(node, []).append(at)
    return reached


def _title(use: OptimizerUse) -> str:
    return f"{use.name} ({use.kind})" if use.name else f"The optimizer ({use.kind})"


def _never_back(found: Facts, use: OptimizerUse) -> Iterator[Finding]:
    held = {one.node for one in use.held}
    made = found.steps.forward.column("node")
    last = next(
        (node for node in reversed(made) if found.grads[node] and found.values[node].__class__ is float), None
    )
    used = any(arg in held for args in found.args for arg in args)
    if last is not None and used and not any(graded for _, graded in use.steps):
        line = use.at[0] if use.at else None
        sentence = (
            f"{_title(use)} takes {many(len(use.steps), 'step')}, but backward() is never called: nothing has a gradient, and "
            f"nothing is changed."
        )
        yield Finding("no-backward", sentence, (found.computed(last),), (last,), (), line)


def _unreached(
    found: Facts, use: OptimizerUse, walk: Walk, reached: dict[int, list[int]]
) -> Iterator[Finding]:
    trace = found.trace
    lost = [one for one in use.held if one.node is None or one.node not in reached]
    if any(one.node is not None and isinstance(trace.nodes[one.node].value, float) for one in lost):
        lost = _whole_groups(found, use, lost)
    frozen = [one for one in lost if _is_frozen(trace, one)]
    if frozen and len(lost) < len(use.held):
        lost = [one for one in lost if one not in frozen]
    if not lost:
        return
    line = use.at[0] if use.at else None
    nodes = tuple(one.node if one.node is not None else one.of for one in lost)
    known = tuple(node for node in nodes if node is not None)
    names = _named(found, lost)
    one = len(lost) == 1
    beside = [each for each in lost if not each.requires]
    instead = _instead(found, use, lost, reached)
    used = {arg for args in found.args for arg in args if isinstance(arg, int)}
    if len(frozen) == len(lost):
        why = f"requires_grad is False for {'it' if one else 'every one of them'}"
    elif len(beside) == len(lost):
        why = f"{'it requires' if one else 'they require'} no gradient"
    elif instead:
        why = f"the gradients go to {called(found, instead)}, which {'it does' if use.name else 'the optimizer does'} not hold"
    elif not used.intersection(known):
        why = f"nothing that the loss is computed from uses {'it' if one else 'them'}"
    else:
        why = f"no way leads from the loss back to {'it' if one else 'them'}"
    sentence = (
        f"{_title(use)} holds {names}, but no gradient ever reaches {'it' if one else 'them'} and no step changes "
        f"{'it' if one else 'them'}: {why}."
    )
    yield Finding("unreached-parameter", sentence, (walk.seed, walk.end - 1), known, (), line)


def _whole_groups(found: Facts, use: OptimizerUse, lost: list[Held]) -> list[Held]:
    """Of Values only rows and lists none of which was reached: an example may use some rows of a table and not others."""

    def group(one: Held) -> str:
        label = found.label(one.node) if one.node is not None else None
        return re.sub(r"(\[\d+\])+$", "", label or "")

    missing = {id(one) for one in lost}
    alive = {group(one) for one in use.held if id(one) not in missing}
    return [one for one in lost if group(one) not in alive]


def _is_frozen(trace: Trace, held: Held) -> bool:
    """Whether it could learn, and was told not to."""
    once = held.node is not None and trace.nodes[held.node].requires_grad
    return not held.requires and (held.parameter or once)


def _named(found: Facts, lost: list[Held]) -> str:
    names = []
    for one in lost:
        if one.node is not None and found.label(one.node):
            names.append(name_of(found, one.node))
        elif one.of is not None and found.label(one.of):
            names.append(f"{found.label(one.of)}.data")
    nameless = len(lost) - len(names)
    if nameless and not names:
        shapes = listed([str(tuple(one.shape)) for one in lost], 3)
        return f"{many(nameless, 'tensor')} of shape {shapes} without a name"
    return listed(names + ([f"{many(nameless, 'tensor')} without a name"] if nameless else []))


def _instead(found: Facts, use: OptimizerUse, lost: list[Held], reached: dict[int, list[int]]) -> list[int]:
    """Leaves that get gradients, are in no optimizer, and have the shapes of those that get none."""
    held = {one.node for other in found.trace.optimizers for one in other.held}
    shapes = [tuple(one.shape) for one in lost]
    nodes = []
    for node in reached:
        shape = tuple(getattr(found.trace.nodes[node].value, "shape", ()))
        if node not in held and shape in shapes and len(shape) > 0:
            shapes.remove(shape)
            nodes.append(node)
    return nodes if not shapes else []


def _cleared(found: Facts, use: OptimizerUse, reached: dict[int, list[int]]) -> Iterator[Finding]:
    """Steps before which gradients had come, and had been cleared again."""
    arrived = sorted(i for one in use.held if one.node is not None for i in reached.get(one.node, ()))
    before, idle, first = 0, 0, None
    for position, graded in use.steps:
        came = arrived[bisect_left(arrived, before) : bisect_left(arrived, position)] if not graded else ()
        last = next((i for i in reversed(came) if _brought_something(found, i)), None)
        if last is not None:
            idle += 1
            first = first or (last, position)
        before = position
    if first is None or 2 * idle < len(use.steps):
        return
    came_at, position = first
    zero = next((i for i in found.steps.positions(found.steps.zero) if i > came_at), None)
    line = use.at[0] if use.at else None
    nodes = tuple(one.node for one in use.held if one.node is not None)
    sentence = (
        f"The gradients are cleared between backward() and {use.name or 'the optimizer'}.step()"
        f"{f' at line {line}' if line else ''}, which therefore changes nothing: zero_grad() belongs before backward() or after step()."
    )
    steps = (came_at,) if zero is None or zero > position else (zero, came_at)
    yield Finding("cleared-before-step", sentence, steps, nodes, (), line)


def _brought_something(found: Facts, i: int) -> bool:
    step: Any = found.trace.steps[i]
    return is_something(step.contribution)


def _hidden(found: Facts, reached: dict[int, list[int]]) -> Iterator[Finding]:
    trace = found.trace
    held = {one.node for use in trace.optimizers for one in use.held}
    changed = {*found.steps.update.column("node")}
    hidden: dict[str, list[int]] = {}
    for node, module in trace.unlisted.items():
        if node in reached and node not in held and node not in changed:
            hidden.setdefault(module, []).append(node)
    for module, nodes in hidden.items():
        one, name = len(nodes) == 1, name_of(found, nodes[0])
        if "[" in name:
            why = (
                f"{module}.parameters() does not look into {name.partition('[')[0]}, which is a plain list or dict and "
                f"not an nn.ModuleList or nn.ParameterList"
            )
        else:
            why = f"{module}.parameters() does not list {'it' if one else 'them'}, as a tensor is listed only if it is an nn.Parameter"
        sentence = (
            f"{called(found, nodes)} {'gets a gradient' if one else 'get gradients'}, but no optimizer holds "
            f"{'it' if one else 'them'}: {why}."
        )
        step = reached[nodes[0]][0]
        yield Finding("untrained-parameter", sentence, (step,), tuple(nodes), (), found.line(nodes[0]))
