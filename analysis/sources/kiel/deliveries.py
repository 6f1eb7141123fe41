"""Read the tracker's tables of how aid arrives: EU shares, disbursements, where weapons come from, heavy weapons.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.sources.kiel.amounts import CENTS, DAYS, EUROS, EXACT, decimals
from analysis.sources.reading.days import from_parts
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_text
from analysis.sources.reference.countries import iso3_of
from analysis.tables.arrival import CATEGORIES, ROUTES

BILLION = 1_000_000_000


@wrap_read_errors
def read_eu_shares(path: Path, release: str, countries: pl.DataFrame) -> Read:
    r"""Read what part of the EU institutions' aid stands for each member (EUR bn), without members that have none.

    Returns release, donor, eur. Takes eu_aid_shares.csv of the web tool or a summary by country with a column eu_share.
    Raises ReadFault for an unreadable amount, a donor that is not known or is there twice, or a missing column.
    Source: Kiel Institute, Ukraine Support Tracker.

    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "shares.csv").write_text("country,eu_share_bn\nDenmark,1.944231\nNorway,0\n")
    ...     read_eu_shares(Path(folder, "shares.csv"), "29", load.countries()).table.rows()
    [('29', 'DNK', Decimal('1944231000.00'))]
    """
    text, report = _text(path, ("country",))
    share = "eu_share_bn" if "eu_share_bn" in text.columns else "eu_share"
    rows = text.select(release=pl.lit(release), donor=iso3_of("country", text, countries, path.name), eur=_euros(share))
    return _checked(rows.filter(pl.col("eur") != 0), ("release", "donor"), report)


@wrap_read_errors
def read_disbursements(path: Path, release: str, countries: pl.DataFrame) -> Read:
    r"""Read financial aid paid out by donor and month (EUR bn). Returns release, month, donor, eur.

    `path` is the publisher's table of disbursements, with columns giver, aar, maaned and verdi_eur_mrd (year, month, EUR bn).
    Raises ReadFault for an unreadable cell, or a donor that is not known or has a month twice.
    Source: Kiel Institute, Ukraine Support Tracker.

    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "paid.csv").write_text("giver,aar,maaned,verdi_eur_mrd\nAustria,2022,5,0.0103984\n")
    ...     read_disbursements(Path(folder, "paid.csv"), "28", load.countries()).table.row(0)
    ('28', datetime.date(2022, 5, 1), 'AUT', Decimal('10398400.00'))
    """
    text, report = _text(path, ("giver", "aar", "maaned", "verdi_eur_mrd"))
    rows = text.select(
        release=pl.lit(release),
        month=from_parts("aar", "maaned"),
        donor=iso3_of("giver", text, countries, path.name),
        eur=_euros("verdi_eur_mrd"),
    )
    return _checked(rows, ("release", "month", "donor"), report)


@wrap_read_errors
def read_routes(path: Path, release: str) -> Read:
    r"""Read military allocations of all donors by month and by where the weapons come from (EUR bn).

    Returns release, month, route, eur, with a row of zero where a route had nothing in a covered month. `path` is
    procurement_trends.csv of the web tool.
    Raises ReadFault for an unreadable cell or a month that is there twice.
    Source: Kiel Institute, Ukraine Support Tracker.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("year,month,stockpile,procurement,unspecified,nato_purl\n2022,1,0.25,0,0,0\n")
    ...     read_routes(Path(folder, "t.csv"), "29").table.select("month", "route", "eur").row(0)
    (datetime.date(2022, 1, 1), 'stockpile', Decimal('250000000.00'))
    """
    text, report = _text(path, ("year", "month", *ROUTES))
    wide = text.select(from_parts("year", "month").alias("when"), *(_euros(route).alias(route) for route in ROUTES))
    rows = wide.unpivot(ROUTES, index="when", variable_name="route", value_name="eur").rename({"when": "month"})
    return _checked(rows.with_columns(release=pl.lit(release)), ("release", "month", "route"), report)


@wrap_read_errors
def read_weapons(path: Path, release: str, countries: pl.DataFrame) -> Read:
    r"""Read heavy weapons by donor and category: how many, and the publisher's estimate of their worth in euros.

    Returns release, donor, category, items, eur. The publisher's list of types is left with the publisher. `path` is
    weapons.csv of the web tool. Raises ReadFault for a category not met before, an unreadable cell, or a donor that is not
    known or has a category twice. Source: Kiel Institute, Ukraine Support Tracker.

    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     head = "donor,category,number_of_weapons,monetary_value_eur\n"
    ...     _ = Path(folder, "weapons.csv").write_text(head + "Australia,Howitzers,6,28672479\n")
    ...     read_weapons(Path(folder, "weapons.csv"), "29", load.countries()).table.row(0)
    ('29', 'AUS', 'Howitzers', 6, Decimal('28672479.00'))
    """
    text, report = _text(path, ("donor", "category", "number_of_weapons", "monetary_value_eur"))
    if unknown := sorted(set(text["category"]) - set(CATEGORIES)):
        raise report.fault(f"has categories not met before: {unknown}", "add them to analysis/tables/arrival.py")
    rows = text.select(
        release=pl.lit(release),
        donor=iso3_of("donor", text, countries, path.name),
        category="category",
        items=pl.col("number_of_weapons").cast(pl.Int64, strict=False),
        eur=pl.col("monetary_value_eur").cast(CENTS, strict=False),
    )
    return _checked(rows, ("release", "donor", "category"), report)


def _text(path: Path, needed: tuple[str, ...]) -> tuple[pl.DataFrame, ReadReport]:
    text = read_csv_text(path, needed)
    return text, ReadReport(path.name, rows_in=text.height, rows_kept=text.height)


def _euros(column: str) -> pl.Expr:
    exact = pl.col(column).map_batches(decimals, return_dtype=EXACT)
    return (exact * BILLION).round(2).cast(CENTS)


def _checked(rows: pl.DataFrame, key: tuple[str, ...], report: ReadReport) -> Read:
    """Refuse a table with an unreadable cell or a repeated key: each would change a sum silently."""
    EUROS.refuse_beyond(rows, "eur", report.source)
    if "month" in rows.columns:
        DAYS.refuse_outside(rows, "month", report.source)
    unread = {name: count for name, count in rows.null_count().row(0, named=True).items() if count}
    repeated = rows.select(key).is_duplicated().sum()
    if unread or repeated:
        raise report.fault(f"has unreadable cells {unread} and {repeated} repeated rows")
    return Read(rows, report)
