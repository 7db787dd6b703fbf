"""Programs in which something stops being finite, and what the doctor says of them: kind, line, sentence."""

PROGRAMS: dict[str, tuple[str, list[tuple[str, int | None, str]]]] = {
    "where": (
        """\
import torch
x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
y = torch.where(x > 0, x.log(), 0.0)
y.sum().backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × ∞ gave NaN in the backward pass of log(0) (at x[0]), in the branch that where did not take, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "where2": (
        """\
import torch
x = torch.tensor([4.0, 0.0], requires_grad=True)
safe = x.sqrt()
a = safe * 2
y = torch.where(x > 1,
    a, torch.zeros(2))
loss = y.sum()
loss.backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × ∞ gave NaN in the backward pass of sqrt(0) (at x[1]), in the branch that where (line 5) did not take, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "log0": (
        """\
import torch
x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
y = x.log()
loss = y.sum()
loss.backward()
""",
        [
            ("infinity", 3, "At line 3, log(0) gave −∞ (at x[0]), and so loss is −∞."),
        ],
    ),
    "exp": (
        """\
import torch
x = torch.tensor(1000.0, requires_grad=True)
y = x.exp()
loss = y / y
loss.backward()
""",
        [
            (
                "infinity",
                3,
                "At line 3, exp(1000) is too large for a float and gave ∞; ∞ ÷ ∞ made NaN of it at line 4, and so loss is NaN.",
            ),
        ],
    ),
    "sqrt0": (
        """\
import torch
x = torch.tensor([0.0, 0.0], requires_grad=True)
n = (x ** 2).sum().sqrt()
n.backward()
""",
        [
            (
                "infinity",
                3,
                "At line 3, 1 × ∞ gave ∞ in the backward pass of sqrt(0), whose slope is infinite there; ∞ × 0 made NaN of it in the backward pass at line 3, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "sqrtneg": (
        """\
import torch
x = torch.tensor([1.0, -1.0], requires_grad=True)
n = x.sqrt()
""",
        [
            ("nan", 3, "At line 3, sqrt(−1) gave NaN (at x[1])."),
        ],
    ),
    "div0": (
        """\
import torch
x = torch.tensor([1.0, 0.0], requires_grad=True)
n = 1 / x
m = x / x
""",
        [
            ("infinity", 3, "At line 3, 1 ÷ 0 gave ∞ (at x[1])."),
            ("nan", 4, "At line 4, 0 ÷ 0 gave NaN (at x[1])."),
        ],
    ),
    "maskrow": (
        """\
import torch
s = torch.randn(2, 2, requires_grad=True)
m = s.masked_fill(torch.tensor([[True,True],[False,False]]), float('-inf'))
p = m.softmax(-1)
p.sum().backward()
""",
        [
            (
                "nan",
                4,
                "At line 4, softmax of a row whose numbers are all −∞, 0 ÷ 0, gave NaN, and so the result of line 5 is NaN.",
            ),
        ],
    ),
    "data": (
        """\
import torch
x = torch.tensor([1.0, float('nan')])
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x * w).sum()
loss.backward()
""",
        [
            ("nan", 2, "x, made at line 2, has NaN from the beginning (at x[1]), and so loss is NaN."),
        ],
    ),
    "mean": (
        """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = x[x > 5].mean()
loss.backward()
""",
        [
            ("nan", 3, "At line 3, the mean of no elements, 0 ÷ 0, gave NaN."),
        ],
    ),
    "std": (
        """\
import torch
x = torch.tensor([1.0], requires_grad=True)
loss = x.std()
loss.backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, the standard deviation of a single element divides by its number less 1, and 0 ÷ 0 gave NaN, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "sigmoid": (
        """\
import torch
x = torch.tensor(-1000.0, requires_grad=True)
y = 1 / (1 + torch.exp(-x))
y.backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × ∞ gave NaN in the backward pass of exp(1000), and so the gradient of x is NaN.",
            ),
        ],
    ),
    "diverge": (
        """\
import torch
w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([2.0, 4.0, 6.0])
opt = torch.optim.SGD([w], lr=1.0)
for step in range(40):
    opt.zero_grad()
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    opt.step()
""",
        [
            (
                "infinity",
                8,
                "At line 8, 2.174e19 ^ 2 is too large for float32 and gave ∞ (at element [0]), the first of 19 times, and so loss is ∞: the training diverges, for loss grew from 4.667 to 3.175e37 in 21 passes with a learning rate of 1.",
            ),
        ],
    ),
    "divergeV": (
        """\
from stepgrad import Value
w = Value(1.0)
for step in range(400):
    loss = (w * 3 - 6) * (w * 3 - 6)
    w.zero_grad()
    loss.backward()
    w.data -= 0.5 * w.grad
""",
        [
            (
                "infinity",
                4,
                "At line 4, 8.045e154 × 8.045e154 is too large for a float and gave ∞, the first of 170 times: the training diverges, for loss grew from 9 to 1.011e308 in 171 passes with a learning rate of 0.5.",
            ),
        ],
    ),
    "sqrtV": (
        """\
from stepgrad import Value
a = Value(0.0)
b = Value(0.0)
r = (a * a + b * b).sqrt()
r.backward()
""",
        [
            (
                "infinity",
                4,
                "At line 4, 1 × ∞ gave ∞ in the backward pass of sqrt(0), whose slope is infinite there; ∞ × 0 made NaN of it in the backward pass at line 4, and so the gradients of a and b are NaN.",
            ),
        ],
    ),
    "infsub": (
        """\
from stepgrad import Value
a = Value(float('inf'))
b = a - a
c = a * 0
""",
        [
            ("nan", 3, "At line 3, ∞ − ∞ gave NaN."),
            ("nan", 4, "At line 4, ∞ × 0 gave NaN."),
        ],
    ),
    "micro": (
        """\
from micrograd.engine import Value
a = Value(1e200)
b = a * a
c = b * 0
d = b + 1
d.backward()
""",
        [
            ("infinity", 3, "At line 3, 1e200 × 1e200 is too large for a float and gave ∞, and so d is ∞."),
        ],
    ),
    "loop": (
        """\
import torch
x = torch.tensor([0.0, 1.0], requires_grad=True)
for i in range(5):
    y = x.log().sum()
""",
        [
            ("infinity", 4, "At line 4, log(0) gave −∞ (at x[0]), the first of 5 times, and so y is −∞."),
        ],
    ),
    "bigexp": (
        """\
import torch
x = torch.zeros(20, 30, requires_grad=True)
with torch.no_grad():
    x[3, 4] = 100.0
y = x.exp()
loss = y.mean()
loss.backward()
""",
        [
            (
                "infinity",
                5,
                "At line 5, exp(100) is too large for float32 and gave ∞ (at x[3, 4]), and so loss is ∞.",
            ),
        ],
    ),
    "bigwhere": (
        """\
import torch
x = torch.ones(20, 30)
x[3, 4] = 0.0
x.requires_grad_()
y = torch.where(x > 0, x.log(), 0.0)
y.mean().backward()
""",
        [
            (
                "nan",
                5,
                "At line 5, 0 × ∞ gave NaN in the backward pass of log(0) (at x[3, 4]), in the branch that where did not take, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "clip": (
        """\
import torch
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = (1 / x).clamp(max=10.0)
y.sum().backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × (−∞) gave NaN in the backward pass of 1 ÷ 0 (at x[0]), in the part that clip cut off, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "pow": (
        """\
import torch
x = torch.tensor([0.0, 4.0], requires_grad=True)
y = x ** 0.5
y.sum().backward()
z = torch.tensor([-8.0]) ** (1/3)
""",
        [
            (
                "infinity",
                3,
                "At line 3, 1 × ∞ gave ∞ in the backward pass of 0 ^ 0.5, whose slope is infinite there (at x[0]), and so the gradient of x has ∞.",
            ),
            ("nan", 5, "At line 5, (−8) ^ 0.3333 gave NaN (at element [0])."),
        ],
    ),
    "ce": (
        """\
import torch
import torch.nn.functional as F
x = torch.randn(2, 3, requires_grad=True)
loss = F.cross_entropy(x, torch.tensor([-100, -100]))
loss.backward()
""",
        [
            ("nan", 4, "At line 4, the mean of no elements, 0 ÷ 0, gave NaN."),
        ],
    ),
    "assign": (
        """\
import torch
x = torch.ones(2, requires_grad=True)
x.sum().backward()
x.grad /= 0
""",
        [
            ("infinity", 2, "The program itself put ∞ into the gradient of x, made at line 2."),
        ],
    ),
    "bce": (
        """\
import torch
x = torch.tensor([100.0, -1.0], requires_grad=True)
t = torch.tensor([1.0, 0.0])
p = torch.sigmoid(x)
loss = -(t * p.log() + (1 - t) * (1 - p).log()).mean()
loss.backward()
""",
        [
            (
                "infinity",
                5,
                "At line 5, log(0) gave −∞ (at element [0]); 0 × (−∞) made NaN of it at line 5, and so loss is NaN.",
            ),
        ],
    ),
    "softmax": (
        """\
import torch
x = torch.tensor([1000.0, 1.0], requires_grad=True)
e = x.exp()
p = e / e.sum()
loss = p[0]
loss.backward()
""",
        [
            (
                "infinity",
                3,
                "At line 3, exp(1000) is too large for float32 and gave ∞ (at x[0]); ∞ ÷ ∞ made NaN of it at line 4, and so loss is NaN.",
            ),
        ],
    ),
    "normdiv": (
        """\
import torch
x = torch.zeros(3, requires_grad=True)
y = x / x.norm()
y.sum().backward()
""",
        [
            ("nan", 3, "At line 3, 0 ÷ 0 gave NaN (at x[0]), and so the result of line 4 is NaN."),
        ],
    ),
    "varsqrt": (
        """\
import torch
x = torch.ones(3, requires_grad=True)
s = x.var().sqrt()
s.backward()
""",
        [
            (
                "infinity",
                3,
                "At line 3, 1 × ∞ gave ∞ in the backward pass of sqrt(0), whose slope is infinite there; the backward pass of var made NaN of it at line 3, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "acos": (
        """\
import torch
x = torch.tensor([1.0, 0.0], requires_grad=True)
x.acos().sum().backward()
""",
        [
            (
                "infinity",
                3,
                "At line 3, 1 × (−∞) gave −∞ in the backward pass of acos(1), whose slope is infinite there (at x[0]), and so the gradient of x has −∞.",
            ),
        ],
    ),
    "pow0": (
        """\
import torch
x = torch.tensor(0.0)
y = torch.tensor(-1.0, requires_grad=True)
z = x ** y
z.backward()
""",
        [
            ("infinity", 4, "At line 4, 0 ^ (−1) gave ∞, and so the gradient of y is −∞."),
        ],
    ),
    "masked mean": (
        """\
import torch
x = torch.randn(3, requires_grad=True)
m = torch.zeros(3)
loss = (x * m).sum() / m.sum()
loss.backward()
""",
        [
            ("nan", 4, "At line 4, 0 ÷ 0 gave NaN, and so the gradient of x has NaN."),
        ],
    ),
    "half": (
        """\
import torch
x = torch.tensor([300.0]).half()
x.requires_grad_()
y = x * x
y.sum().backward()
""",
        [
            (
                "infinity",
                4,
                "At line 4, 300 × 300 is too large for float16 and gave ∞ (at x[0]), and so the result of line 5 is ∞.",
            ),
        ],
    ),
    "lse": (
        """\
import torch
x = torch.full((2, 3), float('-inf'))
w = torch.ones(2, 3, requires_grad=True)
y = torch.logsumexp(x + w, 1)
y.sum().backward()
""",
        [
            (
                "infinity",
                2,
                "x, made at line 2, has −∞ from the beginning (at x[0, 0]), and so the result of line 5 is −∞.",
            ),
        ],
    ),
    "matmul": (
        """\
import torch
a = torch.tensor([[0.0, 1.0]], requires_grad=True)
b = torch.tensor([[float('inf')], [1.0]])
y = a @ b
y.sum().backward()
""",
        [
            (
                "nan",
                4,
                "At line 4, 0 × ∞ in a product of matrices gave NaN, and so the result of line 5 is NaN.",
            ),
        ],
    ),
    "ceinf": (
        """\
import torch
import torch.nn.functional as F
x = torch.tensor([[float('-inf'), 1.0]], requires_grad=True)
loss = F.cross_entropy(x, torch.tensor([0]))
loss.backward()
""",
        [
            ("infinity", 3, "x, made at line 3, has −∞ from the beginning (at x[0, 0]), and so loss is ∞."),
        ],
    ),
    "rnn": (
        """\
import torch
w = torch.tensor([[3.0, 1.0], [1.0, 3.0]], requires_grad=True)
h = torch.ones(1, 2)
for t in range(100):
    h = h @ w
loss = h.sum()
loss.backward()
""",
        [
            (
                "infinity",
                5,
                "At line 5, a sum of products is too large for float32 and gave ∞ (at h[0, 0]), and so loss is ∞.",
            ),
        ],
    ),
    "wherev": (
        """\
from stepgrad import Value, where
x = Value(0.0)
y = where(x.data > 0, x.sqrt(), 0.0)
z = y * 2
z.backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × ∞ gave NaN in the backward pass of sqrt(0), in the branch that where did not take, and so the gradient of x is NaN.",
            ),
        ],
    ),
    "clipgrad": (
        """\
import torch
x = torch.zeros(2, requires_grad=True)
loss = (x * x).sum()
loss.backward()
x.grad /= x.grad.norm()
with torch.no_grad():
    x -= x.grad
""",
        [
            ("nan", 2, "The program itself put NaN into the gradient of x, made at line 2."),
        ],
    ),
    "custom": (
        """\
import torch
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x / 0
    @staticmethod
    def backward(ctx, g):
        return g / 0
x = torch.ones(2, requires_grad=True)
y = Bad.apply(x)
z = torch.where(torch.tensor([True, True]), torch.zeros(2), y)
(z.sum() + (x * 1).sum()).backward()
""",
        [
            (
                "nan",
                10,
                "At line 10, the gradient became NaN in the backward pass of Bad (at x[0]), in the branch that where (line 11) did not take, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "hook": (
        """\
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
y.register_hook(lambda g: g * float('nan'))
y.sum().backward()
""",
        [
            (
                "nan",
                3,
                "A hook changed the gradient of y, made at line 3, into NaN, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "seed": (
        """\
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
y.backward(torch.tensor([1.0, float('inf')]))
""",
        [
            (
                "infinity",
                3,
                "At line 3, backward() was given ∞ to begin with, and so the gradient of x has ∞.",
            ),
        ],
    ),
    "mulmask": (
        """\
import torch
x = torch.tensor([0.0, 1.0], requires_grad=True)
m = torch.tensor([0.0, 1.0])
loss = (m * x.log()).sum()
loss.backward()
""",
        [
            (
                "infinity",
                4,
                "At line 4, log(0) gave −∞ (at x[0]); 0 × (−∞) made NaN of it at line 4, and so loss is NaN.",
            ),
        ],
    ),
    "mulmask2": (
        """\
import torch
x = torch.tensor([0.0, 1.0], requires_grad=True)
m = torch.tensor([0.0, 1.0])
loss = (m * x.sqrt()).sum()
loss.backward()
""",
        [
            (
                "nan",
                4,
                "At line 4, 0 × ∞ gave NaN in the backward pass of sqrt(0) (at x[0]), behind a factor of 0, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "var1": (
        """\
import torch
x = torch.tensor([[1.0], [2.0]], requires_grad=True)
loss = x.var(1).sum()
loss.backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, the variance of a single element divides by its number less 1, and 0 ÷ 0 gave NaN (at element [0]), and so loss is NaN.",
            ),
        ],
    ),
    "max": (
        """\
import torch
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = torch.maximum(x.sqrt(), torch.tensor(0.5))
y.sum().backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × ∞ gave NaN in the backward pass of sqrt(0) (at x[0]), in the argument that maximum did not take, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "lr": (
        """\
import torch
x = torch.tensor([1.0, 1.0], requires_grad=True)
for i in range(3):
    loss = (x * x).sum()
    x.grad = None
    loss.backward()
    with torch.no_grad():
        x -= 1e30 * x.grad
""",
        [
            (
                "infinity",
                4,
                "At line 4, −2e30 × (−2e30) is too large for float32 and gave ∞ (at x[0]), and so loss is ∞.",
            ),
        ],
    ),
    "cdist": (
        """\
import torch
x = torch.tensor([[0.0, 0.0], [1.0, 1.0]], requires_grad=True)
d = ((x[:, None] - x[None]) ** 2).sum(-1).sqrt()
d.sum().backward()
""",
        [
            (
                "infinity",
                3,
                "At line 3, 1 × ∞ gave ∞ in the backward pass of sqrt(0), whose slope is infinite there (at element [0, 0]); ∞ × 0 made NaN of it in the backward pass at line 3, and so the gradient of x has NaN.",
            ),
        ],
    ),
    "loopw": (
        """\
from stepgrad import Value
w = Value(10.0)
h = Value(1.0)
for i in range(320):
    h = h * w
loss = h - h * 0.5
loss.backward()
""",
        [
            (
                "infinity",
                5,
                "At line 5, 1e308 × 10 is too large for a float and gave ∞; ∞ − ∞ made NaN of it at line 6, and so loss is NaN.",
            ),
        ],
    ),
    "nested": (
        """\
import torch
def safe_log(p):
    return torch.where(p > 0, torch.log(p), torch.zeros_like(p))
p = torch.tensor([0.5, 0.5, 0.0], requires_grad=True)
entropy = -(p * safe_log(p)).sum()
entropy.backward()
""",
        [
            (
                "nan",
                3,
                "At line 3, 0 × ∞ gave NaN in the backward pass of log(0) (at p[2]), in the branch that where did not take, and so the gradient of p has NaN.",
            ),
        ],
    ),
    "unary": (
        """\
import torch
x = torch.tensor([-2.0], requires_grad=True)
y = x.log()
z = (x + 2).log1p()
u = x.atanh()
v = (x+2).rsqrt()
w = x.acosh()
""",
        [
            ("nan", 3, "At line 3, log(−2) gave NaN (at x[0])."),
            ("nan", 5, "At line 5, atanh(−2) gave NaN (at x[0])."),
            ("infinity", 6, "At line 6, 1 ÷ sqrt(0) gave ∞ (at element [0])."),
            ("nan", 7, "At line 7, acosh(−2) gave NaN (at x[0])."),
        ],
    ),
}
