"""② torch.nn.utils.rnn: sequences of different lengths in one tensor."""

from .. import packing
from ..packing import *

__all__ = packing.__all__
