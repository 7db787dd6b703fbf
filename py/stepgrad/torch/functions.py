"""② PyTorch's functions: what tensors have as methods, under the same names, and some that take several tensors."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..tensor import dtypes
from ..tensor import functions as ours
from ..tensor.graph import TensorBase
from ..tensor.joining import where as chosen
from .making import plain_of, written_to
from .tensor import Tensor
from .words import kind_of

# The methods that are functions, too. Those of more/ are besides.
_METHODS = """
abs absolute acos arccos add addcdiv addcmul addmm all allclose amax amin any argmax argmin argsort asin arcsin atan arctan atan2 arctan2
bincount bmm broadcast_to ceil chunk clamp clamp_max clamp_min clip clone cos cosh count_nonzero cumprod cumsum detach diag diagonal div divide
dot eq equal exp exp2 expm1 flatten flip floor floor_divide fmod frac gather ge greater greater_equal gt hypot index_add index_copy
index_fill index_select inner isclose isfinite isinf isnan isneginf isposinf le less less_equal lerp log log10 log1p log2 log_softmax logaddexp
logical_and logical_not logical_or logical_xor logit logsumexp lt masked_fill masked_select matmul max maximum mean median min minimum mm movedim
mul multiply mv nan_to_num narrow ne neg negative nonzero norm not_equal numel outer permute pow prod ravel reciprocal relu remainder
repeat_interleave reshape roll round rsqrt scatter scatter_add select sigmoid sign sin sinh softmax sort split sqrt square
squeeze std sub subtract sum swapaxes swapdims t take_along_dim tan tanh tile topk trace transpose tril triu true_divide trunc unbind unflatten
unique unsqueeze var fix is_floating_point exp_ sigmoid_ tanh_ relu_ sin_ cos_ sqrt_ log_ abs_ neg_ floor_ ceil_ round_ square_ zero_ clamp_ detach_
isreal asinh arcsinh acosh arccosh atanh arctanh erf inverse det
"""
METHODS = _METHODS.split()
ALIASES = {
    "arccos": "acos", "arcsin": "asin", "arctan": "atan", "arctan2": "atan2", "greater": "gt", "greater_equal": "ge", "less": "lt",
    "less_equal": "le", "not_equal": "ne", "fix": "trunc", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "multiply_": "mul_",
    "subtract_": "sub_", "divide_": "div_", "true_divide_": "div_", "negative_": "neg_", "absolute_": "abs_", "arctan_": "atan_",
    "arcsin_": "asin_", "arccos_": "acos_", "fix_": "trunc_", "sgn": "sign",
}  # fmt: skip
_IN_PLACE = """addmm addmv addr addbmm baddbmm eq ne lt le gt ge hypot masked_scatter bitwise_and bitwise_or bitwise_xor bitwise_not
bitwise_left_shift bitwise_right_shift copysign xlogy sinc deg2rad rad2deg float_power renorm scatter_reduce logaddexp acosh asinh atanh erf"""
IN_PLACE = _IN_PLACE.split()


# what several results are called together


@functools.cache
def _type(name: str, fields: tuple[str, ...]) -> Any:
    def text(self: Any) -> str:
        parts = ",\n".join(f"{field}={one!r}" for field, one in zip(fields, self, strict=True))
        return f"torch.return_types.{name}(\n{parts})"

    places = {field: property(operator.itemgetter(i)) for i, field in enumerate(fields)}
    making = {
        "__repr__": text, "__slots__": (), "__module__": "torch.return_types", "_fields": fields,
        "__new__": lambda cls, *parts: tuple.__new__(cls, parts[0] if len(parts) == 1 else parts),
        "__reduce__": lambda self: (returned, (name, fields, *self)),
    }  # fmt: skip
    return type(name, (tuple,), making | places)


class _Types:
    """torch.return_types: the classes of such results."""

    def __getattr__(self, name: str) -> Any:
        fields = {"aminmax": ("min", "max")}.get(name, ("values", "indices"))
        return _type(name, fields)


return_types = _Types()


def returned(name: str, fields: tuple[str, ...], *parts: Any) -> Any:
    """What a function gives that has several results, in PyTorch's words."""
    return _type(name, fields)(*parts)


def telling(name: str, method: Any) -> Any:
    """A method whose pair of results is PyTorch's."""

    @functools.wraps(method)
    def made(*args: Any, **named: Any) -> Any:
        out = method(*args, **named)
        return returned(name, ("values", "indices"), *out) if isinstance(out, tuple) else out

    return made


def where(condition: Any, input: Any = None, other: Any = None, *, out: Any = None) -> Any:
    """input where the condition holds, else other: tensors or numbers; without them, the places where it holds."""
    if not isinstance(condition, TensorBase):
        raise not_a_tensor("where", "condition", condition)
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)  # type: ignore[attr-defined]
    made = chosen(condition, input, other)
    return made if out is None else written_to(out, made)


def not_a_tensor(function: str, argument: str, given: Any, position: int = 1) -> TypeError:
    """What PyTorch says of what should be a tensor."""
    return TypeError(
        f"{function}(): argument '{argument}' (position {position}) must be Tensor, not {kind_of(given)}"
    )


_NUMBER_FIRST = (
    "add",
    "sub",
    "subtract",
    "mul",
    "multiply",
    "div",
    "divide",
    "true_divide",
    "floor_divide",
    "remainder",
    "pow",
)


_OF_NUMBERS = ("add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide")


def of_method(name: str, method: Any) -> Callable[..., Any]:
    """A method as a function."""

    def function(input: Any, *args: Any, out: Any = None, **named: Any) -> Any:
        if not isinstance(input, TensorBase):
            if (
                name in _NUMBER_FIRST
                and isinstance(input, float | int)
                and args
                and (
                    isinstance(args[0], TensorBase)
                    or (name in _OF_NUMBERS and isinstance(args[0], float | int))
                )
            ):
                input = plain_of(np.array(input, dtypes.common_dtype(input)))
            else:
                raise not_a_tensor(name, "input", input)
        made = method(input, *args, **named)
        if out is None:
            return made
        if isinstance(made, tuple):
            return type(made)(*(written_to(a, b) for a, b in zip(out, made, strict=True)))
        return written_to(out, made)

    function.__name__ = function.__qualname__ = name
    function.__doc__, function.__module__ = method.__doc__, "torch"
    return function


def joining(function: Any, name: str = "") -> Callable[..., Any]:
    """A function of several tensors, with out=."""
    name = name or function.__name__

    @functools.wraps(function)
    def joined(tensors: Any, *args: Any, out: Any = None, **named: Any) -> Any:
        if isinstance(tensors, TensorBase):
            raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor")
        made = function(tensors, *args, **named)
        return made if out is None else written_to(out, made)

    return joined


cat = concat = concatenate = joining(ours.cat, "cat")
stack = joining(ours.stack)


def twins(names: Iterable[str]) -> dict[str, Any]:
    """The functions of these names."""
    return {name: of_method(name, getattr(Tensor, name)) for name in names if hasattr(Tensor, name)}
