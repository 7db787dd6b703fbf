"""Build side: a new lesson: its page and its example from the templates beside this file, its golden trace, its line in _quarto.yml.

python -m tools.new_lesson [--module 02-autograd] [--title "…"] -- 08-something       (make new-lesson NAME=08-something)
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import yaml

from tools import golden
from tools.module_map import pages

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path(__file__).parent / "new_lesson_page.qmd"
EXAMPLE = Path(__file__).parent / "new_lesson_example.py"
NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


class Refused(Exception):
    """A sentence for the author; nothing was changed."""


def plan(name: str, module: str, title: str) -> dict[Path, str]:
    """The files to write, with what goes into each. Raises Refused."""
    if not NAME.fullmatch(name):
        raise Refused(
            f"{name!r} is no name for a lesson: two digits, then words with hyphens, as in 08-something"
        )
    if not NAME.fullmatch(module) or not (ROOT / "modules" / module).is_dir():
        raise Refused(f"there is no module {module!r}: modules/ has {', '.join(modules())}")
    title = title.strip() or name[3:].replace("-", " ").capitalize()
    if not title.isprintable():
        raise Refused("a title is one line of text")
    numbered = f"{int(name[:2])} · {title}"
    folder = ROOT / "modules" / module
    for other in sorted(folder.glob(f"{name[:3]}*.qmd")):
        raise Refused(f"{other.relative_to(ROOT)} is there already: choose another number")
    example = folder / "examples" / f"{name[3:].replace('-', '_')}.py"
    if example.exists():
        raise Refused(f"{example.relative_to(ROOT)} is there already: choose another name")
    program = EXAMPLE.read_text(encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    # As YAML wants it: a title may hold a colon or a quotation mark.
    for key, value in (
        ("title", numbered),
        ("description", f"{title}: what this lesson shows, in one sentence."),
    ):
        line = yaml.safe_dump({key: value}, allow_unicode=True, width=sys.maxsize).strip()
        page = re.sub(rf"^{key}: .*$", line.replace("\\", r"\\"), page, count=1, flags=re.MULTILINE)
    page = page.replace("02-autograd/new_lesson", f"{module}/{example.stem}").replace(
        "new_lesson", example.stem
    )
    return {
        folder / f"{name}.qmd": page,
        example: program,
        golden.path_of(example): golden.expected(program),
        ROOT / "_quarto.yml": listed(
            (ROOT / "_quarto.yml").read_text(encoding="utf-8"), module, f"{name}.qmd"
        ),
    }


def modules() -> list[str]:
    return sorted(folder.name for folder in (ROOT / "modules").iterdir() if NAME.fullmatch(folder.name))


def listed(config: str, module: str, file: str) -> str:
    """_quarto.yml with one line more, among the module's lessons in the sidebar; the rest of it, comments and all, as it was."""
    lines = config.splitlines(keepends=True)
    entry = re.compile(rf"( *- )modules/{re.escape(module)}/(index|\d\d-[\w-]+)\.qmd\n")
    found = [(at, match) for at, line in enumerate(lines) if (match := entry.fullmatch(line))]
    before = [at for at, match in found if match[2] == "index" or f"{match[2]}.qmd" < file]
    if not found:
        raise Refused(
            f"_quarto.yml lists no lesson of {module} in a sidebar: list modules/{module}/index.qmd first"
        )
    at = before[-1] + 1 if before else found[0][0]
    lines.insert(at, f"{found[0][1][1]}modules/{module}/{file}\n")
    after = "".join(lines)
    sidebars = yaml.safe_load(after)["website"]["sidebar"]
    shown = [page for sidebar in sidebars for page in pages(sidebar["contents"], f"modules/{module}/")]
    if shown.count(f"modules/{module}/{file}") != 1 or shown != sorted(shown):
        raise Refused(f"_quarto.yml does not list the lessons of {module} in the order of their numbers")
    return after


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make new-lesson")
    parser.add_argument("--module", default="02-autograd")
    parser.add_argument("--title", default="")
    parser.add_argument("name")
    given = parser.parse_args(arguments)
    try:
        files = plan(given.name, given.module, given.title)
    except Refused as error:
        print(f"new-lesson: {error}", file=sys.stderr)
        return 1
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    page, example, trace, config = (file.relative_to(ROOT).as_posix() for file in files)
    print(f"""\
made     {page}
         {example}
         {trace}
changed  {config} (one line in the sidebar)

Next:
  make serve          shows the page; write it, and its program (guide/authors.qmd says how)
  make golden         after a change of the program; read what it changes in {trace}
  make previews PAGES={page}
                      draws its picture; name it in the page: image: ../../previews/{given.module}/{given.name}.png
  make lint test      finds the page, and every widget on it, by itself""")
    return 0


if __name__ == "__main__":
    sys.exit(main())
