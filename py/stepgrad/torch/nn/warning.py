"""② Warnings of torch.nn, which name the line of the program that gave the reason, however deep in here it is noticed."""

from __future__ import annotations

import sys
import warnings

_HERE = __name__.partition(".")[0] + "."


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn of the first line on the way up that is none of ours."""
    depth, frame = 2, sys._getframe(1)
    while frame.f_back is not None and f"{frame.f_globals.get('__name__')}.".startswith(_HERE):
        depth, frame = depth + 1, frame.f_back
    warnings.warn(message, category, stacklevel=depth)
