"""② torch.optim.LBFGS: Newton's steps, by what the last gradients say of the curvature; with or without a line search."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import mode, switched
from ...optim.optimizer import array_in
from ...tensor.graph import TensorBase, beside
from ..tensor import Tensor
from .kinds import Kind

Point = tuple[float, float, Any, float]  # how far, the loss there, the gradient, its slope along the way
_SEARCHES = (None, "strong_wolfe")


class LBFGS(Kind):
    """Steps along −H · gradient, H made of the last `history_size` changes. Source: Liu, Nocedal, Math. Program. 45 (1989), 503-528.

    step(closure): the closure computes the loss and the gradients, and is called several times.
    """

    __module__ = "torch.optim.lbfgs"
    settings = (
        "lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9, history_size=100, "
        "line_search_fn=None"
    )

    def _begin(self, params: Any, settings: dict[str, Any]) -> None:
        """As of Kind. Errors: ValueError for several groups, too."""
        if settings["max_eval"] is None:
            settings["max_eval"] = settings["max_iter"] * 5 // 4
        super()._begin(params, settings)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    def step(self, closure: Any) -> Any:  # type: ignore[override]
        """Up to `max_iter` steps. Gives the first loss."""
        group = self.param_groups[0]
        params = group["params"]
        rate = float(group["lr"])
        state = self.state[params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        if group["line_search_fn"] not in _SEARCHES:
            raise RuntimeError("only 'strong_wolfe' is supported")

        def computed() -> tuple[Any, Any]:
            with switched(grad=True, recorder=mode.recorder):
                loss = closure()
            return loss, _flat(params)

        def at(far: float, begun: list[Any], way: Any) -> tuple[float, Any]:
            _add(params, far, way)
            loss, g = computed()
            for one, numbers in zip(params, begun, strict=True):
                one._data[...] = numbers
                one._changed()
            return float(loss), g

        first, g = computed()
        if mode.recorder is not None:
            mode.recorder.stepped(self)
        loss, evaluations = float(first), 1
        state["func_evals"] += 1
        if np.abs(g).max() <= group["tolerance_grad"]:
            return first
        way, far, before = (_array(state.get(name)) for name in ("d", "t", "prev_flat_grad"))
        changes, steps, shares = (
            [_array(x) for x in state.get(name, ())] for name in ("old_dirs", "old_stps", "ro")
        )
        scale, loss_before = state.get("H_diag", 1), state.get("prev_loss")
        for turn in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                way, changes, steps, shares, scale = -g, [], [], [], 1
                far = min(1.0, float(1 / np.abs(g).sum())) * rate
            else:
                change, moved = g - before, way * far
                bent = float(change @ moved)
                if bent > 1e-10:
                    for held, new in ((changes, change), (steps, moved), (shares, 1 / bent)):
                        if len(held) == group["history_size"]:
                            del held[0]
                        held.append(new)
                    scale = bent / float(change @ change)
                way, far = _direction(g, changes, steps, shares, scale), rate
            before, loss_before = g.copy(), loss
            slope = float(g @ way)
            if slope > -group["tolerance_change"]:
                break
            calls = 0
            if group["line_search_fn"]:
                begun = [one._data.copy() for one in params]
                loss, g, far, calls = strong_wolfe(
                    functools.partial(at, begun=begun, way=way),
                    far, way, loss, g, slope, group["max_eval"] - evaluations,
                )  # fmt: skip
                _add(params, far, way)
            else:
                _add(params, far, way)
                if turn < group["max_iter"]:
                    new, g = computed()
                    loss, calls = float(new), 1
            evaluations += calls
            state["func_evals"] += calls
            if (
                evaluations >= group["max_eval"]
                or np.abs(g).max() <= group["tolerance_grad"]
                or np.abs(way * far).max() <= group["tolerance_change"]
                or abs(loss - loss_before) < group["tolerance_change"]
            ):
                break
        state.update(
            d=_kept(way), t=far, old_dirs=[_kept(x) for x in changes], old_stps=[_kept(x) for x in steps]
        )
        state.update(ro=shares, H_diag=scale, prev_flat_grad=_kept(before), prev_loss=loss_before)
        return first


def _direction(g: Any, changes: list[Any], steps: list[Any], shares: list[float], scale: float) -> Any:
    """−H · g, by two loops over the history."""
    q, factors = -g, []
    for change, moved, share in zip(reversed(changes), reversed(steps), reversed(shares), strict=True):
        factors.append(float(moved @ q) * share)
        q = q - factors[-1] * change
    q = q * scale
    for change, moved, share in zip(changes, steps, shares, strict=True):
        q = q + (factors.pop() - float(change @ q) * share) * moved
    return q


def _flat(params: list[Any]) -> Any:
    return np.concatenate(
        [
            np.zeros(one._data.size, one._data.dtype) if one._grad is None else array_in(one._grad).ravel()
            for one in params
        ]
    )


def _add(params: list[Any], far: float, way: Any) -> None:
    at = 0
    for one in params:
        numbers = one._data
        numbers += far * way[at : at + numbers.size].reshape(numbers.shape)
        one._changed()
        at += numbers.size


def _array(held: Any) -> Any:
    return held._data if isinstance(held, TensorBase) else held


def _kept(data: Any) -> Any:
    return beside(Tensor, data) if isinstance(data, np.ndarray) else data


def strong_wolfe(
    at: Callable[[float], tuple[float, Any]], far: float, way: Any, loss: float, g: Any, slope: float, most: int,
    c1: float = 1e-4, c2: float = 0.9, least: float = 1e-9,
) -> tuple[float, Any, float, int]:  # fmt: skip
    """How far to go along a way, so that the loss falls enough and its slope is small enough: loss, gradient, how far, calls.

    First out, until a minimum lies between two points; then in. Source: Nocedal, Wright, "Numerical Optimization", chapter 3.
    """

    def point(far: float) -> Point:
        new, g = at(far)
        return far, new, g, float(g @ way)

    length = float(np.abs(way).max())
    start = before = (0.0, loss, g, slope)
    now, calls, turn, done = point(far), 1, 0, False
    bracket: list[Point] = [start, now]
    while turn < most:
        if now[1] > loss + c1 * now[0] * slope or (turn > 1 and now[1] >= before[1]):
            bracket = [before, now]
            break
        if abs(now[3]) <= -c2 * slope:
            bracket, done = [now], True
            break
        if now[3] >= 0:
            bracket = [before, now]
            break
        next_far = _cubic(before, now, (now[0] + 0.01 * (now[0] - before[0]), now[0] * 10))
        before, now = now, point(next_far)
        calls, turn = calls + 1, turn + 1
    else:
        bracket = [start, now]
    stuck = False
    low, high = (0, 1) if bracket[0][1] <= bracket[-1][1] else (1, 0)
    while not done and turn < most:
        ends = sorted((bracket[0][0], bracket[1][0]))
        if (ends[1] - ends[0]) * length < least:
            break
        far = _cubic(bracket[0], bracket[1], None)
        margin = 0.1 * (ends[1] - ends[0])
        if min(ends[1] - far, far - ends[0]) < margin:
            if stuck or far >= ends[1] or far <= ends[0]:
                far = ends[1] - margin if abs(far - ends[1]) < abs(far - ends[0]) else ends[0] + margin
                stuck = False
            else:
                stuck = True
        else:
            stuck = False
        now = point(far)
        calls, turn = calls + 1, turn + 1
        if now[1] > loss + c1 * far * slope or now[1] >= bracket[low][1]:
            bracket[high] = now
            low, high = (0, 1) if bracket[0][1] <= bracket[1][1] else (1, 0)
        else:
            if abs(now[3]) <= -c2 * slope:
                done = True
            elif now[3] * (bracket[high][0] - bracket[low][0]) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = now
    far, loss, g, _ = bracket[low if len(bracket) > 1 else 0]
    return loss, g, far, calls


def _cubic(a: Point, b: Point, bounds: tuple[float, float] | None) -> float:
    """Where the cubic through two points with their slopes is least, between bounds."""
    (x1, f1, _, g1), (x2, f2, _, g2) = a, b
    low, high = bounds or (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1 * d1 - g1 * g2
    if square < 0:
        return (low + high) / 2
    d2 = square**0.5
    if x1 <= x2:
        place = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        place = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return float(min(max(place, low), high))
