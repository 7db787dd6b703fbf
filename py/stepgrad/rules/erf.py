"""① erf for arrays, which NumPy does not have: W. J. Cody's rational approximations, to double precision.

Source: W. J. Cody, "Rational Chebyshev Approximations for the Error Function", Mathematics of Computation 23
(1969), 631-637, with the coefficients of his SPECFUN routine CALERF (netlib.org/specfun/erf).
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from typing import Any

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.floating[Any]]]

# |x| ≤ 0.46875: erf(x) = x P(x²) / Q(x²)
_A = (3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03)
_A4 = 1.85777706184603153e-1
_B = (2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03)
# 0.46875 ≤ x ≤ 4: erfc(x) = exp(-x²) P(x) / Q(x)
_C = (
    5.64188496988670089e-1, 8.88314979438837594e00, 6.61191906371416295e01, 2.98635138197400131e02,
    8.81952221241769090e02, 1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03,
)  # fmt: skip
_C8 = 2.15311535474403846e-8
_D = (
    1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03,
    3.29079923573345963e03, 4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03,
)  # fmt: skip
# x ≥ 4: erfc(x) = exp(-x²)/x (1/√π + P(1/x²) / (x² Q(1/x²)))
_P = (3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2)
_P4, _P5 = 6.58749161529837803e-4, 1.63153871373020978e-2
_Q = (2.56852019228982242e00, 1.87295284992346047e00, 5.27905102951428412e-1, 6.05183413124413191e-2)
_Q4 = 2.33520497626869185e-3
_INVERSE_SQRT_PI = 5.6418958354775628695e-1


def _ratio(x: Floats, lead: float, above: tuple[float, ...], below: tuple[float, ...]) -> Floats:
    p, q = lead * x, x
    for a, b in zip(above[:-1], below[:-1], strict=True):
        p, q = (p + a) * x, (q + b) * x
    return (p + above[-1]) / (q + below[-1])


def erf(a: Any) -> Any:
    """The error function, element by element, computed in float64 and given back in the array's own dtype."""
    x = np.abs(np.asarray(a, np.float64))
    low = np.minimum(x, 0.46875)
    middle = np.clip(x, 0.46875, 4.0)
    high = np.clip(x, 4.0, 30.0)  # erf is 1 to the last bit from 6 on
    inverse = 1.0 / high**2
    tail = inverse * _ratio(inverse, _P5, (*_P, _P4), (*_Q, _Q4))
    small = low * _ratio(low**2, _A4, _A, _B)
    rest = np.where(
        x <= 4.0,
        np.exp(-(middle**2)) * _ratio(middle, _C8, _C, _D),
        np.exp(-(high**2)) * (_INVERSE_SQRT_PI - tail) / high,
    )
    y = np.copysign(np.where(x <= 0.46875, small, 1.0 - rest), a)
    return np.where(np.isnan(x), x, y).astype(np.asarray(a).dtype)
