"""② What random programs do with several tensors, or with other kinds of numbers: products, joining, casts, losses."""

from __future__ import annotations

from tests.py.programs.place_forms import axis_of_some, places
from tests.py.programs.shape_forms import Form, dtype, lit
from tests.py.programs.writer import Writer


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
        f"{a}.{w.one('exp', 'sqrt', 'abs', 'relu', 'sign', 'neg', 'square', 'tanh')}({w.one('', '', '0')})",
    )
    return str(word)


def compared(w: Writer) -> str:
    a = w.tensor()
    return f"{a} {w.one('<', '<=', '>', '>=', '==', '!=')} {w.beside(a) if w.whole(0, 1) else lit(w, a)}"


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


def convolved(w: Writer) -> str:
    """One axis or two, with the options that change what a window sees."""
    axes, of = w.whole(1, 2), w.dtype()
    stride, padding, dilation, groups = w.one(1, 1, 2), w.one(0, 1), w.one(1, 1, 2), w.one(1, 1, 2)
    a = w.fresh((w.whole(1, 2), 2, *(w.whole(3, 4) for _ in range(axes))), of)
    weight = w.fresh((2, 2 // groups, *(w.whole(1, 2) for _ in range(axes))), of)
    bias = w.fresh((2,), of) if w.whole(0, 1) else "None"
    return f"F.conv{axes}d({a}, {weight}, {bias}, {stride}, {padding}, {dilation}, {groups})"


def windowed(w: Writer) -> str:
    return f"F.unfold({w.fresh((1, 2, 3, 3), w.dtype())}, 2, padding={w.whole(0, 1)}, stride={w.one(1, 2)})"


def overlapping(w: Writer) -> str:
    return f"F.fold({w.fresh((1, 8, 4), w.dtype())}, (3, 3), 2)"


def probable(w: Writer) -> str:
    shape, of = w.one((2,), (2, 2), ()), w.dtype()
    options = w.one("", ", reduction='sum'", ", reduction='none'")
    return f"F.binary_cross_entropy({w.fresh(shape, of)}.sigmoid(), ({w.fresh(shape, of)} > 0).to({of}){options})"


def of_square(name: str) -> Form:
    """Far from what cannot be inverted."""

    def form(w: Writer) -> str:
        size, of = w.whole(1, 3), w.dtype()
        far = [[9.0 if i == j else 0.0 for j in range(size)] for i in range(size)]
        return f"n.{name}({w.fresh((size, size), of)}.tanh() + T({far}, {of}))"

    return form
