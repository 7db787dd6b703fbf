"""③ torch.nn.init, whose numbers are PyTorch's own for the same seed, and torch.nn.utils."""

from __future__ import annotations

import pytest

from tests.py.torch.module_programs import same

# fmt: off
FILLS = [
    "uniform_(w)", "uniform_(w,-2,3)", "normal_(w)", "normal_(w,1,0.5)", "constant_(w,0.3)", "ones_(w)", "zeros_(w)", "eye_(w)", "dirac_(w)", "xavier_uniform_(w)",
    "xavier_uniform_(w,gain=2)", "xavier_normal_(w)", "kaiming_uniform_(w)", "kaiming_uniform_(w,mode='fan_out',nonlinearity='relu')", "kaiming_normal_(w)",
    "kaiming_normal_(w,a=0.2)", "kaiming_normal_(w,mode='q')", "kaiming_normal_(w,nonlinearity='tanh')", "orthogonal_(w)", "orthogonal_(w,2.)", "trunc_normal_(w)",
    "trunc_normal_(w,std=0.02)", "trunc_normal_(w,0,1,2,3)", "trunc_normal_(w,9,1)", "sparse_(w,0.3)", "xavier_uniform(w)", "normal(w)",
    "_calculate_fan_in_and_fan_out(w)",
]
GAINS = [
    "'relu'", "'tanh'", "'leaky_relu'", "'leaky_relu',0.2", "'leaky_relu',True", "'leaky_relu','a'", "'selu'", "'sigmoid'", "'linear'", "'conv2d'", "'foo'",
    "'leaky_relu',param=1",
]
UTILS = [
    "utils.clip_grad_norm_(m.parameters(),1.0)", "utils.clip_grad_norm_(m.parameters(),max_norm=1e4)", "utils.clip_grad_norm_(m.parameters(),1.0,norm_type=1)",
    "utils.clip_grad_norm_(m.parameters(),1.0,float('inf'))", "utils.clip_grad_norm_(m[0].weight,0.1)", "utils.clip_grad_norm_([],1.0)",
    "utils.clip_grad_value_(m.parameters(),0.5)", "utils.clip_grad_value_(m[0].bias,clip_value=0.1)", "utils.parameters_to_vector(m.parameters())",
    "utils.get_total_norm([p.grad for p in m.parameters()])", "utils.clip_grad_norm_(m.parameters(),torch.tensor(1.0))",
]
# fmt: on
NET = """
torch.manual_seed(0)
m = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
(m(torch.ones(5, 3) * 3).square().sum() * 0.1).backward()
"""


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4), (20, 30), (4, 3), (5,), (2, 3, 4, 5), (0, 3)])
@pytest.mark.parametrize("fill", FILLS)
def test_numbers_to_begin_with(fill: str, shape: tuple[int, ...]) -> None:
    same(
        f"torch.manual_seed(4)\nw = nn.Parameter(torch.zeros({shape}))\nr = init.{fill}\nout = [r is w, w, w.is_leaf, torch.rand(2)]"
    )


def test_a_generator_of_its_own() -> None:
    same(
        "torch.manual_seed(1)\ng = torch.Generator().manual_seed(7)\nw = torch.empty(3, 4)\ninit.kaiming_uniform_(w, generator=g)\nout = [w, torch.rand(1)]"
    )


@pytest.mark.parametrize("call", GAINS)
def test_gains(call: str) -> None:
    same(f"out = init.calculate_gain({call})")


@pytest.mark.parametrize("call", UTILS)
def test_gradients_and_vectors(call: str) -> None:
    same(f"{NET}r = {call}\nout = [r, [p.grad for p in m.parameters()]]")


def test_gradients_without_bounds() -> None:
    same(
        f"{NET}m[0].weight.grad[0, 0] = math.inf\nutils.clip_grad_norm_(m.parameters(), 1., error_if_nonfinite=True)"
    )


def test_a_vector_of_parameters() -> None:
    same(
        f"{NET}v = utils.parameters_to_vector(m.parameters()) * 0 + 2\nutils.vector_to_parameters(v, m.parameters())\nout = [list(m.parameters()), m[0].weight.is_leaf]"
    )
    same(f"{NET}utils.vector_to_parameters([1], m.parameters())")


def test_where_names_are() -> None:
    same(
        "from torch.nn.utils import clip_grad_norm_\nfrom torch.nn.utils.rnn import pad_sequence\nfrom torch.nn.parameter import Parameter\nfrom torch.nn.modules import Linear\nfrom torch.nn.modules.module import Module\nfrom torch.nn.modules.utils import _pair\nfrom torch.nn.modules.linear import Linear\nfrom torch.nn import functional, init\nfrom torch.nn import *\nout = 1"
    )
