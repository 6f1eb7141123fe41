"""Plant faults into an estimate of who buys energy: rows of month, buyer, commodity and value; where each stands is drawn."""

from collections.abc import Callable
from random import Random

import polars as pl

KINDS = ("crude", "pipeline_gas", "lng", "coal")
VALUES = ["value_eur_bn", "volume"]
Fault = Callable[[pl.DataFrame, Random], pl.DataFrame]


def varied(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each buyer, fuel and month a value of its own: where all are alike, nothing exchanged can be seen."""
    parts = rows.filter(pl.col("commodity") != "all")
    seed = pl.concat_str("buyer", "commodity").hash(seed=7) % 17 + 3
    season = 1 + (pl.col("month").dt.month() % 5) / 10 + (pl.col("month").dt.year() - 2022) / 20
    return whole(parts.with_columns(pl.col(name) * seed * season for name in VALUES))


def whole(parts: pl.DataFrame) -> pl.DataFrame:
    """Put the sum of all fuels beside them, as the reader does."""
    sums = parts.group_by("month", "buyer", maintain_order=True).agg(
        pl.first(name) if name not in VALUES else pl.col(name).sum() for name in parts.columns if name not in {"month", "buyer"}
    )
    every = sums.with_columns(commodity=pl.lit("all"), volume=pl.lit(None, pl.Float64)).select(parts.columns)
    return pl.concat([parts, every], how="vertical_relaxed").sort("month", "buyer", "commodity")


def changed(change: Callable[[pl.DataFrame, Random], pl.DataFrame]) -> Fault:
    return lambda rows, draw: whole(change(rows.filter(pl.col("commodity") != "all"), draw))


def scaled(factor: float, column: str) -> Fault:
    def plant(parts: pl.DataFrame, draw: Random) -> pl.DataFrame:
        hit = pl.col(column) == draw.choice(sorted(set(parts[column])))
        return parts.with_columns(pl.when(hit).then(pl.col(name) * factor).otherwise(name) for name in VALUES)

    return changed(plant)


def exchanged(column: str) -> Fault:
    def plant(parts: pl.DataFrame, draw: Random) -> pl.DataFrame:
        one, other = draw.sample(sorted(set(parts[column])), 2)
        return parts.with_columns(pl.col(column).replace({one: other, other: one}))

    return changed(plant)


def gone(column: str) -> Fault:
    def plant(parts: pl.DataFrame, draw: Random) -> pl.DataFrame:
        return parts.filter(pl.col(column) != draw.choice(sorted(set(parts[column]))))

    return changed(plant)


def all_scaled(factor: float) -> Fault:
    return changed(lambda parts, draw: parts.with_columns(pl.col(name) * factor for name in VALUES))


FAULTS: dict[str, Fault] = {
    **{f"a {column} times {factor:g}": scaled(factor, column) for column in ("buyer", "commodity") for factor in (1.5, 10, 0.1)},
    **{f"two of {column} exchanged": exchanged(column) for column in ("buyer", "commodity")},
    **{f"a {column} gone": gone(column) for column in ("buyer", "commodity", "month")},
    "two scenarios": all_scaled(2),
    "thousands": all_scaled(1e-3),
    "a twentieth more": all_scaled(1.05),
    "the last two months gone": changed(
        lambda parts, draw: parts.filter(pl.col("month") < parts["month"].max() - pl.duration(days=60))
    ),
}  # fmt: skip
