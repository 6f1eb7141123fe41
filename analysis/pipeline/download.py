"""Fetch a publisher's file, or say in one line why not; nothing half-fetched is left behind."""

import functools
import hashlib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import tenacity

from analysis.errors import ReadFault, RefreshFault
from analysis.sources.reading.excel import refuse_bad_zip
from analysis.storage import reader
from analysis.storage.atomic import AGAIN, replacing, wrap_disk_errors

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
"""Publishers here answer 403 to what does not look like a browser."""

MEGABYTE = 1024 * 1024
HTML_STARTS = (b"<!doctype html", b"<html")
BYTES = "application/octet-stream"
KINDS = {
    ".csv": {"text/csv", "text/plain", "application/csv", BYTES},
    ".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", BYTES},
    ".xml": {"text/xml", "application/xml", "text/plain", BYTES},
    ".html": {"text/html", "application/xhtml+xml"},
}
"""What servers call a file of each ending; a missing type passes, and the file is checked instead."""

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Patience:
    """Say how long to wait and how often to try again: seconds to connect, between two pieces, for a file in total.

    `tries` counts the first one; `pause` is the seconds from which the waits between them grow.
    """

    connect: float = 10
    read: float = 30
    total: float = 600
    tries: int = 4
    pause: float = 1


def fetch(
    url: str,
    target: Path,
    *,
    limit: int = 50 * MEGABYTE,
    sha256: str | None = None,
    patience: Patience | None = None,
    progress: Progress = lambda name, done, total: None,
) -> Path:
    """Fetch `url` into the file `target`, whose ending says what kind of file it must be; returns `target`.

    Tries again, with growing pauses, after a server's error, a cut connection or silence. Raises RefreshFault: refused,
    absent, too large (more than `limit` bytes), too slow, without TLS, a web page where a file was expected, a broken
    workbook, another checksum, a full disk. `progress` is given the name, the bytes so far and the bytes in all (None where the
    server does not say).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fetch("http://example.org/list.csv", Path(folder, "list.csv"))
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: http://example.org/list.csv: goes without TLS, so that anyone on the way could change it
      -> give one that starts with https://
    """
    waits = patience or Patience()
    attempt = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_TransientFault),
        stop=tenacity.stop_after_attempt(waits.tries),
        wait=tenacity.wait_random_exponential(multiplier=waits.pause, max=30),
        reraise=True,
    )
    try:
        with wrap_disk_errors(target, RefreshFault, AGAIN), replacing(target) as draft:
            attempt(_fetch_once, url, draft, target.suffix, limit, waits, progress)
            _refuse_damage(url, target.suffix, draft, sha256)
    except _TransientFault as fault:
        raise RefreshFault(
            f"{url}: {fault}, {waits.tries} times over", "try again later, or name a file at hand: --file PATH"
        ) from fault
    return target


class _TransientFault(Exception):
    """A fault that may be gone in a moment."""


def client(waits: Patience, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Make a client that verifies certificates and refuses every address without TLS, redirects too; localhost is excepted.

    `transport` takes the place of the network in tests. A request without TLS raises RefreshFault.

    >>> with client(Patience(), httpx.MockTransport(lambda request: httpx.Response(200, text="fine"))) as http:
    ...     http.get("https://example.org/list.csv").text
    'fine'
    """
    return httpx.Client(
        verify=_authorities(),
        timeout=httpx.Timeout(waits.read, connect=waits.connect),
        follow_redirects=True,
        max_redirects=5,
        headers={"User-Agent": AGENT},
        event_hooks={"request": [_refuse_plain]},
        transport=transport,
    )


@functools.cache
def _authorities() -> ssl.SSLContext:
    """Read the certificate authorities once."""
    return httpx.create_ssl_context(verify=True)


def _refuse_plain(request: httpx.Request) -> None:
    if request.url.scheme == "http" and request.url.host not in ("127.0.0.1", "::1", "localhost"):
        raise RefreshFault(
            f"{request.url}: goes without TLS, so that anyone on the way could change it", "give one that starts with https://"
        )


def _fetch_once(url: str, target: Path, ending: str, limit: int, waits: Patience, progress: Progress) -> None:
    try:
        with client(waits) as http, http.stream("GET", url) as response:
            _refuse_status(url, response)
            _refuse_kind(url, response, ending)
            expected = _announced(url, response, limit)
            _receive(url, response, target, limit, expected, waits.total, progress)
    except httpx.TooManyRedirects as fault:
        raise RefreshFault(f"{url}: is redirected in a circle", "look for the file's new address") from fault
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as fault:
        raise RefreshFault(f"{url}: is no address that can be fetched", "give one that starts with https://") from fault
    except httpx.DecodingError as fault:
        encoding = response.headers.get("Content-Encoding", "")
        raise RefreshFault(
            f"{url}: says that it is packed as {encoding!r}, and is not", "fetch it with a browser and give it: --file PATH"
        ) from fault
    except httpx.TimeoutException as fault:
        raise _TransientFault("no answer in time") from fault
    except httpx.TransportError as fault:
        raise _TransientFault(f"the connection failed ({fault})") from fault


def _refuse_status(url: str, response: httpx.Response) -> None:
    code = response.status_code
    if code == httpx.codes.FORBIDDEN:
        raise RefreshFault(f"{url}: the publisher refuses programs (403)", "fetch it with a browser and give it: --file PATH")
    if code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise RefreshFault(
            f"{url}: is not there ({code})", "the publisher may have moved it: look at the landing page, then --file PATH"
        )
    if code >= httpx.codes.INTERNAL_SERVER_ERROR or code == httpx.codes.TOO_MANY_REQUESTS:
        raise _TransientFault(f"the server answers {code}")
    if code != httpx.codes.OK:
        raise RefreshFault(f"{url}: the server answers {code}", "open the address in a browser to see why")


def _refuse_kind(url: str, response: httpx.Response, ending: str) -> None:
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind and ending in KINDS and kind not in KINDS[ending]:
        raise RefreshFault(f"{url}: comes as {kind}, not as a {ending} file", "open it in a browser to see what it says")


def _announced(url: str, response: httpx.Response, limit: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    expected = int(length) if length.isdecimal() and "Content-Encoding" not in response.headers else None
    if expected is not None and expected > limit:
        raise RefreshFault(
            f"{url}: is announced with {expected:,} bytes, the limit is {limit:,}",
            "make sure it is the file meant, then --file PATH",
        )
    return expected


def _receive(
    url: str, response: httpx.Response, target: Path, limit: int, expected: int | None, patience: float, progress: Progress
) -> None:
    done, deadline = 0, time.monotonic() + patience
    with target.open("wb") as file:
        # Piece by piece as they come: waiting for a full block would let a slow drip go on for ever.
        for piece in response.iter_bytes():
            done += len(piece)
            if done > limit:
                raise RefreshFault(
                    f"{url}: grows past the limit of {limit:,} bytes", "make sure it is the file meant, then --file PATH"
                )
            if time.monotonic() > deadline:
                raise _TransientFault(f"only {done:,} bytes came in {patience:.0f} s")
            file.write(piece)
            progress(Path(url).name, done, expected)
    if expected is not None and done != expected:
        raise _TransientFault(f"{done:,} of {expected:,} bytes came")


def _refuse_damage(url: str, ending: str, file: Path, sha256: str | None) -> None:
    """Refuse what is not the file meant; `ending` is of the kind it must be."""
    content = file.read_bytes()
    start = content[:512].lstrip().lower()
    if not start:
        raise RefreshFault(f"{url}: is empty", "try again later")
    if start.startswith(HTML_STARTS) and ending != ".html":
        raise RefreshFault(f"{url}: is a web page, not a {ending} file", "open it in a browser to see what it says")
    if ending in (".xlsx", ".ods"):
        try:
            refuse_bad_zip(file)
        except ReadFault as fault:
            raise RefreshFault(f"{url}{fault.problem.removeprefix(file.name)}", fault.fix) from fault
    if sha256 is not None and (digest := hashlib.sha256(content).hexdigest()) != sha256:
        raise RefreshFault(
            f"{url}: has checksum {digest[:12]}..., expected was {sha256[:12]}...",
            "ask the publisher, or give the new checksum",
        )


def download_dir(name: str) -> Path:
    """Give the folder that fetched files are kept in; it is no part of the repository and may not be there yet.

    >>> download_dir("kiel").parts[-3:]
    ('build', 'refresh', 'kiel')
    """
    return reader.DATA.parent / "build/refresh" / name
