"""Tables for readers, of sanctions: customs measures, last listings, acts of a year."""

from datetime import date

import polars as pl

from analysis.as_of import as_day, known_on
from analysis.charts.citations import cite, cite_pages, cite_record, id_as_of
from analysis.charts.formatting import day, month
from analysis.figures.inputs import require_whole_table
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import NAMES
from analysis.figures.table import Table
from analysis.load.guarantees import require_within_collection
from analysis.measures import sanctions as measure

__all__ = ["acts", "customs_measures", "last_listings"]


def customs_measures(customs: pl.DataFrame, until: date | str) -> Table:
    """List duties, bans and tariffs since 2025, with their status as last seen.

    Takes `load.customs_measures()`; a step after `until` is adopted for later. `rows` has date, name (of the authority),
    target, measure, rate, status and confidence, all as text; those of the United States are marked. Raises NotComparable for
    a part of a table or rows that stand twice, AnalysisError for a text that is no day and for a day after the collection
    ended.

    >>> from analysis import load
    >>> customs_measures(load.customs_measures(), date(2026, 10, 10)).rows.columns
    ['date', 'name', 'target', 'measure', 'rate', 'status', 'confidence']
    """
    require_whole_table("customs_measures", customs)
    end = as_day(until)
    require_within_collection("customs_measures", end)
    status = pl.when(pl.col("date") > end).then(pl.lit("adopted for later")).otherwise("status").alias("status")
    only_month = pl.col("date_precision").cast(pl.String) == "month"
    in_words = [pl.col("date").map_elements(one, return_dtype=pl.String) for one in (month, day)]
    when = pl.when(only_month).then(in_words[0]).otherwise(in_words[1])
    rows = customs.filter(pl.col("date") >= date(2025, 1, 1)).sort("date", "authority").select(
        when.alias("date"),
        pl.col("authority").cast(pl.String).replace(NAMES).alias("name"),
        "target", "measure", pl.col("rate").fill_null("not stated"), status, pl.col("confidence").cast(pl.String),
    )  # fmt: skip
    return Table(
        id="customs-measures",
        title="Measures on Russian energy and its buyers since 2025",
        subtitle="Adopted or proposed; steps dated later are adopted and not yet applied",
        rows=rows,
        labels={
            "date": "Date",
            "name": "By",
            "target": "On",
            "measure": "What",
            "rate": "Rate",
            "status": "Status",
            "confidence": "Confidence",
        },
        sources=[cite_record("customs measures", rows=customs.filter(pl.col("date") >= date(2025, 1, 1)))],
        telling=[place for place, one in enumerate(rows["name"]) if one == NAMES["US"]],
    )


def last_listings(designations: pl.DataFrame, coverage: pl.DataFrame) -> Table:
    """List each authority's last listing, the end of its source and the months between, with its basis.

    Takes `load.designations()` and `load.sanctions_coverage()`. `rows` has name, last_listed_on and covered_to (as text),
    months_since and basis. Raises NotComparable for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> last_listings(load.designations(), load.sanctions_coverage()).rows.select("name", "basis").row(0)
    ('European Union', 'days stated by the authority')
    """
    require_whole_table("designations", designations)
    require_whole_table("sanctions_coverage", coverage)
    table = measure.last_listing(designations, coverage)
    rows = table.select(
        pl.col("authority").replace(NAMES).alias("name"),
        pl.col("last_listed_on", "covered_to").map_elements(day, return_dtype=pl.String),
        "months_since",
        pl.col("basis").replace(authorities.BASES),
    )
    return Table(
        id="last-listings",
        title="The last listing of persons or entities over Russia",
        subtitle="As far as each source reaches",
        rows=rows.select("name", "last_listed_on", "covered_to", "months_since", "basis"),
        labels={
            "name": "Authority",
            "last_listed_on": "Last listing",
            "covered_to": "Source ends",
            "months_since": "Months between",
            "basis": "Basis",
        },
        sources=cite(
            coverage.filter(
                pl.col("measure") == "asset_freeze",
                pl.col("authority").is_in(["EU", "UK", "US"]),
                pl.col("basis").is_in(["stated", "inferred"]),
            )
        ),
        decimals=1,
    )


def acts(actions: pl.DataFrame, until: date | str) -> Table:
    """List acts on Russia of the year to a day, by authority; takes the table of acts.

    That is `load.actions()`, whole. `rows` has authority, date, kind, action and legal_act, all as text. Raises NotComparable
    for a part of a table or rows that stand twice, AnalysisError for a text that is no day and for a day after the collection
    ended.

    >>> from analysis import load
    >>> acts(load.actions(), "2025-09-20").title
    'Acts of the twelve months to 20 September 2025'
    """
    require_whole_table("actions", actions)
    end = as_day(until)
    require_within_collection("actions", end)
    year = pl.col("date") > pl.lit(end).dt.offset_by("-12mo")
    rows = known_on(actions, end, "date").filter(year).sort("authority", "date", "action")
    names = {"EU": "European Union", "UK": "United Kingdom", "US": "United States"}
    return Table(
        id=id_as_of("acts-of-the-year", end),
        title=f"Acts of the twelve months to {day(end)}",
        subtitle="Counts inside an action are as the authority stated them; measures overlap and are not added",
        rows=rows.select(
            pl.col("authority").replace(names),
            pl.col("date").cast(pl.String),
            pl.col("kind").str.replace("_", " "),
            "action",
            pl.col("legal_act").fill_null("not found"),
        ),
        labels={"authority": "Authority", "date": "Day", "kind": "Kind", "action": "What", "legal_act": "Act"},
        sources=cite_pages(rows, "acts"),
    )
