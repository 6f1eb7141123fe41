"""Read ships on lists by IMO number, with the day each authority first listed them where known.

Source: the EU's Official Journal, files of ships by listing day, copies of OFAC's list, Canada's list.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists import ofac_history
from analysis.sources.lists.imo import is_imo, numbers_in, numbers_of, shown
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, Days, one_day
from analysis.sources.reading.guard import require_readable, wrap_read_errors
from analysis.sources.reading.places import as_form
from analysis.sources.reading.report import COMPARE, Read, ReadReport
from analysis.sources.reading.text import read_strict_csv

BASES = {"stated": "stated", "uid_block": "inferred", "first_seen": "first_seen"}
SOURCES = {"EU": "eu_journal", "UK": "vessel_files", "CA": "sema"}
LAST_SEEN = "last seen"
"""Ends a note of when a ship was last on a list, which says not when it was gone."""

COPIES = {"authority": pl.String, "copied_on": pl.Date}
MAX_WRONG = 0.005
"""Share of numbers that may be something else, such as a company's; more means a column was misread."""

CARD = Card(min_rows_of={"authority": {"EU": 680, "UK": 515, "US": 450, "CA": 105}})
DAYS = Days((ISO,), date(2014, 3, 1))
EU_RUSSIA = "EU-RUS"

UK_ONE_DAY, UK_FIRST_SHIPS = date(2024, 7, 31), date(2024, 6, 13)
"""The day that the UK list gives to all ships named in June and July 2024, and the day the first of them were named."""


class Copy(NamedTuple):
    """A copy of a list of ships: its day, and the numbers it holds where they are not those of the file of ships."""

    day: date
    imo: Sequence[str] = ()


@wrap_read_errors
def read_copy(path: Path) -> Copy:
    r"""Read a copy of OFAC's list of ships: the day it was made, and the IMO numbers it holds.

    `path` is a JSON with generated_at and vessels, each with imo. Raises ReadFault for a file that is something else, and for
    fewer ships than the list had. Source: OFAC, Specially Designated Nationals List.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "ships.json").write_text('{"generated_at": "2026-03-22T10:49", "vessels": [{"imo": 9074729}]}')
    ...     read_copy(Path(folder, "ships.json"))
    Copy(day=datetime.date(2026, 3, 22), imo=['9074729'])
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    numbers = pl.DataFrame({"imo": [str(ship["imo"]) for ship in content["vessels"]]}, schema={"imo": pl.String})
    known = numbers.filter(is_imo("imo"))["imo"].unique().sort().to_list()
    made = re.fullmatch(r"(\S{10})(?:[T ][0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})?)?", content["generated_at"])
    day = one_day(made[1]) if made else None
    if day is None:
        problem = f"generated_at is no day with or without a time, written like {as_form(content['generated_at'])}"
        raise ReadFault(path.name, problem, COMPARE)
    DAYS.refuse_outside(pl.DataFrame({"generated_at": [day]}), "generated_at", path.name)
    return Copy(day, known)


@wrap_read_errors
def read_vessels(
    path: Path,
    in_annex: pl.DataFrame,
    eu_listed: pl.DataFrame,
    uk_listed: pl.DataFrame,
    copies: pl.Series,
    later: Mapping[str, Copy] | None = None,
) -> Read:
    """Read one row a ship and authority, with its days, their basis, whether a later list holds it and as of which day.

    EU ships take the day of the file that first listed them (`eu_listed`: imo, listed_on) where there is one; UK ships are
    those of the files over Russia (`uk_listed`: imo). US and EU ships listed under other programmes than Russia's are left
    out. `in_annex` holds the IMO numbers the EU's annex still carries, `copies` the days of the copies in which US ships were
    first seen: a ship of the first copy has no day, any other was listed after the copy before. UK ships of 31 July 2024 are
    bounded only, since the list gives that day to those of June too. `later` holds, by authority, a later copy of the list: of
    the EU's and Canada's the day alone, since their ships come from it. Numbers whose check digit is
    wrong are left out and counted. Raises ReadFault for too many of them, a text that is no day, a basis that is not known or
    fewer ships than the lists had.
    Source: the EU's Official Journal, files of ships by listing day, copies of OFAC's list, Canada's list.
    """
    text = read_strict_csv(path, ("imo", "authority", "listed_on", "basis", "not_before", "programme", "delisted_by"))
    require_readable(text, ("imo", "authority", "basis"), path.name)
    text = DAYS.typed(
        text.with_columns(pl.col("not_before").replace({"unknown": None})), ("listed_on", "not_before"), path.name
    )
    report = ReadReport(path.name, rows_in=text.height, rows_kept=0)
    wrong = text.filter(numbers_in("imo").list.len() == 0).select("line", text=shown("imo"))
    report.lose("fails its check digit", "imo", wrong)
    if wrong.height > MAX_WRONG * text.height:
        raise report.fault(f"{wrong.height} IMO numbers fail their check digit")
    text = text.with_columns(numbers_in("imo")).explode("imo").filter(is_imo("imo"))
    russia = text.filter(_over_russia(uk_listed))
    report.lose("listed over something else than Russia", "programme", text.height - russia.height)
    is_us, is_eu = (pl.col("authority") == authority for authority in ("US", "EU"))
    seen = is_us & (pl.col("basis") == "first_seen")
    opening = seen & (pl.col("listed_on") <= copies[0])
    before = pl.col("listed_on").replace_strict(copies[1:], copies[:-1], default=None, return_dtype=pl.Date)
    annexed = pl.col("imo").is_in(numbers_of(in_annex).to_list())
    later = later or {}
    held = {authority: copy for authority, copy in later.items() if copy.imo}
    still = pl.when(is_eu).then(annexed).when(pl.col("delisted_by").is_not_null()).then(pl.lit(value=False))
    for authority, copy in held.items():
        still = still.when((pl.col("authority") == authority) & pl.col("imo").is_in(copy.imo)).then(pl.lit(value=True))
    for authority in {*later} - {*held} - {"EU"}:
        still = still.when(pl.col("authority") == authority).then(pl.lit(value=True))
    days = pl.DataFrame({"authority": list(later), "copied_on": [copy.day for copy in later.values()]}, schema=COPIES)
    gone_by = pl.when(~pl.col("delisted_by").str.ends_with(LAST_SEEN)).then(
        pl.col("delisted_by").str.extract(r"(\d{4}-\d{2}-\d{2})")
    )
    of_us = pl.when(seen).then(pl.lit("ofac_copies")).when(is_us).then(pl.lit("ofac_blocks"))
    rows = (
        russia.join(days, on="authority", how="left")
        .with_columns(still=still, gone_by=gone_by.str.to_date())
        .select(
            "imo",
            "authority",
            listed_on=pl.when(~opening).then("listed_on"),
            not_before=pl.coalesce(pl.when(seen & ~opening).then(before), "not_before"),
            not_after=pl.when(opening).then("listed_on"),
            basis=pl.col("basis").replace_strict(BASES, return_dtype=pl.String),
            still_listed="still",
            still_as_of=pl.when(pl.col("delisted_by").is_not_null() & ~is_eu)
            .then("gone_by")
            .when(pl.col("still").is_not_null())
            .then("copied_on"),
            source=of_us.otherwise(pl.col("authority").replace_strict(SOURCES, default=None, return_dtype=pl.String)),
        )
    )
    earliest_first = rows.sort(pl.coalesce("listed_on", "not_after"), "basis", nulls_last=True)
    tidy = earliest_first.unique(["imo", "authority"], keep="first", maintain_order=True)
    tidy = _bound_first_uk_ships(_as_first_listed(tidy, eu_listed))
    report.rows_kept = tidy.height
    report.lose("a second row of one ship on one list", "imo", russia.height - tidy.height)
    CARD.validate(tidy, report)
    return Read(tidy, report)


def _over_russia(uk_listed: pl.DataFrame) -> pl.Expr:
    programme = pl.col("programme")
    over_russia = {
        "US": programme.str.contains(ofac_history.RUSSIA).fill_null(value=False),
        "EU": programme.is_null() | (programme == EU_RUSSIA),
        "UK": pl.col("imo").is_in(uk_listed["imo"].to_list()),
    }
    return pl.all_horizontal(is_over | (pl.col("authority") != authority) for authority, is_over in over_russia.items())


def _as_first_listed(tidy: pl.DataFrame, first_listed: pl.DataFrame) -> pl.DataFrame:
    files = first_listed.group_by("imo").agg(in_file=pl.col("listed_on").min()).with_columns(authority=pl.lit("EU"))
    dated = pl.col("in_file").is_not_null()
    return (
        tidy.join(files, on=["imo", "authority"], how="left")
        .with_columns(
            listed_on=pl.coalesce("in_file", "listed_on"),
            basis=pl.when(dated).then(pl.lit("as_listed")).otherwise("basis"),
            source=pl.when(dated).then(pl.lit("vessel_files")).otherwise("source"),
        )
        .drop("in_file")
    )


def _bound_first_uk_ships(ships: pl.DataFrame) -> pl.DataFrame:
    one_day = ((pl.col("authority") == "UK") & (pl.col("listed_on") == UK_ONE_DAY)).fill_null(value=False)
    return ships.with_columns(
        listed_on=pl.when(~one_day).then("listed_on"),
        not_before=pl.when(one_day).then(UK_FIRST_SHIPS - timedelta(days=1)).otherwise("not_before"),
        not_after=pl.when(one_day).then("listed_on").otherwise("not_after"),
    )
