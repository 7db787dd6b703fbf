"""③ Gradients in PyTorch's words: torch.autograd.grad, torch.autograd.backward, and Tensor.backward."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..tensor import backward as walks
from ..tensor.casting import astype
from ..tensor.graph import TensorBase, beside
from ..tensor.joining import stack
from .types import Size


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """d(Σ outputs) / d(each of inputs): a tuple of tensors, or a dict where inputs are one. Nothing is added to any `grad`.

    grad_outputs: what each of outputs counts; may be left out (it is 1) for single numbers. allow_unused: give None for an
    input that the outputs do not depend on, instead of an error; materialize_grads: give zeros for it.
    Errors: RuntimeError, ValueError, TypeError, in PyTorch's words.
    """
    if isinstance(inputs, dict):
        several = grad(
            outputs, tuple(inputs.values()), grad_outputs, retain_graph, create_graph, only_inputs, allow_unused, is_grads_batched,
            materialize_grads,
        )  # fmt: skip
        return dict(zip(inputs, several, strict=True))  # type: ignore[return-value]
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of "
            "the graph, please use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    roots = [outputs] if isinstance(outputs, TensorBase) else list(outputs)
    wanted = [inputs] if isinstance(inputs, TensorBase) else list(inputs)
    if is_grads_batched:
        return _batched(
            roots,
            wanted,
            _many(grad_outputs, len(roots)),
            retain_graph,
            create_graph,
            allow_unused,
            materialize_grads,
        )
    seeds = _seeds(roots, _many(grad_outputs, len(roots))[: len(roots)])
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    if not all(one._requires for one in wanted):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    ends = [one._node or one for one in wanted]
    retain = create_graph if retain_graph is None else bool(retain_graph)
    pairs = list(zip(roots, seeds, strict=True))
    if create_graph or walks.recomputes(pairs):
        from ..tensor import higher

        found = higher.walk(pairs, retain, {*ends}, bool(create_graph))
    else:
        found = walks.walk([(root, seed._data.copy()) for root, seed in pairs], retain, {*ends})
    made = []
    for i, (one, end) in enumerate(zip(wanted, ends, strict=True)):
        g = found.get(end)
        if g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set allow_unused=True if "
                "this is the desired behavior."
            )
        if g is None and materialize_grads:
            g = beside(one._class, np.zeros_like(one._data))
            g._requires = bool(create_graph)  # as in PyTorch
        if g is not None and not isinstance(g, TensorBase):
            g = beside(one._class, np.array(g) if any(g is seed._data for seed in seeds) else g)
        made.append(g)
    return tuple(made)


def _batched(
    roots: list[Any],
    wanted: list[Any],
    given: list[Any],
    retain: Any,
    create: bool,
    unused: bool,
    materialize: bool,
) -> tuple[Any, ...]:
    """`grad` for each of several gradients of the outputs, which lie along the first axis of grad_outputs; the results, stacked."""
    if any(one is None for one in given):
        raise RuntimeError("autograd.grad: is_grads_batched=True needs grad_outputs")
    if any(not one._data.ndim for one in given):
        raise ValueError(
            "autograd.grad: with is_grads_batched=True each of grad_outputs needs an axis more, the first"
        )
    many = len(given[0]._data)
    found = [
        grad(
            roots,
            wanted,
            [one[k] for one in given],
            retain or create or k < many - 1,
            create,
            allow_unused=unused or materialize,
        )
        for k in range(many)
    ]
    made = (None if row[0] is None else stack(list(row)) for row in zip(*found, strict=True))
    if not materialize:
        return tuple(made)
    # zeros once, not for each: as in PyTorch
    return tuple(one.detach() * 0 if g is None else g for one, g in zip(wanted, made, strict=True))


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Any = None,
) -> None:
    """Add d(Σ tensors) / d(leaf) to the `grad` of every leaf they depend on, or of `inputs` alone; see `grad`."""
    roots = [tensors] if isinstance(tensors, TensorBase) else list(tensors)
    if inputs is not None and not isinstance(inputs, TensorBase) and not len(inputs):
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    given = grad_tensors if grad_tensors is not None else grad_variables
    seeds = _seeds(roots, _many(given, len(roots)))
    retain = create_graph if retain_graph is None else bool(retain_graph)
    if create_graph:
        from ..tensor import higher

        higher.leave(list(zip(roots, seeds, strict=True)), retain, inputs)
    else:
        walks.leave(
            [(root, seed._data.copy()) for root, seed in zip(roots, seeds, strict=True)], retain, inputs
        )


def _many(given: Any, count: int) -> list[Any]:
    if given is None:
        return [None] * count
    return [given] if isinstance(given, TensorBase) else list(given)


def _seeds(roots: Sequence[Any], given: Sequence[Any]) -> list[Any]:
    """The tensors that a walk begins with. Errors: RuntimeError, TypeError."""
    if len(given) != len(roots):
        raise RuntimeError(f"got {len(roots)} tensors and {len(given)} gradients")
    seeds = []
    for i, (root, seed) in enumerate(zip(roots, given, strict=True)):
        data = root._data
        if seed is None:
            if root._requires and data.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            seeds.append(beside(root._class, np.ones(data.shape, data.dtype)))
            continue
        if not isinstance(seed, TensorBase):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(seed).__name__}")
        if seed._data.shape != data.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{i}] has a shape of {Size(seed._data.shape)} and output[{i}] has a shape of "
                f"{Size(data.shape)}."
            )
        seeds.append(seed if seed._data.dtype is data.dtype else astype(seed, data.dtype))
    for i, root in enumerate(roots):
        if not root._requires:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
    return seeds
