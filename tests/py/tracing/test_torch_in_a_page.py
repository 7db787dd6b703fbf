"""④ Programs written for PyTorch, where its names lead to ours: they are traced, and what they change is put back."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import stepgrad.torch
from stepgrad import trace
from stepgrad.tracing import alias


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`lent` leads where `torch` leads in a page: the real one may be there."""
    monkeypatch.setattr(alias, "OURS", {"lent": "stepgrad.torch"})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    before = {*sys.modules}
    alias.install()
    yield
    for name in {*sys.modules} - before:
        if name.partition(".")[0] == "lent":
            del sys.modules[name]


PROGRAM = """
import lent as torch
from lent import nn, tensor
import lent.linalg as L, lent.cuda, lent.backends.cudnn as cudnn
from lent.nn import Parameter

torch.manual_seed(1)
x = tensor([[1.0, 2.0], [3.0, 4.0]])
w = torch.randn(2, 2, requires_grad=True)
b = torch.zeros(2, requires_grad=True)
h = torch.tanh(x @ w + b)
y = torch.cat([h, x], dim=1)
loss = torch.mean((y[:, 0] - y.sum(dim=1)) ** 2)
loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
w.grad.zero_()
z = h.detach() * 2
z[0] = 5
print(loss, b.grad)
"""


def test_a_program_is_traced_with_its_names() -> None:
    told = trace(PROGRAM)
    made = [(node.op.name if node.op else "", node.label) for node in told.nodes]
    assert made[:3] == [("", "x"), ("", "w"), ("", "b")]
    assert [name for name, label in made if label in ("h", "y", "loss")] == ["tanh", "concatenate", "mean"]
    kinds = [type(step).__name__ for step in told.steps]
    assert kinds.count("Seed") == 1
    assert "Update" in kinds
    assert told.printed == "tensor(39.6094, grad_fn=<MeanBackward0>) tensor([0.0000, 0.7385])\n"


def test_the_numbers_are_pytorchs() -> None:
    source = "import lent as torch\ntorch.manual_seed(42)\nprint(torch.rand(2), torch.randn(2), torch.randperm(4), torch.randint(9, (3,)))"
    assert trace(source).printed == (
        "tensor([0.8823, 0.9150]) tensor([0.4740, 0.1978]) tensor([0, 3, 2, 1]) tensor([2, 4, 4])\n"
    )


CHANGES = (
    "torch.set_printoptions(precision=1)", "torch.set_default_dtype(torch.float64)", "torch.manual_seed(0)", "torch.Tensor.sum = None", "torch.exp = None",
    "torch.float32 = 3", "torch.set_num_threads(4)", "torch.set_grad_enabled(False)", "torch.Tensor.__repr__ = lambda self: 'x'", "torch.Size.numel = None",
    "torch.backends.cudnn.benchmark = True", "torch.nn.Parameter.foo = 3", "torch.float32.name = 'x'", "torch.Tensor.__add__ = torch.Tensor.__sub__",
)  # fmt: skip
LOOK = """
import lent as torch
print(torch.tensor([1.23456]), torch.tensor(1.5).dtype, torch.ones(2).sum() + 1, torch.exp(torch.zeros(1)), torch.get_num_threads())
print(torch.is_grad_enabled(), torch.backends.cudnn.benchmark, hasattr(torch.nn.Parameter, "foo"), torch.Size([2]).numel(), torch.rand(1))
"""


@pytest.mark.parametrize("change", CHANGES)
def test_what_one_program_changes_the_next_one_does_not_find(change: str) -> None:
    trace("import lent as torch\ntorch.rand(3)")  # whether numbers have been drawn or not
    stepgrad.torch.rand(3)
    before = trace(LOOK).printed
    trace(f"import lent as torch\n{change}")
    assert trace(LOOK).printed == before


def test_submodules_that_are_not_there_are_missed_by_their_names() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'lent\.sparsity'"):
        trace("import lent.sparsity")
    with pytest.raises(AttributeError, match=r"torch\.sparsity is not in this engine's torch"):
        trace("import lent\nlent.sparsity")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("torch.foo", r"torch\.foo is not in this engine's torch; there is torch\.floor"),
        ("torch.nn.CTCLoss", r"torch\.nn\.CTCLoss is not in this engine's torch; there is .*Loss"),
        (
            "torch.nn.functional.ctc_loss",
            r"functional\.ctc_loss is not in this engine's torch; there is .*_loss",
        ),
        (
            "torch.optim.Adamm",
            r"torch\.optim\.Adamm is not in this engine's torch; there is torch\.optim\.Adam",
        ),
        ("torch.utils.tensorboard", r"torch\.utils\.tensorboard is not in this engine's torch"),
        ("torch.vmap", r"torch\.vmap is not in this engine's torch"),
    ],
)
def test_what_is_not_there_is_said_by_its_name(name: str, said: str) -> None:
    with pytest.raises(AttributeError, match=said) as caught:
        trace(f"import lent as torch\n{name}")
    assert "." not in str(caught.value)[-1:]
    assert "functions" not in str(caught.value)  # what only we have
