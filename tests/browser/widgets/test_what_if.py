"""⑧ "What if…": a mistake built into the program, what comes of it beside what is right, and off again."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tests.browser.mounting import HEADER, running
from tests.browser.pages.test_every_page import AXE

# s goes into t twice, and into c besides
SOURCE = HEADER + "a = Value(2.0)\nb = Value(3.0)\ns = a + b\nt = s * s\nc = t * b + s\nc.backward()\n"


def menu(root: Locator) -> Locator:
    root.get_by_role("button", name="What if…", exact=True).click()
    return root.locator(".what-if-menu .menu-panel")


def choose(root: Locator, kind: str) -> None:
    menu(root).locator(f".menu-choice[data-kind={kind}]").click()


def gradient(root: Locator, label: str) -> str | None:
    return reader.node(root, label).get_attribute("data-grad")


def test_wrong_beside_right(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    assert (gradient(root, "a"), gradient(root, "b")) == ("31", "56")
    choose(root, "overwrite")
    banner = root.locator(".what-if")
    expect(banner).to_contain_text(
        "What if: contributions overwrite each other. a would get 15 instead of 31, and 2 other gradients would be wrong."
    )
    assert (gradient(root, "a"), gradient(root, "b")) == ("15", "15")
    marks = root.locator(".gv-wrong text")
    assert sorted(marks.all_text_contents()) == ["15 ≠ 31", "15 ≠ 31", "15 ≠ 56"]
    expect(root.locator("[data-node][data-wrong]")).to_have_count(3)
    # the steps go through the wrong run, and a mark is there once the node is settled
    root.evaluate("(root) => { root.value = 4; }")
    expect(marks).to_have_count(0)
    root.evaluate("(root) => { root.value = 1e6; }")
    expect(marks).to_have_count(3)
    banner.get_by_role("button", name="Off").click()
    expect(banner).to_be_hidden()
    expect(marks).to_have_count(0)
    assert (gradient(root, "a"), gradient(root, "b")) == ("31", "56")
    expect(root.get_by_role("button", name="What if…", exact=True)).to_be_focused()


def test_the_wrong_order_says_what_comes_too_late(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    choose(root, "order")
    expect(root.locator(".what-if")).to_contain_text(
        "t sends 15 to s when s has already passed its gradient on."
    )
    expect(root.locator("[data-edge][data-lost]")).to_have_count(2)
    assert gradient(root, "a") == "1"


def test_another_upstream(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    panel = menu(root)
    panel.get_by_role("textbox").fill("-1/2")
    panel.get_by_role("textbox").press("Enter")
    expect(root.locator(".what-if")).to_contain_text(
        "backward() begins with −0.5. a would get −15.5 instead of 31"
    )
    assert gradient(root, "b") == "-28"


def test_detached_from_the_pinned_panel(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    expect(menu(root).locator("[data-kind=detach]")).to_be_disabled()
    page.keyboard.press("Escape")
    root.evaluate("(root) => root.walk.pin(root.walk.trace.nodes.find(({label}) => label === 't').id)")
    root.get_by_role("button", name="What if it were detached here?").click()
    expect(root.locator(".what-if")).to_contain_text("What if: t is detached. a would get 1 instead of 31")
    expect(root.locator(".card-detach")).to_be_hidden()


def test_what_makes_no_sense_says_why(page: Page, site: str) -> None:
    root = running(page, site, HEADER + "x = Value(2.0)\ny = x * 3\ny.backward()\n")
    panel = menu(root)
    for kind in ("no-zero", "overwrite", "order", "detach"):
        expect(panel.locator(f"[data-kind={kind}]")).to_be_disabled()
        assert panel.locator(f"[data-kind={kind}] small").inner_text()


def test_gradients_that_are_not_zeroed_in_training(page: Page, site: str) -> None:
    source = (
        HEADER
        + "w = Value(2.0)\nfor k in range(2):\n    loss = (w * 3.0 - 1.0) ** 2\n    w.grad = None\n    loss.backward()\n    w.data -= 0.01 * w.grad\n"
    )
    root = running(page, site, source)
    choose(root, "no-zero")
    expect(root.locator(".what-if")).to_contain_text("w would get")
    expect(root.locator(".what-if")).to_contain_text("w would become")


def test_a_program_that_fails_with_it_says_so(page: Page, site: str) -> None:
    root = running(page, site, HEADER + "x = Value(2.0)\ny = x * x\ny.backward()\n")
    root.evaluate("(root) => root.walk.pin(1)")
    choose(root, "detach")
    expect(root.locator(".what-if")).to_contain_text("The program fails with it: RuntimeError: backward")
    assert gradient(root, "x") == "4"
    root.locator(".what-if-off").click()
    expect(root.locator(".what-if")).to_be_hidden()


def test_a_slider_runs_both_again(page: Page, site: str) -> None:
    root = running(page, site, SOURCE, sliders={"a": {"min": 0, "max": 4, "step": 1}})
    choose(root, "overwrite")
    expect(root.locator(".what-if")).to_contain_text("instead of 31")
    root.evaluate("(root) => { root.inputs = {a: 1}; }")
    # s = 4: a gets 2 × 4 × 3 + 1 = 25, or 12 by the last contribution
    expect(root.locator(".what-if")).to_contain_text("a would get 12 instead of 25")


def test_an_author_may_leave_it_out(page: Page, site: str) -> None:
    root = running(page, site, SOURCE, whatIf=False)
    expect(root.get_by_role("button", name="What if…", exact=True)).to_have_count(0)


def test_before_python_is_there_it_waits_and_says_so(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/01-computational-graph.html")
    root = reader.walkthrough(page, 2)
    choose(root, "overwrite")
    expect(root.locator(".what-if")).to_contain_text("Python is starting")
    reader.python_may_start(page)
    expect(root.locator(".what-if")).to_contain_text("x would get 6 instead of 14.")


def test_it_is_accessible(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    choose(root, "overwrite")
    expect(root.locator(".gv-wrong").first).to_be_visible()
    menu(root)
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = page.evaluate(
            "axe.run('[data-widget=walkthrough]').then(({violations}) => violations.map(({id, nodes}) => id + ' ' + nodes.map((n) => n.html).join()))"
        )
        assert found == []
