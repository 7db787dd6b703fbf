"""② Every name of PyTorch's that there is, put where it belongs: methods on Tensor, functions in the module."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from ..tensor.inplace import in_place
from . import absent, creating, functions, info, nodes, printing, random, typed
from .more import elements, facts, orders, products, shapes
from .tensor import Tensor

_PAIRS = ("max", "min", "median", "sort", "topk")
_MORE = (elements, shapes, orders, products)
_ARE_NOT_METHODS = """
atleast_1d atleast_2d atleast_3d hstack vstack row_stack dstack column_stack block_diag broadcast_shapes broadcast_tensors isin
std_mean var_mean bucketize searchsorted trapezoid trapz chain_matmul tensordot einsum cdist pdist vander unravel_index numel rsub
"""
_NOT_METHODS = _ARE_NOT_METHODS.split()
_DIM_ALONE = ["split", "unique", "unique_consecutive", "size", "stride", "norm"]
_ARE_NOT_FUNCTIONS = (
    "resize_ set_ apply_ fill_diagonal_ squeeze_ unsqueeze_ t_ transpose_ swapaxes_ swapdims_"
)
_NOT_FUNCTIONS = _ARE_NOT_FUNCTIONS.split()


def own(module: Any) -> dict[str, Any]:
    """What a module makes itself, without what it keeps to itself."""
    return {
        name: held
        for name, held in vars(module).items()
        if name[0] != "_" and getattr(held, "__module__", None) == module.__name__
    }


def also_as_in_numpy(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method that takes `axis` for `dim` and `keepdims` for `keepdim`, as those of PyTorch do that are not written in Python."""

    @functools.wraps(method)
    def made(*args: Any, **named: Any) -> Any:
        for theirs, own in (("axis", "dim"), ("keepdims", "keepdim")):
            if theirs in named:
                named[own] = named.pop(theirs)
        return method(*args, **named)

    return made


def _knows_dim_alone(name: str) -> bool:
    method = getattr(Tensor, name)
    code = getattr(inspect.unwrap(method), "__code__", None) if callable(method) else None
    return code is not None and "dim" in _arguments(code) and "axis" not in _arguments(code)


def _arguments(code: Any) -> tuple[str, ...]:
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def install() -> dict[str, Any]:
    """Give Tensor its methods, and the names that the module has."""
    names: dict[str, Any] = {}
    for module in (creating, random, printing, info):
        names |= own(module)
    for name, other in functions.ALIASES.items():
        if hasattr(Tensor, other):
            setattr(Tensor, name, getattr(Tensor, other))
    for module in _MORE:
        for name, function in own(module).items():
            if name not in _NOT_METHODS:
                setattr(Tensor, name, function)
    for name, title in nodes.TITLES.items():
        method: Any = getattr(Tensor, name)
        if isinstance(method, property):
            setattr(Tensor, name, property(nodes.entitled(method.fget, title), doc=method.__doc__))  # type: ignore[arg-type]
        else:
            method = nodes.entitled(method, title)
            setattr(Tensor, name, functions.telling(name, method) if name in _PAIRS else method)
    for name in facts.FALSE.split():
        setattr(Tensor, name, False)
    Tensor.is_cpu = True  # type: ignore[attr-defined]
    for name, method in facts.METHODS.items():
        setattr(Tensor, name, method)
    for name, method in facts.PROPERTIES.items():
        setattr(Tensor, name, property(method))
    for name in (
        "is_complex",
        "is_nonzero",
        "is_same_size",
        "is_signed",
        "is_conj",
        "is_neg",
        "is_inference",
    ):
        setattr(Tensor, name, getattr(info, name))
    for name in absent.METHODS:
        if not hasattr(Tensor, name):
            setattr(Tensor, name, absent.Missing(name))
    for name in [one for one in dir(Tensor) if one[0] != "_" and one not in _DIM_ALONE + absent.METHODS]:
        if _knows_dim_alone(name):
            setattr(Tensor, name, also_as_in_numpy(getattr(Tensor, name)))
    names |= functions.twins([*functions.METHODS, *functions.ALIASES])
    for module in _MORE:
        for name, function in own(module).items():
            function = getattr(Tensor, name, function)
            if name not in _NOT_FUNCTIONS:
                names[name] = functions.of_method(name, function) if _takes_input(function) else function
    for name in functions.IN_PLACE:
        if hasattr(Tensor, name) and not hasattr(Tensor, f"{name}_"):
            setattr(Tensor, f"{name}_", in_place(name))
    for name in ("cat", "concat", "concatenate", "stack", "where"):
        names[name] = getattr(functions, name)
    for name in ("hstack", "vstack", "dstack", "column_stack", "row_stack"):
        names[name] = functions.joining(names[name])
    for name in ("text_of", "numbers_of"):
        del names[name]
    return names | typed.TYPES


def _takes_input(function: Any) -> bool:
    names = getattr(function, "__wrapped__", function).__code__.co_varnames
    return bool(names) and names[0] == "input"
