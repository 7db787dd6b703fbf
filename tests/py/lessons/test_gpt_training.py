"""④⑤ The lesson's GPT as a page trains it: on from any step and back to it, told layer by layer; and the trace of one step."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stepgrad.tracing.session import Session

from tests.py.playground.whole_programs import as_in_a_page

PROGRAMS = Path(__file__).resolve().parents[3] / "modules/02-autograd/programs"
GPT = (PROGRAMS / "gpt.py").read_text("utf-8")
SOURCE = f"{GPT}\n\n{(PROGRAMS / 'gpt_training.py').read_text('utf-8')}"
WANTED = ["losses", "gradients", "updates", "layers", "names", "written", "surprised", "saved", "done"]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with as_in_a_page():
        yield Session()


def asked(session: Session, saved: str = "", own: str = "", **request: Any) -> dict[str, Any]:
    source = SOURCE.replace('own = ""', f"own = {own!r}")
    files = {"gpt.pt": saved} if saved else {}
    reply: dict[str, Any] = json.loads(
        session.answer(json.dumps({"source": source, "files": files, **request}))
    )
    assert session.recover() == ""  # the worker stays in use
    return reply


def trained(session: Session, saved: str = "", own: str = "", **inputs: float) -> dict[str, Any]:
    reply = asked(session, saved, own, inputs={"STEPS": 0, "BATCH": 8, **inputs}, want=WANTED)
    assert reply["ok"], reply
    values: dict[str, Any] = reply["values"]
    return values


@pytest.fixture(scope="module")
def three(session: Session) -> dict[str, Any]:
    return trained(session, steps=3)


def test_it_goes_on_from_any_step_as_if_it_had_never_stopped(session: Session, three: dict[str, Any]) -> None:
    five = trained(session, steps=5)
    more = trained(session, three["saved"], steps=2, letters=5)  # to write changes nothing, either
    assert three["losses"] + more["losses"] == five["losses"]
    assert three["gradients"] + more["gradients"] == five["gradients"]
    assert more["saved"] == five["saved"]
    assert (three["done"], more["done"]) == (3, 5)


def test_every_step_is_told(three: dict[str, Any]) -> None:
    assert three["layers"][:5] == [
        "character",
        "place",
        "blocks.0.norm1",
        "blocks.0.norm2",
        "blocks.0.attention",
    ]
    assert [len(one) for one in three["gradients"]] == [len(three["layers"])] * 3
    assert [len(one) for one in three["updates"]] == [len(three["names"])] * 3
    weight = three["names"].index("blocks.1.mlp.0.weight")
    assert all(0 < one[weight] < 0.1 for one in three["updates"])
    assert three["losses"][0] == pytest.approx(math.log(33), abs=0.3)


def test_it_learns_and_writes(session: Session) -> None:
    told = trained(session, steps=80, letters=20, temperature=0)
    again = trained(session, told["saved"], steps=0, letters=20, temperature=0, draw=2)
    assert min(told["losses"][-10:]) < 2.2
    assert told["written"].startswith("what is ")
    assert len(told["written"]) == 28
    assert again["written"] == told["written"]  # the likeliest are the likeliest
    warm = {
        trained(session, told["saved"], steps=0, letters=20, temperature=1, draw=n)["written"]
        for n in (1, 2, 1)
    }
    assert len(warm) == 2
    surprised = trained(session, told["saved"], own="what is white? a swan", steps=0)["surprised"]
    assert len(surprised) == 20
    assert (
        sum(surprised) / 20
        < 2.5
        < sum(trained(session, own="what is white? a swan", steps=0)["surprised"]) / 20
    )


def test_the_trace_of_a_step_is_that_step(session: Session, three: dict[str, Any]) -> None:
    more = trained(session, three["saved"], steps=1, BATCH=1)
    inputs = {"STEPS": 0, "steps": 1, "measure": 0}
    trace = asked(session, three["saved"], inputs=inputs)["trace"]
    (only,) = trace["passes"]
    assert only["value"] == pytest.approx(more["losses"][0], abs=1e-6)
    assert len(only["updated"]) == len(three["names"])
    assert "findings" not in trace


def test_its_parts_are_known_by_their_names(session: Session) -> None:
    calls = json.loads(session.answer(json.dumps({"source": GPT})))["trace"]["calls"]
    session.recover()
    within = {one.get("of"): calls[one["within"]].get("of") for one in calls if one["within"] is not None}
    assert within["model.blocks[1].attention.heads[3]"] == "model.blocks[1].attention"
    assert within["model.blocks[1].attention"] == "model.blocks[1]"
    assert within["model.blocks[1]"] == "model"


def test_a_file_is_there_for_one_program_alone(session: Session) -> None:
    source = "import os\nfound = sorted(os.listdir())\ntext = open('a.txt').read() if found else ''\n"
    request: dict[str, Any] = {"source": source, "want": ["found", "text"]}
    given = json.loads(session.answer(json.dumps({**request, "files": {"../a.txt": "aGVsbG8="}})))
    session.recover()
    assert given["values"] == {"found": ["a.txt"], "text": "hello"}
    assert json.loads(session.answer(json.dumps(request)))["values"] == {"found": [], "text": ""}
    session.recover()
