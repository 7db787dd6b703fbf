"""④ What readers write instead of the solutions of the exercises with code, and what they must be told."""

from __future__ import annotations

from typing import NamedTuple


class Wrong(NamedTuple):
    """The solution with `new` in the place of `old`. says: pieces of the message, in the words of tests/py/tracing/checks/grading.py."""

    old: str
    new: str
    says: tuple[str, ...]


WRONG: dict[str, list[Wrong]] = {
    "ex-build-graph": [
        Wrong("p = s * a", "p = s * b", ("Row `p = s * b`: expected value -2, yours 3",)),
        Wrong(
            "p = s * a", "p = s * 2", ("Row `a = Value(2.0)`: expected grad 1, yours 2", "Count the edges")
        ),
        Wrong("y.backward()", "", ("expected one call of backward()", "0 calls")),
        Wrong("p = s * a\ny = p + b", "y = s * a + b", ("expected a row named p",)),
    ],
    "ex-tanh": [
        Wrong("out.data**2", "x.data**2", ("expected 0.7864, came 0.75", "squares the result")),
        Wrong(
            "(1 - out.data**2) * out.grad",
            "1 - out.data**2",
            ("Row `x = Value(0.5)`", "upstream gradient is 3"),
        ),
        Wrong(
            "x.grad += (1",
            "x.grad = (1",
            ("Row `x = Value(0.5)`: expected grad 0.8553", "Add to what is there"),
        ),
        Wrong("x.grad +=", "x.gradient +=", ("AttributeError", "line 10")),
    ],
    "ex-division": [
        Wrong(
            "-a.data / b.data**2", "a.data / b.data**2", ("expected -1.5, came 1.5", "Does the quotient grow")
        ),
        Wrong("-a.data / b.data**2", "-a.data / b.data", ("expected -1.5, came -3", "exponent")),
        Wrong("out.grad / b.data", "out.grad * b.data", ("expected 0.5, came 2", "That is b")),
        Wrong("out.grad / b.data", "1 / b.data", ("Row `a = Value(6.0)`: expected grad 5, yours 0.5",)),
    ],
    "ex-max": [
        Wrong(
            "        if a.data >= b.data:\n            a.grad += out.grad\n        else:\n            b.grad += out.grad",
            "        a.grad += out.grad\n        b.grad += out.grad",
            ("expected [4, 0], came [4, 4]", "Only one of the two"),
        ),
        Wrong("a.grad += out.grad", "a.grad += a.data * out.grad", ("came [20, 0]", "no factor")),
        Wrong(">=", ">", ("where both are 2", "expected [4, 0], came [0, 4]")),
        Wrong("a.grad += out.grad", "a.grad += 1.0", ("came [1, 0]", "upstream gradient is 4")),
    ],
    "ex-numerical": [
        Wrong(
            "(f(x + eps) - f(x - eps)) / (2 * eps)",
            "(f(x + eps) - f(x)) / eps",
            ("came 12.61", "to the right of x alone"),
        ),
        Wrong("(2 * eps)", "eps", ("expected -3, came -6", "2ε apart")),
        Wrong("f(x + eps) - f(x - eps)", "f(x - eps) - f(x + eps)", ("expected -3, came 3", "as x grows")),
    ],
    "ex-accumulate": [
        Wrong(
            "b.grad += a.data",
            "b.grad = a.data",
            ("Row `x = Value(3.0)`: expected grad 5, yours 4", "brought it something already"),
        ),
        Wrong(
            "a.grad += out.grad",
            "a.grad = out.grad",
            ("c = (b + a) · b", "Row `b = Value(3.0)`: expected grad 8, yours 3"),
        ),
        Wrong(
            "b.grad += out.grad",
            "b.grad = out.grad",
            ("Row `b = Value(3.0)`: expected grad 8, yours 3", "only one of them is left"),
        ),
    ],
    "ex-topological-order": [
        Wrong(
            "        if ready:\n            order.append(name)\n        elif name not in seen:\n            seen.add(name)\n            waiting.append((name, True))\n",
            "        if name not in seen:\n            seen.add(name)\n            order.insert(0, name)\n",
            ("too late", "expected [], came ['b after s']", "entered before s"),
        ),
        Wrong(
            "    order, seen = [], set()\n    waiting = [(output, False)]\n    while waiting:\n",
            "    order = [one for name in operands[output] for one in operands_first(name, operands)] + [output]\n    return list(dict.fromkeys(order))\n    while waiting:\n",
            ("a chain of 50,000", "RecursionError, line 2"),
        ),
        Wrong("elif name not in seen", "elif True", ("each once", "came ['a', 'b', 'b', 'c', 's']")),
    ],
    "ex-train-neuron": [
        Wrong(
            "    for p in (w, b):\n        p.grad = 0.0\n",
            "",
            ("in pass 2: expected grad", "Look at the order"),
        ),
        Wrong("p.data -= rate", "p.data += rate", ("Row `", "in pass 1: expected value", "sign of the step")),
        Wrong(
            "loss = (y - target) ** 2",
            "loss = y - target",
            ("Row `loss = y - target`", "in pass 1: expected value 0.03"),
        ),
        Wrong("    loss.backward()\n", "", ("expected 20 calls of backward()", "came 0 calls")),
    ],
    "ex-unbroadcast": [
        Wrong(
            ", keepdims=True", "", ("expected the shape (3, 1), came (3,)", "the axis of length 1 is gone")
        ),
        Wrong(
            "g = g.sum(axis=axis, keepdims=True)",
            "g = g.mean(axis=axis, keepdims=True)",
            ("nothing is averaged",),
        ),
        Wrong(
            "if length == 1", "if length > 1", ("a row of shape (4,)", "expected the shape (4,), came (1,)")
        ),
    ],
    "ex-matmul": [
        Wrong("dC @ B.T", "B @ dC.T", ("dA, for A", "expected the shape (2, 3), came (3, 2)")),
        Wrong("A.T @ dC", "dC.T @ A", ("expected the shape (3, 4), came (4, 3)",)),
        Wrong("dC @ B.T", "dC @ B", ("ValueError, line 6",)),
    ],
    "ex-softmax-loss": [
        Wrong("gradient / len(answers)", "gradient", ("That is p − y", "divides by N")),
        Wrong("    gradient[right] -= 1\n", "", ("Where is the 1 of the right answers",)),
        Wrong(
            "scores - scores.max(axis=1, keepdims=True)", "scores", ("expected 0, came nan", "Shift each row")
        ),
        Wrong(".mean()", ".sum()", ("That is the sum",)),
    ],
    "ex-function": [
        Wrong(
            "return g * torch.sigmoid(x)",
            "return torch.sigmoid(x)",
            ("the upstream gradient is not 1", "has to be a factor"),
        ),
        Wrong("torch.sigmoid(x)", "torch.exp(x)", ("Row `x", "sigmoid(x)")),
        Wrong("        return g * torch.sigmoid(x)", "        pass", ("Row `x", "yours None")),
    ],
    "ex-momentum": [
        Wrong(
            "self.beta * self.velocities[i] + p.grad", "p.grad", ("expected 0.71, came 0.8", "a plain step")
        ),
        Wrong(
            "self.beta * self.velocities[i] + p.grad",
            "self.beta * self.velocities[i] + (1 - self.beta) * p.grad",
            ("expected 0.9, came 0.99", "counts in full"),
        ),
        Wrong(
            "self.velocities[i]",
            "self.velocities[0]",
            ("two parameters", "came [-1, -10.9]", "into the other"),
        ),
        Wrong(
            "            if p.grad is not None:\n    ", "            if True:\n    ", ("TypeError, line 1",)
        ),
    ],
    "ex-not-cleared": [
        Wrong("    optimizer.zero_grad()\n", "", ("in pass 2: expected grad", "of its own alone")),
        Wrong(
            "    optimizer.step()\n",
            "    optimizer.zero_grad()\n    optimizer.step()\n",
            ("Row `w", "in pass 1", "expected"),
        ),
    ],
    "ex-in-place": [
        Wrong(
            "y = y / y.sum()", "y /= y.sum()", ("RuntimeError, line 7", "modified by an inplace operation")
        ),
        Wrong("y = y / y.sum()", "y.data /= y.data.sum()", ("the gradient of x", "came")),
        Wrong("y = y / y.sum()", "y = (y / y.sum()).detach()", ("RuntimeError, line 7",)),
    ],
    "ex-lost-graph": [
        Wrong(
            "(w**2).sum()", "sum(part**2 for part in w.tolist())", ("came [-2.25, -4.5]", "the error alone")
        ),
        Wrong("(w**2).sum()", "(w.detach() ** 2).sum()", ("came [-2.25, -4.5]", "no way leads back")),
        Wrong("(w**2).sum()", "w.sum()", ("the loss", "expected 5.688")),
    ],
    "ex-update": [
        Wrong(
            "    with torch.no_grad():\n        w -= 0.1 * w.grad",
            "    w = w - 0.1 * w.grad",
            ("TypeError, line 9",),
        ),
        Wrong(
            "    with torch.no_grad():\n        w -= 0.1 * w.grad",
            "    w -= 0.1 * w.grad",
            ("RuntimeError, line 9", "leaf"),
        ),
        Wrong(
            "    with torch.no_grad():\n        w -= 0.1 * w.grad",
            "    w = (w - 0.1 * w.grad).detach()",
            ("RuntimeError, line 8",),
        ),
        Wrong("w -= 0.1", "w += 0.1", ("went up the slope",)),
    ],
    "ex-second-backward": [
        Wrong(
            "(small + near).backward()",
            "small.backward()\nnear.backward()",
            ("RuntimeError, line 8", "second time"),
        ),
        Wrong("(small + near).backward()", "small.backward()", ("`small` alone",)),
        Wrong("near = ((h - 1)", "near = ((h.detach() - 1)", ("the gradient of w", "`small` alone")),
    ],
}

# Other programs that are as right as the solutions.
RIGHT: dict[str, list[tuple[str, str]]] = {
    "ex-update": [
        ("w -= 0.1 * w.grad", "w.data -= 0.1 * w.grad"),
        ("w -= 0.1 * w.grad", "w.sub_(w.grad, alpha=0.1)"),
    ],
    "ex-second-backward": [
        ("(small + near).backward()", "small.backward(retain_graph=True)\nnear.backward()")
    ],
    "ex-train-neuron": [("p.grad = 0.0", "p.grad = None"), ("(y - target) ** 2", "(target - y) ** 2")],
    "ex-lost-graph": [("(w**2).sum()", "w @ w")],
    "ex-unbroadcast": [("        if length == 1:\n", "        if length == 1 and g.shape[axis] > 1:\n")],
    "ex-softmax-loss": [("-np.log(p[right]).mean()", "-sum(np.log(p[right])) / len(answers)")],
    "ex-numerical": [("(f(x + eps) - f(x - eps)) / (2 * eps)", "(f(x + eps) - f(x - eps)) / eps / 2")],
}
