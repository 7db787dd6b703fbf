"""④ Why a gradient is None: the path from the value to where backward() began, and the edge at which it was cut."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..columns import columns_of
from ..events import Node, NodeId
from ..facts import Read
from .finding import Finding
from .paths import Arc, Paths
from .text import Text

if TYPE_CHECKING:
    from ..trace import Trace

BECAUSE = " because "
MOST_NAMES = 5  # of a path in a sentence

# How numbers go round the graph; {of}: the value, {line}: where, with a comma.
_HOW = {
    "detach()": "{of}.detach(){line} cuts the graph",
    ".data": "{of}.data{line} gives numbers without their history",
    "data": "{of}.data{line} gives a plain number, which has no history",
    "item()": "{of}.item(){line} gives a plain number, which has no history",
    "float()": "{of} becomes a plain number{line}, which has no history",
    "int()": "{of} becomes a plain number{line}, which has no history",
    "tolist()": "{of}.tolist(){line} gives plain numbers, which have no history",
    "numpy()": "{of} goes through NumPy{line}, which knows of no graph",
    "a copy": "{of} is copied{line}, and a copy has no history",
    "deepcopy()": "{of} is copied by deepcopy(){line}, and a copy has no history",
}


class Examiner:
    """Looks for the reason, value by value."""

    def __init__(self, trace: Trace, text: Text, seeds: list[tuple[int, int]], ever: set[int]) -> None:
        self._trace, self._text, self._seeds, self._ever = trace, text, seeds, ever
        self._paths: Paths | None = None

    def of_read(self, read: Read) -> Finding | None:
        """The program asked for a gradient and got None."""
        name = self._asked_for(read)
        if read.node is None:
            if not self._seeds:
                return None
            line = read.at[0] if read.at else None
            reason = f"nothing that backward() began from was made of {name}"
            return Finding("none", f"{name}.grad is None{BECAUSE}{reason}.", self._steps(), (), (), line)
        node = self._trace.nodes[read.node]
        if self._text.says(node.at, "requires_grad") and not self._requires(node.id) and node.op is None:
            return None  # it is meant to have none
        return self._finding(name, node, read)

    def of_leaf(self, number: int, expected: bool) -> Finding | None:
        """The program said that a tensor requires a gradient; told where a way was cut, or it was forgotten, unless that is expected."""
        node = self._trace.nodes[number]
        if node.label is None or not self._seeds:
            return None
        path = self._all_paths().from_(number)
        if (path and self._cut(node, path) is None) or (
            not path and (expected or not self._is_forgotten(node))
        ):
            return None
        return self._finding(node.label, node, None)

    def _is_forgotten(self, node: Node) -> bool:
        """Whether a leaf is in nothing at all, or, where there is one pass, in nothing but what was computed for it in vain."""
        trace, others = self._trace, ("grad", "requires_grad")
        if any(node.id == held.node for use in trace.optimizers for held in use.held):
            return False  # of which there are other words
        if any(read.node == node.id and read.how not in others for read in trace.facts.reads):
            return False
        if node.id in columns_of(trace)[1].update.column("node"):
            return False
        users = self._users(node.id)
        return not users or (
            len(self._seeds) == 1
            and users[-1] < self._seeds[0][1]
            and all(trace.nodes[user].requires_grad for user in users)
        )

    def _finding(self, name: str, node: Node, read: Read | None) -> Finding | None:
        zero = self._is_micrograd(node)
        is_none = f"{name}.grad is {'still 0' if zero else 'None'}{BECAUSE}"
        line = read.at[0] if read is not None and read.at else _line(node)
        if not self._seeds:
            if zero:
                return None
            steps = self._steps(Arc(node.id, node.id, 0))
            return Finding(
                "none", f"{is_none}the program never calls backward().", steps, (node.id,), (), line
            )
        is_tensor = node.id in self._trace.facts.results
        if node.op is not None and node.requires_grad and is_tensor and self._flows(node):
            return self._of_result(is_none, name, node, line)
        path = self._all_paths().from_(node.id)
        nodes = (node.id, *(arc.node for arc in path))
        edges = [(arc.node, arc.arg or 0) for arc in path]
        if node.op is None and not self._requires(node.id):
            return self._of_unrequired(is_none, name, node, nodes, edges, line)
        if node.op is not None and not node.requires_grad:
            return self._of_untracked(is_none, name, node, line)
        if not path:
            return self._of_unreached(is_none, name, node, line)
        at = self._cut(node, path)
        if at is None:  # it flows; if it came here, it was handed to the program
            if read is None or node.id not in self._ever:
                return None
            reason = "autograd.grad() hands gradients over and leaves none in .grad"
            return Finding("none", f"{is_none}{reason}.", self._steps(), nodes, tuple(edges), line)
        arc = path[at]
        edges = [edges[at], *edges[:at], *edges[at + 1 :]]
        reason, its_line = self._reason(name if at == 0 else None, arc)
        steps = self._steps(arc)
        sentence = f"{is_none}{reason}{self._way(node, path, name)}."
        return Finding("none", sentence, steps, nodes, tuple(edges), its_line or line)

    # the reasons

    def _of_result(self, is_none: str, name: str, node: Node, line: int | None) -> Finding:
        made = f"the result of line {node.at[0]}" if node.at else f"the result of {_op(node)}"
        ancestors = self._ancestors(node)
        old = next(
            (one for one in ancestors if one.op is None and one.label and one.label == node.label), None
        )
        leaf = next((one for one in ancestors if one.op is None and self._requires(one.id)), None)
        edges = tuple((node.id, i) for i, arg in enumerate(node.args) if isinstance(arg, NodeId))
        nodes: tuple[int, ...] = (node.id,)
        steps = self._steps(Arc(node.id, node.id, 0))
        if old is not None and old.at is not None:
            nodes = (old.id, node.id)
            reason = (
                f"{name} is not the leaf of line {old.at[0]} any more: {_new(node, name)}, which is a result, and "
                f"backward() leaves gradients in leaves alone; change {name} in place, under no_grad()"
            )
        elif leaf is not None and leaf.label is None and self._one_statement(leaf, node):
            nodes = (leaf.id, node.id)
            reason = (
                f"{name} is not a leaf but {made}, and the leaf that it was made of there has no name: "
                f"let {name} require a gradient when it is complete, with {name}.requires_grad_()"
            )
        else:
            reason = (
                f"{name} is not a leaf but {made}, and backward() keeps only the gradients of leaves, "
                f"unless {name}.retain_grad() is called before"
            )
        return Finding("none", f"{is_none}{reason}.", steps, nodes, edges, line)

    def _of_untracked(self, is_none: str, name: str, node: Node, line: int | None) -> Finding:
        edges = tuple((node.id, i) for i, arg in enumerate(node.args) if isinstance(arg, NodeId))
        steps = self._steps(Arc(node.id, node.id, 0))
        old = next((one for one in self._ancestors(node) if one.label and one.label == node.label), None)
        if any(self._requires(arg) for arg in node.args if isinstance(arg, NodeId)):
            if _to_ints(node):
                reason = f"{name} was made whole numbers of{_at(node)}, through which no gradient flows"
            elif old is not None and old.at is not None:
                reason = f"{name} is not the leaf of line {old.at[0]} any more: {_new(node, name)}, under {self._off(node)}"
            else:
                reason = f"{name} was computed under {self._off(node)}{_at(node)}, where no graph is made"
        else:
            reason = (
                f"{name}, the result of {_op(node)}{_at(node)}, was made of nothing that requires a gradient"
            )
        nodes = (node.id,) if old is None else (old.id, node.id)
        return Finding("none", f"{is_none}{reason}.", steps, nodes, edges, line)

    def _of_unrequired(
        self,
        is_none: str,
        name: str,
        node: Node,
        nodes: tuple[int, ...],
        edges: list[tuple[int, int]],
        line: int | None,
    ) -> Finding:
        steps = self._steps(Arc(node.id, nodes[1], 0)) if len(nodes) > 1 else self._steps()
        source = self._source(node)
        if source is not None:
            reason, its_line = self._reason(None, source)
            arcs = ((node.id, 0), *edges)
            sentence = f"{is_none}{reason}; {name} is what came of it."
            return Finding("none", sentence, steps, (source.source, *nodes), arcs, its_line or line)
        off = next(
            (
                read
                for read in self._trace.facts.reads
                if read.how == "requires_grad" and not read.flag and read.node == node.id
            ),
            None,
        )
        if off is not None:
            where = f" at line {off.at[0]}" if off.at else ""
            reason = f"it was told{where} to require none: requires_grad is False"
            return Finding("none", f"{is_none}{reason}.", steps, nodes, tuple(edges), line)
        reason = f"{name}{_made(node)} does not require one: requires_grad=True is missing"
        return Finding("none", f"{is_none}{reason}.", steps, nodes, tuple(edges), line)

    def _of_unreached(self, is_none: str, name: str, node: Node, line: int | None) -> Finding:
        root = self._trace.nodes[self._seeds[-1][1]]
        start = root.label or f"the result of {_op(root)}{_at(root)}"
        users = self._users(node.id)
        if not users:
            reason = f"nothing was ever made of {name}"
        else:
            used = self._trace.nodes[users[0]]
            late = users[0] > root.id
            kept = f"for {used.label}{_at(used)}" if used.label else used.at and f"at line {used.at[0]}"
            reason = f"backward() began from {start}, which does not depend on {name}: it is used only {kept}"
            if late:
                reason = f"{name} is used only after backward() was called, first{_at(used)}"
        steps = self._steps(Arc(node.id, users[0], 0) if users else None)
        edges = tuple((one, _place(self._trace.nodes[one].args, node.id) or 0) for one in users[:1])
        return Finding("none", f"{is_none}{reason}.", steps, (node.id, *users[:1]), edges, line)

    def _reason(self, name: str | None, arc: Arc) -> tuple[str, int | None]:
        """Why nothing comes back along an arc, and the line."""
        trace = self._trace
        source, node = trace.nodes[arc.source], trace.nodes[arc.node]
        of = name or self._called(source)
        if arc.how:
            at = arc.at or node.at
            line = at[0] if at else None
            words = _HOW.get(arc.how, arc.how + " of {of}{line} lets no gradient through")
            if "{of}." in words and not _is_one(of):
                of = f"({of})"
            return words.format(of=of, line=f" at line {line}" if line else ""), line
        made = self._called(node)
        late = self._turned_on(arc.source)
        if late is not None and not trace.nodes[arc.source].requires_grad:
            reason = f"it was made to require a gradient only{f' at line {late}' if late else ''}, when {made}{_at(node)} had been computed"
            return reason, _line(node)
        if _to_ints(node):
            return f"the cast{_at(node)} makes whole numbers of {of}, through which no gradient flows", _line(
                node
            )
        if any(read.how == "detach_()" and read.node == arc.source for read in trace.facts.reads):
            return f"{of}.detach_() cuts the graph", _line(node)
        return f"{made} was computed under {self._off(node)}{_at(node)}, where no graph is made", _line(node)

    # what it asks of the trace

    def _cut(self, node: Node, path: list[Arc]) -> int | None:
        """The place in the path of the first arc that no gradient comes back along."""
        detached = {read.node for read in self._trace.facts.reads if read.how == "detach_()"}
        for i, arc in enumerate(path):
            if arc.how or arc.source in detached or not self._trace.nodes[arc.node].requires_grad:
                return i
        return None

    def _flows(self, node: Node) -> bool:
        """Whether a gradient came to a result, or would, had backward() begun there."""
        path = self._all_paths().from_(node.id)
        return (bool(path) and self._cut(node, path) is None) or any(
            node.id == root for _, root in self._seeds
        )

    def _all_paths(self) -> Paths:
        if self._paths is None:
            self._paths = Paths(self._trace, self._text, [root for _, root in reversed(self._seeds)])
        return self._paths

    def _source(self, leaf: Node) -> Arc | None:
        if leaf.id in self._trace.facts.copies:
            source, how, at = self._trace.facts.copies[leaf.id]
            return Arc(source, leaf.id, None, how, at)
        return next(
            (Arc(one, leaf.id, None, read.how, read.at) for one, read in self._all_paths().copied(leaf.id)),
            None,
        )

    def _requires(self, number: int) -> bool:
        return self._trace.facts.requires.get(number, self._trace.nodes[number].requires_grad)

    def _turned_on(self, number: int) -> int | None:
        """The line at which a leaf was made to require a gradient, after it was made; 0 where that is not known."""
        for read in self._trace.facts.reads:
            if read.how == "requires_grad" and read.flag and read.node == number:
                return read.at[0] if read.at else 0
        return None

    def _called(self, node: Node) -> str:
        """Its name; else what the program has there, if that is short."""
        text = node.label or self._text.words(node.at)
        return text if text and len(text) <= 30 else f"the result of {_op(node)}{_at(node)}"

    def _off(self, node: Node) -> str:
        return self._text.switched_off(node.at, node.call)

    def _is_micrograd(self, node: Node) -> bool:
        return node.id in self._trace.facts.zeros

    def _asked_for(self, read: Read) -> str:
        words = self._text.words(read.at)
        name = words.removesuffix(".grad") if words and words.endswith(".grad") else None
        label = None if read.node is None else self._trace.nodes[read.node].label
        if name and self._text.is_variable(read.at):
            return name
        return label or name or "the value"

    def _ancestors(self, node: Node) -> list[Node]:
        """Nearest first."""
        found, waiting = {node.id}, [node.id]
        for number in waiting:
            for arg in self._trace.nodes[number].args:
                if isinstance(arg, NodeId) and arg not in found and len(found) < 10_000:
                    found.add(arg)
                    waiting.append(arg)
        return [self._trace.nodes[number] for number in waiting[1:]]

    def _one_statement(self, leaf: Node, node: Node) -> bool:
        return (
            leaf.at is not None
            and node.at is not None
            and node.at[:2] <= leaf.at[:2]
            and leaf.at[2:] <= node.at[2:]
        )

    def _users(self, number: int) -> list[int]:
        args = columns_of(self._trace)[0].column("args")
        return [i for i, some in enumerate(args) if number in some and _place(some, number) is not None]

    def _steps(self, arc: Arc | None = None) -> tuple[int, ...]:
        """Where an arc was made, and where backward() began without coming there."""
        found: list[int] = []
        if arc is not None:
            at = arc.node
            if self._trace.nodes[at].op is None and (users := self._users(at)):
                at = users[0]
            found += _forward_of(self._trace, at)
        return (*found, *(position for position, _ in self._seeds[:1]))

    def _way(self, node: Node, path: list[Arc], name: str) -> str:
        names = [name, *(self._trace.nodes[arc.node].label for arc in path)]
        if len(names) > MOST_NAMES or None in names or len({*names}) < len(names):
            return ""
        return f" (the path is {' → '.join(map(str, names))})"


def _is_one(text: str) -> bool:
    """Whether a method can be written behind an expression as it stands."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    return isinstance(tree, ast.Name | ast.Attribute | ast.Subscript | ast.Call)


def _place(args: Sequence[float], number: int) -> int | None:
    """Which of the arguments a node is; a float of the same number is a number."""
    return next((i for i, arg in enumerate(args) if isinstance(arg, int) and arg == number), None)


def _forward_of(trace: Trace, number: int) -> list[int]:
    """The position of the step that computed a node, if one did."""
    _, steps = columns_of(trace)
    nodes = steps.forward.column("node")
    return [steps.positions(steps.forward)[nodes.index(number)]] if number in nodes else []


def _to_ints(node: Node) -> bool:
    if node.op is None or node.op.name != "cast":
        return False
    return str(node.params.get("new_dtype", "")).startswith(("int", "uint", "bool"))


def _op(node: Node) -> str:
    return node.op.name if node.op is not None else "a value"


def _line(node: Node) -> int | None:
    return None if node.at is None else node.at[0]


def _at(node: Node) -> str:
    return "" if node.at is None else f" at line {node.at[0]}"


def _new(node: Node, name: str) -> str:
    return f"line {node.at[0]} made a new {name}" if node.at else f"{_op(node)} made a new {name}"


def _made(node: Node) -> str:
    return "" if node.at is None else f", made at line {node.at[0]},"
