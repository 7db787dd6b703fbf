"""④ Further healthy programs, a few lines each: what the doctor could take for a fault, and is none."""

PROGRAMS = {
    "lstm": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
rnn = nn.LSTM(4, 8, batch_first=True)
out = nn.Linear(8, 1)
opt = torch.optim.Adam([*rnn.parameters(), *out.parameters()], lr=0.01)
X = torch.randn(6, 10, 4)
y = X.sum((1, 2)).view(-1, 1)
for _ in range(4):
    opt.zero_grad()
    h, _ = rnn(X)
    loss = F.mse_loss(out(h[:, -1]), y)
    loss.backward()
    opt.step()
""",
    "gru": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
rnn = nn.GRU(4, 8, batch_first=True)
out = nn.Linear(8, 1)
opt = torch.optim.Adam([*rnn.parameters(), *out.parameters()], lr=0.01)
X = torch.randn(6, 10, 4)
y = X.sum((1, 2)).view(-1, 1)
for _ in range(4):
    opt.zero_grad()
    h, _ = rnn(X)
    loss = F.mse_loss(out(h[:, -1]), y)
    loss.backward()
    opt.step()
""",
    "adversarial": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
x = torch.randn(5, 4, requires_grad=True)
t = torch.tensor([0, 1, 0, 1, 1])
loss = F.cross_entropy(model(x), t)
loss.backward()
adv = x + 0.1 * x.grad.sign()
print(F.cross_entropy(model(adv), t).item())
""",
    "input optimised": """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
for p in model.parameters():
    p.requires_grad_(False)
x = torch.zeros(1, 4, requires_grad=True)
opt = torch.optim.Adam([x], lr=0.1)
for _ in range(5):
    opt.zero_grad()
    loss = (model(x) - 3).pow(2).sum()
    loss.backward()
    opt.step()
""",
    "input optimised unfrozen": """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.zeros(1, 4, requires_grad=True)
opt = torch.optim.Adam([x], lr=0.1)
for _ in range(5):
    opt.zero_grad()
    loss = (model(x) - 3).pow(2).sum()
    loss.backward()
    opt.step()
""",
    "lora": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
base = nn.Linear(6, 6)
for p in base.parameters():
    p.requires_grad = False
A = nn.Parameter(torch.randn(2, 6) * 0.1)
B = nn.Parameter(torch.zeros(6, 2))
opt = torch.optim.AdamW([A, B], lr=0.01)
X = torch.randn(10, 6)
y = torch.randn(10, 6)
for _ in range(4):
    loss = F.mse_loss(base(X) + X @ A.T @ B.T, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "reinforce": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
policy = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))
opt = torch.optim.Adam(policy.parameters(), lr=0.01)
for ep in range(4):
    logs = []
    rewards = []
    s = torch.randn(4)
    for t in range(5):
        p = F.softmax(policy(s), dim=-1)
        a = torch.multinomial(p, 1).item()
        logs.append(torch.log(p[a]))
        rewards.append(float(a))
        s = torch.randn(4)
    R = torch.tensor(rewards)
    R = R - R.mean()
    loss = -(torch.stack(logs) * R).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "actor critic": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
actor = nn.Linear(3, 2)
critic = nn.Linear(3, 1)
opt = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=0.01)
for _ in range(4):
    s = torch.randn(8, 3)
    p = F.log_softmax(actor(s), 1)
    a = torch.randint(0, 2, (8,))
    r = torch.randn(8)
    v = critic(s).squeeze(-1)
    adv = r - v.detach()
    loss = -(p[range(8), a] * adv).mean() + F.mse_loss(v, r)
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "separate losses three opts": """
import torch
from torch import nn

torch.manual_seed(0)
A = nn.Linear(3, 3)
B = nn.Linear(3, 3)
oa = torch.optim.SGD(A.parameters(), lr=0.01)
ob = torch.optim.SGD(B.parameters(), lr=0.01)
x = torch.randn(5, 3)
for i in range(6):
    la = (A(x) ** 2).mean()
    oa.zero_grad()
    la.backward()
    oa.step()
    if i % 2:
        lb = (B(A(x).detach()) ** 2).mean()
        ob.zero_grad()
        lb.backward()
        ob.step()
""",
    "ema": """
import torch
from torch import nn

torch.manual_seed(0)
import copy

m = nn.Linear(3, 1)
ema = copy.deepcopy(m)
opt = torch.optim.SGD(m.parameters(), lr=0.1)
x = torch.randn(8, 3)
for _ in range(4):
    loss = (m(x) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        for a, b in zip(ema.parameters(), m.parameters()):
            a.mul_(0.9).add_(b, alpha=0.1)
""",
    "clamp weights wgan": """
import torch
from torch import nn

torch.manual_seed(0)
D = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(), nn.Linear(8, 1))
G = nn.Linear(2, 2)
od = torch.optim.RMSprop(D.parameters(), lr=0.01)
og = torch.optim.RMSprop(G.parameters(), lr=0.01)
for it in range(3):
    for _ in range(2):
        od.zero_grad()
        loss = -(D(torch.randn(8, 2) + 2).mean() - D(G(torch.randn(8, 2)).detach()).mean())
        loss.backward()
        od.step()
        for p in D.parameters():
            p.data.clamp_(-0.1, 0.1)
    og.zero_grad()
    (-D(G(torch.randn(8, 2))).mean()).backward()
    og.step()
""",
    "gan G first": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
G = nn.Linear(2, 2)
D = nn.Linear(2, 1)
og = torch.optim.Adam(G.parameters())
od = torch.optim.Adam(D.parameters())
for _ in range(3):
    og.zero_grad()
    z = torch.randn(8, 2)
    g = G(z)
    lg = F.binary_cross_entropy_with_logits(D(g), torch.ones(8, 1))
    lg.backward()
    og.step()
    od.zero_grad()
    ld = F.binary_cross_entropy_with_logits(
        D(torch.randn(8, 2)), torch.ones(8, 1)
    ) + F.binary_cross_entropy_with_logits(D(g.detach()), torch.zeros(8, 1))
    ld.backward()
    od.step()
""",
    "alternating params": """
import torch

torch.manual_seed(0)
U = torch.randn(5, 2, requires_grad=True)
V = torch.randn(4, 2, requires_grad=True)
R = torch.randn(5, 4)
ou = torch.optim.SGD([U], lr=0.01)
ov = torch.optim.SGD([V], lr=0.01)
for _ in range(4):
    ou.zero_grad()
    ((U @ V.T - R) ** 2).mean().backward()
    ou.step()
    ov.zero_grad()
    ((U @ V.T - R) ** 2).mean().backward()
    ov.step()
""",
    "batchnorm cnn": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
m = nn.Sequential(
    nn.Conv2d(1, 6, 3),
    nn.BatchNorm2d(6),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(6, 8, 3),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(8, 3),
)
opt = torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9)
X = torch.rand(12, 1, 8, 8)
t = torch.randint(0, 3, (12,))
for _ in range(4):
    opt.zero_grad()
    loss = F.cross_entropy(m(X), t)
    loss.backward()
    opt.step()
""",
    "transformer encoder": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
out = nn.Linear(8, 5)
opt = torch.optim.Adam([*enc.parameters(), *out.parameters()], lr=0.001)
X = torch.randn(3, 6, 8)
t = torch.randint(0, 5, (3, 6))
for _ in range(3):
    opt.zero_grad()
    loss = F.cross_entropy(out(enc(X)).view(-1, 5), t.view(-1))
    loss.backward()
    opt.step()
""",
    "flatten mse scalar": """
import torch

torch.manual_seed(0)
w = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
x = torch.linspace(0, 1, 10)
y = 2 * x + 1
for _ in range(5):
    loss = ((w * x + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
        w.grad.zero_()
        b.grad.zero_()
""",
    "autograd grad": """
import torch

torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
x = torch.randn(10, 3)
for _ in range(4):
    loss = ((x @ w) ** 2).mean()
    (g,) = torch.autograd.grad(loss, w)
    with torch.no_grad():
        w -= 0.1 * g
""",
    "momentum by hand values": """
from stepgrad import Value

w = Value(1.0)
v = 0.0
for _ in range(5):
    loss = (w - 3) ** 2
    w.grad = None
    loss.backward()
    v = 0.9 * v - 0.05 * w.grad
    w.data += v
""",
    "new params each time": """
from stepgrad import Value

for lr in (0.1, 0.2):
    w = Value(1.0)
    for _ in range(3):
        w.grad = None
        loss = (w - 3) ** 2
        loss.backward()
        w.data -= lr * w.grad
""",
    "two models one loop": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
ms = [nn.Linear(2, 1) for _ in range(2)]
os_ = [torch.optim.SGD(m.parameters(), lr=0.1) for m in ms]
X = torch.randn(6, 2)
y = torch.randn(6, 1)
for m, o in zip(ms, os_):
    for _ in range(3):
        o.zero_grad()
        l = F.mse_loss(m(X), y)
        l.backward()
        o.step()
""",
    "ensemble eval grads": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
m = nn.Linear(2, 1)
X = torch.randn(6, 2)
y = torch.randn(6, 1)
for lr in (0.1, 0.2):
    opt = torch.optim.SGD(m.parameters(), lr=lr)
    for _ in range(3):
        opt.zero_grad()
        l = F.mse_loss(m(X), y)
        l.backward()
        opt.step()
""",
    "saliency after training": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
m = nn.Linear(2, 1)
X = torch.randn(6, 2)
y = torch.randn(6, 1)
for lr in (0.1, 0.2):
    opt = torch.optim.SGD(m.parameters(), lr=lr)
    for _ in range(3):
        opt.zero_grad()
        l = F.mse_loss(m(X), y)
        l.backward()
        opt.step()
x = torch.randn(1, 2, requires_grad=True)
m(x).sum().backward()
print(x.grad)
""",
    "triplet": """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(4):
    a, p, n = (net(torch.randn(6, 4)) for _ in range(3))
    loss = F.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 1).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "pinn": """
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
t = torch.linspace(0, 1, 10).view(-1, 1)
for _ in range(3):
    loss = ((net(t) - torch.sin(t)) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "grad check twice same": """
from stepgrad import Value


def f(x):
    return x**3


a = Value(2.0)
f(a).backward()
g = a.grad
b = Value(2.0)
f(b).backward()
""",
    "svm values": """
import random
from stepgrad import Value

random.seed(0)
w = [Value(0.1), Value(-0.1)]
b = Value(0.0)
data = [((1.0, 2.0), 1), ((2.0, 3.0), 1), ((-1.0, -1.0), -1), ((-2.0, -1.5), -1)]
for _ in range(30):
    loss = sum(((1 - k * (w[0] * x[0] + w[1] * x[1] + b)).relu() for x, k in data)) / 4 + 0.01 * (
        w[0] ** 2 + w[1] ** 2
    )
    for p in (*w, b):
        p.grad = None
    loss.backward()
    for p in (*w, b):
        p.data -= 0.1 * p.grad
""",
    "sigmoid classifier converged": """
from stepgrad import Value

w = Value(0.1)
b = Value(0.0)
for _ in range(60):
    loss = 0
    for x, t in ((2.0, 1), (3.0, 1), (4.0, 1)):
        p = (w * x + b).sigmoid()
        loss = loss - (p.log() if t else (1 - p).log())
    w.grad = b.grad = None
    loss.backward()
    w.data -= 2 * w.grad
    b.data -= 2 * b.grad
""",
}
