"""④ What the parts of a trace have in common: named fields, a repr, equality. Nothing is compiled for it, class by class.

A dataclass compiles its methods when its module is imported, and in the browser a reader waits for that.
"""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform


@dataclass_transform()
class Record:
    """The fields are those a subclass annotates, in that order; a default stands in the class, so it must not be mutable."""

    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(cls.__annotations__)

    def __init__(self, *args: Any, **given: Any) -> None:
        self.__dict__.update(zip(self.fields, args), **given)  # noqa: B905 (there may be fewer; and strict takes time)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({shown})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.fields)
