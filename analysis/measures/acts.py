"""Acts, customs measures and dates ahead: what tightens, what eases, what a round is, what is in force and what is still to come.

Each of these is defined here and nowhere else: a figure and a sentence that count differently contradict each other.
"""

from datetime import date

import polars as pl

from analysis.as_of import as_day, known_on, require_days
from analysis.errors import AnalysisError

__all__ = ["ahead", "by_kind", "counted", "in_force", "in_short", "lasting", "rounds", "to_come"]

TIGHTENS = pl.col("effect").cast(pl.String) == "tightens"
EASES = pl.col("effect").cast(pl.String) == "eases"
WHAT = pl.when(EASES).then(pl.lit("easing")).otherwise(pl.col("kind").cast(pl.String))
"""What an act counts as: one that eases is an easing whatever its kind, so that a duty removed is no act on tariffs."""

COUNTED = (pl.col("confidence").cast(pl.String) != "low") & (pl.col("kind").cast(pl.String) != "endorsement")
"""An act counts unless it is in doubt, or was agreed and not seen adopted."""

NUMBER = r"((?:EO|GL) \d+|Public Law \d+-\d+)"
"""What tables that write one legal act in several ways have in common: its number."""

IN_FORCE = "in force"
STOOD = (IN_FORCE, "adopted", "ended")
"""The statuses of what was adopted: the rest was proposed, or ordered and not seen imposed."""


def in_short() -> pl.Expr:
    """Give what an act did in few words: `in_short` where the record has it, else the action itself.

    >>> from analysis import load
    >>> load.actions().filter(date=date(2025, 10, 22), authority="US").select(in_short()).item()
    'Rosneft and Lukoil blocked'
    """
    return pl.coalesce("in_short", "action").alias("in_short")


def counted(actions: pl.DataFrame, first: date | str, last: date | str) -> pl.DataFrame:
    """Keep the acts that count from one day to another, both included, with `what` each counts as.

    `what` is `easing` for an act that eases, else its kind. Left out are acts of low confidence and endorsements. Raises
    AnalysisError for what is no day, for a last day before the first, and for an act without a day.

    >>> from analysis import load
    >>> counted(load.actions(), "2026-02-01", "2026-02-19").select("authority", "kind", "what").rows()
    [('US', 'customs', 'easing')]
    """
    start, end = as_day(first), as_day(last)
    if end < start:
        raise AnalysisError(f"no day is from {start} to {end}", "name the earlier day first")
    return require_days(actions, "date").filter(COUNTED, pl.col("date").is_between(start, end)).with_columns(what=WHAT)


def lasting(
    actions: pl.DataFrame, customs: pl.DataFrame, calendar: pl.DataFrame, authority: str, first: date | str, last: date | str
) -> pl.DataFrame:
    """Give the acts of an authority that tighten or ease, announced from one day to another, and how long each lasts.

    An act starts and ends with the customs measures of the same legal act (those whose target it names, if it names any), else
    on the day on which it was announced and the day on which, as was known on `last`, it expires; a duty or ban that lay ahead on
    `last` starts on its day. `ends` is null for one that
    stands without an end, and `at_once` says of an easing that it only ends or removes something: it has no length. Returns
    the columns of `counted` with number (of the legal act), starts, ends, rate (of the duty in per cent, null without one) and
    at_once; sorted by day. Takes `load.actions()`, `load.customs_measures()` and `load.calendar()`. Raises as `counted`.

    >>> from analysis import load
    >>> tables = load.actions(), load.customs_measures(), load.calendar()
    >>> lasting(*tables, "US", "2025-01-20", "2026-10-10").select("starts", "ends", "rate").row(0)
    (datetime.date(2025, 8, 27), datetime.date(2026, 2, 7), '25%')
    """
    end, authority_is = as_day(last), pl.col("authority").cast(pl.String) == authority
    acts = counted(actions, first, last).filter(authority_is, TIGHTENS | EASES)
    acts = acts.with_columns(number=_number("legal_act"), nth=pl.int_range(pl.len()))
    measures = acts.join(_measures(customs, authority_is, end), on="number").filter(
        pl.col("effect").cast(pl.String) == pl.col("does")
    )
    named = pl.col("action").str.contains(pl.col("target"), literal=True)
    chosen = measures.filter(named | ~named.any().over("nth")).group_by("nth")
    stands = pl.col("ended").is_null().any()
    spans = chosen.agg(
        pl.col("begins").min(),
        pl.when(~stands).then(pl.col("ended").max()).alias("ended"),
        rate=pl.col("rate").drop_nulls().sort().first(),
    )
    standing = pl.col("overtaken_on").is_null() | (pl.col("overtaken_on") > end)
    kind, dates = pl.col("kind").cast(pl.String), known_on(calendar, end).filter(authority_is, standing)
    due = dates.group_by(number=_number("act")).agg(
        expires=pl.col("not_after").filter(kind == "expiry").max(),
        opens=pl.col("not_after").filter(kind.is_in(["duty", "ban"]), pl.col("not_after") > end).min(),
    )
    timed = acts.join(spans, on="nth", how="left").join(due, on="number", how="left")
    at_once = EASES & ((pl.col("kind").cast(pl.String) == "customs") | pl.col("number").is_null())
    return (
        timed.with_columns(starts=pl.coalesce("opens", "begins", "date"), at_once=at_once)
        .with_columns(ends=pl.when(~pl.col("at_once")).then(pl.coalesce("ended", "expires")))
        .drop("nth", "begins", "opens", "ended", "expires")
        .sort("date", "action")
    )


def _number(column: str) -> pl.Expr:
    """Give the number by which a legal act is known in every table, null for an act without one."""
    written = (
        pl.col(column).str.replace("Executive Order", "EO", literal=True).str.replace("General License", "GL", literal=True)
    )
    return written.str.extract(NUMBER)


def _measures(customs: pl.DataFrame, authority_is: pl.Expr, end: date) -> pl.DataFrame:
    """Give the customs measures of an authority up to a day by number of the act, an end after that day not known yet."""
    ended = pl.when(pl.col("ended_by") <= end).then(pl.col("ended_by"))
    rows = customs.filter(authority_is, pl.col("status").cast(pl.String).is_in([*STOOD, "mandated"]), pl.col("date") <= end)
    return rows.select(
        "target",
        pl.col("date").alias("begins"),
        number=_number("legal_act"),
        does=pl.col("effect").cast(pl.String),
        ended=ended,
        rate=pl.col("rate").str.extract(r"^(\d+%)"),
    ).drop_nulls("number")


def by_kind(actions: pl.DataFrame, first: date | str, last: date | str) -> pl.DataFrame:
    """Count acts by authority and what they count as, from one day to another, both included.

    Returns authority, what, acts; nothing of a sort has no row. Raises as `counted`.

    >>> from analysis import load
    >>> by_kind(load.actions(), "2025-01-20", "2025-07-31").filter(authority="EU", what="package")["acts"].item()
    3
    """
    named = counted(actions, first, last).with_columns(pl.col("authority").cast(pl.String))
    return named.group_by("authority", "what").agg(acts=pl.len().cast(pl.Int64)).sort("authority", "what")


def rounds(actions: pl.DataFrame, authority: str, first: date | str, last: date | str, what: str = "listing") -> list[date]:
    """Give the days on which an authority announced listings over the war: each day is one round.

    With `what="other_listing"` the days of listings over other matters, such as cyber attacks and crime: these are told apart,
    and never added. Raises as `counted`.

    >>> from analysis import load
    >>> rounds(load.actions(), "US", "2025-01-20", "2026-10-10")
    [datetime.date(2025, 10, 22)]
    """
    listed = counted(actions, first, last).filter(pl.col("what") == what, pl.col("authority").cast(pl.String) == authority)
    return listed["date"].unique().sort().to_list()


def in_force(customs: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Keep the customs measures that stand on a day: adopted by it, that tighten, and not ended.

    A measure ends on the day it ran out, was replaced or lost its legal ground, by a ruling too; one of which only the month
    or year is known has ended from the last day that can mean. Raises AnalysisError for what is no day, and for a measure without one.

    >>> from analysis import load
    >>> stood = [in_force(load.customs_measures(), day).filter(target="India").height for day in ("2026-02-06", "2026-02-07")]
    >>> stood
    [1, 0]
    """
    end = as_day(day)
    stands = pl.col("ended_by").is_null() | (pl.col("ended_by") > end)
    dated = require_days(customs, "date")
    return dated.filter(TIGHTENS, pl.col("status").cast(pl.String).is_in(STOOD), pl.col("date") <= end, stands)


def to_come(customs: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Keep the customs measures that are adopted, as last seen, and apply only after a day.

    Raises AnalysisError for what is no day, and for a measure without one.

    >>> from analysis import load
    >>> to_come(load.customs_measures(), "2027-12-31").select("date", "rate").rows()
    [(datetime.date(2028, 7, 1), '6.5% + €315 a tonne')]
    """
    adopted = pl.col("status").cast(pl.String) == "adopted"
    return require_days(customs, "date").filter(TIGHTENS, adopted, pl.col("date") > as_day(day))


def ahead(calendar: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Keep the dates that were known on a day and lay ahead of it, the next first.

    A date counts as past once the last day it can mean has come, and a date that another act had overtaken by then lies ahead
    no more. Takes `load.calendar()`. Raises AnalysisError for what is no day.

    >>> from analysis import load
    >>> ahead(load.calendar(), "2022-04-08").select("date", "what").row(0)
    ('2022-08-10', 'Ban on imports of Russian coal begins')
    """
    end = as_day(day)
    standing = pl.col("overtaken_on").is_null() | (pl.col("overtaken_on") > end)
    known = known_on(calendar, end).filter(pl.col("not_after") > end, standing)
    return known.sort("not_after", "not_before", "authority", "what")
