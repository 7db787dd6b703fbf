"""Build side: serves the rendered site on this machine, with the headers that let running Python be interrupted.

    python -m tools.serve [--folder _site] [--port 8000] [--base /name/] [--plain]

A port that is taken is skipped. --base puts the site under a path, as GitHub Pages does with the site of a project;
--plain leaves out the headers, as hosts do that let nobody set any.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SITE = Path(__file__).resolve().parents[1] / "_site"
HOST = "127.0.0.1"
# Both together allow shared memory, and with it an interrupt that keeps the engine alive.
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}

PACKED = {".html", ".css", ".js", ".json", ".svg"}


@cache
def packed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class Handler(SimpleHTTPRequestHandler):
    """Files below the server's folder, addressed below its base."""

    server: Server
    protocol_version = "HTTP/1.1"  # connections are kept: a page asks for dozens of files
    # The system's own table may lack these, or have them wrong.
    extensions_map = {  # noqa: RUF012 (this is how the standard library declares it)
        **SimpleHTTPRequestHandler.extensions_map,
        ".css": "text/css",
        ".js": "text/javascript",
        ".json": "application/json",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
    }

    def translate_path(self, path: str) -> str:
        self.directory = str(self.server.folder)
        base = self.server.base
        return super().translate_path(path.removeprefix(base) if path.startswith(base) else "/no such file")

    def send_head(self) -> Any:
        """Compressed, as most hosts send text, where that is asked for."""
        path = Path(self.translate_path(self.path))
        if not self.server.compressed or path.suffix not in PACKED or not path.is_file():
            return super().send_head()
        body = packed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def list_directory(self, path: object) -> None:
        self.send_error(404)  # as any static host answers

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """As static hosts do, the site's own page stands for whatever is not there."""
        page = self.server.folder / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.log_error("code %d, %s", code, self.path)
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        # Copies are kept, but asked about each time: a rebuilt page is seen at once, yet Pyodide is sent only once.
        for name, value in {"Cache-Control": "no-cache", **self.server.headers}.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Only what goes wrong is worth a line."""


class Server(ThreadingHTTPServer):
    """A port of 0 is any free one. `url` is where the site's home page is."""

    daemon_threads = True

    def __init__(
        self,
        folder: Path = SITE,
        port: int = 0,
        base: str = "/",
        *,
        isolated: bool = True,
        compressed: bool = False,
    ) -> None:
        super().__init__((HOST, port), Handler)
        self.folder = folder
        self.base = f"/{base.strip('/')}/".replace("//", "/")
        self.compressed = compressed
        self.headers = ISOLATED if isolated else {}
        self.url = f"http://{HOST}:{self.server_port}{self.base}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who goes away in the middle of a file is nothing to tell of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving(
    folder: Path = SITE, base: str = "/", *, isolated: bool = True, compressed: bool = False
) -> Iterator[str]:
    """Serve in the background; gives the address of the home page."""
    with Server(folder, base=base, isolated=isolated, compressed=compressed) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.url
        server.shutdown()


def first_free(port: int, **options: object) -> Server:
    for candidate in range(port, port + 100):
        try:
            return Server(port=candidate, **options)  # type: ignore[arg-type]
        except OSError:
            continue
    raise SystemExit(f"no free port from {port} to {port + 99}: choose another with --port")


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the rendered site on this machine.")
    parser.add_argument("--folder", type=Path, default=SITE)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--base", default="/", help="the path below which the site lies")
    parser.add_argument("--plain", action="store_true", help="without the headers for interrupts")
    given = parser.parse_args()
    if not (given.folder / "index.html").exists():
        parser.error(f"there is no site in {given.folder}: `make site` renders it")
    with first_free(given.port, folder=given.folder, base=given.base, isolated=not given.plain) as server:
        print(f"The site is at {server.url} (Ctrl+C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
