"""Derive a figure's sources from the rows it plots: publishers' works, and the pages that rows of the hand-kept record name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from analysis import load
from analysis.charts.addresses import refuse_addresses
from analysis.charts.formatting import day
from analysis.charts.source_ids import works_named
from analysis.charts.units import units_made_with
from analysis.countries import join_words
from analysis.errors import AnalysisError, UnknownName
from analysis.load.as_polars import as_polars
from analysis.load.own import OwnRelease, own_releases

NOT_STATED = "not stated"
PATH = re.compile(r"(?:~|\.{0,2}|[A-Za-z]:)[/\\].*|[^\s/]+\.(?:csv|tsv|xlsx?|ods|parquet|json|txt)", re.IGNORECASE)
"""What is the path of a file and tells a reader nothing."""


@dataclass(frozen=True)
class Source:
    """Hold one work a figure draws on, as a reader needs it to look the number up.

    Only `text` is needed, such as "BMVg, report 2025". It stands in the source line; `url` is the work's address, or its file where the record is kept here. `pages` are
    publisher and address of each page that a hand-kept record rests on. `release` names the release of the aid tracker, if it is
    one; `as_of` is the last day it covers: a release's cut-off, the day a list is of, the day the record is collected to.
    Raises AnalysisError for an address that is neither a page by http or https nor a file of `data/`, and for a text that is the
    path of a file.

    >>> Source("A publisher, a work", "https://example.org", "CC BY 4.0", "A publisher (2026). A work.").text
    'A publisher, a work'
    >>> Source("BMVg, report 2025").citation
    'BMVg, report 2025'
    """

    text: str
    url: str = ""
    licence: str = NOT_STATED
    citation: str = ""
    pages: tuple[tuple[str, str], ...] = ()
    release: str | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not self.text.strip() or PATH.fullmatch(self.text.strip()):
            problem = f"{self.text!r} names no work that a reader could look up"
            raise AnalysisError(problem, "name publisher and title: Source('BMVg, report 2025', url='https://...')")
        object.__setattr__(self, "citation", self.citation or self.text)
        refuse_addresses([{"url": self.url, "pages": self.pages}])

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as plain data, as the stored record keeps them, days as ISO text; empty ones are left out.

        >>> source = Source("A publisher, a list", "https://example.org", "CC BY 4.0", "A publisher.", as_of=date(2026, 7, 11))
        >>> list(source.to_dict()), source.to_dict()["as_of"]
        (['text', 'url', 'licence', 'citation', 'as_of'], '2026-07-11')
        """
        required = {"text": self.text, "url": self.url, "licence": self.licence, "citation": self.citation}
        optional = {
            "pages": [list(page) for page in self.pages],
            "release": self.release,
            "as_of": self.as_of and self.as_of.isoformat(),
        }
        return required | {name: value for name, value in optional.items() if value}


def to_sources(sources: Iterable[Source | str]) -> list[Source]:
    """Give sources of which some may be plain texts, those as works of which no more is known.

    >>> to_sources(["BMVg, report 2025"])[0].licence
    'not stated'
    """
    return [Source(one) if isinstance(one, str) else one for one in sources]


def cite(*frames: pl.DataFrame) -> list[Source]:
    """List the sources of the frames, in order and once each.

    A `release` column cites those vintages of the aid tracker or of data of one's own (`load.own`), a `source` column (ids of
    `load.sources()`, several apart by a space, or record/loans for what is kept here) those works, a `source_url` column without one those pages; columns in dollars, per head or at the prices of a year (`usd_bn`, `eur_per_head`,
    `eur_2025_bn`) the works they were made with. A frame with none of them adds nothing.
    Raises UnknownName for a release or a source that nobody knows: what it stands for could not be looked up.

    >>> [source.text for source in cite(pl.DataFrame({"release": ["29"]}))]
    ['Kiel Institute for the World Economy, Ukraine Support Tracker, release 29 (data to 30 April 2026)']
    """
    sources: dict[str, Source] = {}
    for given in frames:
        frame = as_polars(given).lazy().collect()
        for source in [*_releases_in(frame), *_works_in(frame), *_pages_in(frame), *_works_in(units_made_with(frame))]:
            sources.setdefault(source.text, source)
    return list(sources.values())


def _releases_in(frame: pl.DataFrame) -> list[Source]:
    if "release" not in frame.columns:
        return []
    given = frame["release"].cast(pl.String).drop_nulls().unique(maintain_order=True)
    names = list(dict.fromkeys(load.whole_release(name) for name in given))
    own = [one for name in names for one in _own(name)]
    cited = load.releases().filter(pl.col("release").is_in(names))
    return own if cited.is_empty() else [*_tracker(cited), *own]


def _own(name: str) -> list[Source]:
    """Cite a release of one's own, and the rates by which its amounts were turned into euros; none of the tracker's."""
    own, known = own_releases(), load.releases()["release"].to_list()
    if name in own:
        return _cite_own(own[name])
    if name not in known:
        fault = UnknownName("release", name, known)
        fault.fix = f"rows of your own: load.own(rows, source='BMVg, report 2025'); of the tracker, {fault.fix}"
        fault.args = (f"{fault.problem}\n  -> {fault.fix}",)
        raise fault
    return []


def _cite_own(own: OwnRelease) -> list[Source]:
    given = own.source if isinstance(own.source, Source) else Source(str(own.source))
    source = replace(given, as_of=given.as_of or own.last_day, release=own.name)
    if own.currency == "EUR":
        return [source]
    rates = load.sources().row(by_predicate=pl.col("id") == "ecb", named=True)
    text = f"{rates['publisher']}, {rates['title']} (amounts of {given.text} turned from {own.currency} into euros, each month at its mean)"
    return [source, Source(text, rates["url"], rates["licence"], rates["citation"])]


def _tracker(cited: pl.DataFrame) -> list[Source]:
    tracker = load.sources().row(by_predicate=pl.col("id") == "kiel", named=True)
    names = [f"{row['release']} (data to {day(row['cutoff'])})" for row in cited.iter_rows(named=True)]
    # A long list is one source line, not the publisher's name once a release.
    if len(names) > 2:
        parts = {f"releases {', '.join(names)}": latest_release(cited)}
    else:
        parts = {f"release {name}": row for name, row in zip(names, cited.iter_rows(named=True), strict=True)}
    return [
        Source(
            f"{tracker['publisher']}, {tracker['title']}, {part}",
            tracker["url"],
            tracker["licence"],
            tracker["citation"],
            release=row["release"],
            as_of=row["cutoff"],
        )
        for part, row in parts.items()
    ]


def latest_release(releases: pl.DataFrame) -> dict[str, Any]:
    """Give the row of the latest release: of those that are complete and have months, if there are any, else of all.

    `releases` are rows of `load.releases()`, at least one.

    >>> latest_release(load.releases())["release"] == load.default_release()
    True
    """
    preferred = releases.filter(pl.col("complete") & pl.col("last_month").is_not_null())
    return (releases if preferred.is_empty() else preferred).sort("cutoff", "release").row(-1, named=True)


def _works_in(frame: pl.DataFrame) -> list[Source]:
    if "source" not in frame.columns:
        return []
    cells, known = frame["source"].cast(pl.String).drop_nulls().unique().to_list(), load.sources()
    named, kinds, unknown = works_named(cells, known["id"].to_list(), FILES)
    if unknown:
        raise UnknownName("source", unknown[0], known["id"], "load.sources()")
    cited = known.filter(pl.col("id").is_in(named)).sort("id")
    days = _days_covered(frame) if cited.height else {}
    return [*(_work(row, frame, days.get(row["id"])) for row in cited.iter_rows(named=True)), *map(cite_record, kinds)]


def _pages_in(frame: pl.DataFrame) -> list[Source]:
    """Cite the pages that rows name, where they name no work: events of the record, or rows of one's own."""
    if (
        "source_url" not in frame.columns
        or {"source", "release"} & set(frame.columns)
        or frame["source_url"].null_count() == frame.height
    ):
        return []
    pages = addresses(frame)
    if len(pages) > FEW and set(frame["source_url"].drop_nulls()) <= set(load.events()["source_url"]):
        return [cite_record("events", rows=frame)]
    return [Source(publisher, url, "terms of the publisher", f"{publisher}, {url}") for publisher, url in pages]


def _days_covered(frame: pl.DataFrame) -> dict[str, date]:
    """Give the last day that a work covers by its id: of lists and the record alone it is known.

    Measures of one list may end on different days: that of the frame's measures counts, else the earliest.
    """
    by_measure = load.sanctions_coverage().group_by("source", pl.col("measure").cast(pl.String)).agg(pl.col("last_day").max())
    if "measure" in frame.columns:
        named = by_measure.filter(pl.col("measure").is_in(frame["measure"].cast(pl.String).unique().to_list()))
        by_measure = pl.concat([named, by_measure.join(named, on="source", how="anti")])
    lists = by_measure.group_by("source").agg(pl.col("last_day").min())
    return dict(lists.iter_rows()) | {"record": load.manual_checks()["collected_to"].min()}


def _work(row: dict[str, Any], frame: pl.DataFrame, as_of: date | None) -> Source:
    """Cite a work; one that is kept here names the page of each row."""
    kept_here = not row["url"].startswith("http")
    url = f"data/{row['url']}" if kept_here else row["url"]
    rows = frame.filter(pl.col("source").cast(pl.String) == row["id"])
    pages = addresses(rows) if kept_here and "source_url" in frame.columns else ()
    return Source(f"{row['publisher']}, {row['title']}", url, row["licence"], row["citation"], pages, as_of=as_of)


def addresses(rows: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """List each page once, as publisher and address; one without a named publisher goes by its host.

    Takes rows with `source_url` and, where known, `source_publisher`; rows without an address are left out.

    >>> addresses(pl.DataFrame({"source_url": ["https://www.example.org/a", "https://www.example.org/a"]}))
    (('example.org', 'https://www.example.org/a'),)
    """
    host = pl.col("source_url").str.extract(r"^https?://(?:www\.)?([^/]+)")
    named = pl.col("source_publisher") if "source_publisher" in rows.columns else host
    pages = rows.select(named.alias("publisher"), "source_url").drop_nulls().unique().sort("publisher", "source_url")
    return tuple(pages.iter_rows())


FEW = 4
DATES_AHEAD = "dates ahead"
FILES = {
    "statements": "guarantees/pledges",
    "agreements": "guarantees/agreements",
    "packages": "guarantees/us_packages",
    "contributions": "guarantees/purl",
    "events": "guarantees/events",
    "rows left out": "guarantees/left_out",
    "acts": "sanctions/actions",
    "customs measures": "sanctions/customs_measures",
    "EU packages": "sanctions/eu_packages",
    "claims": "claims/public_claims",
    "publishers' faults": "reference/publisher_faults",
    DATES_AHEAD: "sanctions/calendar",
    "assets": "assets/russian_assets",
    "loans": "assets/loans",
    "US flows": "guarantees/us_flows",
    "energy paid": "sanctions/energy_paid",
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

    `what` says what a row is: statements, agreements, packages, contributions, events, rows left out, acts, customs measures,
    EU packages, dates ahead, claims, assets, loans, US flows or energy paid.
    Up to four pages are named one by one; more are cited as the record, whose rows (and the figure's data) carry their pages.

    >>> cite_pages(pl.DataFrame({"source_publisher": ["A paper"], "source_url": ["https://example.org"]}), "statements")[0].citation
    'A paper, https://example.org'
    """
    pages = addresses(rows)
    if 0 < len(pages) <= FEW:
        return [Source(publisher, url, "terms of the publisher", f"{publisher}, {url}") for publisher, url in pages]
    return [cite_record(what, rows=rows)]


def cite_record(*kinds: str, rows: pl.DataFrame | None = None) -> Source:
    """Cite the complete record, of one kind of row or several, with the pages of the given rows.

    `kinds` are those of `pages`; `rows` have `source_url` and, where known, `source_publisher`.

    >>> cite_record("statements").url, cite_record("statements", "events").url
    ('data/guarantees/pledges.csv', 'data/')
    """
    record = load.sources().row(by_predicate=pl.col("id") == "record", named=True)
    files = [FILES[kind] for kind in kinds]
    tables = [file.split("/")[1] for file in files]
    until: date = load.manual_checks().filter(pl.col("table").is_in(tables))["collected_to"].min()  # type: ignore[assignment]
    text = f"This project's record of {join_words(list(kinds))}, each with its page, collected to {day(until)}"
    file = f"data/{files[0]}.csv" if len(files) == 1 else "data/"
    pages = () if rows is None else addresses(rows)
    return Source(text, file, record["licence"], record["citation"], pages, as_of=until)


def all_pages(*kinds: str) -> pl.DataFrame:
    """Give publisher and page of every shown row of some kinds: what a figure of the complete record rests on.

    `kinds`: statements, agreements, packages, contributions or events.

    >>> all_pages("agreements", "events").columns
    ['source_publisher', 'source_url']
    """
    return pl.concat(LOADERS[kind]().select("source_publisher", "source_url") for kind in kinds)


def id_as_of(name: str, until: date) -> str:
    """Name a figure, with the day where it looks back from before the end of the collection: one id is one figure.

    >>> id_as_of("tile-map", date(2025, 9, 20)), id_as_of("tile-map", load.collected_to())
    ('tile-map-2025-09-20', 'tile-map')
    """
    return name if until == load.collected_to() else f"{name}-{until}"
