"""④ The steps between the birth of what is not finite and where it ends; and why a gradient on the way was 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..events import Backward, Forward, Node, NodeId, Seed, Unbroadcast
from ..snapshot import ArraySnapshot, Quantity
from .births import Birth, Story
from .numbers import at

if TYPE_CHECKING:
    from ..trace import Trace

MOST_STEPS = 8  # of a way; of a longer one, the last

# Why nothing flows back along an edge, said of the place where 0 then meets an infinity.
_NOT_TAKEN = {
    "where": "in the branch that where{at} did not take",
    "clip": "in the part that clip{at} cut off",
    "maximum": "in the argument that maximum{at} did not take",
    "minimum": "in the argument that minimum{at} did not take",
    "max": "in an element that max{at} did not pick",
    "min": "in an element that min{at} did not pick",
    "relu": "where relu{at} passes nothing on",
    "index": "in an element that was not picked{at}",
    "put": "in an element that was written over{at}",
    "tril": "in the part that tril{at} cut away",
    "triu": "in the part that triu{at} cut away",
    "mul": "behind a factor of 0{at}",
}


class Way:
    """Steps in the order of time, the nodes along them, and the edges."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.nodes: list[int] = []
        self.edges: list[tuple[int, int]] = []


def to_the_end(trace: Trace, story: Story, birth: Birth) -> Way:
    """Forward: to where backward() began, or to the last value that was made of it."""
    way = Way()
    end = birth.root if birth.root is not None else birth.end
    while end is not None and end != birth.node:
        way.nodes.append(end)
        node, end = trace.nodes[end], None
        for i, arg in enumerate(node.args):
            if isinstance(arg, NodeId) and any(one is birth for one in story.values.get(arg, ())):
                end = arg
                way.edges.append((node.id, i))
                break
    way.nodes.reverse()
    way.edges.reverse()
    way.steps = [story.came[one] for one in way.nodes if one in story.came]
    if len(way.steps) > MOST_STEPS:
        way.steps, way.nodes, way.edges = way.steps[-1:], way.nodes[-1:], []
    return way


def down_to_a_leaf(trace: Trace, birth: Birth) -> Way:
    """Backward: from a step to the gradient of the first leaf that it spoiled."""
    way = Way()
    if not birth.leaves or birth.step is None:
        return way
    into: dict[int, int] = {}
    for position in birth.carried:
        step = trace.steps[position]
        if isinstance(step, Backward | Unbroadcast):
            into.setdefault(step.input, position)
    node = birth.leaves[0]
    while node in into and into[node] > birth.step:
        way.steps.append(into[node])
        node = trace.steps[into[node]].node  # type: ignore[union-attr]
    way.steps.reverse()
    if len(way.steps) > MOST_STEPS:
        way.steps = way.steps[-1:]
    for position in [birth.step, *way.steps]:
        step = trace.steps[position]
        if isinstance(step, Backward | Unbroadcast):
            way.edges.append((step.node, step.arg))
            way.nodes += [step.node, step.input]
    return way


def first_use(trace: Trace, number: int) -> list[int]:
    """The step that first makes something of a leaf."""
    for position, step in enumerate(trace.steps):
        if isinstance(step, Forward):
            args = trace.nodes[step.node].args
            if any(isinstance(arg, NodeId) and arg == number for arg in args):
                return [position]
    return []


def not_taken(trace: Trace, birth: Birth, node: Node) -> tuple[str, int | None]:
    """Why the gradient that came to a node was 0, and the step that says so."""
    assert birth.step is not None
    number = node.id
    for position in range(birth.step - 1, -1, -1):
        above = trace.steps[position]
        if isinstance(above, Seed):
            break
        if not isinstance(above, Backward) or above.input != number:
            continue
        maker = trace.nodes[above.node]
        came = _there(above.upstream, birth.index)
        name = maker.op.name if maker.op else ""
        if name in _NOT_TAKEN and (came != 0 or _is_untaken(above, maker, birth.index)):
            line = None if maker.at is None else maker.at[0]
            other = line is not None and (node.at is None or line != node.at[0])
            return _NOT_TAKEN[name].format(at=f" (line {line})" if other else ""), position
        if came != 0:
            break
        number = above.node
    return "", None


def _is_untaken(step: Backward, node: Node, index: tuple[int, ...] | None) -> bool:
    """Whether a `where` took the other argument there."""
    if node.op is None or node.op.name != "where":
        return False
    if step.local is not None:
        return step.local == 0
    condition = node.params.get("condition")
    taken = _there(condition, index) if isinstance(condition, ArraySnapshot | float) else None
    return taken is not None and bool(taken) == bool(step.arg)


def _there(value: Quantity, index: tuple[int, ...] | None) -> float | None:
    if not isinstance(value, ArraySnapshot):
        return value
    return None if index is None or len(index) != len(value.shape) else at(value, index)
