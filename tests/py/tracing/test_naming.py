"""④ What values are called: the variables, attributes, entries and elements that hold them, and never what does not hold them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stepgrad import session, trace

HEADER = "from stepgrad import Value\n"


def labels(source: str) -> list[str | None]:
    return [node.label for node in trace(HEADER + source).nodes]


CLASS = "class Neuron:\n    def __init__(self, k):\n        self.w = [Value(float(i)) for i in range(k)]\n        self.b = Value(0.5)\n"
CALL = "    def __call__(self, xs):\n        act = sum((w * x for w, x in zip(self.w, xs)), self.b)\n        out = act.tanh()\n        return out\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # attributes
        ("class A: pass\na = A()\na.w = Value(1.0)\ny = a.w * 2", ["a.w", "y"]),
        (CLASS + "n = Neuron(2)", ["n.w[0]", "n.w[1]", "n.b"]),
        (CLASS + "layers = [Neuron(1), Neuron(1)]", ["layers[0].w[0]", "layers[0].b", "layers[1].w[0]", "layers[1].b"]),
        ("class A:\n    __slots__ = ('w',)\na = A()\na.w = Value(1.0)", ["a.w"]),
        ("from types import SimpleNamespace\nm = SimpleNamespace(w=Value(1.0), inner=SimpleNamespace(b=Value(2.0)))", ["m.w", "m.inner.b"]),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    w: object\np = P(Value(1.0))", ["p.w"]),
        ("class Config:\n    w = Value(1.0)\ny = Config.w * 2", ["w", "y"]),
        ("class A: pass\na = A()\na.b = A()\na.b.c = [A()]\na.b.c[0].d = Value(1.0)", ["a.b.c[0].d"]),
        # entries of dicts
        ("params = {'w1': Value(1.0), 'b': Value(2.0)}\ny = params['w1'] * params['b']", ['params["w1"]', 'params["b"]', "y"]),
        ("d = {}\nd['w'] = Value(1.0)\nd[3] = Value(2.0)\nd[0, 1] = Value(3.0)\nd[True] = Value(4.0)", ['d["w"]', "d[3]", "d[0, 1]", "d[True]"]),
        ("state = dict(h=Value(1.0), layers=[{'w': Value(2.0)}])", ['state["h"]', 'state["layers"][0]["w"]']),
        ("from collections import namedtuple\nfrom typing import NamedTuple\nclass Q(NamedTuple):\n    w: Value\np = namedtuple('P', 'a b')(Value(1.0), [Value(2.0)])\nq = Q(Value(3.0))", ["p.a", "p.b[0]", "q.w"]),
        ("d = {None: Value(1.0)}", ["d[None]"]),
        ("from collections import defaultdict, OrderedDict, deque\nd = defaultdict(list)\nd['a'].append(Value(1.0))\no = OrderedDict(x=Value(2.0))\nq = deque([Value(3.0)])", ['d["a"][0]', 'o["x"]', "q[0]"]),
        # lists in lists, tuples
        ("W = [[Value(float(i + j)) for j in range(2)] for i in range(2)]", ["W[0][0]", "W[0][1]", "W[1][0]", "W[1][1]"]),
        ("W = []\nfor i in range(2):\n    row = []\n    for j in range(2):\n        row.append(Value(1.0))\n    W.append(row)", ["W[0][0]", "W[0][1]", "row[0]", "row[1]"]),
        ("W = [[None, None]]\nW[0][1] = Value(1.0)", ["W[0][1]"]),
        ("t = (Value(1.0), (Value(2.0), Value(3.0)))", ["t[0]", "t[1][0]", "t[1][1]"]),
        ("a, (b, c) = Value(1.0), (Value(2.0), Value(3.0))", ["a", "b", "c"]),
        ("[a, b] = [Value(1.0), Value(2.0)]", ["a", "b"]),
        ("def make():\n    return Value(1.0), Value(2.0)\na, b = make()", ["a", "b"]),
        ("a, *rest = Value(1.0), Value(2.0), Value(3.0)", ["a", "rest[0]", "rest[1]"]),
        ("x, y = map(Value, [1.0, 2.0])", ["x", "y"]),
        # what a call makes is not all its result
        ("xs = [Value(1.0), Value(2.0), Value(3.0)]\ntotal = sum(xs)", ["xs[0]", "xs[1]", "xs[2]", None, None, "total"]),
        ("xs = [Value(1.0), Value(2.0)]\ntotal = sum(x * x for x in xs)", ["xs[0]", "xs[1]", None, None, None, "total"]),
        ("xs = [Value(1.0), Value(2.0)]\nfor _ in range(2):\n    total = sum(xs)", ["xs[0]", "xs[1]", None, "total", None, "total"]),
        ("xs = [Value(1.0), Value(2.0)]\ntotal = 5.0\ntotal = sum(xs)", ["xs[0]", "xs[1]", None, "total"]),
        ("xs = [Value(1.0), Value(2.0)]\nmean = sum(xs) / 2", ["xs[0]", "xs[1]", None, None, "mean"]),
        ("import functools, operator\nxs = [Value(1.0), Value(2.0), Value(3.0)]\nm = functools.reduce(operator.mul, xs)", ["xs[0]", "xs[1]", "xs[2]", None, "m"]),
        ("import operator\nxs = [Value(1.0), Value(2.0)]\nzs = list(map(operator.neg, xs))", ["xs[0]", "xs[1]", "zs[0]", "zs[1]"]),
        ("ws = list(map(Value, [1.0, 2.0]))", ["ws[0]", "ws[1]"]),
        ("ws = [*map(Value, [1.0, 2.0])]\nws = 3", [None, None]),
        ("import numpy as np\na = np.array([Value(1.0), Value(2.0)])\nb = a * 3", ["a[0]", "a[1]", "b[0]", "b[1]"]),
        ("import math\nx = Value(2.0)\nn = float(x * 3)", ["x", None]),
        ("x = Value(2.0)\nbest = max(x * 1, x * 2)", ["x", None, "best"]),
        ("x = Value(2.0)\ns = str(x * 2)", ["x", None]),
        ("x = Value(2.0)\nbig = (x * 2) > 1", ["x", None]),
        ("x = Value(2.0)\ny = (x * 2).data\nz = [x * 3][0]", ["x", None, "z"]),
        ("x = Value(2.0)\ny = -x\nz = abs(x)\nw = x ** 2", ["x", "y", "z", "w"]),
        ("x = Value(2.0)\ny = x * 2 if x > 0 else x * 3", ["x", "y"]),
        ("x = Value(2.0)\ny = (lambda v: v + 1)(x)", ["x", "y"]),
        # functions, loops, comprehensions, closures
        ("x = Value(1.0)\nfor _ in range(3):\n    x = x * 2", ["x", "x", "x", "x"]),
        ("def f(v):\n    u = v * 2\n    return u + 1\nx = Value(1.0)\ny = f(x)", ["x", "u", "y"]),
        ("def f(v):\n    return v * 2\nx = Value(1.0)\nfor _ in range(2):\n    x = f(x)", ["x", "x", "x"]),
        ("def f(v):\n    return v * v\nf(Value(3.0))", ["v", None]),
        ("def f(v):\n    return v * v\nx = Value(3.0)\nf(x + 1)", ["x", "v", None]),
        ("for x in [Value(1.0), Value(2.0)]:\n    y = x * 2", ["x", "x", "y", "y"]),
        ("ws = {'a': [Value(1.0)]}\nfor p in ws['a']:\n    p.data = 2.0", ['ws["a"][0]']),
        ("def outer():\n    w = Value(2.0)\n    def inner(v):\n        return w * v\n    return inner\nf = outer()\ny = f(3.0)", ["w", "y"]),
        ("def f():\n    global g\n    g = Value(1.0)\nf()", ["g"]),
        ("if (n := Value(4.0)) > 3:\n    pass", ["n"]),
        ("ys = [last := Value(float(i)) for i in range(2)]", ["last", "last"]),
        ("f = lambda v: v * 2\nx = Value(1.0)\nys = [f(x) for _ in range(2)]", ["x", "ys[0]", "ys[1]"]),
        (CLASS + CALL + "n = Neuron(2)\nx = Value(1.0)\ny = n([x, 2.0])", ["n.w[0]", "n.w[1]", "n.b", "x", None, None, None, "act", "out"]),
        ("def fib(v, n):\n    return v if n == 0 else fib(v + 1, n - 1)\nx = Value(1.0)\ny = fib(x, 2)", ["x", "v", "y"]),
        ("def gen():\n    a = Value(1.0)\n    yield a\n    yield a * 2\nu, w = gen()", ["a", "w"]),
        ("def f(v):\n    return v * 2\ndef g(vs):\n    hs = [f(v) for v in vs]\n    rs = [h * 3 for h in hs]\n    return sum(rs)\nxs = [Value(1.0), Value(2.0)]\ny = g(xs)", ["xs[0]", "xs[1]", "hs[0]", "hs[1]", "rs[0]", "rs[1]", None, "y"]),
        ("def g(xs):\n    for _ in range(2):\n        xs = [x * 2 for x in xs]\ng([Value(1.0), Value(2.0)])", ["x", "x", "xs[0]", "xs[1]", "xs[0]", "xs[1]"]),
        # two names, other names
        ("x = Value(1.0)\ny = x\nz = [x]", ["x"]),
        ("x = y = Value(1.0)", ["x"]),
        ("x = Value(1.0, label='weight')\nxs = [x]", ["weight"]),
        ("a = b = [Value(1.0)]", ["a[0]"]),
        ("x = Value(1.0)\nx.note = Value(2.0)", ["x", "x.note"]),
        ("x = Value(1.0)\ndel x", [None]),
        ("x = Value(1.0) if True else 0", ["x"]),
        ("x: Value = Value(1.0)\ny: Value\ny = x + 1", ["x", "y"]),
        ("self = Value(1.0)\n_ = self * 2\n__x = self * 3", ["self", "_", "__x"]),
    ],
)  # fmt: skip
def test_labels(source: str, expected: list[str | None]) -> None:
    assert labels(source) == expected


def test_a_label_is_what_finds_the_value() -> None:
    source = HEADER + CLASS + CALL + (
        "layers = [[Neuron(2), Neuron(2)], [Neuron(2)]]\nparams = {'scale': Value(3.0), 'more': [Value(4.0), {'deep': Value(5.0)}]}\n"
        "inputs = [Value(1.0), Value(-2.0)]\nx = inputs\nfor layer in layers:\n    x = [n(x) for n in layer]\nloss = (x[0] - 1) ** 2 * params['scale'] + sum(params['more'][:1])\n"
        "nodes = None\n"
    )  # fmt: skip
    traced = trace(source)
    main: dict[str, Any] = {"__name__": "__main__"}
    exec(source, main)  # noqa: S102
    uses = [node.label for node in traced.nodes]
    found = 0
    for node in traced.nodes:
        if node.label and uses.count(node.label) == 1 and node.label not in ("act", "out", "layer", "n"):
            assert eval(node.label, main).data == node.value, node.label
            found += 1
    assert found == 15


def test_of_modules_the_attributes_are_told_and_not_how_they_keep_them() -> None:
    source = (
        "from stepgrad import Tensor, nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.layers = nn.ModuleList([nn.Linear(1, 2)])\n        self.head = nn.Linear(2, 1)\n    def forward(self, x):\n"
        "        for layer in self.layers:\n            x = layer(x)\n        return self.head(x)\n"
        "model = Net()\nplain = nn.Sequential(nn.Linear(1, 1))\ny = model(Tensor([[1.0]]))\n"
    )
    found = [node.label for node in trace(source).nodes if node.requires_grad and node.op is None]
    assert found == [
        "model.layers[0].weight", "model.layers[0].bias", "model.head.weight", "model.head.bias", "plain[0].weight", "plain[0].bias",
    ]  # fmt: skip
    hidden = "from stepgrad import nn\ndef f():\n    nn.Linear(1, 1)\nf()"
    assert [node.label for node in trace(hidden).nodes] == [
        "W",
        "b",
    ]  # what nobody holds keeps the library's names


def test_names_are_found_without_running_anything_of_the_programs() -> None:
    source = (
        "class Loud:\n    def __getattr__(self, name):\n        print('asked', name)\n        raise AttributeError(name)\n"
        "    def __len__(self):\n        print('len')\n        return 1\n    def __iter__(self):\n        print('iter')\n        return iter(())\n"
        "    @property\n    def p(self):\n        print('property')\n        return Value(9.0)\n"
        "class L(list):\n    def __iter__(self):\n        print('list')\n        return list.__iter__(self)\n"
        "a = Loud()\na.w = Value(1.0)\nb = L([Value(2.0)])\na.x = a.w * 2\n"
    )
    traced = trace(HEADER + source)
    assert traced.output == ""
    assert [node.label for node in traced.nodes] == ["a.w", None, "a.x"]


def test_large_and_circular_structures_are_no_trouble() -> None:
    source = (
        HEADER
        + "big = [list(range(1000)) for _ in range(200)]\nbig.append(big)\nd = {}\nd['d'] = d\nx = {'deep': [Value(1.0)]}\n"
    )
    assert labels(source.removeprefix(HEADER)) == ['x["deep"][0]']
    reply = json.loads(session.run(json.dumps({"source": source})))
    assert reply["trace"]["nodes"]["label"]["is"] == ['x["deep"][0]']


NESTED = "    W = [[Value(float(i + j)) for i in range(2)] for j in range(2)]\n    state = {'wq': [[Value(1.0)], [Value(2.0)]], 3: Value(4.0), 'b': Value(5.0)}\n"


@pytest.mark.parametrize("end", ["", "    return sum(map(sum, W)) * state['wq'][1][0]\n"])
def test_lists_in_lists_that_only_a_function_holds_have_its_names(end: str) -> None:
    found = [
        node.label
        for node in trace(
            HEADER + "def f():\n" + NESTED + "    y = W[0][0] * state['b']\n" + end + "f()\n"
        ).nodes
        if node.op is None and node.label != "0"
    ]
    assert found[:8] == [
        "W[0][0]", "W[0][1]", "W[1][0]", "W[1][1]", 'state["wq"][0][0]', 'state["wq"][1][0]', "state[3]", 'state["b"]',
    ]  # fmt: skip


BLOCKS = """
class Linear:
    def __init__(self, n, m):
        self.W = [[Value(0.1 * i + j) for i in range(n)] for j in range(m)]
        self.b = [Value(0.0) for _ in range(m)]
    def __call__(self, x):
        return [sum((w * v for w, v in zip(row, x)), b) for row, b in zip(self.W, self.b)]
class Attention:
    def __init__(self):
        self.q = Linear(2, 1)
class Block:
    def __init__(self):
        self.attention, self.mlp = Attention(), [Linear(1, 1)]
blocks = [Block() for _ in range(2)]
table = {"wte": [[Value(1.0)]], 3: Value(2.0)}
y = blocks[1].mlp[0](blocks[1].attention.q([1.0, 2.0]))
"""


def test_matrices_of_layers_of_blocks() -> None:
    found = [node.label for node in trace(HEADER + BLOCKS).nodes if node.op is None]
    each = ["attention.q.W[0][0]", "attention.q.W[0][1]", "attention.q.b[0]", "mlp[0].W[0][0]", "mlp[0].b[0]"]
    assert found == [
        *(f"blocks[{i}].{name}" for i in range(2) for name in each),
        'table["wte"][0][0]',
        "table[3]",
    ]
