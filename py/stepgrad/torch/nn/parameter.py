"""② torch.nn.parameter: tensors that belong to modules."""

from ..parameter import Parameter
from .module import Buffer

__all__ = ["Buffer", "Parameter"]
