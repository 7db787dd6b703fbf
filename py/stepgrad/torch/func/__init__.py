"""③ torch.func: transformations of functions: each takes one and gives another, that of its derivative."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ... import trees
from ...tensor.graph import TensorBase
from ..absent import absent
from ..autograd.functional import back
from .calling import Argnums, Call
from .jacobians import hessian, jacfwd, jacrev

__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "vjp",
]


def grad_and_value(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """The function that gives (the gradient of func with respect to some arguments, what func gives), func giving one number."""

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        call = Call("grad_and_value(f)(*args)", func, args, argnums, named, has_aux)
        y = call.made
        if not isinstance(y, TensorBase):
            said = f"Expected f(*args) to return a Tensor, got {type(y)}"
            raise RuntimeError(f"grad_and_value(f)(*args): {said}")  # noqa: TRY004 (as in PyTorch)
        if y._data.ndim:
            raise RuntimeError(
                f"grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with {y._data.ndim} dims. Maybe "
                "you wanted to use the vjp or jacrev APIs instead?"
            )
        slopes = call.like_inputs(back([y], call.inputs, [None], create_graph=True))
        return slopes, (call.value(), call.aux) if has_aux else call.value()

    return made


def grad(func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[..., Any]:
    """The function that gives the gradient of func, which gives one number, with respect to some arguments; has_aux: (it, aux)."""
    both = grad_and_value(func, argnums, has_aux)

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        slopes, value = both(*args, **named)
        return (slopes, value[1]) if has_aux else slopes

    return made


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """(func(*primals), the function that multiplies its Jacobian from the left); has_aux: and aux."""
    call = Call("vjp(f, *primals)", func, primals, None, {}, has_aux)
    call.tensors()

    def times(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        """A walk back with these gradients of the results."""
        seeds = trees.leaves(cotangents)
        if len(seeds) != len(call.results) or isinstance(cotangents, TensorBase) != isinstance(
            call.made, TensorBase
        ):
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function."
            )
        return call.like_inputs(back(call.results, call.inputs, seeds, create_graph=True))

    return (call.value(), times, call.aux) if has_aux else (call.value(), times)


def jvp(
    func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False
) -> Any:
    """(func(*primals), its Jacobian times tangents), by one sweep forward; has_aux: and aux."""
    api = "jvp(f, primals, tangents)"
    if not isinstance(primals, tuple):
        said = "Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
        raise RuntimeError(f"{api}: {said}")  # noqa: TRY004 (as in PyTorch)
    rates = trees.leaves(tangents)
    if not isinstance(tangents, tuple) or len(rates) != len(trees.leaves(primals)):
        raise RuntimeError(
            f"{api}: Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 tensors, "
            "tangents also must be."
        )
    call = Call(api, func, primals, None, {}, has_aux)
    call.tensors()
    for one, rate in zip(call.inputs, rates, strict=True):
        if one._data.shape != rate._data.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. "
                f"Tensor is of size {[*one._data.shape]} while the given forward gradient is of size {[*rate._data.shape]}."
            )
    found = call.forward(rates)
    if strict and None in [one if one is None else 0 for one in found]:
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True."
        )
    made = call.value(), call.like_results(found)
    return (*made, call.aux) if has_aux else made


def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """(func(*primals), the function that multiplies its Jacobian from the right)."""
    call = Call("linearize", func, primals, None, {}, False)
    call.tensors()
    return call.value(), lambda *tangents: call.like_results(call.forward(trees.leaves(tangents)))


def functional_call(module: Any, parameters: Any, args: Any = None, kwargs: Any = None, **_: Any) -> Any:
    """module(*args, **kwargs) with other tensors in the place of its parameters and buffers, by their names."""
    given = (
        dict(parameters)
        if isinstance(parameters, dict)
        else {name: one for some in parameters for name, one in some.items()}
    )
    before = []
    try:
        for name, one in given.items():
            path, _, last = name.rpartition(".")
            holder = module.get_submodule(path)
            held = holder._parameters if last in holder._parameters else holder._buffers
            before.append((held, holder, last, held[last]))
            held[last] = holder.__dict__[last] = one
        arguments = () if args is None else args if isinstance(args, tuple) else (args,)
        return module(*arguments, **(kwargs or {}))
    finally:
        for held, holder, last, one in reversed(before):
            held[last] = holder.__dict__[last] = one


def __getattr__(name: str) -> Any:
    if name == "vmap":
        raise AttributeError(
            "torch.func.vmap is not there: a function is called once for each row; stack() what it gives"
        )
    raise absent("torch.func", name, __all__)
