"""Build side: writes the expected trace of every example into tests/golden, for a person to read in the diff.

python tools/golden.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stepgrad.tracing import session
from stepgrad.tracing.wire_steps import KINDS

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = "modules/*/examples/*.py"


def path_of(example: Path) -> Path:
    """Where the golden trace of modules/<module>/examples/<name>.py is kept."""
    return GOLDEN / example.parts[-3] / f"{example.stem}.json"


def rows(wire: dict[str, Any]) -> dict[str, Any]:
    """What travels, one row a node and a step: what its columns say of that one, the arrays, numbers and places themselves in it."""
    ops, steps, nodes = wire["ops"], wire["steps"], wire["nodes"]
    arrays, spans, numbers = wire.get("arrays", []), wire["spans"], wire["constants"]

    def held(entry: Any) -> Any:
        return arrays[entry[0]] if isinstance(entry, list) else entry

    args = iter(nodes["args"])
    given = [[next(args) for _ in range(arity)] for arity in nodes["arity"]]
    by_node = {name: _entries(column) for name, column in nodes.items() if name not in ("args", "arity")}
    places = dict.fromkeys(KINDS, 0)
    done = []
    operations = (id_ for id_, op in by_node["op"].items() if op)
    for kind in (KINDS[place] for place in steps["kind"]):
        row: dict[str, Any] = {"kind": kind}
        if kind == "forward":
            row["node"] = next(operations)
        for name, column in steps.get(kind, {}).items():
            entries = _entries(column)
            if places[kind] in entries:
                entry = entries[places[kind]]
                row[name] = entry if name in ("axes", "nodes") else held(entry)
        places[kind] += 1
        done.append(row)
    return {
        **{
            name: part
            for name, part in wire.items()
            if name not in ("arrays", "spans", "constants", "output", "cut", "passes", "findings")
        },
        "ops": {op["name"]: op for op in ops},
        "nodes": [
            {
                "id": id_,
                "op": ops[op - 1]["name"] if op else None,
                "args": [{"node": arg} if arg >= 0 else {"const": numbers[-1 - arg]} for arg in given[id_]],
                "label": by_node.get("label", {}).get(id_),
                "value": held(by_node["value"][id_]),
                "requires_grad": bool(by_node["requires_grad"][id_]),
                "at": spans[by_node["at"][id_] - 1] if by_node["at"][id_] else None,
                **({"call": call - 1} if (call := by_node.get("call", {}).get(id_)) else {}),
                **({"params": by_node["params"][id_]} if id_ in by_node.get("params", {}) else {}),
            }
            for id_, op in by_node["op"].items()
        ],
        "steps": done,
        **{name: wire[name] for name in ("passes", "findings", "output", "cut") if name in wire},
    }


def _entries(column: Any) -> dict[int, Any]:
    return (
        dict(zip(column["at"], column["is"], strict=True))
        if isinstance(column, dict)
        else dict(enumerate(column))
    )


def expected(program: str) -> str:
    """The trace of a program, as it is kept: one node or step a line, so that a change shows as the lines it touches."""
    parts = [
        f"{json.dumps(key)}: {_lines(value)}"
        for key, value in rows(json.loads(session.record(program))).items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    wanted = {
        path_of(example): expected(example.read_text(encoding="utf-8"))
        for example in sorted(ROOT.glob(EXAMPLES))
    }
    for path in set(GOLDEN.glob("*/*.json")) - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


def _lines(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
