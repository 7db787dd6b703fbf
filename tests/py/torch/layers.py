"""② Layers run with our torch and with PyTorch's: the same parameters to begin with, text, results, gradients, and errors."""

from __future__ import annotations

import importlib
import re
import warnings
from typing import Any

import numpy as np
import pytest
import torch

with warnings.catch_warnings():
    ours: Any = importlib.import_module("stepgrad.torch")
    for name in ("nn", "nn.functional", "nn.utils.rnn"):
        importlib.import_module(f"stepgrad.torch.{name}")

Shapes = tuple[tuple[int, ...], ...]


def _flat(found: Any) -> list[Any]:
    if isinstance(found, tuple | list):
        return [one for part in found for one in _flat(part)]
    return [found]


def _array(one: Any) -> Any:
    return one.detach().numpy()


class _Function:
    """A module that is a text: x, y, z are its inputs."""

    def __init__(self, lib: Any, text: str) -> None:
        self.lib, self.text, self.training = lib, text, True

    def __call__(self, *inputs: Any) -> Any:
        names = dict(zip("xyzw", inputs, strict=False))
        return eval(self.text, {"T": self.lib, "nn": self.lib.nn, "F": self.lib.nn.functional, **names})

    def __repr__(self) -> str:
        return self.text

    def parameters(self) -> list[Any]:
        return []

    def state_dict(self) -> dict[str, Any]:
        return {}


def _run(lib: Any, module: str, inputs: list[Any], call: str, evaluated: bool) -> dict[str, Any]:
    """All that can be said of a module that a text makes, called with inputs and walked back."""
    lib.manual_seed(3)
    made = eval(module, {"nn": lib.nn, "T": lib}) if module.startswith("nn.") else _Function(lib, module)
    said: dict[str, Any] = {"text": repr(made)}
    said["begins"] = {key: _array(one).copy() for key, one in made.state_dict().items()}
    if evaluated:
        made.eval()
    given = [lib.tensor(one, requires_grad=True) for one in inputs]
    names = {"m": made, "T": lib, "P": lib.nn.utils.rnn if call else None}
    outputs = _flat(eval(call, {**names, **dict(zip("xyzw", given, strict=False))}) if call else made(*given))
    said["classes"] = [type(one).__name__ for one in outputs]
    said["outputs"] = [one if one is None else _array(one) for one in outputs]
    loss: Any = 0
    for one in outputs:
        if one is not None and one.requires_grad:
            weights = np.cos(np.arange(one.numel()).reshape(tuple(one.shape))).astype(_array(one).dtype)
            loss = loss + (one * lib.tensor(weights)).sum()
    if not isinstance(loss, int):
        loss.backward()
    leaves = [*given, *made.parameters()]
    said["gradients"] = [one.grad if one.grad is None else _array(one.grad) for one in leaves]
    said["ends"] = [_array(one) for one in made.state_dict().values()]
    return said


def _same(where: str, found: Any, expected: Any, tolerance: float) -> None:
    if isinstance(expected, dict):
        assert list(found) == list(expected), where
        found, expected = list(found.values()), list(expected.values())
    if isinstance(expected, list):
        assert len(found) == len(expected), where
        for i, pair in enumerate(zip(found, expected, strict=True)):
            _same(f"{where} {i}", *pair, tolerance)
    elif isinstance(expected, np.ndarray):
        assert found.dtype == expected.dtype, where
        assert found.shape == expected.shape, where
        np.testing.assert_allclose(found, expected, rtol=10 * tolerance, atol=tolerance, err_msg=where)
    else:
        assert found == expected, where


def same(
    module: str, *shapes: tuple[int, ...], call: str = "", evaluated: bool = False, dtype: str = "float32"
) -> None:
    """Fails unless both make the same of a module ("nn.…") or of a text of x, y, z; or end with the same kind of error."""
    rng = np.random.default_rng(5)
    inputs = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = _run(torch, module, inputs, call, evaluated)
        except Exception as error:  # noqa: BLE001
            kind = RuntimeError if isinstance(error, NotImplementedError) else type(error)
            try:
                _run(ours, module, inputs, call, evaluated)
            except kind:
                return
            raise AssertionError(f"PyTorch raises {error!r}") from None
        found = _run(ours, module, inputs, call, evaluated)
    for part, tolerance in (
        ("text", 0),
        ("begins", 0),
        ("classes", 0),
        ("outputs", 2e-5),
        ("gradients", 3e-4),
        ("ends", 2e-5),
    ):
        _same(part, found[part], expected[part], tolerance)


def says(words: str, module: str, *shapes: tuple[int, ...]) -> None:
    """Fails unless both refuse, and in these words."""
    inputs = [np.ones(shape, np.float32) for shape in shapes]
    for lib in (torch, ours):
        with pytest.raises(Exception, match=re.escape(words)):
            _run(lib, module, inputs, "", evaluated=False)
