"""⑨ The math: every line of the engine's table can be opened and dragged, an area shows why gradients add, and matrices have shapes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/02-the-math.html"
# By hand, at the point where a line opens: a = 1.2, b = 2.
BY_HAND: dict[str, Callable[[float], tuple[float, float]]] = {
    "tanh": lambda a: (math.tanh(a), 1 - math.tanh(a) ** 2),
    "exp": lambda a: (math.exp(a), math.exp(a)),
    "log": lambda a: (math.log(a), 1 / a),
    "relu": lambda a: (max(a, 0), float(a > 0)),
    "sigmoid": lambda a: (1 / (1 + math.exp(-a)), math.exp(-a) / (1 + math.exp(-a)) ** 2),
}


def opened(page: Page, name: str) -> Locator:
    line = page.locator(f'.op-line[data-op="{name}"]')
    if line.get_by_role("button").get_attribute("aria-expanded") == "false":
        line.get_by_role("button").click()
    return page.locator(f'[data-widget="operation"][data-op="{name}"]')


def numbers(one: Locator, what: str) -> list[float]:
    return [float(text) for text in (one.get_attribute(f"data-{what}") or "").split()]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_line_opens_and_its_point_moves_by_keys(page: Page, site: str, name: str) -> None:
    reader.visit(page, site + LESSON)
    one = opened(page, name)
    point = one.get_by_role("slider", name="a", exact=True)
    point.focus()
    for key, by in [("ArrowRight", 1), ("ArrowLeft", -1), ("PageDown", -10), ("ArrowDown", -1)]:
        before = numbers(one, "at")[0]
        page.keyboard.press(key)
        (a,) = numbers(one, "at")
        assert a == pytest.approx(before + by / 10)
        y, slope = BY_HAND[name](a)
        assert numbers(one, "y")[0] == pytest.approx(y, rel=1e-5)
        assert numbers(one, "locals")[0] == pytest.approx(slope, rel=1e-5)
        assert float(point.get_attribute("aria-valuenow") or "nan") == a


def test_dragging_one_argument_turns_the_tangent_of_the_other(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    one = opened(page, "mul")
    reader.goes_live(one)
    left, right = one.locator(".plane").all()
    left.scroll_into_view_if_needed()
    box = left.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - box["width"] / 4, middle[1], steps=8)
    page.mouse.up()
    a, b = numbers(one, "at")
    assert -2 <= a < -1  # b = 2: further left a · b would leave the frame
    assert numbers(one, "y") == [pytest.approx(a * b)]
    assert numbers(one, "locals") == [pytest.approx(b), pytest.approx(a)]
    expect(right).not_to_have_attribute("data-stale", "")
    right.get_by_role("slider").focus()
    page.keyboard.press("PageDown")
    expect(one).to_have_attribute("data-at", f"{a:g} 1")
    assert numbers(one, "y") == [pytest.approx(a)]


def test_a_finger_drags_too(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    one = opened(page, "tanh")
    plane = one.locator(".plane")
    plane.scroll_into_view_if_needed()
    assert plane.evaluate("(svg) => getComputedStyle(svg).touchAction") == "pan-y"  # the page still scrolls
    box = plane.bounding_box()
    assert box
    client = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for by in (5, 15, 30):
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + by, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    (a,) = numbers(one, "at")
    assert 0.5 < a < 1.1  # 30 of 300 pixels, a frame of 8 and its margin; it began at 1.2
    assert numbers(one, "y") == [pytest.approx(math.tanh(a), rel=1e-5)]


def test_every_line_of_the_table_opens(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    page.locator(".op-line").first.wait_for()
    lines, more = page.locator(".op-line:visible"), page.get_by_role("button", name="Show the other")
    first = lines.count()
    others = int(re.findall(r"\d+", more.inner_text())[0])
    more.click()
    expect(lines).to_have_count(first + others)
    expect(lines.nth(first).get_by_role("button")).to_be_focused()
    names = page.locator(".op-line").evaluate_all("(lines) => lines.map((line) => line.dataset.op)")
    assert {"add", "mul", "pow", "exp", "log", "tanh", "relu"} <= set(names)
    for name in names:
        one = opened(page, name)
        reader.goes_live(one)
        assert all(math.isfinite(n) for n in numbers(one, "y") + numbers(one, "locals"))
        expect(page.locator('[data-widget="operation"]')).to_have_count(1)


def test_two_strips_and_a_corner(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    area = page.locator('[data-widget="nudge"]')
    reader.goes_live(area)
    for x, h in [(3, 0.5), (1, 0.25), (2, 0.01)]:
        reader.slide(area, "x", x)
        reader.slide(area, "h", h)
        # c = 2x (x + 1): the derivative is 4x + 2, the difference quotient 4x + 2 + 2h
        expect(area).to_have_attribute("data-gradient", f"{4 * x + 2:g}")
        page.wait_for_function(
            "([rate]) => Math.abs(document.querySelector('[data-widget=nudge]').dataset.rate - rate) < 1e-9",
            arg=[4 * x + 2 + 2 * h],
        )


def test_shapes_of_a_product_and_one_entry_spelled_out(page: Page, site: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    reader.visit(page, site + LESSON)
    product = page.locator('[data-widget="matrix-product"]')
    product.wait_for()
    assert reader.engine_settles(page) == "ready"
    assert not any("numpy" in url for url in requests)  # only who changes a size pays for it
    for label, size in [("m", 5), ("k", 2), ("n", 3)]:
        reader.slide(product, label, size)
    line = product.locator('[data-product="dA"]')
    expect(line.locator(".matrix-shape b")).to_have_text(["(5, 2)", "(5, 3)", "(3, 2)"])
    expect(product.locator('[data-product="dB"] .matrix-shape b')).to_have_text(
        ["(2, 3)", "(2, 5)", "(5, 3)"]
    )
    assert any("numpy" in url for url in requests)
    cell = line.get_by_role("grid").get_by_role("gridcell").nth(2)
    cell.click()
    page.keyboard.press("ArrowDown")
    read = """(line) => [...line.querySelectorAll('table')].map((table) =>
      [...table.rows].map((row) => [...row.cells].map((cell) => Number(cell.textContent.replace('−', '-')))))"""
    result, left, right = line.evaluate(read)
    for i in range(5):
        for j in range(2):
            assert result[i][j] == sum(left[i][x] * right[x][j] for x in range(3))
    expect(product.locator(".product-entry")).to_have_text("dA[2, 0]")
    expect(product.locator(".product-spelled")).to_have_attribute("data-value", f"{result[2][0]}")
