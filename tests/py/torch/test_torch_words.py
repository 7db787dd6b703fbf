"""③ Well-known faults, one line each: the same kind of error as PyTorch's, in the same words."""

from __future__ import annotations

import numpy as np
import pytest
import stepgrad
import stepgrad.torch
import torch

from tests.py.torch.alike import run

BEGIN = """
x = torch.arange(6.0).reshape(2, 3)
r = torch.ones(2, 3, requires_grad=True)
v = torch.ones(3)
i = torch.tensor([1, 2])
s = torch.tensor(1.0)
"""
LINES = """
x+torch.ones(2,4)
x+torch.ones(3,3)
x*torch.ones(2)
x-torch.ones(4,1,2)
x==torch.ones(4)
x<torch.ones(4)
torch.where(x>0,x,torch.ones(4))
x.add_(torch.ones(4))
v.add_(x)
v.mul_(torch.ones(2,3))
x[0]=torch.ones(4)
x[:,0]=torch.ones(3)
x@x
x@torch.ones(4)
torch.ones(2)@x.T
v@torch.ones(4)
v.dot(torch.ones(4))
torch.mm(x,v)
torch.mm(v,x)
torch.bmm(x,x)
torch.bmm(torch.ones(2,2,3),torch.ones(3,3,2))
torch.bmm(torch.ones(2,2,3),torch.ones(2,4,2))
torch.ones(2,2,3)@torch.ones(2,4,2)
torch.ones(2,2,3)@torch.ones(4,2)
torch.ones(2,2,3)@torch.ones(3,3,2)
s@x
x@x.double().T
x.long()@x.T
torch.mv(x,x)
x.sum().backward()
r.backward()
(r*2).backward()
y=(r*r).sum();y.backward();y.backward()
(r*2).backward(torch.ones(3))
r.add_(1)
r[0]=1
r[0].add_(1)
r.zero_()
r.numpy()
np.array(r)
x.view(4)
x.reshape(4,2)
x.reshape(-1,4)
x.reshape(-1,-1)
x.t().view(6)
x[5]
x[0,5]
x[-3]
x[0,0,0]
x[i*5]
x[torch.tensor([True,False,True])]
x[torch.tensor([[True]])]
x[0.5]
x['a']
x.sum(5)
x.softmax(7)
x.max(3)
x.mean(-3)
x.unsqueeze(9)
x.squeeze(9)
x.transpose(0,5)
x.permute(0,2)
x.permute(0)
x.permute(0,0)
torch.cat([x,torch.ones(2,2)],0)
torch.cat([x,v])
torch.cat([])
torch.cat([x,x],3)
torch.stack([x,v])
torch.stack([])
torch.tensor([1,2],requires_grad=True)
i.requires_grad_()
i.requires_grad=True
x.item()
float(x)
int(x)
bool(x)
not x
x.sum(0).item()
list(range(x))
i.mean()
i.std()
i.softmax(0)
x.cuda()
x.to('cuda')
torch.zeros(2,device='cuda')
torch.exp(2.)
torch.sqrt(4)
torch.sum([1,2])
torch.matmul(x,2)
torch.exp(np.ones(2))
x.gather(1,torch.tensor([[5]]))
x.gather(1,torch.tensor([0]))
x.gather(1,torch.tensor([[0.]]))
x.index_select(0,torch.tensor([5]))
x.scatter(1,torch.tensor([[5]]),1.)
x.scatter(1,torch.tensor([[0]]),torch.tensor([[1]]))
x.masked_fill(x,0)
x.masked_fill(torch.tensor([True,False]),0)
x.topk(5)
x.split([1,2])
x.chunk(0)
x.expand(3,3)
x.expand(2)
x.repeat(2)
x.t().t().unfold(0,5,1)
x.narrow(0,1,5)
torch.ones(2,2,2).t()
v.max(dim=1)
torch.ones(0).max()
torch.ones(0,3).max(0)
torch.ones(0).argmax()
len(s)
s[0]
iter(s)
torch.tensor([[1,2],[3]])
torch.tensor('a')
torch.tensor([1,'a'])
torch.tensor(None)
torch.tensor([None])
torch.tensor({})
torch.zeros(-1)
torch.zeros(2.5)
torch.zeros('a')
torch.arange(1,0)
torch.arange(0,1,0)
torch.randint(5,5,(2,))
torch.randperm(-1)
x//0
i+'a'
x+None
x+[1]
x*'a'
-torch.tensor([True])
~x
x&x
x|1.5
i.bernoulli_(2.)
x.normal_(0,-1)
x.uniform_(1,0)
i.normal_()
torch.rand(2,dtype=torch.int64)
torch.multinomial(x,5)
torch.multinomial(-x-1,1)
x.detach().requires_grad_().retain_grad()
x.retain_grad()
x.register_hook(lambda g:g)
(r*2).requires_grad_(False)
y=r*2;y.requires_grad=False
r.grad=torch.ones(2)
r.grad=1
r.data=1
x.data=torch.ones(2)
x.to('foo')
torch.device('foo')
x.float16
torch.set_default_dtype(torch.int64)
torch.iinfo(torch.float32)
torch.einsum('ij,jk->ik',x,x)
torch.einsum('ij',x,x)
torch.einsum('ijk->i',x)
torch.dot(x,x)
torch.outer(x,x)
torch.cross(torch.ones(2),torch.ones(2),dim=0)
torch.linalg.inv(x)
torch.diag(torch.ones(2,2,2))
torch.tril(v)
torch.trace(v)
torch.normal(0.,-1.,(2,))
torch.clamp(x)
torch.bincount(-i)
torch.manual_seed('a')
torch.meshgrid(v,v,indexing='a')
torch.from_numpy([1])
torch.eye(-1)
torch.linspace(0,1,-1)
torch.std(i)
x.view(torch.Size([7]))
x.flatten(5)
x.flatten(1,0)
x.movedim(0,5)
x.roll(1,5)
x.flip(5)
x.sort(5)
x.cumsum(5)
x.unbind(5)
x.size(5)
x.diagonal(0,0,0)
torch.inverse(x)
x.swapaxes(0,7)
x.prod(5)
x.index_fill(0,torch.tensor([7]),1)
x.copy_(torch.ones(4))
torch.allclose(x,torch.ones(4))
torch.equal(x,1)
torch.isclose(x,torch.ones(4))
torch.zeros()
torch.cat(x)
i.log_()
i.div_(2)
i.add_(0.5)
""".strip().split("\n")


@pytest.mark.parametrize("line", LINES)
def test_a_fault_is_said_as_pytorch_says_it(line: str) -> None:
    expected, found = (run(BEGIN + line, library) for library in (torch, stepgrad.torch))
    if not isinstance(expected, Exception):
        assert not isinstance(found, Exception), f"PyTorch does it, and we raise {found!r}"
        return
    assert (type(found).__name__, str(found)) == (type(expected).__name__, str(expected))


@pytest.mark.parametrize(
    "line", ["y=r*2;z=(y*y).sum();y.add_(1);z.backward()", "y=r.exp();z=y.sum();y.mul_(2);z.backward()"]
)
def test_what_was_changed_in_place_is_said_up_to_where_it_came_from(line: str) -> None:
    expected, found = (str(run(BEGIN + line, library)) for library in (torch, stepgrad.torch))
    begin = expected.index(", which is output")
    assert found[:begin] == expected[:begin]
    assert "Hint: enable anomaly detection" in found


def test_our_own_tensors_keep_our_words() -> None:
    a = stepgrad.Tensor([1.0, 2.0], requires_grad=True)
    for fault, words in (
        (lambda: a + stepgrad.Tensor([1.0] * 3), "do not broadcast to one shape"),
        (lambda: a.backward(), "only a single number needs none"),
        (lambda: a.sum(3), "there is no axis 3"),
        (lambda: a.numpy(), "t.detach"),
    ):
        with pytest.raises((RuntimeError, IndexError), match=words):
            fault()


MISSING = [
    "torch.foo",
    "torch.exq",
    "torch.fft",
    "torch.zeros(2).svd",
    "torch.zeros(2).foo",
    "torch.linalg.lstsqq",
    "torch.sparse_coo_tensor",
]


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        eval(name, {"torch": stepgrad.torch})
    assert name.rpartition(".")[2] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not hasattr(stepgrad.torch.zeros(2), "svd")


def test_numpy_is_not_in_what_is_told() -> None:
    made = [
        stepgrad.torch.tensor([1, 2])[0].item(),
        stepgrad.torch.ones(2, 3).shape[0],
        stepgrad.torch.ones(2).numel(),
    ]
    assert [type(one) for one in made] == [int, int, int]
    assert not isinstance(stepgrad.torch.ones(2).sum().item(), np.generic)
