"""② torch.backends: none of them is there; what is set of them is kept, and changes nothing."""

from types import SimpleNamespace

from ..cuda import is_available
from . import cudnn as cudnn

_settings = {"is_available": is_available, "is_built": is_available, "allow_tf32": False}
mps, mkldnn, mkl, openmp = (SimpleNamespace(**_settings) for _ in range(4))
cuda = SimpleNamespace(**_settings, matmul=SimpleNamespace(allow_tf32=False))
