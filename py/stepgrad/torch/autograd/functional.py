"""③ torch.autograd.functional: derivatives of functions, and of their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...mode import mode, switched
from ...tensor.forward import tangents
from ...tensor.graph import beside
from ...tensor.joining import stack
from ..gradients import grad
from .strictness import ONE_INPUT, ONE_OUTPUT, as_tuple, filled, finished, fitting, fresh, must_depend

_RESULTS = "outputs of the user-provided function"


class _Call:
    """A function, called with tensors of its own."""

    def __init__(
        self, name: str, func: Callable[..., Any], inputs: Any, create_graph: bool, strict: bool
    ) -> None:
        self.name, self.create_graph, self.strict = name, create_graph, strict
        with switched(grad=True, recorder=mode.recorder):
            self.several, given = as_tuple(inputs, "inputs", name)
            self.inputs = fresh(given, create_graph)
            self.many, self.outputs = as_tuple(func(*self.inputs), _RESULTS, name)
        must_depend(self.outputs, "outputs", strict)

    def weights(self, v: Any, like: Sequence[Any], several: bool, alone: str) -> list[Any]:
        """v, or None for each. Errors: RuntimeError, TypeError."""
        if v is None:
            if len(like) != 1 or like[0]._data.size != 1:
                raise RuntimeError(alone)
            return [None]
        with switched(grad=True, recorder=mode.recorder):
            given = fresh(as_tuple(v, "v", self.name)[1], self.create_graph, requires=False)
        fitting(given, like, several)
        return [*given]

    def slopes(self) -> tuple[Any, ...]:
        """Of a function that gives one number: its gradients, with a history. Errors: RuntimeError."""
        if self.many:
            raise RuntimeError(f"The function given to {self.name} should return a single Tensor")
        if self.outputs[0]._data.size != 1:
            raise RuntimeError(
                f"The Tensor returned by the function given to {self.name} should contain a single element"
            )
        found = back(self.outputs, self.inputs, [None], create_graph=True)
        must_depend(found, "jacobian", self.strict)
        return found

    def answer(self, found: Sequence[Any], several: bool) -> tuple[Any, Any]:
        """What the function gave, and what was found."""
        return _unpacked(finished(self.outputs, self.create_graph), self.many), _unpacked(
            finished(found, self.create_graph), several
        )


def back(
    outputs: Sequence[Any], inputs: Sequence[Any], seeds: Sequence[Any], create_graph: bool
) -> tuple[Any, ...]:
    """The gradients, None where nothing depends on an input."""
    live = [
        (one, seed) for one, seed in zip(outputs, seeds, strict=True) if one is not None and one._requires
    ]
    if not live:
        return (None,) * len(inputs)
    roots, given = zip(*live, strict=True)
    return grad(roots, inputs, given, retain_graph=True, create_graph=create_graph, allow_unused=True)


def _unpacked(made: tuple[Any, ...], several: bool) -> Any:
    return made if several else made[0]


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), and v times its Jacobian. v: of the outputs' shapes; may be left out for one single number."""
    call = _Call("vjp", func, inputs, create_graph, strict)
    seeds = call.weights(v, call.outputs, call.many, ONE_OUTPUT)
    found = back(call.outputs, call.inputs, seeds, create_graph)
    return call.answer(filled(found, call.inputs, strict, create_graph, "back"), call.several)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), and its Jacobian times v, in one sweep forward. v: of the inputs' shapes."""
    call = _Call("jvp", func, inputs, create_graph, strict)
    rates = call.weights(v, call.inputs, call.several, ONE_INPUT)
    if strict:
        filled(back(call.outputs, call.inputs, call.outputs, False), call.inputs, strict, False, "back")
    found = forward(call.outputs, call.inputs, rates, create_graph)
    return call.answer(filled(found, call.outputs, strict, create_graph, "back_trick"), call.many)


def forward(
    outputs: Sequence[Any], inputs: Sequence[Any], rates: Sequence[Any], create_graph: bool
) -> list[Any]:
    """How fast the outputs change, None where they do not depend on the inputs."""
    ones = [
        beside(one._class, np.ones_like(one._data)) if rate is None else rate
        for one, rate in zip(inputs, rates, strict=True)
    ]
    return tangents(outputs, [*zip(inputs, ones, strict=True)], create_graph)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), which is one number, and v times its matrix of second derivatives, by walking back twice."""
    call = _Call("vhp", func, inputs, create_graph, strict)
    seeds = call.weights(v, call.inputs, call.several, ONE_INPUT)
    found = back(call.slopes(), call.inputs, seeds, create_graph)
    return call.answer(filled(found, call.inputs, strict, create_graph, "double_back"), call.several)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), which is one number, and its matrix of second derivatives times v, by a sweep forward through the walk back."""
    call = _Call("hvp", func, inputs, create_graph, strict)
    rates = call.weights(v, call.inputs, call.several, ONE_INPUT)
    slopes = call.slopes()
    live = [one for one in slopes if one is not None]
    rising = iter(forward(live, call.inputs, rates, create_graph))
    found = [None if one is None else next(rising) for one in slopes]
    return call.answer(filled(found, call.inputs, strict, create_graph, "double_back_trick"), call.several)


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """d func(*inputs) / d inputs, of the shape of an output followed by that of an input; tuples, where there are several.

    strategy: "reverse-mode", a walk back for each number of the outputs, or "forward-mode", a sweep for each of the inputs.
    vectorize changes nothing but what PyTorch allows beside it.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than inputs, '
            '"forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    ahead = strategy == "forward-mode"
    together = "torch.autograd.functional.jacobian: `{}` and `{}` are not supported together{}. Please either set `{}` or `{}`."
    if ahead and create_graph:
        raise NotImplementedError(
            together.format(
                "create_graph=True",
                'strategy="forward-mode"',
                " (yet)",
                "create_graph=False",
                'strategy="reverse-mode"',
            )
        )
    if ahead and strict:
        raise RuntimeError(
            together.format(
                "strict=True", 'strategy="forward-mode"', " (yet)", "strict=False", 'strategy="reverse-mode"'
            )
        )
    if ahead and not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`."
        )
    call = _Call("jacobian", func, inputs, create_graph, strict)
    if vectorize and strict:
        raise RuntimeError(
            together.format("strict=True", "vectorized=True", "", "strict=False", "vectorize=False")
        )
    rows = _columns(call) if ahead else [_rows(call, at, output) for at, output in enumerate(call.outputs)]
    made = tuple(_unpacked(finished(row, create_graph), call.several) for row in rows)
    return _unpacked(made, call.many)


def _rows(call: _Call, at: int, output: Any) -> list[Any]:
    """The Jacobian of one output with respect to each input, by a walk back for each of its numbers."""
    parts: list[list[Any]] = [[] for _ in call.inputs]
    with switched(grad=True, recorder=mode.recorder):
        flat = output.reshape(-1)
        for place in range(output._data.size):
            found = back([flat[place]], call.inputs, [None], call.create_graph)
            for i, (part, g, ref) in enumerate(zip(parts, found, call.inputs, strict=True)):
                if call.strict and g is None:
                    raise RuntimeError(
                        f"Output {at} of the user-provided function is independent of input {i}. This is not allowed in strict mode."
                    )
                if call.strict and call.create_graph and not g._requires:
                    raise RuntimeError(
                        f"The jacobian of the user-provided function is independent of input {at}. This is not allowed in strict mode when create_graph=True."
                    )
                part.append(beside(ref._class, np.zeros_like(ref._data)) if g is None else g)
        return [_joined(part, output, ref) for part, ref in zip(parts, call.inputs, strict=True)]


def _joined(parts: list[Any], output: Any, ref: Any) -> Any:
    shape = (*output._data.shape, *ref._data.shape)
    if not parts:
        return beside(ref._class, np.zeros(shape, ref._data.dtype))
    return stack(parts).reshape(shape)


def _columns(call: _Call) -> list[list[Any]]:
    """The same for all outputs, by a sweep forward for each number of the inputs."""
    made = [
        [np.zeros((*output._data.shape, *ref._data.shape), output._data.dtype) for ref in call.inputs]
        for output in call.outputs
    ]
    for i, ref in enumerate(call.inputs):
        for place in np.ndindex(*ref._data.shape):
            rate = np.zeros_like(ref._data)
            rate[place] = 1
            found = tangents(call.outputs, [(ref, beside(ref._class, rate))])
            for rows, t in zip(made, found, strict=True):
                if t is not None:
                    rows[i][(..., *place)] = t._data
    cls = call.inputs[0]._class
    return [[beside(cls, part) for part in rows] for rows in made]


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of func(*inputs), which is one number: for each pair of inputs the shape of the one, then of the other."""
    several, _ = as_tuple(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')

    def single(*given: Any) -> Any:
        out = func(*given)
        many, made = as_tuple(out, _RESULTS, "hessian")
        must_depend(made, "outputs", strict)
        if many:
            raise RuntimeError("The function given to hessian should return a single Tensor")
        if out._data.size != 1:
            raise RuntimeError(
                "The Tensor returned by the function given to hessian should contain a single element"
            )
        return out.squeeze()

    def slopes(*given: Any) -> Any:
        made = jacobian(single, given, create_graph=True)
        must_depend(made, "jacobian", strict)
        return made

    found = jacobian(slopes, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found if several else found[0]
