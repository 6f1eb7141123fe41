"""Tables for readers, of sanctions: customs measures, last listings, acts of a year."""

from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.citations import cite, cite_pages, cite_record, id_as_of
from analysis.charts.formatting import day, day_text, month_text
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASES, COMPARED, NAMES
from analysis.figures.table import Table, headings
from analysis.measures import sanctions as measure

__all__ = ["acts", "customs_measures", "last_listings"]


@whole_tables(customs="customs_measures")
def customs_measures(customs: pl.DataFrame, until: date | str) -> Table:
    """List duties, bans and tariffs since 2025, with their status as last seen.

    Takes `load.customs_measures()`; a step after `until` is adopted for later. `rows` has date, name (of the authority),
    target, measure, rate, status and confidence, all as text; those of the United States are marked. Raises AnalysisError for
    a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> customs_measures(load.customs_measures(), date(2026, 10, 10)).rows.columns
    ['date', 'name', 'target', 'measure', 'rate', 'status', 'confidence']
    """
    end = collected_day("customs_measures", until)
    recent = customs.filter(pl.col("date") >= date(2025, 1, 1))
    only_month = pl.col("date_precision").cast(pl.String) == "month"
    rows = authorities.named(recent.sort("date", "authority")).select(
        pl.when(only_month).then(month_text("date")).otherwise(day_text("date")).alias("date"),
        *["name", "target", "measure"],
        pl.col("rate").fill_null("not stated"),
        pl.when(pl.col("date") > end).then(pl.lit("adopted for later")).otherwise("status").alias("status"),
        pl.col("confidence").cast(pl.String),
    )
    return Table(
        id="customs-measures",
        title="Measures on Russian energy and its buyers since 2025",
        subtitle="Adopted or proposed; steps dated later are adopted and not yet applied",
        rows=rows,
        labels=headings(rows, name="By", target="On", measure="What"),
        sources=[cite_record("customs measures", rows=recent)],
        telling=[place for place, one in enumerate(rows["name"]) if one == NAMES["US"]],
    )


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
        "name": "Authority",
        "last_listed_on": "Last listing",
        "covered_to": "Source ends",
        "months_since": "Months between",
    }
    return Table(
        id="last-listings",
        title="The last listing of persons or entities over Russia",
        subtitle="As far as each source reaches",
        rows=rows,
        labels=headings(rows, **labels),
        sources=cite(covered),
        decimals=1,
    )


@whole_tables("actions")
def acts(actions: pl.DataFrame, until: date | str) -> Table:
    """List acts on Russia of the year to a day, by authority.

    Takes `load.actions()`. `rows` has authority, date, kind, action and legal_act, all as text. Raises AnalysisError for a text
    that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> acts(load.actions(), "2025-09-20").title
    'Acts of the twelve months to 20 September 2025'
    """
    end = collected_day("actions", until)
    year = pl.col("date") > pl.lit(end).dt.offset_by("-12mo")
    known = known_on(actions, end, "date").filter(year).sort("authority", "date", "action")
    rows = known.select(
        pl.col("authority").replace(NAMES),
        pl.col("date").cast(pl.String),
        pl.col("kind").str.replace("_", " "),
        "action",
        pl.col("legal_act").fill_null("not found"),
    )
    return Table(
        id=id_as_of("acts-of-the-year", end),
        title=f"Acts of the twelve months to {day(end)}",
        subtitle="Counts inside an action are as the authority stated them; measures overlap and are not added",
        rows=rows,
        labels=headings(rows, date="Day", action="What", legal_act="Act"),
        sources=cite_pages(known, "acts"),
    )
