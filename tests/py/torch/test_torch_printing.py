"""③ What is printed of tensors, and the names of the graph's nodes: PyTorch's text, letter by letter."""

from __future__ import annotations

import itertools

import pytest
import stepgrad.torch
import torch

from tests.py.torch.alike import BEGIN, run, same

EXPRESSIONS = r"""
torch.zeros(0)
torch.zeros(2,0)
torch.zeros(0,dtype=torch.int64)
torch.tensor([])
torch.tensor(3)
torch.tensor(3.)
torch.tensor(True)
torch.tensor(1.5,requires_grad=True)
torch.tensor(float('nan'))
torch.tensor([float('inf'),1.,2.])
torch.tensor([float('inf'),1.5,-2.])
torch.tensor([1e10,1])
torch.tensor([1e-10,1])
torch.tensor([0.,0.])
torch.tensor([-0.])
torch.tensor([1,2,3])
torch.tensor([True,False])
torch.tensor([[1.,2.],[3.,4.]],requires_grad=True)
torch.arange(2000)
torch.arange(2000.)
torch.arange(2000.).reshape(2,1000)
torch.arange(3000).reshape(3,10,100)
torch.rand(3,3,3,3)
torch.randn(40,40)
torch.randn(1,1,1)
torch.randn(25)
torch.rand(50)*1000
torch.randint(0,1000,(60,))
torch.randint(-5,5,(3,40))
torch.tensor([1e5,1.5])
torch.tensor([99999.,1.])
torch.tensor([1e8+1,2e8])
torch.tensor([123456.,0.001])
torch.rand(5).double()
torch.rand(5).half()
torch.rand(3).int()
torch.nn.Parameter(torch.rand(2,3))
torch.nn.Parameter(torch.rand(()))
str(torch.rand(3))
f'{torch.tensor(1.23456)}'
f'{torch.tensor(1.23456):.2f}'
f'{torch.tensor([1.23456]):.2f}'
f'{torch.tensor([1.5])}'
f'{torch.tensor(3):03d}'
format(torch.tensor(2.5),'.1e')
torch.rand(2,3).shape
torch.rand(2).dtype
torch.rand(2).device
[torch.tensor(1.),torch.tensor([2])]
{'a':torch.tensor(1.)}
(torch.rand(3,requires_grad=True)*2)
(torch.rand(3,requires_grad=True)*2).sum()
torch.rand(3,requires_grad=True).double()
torch.rand(1001)
torch.rand(4,400)
torch.rand(7,200)
torch.rand(6,200)
torch.zeros(1001,1)
torch.zeros(1,1001)
torch.full((3,),1e-5)
torch.full((3,),12345.678)
torch.tensor([1.,2.5,1000.])
torch.tensor([0.5,1001.])
torch.tensor([5e-5,0.04])
torch.tensor([[float('nan'),1],[2,float('-inf')]])
torch.tensor([float('nan')])
torch.rand(2,2).t()
torch.randn(3,4)[:,1]
torch.max(torch.tensor([[1.,5],[2,3]]),1)
torch.sort(torch.tensor([3,1,2]))
torch.topk(torch.tensor([3.,1,2]),2)
torch.tensor([[1.,5],[2,3]]).min(0)
torch.tensor([1.,3,2]).median(0)
torch.tensor([[1,2],[3,4]]).size()
torch.Size([2,3])
torch.tensor([1,2]).type()
torch.finfo(torch.float32)
torch.iinfo(torch.int8)
torch.device('cpu')
repr(torch.float32)
torch.tensor([255],dtype=torch.uint8)
torch.tensor([1.0,2.0])
torch.cummax(torch.tensor([1.,3,2]),0)
torch.aminmax(torch.tensor([1.,3,2]))
torch.mode(torch.tensor([1.,3,3]))
torch.kthvalue(torch.tensor([1.,3,3]),2)
torch.rand(3,requires_grad=True).max(0)
torch.unique(torch.tensor([1,1,2]),return_counts=True)
torch.var_mean(torch.tensor([1.,2]))
torch.tensor([[1.,2]]).stride()
torch.tensor([1+0.5, 2.]).tolist()
torch.tensor(2.).item()
torch.tensor([1,2]).sum().item()
torch.rand(2,3).numel()
torch.tensor([0.1,0.2]).tolist()
torch.rand(3).requires_grad
torch.get_default_dtype()
torch.tensor([1.,2.]).numpy()
torch.tensor([1e-4]),torch.tensor([9.9e-5])
torch.tensor([1e8]),torch.tensor([1.1e8])
torch.tensor([1000.,1.]),torch.tensor([1001.,1.])
""".strip().split("\n")
OPTIONS = (
    "",
    "precision=2",
    "linewidth=120",
    "sci_mode=False",
    "sci_mode=True, precision=3",
    "threshold=20, edgeitems=2",
    "profile='full'",
    "profile='short'",
)
USUAL = "torch.set_printoptions(profile='default')\n"
SHAPES = ((1,), (5,), (30,), (300,), (2, 3), (30, 8), (300, 3), (2, 3, 5), (8, 300), (30, 2, 30))
NUMBERS = (
    "", " * 100", " * 1e5", " * 1e-5", " * 12345.678", ".mul(10).round()", ".double()", ".half()", ".mul(5).long()", ".gt(0)", " / 0", ".trunc() * 0.125", ".mul(3).trunc() * 1e4",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression(expression: str) -> None:
    same(f"torch.manual_seed(1)\nprint(repr({expression}))\nprint(str({expression}))")


@pytest.mark.parametrize("options", OPTIONS)
def test_numbers_of_all_sizes_in_all_shapes(options: str) -> None:
    for shape, scale in itertools.product(SHAPES, NUMBERS):
        # not randn(): its last bits may differ
        source = f"torch.manual_seed(1)\ntorch.set_printoptions({options})\nout = repr((torch.rand{shape} * 4 - 2){scale})\n{USUAL}"
        expected, found = run(source, torch), run(source, stepgrad.torch)
        assert found == expected, source


NODES = [r"x+1", r"x-1", r"1-x", r"x*2", r"x/2", r"2/x", r"x**2", r"2**x", r"x%2", r"x//2", r"-x", r"abs(x)", r"x@y", r"v@y", r"x@v", r"v@v", r"b@b.mT", r"x.sum()", r"x.sum(0)", r"x.mean()", r"x.mean(0)", r"x.max()", r"x.max(0)[0]", r"x.min()", r"x.min(0)[0]", r"x.amax(0)", r"x.amax()", r"x.var()", r"x.std()", r"x.var(0)", r"x.norm()", r"x.norm(dim=0)", r"x.norm(1)", r"x.prod()", r"x.prod(0)", r"x.logsumexp(0)", r"x.cumsum(0)", r"x.cumprod(0)", r"x.median()", r"x.median(0)[0]", r"x.sort()[0]", r"x.topk(1)[0]", r"x.view(3,2)", r"x.reshape(3,2)", r"x.t().reshape(6)", r"x.flatten()", r"x.squeeze()", r"x.unsqueeze(0).squeeze(0)", r"x.unsqueeze(0).squeeze()", r"x.unsqueeze(0).squeeze((0,1))", r"x.unsqueeze(0)", r"x.t()", r"x.T", r"x.mT", r"x.transpose(0,1)", r"x.permute(1,0)", r"x.expand(2,2,3)", r"x.repeat(2,1)", r"x.flip(0)", r"x.roll(1)", r"x.roll(1,0)", r"x.movedim(0,1)", r"x.unflatten(1,(3,1))", r"x.tile((2,))", r"x.repeat_interleave(2)", r"x.swapaxes(0,1)", r"x.ravel()", r"x.view_as(x)", r"x.expand_as(b)", r"x.broadcast_to(2,2,3)", r"x[0]", r"x[:1]", r"x[0,:2]", r"x[:,0]", r"x[...,0]", r"x[None]", r"x[[0,1]]", r"x[x>0]", r"x[:]", r"x[...]", r"x[0,0]", r"x[:,None]", r"x[0:2]", r"x[:,1:]", r"x[::2]", r"x.split(1)[0]", r"x.chunk(2)[0]", r"x.unbind()[0]", r"x.narrow(0,0,1)", r"x.select(0,0)", r"x.diagonal()", r"x.diag()", r"x.tril()", r"x.triu()", r"x.gather(1,torch.tensor([[0]]))", r"x.index_select(0,torch.tensor([0]))", r"x.take(torch.tensor([0]))", r"x.scatter(1,torch.tensor([[0]]),1.)", r"x.scatter(1,torch.tensor([[0]]),x)", r"x.scatter_add(1,torch.tensor([[0]]),x)", r"x.index_add(0,torch.tensor([0]),x[:1])", r"x.masked_fill(x>0,1.)", r"x.masked_select(x>0)", r"x.where(x>0,0.)", r"torch.where(x>0,x,1.)", r"x.take_along_dim(torch.tensor([[0]]),1)", r"x.unfold(1,2,1)", r"torch.cat([x,x])", r"torch.stack([x,x])", r"torch.hstack([x,x])", r"torch.vstack([x,x])", r"torch.einsum('ij,jk->ik',x,y)", r"torch.outer(v,v)", r"torch.addmm(x[0,0],x,y)", r"torch.mm(x,y)", r"torch.bmm(b,b.mT)", r"torch.mv(x,v)", r"torch.dot(v,v)", r"torch.maximum(x,x)", r"torch.lerp(x,x,.5)", r"torch.cdist(x,x)", r"torch.kron(x,x)", r"torch.trace(x)", r"torch.tensordot(x,y,1)", r"x.exp()", r"x.log()", r"x.sqrt()", r"x.sin()", r"x.tanh()", r"x.sigmoid()", r"x.relu()", r"x.square()", r"x.rsqrt()", r"x.reciprocal()", r"x.clamp(0,1)", r"x.clamp(min=0)", r"x.clamp(max=1)", r"x.clamp_min(0)", r"x.round()", r"x.floor()", r"x.sign()", r"x.log1p()", r"x.expm1()", r"x.log2()", r"x.erf()", r"x.atan2(x)", r"x.softmax(0)", r"x.log_softmax(0)", r"x.clone()", r"x.contiguous()", r"x.t().contiguous()", r"x.double()", r"x.float()", r"x.to(torch.float64)", r"x.lerp(x,0.5)", r"x.addcmul(x,x)", r"x.hypot(x)", r"x.logaddexp(x)", r"x.nan_to_num()", r"x.fmod(2)", r"x.logit()", r"x.tan()", r"x.asin()", r"x.sinh()", r"x.cross(x,1)", r"x.diff()", r"x.cummax(0)[0]", r"x.rot90()", r"x.fliplr()", r"x.std(0)", r"x.nansum()", r"x.nanmean()", r"x.dist(x)", r"x.pow(3)", r"x.pow(x)", r"x.true_divide(2)", r"x.add(1)", r"x.index_put((torch.tensor([0]),),x[0])", r"x.put(torch.tensor([0]),x[0,:1])", r"x.masked_scatter(x>0,x)", r"x.logcumsumexp(0)", r"x.mode(0)[0]", r"x.kthvalue(1)[0]", r"x.renorm(2,0,1)", r"x.detach()+x", r"x.add_(1)", r"x.mul_(2)", r"x.zero_()", r"x.relu_()"]  # fmt: skip


@pytest.mark.parametrize("expression", NODES)
def test_the_name_of_a_node(expression: str) -> None:
    begin = "x, v, y, b = (x + 0).abs(), v + 0, m @ (torch.ones(3, 4, requires_grad=True) + 0), b + 0\n"
    same(f"{BEGIN}{begin}out = type(({expression}).grad_fn).__name__")


def test_a_node_is_an_object_with_a_name_and_where_it_leads() -> None:
    same(
        f"{BEGIN}z = (x * y).sum()\nf = z.grad_fn\nout = [f.name(), str(type(f)), f is not None, f == z.grad_fn]\n"
        "(g, n), = f.next_functions\nout += [g.name(), n, [h.name() for h, _ in g.next_functions], g.next_functions[0][0].variable is x]\n"
        "out += [repr(f).split(' at ')[0], x.grad_fn, x.is_leaf, z.is_leaf]"
    )


def test_options_end_with_their_block() -> None:
    kept = stepgrad.torch.get_printoptions()
    with stepgrad.torch.printoptions(precision=1):
        assert repr(stepgrad.torch.tensor([1.26])) == "tensor([1.3])"
    assert repr(stepgrad.torch.tensor([1.26])) == "tensor([1.2600])"
    assert stepgrad.torch.get_printoptions() == kept
