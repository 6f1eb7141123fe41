"""From the tracker's activities to aid rows: the same rules for every release and for every form it comes in."""

from datetime import date

import polars as pl

from analysis.sources.reading.amounts import NUMBER, Amounts
from analysis.sources.reading.days import ISO, STAMPED, Days
from analysis.sources.reading.report import ReadReport
from analysis.sources.reference.countries import iso3_of

CENTS = pl.Decimal(18, 2)
EXACT = pl.Decimal(38, 12)
"""Wide enough for every digit the publisher gives; cents are rounded once, after summing."""

EUROS = Amounts("EUR", 5e11)
"""No package is of more than ninety billion: five hundred are a slip of a unit, as of millions in a column of billions."""

FIRST_MONTH = pl.date(2022, 1, 1)
DAYS = Days((ISO, STAMPED), date(2022, 1, 1))
"""The tracker counts months from January 2022 on; none of its files knows a month to come."""


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
    return sum_to_cents(activity_rows(activities, release, countries, source), source)


def activity_rows(activities: pl.DataFrame, release: str, countries: pl.DataFrame, source: str) -> pl.DataFrame:
    """Give a row an amount that is not zero, allocated or committed, by the rules of `aid_rows` and with its other columns.

    Raises ReadFault where a donor is not known.

    >>> from analysis import load
    >>> what = {"donor": "Estonia", "kind": "Military", "measure": "Commitment", "committed": 9, "allocated": 5, "instrument": "Loan"}
    >>> rows = activity_rows(pl.DataFrame([what | {"number": 3, "dated": False}]), "28", load.countries(), "book.xlsx")
    >>> rows.select("month", "stage", "instrument", "eur").rows()
    [(None, 'committed', 'Loan', 9)]
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
    return pl.concat([allocated, committed]).filter(pl.col("eur") != 0)


def sum_to_cents(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """Sum exact euros by release, month, donor, kind and stage; the sum is kept as `exact` and rounded once as `eur`.

    `rows` has these and `eur`. Returns them sorted by stage, donor, month and kind. Raises ReadFault for an amount beyond
    what EUROS allows.

    >>> row = {"release": "9", "month": None, "donor": "EST", "kind": "military", "stage": "committed", "eur": "0.004"}
    >>> rows = pl.DataFrame([row, row]).with_columns(pl.col("eur").cast(EXACT))
    >>> sum_to_cents(rows, "book.xlsx").select("exact", "eur").row(0)
    (Decimal('0.008000000000'), Decimal('0.01'))
    """
    EUROS.refuse_beyond(rows, "eur", source)
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
    written = column.str.contains(NUMBER)
    return column.set(~written.fill_null(value=True), None).cast(EXACT, strict=False)
