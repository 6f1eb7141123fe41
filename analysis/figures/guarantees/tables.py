"""Tables for readers, of the record of guarantees: what was left out, agreements, official totals, joint packages."""

from datetime import date

import polars as pl

from analysis.as_of import as_day, known_on
from analysis.charts.citations import cite_pages, cite_record
from analysis.countries import GROUPS
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import require_known_choice, require_within_record
from analysis.figures.inputs import require_whole_table
from analysis.figures.table import Table
from analysis.load.guarantees import require_within_collection
from analysis.measures import guarantees as measure
from analysis.measures import packages

__all__ = ["agreements", "conditions", "joint_packages", "left_out", "official_totals"]


def left_out(table: pl.DataFrame) -> Table:
    """List what was left out of the record and why; takes `load.left_out()`.

    `rows` has date, name (of the country or body), what and reason.

    >>> from analysis import load
    >>> left_out(load.left_out()).rows.columns
    ['date', 'name', 'what', 'reason']
    """
    rows = stances.with_names(table).select("date", "name", "what", "reason")
    return Table(
        id="left-out",
        title="Left out, and why",
        subtitle="Facts that only sources of the weakest grade carry, or that no good enough page was found for",
        rows=rows.with_columns(pl.col("date").fill_null("not known")),
        labels={"date": "Date", "name": "Country or body", "what": "What it would say", "reason": "Why it is not shown"},
        sources=[cite_record("rows left out")],
    )


def agreements(table: pl.DataFrame, until: date | str) -> Table:
    """List the agreements signed, with the amount each names and what that amount means; no column adds up.

    Takes `load.agreements()`, the whole table, as known by `until`. `rows` has date, partner, years, amount (in its own
    currency, in millions) and amount_meaning, all as text. Raises NotComparable for a part of a table or rows that stand
    twice, AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-01-31").rows.select("partner", "amount", "amount_meaning").rows()
    [('United Kingdom', 'GBP 2,500 m', 'military aid 2024')]
    """
    require_whole_table("agreements", table)
    require_within_collection("agreements", as_day(until))
    signed = known_on(table, until).filter(pl.col("status") != "not_signed").sort("known_by", "country")
    millions = (pl.col("amount").cast(pl.Float64) / 1e6).map_elements(lambda value: f"{value:,.0f}", return_dtype=pl.String)
    rows = signed.select(
        "date",
        "partner",
        pl.col("years").cast(pl.String).fill_null("not seen"),
        pl.when(pl.col("amount").is_null())
        .then(pl.lit("none named"))
        .otherwise(pl.format("{} {} m", "currency", millions))
        .alias("amount"),
        pl.col("amount_meaning").fill_null(""),
    )
    return Table(
        id="agreements",
        title="Agreements, with what their amounts mean",
        subtitle="Amounts are of different things and are not added",
        rows=rows,
        labels={
            "date": "Signed",
            "partner": "Partner",
            "years": "Years",
            "amount": "Amount named",
            "amount_meaning": "What it means",
        },
        sources=cite_pages(signed, "agreements"),
    )


def official_totals(us: pl.DataFrame, until: date | str) -> Table:
    """List laws and official totals of US aid beside the packages; none of these rows is added to any other.

    Takes `load.us_packages()`, the whole table, as known by `until`. `rows` has date, kind, name, meaning and usd_bn. Raises
    NotComparable for a part of a table or rows that stand twice, AnalysisError for a text that is no day and for a day after
    the collection ended.

    >>> from analysis import load
    >>> official_totals(load.us_packages(), "2022-03-31").rows.select("date", "kind", "usd_bn").row(0)
    ('2022-03', 'LAW', 13.6)
    """
    require_whole_table("us_packages", us)
    require_within_collection("us_packages", as_day(until))
    rows = known_on(us, until).filter(~pl.col("counts")).sort("not_before", "name")
    billions = (pl.col("usd").cast(pl.Float64) / 1e9).round(3)
    return Table(
        id="official-totals",
        title="Laws, official totals and what else is never added",
        subtitle="USD bn; totals overlap each other and the packages",
        rows=rows.select("date", pl.col("kind").cast(pl.String), "name", "meaning", billions.alias("usd_bn")),
        labels={"date": "Date", "kind": "Kind", "name": "Name", "meaning": "What it is", "usd_bn": "USD bn"},
        sources=cite_pages(rows, "packages"),
        decimals=2,
    )


def joint_packages(purl: pl.DataFrame, until: date | str) -> Table:
    """List joint packages of PURL, which overlap their members' own rows.

    Takes `load.purl()`, the whole table, as known by `until`. `rows` has date, members, amount_bn (billions of the currency),
    currency and amount_meaning. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a text
    that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> joint_packages(load.purl(), "2025-12-31").rows.columns
    ['date', 'members', 'amount_bn', 'currency', 'amount_meaning']
    """
    require_whole_table("purl", purl)
    require_within_collection("purl", as_day(until))
    rows = packages.purl_groups(known_on(purl, until)).with_columns(members=pl.col("country").replace_strict(GROUPS))
    billions = (pl.col("amount").cast(pl.Float64) / 1e9).round(3)
    return Table(
        id="joint-packages",
        title="Joint packages, kept apart",
        subtitle="Each overlaps the rows of its members and is added to nothing",
        rows=rows.select("date", "members", billions.alias("amount_bn"), "currency", "amount_meaning"),
        labels={
            "date": "Date",
            "members": "Members",
            "amount_bn": "Amount, bn",
            "currency": "Currency",
            "amount_meaning": "What it is",
        },
        sources=cite_pages(rows, "contributions"),
        decimals=2,
    )


def conditions(pledges: pl.DataFrame, until: date | str, domain: str = "land") -> Table:
    """List the standing positions of one domain with their conditions, in the speakers' order of readiness.

    Takes `load.pledges()`, the whole history, and the day looked back from. `rows` has name, word (the answer), position,
    condition, date and source_publisher. Raises NotComparable for a part of a table or rows that stand twice, UnknownName for
    a domain that is not in the record, AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> conditions(load.pledges(), "2025-09-20").rows.select("name", "word").row(0)
    ('Denmark', 'ready')
    """
    require_whole_table("pledges", pledges)
    require_known_choice(pledges, domain, None)
    require_within_record(pledges, as_day(until))
    place = {answer: number for number, answer in enumerate(measure.ORDER)}
    stood = stances.with_signs(stances.with_names(measure.matrix(pledges, until).filter(pl.col("domain") == domain)))
    rows = stood.with_columns(place=pl.col("answer").replace_strict(place, return_dtype=pl.Int8)).sort("place", "name")
    return Table(
        id=f"conditions-{domain}",
        title=f"Positions on {domain}, with their conditions",
        subtitle="The latest statement of each country, in our words",
        rows=rows.select("name", "word", "position", pl.col("condition").fill_null("none stated"), "date", "source_publisher"),
        labels={
            "name": "Country",
            "word": "Answer",
            "position": "Said",
            "condition": "On condition",
            "date": "Date",
            "source_publisher": "Published by",
        },
        sources=cite_pages(rows, "statements"),
    )
