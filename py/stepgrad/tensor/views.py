"""② Views: tensors that show the numbers of another one, and what a change in place means for all of them.

A view remembers the tensor that it shows, its base, and the operations that lead there (`_view`); the base, in the list
that counts its changes, remembers its views, but does not keep them alive. A change through a view that the graph learns
of is the operation `put` on the base: these places hold something else now. After it, and after a change of the base
itself, the views' own histories are out of date: each becomes a `Stale` (tensor.py), and gets a new history, from the
base as it is by then, when somebody asks for it. PyTorch does the same, and calls it rebasing and regenerating.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

import numpy as np

from ..mode import mode, switched
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .faults import fault
from .graph import Node, T, TensorBase, result
from .history import still_retained

put = of_arrays(ARRAY_OPS["put"])
_HOW = {
    "several": "one of the views that one call made (unbind, split, chunk)",
    "no_grad": "a view that was made under no_grad()",
}


def viewing(self: TensorBase, out: T, kernel: Kernel, parameters: tuple[Any, ...], how: str = "") -> T:
    """out, known as a view of `self` from now on; how: "several" where one call makes more than this one."""
    base, path, before = _seen(self)
    data = out._data
    if not data.flags.writeable and not any(
        n > 1 and not step for n, step in zip(data.shape, data.strides, strict=True)
    ):
        data.flags.writeable = True  # a part of what expand() shows more than once, but itself shown once
    if not mode.grad and base._requires:
        out._requires = True  # as in PyTorch; but what is done to the view does not reach the base
    out._view = base, (*path, (kernel, parameters)), how or before or ("" if mode.grad else "no_grad")
    version = out._counter = self._counter
    if len(version) == 1:
        version += [[], 16]
    views = version[1]
    views.append(ref(out))
    if len(views) > version[2]:  # most have gone by now
        views[:] = [one for one in views if one() is not None]
        version[2] = 2 * len(views) + 16
    return out


def _seen(self: TensorBase) -> Any:
    """Of a view, its base, the way there, and how it was made; of any other tensor, itself."""
    return getattr(self, "_view", None) or (self, (), "")


def must_be_changeable(name: str, self: TensorBase) -> None:
    """Errors: RuntimeError where the graph could not learn of a change in place."""
    base, _, how = _seen(self)
    if base._requires and base._node is None:
        what = "a leaf" if base is self else "a view of a leaf"
        raise fault(
            RuntimeError,
            "leaf" if base is self and name != "put" else "view of a leaf",
            f"{name}: {what} that requires a gradient can be changed in place only under no_grad()",
        )
    if how:
        ours = f"{name}: {_HOW[how]} can be changed in place only under no_grad()"
        raise fault(RuntimeError, f"{how} views", ours)


def become(self: TensorBase, new: TensorBase) -> None:
    """Take the numbers and the history of `new`, in the storage of `self`; a view changes its base."""
    base, path, _ = _seen(self)
    if new._node is not None:
        keep_what_was(new, self)
    before, whole = base._node, new
    if base is not self:
        index = _places(base._data, path)
        changed = base._data if mode.recorder is None else put.forward(base._data, new._data, index)
        whole = result(base, put, changed, base._requires + 2 * new._requires, (index,), (base, new))
    self._data[...] = new._data
    self._changed()
    base._node, base._requires = whole._node, whole._requires
    if before is not None and before.told is not None:
        still_retained(base, before)
    if mode.recorder is not None:
        mode.recorder.becomes(base, whole)
    for reference in self._counter[1] if len(self._counter) > 1 else ():
        view = reference()
        if view is not None and view._view[0] is base:
            view.__class__ = view._stale


def requires(view: T) -> bool:
    """Whether gradients flow through a stale view; where it can have no history any more, this can be asked all the same."""
    base, _, how = _seen(view)
    return True if how and base._requires else renewed(view)._requires


def renewed(view: T) -> T:
    """A stale view with its history from the base as it is now. Errors: RuntimeError where PyTorch allows no such view."""
    base, path, how = _seen(view)
    if how and base._requires:
        raise RuntimeError(
            f"view: what this shows was changed in place since, and so {_HOW[how]} is of no use any more; make it again"
        )
    view.__class__ = view._class
    before = view._node
    with switched(grad=True, recorder=mode.recorder):
        now = base
        for kernel, parameters in path:
            y = kernel.forward(now._data, *parameters)
            now = result(now, kernel, y, now._requires, parameters, (now,))
    view._node, view._requires = now._node, now._requires
    if before is not None and before.told is not None:
        still_retained(view, before)
    if mode.recorder is not None:
        mode.recorder.becomes(view, now)
    return view


def _places(base: Any, path: Any) -> Any:
    """An index of the elements of the base that a view shows, in the view's shape."""
    if len(path) == 1 and path[0][0].op.name == "index":
        return path[0][1][0]
    numbers = np.arange(base.size).reshape(base.shape)
    for kernel, parameters in path:
        numbers = np.asarray(kernel.forward(numbers, *parameters))  # NumPy makes a number of one element
    if base.ndim:
        return np.unravel_index(numbers, base.shape)
    return (None,) * np.ndim(numbers) if np.size(numbers) else np.False_  # of one element, nothing


def keep_what_was(new: TensorBase, tensor: TensorBase) -> None:
    """Make what the rules of new's node need last: new is about to be written into the storage of `tensor`.

    What the tensor held they get as a copy (b *= a needs the old b); the result they find in the tensor, and from then on
    it must not be changed again.
    """
    node: Node = new._node  # type: ignore[assignment]
    if not node.watched:
        return
    counter, saved, copied = tensor._counter, [], 0
    for kept in node.saved or ():
        if isinstance(kept, np.ndarray):
            if kept is new._data and kept.dtype is tensor._data.dtype:
                kept = tensor._data
            elif np.may_share_memory(kept, tensor._data):
                kept, copied = kept.copy(), copied + 1
        saved.append(kept)
    node.saved = tuple(saved) if isinstance(node.saved, tuple) else saved
    pairs = list(zip(node.watched[::2], node.watched[1::2], strict=True))
    own = [pair[0] is counter or pair[0] is new._counter for pair in pairs]
    now = (counter, counter[0] + 1)
    if copied:
        others = [pair for pair, here in zip(pairs, own, strict=True) if not here]
        pairs = [*others, *[now] * (sum(own) - copied)]
    else:
        pairs = [now if here else pair for pair, here in zip(pairs, own, strict=True)]
    node.watched = tuple(part for pair in pairs for part in pair)
