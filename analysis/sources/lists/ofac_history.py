"""Read what is at hand of OFAC's list: daily copies, days inferred from number blocks, windows, removals, and a monthly panel.

Source: US Treasury, Office of Foreign Assets Control, Specially Designated Nationals (SDN) list.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists.listings import count_listings
from analysis.sources.reading.days import ISO, Days, month
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.text import read_strict_csv

WAR = r"RUSSIA-EO14024|RUSSIA-EO14065|UKRAINE-EO1366[012]|UKRAINE-EO13685|PEESA-EO14039"
RUSSIA = rf"{WAR}|CAATSA - RUSSIA"
"""Programmes over Russia; not Belarus alone, cyber or terrorism. Who stands under CAATSA - RUSSIA alone is a cyber case."""

DAYS = Days((ISO,), date(2014, 3, 1))
"""The first programmes over Russia are of March 2014."""

SUBJECTS = {"individual": "person", "-0-": "entity", "vessel": "vessel", "aircraft": "aircraft"}
REGIME, OVER_THE_WAR, CYBER = "Russia programmes", "Russia programmes over the war", "CAATSA-RUSSIA alone"
"""What is not told apart, and the two parts of it."""


def regime(programmes: str) -> pl.Expr:
    """Name the regime of entries over Russia by the column of their programmes: over the war, or CAATSA-RUSSIA alone.

    >>> entries = pl.DataFrame({"program": ["RUSSIA-EO14024] [CAATSA - RUSSIA", "CYBER2] [CAATSA - RUSSIA"]})
    >>> entries.select(regime("program")).to_series().to_list()
    ['Russia programmes over the war', 'CAATSA-RUSSIA alone']
    """
    over_the_war = pl.col(programmes).str.contains(WAR)
    return pl.when(over_the_war).then(pl.lit(OVER_THE_WAR)).otherwise(pl.lit(CYBER)).alias("regime")


@wrap_read_errors
def read_first_seen(path: Path) -> pl.DataFrame:
    r"""Count listings by the first day seen in daily copies; those there on the first day carry no day, only a bound.

    `path` is a CSV of entries with sdn_type, program, first_seen and last_seen; entries under RUSSIA programmes count. Returns
    subject, listed_on, not_before, not_after, listings, authority, regime, measure, basis (first_seen), source.
    Raises ReadFault for a text that is no day or a kind that is not known.
    Source: OFAC, Specially Designated Nationals list, daily copies.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     head, entry = "sdn_type,program,first_seen,last_seen\n", "vessel,RUSSIA-EO14024,{},2024-05-03\n"
    ...     _ = Path(folder, "t.csv").write_text(head + entry.format("2021-08-18") + entry.format("2022-02-10"))
    ...     read_first_seen(Path(folder, "t.csv")).sort("listed_on").select("listed_on", "not_after", "listings").rows()
    [(None, datetime.date(2021, 8, 18), 1), (datetime.date(2022, 2, 10), None, 1)]
    """
    text = read_strict_csv(path, ("sdn_type", "program", "first_seen"), optional=("ent_num",))
    refuse_repeated(text, ("ent_num",), path.name)
    russia = DAYS.typed(text.filter(pl.col("program").str.contains(RUSSIA)), ("first_seen",), path.name)
    require_readable(russia, ("first_seen",), path.name)
    start = read_copy_days(path)[0]
    opening = pl.col("first_seen") == start
    dated = russia.select(
        regime("program"),
        subject=pl.col("sdn_type").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on=pl.when(~opening).then("first_seen"),
        not_after=pl.when(opening).then("first_seen"),
    )
    return _listings(dated, "first_seen", "ofac_copies")


@wrap_read_errors
def read_copy_days(path: Path) -> pl.Series:
    r"""Read the days of the copies in which an entry was first or last seen, sorted.

    `path` is a CSV with first_seen and last_seen. Raises ReadFault for a text that is no day, or where there is no day at all.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("first_seen,last_seen\n2021-08-18,2024-05-03\n2021-08-18,2022-02-10\n")
    ...     read_copy_days(Path(folder, "t.csv")).to_list()[:2]
    [datetime.date(2021, 8, 18), datetime.date(2022, 2, 10)]
    """
    names = ("first_seen", "last_seen")
    text = DAYS.typed(read_strict_csv(path, names), names, path.name)
    days = pl.concat([text[name].alias("day") for name in names])
    if not (copies := days.drop_nulls().unique().sort()).len():
        raise ReadFault(path.name, "names no day of a copy", "compare it with the copies it was made from")
    return copies


@wrap_read_errors
def read_number_blocks(path: Path) -> pl.DataFrame:
    r"""Read listings placed on a day by their block of numbers, and the few with bounds only; announced totals are no rows.

    `path` is a CSV with date, measure, subject, programme, count, basis and not_before; rows of measure `sdn` on basis
    `uid_block` or `first_seen` count. Returns subject, listed_on, not_before, not_after, listings, authority, regime, measure,
    basis (inferred), source.
    Raises ReadFault for a text that is no day or no count.
    Source: OFAC, Specially Designated Nationals list; the days are inferred here.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     head = "date,measure,subject,programme,count,basis,not_before\n"
    ...     _ = Path(folder, "t.csv").write_text(head + "2024-05-14,sdn,entity,RUSSIA-EO14024,3,uid_block,\n")
    ...     read_number_blocks(Path(folder, "t.csv")).select("listed_on", "listings", "basis").rows()
    [(datetime.date(2024, 5, 14), 3, 'inferred')]
    """
    columns = ("date", "measure", "subject", "programme", "count", "basis", "not_before")
    text = DAYS.typed(read_strict_csv(path, columns), ("date", "not_before"), path.name)
    rows = text.filter((pl.col("measure") == "sdn") & pl.col("basis").is_in(["uid_block", "first_seen"]))
    refuse_repeated(rows.with_columns(pl.col("not_before").cast(pl.String).fill_null("")), columns, path.name)
    require_readable(rows, ("date", "subject", "programme", "count"), path.name)
    block = pl.col("basis") == "uid_block"
    dated = rows.select(
        "subject",
        regime("programme"),
        listed_on=pl.when(block).then("date"),
        not_before=pl.when(~block).then("not_before"),
        not_after=pl.when(~block).then("date"),
        listings=pl.col("count").cast(pl.Int64),
    )
    return _listings(dated, "inferred", "ofac_blocks")


@wrap_read_errors
def read_announced(path: Path) -> pl.DataFrame:
    r"""Read the totals that press and authority announced by day, to compare the counts with: date, subject, announced.

    `path` is the file that `read_number_blocks` reads; its rows on basis `press` are these. Raises ReadFault for a text that is no
    day or no count.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("date,subject,count,basis\n2024-05-14,entity,3,press\n")
    ...     read_announced(Path(folder, "t.csv")).rows()
    [(datetime.date(2024, 5, 14), 'entity', 3)]
    """
    text = read_strict_csv(path, ("date", "subject", "count", "basis")).filter(pl.col("basis") == "press")
    dated = DAYS.typed(text, ("date",), path.name)
    return dated.select("date", "subject", announced=pl.col("count").cast(pl.Int64))


@wrap_read_errors
def read_windows(path: Path) -> pl.DataFrame:
    r"""Read listings between two dated copies of the list, without any inference.

    `path` is a CSV with window_after, window_until, subject and count. Returns subject, listed_on (always null), not_before,
    not_after, listings, authority, regime, measure, basis (window), source. Raises ReadFault for a text that is no day or no
    count.
    Source: OFAC, Specially Designated Nationals list, dated copies.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     head = "window_after,window_until,subject,count\n"
    ...     _ = Path(folder, "t.csv").write_text(head + "2024-05-03,2024-09-25,entity,352\n")
    ...     read_windows(Path(folder, "t.csv")).select("not_before", "not_after", "listings").rows()
    [(datetime.date(2024, 5, 3), datetime.date(2024, 9, 25), 352)]
    """
    key = ("window_after", "window_until", "subject")
    text = read_strict_csv(path, (*key, "count"))
    refuse_repeated(text, key, path.name)
    days = DAYS.typed(text, {"not_before": "window_after", "not_after": "window_until"}, path.name)
    require_readable(days, ("not_before", "not_after", "subject", "count"), path.name)
    dated = days.select("subject", "not_before", "not_after", listings=pl.col("count").cast(pl.Int64))
    undated = dated.with_columns(listed_on=pl.lit(None, pl.Date), regime=pl.lit(REGIME))
    return _listings(undated, "window", "ofac_blocks")


@wrap_read_errors
def read_panel(path: Path) -> pl.DataFrame:
    r"""Read monthly additions with an address in Russia; the first month is a baseline and carries none.

    `path` is a CSV with Country, yrmon (YYYY-MM) and additions. Returns subject (entity), listed_on (first of the month),
    listings, authority, regime (Russia addresses), measure, basis (panel), source, and bounds that are null; a month without
    additions has no row. Raises ReadFault for a month or a number that is none.
    Source: a study of OFAC's list by month and country.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("Country,yrmon,additions\nRussia,2022-04,90\nRussia,2022-05,7\n")
    ...     read_panel(Path(folder, "t.csv")).select("listed_on", "listings", "regime").rows()
    [(datetime.date(2022, 5, 1), 7, 'Russia addresses')]
    """
    text = read_strict_csv(path, ("Country", "yrmon", "additions")).filter(pl.col("Country") == "Russia")
    refuse_repeated(text, ("yrmon",), path.name)
    months = text.with_columns(month=month("yrmon"))
    require_readable(months, ("month", "additions"), path.name)
    DAYS.refuse_outside(months, "month", path.name)
    rows = months.select("month", listings=pl.col("additions").cast(pl.Int64), subject=pl.lit("entity")).filter(
        pl.col("month") > pl.col("month").min(), pl.col("listings") > 0
    )
    dated = rows.rename({"month": "listed_on"}).with_columns(regime=pl.lit("Russia addresses"))
    return _listings(dated, "panel", "ofac_panel")


@wrap_read_errors
def read_delistings(path: Path) -> pl.DataFrame:
    r"""Count removals by kind and by the days between which they happened.

    `path` is a CSV with subject, last_seen and first_absent. Returns subject, not_before, not_after, removals, authority,
    source.
    Raises ReadFault for a text that is no day, or a removal without a day on which it was absent.
    Source: OFAC, Specially Designated Nationals list, dated copies.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("subject,last_seen,first_absent\n" + "person,2024-09-25,2025-05-25\n" * 2)
    ...     read_delistings(Path(folder, "t.csv")).row(0)
    ('person', datetime.date(2024, 9, 25), datetime.date(2025, 5, 25), 2, 'US', 'ofac_blocks')
    """
    text = read_strict_csv(path, ("subject", "last_seen", "first_absent"), optional=("uid",))
    refuse_repeated(text, ("uid",), path.name)
    days = DAYS.typed(text, {"not_before": "last_seen", "not_after": "first_absent"}, path.name)
    dated = days.select("subject", "not_before", "not_after")
    if undated := dated["not_after"].null_count():
        raise ReadFault(path.name, f"{undated} removals have no day", "look at those rows")
    counted = dated.group_by("subject", "not_before", "not_after").agg(removals=pl.len().cast(pl.Int64))
    return counted.with_columns(authority=pl.lit("US"), source=pl.lit("ofac_blocks"))


def _listings(dated: pl.DataFrame, basis: str, source: str) -> pl.DataFrame:
    missing = [pl.lit(None, pl.Date).alias(name) for name in ("not_before", "not_after") if name not in dated.columns]
    constants = {"authority": "US", "measure": "asset_freeze", "basis": basis, "source": source}
    return count_listings(dated.with_columns(missing), **constants)
