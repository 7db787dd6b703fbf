"""③ Derivatives that are asked for: of what was computed (grad), and of functions, over Values or Tensors."""

from __future__ import annotations

from typing import Any

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
    from .scalar.gradients import grad as of_values

    seeds = None if grad_outputs is None else _listed(grad_outputs)
    return of_values(*several, seeds, retain_graph, create_graph, bool(allow_unused), materialize_grads)


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]
