"""stepgrad: reverse-mode automatic differentiation that can be walked one step at a time.

>>> from stepgrad import Value
>>> x = Value(2.0)
>>> c = (3 * x + 1) ** 2
>>> c.backward()
>>> c.data, x.grad
(49.0, 42.0)
"""

from .check import check_gradients
from .mode import is_grad_enabled, no_grad
from .scalar import Value
from .trace import Trace, trace

__all__ = ["Trace", "Value", "check_gradients", "is_grad_enabled", "no_grad", "trace"]
__version__ = "0.1.0"
