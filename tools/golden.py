"""Build side: writes the expected trace of every example into tests/golden, for a person to read in the diff.

python tools/golden.py
"""

from __future__ import annotations

import json
from pathlib import Path

from stepgrad.tracing.trace import trace
from stepgrad.tracing.wire import to_wire

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = "modules/*/examples/*.py"


def path_of(example: Path) -> Path:
    """Where the golden trace of modules/<module>/examples/<name>.py is kept."""
    return GOLDEN / example.parts[-3] / f"{example.stem}.json"


def expected(program: str) -> str:
    """The trace of a program, as it is kept: one node or step a line, so that a change shows as the lines it touches."""
    parts = [f"{json.dumps(key)}: {_lines(value)}" for key, value in to_wire(trace(program)).items()]
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
