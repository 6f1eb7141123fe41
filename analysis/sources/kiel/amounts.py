"""From the tracker's activities to aid rows: the same rules for every release and for every form it comes in."""

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.report import ReadReport
from analysis.sources.reference.countries import iso3_of

CENTS = pl.Decimal(18, 2)
EXACT = pl.Decimal(38, 12)
"""Wide enough for every digit the publisher gives; cents are rounded once, after summing."""

LARGEST = 10**13
"""Euros in one row, ten thousand billion: a slip of a unit, and more than a column of cents can hold once summed."""

FIRST_MONTH = pl.date(2022, 1, 1)


def aid_rows(activities: pl.DataFrame, release: str, countries: pl.DataFrame, source: str) -> pl.DataFrame:
    """Sum activities to rows of the aid contract, with `exact` beside the rounded euros.

    `activities` has donor and kind (as written), measure, committed and allocated (EUR, exact), number (1 = January 2022)
    and dated. Allocations are the redistributed sub-activities of rows marked as such; commitments are the activity values
    of all rows. Rows without a month of their own are kept with an empty month.
    Raises ReadFault where a donor is not known or an amount is beyond all bounds.

    >>> from analysis import load
    >>> what = {"donor": "Estonia", "kind": "Military", "measure": "Allocation", "committed": 9, "allocated": 5}
    >>> rows = aid_rows(pl.DataFrame([what | {"number": 3, "dated": True}]), "28", load.countries(), "book.xlsx")
    >>> rows.select("month", "donor", "kind", "stage", "eur").row(0)
    (datetime.date(2022, 3, 1), 'EST', 'military', 'allocated', Decimal('5.00'))
    """
    typed = activities.with_columns(
        release=pl.lit(release),
        donor=iso3_of("donor", activities, countries, source),
        kind=pl.col("kind").str.to_lowercase(),
        month=pl.when(pl.col("dated") & (pl.col("number") >= 1)).then(
            FIRST_MONTH.dt.offset_by(pl.format("{}mo", pl.col("number") - 1))
        ),
    )
    allocated = typed.filter(pl.col("measure") == "Allocation").with_columns(stage=pl.lit("allocated"), eur="allocated")
    committed = typed.with_columns(stage=pl.lit("committed"), eur="committed")
    return sum_to_cents(pl.concat([allocated, committed]).filter(pl.col("eur") != 0), source)


def sum_to_cents(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """Sum exact euros by release, month, donor, kind and stage; the sum is kept as `exact` and rounded once as `eur`.

    `rows` has these and `eur`. Returns them sorted by stage, donor, month and kind. Raises ReadFault for an amount beyond
    LARGEST.

    >>> row = {"release": "9", "month": None, "donor": "EST", "kind": "military", "stage": "committed", "eur": "0.004"}
    >>> rows = pl.DataFrame([row, row]).with_columns(pl.col("eur").cast(EXACT))
    >>> sum_to_cents(rows, "book.xlsx").select("exact", "eur").row(0)
    (Decimal('0.008000000000'), Decimal('0.01'))
    """
    too_large = rows.filter(pl.col("eur").abs() > LARGEST)
    if too_large.height:
        donor, euros = too_large.select("donor", "eur").row(0)
        raise ReadFault(
            source,
            f"{too_large.height} amounts are beyond {LARGEST:,} EUR, the first {euros:,.0f} of {donor}",
            "look at its unit: the column is in euros, or in billions in the web tool's table",
        )
    summed = rows.group_by("release", "month", "donor", "kind", "stage").agg(pl.col("eur").cast(EXACT).sum().alias("exact"))
    return summed.with_columns(eur=cents("exact")).sort("stage", "donor", "month", "kind", nulls_last=True)


def totals(aid: pl.DataFrame) -> pl.DataFrame:
    """Sum aid rows (any number of months) to the totals contract, exact before rounding: release, donor, kind, stage, eur.

    `aid` has `exact`, as `sum_to_cents` and `aid_rows` give it.

    >>> row = {"release": "9", "donor": "EST", "kind": "military", "stage": "committed", "exact": "0.004"}
    >>> totals(pl.DataFrame([row, row]).with_columns(pl.col("exact").cast(EXACT)))["eur"].item()
    Decimal('0.01')
    """
    return (
        aid.group_by("release", "donor", "kind", "stage")
        .agg(pl.col("exact").sum())
        .select("release", "donor", "kind", "stage", eur=cents("exact"))
    )


def cents(exact: str) -> pl.Expr:
    """Round exact euros to cents.

    >>> pl.DataFrame({"exact": ["1.23456"]}).cast(EXACT).select(cents("exact")).item()
    Decimal('1.23')
    """
    return pl.col(exact).round(2).cast(CENTS)


def first_of_month(year: str, month: str) -> pl.Expr:
    """Give the first day of a month from columns of text; null where they are no year of four digits and no month.

    >>> text = pl.DataFrame({"year": ["2022", "22", "2022"], "month": ["3", "3", "13"]})
    >>> text.select(first_of_month("year", "month")).to_series().to_list()
    [datetime.date(2022, 3, 1), None, None]
    """
    written = pl.col(year).str.contains(r"^\d{4}$") & pl.col(month).str.contains(r"^\d{1,2}$")
    return pl.when(written).then(pl.format("{}-{}-01", year, month)).str.to_date("%Y-%m-%d", strict=False)


def remark_unusual(activities: pl.DataFrame, sheet: str, report: ReadReport) -> None:
    """Put on the report what is unusual in the activities and kept: negative amounts, money without a month.

    `activities` has row, donor, committed, allocated, number and dated.

    >>> report = ReadReport("book.xlsx")
    >>> row = {"row": 7, "donor": "Estonia", "committed": -5, "allocated": 0, "number": 3, "dated": True}
    >>> remark_unusual(pl.DataFrame([row]), "main", report)
    >>> print(report.remarks[0])
    1 x negative amount in committed (such as main row 7, committed: '-5')
    """
    undated = ~(pl.col("dated") & (pl.col("number") >= 1)).fill_null(False)
    for column in ("committed", "allocated"):
        for reason, rule in (
            ("negative amount", pl.col(column) < 0),
            ("amount without a month", undated & (pl.col(column) != 0)),
        ):
            cells = activities.filter(rule).select("row", text=pl.col(column).cast(pl.String))
            report.remark(reason, column, cells, sheet)


def decimals(column: pl.Series) -> pl.Series:
    """Type decimal text exactly, exponents included; what is no number becomes null.

    >>> decimals(pl.Series(["1.5", "1e3", "395,88", None])).to_list()
    [Decimal('1.500000000000'), Decimal('1000.000000000000'), None, None]
    """
    return column.cast(EXACT, strict=False)
