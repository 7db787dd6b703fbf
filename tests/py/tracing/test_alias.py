"""⑤ `import torch` in a page: the module is ours, whole, and only where there is no other."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from stepgrad import trace
from stepgrad.scalar.node import Node
from stepgrad.tracing import alias

from tests.py.playground.whole_programs import as_in_a_page

FILES = {
    "__init__.py": "from . import nn\nfrom .parts import tensor\n",
    "nn/__init__.py": "from . import functional\nclass Module: pass\n",
    "nn/functional.py": "from ..parts import tensor\ndef relu(x): return max(x, 0)\n",
    "utils/__init__.py": "",
    "utils/data.py": "class DataLoader: pass\n",
    "needs.py": "import nowhere_at_all\n",
    "parts.py": "def tensor(x): return [x]\n",
}


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package `lent` that `borrowed` leads to, written for these tests."""
    for name, text in FILES.items():
        (tmp_path / "lent" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "lent" / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(alias, "OURS", {"borrowed": "lent", "sys": "lent", "json": "lent"})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    before = dict(sys.modules)
    alias.install()
    alias.install()
    assert sum(isinstance(one, alias.Finder) for one in sys.meta_path) == 1
    yield
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]


def names(source: str) -> dict[str, object]:
    found: dict[str, object] = {}
    exec(source, found)  # noqa: S102
    return found


@pytest.mark.usefixtures("stand_in")
@pytest.mark.filterwarnings("error")
def test_every_way_to_import_gives_the_module_itself() -> None:
    found = names(
        "import borrowed\nimport borrowed.nn as nn\nimport borrowed.nn.functional as F\nfrom borrowed import nn as nn2, tensor\n"
        "from borrowed.nn import functional as F2, Module\nfrom borrowed.utils.data import DataLoader\nimport borrowed.utils.data\n"
        "import importlib\nby_name = importlib.import_module('borrowed.nn')\n"
    )
    ours = {
        name: importlib.import_module(name)
        for name in ("lent", "lent.nn", "lent.nn.functional", "lent.utils.data")
    }
    assert found["borrowed"] is ours["lent"] is sys.modules["borrowed"]
    assert found["nn"] is found["nn2"] is found["by_name"] is ours["lent.nn"]
    assert found["F"] is found["F2"] is ours["lent.nn.functional"]
    assert found["DataLoader"] is ours["lent.utils.data"].DataLoader
    for name, module in ours.items():
        assert module.__name__ == name
        assert module.__spec__ is not None
        assert module.__spec__.name == name
        assert importlib.reload(module) is module  # its own loader is still there


@pytest.mark.usefixtures("stand_in")
def test_what_is_there_under_that_name_is_not_ours() -> None:
    found = names("import json, sys")
    assert isinstance(found["json"], types.ModuleType)
    assert found["json"].__name__ == "json"
    assert found["sys"] is sys


@pytest.mark.usefixtures("stand_in")
def test_what_is_nowhere_is_missed_under_the_name_that_was_asked_for() -> None:
    for name, missed in (
        ("borrowed.vision", "borrowed.vision"),
        ("borrowed.nn.extra.more", "borrowed.nn.extra"),
    ):
        with pytest.raises(ModuleNotFoundError, match=f"No module named '{missed}'"):
            importlib.import_module(name)
    with pytest.raises(ModuleNotFoundError, match="No module named 'nowhere_at_all'"):
        importlib.import_module("borrowed.needs")


def test_outside_a_page_nobody_is_in_the_way_of_what_is_installed() -> None:
    from stepgrad import session

    session.run('{"source": "x = 1"}')
    assert any(isinstance(one, alias.Finder) for one in sys.meta_path) == (sys.platform == "emscripten")


def test_a_program_that_imports_micrograd_leaves_the_watched_attributes_as_they_were() -> None:
    slots = {name: vars(Node)[name] for name in ("data", "grad")}
    with as_in_a_page():
        for name in [name for name in sys.modules if name.startswith("stepgrad.micrograd")]:
            del sys.modules[name]  # as in a page that has not needed it yet
        trace("from micrograd.engine import Value\nx = Value(2.0)\n(x * x).backward()\n")
    assert {name: vars(Node)[name] for name in ("data", "grad")} == slots
