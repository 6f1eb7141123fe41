"""Derive a figure's sources from the rows it plots: publishers' works, and the pages that rows of the hand-kept record name."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis import load
from analysis.charts.formatting import day, join_words


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


FEW = 4
FILES = {
    "statements": "guarantees/pledges",
    "agreements": "guarantees/agreements",
    "packages": "guarantees/us_packages",
    "contributions": "guarantees/purl",
    "events": "guarantees/events",
    "rows left out": "guarantees/left_out",
    "acts": "sanctions/actions",
    "customs measures": "sanctions/customs_measures",
}

LOADERS = {
    "statements": load.pledges,
    "agreements": load.agreements,
    "packages": load.us_packages,
    "contributions": load.purl,
    "events": load.events,
}


def cite_pages(rows: pl.DataFrame, what: str) -> list[Source]:
    """List the sources of rows with `source_url` and `source_publisher`.

    `what` says what a row is: statements, agreements, packages, contributions, events, rows left out, acts or customs measures.
    Up to four pages are named one by one; more are cited as the record, whose rows (and the figure's data) carry their pages.

    >>> cite_pages(pl.DataFrame({"source_publisher": ["A paper"], "source_url": ["https://example.org"]}), "statements")[0].citation
    'A paper, https://example.org'
    """
    found = addresses(rows)
    if 0 < len(found) <= FEW:
        return [Source(publisher, url, "terms of the publisher", f"{publisher}, {url}") for publisher, url in found]
    return [cite_record(what, rows=rows)]


def cite_record(*kinds: str, rows: pl.DataFrame | None = None) -> Source:
    """Cite the record as a whole, of one kind of row or several, with the pages of the given rows.

    `kinds` are those of `pages`; `rows` have `source_url` and, where known, `source_publisher`.

    >>> cite_record("statements").url, cite_record("statements", "events").url
    ('data/guarantees/pledges.csv', 'data/')
    """
    record = load.sources().row(by_predicate=pl.col("id") == "record", named=True)
    files = [FILES[one] for one in kinds]
    tables = [file.split("/")[1] for file in files]
    until = load.manual_checks().filter(pl.col("table").is_in(tables))["collected_to"].min()
    text = f"{record['title']} ({join_words(list(kinds))}, each on the page that its row names), collected to {day(until)}"
    file = f"data/{files[0]}.csv" if len(files) == 1 else "data/"
    return Source(text, file, record["licence"], record["citation"], () if rows is None else addresses(rows))


def all_pages(*kinds: str) -> pl.DataFrame:
    """Give publisher and page of every shown row of some kinds: what a figure of the whole record rests on.

    `kinds`: statements, agreements, packages, contributions or events.

    >>> all_pages("agreements", "events").columns
    ['source_publisher', 'source_url']
    """
    return pl.concat(LOADERS[one]().select("source_publisher", "source_url") for one in kinds)


def id_as_of(name: str, until: date) -> str:
    """Name a figure, with the day where it looks back from before the end of the collection: one id is one figure.

    >>> id_as_of("tile-map", date(2025, 9, 20)), id_as_of("tile-map", load.collected_to())
    ('tile-map-2025-09-20', 'tile-map')
    """
    return name if until == load.collected_to() else f"{name}-{until}"
