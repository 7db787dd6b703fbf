"""② What random programs do with tensors element by element, over axes, and to their shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from stepgrad import Tensor

from tests.py.programs.writer import Writer

Form = Callable[[Writer], Any]


def dtype(w: Writer, name: str) -> str:
    return str(w.data(name).dtype)


def mask(w: Writer, a: str) -> str:
    there = w.tensors(
        lambda x: isinstance(x, Tensor) and x._data.dtype.kind == "b" and x._data.shape == w.data(a).shape
    )
    return str(w.one(*there)) if there and w.whole(0, 1) else f"({a} {w.one('>', '<')} {lit(w, a)})"


def lit(w: Writer, name: str) -> Any:
    """A number for a tensor, as text."""
    dtype = str(w.data(name).dtype)
    return w.number(dtype if dtype in ("float32", "float64", "int64") else "int64")


def tame(form: Form, instead: str) -> Form:
    """Without extreme numbers, in whose presence PyTorch's rule leaves the range of floats where the derivative does not."""

    def chosen(w: Writer) -> Any:
        extreme = w.wild or w.tensors(lambda x: x._data.dtype.kind == "f" and not np.isfinite(x._data).all())
        return f"{w.tensor()}.{instead}" if extreme else form(w)

    return chosen


def unary(name: str) -> Form:
    return lambda w: f"{w.tensor()}.{name}()"


def binary(sign: str) -> Form:
    """Two tensors that broadcast, or a number on either side."""

    def form(w: Writer) -> str:
        a, other = w.tensor(), w.whole(0, 4)
        if other == 0:
            return f"{a} {sign} {lit(w, a)}"
        if other > 1:
            return f"{a} {sign} {w.beside(a)}"
        if sign == "%":  # PyTorch has no gradient for it
            a += ".detach()"
        number = lit(w, a.removesuffix(".detach()"))
        if w.wild and sign in (
            "/",
            "**",
        ):  # of a number it takes c · (1/a), which is 0 or infinite where c / a is not
            return f"T({number}, {dtype(w, a)}) {sign} {a}"
        return f"{number} {sign} {a}"

    return form


def method(text: str, least: int = 0) -> Form:
    """`a` is a tensor, `b` one that goes with it, `c` a number, `i` an axis, `k` True or False, `m` a mask,
    `p` the kind of a norm, `s` one of the same shape."""

    def form(w: Writer) -> str:
        a = w.tensor(least=least)
        words = {
            "a": lambda: a,
            "b": lambda: w.beside(a),
            "c": lambda: lit(w, a),
            "i": lambda: w.dim(a),
            "k": lambda: w.one(True, False),
            "p": lambda: w.one(1, 2, *(() if w.wild else ("inf", "-inf", 3, 0.5))),
            "m": lambda: mask(w, a),
            "s": lambda: w.fresh(w.data(a).shape, dtype(w, a)),
        }
        parts = text.split("%")
        return parts[0] + "".join(f"{words[part[0]]()}{part[1:]}" for part in parts[1:])

    return form


def reduced(name: str, more: str = "") -> Form:
    """Over all axes, one, or some."""

    def form(w: Writer) -> str:
        a = w.tensor()
        ndim = w.data(a).ndim
        how = w.whole(0, 3)
        keep = w.one("", ", keepdim=True")
        if how == 0 or (more == "one" and how == 1):
            return f"{a}.{name}({w.dim(a)}{keep})"
        if how == 1 and ndim:
            return f"{a}.{name}({tuple(w.some(range(ndim), 1))}{keep})"
        return f"{a}.{name}({w.dim(a)}{keep})" if more == "axis" else f"{a}.{name}()"

    return form


def spread(name: str) -> Form:
    """Of more than what is subtracted from the count: where that leaves 0, PyTorch's gradient is infinite of all, and NaN of rows."""

    def form(w: Writer) -> str:
        a = w.tensor(lambda x: x._data.size > 1 and min(x._data.shape) > 1, least=1)
        correction = w.one("", ", correction=0", ", correction=0.5")
        if w.whole(0, 2):
            return f"{a}.{name}({w.whole(0, w.data(a).ndim - 1)}{w.one('', ', keepdim=True')}{correction})"
        return f"{a}.{name}({correction[2:]})"

    return form


def found(name: str, arguments: Callable[[Writer, str], str]) -> Form:
    """What gives values and places."""

    def form(w: Writer) -> None:
        a = w.tensor()
        values, places = w.new(), w.new("i")
        w.say(f"{values}, {places} = {a}.{name}({arguments(w, a)})")

    return form


def shaped(w: Writer) -> str:
    """The same elements in another shape."""
    a = w.tensor()
    size, shape = w.data(a).size, [*w.data(a).shape]
    how = w.whole(0, 4)
    if how == 0:
        new: Any = (-1,)
    elif how == 1:
        new = (size,) if w.whole(0, 5) else (size + 1,)
    elif how == 2:
        new = tuple(reversed(shape))
    elif how == 3:
        factors = [k for k in range(1, size + 1) if size % k == 0] or [1]
        first = w.one(*factors)
        new = (first, -1)
    else:
        new = (*shape[: len(shape) // 2], 1, *shape[len(shape) // 2 :])
    return f"{a}.{w.one('reshape', 'reshape', 'view')}({new if len(new) != 1 else new[0]})"


def permuted(w: Writer) -> str:
    a = w.tensor()
    ndim = w.data(a).ndim
    return f"{a}.permute({tuple(w.some(range(ndim), ndim))})"


def expanded(w: Writer) -> str:
    a = w.tensor(lambda x: x._data.size < 30)
    shape = [w.one(2, 3) if n == 1 and w.whole(0, 1) else w.one(n, -1) for n in w.data(a).shape]
    if w.seldom():
        shape = [4, *shape[1:]]
    return f"{a}.expand({tuple(w.some((1, 2), w.whole(0, 1))[:1] + shape)})"


def flattened(w: Writer) -> str:
    a = w.tensor()
    return f"{a}.flatten({w.dim(a)}, {w.dim(a)})" if w.whole(0, 1) else f"{a}.flatten()"


def repeated(w: Writer) -> str:
    a = w.tensor(lambda x: x._data.size < 20)
    return f"{a}.{w.one('repeat', 'tile')}({', '.join(str(w.one(1, 2, 1, 2, 0)) for _ in range(max(w.data(a).ndim, 1)))})"
