"""④ The whole programs of the playground as a page traces them: what PyTorch printed, small enough to step through, and all of it told."""

from __future__ import annotations

import pytest
from stepgrad import Trace, trace
from stepgrad.tracing import session

from tests.py.playground.whole_programs import PRINTED, PROGRAMS, as_in_a_page, differences

KINDS = {
    "moons", "gpt", "bigram", "mlp", "batchnorm", "transformer", "line_by_hand", "line_with_nn", "spiral", "char_rnn",
    "digits_cnn",
}  # fmt: skip
MOST = 3_000_000  # characters of a recording: a reader who chooses a program waits for them


@pytest.fixture(scope="module", params=PROGRAMS)
def traced(request: pytest.FixtureRequest) -> tuple[str, Trace]:
    with as_in_a_page():
        return request.param, trace(PROGRAMS[request.param].read_text("utf-8"))


def test_there_is_a_program_of_every_kind() -> None:
    assert PROGRAMS.keys() == KINDS
    assert {path.stem for path in PRINTED.glob("*.txt")} == KINDS


def test_it_prints_what_it_prints_elsewhere(traced: tuple[str, Trace]) -> None:
    name, found = traced
    assert differences(found.printed or "", (PRINTED / f"{name}.txt").read_text("utf-8")) == []


def test_what_it_learns_is_told(traced: tuple[str, Trace]) -> None:
    _, found = traced
    kinds = [step.kind for step in found.steps]
    assert kinds.count("seed") >= 3  # several training steps
    assert kinds.count("update") >= kinds.count("seed")
    losses = [node.value for node in found.nodes if node.label == "loss"]
    assert len(losses) >= 3
    assert min(losses[1:]) < losses[0]


def test_a_parameter_is_called_as_its_module_calls_it() -> None:
    with as_in_a_page():
        found = trace(PROGRAMS["transformer"].read_text("utf-8"))
    labels = {node.label for node in found.nodes if node.op is None}
    assert {"model.blocks[0].attention.qkv.weight", "model.scores.bias"} <= labels
    assert not any("param_groups" in label for label in labels if label)


def test_a_batch_of_a_loader_is_one_step_of_each_of_its_tensors() -> None:
    with as_in_a_page():
        found = trace(
            "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
            "x, y = torch.arange(12.0).view(6, 2), torch.arange(6)\n"
            "batches = [*DataLoader(TensorDataset(x, y), batch_size=4)]\nprint(batches)\n"
        )
    assert [node.op and node.op.name for node in found.nodes].count("index") == 4
    assert found.printed == (
        "[[tensor([[0., 1.],\n        [2., 3.],\n        [4., 5.],\n        [6., 7.]]), tensor([0, 1, 2, 3])], "
        "[tensor([[ 8.,  9.],\n        [10., 11.]]), tensor([4, 5])]]\n"
    )


def test_a_recording_of_it_is_no_burden() -> None:
    with as_in_a_page():
        sizes = {name: len(session.record(path.read_text("utf-8"))) for name, path in PROGRAMS.items()}
    assert {name: size for name, size in sizes.items() if size > MOST} == {}
    assert sum(sizes.values()) <= 6 * MOST


def test_how_batches_were_shuffled_is_no_part_of_the_graph() -> None:
    with as_in_a_page():
        found = trace(
            "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
            "x = torch.arange(6.0)\n"
            "for (batch,) in DataLoader(TensorDataset(x), batch_size=3, shuffle=True): batch.sum()\n"
        )
    assert [node.label for node in found.nodes if node.op is None] == ["x"]
