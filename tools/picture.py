"""Build side: takes the README's picture, docs/lesson.png, from the rendered site: the first lesson in mid-backward.

python -m tools.picture        (after make site)
"""

from __future__ import annotations

from pathlib import Path

from tools import chromium
from tools.serve import serving

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "lesson.png"
LESSON = "modules/02-autograd/01-computational-graph.html"
# The page from the step control of its walkthrough of c = (a + b) · b on, two steps before the end of the backward pass.
POSE = """() => {
  const root = document.querySelectorAll('[data-widget="walkthrough"]')[3];
  root.value = root.walk.trace.steps.length - 1;
  scrollTo({top: root.getBoundingClientRect().top + scrollY - 90, behavior: "instant"});
}"""


def main() -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    with serving() as url, chromium.opened() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1010}, reduced_motion="reduce")
        page.goto(url + LESSON)
        page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
        page.evaluate(POSE)
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
