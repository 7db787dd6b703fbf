"""① One list of cases for what only arrays can do: each is a function of tensors, ours and PyTorch's alike."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import stepgrad
from stepgrad.tensor import on_tensors
from stepgrad.torch.nn import convolving, rearranging
from stepgrad.torch.nn.functional import binary_cross_entropy

Shape = tuple[int, ...]


@dataclass(frozen=True)
class ArrayCase:
    """`ours` takes one tensor for each shape; `theirs` takes torch and the same tensors, and is `ours` if not given."""

    op: str  # the row of the table it exercises
    name: str
    shapes: tuple[Shape, ...]
    ours: Callable[..., Any]
    theirs: Callable[..., Any] | None = None

    def __str__(self) -> str:
        return f"{self.op} {self.name} {'; '.join(map(str, self.shapes))}"

    def in_torch(self, torch: Any, *tensors: Any) -> Any:
        return self.ours(*tensors) if self.theirs is None else self.theirs(torch, *tensors)


def numbers(seed: int, shape: tuple[int, ...], low: float = -2.0, high: float = 2.0) -> Any:
    return np.asarray(np.random.default_rng(seed).uniform(low, high, shape))


def reductions(op: str, theirs: str) -> list[ArrayCase]:
    """Over every kind of axis, with and without keepdims."""
    cases = []
    for shape in ((3,), (2, 3), (2, 3, 4), (1, 3)):
        axes = [
            None,
            0,
            -1,
            *([(0, -1), (-3, 1)] if len(shape) == 3 else []),
            *([(0, 1)] if len(shape) == 2 else []),
        ]
        for axis in axes:
            for keepdims in (False, True):

                def ours(a: Any, axis: Any = axis, keepdims: bool = keepdims) -> Any:
                    return getattr(a, op)(axis=axis, keepdims=keepdims)

                def torchs(torch: Any, a: Any, axis: Any = axis, keepdims: bool = keepdims) -> Any:
                    return getattr(torch, theirs)(
                        a, dim=axis if axis is not None else tuple(range(a.ndim)), keepdim=keepdims
                    )

                cases.append(ArrayCase(op, f"{axis} {keepdims}", (shape,), ours, torchs))
    return cases


def products() -> list[ArrayCase]:
    """1-D, 2-D, batched, and batches that broadcast."""
    pairs: list[tuple[Shape, Shape]] = [
        ((2, 3), (3, 4)), ((1, 1), (1, 1)), ((5, 2, 3), (5, 3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)),
        ((5, 1, 2, 3), (1, 6, 3, 4)), ((2, 3), (3,)), ((5, 2, 3), (3,)), ((3,), (3, 4)), ((3,), (5, 3, 4)), ((3,), (3,)),
        ((0, 3), (3, 4)), ((2, 0), (0, 4)),
    ]  # fmt: skip
    names = {(2, 2): "matmul", (2, 1): "matvec", (1, 2): "vecmat", (1, 1): "dot"}
    return [
        ArrayCase(names[min(len(a), 2), min(len(b), 2)], "", (a, b), lambda a, b: a @ b) for a, b in pairs
    ]


def conv(axes: str, *settings: Any) -> Callable[..., Any]:
    """PyTorch's convolution."""
    return lambda torch, a, b: getattr(torch.nn.functional, f"conv{axes}")(a, b, *settings)


PICK = [0, 2, 2, 1]
CLASSES = np.array([1, 0, 3])
LOOKED_UP = np.array([[0, 4, 1], [4, 4, 2]])
CONDITION = np.array([[True, False, True], [False, False, True]])


def index(like: Any, places: Any) -> Any:
    """A tensor of ints, of the library that `like` is of."""
    if isinstance(like, stepgrad.Tensor):
        return stepgrad.Tensor(places, dtype=np.int64)
    return sys.modules["torch"].tensor(places)


ARRAY_CASES = (
    *products(),
    *reductions("sum", "sum"),
    *reductions("mean", "mean"),
    *reductions("max", "amax"),
    *reductions("min", "amin"),
    *(case for case in reductions("var", "var") if case.shapes != ((1, 3),) or case.name.startswith(("-1", "None"))),
    ArrayCase("var", "correction 0", ((2, 3),), lambda a: a.var(correction=0)),
    ArrayCase("mean", "all of a number", ((),), lambda a: a.mean()),
    ArrayCase("sum", "of nothing", ((0, 3),), lambda a: a.sum()),
    ArrayCase("sum", "of nothing, one axis", ((0, 3),), lambda a: a.sum(0)),
    ArrayCase("max", "ties", ((2, 3),), lambda a: (a * 0).max()),
    ArrayCase("reshape", "", ((2, 6),), lambda a: a.reshape(3, -1)),
    ArrayCase("reshape", "a tuple", ((2, 6),), lambda a: a.reshape((2, 2, 3))),
    ArrayCase("reshape", "to one number", ((1, 1),), lambda a: a.reshape(())),
    ArrayCase("reshape", "flatten", ((2, 3, 4),), lambda a: a.flatten(1)),
    ArrayCase("reshape", "flatten all", ((2, 3, 4),), lambda a: a.flatten()),
    ArrayCase("reshape", "squeeze", ((1, 3, 1),), lambda a: a.squeeze()),
    ArrayCase("reshape", "squeeze one", ((1, 3, 1),), lambda a: a.squeeze(-1)),
    ArrayCase("reshape", "squeeze what is longer", ((1, 3, 1),), lambda a: a.squeeze(1)),
    ArrayCase("reshape", "unsqueeze", ((2, 3),), lambda a: a.unsqueeze(-1)),
    ArrayCase("transpose", "T", ((2, 3),), lambda a: a.T),
    ArrayCase("transpose", "mT", ((2, 3, 4),), lambda a: a.mT),
    ArrayCase("transpose", "two axes", ((2, 3, 4),), lambda a: a.transpose(0, -1)),
    ArrayCase("transpose", "permute", ((2, 3, 4),), lambda a: a.permute(1, 2, 0)),
    ArrayCase("transpose", "permute, from behind", ((2, 3, 4),), lambda a: a.permute((-1, 0, -2))),
    ArrayCase("expand", "", ((3, 1),), lambda a: a.expand(2, 3, 4)),
    ArrayCase("expand", "as it is", ((3, 1),), lambda a: a.expand(-1, 4)),
    ArrayCase("index", "a row", ((3, 4),), lambda a: a[1]),
    ArrayCase("index", "from behind", ((3, 4),), lambda a: a[-1, -2]),
    ArrayCase("index", "slices", ((3, 4),), lambda a: a[1:, ::2]),
    ArrayCase("index", "new axes", ((3, 4),), lambda a: a[None, ..., None]),
    ArrayCase("index", "a list with repeats", ((3, 4),), lambda a: a[PICK]),
    ArrayCase("index", "two lists", ((3, 4),), lambda a: a[PICK, [0, 0, 0, 3]]),
    ArrayCase("index", "a list and a slice", ((3, 4),), lambda a: a[:, PICK]),
    ArrayCase("index", "booleans", ((2, 3),), lambda a: a[CONDITION], lambda torch, a: a[torch.tensor(CONDITION)]),
    ArrayCase("index", "nothing", ((3, 4),), lambda a: a[0:0]),
    ArrayCase(
        "put", "a row", ((2, 3), (3,)),
        lambda a, b: put(a * 1, 0, b), lambda torch, a, b: put(a * 1, 0, b),
    ),
    ArrayCase(
        "put", "a number", ((2, 3),),
        lambda a: put(a * 1, (slice(None), 1), 2.0), lambda torch, a: put(a * 1, (slice(None), 1), 2.0),
    ),
    ArrayCase("cast", "", ((2, 3),), lambda a: a.astype(np.float32) * a, lambda torch, a: a.to(torch.float32) * a),
    ArrayCase(
        "concatenate", "", ((2, 3), (1, 3), (0, 3)),
        lambda *parts: stepgrad.concatenate(parts), lambda torch, *parts: torch.cat(parts),
    ),
    ArrayCase(
        "concatenate", "the last axis", ((2, 3), (2, 1)),
        lambda *parts: stepgrad.cat(parts, -1), lambda torch, *parts: torch.cat(parts, -1),
    ),
    ArrayCase(
        "concatenate", "one twice", ((2, 3),),
        lambda a: stepgrad.concatenate([a, a], 1), lambda torch, a: torch.cat([a, a], 1),
    ),
    ArrayCase(
        "stack", "", ((2, 3), (2, 3)),
        lambda *parts: stepgrad.stack(parts), lambda torch, *parts: torch.stack(parts),
    ),
    ArrayCase(
        "stack", "the last axis", ((2, 3), (2, 3)),
        lambda *parts: stepgrad.stack(parts, -1), lambda torch, *parts: torch.stack(parts, -1),
    ),
    ArrayCase("softmax", "", ((2, 3),), lambda a: a.softmax(-1)),
    ArrayCase("softmax", "of large scores", ((2, 3),), lambda a: (a * 500).softmax(0)),
    ArrayCase("log_softmax", "", ((2, 3, 4),), lambda a: a.log_softmax(1)),
    ArrayCase("log_softmax", "of large scores", ((2, 3),), lambda a: (a * 500).log_softmax(-1)),
    ArrayCase(
        "normalize", "layer norm", ((4, 5), (5,), (5,)),
        stepgrad.layer_norm, lambda torch, a, w, b: torch.nn.functional.layer_norm(a, (5,), w, b),
    ),
    ArrayCase(
        "normalize", "over two axes", ((3, 4, 5),),
        lambda a: stepgrad.layer_norm(a, axes=2, eps=0.1),
        lambda torch, a: torch.nn.functional.layer_norm(a, (4, 5), eps=0.1),
    ),
    ArrayCase(
        "cross_entropy", "", ((3, 4),),
        lambda a: stepgrad.cross_entropy(a, CLASSES),
        lambda torch, a: torch.nn.functional.cross_entropy(a, torch.tensor(CLASSES)),
    ),
    ArrayCase(
        "cross_entropy", "one", ((4,),),
        lambda a: stepgrad.cross_entropy(a, 2),
        lambda torch, a: torch.nn.functional.cross_entropy(a, torch.tensor(2)),
    ),
    ArrayCase(
        "cross_entropy", "with places", ((2, 5, 3),),
        lambda a: stepgrad.cross_entropy(a, LOOKED_UP),
        lambda torch, a: torch.nn.functional.cross_entropy(a, torch.tensor(LOOKED_UP)),
    ),
    ArrayCase(
        "cross_entropy", "of large scores", ((3, 4),),
        lambda a: stepgrad.cross_entropy(a * 500, CLASSES),
        lambda torch, a: torch.nn.functional.cross_entropy(a * 500, torch.tensor(CLASSES)),
    ),
    ArrayCase(
        "cross_entropy", "of probabilities", ((3, 4), (3, 4)),
        lambda a, b: stepgrad.cross_entropy(a, b.softmax(1)),
        lambda torch, a, b: torch.nn.functional.cross_entropy(a, b.softmax(1)),
    ),
    ArrayCase(
        "binary_cross_entropy", "", ((3, 4), (3, 4)),
        lambda a, b: binary_cross_entropy(a.sigmoid(), b.sigmoid()),
        lambda torch, a, b: torch.nn.functional.binary_cross_entropy(a.sigmoid(), b.sigmoid()),
    ),
    ArrayCase(
        "embedding", "", ((5, 3),),
        lambda a: stepgrad.embedding(LOOKED_UP, a),
        lambda torch, a: torch.nn.functional.embedding(torch.tensor(LOOKED_UP), a),
    ),
    ArrayCase("pow", "mse", ((2, 3), (2, 3)), stepgrad.mse, lambda torch, a, b: torch.nn.functional.mse_loss(a, b)),
    ArrayCase(
        "where", "booleans that broadcast", ((2, 3), (2, 1)),
        lambda a, b: stepgrad.where(CONDITION, a, b),
        lambda torch, a, b: torch.where(torch.tensor(CONDITION), a, b),
    ),
    ArrayCase("where", "a number", ((3,),), lambda a: stepgrad.where(a > 0, a, 7.0), lambda torch, a: torch.where(a > 0, a, 7.0)),
    ArrayCase("add", "in place", ((2, 3), (3,)), lambda a, b: added(a * 1, b), lambda torch, a, b: added(a * 1, b)),
    *(case for case in reductions("std", "std") if case.shapes != ((1, 3),) or case.name.startswith(("-1", "None"))),
    ArrayCase("std", "correction 0", ((2, 3),), lambda a: a.std(correction=0)),
    ArrayCase("norm", "", ((2, 3),), lambda a: a.norm()),
    ArrayCase("norm", "of rows", ((2, 3),), lambda a: a.norm(dim=1, keepdim=True)),
    ArrayCase("norm", "of all axes", ((2, 3, 2),), lambda a: a.norm(dim=(0, 2))),
    ArrayCase("p_norm", "3", ((2, 3),), lambda a: a.norm(3, 1)),
    ArrayCase("p_norm", "1.5 of all", ((2, 3),), lambda a: a.norm(1.5)),
    ArrayCase("sum", "norm 1", ((2, 3),), lambda a: a.norm(1, dim=0)),
    ArrayCase("p_norm", "of rows", ((2, 3),), lambda a: a.norm(1.5, dim=1)),
    ArrayCase("p_norm", "norm 3", ((2, 3),), lambda a: a.norm(3)),
    ArrayCase("max", "norm inf", ((2, 3),), lambda a: a.norm(float("inf"), dim=1)),
    ArrayCase("prod", "", ((2, 3),), lambda a: a.prod()),
    ArrayCase("prod", "one axis", ((2, 3, 2),), lambda a: a.prod(1)),
    ArrayCase("prod", "keepdim", ((2, 3, 2),), lambda a: a.prod(-1, keepdim=True)),
    ArrayCase("prod", "with zeros", ((4, 3),), lambda a: a.prod(0).prod() * (a[1:] - a[1:].detach()).prod(1).sum()),
    ArrayCase("logsumexp", "", ((2, 3),), lambda a: a.logsumexp(1)),
    ArrayCase("logsumexp", "of large scores", ((2, 3),), lambda a: (a * 500).logsumexp((0, 1), keepdim=True)),
    ArrayCase("cumsum", "", ((2, 3, 2),), lambda a: a.cumsum(1)),
    ArrayCase("cumsum", "from behind", ((2, 3),), lambda a: a.cumsum(dim=-1)),
    ArrayCase("cumprod", "", ((2, 3, 2),), lambda a: a.cumprod(1)),
    ArrayCase("add_at", "scatter_add", ((2, 3), (2, 2)), lambda a, b: a.scatter_add(1, index(a, [[0, 2], [1, 1]]), b)),
    ArrayCase("add_at", "index_add", ((3, 2), (2, 2)), lambda a, b: a.index_add(0, index(a, [2, 2]), b)),
    ArrayCase("put", "scatter", ((2, 3), (2, 2)), lambda a, b: a.scatter(1, index(a, [[0, 2], [1, 0]]), b)),
    ArrayCase("index", "gather", ((2, 3),), lambda a: a.gather(1, index(a, [[0, 2], [1, 1]]))),
    ArrayCase("index", "index_select", ((2, 3),), lambda a: a.index_select(1, index(a, [2, 0, 2]))),
    ArrayCase("index", "flip", ((2, 3),), lambda a: a.flip(0, 1)),
    ArrayCase("index", "sort", ((2, 3),), lambda a: a.sort(descending=True).values),
    ArrayCase("index", "topk", ((2, 5),), lambda a: a.topk(2, largest=False)[0]),
    ArrayCase("index", "max", ((2, 5),), lambda a: a.max(1, keepdim=True).values),
    ArrayCase("index", "min", ((2, 5),), lambda a: a.min(0)[0]),
    ArrayCase("tril", "", ((3, 4),), lambda a: a.tril()),
    ArrayCase("tril", "a diagonal further", ((2, 3, 4),), lambda a: a.tril(1)),
    ArrayCase("triu", "", ((3, 4),), lambda a: a.triu(-1)),
    ArrayCase("diagonal", "", ((3, 4),), lambda a: a.diagonal()),
    ArrayCase("diagonal", "beside it, of two axes", ((2, 3, 3),), lambda a: a.diagonal(-1, 1, 2)),
    ArrayCase(
        "on_diagonal", "", ((2, 3),), lambda a: on_tensors.on_diagonal(a, (2, 4, 4), 1, 1, 2),
        lambda torch, a: torch.diag_embed(a, 1),
    ),
    ArrayCase(
        "scatter", "slices", ((2, 3),), lambda a: on_tensors.scatter(a, (slice(1, 3), slice(None, None, 2)), (4, 5)),
        lambda torch, a: put(a.new_zeros(4, 5), (slice(1, 3), slice(None, None, 2)), a),
    ),
    ArrayCase(
        "scatter", "a list with repeats", ((4, 2),), lambda a: on_tensors.scatter(a, (np.array(PICK),), (3, 2)),
        lambda torch, a: a.new_zeros(3, 2).index_add(0, torch.tensor(PICK), a),
    ),
    ArrayCase("inv", "", ((3, 3),), lambda a: (a * 0.3 + a.new_tensor(np.eye(3))).inverse()),
    ArrayCase("inv", "of a stack", ((2, 2, 2),), lambda a: (a * 0.3 + a.new_tensor(np.eye(2))).inverse()),
    ArrayCase("det", "", ((3, 3),), lambda a: a.det()),
    ArrayCase("det", "of a stack", ((2, 2, 2),), lambda a: a.det()),
    ArrayCase("clone", "", ((3,),), lambda a: a.clone() * a),
    ArrayCase(
        "windows", "some overlap", ((2, 3, 7),), lambda a: convolving.windows(a, (3,), (2,), (1,)),
        lambda torch, a: a.unfold(-1, 3, 2),
    ),
    ArrayCase(
        "windows", "with gaps, over two axes", ((5, 6),), lambda a: convolving.windows(a, (2, 3), (1, 2), (2, 1)),
        lambda torch, a: a.unfold(0, 3, 1).unfold(1, 3, 2)[:, :, ::2],
    ),
    ArrayCase(
        "overlap", "", ((2, 12, 6),), lambda a: rearranging.fold(a, (3, 4), 2), lambda torch, a: torch.nn.functional.fold(a, (3, 4), 2)
    ),
    ArrayCase("conv", "one axis", ((2, 3, 7), (4, 3, 3)), lambda a, b: convolving.conv1d(a, b), conv("1d")),
    ArrayCase(
        "conv", "two axes, stride, dilation, groups", ((2, 4, 6, 7), (6, 2, 2, 3)),
        lambda a, b: convolving.conv2d(a, b, None, (1, 2), 0, (2, 1), 2), conv("2d", None, (1, 2), 0, (2, 1), 2),
    ),
    ArrayCase("mul", "in place", ((2, 3), (3,)), lambda a, b: multiplied(a * 1, b), lambda torch, a, b: multiplied(a * 1, b)),
)  # fmt: skip


def put(a: Any, index: Any, b: Any) -> Any:
    """A statement as a function, like the two below."""
    a[index] = b
    return a


def added(a: Any, b: Any) -> Any:
    a += b
    return a


def multiplied(a: Any, b: Any) -> Any:
    a *= b
    return a
