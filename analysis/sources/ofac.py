"""Read what is at hand of OFAC's list: daily copies, days inferred from number blocks, windows, removals, and a monthly panel.

Source: US Treasury, Office of Foreign Assets Control, Specially Designated Nationals (SDN) list.
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.days import day, refuse_odd_days
from analysis.sources.guard import ours
from analysis.sources.text import read_csv_text

RUSSIA = r"RUSSIA-EO14024|RUSSIA-EO14065|UKRAINE-EO1366[012]|UKRAINE-EO13685|PEESA-EO14039|CAATSA - RUSSIA"
"""Programmes over Russia; not Belarus alone, cyber or terrorism."""

SUBJECTS = {"individual": "person", "-0-": "entity", "vessel": "vessel", "aircraft": "aircraft"}
REGIME = "Russia programmes"


@ours
def read_first_seen(path: Path) -> pl.DataFrame:
    """Count listings by the first day seen in daily copies; those there on the first day carry no day, only a bound."""
    text = read_csv_text(path, ("sdn_type", "program", "first_seen")).filter(pl.col("program").str.contains(RUSSIA))
    refuse_odd_days(text, ("first_seen",), path.name)
    start = read_copy_days(path)[0]
    opening = day("first_seen") == start
    dated = text.select(
        subject=pl.col("sdn_type").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on=pl.when(~opening).then(day("first_seen")),
        not_after=pl.when(opening).then(day("first_seen")),
    )
    return _counted(dated, "first_seen", "ofac_copies")


@ours
def read_copy_days(path: Path) -> pl.Series:
    """Read the days of the copies in which an entry was first or last seen, sorted."""
    text = read_csv_text(path, ("first_seen", "last_seen"))
    refuse_odd_days(text, ("first_seen", "last_seen"), path.name)
    days = pl.concat([text.select(day(name).alias("day")) for name in ("first_seen", "last_seen")])["day"]
    if not (found := days.drop_nulls().unique().sort()).len():
        raise ReadFault(path.name, "names no day of a copy", "compare it with the copies it was made from")
    return found


@ours
def read_blocks(path: Path) -> pl.DataFrame:
    """Read listings placed on a day by their block of numbers, and the few with bounds only; announced totals are no rows."""
    text = read_csv_text(path, ("date", "measure", "subject", "programme", "count", "basis", "not_before"))
    refuse_odd_days(text, ("date", "not_before"), path.name)
    rows = text.filter((pl.col("measure") == "sdn") & pl.col("basis").is_in(["uid_block", "first_seen"]))
    block = pl.col("basis") == "uid_block"
    dated = rows.select(
        "subject",
        listed_on=pl.when(block).then(day("date")),
        not_before=pl.when(~block).then(day("not_before")),
        not_after=pl.when(~block).then(day("date")),
        listings=pl.col("count").cast(pl.Int64),
    )
    return _summed(dated, "inferred", "ofac_blocks")


@ours
def read_announced(path: Path) -> pl.DataFrame:
    """Read the totals that press and authority announced by day, to hold our counts against: date, subject, announced."""
    text = read_csv_text(path, ("date", "subject", "count", "basis")).filter(pl.col("basis") == "press")
    refuse_odd_days(text, ("date",), path.name)
    return text.select(day("date").alias("date"), "subject", announced=pl.col("count").cast(pl.Int64))


@ours
def read_windows(path: Path) -> pl.DataFrame:
    """Read listings between two dated copies of the list, without any inference."""
    text = read_csv_text(path, ("window_after", "window_until", "subject", "count"))
    refuse_odd_days(text, ("window_after", "window_until"), path.name)
    dated = text.select(
        "subject", not_before=day("window_after"), not_after=day("window_until"), listings=pl.col("count").cast(pl.Int64)
    )
    return _summed(dated.with_columns(listed_on=pl.lit(None, pl.Date)), "window", "ofac_blocks")


@ours
def read_panel(path: Path) -> pl.DataFrame:
    """Read monthly additions with an address in Russia; the first month is a baseline and carries none."""
    text = read_csv_text(path, ("Country", "yrmon", "additions")).filter(pl.col("Country") == "Russia")
    rows = text.select(
        month=(pl.col("yrmon") + "-01").str.to_date(), listings=pl.col("additions").cast(pl.Int64), subject=pl.lit("entity")
    ).filter(pl.col("month") > pl.col("month").min(), pl.col("listings") > 0)
    counted = _summed(rows.rename({"month": "listed_on"}), "panel", "ofac_panel")
    return counted.with_columns(regime=pl.lit("Russia addresses"))


@ours
def read_delistings(path: Path) -> pl.DataFrame:
    """Count removals by kind and by the days between which they happened."""
    text = read_csv_text(path, ("subject", "last_seen", "first_absent"))
    refuse_odd_days(text, ("last_seen", "first_absent"), path.name)
    dated = text.select("subject", not_before=day("last_seen"), not_after=day("first_absent"))
    if odd := dated["not_after"].null_count():
        raise ReadFault(path.name, f"{odd} removals have no day", "look at those rows")
    counted = dated.group_by("subject", "not_before", "not_after").agg(removals=pl.len().cast(pl.Int64))
    return counted.with_columns(authority=pl.lit("US"), source=pl.lit("ofac_blocks"))


def _counted(dated: pl.DataFrame, basis: str, source: str) -> pl.DataFrame:
    return _summed(dated.with_columns(listings=pl.lit(1, pl.Int64)), basis, source)


def _summed(dated: pl.DataFrame, basis: str, source: str) -> pl.DataFrame:
    missing = [pl.lit(None, pl.Date).alias(name) for name in ("not_before", "not_after") if name not in dated.columns]
    keys = ["subject", "listed_on", "not_before", "not_after"]
    summed = dated.with_columns(missing).group_by(keys).agg(pl.col("listings").sum())
    return summed.with_columns(
        authority=pl.lit("US"),
        regime=pl.lit(REGIME),
        measure=pl.lit("asset_freeze"),
        basis=pl.lit(basis),
        source=pl.lit(source),
    )
