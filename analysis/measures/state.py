"""What could be known on one day: aid of the months that had ended, and what was published of it at the time."""

from datetime import date

import polars as pl

from analysis.as_of import as_day
from analysis.measures.flows import totals
from analysis.measures.frames import frame_in_frame_out, require_single_release
from analysis.measures.units import billions

__all__ = ["aid_by", "aid_then", "months_ended"]

SCHEMA = ["kind", "bloc", "cutoff", "published", "published_bn", "release", "eur_bn", "source_url", "source_publisher"]


@frame_in_frame_out
def months_ended(aid: pl.LazyFrame, day: date | str) -> pl.LazyFrame:
    """Keep the months of aid that had ended by a day; money without a month could be of any and is left out.

    Raises AnalysisError for a text that is no day.

    >>> from analysis import load
    >>> months_ended(load.aid(29), "2025-09-20").select(pl.col("month").max()).item()
    datetime.date(2025, 8, 1)
    """
    return aid.filter(pl.col("month").dt.month_end() <= as_day(day))


def aid_then(aid: pl.DataFrame, published: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Set allocations as a release has them today beside the total published by a day, over the same months.

    `published` is `load.published_totals()`; of each kind the latest publication by that day counts. Returns kind (null =
    all), bloc, cutoff, published, published_bn, release, eur_bn (of the months to that cut-off) and source columns; no row
    where nothing was published yet. Raises AnalysisError for a text that is no day, NotComparable for several releases.

    >>> from analysis import load
    >>> aid_then(load.aid(29), load.published_totals(), "2024-12-31").select("bloc", "published_bn", "eur_bn").rows()
    [('Europe', 89.9, 89.071256), ('United States', 67.0, 68.458241)]
    """
    require_single_release(aid, "what was published is set beside one release")
    rows = published.filter(pl.col("published") <= as_day(day), pl.col("stage") == "allocated")
    latest = rows.filter(pl.col("published") == pl.col("published").max().over("kind"))
    sums = [_until(aid, row["cutoff"], row["kind"]) for row in latest.select("cutoff", "kind").unique().iter_rows(named=True)]
    stated = latest.with_columns(published_bn=billions("eur"))
    if not sums:
        return stated.with_columns(release=pl.lit(""), eur_bn="published_bn").select(SCHEMA)
    both = stated.join(pl.concat(sums), on=["kind", "bloc", "cutoff"], how="inner", nulls_equal=True)
    return both.select(SCHEMA).sort("kind", "bloc", nulls_last=False)


def aid_by(aid: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Sum allocations of the months that had ended by a day, by bloc; returns release, bloc, last_month, eur_bn.

    Raises AnalysisError for a text that is no day.

    >>> from analysis import load
    >>> aid_by(load.aid(29), "2025-09-20").row(0)
    ('29', 'Europe', datetime.date(2025, 8, 1), 179.730466)
    """
    months = months_ended(aid, day)
    return totals(months).select("release", "bloc", last_month=pl.lit(months["month"].max(), dtype=pl.Date), eur_bn="eur_bn")


def _until(aid: pl.DataFrame, cutoff: date, kind: str | None) -> pl.DataFrame:
    summed = totals(months_ended(aid, cutoff), kind=kind)
    return summed.select("release", "bloc", "eur_bn", kind=pl.lit(kind, dtype=pl.String), cutoff=pl.lit(cutoff, dtype=pl.Date))
