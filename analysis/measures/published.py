"""The tables against what the publisher told the press, and each release against the latest one."""

from typing import Any

import polars as pl

from analysis import load
from analysis.countries import EUROPE, UNITED_STATES
from analysis.measures.blocs import with_groups
from analysis.measures.flows import over_time, totals
from analysis.measures.frames import require_single_release
from analysis.measures.units import billions

EVERYONE = "all donors"


def against_published(published: pl.DataFrame, aid: pl.DataFrame) -> pl.DataFrame:
    """Set the same sum out of one release beside each number that was told to the press.

    Takes `load.published_numbers()` and dated aid rows. Returns the published rows with ours_bn, release_held (ours), off_pct
    (ours less theirs, in per cent of theirs) and within (whether that is inside the row's tolerance); oldest cut-off first.
    Raises NotComparable for several releases.

    >>> from analysis import load
    >>> held = against_published(load.published_numbers(), load.aid(29))
    >>> held.select("published_bn", "ours_bn", "off_pct", "within").row(0)
    (89.9, 89.071256, -0.922, True)
    """
    require_single_release(aid, "what was told is held against the sums of one release")
    dated = aid.lazy().filter(pl.col("stage") == "allocated", pl.col("month").is_not_null())
    months = with_groups(dated).collect()
    sums = pl.Series([_sum(months, row) for row in published.iter_rows(named=True)], dtype=pl.Float64)
    held = published.with_columns(ours_bn=sums, release_held=pl.lit(aid["release"][0]))
    held = held.with_columns(off_pct=(100 * (pl.col("ours_bn") / pl.col("published_bn") - 1)).round(3))
    within = pl.col("off_pct").abs() <= pl.col("tolerance_pct")
    return held.with_columns(within=within).sort("cutoff", "bloc", "kinds", "first_month", nulls_last=False)


def _sum(months: pl.DataFrame, row: dict[str, Any]) -> float:
    kinds = str(row["kinds"]).split("|") if row["kinds"] else None
    chosen = months.filter(
        pl.lit(row["bloc"] == EVERYONE) | (pl.col("bloc") == row["bloc"]) | (pl.col("base_bloc") == row["bloc"]),
        pl.lit(kinds is None) | pl.col("kind").is_in(kinds or []),
        pl.col("month").is_between(row["first_month"] or months["month"].min(), row["last_month"]),
    )
    return float(chosen.select(billions(pl.col("eur").sum())).item())


def against_own_sums(summed: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Set our totals by donor, kind and stage beside the publisher's own sums of the same release.

    Takes `load.aid_totals(release)` and `load.publisher_sums()`; the publisher lists every kind for every donor, so that a
    cell missing on one side is a true zero. Returns donor, kind, stage, ours and theirs (exact EUR), off_eur and same
    (to the cent); sorted.

    >>> from analysis import load
    >>> sums = against_own_sums(load.aid_totals(28), load.publisher_sums())
    >>> sums.filter(~pl.col("same")).select("donor", "kind", "stage").row(0)
    ('SVN', 'humanitarian', 'allocated')
    """
    on = ["donor", "kind", "stage"]
    both = summed.select(*on, ours="eur").join(own.select(*on, theirs="eur"), on=on, how="full", coalesce=True)
    grid = own.select("donor").unique().join(own.select("kind", "stage").unique(), how="cross")
    full = grid.join(both, on=on, how="left").with_columns(pl.col("ours", "theirs").fill_null(0))
    off = full.with_columns(off_eur=(pl.col("ours") - pl.col("theirs")).cast(pl.Float64))
    return off.with_columns(same=pl.col("off_eur").abs() < 0.015).sort(on)


def then_and_now(summed: pl.DataFrame, published: pl.DataFrame, aid: pl.DataFrame) -> pl.DataFrame:
    """Set each release's totals of Europe and the United States beside what the given release says of the same months.

    Takes totals of several complete releases (`load.aid_totals`), the press numbers (for vintages not at hand) and dated
    aid rows of one release. Returns release, basis (tables or press), period (the cut-off's month), bloc, then_bn, now_bn
    and change_bn; cut-offs outside the given release are left out. Raises NotComparable for aid of several releases.

    >>> from analysis import load
    >>> then_and_now(load.aid_totals(16), load.published_numbers(), load.aid(29)).select("bloc", "then_bn", "now_bn").row(0)
    ('Europe', 89.60394513, 89.071256)
    """
    require_single_release(aid, "what is dated now is dated by one release")
    curve = over_time(aid, cumulative=True).select("period", "bloc", now_bn="eur_bn")
    cutoffs = load.releases().filter("complete").select("release", period=pl.col("cutoff").dt.truncate("1mo"))
    dated = totals(summed).join(cutoffs, on="release")
    tables = dated.select("release", "period", "bloc", then_bn="eur_bn", basis=pl.lit("tables"))
    of_all_aid = published.filter(pl.col("kinds").is_null(), pl.col("first_month").is_null())
    others = of_all_aid.filter(~pl.col("release").is_in(tables["release"].to_list()))
    press = others.select("release", period="last_month", bloc="bloc", then_bn="published_bn", basis=pl.lit("press"))
    sides = pl.concat([tables, press]).filter(pl.col("bloc").is_in([EUROPE, UNITED_STATES]))
    change = (pl.col("now_bn") - pl.col("then_bn")).round(6)
    both = sides.join(curve, on=["period", "bloc"]).sort("period", "release", "bloc")
    return both.select("release", "basis", "period", "bloc", "then_bn", "now_bn", change_bn=change)
