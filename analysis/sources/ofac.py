"""Read what is at hand of OFAC's list: daily copies, days inferred from number blocks, windows, removals, and a monthly panel.

Source: US Treasury, Office of Foreign Assets Control, Specially Designated Nationals (SDN) list.
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.days import day
from analysis.sources.guard import ours
from analysis.sources.report import Read, ReadReport
from analysis.sources.text import read_csv_text

RUSSIA = r"RUSSIA-EO14024|RUSSIA-EO14065|UKRAINE-EO1366[012]|UKRAINE-EO13685|PEESA-EO14039|CAATSA - RUSSIA"
"""Programmes over Russia; not Belarus alone, cyber or terrorism."""

SUBJECTS = {"individual": "person", "-0-": "entity", "vessel": "vessel", "aircraft": "aircraft"}
SDN_COLUMNS = 12
REGIME = "Russia programmes"


@ours
def read_sdn(path: Path) -> Read:
    """Read one copy of the legacy SDN list: number, subject, programmes. Names are dropped.

    The file has no header, twelve columns, `-0-` for nothing (a subject without a type is an entity), programmes joined by `] [`,
    and ends in a byte 0x1A. Raises ReadFault for a ragged line or a number that is none.
    """
    content = path.read_bytes()
    body = content.rstrip(b"\x1a\r\n ")
    if b"\x00" in body:
        raise ReadFault(path.name, f"holds a NUL byte at {body.index(0)}", "fetch it again")
    try:
        text = pl.read_csv(body, has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError as fault:
        raise ReadFault(path.name, f"is no readable table ({str(fault).splitlines()[0]})", "fetch it again") from fault
    if text.width != SDN_COLUMNS:
        raise ReadFault(path.name, f"has {text.width} columns, not {SDN_COLUMNS}", "compare with OFAC's file SDN.CSV")
    text.columns = ["number", "name", "type", "programmes", *(f"more_{place}" for place in range(SDN_COLUMNS - 4))]
    tidy = text.select(
        number=pl.col("number").str.strip_chars().cast(pl.Int64, strict=False),
        subject=pl.col("type").str.strip_chars().replace_strict(SUBJECTS, default=None, return_dtype=pl.String),
        programmes=pl.col("programmes").str.strip_chars().str.replace_all("] [", "; ", literal=True),
    )
    if odd := tidy.filter(pl.any_horizontal(pl.all().is_null())).height:
        raise ReadFault(path.name, f"{odd} of {tidy.height} lines have no number, known type or programme", "fetch it again")
    return Read(tidy, ReadReport(path.name, rows_in=text.height, rows_kept=tidy.height))


@ours
def read_first_seen(path: Path) -> pl.DataFrame:
    """Count listings by the first day seen in daily copies; those there on the first day carry no day, only a bound."""
    text = read_csv_text(path, ("sdn_type", "program", "first_seen")).filter(pl.col("program").str.contains(RUSSIA))
    start = read_csv_text(path, ("first_seen",))["first_seen"].min()
    opening = pl.col("first_seen") == start
    dated = text.select(
        subject=pl.col("sdn_type").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on=pl.when(~opening).then(day("first_seen")),
        not_after=pl.when(opening).then(day("first_seen")),
    )
    return _counted(dated, "first_seen", "ofac_copies")


def read_copy_days(path: Path) -> pl.Series:
    """Read the days of the copies in which an entry was first or last seen, sorted."""
    text = read_csv_text(path, ("first_seen", "last_seen"))
    days = pl.concat([text.select(day(name).alias("day")) for name in ("first_seen", "last_seen")])["day"]
    return days.drop_nulls().unique().sort()


@ours
def read_blocks(path: Path) -> pl.DataFrame:
    """Read listings placed on a day by their block of numbers, and the few with bounds only; announced totals are no rows."""
    text = read_csv_text(path, ("date", "measure", "subject", "programme", "count", "basis", "not_before"))
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
    return text.select(day("date").alias("date"), "subject", announced=pl.col("count").cast(pl.Int64))


@ours
def read_windows(path: Path) -> pl.DataFrame:
    """Read listings between two dated copies of the list, without any inference."""
    text = read_csv_text(path, ("window_after", "window_until", "subject", "count"))
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
    dated = text.select("subject", not_before=day("last_seen"), not_after=day("first_absent"))
    if odd := dated["not_after"].null_count():
        raise ReadFault(path.name, f"{odd} removals have no day", "add the form to analysis/sources/days.py")
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
