"""⑧ What is saved of a walkthrough: pictures by themselves, text that other programs read, and a page that opens from a disk and steps."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pypandoc  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, expect

from tests.browser import reader
from tests.browser.mounting import TWO_PATHS, mounted
from tests.browser.pages.test_every_page import AXE
from tools.serve import SITE

ROOT = SITE.parent
SVG = "{http://www.w3.org/2000/svg}"
THEMES = json.loads((SITE / "assets" / "themes.json").read_text(encoding="utf-8"))
# What a program may call its values, to break each of the formats.
EVIL = [
    "</script><img src=x onerror=alert(1)>",
    "]]> <!-- & \" ' {{TRACE}} $& \\",
    "=1+1;@SUM(A1)",
    "a\u202eb\u2067c\x00d\x1be",
    "\\input{/etc/passwd} $x^_% ~",
    "\ud800 lone",
    "מבחן",
    "x" * 100_000,
]
HOSTILE = (
    "from stepgrad import Value\n"
    + "".join(f"v{i} = Value({i + 1}.5, label={name!a})\n" for i, name in enumerate(EVIL))
    + "out = "
    + " * ".join(f"v{i}" for i in range(len(EVIL)))
    + "\nout.backward()\n# </script><script>alert(2)</script> <!-- \u2028\n"
)
# All that can be folded, as the tools above a graph do it.
FOLD = "(root) => { const { view } = root.querySelector('[data-widget=graph-view]'); view.folding.fold(1); view.rebuild(); }"
CALLS = """from stepgrad import Value
def neuron(w, x):
    t = w * x
    u = t + 0.5
    return u.tanh()
x = Value(0.5)
h = neuron(Value(0.3), x)
y = neuron(Value(-0.4), h)
y.backward()
"""


def saved(root: Locator, kind: str, folder: Path) -> Path:
    """Presses it in the menu, and waits for the file."""
    page = root.page
    button = root.get_by_role("button", name="Save…")
    button.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=kind, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def is_silent(text: str, site: str) -> None:
    """Nothing of the page's own address, nor of the machine, is in it."""
    assert site not in text
    assert "127.0.0.1" not in text
    assert str(ROOT) not in text
    assert not re.search(r"(?:src|href)=.https?:", text)


@pytest.fixture
def walkthrough(page: Page, site: str) -> Locator:
    return mounted(page, site, TWO_PATHS, name="two_paths", step=6)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_stands_by_itself(walkthrough: Locator, site: str, tmp_path: Path, theme: str) -> None:
    path = saved(walkthrough, f"Picture, {theme} (SVG)", tmp_path)
    assert path.name == "two_paths-step-6.svg"
    text = path.read_text(encoding="utf-8")
    is_silent(text, site)
    tree = ElementTree.fromstring(text)
    assert tree.tag == f"{SVG}svg"
    assert tree.find(f"{SVG}title").text == "two_paths, step 6 of 7"  # type: ignore[union-attr]
    assert "a receives 3 × 1 = 3" in (tree.find(f"{SVG}desc").text or "")  # type: ignore[union-attr]
    shown = ["".join(one.itertext()) for one in tree.iter(f"{SVG}text")]
    assert {"a", "b", "s", "c", "a + b", "15", "5", "value", "grad"} <= set(shown)
    allowed = {"svg", "g", "title", "desc", "style", "rect", "path", "text", "tspan", "circle"}
    assert {one.tag.removeprefix(SVG) for one in tree.iter()} <= allowed
    for one in tree.iter():
        assert not {"class", "style", "tabindex", "role"} & set(one.attrib) - (
            {"role"} if one is tree else set()
        )
        assert not any(name.startswith(("data-", "aria-")) for name in one.attrib), one.attrib
        assert all("var(" not in value and "color(" not in value for value in one.attrib.values()), one.attrib
    looks = THEMES[theme]
    ground = tree.find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == looks["--diagram-bg"]
    fills = {one.get("fill") for one in tree.iter(f"{SVG}text")}
    assert looks["--diagram-node-text"] in fills
    assert looks["--forward-strong"] in fills
    style = tree.find(f"{SVG}style")
    assert style is not None
    assert '"Stepgrad Interface"' in (style.text or "")
    assert "url(fonts" not in (style.text or "")
    # it looks as it does on the page: the active edge is as thick, the receiver has its colour
    cards = {one.get("fill") for one in tree.iter(f"{SVG}rect")}
    assert looks["--backward-soft"] in cards


def test_pixels_are_twice_as_many_and_the_letters_are_ours(
    walkthrough: Locator, page: Page, tmp_path: Path
) -> None:
    vector = saved(walkthrough, "Picture, light (SVG)", tmp_path).read_text(encoding="utf-8")
    tree = ElementTree.fromstring(vector)
    path = saved(walkthrough, "Picture, light (PNG)", tmp_path)
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (2 * float(tree.get("width", 0)), 2 * float(tree.get("height", 0)))
    # the same picture without its typefaces has other pixels where the letters are
    bare = re.sub(r"@font-face\{[^}]*\}", "", vector)
    differing = page.evaluate(
        """async ([bytes, bare]) => {
          const pixels = async (blob) => {
            const image = new Image();
            image.src = URL.createObjectURL(blob);
            await image.decode();
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.naturalWidth || 1, image.naturalHeight || 1];
            return { image, canvas };
          };
          const ours = await pixels(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
          const other = await pixels(new Blob([bare], { type: 'image/svg+xml' }));
          const read = ({ image }) => {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [ours.image.naturalWidth, ours.image.naturalHeight];
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0, canvas.width, canvas.height);
            return context.getImageData(0, 0, canvas.width, canvas.height).data;
          };
          const [one, two] = [read(ours), read(other)];
          let count = 0;
          for (let i = 0; i < one.length; i += 4) if (Math.abs(one[i] - two[i]) > 60) count += 1;
          return count;
        }""",
        [list(data), bare],
    )
    assert differing > 200


def test_text_for_other_programs(walkthrough: Locator, tmp_path: Path) -> None:
    dot = saved(walkthrough, "Graph (DOT)", tmp_path)
    assert dot.name == "two_paths-step-6.dot"
    assert 'n1 -> n3 [label="× 5", local="5"];' in dot.read_text(encoding="utf-8")
    tex = saved(walkthrough, "Derivation (LaTeX)", tmp_path)
    assert tex.name == "two_paths-step-6.tex"
    assert tex.read_text(encoding="utf-8").count("\\\\") == 5, "up to this step: six lines"
    is_mathematics(tex.read_text(encoding="utf-8"))
    table = saved(walkthrough, "Steps (CSV)", tmp_path)
    assert table.name == "two_paths.csv"
    rows = [*csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"), newline=""))]
    assert [row["step"] for row in rows] == [str(n) for n in range(1, 8)]
    assert rows[6]["into_name"] == "b"
    assert (rows[6]["upstream"], rows[6]["local"], rows[6]["before"], rows[6]["after"]) == (
        "3",
        "1",
        "5",
        "8",
    )


def is_mathematics(text: str) -> None:
    """Pandoc reads all of it as LaTeX and sets it."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from=latex", "--to=html", "--mathml"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    assert "<math" in done.stdout


def test_a_way_that_is_walked_alone_is_derived_alone(
    page: Page, walkthrough: Locator, tmp_path: Path
) -> None:
    walkthrough.evaluate(
        "(root) => root.walk.follow({ title: 'the way to b', steps: [3, 5], nodes: [1, 3] })"
    )
    walkthrough.evaluate("(root) => { root.value = 7; }")
    lines = saved(walkthrough, "Derivation (LaTeX)", tmp_path).read_text(encoding="utf-8")
    assert lines.count("\\\\") == 1


class Offline:
    """Pages opened from the disk, without a network, and what they did."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
        self.asked: list[str] = []
        self.amiss: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("console", self.logged)
        self.context.on("weberror", lambda error: self.amiss.append(str(error.error)))
        self.context.on("dialog", self.said)

    def logged(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.amiss.append(message.text)

    def said(self, dialog: Dialog) -> None:
        self.amiss.append(dialog.message)
        dialog.dismiss()

    def opened(self, path: Path) -> Page:
        page = self.context.new_page()
        page.goto(path.as_uri())
        reader.walkthrough(page)
        reader.drawn(page)
        return page

    def was_good(self, path: Path) -> None:
        assert self.amiss == []
        assert [url for url in self.asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]


@pytest.fixture
def offline(browser: Browser) -> Iterator[Offline]:
    made = Offline(browser)
    yield made
    made.context.close()


def test_the_page_opens_from_a_disk_and_steps(
    walkthrough: Locator, site: str, tmp_path: Path, offline: Offline
) -> None:
    path = saved(walkthrough, "Walkthrough (HTML)", tmp_path)
    assert path.name == "two_paths-step-6.html"
    assert path.stat().st_size < 250_000
    is_silent(path.read_text(encoding="utf-8"), site)
    page = offline.opened(path)
    root = reader.walkthrough(page)
    assert reader.step(root) == 6
    assert reader.number(root, "a", "grad") == 3
    root.get_by_role("button", name="Next step").click()
    assert reader.number(root, "b", "grad") == 8
    page.keyboard.press("Home")
    assert reader.step(root) == 0
    assert reader.number(root, "s", "value") is None
    page.keyboard.press("ArrowRight")
    assert reader.number(root, "s", "value") == 5
    reader.node(root, "b").click()
    root.locator(".graph-card").get_by_role("button", name="Show me where this comes from").click()
    assert "the ways to b" in root.locator(".findings-way").inner_text()
    assert page.evaluate("document.fonts.check('16px \"Stepgrad Interface\"')")
    assert root.get_by_role("button", name="Save…").count() == 0
    # what would be needed for more is not let in
    assert page.evaluate("fetch('https://example.org').then(() => false, () => true)")
    offline.amiss.clear()  # of that
    offline.asked[:] = [url for url in offline.asked if "example.org" not in url]
    offline.was_good(path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page(
    page: Page, site: str, tmp_path: Path, offline: Offline, theme: str
) -> None:
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    root = mounted(page, site, TWO_PATHS, step=5)
    path = saved(root, "Walkthrough (HTML)", tmp_path)
    assert f'data-bs-theme="{theme}"' in path.read_text(encoding="utf-8")
    alone = offline.opened(path)
    ground = alone.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb({}, {}, {})".format(*bytes.fromhex(THEMES[theme]["--bs-body-bg"][1:]))
    # its policy lets no other script in than its own: this one comes by the debugger
    alone.context.new_cdp_session(alone).send("Runtime.evaluate", {"expression": AXE})
    found = alone.evaluate(
        "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
    )
    assert found == []
    offline.was_good(path)


def test_the_page_has_the_folds_and_the_way_that_it_was_saved_with(
    page: Page, site: str, tmp_path: Path, offline: Offline
) -> None:
    root = mounted(page, site, CALLS, step=9)
    root.evaluate(FOLD)
    reader.drawn(page)
    labels = "(root) => [...root.querySelectorAll('.gv-node')].map((one) => one.dataset.label + '/' + (one.dataset.fold ?? ''))"
    root.evaluate("(root) => root.walk.follow({ title: 'the way to h', steps: [7, 8, 9], nodes: [0, 1, 2] })")
    before = root.evaluate(labels)
    assert any(not one.endswith("/") for one in before), "something is folded"
    path = saved(root, "Walkthrough (HTML)", tmp_path)
    alone = reader.walkthrough(offline.opened(path))
    assert alone.evaluate(labels) == before
    assert "the way to h" in alone.locator(".findings-way").inner_text()


def test_whatever_a_program_calls_its_values_it_stays_a_name(
    page: Page, site: str, tmp_path: Path, offline: Offline
) -> None:
    root = mounted(page, site, HOSTILE, name="evil", step=12)
    picture = saved(root, "Picture, light (SVG)", tmp_path).read_text(encoding="utf-8")
    tree = ElementTree.fromstring(picture)
    assert not {"script", "img", "foreignObject", "image"} & {
        one.tag.removeprefix(SVG) for one in tree.iter()
    }
    assert not any(name.startswith("on") for one in tree.iter() for name in one.attrib)
    assert len(picture) < 400_000
    assert saved(root, "Picture, dark (PNG)", tmp_path).stat().st_size > 1000
    dot = saved(root, "Graph (DOT)", tmp_path).read_text(encoding="utf-8")
    assert len(dot) < 20_000
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2067]", dot)
    is_mathematics(saved(root, "Derivation (LaTeX)", tmp_path).read_text(encoding="utf-8"))
    table = saved(root, "Steps (CSV)", tmp_path).read_text(encoding="utf-8")
    rows = [*csv.reader(io.StringIO(table, newline=""))]
    assert {len(row) for row in rows} == {15}
    assert not any(re.match(r"[=+@\t\r]|-\D", cell) for row in rows[1:] for cell in row)
    path = saved(root, "Walkthrough (HTML)", tmp_path)
    html = path.read_text(encoding="utf-8")
    assert html.count("</script>") == 5
    assert "onerror=alert(1)>" not in html
    alone = offline.opened(path)
    assert reader.step(reader.walkthrough(alone)) == 12
    assert alone.locator("img").count() == 0
    offline.was_good(path)


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_what_cannot_be_made_is_said(page: Page, walkthrough: Locator) -> None:
    page.route("**/assets/fonts.css", lambda route: route.abort())
    walkthrough.get_by_role("button", name="Save…").click()
    page.get_by_role("button", name="Picture, light (SVG)").click()
    said = page.locator(".said:popover-open")
    expect(said).to_have_text("Picture, light (SVG) could not be made: a part of this site did not load.")
    expect(said).to_be_in_viewport()
