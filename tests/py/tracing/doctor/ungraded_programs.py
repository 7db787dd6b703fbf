"""Programs that look for a gradient which never comes, and what the doctor says of them: kind, line, sentence."""

PROGRAMS: dict[str, tuple[str, list[tuple[str, int | None, str]]]] = {
    "detach": (
        """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
y = (w * 2).detach()
loss = (y * b).sum()
loss.backward()
print(w.grad, b.grad)
""",
        [
            ("none", 4, "w.grad is None because (w * 2).detach() at line 4 cuts the graph."),
        ],
    ),
    "unread": (
        """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
h = w * 2
y = h.data
z = y * 3
loss = (z * b).sum()
loss.backward()
""",
        [
            ("none", 5, "w.grad is None because h.data at line 5 gives numbers without their history."),
        ],
    ),
    "nograd": (
        """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
with torch.no_grad():
    y = w * 2
loss = (y * b).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because y was computed under no_grad() at line 5, where no graph is made.",
            ),
        ],
    ),
    "item": (
        """\
import torch
w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
h = w * w
a = h.item()
c = a + 1
y = torch.tensor(c)
loss = (y * b).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because h.item() at line 5 gives a plain number, which has no history.",
            ),
        ],
    ),
    "numpy": (
        """\
import torch, numpy as np
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
def f(t):
    return np.sin(t.detach().numpy())
y = torch.from_numpy(f(w * 2))
loss = (y * b).sum()
loss.backward()
print(w.grad)
""",
        [
            ("none", 5, "w.grad is None because (w * 2).detach() at line 5 cuts the graph."),
        ],
    ),
    "list": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
losses = []
for i in range(2):
    losses.append(float(w[i] ** 2))
loss = (torch.tensor(losses) * b).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                6,
                "w.grad is None because w[i] ** 2 becomes a plain number at line 6, which has no history.",
            ),
        ],
    ),
    "copy": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
h = w * 2
y = torch.tensor(h, requires_grad=True)
loss = y.sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because h is copied at line 4, and a copy has no history (the path is w → h → y → loss).",
            ),
        ],
    ),
    "nonleaf": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
h = w * 2
h.sum().backward()
print(h.grad)
""",
        [
            (
                "none",
                5,
                "h.grad is None because h is not a leaf but the result of line 3, and backward() keeps only the gradients of leaves, unless h.retain_grad() is called before.",
            ),
        ],
    ),
    "hidden": (
        """\
import torch
w = torch.randn(3, requires_grad=True) * 0.1
loss = (w * w).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because w is not a leaf but the result of line 2, and the leaf that it was made of there has no name: let w require a gradient when it is complete, with w.requires_grad_().",
            ),
        ],
    ),
    "reassign": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
for i in range(2):
    loss = (w * w).sum()
    loss.backward()
    try:
        w = w - 0.1 * w.grad
    except TypeError as e:
        print(e)
""",
        [
            (
                "none",
                7,
                "w.grad is None because w is not the leaf of line 2 any more: line 7 made a new w, which is a result, and backward() leaves gradients in leaves alone; change w in place, under no_grad().",
            ),
        ],
    ),
    "reassign2": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
loss = (w * w).sum()
loss.backward()
with torch.no_grad():
    w = w - 0.1 * w.grad
print(w.grad)
""",
        [
            (
                "none",
                7,
                "w.grad is None because w is not the leaf of line 2 any more: line 6 made a new w, under no_grad().",
            ),
        ],
    ),
    "forgot": (
        """\
import torch
w = torch.tensor([2.0, 1.0])
b = torch.tensor(1.0, requires_grad=True)
loss = (w * w).sum() * b
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                6,
                "w.grad is None because w, made at line 2, does not require one: requires_grad=True is missing.",
            ),
        ],
    ),
    "late": (
        """\
import torch
w = torch.tensor([2.0, 1.0])
b = torch.tensor(1.0, requires_grad=True)
y = w * w
w.requires_grad_()
loss = y.sum() * b
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because it was made to require a gradient only at line 5, when y at line 4 had been computed.",
            ),
        ],
    ),
    "unreached": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
v = torch.tensor([2.0, 1.0], requires_grad=True)
u = v * 2
loss = (w * w).sum()
loss.backward()
print(v.grad)
""",
        [
            (
                "none",
                7,
                "v.grad is None because backward() began from loss, which does not depend on v: it is used only for u at line 4.",
            ),
        ],
    ),
    "never": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
loss = (w * w).sum()
print(w.grad)
""",
        [
            ("none", 4, "w.grad is None because the program never calls backward()."),
        ],
    ),
    "after": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
v = torch.tensor([2.0, 1.0], requires_grad=True)
loss = (w * w).sum()
loss.backward()
l2 = (v * v).sum()
print(v.grad)
""",
        [
            (
                "none",
                7,
                "v.grad is None because v is used only after backward() was called, first at line 6.",
            ),
        ],
    ),
    "argmax": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
i = w.argmax()
loss = i.float() * b
loss.backward()
print(w.grad)
""",
        [
            ("none", 4, "w.grad is None because argmax() of w at line 4 lets no gradient through."),
        ],
    ),
    "compare": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
acc = (w > 1).float().mean()
loss = acc * b
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because a comparison of w at line 4 lets no gradient through (the path is w → acc → loss).",
            ),
        ],
    ),
    "int": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
k = w.long()
loss = (k * b).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because the cast at line 4 makes whole numbers of w, through which no gradient flows.",
            ),
        ],
    ),
    "value": (
        """\
from stepgrad import Value
x = Value(2.0)
h = x * x
y = Value(h.data)
loss = y * 3
loss.backward()
print(x.grad)
""",
        [
            (
                "none",
                4,
                "x.grad is None because h.data at line 4 gives a plain number, which has no history (the path is x → h → y → loss).",
            ),
        ],
    ),
    "value2": (
        """\
from stepgrad import Value
x = Value(2.0)
y = Value(3.0)
def copy(v):
    return Value(v)
loss = copy(x * 2) * y
loss.backward()
print(x.grad, y.grad)
""",
        [
            ("none", 5, "x.grad is None because x * 2 is copied at line 5, and a copy has no history."),
        ],
    ),
    "value3": (
        """\
from stepgrad import Value, no_grad
x = Value(2.0)
y = Value(3.0)
with no_grad():
    h = x * 2
loss = h * y
loss.backward()
print(x.grad, h.grad)
""",
        [
            (
                "none",
                5,
                "x.grad is None because h was computed under no_grad() at line 5, where no graph is made (the path is x → h → loss).",
            ),
            (
                "none",
                8,
                "h.grad is None because h was computed under no_grad() at line 5, where no graph is made.",
            ),
        ],
    ),
    "value4": (
        """\
from stepgrad import Value
x = Value(2.0)
y = Value(3.0)
h = x.detach()
loss = h * y
loss.backward()
print(x.grad)
""",
        [
            (
                "none",
                4,
                "x.grad is None because x.detach() at line 4 cuts the graph (the path is x → h → loss).",
            ),
        ],
    ),
    "micro": (
        """\
from micrograd.engine import Value
x = Value(2.0)
y = Value(3.0)
h = Value((x * x).data)
loss = h * y
loss.backward()
print(x.grad)
""",
        [
            (
                "none",
                4,
                "x.grad is still 0 because (x * x).data at line 4 gives a plain number, which has no history.",
            ),
        ],
    ),
    "detach_": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
h = w * 2
h.detach_()
loss = (h * b).sum()
loss.backward()
print(w.grad)
""",
        [
            ("none", 6, "w.grad is None because h.detach_() cuts the graph."),
        ],
    ),
    "const": (
        """\
import torch
w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
h = w * w
loss = h.item() * b
loss.backward()
print(w.grad, b.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because h.item() at line 5 gives a plain number, which has no history (the path is w → h → loss).",
            ),
        ],
    ),
    "constv": (
        """\
from stepgrad import Value
w = Value(2.0)
b = Value(3.0)
h = w * w
k = h.data + 1
loss = k * b
loss.backward()
print(w.grad, b.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because h.data at line 5 gives a plain number, which has no history (the path is w → h → loss).",
            ),
        ],
    ),
    "lossitem": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
loss = (w * w).sum()
loss = torch.tensor(loss.item(), requires_grad=True)
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because loss.item() at line 4 gives a plain number, which has no history.",
            ),
        ],
    ),
    "hack": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
acc = (w > 1).float().mean()
acc.requires_grad_()
acc.backward()
print(w.grad)
""",
        [
            (
                "none",
                3,
                "w.grad is None because a comparison of w at line 3 lets no gradient through (the path is w → acc).",
            ),
        ],
    ),
    "hack2": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
with torch.no_grad():
    loss = (w * w).sum()
loss.requires_grad = True
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because w * w was computed under no_grad() at line 4, where no graph is made.",
            ),
        ],
    ),
    "math": (
        """\
import math
from stepgrad import Value
x = Value(0.5)
y = Value(math.exp(x)) * 2
y.backward()
print(x.grad)
""",
        [
            (
                "none",
                4,
                "x.grad is None because x becomes a plain number at line 4, which has no history (the path is x → y).",
            ),
        ],
    ),
    "decorator": (
        """\
import torch
@torch.no_grad()
def f(w):
    return w * 2
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
loss = (f(w) * b).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because w * 2 was computed under no_grad() at line 4, where no graph is made.",
            ),
        ],
    ),
    "inference": (
        """\
import torch
def f(w):
    return w * 2
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
with torch.inference_mode():
    y = f(w)
y = y.clone()
loss = (y * b).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                3,
                "w.grad is None because y was computed under inference_mode() at line 3, where no graph is made.",
            ),
        ],
    ),
    "agrad": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
loss = (w * w).sum()
g, = torch.autograd.grad(loss, w)
print(w.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because autograd.grad() hands gradients over and leaves none in .grad.",
            ),
        ],
    ),
    "npmul": (
        """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
b = torch.tensor([2.0, 1.0], requires_grad=True)
arr = w.detach().numpy() * 2
loss = (b * torch.as_tensor(arr)).sum()
loss.backward()
print(w.grad)
""",
        [
            ("none", 4, "w.grad is None because w.detach() at line 4 cuts the graph."),
        ],
    ),
    "module": (
        """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 3)
        self.b = nn.Linear(3, 1)
    def forward(self, x):
        h = torch.tanh(self.a(x))
        return self.b(h.detach())
net = Net()
net(torch.ones(4, 2)).sum().backward()
for name, p in net.named_parameters():
    print(name, p.grad)
""",
        [
            (
                "none",
                10,
                "net.a.weight.grad and net.a.bias.grad are None because h.detach() at line 10 cuts the graph.",
            ),
        ],
    ),
    "module2": (
        """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 3)
        self.b = nn.Linear(2, 1)
    def forward(self, x):
        return self.b(x)
net = Net()
net(torch.ones(4, 2)).sum().backward()
print(net.a.weight.grad)
""",
        [
            (
                "none",
                12,
                "net.a.weight.grad is None because nothing that backward() began from was made of net.a.weight.",
            ),
        ],
    ),
    "double": (
        """\
import torch
w = torch.randn(3, requires_grad=True).double()
loss = (w * w).sum()
loss.backward()
print(w.grad)
""",
        [
            (
                "none",
                5,
                "w.grad is None because w is not a leaf but the result of line 2, and the leaf that it was made of there has no name: let w require a gradient when it is complete, with w.requires_grad_().",
            ),
        ],
    ),
    "branch": (
        """\
import torch
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
x = 3.0
if x > 0:
    y = a * x
else:
    y = b * x
y.backward()
print(a.grad, b.grad)
""",
        [
            ("none", 10, "b.grad is None because nothing was ever made of b."),
        ],
    ),
    "deepcopy": (
        """\
import torch
import copy
w = torch.tensor([1.0, 2.0], requires_grad=True)
v = copy.deepcopy(w)
(v * v).sum().backward()
print(w.grad, v.grad)
""",
        [
            (
                "none",
                4,
                "w.grad is None because w is copied by deepcopy() at line 4, and a copy has no history.",
            ),
        ],
    ),
    "params replaced": (
        """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
old = w
w = torch.tensor([3.0, 2.0], requires_grad=True)
(w * w).sum().backward()
opt.step()
print(old.grad)
""",
        [
            ("none", 8, "old.grad is None because nothing was ever made of old."),
        ],
    ),
    "h0": (
        """\
import torch
w = torch.randn(3, 3, requires_grad=True)
h = torch.zeros(1, 3, requires_grad=True)
state = h
for t in range(3):
    state = torch.tanh(state.detach() @ w)
    loss = (state ** 2).sum() + 1
    loss.backward()
""",
        [
            ("none", 6, "h.grad is None because h.detach() at line 6 cuts the graph."),
        ],
    ),
    "dual": (
        """\
from stepgrad import Value
a = Value(1.0)
b = a * 2
b.grad = None
print(a.grad)
a.backward()
print(b.grad)
""",
        [
            ("none", 7, "b.grad is None because nothing was ever made of b."),
        ],
    ),
}
