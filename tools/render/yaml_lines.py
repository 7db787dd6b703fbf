"""⑨ page: YAML with the line of every key, so that a refusal can name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .errors import RenderError

KeyPath = tuple[str | int, ...]


@dataclass
class Yaml:
    """Parsed YAML: `data`, and `lines` from the path of a key (its names and indices) to its line in the file."""

    data: Any
    file: Path
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of the key at `path`, or of the nearest enclosing key that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse_unknown(self, known: dict[str, Any], at: KeyPath = ()) -> None:
        """Raises for the first key that `known` does not list.

        A value of `known` is None (any value), a tuple (the values accepted) or a dict (the keys known below it).
        """
        data = self.data
        for step in at:
            data = data[step]
        if data is None:
            return
        if not isinstance(data, dict):
            raise RenderError(
                f"{'.'.join(map(str, at)) or 'the file'} must be a mapping", self.file, self.line(*at)
            )
        for key, value in data.items():
            path = (*at, key)
            name = ".".join(map(str, path))
            if key not in known:
                raise RenderError(
                    f"{name}: this renderer does not know the key (see tools/render/subset.py)",
                    self.file,
                    self.line(*path),
                )
            rule = known[key]
            if isinstance(rule, dict):
                self.refuse_unknown(rule, path)
            elif isinstance(rule, tuple) and not any(
                value is r or (type(value) is type(r) and value == r) for r in rule
            ):
                raise RenderError(
                    f"{name}: {value!r} is not one of {', '.join(map(repr, rule))}",
                    self.file,
                    self.line(*path),
                )


def read_yaml(text: str, file: Path, first_line: int = 1) -> Yaml:
    """Parses `text`, which begins on `first_line` of `file`."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RenderError(
            f"YAML: {error.problem or error}", file, first_line + (mark.line if mark else 0)
        ) from error
    lines: dict[KeyPath, int] = {}
    todo: list[tuple[yaml.Node, KeyPath]] = [(node, ())] if node is not None else []
    while todo:
        node, path = todo.pop()
        lines.setdefault(path, first_line + node.start_mark.line)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                lines[(*path, key.value)] = first_line + key.start_mark.line
                todo.append((value, (*path, key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                todo.append((value, (*path, index)))
    return Yaml(data, file, lines)
