"""④ What a birth of something that is not finite is told as: a sentence, and the steps that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..events import Assign, Backward, Node, NodeId, Seed, Unbroadcast, Update
from ..snapshot import ArraySnapshot, Quantity
from .births import Birth, Story
from .finding import Finding
from .growth import divergence
from .meeting import computed, passed, slope
from .numbers import NAN, at, fault, faulty, indices, written
from .turning import turned
from .ways import Way, down_to_a_leaf, first_use, not_taken, to_the_end

if TYPE_CHECKING:
    from ..trace import Trace

T = TypeVar("T")

MOST_NAMES = 3


class Telling:
    """One finding, of several births in one place. divergence: what it says of training that diverges, or ""."""

    def __init__(self, trace: Trace, story: Story, births: list[Birth]) -> None:
        self.trace, self.story, self.birth = trace, story, births[0]
        self.times = len(births)
        self.node = trace.nodes[self.birth.node]
        self.steps: list[int] = [] if self.birth.step is None else [self.birth.step]
        self.nodes: list[int] = [self.birth.node]
        self.edges: list[tuple[int, int]] = []
        self.divergence = ""

    def finding(self) -> Finding:
        """The whole."""
        birth, line = self.birth, _line(self.node)
        what, gave = {
            "forward": self._forward, "backward": self._backward, "leaf": self._leaf, "update": self._update,
            "seed": self._seed, "assign": self._assign,
        }[birth.kind]()  # fmt: skip
        if birth.kind in ("forward", "update", "backward") and birth.step is not None and not birth.because:
            self.divergence = divergence(self.trace, birth.step)
        often = f", the first of {self.times} times" if self.times > 1 else ""
        sentence = f"{what}{often}{self._consequence()}{self.divergence}."
        steps, nodes, edges = _once(self.steps), _once(self.nodes), _once(self.edges)
        return Finding("nan" if gave == "NaN" else "infinity", sentence, steps, nodes, edges, line)

    # what happened, and what it gave

    def _forward(self) -> tuple[str, str]:
        node, birth = self.node, self.birth
        assert birth.step is not None
        spot = self.story.facts.spots.get(birth.step)
        numbers = spot.met[: len(birth.given)] if spot else [self._element(one) for one in birth.given]
        gave = self._gave(node.value)
        self._go(to_the_end(self.trace, self.story, birth))
        return f"{_at(node)}{computed(node, birth.given, numbers, gave)}{self._place()}", gave

    def _backward(self) -> tuple[str, str]:
        node, birth = self.node, self.birth
        assert birth.step is not None
        step = self.trace.steps[birth.step]
        assert isinstance(step, Backward | Unbroadcast)
        self._go(down_to_a_leaf(self.trace, birth))
        if isinstance(step, Backward) and fault(step.upstream):
            gave = faulty(step.upstream)
            return f"A hook changed the gradient of {_name(node)}{_made(node)} into {gave}", gave
        if isinstance(step, Unbroadcast) or not fault(step.contribution):
            gave = faulty(step.after)
            of = _name(self.trace.nodes[step.input])
            return f"{_at(node)}the gradient of {of}, a sum, is too large and became {gave}", gave
        spot = self.story.facts.spots.get(birth.step)
        if spot:
            *numbers, y, upstream = spot.met
        else:
            numbers = [self._element(one) for one in birth.given]
            y, upstream = self._element(node.value), self._element(step.upstream)
        local = step.local if step.local is not None else slope(node, step.arg, numbers, y)
        gave = self._gave(step.contribution)
        what = f"{_at(node)}{passed(node, upstream, local, numbers, gave)}{self._place()}"
        for cause in birth.because:
            if cause.step is not None:
                self.steps.insert(1, cause.step)
        if not upstream:
            why, position = not_taken(self.trace, birth, node)
            if position is not None:
                above = self.trace.steps[position]
                assert isinstance(above, Backward)
                self.steps.insert(1, position)
                self.edges.append((above.node, above.arg))
                what += f", {why}"
        return what, gave

    def _leaf(self) -> tuple[str, str]:
        node = self.node
        gave = faulty(node.value)
        self._go(to_the_end(self.trace, self.story, self.birth))
        self.steps = self.steps or first_use(self.trace, node.id)
        value, place = node.value, ""
        if isinstance(value, ArraySnapshot) and value.data is not None:
            index = next(i for i in indices(value.shape) if fault(at(value, i)))
            place = f" (at {node.label or 'element '}{[*index]})"
        has = "has" if isinstance(value, ArraySnapshot) else "is"
        name = _name(node)
        name = name if node.label else name[0].upper() + name[1:]
        return f"{name}{_made(node)} {has} {gave} from the beginning{place}", gave

    def _update(self) -> tuple[str, str]:
        gave = self._after()
        return f"An update of {_name(self.node)}{_made(self.node)} made {gave} of finite numbers", gave

    def _seed(self) -> tuple[str, str]:
        gave = self._after()
        return f"{_at(self.node)}backward() was given {gave} to begin with", gave

    def _assign(self) -> tuple[str, str]:
        gave = self._after()
        made = _made(self.node).removesuffix(",")
        return f"The program itself put {gave} into the gradient of {_name(self.node)}{made}", gave

    def _after(self) -> str:
        assert self.birth.step is not None
        step = self.trace.steps[self.birth.step]
        assert isinstance(step, Update | Seed | Assign)
        return faulty(step.after)

    # parts of it

    def _go(self, way: Way) -> None:
        self.steps += way.steps
        self.nodes += way.nodes
        self.edges += way.edges

    def _element(self, value: Quantity) -> float | None:
        if not isinstance(value, ArraySnapshot):
            return value
        return None if self.birth.index is None else at(value, self.birth.index)

    def _gave(self, value: Quantity) -> str:
        one = self._element(value)
        return faulty(value) if one is None else written(one)

    def _place(self) -> str:
        """Which element it was; of the variable, where it has the shape of one."""
        index = self.birth.index
        if not index:
            return ""
        for arg, value in zip(self.node.args, self.birth.given, strict=True):
            if (
                isinstance(arg, NodeId)
                and isinstance(value, ArraySnapshot)
                and len(value.shape) == len(index)
            ):
                label = self.trace.nodes[arg].label
                if label is not None and all(i < n for i, n in zip(index, value.shape, strict=True)):
                    return f" (at {label}{[*index]})"
        return f" (at element {[*index]})"

    def _consequence(self) -> str:
        birth, said = self.birth, ""
        end = birth.root if birth.root is not None else birth.end
        was_nan = birth.kind == "forward" and bool(fault(self.node.value) & NAN)
        ends_nan = end is None or bool(fault(self.trace.nodes[end].value) & NAN)
        if birth.became_nan is not None and ends_nan and not was_nan:
            said = turned(self.trace, birth.became_nan)
        if end is not None and end != birth.node:
            node = self.trace.nodes[end]
            has = "has" if isinstance(node.value, ArraySnapshot) else "is"
            return f"{said}, and so {_name(node, result=True)} {has} {faulty(node.value)}"
        if not birth.leaves:
            return said
        names = [_name(self.trace.nodes[one]) for one in birth.leaves]
        result = self._in_the_leaf()
        if len(names) == 1:
            has = "has" if isinstance(self.trace.nodes[birth.leaves[0]].value, ArraySnapshot) else "is"
            return f"{said}, and so the gradient of {names[0]} {has} {result}"
        if len(names) > MOST_NAMES:
            names[MOST_NAMES - 1 :] = [f"{len(names) - MOST_NAMES + 1} other leaves"]
        return f"{said}, and so the gradients of {', '.join(names[:-1])} and {names[-1]} are {result}"

    def _in_the_leaf(self) -> str:
        for position in reversed(self.birth.carried):
            step = self.trace.steps[position]
            if (
                isinstance(step, Backward | Unbroadcast)
                and step.input == self.birth.leaves[0]
                and fault(step.after)
            ):
                return faulty(step.after)
        return "not finite"


def _once(several: list[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(several))


def _at(node: Node) -> str:
    return "" if node.at is None else f"At line {node.at[0]}, "


def _line(node: Node) -> int | None:
    return None if node.at is None else node.at[0]


def _made(node: Node) -> str:
    return "" if node.at is None else f", made at line {node.at[0]},"


def _name(node: Node, *, result: bool = False) -> str:
    if node.label is not None:
        return node.label
    line = "" if node.at is None else f" of line {node.at[0]}"
    return f"the result{line}" if result or node.op is not None else f"the value{line}"
