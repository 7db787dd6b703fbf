"""④ The passes of a trace, counted by hand: which steps and nodes belong to which backward(), and what was changed after it."""

from __future__ import annotations

import pytest
from stepgrad import trace
from stepgrad.tracing.trace import Pass, Trace

VALUE = "from stepgrad import Value\n"


def passes(source: str) -> list[Pass]:
    result = trace(source)
    found = [*result.passes]
    check(result, found)
    return found


def check(result: Trace, found: list[Pass]) -> None:
    """What holds for every program."""
    steps = result.steps
    assert [one.start for one in found] == [0, *(one.end for one in found[:-1])][: len(found)]
    assert not found or found[-1].end == len(steps)
    for one in found:
        assert one.start <= one.seed < one.end
        assert steps[one.seed].kind == "seed"
        assert steps[one.seed].node == one.root
        nodes = [node for first, end in one.nodes for node in range(first, end)]
        assert nodes == sorted(set(nodes))
        told = {
            node
            for step in steps[one.start : one.end]
            for node in (
                step.nodes if step.kind == "zero" else [step.node, getattr(step, "input", step.node)]
            )
            if step.kind in ("forward", "seed", "backward", "unbroadcast")
        }
        assert told <= {*nodes}
        assert all(first < end for first, end in one.nodes)
        assert {*one.updated} <= {step.node for step in steps if step.kind == "update"}


def test_a_training_loop() -> None:
    source = VALUE + (
        "w, b = Value(3.0), Value(1.0)\n"  # nodes 0, 1
        "for _ in range(2):\n"
        "    for p in (w, b):\n        p.zero_grad()\n"
        "    x = Value(2.0)\n"  # 2, 5
        "    loss = w * x + b\n"  # 3 and 4, 6 and 7
        "    loss.backward()\n"  # a seed and four edges
        "    for p in (w, b):\n        p.data -= 0.5 * p.grad\n"
        "y = loss * 2\n"  # 8
    )
    assert passes(source) == [
        Pass(4, 7.0, 0, 2, 9, ((0, 5),), (0, 1)),
        Pass(7, 4.5, 9, 12, 20, ((0, 2), (5, 9)), (0, 1)),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # without backward()
        ("", []),
        ("x = Value(1.0)\ny = x * 2", []),
        # one, and what follows it belongs to it
        ("x = Value(1.0)\ny = x * 2\ny.backward()\nz = y + 1\nx.data = 5.0", [(1, 0, 1, 5, ((0, 3),), (0,))]),
        # of a leaf, twice
        ("x = Value(1.0)\nx.backward()\nx.backward()", [(0, 0, 0, 1, ((0, 1),), ()), (0, 1, 1, 2, ((0, 1),), ())]),
        # the same graph twice: the second pass begins with its seed
        ("x = Value(1.0)\ny = x * 2\nfor _ in range(2):\n    y.backward(retain_graph=True)", [(1, 0, 1, 3, ((0, 2),), ()), (1, 3, 3, 5, ((0, 2),), ())]),
        # two losses of one graph
        ("x = Value(1.0)\nh = x * 2\na = h + 1\nb = h * h\na.backward(retain_graph=True)\nb.backward()", [(2, 0, 3, 6, ((0, 4),), ()), (3, 6, 6, 10, ((0, 2), (3, 4)), ())]),
        # gradients of two batches are added up, then a step is made
        (
            "w = Value(1.0)\nfor x in (2.0, 3.0):\n    (w * x).backward()\nw.data -= w.grad\nw.grad = None\n(w * 4.0).backward()",
            [(1, 0, 1, 3, ((0, 2),), ()), (2, 3, 4, 7, ((0, 1), (2, 3)), (0,)), (3, 7, 9, 11, ((0, 1), (3, 4)), ())],
        ),
        # each is changed and zeroed in turn
        (
            "a, b = Value(1.0), Value(2.0)\nfor _ in range(2):\n    y = a * b\n    y.backward()\n    for p in (a, b):\n        p.data -= p.grad\n        p.grad = None",
            [(2, 0, 1, 7, ((0, 3),), (0, 1)), (3, 7, 9, 16, ((0, 2), (3, 4)), (0, 1))],
        ),
        # gradients are clipped before the step, and a norm is computed of Values between
        (
            "w = Value(1.0)\nfor _ in range(2):\n    y = w * 4.0\n    y.backward()\n    n = w * 1.0\n    w.grad = 1.0\n    w.data -= w.grad\n    w.zero_grad()",
            [(1, 0, 1, 6, ((0, 3),), (0,)), (3, 6, 8, 14, ((0, 1), (3, 5)), (0,))],
        ),
        # an evaluation between belongs to the pass that follows
        (
            "w = Value(2.0)\ny = w * 3.0\ny.backward()\nw.data = 1.0\ne = w * 5.0\nz = w * 7.0\nz.backward()",
            [(1, 0, 1, 4, ((0, 2),), (0,)), (3, 4, 6, 8, ((0, 1), (2, 4)), ())],
        ),
        # a leaf that no walk reaches belongs where it was made
        ("u = Value(9.0)\nx = Value(1.0)\n(x * 2).backward()\nv = Value(8.0)\n(x * 3).backward()", [(2, 0, 1, 3, ((0, 3),), ()), (4, 3, 4, 6, ((1, 2), (3, 5)), ())]),
        # in a function, and left early
        (
            "def step(w):\n    y = w * w\n    y.backward()\n    w.data -= w.grad\n    w.grad = None\n    return y\nw = Value(0.25)\nfor i in range(9):\n    step(w)\n    if i == 2:\n        break",
            [(1, 0, 1, 5, ((0, 2),), (0,)), (2, 5, 7, 11, ((0, 1), (2, 3)), (0,)), (3, 11, 13, 18, ((0, 1), (3, 4)), (0,))],
        ),
        # in a comprehension: what it computes besides belongs where it was made
        ("w = Value(2.0)\nlosses = [(w * i, (w * i).backward()) for i in (1.0, 2.0)]", [(2, 0, 2, 4, ((0, 3),), ()), (4, 4, 6, 8, ((0, 1), (3, 5)), ())]),
        # an error in between: the pass that never began has left an operation, which the next begins with
        (
            "w = Value(2.0)\nfor i in range(3):\n    try:\n        y = w * w\n        if i == 1:\n            raise ValueError\n        y.backward()\n        w.data -= 0.1 * w.grad\n        w.grad = None\n    except ValueError:\n        pass",
            [(1, 0, 1, 5, ((0, 2),), (0,)), (3, 5, 8, 13, ((0, 1), (2, 4)), (0,))],
        ),
        # zeroed between the forward pass and backward(); and before the step, with the gradient kept in a variable
        (
            "w = Value(2.0)\nfor _ in range(2):\n    y = w * w\n    w.zero_grad()\n    y.backward()\n    w.data -= 0.1 * w.grad",
            [(1, 0, 1, 5, ((0, 2),), (0,)), (2, 5, 7, 11, ((0, 1), (2, 3)), (0,))],
        ),
        (
            "w = Value(2.0)\nfor _ in range(2):\n    y = w * w\n    y.backward()\n    g = w.grad\n    w.zero_grad()\n    w.data -= 0.1 * g",
            [(1, 0, 1, 6, ((0, 2),), (0,)), (2, 6, 7, 12, ((0, 1), (2, 3)), (0,))],
        ),
        # in a generator, which is at rest between the walk and the step
        (
            "w = Value(1.0)\ndef steps():\n    for _ in range(2):\n        y = w * w\n        y.backward()\n        yield y\n        w.data -= 0.1 * w.grad\n        w.grad = None\nfor loss in steps():\n    pass",
            [(1, 0, 1, 5, ((0, 2),), (0,)), (2, 5, 7, 12, ((0, 1), (2, 3)), (0,))],
        ),
        # the second walk goes back through what the first has made
        (
            "x = Value(2.0)\ny = x * x * x\ny.backward(create_graph=True)\ng = x.grad\nx.grad = None\ng.backward()",
            [(2, 0, 2, 13, ((0, 9),), ()), (8, 13, 14, 27, ((0, 2), (3, 9)), ())],
        ),
    ],
)  # fmt: skip
def test_passes_of_values(source: str, expected: list[tuple[object, ...]]) -> None:
    found = passes(VALUE + source)
    assert [(one.root, one.start, one.seed, one.end, one.nodes, one.updated) for one in found] == expected


MODEL = (
    "import stepgrad.torch as torch\nfrom stepgrad.torch import nn, optim\n"
    "torch.manual_seed(0)\nmodel = nn.Linear(2, 1)\nopt = optim.SGD(model.parameters(), lr=0.1)\nx = torch.ones(4, 2)\n"
)
BOTH = ["model.weight", "model.bias"]


def in_torch(body: str) -> list[tuple[set[str], list[str | None]]]:
    """Of each pass the labels of its leaves, and of what was updated after it."""
    result = trace(MODEL + body)
    found = [*result.passes]
    check(result, found)
    label = [node.label if node.op is None else None for node in result.nodes]
    return [
        (
            {name for first, end in one.nodes for name in label[first:end] if name},
            [label[node] for node in one.updated],
        )
        for one in found
    ]


def test_a_training_loop_over_tensors() -> None:
    found = in_torch(
        "for i in range(3):\n    opt.zero_grad()\n    y = torch.ones(4, 1)\n    loss = (model(x) - y).pow(2).mean()\n    loss.backward()\n    opt.step()\n"
    )
    assert [updated for _, updated in found] == [BOTH] * 3
    assert found[1][0] == {*BOTH, "y"}  # x needs no gradient: no walk reaches it


def test_several_roots_are_one_pass() -> None:
    found = in_torch(
        "y = model(x)\na, b = y.sum(), (y * y).sum()\ntorch.autograd.backward([a, b])\nopt.step()\nc = model(x).sum()\nc.backward()\n"
    )
    assert [updated for _, updated in found] == [BOTH, []]


def test_two_optimizers_in_turn() -> None:
    found = in_torch(
        "other = nn.Linear(1, 1)\nopt2 = optim.SGD(other.parameters(), lr=0.1)\n"
        "for _ in range(2):\n"
        "    fake = model(x)\n"
        "    opt2.zero_grad()\n    d = other(fake.detach()).mean()\n    d.backward()\n    opt2.step()\n"
        "    opt.zero_grad()\n    g = -other(fake).mean()\n    g.backward()\n    opt.step()\n"
    )
    assert [updated for _, updated in found] == [["other.weight", "other.bias"], BOTH] * 2
    assert [{*BOTH} <= leaves for leaves, _ in found] == [True, True, False, True]


def test_what_is_computed_without_a_gradient_between_belongs_to_the_next_pass() -> None:
    found = in_torch(
        "for _ in range(2):\n    loss = model(x).pow(2).mean()\n    opt.zero_grad()\n    loss.backward()\n    opt.step()\n"
        "    with torch.no_grad():\n        print(model(x).mean().item())\n"
    )
    assert [updated for _, updated in found] == [BOTH, BOTH]


def test_gradients_asked_for_without_backward() -> None:
    found = in_torch(
        "loss = model(x).pow(2).mean()\ng = torch.autograd.grad(loss, model.weight)\nloss = model(x).sum()\nloss.backward()\n"
    )
    assert [updated for _, updated in found] == [[], []]


def test_a_walk_that_fails_is_no_pass() -> None:
    found = in_torch(
        "loss = model(x).pow(2).sum()\nloss.backward()\ntry:\n    loss.backward()\nexcept RuntimeError:\n    pass\nopt.step()\n"
    )
    assert [updated for _, updated in found] == [BOTH]


def test_micro_batches_are_passes_and_the_step_belongs_to_the_last() -> None:
    found = in_torch(
        "for _ in range(2):\n    opt.zero_grad()\n    for b in x.split(2):\n        (model(b).mean() / 2).backward()\n    opt.step()\n"
    )
    assert [updated for _, updated in found] == [[], BOTH] * 2


def test_a_closure_that_is_called_several_times_a_step() -> None:
    found = in_torch(
        "o = optim.LBFGS(model.parameters(), max_iter=3)\n"
        "def closure():\n    o.zero_grad()\n    loss = model(x).pow(2).mean()\n    loss.backward()\n    return loss\no.step(closure)\n"
    )
    assert [updated for _, updated in found] == [BOTH, BOTH, []]  # the last only says that all is well


def test_a_penalty_on_the_gradient() -> None:
    found = in_torch(
        "x.requires_grad_()\nfor _ in range(2):\n    opt.zero_grad()\n    y = model(x).pow(2).sum()\n"
        "    g, = torch.autograd.grad(y, x, create_graph=True)\n    (y + g.pow(2).sum()).backward()\n    opt.step()\n"
    )
    assert [updated for _, updated in found] == [[], BOTH] * 2


def test_a_hook_that_walks_back_itself() -> None:
    source = (
        "import stepgrad.torch as torch\nw = torch.tensor(2.0, requires_grad=True)\nv = torch.tensor(3.0, requires_grad=True)\n"
        "def hook(g):\n    with torch.enable_grad():\n        (v * v).backward()\n"
        "y = w * 2\ny.register_hook(hook)\n(y * y).backward()\n"
    )
    # w, v, y, y * y; the hook's walk comes between the two edges of the other, the last of which counts as its own
    assert [(one.root, one.start, one.seed, one.end) for one in passes(source)] == [
        (3, 0, 2, 5),
        (4, 5, 6, 10),
    ]
