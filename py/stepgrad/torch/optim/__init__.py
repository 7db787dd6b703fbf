"""② torch.optim on this engine: its optimizers, with the settings, state and messages that PyTorch's have."""

from . import lr_scheduler as lr_scheduler
from .kinds import ASGD, SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, RAdam, RMSprop, Rprop
from .lbfgs import LBFGS
from .optimizer import Optimizer

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]


def __getattr__(name: str) -> object:
    if name in ("SparseAdam", "Adafactor", "Muon", "swa_utils"):
        raise AttributeError(f"torch.optim.{name} is not there; there are {', '.join(__all__[:-1])}")
    raise AttributeError(f"module 'torch.optim' has no attribute {name!r}")
