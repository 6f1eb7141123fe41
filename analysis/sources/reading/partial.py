"""Dates as their sources give them: a day, a month or a year, with the first and last day each can mean."""

import polars as pl

LENGTH_OF = {
    "day": (10,),
    "no_later_than": (10,),
    "inferred": (10, 7),
    "month": (7,),
    "year": (4,),
    "not_known": (),
}
"""How many characters a date of each precision has; `not_known` goes with an empty date."""


def not_before(column: str) -> pl.Expr:
    """Give the first day a partial date can mean; null for an empty or impossible one.

    >>> pl.DataFrame({"d": ["2024-12", "2025"]}).select(not_before("d"))["d"].to_list()
    [datetime.date(2024, 12, 1), datetime.date(2025, 1, 1)]
    """
    text = pl.col(column)
    return _to_date(text, text + "-01-01", text + "-01")


def known_by(column: str) -> pl.Expr:
    """Give the last day a partial date can mean; null for an empty or impossible one.

    >>> pl.DataFrame({"d": ["2024-12", "2025"]}).select(known_by("d"))["d"].to_list()
    [datetime.date(2024, 12, 31), datetime.date(2025, 12, 31)]
    """
    text = pl.col(column)
    first = _to_date(text, text + "-12-01", text + "-01")
    return pl.when(text.str.len_chars() < 10).then(first.dt.month_end()).otherwise(first)


def disagrees(date: str, precision: str) -> pl.Expr:
    """Say whether a date is impossible or its form is not that of its stated precision.

    >>> rows = pl.DataFrame({"d": ["2024-12", "2024-12", "2024-02-30", None], "p": ["month", "day", "day", "not_known"]})
    >>> rows.select(disagrees("d", "p")).to_series().to_list()
    [False, True, True, False]
    """
    length = pl.col(date).str.len_chars()
    fits = pl.any_horizontal(
        *[(pl.col(precision) == name) & length.is_in(list(lengths)) for name, lengths in LENGTH_OF.items() if lengths],
        (pl.col(precision) == "not_known") & pl.col(date).is_null(),
    )
    impossible = pl.col(date).is_not_null() & not_before(date).is_null()
    return impossible | ~fits.fill_null(False)


def _to_date(text: pl.Expr, year: pl.Expr, month: pl.Expr) -> pl.Expr:
    length = text.str.len_chars()
    completed = pl.when(length == 4).then(year).when(length == 7).then(month).when(length == 10).then(text)
    # The whole text must be of the form: a year of two or three digits has a day too, two thousand years ago.
    whole = completed.str.contains("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    return pl.when(whole).then(completed).str.to_date("%Y-%m-%d", strict=False)
