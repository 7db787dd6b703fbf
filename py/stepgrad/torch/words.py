"""② PyTorch's own words for well-known faults, and the kinds of its errors: by the names that tensor/faults.py is told.

Each row is (kind, text of the facts). What has no row is said in our words.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

LONG = {
    "bool": "Bool", "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long", "float16": "Half",
    "float32": "Float", "float64": "Double",
}  # fmt: skip
_IN_C = {
    "bool": "bool", "uint8": "unsigned char", "int8": "signed char", "int16": "short", "int32": "int", "int64": "long int",
    "float16": "c10::Half", "float32": "float", "float64": "double",
}  # fmt: skip


def _sizes(shape: Any) -> str:
    return str([*shape])


def _by(shape: Any) -> str:
    return "x".join(map(str, shape))


def _broadcast(shapes: Any, **_: Any) -> str:
    """Which axis does not fit: the last one."""
    now: tuple[int, ...] = ()
    for shape in shapes:
        wide = itertools.zip_longest(reversed(now), reversed(shape), fillvalue=1)
        length = max(len(now), len(shape))
        for i, (n, m) in enumerate(wide):
            if n != m and 1 not in (n, m):
                return f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {length - 1 - i}"
        now = np.broadcast_shapes(now, shape)
    return f"output with shape {_sizes(shapes[0])} doesn't match the broadcast shape {_sizes(now)}"


def _product(a: Any, b: Any) -> str:
    if not a or not b:
        return f"both arguments to matmul need to be at least 1D, but they are {len(a)}D and {len(b)}D"
    if len(a) == len(b) == 1:
        return (
            f"inconsistent tensor size, expected tensor {_sizes(a)} and src {_sizes(b)} to have the same number of elements, "
            f"but got {a[0]} and {b[0]} elements respectively"
        )
    if len(b) == 1:
        rows = int(np.prod(a[:-1]))
        return f"size mismatch, got input ({rows}), mat ({rows}x{a[-1]}), vec ({b[0]})"
    if len(b) == 2:
        rows = int(np.prod(a[:-1]))
        return f"mat1 and mat2 shapes cannot be multiplied ({rows}x{a[-1]} and {_by(b)})"
    if a[-1] == b[-2]:
        return _broadcast((a[:-2], b[:-2]))
    stack = int(np.prod(np.broadcast_shapes(a[:-2], b[:-2])))
    return f"Expected size for first two dimensions of batch2 tensor to be: [{stack}, {a[-1]}] but got: [{stack}, {b[-2]}]."


def _product_axes(name: str, shapes: Any) -> str:
    a, b = (len(shape) for shape in shapes)
    if name == "mm":
        return "self must be a matrix" if a != 2 else "mat2 must be a matrix"
    if name == "bmm":
        return "batch1 must be a 3D tensor" if a != 3 else "batch2 must be a 3D tensor"
    if name == "mv":
        return f"vector + matrix @ vector expected, got 1, {a}, {b}"
    if name == "outer":
        return f"outer: Expected 1-D argument {'self' if a != 1 else 'vec2'}, but got {a if a != 1 else b}-D"
    return f"1D tensors expected, but got {a}D and {b}D tensors"


def _reshaped(sizes: Any, size: int, **_: Any) -> str:
    if [*sizes].count(-1) > 1:
        return "only one dimension can be inferred"
    return f"shape '{_sizes(sizes)}' is invalid for input of size {size}"


def _not_here(shape: Any, error: str, index: Any) -> str:
    """NumPy's words for an index that does not fit, in PyTorch's."""
    if "out of bounds" in error:
        return error.replace("axis", "dimension")
    if "too many indices" in error:
        if not shape:
            return (
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim "
                "tensor to a number"
            )
        return f"too many indices for tensor of dimension {len(shape)}"
    if "boolean index did not match" in error:
        for at, part in enumerate(index if isinstance(index, tuple) else (index,)):
            if isinstance(part, np.ndarray) and part.dtype == np.bool:
                return (
                    f"The shape of the mask {_sizes(part.shape)} at index 0 does not match the shape of the indexed tensor "
                    f"{_sizes(shape)} at index {at}"
                )
    if "broadcast" in error:
        return f"shape mismatch: indexing tensors could not be broadcast together with shapes {error.partition('shapes ')[2].strip()}"
    return error


def _kinds(name: str, dtypes: Any) -> Any:
    if "in place" in name:
        made = np.result_type(*dtypes)
        made = (
            np.dtype(np.float32)
            if made.kind == "f" and dtypes[1].kind != "f"
            else dtypes[1]
            if made.kind == "f"
            else made
        )
        return RuntimeError(
            f"result type {LONG[str(made)]} can't be cast to the desired output type {LONG[str(dtypes[0])]}"
        )
    floats = [one for one in dtypes if one.kind == "f"]
    return f"\"bitwise_{name}_cpu\" not implemented for '{LONG[str((floats or dtypes)[0])]}'"


def _modified(tensor: Any, output: str, now: int, then: int) -> str:
    dtype, shape = tensor
    return (
        f"one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[torch.{LONG[str(dtype)]}Tensor {_sizes(shape)}], which is output 0 of {output}, is at version {now}; expected version "
        f"{then} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
        f"torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )


def _expanded(sizes: Any, shape: Any) -> str:
    new = len(sizes) - len(shape)
    if new < 0:
        return (
            f"expand(torch.FloatTensor{{{_sizes(shape)}}}, size={_sizes(sizes)}): the number of sizes provided ({len(sizes)}) must be "
            f"greater or equal to the number of dimensions in the tensor ({len(shape)})"
        )
    wrong = [
        i
        for i in range(len(sizes) - 1, -1, -1)
        if i >= new and shape[i - new] not in (1, sizes[i]) and sizes[i] != -1
    ]
    at = wrong[0] if wrong else 0
    return (
        f"The expanded size of the tensor ({sizes[at]}) must match the existing size ({shape[at - new]}) at non-singleton dimension "
        f"{at}.  Target sizes: {_sizes(sizes)}.  Tensor sizes: {_sizes(shape)}"
    )


def _joined(name: str, shapes: Any, axis: int) -> str:
    first = shapes[0]
    if name == "stack":
        i = next(i for i, one in enumerate(shapes) if one != first)
        return f"stack expects each tensor to be equal size, but got {_sizes(first)} at entry 0 and {_sizes(shapes[i])} at entry {i}"
    for i, one in enumerate(shapes):
        if len(one) != len(first):
            return f"Tensors must have same number of dimensions: got {len(first)} and {len(one)}"
        for at, (n, m) in enumerate(zip(first, one, strict=True)):
            if n != m and at != axis:
                return (
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {n} but got size {m} for tensor number {i} "
                    f"in the list."
                )
    return "torch.cat(): these tensors do not go together"


def _floats(name: str, dtype: Any) -> Any:
    if name == "mean":
        return f"mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {LONG[str(dtype)]}"
    if name in ("std", "var"):
        return "std and var only support floating point and complex dtypes"
    if name in ("softmax", "log_softmax"):
        return NotImplementedError(f"\"{name}_lastdim_kernel_impl\" not implemented for '{LONG[str(dtype)]}'")
    return f"{name}(): expected a floating point dtype for input, but got {LONG[str(dtype)]}"


def _placed(name: str, wrong: int, dim: int, length: int) -> Any:
    text = f"index {wrong} is out of bounds for dimension {dim} with size {length}"
    return IndexError(text) if name.startswith("index_") else text


def _no_index(given: Any) -> Any:
    if isinstance(given, str):
        return TypeError("new(): invalid data type 'str'")
    return f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {type(given).__name__})"


def no_device(given: Any) -> RuntimeError:
    """What PyTorch says of a device that it does not know."""
    return RuntimeError(
        "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, "
        f"mtia, privateuseone device type at start of device string: {given}"
    )


def no_place(name: str) -> Exception:
    """What PyTorch says of a device that it knows and that is not there."""
    if name in ("cuda", "hip"):
        return AssertionError("Torch not compiled with CUDA enabled")
    return RuntimeError(f"PyTorch is not linked with support for {name} devices")


def kind_of(given: Any) -> str:
    """The name of its class, as PyTorch says it in messages."""
    cls = type(given)
    return cls.__name__ if cls.__module__ in ("builtins", "torch") else f"{cls.__module__}.{cls.__name__}"


class LinAlgError(RuntimeError):
    """What cannot be done with this matrix."""

    __module__ = "torch._C"


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"


def _one(text: str) -> Callable[..., str]:
    return lambda **facts: text.format(**facts)


_SYMBOLS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "pow": "** or pow()",
    "remainder": "%",
    "floor_divide": "//",
    "and": "&",
    "or": "|",
    "xor": "^",
    "add in place": "+=",
    "sub in place": "-=",
    "mul in place": "*=",
    "div in place": "/=",
}  # fmt: skip
Row = tuple[type[Exception], Callable[..., Any]]
# fmt: off
WORDS: dict[str, Row] = {
    "broadcast": (RuntimeError, _broadcast),
    "kinds": (NotImplementedError, _kinds),
    "product": (RuntimeError, _product),
    "product kinds": (RuntimeError, lambda a, b: f"expected m1 and m2 to have the same dtype, but got: {_IN_C[str(a)]} != {_IN_C[str(b)]}"),
    "product axes": (RuntimeError, _product_axes),
    "product heights": (RuntimeError, lambda a, b: f"Expected size for first two dimensions of batch2 tensor to be: [{a[0]}, {a[-1]}] but got: {_sizes(b[:2])}."),
    "not a factor": (TypeError, lambda name, given: f"{name}(): argument 'other' (position 2) must be Tensor, not {kind_of(given)}"),
    "operand": (TypeError, lambda name, given: f"unsupported operand type(s) for {_SYMBOLS.get(name, name)}: 'Tensor' and '{kind_of(given)}'"),
    "no gradient": (RuntimeError, _one("element 0 of tensors does not require grad and does not have a grad_fn")),
    "several": (RuntimeError, _one("grad can be implicitly created only for scalar outputs")),
    "gradient shape": (RuntimeError, lambda gradient, shape: f"Mismatch in shape: grad_output[0] has a shape of torch.Size({_sizes(gradient)}) and output[0] has a shape of torch.Size({_sizes(shape)})."),
    "freed": (RuntimeError, _one(
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
        "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if "
        "you need to backward through the graph a second time or if you need to access saved tensors after calling backward.")),
    "modified": (RuntimeError, _modified),
    "leaf": (RuntimeError, _one("a leaf Variable that requires grad is being used in an in-place operation.")),
    "view of a leaf": (RuntimeError, _one("a view of a leaf Variable that requires grad is being used in an in-place operation.")),
    "several views": (RuntimeError, _one(
        "Output 0 of UnbindBackward0 is a view and is being modified inplace. This view is the output of a function that returns "
        "multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace "
        "operation by an out-of-place one.")),
    "shown twice": (RuntimeError, _one(
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the "
        "tensor before performing the operation.")),
    "result kind": (RuntimeError, lambda made, held: f"result type {LONG[str(made)]} can't be cast to the desired output type {LONG[str(held)]}"),
    "put": (RuntimeError, lambda sizes, shape, **_: _expanded(sizes, shape)),
    "numpy": (RuntimeError, _one("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")),
    "reshape": (RuntimeError, _reshaped),
    "view": (RuntimeError, _one(
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
        "subspaces). Use .reshape(...) instead.")),
    "expand": (RuntimeError, lambda sizes, shape, **_: _expanded(sizes, shape)),
    "index": (IndexError, _not_here),
    "no index": (IndexError, _no_index),
    "index kind": (IndexError, _one("tensors used as indices must be long, int, byte or bool tensors")),
    "axis": (IndexError, lambda axis, length: f"Dimension out of range (expected to be in range of [{-length}, {length - 1}], but got {axis})"),
    "axis twice": (RuntimeError, lambda name, axis: f"dim {axis} appears multiple times in the list of dims" if name != "permute" else "permute(): duplicate dims are not allowed."),
    "permute": (RuntimeError, lambda ndim, many: (
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions "
        f"i.e. input.dim() = {ndim} is not equal to len(dims) = {many}")),
    "requires_grad": (RuntimeError, _one("only Tensors of floating point dtype can require gradients")),
    "requires_grad set": (RuntimeError, _one("only Tensors of floating point and complex dtype can require gradients")),
    "leaf only": (RuntimeError, _one(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't "
        "require differentiation use var_no_grad = var.detach().")),
    "retain_grad": (RuntimeError, _one("can't retain_grad on Tensor that has requires_grad=False")),
    "hook": (RuntimeError, _one("cannot register a hook on a tensor that doesn't require gradient")),
    "grad kind": (TypeError, lambda given: f"assigned grad expected to be a Tensor or None but got grad of type {kind_of(given)}"),
    "grad shape": (RuntimeError, lambda gradient, shape: f"attempting to assign a gradient of size '{_sizes(gradient)}' to a tensor of size '{_sizes(shape)}'. Please ensure that the gradient and the tensor are the same size"),
    "dtype": (RuntimeError, lambda given: no_device(given) if isinstance(given, str) else TypeError(f"to() received an invalid combination of arguments - got ({kind_of(given)}), but expected a dtype, a device or a Tensor")),
    "grad dtype": (RuntimeError, lambda made, held: f"attempting to assign a gradient with dtype '{_IN_C[str(made)]}' to a tensor with grad_dtype '{LONG[str(held)]}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtype of a tensor and its gradient may break downstream systems that assume that they match."),
    "data": (TypeError, lambda given: f"Variable data has to be a tensor, but got {kind_of(given)}"),
    "deepcopy": (RuntimeError, _one(
        "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were attempting "
        "to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001")),
    "item": (RuntimeError, lambda size: f"a Tensor with {size} elements cannot be converted to Scalar"),
    "number": (ValueError, _one("only one element tensors can be converted to Python scalars")),
    "bool": (RuntimeError, lambda size: "Boolean value of Tensor with more than one value is ambiguous" if size else "Boolean value of Tensor with no values is ambiguous"),
    "as index": (TypeError, _one("only integer tensors of a single element can be converted to an index")),
    "len": (TypeError, _one("len() of a 0-d tensor")),
    "iter": (TypeError, _one("iteration over a 0-d tensor")),
    "floats": (RuntimeError, _floats),
    "no list": (ValueError, lambda name: "torch.cat(): expected a non-empty list of Tensors" if name == "concatenate" else RuntimeError("stack expects a non-empty TensorList")),
    "join": (RuntimeError, _joined),
    "join numbers": (RuntimeError, _one("zero-dimensional tensor (at position 0) cannot be concatenated")),
    "place": (RuntimeError, _placed),
    "row": (IndexError, _one("index out of range in self")),
    "place kind": (RuntimeError, _one("{name}(): Expected dtype int32/int64 for index")),
    "places": (RuntimeError, lambda name, index, shape, at: "Index tensor must have the same number of dimensions as input tensor" if len(index) != len(shape) else f"Size does not match at dimension {next((i for i, (n, m) in enumerate(zip(index, shape, strict=True)) if n > m and i != at), at)} expected index {_sizes(index)} to be no larger than self {_sizes(shape)} apart from dimension {at}"),
    "source kind": (RuntimeError, _one("{name}(): Expected self.dtype to be equal to src.dtype")),
    "mask kind": (RuntimeError, lambda dtype: f"masked_fill_ only supports boolean masks, but got mask with dtype {_IN_C[str(dtype)]}"),
    "topk": (RuntimeError, _one("selected index k out of range")),
    "split": (RuntimeError, _one("split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension {dim}), but got split_sizes={sizes}")),
    "chunk": (RuntimeError, _one("chunk expects `chunks` to be greater than 0, got: {chunks}")),
    "repeat": (RuntimeError, _one("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")),
    "narrow": (RuntimeError, _one("start ({start}) + length ({length}) exceeds dimension size ({size}).")),
    "unfold": (RuntimeError, _one("maximum size for tensor at dimension {dim} is {length} but size is {size}")),
    "t": (RuntimeError, _one("t() expects a tensor with <= 2 dimensions, but self is {ndim}D")),
    "flatten": (RuntimeError, _one("flatten() has invalid args: start_dim cannot come after end_dim")),
    "diagonal": (RuntimeError, _one("diagonal dimensions cannot be identical {dim1}, {dim2}")),
    "matrix": (RuntimeError, _one("{name}: input tensor must have at least 2 dimensions")),
    "square": (RuntimeError, lambda name, shape: (
        f"linalg.{name}: A must be batches of square matrices, but they are {shape[-2]} by {shape[-1]} matrices" if len(shape) > 1 else
        f"linalg.{name}: The input tensor A must have at least 2 dimensions.")),
    "singular": (LinAlgError, _one(
        "linalg.inv: The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular.")),
    "trace": (RuntimeError, _one("trace: expected a matrix, but got tensor with dim {ndim}")),
    "diag": (RuntimeError, _one("diag(): Supports 1D or 2D tensors. Got {ndim}D")),
    "nothing": (RuntimeError, _one("{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.")),
    "nothing along": (IndexError, _one("{name}(): Expected reduction dim {dim} to have non-zero size.")),
    "nothing to choose": (IndexError, _one("{name}(): Expected reduction dim to be specified for input.numel() == 0.")),
    "clamp": (RuntimeError, _one("torch.clamp: At least one of 'min' or 'max' must not be None")),
    "neg": (RuntimeError, _one("Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")),
    "invert": (TypeError, _one("~ (operator.invert) is only implemented on integer and Boolean-type tensors")),
    "bincount": (RuntimeError, _one("bincount only supports 1-d non-negative integral inputs.")),
    "device": (AssertionError, lambda name: no_place(name)),
    "target": (IndexError, _one("Target {wrong} is out of bounds.")),
    "batch": (ValueError, _one("Expected input batch_size ({rows}) to match target batch_size ({targets}).")),
    "target kind": (RuntimeError, lambda dtype: f"expected target dtype to be Long or Byte, but got {LONG[str(dtype)]}"),
    "rows kind": (RuntimeError, lambda dtype: (
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
        f"torch.{LONG[str(dtype)]}Tensor instead (while checking arguments for embedding)")),
    "einsum letters": (RuntimeError, _one("einsum(): subscript {letter} has size {other} for operand {operand} which does not broadcast with previously seen size {length}")),
    "einsum operands": (RuntimeError, lambda parts, operands: "einsum(): more operands were provided than specified in the equation" if operands > parts else "einsum(): fewer operands were provided than specified in the equation"),
    "einsum axes": (RuntimeError, _one("einsum(): the number of subscripts in the equation ({letters}) does not match the number of dimensions ({ndim}) for operand {operand} and no ellipsis was given")),
}
# fmt: on
