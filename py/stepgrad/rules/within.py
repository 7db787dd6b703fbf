"""① Functions that stand in rules alone: a row for each, so that a derivative can be differentiated again."""

from __future__ import annotations

from collections.abc import Mapping

from .scalar_table import Op, row

# fmt: off
WITHIN: Mapping[str, Op] = {op.name: op for op in (
    row("Phi", "Φ", "Phi(a)", "phi(a)"),
    row("phi", "φ", "phi(a)", "-a * y"),
    row("Psi", "Ψ", "Psi(a)", "psi(a)"),
    row("psi", "ψ", "psi(a)", "y * (1 - 2 * Psi(a)) * (1.5957691216057308 + 0.21406444881780073 * a * a)"
                              " + Psi(a) * (1 - Psi(a)) * 0.42812889763560146 * minimum(maximum(a, -30), 30)"),
)}
# fmt: on
# Slopes of straight pieces are constants, but in PyTorch they depend on the argument (or the result) all the same, with a
# derivative of 0, where those of clip, where and maximum depend on nothing. Of tensors: g times the slope at b.
BENT: Mapping[str, Op] = {
    "relu": row("relu_back", "relu′", "0 if b <= 0 else a", "0 if b <= 0 else 1", "0"),
    "leaky_relu": row(
        "leaky_relu_back",
        "leaky relu′",
        "a if b > 0 else slope * a",
        "1 if b > 0 else slope",
        "0",
        slope=0.01,
    ),
}
