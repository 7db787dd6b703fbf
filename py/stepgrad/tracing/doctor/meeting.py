"""④ What met where a number stopped being finite, in words: "0 × ∞", "log(0)", "exp(1000) is too large for float32"."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...rules.scalar_table import Op
from ...rules.slopes import compile_slope
from ..events import Node
from ..snapshot import ArraySnapshot, Quantity
from .numbers import INFINITE, fault, written

_INFIX = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "pow": "^", "remainder": "%", "floor_divide": "//"}
_PRODUCTS = ("matmul", "matvec", "vecmat", "dot", "conv")
_SUMS = {"sum": "the sum", "cumsum": "the running sum", "mean": "the mean"}


def term(x: float) -> str:
    """An operand: what is negative stands in parentheses, unless it comes first."""
    text = written(x)
    return f"({text})" if text.startswith("−") else text


def operation(op: Op, numbers: Sequence[float]) -> str:
    """An elementwise operation and its operands: "1 ÷ 0", "log(0)"."""
    if op.name in _INFIX and len(numbers) == 2:
        return f"{term(numbers[0]) if op.name == 'pow' else written(numbers[0])} {_INFIX[op.name]} {term(numbers[1])}"
    if op.name == "reciprocal":
        return f"1 ÷ {term(numbers[0])}"
    if op.name == "square":
        return f"{term(numbers[0])} × {term(numbers[0])}"
    if op.name == "rsqrt":
        return f"1 ÷ sqrt({written(numbers[0])})"
    return f"{op.name}({', '.join(map(written, numbers[: op.arity]))})"


def kind_of(value: Quantity) -> str:
    """What holds the number, for "too large for …"."""
    return value.dtype if isinstance(value, ArraySnapshot) else "a float"


def computed(node: Node, given: Sequence[Quantity], numbers: Sequence[float | None], result: str) -> str:
    """What was computed, and what it gave: "log(0) gave −∞". numbers: the operands, where one element is known."""
    op = node.op
    assert op is not None
    if isinstance(op, Op):
        known = [x for x in numbers if x is not None]
        if len(known) == len(numbers) and known:
            what = operation(op, known)
            if result != "NaN" and all(map(math.isfinite, known)) and not _at_a_pole(op.name, known):
                return f"{what} is too large for {_width(node, given)} and gave {result}"
            return f"{what} gave {result}"
        return f"{op.name} gave {result}"
    return _of_arrays(node, given, result)


def _width(node: Node, given: Sequence[Quantity]) -> str:
    for one in (node.value, *given):
        if isinstance(one, ArraySnapshot):
            return one.dtype
    return "a float"


def _at_a_pole(name: str, numbers: Sequence[float]) -> bool:
    a, b = numbers[0], numbers[-1]
    match name:
        case "div":
            return b == 0
        case "log" | "log2" | "log10" | "reciprocal" | "rsqrt":
            return a == 0
        case "pow":
            return a == 0
        case "log1p" | "atanh" | "logit":
            return True
        case _:
            return False


def _of_arrays(node: Node, given: Sequence[Quantity], result: str) -> str:
    name = node.op.name if node.op else ""
    had = 0
    for one in given:
        had |= fault(one)
    first = given[0] if given else 0.0
    size = math.prod(first.shape) if isinstance(first, ArraySnapshot) else 1
    if name == "mean" and not size:
        return f"the mean of no elements, 0 ÷ 0, gave {result}"
    if name in ("var", "std"):
        what = "variance" if name == "var" else "standard deviation"
        correction = node.params.get("correction") or 0
        if not had and result == "NaN":
            count = "a single element" if _count(node, first) == 1 else "too few elements"
            return f"the {what} of {count} divides by its number less {written(float(correction))}, and 0 ÷ 0 gave {result}"
    if name in ("softmax", "log_softmax") and had & INFINITE:
        if _row_of_nothing(first, node.params.get("axis")):
            return f"{name} of a row whose numbers are all −∞, 0 ÷ 0, gave {result}"
        return f"{name} of a row with ∞ in it, ∞ − ∞, gave {result}"
    if name in _PRODUCTS:
        if had & INFINITE and result == "NaN":
            zero = any(_has(one, 0.0) for one in given)
            return f"{'0 × ∞' if zero else '∞ − ∞'} in a product of matrices gave {result}"
        return f"a sum of products is too large for {_width(node, given)} and gave {result}"
    if name in _SUMS or name in ("prod", "cumprod", "norm", "p_norm", "logsumexp"):
        what = _SUMS.get(name) or {"prod": "the product", "cumprod": "the running product"}.get(
            name, f"the {name}"
        )
        if had & INFINITE and result == "NaN":
            return f"{what}, which met {'0 × ∞' if 'prod' in name else '∞ − ∞'}, gave {result}"
        return f"{what} is too large for {_width(node, given)} and gave {result}"
    if name in ("cross_entropy", "binary_cross_entropy"):
        return (
            f"{name} of a class whose probability is 0, −log(0), gave {result}"
            if result == "∞"
            else f"{name} gave {result}"
        )
    if name == "inv":
        return f"the inverse of a matrix that has none, 1 ÷ 0, gave {result}"
    if name == "cast":
        return f"a number that is too large for {node.params.get('new_dtype')} became {result}"
    return f"{name} gave {result}"


def _count(node: Node, first: Quantity) -> int:
    """How many elements one of the results is made of."""
    before = math.prod(first.shape) if isinstance(first, ArraySnapshot) else 1
    after = math.prod(node.value.shape) if isinstance(node.value, ArraySnapshot) else 1
    return before // after if after else 0


def _has(x: Quantity, number: float) -> bool:
    if not isinstance(x, ArraySnapshot):
        return x == number
    return x.data is None or number in x.data


def _row_of_nothing(x: Quantity, axis: object) -> bool:
    if not isinstance(x, ArraySnapshot):
        return x == -math.inf
    if x.data is None:
        return bool(x.summary and x.summary["max"] == -math.inf) or not (
            x.summary and x.summary["max"] == math.inf
        )
    return math.inf not in x.data


def slope(node: Node, arg: int, numbers: Sequence[float | None], y: float | None) -> float | None:
    """The local derivative at one element of an elementwise operation; None where it is not known."""
    op = node.op
    if not isinstance(op, Op) or y is None or any(x is None for x in numbers) or arg >= op.arity:
        return None
    parameters = [node.params.get(name, usual) for name, usual in op.parameters.items()]
    if not all(isinstance(one, float | int) for one in parameters):
        return None
    a = numbers[0]
    b = numbers[1] if op.arity > 1 and len(numbers) > 1 else 0.0
    return float(compile_slope(op.locals[arg], op.parameters)(a, b, y, *parameters))


def passed(
    node: Node, upstream: float | None, local: float | None, numbers: Sequence[float | None], result: str
) -> str:
    """What met in the backward pass: "0 × ∞ gave NaN in the backward pass of log(0)"."""
    op = node.op
    assert op is not None
    known = [x for x in numbers if x is not None]
    complete = isinstance(op, Op) and known and len(known) == len(numbers)
    of = operation(op, known) if complete and isinstance(op, Op) else op.name
    if upstream is None or local is None:
        return _undefined(op.name, result)
    what = f"{written(upstream)} × {term(local)}"
    if math.isfinite(local) and math.isfinite(upstream):
        return f"{what} is too large and gave {result} in the backward pass of {of}"
    if math.isinf(local) and upstream:
        return f"{what} gave {result} in the backward pass of {of}, whose slope is infinite there"
    return f"{what} gave {result} in the backward pass of {of}"


def _undefined(name: str, result: str) -> str:
    words = {
        "std": "std of numbers that are all the same, whose slope is 0 ÷ 0 there",
        "norm": "norm of zeros, whose slope is 0 ÷ 0 there",
        "p_norm": "norm of zeros, whose slope is 0 ÷ 0 there",
    }
    return f"the gradient became {result} in the backward pass of {words.get(name, name)}"
