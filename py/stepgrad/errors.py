"""② The errors that have no word in Python itself."""


class KindError(TypeError, RuntimeError):
    """Numbers of a kind that something cannot be done with: what Python calls a TypeError and PyTorch a RuntimeError."""


class OneElementError(ValueError, RuntimeError):
    """Several elements where one number is wanted: item()'s RuntimeError, and float()'s ValueError, as PyTorch has them."""


class PlaceError(IndexError, RuntimeError):
    """A place that is not there, named by an index: PyTorch raises now the one, now the other."""


class ShapeError(ValueError, RuntimeError):
    """Shapes that do not go together: what NumPy calls a ValueError and PyTorch a RuntimeError is caught as either."""
