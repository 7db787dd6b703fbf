"""② torch.utils.hooks: what registering a hook gives."""

from ...tensor.history import RemovableHandle

__all__ = ["RemovableHandle"]
