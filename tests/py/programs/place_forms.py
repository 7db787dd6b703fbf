"""② What random programs pick from tensors, and what they write into them: by indices of every kind, and through views."""

from __future__ import annotations

from stepgrad import Tensor

from tests.py.programs.shape_forms import Form, dtype, lit, mask
from tests.py.programs.writer import Writer, execute


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
    if "t" in (low[0], high[0]) and "None" not in (low, high):
        high = "None"  # bounds of two kinds; and where two tensors are equal, PyTorch sends the gradient to neither
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
            f"{a}.{w.one(f'fill_({lit(w, a)})', f'copy_({w.beside(a)})', f'clamp_({lit(w, a)}, {lit(w, a)})', f'masked_fill_({mask(w, a)}, {lit(w, a)})', f'add_({w.beside(a)}, alpha=2)', f'mul_({w.beside(a)})', f'pow_({w.one(2, 3, 0.5, -1)})', *(() if w.wild else (f'lerp_({w.beside(a, dtype(w, a))}, 0.25)',)))}"
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
