"""④ The lesson's GPT, one text for both libraries: the same loss, gradients and updates as PyTorch's, whatever is broken about it; and over Values."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.py.playground.whole_programs import as_in_a_page

PROGRAMS = Path(__file__).resolve().parents[3] / "modules/02-autograd/programs"
GPT = (PROGRAMS / "gpt.py").read_text("utf-8")
OF_VALUES = (PROGRAMS / "gpt_of_values.py").read_text("utf-8")
# What is switched in the list at the program's top.
VARIANTS: dict[str, dict[str, float]] = {
    "as it stands": {},
    "no residual": {"RESIDUAL": 0},
    "no layer norm": {"NORM": 0},
    "ten times the weights": {"SCALE": 10},
    "no warm-up": {"WARM_UP": 1},
    "labels shifted by one more": {"SHIFT": 2},
    "labels not shifted": {"SHIFT": 0},
    "no mask": {"MASK": 0},
}


@contextmanager
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def run(source: str, settings: dict[str, float]) -> dict[str, Any]:
    """What a program leaves in its variables."""
    for name, number in settings.items():
        source, found = re.subn(rf"^{name} = [\d.]+", f"{name} = {number}", source, flags=re.MULTILINE)
        assert found == 1
    left: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as output:
        exec(source, left)  # noqa: S102
    left["printed"] = output.getvalue()
    return left


def numbers(left: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """Of each parameter the gradient of the last step, and what it is then."""
    found = {}
    for name, p in left["model"].named_parameters():
        found[f"{name}'s gradient"] = np.array(p.grad.tolist())
        found[name] = np.array(p.tolist())
    return found


def alike(a: dict[str, np.ndarray[Any, Any]], b: dict[str, np.ndarray[Any, Any]]) -> None:
    """Gradients to 1e-5 of the largest of them; what Adam makes of those near 0 is a matter of their last digits."""
    assert a.keys() == b.keys()
    for name, ours in a.items():
        largest = max(1.0, np.abs(b[name]).max())
        assert np.isfinite(ours).all(), name
        if name.endswith("gradient"):
            assert np.abs(ours - b[name]).max() <= 1e-5 * largest, name
        else:
            assert np.median(np.abs(ours - b[name])) <= 1e-5 * largest, name


@pytest.mark.parametrize("variant", VARIANTS)
def test_gradients_and_updates_are_pytorchs(variant: str) -> None:
    with one_thread():
        theirs = run(GPT, VARIANTS[variant])
    with as_in_a_page():
        ours = run(GPT, VARIANTS[variant])
    assert ours["torch"] is not theirs["torch"]
    assert abs(float(ours["printed"].split()[-1]) - float(theirs["printed"].split()[-1])) <= 2e-4
    alike(numbers(ours), numbers(theirs))


def test_over_single_values_it_is_the_same_arithmetic() -> None:
    values = run(OF_VALUES, {})
    sizes = {name: values[name] for name in ("LAYERS", "HEADS", "WIDTH", "CONTEXT")}
    before = run(OF_VALUES, {"STEPS": 0})["weights"]
    assert values["characters"] == run(GPT, {"STEPS": 0})["characters"]
    with one_thread():
        theirs = run(GPT, {**sizes, "STEPS": 0})
        model = theirs["model"]
        model.load_state_dict({name: torch.tensor(plain(weight, "data")) for name, weight in before.items()})
        x, y = torch.tensor([values["x"]]), torch.tensor(values["y"])
        loss = torch.nn.functional.cross_entropy(model(x).flatten(0, 1), y)
        loss.backward()
        theirs["optimizer"].step()
    assert abs(loss.item() - values["loss"].data) <= 1e-5
    for name, p in model.named_parameters():
        assert (
            np.abs(np.array(plain(values["weights"][name], "grad")) - np.array(p.grad.tolist())).max() <= 1e-5
        ), name
        moved = np.array(plain(values["weights"][name], "data")) - np.array(p.tolist())
        assert np.median(np.abs(moved)) <= 1e-5, name


def plain(weight: Any, what: str) -> Any:
    """The numbers of lists of Values, or their gradients; none is 0."""
    if isinstance(weight, list):
        return [plain(one, what) for one in weight]
    return getattr(weight, what) or 0.0


def test_it_is_short_and_the_poem_is_the_poem() -> None:
    assert GPT.count("\n") <= 120
    assert OF_VALUES.count("\n") <= 200
    poem = run(GPT, {"STEPS": 0})["poem"]
    assert poem == run(OF_VALUES, {"STEPS": 0})["poem"]
    assert poem.count("\n") == 15
    assert [line.split()[2].rstrip("?,") for line in poem.split("\n") if line.startswith("what is")] == [
        "pink", "red", "blue", "white", "yellow", "green", "violet", "orange",
    ]  # fmt: skip
