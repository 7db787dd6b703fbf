"""② What happens when a module is called: hooks before and after forward(), and on the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..tensor import custom
from ..tensor.graph import TensorBase
from ..tensor.history import RemovableHandle
from .members import Members


class Called(Members):
    """What Module inherits, besides its members."""

    def forward(self, *inputs: Any, **named: Any) -> Any:
        """The output for the inputs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward()")

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        held = self.__dict__
        before, after = held["_forward_pre_hooks"], held["_forward_hooks"]
        back = held.get("_backward_hooks") or held.get("_backward_pre_hooks")
        if not before and not after and not back:
            return self.forward(*inputs, **named)
        always = {id for id in after if "always" in self._options(id)}
        try:
            return self._with_hooks(inputs, named, always, bool(back))
        except BaseException:
            for id in sorted(always):
                if "kwargs" in self._options(id):
                    after[id](self, inputs, named, None)
                else:
                    after[id](self, inputs, None)
            raise

    def _with_hooks(self, inputs: Any, named: Any, always: set[int], back: bool) -> Any:
        held = self.__dict__
        for id, hook in [*held["_forward_pre_hooks"].items()]:
            if "kwargs" in self._options(id):
                both = hook(self, inputs, named)
                if both is not None:
                    if not isinstance(both, tuple) or len(both) != 2:
                        raise RuntimeError(
                            f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {both}."
                        )
                    inputs, named = both
                continue
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        way = _WayBack(self) if back else None
        if way is not None:
            inputs = way.enter(inputs)
        output = self.forward(*inputs, **named)
        for id, hook in [*held["_forward_hooks"].items()]:
            always.discard(id)
            if "kwargs" in self._options(id):
                changed = hook(self, inputs, named, output)
            else:
                changed = hook(self, inputs, output)
            output = output if changed is None else changed
        return output if way is None else way.leave(output)

    def _options(self, id: int) -> Any:
        options: dict[int, tuple[str, ...]] = self.__dict__.get("_hook_options", {})
        return options.get(id, ())

    def _register(self, kind: str, hook: Any, prepend: bool = False, **options: bool) -> RemovableHandle:
        hooks = self.__dict__.setdefault(kind, {})
        handle = RemovableHandle(hooks, hook)
        if prepend:
            others = [(id, one) for id, one in hooks.items() if id != handle.id]
            hooks.clear()
            hooks.update([(handle.id, hook), *others])
        if any(options.values()):
            given = tuple(name for name, on in options.items() if on)
            self.__dict__.setdefault("_hook_options", {})[handle.id] = given
        return handle

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call hook(module, inputs, output) after every forward(); what it returns, if anything, takes the output's place.

        prepend: before the hooks that are there. with_kwargs: hook(module, inputs, named, output). always_call: even if it fails.
        """
        return self._register("_forward_hooks", hook, prepend, kwargs=with_kwargs, always=always_call)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call hook(module, inputs) before every forward(); what it returns, if anything, takes the inputs' place.

        with_kwargs: hook(module, inputs, named), which returns both, if anything.
        """
        return self._register("_forward_pre_hooks", hook, prepend, kwargs=with_kwargs)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(module, gradients of the inputs, gradients of the outputs) on the way back; what it returns, if anything, goes on."""
        return self._register("_backward_hooks", hook, prepend)

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call hook(module, gradients of the outputs) before; what it returns, if anything, takes their place."""
        return self._register("_backward_pre_hooks", hook, prepend)

    register_backward_hook = register_full_backward_hook


class BackwardHookFunctionBackward(custom.Context):
    """What stands before and behind a module with hooks on the way back."""

    materialize_grads = False


class _WayBack:
    """One call of a module with such hooks."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self._hooks = [*module.__dict__.get("_backward_hooks", {}).values()]
        self._before = [*module.__dict__.get("_backward_pre_hooks", {}).values()]
        self._into: Any = None  # the gradients of the outputs, on the way back
        self._entered, self._count = False, 0

    def enter(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs, from which the way back goes through here."""
        self._count = len(inputs)
        out, self._entered = _through(inputs, self._of_inputs)
        return out

    def leave(self, output: Any) -> Any:
        """The output, likewise."""
        out, _ = _through(output if isinstance(output, tuple) else (output,), self._of_outputs)
        return out if isinstance(output, tuple) else out[0]

    def _of_inputs(self, gradients: tuple[Any, ...]) -> Any:
        if self._into is None:
            return None
        for hook in self._hooks:
            changed = hook(self._module, gradients, self._into)
            if changed is not None:
                gradients = _as_many(changed, gradients, "hook", "grad_input")
        self._into = None
        return gradients

    def _of_outputs(self, gradients: tuple[Any, ...]) -> Any:
        for hook in self._before:
            changed = hook(self._module, gradients)
            if changed is not None:
                gradients = _as_many(changed, gradients, "pre hook", "grad_output")
        self._into = gradients
        if not self._entered:
            for hook in self._hooks:
                changed = hook(self._module, (None,) * self._count, gradients)
                if changed is not None and any(one is not None for one in changed):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."
                    )
            self._into = None
        return gradients


def _as_many(changed: Any, gradients: tuple[Any, ...], which: str, what: str) -> tuple[Any, ...]:
    given = changed if isinstance(changed, tuple) else (changed,)
    if len(given) != len(gradients):
        raise RuntimeError(
            f"Backward {which} returned an invalid number of {what}, got {len(given)}, but expected {len(gradients)}"
        )
    return given


def _through(given: tuple[Any, ...], told: Callable[[tuple[Any, ...]], Any]) -> tuple[tuple[Any, ...], bool]:
    """What is given, with `told` on the way back; and whether any of it requires a gradient."""
    places = [i for i, one in enumerate(given) if isinstance(one, TensorBase)]
    tensors = [given[i] for i in places]
    if not any(one._requires for one in tensors):
        return given, False
    ctx = BackwardHookFunctionBackward()
    ctx.mark_non_differentiable(*(one for one in tensors if not one._requires))

    def backward(_: Any, *gradients: Any) -> Any:
        every: list[Any] = [None] * len(given)
        for i, one, g in zip(places, tensors, gradients, strict=True):
            every[i] = g if one._requires else one.detach() * 0  # as PyTorch has it
        changed = told(tuple(every))
        return gradients if changed is None else tuple(changed[i] for i in places)

    made = custom.called("BackwardHookFunction", ctx, tensors, lambda *tensors: tensors, backward)
    out = list(given)
    for i, one in zip(places, made, strict=True):
        out[i] = one
        if one._requires:
            one._node.title = BackwardHookFunctionBackward.__name__
    return tuple(out), True
