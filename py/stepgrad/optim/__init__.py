"""② Optimizers: what a training step does with the gradients, as in PyTorch. Of Tensors or of Values; imports no NumPy."""

from .optimizer import Optimizer
from .rules import SGD, Adagrad, Adam, AdamW, RMSprop

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop"]
