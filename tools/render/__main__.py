"""⑨ page: the command line of the offline renderer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import RenderError
from .site import render_site


def main(arguments: list[str] | None = None) -> int:
    """Renders the site in the current directory; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.render", description="Render the Quarto site here without Quarto."
    )
    parser.add_argument(
        "--out", type=Path, default=Path("_site"), help="where the site goes (default: _site)"
    )
    parser.add_argument("--no-assets", action="store_true", help="do not run project.pre-render first")
    parser.add_argument("--site-url", help="where the site will be published, as for `quarto render`")
    parser.add_argument("pages", nargs="*", help="render these pages only (paths from the project's root)")
    options = parser.parse_args(arguments)
    try:
        written = render_site(
            Path.cwd(),
            options.out,
            options.pages or None,
            run_assets=not options.no_assets,
            site_url=options.site_url,
        )
    except RenderError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"render: {len(written)} pages in {options.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
