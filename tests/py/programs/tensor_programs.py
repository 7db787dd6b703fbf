"""② Random programs of Tensors: every row of both tables, views and changes through them, indices of every kind, several walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from stepgrad import Tensor
from stepgrad.rules.scalar_table import OPS

from tests.py.programs.ours import OF_FUNCTIONS
from tests.py.programs.writer import Program, Writer, execute

Form = Callable[[Writer], Any]


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
    def form(w: Writer) -> str:
        how = w.one("", "", "0, ", "1, ", "2, ", "1.5, ")
        text = str(reduced(name, "axis")(w))
        return text if not how else text[:-1] + f", correction={how[:-2]})"

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


def index(w: Writer, shape: tuple[int, ...], basic: bool = False) -> str:
    """What stands in the brackets."""
    parts: list[str] = []
    left = list(shape)
    dots = False
    for _ in range(w.whole(0, len(shape) + 1)):
        kind = w.whole(0, 5 if basic else 8)
        if kind == 4:
            parts.append("None")
            continue
        if kind == 5 and not dots:
            dots = True
            parts.append("...")
            continue
        if not left:
            break
        length = left.pop() if dots else left.pop(0)
        if kind <= 1 and (length or w.seldom()):
            parts.append(str(w.whole(-length - w.seldom(), max(length - 1, 0) + w.seldom())))
        elif kind <= 5 or not length:
            ends = [str(w.one("", "", 0, 1, 2, -1, -2)) for _ in range(2)]
            parts.append(
                f"{ends[0]}:{ends[1]}{w.one('', '', '', '::2', ':1')[:2].replace('::', ':')}"
                if w.whole(0, 3)
                else "::2"
            )
        elif kind == 6:
            parts.append(str([w.whole(-length, length - 1) for _ in range(w.whole(1, 3))]))
        elif kind == 7:
            parts.append(f"T({w.numbers((length,), 'bool')}, boolean)")
        else:
            rows = w.one((2,), (3,), (2, 2), ())
            parts.append(f"T({places(w, rows, length)}, int64)")
    if dots:  # what stands behind the dots was written from the last axis on
        at = parts.index("...")
        parts = parts[: at + 1] + parts[at + 1 :][::-1]
    return ", ".join(parts) or "..."


def places(w: Writer, shape: tuple[int, ...], length: int, negative: bool = True) -> str:
    """Nested lists of places along an axis."""
    if not shape:
        low = -length if negative else 0
        return str(w.whole(low, max(length - 1, low)))
    return f"[{', '.join(places(w, shape[1:], length, negative) for _ in range(shape[0]))}]"


def picked(w: Writer) -> str:
    a = w.tensor()
    if not w.whole(0, 4):
        return f"{a}[{a} {w.one('>', '<=', '!=')} {lit(w, a)}]"
    return f"{a}[{index(w, w.data(a).shape)}]"


def axis_of_some(w: Writer) -> tuple[str, int, int]:
    """A tensor that has an axis with elements, that axis, and how long it is."""
    a = w.tensor(lambda x: x._data.size > 0, least=1)
    axis = w.whole(0, w.data(a).ndim - 1)
    return a, axis, w.data(a).shape[axis]


def gathered(name: str) -> Form:
    def form(w: Writer) -> str:
        a, axis, length = axis_of_some(w)
        shape = [w.whole(1, n) for n in w.data(a).shape]
        shape[axis] = w.whole(1, 3)
        if name == "take_along_dim":
            shape = [
                n if i == axis else m for i, (n, m) in enumerate(zip(shape, w.data(a).shape, strict=True))
            ]
        there = f"T({places(w, tuple(shape), length + w.seldom(), w.seldom())}, int64)"
        if name == "gather":
            return f"{a}.gather({axis}, {there})"
        if name == "take_along_dim":
            return f"{a}.take_along_dim({there}, {axis})"
        if name == "scatter" and w.whole(0, 1):
            return f"{a}.scatter({axis}, {there}, {lit(w, a)})"
        if name == "scatter":  # to one place twice: which one stays is nobody's promise
            once = [[*range(length)][: shape[axis]]]
            shape[axis] = len(once[0])
            grid = nested(tuple(shape), axis)
            return f"{a}.scatter({axis}, T({grid}, int64), {w.fresh(tuple(shape), dtype(w, a))})"
        return f"{a}.scatter_add({axis}, {there}, {w.fresh(tuple(shape), dtype(w, a))})"

    return form


def nested(shape: tuple[int, ...], axis: int, at: int | None = None) -> str:
    """Nested lists of each one's own place along an axis."""
    if not shape:
        return str(at or 0)
    return f"[{', '.join(nested(shape[1:], axis - 1, k if axis == 0 else at) for k in range(shape[0]))}]"


def dtype(w: Writer, name: str) -> str:
    return str(w.data(name).dtype)


def indexed(name: str) -> Form:
    def form(w: Writer) -> str:
        a, axis, length = axis_of_some(w)
        many = w.whole(1, 3) if name in ("index_select", "index_add") else 1
        there = f"T({places(w, (many,), length, w.seldom())}, int64)"
        if name == "index_select":
            return f"{a}.index_select({axis}, {there})"
        if name == "index_fill":
            return f"{a}.index_fill({axis}, {there}, {lit(w, a)})"
        shape = (*w.data(a).shape[:axis], many, *w.data(a).shape[axis + 1 :])
        return f"{a}.{name}({axis}, {there}, {w.fresh(shape, dtype(w, a))})"

    return form


def product(w: Writer) -> str:
    """Vectors, matrices, stacks of them."""
    a = w.tensor(lambda x: x._data.size < 30, least=1)
    inner = w.data(a).shape[-1]
    lead = w.data(a).shape[:-2]
    shape = w.one(
        (inner,), (inner, 2), (inner, 1), (inner, 3), (2, inner, 2) if not lead else (*lead, inner, 2)
    )
    if w.seldom():
        shape = (inner + 1,)
    b = w.fresh(shape, dtype(w, a))
    if w.whole(0, 3) == 0 and len(shape) == 2:
        return f"{b}.T @ {a}.mT" if w.data(a).ndim > 1 else f"{b}.T @ {a}"
    return f"{a} @ {b}"


def products(w: Writer) -> str:
    kind = w.one("mm", "mv", "dot", "outer", "addmm", "bmm", "einsum", "inner")
    k, m, n = w.whole(1, 3), w.whole(1, 3), w.whole(1, 3)
    of = w.dtype()
    shapes = {
        "mm": ((m, k), (k, n)), "mv": ((m, k), (k,)), "dot": ((k,), (k,)), "inner": ((k,), (k,)), "outer": ((m,), (n,)),
        "bmm": ((2, m, k), (2, k, n)), "einsum": ((m, k), (k, n)), "addmm": ((m, n), (m, k), (k, n)),
    }[kind]  # fmt: skip
    a, *more = (w.fresh(shape, of) for shape in shapes)
    return f"n.einsum('ij,jk->ik', {a}, {more[0]})" if kind == "einsum" else f"{a}.{kind}({', '.join(more)})"


def joined(name: str) -> Form:
    def form(w: Writer) -> str:
        a = w.tensor(lambda x: x._data.size < 20, least=1 if name == "cat" else 0)
        shape = w.data(a).shape
        axis = w.whole(0, len(shape) - (name == "cat"))
        other = list(shape)
        if name == "cat":
            other[axis] = w.whole(1, 2)
        if w.seldom():
            other = [*other, 2]
        more = [w.fresh(tuple(other), dtype(w, a))] + [a] * w.whole(0, 1)
        return f"n.{name}([{', '.join([a, *more] if w.whole(0, 1) else [*more, a])}], {axis - (w.whole(0, 1) and len(shape) + (name != 'cat'))})"

    return form


def parts(w: Writer) -> None:
    a = w.tensor(least=1)
    axis = w.dim(a)
    text = w.one(f"unbind({axis})", f"split({w.one(1, 2)}, {axis})", f"chunk(2, {axis})")
    name = w.new("p")
    w.say(f"{name} = {a}.{text}")
    made = w.names.get(name)
    if made and isinstance(made, tuple | list):
        w.let(f"{name}[{w.whole(0, len(made) - 1)}]")


def narrowed(w: Writer) -> str:
    a, axis, length = axis_of_some(w)
    start = w.whole(0, length - 1)
    return w.one(
        f"{a}.narrow({axis}, {start}, {w.whole(0, length - start)})",
        f"{a}.select({axis}, {w.whole(-length, length - 1)})",
        f"{a}.unfold({axis}, {w.whole(1, length)}, {w.one(1, 2)})",
        f"{a}.roll({w.one(1, -1, 2)}, {axis})",
        f"{a}.flip({axis})",
        f"{a}.repeat_interleave(2, {axis})",
        f"{a}.unflatten({axis}, ({length}, 1))",
        f"{a}.movedim({axis}, {w.whole(0, w.data(a).ndim - 1)})",
    )


def diagonals(w: Writer) -> str:
    a = w.tensor(least=2)
    return f"{a}.{w.one('diagonal', 'tril', 'triu', 'diagonal', 'tril', 'triu', 'trace', 'diag')}({w.one('', '', 1, -1, 2)})"


def cast(w: Writer) -> str:
    a = w.tensor(kind=w.one("f", "f", "i", "b"))
    return (
        f"{a}.{w.one('to(float64)', 'to(float32)', 'double()', 'float()', 'to(int64)', 'long()', 'bool()')}"
    )


def of_data(w: Writer) -> str:
    """Ints and booleans, as data."""
    a = w.tensor(kind=w.one("i", "b", "i", "b", "f"))
    word = w.one(
        f"{a} {w.one('+', '-', '*', '/')} {w.beside(a, w.one('int64', 'bool', 'float32', 'float64'))}",
        f"{a} {w.one('+', '-', '*', '/')} {w.number(w.one('int64', 'float64', 'bool'))}",
        f"{a}.{w.one('sum', 'prod', 'mean', 'amax', 'argmax', 'any', 'all', 'max', 'cumsum', 'count_nonzero')}({w.one('', '0')})",
        f"{a} {w.one('&', '|', '^')} {w.beside(a, w.one('int64', 'bool'))}",
        f"{a}.{w.one('exp', 'sqrt', 'abs', 'relu', 'sign', 'neg', 'square', 'tanh', 'softmax')}({w.one('', '', '0')})",
    )
    return str(word)


def compared(w: Writer) -> str:
    a = w.tensor()
    return f"{a} {w.one('<', '<=', '>', '>=', '==', '!=')} {w.beside(a) if w.whole(0, 1) else lit(w, a)}"


def mask(w: Writer, a: str) -> str:
    there = w.tensors(
        lambda x: isinstance(x, Tensor) and x._data.dtype.kind == "b" and x._data.shape == w.data(a).shape
    )
    return str(w.one(*there)) if there and w.whole(0, 1) else f"({a} {w.one('>', '<')} {lit(w, a)})"


def chosen(w: Writer) -> str:
    a = w.tensor()
    other = w.beside(a) if w.whole(0, 2) else lit(w, a)
    return w.one(
        f"n.where({mask(w, a)}, {a}, {other})",
        f"n.where({mask(w, a)}, {other}, {a})",
        f"{a}.where({mask(w, a)}, {other})",
    )


def clipped(w: Writer) -> str:
    a = w.tensor()
    low, high = (w.one("None", str(lit(w, a)), w.beside(a)) for _ in range(2))
    if (low[0] == "t") != (high[0] == "t") and "None" not in (low, high):
        high = "None"  # bounds of two kinds
    return f"{a}.{w.one('clip', 'clamp')}({low}, {high})"


def changeable(w: Writer) -> str:
    return w.tensor(
        lambda x: type(x) is not Tensor or not (x.is_leaf and x.requires_grad) or not w.whole(0, 14)
    )


def updated(w: Writer) -> str:
    """A change in place, of a tensor or of a view of it."""
    a = changeable(w)
    if w.whole(0, 1):
        view = w.one(
            f"{a}[{index(w, w.data(a).shape, basic=True)}]",
            f"{a}.T" if w.data(a).ndim == 2 else f"{a}.view(-1)",
            f"{a}.unsqueeze(0)",
            f"{a}.detach()",
            f"{a}.diagonal()" if w.data(a).ndim > 1 else f"{a}[...]",
        )
        a = w.let(view)
        if not isinstance(w.names.get(a), Tensor):
            return ""
    kind = w.whole(0, 5)
    if kind <= 1:
        w.say(f"{a} {w.one('+=', '-=', '*=', '/=')} {w.beside(a) if w.whole(0, 2) else lit(w, a)}")
    elif kind == 2:
        w.say(
            f"{a}.{w.one('exp_', 'tanh_', 'sigmoid_', 'relu_', 'neg_', 'abs_', 'zero_', 'square_', 'sin_', 'round_')}()"
        )
    elif kind == 3:
        w.say(
            f"{a}.{w.one(f'fill_({lit(w, a)})', f'copy_({w.beside(a)})', f'clamp_({lit(w, a)}, {lit(w, a)})', f'masked_fill_({mask(w, a)}, {lit(w, a)})', f'add_({w.beside(a)}, alpha=2)', f'mul_({w.beside(a)})', f'pow_({w.one(2, 3, 0.5, -1)})', f'lerp_({w.beside(a, dtype(w, a))}, 0.25)')}"
        )
    else:
        what = w.beside(a) if w.whole(0, 1) else lit(w, a)
        if w.whole(0, 1):
            what = lit(w, a)
        w.say(f"{a}[{index(w, w.data(a).shape)}] {w.one('=', '=', '+=', '*=')} {what}")
    return ""


def put(w: Writer) -> str:
    """One tensor written into another, in the shape that is wanted."""
    a = changeable(w)
    there = index(w, w.data(a).shape)
    aside = dict(w.names)
    if execute(f"part = {a}.detach()[{there}]", aside) is None:
        b = w.fresh(aside["part"]._data.shape, dtype(w, a), True)
        w.say(f"{a}[{there}] = {b}{w.one('', ' * 2', '.exp()')}")
    return ""


def entropy(w: Writer) -> str:
    classes, rows = w.whole(1, 4), w.whole(1, 3)
    a = (
        w.fresh((rows, classes), w.dtype(), True)
        if w.whole(0, 1)
        else w.tensor(lambda x: x._data.ndim == 2 and x._data.size, least=2)
    )
    rows, classes = w.data(a).shape[0], w.data(a).shape[-1]
    if w.data(a).ndim != 2 or not rows * classes:
        return f"{a}.sum()"
    options = w.one(
        "",
        "",
        ", reduction='sum'",
        ", reduction='none'",
        ", label_smoothing=0.1",
        f", ignore_index={w.whole(0, 1)}",
    )
    if not w.whole(0, 3):
        shares = w.fresh((rows, classes), dtype(w, a))
        return f"F.cross_entropy({a}, {shares}.softmax(-1){options if 'ignore' not in options else ''})"
    return f"F.cross_entropy({a}, T({places(w, (rows,), classes, negative=False)}, int64){options})"


def normalized(w: Writer) -> str:
    a = w.tensor(least=1)
    last = w.data(a).shape[-w.whole(1, w.data(a).ndim) :]
    given = [w.fresh(last, dtype(w, a)) if w.whole(0, 1) else "None" for _ in range(2)]
    return f"F.layer_norm({a}, {last}, {', '.join(given)})"


def embedded(w: Writer) -> str:
    table = w.fresh((w.whole(1, 3), w.whole(1, 3)), w.dtype())
    return f"F.embedding(T({places(w, w.one((2,), (2, 2), (), (3,)), w.data(table).shape[0], w.seldom())}, int64), {table})"


def again(w: Writer) -> str:
    return f"n.checkpoint(lambda x: {w.one('x.tanh() * x', '(x * 2).exp()', 'x.sum() * x', 'x + 1')}, {w.tensor()})"


def without(w: Writer) -> str:
    """Under no_grad."""
    name = w.new()
    a = w.tensor()
    w.say(
        f"with n.no_grad():\n    {name} = {w.one(f'{a} * 2', f'{a}.detach()[...]', f'{a}.exp()', f'{a}.detach().reshape(-1)')}"
    )
    return ""


ONE_ARGUMENT = [
    name for name, op in OPS.items() if op.arity == 1 and not op.parameters and name not in OF_FUNCTIONS
]
SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "remainder": "%"}
FORMS: dict[str, Form] = {
    **{name: unary(name) for name in ONE_ARGUMENT},
    **{f"F.{name}": lambda w, name=name: f"F.{name}({w.tensor()})" for name in OF_FUNCTIONS},
    "F.gelu": lambda w: f"F.gelu({w.tensor()}{'.clamp(-5, 5)' if w.wild else ''})",  # of inf, PyTorch makes NaN
    **{name: binary(sign) for name, sign in SIGNS.items()},
    "power": lambda w: f"{w.tensor()} ** {w.one(0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.5, 4, 2.0)}",
    "-": lambda w: f"-{w.tensor()}",
    "abs()": lambda w: f"abs({w.tensor()})",
    "trunc_divide": method("F.trunc_divide(%a, %b)"),
    "floor_divide": method("%a.detach() // %b.detach()"),
    "maximum": method("%a.maximum(%b)"),
    "minimum": method("%a.minimum(%b)"),
    "atan2": tame(method("%a.atan2(%b)"), "detach().atan2(T(-0.5, float32))"),
    "clip": clipped,
    "where": chosen,
    "leaky_relu": lambda w: f"F.leaky_relu({w.tensor()}, {w.one(0.1, 0.5, 2.0, 0.0)})",
    "softplus": lambda w: f"F.softplus({w.tensor()}, {w.one(1, 2.0, 0.5)}, {w.one(20, 1.0)})",
    "elu": lambda w: f"F.elu({w.tensor()}, {w.one(1.0, 0.5, 2.0)})",
    "add(alpha)": method("%a.add(%b, alpha=2)"),
    "sub(alpha)": method("%a.sub(%b, alpha=0.5)"),
    "addcmul": method("%a.addcmul(%b, %b, value=0.5)"),
    "addcdiv": tame(method("%a.addcdiv(%b, %b, value=2)"), "reciprocal()"),
    "lerp": method("%a.lerp(%a * 2, 0.25)"),
    "hypot": method("%a.hypot(%b)"),
    "logaddexp": method("%a.logaddexp(%b)"),
    "logit": method("(%a.tanh() * 0.25 + 0.5).logit()"),
    "nan_to_num": tame(method("%a.nan_to_num()"), "detach().nan_to_num()"),
    "fmod": method("%a.fmod(%b)"),
    "div(mode)": lambda w: method(f"%a.div(%b, rounding_mode={w.one('None', repr('trunc'))})")(w),
    "round(decimals)": method("%a.round(decimals=1)"),
    "masked_fill": method("%a.masked_fill(%m, %c)"),
    "masked_select": method("%a.masked_select(%m)"),
    "sum": reduced("sum"),
    "mean": reduced("mean"),
    "amax": tame(reduced("amax"), "detach().amax()"),
    "amin": tame(reduced("amin"), "detach().amin()"),
    "max of all": method("%a.max()"),
    "min of all": method("%a.min()"),
    "max(dim)": found("max", lambda w, a: f"{w.dim(a)}, keepdim={w.one(True, False)}"),
    "min(dim)": found("min", lambda w, a: f"{w.dim(a)}, keepdim={w.one(True, False)}"),
    "sort": found("sort", lambda w, a: f"dim={w.dim(a)}, stable=True, descending={w.one(True, False)}"),
    "topk": found("topk", lambda w, a: f"{w.whole(0, 2)}, {w.dim(a)}, {w.one(True, False)}"),
    "median": method("%a.median()"),
    "argmax": reduced("argmax", "one"),
    "var": spread("var"),
    "std": spread("std"),
    "norm": method("%a.norm(%p)"),
    "norm(dim)": method("%a.norm(%p, dim=%i, keepdim=%k)"),
    "norm 2": method("%a.norm(dim=%i)", least=1),
    "norm 3": tame(method("%a.norm(3)", least=1), "norm()"),
    "norm 0": method("%a.detach().norm(0)"),
    "prod": tame(reduced("prod", "one"), "detach().prod()"),
    "logsumexp": method("%a.logsumexp(%i, keepdim=%k)"),
    "cumsum": method("%a.cumsum(%i)"),
    "cumprod": tame(method("%a.cumprod(%i)"), "detach().cumprod(-1)"),
    "softmax": method("%a.softmax(%i)"),
    "log_softmax": method("%a.log_softmax(%i)"),
    "cross_entropy": entropy,
    "layer_norm": tame(normalized, "tanh()"),
    "mse_loss": method("F.mse_loss(%a, %s)"),
    "embedding": embedded,
    "reshape": shaped,
    "flatten": flattened,
    "squeeze": method("%a.squeeze(%i)"),
    "squeeze all": method("%a.squeeze()"),
    "unsqueeze": method("%a.unsqueeze(%i)"),
    "permute": permuted,
    "transpose": method("%a.transpose(%i, %i)"),
    "T": lambda w: f"{w.tensor(lambda x: x._data.ndim == 2, least=2)}.{w.one('T', 'mT', 't()')}",
    "expand": expanded,
    "repeat": repeated,
    "narrow": narrowed,
    "diagonal": diagonals,
    "tril": method("%a.tril()", least=2),
    "triu": method("%a.triu(1)", least=2),
    "unbind": parts,
    "index": picked,
    "index ": picked,
    "gather": gathered("gather"),
    "take_along_dim": gathered("take_along_dim"),
    "scatter": gathered("scatter"),
    "scatter_add": gathered("scatter_add"),
    "index_select": indexed("index_select"),
    "index_add": indexed("index_add"),
    "index_copy": indexed("index_copy"),
    "index_fill": indexed("index_fill"),
    "matmul": product,
    "matmul ": product,
    "vecmat": lambda w: f"{w.fresh((2,), 'float64')} @ {w.fresh((2, 3), 'float64')}",
    "matvec": lambda w: f"{w.fresh((3, 2), 'float64')} @ {w.fresh((2,), 'float64')}",
    "products": products,
    "cat": joined("cat"),
    "stack": joined("stack"),
    "cast": cast,
    "of data": of_data,
    "compare": compared,
    "clone": method("%a.clone()"),
    "detach": method("%a.detach()"),
    "no_grad": without,
    "checkpoint": again,
    **{f"in place {k}": updated for k in range(8)},
    **{f"put {k}": put for k in range(3)},
}  # fmt: skip


STEPS = (
    "remainder", "trunc_divide", "div(mode)", "fmod", "floor_divide", "sign", "floor", "ceil", "trunc", "round", "round(decimals)", "frac",
    "detach", "no_grad", "cast", "norm 0", "of data",
)  # fmt: skip


def walk(w: Writer) -> Exception | None:
    """A backward() of one that may be walked."""
    tracked = w.tensors(lambda x: x.requires_grad)
    if not tracked:
        return None
    w.form = "backward"
    w.root = root = tracked[-1] if w.smooth else w.one(*tracked, tracked[-1], tracked[-1])
    shape = w.data(root).shape
    how = 1 if w.smooth else w.whole(0, 3)
    keep = f"retain_graph={w.whole(0, 3) > 0}"
    if how == 0 and 0 not in shape:
        return w.say(f"{root}.backward(T({w.numbers(shape, dtype(w, root))}, {dtype(w, root)}), {keep})")
    return w.say(f"{root}.backward({keep})" if how == 1 and not shape else f"{root}.sum().backward({keep})")


@st.composite
def tensor_programs(draw: Callable[[Any], Any], first: str = "add", smooth: bool = False) -> Program:
    """A program of one or two dozen statements, with a walk at the end and perhaps others before.

    first: the form that it begins with. smooth: for finite differences, which see what `detach` hides.
    """
    w = Writer(draw, wild=not smooth and draw(st.booleans()), smooth=smooth)
    forms = [name for name in FORMS if not (smooth and name in STEPS)]
    for form in (first, *w.forms(forms, w.whole(1, 9))):
        w.form = form
        expression = FORMS[form](w)
        if expression:
            w.let(expression)
        made = w.names.get(f"t{w.count}")
        if type(made) is Tensor and made._node is not None and not w.whole(0, 3):
            w.say(f"t{w.count}.retain_grad()")
        if not smooth and not w.whole(0, 9) and walk(w):
            return w.program()
    w.form = "end"
    results = w.tensors(lambda x: x.requires_grad)
    if len(results) > 1 or smooth:
        w.let(" + ".join(f"{name}.sum()" for name in results[-4:]) or "T(0.0, float64, True) * 1")
    walk(w)
    return w.program()
