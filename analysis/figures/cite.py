"""Derive a figure's sources from the rows it plots: what a frame names is what the source line says."""

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from analysis import load


@dataclass(frozen=True)
class Source:
    """Hold one work a figure draws on, as a reader needs it to look the number up.

    `text` stands in the source line; `url` is the work's address, or its file where the record is kept here.

    >>> Source("A publisher, a work", "https://example.org", "CC BY 4.0", "A publisher (2026). A work.").text
    'A publisher, a work'
    """

    text: str
    url: str
    licence: str
    citation: str
    pages: tuple[tuple[str, str], ...] = ()
    """Publisher and address of each page that a hand-kept record rests on."""

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as plain data, as the stored record keeps them; `pages` only where there are any.

        >>> list(Source("A publisher, a work", "https://example.org", "CC BY 4.0", "A publisher (2026).").to_dict())
        ['text', 'url', 'licence', 'citation']
        """
        kept = asdict(self)
        pages = [list(page) for page in kept.pop("pages")]
        return kept | {"pages": pages} if pages else kept


def cite(*frames: pl.DataFrame) -> list[Source]:
    """List the sources of the frames, in order and once each.

    A `release` column cites those vintages of the aid tracker, a `source` column (ids of `load.sources()`) those works.
    A frame with neither adds nothing.

    >>> [one.text for one in cite(pl.DataFrame({"release": ["29"]}))]
    ['Kiel Institute for the World Economy, Ukraine Support Tracker, release 29 (data to 30 April 2026)']
    """
    found: dict[str, Source] = {}
    for frame in frames:
        for source in [*_releases_in(frame), *_works_in(frame)]:
            found.setdefault(source.text, source)
    return list(found.values())


def _releases_in(frame: pl.DataFrame) -> list[Source]:
    if "release" not in frame.columns:
        return []
    tracker = load.sources().row(by_predicate=pl.col("id") == "kiel", named=True)
    named = load.releases().filter(pl.col("release").is_in(frame["release"].cast(pl.String).unique().to_list()))
    each = [f"{one['release']} (data to {day(one['cutoff'])})" for one in named.iter_rows(named=True)]
    # A long list is one source line, not the publisher's name once a release.
    parts = [f"releases {', '.join(each)}"] if len(each) > 2 else [f"release {one}" for one in each]
    work = f"{tracker['publisher']}, {tracker['title']}"
    return [Source(f"{work}, {part}", tracker["url"], tracker["licence"], tracker["citation"]) for part in parts]


def _works_in(frame: pl.DataFrame) -> list[Source]:
    if "source" not in frame.columns:
        return []
    named = load.sources().filter(pl.col("id").is_in(frame["source"].cast(pl.String).drop_nulls().unique().to_list()))
    return [_work(one, frame) for one in named.sort("id").iter_rows(named=True)]


def _work(one: dict[str, Any], frame: pl.DataFrame) -> Source:
    """Cite a work; one that is kept here names the page of each row."""
    kept_here = not one["url"].startswith("http") and "source_url" in frame.columns
    pages = addresses(frame.filter(pl.col("source").cast(pl.String) == one["id"])) if kept_here else ()
    url = one["url"] if one["url"].startswith("http") else f"data/{one['url']}"
    return Source(f"{one['publisher']}, {one['title']}", url, one["licence"], one["citation"], pages)


def addresses(rows: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """List each page once, as publisher and address; one without a named publisher goes by its host.

    Takes rows with `source_url` and, where known, `source_publisher`; rows without an address are left out.

    >>> addresses(pl.DataFrame({"source_url": ["https://www.example.org/a", "https://www.example.org/a"]}))
    (('example.org', 'https://www.example.org/a'),)
    """
    host = pl.col("source_url").str.extract(r"^https?://(?:www\.)?([^/]+)")
    named = pl.col("source_publisher") if "source_publisher" in rows.columns else host
    found = rows.select(named.alias("publisher"), "source_url").drop_nulls().unique().sort("publisher", "source_url")
    return tuple(found.iter_rows())


def day(value: Any) -> str:
    """Write a date as 30 April 2026, whatever the locale.

    >>> from datetime import date
    >>> day(date(2026, 4, 30))
    '30 April 2026'
    """
    months = "January February March April May June July August September October November December".split()
    return f"{value.day} {months[value.month - 1]} {value.year}"


def month(value: Any) -> str:
    """Write a month as April 2026, whatever the locale.

    >>> from datetime import date
    >>> month(date(2026, 4, 1))
    'April 2026'
    """
    return day(value).split(" ", 1)[1]
