"""② The errors that have no word in Python itself."""


class ShapeError(ValueError, RuntimeError):
    """Shapes that do not go together: what NumPy calls a ValueError and PyTorch a RuntimeError is caught as either."""
