"""② Products of tensors by their other names, each a matrix product after some reshaping, and einsum."""

from __future__ import annotations

import math
from typing import Any

from ..errors import ShapeError
from .faults import fault


def _axes(name: str, wanted: tuple[int, ...], *tensors: Any) -> None:
    found = tuple(one.ndim for one in tensors)
    if found != wanted:
        shapes = " and ".join(str(tuple(one.shape)) for one in tensors)
        raise fault(
            ShapeError,
            "product axes",
            f"{name}: expected tensors with {' and '.join(map(str, wanted))} axes, but the shapes are {shapes}",
            name=name,
            shapes=[one._data.shape for one in tensors],
        )


def mm(self: Any, mat2: Any) -> Any:
    """The product of two matrices."""
    _axes("mm", (2, 2), self, mat2)
    return self @ mat2


def bmm(self: Any, mat2: Any) -> Any:
    """The products of two stacks of matrices, one by one."""
    _axes("bmm", (3, 3), self, mat2)
    if self.shape[0] != mat2.shape[0]:
        raise fault(
            ShapeError,
            "product heights",
            f"bmm: the shapes {self.shape} and {mat2.shape} are of stacks of different heights",
            a=self._data.shape,
            b=mat2._data.shape,
        )
    return self @ mat2


def mv(self: Any, vec: Any) -> Any:
    """The product of a matrix and a vector."""
    _axes("mv", (2, 1), self, vec)
    return self @ vec


def dot(self: Any, tensor: Any) -> Any:
    """The sum of the products of two vectors' elements."""
    _axes("dot", (1, 1), self, tensor)
    return self @ tensor


def outer(self: Any, vec2: Any) -> Any:
    """Every element of one vector times every element of another."""
    _axes("outer", (1, 1), self, vec2)
    return self.unsqueeze(1) * vec2


def addmm(self: Any, mat1: Any, mat2: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    """beta · self + alpha · (mat1 @ mat2)"""
    product = mm(mat1, mat2)
    product = product if alpha == 1 else product * alpha
    return product + (self if beta == 1 else self * beta)


def einsum(equation: str, *operands: Any) -> Any:
    """The sum of products that an equation such as "ij,jk->ik" says: each letter is an axis; what the right side lacks is summed over.

    `...` stands for any axes, which broadcast. Errors: ShapeError, for an equation that says nothing, too.
    """
    if len(operands) == 1 and isinstance(operands[0], tuple | list):
        operands = tuple(operands[0])
    parts, out = _parsed(equation, operands)
    now, letters = _diagonal(operands[0], parts[0])
    for i, other in enumerate(operands[1:], 1):
        now, letters = _pair(now, letters, *_diagonal(other, parts[i]), set(out).union(*parts[i + 1 :]))
    now, letters = _only(now, letters, set(out))
    if letters != out:
        now = now.permute(*(letters.index(letter) for letter in out))
    return now


def _parsed(equation: str, operands: Any) -> tuple[list[str], str]:
    """The letters of each operand and of the result, with a letter of its own for each axis that `...` stands for."""
    left, arrow, out = equation.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(operands):
        raise fault(
            ShapeError,
            "einsum operands",
            f"einsum: {equation!r} is about {len(parts)} tensors, but there are {len(operands)}",
            parts=len(parts),
            operands=len(operands),
        )
    most = 0
    for i, (part, one) in enumerate(zip(parts, operands, strict=True)):
        free = one.ndim - len(part.replace("...", ""))
        if free < 0 or (free and "..." not in part):
            raise fault(
                ShapeError,
                "einsum axes",
                f"einsum: {part!r} does not fit a tensor of shape {tuple(one.shape)}",
                letters=len(part),
                ndim=one._data.ndim,
                operand=i,
            )
        most = max(most, free)
        parts[i] = part.replace("...", _free(free))
    if not all(letter.isalpha() for part in parts for letter in part):
        raise ShapeError(f"einsum: {equation!r} has something in it that is no letter")
    if not arrow:
        every = "".join(parts)
        out = "..." + "".join(sorted(x for x in set(every) - set(_free(most)) if every.count(x) == 1))
    out = out.replace("...", _free(most))
    if len(set(out)) < len(out) or not set(out) <= set("".join(parts)):
        raise ShapeError(f"einsum: the right side of {equation!r} must name axes of the left side, each once")
    return parts, out


def _free(count: int) -> str:
    return "".join(
        chr(0x3B1 + i) for i in range(count - 1, -1, -1)
    )  # the last axis has the same letter in every tensor


def _diagonal(one: Any, letters: str) -> tuple[Any, str]:
    """Of axes with the same letter, the diagonal."""
    for letter in set(letters):
        while letters.count(letter) > 1:
            i, j = [k for k, x in enumerate(letters) if x == letter][:2]
            one = one.diagonal(0, i, j)
            letters = "".join(x for k, x in enumerate(letters) if k not in (i, j)) + letter
    return one, letters


def _only(one: Any, letters: str, wanted: set[str]) -> tuple[Any, str]:
    """Summed over the axes that nobody asks for any more."""
    gone = tuple(i for i, letter in enumerate(letters) if letter not in wanted)
    return (one.sum(gone), "".join(x for x in letters if x in wanted)) if gone else (one, letters)


def _pair(a: Any, of_a: str, b: Any, of_b: str, later: set[str]) -> tuple[Any, str]:
    """The product of two, as a stack of matrix products: (shared, own, summed) @ (shared, summed, own)."""
    lengths = dict(zip(of_a, a.shape, strict=True))
    for letter, n in zip(of_b, b.shape, strict=True):
        if lengths.get(letter, n) == n or n == 1:
            continue
        if lengths[letter] != 1:
            raise fault(
                ShapeError,
                "einsum letters",
                f"einsum: the axis {letter} is {lengths[letter]} long in one tensor, and {n} in another",
                letter=letter,
                length=lengths[letter],
                other=n,
                operand=1,
            )
        a, of_a = _only(a, of_a, {*of_a} - {letter})  # of length 1: the other's counts
    for letter, n in zip(of_b, b.shape, strict=True):
        if n == 1 and letter in of_a and dict(zip(of_a, a.shape, strict=True))[letter] != 1:
            b, of_b = _only(b, of_b, {*of_b} - {letter})
    a, of_a = _only(a, of_a, later.union(of_b))
    b, of_b = _only(b, of_b, later.union(of_a))
    shared = [x for x in of_a if x in of_b and x in later]
    summed = [x for x in of_a if x in of_b and x not in later]
    own_a, own_b = [x for x in of_a if x not in of_b], [x for x in of_b if x not in of_a]
    lengths = {**dict(zip(of_a, a.shape, strict=True)), **dict(zip(of_b, b.shape, strict=True))}
    groups = shared, own_a, summed, own_b
    s, m, k, n = (math.prod(lengths[x] for x in group) for group in groups)
    left = a.permute(*(of_a.index(x) for x in (*shared, *own_a, *summed))).reshape(s, m, k)
    right = b.permute(*(of_b.index(x) for x in (*shared, *summed, *own_b))).reshape(s, k, n)
    made = "".join((*shared, *own_a, *own_b))
    return (left @ right).reshape([lengths[x] for x in made]), made
