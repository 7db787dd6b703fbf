"""② torch.save and torch.load: what comes back, what is refused, and that nothing is run; pickles and copies."""

from __future__ import annotations

import copy
import io
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch as theirs
from stepgrad import torch

ran: list[str] = []


def run(text: str) -> None:
    ran.append(text)


class Unsafe:
    def __reduce__(self) -> Any:
        return run, ("ran",)


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = torch.nn.Linear(2, 3)
        self.norm = torch.nn.BatchNorm1d(3)
        self.tied = self.a.weight

    def forward(self, x: Any) -> Any:
        return self.norm(self.a(x))


def again(obj: Any, **how: Any) -> Any:
    file = io.BytesIO()
    torch.save(obj, file)
    file.seek(0)
    return torch.load(file, **how)


@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"]
)
def test_tensors_of_every_dtype(dtype: str) -> None:
    x = torch.tensor([[1, 0], [1, 1]]).to(getattr(torch, dtype))
    back = again(x)
    assert type(back) is torch.Tensor
    assert back.dtype is x.dtype
    assert back.tolist() == x.tolist()
    assert again(x.t()).tolist() == x.t().tolist()


def test_what_a_checkpoint_holds(tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    model(torch.randn(4, 2)).sum().backward()
    optimizer.step()
    scheduler.step()
    held = {
        "model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "epoch": 3, "loss": 0.5,
        "vocabulary": {"a": 0, "b": 1}, "names": ["x", ("y", None, True)], "shape": torch.zeros(2, 3).shape, "dtype": torch.float64,
        "device": torch.device("cpu"), "set": {1, 2}, "bytes": b"ab", "empty": torch.zeros(0), "scalar": torch.tensor(2.5), "rng": torch.get_rng_state(),
    }  # fmt: skip
    path = tmp_path / "checkpoint.pt"
    torch.save(held, path)
    for back in (
        torch.load(path),
        torch.load(str(path), map_location="cpu"),
        torch.load(path, map_location=torch.device("cpu"), weights_only=True),
    ):
        assert list(back) == list(held)
        assert str(back["optimizer"]) == str(held["optimizer"])
        assert back["scheduler"] == held["scheduler"]
        assert back["shape"] == held["shape"]
        assert type(back["shape"]) is torch.Size
        assert back["dtype"] is torch.float64
        assert isinstance(back["model"], OrderedDict)
        other = Net()
        other.load_state_dict(back["model"])
        assert all(
            (a == b).all()
            for a, b in zip(model.state_dict().values(), other.state_dict().values(), strict=True)
        )
        again_optimizer = torch.optim.Adam(other.parameters())
        again_optimizer.load_state_dict(back["optimizer"])
        assert again_optimizer.param_groups[0]["lr"] == pytest.approx(0.1)


def test_tensors_over_one_array_share_it_again() -> None:
    a = torch.ones(2)
    back = again({"a": a, "same": a, "detached": a.detach()})
    assert back["a"] is back["same"]
    back["a"][0] = 5
    assert back["detached"].tolist() == [5, 1]


def test_parameters_and_gradients() -> None:
    p = torch.nn.Parameter(torch.ones(2))
    (p * p).sum().backward()
    back = again(p)
    assert type(back) is torch.nn.Parameter
    assert back.requires_grad
    assert back.grad is None
    assert again(torch.ones(2, requires_grad=True) * 2).requires_grad
    assert not again(torch.ones(2)).requires_grad


def test_modules_come_back_only_when_code_may_run() -> None:
    model = Net()
    back = again(model, weights_only=False)
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert (back(x) == model(x)).all()
    assert back.tied is back.a.weight
    for one in (
        model,
        torch.nn.Linear(2, 2),
        torch.optim.SGD(model.parameters(), 0.1),
        torch.nn.Sequential(torch.nn.ReLU()),
    ):
        assert type(again(one, weights_only=False)) is type(one)
        with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
            again(one)


def test_loading_runs_nothing() -> None:
    ran.clear()
    for one in (Unsafe(), {"a": [Unsafe()]}, print, np.float64(2.0)):
        with pytest.raises(pickle.UnpicklingError, match="was not an allowed global by default"):
            again(one)
    assert ran == []
    again(Unsafe(), weights_only=False)
    assert ran == ["ran"]


def test_what_is_said_to_be_safe() -> None:
    with torch.serialization.safe_globals([Unsafe, Counted]):
        assert again(Counted(3)).n == 3
    with pytest.raises(pickle.UnpicklingError):
        again(Counted(3))
    torch.serialization.add_safe_globals([Counted])
    try:
        assert again(Counted(4)).n == 4
        assert torch.serialization.get_safe_globals() == [Counted]
    finally:
        torch.serialization.clear_safe_globals()


class Counted:
    def __init__(self, n: int) -> None:
        self.n = n


def test_files_that_are_none(tmp_path: Path) -> None:
    theirs.save(theirs.ones(2), tmp_path / "theirs.pt")
    (tmp_path / "text.pt").write_text("hello")
    (tmp_path / "empty.pt").write_bytes(b"")
    with pytest.raises(pickle.UnpicklingError, match="written by PyTorch"):
        torch.load(tmp_path / "theirs.pt")
    with pytest.raises(pickle.UnpicklingError, match="no file that"):
        torch.load(tmp_path / "text.pt")
    with pytest.raises(EOFError):
        torch.load(tmp_path / "empty.pt")
    with pytest.raises(FileNotFoundError):
        torch.load(tmp_path / "missing.pt")
    with pytest.raises(RuntimeError, match="Parent directory"):
        torch.save(1, str(tmp_path / "no" / "x.pt"))
    torch.save(1, tmp_path / "one.pt")
    with pytest.raises(RuntimeError, match="cuda"):
        torch.load(tmp_path / "one.pt", map_location="cuda")


def test_pickles_and_copies() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.note = "mine"
    for back in (pickle.loads(pickle.dumps(x)), copy.deepcopy(x), copy.copy(x)):
        assert type(back) is torch.Tensor
        assert back.tolist() == [1, 2]
        assert back.requires_grad
        assert back.note == "mine"
    for one in (torch.float32, torch.Size([1, 2]), torch.device("cpu"), torch.nn.Parameter(torch.ones(1))):
        assert type(pickle.loads(pickle.dumps(one))) is type(one)
        assert type(copy.deepcopy(one)) is type(one)
    model = copy.deepcopy(Net())
    assert model.tied is model.a.weight
