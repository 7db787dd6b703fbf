"""② Modules beside PyTorch's: what belongs to them, what is saved and loaded, hooks, copies, and what they print."""

from __future__ import annotations

import pytest

from tests.py.torch.both import same

NET = """
class Cell(nn.Module):
    strict = True  # of ours: as strict as PyTorch's

    def __init__(self, width=2):
        super().__init__()
        self.weight = nn.Parameter(T([[1.0, 2.0], [3.0, 4.0]]))
        self.inner = nn.Linear(width, 1)
        self.register_buffer("count", T([5.0]))
        self.scale = T([2.0])
        self.nothing = None
        with n.no_grad():
            self.inner.weight.fill_(0.5)
            self.inner.bias.fill_(0.25)

    def forward(self, x, h=None, *, twice=False):
        y = self.inner(x @ self.weight * self.scale)
        return y * 2 if twice else y if h is None else y + h

net = Cell()
x = T([[1.0, -1.0]])
"""

PROGRAMS = [
    "out = net(x)", "out = net(x, T([1.0]))", "out = net(x, h=T([1.0]), twice=True)", "net(x).sum().backward()\nout = [p.grad for p in net.parameters()]", "out = [k for k, _ in net.named_parameters()]",
    "out = [tuple(p.shape) for p in net.parameters()]", "out = [k for k, _ in net.named_buffers()]", "out = [k for k, _ in net.named_children()]", "out = [k for k, _ in net.named_modules()]", "out = len(list(net.modules()))",
    "out = list(net.state_dict())", "out = [v for v in net.state_dict().values()]", "out = [k for k, _ in net.named_parameters(recurse=False)]", "out = [k for k, _ in net.named_parameters(prefix='a')]", "out = [net.training, net.eval().training, net.inner.training, net.train().training]",
    "other = Cell()\nother.weight.data.zero_()\nother.load_state_dict(net.state_dict())\nout = [other.weight, other(x)]", "out = str(net.load_state_dict(net.state_dict()))", "d = net.state_dict()\ndel d['weight']\nnet.load_state_dict(d)",
    "d = net.state_dict()\nd['other'] = x\nnet.load_state_dict(d)", "d = net.state_dict()\nd['weight'] = x\nnet.load_state_dict(d)", "d = net.state_dict()\ndel d['weight']\nd['other'] = x\nk = net.load_state_dict(d, strict=False)\nout = [k.missing_keys, k.unexpected_keys]",
    "net.load_state_dict([1])", "net.zero_grad()\nout = net.weight.grad", "net(x).sum().backward()\nnet.zero_grad()\nout = [p.grad for p in net.parameters()]", "net(x).sum().backward()\nnet.zero_grad(set_to_none=False)\nout = [p.grad for p in net.parameters()]",
    "net.double()\nout = [p for p in net.parameters()] + list(net.buffers())", "net.to(float64)\nout = net.weight", "net.half().float()\nout = net.weight", "out = net.cpu() is net", "names = []\nnet.apply(lambda m: names.append(type(m).__name__))\nout = names",
    "net.requires_grad_(False)\nout = net(x)", "net.weight = T([1.0])", "net.weight = None\nout = [k for k, _ in net.named_parameters()]", "net.inner = T([1.0])", "net.inner = None\nout = list(net.state_dict())", "net.count = T([7.0])\nout = net.state_dict()['count']", "net.count = 3", "del net.weight\nout = list(net.state_dict())",
    "del net.inner\nout = len(list(net.children()))", "net.extra = nn.Parameter(x)\nout = list(net.state_dict())", "net.register_parameter('bias', None)\nout = [net.bias, list(net.state_dict())]", "net.register_parameter('bias', x)", "net.register_buffer('mask', x, persistent=False)\nout = [list(net.state_dict()), len(list(net.buffers()))]",
    "net.register_buffer('a.b', x)", "net.register_buffer('scale', x)", "net.add_module('more', nn.Linear(1, 1))\nout = list(net.state_dict())", "net.add_module('more', 3)", "net.missing", "nn.Module()(x)", "seen = []\nh = net.register_forward_hook(lambda m, i, o: seen.append((len(i), o.item())))\nnet(x)\nh.remove()\nnet(x)\nout = seen",
    "net.register_forward_hook(lambda m, i, o: o * 10)\nout = net(x)", "net.register_forward_pre_hook(lambda m, i: (i[0] * 0,))\nout = net(x)", "net.inner.register_forward_pre_hook(lambda m, i: None)\nout = net(x)", "net.shared = net.inner\nout = [len(list(net.parameters())), list(net.state_dict())]",
    "import copy\nother = copy.deepcopy(net)\nother.weight.data.zero_()\nout = [net.weight, other.weight, other(x), other.count, len(list(other.parameters()))]", "import copy\nnet(x).sum().backward()\nother = copy.deepcopy(net)\nout = [other.weight.grad, other.weight.grad is net.weight.grad, other.weight.is_leaf]",
    "import copy\nother = copy.deepcopy(net.state_dict())\nnet.weight.data.zero_()\nout = other['weight']", "import copy\ncopy.deepcopy(net(x))", "import copy\na = T([1.0], requires_grad=True)\nb, c = copy.deepcopy([a, a])\nout = [b is c, b is a, b]", "import pickle\na = T([1.0], requires_grad=True)\na.m = 3\nb = pickle.loads(pickle.dumps(a))\nout = [b, b.m, b.grad]",
    "import copy\na = T([1.0], requires_grad=True) * 2\nb = copy.copy(a)\nout = [b, b.is_leaf]", "p = nn.Parameter(x)\nout = [p, p.is_leaf, isinstance(p, type(x)), p * 2, type(p * 2) is type(x), p[0]]", "p = nn.Parameter(x)\np.data += 1\nout = [x, p]", "nn.Parameter(T([1]))", "out = nn.Parameter(T([1]), requires_grad=False)",
    "p, q = nn.Parameter(T([1.0])), T([2.0], requires_grad=True)\nz = p * q + q * p - p / q + (p @ q) + n.cat([p, q]).sum()\nz.backward()\nout = [z, p.grad, q.grad]", "p = nn.Parameter(T([1.0, 2.0]))\np.m = 0\np.m += 1\nout = [p.m, hasattr(x, 'm')]",
    "s = nn.Sequential(nn.Linear(2, 3), nn.Identity(), nn.Linear(3, 1))\nout = [list(s.state_dict()), len(s), type(s[0]).__name__, type(s[-1]).__name__, len(s[1:]), [type(m).__name__ for m in s]]", "s = nn.Sequential(nn.Linear(2, 3))\ns.append(nn.Linear(3, 1))\nout = list(s.state_dict())",
    "s = nn.Sequential(nn.Linear(2, 3))\ns[5]", "from collections import OrderedDict\ns = nn.Sequential(OrderedDict(a=nn.Linear(2, 3), b=nn.Linear(3, 1)))\nout = [list(s.state_dict()), s.a.in_features]", "m = nn.ModuleList([nn.Linear(1, 1) for _ in range(3)])\nm.append(nn.Identity())\nout = [list(m.state_dict()), len(m), type(m[-1]).__name__, len(m[:2])]",
    "m = nn.ModuleList([nn.Linear(1, 1)])\nm[0] = nn.Linear(1, 2, bias=False)\nm.insert(0, nn.Identity())\nm.extend([nn.Identity()])\nout = [list(m.state_dict()), len(m)]", "m = nn.ModuleList()\nm(x)", "m = nn.ModuleDict({'a': nn.Linear(1, 1), 'b': nn.Identity()})\nm['c'] = nn.Linear(1, 1, False)\nout = [list(m.state_dict()), list(m), 'b' in m, len(m), list(m.keys())]",
    "q = nn.ParameterList([T([1.0]), nn.Parameter(T([2.0]))])\nq.append(nn.Parameter(T([3.0])))\nout = [list(q.state_dict()), len(q), q[0], [p.item() for p in q]]", "out = repr(nn.Linear(2, 3))", "out = repr(nn.Linear(2, 3, bias=False))", "out = repr(nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Identity(), nn.Linear(3, 1))))", "out = repr(net)",
    "out = repr(nn.ModuleDict({'a': nn.Identity()}))", "out = repr(nn.Module())", "l = nn.Linear(2, 3, dtype=float64)\nout = [l.weight.dtype == float64, l.in_features, l.out_features]", "l = nn.Linear(2, 3)\nl(T([[1.0, 2.0, 3.0]]))", "out = [net.get_parameter('inner.weight')]", "out = type(net.get_submodule('inner')).__name__",
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program(program: str) -> None:
    same(f"{NET}{program}\n")


def test_what_is_assigned_before_init_is_refused_by_strict_modules() -> None:
    from stepgrad import nn

    class Strict(nn.Module):
        strict = True

        def __init__(self) -> None:
            self.layer = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match="super"):
        Strict()


def test_here_init_may_be_left_out_and_plain_tensors_count() -> None:
    from stepgrad import Tensor, nn

    class Net(nn.Module):
        def __init__(self) -> None:
            self.w = Tensor([1.0], requires_grad=True)
            self.layers = [nn.Linear(1, 1), nn.Linear(1, 1, bias=False)]

        def forward(self, x: Tensor) -> Tensor:
            return self.layers[1](self.layers[0](x)) * self.w

    net = Net()
    assert len(list(net.parameters())) == 4
    assert list(net.state_dict()) == ["w", "layers.0.weight", "layers.0.bias", "layers.1.weight"]
    net(Tensor([[1.0]])).sum().backward()
    assert all(p.grad is not None for p in net.parameters())
