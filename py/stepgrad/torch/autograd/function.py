"""② torch.autograd.Function: an operation whose forward and backward a program writes itself."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

from ...mode import mode, switched
from ...tensor import custom
from ...tensor.graph import TensorBase
from ...tensor.history import detach, requires_grad_


class FunctionCtx(custom.Context):
    """What forward() leaves for backward()."""

    __module__ = "torch.autograd.function"


class Function:
    """What a program's own operation inherits: static methods forward and backward, called by `apply`.

    forward(ctx, *args) computes, and leaves in ctx what backward needs; or forward(*args) computes, and
    setup_context(ctx, inputs, output) does the rest. backward(ctx, *gradients of the outputs) gives a gradient, or None, for
    each of args.
    """

    __module__ = "torch.autograd.function"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should invoke them on "
            "the class itself. Instantiating an autograd function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """The result."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """What `forward` without a ctx leaves for backward."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of the arguments."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """What PyTorch calls in forward mode. Here it is never called: backward(), differentiated, gives the way forward."""
        raise NotImplementedError("Function.jvp: it is not called here; forward mode is found by backward()")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with "
            "static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """The result of forward(), with a place in the graph."""
        name = cls.__name__
        ctx = type(f"{name}Backward", (FunctionCtx,), {"__module__": "torch.autograd.function"})()
        forward: Callable[..., Any] = cls.forward
        if cls.setup_context is not Function.setup_context:

            def run(*args: Any) -> Any:
                output = cls.forward(*args)
                cls.setup_context(ctx, args, output)
                return output
        else:

            def run(*args: Any) -> Any:
                return forward(ctx, *args)

        backward = cls.backward if cls.backward is not Function.backward else cls.vjp
        out = custom.called(name, ctx, args, run, backward)
        for one in out if isinstance(out, tuple) else (out,):
            node = one._node if isinstance(one, TensorBase) else None
            if node is not None:
                node.title = f"{name}Backward"
        return out


class DelayedError(custom.Context):
    """Of what is differentiable once: the second derivative is an error."""


def once_differentiable(function: Callable[..., Any]) -> Callable[..., Any]:
    """A backward() whose gradients have no derivatives themselves. Errors: RuntimeError, as soon as one is asked for."""

    @functools.wraps(function)
    def once(ctx: Any, *args: Any) -> Any:
        with switched(grad=False, recorder=mode.recorder):
            outputs = function(ctx, *args)
        if not mode.grad or not any(isinstance(one, TensorBase) and one._requires for one in args):
            return outputs
        found = outputs if isinstance(outputs, tuple) else (outputs,)
        cut = [requires_grad_(detach(one)) if isinstance(one, TensorBase) else one for one in found]
        delayed = custom.called("DelayedError", DelayedError(), cut, lambda *cut: cut, _refuse)
        for one in delayed:
            if isinstance(one, TensorBase) and one._node is not None:
                one._node.title = "Error"
        return delayed if isinstance(outputs, tuple) else delayed[0]

    return once


def _refuse(*_: Any) -> Any:
    raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")
