import gc
from time import perf_counter

import numpy as np
from stepgrad import Tensor, Value

longest = 10000


def with_values(a, b):
    a, b = [Value(x) for x in a], [Value(x) for x in b]
    dot = a[0] * b[0]
    for x, y in zip(a[1:], b[1:], strict=True):
        dot = dot + x * y
    dot.backward()
    return [x.grad for x in a]


def with_tensors(a, b):
    a, b = Tensor(a, requires_grad=True), Tensor(b, requires_grad=True)
    (a @ b).backward()
    return a.grad


def seconds(function, *given):
    """Of one call: the fastest of five rounds, each long enough for the clock."""
    gc.disable()  # the garbage collector would look through all Values again and again, which is not the question
    rounds = []
    for _ in range(5):
        calls, start = 0, perf_counter()
        while calls == 0 or perf_counter() - start < 0.02:
            function(*given)
            calls += 1
        rounds.append((perf_counter() - start) / calls)
    gc.enable()
    return min(rounds)


timings = []
length = 10
while length <= longest:
    a, b = np.random.default_rng(0).standard_normal((2, length))
    # equal gradients; and a first call of both, before the clock starts
    assert np.array_equal(with_values(a.tolist(), b.tolist()), with_tensors(a, b))
    timings.append([length, seconds(with_values, a.tolist(), b.tolist()), seconds(with_tensors, a, b)])
    length *= 10
