"""Tables for readers, of sanctions: customs measures, dates ahead, last listings, acts of a year."""

from datetime import date

import polars as pl

from analysis.as_of import known_on, require_days
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_pages, cite_record, id_as_of
from analysis.charts.formatting import day_text, month_text
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASES, COMPARED, LISTED_FROM, NAMES
from analysis.figures.table import Table, headings
from analysis.measures import acts as rule
from analysis.measures import sanctions as measure

__all__ = ["acts", "calendar", "customs_measures", "last_listings"]


@whole_tables(customs="customs_measures")
def customs_measures(customs: pl.DataFrame, until: date | str) -> Table:
    """List duties, bans and tariffs since 2025, with their status as last seen.

    Takes `load.customs_measures()`; a step after `until` is adopted for later. `rows` has date, name (of the authority),
    target, measure, rate, status and confidence, all as text; each row links its page, and those of the United States are
    marked. Raises AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> customs_measures(load.customs_measures(), date(2026, 10, 10)).rows.columns
    ['date', 'name', 'target', 'measure', 'rate', 'status', 'confidence']
    """
    end = collected_day("customs_measures", until)
    recent = require_days(customs, "date").filter(pl.col("date") >= LISTED_FROM).sort("date", "authority", "target", "measure")
    only_month = pl.col("date_precision").cast(pl.String) == "month"
    rows = authorities.named(recent).select(
        pl.when(only_month).then(month_text("date")).otherwise(day_text("date")).alias("date"),
        *["name", "target", "measure"],
        pl.col("rate").fill_null(say("sanctions.tables.not_stated_cell")),
        _status(end),
        pl.col("confidence").cast(pl.String),
    )
    return Table(
        id="customs-measures",
        title=say("sanctions.tables.customs_title", since=LISTED_FROM),
        subtitle=say("sanctions.tables.customs_subtitle", end=end),
        rows=rows,
        labels=headings(
            rows,
            name=say("sanctions.tables.by_column"),
            target=say("sanctions.tables.on_column"),
            measure=say("sanctions.tables.what_column"),
        ),
        pages=recent,
        sources=[cite_record("customs measures", rows=recent)],
        telling=[place for place, one in enumerate(rows["name"]) if one == NAMES["US"]],
    )


def _status(end: date) -> pl.Expr:
    """Say how a measure stands, with the day or month from which it stands no more."""
    status, later = pl.col("status").cast(pl.String), pl.col("date") > end
    stands = status.is_in([rule.IN_FORCE, "adopted"])
    words = (
        pl.when(stands, rule.EASES)
        .then(pl.lit(say("sanctions.tables.in_force_easing_cell")))
        .when(stands)
        .then(pl.lit(say("sanctions.tables.in_force_cell")))
        .when(status == "mandated")
        .then(pl.lit(say("sanctions.tables.ordered_cell")))
        .otherwise(status)
    )
    ended = pl.struct(words.alias("status"), "ended_on").map_elements(_ended, pl.String)
    since = pl.when(pl.col("ended_on").is_not_null()).then(ended).otherwise(words)
    return pl.when(later).then(pl.lit(say("sanctions.tables.later_cell"))).otherwise(since).alias("status")


def _ended(row: dict[str, str]) -> str | None:
    return say("sanctions.tables.ended_cell", status=row["status"], ended=row["ended_on"]) if row["ended_on"] else None


@whole_tables("calendar")
def calendar(calendar: pl.DataFrame, until: date | str) -> Table:
    """List the dates that lie ahead of a day, as far as they were known on it: bans, duties, expiries, deadlines, decisions.

    Takes `load.calendar()`. `rows` has date (a day, month or year; of one that is inferred or a limit it is said), name (of the
    authority), kind, what and act, all as text; each row links its page, and those of the United States are marked. Raises
    AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> calendar(load.calendar(), "2026-10-10").rows.select("date", "name", "what").row(0)
    ('12 October 2026', 'European Union', 'Ministers decide on the 1,646 listings that ambassadors agreed')
    """
    end = collected_day("calendar", until)
    known = rule.ahead(calendar, end)
    rows = authorities.named(known).select(
        _when().alias("date"),
        "name",
        pl.col("kind").cast(pl.String),
        "what",
        pl.col("act").fill_null(say("sanctions.tables.not_found_cell")),
    )
    return Table(
        id=id_as_of("dates-ahead", end),
        title=say("sanctions.tables.ahead_title", end=end),
        subtitle=say("sanctions.tables.ahead_subtitle"),
        rows=rows,
        labels=headings(rows, name=say("sanctions.tables.by_column")),
        pages=known,
        sources=cite_pages(known, "dates ahead"),
        telling=[place for place, one in enumerate(rows["name"]) if one == NAMES["US"]],
    )


def _when() -> pl.Expr:
    """Write a date as exactly as it is known."""
    length, precision = pl.col("date").str.len_chars(), pl.col("date_precision").cast(pl.String)
    written = (
        pl.when(length == 10).then(day_text("not_before")).when(length == 7).then(month_text("not_before")).otherwise("date")
    )
    about, by = (written.map_elements(write, pl.String) for write in (_about, _by))
    return pl.when(precision == "inferred").then(about).when(precision == "no_later_than").then(by).otherwise(written)


def _about(when: str) -> str:
    return say("sanctions.tables.about_cell", date=when)


def _by(when: str) -> str:
    return say("sanctions.tables.by_cell", date=when)


@whole_tables("designations", coverage="sanctions_coverage")
def last_listings(designations: pl.DataFrame, coverage: pl.DataFrame) -> Table:
    """List each authority's last listing, the end of its source and the months between, with its basis.

    Takes `load.designations()` and `load.sanctions_coverage()`. `rows` has name, last_listed_on and covered_to (as text),
    months_since and basis.

    >>> from analysis import load
    >>> last_listings(load.designations(), load.sanctions_coverage()).rows.select("name", "basis").row(0)
    ('European Union', 'days stated by the authority')
    """
    named = authorities.named(measure.last_listing(designations, coverage))
    days = [day_text("last_listed_on"), day_text("covered_to")]
    rows = named.select("name", *days, "months_since", pl.col("basis").replace(BASES))
    of_days = pl.col("basis").is_in(["stated", "inferred"])
    covered = coverage.filter(pl.col("measure") == "asset_freeze", pl.col("authority").is_in(COMPARED), of_days)
    labels = {
        "name": say("sanctions.tables.authority_column"),
        "last_listed_on": say("sanctions.tables.last_listing_column"),
        "covered_to": say("sanctions.tables.source_ends_column"),
        "months_since": say("sanctions.tables.months_between_column"),
    }
    return Table(
        id="last-listings",
        title=say("sanctions.tables.last_listings_title"),
        subtitle=say("sanctions.tables.last_listings_subtitle"),
        rows=rows,
        labels=headings(rows, **labels),
        sources=cite(covered),
        decimals=1,
    )


@whole_tables("actions")
def acts(actions: pl.DataFrame, until: date | str) -> Table:
    """List acts on Russia of the year to a day, by authority.

    Takes `load.actions()`. `rows` has authority, date, kind, action and legal_act, all as text; each row links its page. Raises
    AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> acts(load.actions(), "2025-09-20").title
    'Acts of the twelve months to 20 September 2025'
    """
    end = collected_day("actions", until)
    year = pl.col("date") > pl.lit(end).dt.offset_by("-12mo")
    known = known_on(actions, end, "date").filter(year).sort("authority", "date", "action")
    rows = known.select(
        pl.col("authority").replace(NAMES),
        day_text("date"),
        pl.col("kind").str.replace("_", " "),
        "action",
        pl.col("legal_act").fill_null(say("sanctions.tables.not_found_cell")),
    )
    return Table(
        id=id_as_of("acts-of-the-year", end),
        title=say("sanctions.tables.acts_title", end=end),
        subtitle=say("sanctions.tables.acts_subtitle"),
        rows=rows,
        labels=headings(
            rows,
            date=say("sanctions.tables.day_column"),
            action=say("sanctions.tables.what_column"),
            legal_act=say("sanctions.tables.act_column"),
        ),
        pages=known,
        sources=cite_pages(known, "acts"),
    )
