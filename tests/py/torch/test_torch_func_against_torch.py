"""③ torch.func and torch.autograd.forward_ad against PyTorch: values, forms, histories, refusals."""

from __future__ import annotations

import pytest
import torch

from tests.py.torch.test_torch_functional_against_torch import BOTH, alike, plain, run

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore:Attempted to insert a get_attr"
)  # of PyTorch's own, in its forward mode
torch.func  # noqa: B018 (is there)

TEXTS = [
    "torch.func.grad(cubes)(x)", "torch.func.grad(two, argnums=1)(x, z)", "torch.func.grad(two, argnums=(0, 1))(x, z)", "torch.func.grad(two, (1,))(x, z)",
    "torch.func.grad(two, -1)(x, z)", "torch.func.grad(torch.sin)(n)", "torch.func.grad(torch.func.grad(torch.sin))(n)",
    "torch.func.grad(torch.func.grad(torch.func.grad(lambda x: x ** 4)))(n)", "torch.func.grad(lambda x: (x.sum(), x * 2), has_aux=True)(x)",
    "torch.func.grad_and_value(cubes)(x)", "torch.func.grad_and_value(lambda x: (x.sum(), (x * 2, n)), has_aux=True)(x)",
    "torch.func.grad(lambda p, x: (p['a'] * x + p['b']).sum())({'a': z, 'b': n}, x)", "torch.func.grad(lambda p: (p[0] * p[1]).sum())([x, z])",
    "torch.func.grad(lambda x, *, k: (x ** k).sum())(x, k=3)", "torch.func.grad(lambda x: (w * x).sum())(x)", "torch.func.grad(cubes)(w)",
    "torch.autograd.grad(torch.func.grad(cubes)(w).sum(), w)", "torch.func.grad(lambda x: x[0] * 2)(x)", "torch.func.grad(lambda x: n * 3)(x)",
    "torch.func.vjp(cubes, x)[0]", "torch.func.vjp(cubes, x)[1](n)", "torch.func.vjp(several, x, z)[1]((z, n))", "torch.func.vjp(lambda x: {'a': x * 2, 'b': x.sum()}, x)[1]({'a': z, 'b': n})",
    "torch.func.vjp(lambda x: (x * 2, x + 1), x, has_aux=True)[0::2]", "torch.func.vjp(rows, x)[1](T(1.0, 2.0))", "torch.func.vjp(several, x, z)[0]",
    "torch.func.jvp(rows, (x,), (z,))", "torch.func.jvp(several, (x, z), (z, x))", "torch.func.jvp(lambda x: (x * 2, n), (x,), (z,), has_aux=True)", "torch.func.jvp(lambda x: torch.ones(2), (x,), (z,))",
    "torch.func.jvp(lambda x: torch.func.jvp(torch.sin, (x,), (torch.ones_like(x),))[1], (x,), (z,))", "torch.func.jvp(torch.func.grad(cubes), (x,), (z,))",
    "torch.func.jvp(lambda d: d['a'] * d['b'], ({'a': x, 'b': z},), ({'a': z, 'b': x},))", "torch.func.jvp(picked, (x,), (z,))", "torch.func.jvp(windows, (x,), (z,))",
    "torch.func.jacrev(rows)(x)", "torch.func.jacrev(several, argnums=(0, 1))(x, z)", "torch.func.jacrev(lambda x: (x * 2, x), has_aux=True)(x)", "torch.func.jacrev(lambda p: p['a'] * p['b'])({'a': x, 'b': z})",
    "torch.func.jacrev(torch.func.jacrev(torch.sin))(x)", "torch.func.jacrev(lambda x: {'y': x * x})(x)", "torch.func.jacrev(rows, chunk_size=1)(x)", "torch.func.jacrev(torch.sin)(n)",
    "torch.func.jacfwd(rows)(x)", "torch.func.jacfwd(several, argnums=(0, 1))(x, z)", "torch.func.jacfwd(lambda x: (x * 2, x), has_aux=True)(x)", "torch.func.jacfwd(lambda m: m @ m.T)(m)",
    "torch.func.jacfwd(torch.func.jacrev(torch.sin))(x)", "torch.func.jacfwd(torch.func.jacfwd(torch.sin))(x)", "torch.func.jacrev(torch.func.jacfwd(lambda x: x ** 3))(x)", "torch.func.jacfwd(lambda x: x.sum())(x)",
    "torch.func.hessian(cubes)(x)", "torch.func.hessian(two, argnums=(0, 1))(x, z)", "torch.func.hessian(lambda m: (m @ m.T).det())(m)", "torch.func.hessian(linear)(x)", "torch.func.hessian(torch.sin)(n)",
    "(lambda y, f: (y, f(z)))(*torch.func.linearize(rows, x))", "(lambda y, f: (y, f(z, x)))(*torch.func.linearize(lambda x, z: x * z, x, z))",
    "torch.func.grad(cubes)(x), torch.is_grad_enabled()", "torch.func.jacrev(lambda x: w * x)(x).requires_grad", "torch.func.grad(lambda x: torch.func.vjp(torch.sin, x)[1](x)[0].sum())(x)",
    "torch.func.grad(lambda x: torch.func.jvp(torch.sin, (x,), (z,))[1].sum())(x)",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_same(text: str) -> None:
    ours, theirs = (plain(run(module, text)) for module in BOTH)
    alike(ours, theirs)


def test_without_gradients_outside() -> None:
    for text in (
        "torch.func.grad(cubes)(w)",
        "torch.func.vjp(rows, w)[1](T(1.0, 2.0))",
        "torch.func.jvp(rows, (w,), (z,))",
        "torch.func.hessian(cubes)(x)",
    ):
        found = [plain(run(module, f"torch.no_grad()(lambda: {text})()")) for module in BOTH]
        alike(*found)


REFUSALS = [
    "torch.func.grad(rows)(x)", "torch.func.grad(lambda x: 3.0)(x)", "torch.func.grad(cubes)(2.0)", "torch.func.grad(cubes, argnums=1)(x)", "torch.func.grad(cubes, argnums=())(x)",
    "torch.func.grad(two, argnums=(0, 0))(x, z)", "torch.func.grad(two, argnums='a')(x, z)", "torch.func.grad(two, argnums=(0, 'a'))(x, z)", "torch.func.grad(cubes, has_aux=True)(x)",
    "torch.func.vjp(lambda x: 3.0, x)", "torch.func.jvp(rows, x, z)", "torch.func.jvp(lambda x: 3.0, (x,), (z,))", "torch.func.jvp(lambda x: torch.ones(2), (x,), (z,), strict=True)",
    "torch.func.jvp(cubes, (x,), (z,), has_aux=True)", "torch.func.vjp(cubes, x, has_aux=True)", "torch.func.grad_and_value(rows)(x)",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals(text: str) -> None:
    said = []
    for module in BOTH:
        with pytest.raises(Exception) as caught:  # noqa: PT011 (whichever it is, they must agree)
            run(module, text)
        said.append((caught.type, str(caught.value)))
    assert said[0] == said[1]


def test_dual_numbers() -> None:
    found = []
    for module in BOTH:
        forward_ad = module.autograd.forward_ad
        x, t = (module.tensor(one, dtype=module.float64) for one in ([1.0, 2.0], [0.5, -1.0]))
        with forward_ad.dual_level():
            dual = forward_ad.make_dual(x, t)
            y = (dual * dual).sum() + module.sin(dual)
            made = forward_ad.unpack_dual(y)
            same = forward_ad.unpack_dual(dual)
            none = forward_ad.unpack_dual(x * 2)
        outside = forward_ad.unpack_dual(y)
        found.append([made.primal, made.tangent, same.primal, same.tangent, none.tangent, outside.tangent])
    for a, b in zip(*found, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            alike([a.detach().numpy()], [b.detach().numpy()])
    with pytest.raises(RuntimeError, match="no level exists"):
        BOTH[0].autograd.forward_ad.make_dual(x, t)


def test_another_set_of_parameters() -> None:
    found = []
    for module in BOTH:
        layers = module.nn.Sequential(module.nn.Linear(2, 2), module.nn.Tanh(), module.nn.Linear(2, 1))
        weights = {
            name: module.full_like(one, 0.25 * (i + 1))
            for i, (name, one) in enumerate(layers.named_parameters())
        }
        before = [one.detach().clone() for one in layers.parameters()]
        x = module.tensor([[1.0, 2.0]])

        def loss(weights: object, layers: object = layers, x: object = x, module: object = module) -> object:
            return module.func.functional_call(layers, weights, (x,)).sum()  # type: ignore[attr-defined]

        grads = module.func.grad(loss)(weights)
        found.append({name: one.numpy() for name, one in grads.items()})
        assert all((a == b).all() for a, b in zip(before, layers.parameters(), strict=True))
    assert [*found[0]] == [*found[1]]
    for name in found[0]:
        assert abs(found[0][name] - found[1][name]).max() < 1e-6


def test_what_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match=r"vmap is not there.*once for each row"):
        _ = BOTH[0].func.vmap
    with pytest.raises(AttributeError, match=r"torch\.func\.jvq"):
        _ = BOTH[0].func.jvq
