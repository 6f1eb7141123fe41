"""What figures of aid share: their caveats, rounding for charts, labels and tooltips."""

import altair as alt
import polars as pl

from analysis.blocs import EUROPE, OTHER, UNITED_STATES
from analysis.figures import marks, theme
from analysis.figures.words import month

NOMINAL = "Nominal euros at the prices of their day; allocations are aid earmarked in detail, not yet delivery."
EUROPE_IS = "Europe: EU27, United Kingdom, Norway, Switzerland, Iceland and the EU institutions; Türkiye is not in it."
UNDATED = "Money without a month in the release is in totals, not in monthly charts."
PAIR = (EUROPE, UNITED_STATES)
NATIVE_COLOURS = {EUROPE: theme.BLUE, UNITED_STATES: theme.VERMILLION, OTHER: theme.GREY}


def rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop the exact euros, which a chart cannot carry, and keep millionths of a billion.

    >>> rounded(pl.DataFrame({"eur": [1234567890], "eur_bn": [1.23456789]})).row(0)
    (1.234568,)
    """
    return frame.with_columns(pl.col("eur_bn").round(6)).drop("eur")


def latest(frame: pl.DataFrame) -> dict[str, float]:
    """Give each bloc's value in the last period; takes period, bloc and eur_bn.

    >>> latest(pl.DataFrame({"period": [1, 2], "bloc": ["Europe", "Europe"], "eur_bn": [1.5, 2.5]}))
    {'Europe': 2.5}
    """
    rows = frame.filter(pl.col("period") == pl.col("period").max())
    return dict(zip(rows["bloc"], rows["eur_bn"], strict=True))


def labelled(frame: pl.DataFrame, *, short: bool = False) -> pl.DataFrame:
    """Add the text a line carries at its end as `label`; `short` writes US.

    >>> labelled(pl.DataFrame({"bloc": ["United States"], "eur_bn": [115.38065]}), short=True)["label"].item()
    'US 115.4'
    """
    name = pl.col("bloc").replace({UNITED_STATES: "US"}) if short else pl.col("bloc")
    value = pl.col("eur_bn").map_elements(marks.short, return_dtype=pl.String)
    return frame.with_columns(label=pl.format("{} {}", name, value))


def tooltip(what: str) -> list[alt.Tooltip]:
    """Give the tooltip of bloc, month and amount; `what` says of what the amount is.

    >>> [one.to_dict()["title"] for one in tooltip("so far")]
    ['Bloc', 'Month', 'EUR bn so far']
    """
    return [
        alt.Tooltip("bloc:N", title="Bloc"),
        alt.Tooltip("period:T", title="Month" if "year" not in what else "From", format="%B %Y"),
        alt.Tooltip("eur_bn:Q", title=f"EUR bn {what}", format=",.3f"),
    ]


def span(frame: pl.DataFrame) -> str:
    """Say from which month to which a frame goes, by its period.

    >>> from datetime import date
    >>> span(pl.DataFrame({"period": [date(2022, 1, 1), date(2026, 4, 1)]}))
    'January 2022 to April 2026'
    """
    return f"{month(frame['period'].min())} to {month(frame['period'].max())}"
