"""② The steps of recurrent layers, and the cells of torch.nn that take one step."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...tensor.graph import beside
from . import init
from .module import Module
from .sizes import empty

Step = Callable[[Any, tuple[Any, ...]], tuple[Any, ...]]


def _added(y: Any, bias: Any) -> Any:
    return y if bias is None else y + bias


def _simple(name: str) -> Any:
    def made(w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, _: Any = None) -> Step:
        bias = None if b_ih is None else b_ih + b_hh

        def step(x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
            return (getattr(_added(x @ w_ih + state[0] @ w_hh, bias), name)(),)

        return step

    return made


def _gru(w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, _: Any = None) -> Step:
    def step(x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        h = state[0]
        r, z, n = _added(x @ w_ih, b_ih).chunk(3, 1)
        of_r, of_z, of_n = _added(h @ w_hh, b_hh).chunk(3, 1)
        z = (z + of_z).sigmoid()
        n = (n + (r + of_r).sigmoid() * of_n).tanh()
        return (n + z * (h - n),)

    return step


def _lstm(w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, w_hr: Any = None) -> Step:
    bias = None if b_ih is None else b_ih + b_hh

    def step(x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        h, c = state
        i, f, g, o = _added(x @ w_ih + h @ w_hh, bias).chunk(4, 1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        return (h if w_hr is None else h @ w_hr, c)

    return step


STEPS: dict[str, Any] = {"RNN_TANH": _simple("tanh"), "RNN_RELU": _simple("relu"), "GRU": _gru, "LSTM": _lstm}
GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "GRU": 3, "LSTM": 4}


class RNNCellBase(Module):
    """What the cells share. Parameters: weight_ih, weight_hh, bias_ih, bias_hh, all drawn from ±1/√hidden_size."""

    mode = "RNN_TANH"

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = GATES[self.mode] * hidden_size
        self.weight_ih = empty(rows, input_size, dtype=dtype)
        self.weight_hh = empty(rows, hidden_size, dtype=dtype)
        self.register_parameter("bias_ih", empty(rows, dtype=dtype) if bias else None)
        self.register_parameter("bias_hh", empty(rows, dtype=dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all of them."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next state h (of an LSTMCell h and c) for input (N, input_size) and state (N, hidden_size); or both without N.

        Errors: ValueError; RuntimeError for lengths that do not fit.
        """
        name, ndim, long = type(self).__name__, input._data.ndim, self.mode == "LSTM"
        if ndim not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {ndim}D instead")
        x = input if ndim == 2 else input.unsqueeze(0)
        if x._data.shape[1] != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {x._data.shape[1]} expected {self.input_size}"
            )
        if hx is None:
            zeros = beside(x._class, np.zeros((len(x._data), self.hidden_size), x._data.dtype))
            state: tuple[Any, ...] = (zeros, zeros) if long else (zeros,)
        else:
            state = tuple(hx) if long else (hx,)
            for i, one in enumerate(state):
                if one._data.ndim not in (1, 2):
                    what = f"hx[{i}]" if long else "hidden"
                    raise ValueError(f"{name}: Expected {what} to be 1D or 2D, got {one._data.ndim}D instead")
            state = state if ndim == 2 else tuple(one.unsqueeze(0) for one in state)
        for i, one in enumerate(state):
            if len(one._data) != len(x._data):
                raise RuntimeError(
                    f"Input batch size {len(x._data)} doesn't match hidden{i} batch size {len(one._data)}"
                )
            if one._data.shape[-1] != self.hidden_size:
                raise RuntimeError(
                    f"hidden{i} has inconsistent hidden_size: got {one._data.shape[-1]}, expected {self.hidden_size}"
                )
        out = STEPS[self.mode](self.weight_ih.T, self.weight_hh.T, self.bias_ih, self.bias_hh)(x, state)
        out = out if ndim == 2 else tuple(one.squeeze(0) for one in out)
        return out if long else out[0]

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        shown = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            shown += f", bias={self.bias}"
        if getattr(self, "nonlinearity", "tanh") != "tanh":
            shown += f", nonlinearity={self.nonlinearity}"
        return shown


class RNNCell(RNNCellBase):
    """h' = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh); nonlinearity="relu": relu instead."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, dtype=dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Any = None) -> Any:
        """See RNNCellBase."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        self.__dict__["mode"] = f"RNN_{self.nonlinearity.upper()}"
        return super().forward(input, hx)


class GRUCell(RNNCellBase):
    """One step of a GRU."""

    mode = "GRU"


class LSTMCell(RNNCellBase):
    """One step of an LSTM: (h', c') for the input and (h, c)."""

    mode = "LSTM"


__all__ = ["GRUCell", "LSTMCell", "RNNCell", "RNNCellBase"]
