"""② Freeing a chain one object after the other: only what nobody else holds goes."""

from __future__ import annotations

import weakref
from typing import Any

from stepgrad import release


def chained() -> Any:
    class Link:
        __slots__ = ("__weakref__", "one", "several")

        def __init__(self, one: Any = None, several: tuple[Any, ...] = ()) -> None:
            self.one = one
            self.several = several

    release.frees_chains(Link, "one", "several")
    return Link


def test_a_long_chain_goes_without_recursion() -> None:
    Link = chained()
    first = Link()
    end = first
    for _ in range(100_000):
        end = Link(end)
    gone = weakref.ref(first)
    del first
    assert gone() is not None
    del end  # without the finalizer's loop this would nest 100,000 finalizers
    assert gone() is None


def test_what_somebody_else_holds_stays_whole() -> None:
    Link = chained()
    leaf = Link()
    shared = Link(leaf)
    one, other = Link(shared), Link(None, (shared, leaf))
    del one
    assert shared.one is leaf
    del other
    assert shared.one is leaf
    gone = weakref.ref(leaf)
    del leaf
    assert gone() is shared.one
    del shared
    assert gone() is None


def test_a_link_held_twice_by_the_same_object_goes() -> None:
    Link = chained()
    inner = Link()
    gone = weakref.ref(inner)
    outer = Link(inner, (inner, inner))
    del inner
    del outer
    assert gone() is None
