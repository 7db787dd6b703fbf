"""② Modules to train networks with: what has parameters, and layers that are initialised as PyTorch initialises them.

>>> from stepgrad import nn, optim
>>> model = nn.MLP(2, [8, 1])
>>> loss = nn.functional.mse(model(x), y)
"""

from ..tensor import functions as functional
from .containers import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .layers import MLP, Identity, Linear, manual_seed
from .module import Module
from .parameter import Parameter

__all__ = [
    "MLP",
    "Identity",
    "Linear",
    "Module",
    "ModuleDict",
    "ModuleList",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "Sequential",
    "functional",
    "manual_seed",
]
