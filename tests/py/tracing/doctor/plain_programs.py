"""④ The simplest programs that show a fault, three to ten lines each, and the kinds of findings of which one is theirs."""

PROGRAMS = {
    "t where log": (
        "infinity|nan",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
from stepgrad import where
x = Tensor([1.0, 0.0, 2.0], requires_grad=True)
where(x > 0, x.log(), 0).sum().backward()
""",
    ),
    "torch where log": (
        "infinity|nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 0.0, 2.0], requires_grad=True)
y = torch.where(x > 0, torch.log(x), torch.zeros_like(x))
y.sum().backward()
print(x.grad)
""",
    ),
    "torch where div": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 0.0, 2.0], requires_grad=True)
d = torch.tensor([1.0,0.0,1.0])
y = torch.where(d != 0, x / d, 0.0)
y.sum().backward()
print(x.grad)
""",
    ),
    "torch where sqrt": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([4.0, 0.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), 0.0)
y.sum().backward()
print(x.grad)
""",
    ),
    "V sqrt 0 mul 0": (
        "infinity|nan",
        """\
from stepgrad import Value
x = Value(0.0)
y = x.sqrt()
z = y * 0
z.backward()
print(x.grad)
""",
    ),
    "T log softmax by hand": (
        "infinity|nan",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
x = Tensor([[1000.0, 0.0]], requires_grad=True)
e = x.exp()
p = e / e.sum(axis=1, keepdims=True)
loss = -(p[0, 1].log())
loss.backward()
""",
    ),
    "torch sqrt at 0": (
        "infinity|nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.zeros(3, requires_grad=True)
n = (x * x).sum().sqrt()
n.backward()
print(x.grad)
""",
    ),
    "torch norm 0/0": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.zeros(3, requires_grad=True)
u = x / x.norm()
u.sum().backward()
""",
    ),
    "torch std of one": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([2.0], requires_grad=True)
y = (x - x.mean()) / x.std()
y.sum().backward()
""",
    ),
    "torch mean of empty": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 2.0], requires_grad=True)
m = x[x > 5].mean()
m.backward()
print(m, x.grad)
""",
    ),
    "torch BCE log 0": (
        "infinity|nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([200.0], requires_grad=True)
p = torch.sigmoid(x)
loss = -((1 - p).log()).mean()
loss.backward()
""",
    ),
    "torch masked softmax all -inf": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
s = torch.randn(2, 2, requires_grad=True)
mask = torch.tensor([[True, True],[False, False]])
a = F.softmax(s.masked_fill(mask, float('-inf')), dim=-1)
a.sum().backward()
""",
    ),
    "torch lr diverges": (
        "infinity|nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.tensor([1.0, 2.0, 3.0])
y = 2 * x
w = torch.tensor(0.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=100.0)
for step in range(150):
    opt.zero_grad()
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    opt.step()
print(loss)
""",
    ),
    "torch nan in data": (
        "nan",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, float('nan')])
w = torch.tensor(1.0, requires_grad=True)
loss = (w * x).sum()
loss.backward()
print(w.grad)
""",
    ),
    "V 0 * inf": (
        "nan",
        """\
from stepgrad import Value
x = Value(0.0)
y = x * float('inf')
y.backward()
""",
    ),
    "T abs pow": (
        "infinity|nan",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
x = Tensor([0.0, 1.0], requires_grad=True)
(x ** 0.5).sum().backward()
""",
    ),
    "micrograd pow -1": (
        "infinity|nan",
        """\
from stepgrad.micrograd.engine import Value
from stepgrad.micrograd.nn import MLP, Neuron, Layer
x = Value(0.0)
y = (x * 1e200) * 1e200
z = Value(1e200) * 1e200
z.backward()
""",
    ),
    "torch nonleaf": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(3.0, requires_grad=True)
y = w * 2
z = y * y
z.backward()
print(y.grad)
""",
    ),
    "T nonleaf": (
        "none",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
w = Tensor([3.0], requires_grad=True)
y = w * 2
y.sum().backward()
print(y.grad)
""",
    ),
    "torch detach": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
y = (w * 2).detach()
z = y * b
z.backward()
print(w.grad)
""",
    ),
    "torch detach noread": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
y = (w * 2).detach()
z = y * b
z.backward()
""",
    ),
    "torch x.detach": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x.detach() * w).sum()
loss.backward()
print(x.grad)
""",
    ),
    "torch no_grad": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    h = x * 2
loss = (h * w).sum()
loss.backward()
print(x.grad)
""",
    ),
    "T no_grad": (
        "none",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
x = Tensor([1.0, 2.0], requires_grad=True)
w = Tensor([1.0, 2.0], requires_grad=True)
with no_grad():
    h = x * 2
loss = (h * w).sum()
loss.backward()
print(x.grad)
""",
    ),
    "T numpy data": (
        "none",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
x = Tensor([1.0, 2.0], requires_grad=True)
w = Tensor([1.0, 2.0], requires_grad=True)
h = x * 2
h2 = Tensor(np.tanh(h.data))
loss = (h2 * w).sum()
loss.backward()
print(x.grad)
""",
    ),
    "torch numpy": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
import numpy as np
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([1.0, 2.0], requires_grad=True)
h = np.exp(x.detach().numpy())
loss = (torch.from_numpy(h) * w).sum()
loss.backward()
print(x.grad)
""",
    ),
    "torch tensor(x)": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(x * 3) * w
y.backward()
print(x.grad)
""",
    ),
    "torch item": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(2.0, requires_grad=True)
y = (x * 3).item() * w
y.backward()
print(x.grad)
""",
    ),
    "torch leaf unused": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
loss = a * a
loss.backward()
print(a.grad, b.grad)
""",
    ),
    "torch leaf unused noread": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
loss = a * a
loss.backward()
""",
    ),
    "T leaf unused noread": (
        "none",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
a = Tensor([2.0], requires_grad=True)
b = Tensor([3.0], requires_grad=True)
loss = (a * a).sum()
loss.backward()
""",
    ),
    "torch unused in other branch": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
c = a * b
d = a * 2
d.backward()
print(b.grad)
""",
    ),
    "torch req grad false": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0)
c = a * b
c.backward()
print(b.grad)
""",
    ),
    "torch to double of leaf": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.randn(2, 2, requires_grad=True).double()
loss = (w * w).sum()
loss.backward()
print(w.grad)
""",
    ),
    "torch randn * 0.1 leaf": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.randn(2, 2, requires_grad=True) * 0.1
loss = (w * w).sum()
loss.backward()
print(w.grad)
""",
    ),
    "torch reassign w in loop": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(1.0, requires_grad=True)
loss = (w - 3) ** 2
loss.backward()
w = w - 0.1 * w.grad
loss = (w - 3) ** 2
loss.backward()
print(w.grad)
""",
    ),
    "torch argmax": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 3.0], requires_grad=True)
w = torch.tensor(1.0, requires_grad=True)
i = x.argmax()
loss = i.float() * w
loss.backward()
print(x.grad)
""",
    ),
    "torch comparison": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 3.0], requires_grad=True)
w = torch.tensor(1.0, requires_grad=True)
acc = (x > 2).float().mean()
loss = acc * w
loss.backward()
print(x.grad)
""",
    ),
    "torch no backward": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 3.0], requires_grad=True)
y = (x * x).sum()
print(x.grad)
""",
    ),
    "torch frozen param": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
m = nn.Linear(2, 1)
m.weight.requires_grad = False
loss = m(torch.ones(3, 2)).sum()
loss.backward()
print(m.weight.grad)
""",
    ),
    "torch module not used": (
        "none|unreached-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = nn.Linear(2, 2)
    def forward(self, x):
        return self.a(x)
net = Net()
net(torch.ones(3, 2)).sum().backward()
for name, p in net.named_parameters():
    print(name, p.grad)
""",
    ),
    "torch module.data": (
        "none",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x.data * w).sum()
loss.backward()
print(x.grad)
""",
    ),
    "torch relu bias -100": (
        "dead",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
lin = nn.Linear(3, 4)
with torch.no_grad():
    lin.bias.fill_(-100.0)
x = torch.randn(8, 3)
y = F.relu(lin(x))
y.sum().backward()
""",
    ),
    "T relu bias -100": (
        "dead",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
rng = np.random.default_rng(0)
x = Tensor(rng.normal(size=(8, 3)))
w = Tensor(rng.normal(size=(3, 4)), requires_grad=True)
b = Tensor(np.full(4, -100.0), requires_grad=True)
(x @ w + b).relu().sum().backward()
""",
    ),
    "T nn relu bias -100": (
        "dead",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
layer = nn.Linear(3, 4)
layer.bias.data[:] = -100
x = Tensor(np.ones((8, 3)))
layer(x).relu().sum().backward()
""",
    ),
    "torch one dead of 4": (
        "dead",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
with torch.no_grad():
    net[0].bias[2] = -50.0
x = torch.tensor([[0.,0.],[0.,1.],[1.,0.],[1.,1.]])
y = torch.tensor([[0.],[1.],[1.],[0.]])
loss = ((net(x) - y) ** 2).mean()
loss.backward()
""",
    ),
    "torch one dead modest": (
        "dead",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
with torch.no_grad():
    net[0].bias[2] = -5.0
x = torch.randn(32, 2)
y = torch.randn(32, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(5):
    opt.zero_grad()
    loss = ((net(x) - y) ** 2).mean()
    loss.backward()
    opt.step()
""",
    ),
    "V dead neuron": (
        "dead",
        """\
from stepgrad import Value
xs = [[1.0, 2.0], [2.0, -1.0], [0.5, 0.5], [-1.0, 1.0]]
w1, w2, b = Value(0.5), Value(-0.3), Value(-10.0)
loss = 0
for x1, x2 in xs:
    loss = loss + (w1 * x1 + w2 * x2 + b).relu()
loss.backward()
""",
    ),
    "micrograd MLP dead": (
        "dead",
        """\
from stepgrad.micrograd.engine import Value
from stepgrad.micrograd.nn import MLP, Neuron, Layer
import random
random.seed(1)
model = MLP(2, [4, 1])
model.layers[0].neurons[2].b.data = -50.0
xs = [[1.0, 2.0], [2.0, -1.0], [0.5, 0.5], [-1.0, 1.0]]
ys = [1, -1, -1, 1]
loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys))
loss.backward()
""",
    ),
    "T sat sigmoid": (
        "saturated",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
x = Tensor([[50.0], [60.0], [-70.0]])
w = Tensor([[1.0]], requires_grad=True)
(x @ w).sigmoid().sum().backward()
""",
    ),
    "torch sat sigmoid": (
        "saturated",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor([50.0, 60.0, -40.0], requires_grad=True)
y = torch.sigmoid(w)
y.sum().backward()
print(w.grad)
""",
    ),
    "torch sat tanh layer": (
        "saturated",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(16, 10) * 50
w = torch.randn(10, 5, requires_grad=True)
h = torch.tanh(x @ w)
h.sum().backward()
""",
    ),
    "V sat sigmoid": (
        "saturated",
        """\
from stepgrad import Value
x = Value(50.0)
y = x.sigmoid()
y.backward()
""",
    ),
    "V sat tanh": (
        "saturated",
        """\
from stepgrad import Value
w = Value(20.0)
b = Value(3.0)
y = (w * 2.0 + b).tanh()
y.backward()
""",
    ),
    "V tanh batch": (
        "saturated",
        """\
from stepgrad import Value
w = Value(30.0)
loss = 0
for x in [1.0, 2.0, -1.5, -3.0]:
    loss = loss + ((w * x).tanh() - 0.5) ** 2
loss.backward()
""",
    ),
    "torch unscaled inputs sigmoid": (
        "saturated",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.rand(20, 3) * 255
net = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 1))
loss = net(x).pow(2).mean()
loss.backward()
""",
    ),
    "torch ten tanh .01": (
        "vanishing",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(8, 16)
ws = [(torch.randn(16, 16) * 0.01).requires_grad_() for _ in range(10)]
h = x
for w in ws:
    h = torch.tanh(h @ w)
h.sum().backward()
""",
    ),
    "T ten tanh .01": (
        "vanishing",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
rng = np.random.default_rng(0)
h = Tensor(rng.normal(size=(8, 16)))
ws = [Tensor(rng.normal(size=(16, 16)) * 0.01, requires_grad=True) for _ in range(10)]
for w in ws:
    h = (h @ w).tanh()
h.sum().backward()
""",
    ),
    "torch sigmoid seq": (
        "vanishing",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
layers = []
for _ in range(10):
    layers += [nn.Linear(10, 10), nn.Sigmoid()]
net = nn.Sequential(*layers, nn.Linear(10, 1))
loss = net(torch.randn(16, 10)).pow(2).mean()
loss.backward()
""",
    ),
    "V chain sigmoid": (
        "vanishing",
        """\
from stepgrad import Value
x = Value(0.5)
ws = [Value(0.5) for _ in range(10)]
h = x
for w in ws:
    h = (w * h).sigmoid()
h.backward()
""",
    ),
    "V chain 10 mult": (
        "vanishing",
        """\
from stepgrad import Value
x = Value(1.0)
h = x
ws = [Value(0.1) for _ in range(10)]
for w in ws:
    h = (w * h).tanh()
h.backward()
""",
    ),
    "torch exploding 3.0": (
        "exploding",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
h = torch.randn(8, 16)
ws = [(torch.randn(16, 16) * 3.0).requires_grad_() for _ in range(10)]
for w in ws:
    h = torch.relu(h @ w)
h.sum().backward()
""",
    ),
    "T exploding 3.0 lin": (
        "exploding",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
rng = np.random.default_rng(0)
h = Tensor(rng.normal(size=(8, 16)))
ws = [Tensor(rng.normal(size=(16, 16)) * 3.0, requires_grad=True) for _ in range(8)]
for w in ws:
    h = h @ w
h.sum().backward()
""",
    ),
    "V exploding": (
        "exploding",
        """\
from stepgrad import Value
x = Value(1.0)
ws = [Value(3.0) for _ in range(12)]
h = x
for w in ws:
    h = h * w
h.backward()
""",
    ),
    "torch rnn exploding": (
        "exploding",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
w = (torch.eye(4) * 3.0).requires_grad_()
h = torch.ones(1, 4)
for t in range(15):
    h = h @ w
h.sum().backward()
""",
    ),
    "torch rnn vanishing": (
        "vanishing",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
w = (torch.randn(4, 4) * 0.1).requires_grad_()
u = torch.randn(4, 4, requires_grad=True)
h = torch.zeros(1, 4)
for t in range(15):
    h = torch.tanh(h @ w + torch.randn(1, 4) @ u)
h.sum().backward()
""",
    ),
    "torch forgot zero": (
        "not-zeroed",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 2.0, 3.0])
y = 2 * x
w = torch.tensor(0.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.01)
for step in range(2):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    opt.step()
""",
    ),
    "torch forgot zero manual": (
        "not-zeroed",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([1.0, 2.0, 3.0])
y = 2 * x
w = torch.tensor(0.0, requires_grad=True)
for step in range(3):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
""",
    ),
    "torch two backward": (
        "not-zeroed",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward()
print(x.grad)
z = x * x * x
z.backward()
print(x.grad)
""",
    ),
    "V forgot zero": (
        "not-zeroed",
        """\
from stepgrad import Value
w = Value(0.0)
for i in range(3):
    loss = (w * 2 - 4) ** 2
    loss.backward()
    w.data -= 0.1 * w.grad
""",
    ),
    "micrograd forgot": (
        "not-zeroed",
        """\
from stepgrad.micrograd.engine import Value
from stepgrad.micrograd.nn import MLP, Neuron, Layer
import random
random.seed(1)
model = MLP(2, [4, 1])
xs = [[1.0, 2.0], [2.0, -1.0]]
ys = [1, -1]
for k in range(3):
    loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys))
    loss.backward()
    for p in model.parameters():
        p.data -= 0.01 * p.grad
""",
    ),
    "T forgot zero": (
        "not-zeroed",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
w = Tensor([1.0, 2.0], requires_grad=True)
opt = optim.SGD([w], lr=0.1)
for i in range(2):
    loss = (w * w).sum()
    loss.backward()
    opt.step()
""",
    ),
    "torch zero_grad in wrong place": (
        "not-zeroed",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
opt.zero_grad()
for i in range(3):
    loss = (w - 3) ** 2
    loss.backward()
    opt.step()
""",
    ),
    "torch zero between backward and step": (
        "cleared-before-step",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for i in range(3):
    loss = (w - 3) ** 2
    loss.backward()
    opt.zero_grad()
    opt.step()
""",
    ),
    "torch sgd unused": (
        "unreached-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([a, b], lr=0.1)
loss = (a - 3) ** 2
loss.backward()
opt.step()
""",
    ),
    "T sgd unused": (
        "unreached-parameter",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
a = Tensor([1.0], requires_grad=True)
b = Tensor([1.0], requires_grad=True)
opt = optim.SGD([a, b], lr=0.1)
loss = ((a - 3) ** 2).sum()
loss.backward()
opt.step()
""",
    ),
    "torch adam of other model": (
        "unreached-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
net = nn.Linear(2, 1)
old = nn.Linear(2, 1)
opt = torch.optim.Adam(old.parameters())
for i in range(2):
    opt.zero_grad()
    loss = net(torch.ones(3, 2)).pow(2).mean()
    loss.backward()
    opt.step()
""",
    ),
    "torch module list plain": (
        "untrained-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(1)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2) for _ in range(2)]
        self.out = nn.Linear(2, 1)
    def forward(self, x):
        for l in self.layers:
            x = F.relu(l(x))
        return self.out(x)
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(2):
    opt.zero_grad()
    loss = net(torch.ones(3, 2)).pow(2).mean()
    loss.backward()
    opt.step()
""",
    ),
    "torch unused layer with opt": (
        "unreached-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = nn.Linear(2, 2)
    def forward(self, x):
        return self.a(x)
net = Net()
opt = torch.optim.Adam(net.parameters())
opt.zero_grad()
net(torch.ones(3, 2)).sum().backward()
opt.step()
""",
    ),
    "torch opt before reassign": (
        "unreached-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
w = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
w = torch.tensor(2.0, requires_grad=True)
for i in range(2):
    opt.zero_grad()
    loss = (w - 3) ** 2
    loss.backward()
    opt.step()
print(w)
""",
    ),
    "torch opt detached feature": (
        "none|unreached-parameter",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
enc = nn.Linear(2, 2)
head = nn.Linear(2, 1)
opt = torch.optim.SGD(list(enc.parameters()) + list(head.parameters()), lr=0.1)
for i in range(2):
    opt.zero_grad()
    h = enc(torch.ones(3, 2)).detach()
    loss = head(h).pow(2).mean()
    loss.backward()
    opt.step()
""",
    ),
    "torch (N,1)-(N,)": (
        "broadcast",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(8, 3)
y = torch.randn(8)
net = nn.Linear(3, 1)
loss = ((net(x) - y) ** 2).mean()
loss.backward()
""",
    ),
    "T (N,1)-(N,)": (
        "broadcast",
        """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
pred = Tensor(np.arange(4.0).reshape(4, 1), requires_grad=True)
y = Tensor([1.0, 2.0, 3.0, 4.0])
loss = ((pred - y) ** 2).mean()
loss.backward()
""",
    ),
    "torch (N,)-(N,1)": (
        "broadcast",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
y = torch.tensor([[1.0], [2.0], [3.0]])
w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([1.0, 2.0, 3.0])
loss = (w * x - y).pow(2).mean()
loss.backward()
""",
    ),
    "torch mse_loss": (
        "broadcast",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(8, 3)
y = torch.randn(8)
net = nn.Linear(3, 1)
loss = F.mse_loss(net(x), y)
loss.backward()
""",
    ),
    "torch MSELoss module": (
        "broadcast",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(8, 3)
y = torch.randn(8)
net = nn.Linear(3, 1)
loss = nn.MSELoss()(net(x), y)
loss.backward()
""",
    ),
    "torch abs l1": (
        "broadcast",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
pred = torch.randn(5, 1, requires_grad=True)
y = torch.randn(5)
(pred - y).abs().mean().backward()
""",
    ),
    "torch bce broadcast": (
        "broadcast",
        """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
p = torch.rand(5, 1).requires_grad_()
y = torch.tensor([0., 1., 1., 0., 1.])
loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
loss.backward()
""",
    ),
}
