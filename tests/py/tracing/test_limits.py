"""④ A limit ends a program whatever it catches: what `except` is for is its own mistakes."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from stepgrad import session, trace
from stepgrad.tracing.recording import limits
from stepgrad.tracing.trace import TraceLimitError

HEADER = "from stepgrad import Value\nimport contextlib\nx = Value(1.0)\n"

# All of them go on for ever, or nearly, unless the limit ends them. `MORE` makes one value more.
SWALLOWING = {
    "except Exception": "while True:\n    try:\n        x = x + 1\n    except Exception:\n        pass",
    "except, bare": "while True:\n    try:\n        x = x + 1\n    except:\n        pass",
    "except BaseException": "while True:\n    try:\n        x = x + 1\n    except BaseException as error:\n        kept = error",
    "on one line": "while True:\n    try: x = x + 1\n    except: pass",
    "nested": "while True:\n    try:\n        try:\n            x = x + 1\n        except:\n            pass\n    except:\n        pass",
    "thrice nested": (
        "def f():\n    global x\n    try:\n        x = x + 1\n    except:\n        return\n"
        "def g():\n    try:\n        f()\n    except:\n        return\n"
        "while True:\n    try:\n        g()\n    except:\n        continue"
    ),
    "continue": "while True:\n    try:\n        x = x + 1\n    except:\n        continue",
    "finally with continue": "while True:\n    try:\n        x = x + 1\n    finally:\n        continue",
    "finally with return": "def f():\n    global x\n    try:\n        x = x + 1\n    finally:\n        return 1\nwhile True: f()",
    "finally with break": "while True:\n    while True:\n        try:\n            x = x + 1\n        finally:\n            break",
    "suppress": "while True:\n    with contextlib.suppress(BaseException):\n        x = x + 1",
    "a context manager": (
        "class Quiet:\n    def __enter__(self): pass\n    def __exit__(self, *_): return True\nwhile True:\n    with Quiet():\n        x = x + 1"
    ),
    "a generator": (
        "def numbers():\n    global x\n    while True:\n        try:\n            x = x + 1\n            yield x\n        except:\n            yield None\n"
        "for n in numbers(): pass"
    ),
    "raised again as another": "while True:\n    try:\n        try:\n            x = x + 1\n        except:\n            raise ValueError\n    except ValueError:\n        pass",
    "except*": "while True:\n    try:\n        x = x + 1\n    except* Exception:\n        pass",
    "the else of a loop": "while True:\n    try:\n        for _ in range(9): x = x + 1\n    except:\n        pass\n    else:\n        pass",
    "a deletion": "class Late:\n    def __del__(self):\n        global x\n        x = x + 1\nfor _ in range(10**4): Late()",
    "a thread": "import threading\ndef f():\n    global x\n    for _ in range(10**4): x = x + 1\nthreading.excepthook = print\nt = threading.Thread(target=f)\nt.start()\nt.join()",
    "asyncio": (
        "import asyncio\nasync def f():\n    global x\n    for _ in range(10**4): x = x + 1\n"
        "async def main():\n    while True:\n        await asyncio.gather(f(), return_exceptions=True)\nasyncio.run(main())"
    ),
    "exit": "import sys\ntry:\n    while True: x = x + 1\nexcept:\n    sys.exit()",
    "steps": "y = x * x\nwhile True:\n    try:\n        y.backward(retain_graph=True)\n    except:\n        pass",
    "the class itself": (
        "from stepgrad.trace import TraceLimitError\nwhile True:\n    try:\n        x = x + 1\n    except (TraceLimitError, RuntimeError):\n        pass"
    ),
}

if sys.platform == "emscripten":
    del SWALLOWING["a thread"]


def run(source: str) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(session.run(json.dumps({"source": source})))
    return reply


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # Python 3.14 advises against leaving a `finally` so
@pytest.mark.parametrize("kind", SWALLOWING)
def test_no_program_goes_on_after_a_limit(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_NODES", 50)  # the same, and sooner
    monkeypatch.setattr(limits, "MAX_STEPS", 100)
    source = HEADER + SWALLOWING[kind]
    with pytest.raises(TraceLimitError, match="a graph to step through ends here") as caught:
        trace(source)
    assert isinstance(caught.value, RuntimeError)
    assert sys.exc_info()[0] is None
    error = run(source)["error"]
    assert error["kind"] == "TraceLimitError"
    line = source.splitlines()[error["line"] - 1]
    assert "x + 1" in line or "backward" in line  # where the limit was reached, not where that came to light


def test_the_limits_themselves() -> None:
    for source, words in (
        ("while True:\n    try: x = x + 1\n    except: pass", "makes more than 120,000 values"),
        (
            "y = x * x\nwhile True:\n    try: y.backward(retain_graph=True)\n    except: pass",
            "takes more than 500,000 steps",
        ),
    ):
        with pytest.raises(TraceLimitError, match=words):
            trace(HEADER + source)


def test_what_a_program_catches_below_a_limit_is_its_own_affair() -> None:
    source = HEADER + (
        "caught = []\nfor bad in (0, None, 'text'):\n    try:\n        x / bad\n    except Exception as error:\n        caught.append(type(error).__name__)\n"
        "    finally:\n        caught.append(1)\nwith contextlib.suppress(ZeroDivisionError):\n    x / 0\nprint(caught)\n"
    )
    assert trace(source).output == "['ZeroDivisionError', 1, 'TypeError', 1, 'TypeError', 1]\n"


def test_the_limit_does_not_hold_for_what_is_only_run() -> None:
    source = (
        HEADER
        + "count = 0\nfor _ in range(130_000):\n    try:\n        x = x + 1\n    except:\n        count += 1\n"
    )
    reply = json.loads(session.run(json.dumps({"source": source, "want": ["x", "count"]})))
    assert reply["values"] == {"x": 130_001.0, "count": 0}
