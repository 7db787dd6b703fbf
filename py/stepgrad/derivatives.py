"""③ Derivatives that are asked for: of what was computed (grad), and of functions, over Values or Tensors.

Arguments and results of functions may be lists, tuples and dicts of numbers; derivatives come in the same form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import trees
from .scalar import functions
from .scalar.gradients import grad as of_values
from .scalar.node import Node


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """d(Σ outputs) / d(each of inputs), Values or Tensors, as a tuple. It is returned; no `grad` changes.

    grad_outputs: what each of outputs counts, 1 if not given (Tensors of several elements need it). create_graph: what is returned
    has a history, so that it can be differentiated again: of Values these are Values, and floats without. The graph is freed,
    unless `retain_graph`, which is as `create_graph` if not given. allow_unused: give None for an input that the outputs do not
    depend on, instead of an error; materialize_grads: give 0 for it.
    Errors: RuntimeError, TypeError, ValueError.
    """
    several = _listed(outputs), _listed(inputs)
    if not any(isinstance(one, Node) for one in (*several[0], *several[1])):
        from .torch.gradients import grad as of_tensors

        found: tuple[Any, ...] = of_tensors(
            outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused=allow_unused,
            materialize_grads=materialize_grads,
        )  # fmt: skip
        return found
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "grad: materialize_grads=True gives 0 for what is not used, which allow_unused=False refuses"
        )
    for what, given in zip(("outputs", "inputs"), several, strict=True):
        if not given:
            raise RuntimeError(f"grad: no {what} are given")
        for one in given:
            if not isinstance(one, Node):
                raise TypeError(f"grad: expected Values as {what}, got {type(one).__name__} {one!r:.60}")
    seeds = None if grad_outputs is None else _listed(grad_outputs)
    return of_values(*several, seeds, retain_graph, create_graph, bool(allow_unused), materialize_grads)


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    *,
    strategy: str = "reverse-mode",
) -> Any:
    """For every number of func(inputs) its derivatives with respect to every number of inputs, in the form of inputs.

    inputs: a Value or a number, or a list (or dict) of them; a tuple is several arguments. They come as floats; with create_graph
    as Values with a history. strict: a result that does not depend on an input is an error. strategy: "reverse-mode", one walk
    back for each result, or "forward-mode", one sweep forward for each input. Of Tensors it is
    torch.autograd.functional.jacobian. Errors: TypeError, ValueError, RuntimeError.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise ValueError(f'jacobian: strategy is "reverse-mode" or "forward-mode", not {strategy!r}')
    if _tensors(inputs):
        from .torch.autograd import functional

        forward = strategy == "forward-mode"
        return functional.jacobian(func, inputs, create_graph, strict, vectorize=forward, strategy=strategy)
    return functions.jacobian(func, inputs, create_graph, strict, strategy)


def hessian(func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False) -> Any:
    """All second derivatives of func(inputs), which is one number: lists of lists in the form of inputs; see jacobian."""
    if _tensors(inputs):
        from .torch.autograd import functional

        return functional.hessian(func, inputs, create_graph, strict)
    return functions.hessian(func, inputs, create_graph, strict)


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(inputs), and v times its Jacobian, by one walk back; v: numbers in the form of the result, 1 for a single one."""
    if _tensors(inputs):
        from .torch.autograd import functional

        return functional.vjp(func, inputs, v, create_graph, strict)
    return functions.vjp(func, inputs, v, create_graph, strict)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(inputs), and its Jacobian times v, by one sweep forward; v: numbers in the form of inputs, 1 for a single one."""
    if _tensors(inputs):
        from .torch.autograd import functional

        made: tuple[Any, Any] = functional.jvp(func, inputs, v, create_graph, strict)
        return made
    return functions.jvp(func, inputs, v, create_graph, strict)


def _tensors(inputs: Any) -> bool:
    return any(hasattr(one, "_data") for one in trees.leaves(inputs))


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]
