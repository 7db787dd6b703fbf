"""Build side: a picture of every case of the gallery, at two sizes and in both themes, and which of them are not as they were.

    python -m tools.gallery [--out DIR] [--against DIR] [case…]     (after make site)

Pictures are compared by their pixels, in the browser that took them: two machines draw letters differently, so take both sets on one.
"""

from __future__ import annotations

import argparse
import base64
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools import chromium
from tools.asset_steps.steps import CACHE
from tools.serve import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"wide": {"width": 1280, "height": 720}, "phone": {"width": 390, "height": 664}}
THEMES = ("light", "dark")
SETTLED = 600  # milliseconds, after which nothing moves any more
# How many pixels of two pictures differ; all of them where their sizes do.
DIFFERENT = """async ([one, other]) => {
  const [a, b] = await Promise.all([one, other].map(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  }));
  if (a.width !== b.width || a.height !== b.height) return a.width * a.height;
  let count = 0;
  for (let i = 0; i < a.data.length; i += 4) count += a.data[i] !== b.data[i] || a.data[i + 1] !== b.data[i + 1] || a.data[i + 2] !== b.data[i + 2];
  return count;
}"""


def cases(page: Page, url: str) -> list[str]:
    page.goto(f"{url}gallery.html")
    page.locator(".gallery-case").first.wait_for()
    return list(page.locator(".gallery-case").evaluate_all("all => all.map(one => one.dataset.case)"))


def shoot(page: Page, url: str, case: str) -> bytes:
    """The window as it is once the case is in its state, so that what lies over the page is on it too."""
    page.goto(f"{url}gallery.html?case={case}")
    page.locator(".gallery-case[data-ready]").wait_for()
    page.locator(".gallery-name").evaluate("name => name.scrollIntoView()")
    page.wait_for_timeout(SETTLED)
    return page.screenshot(animations="disabled", caret="hide")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--out", type=Path, default=CACHE / "gallery")
    parser.add_argument("--against", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    differ = 0
    with serving() as url, chromium.opened() as browser:
        for size, viewport in SIZES.items():
            for theme in THEMES:
                page = browser.new_page(
                    viewport=viewport,  # type: ignore[arg-type]
                    color_scheme=theme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                )
                for case in asked.cases or cases(page, url):
                    name = f"{case}.{size}.{theme}.png"
                    picture = shoot(page, url, case)
                    (asked.out / name).write_bytes(picture)
                    if asked.against is None:
                        continue
                    before = asked.against / name
                    pixels = -1
                    if before.exists():
                        pair = [base64.b64encode(one).decode() for one in (before.read_bytes(), picture)]
                        pixels = page.evaluate(DIFFERENT, pair)
                    if pixels:
                        differ += 1
                        print(f"{name}: {f'{pixels:,} pixels differ' if pixels > 0 else 'new'}", flush=True)
                page.close()
    print(f"gallery: pictures in {asked.out}", f"{differ} differ" if asked.against else "", file=sys.stderr)


if __name__ == "__main__":
    main()
