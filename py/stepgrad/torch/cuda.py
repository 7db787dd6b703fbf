"""② torch.cuda, which programs ask whether it is there: it is not. What needs it fails, and what does not does nothing."""

from __future__ import annotations

from typing import Any

from .words import no_place


def is_available() -> bool:
    """No."""
    return False


is_initialized = is_bf16_supported = is_available


def device_count() -> int:
    """None."""
    return 0


def _fails(*_: Any, **__: Any) -> Any:
    raise no_place("cuda")


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _zero(*_: Any, **__: Any) -> int:
    return 0


current_device = get_device_name = get_device_properties = get_device_capability = Event = Stream = _fails
manual_seed = manual_seed_all = seed = seed_all = empty_cache = synchronize = set_device = (
    reset_peak_memory_stats
) = _nothing
memory_allocated = max_memory_allocated = memory_reserved = max_memory_reserved = _zero
