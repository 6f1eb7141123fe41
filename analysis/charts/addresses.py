"""Addresses that a source may name: a page of the web by http or https, or a file of this project's own data."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.errors import AnalysisError

PAGE = re.compile(r"https?://[^\s/?#@\\<>\"]+(?:[/?#][^\s\\<>\"]*)?")
KEPT_HERE = re.compile(r"data/(?:[\w-][\w.-]*/?)*")
SHOWN = 80
"""Characters of an address that an error shows."""


def is_page(address: object) -> bool:
    """Say whether an address is that of a page of the web: http or https, a host without a user, no blanks or quotes.

    >>> is_page("https://example.org/a?b=1"), is_page("javascript:alert(1)"), is_page("https://kiel.de@example.org")
    (True, False, False)
    """
    return isinstance(address, str) and bool(PAGE.fullmatch(address))


def refuse_address(address: object, *, kept_here: bool = False) -> None:
    """Raise AnalysisError for an address that a reader must not be sent to; `kept_here` lets files of data/ pass too.

    >>> refuse_address("data/aid/aid_29.csv", kept_here=True)
    >>> refuse_address("javascript:alert(1)")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: 'javascript:alert(1)' is no address that a source can name
      -> give the page it is on: https://...
    """
    if is_page(address) or (kept_here and isinstance(address, str) and KEPT_HERE.fullmatch(address)):
        return
    own = ", or a file of this project: data/..." if kept_here else ""
    raise AnalysisError(
        f"{repr(address)[:SHOWN]} is no address that a source can name", f"give the page it is on: https://...{own}"
    )


def refuse_addresses(sources: Iterable[Mapping[str, Any]]) -> None:
    """Raise AnalysisError as `refuse_address` does, for the addresses of sources as a record keeps them and of their pages.

    A source may have no address: what an analyst cites need not be on the web.

    >>> refuse_addresses([{"url": "data/", "pages": [["A paper", "https://example.org"]]}])
    """
    for source in sources:
        if source["url"]:
            refuse_address(source["url"], kept_here=True)
        for _, address in source.get("pages", ()):
            refuse_address(address)
