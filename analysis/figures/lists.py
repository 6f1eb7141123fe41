"""Tables for readers, of the record of guarantees: what was left out, agreements, official totals, joint packages."""

from datetime import date

import polars as pl

from analysis.bodies import GROUPS
from analysis.figures import stances
from analysis.figures.grid import Grid
from analysis.figures.guarantees import refuse_outside_the_record, refuse_unknown
from analysis.figures.pages import dated, pages, recorded
from analysis.figures.whole import refuse_part
from analysis.figures.words import day
from analysis.load.guarantees import refuse_after_the_record
from analysis.measures import guarantees as measure
from analysis.measures import packages
from analysis.standing import as_day, known_on


def left_out(table: pl.DataFrame) -> Grid:
    """List what was left out of the record and why; takes `load.left_out()`.

    `rows` has date, name (of the country or body), what and reason.

    >>> from analysis import load
    >>> left_out(load.left_out()).rows.columns
    ['date', 'name', 'what', 'reason']
    """
    rows = stances.with_names(table).select("date", "name", "what", "reason")
    return Grid(
        id="left-out",
        title="Left out, and why",
        subtitle="Facts that only sources of the weakest grade carry, or that no good enough page was found for",
        rows=rows.with_columns(pl.col("date").fill_null("not known")),
        labels={"date": "Date", "name": "Country or body", "what": "What it would say", "reason": "Why it is not shown"},
        sources=[recorded("rows left out")],
    )


def agreements(table: pl.DataFrame, until: date | str) -> Grid:
    """List the agreements signed, with the amount each names and what that amount means; no column adds up.

    Takes `load.agreements()`, the whole table, as known by `until`. `rows` has date, partner, years, amount (in its own
    currency, in millions) and amount_meaning, all as text. Raises NotComparable for a part of a table or rows that stand
    twice, AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-01-31").rows.select("partner", "amount", "amount_meaning").rows()
    [('United Kingdom', 'GBP 2,500 m', 'military aid 2024')]
    """
    refuse_part("agreements", table)
    refuse_after_the_record("agreements", as_day(until))
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
    return Grid(
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
        sources=pages(signed, "agreements"),
    )


def official_totals(us: pl.DataFrame, until: date | str) -> Grid:
    """List laws and official totals of US aid beside the packages; none of these rows is added to any other.

    Takes `load.us_packages()`, the whole table, as known by `until`. `rows` has date, kind, name, meaning and usd_bn. Raises
    NotComparable for a part of a table or rows that stand twice, AnalysisError for a text that is no day and for a day after
    the collection ended.

    >>> from analysis import load
    >>> official_totals(load.us_packages(), "2022-03-31").rows.select("date", "kind", "usd_bn").row(0)
    ('2022-03', 'LAW', 13.6)
    """
    refuse_part("us_packages", us)
    refuse_after_the_record("us_packages", as_day(until))
    rows = known_on(us, until).filter(~pl.col("counts")).sort("not_before", "name")
    billions = (pl.col("usd").cast(pl.Float64) / 1e9).round(3)
    return Grid(
        id="official-totals",
        title="Laws, official totals and what else is never added",
        subtitle="USD bn; totals overlap each other and the packages",
        rows=rows.select("date", pl.col("kind").cast(pl.String), "name", "meaning", billions.alias("usd_bn")),
        labels={"date": "Date", "kind": "Kind", "name": "Name", "meaning": "What it is", "usd_bn": "USD bn"},
        sources=pages(rows, "packages"),
        decimals=2,
    )


def joint_packages(purl: pl.DataFrame, until: date | str) -> Grid:
    """List joint packages of PURL, which overlap their members' own rows.

    Takes `load.purl()`, the whole table, as known by `until`. `rows` has date, members, amount_bn (billions of the currency),
    currency and amount_meaning. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a text
    that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> joint_packages(load.purl(), "2025-12-31").rows.columns
    ['date', 'members', 'amount_bn', 'currency', 'amount_meaning']
    """
    refuse_part("purl", purl)
    refuse_after_the_record("purl", as_day(until))
    rows = packages.purl_groups(known_on(purl, until)).with_columns(members=pl.col("country").replace_strict(GROUPS))
    billions = (pl.col("amount").cast(pl.Float64) / 1e9).round(3)
    return Grid(
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
        sources=pages(rows, "contributions"),
        decimals=2,
    )


def conditions(pledges: pl.DataFrame, until: date | str, domain: str = "land") -> Grid:
    """List the standing positions of one domain with their conditions, in the speakers' order of readiness.

    Takes `load.pledges()`, the whole history, and the day looked back from. `rows` has name, word (the answer), position,
    condition, date and source_publisher. Raises NotComparable for a part of a table or rows that stand twice, UnknownName for
    a domain that is not in the record, AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> conditions(load.pledges(), "2025-09-20").rows.select("name", "word").row(0)
    ('Denmark', 'ready')
    """
    refuse_part("pledges", pledges)
    refuse_unknown(pledges, domain, None)
    refuse_outside_the_record(pledges, as_day(until))
    place = {answer: number for number, answer in enumerate(measure.ORDER)}
    stood = stances.with_signs(stances.with_names(measure.matrix(pledges, until).filter(pl.col("domain") == domain)))
    rows = stood.with_columns(place=pl.col("answer").replace_strict(place, return_dtype=pl.Int8)).sort("place", "name")
    return Grid(
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
        sources=pages(rows, "statements"),
    )


def acts(actions: pl.DataFrame, until: date | str) -> Grid:
    """List acts on Russia of the year to a day, by authority; takes the table of acts.

    That is `load.actions()`, whole. `rows` has authority, date, kind, action and legal_act, all as text. Raises NotComparable
    for a part of a table or rows that stand twice, AnalysisError for a text that is no day and for a day after the collection
    ended.

    >>> from analysis import load
    >>> acts(load.actions(), "2025-09-20").title
    'Acts of the twelve months to 20 September 2025'
    """
    refuse_part("actions", actions)
    end = as_day(until)
    refuse_after_the_record("actions", end)
    year = pl.col("date") > pl.lit(end).dt.offset_by("-12mo")
    rows = known_on(actions, end, "date").filter(year).sort("authority", "date", "action")
    names = {"EU": "European Union", "UK": "United Kingdom", "US": "United States"}
    return Grid(
        id=dated("acts-of-the-year", end),
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
        sources=pages(rows, "acts"),
    )
