"""Cite the pages that rows of the hand-kept record rest on: each by name where they are few, as a record where many."""

from datetime import date

import polars as pl

from analysis import load
from analysis.figures.cite import Source, addresses
from analysis.figures.words import day, listed

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


def pages(rows: pl.DataFrame, what: str) -> list[Source]:
    """List the sources of rows with `source_url` and `source_publisher`.

    `what` says what a row is: statements, agreements, packages, contributions, events, rows left out, acts or customs measures.
    Up to four pages are named one by one; more are cited as the record, whose rows (and the figure's data) carry their pages.

    >>> pages(pl.DataFrame({"source_publisher": ["A paper"], "source_url": ["https://example.org"]}), "statements")[0].citation
    'A paper, https://example.org'
    """
    found = addresses(rows)
    if 0 < len(found) <= FEW:
        return [Source(publisher, url, "terms of the publisher", f"{publisher}, {url}") for publisher, url in found]
    return [recorded(what, rows=rows)]


def recorded(*kinds: str, rows: pl.DataFrame | None = None) -> Source:
    """Cite the record as a whole, of one kind of row or several, with the pages of the given rows.

    `kinds` are those of `pages`; `rows` have `source_url` and, where known, `source_publisher`.

    >>> recorded("statements").url, recorded("statements", "events").url
    ('data/guarantees/pledges.csv', 'data/')
    """
    record = load.sources().row(by_predicate=pl.col("id") == "record", named=True)
    files = [FILES[one] for one in kinds]
    tables = [file.split("/")[1] for file in files]
    until = load.manual_checks().filter(pl.col("table").is_in(tables))["collected_to"].min()
    text = f"{record['title']} ({listed(list(kinds))}, each on the page that its row names), collected to {day(until)}"
    file = f"data/{files[0]}.csv" if len(files) == 1 else "data/"
    return Source(text, file, record["licence"], record["citation"], () if rows is None else addresses(rows))


def in_all(*kinds: str) -> pl.DataFrame:
    """Give publisher and page of every shown row of some kinds: what a figure of the whole record rests on.

    `kinds`: statements, agreements, packages, contributions or events.

    >>> in_all("agreements", "events").columns
    ['source_publisher', 'source_url']
    """
    return pl.concat(LOADERS[one]().select("source_publisher", "source_url") for one in kinds)


def dated(name: str, until: date) -> str:
    """Name a figure, with the day where it looks back from before the end of the collection: one id is one figure.

    >>> dated("tile-map", date(2025, 9, 20)), dated("tile-map", load.collected_to())
    ('tile-map-2025-09-20', 'tile-map')
    """
    return name if until == load.collected_to() else f"{name}-{until}"
