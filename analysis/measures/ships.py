"""Ships on lists: how many over time, on which lists at once, who listed first, and how many are listed still."""

from datetime import date

import polars as pl

from analysis.as_of import SHIPS_COVERED, as_day
from analysis.errors import AnalysisError, NotComparable
from analysis.measures.blocs import choose
from analysis.measures.frames import frame_in_frame_out
from analysis.measures.windows import COMPARED

__all__ = ["common_end", "common_start", "lead", "listed", "over_time", "overlap", "sizes", "still_listed", "who_first"]


def common_end(coverage: pl.DataFrame) -> date:
    """Give the day to which the ships of all compared authorities are known; takes `load.sanctions_coverage()`.

    Raises NotComparable for coverage that knows no ships.

    >>> from analysis import load
    >>> common_end(load.sanctions_coverage())
    datetime.date(2026, 4, 29)
    """
    end = _ends(coverage).filter(pl.col("authority").is_in(COMPARED))["end"].min()
    if not isinstance(end, date):
        raise NotComparable("no list of ships is known of a day so early", "choose a later day")
    return end


def common_start(coverage: pl.DataFrame) -> date:
    """Give the day from which the ships of all compared authorities are known; takes `load.sanctions_coverage()`.

    >>> from analysis import load
    >>> common_start(load.sanctions_coverage())
    datetime.date(2024, 7, 31)
    """
    compared = coverage.filter(SHIPS_COVERED, pl.col("authority").is_in(COMPARED))
    first: date = compared.group_by("authority").agg(pl.col("first_day").min())["first_day"].max()  # type: ignore[assignment]
    return first


def over_time(vessels: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """Accumulate ships by authority and day, each to the end of its source: authority, source, period, ships, so_far.

    A ship whose day is only bounded counts from its last possible day. The last row of an authority stands at the end of its
    coverage (`load.sanctions_coverage()`): after it nothing is known.

    >>> from analysis import load
    >>> over_time(load.vessels(), load.sanctions_coverage()).filter(pl.col("authority") == "EU").row(0)
    ('EU', 'vessel_files', datetime.date(2024, 6, 25), 27, 27)
    """
    ends = _ends(coverage)
    dated = vessels.with_columns(period=LATEST).join(ends, on="authority")
    known = dated.filter(pl.col("period") <= pl.col("end")).group_by("authority", "period")
    daily = known.agg(ships=pl.len().cast(pl.Int64), source=pl.col("source").sort().first())
    stops = ends.select(
        "authority", pl.col("end").alias("period"), ships=pl.lit(0, pl.Int64), source=pl.lit(None, pl.String)
    ).join(daily, on=["authority", "period"], how="anti")
    rows = pl.concat([daily, stops]).sort("authority", "period")
    return rows.with_columns(
        pl.col("source").forward_fill().over("authority"), so_far=pl.col("ships").cum_sum().over("authority")
    ).select("authority", "source", "period", "ships", "so_far")


@frame_in_frame_out
def overlap(vessels: pl.LazyFrame, until: date) -> pl.LazyFrame:
    """Count ships by the exact set of compared lists they had been put on by a day: lists (such as EU UK), on, ships, source.

    `on` is the number of lists, `source` the works that they are of. A ship whose day is only bounded counts from its last possible
    day; one without any day is counted as listed.

    >>> from analysis import load
    >>> overlap(load.vessels(), date(2026, 4, 29)).row(0)
    ('EU UK', 2, 362, 'vessel_files')
    """
    by_then = vessels.filter(pl.col("authority").is_in(COMPARED), (until >= LATEST).fill_null(value=True))
    sets = by_then.group_by("imo").agg(pl.col("authority").cast(pl.String).unique().sort(), "source")
    named = sets.with_columns(lists=pl.col("authority").list.join(" "), on=pl.col("authority").list.len().cast(pl.Int64))
    works = pl.col("source").explode().drop_nulls().unique().sort().str.join(" ")
    return (
        named.group_by("lists", "on")
        .agg(ships=pl.len().cast(pl.Int64), source=works)
        .sort(["ships", "lists"], descending=[True, False])
    )


def sizes(vessels: pl.DataFrame, until: date) -> pl.DataFrame:
    """Count ships that each compared list had named by a day, removed or not: authority, ships, source; longest list first.

    A ship whose day is only bounded counts from its last possible day; one without any day is counted as listed.

    >>> from analysis import load
    >>> sizes(load.vessels(), date(2026, 4, 29)).row(0)
    ('EU', 650, 'vessel_files')
    """
    by_then = vessels.filter(pl.col("authority").is_in(COMPARED), (until >= LATEST).fill_null(value=True))
    works = pl.col("source").drop_nulls().unique().sort().str.join(" ")
    counted = by_then.group_by("authority").agg(ships=pl.len().cast(pl.Int64), source=works)
    return counted.sort("ships", "authority", descending=[True, False])


def who_first(vessels: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    """Give each ship on both lists with the days from the first authority's listing to the second's.

    Returns imo, days, least, most, stated (whether both lists state the day themselves), exact: where a day is only an upper
    bound, days is null and least to most is the range the sources allow (null where one side is open). Negative days: the
    second listed before the first. A ship without any day is left out.

    >>> from analysis import load
    >>> who_first(load.vessels(), "EU", "UK").row(0)
    ('8700096', 61, 61, 61, True, True)
    """
    sides = [_side(vessels, authority, name) for authority, name in ((first, "a"), (second, "b"))]
    both = sides[0].join(sides[1], on="imo")
    exact = pl.col("exact_a") & pl.col("exact_b")
    return both.select(
        "imo",
        days=pl.when(exact).then((pl.col("b") - pl.col("a")).dt.total_days()),
        least=(pl.col("low_b") - pl.col("a")).dt.total_days(),
        most=(pl.col("b") - pl.col("low_a")).dt.total_days(),
        stated=pl.col("stated_a") & pl.col("stated_b"),
        exact=exact,
    ).sort("imo")


def lead(vessels: pl.DataFrame, first: str, second: str, *, stated: bool = False) -> dict[str, float | int]:
    """Sum up who listed first: ships on both lists, those with known days, each side's firsts, same day, median days.

    A ship whose day is only bounded counts for a side where the whole range lies on it (`ordered` counts all ships whose order
    is known); days and their median are of ships with known days alone. With `stated` only ships whose days both lists state
    themselves count.

    >>> from analysis import load
    >>> lead(load.vessels(), "EU", "US")
    {'both': 211, 'known': 159, 'ordered': 211, 'first': 29, 'second': 182, 'same_day': 0, 'median_days': -131.0}
    """
    pairs = who_first(vessels, first, second)
    known = pairs.filter(pl.col("stated") if stated else pl.col("exact"))
    chosen = known if stated else pairs
    ahead, behind = chosen.filter(pl.col("least") > 0).height, chosen.filter(pl.col("most") < 0).height
    same = known.filter(pl.col("days") == 0).height
    median = known["days"].median()
    return {
        "both": pairs.height,
        "known": known.height,
        "ordered": ahead + behind + same,
        "first": ahead,
        "second": behind,
        "same_day": same,
        "median_days": 0.0 if median is None else float(median),  # type: ignore[arg-type]
    }


def still_listed(designations: pl.DataFrame) -> pl.DataFrame:
    """Set EU ships as first listed beside those its annex still holds, by day of listing.

    Returns listed_on, source, as_listed, still. Today's list lacks the ships removed since.

    >>> from analysis import load
    >>> still_listed(load.designations()).select("listed_on", "as_listed", "still").row(0)
    (datetime.date(2024, 6, 25), 27, 25)
    """
    ships = designations.filter(authority="EU", measure="vessel_ban", basis="as_listed").sort("listed_on")
    return ships.select("listed_on", "source", as_listed="listings", still="still_listed")


def listed(vessels: pl.DataFrame, by: str, not_by: str | None = None, on: date | str | None = None) -> pl.DataFrame:
    """List the ships that one authority's list held on a day, and that another's did not, with what cannot be known.

    Takes `load.vessels()`; `by` and `not_by` are authorities, such as EU and US; `on` a day, left out the last to which the lists
    named are known. Returns imo, as_of (the day asked about), listed_on, not_before, not_after (when `by` listed it: its day, or the
    days between which it lies), the same three with `_other` for `not_by` (null where it never listed it), known (true: it is as
    asked; false: it may be), why (what is not known; null where known is true) and source (the works that the answer rests on, by a
    blank); sorted by imo. A ship on a list by then is known to
    be on it still where a list of that day or later holds it; one removed since may have gone before or after the day. No list at
    hand says which ships the UK still holds: all of its are not known, and `overlap` counts whom it ever listed. Raises UnknownName, and AnalysisError for a day after the last.

    >>> from analysis import load
    >>> ships = listed(load.vessels(), by="EU", not_by="US", on="2026-03-22")
    >>> ships.group_by("known").len().sort("known").rows()
    [(False, 16), (True, 391)]
    """
    at_hand = vessels["authority"].cast(pl.String).unique().sort().to_list()
    for authority in [by, *([] if not_by is None else [not_by])]:
        choose("authority", authority, at_hand)
    if by == not_by:
        raise NotComparable(f"no ship is listed by {by} and not by {by}", "name two authorities")
    ends = {one: _known_to(vessels, one) for one in (by, not_by) if one is not None}
    day = min(ends.values()) if on is None else as_day(on)
    for authority, end in ends.items():
        if day > end:
            fix = f"choose a day to {min(ends.values())}, or leave it out"
            raise AnalysisError(f"which ships {authority} lists is known to {end}, not to {day}", fix)
    held = _held(vessels, by, day).filter(pl.col("held").fill_null(value=True)).with_columns(source=_works(vessels, by, not_by))
    if not_by is None:
        return _as_answer(
            held.with_columns(pl.lit(None, pl.Date).alias(f"{name}_other") for name in DAYS), day, pl.col("held"), pl.col("why")
        )
    other = _held(vessels, not_by, day).select("imo", pl.col(DAYS).name.suffix("_other"), on_other="held", other_why="why")
    both = held.join(other, on="imo", how="left").filter(
        pl.col("on_other").ne_missing(pl.lit(value=True)) | pl.col("other_why").is_not_null()
    )
    both = both.with_columns(absent=pl.when(pl.col("other_why").is_null()).then(~pl.col("on_other").fill_null(value=False)))
    why = pl.concat_str("why", "other_why", separator="; ", ignore_nulls=True)
    return _as_answer(both, day, pl.col("held") & pl.col("absent"), why)


def _as_answer(ships: pl.DataFrame, day: date, known: pl.Expr, why: pl.Expr) -> pl.DataFrame:
    sure, days = known.fill_null(value=False), [*DAYS, *(f"{name}_other" for name in DAYS)]
    answer = ships.select("imo", pl.lit(day).alias("as_of"), *days, "source", known=sure, why=pl.when(~sure).then(why))
    return answer.select(pl.all().exclude("source"), "source").sort("imo")


def _works(vessels: pl.DataFrame, by: str, not_by: str | None) -> pl.Expr:
    """Name the works that an answer rests on: of each ship its own, and of the list that does not hold it all of that list's."""
    others = vessels.filter(authority=not_by)["source"].cast(pl.String).unique().to_list() if not_by else []
    own = pl.col("source").cast(pl.String).str.split(" ")
    return own.list.concat(pl.lit(others, pl.List(pl.String))).list.unique().list.sort().list.join(" ")


def _known_to(vessels: pl.DataFrame, authority: str) -> date:
    """Give the last day to which a list's ships are known: of the list that says whether it holds them, or its last listing."""
    rows = vessels.filter(authority=authority)
    days = [rows[name].max() for name in ("still_as_of", "listed_on", "not_after")]
    return max(day for day in days if isinstance(day, date))


def _held(vessels: pl.DataFrame, authority: str, day: date) -> pl.DataFrame:
    """Say of each ship ever on a list whether it was on it on a day: imo, its days, held (null: not known) and why not."""
    still, as_of = pl.col("still_listed"), pl.col("still_as_of")
    listed_by = (pl.coalesce("listed_on", "not_after") <= day).fill_null(value=False)
    listed_after = (
        (pl.coalesce("listed_on", "not_before") >= day) & (pl.col("listed_on") != day).fill_null(value=True)
    ).fill_null(value=False)
    # A later list that holds it says that it stayed, one that does not hold it that it had gone by then.
    stayed, gone = (still & (as_of >= day)).fill_null(value=False), (~still & (as_of <= day)).fill_null(value=False)
    why = (
        pl.when(~listed_by)
        .then(pl.format("its day of listing by {} is not known", pl.lit(authority)))
        .when(still.fill_null(value=True))
        .then(pl.format("whether {} still listed it on that day is not known", pl.lit(authority)))
        .otherwise(pl.format("{} removed it, on a day that is not known", pl.lit(authority)))
    )
    held = pl.when(listed_after | gone).then(pl.lit(value=False)).when(listed_by & stayed).then(pl.lit(value=True))
    told = vessels.filter(authority=authority).with_columns(held=held, why=why)
    return told.select("imo", *DAYS, "held", "source", why=pl.when(pl.col("held").is_null()).then("why"))


DAYS = ("listed_on", "not_before", "not_after")
"""When a ship was listed: the day, or the days between which it lies."""

LATEST = pl.coalesce("listed_on", "not_after")
"""The day of listing, or the last it can be."""


def _ends(coverage: pl.DataFrame) -> pl.DataFrame:
    """Give the day to which each authority's ships are known: authority, end."""
    return coverage.filter(SHIPS_COVERED).group_by("authority").agg(end=pl.col("last_day").max())


def _side(vessels: pl.DataFrame, authority: str, name: str) -> pl.DataFrame:
    # A ship whose day is only bounded keeps its last possible day, and its first where there is one.
    rows = vessels.filter(pl.col("authority") == authority).with_columns(last=pl.coalesce("listed_on", "not_after"))
    bounded = (pl.col("basis") == "first_seen") | pl.col("listed_on").is_null()
    return rows.filter(pl.col("last").is_not_null()).select(
        "imo",
        pl.col("last").alias(name),
        pl.when(bounded).then("not_before").otherwise("last").alias(f"low_{name}"),
        (~bounded).alias(f"exact_{name}"),
        pl.col("basis").is_in(["stated", "as_listed"]).alias(f"stated_{name}"),
    )
