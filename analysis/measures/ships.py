"""Ships on lists: how many over time, on which lists at once, who listed first, and how many are listed still."""

from datetime import date

import polars as pl

from analysis.measures.frames import frame_in_frame_out

AUTHORITIES = ("EU", "UK", "US", "CA")


@frame_in_frame_out
def over_time(vessels: pl.LazyFrame) -> pl.LazyFrame:
    """Accumulate ships by authority and month of first listing: authority, period, ships, so_far.

    Ships without a known day are left out; a ship counts once a list.
    """
    dated = vessels.filter(pl.col("listed_on").is_not_null())
    monthly = dated.group_by("authority", period=pl.col("listed_on").dt.truncate("1mo")).agg(ships=pl.len().cast(pl.Int64))
    return monthly.sort("authority", "period").with_columns(so_far=pl.col("ships").cum_sum().over("authority"))


@frame_in_frame_out
def overlap(vessels: pl.LazyFrame) -> pl.LazyFrame:
    """Count ships by the exact set of lists they stand on: lists (such as EU UK), on (how many lists), ships."""
    sets = vessels.group_by("imo").agg(pl.col("authority").cast(pl.String).unique().sort())
    named = sets.with_columns(lists=pl.col("authority").list.join(" "), on=pl.col("authority").list.len().cast(pl.Int64))
    return named.group_by("lists", "on").agg(ships=pl.len().cast(pl.Int64)).sort(["ships", "lists"], descending=[True, False])


def sizes(vessels: pl.DataFrame) -> pl.DataFrame:
    """Count ships on each list, whether or not their day is known."""
    return vessels.group_by("authority").agg(ships=pl.len().cast(pl.Int64)).sort("ships", descending=True)


def who_first(vessels: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    """Give each ship on both lists with the days from the first authority's listing to the second's.

    Returns imo, days, least, most, exact: where a day is only an upper bound, days is null and least to most is the range
    the sources allow (null where one side is open). Negative days: the second listed before the first.
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
    """Sum up who listed first: ships on both lists, ships with known days, each side's firsts, same day, median days.

    With `stated` only ships whose days both lists state themselves count.
    """
    pairs = who_first(vessels, first, second)
    known = pairs.filter(pl.col("stated") if stated else pl.col("exact"))
    median = known["days"].median()
    return {
        "both": pairs.height,
        "known": known.height,
        "first": known.filter(pl.col("days") > 0).height,
        "second": known.filter(pl.col("days") < 0).height,
        "same_day": known.filter(pl.col("days") == 0).height,
        "median_days": 0.0 if median is None else float(median),  # type: ignore[arg-type]
    }


def still_listed(designations: pl.DataFrame) -> pl.DataFrame:
    """Set EU ships as first listed beside those its annex still holds, by day of listing.

    Returns listed_on, as_listed, still, source. Today's list lacks the ships removed since.
    """
    ships = designations.filter(authority="EU", measure="vessel_ban", basis="as_listed").sort("listed_on")
    return ships.select("listed_on", "source", as_listed="listings", still="still_listed")


def _side(vessels: pl.DataFrame, authority: str, name: str) -> pl.DataFrame:
    rows = vessels.filter(pl.col("authority") == authority, pl.col("listed_on").is_not_null())
    open_ended = (pl.col("basis") == "first_seen") & pl.col("not_before").is_not_null()
    return rows.select(
        "imo",
        pl.col("listed_on").alias(name),
        pl.when(open_ended).then("not_before").otherwise("listed_on").alias(f"low_{name}"),
        (pl.col("basis") != "first_seen").alias(f"exact_{name}"),
        pl.col("basis").is_in(["stated", "as_listed"]).alias(f"stated_{name}"),
    )


def known_by(vessels: pl.DataFrame, day: date) -> pl.DataFrame:
    """Keep ships whose listing is known by a day."""
    return vessels.filter(pl.col("listed_on") <= day)
