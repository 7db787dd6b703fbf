"""② Random programs of Tensors: every row of both tables, views and changes through them, indices of every kind, several walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from stepgrad import Tensor
from stepgrad.rules.scalar_table import OPS

from tests.py.programs.larger_forms import (
    again,
    cast,
    compared,
    convolved,
    diagonals,
    embedded,
    entropy,
    joined,
    narrowed,
    normalized,
    of_data,
    of_square,
    overlapping,
    parts,
    probable,
    product,
    products,
    windowed,
    without,
)
from tests.py.programs.ours import OF_FUNCTIONS
from tests.py.programs.place_forms import chosen, clipped, gathered, indexed, picked, put, updated
from tests.py.programs.shape_forms import (
    Form,
    binary,
    dtype,
    expanded,
    flattened,
    found,
    method,
    permuted,
    reduced,
    repeated,
    shaped,
    spread,
    tame,
    unary,
)
from tests.py.programs.writer import Program, Writer

ONE_ARGUMENT = [
    name for name, op in OPS.items() if op.arity == 1 and not op.parameters and name not in OF_FUNCTIONS
]
SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "remainder": "%"}
FORMS: dict[str, Form] = {
    **{name: unary(name) for name in ONE_ARGUMENT},
    **{f"F.{name}": lambda w, name=name: f"F.{name}({w.tensor()})" for name in OF_FUNCTIONS},
    "F.gelu": lambda w: f"F.gelu({w.tensor()}{'.clamp(-1, 5)' if w.wild else ''})",  # of inf, PyTorch makes NaN
    "acosh": lambda w: f"({w.tensor()}.abs() + 1).acosh()",  # below 1, where it is NaN, PyTorch's rule is a number
    "F.gelu_tanh": lambda w: f"F.gelu_tanh({w.tensor()}{'.clamp(-1, 5)' if w.wild else ''})",
    **{name: binary(sign) for name, sign in SIGNS.items()},
    "remainder": tame(binary("%"), "detach().remainder(0.75)"),  # of large quotients, PyTorch's float32 makes NaN
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
    "addcmul": tame(method("%a.addcmul(%b, %b, value=0.5)"), "square()"),
    "addcdiv": tame(method("%a.addcdiv(%b, %b, value=2)"), "reciprocal()"),
    "lerp": tame(method("%a.lerp(%a * 2, 0.25)"), "neg()"),
    "hypot": tame(method("%a.hypot(%b)"), "detach().hypot(T(-0.5, float32))"),
    "logaddexp": method("%a.logaddexp(%b)"),
    "logit": method("(%a.tanh() * 0.25 + 0.5).logit()"),
    "nan_to_num": tame(method("%a.nan_to_num()"), "detach().nan_to_num()"),
    "fmod": tame(method("%a.fmod(%b)"), "fmod(1.5)"),
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
    "norm(dim)": method("%a.norm(%p, dim=%i, keepdim=%k)", least=1),
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
    "binary_cross_entropy": probable,
    "conv": tame(convolved, "neg()"),  # of infinities, PyTorch makes other numbers from one way of computing to the next
    "windows": windowed,
    "overlap": overlapping,
    "det": of_square("det"),
    "inv": of_square("inv"),
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
    "dot": lambda w: f"{w.fresh((3,), 'float64')} @ {w.fresh((3,), 'float64')}",
    "products": products,
    "cat": joined("cat"),
    "stack": joined("stack"),
    "cast": cast,
    "cast twice": method("%a.to(float64).to(float32)"),
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
