"""What a figure or table says of itself where the analyst left it out."""

import re

import polars as pl

from analysis.charts.catalogue import say
from analysis.export.typed_rows import is_name

HUNDRED = 100
"""From here on a number is told without decimals."""


def slug(text: str, default: str = "figure") -> str:
    """Make an id of a headline or title.

    >>> slug("Aid grew to 2.5 bn")
    'aid-grew-to-2-5-bn'
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:60].strip("-") or default


def plain_alt(headline: str, subtitle: str, frame: pl.DataFrame) -> str:
    """Say what a chart shows where nobody has said it: its headline, its subtitle, how many rows of what, and from where to where.

    >>> plain_alt("Aid grew", "EUR bn", pl.DataFrame({"donor": ["Estonia", "Latvia"], "eur_bn": [1.5, 0.25]}))
    'Aid grew. EUR bn The chart shows 2 rows of donor, eur_bn: eur_bn from 0.25 (Latvia) to 1.5 (Estonia).'
    """
    return " ".join(filter(None, (headline.rstrip(".") + ".", subtitle, _rows(frame) if frame.width else "")))


def _rows(frame: pl.DataFrame) -> str:
    columns = ", ".join(frame.columns)
    spans = "; ".join(_span(frame, column) for column in frame if _is_measured(column))
    if spans:
        return say("figures.defaults.rows_and_spans", number=frame.height, columns=columns, spans=spans)
    return say("figures.defaults.rows", number=frame.height, columns=columns)


def _is_measured(column: pl.Series) -> bool:
    """Say whether a column holds at least two numbers that are finite and no names, such as years."""
    dtype = column.dtype
    if not dtype.is_numeric() or (dtype.is_integer() and is_name(column)):
        return False
    return _finite(column).n_unique() > 1


def _finite(column: pl.Series) -> pl.Series:
    numbers = column.cast(pl.Float64)
    return numbers.filter(numbers.is_finite().fill_null(value=False))


def _span(frame: pl.DataFrame, column: pl.Series) -> str:
    """Say from where to where a column reaches, with the names of the first column of texts that differ from row to row."""
    numbers = column.cast(pl.Float64)
    finite = _finite(column)
    names = next((one for one in frame if one.dtype == pl.String and not one.is_duplicated().any()), None)
    told = []
    for value in (min(finite), max(finite)):
        place = (numbers == value).arg_max()
        named = f" ({names[place]})" if names is not None and place is not None and names[place] else ""
        told.append(f"{value:,.{'0f' if abs(value) >= HUNDRED else '3g'}}{named}")
    return say("figures.defaults.span_words", column=column.name, least=told[0], most=told[1])
