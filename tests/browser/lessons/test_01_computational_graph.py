"""⑨ The computational graph: what the lesson promises a reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/01-computational-graph.html"
CHAIN, LOOP, SHARED, EXPLORER = range(4)


def test_the_chain_forward_to_49_and_backward_to_42(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, CHAIN)
    forward = root.get_by_role("button", name="Next step")
    assert reader.number(root, "x", "value") == 2
    for label, value in [("a", 6), ("b", 7), ("c", 49)]:
        assert reader.number(root, label, "value") is None
        forward.click()
        assert reader.number(root, label, "value") == value
        expect(reader.node(root, label)).to_have_attribute("data-active", "forward")
    for label, gradient in [("c", 1), ("b", 14), ("a", 14), ("x", 42)]:
        assert reader.number(root, label, "grad") is None
        forward.click()
        assert reader.number(root, label, "grad") == gradient
    # back again: what is not known yet is not shown
    root.get_by_role("button", name="Step back").click()
    assert reader.number(root, "x", "grad") is None
    assert reader.number(root, "a", "grad") == 14


def test_the_equation_of_a_backward_step(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, CHAIN)
    reader.press_to_end(page, root)
    said = root.locator('[data-widget="equation"]').inner_text().replace("\n", " ")
    words = "".join(said.split())
    assert "14×3=42" in words
    assert "0+42" not in words  # a first contribution is no sum
    assert root.locator('[data-edge][data-active][data-local="3"]').count() == 1


def test_a_value_used_twice_collects_two_terms(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, SHARED)
    reader.press_to_end(page, root)
    # c = 2x · (x + 1): dc/dx = 4x + 2, at 3
    assert reader.number(root, "x", "grad") == 14
    page.keyboard.press("ArrowLeft")
    first = reader.number(root, "x", "grad")
    assert first in (8, 6)  # b·2, a·1: one of the two
    reader.node(root, "x").click()
    expect(root.locator('[data-widget="graph-card"] tbody[data-terms="2"]')).to_have_count(1)


@pytest.mark.parametrize(("a", "b"), [(2, 3), (-1.5, 0.5), (4, 0), (0, -5)])
def test_sliders_move_values_and_gradients(page: Page, site: str, a: float, b: float) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    reader.press_to_end(page, root)
    reader.slide(root, "a", a)
    reader.slide(root, "b", b)
    expect(reader.node(root, "a")).to_have_attribute("data-value", str(a))
    expect(reader.node(root, "b")).to_have_attribute("data-value", str(b))
    assert reader.number(root, "c", "value") == pytest.approx((a + b) * b)
    assert reader.number(root, "a", "grad") == pytest.approx(b)
    assert reader.number(root, "b", "grad") == pytest.approx(a + 2 * b)


def test_a_slider_keeps_the_step_one_is_at(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    root.evaluate("root => { root.value = 4; }")
    reader.slide(root, "a", -4)
    expect(reader.node(root, "a")).to_have_attribute("data-value", "-4")
    assert reader.step(root) == 4
    assert reader.number(root, "a", "grad") is None
    reader.reads(root, r"a = Value\(-4\.0\)")


@pytest.mark.parametrize(
    ("x", "turns", "sign"),
    [(2, 2, 1), (3, 1, 1), (0, 3, 1), (-1, 2, -1), (-5, 1, -1), (12, 0, 1), (-12, 0, -1)],
)
def test_the_graph_of_a_loop_has_the_shape_of_the_run(
    page: Page, site: str, x: float, turns: int, sign: int
) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, LOOP)
    reader.goes_live(root)
    reader.slide(root, "x", x)
    expect(reader.node(root, "x")).to_have_attribute("data-value", str(x))
    # x, the branch that turns its sign, and two operations for each turn of 3y + 1
    expect(root.locator('[data-widget="graph-view"] [data-node]')).to_have_count(1 + (sign < 0) + 2 * turns)
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == sign * 3**turns


def box(root: Locator, part: str) -> dict[str, float]:
    found = root.locator(part).first.bounding_box()
    assert found is not None
    x, y, width, height = found["x"], found["y"], found["width"], found["height"]
    return {"x": x, "y": y, "width": width, "height": height, "right": x + width, "bottom": y + height}


HEADER = 66  # what the navigation covers at the top of the window


@pytest.mark.parametrize("nth", [CHAIN, LOOP, SHARED, EXPLORER])
def test_a_step_and_what_it_changes_fit_on_one_screen(page: Page, site: str, nth: int) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, nth)
    reader.goes_live(root)
    reader.press_to_end(page, root)
    top = box(root, ".step-control")["y"]
    for part in [".graph-view svg", ".sentence", ".equation"]:
        assert box(root, part)["bottom"] - top <= 900 - HEADER, part


def test_no_step_moves_what_is_around_it(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    for nth in (CHAIN, LOOP, SHARED, EXPLORER):
        root = reader.walkthrough(page, nth)
        reader.goes_live(root)
        heights = set()
        for at in range(reader.last_step(root) + 1):
            root.evaluate("(root, at) => { root.value = at; }", at)
            heights.add(box(root, ".walkthrough-body")["height"])
        assert len(heights) == 1, (nth, heights)


def test_a_graph_that_changes_its_shape_moves_nothing(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, LOOP)
    reader.goes_live(root)
    places = set()
    for x in (2, 12, -0.5):  # five nodes, one, eight: what stands beside them stays where it is
        reader.slide(root, "x", x)
        expect(reader.node(root, "x")).to_have_attribute("data-value", str(x))
        reader.press_to_end(page, root)
        reader.drawn(page)
        graph, code, equation = (box(root, part) for part in (".graph-view", ".code-view", ".equation"))
        assert code["right"] <= graph["x"] + 1
        places.add(tuple(sorted(graph.items())) + tuple(sorted(equation.items())))
    assert len(places) == 1
    page.set_viewport_size({"width": 360, "height": 740})
    reader.drawn(page)
    assert box(root, ".equation")["y"] >= box(root, ".graph-view")["bottom"]


@pytest.mark.parametrize("nth", [CHAIN, EXPLORER])
def test_on_a_phone_the_steps_stay_in_sight(page: Page, site: str, nth: int) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, nth)
    reader.goes_live(root)
    root.locator(".walkthrough-code").evaluate(
        "(code) => scrollBy({top: code.getBoundingClientRect().top - 120, behavior: 'instant'})"
    )
    bar = box(root, ".walkthrough-steps")
    assert bar["bottom"] == pytest.approx(740, abs=1)
    assert bar["width"] == pytest.approx(360, abs=1)
    assert box(root, ".graph-view")["bottom"] <= bar["y"]
    root.get_by_role("button", name="Next step").click()
    assert reader.step(root) == 1
    for button in root.locator(".step-control button:visible").all():
        size = button.bounding_box()
        assert size is not None
        assert size["height"] >= 44
        assert size["width"] >= 44
        assert size["x"] + size["width"] <= 360
