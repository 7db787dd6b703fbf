"""④ How programs end, and what they find where they run: what is true of a script is true here."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from stepgrad import session, trace

BODY = "import sys\nfrom stepgrad import Value\nx = Value(2.0)\ny = x * x\ny.backward()\nprint('so far')\n"
NO_THREADS = pytest.mark.skipif(
    sys.platform == "emscripten", reason="a page's Python has no threads, and no loop but its own"
)


def run(source: str, **more: Any) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(session.run(json.dumps({"source": source, **more})))
    return reply


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("sys.exit()", ""),
        ("sys.exit(0)", ""),
        ("sys.exit(None)", ""),
        ("sys.exit(1)", ""),
        ("sys.exit(True)", ""),
        ("sys.exit('no data')", "no data\n"),
        ("sys.exit(['a', 1])", "['a', 1]\n"),
        ("sys.exit(2.5)", "2.5\n"),
        ("exit()", ""),
        ("exit(3)", ""),
        ("quit()", ""),
        ("quit('bye')", "bye\n"),
        ("raise SystemExit", ""),
        ("raise SystemExit(0)", ""),
        ("raise SystemExit('text')", "text\n"),
        ("class Done(SystemExit): pass\nraise Done('done')", "done\n"),
        ("def main():\n    return 0\nif __name__ == '__main__':\n    sys.exit(main())", ""),
        ("try:\n    sys.exit()\nfinally:\n    print('at last')", "at last\n"),
        (
            "import argparse\nargparse.ArgumentParser(prog='p').parse_args(['--none'])",
            "usage: p [-h]\np: error: unrecognized arguments: --none\n",
        ),
        ("import atexit\natexit.register(print, 'bye', end='!')", "bye!"),
        (
            "import atexit\natexit.register(print, 1)\n@atexit.register\ndef f(): print(2)\natexit.unregister(print)\nsys.exit()",
            "2\n",
        ),
    ],
)
def test_an_end_leaves_the_trace_of_what_ran(end: str, said: str) -> None:
    reply = run(BODY + end)
    assert reply["ok"], reply
    assert reply["trace"]["output"] == "so far\n" + said
    assert len(reply["trace"]["steps"]["kind"]) == 4
    assert trace(BODY + end).gradients() == {"x": 4.0, "y": 1.0}
    assert run(BODY + end, want=["x"])["values"] == {"x": 2.0}


def test_an_end_of_python_itself_is_still_an_error() -> None:
    for source in ("import os\nos._exit(0)", "import os\nos.abort()", "from os import _exit\n_exit(1)"):
        error = run(source)["error"]
        assert (error["kind"], error["line"]) == ("SystemExit", 2)
        with pytest.raises(SystemExit, match="ends Python itself"):
            trace(source)


@pytest.mark.parametrize(
    "call", ["input()", "input('how many? ')", "int(input('n = '))", "[input() for _ in range(3)]"]
)
def test_nobody_is_at_the_keyboard(call: str) -> None:
    error = run(f"print('hello')\nn = {call}\n")["error"]
    assert (error["kind"], error["line"]) == ("EOFError", 2)
    assert "waits for the keyboard" in error["message"]
    assert "such as n = 3" in error["message"]
    with pytest.raises(EOFError, match="write the answer into the program"):
        trace(f"n = {call}")


def test_a_program_that_expects_the_end_of_its_input_gets_it() -> None:
    source = "import sys\ntry:\n    input()\nexcept EOFError:\n    print('none')\nprint([*sys.stdin], repr(sys.stdin.read()))\n"
    assert trace(source).output == "none\n[] ''\n"


ASYNC = [
    ("async def main():\n    await asyncio.sleep(0.001)\n    return 5\nprint(asyncio.run(main()))", "5\n"),
    (
        (
            "async def work(n):\n    await asyncio.sleep(0.002 * n)\n    print(n)\n    return n * n\n"
            "async def main():\n    return await asyncio.gather(work(3), work(1), work(2))\nprint(asyncio.run(main()))"
        ),
        "1\n2\n3\n[9, 1, 4]\n",
    ),
    (
        "async def main():\n    t = asyncio.create_task(asyncio.sleep(0, 7))\n    return await t\nprint(asyncio.run(main()))\nprint(asyncio.run(main()))",
        "7\n7\n",
    ),
    (
        "async def main():\n    try:\n        await asyncio.wait_for(asyncio.sleep(10), 0.001)\n    except asyncio.TimeoutError:\n        print('late')\nasyncio.run(main())",
        "late\n",
    ),
    ("async def main():\n    print(await asyncio.to_thread(sum, [1, 2]))\nasyncio.run(main())", "3\n"),
    (
        (
            "async def produce(q):\n    for i in range(3): await q.put(i)\nasync def main():\n    q = asyncio.Queue(1)\n    t = asyncio.create_task(produce(q))\n"
            "    print([await q.get() for _ in range(3)])\n    await t\nasyncio.run(main())"
        ),
        "[0, 1, 2]\n",
    ),
    (
        "loop = asyncio.new_event_loop()\nasync def main():\n    return 3\nprint(loop.run_until_complete(main()))\nloop.close()",
        "3\n",
    ),
    (
        "async def main():\n    raise KeyError('k')\ntry:\n    asyncio.run(main())\nexcept KeyError as e:\n    print(e)",
        "'k'\n",
    ),
    ("with asyncio.Runner() as r:\n    async def f(): return 1\n    print(r.run(f()))", "1\n"),
]


@pytest.mark.parametrize(("source", "said"), ASYNC)
def test_asyncio(source: str, said: str) -> None:
    assert trace("import asyncio\n" + source).output == said
    assert run("import asyncio\n" + source)["trace"]["output"] == said


def test_values_in_coroutines_are_traced() -> None:
    source = (
        "import asyncio\nfrom stepgrad import Value\nasync def f(v):\n    await asyncio.sleep(0)\n    return v * 2\n"
        "async def main():\n    x = Value(3.0)\n    y = await f(x)\n    y.backward()\n    return x.grad\nprint(asyncio.run(main()))"
    )
    traced = trace(source)
    assert traced.output == "2.0\n"
    assert [node.label for node in traced.nodes] == ["x", "y"]


@NO_THREADS
def test_asyncio_runs_where_a_loop_is_running() -> None:
    import asyncio

    async def main() -> str:
        said = trace("import asyncio\nasync def f(): return 1\nprint(asyncio.run(f()))").output
        await asyncio.sleep(0)  # the loop around it goes on
        return said

    loop = asyncio.new_event_loop()
    try:
        assert loop.run_until_complete(main()) == "1\n"
    finally:
        loop.close()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("print(__name__, __file__, __doc__, __spec__, __package__)", "__main__ <program> None None None\n"),
        ("'''About.'''\nprint(__doc__)", "About.\n"),
        ("if __name__ == '__main__':\n    print('runs')", "runs\n"),
        ("import sys\nprint(sys.argv, len(sys.argv))", "['<program>'] 1\n"),
        (
            "import __main__\nx = 3\nprint(__main__.x, sorted(vars(__main__)) == sorted(globals()))",
            "3 True\n",
        ),
        (
            "import sys\nx = 3\nprint(sys.modules['__main__'].x, sys.modules[__name__].__file__)",
            "3 <program>\n",
        ),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: 'int'\n    y: list = field(default_factory=list)\nprint(P(1))",
            "P(x=1, y=[])\n",
        ),
        (
            "import pickle\nclass P:\n    def __init__(self): self.x = 1\nq = pickle.loads(pickle.dumps(P()))\nprint(q.x, type(q) is P)",
            "1 True\n",
        ),
        (
            "import copy\nclass P: pass\np = P()\np.a = [1]\nq = copy.deepcopy(p)\nprint(q.a, q.a is p.a)",
            "[1] False\n",
        ),
        (
            "import inspect\ndef f(x):\n    return x + 1\nprint(inspect.getsource(f))",
            "def f(x):\n    return x + 1\n\n",
        ),
        (
            "import inspect\nclass A:\n    def g(self): pass\nprint(inspect.getsource(A.g), inspect.getsourcefile(A))",
            "    def g(self): pass\n <program>\n",
        ),
        (
            "def f():\n    '''\n    >>> f()\n    3\n    '''\n    return 3\nimport doctest\nprint(doctest.testmod())",
            "TestResults(failed=0, attempted=1)\n",
        ),
        (
            "import typing\nclass A:\n    x: 'B'\nclass B: pass\nprint(typing.get_type_hints(A))",
            "{'x': <class '__main__.B'>}\n",
        ),
        (
            "import enum\nclass C(enum.Enum):\n    RED = 1\nimport pickle\nprint(pickle.loads(pickle.dumps(C.RED)))",
            "C.RED\n",
        ),
        (
            "import time\nt = time.perf_counter()\ntime.sleep(0.01)\nprint(time.perf_counter() - t > 0.009)",
            "True\n",
        ),
        (
            "import sys\nsys.stdout.reconfigure(encoding='utf-8')\nprint('ä', sys.stdout.encoding, sys.stdout.isatty())",
            "ä utf-8 False\n",
        ),
        ("import sys\nsys.stdout.buffer.write('ä\\n'.encode())\nprint(1)", "ä\n1\n"),
        ("import sys\nprint(1, file=sys.__stdout__) if sys.__stdout__ is sys.stdout else print(1)", "1\n"),
        ("class A:\n    def __del__(self): print('gone')\na = A()\nprint('end')", "end\ngone\n"),
        (
            "class A:\n    def __del__(self): print('gone')\na = A()\na.itself = a\ndel a\nprint('end')",
            "end\ngone\n",
        ),
        (
            "def f():\n    try: yield\n    finally: print('at last')\ng = f()\nnext(g)\nprint('end')",
            "end\nat last\n",
        ),
        ("import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()", None),
        (
            "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(1, 1)\nunittest.main(argv=['p'], verbosity=0)",
            None,
        ),
        (
            "import builtins, types\nprint(__builtins__ is builtins, isinstance(__builtins__, types.ModuleType))",
            "True True\n",
        ),
        ("open('names.txt', 'w').close() if False else None\nprint(breakpoint is not None)", "True\n"),
    ],
)
def test_what_a_script_finds(source: str, said: str | None) -> None:
    output = trace(source).output
    reply = run(source)
    assert reply["ok"], reply
    if said is not None:
        assert output == said
        assert reply["trace"]["output"] == said


def test_a_traceback_shows_the_line() -> None:
    said = trace(
        "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()"
    ).output
    assert 'File "<program>", line 3, in <module>\n    1 / 0' in said


@NO_THREADS
def test_a_program_is_waited_for_until_its_threads_have_ended() -> None:
    source = (
        "import threading, time\nfrom stepgrad import Value\nx = Value(3.0)\ndef work():\n    time.sleep(0.05)\n    y = x * 2\n    y.backward()\n    print(x.grad)\n"
        "threading.Thread(target=work).start()\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    assert trace(source).output == "2.0\n"
    source = "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\nprint(sum(pool.map(abs, [-1, -2])))"
    assert run(source)["trace"]["output"] == "3\n"


@pytest.mark.skipif(sys.platform != "emscripten", reason="elsewhere there are threads")
def test_without_threads_the_error_says_so() -> None:
    error = run("import threading\nthreading.Thread(target=print).start()")["error"]
    assert (error["kind"], error["line"]) == ("RuntimeError", 2)
    assert "no threads" in error["message"]


def test_a_program_that_traces_another_one() -> None:
    inner = "from stepgrad import Value\\nx = Value(2.0)\\ny = x * x\\ny.backward()"
    source = f"from stepgrad import Value, trace\na = Value(1.0)\nt = trace('{inner}')\nb = a * 3\nb.backward()\nprint(t.gradients())"
    traced = trace(source)
    assert traced.output == "{'x': 4.0, 'y': 1.0}\n"
    assert traced.gradients() == {"a": 3.0, "b": 1.0}
