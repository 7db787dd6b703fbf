"""④ Which weights an activation belongs to, and where its result goes: what makes a layer of operations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .facts import Facts

PRODUCTS = frozenset({"matmul", "matvec", "vecmat", "dot", "conv", "mul", "embedding"})
ACTIVATIONS = frozenset(
    {"relu", "tanh", "sigmoid", "gelu", "gelu_tanh", "silu", "elu", "leaky_relu", "softplus"}
)
_VIEWS = frozenset({"transpose", "reshape", "expand", "clone", "cast", "index"})
_JOINED = _VIEWS | {"add", "sum"}
_LINEAR = frozenset(
    {"add", "sub", "neg", "sum", "mean", "reshape", "transpose", "expand", "index", "stack", "concatenate", "clone", "cast"}
)  # fmt: skip


def leaf_behind(found: Facts, node: Any) -> int | None:
    """The parameter that a node is, or shows in another shape."""
    while node.__class__ is int:
        if found.ops[node] is None:
            return int(node) if found.grads[node] else None
        if found.name(node) not in _VIEWS:
            return None
        node = found.args[node][0]
    return None


def layer_name(label: str | None) -> str | None:
    """ "net[2]" of net[2].weight, "rnn" of rnn.weight_ih_l0."""
    return None if label is None else re.sub(r"\.(weight|bias)\w*$", "", label)


def layer_leaf(found: Facts, node: int) -> int | None:
    """The weight that the input of an activation was computed with; else a bias; None if there is neither."""
    waiting, seen, beside = [node], 0, None
    while waiting and seen < 40:
        one = waiting.pop(0)
        seen += 1
        op = found.ops[one]
        if op is None:
            if found.grads[one] and beside is None:
                beside = one
            continue
        if op.name in PRODUCTS:
            leaves = [leaf for arg in found.args[one] if (leaf := leaf_behind(found, arg)) is not None]
            wide = [leaf for leaf in leaves if len(getattr(found.values[leaf], "shape", ())) > 1]
            if wide:
                return wide[-1]
            if leaves:
                beside = leaves[-1] if beside is None else beside
            if op.name != "mul":
                continue
        if op.name not in ACTIVATIONS or one == node:
            waiting += [arg for arg in found.args[one] if arg.__class__ is int]
    return beside


def scalar_leaves(found: Facts, nodes: Sequence[int]) -> list[int | None]:
    """Of activations of single numbers, for each the weight or bias that tells its unit from others."""
    ops, args, grads = found.ops, found.args, found.grads
    candidates: list[tuple[list[int], list[int]]] = []
    trained = {*found.steps.update.column("node")}
    trained.update(held.node for use in found.trace.optimizers for held in use.held if held.node is not None)
    for node in nodes:
        added: list[int] = []
        times: list[int] = []
        one: Any = args[node][0]
        while one.__class__ is int:
            op = ops[one]
            if op is None:
                if grads[one]:
                    added.append(one)
                break
            name = op.name
            if name == "mul":
                times = [arg for arg in args[one] if arg.__class__ is int and ops[arg] is None and grads[arg]]
                break
            if name not in ("add", "sub", "neg"):
                break
            following: Any = None
            known: int | None = None
            for arg in args[one]:
                if arg.__class__ is int:
                    made = ops[arg]
                    if made is None:
                        if grads[arg]:
                            added.append(arg)
                            known = arg if arg in trained else known
                    else:
                        following = arg if following is None else following
                        if made.name == "mul" and known is None:
                            known = next((leaf for leaf in args[arg] if leaf in trained), None)
            if known is not None:  # what is trained tells the unit, and nobody need look further
                added.insert(0, known)
                break
            one = following
        candidates.append((added, times))
    often = Counter(leaf for added, times in candidates for leaf in {*added, *times})
    chosen: list[int | None] = []
    for added, times in candidates:
        some = [leaf for leaf in (*added, *times) if leaf in trained] or [
            leaf for leaf in added if often[leaf] > 1
        ]
        if not some and len(times) == 1 and (len(candidates) == 1 or often[times[0]] > 1):
            some = times
        if not some and len(candidates) == 1:
            some = added or times
        chosen.append(some[0] if some else None)
    return chosen


def is_affine(found: Facts, node: Any) -> bool:
    """Whether it is a sum of products with weights, and of biases: what a layer computes, and no margin such as 1 - y * score."""
    waiting, seen = [node], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if one.__class__ is not int:
            if one != 0:  # with which sum() begins
                return False
        elif found.ops[one] is None or found.name(one) in PRODUCTS:
            if not (found.grads[one] if found.ops[one] is None else _is_weighed(found, one)):
                return False
        elif found.name(one) not in _JOINED or seen > 10_000:
            return False
        elif found.name(one) in _VIEWS:
            waiting.append(found.args[one][0])
        else:
            waiting += found.args[one]
    return True


def _is_weighed(found: Facts, node: int) -> bool:
    return any(leaf_behind(found, arg) is not None for arg in found.args[node])


def flows_on(found: Facts, node: int, root: int) -> str:
    """Where a result goes: into another "layer", to the "loss", or there by sums alone, "linear"."""
    inside, bent = {node}, False
    for later in range(node + 1, root + 1):
        args = found.args[later]
        met = [arg for arg in args if arg.__class__ is int and arg in inside]
        if not met:
            continue
        inside.add(later)
        name = found.name(later)
        others = [arg for arg in args if arg.__class__ is int and arg not in inside]
        if name in PRODUCTS and any(leaf_behind(found, arg) is not None for arg in others):
            return "layer"
        if name in ("mul", "div"):
            bent = bent or len(met) > 1 or (name == "div" and args[0] not in inside)
        elif name not in _LINEAR:
            bent = True
    return "loss" if bent else "linear"
