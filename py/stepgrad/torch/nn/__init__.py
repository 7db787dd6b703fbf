"""② torch.nn on this engine."""

from ..parameter import Parameter

__all__ = ["Parameter"]
