"""① The second table: operations that only arrays have. A rule gives the vector-Jacobian product as text.

In a rule, g is the upstream gradient (∂output/∂y, the shape of y), a and b are the arguments, y the result,
`shape` the shape of a; every other name is a parameter. An array that no rule names is not kept for it.
`words` say what the rule does, one sentence an argument. kernel.py makes functions of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .scalar_table import names_in


class ArrayOp:
    """One operation of arrays. `parameters` are the constants that `formula` takes after its arguments."""

    __slots__ = ("formula", "name", "parameters", "rules", "symbol", "words")

    def __init__(
        self,
        name: str,
        symbol: str,
        formula: str,
        rules: tuple[str, ...],
        words: tuple[str, ...],
        parameters: tuple[str, ...],
    ) -> None:
        self.name, self.symbol, self.formula = name, symbol, formula
        self.rules, self.words, self.parameters = rules, words, parameters
        arity = len(names_in(formula) & {"a", "b", "arrays"})
        if not arity == len(rules) == len(words):
            raise TypeError(
                f"operation {name!r}: its formula {formula!r} has {arity} argument(s), but "
                f"{len(rules)} rule(s) and {len(words)} sentence(s) are given"
            )

    def __repr__(self) -> str:
        return f"ArrayOp({self.name!r}: y = {self.formula})"

    @property
    def shown(self) -> tuple[str, ...]:
        """The rules as mathematics has them: "dA = dC @ Bᵀ" for "g @ b.mT"."""
        names = {"a": "A", "b": "B", "y": "C", "g": "dC", "a.mT": "Aᵀ", "b.mT": "Bᵀ", "g.mT": "dCᵀ"}
        texts = [re.sub(r"[\w.]+", lambda name: names.get(name[0], name[0]), rule) for rule in self.rules]
        letters = "AB" if not self.variadic else ["Aᵢ"]
        return tuple(f"d{letter} = {text}" for letter, text in zip(letters, texts, strict=False))

    @property
    def variadic(self) -> bool:
        """Whether it takes any number of arrays, `arrays[i]` being the i-th."""
        return "arrays" in names_in(self.formula)


def row(name: str, symbol: str, formula: str, *rules: tuple[str, str], parameters: str = "") -> ArrayOp:
    """Make one row; each rule is (text, words), and a missing one fails here by the operation's name."""
    texts, words = tuple(text for text, _ in rules), tuple(words for _, words in rules)
    return ArrayOp(name, symbol, formula, texts, words, tuple(parameters.split()))


EVERY = "every element that went into a result gets that result's gradient"
BACK = "the gradient goes back to where each element came from"
EXTREME = "the gradient goes to the extreme element alone; equal ones share it"
# fmt: off
ROWS = (
    row("matmul", "@", "a @ b",
        ("g @ b.mT", "row i of A met every column of B: row i of dA is row i of dC, mixed by B transposed"),
        ("a.mT @ g", "column j of B met every row of A: column j of dB is column j of dC, mixed by A transposed")),
    row("matvec", "@", "matvec(a, b)",
        ("outer(g, b)", "entry i, j of A met entry j of B on its way to entry i of the result"),
        ("vecmat(g, a)", "entry j of B met column j of A")),
    row("vecmat", "@", "vecmat(a, b)",
        ("matvec(b, g)", "entry i of A met row i of B"),
        ("outer(a, g)", "entry i, j of B met entry i of A on its way to entry j of the result")),
    row("dot", "·", "a @ b",
        ("g * b", "each entry of A was multiplied by its partner in B"),
        ("g * a", "each entry of B was multiplied by its partner in A")),
    row("sum", "Σ", "sum(a, axis, keepdims)", ("expand(g, shape, axis)", EVERY), parameters="axis keepdims"),
    row("mean", "mean", "mean(a, axis, keepdims)",
        ("expand(g / count(shape, axis), shape, axis)", "every element gets an equal share of its mean's gradient"),
        parameters="axis keepdims"),
    row("max", "max", "max(a, axis, None, None, keepdims)",
        ("ties(expand(g, shape, axis), a, expand(y, shape, axis), axis)", EXTREME), parameters="axis keepdims"),
    row("min", "min", "min(a, axis, None, None, keepdims)",
        ("ties(expand(g, shape, axis), a, expand(y, shape, axis), axis)", EXTREME), parameters="axis keepdims"),
    row("var", "var", "var(a, axis, keepdims, correction)",
        ("expand(g, shape, axis) * 2 * (a - mean(a, axis)) / (count(shape, axis) - correction)",
         "an element moves the variance by twice its distance from the mean, over the count"),
        parameters="axis keepdims correction"),
    row("reshape", "reshape", "reshape(a, new_shape)", ("reshape(g, shape)", BACK), parameters="new_shape"),
    row("transpose", "ᵀ", "transpose(a, axes)", ("transpose(g, inverse(axes))", BACK), parameters="axes"),
    row("expand", "expand", "broadcast_to(a, new_shape)", ("g", "the copies' gradients are summed"), parameters="new_shape"),
    row("index", "[ ]", "take(a, index)",
        ("scatter(g, index, shape)", "elements that were picked get their gradient, one for each time; the others 0"),
        parameters="index"),
    row("scatter", "[ ]+", "scatter(a, index, new_shape)",
        ("take(g, index)", "what was added has the influence of its places"), parameters="index new_shape"),
    row("put", "[ ]=", "put(a, b, index)",
        ("put(g, 0, index)", "what was written over has no influence"),
        ("take(g, index)", "what was written has the influence of its places"), parameters="index"),
    row("embedding", "emb", "take(a, index)",
        ("scatter(g, index, shape)", "each row gets the sum of the gradients of the places that looked it up"),
        parameters="index"),
    row("concatenate", "concat", "concatenate(arrays, axis)", ("part(g, axis, bounds, i)", BACK), parameters="axis bounds"),
    row("stack", "stack", "stack(arrays, axis)", ("layer(g, axis, i)", BACK), parameters="axis"),
    row("cast", "cast", "astype(a, new_dtype)", ("g", "the gradient is cast back"), parameters="new_dtype"),
    row("checkpoint", "⟲", "recompute(arrays)",
        ("recomputed(g, i)", "the step is computed again, with what it keeps, and walked back there and then")),
    row("softmax", "softmax", "softmax(a, axis)",
        ("y * (g - sum(g * y, axis))", "raising one score takes from all the others, in proportion"), parameters="axis"),
    row("log_softmax", "log softmax", "log_softmax(a, axis)",
        ("g - exp(y) * sum(g, axis)", "each score, less its probability's share of the whole gradient"), parameters="axis"),
    row("normalize", "norm", "centred(a, axis) / spread(centred(a, axis), axis, eps)",
        ("(g - mean(g, axis) - y * mean(g * y, axis)) / spread(centred(a, axis), axis, eps)",
         "what would move the mean or the variance cancels; the rest is scaled as the input was"), parameters="axis eps"),
    row("cross_entropy", "CE", "-chosen(log_softmax(a, axis), target, axis)",
        ("expand(g, shape, (axis,)) * (exp(log_softmax(a, axis)) - onehot(target, shape, axis, dtype))",
         "the predicted probability, less 1 at the target"), parameters="target axis"),
    row("binary_cross_entropy", "BCE", "(b - 1) * maximum(log1p(-a), -100) - b * maximum(log(a), -100)",
        ("g * (a - b) / maximum((1 - a) * a, 1e-12)", "the probability, less the target, over the variance of a toss that comes out so often"),
        ("g * (maximum(log1p(-a), -100) - maximum(log(a), -100))", "the loss of a 1, less that of a 0")),
    row("std", "std", "std(a, axis, keepdims, correction)",
        ("expand(over(g, y), shape, axis) * (a - mean(a, axis)) / (count(shape, axis) - correction)",
         "an element moves the deviation by its distance from the mean, over the count and the deviation itself"),
        parameters="axis keepdims correction"),
    row("norm", "‖ ‖", "norm(a, axis, keepdims)",
        ("expand(g, shape, axis) * over(a, expand(y, shape, axis))", "an element moves the length by its own share of it"), parameters="axis keepdims"),
    row("p_norm", "‖ ‖ p", "p_norm(a, p, axis, keepdims)",
        ("expand(g, shape, axis) * sign(a) * steepness(a, expand(y, shape, axis), p)",
         "an element moves the length by its share of it, to the power p − 1"), parameters="p axis keepdims"),
    row("prod", "Π", "prod(a, axis, keepdims)",
        ("expand(g, shape, axis) * others(a, axis)", "each element was multiplied by all the others"), parameters="axis keepdims"),
    row("logsumexp", "log Σ exp", "logsumexp(a, axis, keepdims)",
        ("expand(g, shape, axis) * exp(a - expand(y, shape, axis))", "each element gets its share of the sum, its softmax"),
        parameters="axis keepdims"),
    row("cumsum", "Σ…", "cumsum(a, axis)",
        ("following(g, axis)", "an element counts in its own place and in all that follow"), parameters="axis"),
    row("cumprod", "Π…", "cumprod(a, axis)",
        ("followed(g, a, axis)", "an element is a factor in its own place and in all that follow"), parameters="axis"),
    row("add_at", "[ ]+=", "add_at(a, b, index)", ("g", "what was there counts as before"),
        ("take(g, index)", "what was added has the influence of its places"), parameters="index"),
    row("tril", "◺", "tril(a, diagonal)", ("tril(g, diagonal)", "what became 0 has no influence"), parameters="diagonal"),
    row("triu", "◹", "triu(a, diagonal)", ("triu(g, diagonal)", "what became 0 has no influence"), parameters="diagonal"),
    row("diagonal", "diag", "diagonal(a, offset, axis1, axis2)",
        ("on_diagonal(g, shape, offset, axis1, axis2)", BACK), parameters="offset axis1 axis2"),
    row("on_diagonal", "diag", "on_diagonal(a, new_shape, offset, axis1, axis2)",
        ("diagonal(g, offset, axis1, axis2)", BACK), parameters="new_shape offset axis1 axis2"),
    row("inv", "⁻¹", "inv(a)", ("-(y.mT @ g @ y.mT)", "a change of A meets the inverse on both of its sides")),
    row("det", "det", "det(a)",
        ("cofactors(a) * g[..., None, None]", "an element is multiplied by the determinant of what its row and column leave")),
    row("clone", "clone", "copy(a)", ("g", BACK)),
    row("windows", "⊞", "windows(a, window)",
        ("overlap(g, shape, window)", "an element gets the gradients of all the windows that it was seen in"), parameters="window"),
    row("overlap", "⧉", "overlap(a, new_shape, window)",
        ("windows(g, window)", "what was added somewhere has the influence of that place"), parameters="new_shape window"),
    row("conv", "⊛", "filtered(b, columns(a, window, groups))",
        ("overlap(unfiltered(g, b, window, groups), shape, window)",
         "an element gets, from every window that saw it, the window's gradient times the weight it met there"),
        ("met(g, columns(a, window, groups), filters)",
         "a weight gets, from every window, the window's gradient times what it met there"), parameters="window groups filters"),
)
# fmt: on

ARRAY_OPS: Mapping[str, ArrayOp] = {op.name: op for op in ROWS}
