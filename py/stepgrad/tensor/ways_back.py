"""③ The ways back of operations that a program wrote itself (custom.py): from the gradients of the outputs to those of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..mode import mode, switched
from ..rules.array_table import ArrayOp
from .graph import Node, TensorBase, beside, count, new, plain


class Kernel:
    """The kernel (see rules/kernel.py) of one call. hub: where the outputs' gradients meet, for all but itself.

    A rule takes arrays and ctx; or, for create_graph=True, tensors, ctx, and the node. unfold: may give, instead of
    gradients, what the walk goes on from, as pairs (tensor, gradient).
    """

    __slots__ = ("hub", "op", "rules", "unfold")

    def __init__(
        self, op: ArrayOp, rules: Sequence[Callable[..., Any]], hub: Any = None, unfold: Any = None
    ) -> None:
        self.op, self.rules, self.hub, self.unfold = op, tuple(rules), hub, unfold


def node_of(op: ArrayOp, out: Any, edges: tuple[Any, ...], ctx: Any) -> Node:
    node: Node = new(Node)
    node.number = count()
    node.shape, node.dtype = out._data.shape, out._data.dtype
    node.told, node.edges, node.watched = None, edges, ()
    node.saved = [ctx]
    return node


def passing(op: ArrayOp, out: Any, hub: Node, received: list[Any], k: int, first: bool) -> Node:
    """The node of one of several outputs: it hands its gradient over to the hub."""

    def rule(g: Any, *_: Any) -> Any:
        received[k] = g
        zeros = g if first else np.zeros(hub_shape, hub_dtype)
        return beside(g._class, zeros) if isinstance(g, TensorBase) and not first else zeros

    hub_shape, hub_dtype = hub.shape, hub.dtype
    node = node_of(op, out, (hub,), None)
    node.saved = []
    node.kernel = Kernel(op, [rule], hub)  # type: ignore[assignment]
    return node


class Call:
    """What the rules of one call have in common. It does not know the graph, which would be a cycle.

    _received: the gradient of each output, and behind these those that came by other nodes of the outputs in _again.
    """

    __slots__ = ("_again", "_backward", "_count", "_flowing", "_op", "_places", "_received")

    def __init__(
        self,
        op: ArrayOp,
        places: list[int],
        count: int,
        backward: Any,
        received: list[Any],
        flowing: list[int],
    ) -> None:
        self._op, self._places, self._count, self._backward = op, places, count, backward
        self._received, self._flowing, self._again = received, flowing, list[int]()

    def to(self, k: int) -> Callable[..., Any]:
        """The rule for the k-th tensor among the arguments."""

        def rule(g: Any, ctx: Any, node: Any = None) -> Any:
            if ctx._found is None or ctx._found[0] is not g:
                ctx._found = g, self._gradients(ctx, self._upstream(g), node)
            found = ctx._found[1][k]
            if not any(ctx.needs_input_grad[at] for at in self._places[k + 1 :]):
                ctx._found = None  # that was the last
            return found

        return rule

    def _upstream(self, g: Any) -> list[Any]:
        if len(self._flowing) == 1:
            self._received[self._flowing[0]] = g
        received = [*self._received]
        self._received[:] = [None] * len(received)
        outputs = len(received) - len(self._again)
        for k, more in zip(self._again, received[outputs:], strict=True):
            if more is not None:
                received[k] = more if received[k] is None else received[k] + more
        return received[:outputs]

    def unfold(self, again: Callable[[], Any]) -> Callable[[Node, Any], list[Any]]:
        """What gives the outputs, computed again with a graph, and their gradients."""

        def unfolded(_: Node, g: Any) -> list[Any]:
            made = again()
            outputs = made if isinstance(made, tuple) else (made,)
            return [
                (one, g)
                for one, g in zip(outputs, self._upstream(g), strict=True)
                if isinstance(one, TensorBase) and one._requires and g is not None
            ]

        return unfolded

    def _gradients(self, ctx: Any, upstream: list[Any], node: Any) -> list[Any]:
        """What backward() gives for the tensors among the arguments: arrays, or tensors where the node is given."""
        given = [
            g if (g is None and not (of and ctx.materialize_grads)) or isinstance(g, TensorBase)
            else beside(of[0], np.zeros(of[1], of[2]) if g is None else g)
            for g, of in zip(upstream, ctx._outputs, strict=True)
        ]  # fmt: skip
        graph = node is not None
        with switched(grad=graph, recorder=mode.recorder if graph else None):
            ctx._history = self._history(node) if graph else None
            try:
                found = self._backward(ctx, *given)
            finally:
                ctx._history = None
        grads = self._checked(type(ctx).__name__, found)
        return [
            None
            if grads[at] is None or not ctx.needs_input_grad[at]
            else _fitting(type(ctx).__name__, at, grads[at] if graph else grads[at]._data, shape)
            for at, shape in zip(self._places, ctx.shapes, strict=True)
        ]

    def _history(self, node: Node) -> Callable[[Any, int], Any]:
        def history(kept: Any, k: int) -> Any:
            if k not in self._flowing:
                return kept
            out = plain(kept._class, kept._data)
            out._node, out._requires, out._counter = node, True, kept._counter
            if len(self._flowing) > 1:
                out._node = passing(self._op, out, node, self._received, len(self._received), False)
                self._received.append(None)
                self._again.append(k)
            if mode.recorder is not None:
                mode.recorder.becomes(out, node)
            return out

        return history

    def _checked(self, name: str, found: Any) -> list[Any]:
        """Errors: RuntimeError for what is not one gradient for each argument."""
        count = self._count
        grads = list(found) if isinstance(found, tuple) else [found]
        if len(grads) > count and all(one is None for one in grads[count:]):
            del grads[count:]
        if len(grads) != count:
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {count}, got {len(grads)})"
            )
        for i, one in enumerate(grads):
            if one is not None and i not in self._places:
                raise RuntimeError(
                    f"function {name} returned a gradient different than None at position {i + 1}, but the corresponding forward "
                    "input was not a Variable"
                )
            if one is not None and not isinstance(one, TensorBase):
                raise RuntimeError(f"expected Variable or None (got {type(one).__name__})")
        return grads


def _fitting(name: str, at: int, g: Any, shape: tuple[int, ...]) -> Any:
    """Errors: RuntimeError for a gradient of a shape that the input's could not have been broadcast to."""
    given = getattr(g, "_data", g).shape
    wide = given[len(given) - len(shape) :] if len(given) >= len(shape) else None
    if wide is None or any(n not in (1, m) for n, m in zip(shape, wide, strict=True)):
        raise RuntimeError(
            f"Function {name} returned an invalid gradient at index {at} - got {[*given]} but expected shape compatible with "
            f"{[*shape]}"
        )
    return g
