"""④ Graphs as pictures: what they hold, that they are well formed, and that text stays text."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from stepgrad import Graph, Tensor, Value, torch, trace
from stepgrad.pictures.graph import MOST_DRAWN
from stepgrad.pictures.names import node_names, shortened
from stepgrad.tracing.wire import dumps, to_wire

from tests.py.tracing.programs import LAYER

SVG = "{http://www.w3.org/2000/svg}"
CHAIN = "from stepgrad import Value\nx = Value(2.0)\na = 3 * x\nb = a + 1\nc = b ** 2\nc.backward()\n"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_a_value_with_its_gradients_and_local_derivatives() -> None:
    x = Value(2.0, "x")
    c = (3 * x + 1) ** 2
    c.backward()
    graph = Graph(c)
    assert [(box.name, box.operation, box.value, box.grad) for box in graph.boxes] == [
        ("x", "", "2", "42"),
        ("v₁", "mul", "6", "14"),
        ("v₂", "add", "7", "14"),
        ("v₃", "pow", "49", "1"),
    ]
    assert [(edge.source, edge.target, edge.local) for edge in graph.edges] == [
        (0, 1, "3"),
        (1, 2, "1"),
        (2, 3, "14"),
    ]


def test_a_trace_has_the_programs_names() -> None:
    graph = Graph(trace(CHAIN))
    assert [box.name for box in graph.boxes] == ["x", "a", "b", "c"]
    assert [box.grad for box in graph.boxes] == ["42", "14", "14", "1"]


def test_a_tensor_shows_shapes() -> None:
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True, label="W")
    loss = (W @ W).sum()
    loss.backward()
    graph = Graph(loss)
    assert [(box.name, box.operation, box.value) for box in graph.boxes][:2] == [
        ("W", "", "(2, 2)"),
        ("v₁", "matmul", "(2, 2)"),
    ]
    assert [(edge.source, edge.target) for edge in graph.edges[:2]] == [(0, 1), (0, 1)]


def test_pytorchs_names_make_no_difference() -> None:
    w = torch.tensor([2.0], requires_grad=True)
    loss = (w * torch.tensor([[3.0, 4.0]])).sum()
    loss.backward()
    box = Graph(loss).boxes[0]
    assert (box.value, box.grad) == ("2", "7")


def test_a_trace_of_tensors_shows_shapes_and_what_came_through_broadcasting() -> None:
    graph = Graph(trace(LAYER))
    assert [(box.name, box.operation, box.value, box.grad) for box in graph.boxes] == [
        ("x", "", "(2, 2)", ""),
        ("W", "", "(2, 1)", "(2, 1)"),
        ("b", "", "0.5", "2"),  # it was added in two rows
        ("v₁", "matmul", "(2, 1)", "(2, 1)"),
        ("y", "add", "(2, 1)", "(2, 1)"),
        ("loss", "sum", "−1", "1"),
    ]
    assert [(edge.source, edge.target) for edge in graph.edges] == [(0, 3), (1, 3), (3, 4), (2, 4), (4, 5)]


def test_names_are_numbered_without_gaps_and_none_is_there_twice() -> None:
    assert node_names(["x", None, "y", None]) == ["x", "v₁", "y", "v₂"]
    assert node_names(["y", "y₁", "y", None, "v"]) == ["y₂", "y₁", "y₃", "t₁", "v"]
    assert node_names([None, "x"], "v1 = 3\nx = Value(v1)") == ["t₁", "x"]
    assert node_names([None] * 12)[9:] == ["v₁₀", "v₁₁", "v₁₂"]


def test_the_picture_and_the_page_call_a_programs_nodes_the_same() -> None:
    program = "from stepgrad import Value\nx = Value(2.0)\ny = x\nfor _ in range(2):\n    y = 3 * y + 1\ny.backward()\n"
    assert [box.name for box in Graph(trace(program)).boxes] == ["x", "v₁", "y₁", "v₂", "y₂"]


def test_svg_is_well_formed_and_shows_every_box() -> None:
    shown = texts(Graph(trace(CHAIN)).to_svg())
    for word in ("x", "a", "b", "c", "49", "42", "× 14", "× 3"):
        assert word in shown


def test_boxes_do_not_overlap() -> None:
    a, b = Value(2.0), Value(3.0)
    svg = ET.fromstring(Graph((a + b) * b * (a * a).tanh()).to_svg())
    boxes = [(float(r.get("x", 0)), float(r.get("y", 0))) for r in svg.iter(f"{SVG}rect") if r.get("x")]
    assert len(boxes) == 7
    for i, (x, y) in enumerate(boxes):
        for u, v in boxes[i + 1 :]:
            assert abs(x - u) >= 124 or abs(y - v) >= 62


def test_labels_stay_text() -> None:
    x = Value(1.0, '<script>alert(1)</script>&"')
    graph = Graph(x * 2)
    assert "<script" not in graph._repr_html_()
    assert any("<script>" in text for text in texts(graph.to_svg()))
    assert r"\"" in graph.to_dot()


EVERY = [
    *range(0x20), *range(0x7F, 0xA0), 0x061C, *range(0x200E, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A),
    0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, ord("&"), ord("<"), ord('"'), ord("]"), 0x1F389,
]  # fmt: skip


@pytest.mark.parametrize("code", EVERY, ids=hex)
def test_whatever_is_in_a_label_the_picture_is_well_formed(code: int) -> None:
    letter = chr(code)
    x = Value(1.0, label=f"a{letter}b")
    picture = Graph(x * 2)
    for svg in (picture.to_svg(), picture._repr_html_()):
        shown = texts(svg)
        assert len(shown) == len(texts(Graph(Value(1.0, "x") * 2).to_svg()))
        assert any(text in (f"a{letter}b", f"a⟨U+{code:04X}⟩b") for text in shown)
    picture.to_svg().encode()
    dot = picture.to_dot()
    dot.encode()
    assert not [one for one in dot if one < " " and one != "\n"]
    traced = trace(f"from stepgrad import Value\nx = Value(1.0, label={x.label!r})\ny = x * 2\n")
    texts(Graph(traced).to_svg())
    assert json.loads(dumps(to_wire(traced)))["nodes"]["label"]["is"][0] in (f"a{letter}b", "a?b")


def test_of_a_long_path_the_end_is_kept() -> None:
    assert [shortened(name, 12) for name in ("model.layers[0].weight", "a long sentence", "short", "x[0]", "params['weights']₂")] == [
        "…s[0].weight", "a long sent…", "short", "x[0]", "…'weights']₂",
    ]  # fmt: skip


def test_dot() -> None:
    x = Value(2.0, "x")
    y = x * x
    y.backward()
    dot = Graph(y).to_dot()
    assert dot.startswith("digraph {")
    assert r'n0 [label="x\nvalue 2\ngrad 4"];' in dot
    assert dot.count("n0 -> n1") == 2


def test_a_graph_too_large_to_draw_still_has_its_text() -> None:
    y = Value(1.0)
    for _ in range(MOST_DRAWN):
        y = y + 1
    graph = Graph(y)
    with pytest.raises(ValueError, match="too many for a picture"):
        graph.to_svg()
    assert "too many" in graph._repr_html_()
    assert f"n{MOST_DRAWN}" in graph.to_dot()


def test_a_long_chain_needs_no_recursion() -> None:
    y = Value(1.0)
    for _ in range(50_000):
        y = y + 1
    assert len(Graph(y).boxes) == 50_001


def test_what_has_no_graph() -> None:
    with pytest.raises(TypeError, match="got float"):
        Graph(1.0)  # type: ignore[arg-type]
