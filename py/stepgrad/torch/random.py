"""② Random numbers: PyTorch's own. Its generator on the CPU is the Mersenne Twister, which NumPy has, too.

What is made of the twister's 32 bits is made as PyTorch 2.13 does it, one draw after the other, so that a program with
a seed computes what it computes there; logarithms and cosines may differ in the last bit.
Source: ATen/core/DistributionsHelper.h and ATen/native/cpu/DistributionTemplates.h of PyTorch.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from ..tensor import dtypes
from ..tensor.dtypes import INT
from ..tensor.graph import TensorBase, beside
from ..tensor.inplace import copy_
from .making import lengths, making, written_to
from .tensor import CPU, Tensor
from .words import LONG

_DEFAULT_SEED = 67280421310721
_WIDE = 1 << 28  # from such a range on, ints are made of 64 bits
_BLOCK = 16  # so many normal numbers, and more, are made 16 at a time


class Generator:
    """Where random numbers come from; one of its own for each purpose, or `default_generator` for all."""

    device = CPU

    def __init__(self, device: Any = "cpu") -> None:
        self.manual_seed(_DEFAULT_SEED)

    def manual_seed(self, seed: int) -> Generator:
        """Begin anew: the same seed, the same numbers."""
        self._seed = int(seed) % 2**64
        self._twister: Any = None  # made at the first draw: NumPy takes its time to import its own
        self._left: float | None = None  # normal numbers are made two at a time
        return self

    def initial_seed(self) -> int:
        """The seed that it began with."""
        return self._seed

    def seed(self) -> int:
        """Begin anew with a seed that nobody knows, and give that."""
        return self.manual_seed(int.from_bytes(os.urandom(7), "little"))._seed

    def get_state(self) -> Any:
        """All that it needs to go on from here, as a tensor of bytes."""
        state = self._bits().state["state"]
        left = math.nan if self._left is None else self._left
        parts = (
            state["key"].astype(np.uint32),
            np.array([self._seed, state["pos"]], np.uint64),
            np.array([left]),
        )
        return beside(Tensor, np.concatenate([part.view(np.uint8) for part in parts]))

    def set_state(self, new_state: Any) -> Generator:
        """Go on from where get_state() was asked."""
        held = np.ascontiguousarray(new_state._data)
        if held.dtype != np.uint8 or held.size != 624 * 4 + 24:
            raise RuntimeError("Generator.set_state: expected what get_state() gave")
        key, (seed, at), (left,) = (
            held[:2496].view(np.uint32),
            held[2496:2512].view(np.uint64),
            held[2512:].view(np.float64),
        )
        self.manual_seed(int(seed))
        self._bits().state = {"bit_generator": "MT19937", "state": {"key": key.copy(), "pos": int(at)}}
        self._left = None if math.isnan(left) else float(left)
        return self

    def clone_state(self) -> Generator:
        """Another one that goes on from here by itself."""
        return Generator().set_state(self.get_state())

    def __getstate__(self) -> Any:
        return self.get_state()

    def __setstate__(self, state: Any) -> None:
        self.set_state(state)

    def _bits(self) -> Any:
        if self._twister is None:
            from numpy.random import MT19937

            self._twister = MT19937()
            self._twister._legacy_seeding(self._seed % 2**32)
        return self._twister

    # what is made of the bits: so many numbers in a row

    def words(self, count: int) -> Any:
        """32 bits each."""
        return self._bits().random_raw(count)

    def long_words(self, count: int) -> Any:
        """64 bits each."""
        pairs = self._bits().random_raw(2 * count)
        return pairs[::2] << np.uint64(32) | pairs[1::2]

    def uniform(self, count: int, dtype: Any) -> Any:
        """From 0 to 1, without 1: as many bits as the dtype has."""
        if dtype == np.float64:
            return (self.long_words(count) & np.uint64(2**53 - 1)) * 2.0**-53
        return (self.words(count) & np.uint64(2**24 - 1)).astype(np.float32) * np.float32(2**-24)

    def normal(self, count: int, dtype: Any, mean: float, std: float, in_blocks: bool) -> Any:
        """From the normal distribution, by Box and Muller: "A Note on the Generation of Random Normal Deviates" (1958)."""
        if count < _BLOCK or not in_blocks:
            return np.array([self._one() * std + mean for _ in range(count)], dtype)
        numbers = self.uniform(count, dtype)
        whole = count // _BLOCK * _BLOCK
        wide = numbers.dtype.type
        done = [_blocks(numbers[:whole]) * wide(std) + wide(mean)]
        if whole < count:  # the last 16 are made again
            done[0] = done[0][: count - _BLOCK]
            done.append(_blocks(self.uniform(_BLOCK, dtype)) * wide(std) + wide(mean))
        return np.concatenate(done)

    def _one(self) -> float:
        if self._left is not None:
            number, self._left = self._left, None
            return number
        turn, far = self.uniform(2, np.dtype(np.float64)).tolist()
        radius, angle = math.sqrt(-2 * math.log1p(-far)), 2 * math.pi * turn
        self._left = radius * math.sin(angle)
        return radius * math.cos(angle)

    def ints(self, count: int, begin: int, end: int) -> Any:
        """From `begin` to `end`, without it."""
        words = self.words if end - begin < _WIDE else self.long_words
        return (words(count) % np.uint64(end - begin)).astype(np.int64) + begin

    def exponential(self, count: int, rate: float) -> Any:
        """From the exponential distribution."""
        return -1 / rate * np.log1p(-self.uniform(count, np.dtype(np.float64)))


def _blocks(numbers: Any) -> Any:
    """Normal numbers of uniform ones, in each 16 the first 8 with the last 8."""
    far, turn = np.moveaxis(numbers.reshape(-1, 2, _BLOCK // 2), 1, 0)
    radius, angle = np.sqrt(-2 * np.log(1 - far)), numbers.dtype.type(2 * math.pi) * turn
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)


default_generator = Generator()
default_generator.seed()


def manual_seed(seed: int) -> Generator:
    """Let all that draws without a generator of its own begin anew; the same seed, the same numbers."""
    return default_generator.manual_seed(seed)


def initial_seed() -> int:
    """The seed that the numbers began with."""
    return default_generator.initial_seed()


def seed() -> int:
    """Begin anew with a seed that nobody knows, and give that."""
    return default_generator.seed()


def get_rng_state() -> Any:
    """All that is needed to go on from here, as a tensor of bytes."""
    return default_generator.get_state()


def set_rng_state(new_state: Any) -> None:
    """Go on from where get_rng_state() was asked."""
    default_generator.set_state(new_state)


class fork_rng:
    """Afterwards the numbers go on as if nothing had been drawn."""

    def __init__(self, devices: Any = None, enabled: bool = True, **_: Any) -> None:
        self._enabled = enabled

    def __enter__(self) -> None:
        self._state = get_rng_state()

    def __exit__(self, *_: object) -> None:
        if self._enabled:
            set_rng_state(self._state)


# how the elements of an array are drawn: those that lie first in memory come first


def drawn(like: Any, draw: Callable[[int], Any]) -> Any:
    """An array of the shape and dtype of another, draw(count) along its memory."""
    order = sorted(range(like.ndim), key=lambda i: -like.strides[i]) if not like.flags.c_contiguous else None
    numbers = draw(like.size).astype(like.dtype)
    if order is None:
        return numbers.reshape(like.shape)
    return numbers.reshape([like.shape[i] for i in order]).transpose(np.argsort(order))


def uniform(like: Any, generator: Any, begin: float = 0.0, end: float = 1.0) -> Any:
    """An array as another is, of uniform numbers. Errors: RuntimeError."""
    if begin > end:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={begin:g} > to={end:g}"
        )
    source = generator or default_generator

    def draw(count: int) -> Any:
        numbers = source.uniform(count, like.dtype)
        if begin == 0 and end == 1:
            return numbers
        low, span = numbers.dtype.type(begin), numbers.dtype.type(end) - numbers.dtype.type(begin)
        # rounded once, as by PyTorch's compiler: of float32, float64 holds the product as it is
        return (numbers * np.float64(span) + np.float64(low)).astype(numbers.dtype)

    return drawn(like, draw)


def gaussian(like: Any, generator: Any, mean: float = 0.0, std: float = 1.0) -> Any:
    """An array as another is, of normal numbers. Errors: RuntimeError."""
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    source, in_blocks = generator or default_generator, like.flags.c_contiguous
    return drawn(like, lambda count: source.normal(count, like.dtype, mean, std, in_blocks))


def whole(like: Any, generator: Any, begin: int, end: int) -> Any:
    """An array as another is, of whole numbers. Errors: RuntimeError."""
    if begin >= end:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={begin} >= to={end}")
    return drawn(like, lambda count: (generator or default_generator).ints(count, begin, end))


def tosses(like: Any, generator: Any, p: Any) -> Any:
    """An array as another is, of ones (as often as p says, a number or a tensor) and zeros. Errors: RuntimeError."""
    source = generator or default_generator
    many = np.broadcast_to(p._data, like.shape) if isinstance(p, TensorBase) and p._data.ndim else None
    if (
        not np.all((chance := p._data if isinstance(p, TensorBase) else np.asarray(p)) >= 0)
        or (chance > 1).any()
    ):
        raise RuntimeError("Expected p_in >= 0 && p_in <= 1 to be true, but got false.")
    if many is None:
        number = float(chance)
        return drawn(like, lambda count: source.uniform(count, np.dtype(np.float64)) < number)
    return (drawn(many.copy(), lambda count: source.uniform(count, many.dtype)) < many).astype(like.dtype)


# the functions


def _new(name: str, size: Any, dtype: Any) -> Any:
    return np.empty(lengths(name, size), dtypes.FLOAT if dtype is None else dtype)


def _floats(name: str, like: Any) -> Any:
    if like.dtype.kind != "f":
        raise NotImplementedError(f'"{name}" not implemented for {_long_name(like.dtype)!r}')
    return like


def _long_name(dtype: Any) -> str:
    return LONG[str(dtype)]


@making
def rand(*size: Any, generator: Any = None, dtype: Any = None) -> Any:
    """Uniform numbers from 0 to 1."""
    return uniform(_floats("check_uniform_bounds", _new("rand", size, dtype)), generator)


@making
def randn(*size: Any, generator: Any = None, dtype: Any = None) -> Any:
    """Normal numbers, of mean 0 and variance 1."""
    return gaussian(_floats("normal_kernel_cpu", _new("randn", size, dtype)), generator)


@making
def randint(
    *args: Any, low: Any = None, high: Any = None, size: Any = None, generator: Any = None, dtype: Any = None
) -> Any:
    """randint(low = 0, high, size): whole numbers from low to high, without high."""
    given = [*args]
    if size is None:
        size = given.pop()
    if high is None:
        high = given.pop()
    begin = given.pop() if given else low or 0
    return whole(np.empty(lengths("randint", (size,)), dtype or INT), generator, int(begin), int(high))


@making
def randperm(n: int, *, generator: Any = None, dtype: Any = None) -> Any:
    """The ints below n in random order."""
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    source = generator or default_generator
    order = [*range(n)]
    for i, word in enumerate(source.words(max(n - 1, 0)).tolist()):
        j = i + word % (n - i)
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype or INT)


def _like(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    def like(input: Any, *args: Any, generator: Any = None, dtype: Any = None, **named: Any) -> Any:
        made = np.empty_like(input._data, input._data.dtype if dtype is None else dtype)
        return function(made, generator, *args, **named)

    like.__name__ = like.__qualname__ = name
    like.__doc__ = f"As {name.removesuffix('_like')}(), in the shape and dtype of another tensor."
    return making(like)


def _below(like: Any, generator: Any, low: Any = 0, high: Any = None) -> Any:
    return whole(like, generator, *((int(low), int(high)) if high is not None else (0, int(low))))


rand_like = _like(
    lambda made, generator: uniform(_floats("check_uniform_bounds", made), generator), "rand_like"
)
randn_like = _like(
    lambda made, generator: gaussian(_floats("normal_kernel_cpu", made), generator), "randn_like"
)
randint_like = _like(_below, "randint_like")


@making
def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Any = None, dtype: Any = None
) -> Any:
    """Normal numbers of this mean and deviation: numbers, with a size, or tensors."""
    if size is not None:
        return gaussian(_new("normal", (size,), dtype), generator, float(mean), float(std))
    arrays = [one._data if isinstance(one, TensorBase) else one for one in (mean, std)]
    shape = np.broadcast_shapes(*(np.shape(one) for one in arrays))
    kind = dtypes.common_dtype(*(one for one in arrays if isinstance(one, np.ndarray)))
    if np.any(np.asarray(arrays[1]) < 0):
        raise RuntimeError("normal expects all elements of std >= 0.0")
    return (gaussian(np.empty(shape, kind), generator) * arrays[1] + arrays[0]).astype(kind)


@making
def bernoulli(input: Any, p: Any = None, *, generator: Any = None, dtype: Any = None) -> Any:
    """1 as often as the input says, else 0."""
    return tosses(input._data, generator, input if p is None else p)


@making
def poisson(input: Any, generator: Any = None, *, dtype: Any = None) -> Any:
    """How often what happens `input` times on average does happen. Reproducible, but not PyTorch's own numbers."""
    source = np.random.Generator((generator or default_generator)._bits())
    return source.poisson(input._data).astype(input._data.dtype)


def multinomial(
    input: Any, num_samples: int, replacement: bool = False, *, generator: Any = None, out: Any = None
) -> Any:
    """Places along the last axis, each drawn as often as its share there says; without replacement none twice."""
    shares, source = input._data, generator or default_generator
    if shares.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if shares.dtype.kind != "f":
        raise RuntimeError(
            f"multinomial only supports floating-point dtypes for input, got: {_long_name(shares.dtype)}"
        )
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > shares.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if not (np.isfinite(shares).all() and (shares >= 0).all()):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if shares.size and (shares.sum(-1) == 0).any():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    if replacement and num_samples > 1:
        found = np.array([_from(row, num_samples, source) for row in np.atleast_2d(shares)])
        found = found.reshape(*shares.shape[:-1], num_samples)
    else:  # who is first to come, when each comes as often as its share says
        rates = shares / drawn(np.empty_like(shares), lambda count: source.exponential(count, 1.0))
        found = np.argsort(-rates, -1, kind="stable")[..., :num_samples]
    made = beside(Tensor, found.astype(INT))
    return made if out is None else written_to(out, made)


def _from(row: Any, count: int, source: Generator) -> Any:
    bounds = np.cumsum(row, dtype=row.dtype)
    bounds /= bounds[-1]
    bounds[-1] = 1
    return np.searchsorted(bounds, source.uniform(count, np.dtype(np.float64)))


# the methods in place


def _method(name: str, draw: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *args: Any, generator: Any = None, **named: Any) -> Any:
        return copy_(self, beside(self._class, draw(self._data, generator, *args, **named)))

    method.__name__, method.__qualname__, method.__doc__ = name, f"Tensor.{name}", draw.__doc__
    return method


def _uniform(like: Any, generator: Any, *bounds: float, **named: float) -> Any:
    """Put uniform numbers in its place, from `from` (0) to `to` (1)."""
    begin, end = (*bounds, *(0.0, 1.0)[len(bounds) :])
    return uniform(
        _floats("check_uniform_bounds", like), generator, named.get("from", begin), named.get("to", end)
    )


def _normal(like: Any, generator: Any, mean: float = 0.0, std: float = 1.0) -> Any:
    """Put normal numbers in its place."""
    return gaussian(_floats("normal_kernel_cpu", like), generator, float(mean), float(std))


def _bernoulli(like: Any, generator: Any, p: Any = 0.5) -> Any:
    """Put ones, as often as p says, and zeros in its place."""
    if not isinstance(p, TensorBase) and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return tosses(like, generator, p)


def _exponential(like: Any, generator: Any, lambd: float = 1.0) -> Any:
    """Put numbers of the exponential distribution in its place."""
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return drawn(
        _floats("exponential_", like),
        lambda count: (generator or default_generator).exponential(count, lambd),
    )


def _random(like: Any, generator: Any, *bounds: Any, **named: Any) -> Any:
    """Put whole numbers in its place, from `from` (0) to `to`, without it; else all that the dtype has."""
    begin, end = (*bounds, None)[:2] if len(bounds) > 1 else (0, *bounds, None)[:2]
    begin, end = named.get("from", begin), named.get("to", end)
    if end is None:
        return _any_number(like, generator or default_generator)
    return whole(like, generator, int(begin), int(end))


def _any_number(like: Any, source: Generator) -> Any:
    kind = like.dtype
    if kind == np.float64 or kind == np.int64:
        most = 2**53 + 1 if kind.kind == "f" else 2**63
        return drawn(like, lambda count: source.long_words(count) % np.uint64(most))
    most = (
        2 ** (np.finfo(kind).nmant + 1) + 1
        if kind.kind == "f"
        else 2
        if kind.kind == "b"
        else np.iinfo(kind).max + 1
    )
    return drawn(like, lambda count: source.words(count) % np.uint64(most))


def _log_normal(like: Any, generator: Any, mean: float = 1.0, std: float = 2.0) -> Any:
    """Put numbers in its place whose logarithms are normal."""
    source = generator or default_generator
    return drawn(like, lambda count: np.exp(source.normal(count, np.dtype(np.float64), mean, std, False)))


def _cauchy(like: Any, generator: Any, median: float = 0.0, sigma: float = 1.0) -> Any:
    """Put numbers of the Cauchy distribution in its place."""
    source = generator or default_generator
    return drawn(
        like,
        lambda count: median + sigma * np.tan(np.pi * (source.uniform(count, np.dtype(np.float64)) - 0.5)),
    )


def _geometric(like: Any, generator: Any, p: float) -> Any:
    """Put in its place how often one has to try what succeeds as often as p says."""
    source = generator or default_generator
    return drawn(
        like, lambda count: np.ceil(np.log(source.uniform(count, np.dtype(np.float64))) / math.log1p(-p))
    )


for _name, _draw in {
    "uniform_": _uniform, "normal_": _normal, "bernoulli_": _bernoulli, "exponential_": _exponential, "random_": _random,
    "log_normal_": _log_normal, "cauchy_": _cauchy, "geometric_": _geometric,
}.items():  # fmt: skip
    setattr(Tensor, _name, _method(_name, _draw))
Tensor.bernoulli, Tensor.multinomial = bernoulli, multinomial  # type: ignore[attr-defined]
