"""⑤ What the page makes of the wire is what the engine had, to the last bit, and every account in it balances."""

from __future__ import annotations

import json
import math
import warnings
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from stepgrad import Tensor, Value, trace
from stepgrad.micrograd.engine import Value as MicrogradValue
from stepgrad.tracing import wire_columns
from stepgrad.tracing.events import Backward, NodeId, Trace
from stepgrad.tracing.snapshot import ArraySnapshot, snapshot
from stepgrad.tracing.wire import to_wire

from tests.py.programs import scalar_programs, tensor_programs
from tests.py.programs.many import many
from tests.py.programs.writer import Program, execute
from tests.py.tracing import replay_programs
from tests.py.tracing.as_read import as_the_page_has_it, bits

KINDS = {
    "of Values": (replay_programs.of_values, scalar_programs.FORMS, replay_programs.HEADER),
    "of Tensors": (replay_programs.of_tensors, tensor_programs.FORMS, replay_programs.HEADER),
    "of micrograd": (
        replay_programs.of_micrograd,
        replay_programs.MICROGRAD,
        replay_programs.MICROGRAD_HEADER,
    ),
}
OF_STEPS = ("upstream", "local", "contribution", "before", "after", "wide")


def ran(program: Program, header: str) -> tuple[list[str], dict[str, Any]]:
    """Run it untraced: the statements that were not refused, and what its names hold then."""
    done = [text for _, text in program.statements]
    while True:  # what is refused may have done a part of its work
        names: dict[str, Any] = {}
        exec(header, names)  # noqa: S102
        again = [text for text in done if execute(text, names) is None]
        if again == done:
            return done, names
        done = again


def traced(source: str) -> Trace:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return trace(source)


def same_records(made: Trace, model: dict[str, Any]) -> int:
    """Every field of every node and step is what the trace has; how many numbers that were."""
    seen = 0
    assert len(model["nodes"]) == len(made.nodes)
    for node, told in zip(made.nodes, model["nodes"], strict=True):
        assert told["id"] == node.id
        assert told["op"] == (node.op and node.op.name)
        assert told["label"] == node.label
        assert told["requires_grad"] is node.requires_grad
        assert told["at"] == (node.at and [*node.at])
        assert told.get("call") == node.call
        assert bits(told["value"]) == bits(node.value)
        for arg, one in zip(node.args, told["args"], strict=True):
            assert one == {"node": arg} if isinstance(arg, NodeId) else bits(one["const"]) == bits(arg)
        assert told.get("params", {}).keys() == (node.params or {}).keys()
        seen += 1
    assert len(model["steps"]) == len(made.steps)
    for at, (step, told) in enumerate(zip(made.steps, model["steps"], strict=True)):
        fields = {name: getattr(step, name) for name in step.fields}
        fields = {
            name: value
            for name, value in fields.items()
            if name in ("local",) or (value is not None and value is not False)
        }
        assert told.keys() - {"local"} == fields.keys() - {"local"}, (at, told, step)
        for name, value in fields.items():
            if name in OF_STEPS and value is not None:
                assert bits(told[name]) == bits(value), (at, name, told, step)
                seen += 1
            else:
                assert told[name] == ([*value] if isinstance(value, tuple | list) else value), (at, name)
    return seen


def same_end(made: Trace, names: dict[str, Any], model: dict[str, Any]) -> int:
    """What the names held when the program had run untraced is what the page has after the last step."""
    seen = 0
    seeds = [step for step in model["steps"] if step["kind"] == "seed"]
    aside = (
        bool(seeds) and "returned" in seeds[-1]
    )  # the page shows what a grad() found until another walk begins
    for name, one in names.items():
        if not isinstance(one, Tensor | Value | MicrogradValue):
            continue
        with suppress(KeyError):
            node = str(made[name].id)
            data = one._data if isinstance(one, Tensor) else one.data
            assert bits(model["end"]["values"][node]) == bits(snapshot(data)), name
            seen += 1
            if aside:
                continue
            grad = getattr(one.grad, "_data", getattr(one.grad, "data", one.grad))
            shown = model["end"]["gradients"].get(node)
            if shown is None:
                assert grad is None or not np.any(grad), name
            elif grad is not None:
                assert bits(shown) == bits(snapshot(grad)), name
                seen += 1
            else:
                assert isinstance(one, Tensor), name
                assert not one.is_leaf, (
                    name
                )  # the page shows the gradients of results, which the program does not keep
    return seen


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_replay_from_the_wire_gives_every_number_that_the_engine_had(
    kind: str, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs, forms, header = KINDS[kind]
    monkeypatch.setattr(wire_columns, "LONG", 1)
    numbers = [0, 0]

    def one(program: Program) -> None:
        done, names = ran(program, header)
        made = traced(header + "\n".join(done))
        model = as_the_page_has_it(made, packed=packed)
        numbers[0] += same_records(made, model)
        numbers[1] += same_end(made, names, model)
        balances(model)

    many(programs, forms, 0.3)(one)
    assert min(numbers) > 500


def number(x: Any) -> float | None:
    """As a float; None of an array."""
    return None if x is None or isinstance(x, dict) else float(x)


def balances(model: dict[str, Any]) -> None:
    """Step after step: upstream × local = contribution, before + contribution = after, and before is what the last step left there."""
    left: dict[int, Any] = {}
    aside: dict[int, Any] | None = None
    for at, step in enumerate(model["steps"]):
        kind = step["kind"]
        if kind == "zero":
            for node in step["nodes"]:
                left.pop(node, None)
        if kind == "seed" and not (at and model["steps"][at - 1]["kind"] == "seed"):
            aside = {} if step.get("returned") else None
        if kind not in ("seed", "assign", "backward", "unbroadcast"):
            continue
        account = left if aside is None or kind == "assign" else aside
        node = step.get("input", step["node"])
        found = account.get(node, 0.0)
        result = model["nodes"][node]["op"] is not None and kind != "assign"
        assert bits(step["before"]) == bits(found) or (result and bits(step["before"]) == bits(0.0)), (
            at,
            step,
            found,
        )
        wide = at + 1 < len(model["steps"]) and model["steps"][at + 1]["kind"] == "unbroadcast"
        if "upstream" in step and step["local"] is not None:
            upstream, local = number(step["upstream"]), number(step["local"])
            assert upstream is not None
            assert local is not None
            # a branch that was not taken; and micrograd counts in whole numbers, which have no -0
            nothing = 0 in (upstream, local) and bits(step["contribution"]) == bits(0.0)
            assert nothing or bits(step["contribution"]) == bits(upstream * local), (at, step)
        if kind in ("backward", "unbroadcast"):
            if wide:
                assert bits(step["after"]) == bits(step["before"]), (at, step)
            else:
                adds_up(at, step)
        account[node] = step["after"]


def adds_up(at: int, step: dict[str, Any]) -> None:
    before, contribution, after = step["before"], step["contribution"], step["after"]
    if bits(before) == bits(0.0) and bits(contribution) == bits(after):
        return  # nothing was there: 0 + -0.0 would be 0.0
    wholes = [x if isinstance(x, dict) else None for x in (before, contribution, after)]
    if not any(wholes):
        assert bits(after) == bits(float(before) + float(contribution)), (at, step)
        return
    if any(x is not None and "data" not in x for x in wholes):
        return  # of a large array, numbers that sum it up
    dtype = (wholes[2] or wholes[1] or {"dtype": "float64"})["dtype"]
    parts = [
        np.array([*map(float, x["data"])] if isinstance(x, dict) else float(x), dtype)
        for x in (before, contribution, after)
    ]
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(parts[0] + parts[1], parts[2], err_msg=f"{at}: {step}")


BY_HAND = {
    "an infinity meets the 0 of a branch that was not taken": "from stepgrad import Value\nx = Value(-2.0)\ny = x.relu()\nz = y.sqrt()\nz.backward()\n",
    "-0.0 arrives where nothing was": "from stepgrad import Value\nx = Value(-0.0)\ny = x * -3.0\ny.backward(0.0)\n(x * 0.0).backward(-1.0)\n",
    "micrograd adds -0.0 to 0": "from stepgrad.micrograd.engine import Value\nx = Value(1.0)\ny = x * -0.0\ny.backward()\n",
    "micrograd's results accumulate": "from stepgrad.micrograd.engine import Value\nx = Value(3.0)\ny = x * 2\nz = y * y\nz.backward()\nz.backward()\n",
    "a gradient that was put there": "from stepgrad import Value\nx = Value(3.0)\nx.grad = 5.0\n(x * x).backward()\nx.grad = float('nan')\n(x * x).backward()\n",
    "hooks": "from stepgrad import Tensor\nx = Tensor([1.0, -0.0], True)\ny = x * 2\ny.register_hook(lambda g: g * -0.0)\ny.sum().backward()\n",
    "two roots": "from stepgrad.torch import autograd\nfrom stepgrad import Tensor\nx = Tensor([2.0], True)\nautograd.backward([(x * x).sum(), x.sum()])\n",
    "grad() leaves what is there": "from stepgrad import Value\nfrom stepgrad import grad\nx = Value(3.0)\ny = x * x\n(x * 4).backward()\n"
    "(g,) = grad(y, [x], create_graph=True)\n(g * g).backward()\n(x * 2).backward()\n",
    "a training loop": "from stepgrad import Value\nw = Value(0.5)\nfor _ in range(30):\n    loss = (w * 3 - 1) ** 2\n    w.grad = None\n    loss.backward()\n    w.data -= 0.01 * w.grad\n",
    "a row of many edges": "from stepgrad import Value\nx = Value(0.5)\ny = x\nfor k in range(60):\n    y = (y * x + k).relu() - k\ny.backward(retain_graph=True)\ny = y * float('inf')\ny.backward()\n",
}  # fmt: skip


@pytest.mark.parametrize("what", BY_HAND)
def test_what_the_pages_own_arithmetic_would_not_give_is_sent(what: str) -> None:
    made = traced(BY_HAND[what])
    model = as_the_page_has_it(made)
    assert same_records(made, model) > 0
    balances(model)


def test_nothing_is_sent_that_the_page_can_compute() -> None:
    sent = to_wire(trace(BY_HAND["a training loop"]))["steps"]
    assert {kind: {*table} for kind, table in sent.items() if kind != "kind"} == {
        "seed": {"node"}, "backward": {"node", "arg", "local"}, "zero": {"nodes", "assigned"}, "update": {"node", "after"},
    }  # fmt: skip


def test_long_columns_are_packed_and_every_array_and_place_is_there_once() -> None:
    lines = "x = Tensor([1.0, 2.0, 3.0], True)\nfor _ in range(300):\n    y = x * 1\ny.sum().backward()\n"
    made = traced("from stepgrad import Tensor\n" + lines)
    sent = json.loads(json.dumps(to_wire(made)))
    assert [one["data"] for one in sent["arrays"]] == [[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]
    assert len(sent["spans"]) == 3
    assert [*sent["nodes"]["op"]] == ["u8"]
    assert [*sent["steps"]["kind"]] == ["u8"]
    assert [*sent["nodes"]["args"]] == ["u8"] or [*sent["nodes"]["args"]] == ["i32"]
    assert isinstance(to_wire(made, packed=False)["steps"]["kind"], list)
    assert math.isfinite(same_records(made, as_the_page_has_it(made)))


def test_the_numbers_that_json_lacks_survive_both_ways_of_sending() -> None:
    source = "from stepgrad import Value\n" + "".join(
        f"x{i} = Value(float('{x}'))\n" for i, x in enumerate(["nan", "inf", "-inf", "-0.0", "5e-324"])
    )
    made = traced(source + "y = x1 * x3\ny.backward()\n" + "z = x3 * x3\n" * 300)
    for packed in (True, False):
        assert same_records(made, as_the_page_has_it(made, packed=packed)) > 300


def test_a_step_knows_the_node_that_its_gradient_is() -> None:
    made = traced(BY_HAND["grad() leaves what is there"])
    asked = [
        step for step in made.steps if isinstance(step, Backward) and getattr(step, "made", None) is not None
    ]
    assert asked
    told = [
        step["made"]
        for step in as_the_page_has_it(made)["steps"]
        if "made" in step and step["kind"] == "backward"
    ]
    assert told == [step.made for step in asked]


def test_snapshots_of_large_arrays_are_there_once() -> None:
    made = traced(
        "from stepgrad import Tensor\nimport numpy as np\nx = Tensor(np.arange(400.0), True)\ny = x * 1\nz = y * 1\n"
    )
    assert isinstance(made.nodes[0].value, ArraySnapshot)
    assert len(to_wire(made)["arrays"]) == 1
    same_records(made, as_the_page_has_it(made))
