"""Read the UK's lists: subjects of the UK Sanctions List, and the retired OFSI list for days that it overwrote.

Source: UK Sanctions List (FCDO), OFSI Consolidated List of Financial Sanctions Targets.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.sources.reading.card import Card
from analysis.sources.reading.days import SLASHED, Days
from analysis.sources.reading.excel import read_first_sheet
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_strict_csv

SUBJECTS = {"individual": "person", "entity": "entity", "ship": "vessel"}
ROLLED_OVER = date(2020, 12, 31)
"""The day EU listings became British ones; the retired list keeps the day before that."""

# Subjects of the regime over Russia; it took over in 2020 what the EU had listed since 2014, and what others had before.
DAYS = Days((SLASHED,), date(1990, 1, 1))
CARD, RUSSIA = Card(min_rows=200, days=DAYS), "RUS"


@wrap_read_errors
def read_subjects(path: Path, conlist: Path) -> Read:
    """Read subjects of the Russia regime: subject, listed_on, source; one row a subject, without names.

    `path` is a CSV with unique_id, subject_type, ofsi_group_id and date_designated, `conlist` the retired list as .xlsx.
    Subjects dated to the roll-over of 31 December 2020 take their day from the retired list, by OFSI group.
    Raises ReadFault where a day is missing, cannot be read or is out of bounds, a kind is not known, a subject stands twice, or
    subjects are missing.
    Source: FCDO, UK Sanctions List; OFSI, Consolidated List of Financial Sanctions Targets.
    """
    text = read_strict_csv(path, ("unique_id", "subject_type", "ofsi_group_id", "date_designated"))
    refuse_repeated(text, ("unique_id",), path.name)
    russia = text.filter(pl.col("unique_id").str.starts_with(RUSSIA))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=russia.height)
    report.lose("another regime than Russia", "unique_id", text.height - russia.height)
    CARD.validate(russia, report)
    dated = DAYS.typed(russia, {"designated": "date_designated"}, path.name).join(
        read_conlist_days(conlist), left_on="ofsi_group_id", right_on="group", how="left"
    )
    require_readable(dated, ("designated",), path.name)
    older = (pl.col("designated") == ROLLED_OVER) & pl.col("first_listed").is_not_null()
    report.lose("day replaced from the retired list", "date_designated", dated.filter(older).height)
    tidy = dated.select(
        subject=pl.col("subject_type").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on=pl.when(older).then("first_listed").otherwise("designated"),
        source=pl.when(older).then(pl.lit("uk_conlist")).otherwise(pl.lit("uk_list")),
    )
    return Read(tidy, report)


@wrap_read_errors
def read_conlist_days(path: Path) -> pl.DataFrame:
    """Read the first day each group of the retired list carries under the Russia regime: group, first_listed.

    `path` is the list as .xlsx, its header in the second row. Raises ReadFault for what is no workbook, lacks a column or has
    a text that is no day. Source: OFSI, Consolidated List of Financial Sanctions Targets.
    """
    text = read_first_sheet(path, ("Group ID", "Regime", "Listed On"), header_row=1)
    russia = DAYS.typed(text.filter(pl.col("Regime") == "Russia"), ("Listed On",), path.name)
    return russia.group_by(group="Group ID").agg(first_listed=pl.col("Listed On").min())
