"""③ Random numbers: PyTorch's own, from the same seeds, one draw after the other."""

from __future__ import annotations

import random

import pytest

from tests.py.torch.alike import same

COUNTS = (1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 100, 1000)
FLOATS = (
    "rand({n}, dtype={d})", "randn({n}, dtype={d})", "empty({n}, dtype={d}).uniform_(-0.3, 0.7)", "empty({n}, dtype={d}).normal_(2, 0.5)",
    "empty({n}, dtype={d}).exponential_(3.0)", "empty({n}, dtype={d}).bernoulli_(0.3)", "bernoulli(torch.rand({n}, dtype={d}))",
    "empty({n}, dtype={d}).random_(10)", "empty({n}, dtype={d}).random_(2, 90)", "empty({n}, dtype={d}).random_()", "empty({n}, dtype={d}).cauchy_()",
    "empty({n}, dtype={d}).log_normal_()", "empty({n}, dtype={d}).geometric_(0.3)",
)  # fmt: skip
OTHERS = (
    "randperm({n})", "randint(5, ({n},))", "randint(-5, 5, ({n},))", "randint(2**28, ({n},))", "randint(2**35, ({n},))", "randint(low=3, high=9, size=({n},))",
    "randint(0, 300, ({n},), dtype=torch.int16)", "randint(9, ({n},), dtype=torch.float32)", "randint_like(torch.rand({n}), 3, 8)", "normal(1.0, 2.0, ({n},))",
    "normal(torch.rand({n}), torch.rand({n}))", "normal(torch.rand({n}), 2.0)", "normal(2.0, torch.rand({n}))", "rand({n}, 3).t().uniform_()",
    "rand({n}, 3).t().normal_()", "randn_like(torch.rand({n}, 3).t())", "rand({n}, 4)[:, ::2].normal_()", "rand_like(torch.rand({n}, dtype=torch.float64))",
    "multinomial(torch.rand({n} + 1), 1)", "multinomial(torch.rand({n} + 3), 3)", "multinomial(torch.rand({n} + 3), 10, replacement=True)",
    "multinomial(torch.rand(4, {n} + 3), 5, True)", "multinomial(torch.rand(4, {n} + 3, dtype=torch.float64), 2)", "randint(5, ({n},)).random_()",
    "randint(5, ({n},), dtype=torch.int32).random_()", "randint(2, ({n},), dtype=torch.uint8).random_()", "randint(2, ({n},)).bool().random_()",
    "randint(2, ({n},)).bernoulli_(0.3)", "rand(2, {n}, requires_grad=True)",
)  # fmt: skip
CALLS = [one.format(n=n, d=f"torch.{d}") for n in COUNTS for d in ("float32", "float64") for one in FLOATS]
CALLS += [one.format(n=n) for n in COUNTS for one in OTHERS]


@pytest.mark.parametrize("seed", [0, 42, 2**40 + 5, -3])
def test_every_way_to_draw(seed: int) -> None:
    for call in CALLS if seed == 42 else CALLS[::7]:
        same(f"torch.manual_seed({seed})\nout = torch.{call}", 3e-6)


def test_one_draw_after_another() -> None:
    for seed in range(30):
        calls = random.Random(seed).choices(CALLS, k=12)
        same(f"torch.manual_seed({seed})\nout = [{', '.join(f'torch.{call}' for call in calls)}]", 3e-6)


PROGRAMS = (
    "g = torch.Generator().manual_seed(7)\nout = [torch.rand(3, generator=g), torch.randn(20, generator=g), torch.randint(9, (4,), generator=g), torch.randperm(5, generator=g)]",
    "g = torch.Generator()\ng.manual_seed(2147483647)\nout = [torch.multinomial(torch.rand(3, generator=g), 20, replacement=True, generator=g), g.initial_seed()]",
    "out = torch.Generator().initial_seed()",
    "torch.manual_seed(3)\nstate = torch.get_rng_state()\na = torch.randn(5)\ntorch.set_rng_state(state)\nout = [a, torch.randn(5), a]",
    "torch.manual_seed(3)\nwith torch.random.fork_rng():\n    a = torch.rand(2)\nout = [a, torch.rand(2)]",
    "g = torch.Generator().manual_seed(1)\nt = torch.empty(2, 3).uniform_(generator=g)\nout = [t.normal_(generator=g).clone(), t.random_(5, generator=g)]",
    "torch.manual_seed(1)\nw = torch.empty(3, 2)\nout = [w.uniform_(-1, 1) is w, w.uniform_(to=2), w.normal_(mean=1, std=3)]",
    "torch.manual_seed(1)\nx = torch.ones(3, requires_grad=True)\nx.normal_()",
    "torch.manual_seed(1)\nx = torch.ones(3, requires_grad=True)\nwith torch.no_grad():\n    x.normal_()\nout = [x, torch.initial_seed()]",
    "torch.manual_seed(1)\nx = torch.ones(3, requires_grad=True)\ny = x * 2\ny.uniform_()\n(y * 3).sum().backward()\nout = [y, x.grad]",
)


@pytest.mark.parametrize("source", PROGRAMS)
def test_generators_and_methods(source: str) -> None:
    same(source)
