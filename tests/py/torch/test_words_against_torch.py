"""③ PyTorch's methods with its keywords, aliases and argument orders: values, gradients and errors."""

from __future__ import annotations

import pytest

from tests.py.torch.both import same

X = "x = T([[1.0, 2.5, -3.0], [0.5, 5.0, 0.25]], requires_grad=True)\n"

# what is done to x; with gradients, as long as it gives a tensor of floats
CALLS = [
    "sum()", "sum(0)", "sum(dim=1)", "sum(axis=1)", "sum(1, keepdim=True)", "sum(1, True)", "sum(1, keepdims=True)", "sum((0, 1))", "sum(dim=())", "sum(-3)", "sum((0, 0))",
    "mean(0)", "mean(dim=(0, 1), keepdim=True)", "mean(axis=-1)", "var()", "var(0)", "var(0, False)", "var(0, False, True)", "var(False)", "var(unbiased=False)",
    "var(dim=1, correction=0)", "var(1, keepdim=True)", "var(dim=(0, 1))", "std()", "std(1)", "std(1, False)", "std(0, unbiased=True, keepdim=True)", "std(correction=0)",
    "max()", "max(0)", "max(dim=1, keepdim=True)", "max(1, True)", "max(axis=1)", "max(T(1.0))", "min()", "min(0).values", "min(1)[1]", "min(x * 0)", "amax(1)", "amin((0, 1))", "amax(dim=0, keepdim=True)",
    "argmax()", "argmax(1)", "argmax(dim=0, keepdim=True)", "argmin(-1)", "argmax(2)", "prod()", "prod(1)", "prod(dim=0, keepdim=True)", "cumsum(1)", "cumsum(dim=0)", "cumprod(1)", "logsumexp(1)",
    "logsumexp(dim=(0, 1), keepdim=True)", "softmax(1)", "softmax(dim=0)", "softmax(-1, dtype=float64)", "log_softmax(1)", "log_softmax(dim=-1)", "softmax(5)", "norm()", "norm(1)", "norm(2, 1)", "norm(dim=0)",
    "norm(p=3, dim=1, keepdim=True)", "norm(float('inf'))", "norm(float('inf'), 1)", "detach().norm(0)", "norm('fro')", "median()", "median(1)", "all()", "any(1)", "count_nonzero()", "sort()", "sort(0)", "sort(1, True)",
    "sort(descending=True)", "sort(dim=0)[1]", "argsort()", "argsort(0, descending=True)", "topk(2)", "topk(2, 1)", "topk(1, dim=0, largest=False)", "topk(5)", "clamp(0, 1)", "clamp(min=0)", "clamp(max=1)",
    "clamp(0)", "clamp(min=T(0.3))", "clamp(x * 0, x * 0 + 1)", "clamp()", "clip(0.1, 2)", "clamp_min(0)", "clamp_max(1.5)", "round()", "round(decimals=1)", "pow(2)", "pow(3)",
    "add(1)", "add(x, alpha=2)", "sub(x, alpha=0.5)", "mul(2)", "div(2)", "div(x, rounding_mode='floor')", "div(2, rounding_mode='trunc')", "div(2, rounding_mode='up')", "true_divide(4)", "multiply(x)", "subtract(1)",
    "negative()", "absolute()", "fmod(2)", "remainder(2)", "addcmul(x, x, value=0.5)", "addcdiv(x, x + 10, value=2)", "lerp(x * 2, 0.25)", "hypot(x + 1)", "atan2(x + 7)", "logaddexp(x * 2)", "nan_to_num()",
    "square().sqrt()", "abs().rsqrt()", "reciprocal()", "sign()", "floor()", "ceil()", "trunc()", "frac()", "exp2()", "expm1()", "abs().log1p()", "abs().log2()", "abs().log10()", "tan()", "sinh()", "cosh()", "atan()",
    "tanh().asin()", "tanh().acos()", "sigmoid().logit()", "relu()", "reshape(3, 2)", "reshape((3, 2))", "reshape(-1)", "reshape(shape=(6,))", "reshape(4)", "view(3, 2)", "view((6, 1))", "view(-1, 2)", "view(5)",
    "flatten()", "flatten(0)", "flatten(start_dim=0, end_dim=1)", "ravel()", "squeeze()", "squeeze(0)", "unsqueeze(0).squeeze(dim=0)", "unsqueeze(0).squeeze((0, 1))",
    "unsqueeze(-1)", "unsqueeze(dim=1)", "unsqueeze(axis=0)", "unsqueeze(4)", "transpose(0, 1)", "transpose(dim0=0, dim1=1)", "transpose(-1, 0)", "swapaxes(0, 1)", "permute(1, 0)", "permute((1, 0))", "permute(dims=(1, 0))", "t()", "T",
    "mT", "movedim(0, 1)", "expand(2, 2, 3)", "expand(2, -1, -1)", "expand((4, 2, 3))", "expand(3, 3)", "expand_as(T([[[0.0] * 3] * 2] * 2))", "repeat(2, 1)", "repeat(2, 1, 2)", "repeat((1, 2))", "repeat(2)", "tile((2,))", "tile(2, 1, 1)",
    "repeat_interleave(2)", "repeat_interleave(2, dim=1)", "repeat_interleave(T([1, 2]), 0)", "roll(1)", "roll(1, 1)", "roll((1, 2), (0, 1))", "flip(0)", "flip((0, 1))", "flip(dims=[1])", "unbind()", "unbind(1)", "unbind(dim=-1)", "split(2, 1)",
    "split(1)", "split([1, 2], dim=1)", "split([1, 1], dim=1)", "split(2, dim=1)", "chunk(2, 1)", "chunk(5)", "chunk(2, dim=1)", "narrow(1, 0, 2)", "narrow(1, 2, 2)", "select(1, 0)",
    "unfold(1, 2, 1)", "unflatten(1, (3, 1))", "diagonal()", "diagonal(1)", "diag()", "trace()", "tril()", "triu(1)", "tril(diagonal=-1)", "gather(1, T([[0, 2], [1, 1]]))", "gather(dim=0, index=T([[0, 1, 0]]))", "gather(1, T([[-1]]))",
    "gather(1, T([[7]]))", "gather(1, T([0]))", "gather(1, T([[0.0]]))", "index_select(0, T([1, 1]))", "index_select(1, T([-1]))", "index_select(dim=1, index=T([2]))", "scatter(1, T([[0], [1]]), 9.0)",
    "scatter(1, T([[0, 1, 2], [1, 2, 0]]), x * 2)", "scatter(dim=1, index=T([[0], [1]]), value=2.0)", "scatter(1, T([[0]]), T([[9]]))", "scatter_add(1, T([[0, 0, 1], [1, 1, 1]]), x)",
    "index_add(0, T([1, 1]), x)", "index_add(0, T([0]), x[:1], alpha=2)", "index_copy(0, T([1]), x[:1])", "index_fill(1, T([0, 2]), 7.0)", "take_along_dim(T([[0], [2]]), dim=1)", "take_along_dim(T([0, 5]))", "masked_fill(x > 1, 0.0)",
    "masked_fill(T([True, False, True]), -math.inf)", "masked_fill(x, 0.0)", "masked_fill([True], 0.0)", "masked_fill(mask=x > 1, value=2)", "masked_select(x > 0)", "where(x > 0, x * 2)", "where(x > 0, 0.0)", "nonzero()", "mm(x.T)", "matmul(x.T)", "mv(x[0])",
    "mm(x)", "mv(x)", "bmm(x)", "unsqueeze(0).bmm(x.T.unsqueeze(0))", "unsqueeze(0).bmm(x.T.expand(2, 3, 2))", "flatten().dot(x.flatten())", "dot(x)", "flatten().outer(x[0])", "flatten().inner(x.flatten())",
    "addmm(x, x.T @ x)", "numel()", "nelement()", "dim()", "ndimension()", "size(0)", "size(-1)", "size(dim=1)", "size(5)", "ndim", "is_leaf", "requires_grad", "is_contiguous()", "t().is_contiguous()", "t().contiguous().is_contiguous()", "stride()", "t().stride()", "stride(0)",
    "equal(x)", "allclose(x + 1e-9)", "isclose(x)", "allclose(x + 1)", "detach().unique()", "clone()", "detach()", "cpu()", "contiguous()", "type_as(x)", "view_as(T([0.0] * 6))", "reshape_as(T([0.0] * 6))", "tolist()", "data", "grad", "grad_fn is None",
    "retains_grad", "retain_grad()", "item()", "element_size()", "long().bincount()", "isnan().any()", "log().isnan()", "double()", "half().float()", "logical_not()", "logical_and(x)", "eq(x)", "ne(0.5)", "gt(x * 2)", "le(1)", "lt(T([1.0]))",
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_method_of_a_matrix(call: str) -> None:
    same(
        f"{X}z = x.{call}\n"
        "made = [z] if hasattr(z, 'detach') else list(z) if isinstance(z, tuple) else []\n"
        "made = [one for one in made if getattr(one, 'requires_grad', False) and one is not x]\n"
        "if made:\n    sum((one * one).sum() for one in made).backward()\n"
        "out = [z, x.grad]",
        1e-4,
    )


IN_PLACE = [
    "add_(1)", "add_(x, alpha=2)", "sub_(x)", "mul_(2)", "div_(2)", "pow_(2)", "neg_()", "abs_()", "exp_()", "sigmoid_()", "tanh_()", "relu_()", "sqrt_()", "square_()", "reciprocal_()", "sin_()", "floor_()", "round_()", "clamp_(0, 1)", "clamp_(min=0.5)", "clip_(0, 1)",
    "clamp_min_(0)", "clamp_max_(1)", "fill_(2.0)", "zero_()", "copy_(x)", "copy_(x[0] * 1)", "masked_fill_(x > 1, 0.5)", "scatter_(1, T([[0], [1]]), 9.0)", "scatter_add_(1, T([[0, 0, 2], [1, 1, 1]]), x * 2)", "index_fill_(1, T([0]), 3.0)", "index_add_(0, T([0]), x[:1] * 2)",
    "index_copy_(0, T([0]), x[1:] * 2)", "tril_()", "triu_(1)", "addcmul_(x, x, value=2)", "addcdiv_(x, x + 9)", "lerp_(x * 2, 0.5)", "cumsum_(1)", "nan_to_num_()", "remainder_(2)", "sign_()", "log1p_()", "expm1_()", "sinh_()", "atan_()",
    "requires_grad_()", "detach_()", "add_(T([1.0, 2.0]))", "mul_(T([1.0, 2.0, 3.0, 4.0]))", "logical_not_()", "add_(1.5).mul_(2)",
]  # fmt: skip


@pytest.mark.parametrize("call", IN_PLACE)
def test_in_place(call: str) -> None:
    for begin in ("y = x * 2", "y = x.detach() * 2"):
        same(
            f"{X}{begin}\nz = y.{call}\nif y.requires_grad and not y.is_leaf:\n    (y * y).sum().backward()\nout = [z is y, y, x.grad]",
            1e-4,
        )
    same(f"i = T([[1, 2, 3], [4, 5, 6]])\nx = i\ni.{call}\nout = i")


FUNCTIONS = [
    "n.cat([x, x])", "n.cat((x, x), 1)", "n.cat([x, x], dim=-1)", "n.cat([x, x], axis=1)", "n.cat([T([]), x])", "n.cat(x)", "n.cat([])", "n.cat([T(1.0)])", "n.stack([x, x])", "n.stack((x, x), 2)", "n.stack([x, x], dim=-1)", "n.stack([x, x[0]])",
    "n.where(x > 0, x, 0.0)", "n.where(x > 0, 1.0, x)", "n.where(x > 0, x, -x)", "n.where(x > 0)", "n.einsum('ij->ji', x)", "n.einsum('ij->', x)", "n.einsum('ij,ij->i', x, x)", "n.einsum('ij,kj->ik', x, x)", "n.einsum('ij,kj', x, x)",
    "n.einsum('i,j->ij', x[0], x[1])", "n.einsum('bij,bjk->bik', x[None], x.T[None])", "n.einsum('...ij,...kj->...ik', x[None], x)", "n.einsum('ii->i', x[:, :2])", "n.einsum('ii', x[:, :2])", "n.einsum('ij,jk,kl->il', x, x.T, x)", "n.einsum('ij,j', x, x[0])",
    "n.einsum('ij,ij->ij', x, x[:1])", "n.einsum('ij,jk->ik', x, x)", "n.einsum('ij', x, x)", "n.einsum('i j -> j i', x)", "F.softmax(x, dim=1)", "F.softmax(x, 1)", "F.softmax(x, -1, dtype=float64)", "F.log_softmax(x, dim=0)",
    "F.mse_loss(x, x * 2)", "F.mse_loss(x, T([[0.0] * 3] * 2), reduction='sum')", "F.mse_loss(x, x.detach() + 1, reduction='none')", "F.mse_loss(x, T([1.0, 2.0, 3.0]))", "F.mse_loss(x, x * 2, reduction='all')", "F.layer_norm(x, (3,))", "F.layer_norm(x, [3], x[0], x[1])",
    "F.layer_norm(x, (2, 3), eps=0.1)", "F.layer_norm(x, (2,))", "F.layer_norm(x, x.shape[-1:], weight=x[0])", "F.layer_norm(x, (3,), x[0], x[1], 1e-3)", "F.layer_norm(x, (3,), x[:, 0])", "F.embedding(T([[0, 1], [1, 1]]), x)", "F.embedding(T([2]), x)",
    "F.embedding(T([0.5]), x)", "F.embedding(input=T([1]), weight=x)", "F.embedding(T([-1]), x)",
]  # fmt: skip

CROSS_ENTROPY = [
    "T([0, 2])", "T([2, -100])", "T([0, 1]), ignore_index=1", "T([-100, -100])", "T([0, 2]), weight=T([1.0, 2.0, 0.5])", "T([0, 2]), T([1.0, 2.0, 0.5])", "T([0, -100]), weight=T([1.0, 2.0, 0.5])", "T([0, 2]), reduction='sum'", "T([0, 2]), reduction='none'",
    "T([0, -100]), reduction='none'", "T([0, -100]), reduction='sum'", "T([0, 2]), label_smoothing=0.1", "T([0, -100]), label_smoothing=0.1", "T([0, 2]), T([1.0, 2.0, 0.5]), label_smoothing=0.2", "T([0, 2]), T([1.0, 2.0, 0.5]), reduction='none'",
    "T([0, 2]), T([1.0, 2.0, 0.5]), label_smoothing=0.2, reduction='sum'", "T([0, 2]), label_smoothing=0.3, reduction='none'", "T([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])", "T([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]), reduction='none'",
    "T([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]), T([1.0, 2.0, 0.5]), label_smoothing=0.1", "T([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]), reduction='sum'", "T([0, 3])", "T([0, -1])", "T([0])", "T([0, 1, 2])", "T([0.5, 1.5])", "T([0, 2]), weight=T([1.0])", "T([0, 2]), reduction='x'",
    "T([0, 2]), label_smoothing=2.0", "target=T([0, 2])",
]  # fmt: skip


@pytest.mark.parametrize("call", [*FUNCTIONS, *(f"F.cross_entropy(x, {one})" for one in CROSS_ENTROPY)])
def test_a_function(call: str) -> None:
    same(
        f"{X}z = {call}\nif hasattr(z, 'requires_grad') and z.requires_grad:\n    (z * z).sum().backward()\nout = [z, x.grad]",
        1e-4,
    )


@pytest.mark.parametrize("call", [
    "F.cross_entropy(x.reshape(1, 3, 2), T([[0, 2]]))", "F.cross_entropy(x.reshape(1, 3, 2), T([[0, -100]]), reduction='none')", "F.cross_entropy(x[0], T(1))", "F.cross_entropy(x[0], T([0.2, 0.3, 0.5]))", "F.cross_entropy(x[0], T(-100))",
    "F.cross_entropy(x.reshape(1, 3, 2), T([[0, 2]]), T([1.0, 2.0, 0.5]), label_smoothing=0.1)", "F.cross_entropy(x.reshape(1, 3, 2), x.detach().reshape(1, 3, 2).softmax(1))", "F.cross_entropy(x[0], T(1), reduction='sum')", "F.cross_entropy(x[0], T(1), reduction='none')",
    "F.cross_entropy(x.reshape(1, 3, 2, 1), T([[[0], [2]]]))",
])  # fmt: skip
def test_cross_entropy_of_other_shapes(call: str) -> None:
    same(f"{X}z = {call}\nz.sum().backward()\nout = [z, x.grad]", 1e-4)


BACKWARD = [
    "y = x.sum()\ny.backward()\ny.backward()\nout = x.grad", "y = x[0].sum()\ny.backward()\ny.backward()\nout = x.grad", "y = x[[0]].sum()\ny.backward()\ny.backward()", "y = (x * 2).sum()\ny.backward()\ny.backward()",
    "y = n.where(x > 0, x, 0.0).sum()\ny.backward()\ny.backward()", "y = (x + 1).T.reshape(-1).sum()\ny.backward()\ny.backward()\nout = x.grad", "y = n.cat([x, x]).mean()\ny.backward()\ny.backward()\nout = x.grad",
    "y = x.scatter_add(0, T([[0, 0, 0]]), T([[1.0, 1.0, 1.0]])).sum()\ny.backward()\ny.backward()\nout = x.grad", "y = x.roll(1).diagonal().sum()\ny.backward()\ny.backward()\nout = x.grad", "y = x.masked_fill(x > 1, 0.0).sum()\ny.backward()\ny.backward()",
    "y = x * 1\nh = F.layer_norm(y, (3,))\nh += 1\nh.sum().backward()\nout = x.grad", "y = x * 1\nz = F.cross_entropy(y, T([0, 1]))\ny += 1\nz.backward()\nout = x.grad", "y = x * 1\nh = y.softmax(1)\ny *= 2\nh[:, 0].sum().backward()\nout = x.grad",
    "y = x * 1\nh = y.exp()\ny += 1\nh.sum().backward()\nout = x.grad", "y = x * 1\nh = y.exp()\nh += 1\nh.sum().backward()", "y = x * 1\nh = y.square()\ny += 1\nh.sum().backward()", "y = x * 1\nh = y * 3\nh += 1\ny += 1\nh.sum().backward()\nout = x.grad",
    "y = x.sum()\ny.backward(retain_graph=True)\nout = x.grad", "y = (x * x).sum()\ny.backward(None, True)\ny.backward()\nout = x.grad", "y = x * x\ny.backward(gradient=T([[1.0] * 3] * 2))\nout = x.grad", "y = x * x\ny.backward()", "x.sum().backward(T(2.0))\nout = x.grad",
    "w = T(2.0, requires_grad=True)\n(x * w).sum().backward(inputs=[w])\nout = [x.grad, w.grad]", "h = x.register_hook(lambda g: g * 2)\nx.sum().backward()\nh.remove()\nx.sum().backward()\nout = x.grad",
    "y = x * 2\nseen = []\ny.register_hook(lambda g: seen.append(g.sum().item()))\ny.sum().backward()\nout = [seen, x.grad]", "y = x * 2\ny.register_hook(lambda g: g * 3)\ny.retain_grad()\ny.sum().backward()\nout = [y.grad, x.grad, y.retains_grad]",
    "y = x * 2\ny.retain_grad()\n(y * y).sum().backward()\nout = y.grad",
]  # fmt: skip


@pytest.mark.parametrize("program", BACKWARD)
def test_what_a_walk_frees_and_what_it_needs(program: str) -> None:
    same(f"{X}out = None\n{program}", 1e-4)
