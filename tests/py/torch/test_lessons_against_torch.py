"""③ Lines of lessons that told another story here than with PyTorch: the same printed text now."""

from __future__ import annotations

import warnings

import pytest
import stepgrad.torch
import torch

from tests.py.torch.alike import run, same

LESSONS = [
    # NumPy's words for dim and keepdim
    "x = torch.arange(6.0).reshape(2, 3)\nprint(x.cumsum(axis=0), torch.cumprod(x, axis=1), x.sort(axis=1), torch.argsort(x, axis=0))",
    "x = torch.arange(6.0).reshape(2, 3)\nprint(x.median(axis=1, keepdims=True), x.topk(2, axis=1), x.chunk(3, axis=1), x.unbind(axis=0))",
    "x = torch.arange(6.0).reshape(2, 3)\nprint(x.gather(axis=1, index=torch.tensor([[0], [2]])), x.diff(axis=1), x.quantile(0.5, axis=0))",
    "x = torch.arange(6.0).reshape(2, 3)\nprint(torch.cat([x, x], axis=1), torch.stack([x, x], axis=0), x.count_nonzero(axis=0))",
    "print(torch.arange(6.0).split(2, axis=0))", "print(torch.arange(6.0).unique(axis=0))",
    # what is there of other machines
    "print(torch.accelerator.is_available(), torch.accelerator.current_accelerator(), torch.accelerator.device_count())",
    "device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else 'cpu'\nprint(f'Using {device} device')",
    # an array that runs backwards
    "print(torch.from_numpy(np.arange(3)[::-1]))", "print(torch.from_numpy(np.arange(3)[::-1].copy()))",
    # an operation of one's own, called as it was long ago
    "class Double(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x * 2\nDouble()(torch.ones(2))",
    # of which tensor a view is, and how often it was changed
    "x = torch.arange(6.0)\nv = x.view(2, 3)\nprint(v._base is x, x._base, x._version)\nx.add_(1)\nv[0] = 0\nprint(x._version, v._version, x.clone()._version, x.detach()._version)",
    # what a node keeps
    "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.exp()\nz = (y * x).sin()\nprint(y.grad_fn._saved_result, z.grad_fn._saved_self, (x ** 3).grad_fn._saved_exponent, (x * y).grad_fn._saved_self is x)",
    "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.exp()\ny.sum().backward()\nprint(y.grad_fn._saved_result)", "x = torch.ones(1, requires_grad=True)\nprint((x + x).grad_fn._saved_self)",
    # numbers alone; texts; dtypes that are none
    "print(torch.add(1, 2), torch.mul(2.0, 3), torch.sub(1, 2.5), torch.div(1, 2))", "print('loss ' + torch.ones(1))", "print([1, 2] + torch.ones(2))", "print(torch.ones(1) + 'a')",
    "print(torch.zeros(2, dtype='float'))", "print(torch.ones(1, dtype=np.float32))", "print(torch.ones(2, dtype=float), torch.ones(2, dtype=int), torch.ones(2, dtype=bool))",
    "print(torch.tensor([1.7]).type(torch.LongTensor), torch.tensor([1]).type(torch.DoubleTensor).type())", "print(torch.tensor([2]) ** -1)",
    # errors of the kinds that programs catch
    "try:\n    nn = torch.nn.functional.one_hot(torch.tensor([1.0]))\nexcept Exception as e:\n    print(type(e).__name__, e)",
    "try:\n    torch.nn.Embedding(3, 2)(torch.tensor([1.0]))\nexcept Exception as e:\n    print(type(e).__name__, e)",
    # what a hook gives
    "print(type(torch.ones(1, requires_grad=True).register_hook(print)).__name__)",
]  # fmt: skip


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_same_is_printed(lesson: str) -> None:
    same(lesson)


@pytest.mark.parametrize("library", [torch, stepgrad.torch])
def test_whoever_reads_the_gradient_of_a_result_is_warned(library: object) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        exec(  # noqa: S102
            "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.grad\nx.grad\ny.retain_grad()\ny.grad\nx.detach().grad",
            {"torch": library},
        )
    assert [str(one.message)[:70] for one in told] == [
        "The .grad attribute of a Tensor that is not a leaf Tensor is being acc"
    ]


def test_errors_are_said_alike() -> None:
    for lesson in LESSONS:
        expected, found = run(lesson, torch), run(lesson, stepgrad.torch)
        if isinstance(expected, Exception) and "unique" not in lesson and "split" not in lesson:
            assert str(found) == str(expected)


BEGIN = """
import importlib
nn, F = torch.nn, importlib.import_module(f"{torch.__name__}.nn.functional")
x, x1, x3, x4 = (torch.rand(shape, requires_grad=True) for shape in ((4, 3), (3,), (2, 3, 4), (2, 3, 4, 4)))
t, y, w, b = torch.tensor([0, 1, 2, 1]), torch.rand(4, 3), torch.rand(2, 3), torch.rand(2)
"""
NAMED = """
F.cross_entropy(x,t); F.cross_entropy(x,t,reduction='sum'); F.cross_entropy(x,t,reduction='none');
F.cross_entropy(x,t,label_smoothing=.1); F.cross_entropy(x,y); F.cross_entropy(x,y,reduction='sum');
F.cross_entropy(x,y,reduction='none'); F.cross_entropy(x1,torch.tensor(1)); F.cross_entropy(x3,torch.zeros(2,4).long());
F.cross_entropy(x3,torch.zeros(2,4).long(),reduction='none'); F.cross_entropy(x4,torch.zeros(2,4,4).long()); F.nll_loss(x,t);
F.nll_loss(x3,torch.zeros(2,4).long()); F.mse_loss(x,y); F.mse_loss(x,y,reduction='sum'); F.mse_loss(x,y,reduction='none');
F.l1_loss(x,y); F.l1_loss(x,y,reduction='none'); F.smooth_l1_loss(x,y); F.huber_loss(x,y); F.binary_cross_entropy(x,y);
F.binary_cross_entropy_with_logits(x,y); F.kl_div(x,y); F.kl_div(x,y,reduction='sum'); F.kl_div(x,y,reduction='none');
F.soft_margin_loss(x,y); F.multi_margin_loss(x,t); F.multilabel_margin_loss(x,torch.zeros(4,3).long());
F.poisson_nll_loss(x,y); F.hinge_embedding_loss(x,y); F.margin_ranking_loss(x1,x1,y[0]);
F.cosine_embedding_loss(x,x,torch.ones(4)); F.triplet_margin_loss(x,x+1,x+2); F.gaussian_nll_loss(x,y,y);
F.multilabel_soft_margin_loss(x,y); F.linear(x,w,b); F.linear(x,w); F.linear(x1,w,b); F.linear(x1,w);
F.linear(x3.transpose(1,2),w,b); F.linear(x3.transpose(1,2).contiguous(),w,b); F.linear(x3.transpose(1,2),w);
F.layer_norm(x,(3,)); F.batch_norm(x,None,None,training=True); F.batch_norm(x,torch.zeros(3),torch.ones(3));
F.group_norm(x4,3); F.instance_norm(x4); F.rms_norm(x,(3,)); F.normalize(x); F.conv1d(x3,torch.rand(2,3,2));
F.conv2d(x4,torch.rand(2,3,2,2),b); F.conv2d(x4[0],torch.rand(2,3,2,2)); F.conv_transpose2d(x4,torch.rand(3,2,2,2));
F.max_pool1d(x3,2); F.max_pool2d(x4,2); F.max_pool2d(x4[0],2); F.avg_pool1d(x3,2); F.avg_pool2d(x4,2);
F.adaptive_avg_pool2d(x4,1); F.adaptive_avg_pool2d(x4,2); F.adaptive_avg_pool1d(x3,2); F.adaptive_max_pool2d(x4,2);
F.pad(x,(1,1)); F.pad(x4,(1,1,1,1),mode='reflect'); F.pad(x3,(1,1),mode='replicate'); F.interpolate(x4,scale_factor=2);
F.interpolate(x4,scale_factor=2,mode='bilinear'); F.unfold(x4,2); F.pixel_shuffle(torch.rand(1,4,2,2,requires_grad=True),2);
F.embedding(t,y.requires_grad_()); F.relu(x); F.relu6(x); F.elu(x); F.selu(x); F.celu(x); F.gelu(x);
F.gelu(x,approximate='tanh'); F.silu(x); F.mish(x); F.leaky_relu(x); F.prelu(x,torch.rand(1)); F.softplus(x); F.softsign(x);
F.hardtanh(x); F.hardsigmoid(x); F.hardswish(x); F.logsigmoid(x); F.tanhshrink(x); F.softshrink(x); F.hardshrink(x);
F.threshold(x,.1,0.); F.glu(x4); F.softmax(x,1); F.log_softmax(x,1); F.softmin(x,1); F.sigmoid(x); F.tanh(x);
F.cosine_similarity(x,x); F.pairwise_distance(x,y); F.scaled_dot_product_attention(x3,x3,x3); nn.Identity()(x*2);
nn.Flatten()(x3); nn.Linear(3,1)(x).squeeze(); nn.ReLU(inplace=True)(x*1); torch.sigmoid(nn.Linear(3,1)(x));
nn.TransformerEncoderLayer(4,2)(x3); nn.Bilinear(3,3,2)(x,x); nn.BatchNorm1d(3)(x); nn.BatchNorm2d(3)(x4);
nn.Conv1d(3,2,1)(x3); nn.Sequential(nn.Linear(3,2),nn.ReLU())(x); x.det(); x[:3].inverse(); x[:3].det();
torch.linalg.inv(x[:3]); torch.linalg.solve(x[:3],x[0]); x.quantile(.5); torch.matmul(x[None],x.T); (x3@x3.transpose(1,2));
x3@torch.rand(4,2); x@x3.new_ones(3); x3.mean((1,2)); torch.einsum('bij,bjk->bik',x3,x3.transpose(1,2));
torch.einsum('ij,j->i',x,x1); torch.einsum('i,i->',x1,x1); torch.einsum('ij->ji',x)
"""


@pytest.mark.parametrize("call", " ".join(NAMED.split("\n")).strip().split("; "))
def test_what_made_it_is_called_alike(call: str) -> None:
    same(f"{BEGIN}print({call}.grad_fn.name() if {call}.grad_fn is not None else None)")
