"""② Arguments and results that are lists, tuples and dicts of numbers: their leaves in a row, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def leaves(tree: Any) -> list[Any]:
    """What is not a list, a tuple or a dict, in order; None is nothing."""
    return [*_leaves(tree)]


def _leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list | tuple):
        for one in tree:
            yield from _leaves(one)
    elif tree is not None:
        yield tree


def rebuilt(tree: Any, new: Iterator[Any]) -> Any:
    """The same tree with other leaves."""
    if isinstance(tree, dict):
        return {key: rebuilt(one, new) for key, one in tree.items()}
    if isinstance(tree, list | tuple):
        made = [rebuilt(one, new) for one in tree]
        if isinstance(tree, list):
            return made
        return type(tree)(*made) if hasattr(tree, "_fields") else tuple(made)
    return None if tree is None else next(new)


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The tree of what the function gives for each leaf."""
    return rebuilt(tree, map(function, leaves(tree)))
