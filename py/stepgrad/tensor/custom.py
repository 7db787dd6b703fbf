"""② Operations whose forward and backward a program writes itself: one node of the graph, and one operation of a trace.

What happens inside is nobody's business: forward and backward run without a graph and unseen. But for create_graph=True
backward runs with a graph: what it gives is as differentiable as what it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..mode import mode, switched
from ..rules.array_table import ARRAY_OPS, ArrayOp
from ..rules.kernel import edges_of
from ..rules.scalar_table import OPS
from .graph import Node, TensorBase, plain
from .ways_back import Call, Kernel, node_of, passing

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
        """Nothing: the way forward is found by walking back twice."""

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
        hub = node_of(op, made[flowing[0]], edges, ctx)
        received: list[Any] = [None] * len(made)
        call = Call(op, places, len(args), backward, received, flowing)
        unfold = None if again is None else call.unfold(again)
        hub.kernel = Kernel(op, [call.to(k) for k in range(len(tensors))], unfold=unfold)  # type: ignore[assignment]
        _save(ctx, hub, outputs, made)
        for k in flowing:
            one = made[k]
            one._node = hub if len(flowing) == 1 else passing(op, one, hub, received, k, k == flowing[0])
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
