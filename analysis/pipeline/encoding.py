"""The encoding in which a server sends a file, undone piece by piece, so that a small file cannot fill the memory."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.errors import RefreshFault

ACCEPTED = "gzip, deflate"
"""What a request says it takes, one at a time; `x-gzip` is an older name of the first."""
WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""How zlib reads each; some servers send deflate without the header that belongs to it."""
PIECE = 256 * 1024
BY_HAND = "fetch it with a browser and give it: --file PATH"


class CutEncoding(Exception):
    """An encoded file that ends before its end."""


def decoded(url: str, encodings: Iterable[str], pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Undo the encoding of a file that comes in pieces; none that is given back is longer than PIECE.

    `encodings` are the values of the header Content-Encoding, each of which may hold several by comma. Raises RefreshFault, which
    names the encoding, for one that was not asked for, for several on top of one another, and for content that is not in the
    encoding named; CutEncoding where the content ends too early.

    >>> b"".join(decoded("list.csv", ["gzip"], [zlib.compress(b"a,b", wbits=31)]))
    b'a,b'
    >>> next(decoded("list.csv", ["gzip, gzip"], []))
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: list.csv: comes in 2 encodings, one on top of the other: gzip, gzip
      -> fetch it with a browser and give it: --file PATH
    """
    names = [name for value in encodings for part in value.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(names) > 1:
        # Each could multiply what comes by a thousand.
        shown = ", ".join(names[:5]) + (" and more" if names[5:] else "")
        raise RefreshFault(f"{url}: comes in {len(names)} encodings, one on top of the other: {shown}", BY_HAND)
    if not names:
        yield from pieces
        return
    name = names[0]
    if name not in WINDOWS:
        raise RefreshFault(f"{url}: comes in the encoding {name[:40]!r}, where {ACCEPTED} was asked for", BY_HAND)
    try:
        yield from _inflated(name, pieces)
    except zlib.error as fault:
        raise RefreshFault(f"{url}: says that it comes as {name}, which it is not ({fault})", BY_HAND) from fault


def _inflated(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    windows = list(WINDOWS[name])
    inflater = zlib.decompressobj(windows.pop(0))
    begun = False
    for piece in pieces:
        rest = piece
        while rest:
            if inflater.eof:
                # A file may be several gzip files in a row; what follows deflate is none of it.
                if "gzip" not in name:
                    break
                inflater = zlib.decompressobj(WINDOWS[name][0])
            try:
                content = inflater.decompress(rest, PIECE)
            except zlib.error:
                if begun or not windows:
                    raise
                inflater = zlib.decompressobj(windows.pop(0))
                continue
            begun, rest = True, _rest(inflater)
            # Without content too, so that whoever counts the seconds hears of it.
            yield content
    if not inflater.eof:
        raise CutEncoding(f"the {name} content ends before its end")


def _rest(inflater: Any) -> bytes:
    """Give what the inflater has not yet looked at: behind its end, or for want of room."""
    return bytes(inflater.unused_data if inflater.eof else inflater.unconsumed_tail)
