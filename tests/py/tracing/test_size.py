"""④ Programs of a hundred thousand steps: their names, their passes, and what is kept of them."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest
from stepgrad import Value, trace
from stepgrad.tracing.trace import Trace

GPT = Path(__file__).resolve().parents[3] / "tools" / "bench" / "programs" / "scalar_gpt.py"


@pytest.fixture(scope="module")
def gpt() -> Trace:
    return trace(GPT.read_text(encoding="utf-8"))


def test_a_training_step_of_a_gpt_over_values_is_traced(gpt: Trace) -> None:
    assert (len(gpt.nodes), len(gpt.steps)) == (58_105, 166_466)
    kinds = Counter(step.kind for step in gpt.steps)
    assert kinds["forward"] == 54_041
    assert kinds["seed"] == 1
    assert (
        kinds["update"] == 3_712
    )  # of 4,064: the rest are rows of letters and places that are not in the name
    (only,) = gpt.passes
    assert (only.start, only.seed, only.end) == (0, 54_041, 166_466)
    assert only.nodes == ((0, 58_105),)
    assert len(only.updated) == 3_712
    assert f"loss {only.value:.4f}" in gpt.output


def test_the_parameters_of_a_gpt_have_the_names_of_their_places(gpt: Trace) -> None:
    leaves = [node for node in gpt.nodes if node.op is None]
    assert leaves[0].label == 'state_dict["wte"][0][0]'
    assert {node.label for node in leaves} == {  # and not params[17], which says less
        f'state_dict["{name}"][{i}][{j}]'
        for name, rows, columns in (
            ("wte", 27, 16), ("wpe", 8, 16), ("lm_head", 27, 16), ("layer0.attn_wq", 16, 16), ("layer0.attn_wk", 16, 16),
            ("layer0.attn_wv", 16, 16), ("layer0.attn_wo", 16, 16), ("layer0.mlp_fc1", 64, 16), ("layer0.mlp_fc2", 16, 64),
        )
        for i in range(rows)
        for j in range(columns)
    }  # fmt: skip


def test_what_functions_compute_has_the_names_of_their_variables(gpt: Trace) -> None:
    names = Counter(node.label.partition("[")[0] for node in gpt.nodes if node.op and node.label)
    assert names["q"] == names["k"] == names["v"] == 7 * 16
    assert names["hidden"] == 2 * 7 * 64
    assert names["logits"] == names["probs"] == 7 * 27
    assert names["ms"] == names["scale"] == 3 * 7
    assert gpt.nodes[-1].label == "loss"


def test_records_are_the_same_however_they_are_read(gpt: Trace) -> None:
    for records in (gpt.nodes, gpt.steps):
        some = [0, 1, 4_063, 4_064, 54_040, 54_041, 54_042, len(records) - 1]
        assert [records[i] for i in some] == [records[i - len(records)] for i in some]
        assert records[54_030:54_060] == [records[i] for i in range(54_030, 54_060)]
        assert records[9:0:-3] == [records[9], records[6], records[3]]
        assert records[5:5] == []
        assert next(iter(records)) == records[0]
        assert next(reversed(records)) == records[-1]
        for beyond in (len(records), -len(records) - 1):
            with pytest.raises(IndexError):
                records[beyond]


def test_every_gradient_adds_up_at_this_size(gpt: Trace) -> None:
    held: dict[int, float] = {}
    for step in gpt.steps:
        if step.kind == "seed":
            held[step.node] = step.after
        elif step.kind == "backward":
            assert step.upstream == held[step.node]
            assert gpt.nodes.rows[step.node * 6 + 1][step.arg] == step.input
            assert step.before == held.get(step.input, 0.0)
            assert step.contribution == step.upstream * step.local
            assert step.after == step.before + step.contribution
            held[step.input] = step.after


LAYERS = """
class Layer:
    def __init__(self):
        self.wq = [[Value(1.0) for _ in range(3)] for _ in range(2)]
        self.b = Value(0.0)
class Optimizer:
    def __init__(self, p):
        self.p = list(p)
class Block:
    def __init__(self):
        self.attn = Layer()
layers = [Block(), Block()]
optimizer = Optimizer([w for l in layers for row in l.attn.wq for w in row] + [l.attn.b for l in layers])
"""


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("class A: pass\nclass B: pass\ndef block():\n    b = B()\n    b.attention = A()\n    b.attention.q = Value(1.0)\n    return b\nblocks = [block(), block()]\n", "blocks[1].attention.q"),
        ("W = [[Value(1.0), Value(2.0)] for _ in range(3)]\nb = Value(0.0)\nparameters = [p for row in W for p in row] + [b]\n", "W[2][1]"),
        ("parameters = []\nW = [[Value(1.0), Value(2.0)] for _ in range(3)]\nparameters += [p for row in W for p in row]\n", "W[2][1]"),
        (LAYERS, "layers[1].attn.wq[1][2]"),
        ("a, b = Value(1.0), Value(2.0)\nboth = [a, b]\n", "b"),
        ("xs = [Value(1.0), Value(2.0)]\nparams = list(xs)\n", "xs[1]"),
    ],
)  # fmt: skip
def test_a_list_that_gathers_parameters_names_none_that_has_a_place(source: str, name: str) -> None:
    labels = [node.label for node in trace("from stepgrad import Value\n" + source).nodes]
    assert name in labels
    assert not [
        label for label in labels if label and label.startswith(("parameters", "params", "both", "optimizer"))
    ]


def test_of_batches_and_calls_that_are_over_nothing_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from stepgrad.tracing.recording import changes

    looked = Counter[str]()
    same = changes.same

    def counting(x: object, y: object) -> bool:
        looked["at"] += 1
        return same(x, y)

    monkeypatch.setattr(changes, "same", counting)
    source = (
        "import stepgrad.torch as torch\nfrom stepgrad.torch import nn\nmodel = nn.Linear(3, 1)\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "def step():\n    x = torch.randn(4, 3)\n    loss = model(x).pow(2).mean()\n    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()\n"
        "for _ in range({}):\n    step()\n"
    )
    counts = []
    for passes in (20, 40, 80):
        looked.clear()
        assert len(trace(source.replace("{}", str(passes))).passes) == passes
        counts.append(looked["at"])
    assert counts[2] - counts[1] == pytest.approx(2 * (counts[1] - counts[0]), rel=0.05)


def test_what_a_program_made_goes_when_its_trace_is_there() -> None:
    def values() -> int:
        gc.collect()
        return sum(issubclass(type(one), Value) for one in gc.get_objects())

    before = values()
    result = trace(
        "from stepgrad import Value\nxs = [Value(1.0) for _ in range(99)]\ny = sum(xs)\ny.backward()\n"
    )
    assert values() == before
    assert result.nodes[98].label == "xs[98]"
