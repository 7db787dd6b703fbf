"""② Recurrent layers of torch.nn: a cell, called with one step of a sequence after the other.

A sequence is a list of steps (N, features), in which N may shrink from step to step (packing.py); so a layer takes the
list that the layer before it gave.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...tensor.graph import beside
from ...tensor.joining import concatenate, stack
from . import init
from .cells import GATES, STEPS
from .module import Module
from .packing import PackedSequence
from .sizes import dropped, empty


class RNNBase(Module):
    """What RNN, GRU and LSTM share. Parameters: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, …, all drawn from ±1/√hidden_size.

    Errors: ValueError, TypeError.
    """

    def __init__(
        self, mode: str, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True, batch_first: bool = False,
        dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        if not isinstance(dropout, int | float) or isinstance(dropout, bool) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
                f"greater than 1, but got dropout={dropout} and num_layers={num_layers}",
                stacklevel=3,
            )
        for name, value, kind in (
            ("bias", bias, bool), ("batch_first", batch_first, bool), ("input_size", input_size, int), ("hidden_size", hidden_size, int),
        ):  # fmt: skip
            if not isinstance(value, kind):
                raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")
        for name, value in (
            ("input_size", input_size),
            ("hidden_size", hidden_size),
            ("num_layers", num_layers),
        ):
            if value <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        self.mode, self.input_size, self.hidden_size, self.num_layers = (
            mode,
            input_size,
            hidden_size,
            num_layers,
        )
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        rows, out = GATES[mode] * hidden_size, proj_size or hidden_size
        for layer in range(num_layers):
            for suffix in self._suffixes(layer):
                width = input_size if layer == 0 else out * (1 + bidirectional)
                setattr(self, f"weight_ih_{suffix}", empty(rows, width, dtype=dtype))
                setattr(self, f"weight_hh_{suffix}", empty(rows, out, dtype=dtype))
                if bias:
                    setattr(self, f"bias_ih_{suffix}", empty(rows, dtype=dtype))
                    setattr(self, f"bias_hh_{suffix}", empty(rows, dtype=dtype))
                if proj_size:
                    setattr(self, f"weight_hr_{suffix}", empty(proj_size, hidden_size, dtype=dtype))
        self.reset_parameters()

    def _suffixes(self, layer: int) -> list[str]:
        return [f"l{layer}", f"l{layer}_reverse"][: 1 + self.bidirectional]

    def reset_parameters(self) -> None:
        """Draw all of them."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Does nothing, as on every CPU."""

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters of each layer and direction."""
        kinds = [
            "weight_ih",
            "weight_hh",
            *(["bias_ih", "bias_hh"] if self.bias else []),
            *(["weight_hr"] if self.proj_size else []),
        ]
        return [
            [getattr(self, f"{kind}_{suffix}") for kind in kinds]
            for layer in range(self.num_layers)
            for suffix in self._suffixes(layer)
        ]

    def forward(self, input: Any, hx: Any = None) -> Any:
        """(outputs of the last layer, final states).

        input: (L, N, input_size), (N, L, input_size) if batch_first, (L, input_size), or a PackedSequence; the outputs are
        like it. hx and the final states: (layers · directions, N, hidden_size), of an LSTM a pair of them; hx may be left
        out: zeros. Errors: ValueError, RuntimeError.
        """
        packed = input if isinstance(input, PackedSequence) else None
        data = packed.data if packed else input
        name, ndim = type(self).__name__, data._data.ndim
        if packed is None and ndim not in (2, 3):
            tensor = " tensor" if name == "RNN" else ""
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {ndim}D{tensor} instead")
        self._check(data)
        batched, time = ndim == 3, 1 if self.batch_first and ndim == 3 else 0
        if packed is not None:
            steps = list(data.split([int(n) for n in packed.batch_sizes]))
        else:
            steps = [one if batched else one.unsqueeze(0) for one in data.unbind(time)]
        many = len(steps[0]._data) if steps else 1
        states = self._states(hx, many, data, batched or packed is not None, packed)
        steps, last = self._layers(steps, states)
        final = [stack(list(one)) for one in zip(*last, strict=True)]
        if packed is not None:
            if packed.unsorted_indices is not None:
                final = [one.index_select(1, packed.unsorted_indices) for one in final]
            output: Any = packed._replace(data=concatenate(steps))
        else:
            output = stack(steps, time) if batched else concatenate(steps)
            final = final if batched else [one.squeeze(1) for one in final]
        return output, tuple(final) if self.mode == "LSTM" else final[0]

    def _check(self, data: Any) -> None:
        weight = self.weight_ih_l0
        if data._data.dtype != weight._data.dtype:
            raise ValueError(
                f"RNN input dtype ({data.dtype}) does not match weight dtype ({weight.dtype}). Convert input: "
                f"input.to({weight.dtype}), or convert model: model.to({data.dtype})"
            )
        if data._data.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {data._data.shape[-1]}"
            )

    def _states(self, hx: Any, many: int, data: Any, batched: bool, packed: Any) -> list[Any]:
        """The initial states of every layer and direction, each a tuple: of h, and of an LSTM of c as well."""
        count, long = self.num_layers * (1 + self.bidirectional), self.mode == "LSTM"
        widths = [self.proj_size or self.hidden_size, *([self.hidden_size] if long else [])]
        if hx is None:
            zeros = [
                beside(data._class, np.zeros((count, many, width), data._data.dtype)) for width in widths
            ]
            return list(zip(*zeros, strict=True))
        given = list(hx) if long else [hx]
        words = ["hidden[0]", "hidden[1]"] if long else ["hidden"]
        for i, (one, width, word) in enumerate(zip(given, widths, words, strict=True)):
            ndim, what, kind = (
                one._data.ndim,
                "batched 3-D" if batched else "unbatched 2-D",
                3 if batched else 2,
            )
            if ndim != kind:
                both = "hx and cx" if long else "hx"
                raise RuntimeError(
                    f"For {what} input, {both} should also be {kind}-D but got {ndim}-D tensor"
                )
            given[i] = one = one if batched else one.unsqueeze(1)
            if one._data.shape != (count, many, width):
                word = f"Expected {word} size" if long else "Expected hidden size"
                raise RuntimeError(f"{word} {(count, many, width)}, got {[*one._data.shape]}")
            if packed is not None and packed.sorted_indices is not None:
                given[i] = one.index_select(1, packed.sorted_indices)
        return list(zip(*(one.unbind(0) for one in given), strict=True))

    def _layers(self, steps: list[Any], states: list[Any]) -> tuple[list[Any], list[Any]]:
        last = []
        for layer in range(self.num_layers):
            if layer and self.dropout and self.training:
                steps = [dropped(one, self.dropout) for one in steps]
            outputs = []
            for i, suffix in enumerate(self._suffixes(layer)):
                state = states[layer * (1 + self.bidirectional) + i]
                found, final = _walk(self._cell(suffix), steps, state, backwards=i == 1)
                outputs.append(found)
                last.append(final)
            steps = (
                outputs[0]
                if len(outputs) == 1
                else [concatenate(list(pair), 1) for pair in zip(*outputs, strict=True)]
            )
        return steps, last

    def _cell(self, suffix: str) -> Callable[..., Any]:
        """The step of one layer in one direction, with its weights as they are needed at every step."""
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        found = [getattr(self, f"{kind}_{suffix}", None) for kind in kinds]
        w_ih, w_hh, w_hr = (one if one is None else one.T for one in (found[0], found[1], found[4]))
        return STEPS[self.mode](w_ih, w_hh, found[2], found[3], w_hr)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        parts = [f"{self.input_size}, {self.hidden_size}"]
        for name, usual in (
            ("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0), ("bidirectional", False),
        ):  # fmt: skip
            if getattr(self, name) != usual:
                parts.append(f"{name}={getattr(self, name)}")
        return ", ".join(parts)


def _walk(
    cell: Callable[..., Any], steps: Sequence[Any], first: tuple[Any, ...], backwards: bool
) -> tuple[list[Any], tuple[Any, ...]]:
    """The outputs of all steps, and the final state: of each sequence the one after its own last step."""
    outputs: list[Any] = []
    now, ended = first, []
    if backwards and steps:
        now = tuple(_rows(one, 0, len(steps[-1]._data)) for one in first)
    for x in reversed(steps) if backwards else steps:
        many, before = len(x._data), len(now[0]._data)
        if many < before:
            ended.append(tuple(_rows(one, many, before) for one in now))
            now = tuple(_rows(one, 0, many) for one in now)
        elif many > before:
            now = tuple(concatenate([a, _rows(b, before, many)]) for a, b in zip(now, first, strict=True))
        now = cell(x, now)
        outputs.append(now[0])
    if ended:
        now = tuple(concatenate([a, *reversed(rest)]) for a, *rest in zip(now, *ended, strict=True))
    return outputs[::-1] if backwards else outputs, now


def _rows(one: Any, begin: int, end: int) -> Any:
    return one if not begin and end == len(one._data) else one[begin:end]


class RNN(RNNBase):
    """h' = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh); nonlinearity="relu": relu instead."""

    def __init__(self, *args: Any, **named: Any) -> None:
        if "proj_size" in named:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        nonlinearity = args[3] if len(args) > 3 else named.pop("nonlinearity", "tanh")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", *args[:3], *args[4:], **named)
        self.nonlinearity = nonlinearity


class GRU(RNNBase):
    """h' = (1 − z) n + z h, with r, z = σ(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), n = tanh(x W_inᵀ + b_in + r (h W_hnᵀ + b_hn))."""

    def __init__(self, *args: Any, **named: Any) -> None:
        if "proj_size" in named:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **named)


class LSTM(RNNBase):
    """c' = f c + i g, h' = o tanh(c'), with i, f, o = σ(…) and g = tanh(…) of x W_ihᵀ + b_ih + h W_hhᵀ + b_hh."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__("LSTM", *args, **named)


__all__ = ["GRU", "LSTM", "RNN", "RNNBase"]
