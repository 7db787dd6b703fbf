"""Which Quarto renders: one on the PATH, or PyPI's, tried once. PyPI is played by an index on this machine; pip is the real one."""

from __future__ import annotations

import http.server
import io
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pip
import pytest

from tools import get_quarto, quarto
from tools.asset_steps.steps import ROOT

VERSION = get_quarto.pinned().partition("==")[2]


class Index:
    """A package index with the files it is given. `asked` are the paths that somebody wanted."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.silent = False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                if outer.silent:
                    outer.released.wait()
                    return
                name = self.path.rstrip("/").rpartition("/")[2]
                links = "".join(f'<a href="/files/{file}">{file}</a>' for file in outer.files)
                body = outer.files.get(name) or (links.encode() if name == "quarto-cli" else None)
                self.send_response(200 if body is not None else 404)
                self.send_header(
                    "Content-Type", "text/html" if name == "quarto-cli" else "application/octet-stream"
                )
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.released = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/simple/"


def wheel(script: str) -> bytes:
    """quarto-cli as a wheel whose `quarto` is this shell script."""
    info = f"quarto_cli-{VERSION}.dist-info"
    content = {
        f"quarto_cli-{VERSION}.data/scripts/quarto": f"#!/bin/sh\n{script}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: quarto-cli\nVersion: {VERSION}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*content, f"{info}/RECORD"])
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in {**content, f"{info}/RECORD": record}.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o100755 << 16
            archive.writestr(member, text)
    return data.getvalue()


def source(build: str) -> bytes:
    """quarto-cli as a source archive, as it is on PyPI; `build` is what runs when its wheel is built."""
    backend = (
        "import time\n"
        "def prepare_metadata_for_build_wheel(folder, settings=None):\n"
        f"    import os\n    name = 'quarto_cli-{VERSION}.dist-info'\n    os.makedirs(f'{{folder}}/{{name}}')\n"
        f"    open(f'{{folder}}/{{name}}/METADATA', 'w').write('Metadata-Version: 2.1\\nName: quarto-cli\\nVersion: {VERSION}\\n')\n"
        "    return name\n"
        f"def build_wheel(folder, settings=None, metadata=None):\n    {build}\n"
    )
    project = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in {"backend.py": backend, "pyproject.toml": project, "PKG-INFO": ""}.items():
            info = tarfile.TarInfo(f"quarto_cli-{VERSION}/{name}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return data.getvalue()


BLOCKED = source(
    "print('Error downloading Quarto: <urlopen error [Errno -2] Name or service not known>'); raise ValueError"
)


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a place") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/*/site-packages")
    (packages / "pip").symlink_to(
        Path(pip.__file__).parent
    )  # to install it takes longer than all that follows
    return folder


@pytest.fixture
def index(venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """No Quarto on the PATH, none in .venv, nothing refused yet."""
    served = Index()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_INDEX_URL", served.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), "/usr/bin", "/bin"]))
    monkeypatch.setattr(sys, "executable", str(venv / "bin/python"))
    monkeypatch.setattr(get_quarto, "VENV", venv)
    monkeypatch.setattr(get_quarto, "REFUSED", venv / "quarto-refused.txt")
    yield served
    served.released.set()
    served.server.shutdown()
    served.server.server_close()
    get_quarto.remove()
    get_quarto.REFUSED.unlink(missing_ok=True)


def program(folder: Path, script: str) -> str:
    file = folder / "quarto"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def lines(capture: pytest.CaptureFixture[str]) -> list[str]:
    return capture.readouterr().err.splitlines()


@pytest.mark.parametrize("version", ["1.10.0", "1.10.19", "1.11.3", "2.0.1", "99.9.9"])
def test_a_quarto_on_the_path_is_used(index: Index, tmp_path: Path, version: str) -> None:
    path = program(tmp_path, f"echo {version}")
    assert get_quarto.get() == path
    assert index.asked == []


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 1.9.37", "is 1.9.37, and 1.10 or newer is needed"),
        ("echo 0.9.80", "is 0.9.80, and 1.10 or newer is needed"),
        ("exit 3", "does not run (`quarto --version` ended with 3)"),
        ("echo Segmentation fault", "does not run"),
        ("sleep 60", "did not tell its version within 0.3 seconds"),
    ],
)
def test_a_quarto_that_will_not_do_is_named_and_the_next_is_tried(
    index: Index,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    script: str,
    said: str,
) -> None:
    path = program(tmp_path, script)
    mine = program(get_quarto.VENV / "bin", f"echo {VERSION}")
    if script.startswith("sleep"):
        monkeypatch.setattr(get_quarto, "ANSWER_SECONDS", 0.3)
        assert not get_quarto.usable(path)
    else:
        assert get_quarto.get() == mine
    assert any(path in line and said in line for line in lines(capsys))


def test_a_program_that_cannot_be_started_is_no_quarto(tmp_path: Path) -> None:
    (tmp_path / "quarto").write_bytes(b"\x7fELF of another machine")
    (tmp_path / "quarto").chmod(0o755)
    assert "does not run" in str(get_quarto.problem_of(str(tmp_path / "quarto")))


def test_the_pinned_quarto_comes_from_pypi_and_stays(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.files[f"quarto_cli-{VERSION}-py3-none-any.whl"] = wheel(f"echo {VERSION}")
    assert get_quarto.get() == str(get_quarto.VENV / "bin/quarto")
    assert get_quarto.why_not() is None
    index.asked.clear()
    lines(capsys)
    assert get_quarto.get() == str(get_quarto.VENV / "bin/quarto")
    assert (index.asked, lines(capsys)) == ([], [])


def test_a_refusal_is_remembered_until_somebody_tries_again(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    index.files[f"quarto_cli-{VERSION}.tar.gz"] = BLOCKED
    assert get_quarto.get() is None
    said = lines(capsys)
    assert len(said) == 2
    assert "(GitHub: Name or service not known; `make quarto` tries again)" in said[1]
    index.asked.clear()
    assert get_quarto.get() is None
    assert (index.asked, lines(capsys)) == ([], said[1:])
    # now it can be had
    index.files = {f"quarto_cli-{VERSION}-py3-none-any.whl": wheel(f"echo {VERSION}")}
    assert get_quarto.main() == 0
    assert get_quarto.get() == str(get_quarto.VENV / "bin/quarto")
    assert not get_quarto.REFUSED.exists()


def test_another_pin_is_tried(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    get_quarto.REFUSED.write_text("quarto-cli==1.2.3\nsome reason\n")
    index.files[f"quarto_cli-{VERSION}-py3-none-any.whl"] = wheel(f"echo {VERSION}")
    assert get_quarto.get() is not None


def test_without_a_network_it_is_refused(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    assert get_quarto.get() is None
    assert "No matching distribution found" in lines(capsys)[-1]


@pytest.mark.parametrize("where", ["the index", "GitHub"])
def test_what_hangs_is_ended_in_time_with_all_it_started(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    index.silent = where == "the index"
    index.files[f"quarto_cli-{VERSION}.tar.gz"] = source("time.sleep(600)")
    monkeypatch.setattr(get_quarto, "SECONDS", 4)
    assert get_quarto.get() is None
    assert "not done after 4 seconds" in lines(capsys)[-1]
    assert "not done after 4 seconds" in str(get_quarto.why_not())
    assert still_running(index) == []


def still_running(index: Index) -> list[str]:
    """The processes that were told of this index."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            known = index.url.encode() in (place / "environ").read_bytes()
            state = (place / "stat").read_text().rpartition(")")[2].split()[0]
            command = (place / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if known and state != "Z" and place.name != str(os.getpid()):
            found.append(command)
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="asks /proc what still runs")
@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_try_is_no_refusal(index: Index, venv: Path, ended_by: signal.Signals) -> None:
    index.silent = True
    start = (
        "from pathlib import Path; import signal; from tools import get_quarto as g; signal.signal(signal.SIGINT, signal.default_int_handler);"
        f" g.VENV = Path({str(venv)!r}); g.REFUSED = g.VENV / 'quarto-refused.txt'; g.get()"
    )
    process = subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, stderr=subprocess.PIPE)
    while not index.asked and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(ended_by)
    process.communicate(timeout=30)
    assert process.returncode in (-ended_by, 128 + ended_by, 1)
    assert get_quarto.why_not() is None
    assert still_running(index) == []


def test_a_quarto_that_does_not_run_is_taken_away_again(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.files[f"quarto_cli-{VERSION}-py3-none-any.whl"] = wheel("exit 3")
    assert get_quarto.get() is None
    assert "does not run" in lines(capsys)[-1]
    assert not (get_quarto.VENV / "bin/quarto").exists()


def test_half_a_quarto_is_replaced(index: Index) -> None:
    program(get_quarto.VENV / "bin", "exec /no/such/file")
    index.files[f"quarto_cli-{VERSION}-py3-none-any.whl"] = wheel(f"echo {VERSION}")
    assert get_quarto.get() == str(get_quarto.VENV / "bin/quarto")


@pytest.mark.parametrize(
    ("renderer", "there", "code", "by"),
    [
        ("", True, 0, "quarto"),
        ("", False, 0, "offline"),
        ("quarto", True, 0, "quarto"),
        ("quarto", False, 1, None),
        ("offline", True, 0, "offline"),
        ("offline", False, 0, "offline"),
        ("latex", True, 2, None),
    ],
)
def test_who_renders(
    monkeypatch: pytest.MonkeyPatch, renderer: str, there: bool, code: int, by: str | None
) -> None:
    calls: list[tuple[str, ...]] = []

    def called(name: str, options: Sequence[str]) -> int:
        calls.append((name, *options))
        return 0

    monkeypatch.setenv("RENDERER", renderer)
    monkeypatch.setattr(get_quarto, "get", lambda: "a quarto" if there else None)
    monkeypatch.setattr(quarto, "render", lambda path, options: called("quarto", options))
    monkeypatch.setattr("tools.render.__main__.main", lambda options: called("offline", options))
    assert quarto.main(["--site-url", "https://example.org"]) == code
    assert calls == ([(by, "--site-url", "https://example.org")] if by else [])


@pytest.mark.parametrize("target", ["site", "serve", "lint", "test-browser", "previews", "bench"])
def test_everything_that_renders_goes_the_same_way(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "-m tools.quarto" in done.stdout
    assert "-m tools.render" not in done.stdout
