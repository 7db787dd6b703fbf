"""④⑤ A program with a mistake built in: by hand it would be so, over Values, Tensors and in micrograd's and PyTorch's words; and nothing of it stays."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from typing import Any

import pytest
import stepgrad
from stepgrad.tracing import session
from stepgrad.tracing.mistakes import mistake

from tests.py.tracing.as_read import as_the_page_has_it

# s goes into t twice, and into c besides: ds = 2 × 5 × 3 + 1 = 31; db = 31 + 25
VALUES = """from stepgrad import Value
a = Value(2.0)
b = Value(3.0)
s = a + b
t = s * s
c = t * b + s
c.backward()
print(a.grad, b.grad)
"""
MICROGRAD = VALUES.replace("from stepgrad", "from stepgrad.micrograd.engine")
TENSORS = """from stepgrad import Tensor
a = Tensor(2.0, requires_grad=True)
b = Tensor(3.0, requires_grad=True)
s = a + b
t = s * s
c = t * b + s
c.backward()
print(a.grad.item(), b.grad.item())
"""
TORCH = TENSORS.replace("from stepgrad import Tensor", "import stepgrad.torch as torch").replace(
    "Tensor(", "torch.tensor("
)
FACES = {"Values": VALUES, "micrograd": MICROGRAD, "Tensors": TENSORS, "torch": TORCH}
TRAINING = """from stepgrad import Value
w = Value(2.0)
for k in range(3):
    loss = (w * 3.0 - 1.0) ** 2
    FORGET
    loss.backward()
    w.data -= 0.0
print(w.grad)
"""
ARRAYS = """from stepgrad import Tensor
w = Tensor([2.0], requires_grad=True)
for k in range(3):
    loss = ((w * 3.0 - 1.0) ** 2).sum()
    if w.grad is not None:
        FORGET
    loss.backward()
print(w.grad.item())
"""


def ask(source: str, **more: Any) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(session.run(json.dumps({"source": source, "inputs": {}, **more})))
    return reply


def printed(source: str, **how: Any) -> str:
    reply = ask(source, **({"mistake": how} if how else {}))
    assert reply["ok"], reply["error"]
    as_the_page_has_it(reply["trace"])  # its reader finds it whole
    return str(reply["trace"]["output"].strip())


@pytest.mark.parametrize("face", FACES)
def test_each_mistake_by_hand(face: str) -> None:
    source = FACES[face]
    assert printed(source) == "31.0 56.0"
    # Back from c: t×b and s get 1. t gets 3, b gets 25. s has 1; from t it gets 15, and 15 instead. a gets 15, b gets 15 instead of 25.
    assert printed(source, kind="overwrite") == "15.0 15.0"
    # s was reached from c before t was, and passed on the 1 that it had by then.
    assert printed(source, kind="order") in ("1.0 26.0", "1 26.0")  # micrograd counts in ints
    assert printed(source, kind="upstream", value=2.0) == "62.0 112.0"
    assert printed(source, kind="upstream", value=-0.5) == "-15.5 -28.0"
    # Without t's history b has 25 from the product, and 1 by s.
    assert printed(source, kind="detach", node=3) in ("1.0 26.0", "1 26.0")
    assert printed(source, kind="no-zero") == "31.0 56.0"
    assert printed(source) == "31.0 56.0"


@pytest.mark.parametrize(
    "forget",
    ["w.zero_grad()", "w.grad = None", "w.grad = 0.0", "w.grad = 0", "w.grad *= 0.0 if w.grad else 1"],
)
def test_values_that_are_never_zeroed(forget: str) -> None:
    source = TRAINING.replace("FORGET", forget if "*=" not in forget else "w.grad = (w.grad or 0.0) * 0.0")
    assert printed(source) == "30.0"
    assert printed(source, kind="no-zero") == "90.0"


@pytest.mark.parametrize(
    "forget",
    ["w.zero_grad()", "w.grad = None", "w.grad.zero_()", "w.grad *= 0.0", "w.grad[:] = 0.0", "w.grad.fill_(0.0)",
     "w.grad = w.grad * 0.0", "w.grad.detach().zero_()"],
)  # fmt: skip
def test_tensors_that_are_never_zeroed(forget: str) -> None:
    source = ARRAYS.replace("FORGET", forget)
    assert printed(source) == "30.0"
    assert printed(source, kind="no-zero") == "90.0"


def test_what_is_set_to_another_number_is_not_left_alone() -> None:
    assert printed(TRAINING.replace("FORGET", "w.grad = 5.0"), kind="no-zero") == "35.0"


@pytest.mark.parametrize("how", ["", "set_to_none=False"])
@pytest.mark.parametrize("who", ["optimizer", "model"])
def test_optimizers_and_modules_do_not_zero(who: str, how: str) -> None:
    source = f"""import stepgrad.torch as torch
torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
for k in range(4):
    {who}.zero_grad({how})
    model(torch.tensor([[1.0, 2.0]])).sum().backward()
    optimizer.step()
print(model[1].bias.grad.item())
"""
    assert printed(source) == "1.0"
    assert printed(source, kind="no-zero") == "4.0"
    micrograd = """from stepgrad.micrograd.nn import MLP
net = MLP(2, [1])
for k in range(3):
    net.zero_grad()
    net([1.0, 2.0]).backward()
print(net.parameters()[-1].grad)
"""
    assert printed(micrograd) == "1"
    assert printed(micrograd, kind="no-zero") == "3"


def test_overwriting_is_what_a_loop_with_an_equals_sign_does() -> None:
    """PyTorch's way back through a chain of sums, with `=` for `+=`: only the last contribution counts."""
    source = """from stepgrad import Value
x = Value(1.5)
y = x
for k in range(5):
    y = y * x + k
y.backward()
print(x.grad)
"""
    x, values = 1.5, [1.5]
    for k in range(5):
        values.append(values[-1] * x + k)
    g = 1.0
    for k in reversed(range(5)):
        into_x = g * values[k]  # y * x: first what y gets, then x
        g = g * x
    assert values[0] == x
    # in the first turn y is x itself: its second argument comes last
    assert printed(source, kind="overwrite") == repr(into_x)
    array = source.replace("Value(1.5)", "Tensor(1.5, requires_grad=True)").replace(
        "import Value", "import Tensor"
    )
    assert float(printed(array.replace("x.grad", "x.grad.item()"), kind="overwrite")) == into_x


def test_a_leaf_that_two_walks_reach_keeps_the_last() -> None:
    source = (
        "from stepgrad import Value\nw = Value(2.0)\n(w * 3).backward()\n(w * 5).backward()\nprint(w.grad)\n"
    )
    assert printed(source) == "8.0"
    assert printed(source, kind="overwrite") == "5.0"
    arrays = source.replace("Value(2.0)", "Tensor(2.0, requires_grad=True)").replace("Value", "Tensor")
    assert printed(arrays.replace("w.grad", "w.grad.item()"), kind="overwrite") == "5.0"


def test_overwriting_with_broadcasting() -> None:
    source = """from stepgrad import Tensor
W = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
b = Tensor([1.0, -1.0], requires_grad=True)
y = (W + b) * b
y.sum().backward()
print(W.grad.tolist(), b.grad.tolist())
"""
    # d(W + b) = b in both rows; b gets the sum of the rows of W + b = [[2, 1], [4, 3]], and then 2 b instead
    assert printed(source) == "[[1.0, -1.0], [1.0, -1.0]] [8.0, 2.0]"
    assert printed(source, kind="overwrite") == "[[1.0, -1.0], [1.0, -1.0]] [2.0, -2.0]"


def test_a_detached_node_keeps_its_place() -> None:
    right, wrong = (
        as_the_page_has_it(ask(VALUES, **more)["trace"])
        for more in ({}, {"mistake": {"kind": "detach", "node": 3}})
    )
    parts = ("id", "op", "args", "label", "value", "at")
    assert [[node.get(part) for part in parts] for node in right["nodes"]] == [
        [node.get(part) for part in parts] for node in wrong["nodes"]
    ]
    assert [node["id"] for node in wrong["nodes"] if not node["requires_grad"]] == [3]


def test_a_detached_root_fails_as_it_does_in_pytorch() -> None:
    reply = ask(VALUES, mistake={"kind": "detach", "node": 5})
    assert not reply["ok"]
    assert reply["error"]["kind"] == "RuntimeError"
    assert reply["error"]["line"] == 7


@pytest.mark.parametrize("kind", ["overwrite", "order", "upstream", "no-zero"])
def test_a_program_that_fails_leaves_nothing(kind: str) -> None:
    source = VALUES.replace("print", "1 / 0\nprint")
    assert not ask(source, mistake={"kind": kind, "value": 2.0})["ok"]
    assert printed(VALUES) == "31.0 56.0"
    assert printed(MICROGRAD) == "31.0 56.0"


def test_what_cannot_be_asked() -> None:
    assert ask(VALUES, mistake={"kind": "nonsense"})["error"]["kind"] == "ValueError"
    assert ask(VALUES, mistake={"kind": "detach", "node": 77})["error"]["kind"] == "LookupError"
    twice = (
        VALUES.replace("c.backward()", "c.backward(create_graph=True)")
        .replace("Value(", "Tensor(")
        .replace("Value", "Tensor")
    )
    assert not ask(twice.replace(".0)", ".0, requires_grad=True)"), mistake={"kind": "order"})["ok"]


def test_nothing_stays_of_any_mistake() -> None:
    """Every function of the engine is what it was, in whichever module it is known."""
    for found in pkgutil.walk_packages(stepgrad.__path__, "stepgrad."):
        importlib.import_module(found.name)

    def functions() -> dict[tuple[str, str], Any]:
        held = {}
        for name, module in [*sys.modules.items()]:
            if name.partition(".")[0] == "stepgrad":
                for owner in (module, *(one for one in vars(module).values() if isinstance(one, type))):
                    held |= {
                        (f"{name} {owner}", part): one for part, one in vars(owner).items() if callable(one)
                    }
        return held

    for source in (VALUES, TENSORS, TORCH, MICROGRAD, ARRAYS.replace("FORGET", "w.grad.zero_()")):
        ask(source)
    before = functions()
    for kind in mistake.KINDS:
        for source in (VALUES, TENSORS, TORCH, MICROGRAD, ARRAYS.replace("FORGET", "w.grad.zero_()")):
            ask(source, mistake={"kind": kind, "node": 3, "value": 2.0})
    after = functions()
    assert [key for key in before if after.get(key) is not before[key]] == []


def test_gradients_of_gradients() -> None:
    source = """from stepgrad import Value, grad
x = Value(2.0)
(g,) = grad(x * x * x, x, create_graph=True)
g.backward()
print(g.data, x.grad)
"""
    assert printed(source) == "12.0 12.0"
    # x × x = y, y × x: x gets y = 4, then 2 from y by each argument, of which the last one stays
    assert printed(source, kind="overwrite").startswith("4.0 ")
    assert printed(source, kind="upstream", value=3.0) == "36.0 36.0"
