"""⑨ page: the theme's style sheets, without the rules that no page and no script of the site can meet: two thirds of Bootstrap's.

What a rule speaks of counts as met where its words occur in any page, or in any script that may write them there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".mjs")
SHEETS = "site_libs/bootstrap/*.css"


def purge(site: Path) -> None:
    node = shutil.which("node")
    if node is None or not any(site.glob(SHEETS)):
        return  # they are as good, and larger
    done = subprocess.run([node, str(SCRIPT), str(site), SHEETS], check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"finish: the style sheets stay as they are: {done.stderr.strip()}", file=sys.stderr)
