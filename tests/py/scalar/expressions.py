"""① Random expressions for the property tests: a tree that Values, floats and torch tensors can all evaluate."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

# (how it is written, how many arguments): every one is smooth and finite on the whole line, so that finite
# differences mean something wherever the strategy goes. The kinks and poles have cases of their own.
OPERATIONS: dict[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / (b * b + 1),
    "neg": lambda a: -a,
    "tanh": lambda a: a.tanh(),
    "sigmoid": lambda a: a.sigmoid(),
    "exp∘tanh": lambda a: a.tanh().exp(),
    "log∘(1+x²)": lambda a: (a * a + 1).log(),
    "(1+x²)^-½": lambda a: (a * a + 1) ** -0.5,
    "2^tanh": lambda a: 2 ** a.tanh(),
}
BINARY = "+-*/"

Tree = Any  # an index of an input, a float, or (operation, *trees)


def trees(inputs: int) -> st.SearchStrategy[Tree]:
    """Expressions over `inputs` values; sub-expressions are shared as often as the same index is drawn."""
    leaves = st.one_of(st.integers(0, inputs - 1), st.floats(-2, 2).map(lambda x: round(x, 3)))
    return st.recursive(
        leaves,
        lambda child: st.one_of(
            st.tuples(st.sampled_from(BINARY), child, child),
            st.tuples(st.sampled_from([name for name in OPERATIONS if name not in BINARY]), child),
        ),
        max_leaves=12,
    )


def evaluate(tree: Tree, xs: list[Any]) -> Any:
    """The tree's value over `xs`, whatever number type they are; each distinct sub-tree is computed once."""
    made: dict[Tree, Any] = {}

    def visit(tree: Tree) -> Any:
        if isinstance(tree, float):
            return xs[0] * 0 + tree  # as a value, so that tanh and exp are methods of it
        if isinstance(tree, int):
            return xs[tree]
        if tree not in made:
            made[tree] = OPERATIONS[tree[0]](*(visit(child) for child in tree[1:]))
        return made[tree]

    return visit(tree)


def tame(x: float) -> bool:
    """Whether a number is small enough that rounding says nothing about the engine."""
    return math.isfinite(x) and abs(x) < 1e6
