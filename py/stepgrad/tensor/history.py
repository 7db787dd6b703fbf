"""② The methods of Tensor that change its place in the graph: whether gradients flow here, are kept, are forgotten."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from typing import Any, Self

from numpy import array, generic, ndarray

from ..errors import ShapeError
from ..mode import mode
from .backward import accumulate
from .faults import fault
from .graph import T, TensorBase, beside, count, new, plain
from .operands import array_of


def requires_grad_(self: T, requires_grad: bool = True) -> T:
    """Set requires_grad, and give the tensor itself. Errors: RuntimeError where only a leaf's may be changed, and of ints."""
    if self._node is not None and not requires_grad:
        raise fault(
            RuntimeError,
            "leaf only",
            "requires_grad: it can be changed only for a leaf; use detach() to cut the graph here",
        )
    if requires_grad:
        must_be_floating(self._data.dtype)
    self._requires = bool(requires_grad)
    if mode.recorder is not None:
        mode.recorder.turned(self, "requires_grad", self._requires)
    return self


def must_be_floating(dtype: Any, name: str = "requires_grad") -> None:
    """Errors: RuntimeError for ints and booleans, through which no gradient flows."""
    if dtype.kind != "f":
        raise fault(
            RuntimeError,
            name,
            f"requires_grad: only tensors of floating point numbers can require gradients, not of {dtype}",
        )


def set_requires_grad(self: TensorBase, value: bool) -> None:
    """self.requires_grad = value. Errors: RuntimeError for what is no bool, and as of `requires_grad_`."""
    if not isinstance(value, bool):
        raise RuntimeError(f"requires_grad: it must be a bool, got {value!r:.40}")  # noqa: TRY004 (PyTorch's)
    if value:
        must_be_floating(self._data.dtype, "requires_grad set")
    requires_grad_(self, value)


class Told:
    """What a node or a leaf does with its gradient first: hooks may change it, then a result may keep it."""

    __slots__ = ("after", "cls", "hooks", "keeper")

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.keeper: Any = None
        self.hooks: dict[int, Callable[[Any], Any]] = {}
        self.after: dict[int, Callable[[Any], Any]] = {}

    def __call__(self, g: Any) -> Any:
        for hook in [*self.hooks.values()]:
            changed = hook(beside(self.cls, g))
            if changed is not None:
                g = _in_its_place(hook, changed, g)
        one = self.keeper and self.keeper()
        if one is not None:  # its last name may have gone
            accumulate(one, array(g))
        return g

    def afterwards(self, leaf: Any) -> None:
        """A walk has left the gradient in the leaf."""
        for hook in [*self.after.values()]:
            if (given := hook(leaf)) is not None:
                raise TypeError(f"expected Variable, but hook returned '{type(given).__name__}'")


def _in_its_place(hook: Any, changed: Any, g: Any) -> Any:
    """The array that a hook gave instead of a gradient. Errors: TypeError, RuntimeError for another shape."""
    if not isinstance(changed, TensorBase):
        raise TypeError(f"expected Variable, but hook returned '{type(changed).__name__}'")
    if changed._data.shape != g.shape:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', 'unknown')}' has changed the size of value")
    return changed._data


def _told(self: Any) -> Told:
    place, name = (self, "_told") if self._node is None else (self._node, "told")
    told = getattr(place, name)
    if told is None:
        told = Told(self._class)
        setattr(place, name, told)
    return told  # type: ignore[no-any-return]


def retain_grad(self: TensorBase) -> None:
    """Let `backward()` fill `grad` of this result too, as it does for leaves. Errors: RuntimeError without a gradient."""
    if not self._requires:
        raise fault(RuntimeError, "retain_grad", "retain_grad: this tensor does not require a gradient")
    if self._node is not None:
        _told(self).keeper = weakref.ref(self)


def still_retained(self: TensorBase, before: Any) -> None:
    """Hand on that this tensor's grad is wanted, from the node it had before a change in place to the one it has."""
    told = before.told
    if isinstance(told, Told) and told.keeper is not None and self._node is not None:
        _told(self).keeper, told.keeper = told.keeper, None


def retains_grad(self: TensorBase) -> bool:
    """Whether `retain_grad` was called for this result."""
    told = self._node and self._node.told
    return isinstance(told, Told) and told.keeper is not None


class RemovableHandle:
    """What registering a hook gives: `remove()` takes it away again; so does leaving a `with` block."""

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        self._hooks, self.id = hooks, count()
        hooks[self.id] = hook

    def remove(self) -> None:
        """Take the hook away."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def register_hook(self: TensorBase, hook: Callable[[Any], Any]) -> RemovableHandle:
    """Call hook(gradient) when the walk has this tensor's gradient; what it returns, if anything, takes its place."""
    if not self._requires:
        raise fault(RuntimeError, "hook", "register_hook: this tensor does not require a gradient")
    return RemovableHandle(_told(self).hooks, hook)


def register_post_accumulate_grad_hook(self: TensorBase, hook: Callable[[Any], Any]) -> RemovableHandle:
    """Call hook(tensor) when a walk has left its gradient in this leaf."""
    if not self._requires:
        raise fault(RuntimeError, "hook", "register_hook: this tensor does not require a gradient")
    if self._node is not None:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    return RemovableHandle(_told(self).after, hook)


def zero_grad(self: TensorBase) -> None:
    """Forget the gradient: the next `backward()` starts from nothing."""
    before, self._grad = self._grad, None
    if mode.recorder is not None and before is not None:
        mode.recorder.zero(self, before)


def get_grad(self: TensorBase) -> Any:
    """The gradient as a Tensor, the same one each time; None where no walk has left one."""
    held = self._grad
    if held.__class__ is ndarray:
        self._grad = out = new(
            self._class
        )  # as in `beside`, written out: every step of a training comes here
        out._data = held
        out._counter = [0]
        out._grad = out.label = out._node = None
        out._requires = False
        if mode.recorder is not None:
            mode.recorder.aside(out)
        return out
    if held is None and mode.recorder is not None:
        mode.recorder.read(self, "grad")
    if held is None and self._words and self._node is not None and not retains_grad(self):
        warnings.warn(_OF_NO_LEAF, stacklevel=2)
    return held


_OF_NO_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
    "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
    "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more informations."
)


def set_grad(self: TensorBase, value: Any) -> None:
    """self.grad = value: None, a Tensor of this shape and dtype, which is kept as it is, or an array, which is copied.

    Errors: TypeError; ShapeError; RuntimeError for a Tensor of another dtype, and for the tensor itself.
    """
    if value is None:
        before, self._grad = self._grad, None
        if mode.recorder is not None:
            mode.recorder.graded(self, before)
        return
    if isinstance(value, ndarray | generic):
        value = beside(self._class, array_of(value, self._data.dtype))
    if not isinstance(value, TensorBase):
        raise fault(
            TypeError,
            "grad kind",
            f"grad: expected a Tensor, an array or None, got {type(value).__name__} {value!r:.60}",
            given=value,
        )
    if value is self:
        raise RuntimeError("grad: a tensor cannot be its own gradient")
    if value._data.shape != self._data.shape:
        raise fault(
            ShapeError,
            "grad shape",
            f"grad: the gradient has the shape {value._data.shape}, but the tensor has {self._data.shape}",
            gradient=value._data.shape,
            shape=self._data.shape,
        )
    if value._data.dtype != self._data.dtype:
        ours = f"grad: the gradient must have the tensor's dtype {self._data.dtype}, not {value._data.dtype}"
        raise fault(RuntimeError, "grad dtype", ours, made=value._data.dtype, held=self._data.dtype)
    before, self._grad = self._grad, value
    if mode.recorder is not None:
        mode.recorder.aside(value)
        mode.recorder.graded(self, before)


def detach(self: T) -> T:
    """The same storage as a leaf through which no gradient flows."""
    out: T = plain(self._class, self._data)
    out._counter = self._counter
    if mode.recorder is not None:
        mode.recorder.copied(out, self, "detach()")
        mode.recorder.leaf(out)
    return out


def detach_(self: TensorBase) -> TensorBase:
    """A leaf from now on, without the history. Errors: RuntimeError for a view."""
    if getattr(self, "_view", None) is not None:
        raise RuntimeError("detach_: a view cannot be cut off from what it shows; use detach()")
    self._node, self._requires = None, False
    if mode.recorder is not None:
        mode.recorder.turned(self, "detach_()", False)
    return self
