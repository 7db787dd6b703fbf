"""The next letter in names of rivers, with batch normalization written by hand."""

import torch
import torch.nn.functional as F

rivers = "aare adige arno oder oise orne rhine rhone saone seine tarn".split()
CONTEXT = 2
EMBEDDING = 3
HIDDEN = 6
BATCH = 12
STEPS = 9
RATE = 1.0


class Linear:
    def __init__(self, inputs, outputs, bias=True):
        self.weight = torch.randn(inputs, outputs) / inputs**0.5
        self.bias = torch.zeros(outputs) if bias else None

    def __call__(self, x):
        out = x @ self.weight
        return out if self.bias is None else out + self.bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]


class BatchNorm1d:
    """Each column gets the mean 0 and the variance 1, then a scale and a shift."""

    def __init__(self, columns, eps=1e-5, momentum=0.1):
        self.eps, self.momentum = eps, momentum
        self.training = True
        self.gamma, self.beta = torch.ones(columns), torch.zeros(columns)
        # Averages over the batches so far, for when there is no batch to compare with.
        self.running_mean = torch.zeros(columns)
        self.running_var = torch.ones(columns)

    def __call__(self, x):
        if self.training:
            mean, var = x.mean(0), x.var(0)
            with torch.no_grad():
                self.running_mean += self.momentum * (mean - self.running_mean)
                self.running_var += self.momentum * (var - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        normal = (x - mean) / torch.sqrt(var + self.eps)
        return self.gamma * normal + self.beta

    def parameters(self):
        return [self.gamma, self.beta]


class Tanh:
    def __call__(self, x):
        return torch.tanh(x)

    def parameters(self):
        return []


letters = ["."] + sorted(set("".join(rivers)))
number = {letter: i for i, letter in enumerate(letters)}
contexts, following = [], []
for river in rivers:
    context = [0] * CONTEXT
    for letter in river + ".":
        contexts.append(context)
        following.append(number[letter])
        context = context[1:] + [number[letter]]
X, Y = torch.tensor(contexts), torch.tensor(following)

torch.manual_seed(42)
embedding = torch.randn(len(letters), EMBEDDING)
layers = [
    Linear(CONTEXT * EMBEDDING, HIDDEN, bias=False),  # the mean takes a bias away again
    BatchNorm1d(HIDDEN),
    Tanh(),
    Linear(HIDDEN, len(letters)),
]


def parameters():
    return [embedding] + [p for layer in layers for p in layer.parameters()]


for p in parameters():
    p.requires_grad = True
print(len(X), "examples,", sum(p.nelement() for p in parameters()), "parameters")


def forward(contexts):
    x = embedding[contexts].view(len(contexts), -1)
    for layer in layers:
        x = layer(x)
    return x


for step in range(STEPS):
    for p in parameters():
        p.grad = None
    batch = torch.randint(0, len(X), (BATCH,))
    loss = F.cross_entropy(forward(X[batch]), Y[batch])
    loss.backward()
    for p in parameters():
        p.data -= RATE * p.grad
    print(f"step {step}: loss {loss.item():.4f}")

layers[1].training = False
with torch.no_grad():
    whole = F.cross_entropy(forward(X), Y)
print(f"loss over all examples, by the running averages: {whole.item():.4f}")
print("running mean:", layers[1].running_mean[:4])
