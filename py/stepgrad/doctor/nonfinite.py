"""④ Where a NaN or an infinity was born: the step, its line, its operands, and what became of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..tracing.columns import Nodes, Steps
from ..tracing.events import Backward, Forward, Node, NodeId, Seed, Unbroadcast, Update
from ..tracing.snapshot import ArraySnapshot, Quantity
from .births import Birth, Story
from .finding import Finding
from .meeting import computed, passed, slope, term
from .numbers import NAN, at, fault, faulty, indices, shape_of, written

if TYPE_CHECKING:
    from ..tracing.trace import Trace

MOST_STEPS = 8  # of the way from the birth to where it ends

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


def check(trace: Trace) -> Iterator[Finding]:
    """One finding for each birth that matters; of one place in the program, run through many times, only the first."""
    if not _suspicious(trace):
        return
    story = Story(trace)
    told = [birth for birth in story.births if _matters(birth)]
    explained = {id(cause) for birth in told if birth.kind == "backward" for cause in birth.because}
    told = [birth for birth in told if id(birth) not in explained or birth.root is not None]
    groups: dict[object, list[Birth]] = {}
    for birth in told:
        node = trace.nodes[birth.node]
        groups.setdefault((birth.kind, node.at or node.id, node.op and node.op.name), []).append(birth)
    diverging = False
    for births in groups.values():
        telling = _Telling(trace, story, births)
        finding, divergence = telling.finding(), telling.divergence
        if not (
            diverging and divergence
        ):  # once is enough, in however many places numbers then become too large
            yield finding
        diverging = diverging or bool(divergence)


def _suspicious(trace: Trace) -> bool:
    """Whether anything in the trace is not finite. It looks at columns, for nearly every trace ends its visit here."""
    nodes, steps = trace.nodes, trace.steps
    if not isinstance(nodes, Nodes) or not isinstance(steps, Steps):
        return True
    if not _all_finite(nodes.column("value")):
        return True
    seen = [table.column("after") for table in steps.tables if "after" in table.columns]
    seen += [table.column("contribution") for table in (steps.backward, steps.unbroadcast)]
    return not all(map(_all_finite, seen))


def _all_finite(numbers: list[Quantity]) -> bool:
    try:
        if math.isfinite(sum(numbers)):  # type: ignore[arg-type]
            return True
    except TypeError:  # there are arrays among them
        pass
    return not any(map(fault, numbers))


def _matters(birth: Birth) -> bool:
    match birth.kind:
        case "leaf":
            # An infinity that the program itself put somewhere (a mask's) is nothing wrong, unless the result has it.
            return birth.root is not None or bool(birth.leaves) or (birth.end is not None and birth.is_nan)
        case "forward":
            return birth.root is not None or birth.end is not None or bool(birth.leaves)
        case "backward":
            return bool(birth.leaves)
        case _:
            return True


class _Telling:
    """One finding, of several births in one place."""

    def __init__(self, trace: Trace, story: Story, births: list[Birth]) -> None:
        self.trace, self.story, self.birth = trace, story, births[0]
        self.times = len(births)
        self.node = trace.nodes[self.birth.node]
        self.steps: list[int] = [] if self.birth.step is None else [self.birth.step]
        self.path: list[int] = [self.birth.node]
        self.edges: list[tuple[int, int]] = []
        self.divergence = ""

    def finding(self) -> Finding:
        tell = getattr(self, f"_{self.birth.kind}")
        what, is_nan, line = tell()
        self.divergence = self._divergence()
        sentence = f"{what}{self._often()}{self._consequence()}{self.divergence}."
        steps = tuple(dict.fromkeys(self.steps))
        kind = "nan" if is_nan else "infinity"
        nodes = tuple(dict.fromkeys(self.path))
        return Finding(kind, sentence, steps, nodes, tuple(dict.fromkeys(self.edges)), line)

    # what happened, whether it is a NaN, and the line

    def _forward(self) -> tuple[str, bool, int | None]:
        node, birth = self.node, self.birth
        spot = self.story.facts.spots.get(birth.step) if birth.step is not None else None
        numbers = spot.met[: len(birth.given)] if spot else self._numbers(birth.given)
        result = at(node.value, birth.index) if birth.index is not None else None
        gave = written(result) if result is not None else faulty(node.value)
        what = computed(node, birth.given, numbers, gave)
        self._to_the_end()
        return f"{_line(node)}{what}{self._place(birth.given)}", gave == "NaN", _number(node)

    def _backward(self) -> tuple[str, bool, int | None]:
        node, birth = self.node, self.birth
        assert birth.step is not None
        step = self.trace.steps[birth.step]
        assert isinstance(step, Backward | Unbroadcast)
        self._down_to_a_leaf(birth)
        if isinstance(step, Unbroadcast) or (not fault(step.contribution)) or fault(step.upstream):
            gave = faulty(step.after if not fault(step.contribution) else step.contribution)
            what = f"{_line(node)}the gradient of {_name(self.trace.nodes[step.input])} became {gave}"
            if not fault(step.contribution) or isinstance(step, Unbroadcast):
                what += ", a sum that is too large"
            return what, gave == "NaN", _number(node)
        spot = self.story.facts.spots.get(birth.step)
        if spot:
            *numbers, y, upstream = spot.met
        else:
            numbers = self._numbers(birth.given)
            y, upstream = self._element(node.value), self._element(step.upstream)
        local = step.local if step.local is not None else slope(node, step.arg, numbers, y)
        if isinstance(step.contribution, ArraySnapshot):
            result = at(step.contribution, birth.index) if birth.index is not None else None
            gave = written(result) if result is not None else faulty(step.contribution)
        else:
            gave = written(step.contribution)
        what = f"{_line(node)}{passed(node, upstream, local, numbers, gave)}{self._place(birth.given)}"
        for cause in birth.because:
            if cause.step is not None:
                self.steps.insert(1, cause.step)
        if (upstream == 0 or upstream is None) and (untaken := self._untaken(step)):
            what += f", {untaken}"
        return what, gave == "NaN", _number(node)

    def _leaf(self) -> tuple[str, bool, int | None]:
        node = self.node
        gave = faulty(node.value)
        self._to_the_end()
        if not self.steps:
            self._use_of(node.id)
        has = "has" if isinstance(node.value, ArraySnapshot) else "is"
        what = f"{_capital(_name(node))}{_made(node)} {has} {gave} from the beginning{self._bad_element()}"
        return what, gave == "NaN", _number(node)

    def _bad_element(self) -> str:
        value = self.node.value
        if not isinstance(value, ArraySnapshot) or value.data is None:
            return ""
        index = next(i for i in indices(value.shape) if fault(at(value, i)))
        return f" (at {self.node.label or 'element '}{[*index]})"

    def _update(self) -> tuple[str, bool, int | None]:
        assert self.birth.step is not None
        step = self.trace.steps[self.birth.step]
        assert isinstance(step, Update)
        what = (
            f"An update of {_name(self.node)}{_made(self.node)} made {faulty(step.after)} of finite numbers"
        )
        return what, bool(fault(step.after) & NAN), _number(self.node)

    def _seed(self) -> tuple[str, bool, int | None]:
        gave = self._after()
        return (
            f"{_line(self.node)}backward() began with {gave} as its gradient",
            gave == "NaN",
            _number(self.node),
        )

    def _assign(self) -> tuple[str, bool, int | None]:
        gave = self._after()
        return (
            f"The program itself put {gave} into the gradient of {_name(self.node)}{_made(self.node).rstrip(',')}",
            gave == "NaN",
            _number(self.node),
        )

    def _after(self) -> str:
        assert self.birth.step is not None
        return faulty(self.trace.steps[self.birth.step].after)  # type: ignore[union-attr]

    # its parts

    def _numbers(self, given: Sequence[Quantity]) -> list[float | None]:
        return [self._element(one) for one in given]

    def _element(self, value: Quantity) -> float | None:
        if not isinstance(value, ArraySnapshot):
            return value
        return None if self.birth.index is None else at(value, self.birth.index)

    def _place(self, given: Sequence[Quantity]) -> str:
        """Which element it was; of the variable, where it has the shape of one."""
        index = self.birth.index
        if not index:
            return ""
        for arg, value in zip(self.node.args, given, strict=True):
            if (
                isinstance(arg, NodeId)
                and isinstance(value, ArraySnapshot)
                and len(value.shape) == len(index)
            ):
                label = self.trace.nodes[arg].label
                if label is not None and all(i < n for i, n in zip(index, value.shape, strict=True)):
                    return f" (at {label}{[*index]})"
        return f" (at element {[*index]})"

    def _often(self) -> str:
        return f", the first of {self.times} times" if self.times > 1 else ""

    def _untaken(self, step: Backward) -> str:
        """Why the gradient that came was 0."""
        assert self.birth.step is not None
        node, wanted = step.node, self.birth.index
        for position in range(self.birth.step - 1, -1, -1):
            above = self.trace.steps[position]
            if isinstance(above, Seed):
                break
            if not isinstance(above, Backward) or above.input != node:
                continue
            maker = self.trace.nodes[above.node]
            came = self._there(above.upstream, wanted)
            name = maker.op.name if maker.op else ""
            if (
                (came is None or came != 0 or isinstance(above.upstream, float))
                and name in _NOT_TAKEN
                and came != 0
            ):
                self.steps.insert(1, position)
                self.edges.append((above.node, above.arg))
                line = _number(maker)
                other = line is not None and line != _number(self.node)
                return _NOT_TAKEN[name].format(at=f" (line {line})" if other else "")
            if came != 0:
                break
            node = above.node
        return ""

    @staticmethod
    def _there(value: Quantity, index: tuple[int, ...] | None) -> float | None:
        if not isinstance(value, ArraySnapshot):
            return value
        if index is None or value.data is None or len(index) != len(value.shape):
            return None
        return at(value, index) if all(i < n for i, n in zip(index, value.shape, strict=True)) else None

    def _to_the_end(self) -> None:
        """The forward steps by which it comes to where it ends."""
        birth = self.birth
        end = birth.root if birth.root is not None else birth.end
        path: list[int] = []
        edges: list[tuple[int, int]] = []
        while end is not None and end != birth.node:
            path.append(end)
            node = self.trace.nodes[end]
            end = None
            for i, arg in enumerate(node.args):
                if isinstance(arg, NodeId) and any(one is birth for one in self.story.values.get(arg, ())):
                    end = arg
                    edges.append((node.id, i))
                    break
        path.reverse()
        edges.reverse()
        steps = [self.story.came[one] for one in path if one in self.story.came]
        self.steps += steps if len(steps) <= MOST_STEPS else steps[-1:]
        self.path += path if len(steps) <= MOST_STEPS else path[-1:]
        self.edges += edges if len(steps) <= MOST_STEPS else []

    def _down_to_a_leaf(self, birth: Birth) -> None:
        """The backward steps by which it comes to a leaf's gradient."""
        if not birth.leaves or birth.step is None:
            return
        into: dict[int, int] = {}
        for position in birth.carried:
            step = self.trace.steps[position]
            if isinstance(step, Backward | Unbroadcast):
                into.setdefault(step.input, position)
        path: list[int] = []
        at_node: int | None = birth.leaves[0]
        while at_node is not None and at_node in into and len(path) < 10_000:
            position = into[at_node]
            path.append(position)
            if position <= birth.step:
                break
            at_node = self.trace.steps[position].node  # type: ignore[union-attr]
        path.reverse()
        path = [one for one in path if one > birth.step]
        kept = path if len(path) <= MOST_STEPS else path[-1:]
        self.steps += kept
        for position in [birth.step, *kept]:
            step = self.trace.steps[position]
            assert isinstance(step, Backward | Unbroadcast)
            self.edges.append((step.node, step.arg))
            self.path += [step.node, step.input]

    def _use_of(self, number: int) -> None:
        for position, step in enumerate(self.trace.steps):
            if isinstance(step, Forward) and any(
                isinstance(arg, NodeId) and arg == number for arg in self.trace.nodes[step.node].args
            ):
                self.steps.append(position)
                return

    def _consequence(self) -> str:
        birth, said = self.birth, ""
        end = birth.root if birth.root is not None else birth.end
        if birth.became_nan is not None and (end is None or fault(self.trace.nodes[end].value) & NAN):
            said = self._turned(birth.became_nan)
        if end is not None and end != birth.node:
            node = self.trace.nodes[end]
            return f"{said}, and so {_name(node, result=True)} {_is(node.value)}"
        if birth.leaves:
            names = [_name(self.trace.nodes[one]) for one in birth.leaves]
            result = "NaN" if birth.became_nan is not None else self._kind_in_leaf(birth)
            if len(names) == 1:
                several = isinstance(self.trace.nodes[birth.leaves[0]].value, ArraySnapshot)
                return f"{said}, and so the gradient of {names[0]} {'has' if several else 'is'} {result}"
            if len(names) > 3:
                names[2:] = [f"{len(names) - 2} other leaves"]
            return f"{said}, and so the gradients of {', '.join(names[:-1])} and {names[-1]} are {result}"
        return said

    def _kind_in_leaf(self, birth: Birth) -> str:
        for position in reversed(birth.carried):
            step = self.trace.steps[position]
            if isinstance(step, Backward | Unbroadcast) and step.input == birth.leaves[0]:
                return "not finite" if not fault(step.after) else faulty(step.after)
        return "not finite"

    def _turned(self, position: int) -> str:
        step = self.trace.steps[position]
        node = self.trace.nodes[step.node]  # type: ignore[union-attr]
        line = _number(node)
        at_line = f" at line {line}" if line is not None else ""
        if isinstance(step, Backward):
            return self._turned_in_a_gradient(step, node, at_line)
        given = [self.trace.nodes[arg].value if isinstance(arg, NodeId) else arg for arg in node.args]
        if all(isinstance(one, float) for one in given):
            words = computed(node, given, given, "NaN").removesuffix(" gave NaN")  # type: ignore[arg-type]
            return f"; {words} made NaN of it{at_line}"
        name = node.op.name if node.op else "an operation"
        return f"; {name} made NaN of it{at_line}"

    def _turned_in_a_gradient(self, step: Backward, node: Node, at_line: str) -> str:
        """An infinity that came from above turned into NaN."""
        wide = step.contribution
        index: tuple[int, ...] = ()
        if isinstance(wide, ArraySnapshot):
            if wide.data is None:
                return f"; in the backward pass{at_line} NaN was made of it"
            index = next((i for i in indices(wide.shape) if fault(at(wide, i)) == NAN), ())
        if any(len(shape_of(one)) > len(index) for one in (step.upstream, node.value)):
            return f"; in the backward pass{at_line} NaN was made of it"
        given = [self.trace.nodes[arg].value if isinstance(arg, NodeId) else arg for arg in node.args]
        upstream = at(step.upstream, index)
        local = (
            step.local
            if step.local is not None
            else slope(node, step.arg, [at(one, index) for one in given], at(node.value, index))
        )
        if upstream is None or local is None:
            return f"; in the backward pass{at_line} NaN was made of it"
        return f"; {written(upstream)} × {term(local)} made NaN of it in the backward pass{at_line}"

    def _divergence(self) -> str:
        """Where it comes of training that goes wrong: how the loss grew."""
        if (
            self.birth.kind not in ("forward", "update", "backward")
            or self.birth.step is None
            or self.birth.because
        ):
            return ""
        roots: list[float] = []
        updated = False
        name = "what backward() begins from"
        for step in self.trace.steps[: self.birth.step]:
            if isinstance(step, Seed):
                root = self.trace.nodes[step.node]
                value, name = root.value, root.label or name
                if isinstance(value, float) and not fault(value):
                    roots.append(abs(value))
            updated = updated or isinstance(step, Update)
        if not updated or len(roots) < 2 or roots[-1] < 1e3 * max(roots[0], 1e-3) or roots[-1] < roots[-2]:
            return ""
        return (
            f": the training diverges, for {name} grew from {written(roots[0])} to {written(roots[-1])} "
            f"in {len(roots)} passes{self._rate()}"
        )

    def _rate(self) -> str:
        """The learning rate, where the updates show it: each is the same part of the gradient."""
        grads: dict[int, float] = {}
        rates: list[float] = []
        for step in self.trace.steps[: self.birth.step]:
            if isinstance(step, Backward | Unbroadcast) and isinstance(step.after, float):
                grads[step.input] = step.after
            elif (
                isinstance(step, Update) and isinstance(step.after, float) and isinstance(step.before, float)
            ):
                if grads.get(step.node) and not fault(step.after):
                    rates.append((step.before - step.after) / grads[step.node])
                if len(rates) > 8:
                    break
        if len(rates) < 2 or not rates[0] > 0 or any(abs(one / rates[0] - 1) > 1e-3 for one in rates[:4]):
            return ""
        return f" with a learning rate of {written(round(rates[0], 10))}"


def _line(node: Node) -> str:
    return "" if node.at is None else f"At line {node.at[0]}, "


def _number(node: Node) -> int | None:
    return None if node.at is None else node.at[0]


def _made(node: Node) -> str:
    return "" if node.at is None else f", made at line {node.at[0]},"


def _name(node: Node, *, result: bool = False) -> str:
    if node.label is not None:
        return node.label
    line = "" if node.at is None else f" of line {node.at[0]}"
    return f"the result{line}" if result or node.op is not None else f"the value{line}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:] if text.startswith("the ") else text


def _is(value: Quantity) -> str:
    return f"{'has' if isinstance(value, ArraySnapshot) else 'is'} {faulty(value)}"
