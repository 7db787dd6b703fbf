"""② torch.backends.cudnn: settings that programs make, and that change nothing here."""

from ..cuda import is_available

__all__ = ["is_available"]

benchmark = deterministic = enabled = allow_tf32 = False


def version() -> None:
    """None."""
