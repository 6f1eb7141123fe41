"""What figures of aid share: their caveats, rounding for charts, labels and tooltips."""

from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks, theme
from analysis.charts.formatting import day, join_words, month
from analysis.countries import EUROPE, OTHER, UNITED_STATES
from analysis.errors import AnalysisError, NotComparable
from analysis.load.guarantees import require_within_collection
from analysis.measures import sanctions as measure
from analysis.measures.frames import as_eager, need

NOMINAL = "Nominal euros at the prices of their day; allocations are aid earmarked in detail, not yet delivery."
EUROPE_IS = "Europe: EU27, United Kingdom, Norway, Switzerland, Iceland and the EU institutions; Türkiye is not in it."
UNDATED = "Money without a month in the release is in totals, not in monthly charts."
PAIR = (EUROPE, UNITED_STATES)
NATIVE_COLOURS = {EUROPE: theme.BLUE, UNITED_STATES: theme.VERMILLION, OTHER: theme.GREY}


def require_one_release(aid: pl.DataFrame, *stages: str, whole: bool = True) -> None:
    """Raise NotComparable unless the rows are those of one release, once each, AnalysisError where it lacks one of the stages.

    All of its rows, as `load` gives them, unless `whole` is false: else the words of a figure would speak of what is not in it.

    A release without rows of a stage does not say zero: what was allocated then is not known. Takes `load.aid()` or
    `load.aid_totals()`.

    >>> require_one_release(pl.DataFrame({"release": ["28", "29"], "stage": ["allocated", "allocated"]}))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: rows of 2 releases (28, 29) do not belong in one figure of aid
      -> take one release: load.aid(release=29)
    """
    need(as_eager(aid), ("release", "stage"), "take rows of load.aid()")
    found = aid["release"].unique().sort().to_list()
    if len(found) != 1:
        named = f" ({', '.join(found)})" if found else ""
        raise NotComparable(
            f"rows of {len(found)} releases{named} do not belong in one figure of aid", "take one release: load.aid(release=29)"
        )
    require_unique_rows(aid, "aid", f"take each row once: load.aid(release={found[0]!r})")
    if whole:
        _refuse_a_part(aid, found[0])
    if missing := [stage for stage in stages if not (aid["stage"] == stage).any()]:
        raise AnalysisError(
            f"release {found[0]} has no rows {join_words(missing, 'or')}: that is not known, which is not zero",
            "take a release that has them: load.aid(release=29)",
        )


def _refuse_a_part(aid: pl.DataFrame, release: str) -> None:
    """Refuse rows of a release that are not all: the words of a figure would speak of the whole, and draw zeros for the rest."""
    whole = _heights(release)
    if aid.height in whole:
        return
    totals = load.vintage_totals().filter(pl.col("release") == release).height
    if aid.height != totals and (whole or totals):
        raise NotComparable(
            f"{aid.height:,} rows are a part of release {release}, which has {(whole or [totals])[0]:,}: the figure would speak of the whole",
            f"take all of it, load.aid(release={release!r}), and choose in figures.aid.flows.over_time(aid, kind=..., only=[...])",
        )


def _heights(release: str) -> list[int]:
    """Give how many rows a release has by month; none for one that has totals only, or that the tables do not have."""
    return [one["rows"] for one in load.resources() if one["name"] == f"aid-{release}"]


def require_releases(vintages: pl.DataFrame, *releases: str) -> None:
    """Raise AnalysisError where one of some releases has no allocations among the vintages, or none at all has.

    Takes `load.vintages()`. Raises NotComparable for rows that stand twice.

    >>> require_releases(pl.DataFrame({"release": ["28"], "stage": ["allocated"]}), "28", "29")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no allocations of release 29 are among the vintages (28)
      -> take all of them: load.vintages()
    """
    require_unique_rows(as_eager(vintages, "vintages"), "the vintages", "take each row once: load.vintages()")
    found = vintages.filter(pl.col("stage") == "allocated")["release"].unique().sort().to_list()
    missing = [one for one in releases if one not in found]
    if missing or not found:
        named = f"release {join_words(missing, 'or')}" if missing else "any release"
        raise AnalysisError(
            f"no allocations of {named} are among the vintages ({', '.join(found) or 'none'})",
            "take all of them: load.vintages()",
        )


def require_first_month(aid: pl.DataFrame, end: date) -> None:
    """Raise AnalysisError for a day by which no month of a release with allocations had ended, and one nobody looked up.

    Takes `load.aid()` of one release; raises NotComparable for several, for a part of it and for rows that stand twice.

    >>> rows = pl.DataFrame({"release": ["29"], "stage": ["allocated"], "month": [date(2022, 1, 1)]})
    >>> require_first_month(rows, date(2022, 1, 30))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no month of release 29 with allocations had ended by 30 January 2022
      -> choose a day from 2022-01-31 on
    """
    require_one_release(aid, "allocated", whole=False)
    need(aid, ("month",), "take rows of load.aid()")
    if _heights(release := aid["release"][0]):
        require_whole_table("aid", aid, release)
    first = aid.filter(pl.col("stage") == "allocated").select(pl.col("month").min().dt.month_end()).item()
    if first is None or end < first:
        raise AnalysisError(
            f"no month of release {aid['release'][0]} with allocations had ended by {day(end)}",
            f"choose a day from {first} on" if first else "take a release with months: load.aid(release=29)",
        )
    require_within_collection("published_totals", end)


def require_count(largest: object) -> None:
    """Raise AnalysisError for a number of donors to draw that is no whole number from 1 on.

    >>> require_count(0)
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: largest=0 is no number of donors
      -> give a whole number from 1 on, such as largest=10
    """
    if not isinstance(largest, int) or isinstance(largest, bool) or largest < 1:
        raise AnalysisError(f"largest={largest!r} is no number of donors", "give a whole number from 1 on, such as largest=10")


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


def require_coverage(coverage: pl.DataFrame, start: date) -> None:
    """Raise AnalysisError for a day from which not all three are covered; takes `load.sanctions_coverage()`.

    >>> from analysis import load
    >>> require_coverage(load.sanctions_coverage(), date(2023, 3, 1))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: the lists of all three are known from 4 May 2024 to 29 April 2026 only, not after 1 March 2023
      -> choose a day from 2024-05-04 on and before 2026-04-29
    """
    first, last = _covered(coverage)
    if not first <= start < last:
        raise AnalysisError(
            f"the lists of all three are known from {day(first)} to {day(last)} only, not after {day(start)}",
            f"choose a day from {first} on and before {last}",
        )


def require_covered_month(coverage: pl.DataFrame, turn: date) -> None:
    """Raise AnalysisError for a day with less than a covered month of one of the three on either side.

    Takes `load.sanctions_coverage()`.

    >>> from analysis import load
    >>> require_covered_month(load.sanctions_coverage(), date(2025, 1, 20))
    """
    first, last = _covered(coverage)
    soonest, latest = pl.select(pl.lit(first).dt.offset_by("1mo"), pl.lit(last).dt.offset_by("-1mo").alias("latest")).row(0)
    if not soonest <= turn <= latest:
        raise AnalysisError(
            f"the lists of all three are known from {day(first)} to {day(last)} only: not for a month before and after {day(turn)}",
            f"choose a day from {soonest} to {latest}",
        )


def _covered(coverage: pl.DataFrame) -> tuple[date, date]:
    """Give the first and the last day on which the lists of all three authorities are known, each on its own basis."""
    spans = pl.concat(
        coverage.filter(authority=one, basis=basis, measure="asset_freeze") for one, basis in measure.OWN_BASIS.items()
    )
    first, last = spans.select(pl.col("first_day").max(), pl.col("last_day").min()).row(0)
    return first, last


def require_whole_table(table: str, rows: pl.DataFrame, release: str | None = None) -> None:
    """Raise NotComparable for a part of a table and for rows that stand twice in it, AnalysisError for a lazy frame.

    `table` is what `load` calls it, and `release` which of it, if it is loaded by release. A part is some of its rows, or none,
    and nothing else: rows of one's own, which the table has not, pass.

    >>> require_whole_table("vessels", load.vessels(as_of="2024-06-25").filter(authority="EU"))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 27 rows are a part of vessels, which has 1,783: the figure would speak of the whole
      -> give the whole table: load.vessels()
    """
    as_eager(rows, table)
    whole: pl.DataFrame = getattr(load, table)(*([release] if release else []))
    fix = f"give the whole table: load.{table}({repr(release) if release else ''})"
    if not rows.is_empty():
        if rows.equals(whole) or not {*whole.columns} <= {*rows.columns}:
            return
        require_unique_rows(rows.select(whole.columns), table, fix)
    if rows.is_empty() or (_stand_in(rows, whole) and not _stand_in(whole, rows)):
        raise NotComparable(
            f"{rows.height:,} rows are a part of {table}, which has {whole.height:,}: the figure would speak of the whole", fix
        )


def require_unique_rows(rows: pl.DataFrame, table: str, fix: str) -> None:
    """Raise NotComparable for rows that stand more than once.

    >>> require_unique_rows(pl.DataFrame({"imo": [1, 2, 2]}), "vessels", "give the whole table: load.vessels()")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 1 of 3 rows of vessels are copies of others: the figure would count them twice
      -> give the whole table: load.vessels()
    """
    if rows.height and (copies := rows.height - rows.n_unique()):
        raise NotComparable(
            f"{copies:,} of {rows.height:,} rows of {table} are copies of others: the figure would count them twice", fix
        )


def _stand_in(some: pl.DataFrame, all_rows: pl.DataFrame) -> bool:
    # A table that was in pandas in between has other types in some columns, and is a part nevertheless.
    alike = [name for name, kind in some.schema.items() if all_rows.schema.get(name) == kind]
    return bool(alike) and some.join(all_rows, on=alike, how="anti", nulls_equal=True).is_empty()
