"""② torch.utils.hooks: what registering a hook gives."""

from ...tensor.history import Handle as RemovableHandle

__all__ = ["RemovableHandle"]
