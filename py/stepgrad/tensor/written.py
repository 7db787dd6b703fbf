"""② The operations that programs are full of, written out: one Python call where the general way takes four.

A method is made at its first call, of the texts that the general way compiles one by one: what the formula is over arrays,
and what its rules keep (rules/kernel.py); what is between them does what `result` does. A trace, and whatever is not quite
usual, is left to the general method.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from numpy import array, dtype, ndarray

from ..mode import mode
from ..rules.kernel import Kernel
from ..rules.lowering import NAMES
from .graph import Node, TensorBase, count, new
from .operands import FAILURES

_FLOATS = "({0}.dtype is single or {0}.dtype is double)"
_NUMBER = f"(other.__class__ is float or other.__class__ is int) and {_FLOATS}"
# fmt: off
_KINDS = {  # which arguments are arrays: what they are, when the branch is right, which of them require a gradient, and its masks
    "": ("a = self._data", _FLOATS.format("a"), "self._requires", (1,)),
    "ab": ("a = self._data",
           "(other.__class__ is self.__class__ or isinstance(other, TensorBase)) and a.dtype is other._data.dtype",
           "self._requires + 2 * other._requires", (3, 1, 2)),
    "a": ("a = self._data", _NUMBER.format("a"), "self._requires", (1,)),
    "b": ("b = self._data", _NUMBER.format("b"), "2 * self._requires", (2,)),
}
# fmt: on
_BRANCH = """
        {keyword} {test}:
            {second}
            try:
                y = {formula}
            except failures:
                return general({arguments})
            if y.__class__ is not ndarray:
                y = array(y)
            out = new(Tensor)
            out._data = y
            out._counter = [0]
            out._grad = out.label = None
            mask = {mask}
            if mask and mode.grad:
                node = new(Node)
                node.kernel = {kernel}
                node.number = count()
                node.shape = y.shape
                node.dtype = y.dtype
                node.told = None
                out._requires = True
                out._node = node
                {keep}
            else:
                out._requires = False
                out._node = None
            return out
"""


def install(*classes: Any) -> None:
    """Put what writes itself out, when it is called, in the place of every method that names its kernels."""
    for cls in classes:
        for name, general in [*vars(cls).items()]:
            if hasattr(general, "kernels"):
                setattr(cls, name, _at_first_call(general, classes[0]))


def inherit(cls: Any, *bases: Any) -> None:
    """Give a subclass methods of its own in the place of those that write themselves out, which make what `bases[0]` is."""
    for base in bases:
        for name, method in vars(base).items():
            if hasattr(method, "kernels"):
                setattr(cls, name, _at_first_call(method.__wrapped__, cls))


@functools.cache
def _at_first_call(general: Any, cls: Any) -> Callable[..., Any]:
    """A function that gets its code when it is called. So it stays the same one, for pickles, and for whoever holds it."""

    def make() -> Any:
        made: dict[str, Any] = {}
        exec(_text(general), namespace, made)  # noqa: S102 (the table's own text)
        first.becomes = made["method"].__code__  # tells it from what a program does, see tracing/shelter
        first.__code__ = first.becomes
        return first

    namespace: dict[str, Any] = {
        **NAMES, "Tensor": cls, "TensorBase": TensorBase, "Node": Node, "new": new, "count": count, "mode": mode, "array": array,
        "ndarray": ndarray, "failures": FAILURES, "single": dtype("f4"), "double": dtype("f8"), "general": general, "make": make,
        **{f"kernel_{arrays}": kernel for arrays, kernel in general.kernels.items()},
    }  # fmt: skip
    exec("def method(*args, **named): return make()(*args, **named)", namespace)  # noqa: S102
    first: Any = functools.update_wrapper(namespace["method"], general)
    return first  # type: ignore[no-any-return]


def _text(general: Any) -> str:
    """The method that `general` is, with a branch for each of its kernels; their keys say which arguments are arrays."""
    kernels: dict[str, Kernel] = general.kernels
    arguments = "self" if "" in kernels else "self, other"
    head, end = f"def method({arguments}):\n", f"    return general({arguments})\n"
    text = f"{head}    if mode.recorder is None:\n        {_KINDS[next(iter(kernels))][0]}\n"
    for arrays, kernel in kernels.items():
        formula, keeps = kernel.texts("other, self" if arrays == "b" else "self, other")
        if formula is None:
            return head + end
        _, test, mask, masks = _KINDS[arrays]
        second = {"": "pass", "ab": "b = other._data", "a": "b = other", "b": "a = other"}[arrays]
        keep = "\n                ".join(
            f"{'elif' if i else 'if'} mask == {one}:\n                    node.edges, node.saved, node.watched = {keeps[one]}"
            for i, one in enumerate(masks)
        )
        text += _BRANCH.format(
            keyword="elif" if arrays == "a" else "if", test=test + getattr(general, "only", "") * (arrays == "ab"), second=second,
            formula=getattr(general, "formula", formula), arguments=arguments, mask=mask, kernel=f"kernel_{arrays}", keep=keep,
        )  # fmt: skip
    return text + end
