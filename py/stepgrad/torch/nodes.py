"""② The graph in PyTorch's words: `grad_fn=<MulBackward0>`, and the objects that a program finds there."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ClassVar

from ..tensor.custom import AGAIN
from ..tensor.graph import Node, TensorBase, beside

# What PyTorch calls the nodes of our operations, where it is not their own name; with "b", where a number is on the left.
NODES = {
    "matmul": "Mm", "matvec": "Mv", "vecmat": "Squeeze4", "pow": "Pow0", "pow ab": "Pow1", "pow b": "Pow2", "sub b": "Rsub1", "div b": "Mul",
    "reshape": "View", "transpose": "Permute", "put": "CopySlices", "add_at": "IndexAdd", "concatenate": "Cat", "cast": "ToCopy",
    "max": "Amax", "min": "Amin", "norm": "LinalgVectorNorm", "normalize": "NativeLayerNorm", "cross_entropy": "NllLoss",
    "clip": "Clamp1", "square": "Pow0", "log1p": "Log1P", "floor_divide": "NotImplemented",
    "on_diagonal": "DiagonalBackwardBackward0",
}  # fmt: skip
# What it calls what our methods give that are made of others; each word is a method, and its node where it is another.
_METHODS = """
masked_fill masked_select addcmul addcdiv lerp fmax fmin xlogy sinc hypot logaddexp logit nan_to_num fmod trace=Trace0 std var bmm addmm baddbmm norm=LinalgVectorNorm
view flatten=View ravel=View view_as=View unflatten=View unsqueeze t=T transpose swapaxes=Transpose swapdims=Transpose
mT=Transpose permute movedim=Permute moveaxis=Permute expand expand_as=Expand broadcast_to=Expand repeat tile=Repeat flip fliplr=Flip flipud=Flip roll
repeat_interleave=View split chunk=Split tensor_split=Slice unbind narrow=Slice select diag=DiagonalBackward0_copy diagonal unfold gather take take_along_dim=Gather
index_select scatter_add index_add index_copy index_fill masked_scatter sort topk cummax cummin kthvalue mode
clamp_min clamp_max logsumexp logcumsumexp nansum cross=LinalgCross dist outer=Mul ger=Mul rot90=Rot90Backward0 renorm put index_put zero_=Zero
det=LinalgDet inverse=LinalgInvEx quantile=SqueezeBackward4 masked_fill_=MaskedFill clamp=Clamp1 clip=Clamp1 contiguous=Clone
"""
# Where it depends on the result, or on the arguments.
_CHOSEN: dict[str, Callable[..., str]] = {
    "max": lambda out, _, *given, **named: "MaximumBackward0" if _other(given, named) else f"MaxBackward{int(not isinstance(out, tuple))}",
    "min": lambda out, _, *given, **named: "MinimumBackward0" if _other(given, named) else f"MinBackward{int(not isinstance(out, tuple))}",
    "median": lambda out, *_, **__: f"MedianBackward{int(isinstance(out, tuple))}",
    "reshape": lambda out, *_, **__: "ViewBackward0" if hasattr(out, "_view") else "UnsafeViewBackward0",
    "reshape_as": lambda out, *_, **__: "ViewBackward0" if hasattr(out, "_view") else "UnsafeViewBackward0",
    "squeeze": lambda _, __, *given, **named: f"SqueezeBackward{_kind([*given, *named.values()])}",
    "prod": lambda _, __, *given, **named: f"ProdBackward{int(bool(given or 'dim' in named))}",
    "scatter": lambda _, __, *given, **named: f"ScatterBackward{int(not isinstance([*given, *named.values()][2], TensorBase))}",
}  # fmt: skip
_ENDS = ("0", "1", "2", "4")


def _node_name(text: str) -> str:
    """ "Mul" → "MulBackward0", "Sum1" → "SumBackward1"."""
    if "Backward" in text or text == "NotImplemented":
        return text
    if text == "CopySlices":
        return text
    end = text[-1] if text[-1] in _ENDS and text not in ("Expm1", "Log2", "Exp2", "Atan2") else ""
    return f"{text.removesuffix(end)}Backward{end or 0}"


def camel(name: str) -> str:
    """log_softmax → LogSoftmax"""
    return "".join(part.capitalize() for part in name.strip("_").split("_"))


def _other(given: Any, named: Any) -> bool:
    return any(isinstance(one, TensorBase) for one in (*given, *named.values()))


def _kind(given: Any) -> int:
    return 0 if not given else 2 if isinstance(given[0], tuple | list) else 1


TITLES: dict[str, Any] = {
    name: _node_name(other or camel(name))
    for name, _, other in (word.partition("=") for word in _METHODS.split())
} | _CHOSEN


def entitled(function: Callable[..., Any], title: Any, *, first_alone: bool = False) -> Callable[..., Any]:
    """A function, or a method, whose results (or only the first of several) have this name in the graph.

    title: the name, or what is called with the result and the arguments and gives it, or None where the usual one is right.
    """

    @functools.wraps(function)
    def made(*args: Any, **named: Any) -> Any:
        before = args[0]._node if args and isinstance(args[0], TensorBase) else None
        out = function(*args, **named)
        results = out if isinstance(out, tuple) else (out,)
        for one in results[:1] if first_alone else results:
            node = one._node
            if node.__class__ is Node and node is not before:
                name = title if title.__class__ is str else title(out, *args, **named)
                if name is not None:
                    node.title = name
        return out

    return made


def entitle(out: Any, title: str) -> Any:
    """A result, under this name in the graph."""
    if out._node is not None:
        out._node.title = title
    return out


def name_of(node: Any) -> str:
    """What PyTorch calls a node."""
    if node.__class__ is not Node:
        return "AccumulateGrad"
    title = getattr(node, "title", None)
    if title is not None:
        return str(title)
    op, arrays = node.kernel.op.name, "".join(getattr(node.kernel, "_arrays", ()))
    if op in ("sum", "mean"):
        return f"{camel(op)}Backward{int(_kept(node, 'axis') is not None)}"
    if op in ("index", "scatter"):
        name = _of_index(_kept(node, "index"))
        return name if op == "index" else _OF_SCATTER.get(name, f"{name[:-1]}Backward0")
    if op == "matmul" and len(node.shape) > 2:
        return "UnsafeViewBackward0"
    return _node_name(NODES.get(f"{op} {arrays}") or NODES.get(op) or camel(op))


_OF_SCATTER = {
    "IndexBackward0": "IndexPutImplBackward0"
}  # what its own backward is made of; of others it has a name of its own


def _kept(node: Any, name: str) -> Any:
    names = node.kernel._kept[1]
    return node.saved[names.index(name)] if node.saved is not None and name in names else ()


def _of_index(index: Any) -> str:
    """By the last part of an index that does something."""
    parts = index if isinstance(index, tuple) else (index,)
    told = "Alias" if parts and parts[0] is ... and len(parts) == 1 else "Slice" if parts else "Index"
    for part in parts:
        if part is None:
            told = "Unsqueeze"
        elif isinstance(part, int):
            told = "Select"
        elif isinstance(part, slice):
            told = "Slice" if part != slice(None) else told
        elif part is not ...:
            return "IndexBackward0"
    return f"{told}Backward0"


class GradFn:
    """A node of the graph, as `tensor.grad_fn` gives it."""

    __slots__ = ("node",)
    tensors: ClassVar[Any]  # of which class tensors are (tensor.py)

    def __init__(self, node: Any) -> None:
        self.node = node

    def name(self) -> str:
        """What PyTorch calls it."""
        name = type(self).__name__
        return f"torch::autograd::{name}" if name in ("AccumulateGrad", "CopyBackwards") else name

    @property
    def next_functions(self) -> tuple[Any, ...]:
        """Where gradients go from here."""
        if self.node.__class__ is not Node:
            return ()
        return tuple((None if edge is None else grad_fn(edge), 0) for edge in self.node.edges)

    def __getattr__(self, name: str) -> Any:
        if name[:7] == "_saved_" and self.node.__class__ is Node and name in _SAVED:
            return _saved(self.tensors, self.node, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def variable(self) -> Any:
        """The leaf on which the gradient accumulates."""
        if self.node.__class__ is Node:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute 'variable'")
        return self.node

    def register_hook(self, hook: Any) -> Any:
        """Not there: hooks are of tensors."""
        raise NotImplementedError(
            "grad_fn.register_hook: hooks are of tensors here; use tensor.register_hook()"
        )

    @property
    def metadata(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GradFn) and self.node is other.node

    def __hash__(self) -> int:
        return id(self.node)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self.node):#x}>"


# What PyTorch calls what a node keeps, and what we call it.
_SAVED = {
    "_saved_self": "a",
    "_saved_other": "b",
    "_saved_result": "y",
    "_saved_exponent": "b",
    "_saved_mat2": "b",
    "_saved_tensor": "b",
}


def _saved(cls: Any, node: Node, name: str) -> Any:
    """What a node keeps, with its place in the graph. Errors: AttributeError; RuntimeError once it was freed."""
    own, names = _SAVED[name], getattr(node.kernel, "_kept", ((), ()))[1]
    if own not in names:
        raise AttributeError(f"{name_of(node)!r} object has no attribute {name!r}")
    if node.saved is None:
        raise RuntimeError(AGAIN)
    held = node.saved[names.index(own)]
    if not hasattr(held, "ndim") or held is None:
        return held
    origin = node if own == "y" else node.edges["ab".index(own)]
    if isinstance(origin, TensorBase):
        return origin
    out = beside(cls, held)
    if origin is not None:
        out._node, out._requires = origin, True
    return out


@functools.cache
def _class(name: str) -> Any:
    return type(name, (GradFn,), {"__slots__": (), "__module__": "builtins"})


def grad_fn(node: Any) -> Any:
    """The object for a node, or for a leaf."""
    return None if node is None else _class(name_of(node))(node)
