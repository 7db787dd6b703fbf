"""② Operations whose forward and backward a program writes itself: one node of the graph, and one operation of a trace.

What happens inside is nobody's business: forward and backward run without a graph and unseen. But for create_graph=True
backward runs with a graph: what it gives is as differentiable as what it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..mode import mode, switched
from ..rules.array_table import ARRAY_OPS, ArrayOp
from ..rules.kernel import edges_of
from ..rules.scalar_table import OPS
from .graph import Node, TensorBase, beside, count, new, plain

AGAIN = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved "
    "intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to "
    "backward through the graph a second time or if you need to access saved tensors after calling backward."
)
_ops: dict[str, ArrayOp] = {}


def operation(name: str) -> ArrayOp:
    """The row of such an operation, as a trace shows it."""
    if name in OPS or name in ARRAY_OPS:
        name += "Function"
    if name not in _ops:
        words = "its own backward() says what part of the gradient goes to each input"
        _ops[name] = ArrayOp(name, name, "forward(arrays)", ("backward(g)[i]",), (words,), ())
    return _ops[name]


class Context:
    """What forward() leaves for backward(). Attributes may be added freely."""

    needs_input_grad: tuple[bool, ...] = ()
    materialize_grads = True
    _to_save: tuple[Any, ...] = ()
    _saved: tuple[Any, ...] | None = ()  # None: freed
    _silent: tuple[Any, ...] = ()
    _dirty: tuple[Any, ...] = ()
    shapes: Sequence[tuple[int, ...]] = ()  # of the tensors among the arguments
    _outputs: Sequence[Any] = ()  # class, shape and dtype of each, or None
    _found: tuple[Any, Any] | None = None  # what backward() gave, and for which gradient
    _places: Sequence[int | None] = ()  # of what was saved, which output it is
    _history: Callable[[Any, int], Any] | None = (
        None  # gives an output its history, while backward() runs with a graph
    )

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors until the walk has been here. Errors: TypeError for anything else but None."""
        for i, one in enumerate(tensors):
            if one is not None and not isinstance(one, TensorBase):
                kind = type(one).__name__
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {i} is of type {kind}"
                )
        self._to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Nothing: there are no derivatives forward."""

    def mark_non_differentiable(self, *args: Any) -> None:
        """No gradient comes from these outputs."""
        self._silent = args

    def mark_dirty(self, *args: Any) -> None:
        """These inputs were changed in place."""
        self._dirty = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward() gets zeros (or None) for outputs that no gradient comes from."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved. Errors: RuntimeError once it was freed."""
        if self._saved is None:
            raise RuntimeError(AGAIN)
        if self._history is None:
            return self._saved
        return tuple(
            one if place is None else self._history(one, place)
            for one, place in zip(self._saved, self._places, strict=True)
        )

    def name(self) -> str:
        """What the node is called."""
        return type(self).__name__


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


def called(
    name: str,
    ctx: Context,
    args: Sequence[Any],
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    again: Any = None,
) -> Any:
    """What forward(*args) gives, with backward(ctx, *gradients) as the way back to the tensors among args.

    backward gives a gradient, or None, for each of args, or for the first of them. again: gives the outputs once more, with a
    graph that leads to args, for create_graph=True. Errors: RuntimeError, TypeError.
    """
    recorder = mode.recorder
    places = [i for i, one in enumerate(args) if isinstance(one, TensorBase)]
    tensors = [args[i] for i in places]
    ctx.needs_input_grad = tuple(isinstance(one, TensorBase) and bool(one._requires) for one in args)
    mask = sum(bool(one._requires) << k for k, one in enumerate(tensors)) if mode.grad else 0
    edges = edges_of(tensors, mask)
    ctx.shapes = [one._data.shape for one in tensors]
    with switched(grad=False):
        given = forward(*args)
    outputs = list(given) if isinstance(given, tuple) else [given]
    if mask and any(
        isinstance(one, TensorBase) and one._requires and one._node is None for one in ctx._dirty
    ):
        raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
    made = [_output(one, tensors, ctx) for one in outputs]
    op = operation(name)
    silent = {id(one) for one in ctx._silent}
    flowing = [
        k for k, one in enumerate(outputs)
        if isinstance(one, TensorBase) and id(one) not in silent and one._data.dtype.kind == "f"
    ]  # fmt: skip
    if mask and flowing:
        ctx._outputs = [
            isinstance(one, TensorBase) and (one._class, one._data.shape, one._data.dtype) for one in made
        ]
        hub = _node(op, made[flowing[0]], edges, ctx)
        received: list[Any] = [None] * len(made)
        call = _Call(op, places, len(args), backward, received, flowing)
        unfold = None if again is None else call.unfold(again)
        hub.kernel = Kernel(op, [call.to(k) for k in range(len(tensors))], unfold=unfold)  # type: ignore[assignment]
        _save(ctx, hub, outputs, made)
        for k in flowing:
            one = made[k]
            one._node = hub if len(flowing) == 1 else _passing(op, one, hub, received, k, k == flowing[0])
            one._requires = True
    else:
        ctx._saved = ctx._to_save
    ctx._to_save = ctx._dirty = ctx._silent = ()
    if recorder is not None:
        for one in made:
            if isinstance(one, TensorBase):
                recorder.operation(op, tuple(tensors), one, {})
        if mask and len(flowing) > 1:
            recorder.becomes(hub, made[flowing[0]])
    return tuple(made) if isinstance(given, tuple) else made[0]


def _output(one: Any, inputs: list[Any], ctx: Context) -> Any:
    """What of an output can have a node of its own; an input that was changed in place is one itself."""
    if not isinstance(one, TensorBase):
        return one
    if any(one is dirty for dirty in ctx._dirty):
        return one
    if any(one is given for given in inputs) or one._requires or getattr(one, "_view", None) is not None:
        out = plain(one._class, one._data)
        out._counter = one._counter[:1] if len(one._counter) > 1 else one._counter
        return out
    return one


def _node(op: ArrayOp, out: Any, edges: tuple[Any, ...], ctx: Any) -> Node:
    node: Node = new(Node)
    node.number = count()
    node.shape, node.dtype = out._data.shape, out._data.dtype
    node.told, node.edges, node.watched = None, edges, ()
    node.saved = [ctx]
    return node


def _save(ctx: Context, node: Node, outputs: list[Any], made: list[Any]) -> None:
    """Keep what save_for_backward() was given; outputs without their history, which would be a cycle."""
    saved: list[Any] = []
    places: list[int | None] = []
    for one in ctx._to_save:
        place = next(
            (k for k, pair in enumerate(zip(outputs, made, strict=True)) if any(one is x for x in pair)), None
        )
        if one is not None and place is not None:
            kept = plain(one._class, one._data)
            kept._counter = one._counter
            one = kept
        saved.append(one)
        places.append(None if one is None else place)
    ctx._saved, ctx._places = tuple(saved), places
    if saved:
        node.saved = (ctx,)
        node.watched = tuple(
            part for one in saved if one is not None for part in (one._counter, one._counter[0])
        )


def _passing(op: ArrayOp, out: Any, hub: Node, received: list[Any], k: int, first: bool) -> Node:
    """The node of one of several outputs: it hands its gradient over to the hub."""

    def rule(g: Any, *_: Any) -> Any:
        received[k] = g
        zeros = g if first else np.zeros(hub_shape, hub_dtype)
        return beside(g._class, zeros) if isinstance(g, TensorBase) and not first else zeros

    hub_shape, hub_dtype = hub.shape, hub.dtype
    node = _node(op, out, (hub,), None)
    node.saved = []
    node.kernel = Kernel(op, [rule], hub)  # type: ignore[assignment]
    return node


class _Call:
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

        def rule(g: Any, ctx: Context, node: Any = None) -> Any:
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

    def _gradients(self, ctx: Context, upstream: list[Any], node: Any) -> list[Any]:
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
            out._node, out._requires = node, True
            if len(self._flowing) > 1:
                out._node = _passing(self._op, out, node, self._received, len(self._received), False)
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
