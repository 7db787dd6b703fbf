"""Programs with nothing wrong in them, though infinities, masks, copies and gradients that are None come in them."""

PROGRAMS: dict[str, str] = {
    "mask": """\
import torch
s = torch.randn(3, 3, requires_grad=True)
m = s.masked_fill(torch.tensor([[False,True,True],[False,False,True],[False,False,False]]), float('-inf'))
p = m.softmax(-1)
p[0,0].backward()
print(s.grad)
""",
    "std0": """\
import torch
x = torch.tensor([1.0, 1.0], requires_grad=True)
loss = x.std()
loss.backward()
""",
    "floatinf": """\
import torch
best = torch.tensor(float('inf'))
w = torch.tensor(2.0, requires_grad=True)
loss = w * w
loss.backward()
best = torch.minimum(best, loss.detach())
""",
    "atan2": """\
import torch
x = torch.tensor(0.0, requires_grad=True)
y = torch.tensor(0.0, requires_grad=True)
torch.atan2(x, y).backward()
""",
    "nan_to_num": """\
import torch
x = torch.tensor([1.0, float('nan')])
w = torch.ones(2, requires_grad=True)
loss = (x.nan_to_num(0.0) * w).sum()
loss.backward()
""",
    "relusqrt": """\
import torch
x = torch.tensor([-1.0, 4.0], requires_grad=True)
y = torch.relu(x).sqrt()
y.sum().backward()
""",
    "relusqrtv": """\
from stepgrad import Value
x = Value(-1.0)
y = x.relu().sqrt()
y.backward()
""",
    "healthy1": """\
import torch
w = torch.tensor([2.0, 1.0], requires_grad=True)
print(w.grad)
for i in range(3):
    if w.grad is not None:
        w.grad.zero_()
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
""",
    "frozen layers": """\
import torch
from torch import nn
m = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
for p in m[0].parameters():
    p.requires_grad_(False)
m(torch.randn(4, 2)).sum().backward()
for p in m.parameters():
    print(p.grad)
""",
    "retain": """\
import torch
w = torch.randn(3, requires_grad=True)
h = w * 2
h.retain_grad()
h.sum().backward()
print(h.grad)
""",
    "zeroed": """\
import torch
w = torch.randn(3, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
(w * w).sum().backward()
opt.step()
opt.zero_grad()
print(w.grad)
""",
    "frozen": """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=False)
b = torch.tensor(1.0, requires_grad=True)
((w * b).sum()).backward()
print(w.grad, b.grad)
""",
    "healthy target": """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
target = w.detach().clone()
for i in range(3):
    w.grad = None
    loss = ((w * 2 - target) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
    target = 0.9 * target + 0.1 * w.detach()
    print(loss.item(), w.grad)
""",
    "healthy emb": """\
import torch
from torch import nn
emb = nn.Embedding(10, 4)
lin = nn.Linear(4, 1)
unused = nn.Linear(4, 4)
loss = lin(emb(torch.tensor([1, 2]))).sum()
loss.backward()
for p in lin.parameters():
    if p.grad is not None:
        print(p.grad.norm().item())
""",
    "rnn tbptt": """\
import torch
w = torch.randn(3, 3, requires_grad=True)
h = torch.zeros(1, 3)
for t in range(3):
    h = torch.tanh(h.detach() @ w)
    loss = (h ** 2).sum() + 1
    w.grad = None
    loss.backward()
""",
}
