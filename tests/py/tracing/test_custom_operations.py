"""④ Operations that a program writes itself, in its trace: one operation, told rightly."""

from __future__ import annotations

import stepgrad

PROGRAM = """
import stepgrad.torch as torch

class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor + 0 * x

    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None

class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return x + y, x - y

    @staticmethod
    def backward(ctx, a, b):
        return a + b, a - b

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = Double.apply(x, 3.0)
{end}
"""


def test_one_operation_of_a_trace() -> None:
    trace = stepgrad.trace(PROGRAM.format(end="z = y.sum()\nz.backward()"))
    names = [node.op.name if node.op else None for node in trace.nodes]
    assert names == [None, "Double", "sum"]
    assert trace.nodes[1].label == "y"
    assert trace.nodes[1].op.rules == ("backward(g)[i]",)
    steps = [(step.kind, getattr(step, "input", step.node)) for step in trace.steps]
    assert steps == [("forward", 1), ("forward", 2), ("seed", 2), ("backward", 1), ("backward", 0)]
    assert trace.steps[-1].contribution.data == (3.0, 3.0)
    assert trace.gradients()["x"].data == (3.0, 3.0)


def test_several_results() -> None:
    end = "w = torch.tensor([5.0, 7.0], requires_grad=True)\na, b = Both.apply(y, w)\nz = (a * 2 + b).sum()\nz.backward()"
    trace = stepgrad.trace(PROGRAM.format(end=end))
    assert [node.op.name for node in trace.nodes if node.label in ("a", "b")] == ["Both", "Both"]
    grads = trace.gradients()
    assert grads["y"].data == (3.0, 3.0)
    assert grads["w"].data == (1.0, 1.0)
    assert grads["x"].data == (9.0, 9.0)
    into = [
        step for step in trace.steps if step.kind == "backward" and trace.nodes[step.node].op.name == "Both"
    ]
    assert len(into) == 2, "one step for each input"


def test_gradients_that_are_asked_for_leave_the_account_balanced() -> None:
    end = "g = torch.autograd.grad(y.sum(), x)\nprint(g[0].tolist(), x.grad)\n(x * x).sum().backward()\nprint(x.grad.tolist())"
    trace = stepgrad.trace(PROGRAM.format(end=end))
    assert trace.output == "[3.0, 3.0] None\n[2.0, 4.0]\n"
    assert trace.gradients()["x"].data == (2.0, 4.0)


def test_hooks_of_modules_and_checkpoints_can_be_traced() -> None:
    end = (
        "from stepgrad.torch.utils.checkpoint import checkpoint\nm = torch.nn.Linear(2, 1)\nseen = []\n"
        "m.register_full_backward_hook(lambda m, gi, go: seen.append(len(gi)))\n"
        "z = checkpoint(m, y, use_reentrant=False).sum()\nz.backward()\nprint(seen)"
    )
    trace = stepgrad.trace(PROGRAM.format(end=end))
    assert trace.output == "[1]\n"
    assert "x" in trace.gradients()


def test_what_a_program_switches_on_ends_with_it() -> None:
    begin = "import stepgrad.torch as torch\n"
    for _ in range(2):
        on = "torch.autograd.set_detect_anomaly(True)\ntorch.serialization.add_safe_globals([print])\n"
        asked = "print(torch.is_anomaly_enabled(), torch.serialization.get_safe_globals())\n"
        assert stepgrad.trace(begin + asked + on).output == "False []\n"
