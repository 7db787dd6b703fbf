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
# Rows of which a piece is straight. Its slope is a constant, but in PyTorch it depends on the argument all the same, with a
# derivative of 0, where others that have a corner (clip, where, maximum) give what depends on nothing. So walks that make a graph
# join it to the argument, by a `where` that never takes it.
BENT = ("relu", "leaky_relu", "elu")
