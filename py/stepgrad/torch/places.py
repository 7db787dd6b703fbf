"""② The devices that there are not: torch.cuda, torch.backends, torch.mps, which programs ask whether they are there."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

_NO_CUDA = "Torch not compiled with CUDA enabled"


def _no() -> bool:
    return False


def _none(*_: Any, **__: Any) -> int:
    return 0


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _fails(*_: Any, **__: Any) -> Any:
    raise AssertionError(_NO_CUDA)


def _module(name: str, **names: Any) -> ModuleType:
    made = ModuleType(f"torch.{name}", "What programs ask of a place that is not there.")
    vars(made).update(names)
    return made


cuda = _module(
    "cuda", is_available=_no, device_count=_none, current_device=_fails, get_device_name=_fails, get_device_properties=_fails,
    manual_seed=_nothing, manual_seed_all=_nothing, seed=_nothing, seed_all=_nothing, empty_cache=_nothing, synchronize=_nothing,
    is_initialized=_no, is_bf16_supported=_no, memory_allocated=_none, max_memory_allocated=_none, memory_reserved=_none,
    max_memory_reserved=_none, reset_peak_memory_stats=_nothing, set_device=_nothing,
)  # fmt: skip
mps = _module(
    "mps",
    is_available=_no,
    manual_seed=_nothing,
    empty_cache=_nothing,
    synchronize=_nothing,
    device_count=_none,
)
xpu = _module("xpu", is_available=_no, device_count=_none)
_flags = {"is_available": _no, "is_built": _no, "allow_tf32": False}
backends = _module(
    "backends",
    mps=SimpleNamespace(**_flags),
    cudnn=SimpleNamespace(**_flags, benchmark=False, deterministic=False, enabled=False, version=_nothing),
    cuda=SimpleNamespace(**_flags, matmul=SimpleNamespace(allow_tf32=False)),
    mkldnn=SimpleNamespace(**_flags),
    mkl=SimpleNamespace(**_flags),
    openmp=SimpleNamespace(**_flags),
)
version = _module("version", cuda=None, hip=None, __version__="2.13.0+stepgrad")
