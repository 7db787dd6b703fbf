"""①–⑤ The names that programs import: where the engine's files lie is not theirs to know."""

from __future__ import annotations

import importlib

import pytest
import stepgrad


@pytest.mark.parametrize("name", sorted(stepgrad.__all__))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(stepgrad, name) is not None


def test_what_lay_elsewhere_is_found_where_it_was() -> None:
    assert callable(importlib.import_module("stepgrad.trace").trace)
    assert issubclass(importlib.import_module("stepgrad.trace").TraceLimitError, Exception)
    assert callable(stepgrad.session.run)
    assert callable(stepgrad.trace)  # importing the module has not put itself in the function's place
