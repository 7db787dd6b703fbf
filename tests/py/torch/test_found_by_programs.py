"""③ What random programs found, each by itself: our answer was another than PyTorch's."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.py.torch.both import same

CASES = [
    # fmod and hypot by themselves, not by a quotient or squares that leave the range of floats
    "out = T([2.0, -2.75, -0.0, 5.5]).fmod(T([-104.0, -math.inf, -1e30, 1e-45]))",
    "x = T([5.5, -5.5, 7.0], float64, True)\ny = T([2.0, 2.0, -3.0], float64, True)\nx.fmod(y).sum().backward()\nout = [x.grad, y.grad]",
    "x = T([1e30, 1e-30, 3.0], float32, True)\ny = T([1e30, 1e-30, 4.0], float32, True)\nz = x.hypot(y)\nz.sum().backward()\nout = [z, x.grad, y.grad]",
    # no gradient flows through a quotient that is cut, not even 0 · ∞
    "x = T([-1.0, -math.inf, 1e-310], float64, True)\nx.div(x, rounding_mode='trunc').sum().backward()\nout = x.grad",
    # logarithms of sums of exponentials
    "x = T([math.inf, 0.0, -math.inf, 3.0], float64, True)\ny = T([0.0, -86.0, -math.inf, 2.0], float64, True)\nz = x.logaddexp(y)\nz[[0, 1, 3]].sum().backward()\nout = [z, x.grad[:2], y.grad[:2]]",
    "out = T([], float32).reshape(0, 3).logsumexp(0)",
    "out = T([], float32).reshape(0, 3).logsumexp((0, 1))",
    # medians with NaN, of ties, of nothing
    "out = [T([math.nan, 1.0, 2.0]).median(), T([[3.0, 1.0, 2.0], [math.nan, 1.0, 2.0]]).median(1)]",
    "out = T([[3.0, math.nan], [1.0, 2.0]]).median(0, keepdim=True)",
    "x = T([0.25, -3.0, 0.25], float64, True)\nx.median().backward()\nout = x.grad",
    "out = T([], float32).median()",
    "out = T([], float32).reshape(0, 3).median(0)",
    # float32 whose squares are too small
    "out = [T([1e-40, 1e-30]).std(), T([3e25, 1e25]).std(0, keepdim=True)]",
    "x = T([[2.0, 2.0]], float64, True)\nx.var(-2, correction=2).backward(T([1.0, -3.0], float64))\nout = x.grad",
    "out = [T([1e200], float64).norm(), T([[1e-200, 1e200]], float64).norm(dim=0)]",
    "x = T([0.0, 0.0], float64, True)\nx.norm(3).backward()\nout = x.grad",
    "x = T([0.0, 4.0], float64, True)\nx.norm(0.5).backward()\nout = x.grad",
    "x = T([[-1.0, 2.0], [0.5, 0.0]], float64, True)\ny = x.norm(3, dim=1)\ny.sum().backward()\nout = [y, x.grad]",
    "out = T([math.nan, 0.0, 1.0]).norm(0)",
    # no differences of booleans
    "out = T([True]) - 1", "out = 1 - T([True])", "out = T([1.5]) - True", "out = T([True, False]) - T([1.5, 2.5])", "out = T([2]) - T([True])",
    "out = T([True]).relu()", "out = T([True]).abs()", "out = T([True, False]).sign()", "out = T([True, False]).square()",
    # errors of the kind that PyTorch raises
    "out = T([], float32).reshape(0, 3).amax(0)", "out = T([], float32).reshape(0, 3).max(0)", "out = T([], float32).reshape(0, 3).min(0)",
    "out = T([], float32).reshape(0, 3).argmax(0)", "out = T([], float32).argmax()", "out = T([], float32).reshape(2, 0, 2).argmax(-3)", "out = T([], float32).reshape(2, 0).max(0)", "out = T([[[1.0]]]).trace()",
    "x = T([0.0, 0.0, 0.0], float64)\nx[[0]] = T([1.0])\nout = x", "x = T([0.0, 0.0], float64)\nx[T([0])] = T(1.0)\nout = x",
    "x = T([0.0, 0.0], float64)\nx[T([True, False])] = T(1.0)\nout = x", "x = T([0.0, 0.0], float64)\nx[0] = T(1.0)\nout = x",
    "x = T([1.0, 2.0, 3.0])\nx.copy_(T([[1.0, 2.0, 3.0]]))\nout = x",
    # bounds that are no numbers
    "x = T([1.0, -math.inf, math.nan], float64, True)\nlow = T([math.nan, math.nan, 0.0], float64, True)\ny = x.clamp(low)\ny.sum().backward()\nout = [y, x.grad, low.grad]",
    "out = T(math.nan).clamp(T(0.5), T(math.nan))",
    # places
    "x = T([[0.0, 1.0, 2.0]])\nout = [x.take_along_dim(T([[-1]]), 1), x.take_along_dim(T([[4]]), 1), x.index_fill(1, T([-1]), 9.0)]",
    "out = T([[0.0, 1.0]]).index_fill(1, T([-3]), 9.0)",
    # which tensor is which
    "x = T([1.0, 2.0], float32, True)\ny = (x * 2).flatten()\ny.retain_grad()\nz = y.flatten()\nz.sum().backward()\nout = [z is y, z.grad]",
    "x = T([[1.0, 2.0], [3.0, 4.0]])\ny = x.diag()\ny += 1\nout = [x, y]",
    # a gradient that is to be kept is that of what the tensor holds now
    "x = T([1.0, 2.0], float32, True)\ny = x * 2\ny.retain_grad()\nz = y + x\ny[1] = T(5.0, float32, True)\nz.sum().backward()\nout = y.grad",
    "x = T([1.0, 2.0], float32, True)\ny = x * 2\ny.retain_grad()\ny.mul_(3)\n(y * y).sum().backward()\nout = [y.grad, x.grad, y.retains_grad]",
    # a view of a view of one element
    "x = T([2.5], float32, True)\ny = x * 2\nv = y.select(0, 0).unsqueeze(0)\nv[-1] += 2.75\ny.sum().backward()\nout = [x.grad, y, v]",
    "x = T([2.5, 1.0], float32, True)\ny = x * 2\nv = y[1].view(1, 1)\nv *= 3\n(y * y).sum().backward()\nout = [x.grad, y, v]",
    # ints and booleans beside what has a gradient
    "x = T([2.0, -4.0], float32, True)\n(T([3, 200], uint8) / x).sum().backward()\nout = x.grad",
    "x = T([2.0, -4.0], float32, True)\n(T([True, False]) / x).sum().backward()\nout = x.grad",
    "x = T([2.0, 0.5], float32, True)\n(T([3, 7], int8) ** x).sum().backward()\nout = x.grad",
    # a change in place from another dtype
    "x = T([2.0, 3.0], float32, True)\ny = x * 1\nt = y.detach()\nd = T([4.0, 5.0], float64, True)\nt /= d\nt.sum().backward()\nout = d.grad",
    # of NaN
    "x = T([math.nan, -1.0], float64, True)\n(x.elu() if hasattr(x, 'elu') else F.elu(x)).sum().backward()\nout = x.grad",
    "x = T([0.0, 0.0], float64, True)\ny = T([0.0, -0.0], float64, True)\nx.atan2(y).sum().backward()\nout = [x.grad, y.grad]",
]  # fmt: skip


@pytest.mark.parametrize("source", CASES)
def test_found(source: str) -> None:
    same(source, 1e-6)


def test_python_ends_without_a_word_after_threads_were_asked_for() -> None:
    program = "from stepgrad import no_grad\nwith no_grad():\n    pass\n"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
