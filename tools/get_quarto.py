"""Build side: the Quarto of this machine: one on the PATH, or PyPI's quarto-cli, for which .venv is tried once.

python -m tools.get_quarto        tries again to install it, however long that takes, and shows what pip says
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import tomllib

from tools import environment

VENV = environment.VENV
OLDEST = (1, 10)  # from 1.9 on it asks `engines` of _quarto.yml; what is tested is 1.10
SECONDS = 180  # for 130 MB, once
ANSWER_SECONDS = 30
REFUSED = VENV / "quarto-refused.txt"
BINARY = "Scripts/quarto.exe" if os.name == "nt" else "bin/quarto"


def pinned() -> str:
    """As a requirement: `quarto-cli==…`."""
    extras = tomllib.loads(environment.PROJECT.read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    (requirement,) = extras["quarto"]
    return str(requirement)


def find() -> str | None:
    """The first that works of the one on the PATH and the one in .venv; of one that does not, it is said why."""
    found = [shutil.which("quarto"), str(VENV / BINARY) if (VENV / BINARY).exists() else None]
    return next((path for path in dict.fromkeys(found) if path and usable(path)), None)


def usable(path: str) -> bool:
    problem = problem_of(path)
    if problem:
        say(f"{path} {problem}: it is not used")
    return not problem


def problem_of(path: str) -> str | None:
    try:
        done = subprocess.run(
            [path, "--version"],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=ANSWER_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"did not tell its version within {ANSWER_SECONDS} seconds"
    except OSError as error:
        return f"does not run ({error.strerror})"
    version = re.match(r"(\d+)\.(\d+)", done.stdout.strip())
    if done.returncode or not version:
        return f"does not run (`quarto --version` ended with {done.returncode})"
    if (int(version[1]), int(version[2])) < OLDEST:
        return f"is {done.stdout.strip()}, and {'.'.join(map(str, OLDEST))} or newer is needed"
    return None


def get() -> str | None:
    """A Quarto, if need be from PyPI; None if that was refused, now or earlier."""
    if quarto := find():
        return quarto
    if not (refused := why_not()):
        say(f"no Quarto here: trying PyPI's {pinned()}, once, for at most {SECONDS // 60} minutes …")
        refused = install(SECONDS)
        if not refused:
            return find()
    say(
        f"tools/render renders the pages: PyPI's {pinned()} could not be installed ({refused}; `make quarto` tries again)"
    )
    return None


def why_not() -> str | None:
    """Why this very release could not be installed earlier, in a few words."""
    if not REFUSED.exists():
        return None
    release, reason, *_ = [*REFUSED.read_text(encoding="utf-8").splitlines(), "", ""]
    return reason if release == pinned() else None


def install(seconds: float | None = None) -> str | None:
    """`pip install` into .venv; returns why it failed, and keeps that. Whatever interrupts it leaves no half of it, and is no refusal."""
    # Its dependencies are only Jupyter, which .venv has as much of as Quarto needs.
    options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--timeout", "10", "--retries", "1"]
    command = [sys.executable, "-m", "pip", "install", *options, "--force-reinstall", pinned()]
    try:
        code, log = ran(command, seconds)
        reason = said(log) if code else problem_of(str(VENV / BINARY))
    except TimeoutError as error:
        reason, log = str(error), ""
    finally:
        if not (VENV / BINARY).exists() or problem_of(str(VENV / BINARY)):
            remove()
    if reason:
        REFUSED.write_text(f"{pinned()}\n{reason}\n\n{log}", encoding="utf-8")
    else:
        REFUSED.unlink(missing_ok=True)
    return reason


def ran(command: list[str], seconds: float | None) -> tuple[int, str]:
    """The exit code and the words of a command, which are shown if it may take any time. Nothing that it started outlives it."""
    late = threading.Event()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # pip's own children would go on
    ) as pip:

        def end() -> None:
            if pip.poll() is None:
                late.set()
                kill(pip.pid)

        timer = threading.Timer(seconds or 0, end)
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            if seconds:
                timer.start()
            assert pip.stdout is not None
            lines = []
            for line in pip.stdout:
                lines.append(line)
                if not seconds:
                    print(line, end="", flush=True)
            code = pip.wait()
        except BaseException:
            kill(pip.pid)
            raise
        finally:
            timer.cancel()
            signal.signal(signal.SIGTERM, before)
    if late.is_set():
        raise TimeoutError(f"not done after {seconds:g} seconds")
    return code, "".join(lines)


def kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def said(log: str) -> str:
    """Why pip failed, in a few words: what the setup of quarto-cli says of GitHub, or else what pip says last."""
    if download := re.search(r"Error downloading Quarto: (.*)", log):
        return "GitHub: " + re.sub(r"^<urlopen error (\[.*?\] )?|>$", "", download[1])
    errors = re.findall(r"^ *ERROR: (.*)", log, re.MULTILINE) or ["pip failed"]
    return str(errors[-1][:120])


def remove() -> None:
    """What an interruption left half done."""
    if any(VENV.glob("[Ll]ib/**/site-packages/quarto_cli*")):
        command = [sys.executable, "-m", "pip", "uninstall", "--yes", pinned().partition("==")[0]]
        subprocess.run(command, check=False, capture_output=True)
    (VENV / BINARY).unlink(missing_ok=True)


def say(message: str) -> None:
    print(f"site: {message}", file=sys.stderr, flush=True)


def main() -> int:
    if refused := install():
        say(
            f"PyPI's {pinned()} could not be installed ({refused}): without it, tools/render renders the pages"
        )
        return 1
    return 0 if find() else 1


if __name__ == "__main__":
    sys.exit(main())
