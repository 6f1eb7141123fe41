"""Read the tracker's tables of how aid arrives: EU shares, disbursements, where weapons come from, heavy weapons.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.countries import iso3_of
from analysis.sources.guard import ours
from analysis.sources.kiel_rows import CENTS, EXACT, decimals, first_of_month
from analysis.sources.report import Read, ReadReport
from analysis.sources.text import read_csv_text

BILLION = 1_000_000_000
ROUTES = ("stockpile", "procurement", "unspecified", "nato_purl")
CATEGORIES = ("Air Defense", "Tanks", "MLRS", "IFV", "Howitzers")


@ours
def read_eu_shares(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read what part of the EU institutions' aid stands for each member (EUR bn), without members that have none.

    Returns release, donor, eur. Takes eu_aid_shares.csv of the web tool or a summary by country with a column eu_share.
    """
    text, report = _text(path, ("country",))
    share = "eu_share_bn" if "eu_share_bn" in text.columns else "eu_share"
    rows = text.select(release=pl.lit(release), donor=iso3_of("country", text, countries, path.name), eur=_euros(share))
    return _whole(rows.filter(pl.col("eur") != 0), ("release", "donor"), path, report)


@ours
def read_disbursements(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read financial aid paid out by donor and month (EUR bn). Returns release, month, donor, eur."""
    text, report = _text(path, ("giver", "aar", "maaned", "verdi_eur_mrd"))
    rows = text.select(
        release=pl.lit(release),
        month=first_of_month("aar", "maaned"),
        donor=iso3_of("giver", text, countries, path.name),
        eur=_euros("verdi_eur_mrd"),
    )
    return _whole(rows, ("release", "month", "donor"), path, report)


@ours
def read_routes(path: Path, release: str) -> Read:
    """Read military allocations of all donors by month and by where the weapons come from (EUR bn).

    Returns release, month, route, eur, with a row of zero where a route had nothing in a covered month.
    """
    text, report = _text(path, ("year", "month", *ROUTES))
    wide = text.select(first_of_month("year", "month").alias("when"), *(_euros(route).alias(route) for route in ROUTES))
    rows = wide.unpivot(ROUTES, index="when", variable_name="route", value_name="eur").rename({"when": "month"})
    return _whole(rows.with_columns(release=pl.lit(release)), ("release", "month", "route"), path, report)


@ours
def read_weapons(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read heavy weapons by donor and category: how many, and the publisher's estimate of their worth in euros.

    Returns release, donor, category, items, eur. The publisher's list of types is left with the publisher.
    """
    text, report = _text(path, ("donor", "category", "number_of_weapons", "monetary_value_eur"))
    if strange := sorted(set(text["category"]) - set(CATEGORIES)):
        raise ReadFault(path.name, f"has categories not met before: {strange}", "add them to CATEGORIES", report)
    rows = text.select(
        release=pl.lit(release),
        donor=iso3_of("donor", text, countries, path.name),
        category="category",
        items=pl.col("number_of_weapons").cast(pl.Int64, strict=False),
        eur=pl.col("monetary_value_eur").cast(CENTS, strict=False),
    )
    return _whole(rows, ("release", "donor", "category"), path, report)


def _text(path: Path, needed: tuple[str, ...]) -> tuple[pl.DataFrame, ReadReport]:
    text = read_csv_text(path, needed)
    return text, ReadReport(path.name, rows_in=text.height, rows_kept=text.height)


def _euros(column: str) -> pl.Expr:
    exact = pl.col(column).map_batches(decimals, return_dtype=EXACT)
    return (exact * BILLION).round(2).cast(CENTS)


def _whole(rows: pl.DataFrame, key: tuple[str, ...], path: Path, report: ReadReport) -> Read:
    """Refuse a table with an unreadable cell or a repeated key: each would change a sum without a word."""
    unread = {name: count for name, count in rows.null_count().row(0, named=True).items() if count}
    repeated = rows.select(key).is_duplicated().sum()
    if unread or repeated:
        raise ReadFault(path.name, f"has unreadable cells {unread} and {repeated} repeated rows", "look at the file", report)
    return Read(rows, report)
