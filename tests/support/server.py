"""A web server of our own that serves a folder and misbehaves on demand."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {".csv": "text/plain; charset=utf-8", ".html": "text/html", ".xlsx": "application/octet-stream"}


@dataclass
class Site:
    """What is served: bytes by path, faults by path, and how often each was asked for."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Callable[["Handler", bytes], None]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, folder: Path, *names: str) -> None:
        for name in names:
            self.files[f"/{name}"] = (folder / name).read_bytes()


class Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.site.asked[self.path] += 1
        content = self.site.files.get(self.path)
        fault = self.site.faults.get(self.path)
        if fault:
            fault(self, content or b"")
        elif content is None:
            self.say(404, b"not here")
        else:
            self.say(200, content, TYPES.get(Path(self.path).suffix, "application/octet-stream"))
        self.close_connection = True

    def say(self, code: int, content: bytes, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(code)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Connection": "close",
            **headers,
        }.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def status(code: int) -> Callable[[Handler, bytes], None]:
    return lambda handler, content: handler.say(code, b"no")


def failing_first(times: int) -> Callable[[Handler, bytes], None]:
    def fault(handler: Handler, content: bytes) -> None:
        late = handler.site.asked[handler.path] > times
        handler.say(200 if late else 500, content if late else b"sorry")

    return fault


def cut(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    handler.connection.close()


def drip(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    for at in range(len(content)):
        try:
            handler.wfile.write(content[at : at + 1])
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def drip_headers(handler: Handler, content: bytes) -> None:
    """Headers that go on for ten seconds, each byte sooner than any patience for silence runs out."""
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(500):
            handler.wfile.write(b"z")
            handler.wfile.flush()
            time.sleep(0.02)
        handler.site.asked[f"{handler.path} to its end"] += 1


def encoded(*encodings: str) -> Callable[[Handler, bytes], None]:
    """Content as it is, under one header Content-Encoding for each of these."""

    def fault(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        for encoding in encodings:
            handler.send_header("Content-Encoding", encoding)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        with suppress(OSError):
            handler.wfile.write(content)

    return fault


def silence(handler: Handler, content: bytes) -> None:
    time.sleep(3)


def circle(handler: Handler, content: bytes) -> None:
    handler.say(302, b"", Location=handler.path)


def typed(kind: str) -> Callable[[Handler, bytes], None]:
    return lambda handler, content: handler.say(200, content, kind)


def huge(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(2 * 1024**3))
    handler.end_headers()
    handler.connection.close()


def endless(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"0" * 65536)
    except OSError:
        pass


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    handler = type("Bound", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
