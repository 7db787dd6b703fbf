"""③ torch.func: transformations of functions: each takes one and gives another, that of its derivative."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import numpy as np

from .. import trees
from ..mode import mode, switched
from ..tensor.forward import tangents as swept
from ..tensor.graph import TensorBase, beside
from .absent import absent
from .autograd.functional import back

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
Argnums = int | tuple[int, ...]


class _Call:
    """A function, called with tensors of its own in the place of some of its arguments."""

    def __init__(
        self,
        api: str,
        func: Callable[..., Any],
        args: tuple[Any, ...],
        argnums: Argnums | None,
        named: dict[str, Any],
        has_aux: bool,
    ) -> None:
        self._api, self._on = api, bool(mode.grad)
        chosen = range(len(args)) if argnums is None else _places(argnums, len(args))
        self.form: Any = (
            args
            if argnums is None
            else args[chosen[0]]
            if isinstance(argnums, int)
            else tuple(args[i] for i in chosen)
        )
        self.given = trees.leaves(self.form)
        for one in self.given:
            if not isinstance(one, TensorBase):
                raise ValueError(f"Thing passed to transform API must be Tensor, got {type(one)}")  # noqa: TRY004 (as in PyTorch)
        with switched(grad=True, recorder=mode.recorder):
            self.inputs = [
                one.view_as(one) if one._requires else beside(one._class, one._data).requires_grad_()
                for one in self.given
            ]
            own = iter(self.inputs)
            self.made = func(
                *[trees.rebuilt(one, own) if i in chosen else one for i, one in enumerate(args)], **named
            )
        self.aux = None
        if has_aux:
            if not (isinstance(self.made, tuple) and len(self.made) == 2):
                raise RuntimeError(
                    f"{api}: output of function f should be a tuple: (output, aux) if has_aux is True"
                )
            self.made, self.aux = self.made
            self.aux = trees.mapped(self.done, self.aux)
        self.results = trees.leaves(self.made)

    def tensors(self) -> None:
        """Errors: RuntimeError where the function gave something else than tensors."""
        if not self.results:
            raise RuntimeError(
                f"{self._api}: Expected f to be a function that has non-empty output (got output = {self.made})"
            )
        for one in self.results:
            if not isinstance(one, TensorBase):
                said = f"expected f(*primals) to return only tensors, got unsupported type {type(one)}"
                raise RuntimeError(f"{self._api}: {said}")  # noqa: TRY004 (as in PyTorch)

    def done(self, one: Any) -> Any:
        """A result as it is returned: with a history only if it leads to more than the inputs that were made here."""
        if not hasattr(one, "detach"):
            return one
        return one if self._on and _leads_on(one, self.inputs) else one.detach()

    def like_inputs(self, found: Iterable[Any]) -> Any:
        """In the form of the arguments; zeros for None."""
        full = [_or_zeros(g, one) for g, one in zip(found, self.inputs, strict=True)]
        return trees.rebuilt(self.form, map(self.done, full))

    def like_results(self, found: Iterable[Any]) -> Any:
        """In the form of what the function gave; zeros for None."""
        full = [_or_zeros(g, one) for g, one in zip(found, self.results, strict=True)]
        return trees.rebuilt(self.made, map(self.done, full))

    def value(self) -> Any:
        """What the function gave."""
        return trees.mapped(self.done, self.made)

    def forward(self, rates: Iterable[Any]) -> list[Any]:
        """How fast the results change."""
        return swept(self.results, [*zip(self.inputs, rates, strict=True)], create_graph=True)


def _or_zeros(g: Any, like: Any) -> Any:
    return beside(like._class, np.zeros_like(like._data)) if g is None else g


def _leads_on(one: Any, inputs: list[Any]) -> bool:
    own = {id(x) for x in inputs if x._node is None}
    seen: set[int] = set()
    waiting = [one._node or one] if one._requires else []
    while waiting:
        at = waiting.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        if isinstance(at, TensorBase):
            if id(at) not in own:
                return True
        else:
            waiting.extend(edge for edge in at.edges if edge is not None)
    return False


def _places(argnums: Any, count: int) -> list[int]:
    """Errors: RuntimeError."""
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")  # noqa: TRY004 (as in PyTorch)
    many = argnums if isinstance(argnums, tuple) else (argnums,)
    for one in many:
        if not isinstance(one, int):
            raise RuntimeError(f"argnum must be int, got: {type(one)}")  # noqa: TRY004 (as in PyTorch)
        if not -count <= one < count:
            raise RuntimeError(f"Got argnum={one}, but only {count} positional inputs")
    places = [one % count for one in many]
    if not places:
        raise RuntimeError("argnums must be non-empty")
    if len({*places}) != len(places):
        raise RuntimeError(f"argnums elements must be unique, got {tuple(places)}")
    return places


def grad_and_value(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """The function that gives (the gradient of func with respect to some arguments, what func gives), func giving one number."""

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        call = _Call("grad_and_value(f)(*args)", func, args, argnums, named, has_aux)
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
    call = _Call("vjp(f, *primals)", func, primals, None, {}, has_aux)
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
    call = _Call(api, func, primals, None, {}, has_aux)
    call.tensors()
    found = call.forward(rates)
    if strict and None in [one if one is None else 0 for one in found]:
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True."
        )
    made = call.value(), call.like_results(found)
    return (*made, call.aux) if has_aux else made


def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """(func(*primals), the function that multiplies its Jacobian from the right)."""
    call = _Call("linearize", func, primals, None, {}, False)
    call.tensors()
    return call.value(), lambda *tangents: call.like_results(call.forward(trees.leaves(tangents)))


def jacrev(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """The function that gives the Jacobian of func, by a walk back for each number of what it gives."""

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        call = _Call("vjp(f, *primals)", func, args, argnums, named, has_aux)
        call.tensors()
        rows = []
        with switched(grad=True, recorder=mode.recorder):
            for y in call.results:
                flat = y.reshape(-1)
                found = [back([flat[k]], call.inputs, [None], create_graph=True) for k in range(y._data.size)]
                rows.append([_shaped([one[i] for one in found], y, x) for i, x in enumerate(call.inputs)])
        jacobian = trees.rebuilt(
            call.made, iter([trees.rebuilt(call.form, map(call.done, row)) for row in rows])
        )
        return (jacobian, call.aux) if has_aux else jacobian

    return made


def _shaped(parts: list[Any], y: Any, x: Any) -> Any:
    from ..tensor.joining import stack

    shape = (*y._data.shape, *x._data.shape)
    if not parts:
        return beside(x._class, np.zeros(shape, x._data.dtype))
    return stack([_or_zeros(one, x) for one in parts]).reshape(shape)


def jacfwd(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """The same by a sweep forward for each number of the arguments."""

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        from ..tensor.joining import stack

        call = _Call("jvp(f, primals, tangents)", func, args, argnums, named, has_aux)
        call.tensors()
        rows: list[list[Any]] = [[] for _ in call.results]
        for i, x in enumerate(call.inputs):
            columns = []
            for place in np.ndindex(*x._data.shape):
                rate = np.zeros_like(x._data)
                rate[place] = 1
                rates = [
                    beside(x._class, rate if k == i else np.zeros_like(one._data))
                    for k, one in enumerate(call.inputs)
                ]
                columns.append(call.forward(rates))
            with switched(grad=True, recorder=mode.recorder):
                for k, (row, y) in enumerate(zip(rows, call.results, strict=True)):
                    shape = (*y._data.shape, *x._data.shape)
                    parts = [_or_zeros(column[k], y) for column in columns]
                    whole = (
                        stack(parts, y._data.ndim).reshape(shape)
                        if parts
                        else beside(x._class, np.zeros(shape, x._data.dtype))
                    )
                    row.append(whole)
        jacobian = trees.rebuilt(
            call.made, iter([trees.rebuilt(call.form, map(call.done, row)) for row in rows])
        )
        return (jacobian, call.aux) if has_aux else jacobian

    return made


def hessian(func: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The function that gives all second derivatives of func: forward over the walk back."""
    return jacfwd(jacrev(func, argnums), argnums)


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
