"""④ Healthy programs in the manner of public tutorials, with habits that are bad at times and break nothing."""

PROGRAMS = {
    "autograd tutorial": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.ones(5)
y = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
z = torch.matmul(x, w)+b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
loss.backward()
print(w.grad)
print(b.grad)
z = torch.matmul(x, w)+b
print(z.requires_grad)
with torch.no_grad():
    z = torch.matmul(x, w)+b
print(z.requires_grad)
z = torch.matmul(x, w)+b
z_det = z.detach()
print(z_det.requires_grad)
""",
    "sin polynomial tensors": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
import math
x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
a = torch.randn((), requires_grad=True)
b = torch.randn((), requires_grad=True)
c = torch.randn((), requires_grad=True)
d = torch.randn((), requires_grad=True)
learning_rate = 1e-6
for t in range(100):
    y_pred = a + b * x + c * x ** 2 + d * x ** 3
    loss = (y_pred - y).pow(2).sum()
    if t % 10 == 9:
        print(t, loss.item())
    loss.backward()
    with torch.no_grad():
        a -= learning_rate * a.grad
        b -= learning_rate * b.grad
        c -= learning_rate * c.grad
        d -= learning_rate * d.grad
        a.grad = None
        b.grad = None
        c.grad = None
        d.grad = None
print(a.item())
""",
    "polynomial nn": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
import math
x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
p = torch.tensor([1, 2, 3])
xx = x.unsqueeze(-1).pow(p)
model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
loss_fn = torch.nn.MSELoss(reduction='sum')
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for t in range(50):
    y_pred = model(xx)
    loss = loss_fn(y_pred, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
linear_layer = model[0]
print(linear_layer.bias.item(), linear_layer.weight[:, 0].item())
""",
    "tensor vec jacobian": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.randn(3, requires_grad=True)
y = x * 2
while y.data.norm() < 1000:
    y = y * 2
print(y)
v = torch.tensor([0.1, 1.0, 0.0001], dtype=torch.float)
y.backward(v)
print(x.grad)
print(x.requires_grad)
print((x ** 2).requires_grad)
with torch.no_grad():
    print((x ** 2).requires_grad)
""",
    "external grad tutorial": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2
external_grad = torch.tensor([1., 1.])
Q.backward(gradient=external_grad)
print(9*a**2 == a.grad)
print(-2*b == b.grad)
x = torch.rand(5, 5)
y = torch.rand(5, 5)
z = torch.rand((5, 5), requires_grad=True)
a = x + y
print(f"Does `a` require gradients?: {a.requires_grad}")
b = x + z
print(f"Does `b` require gradients?: {b.requires_grad}")
""",
    "blitz conv net": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 3, 3)
        self.conv2 = nn.Conv2d(3, 4, 3)
        self.fc1 = nn.Linear(4 * 2 * 2, 10)
        self.fc2 = nn.Linear(10, 4)
    def forward(self, input):
        c1 = F.relu(self.conv1(input))
        s2 = F.max_pool2d(c1, (2, 2))
        c3 = F.relu(self.conv2(s2))
        s4 = F.max_pool2d(c3, 2)
        s4 = torch.flatten(s4, 1)
        f5 = F.relu(self.fc1(s4))
        return self.fc2(f5)
torch.manual_seed(1)
net = Net()
print(net)
params = list(net.parameters())
input = torch.randn(1, 1, 14, 14)
out = net(input)
net.zero_grad()
out.backward(torch.randn(1, 4))
output = net(input)
target = torch.randn(4).view(1, -1)
criterion = nn.MSELoss()
loss = criterion(output, target)
net.zero_grad()
print(net.conv1.bias.grad)
loss.backward()
print(net.conv1.bias.grad)
for f in net.parameters():
    f.data.sub_(f.grad.data * 0.01)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
optimizer.zero_grad()
output = net(input)
loss = criterion(output, target)
loss.backward()
optimizer.step()
""",
    "micrograd demo": """\
from stepgrad.micrograd.engine import Value
from stepgrad.micrograd.nn import MLP, Neuron, Layer
import random
random.seed(1337)
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(12, 2)); y = np.where(X[:, 0] > X[:, 1], 1, -1)
model = MLP(2, [8, 8, 1])
def loss(batch_size=None):
    inputs = [list(map(Value, xrow)) for xrow in X]
    scores = list(map(model, inputs))
    losses = [(1 + -yi*scorei).relu() for yi, scorei in zip(y, scores)]
    data_loss = sum(losses) * (1.0 / len(losses))
    alpha = 1e-4
    reg_loss = alpha * sum((p*p for p in model.parameters()))
    total_loss = data_loss + reg_loss
    accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores)]
    return total_loss, sum(accuracy) / len(accuracy)
for k in range(20):
    total_loss, acc = loss()
    model.zero_grad()
    total_loss.backward()
    learning_rate = 1.0 - 0.9*k/100
    for p in model.parameters():
        p.data -= learning_rate * p.grad
""",
    "micrograd readme": """\
from stepgrad.micrograd.engine import Value
from stepgrad.micrograd.nn import MLP, Neuron, Layer
import random
random.seed(1337)
a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
print(f'{g.data:.4f}')
g.backward()
print(f'{a.grad:.4f}')
print(f'{b.grad:.4f}')
""",
    "karpathy neuron": """\
from stepgrad import Value
x1 = Value(2.0)
x2 = Value(0.0)
w1 = Value(-3.0)
w2 = Value(1.0)
b = Value(6.8813735870195432)
x1w1 = x1*w1
x2w2 = x2*w2
x1w1x2w2 = x1w1 + x2w2
n = x1w1x2w2 + b
o = n.tanh()
o.backward()
""",
    "karpathy mlp 4 examples": """\
from stepgrad import Value
import random
random.seed(3)
class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1,1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1,1))
    def __call__(self, x):
        act = sum((wi*xi for wi, xi in zip(self.w, x)), self.b)
        return act.tanh()
    def parameters(self): return self.w + [self.b]
class Layer:
    def __init__(self, nin, nout): self.neurons = [Neuron(nin) for _ in range(nout)]
    def __call__(self, x):
        outs = [n(x) for n in self.neurons]
        return outs[0] if len(outs) == 1 else outs
    def parameters(self): return [p for n in self.neurons for p in n.parameters()]
class MLP:
    def __init__(self, nin, nouts):
        sz = [nin] + nouts
        self.layers = [Layer(sz[i], sz[i+1]) for i in range(len(nouts))]
    def __call__(self, x):
        for layer in self.layers: x = layer(x)
        return x
    def parameters(self): return [p for l in self.layers for p in l.parameters()]
n = MLP(3, [4, 4, 1])
xs = [[2.0, 3.0, -1.0],[3.0, -1.0, 0.5],[0.5, 1.0, 1.0],[1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
for k in range(40):
    ypred = [n(x) for x in xs]
    loss = sum((yout - ygt)**2 for ygt, yout in zip(ys, ypred))
    for p in n.parameters(): p.grad = 0.0
    loss.backward()
    for p in n.parameters(): p.data += -0.1 * p.grad
print(loss)
""",
    "makemore bigram": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
g = torch.Generator().manual_seed(2147483647)
xs = torch.tensor([0, 5, 13, 13, 1]); ys = torch.tensor([5, 13, 13, 1, 0])
W = torch.randn((27, 27), generator=g, requires_grad=True)
for k in range(20):
    xenc = F.one_hot(xs, num_classes=27).float()
    logits = xenc @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdims=True)
    loss = -probs[torch.arange(5), ys].log().mean() + 0.01*(W**2).mean()
    W.grad = None
    loss.backward()
    W.data += -50 * W.grad
print(loss.item())
""",
    "makemore mlp": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
g = torch.Generator().manual_seed(2147483647)
X = torch.randint(0, 27, (60, 3), generator=g); Y = torch.randint(0, 27, (60,), generator=g)
C = torch.randn((27, 2), generator=g)
W1 = torch.randn((6, 30), generator=g)
b1 = torch.randn(30, generator=g)
W2 = torch.randn((30, 27), generator=g)
b2 = torch.randn(27, generator=g)
parameters = [C, W1, b1, W2, b2]
for p in parameters:
    p.requires_grad = True
lossi = []
for i in range(30):
    ix = torch.randint(0, X.shape[0], (32,), generator=g)
    emb = C[X[ix]]
    h = torch.tanh(emb.view(-1, 6) @ W1 + b1)
    logits = h @ W2 + b2
    loss = F.cross_entropy(logits, Y[ix])
    for p in parameters:
        p.grad = None
    loss.backward()
    lr = 0.1 if i < 15 else 0.01
    for p in parameters:
        p.data += -lr * p.grad
    lossi.append(loss.log10().item())
@torch.no_grad()
def split_loss():
    emb = C[X]
    h = torch.tanh(emb.view(-1, 6) @ W1 + b1)
    return F.cross_entropy(h @ W2 + b2, Y).item()
print(split_loss())
""",
    "makemore backprop ninja": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
n = 8
W1 = torch.randn(6, 16) * (5/3)/(6**0.5); b1 = torch.randn(16) * 0.1
W2 = torch.randn(16, 5) * 0.1; b2 = torch.randn(5) * 0.1
bngain = torch.randn((1, 16))*0.1 + 1.0
bnbias = torch.randn((1, 16))*0.1
parameters = [W1, b1, W2, b2, bngain, bnbias]
for p in parameters: p.requires_grad = True
X = torch.randn(n, 6); Y = torch.randint(0, 5, (n,))
hprebn = X @ W1 + b1
bnmeani = 1/n*hprebn.sum(0, keepdim=True)
bndiff = hprebn - bnmeani
bndiff2 = bndiff**2
bnvar = 1/(n-1)*(bndiff2).sum(0, keepdim=True)
bnvar_inv = (bnvar + 1e-5)**-0.5
bnraw = bndiff * bnvar_inv
hpreact = bngain * bnraw + bnbias
h = torch.tanh(hpreact)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdim=True).values
norm_logits = logits - logit_maxes
counts = norm_logits.exp()
counts_sum = counts.sum(1, keepdims=True)
counts_sum_inv = counts_sum**-1
probs = counts * counts_sum_inv
logprobs = probs.log()
loss = -logprobs[range(n), Y].mean()
for p in parameters: p.grad = None
for t in [logprobs, probs, counts, counts_sum, counts_sum_inv, norm_logits, logit_maxes, logits, h, hpreact, bnraw, bnvar_inv, bnvar, bndiff2, bndiff, hprebn, bnmeani]:
    t.retain_grad()
loss.backward()
print(loss, logits.grad.shape)
""",
    "nn tutorial mnist from scratch": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
import math
x_train = torch.rand(64, 20); y_train = torch.randint(0, 4, (64,))
weights = torch.randn(20, 4) / math.sqrt(20)
weights.requires_grad_()
bias = torch.zeros(4, requires_grad=True)
def log_softmax(x):
    return x - x.exp().sum(-1).log().unsqueeze(-1)
def model(xb):
    return log_softmax(xb @ weights + bias)
def nll(input, target):
    return -input[range(target.shape[0]), target].mean()
bs = 16
lr = 0.5
for epoch in range(2):
    for i in range(4):
        xb = x_train[i*bs:(i+1)*bs]; yb = y_train[i*bs:(i+1)*bs]
        pred = model(xb)
        loss = nll(pred, yb)
        loss.backward()
        with torch.no_grad():
            weights -= weights.grad * lr
            bias -= bias.grad * lr
            weights.grad.zero_()
            bias.grad.zero_()
print(nll(model(xb), yb))
""",
    "quickstart relu net": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 10))
    def forward(self, x):
        return self.linear_relu_stack(self.flatten(x))
model = NeuralNetwork()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
X = torch.rand(64, 1, 4, 4); Y = torch.randint(0, 10, (64,))
for epoch in range(3):
    model.train()
    for b in range(4):
        pred = model(X[b*16:(b+1)*16])
        loss = loss_fn(pred, Y[b*16:(b+1)*16])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()
    with torch.no_grad():
        print(loss_fn(model(X), Y).item())
""",
    "char rnn classification": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
class RNN(nn.Module):
    def __init__(self, i, h, o):
        super().__init__()
        self.hidden_size = h
        self.i2h = nn.Linear(i + h, h)
        self.h2o = nn.Linear(h, o)
        self.softmax = nn.LogSoftmax(dim=1)
    def forward(self, input, hidden):
        hidden = torch.tanh(self.i2h(torch.cat((input, hidden), 1)))
        return self.softmax(self.h2o(hidden)), hidden
    def initHidden(self):
        return torch.zeros(1, self.hidden_size)
rnn = RNN(6, 12, 3)
criterion = nn.NLLLoss()
for it in range(6):
    line = torch.eye(6)[torch.randint(0, 6, (5,))].unsqueeze(1)
    hidden = rnn.initHidden()
    rnn.zero_grad()
    for i in range(line.size()[0]):
        output, hidden = rnn(line[i], hidden)
    loss = criterion(output, torch.tensor([it % 3]))
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-0.005)
""",
    "dqn-ish": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
policy = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
target = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
target.load_state_dict(policy.state_dict())
opt = torch.optim.AdamW(policy.parameters(), lr=1e-3)
for i in range(5):
    s = torch.randn(8, 4); a = torch.randint(0, 2, (8, 1)); r = torch.randn(8)
    q = policy(s).gather(1, a)
    with torch.no_grad():
        nq = target(torch.randn(8, 4)).max(1).values
    expected = nq * 0.99 + r
    loss = nn.SmoothL1Loss()(q, expected.unsqueeze(1))
    opt.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy.parameters(), 100)
    opt.step()
""",
    "reinforce": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for ep in range(4):
    logps = []; rewards = []
    for t in range(6):
        p = F.softmax(net(torch.randn(1, 4)), dim=1)
        logps.append(torch.log(p[0, t % 2])); rewards.append(1.0)
    R = 0; returns = []
    for r in rewards[::-1]:
        R = r + 0.99 * R; returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + 1e-9)
    loss = torch.stack([-l * r for l, r in zip(logps, returns)]).sum()
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "linear regression bad habit no opt zero first": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.rand(50, 1); y = 3 * x + 1 + 0.1 * torch.randn(50, 1)
model = nn.Linear(1, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for e in range(100):
    loss = F.mse_loss(model(x), y)
    loss.backward()
    opt.step()
    model.zero_grad()
""",
    "logistic confident": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.cat([torch.randn(20, 2) + 4, torch.randn(20, 2) - 4]); y = torch.cat([torch.ones(20), torch.zeros(20)])
model = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
opt = torch.optim.SGD(model.parameters(), lr=1.0)
for e in range(60):
    p = model(x).squeeze(1)
    loss = F.binary_cross_entropy(p, y)
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "xor sigmoid 500": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(2)
X = torch.tensor([[0.,0.],[0.,1.],[1.,0.],[1.,1.]]); Y = torch.tensor([[0.],[1.],[1.],[0.]])
net = nn.Sequential(nn.Linear(2, 4), nn.Sigmoid(), nn.Linear(4, 1), nn.Sigmoid())
opt = torch.optim.SGD(net.parameters(), lr=2.0)
for e in range(500):
    opt.zero_grad()
    loss = nn.MSELoss()(net(X), Y)
    loss.backward()
    opt.step()
""",
    "xor relu small": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(5)
X = torch.tensor([[0.,0.],[0.,1.],[1.,0.],[1.,1.]]); Y = torch.tensor([[0.],[1.],[1.],[0.]])
net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.05)
for e in range(150):
    loss = ((net(X) - Y) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "cs231n two layer": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
N, D_in, H, D_out = 64, 100, 50, 10
x = torch.randn(N, D_in); y = torch.randn(N, D_out)
w1 = torch.randn(D_in, H, requires_grad=True)
w2 = torch.randn(H, D_out, requires_grad=True)
lr = 1e-6
for t in range(30):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        w1 -= lr * w1.grad
        w2 -= lr * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
""",
    "svm hinge linear sep": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
X = torch.cat([torch.randn(15, 2) + 3, torch.randn(15, 2) - 3]); y = torch.cat([torch.ones(15), -torch.ones(15)])
w = torch.zeros(2, requires_grad=True); b = torch.zeros(1, requires_grad=True)
opt = torch.optim.SGD([w, b], lr=0.1)
for e in range(30):
    loss = F.relu(1 - y * (X @ w + b)).mean() + 0.001 * (w @ w)
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "triplet": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
emb = nn.Linear(5, 3)
opt = torch.optim.SGD(emb.parameters(), lr=0.1)
for e in range(10):
    a, p, n = (emb(torch.randn(8, 5)) for _ in range(3))
    loss = F.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 0.2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "pairwise distances": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
z = torch.randn(10, 2, requires_grad=True)
d = torch.rand(10, 10)
opt = torch.optim.Adam([z], lr=0.1)
for e in range(10):
    diff = z[:, None] - z[None]
    dist = (diff.pow(2).sum(-1) + 1e-9).sqrt()
    loss = (dist - d).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "kmeans soft": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(4)
mu = torch.randn(4, 1, requires_grad=True)
opt = torch.optim.Adam([mu], lr=0.1)
for e in range(10):
    r = torch.softmax(-(x - mu) ** 2, 0).detach()
    loss = (r * (x - mu) ** 2).sum()
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "dropout batchnorm net": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters(), weight_decay=1e-4)
X = torch.randn(24, 6); Y = torch.randint(0, 3, (24,))
for e in range(5):
    opt.zero_grad(); F.cross_entropy(net(X), Y).backward(); opt.step()
net.eval()
print((net(X).argmax(1) == Y).float().mean())
""",
    "freeze backbone": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
backbone = nn.Sequential(nn.Linear(6, 8), nn.ReLU())
for p in backbone.parameters(): p.requires_grad = False
head = nn.Linear(8, 2)
opt = torch.optim.SGD(head.parameters(), lr=0.1)
for e in range(3):
    loss = F.cross_entropy(head(backbone(torch.randn(8, 6))), torch.randint(0, 2, (8,)))
    opt.zero_grad(); loss.backward(); opt.step()
for n, p in backbone.named_parameters():
    print(n, p.requires_grad, p.grad)
""",
    "style: optimise image": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
cnn = nn.Conv2d(1, 2, 3)
cnn.requires_grad_(False)
target = cnn(torch.rand(1, 1, 6, 6)).detach()
img = torch.rand(1, 1, 6, 6, requires_grad=True)
opt = torch.optim.LBFGS([img])
def closure():
    opt.zero_grad()
    loss = F.mse_loss(cnn(img), target)
    loss.backward()
    return loss
for i in range(3): opt.step(closure)
""",
    "fgsm": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))
model.eval()
for i in range(3):
    data = torch.rand(1, 6)
    data.requires_grad = True
    loss = F.nll_loss(F.log_softmax(model(data), dim=1), torch.tensor([1]))
    model.zero_grad()
    loss.backward()
    data_grad = data.grad.data
    pert = torch.clamp(data + 0.1 * data_grad.sign(), 0, 1)
    out = model(pert)
""",
    "grad accumulation": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Linear(3, 1); opt = torch.optim.SGD(net.parameters(), lr=0.1)
opt.zero_grad()
for i in range(8):
    loss = F.mse_loss(net(torch.randn(4, 3)), torch.randn(4, 1)) / 4
    loss.backward()
    if (i + 1) % 4 == 0:
        print(net.weight.grad.norm())
        opt.step(); opt.zero_grad()
""",
    "wgan-gp": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
D = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1)); G = nn.Linear(2, 2)
od = torch.optim.Adam(D.parameters()); og = torch.optim.Adam(G.parameters())
for i in range(3):
    real = torch.randn(8, 2); fake = G(torch.randn(8, 2)).detach()
    e = torch.rand(8, 1)
    xh = (e * real + (1 - e) * fake).requires_grad_(True)
    g = torch.autograd.grad(D(xh).sum(), xh, create_graph=True)[0]
    loss = D(fake).mean() - D(real).mean() + 10 * ((g.norm(2, dim=1) - 1) ** 2).mean()
    od.zero_grad(); loss.backward(); od.step()
    lg = -D(G(torch.randn(8, 2))).mean()
    og.zero_grad(); lg.backward(); og.step()
""",
    "pinn": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for i in range(5):
    t = torch.linspace(0, 1, 10).view(-1, 1).requires_grad_(True)
    u = net(t)
    du = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)[0]
    loss = ((du + u) ** 2).mean() + (net(torch.zeros(1, 1)) - 1).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "lstm": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
lstm = nn.LSTM(3, 8, batch_first=True); head = nn.Linear(8, 1)
opt = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=0.01)
for i in range(3):
    out, (h, c) = lstm(torch.randn(4, 12, 3))
    loss = F.mse_loss(head(out[:, -1]), torch.randn(4, 1))
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "rnn long 20": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
rnn = nn.RNN(3, 8, batch_first=True); head = nn.Linear(8, 1)
opt = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.01)
for i in range(3):
    out, h = rnn(torch.randn(4, 20, 3))
    loss = F.mse_loss(head(out[:, -1]), torch.randn(4, 1))
    opt.zero_grad(); loss.backward(); opt.step()
""",
    "stepgrad xor": """\
from stepgrad import Tensor, nn, optim, no_grad
import numpy as np
rng = np.random.default_rng(1)
X = Tensor([[0.,0.],[0.,1.],[1.,0.],[1.,1.]]); Y = Tensor([[0.],[1.],[1.],[0.]])
w1 = Tensor(rng.normal(size=(2, 8)), requires_grad=True); b1 = Tensor(np.zeros(8), requires_grad=True)
w2 = Tensor(rng.normal(size=(8, 1)), requires_grad=True); b2 = Tensor(np.zeros(1), requires_grad=True)
opt = optim.SGD([w1, b1, w2, b2], lr=0.2)
for i in range(100):
    p = ((X @ w1 + b1).tanh() @ w2 + b2).sigmoid()
    loss = ((p - Y) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
print(b1.grad)
""",
    "value fit line": """\
from stepgrad import Value
w, b = Value(0.0), Value(0.0)
for epoch in range(20):
    for x, y in [(1, 2), (2, 4), (3, 6)]:
        loss = (w * x + b - y) ** 2
        w.grad = b.grad = 0
        loss.backward()
        w.data -= 0.05 * w.grad
        b.data -= 0.05 * b.grad
""",
    "newton with create_graph": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor(2.0, requires_grad=True)
for i in range(5):
    y = x ** 3 - 2 * x - 5
    g, = torch.autograd.grad(y, x)
    with torch.no_grad():
        x -= y / g
print(x)
""",
    "retain graph two losses": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
enc = nn.Linear(3, 4); a = nn.Linear(4, 1); b = nn.Linear(4, 1)
opt = torch.optim.SGD([*enc.parameters(), *a.parameters(), *b.parameters()], lr=0.1)
for i in range(3):
    opt.zero_grad()
    h = torch.tanh(enc(torch.randn(5, 3)))
    a(h).pow(2).mean().backward(retain_graph=True)
    b(h).pow(2).mean().backward()
    opt.step()
""",
    "init scale too large but ok (makemore bad init)": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(42)
W1 = torch.randn(6, 50); b1 = torch.randn(50); W2 = torch.randn(50, 27); b2 = torch.randn(27)
ps = [W1, b1, W2, b2]
for p in ps: p.requires_grad_()
for i in range(10):
    X = torch.randn(32, 6); Y = torch.randint(0, 27, (32,))
    loss = F.cross_entropy(torch.tanh(X @ W1 + b1) @ W2 + b2, Y)
    for p in ps: p.grad = None
    loss.backward()
    for p in ps: p.data -= 0.1 * p.grad
""",
    "relu wide single batch": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(10, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 2))
loss = F.cross_entropy(net(torch.randn(4, 10)), torch.randint(0, 2, (4,)))
loss.backward()
for n, p in net.named_parameters(): print(n, p.grad.norm().item())
""",
    "clamp log": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
x = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
y = x.clamp(1e-7, 1 - 1e-7)
loss = -(y.log() + (1 - y).log()).mean()
loss.backward()
""",
    "-inf mask": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
T_ = 5
q = nn.Linear(8, 8); k = nn.Linear(8, 8); v = nn.Linear(8, 8)
x = torch.randn(2, T_, 8)
w = q(x) @ k(x).transpose(-2, -1) * 8 ** -0.5
tril = torch.tril(torch.ones(T_, T_))
w = w.masked_fill(tril == 0, float('-inf'))
out = F.softmax(w, dim=-1) @ v(x)
out.pow(2).mean().backward()
""",
    "gan bce": """\
import stepgrad.torch as torch
import stepgrad.torch.nn as nn
import stepgrad.torch.nn.functional as F
torch.manual_seed(0)
G = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2)); D = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Sigmoid())
og = torch.optim.Adam(G.parameters(), lr=2e-4); od = torch.optim.Adam(D.parameters(), lr=2e-4)
crit = nn.BCELoss()
for i in range(3):
    D.zero_grad()
    out = D(torch.randn(8, 2)).view(-1)
    eD = crit(out, torch.full((8,), 1.0)); eD.backward()
    fake = G(torch.randn(8, 2))
    out = D(fake.detach()).view(-1)
    eF = crit(out, torch.full((8,), 0.0)); eF.backward()
    od.step()
    G.zero_grad()
    eG = crit(D(fake).view(-1), torch.full((8,), 1.0)); eG.backward(); og.step()
""",
}
