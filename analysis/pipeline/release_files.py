"""Find and fetch a release of the aid tracker: its name, its file, and the day it was published."""

import contextlib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urljoin

from analysis.errors import RefreshFault
from analysis.pipeline import publisher_sums
from analysis.sources.kiel import explorer, release_workbook
from analysis.sources.reading.days import DOTTED, ISO, WORDED, one_day
from analysis.sources.reading.text import read_csv_text

NAME = re.compile(r"[1-9][0-9]{0,3}(-[a-z]{1,20}){0,3}")
"""A release's name: the publisher's number, and words after it for one that was not its last."""

LINK = re.compile(r"""href\s*=\s*["']([^"']+\.xlsx(?:[?#][^"']*)?)["']""", re.IGNORECASE)
NUMBER = re.compile(
    r"release[\s_.-]*(?P<number>[1-9][0-9]{0,3})(?![0-9])"
    r"[\s_.(-]*(?:v(?:ersion)?[\s_.-]*)?(?:(?P<version>[0-9]{1,2})(?![0-9]))?",
    re.IGNORECASE,
)
"""A release's number in the name of a file, and behind it which version of it: Release_30v2.xlsx, Release-30 (2).xlsx."""

INFO = "release_info.csv"
INFO_FORMS = (ISO, DOTTED, WORDED)
TIME = re.compile(r"(?:[ T]|, ?)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?(?:Z|[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2}))?$")
"""A time of day behind a day, which says nothing more about it."""

FetchOne = Callable[[str, str, int], Path]
"""Fetches an address under a name, of so many megabytes at the most."""


@dataclass(frozen=True)
class FetchedRelease:
    """Hold a release as fetched: its name, the day it was published if that is stated, its file and where that came from."""

    release: str
    published: date | None
    file: Path
    url: str

    def __post_init__(self) -> None:
        refuse_name(self.release)


def refuse_name(release: str) -> None:
    """Raise RefreshFault for what is no name of a release: a file of data/ bears it, and commands ask for it.

    >>> refuse_name("../29")
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: '../29' is no name of a release
      -> give its number, as --release 31, or with small letters after a dash, as --release 31-preview
    """
    if not NAME.fullmatch(release):
        raise RefreshFault(
            f"{release!r} is no name of a release",
            "give its number, as --release 31, or with small letters after a dash, as --release 31-preview",
        )


def numbered(name: str) -> tuple[int, int] | None:
    """Find the number of a release in the name of its file, and its version, which is 1 unless stated; None without a number.

    >>> numbered("Ukraine_Support_Tracker_Release_30v2.xlsx"), numbered("UST release 31 (3).xlsx"), numbered("tracker.xlsx")
    ((30, 2), (31, 3), None)
    """
    found = NUMBER.search(name)
    return (int(found["number"]), int(found["version"] or 1)) if found else None


def fetch_tables(folder: str, release: str, fetch_one: FetchOne) -> FetchedRelease:
    """Fetch the tables of the publisher's web tool, and what they say their release is; `release` names it otherwise."""
    card = explorer.CARD
    info = read_csv_text(fetch_one(urljoin(folder, INFO), INFO, 1), ("release", "date"))
    if info.height != 1:
        raise RefreshFault(f"{INFO}: has {info.height} rows and the columns {info.columns}", "look at it: the form has changed")
    file = fetch_one(urljoin(folder, card.file), card.file, card.max_mb)
    _fetch_sums(folder, file, fetch_one)
    stated = info.row(0, named=True)
    name = release or (stated["release"] or "").strip()
    return FetchedRelease(name, published_on(stated["date"] or "", urljoin(folder, INFO)), file, urljoin(folder, card.file))


def published_on(text: str, page: str) -> date | None:
    """Read the day of publication as publishers write it, a time behind it or not; None where the cell is empty.

    `page` is named in the error. Raises RefreshFault for a text that is no day.

    >>> published_on("04.08.2026 09:30", "release_info.csv"), published_on("4 August 2026", ""), published_on(" ", "")
    (datetime.date(2026, 8, 4), datetime.date(2026, 8, 4), None)
    """
    if not (written := text.strip()):
        return None
    day = TIME.sub("", written)
    for form in INFO_FORMS:
        if published := one_day(day, form):
            return published
    raise RefreshFault(
        f"{INFO}, line 2, column date: {written!r} is no day like {' or '.join(INFO_FORMS)}, with or without a time",
        f"look at {page}; or fetch {explorer.CARD.file} by hand, then --file PATH --release NUMBER",
    )


def fetch_workbook(landing: str, release: str, fetch_one: FetchOne) -> FetchedRelease:
    """Find the workbook's link on the landing page and fetch it: of the highest number, and of that the latest version."""
    card = release_workbook.CARD
    number, link = newest_workbook(landing, fetch_one)
    url = urljoin(landing, link.replace(" ", "%20"))
    file = fetch_one(url, card.file.format(release=number), card.max_mb)
    return FetchedRelease(release or str(number), None, file, url)


def newest_workbook(landing: str, fetch_one: FetchOne) -> tuple[int, str]:
    """Give the highest number of a release whose workbook the landing page links, and the link to its latest version."""
    page = fetch_one(landing, "landing.html", 10).read_text(encoding="utf-8", errors="replace")
    links = [html.unescape(link) for link in LINK.findall(page)]
    found = {version: link for link in links if (version := numbered(_file_name(link)))}
    if not found:
        named = f"; of the {len(links)} workbooks it links none says which release it is" if links else ""
        raise RefreshFault(
            f"{landing}: names no workbook of a release{named}", "find the link with a browser, then --file PATH"
        )
    newest = max(found)
    return newest[0], found[newest]


def from_file(path: Path, release: str) -> FetchedRelease:
    """Take a file at hand, which is of the release that its name says unless `release` does."""
    if not path.is_file():
        raise RefreshFault(f"{path}: is no file", "give the path of data_explorer.csv or of a workbook")
    found = numbered(path.name)
    name = release or (str(found[0]) if found else "")
    if not name:
        raise RefreshFault(f"{path.name}: does not say which release it is", "add --release NUMBER")
    return FetchedRelease(name, None, path, release_workbook.CARD.url)


def _fetch_sums(folder: str, file: Path, fetch_one: FetchOne) -> None:
    """Fetch the publisher's own sums too, if it offers them; those of a release before would speak of other numbers."""
    file.with_name(publisher_sums.TOTALS).unlink(missing_ok=True)
    with contextlib.suppress(RefreshFault):
        fetch_one(urljoin(folder, publisher_sums.TOTALS), publisher_sums.TOTALS, 1)


def _file_name(link: str) -> str:
    return unquote(re.split("[?#]", link, maxsplit=1)[0]).rpartition("/")[2]
