"""④⑤ Which mistakes there are, and what listens to a run that has one."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from ..program import Program
from ..recording.recorder import Recorder
from .interfering import Begun, Detached, NotZeroed, Nudged

KINDS = ("no-zero", "overwrite", "order", "detach", "upstream")
Swap = tuple[Any, str, Any]  # a module or a class, a name in it, and what stands there for the run


class Swapped:
    """A Watch; while it is entered, other functions stand in the place of some of the engine's.

    properties: what stands there, see Shelter.run(): it is no work of the program's.
    """

    def __init__(self, watch: Any, swaps: list[Swap]) -> None:
        self._watch = watch
        self._swaps = [(owner, name, vars(owner).get(name), new) for owner, name, new in swaps]
        self.properties = {**watch.properties, **{str(at): new for at, (*_, new) in enumerate(swaps)}}

    def __enter__(self) -> None:
        self._watch.__enter__()
        for owner, name, _, new in self._swaps:
            _put(owner, name, new)

    def __exit__(self, *error: object) -> None:
        for owner, name, old, _ in self._swaps:
            if old is None:
                type.__delattr__(owner, name)  # a class has it from another one
            else:
                _put(owner, name, old)
        self._watch.__exit__(*error)


def _put(owner: Any, name: str, thing: Any) -> None:
    if isinstance(owner, type):
        type.__setattr__(owner, name, thing)
    else:
        vars(owner)[name] = thing


def recording(asked: Mapping[str, Any], program: Program) -> Callable[..., Recorder]:
    """What makes the Recorder of a run with this mistake: {"kind": …} and, as the kind needs, "node" or "value".

    Errors: ValueError for a kind that there is not; ModuleNotFoundError for NumPy, where the program needs it.
    """
    kind = asked["kind"]
    if kind not in KINDS:
        raise ValueError(f"there is no mistake {kind!r:.40}")
    if kind == "detach":
        return type("Detached", (Detached,), {"node": int(asked["node"])})
    arrays = _loaded(program)
    base: Any = Recorder
    if kind == "no-zero":
        base, swaps = NotZeroed, [*_seen_at_once()] if arrays else []
    elif kind == "upstream":
        base = type("Begun", (Begun,), {"value": float(asked["value"])})
        swaps = _other_seed(base.value)
    else:
        swaps = [*_swaps(kind, arrays)]

    def made(*args: Any) -> Recorder:
        recorder: Recorder = base(*args)
        recorder.watch = Swapped(recorder.watch, swaps)  # type: ignore[assignment]
        return recorder

    return made


def nudging(asked: Mapping[str, Any]) -> Callable[..., Recorder]:
    """The same for a run in which one number is moved: {"node": …, "by": …} and, of an array, "index": [i, j]."""
    index = asked.get("index")
    parts = {"node": int(asked["node"]), "by": float(asked["by"]), "index": index and tuple(map(int, index))}
    return type("Nudged", (Nudged,), parts)


def _swaps(kind: str, arrays: bool) -> Iterator[Swap]:
    """The walks of Values, of micrograd's and, where there are any, of Tensors."""
    from ...micrograd import engine
    from ...scalar import backward, functions, gradients, value
    from . import walks_of_values as wrong

    if kind == "order":
        yield backward, "topological", wrong.misordered
        yield gradients, "topological", wrong.misordered
        yield engine.Value, "backward", wrong.micrograd_backward
    else:
        yield value, "backward", wrong.overwriting
        yield gradients, "walk", wrong.overwriting_walk
        yield functions, "walk", wrong.overwriting_walk
        yield engine.Value, "_backward", wrong.micrograd_overwriting
        yield engine, "_told", wrong.micrograd_told
    if not arrays:
        return
    from ...tensor import backward as of_arrays
    from ...tensor import higher, history
    from . import walks_of_tensors as tensors

    yield of_arrays, "walk", tensors.misordered if kind == "order" else tensors.overwriting
    yield higher, "_walked", tensors.impossible
    if kind == "overwrite":
        yield of_arrays, "accumulate", tensors.put
        yield history, "accumulate", tensors.put


def _other_seed(value: float) -> list[Swap]:
    """Where a walk over Values does not begin at the root's own `grad`."""
    from ...scalar import gradients

    right, begun = gradients.seed_of, [False]

    def seed_of(who: str, given: Any) -> Any:
        if begun[0]:
            return right(who, given)
        begun[0] = True
        return value

    return [(gradients, "seed_of", seed_of)]


def _seen_at_once() -> Iterator[Swap]:
    """What is done to a gradient in its place is seen before the program looks at it again."""
    from ...mode import mode

    def seen(method: Any) -> Any:
        def changes(self: Any, *args: Any, **named: Any) -> Any:
            made = method(self, *args, **named)
            if mode.recorder is not None and id(self) in mode.recorder._beside:
                mode.recorder._settle()
            return made

        return changes

    for module in ("stepgrad.tensor.tensor", "stepgrad.torch.tensor"):
        if cls := getattr(sys.modules.get(module), "Tensor", None):
            for name in ("zero_", "fill_", "__setitem__"):
                yield cls, name, seen(getattr(cls, name))


def _loaded(program: Program) -> bool:
    """Load what the program imports of this package, so that nothing is loaded while it is not as it was; whether Tensors are there."""
    for node in program.parts:
        if isinstance(node, ast.Import):
            for one in node.names:
                _load(one.name)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            _load(node.module, *(one.name for one in node.names))
    if "Tensor" in program.source:
        _load("stepgrad", "Tensor")
    importlib.import_module("stepgrad.scalar.functions")
    return "stepgrad.tensor.tensor" in sys.modules


def _load(module: str, *names: str) -> None:
    root = module.partition(".")[0]
    with suppress(ImportError):
        if root in ("torch", "micrograd"):
            if importlib.import_module(root).__name__ != f"stepgrad.{root}":
                return
        elif root != "stepgrad":
            return
        found = importlib.import_module(module)
        for name in names:
            if name != "*" and getattr(found, name, None) is None:
                with suppress(ImportError):
                    importlib.import_module(f"{module}.{name}")
