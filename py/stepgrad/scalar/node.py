"""② What a Value keeps: the slots that its operations fill (methods.py) and the walk reads (backward.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from ..rules.scalar_table import Op

# A node's mark, as floats, which Python compares fastest: LEAF for what no walk enters, NEW where none was, FREED where one used up
# what the rules need, else the number of the walk that was here last (backward.py), which lies between NEW and LEAF.
LEAF = float("inf")
NEW = 0.0
FREED = -1.0


class Node:
    """A number and where it came from: the attributes of Value, which explains the public ones and adds the methods."""

    # Slots, and no closure: no reference cycle, so a graph is freed at once when its last name goes. Two slots for
    # the arguments and two for the local derivatives, as tuples would double the time of a backward walk. Attributes that a
    # program adds are in `__dict__`, which is made for them; a label, which few have, is one of them.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_a",
        "_at",
        "_b",
        "_da",
        "_db",
        "_mark",
        "_row",
        "data",
        "grad",
        "requires_grad",
    )

    data: float
    grad: float | None
    # The same two slots, by names that are the engine's own: while a program is traced, what it does to the public ones is seen.
    _number: float
    _gradient: Any
    _at: int  # which node of the trace this is; unset as long as nobody records
    label: str | None = None
    requires_grad: bool
    _row: Op | None  # None for a leaf
    _a: Any  # the arguments: Nodes, or floats where a plain number took part
    _b: Any
    _da: float | None  # ∂self/∂argument; None where no gradient flows
    _db: float | None
    _mark: float

    # What micrograd's Value does otherwise: numbers that are ints stay ints, and a gradient begins at 0.
    _ints: ClassVar[bool] = False
    _ungraded: ClassVar[Any] = None


Node._number, Node._gradient = vars(Node)["data"], vars(Node)["grad"]
