"""② Modules that are rows of a table: what their constructor takes, and the function that they call with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .module import Module

_INIT = """
def __init__(self, {signature}):
    super(made, self).__init__()
{body}
"""


def layer(
    name: str, signature: str, forward: Callable[..., Any], *, shown: Callable[[Any], str] | None = None,
    base: type[Any] = Module, body: Iterable[str] = (), module: str, doc: str,
) -> Any:  # fmt: skip
    """A class of modules: __init__(self, signature) keeps its arguments as attributes and does what `body` says.

    forward: its method. shown: its extra_repr, if it has one.
    """
    names = [
        part.partition("=")[0].partition(":")[0].strip() for part in signature.split(",") if part.strip()
    ]
    lines = list(body) or [f"self.{one} = {one}" for one in names] or ["pass"]
    space: dict[str, Any] = {}
    exec(_INIT.format(signature=signature, body="\n".join(f"    {line}" for line in lines)), space)  # noqa: S102 (the table's own text)
    init = space["__init__"]
    init.__qualname__, init.__module__ = f"{name}.__init__", module
    forward.__name__, forward.__qualname__ = "forward", f"{name}.forward"
    methods = {"__init__": init, "forward": forward, "__module__": module, "__doc__": doc}
    if shown is not None:
        methods["extra_repr"] = shown
    made = space["made"] = type(name, (base,), methods)
    return made
