"""Build side: makes assets/, which is everything that a page needs besides its own HTML.

`python tools/assets.py` from anywhere; Quarto runs it before it renders. Needs Python ≥ 3.11, and Node ≥ 20; fetches the rest
itself, .venv included (environment.py), and runs again only what changed. What the folder holds and where each part comes from:

    *.js, index.css                  ojs/                    bundled              asset_steps/bundle.py
    sandbox.txt, worker.js           ojs/engine, npm         what Python runs in  asset_steps/sandbox.py
    fonts.css, fonts/*               npm                     cut to what is used  asset_steps/fonts.py
    standalone.txt, themes.json      ojs/, styles/, npm     what readers save     asset_steps/standalone.py
    pyodide/*                        npm, PyPI,              precompiled,         asset_steps/runtime.py, asset_steps/engine.py
                                     py/stepgrad             then compressed      asset_steps/publish.py
    traces/<module>/<example>.json   modules/*/examples/     recorded             asset_steps/engine.py
    traces/playground/<name>.json    playground/             recorded             asset_steps/engine.py
    tables/playground.json           playground/             drawn                asset_steps/stills.py
    source.zip                       the project             as Git keeps it      asset_steps/source.py

The stills that pages hold for readers without scripts go to .cache/stills: asset_steps/stills.py.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # Quarto runs this file, not the module

from tools import environment

if sys.version_info < environment.OLDEST:  # Quarto may run it with any Python
    sys.exit(f"assets: {environment.too_old()}")

from tools.asset_steps import (
    bundle,
    engine,
    fonts,
    node,
    publish,
    runtime,
    sandbox,
    source,
    standalone,
    stills,
)
from tools.asset_steps.steps import ASSETS, BuildError, say, size


def main() -> int:
    began = time.perf_counter()
    try:
        node.node()
        python = environment.python()
        if python != sys.executable:
            return subprocess.run([python, __file__], check=False).returncode
        node.install()
        fonts.cut()
        runtime.vendor()
        runtime.write_lock()
        engine.package()
        engine.record()
        publish.pack()
        stills.draw()
        sandbox.build()
        bundle.bundle()
        standalone.build()
        source.archive()
    except BuildError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    say(f"{ASSETS.name}/ is up to date: {size([ASSETS])}, {time.perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
