"""Build side: Node and the packages that package-lock.json pins."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from tools.asset_steps.steps import ROOT, BuildError, say

LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
OLDEST = 20


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; what it prints is shown only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise BuildError(f"{Path(command[0]).name} {command[1]} failed:\n{done.stdout.strip()}")


def node() -> str:
    """The path of a Node that is new enough."""
    path = shutil.which("node")
    if path is None:
        raise BuildError(f"Node is missing: install Node {OLDEST} or newer (https://nodejs.org), with npm")
    version = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST:
        raise BuildError(f"Node {version} is too old: install Node {OLDEST} or newer (https://nodejs.org)")
    return path


def installed() -> bool:
    """Whether node_modules holds what the lock names. npm leaves its own account of what it installed."""
    account = MODULES / ".package-lock.json"
    if not account.exists():
        return False
    have = json.loads(account.read_text())["packages"]
    want = json.loads(LOCK.read_text())["packages"]

    def settled(path: str) -> bool:
        if path in have:  # a package for another platform is optional, and absent
            return bool(have[path].get("integrity") == want[path].get("integrity"))
        return bool(want[path].get("optional"))

    return all(settled(path) for path in want if path)


def install() -> None:
    if installed():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise BuildError(
            "npm is missing: it comes with Node (https://nodejs.org); Debian has it in the package npm"
        )
    say("npm packages …")
    run(npm, "ci", "--no-audit", "--no-fund")


def tool(name: str) -> Path:
    """The command that an npm package installed."""
    return MODULES / ".bin" / (f"{name}.cmd" if os.name == "nt" else name)
