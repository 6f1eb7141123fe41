"""Read the UK's lists: subjects of the UK Sanctions List, and the retired OFSI list for days that it overwrote.

Source: UK Sanctions List (FCDO), OFSI Consolidated List of Financial Sanctions Targets.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.days import day, refuse_odd_days
from analysis.sources.reading.excel import refuse_bad_zip, refuse_far_cells
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_text

SUBJECTS = {"individual": "person", "entity": "entity", "ship": "vessel"}
ROLLED_OVER = date(2020, 12, 31)
"""The day EU listings became British ones; the retired list keeps the day before that."""

FEWEST, RUSSIA = 3200, "RUS"


@wrap_read_errors
def read_subjects(path: Path, conlist: Path) -> Read:
    """Read subjects of the Russia regime: subject, listed_on, source; one row a subject, without names.

    `path` is a CSV with unique_id, subject_type, ofsi_group_id and date_designated, `conlist` the retired list as .xlsx.
    Subjects dated to the roll-over of 31 December 2020 take their day from the retired list, by OFSI group.
    Raises ReadFault where a day cannot be read, a kind is not known or subjects are missing.
    Source: FCDO, UK Sanctions List; OFSI, Consolidated List of Financial Sanctions Targets.
    """
    text = read_csv_text(path, ("unique_id", "subject_type", "ofsi_group_id", "date_designated"))
    russia = text.filter(pl.col("unique_id").str.starts_with(RUSSIA))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=russia.height)
    report.lose("another regime than Russia", "unique_id", text.height - russia.height, [])
    dated = russia.with_columns(designated=day("date_designated")).join(
        read_conlist_days(conlist), left_on="ofsi_group_id", right_on="group", how="left"
    )
    if odd := dated["designated"].null_count():
        raise ReadFault(path.name, f"{odd} days cannot be read", "add the form to analysis/sources/reading/days.py", report)
    if russia.height < FEWEST:
        raise ReadFault(
            path.name, f"{russia.height} subjects of the Russia regime, fewer than {FEWEST}", "compare with the list", report
        )
    older = (pl.col("designated") == ROLLED_OVER) & pl.col("first_listed").is_not_null()
    report.lose("day replaced from the retired list", "date_designated", dated.filter(older).height, [])
    tidy = dated.select(
        subject=pl.col("subject_type").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on=pl.when(older).then("first_listed").otherwise("designated"),
        source=pl.when(older).then(pl.lit("uk_conlist")).otherwise(pl.lit("uk_list")),
    )
    return Read(tidy, report)


def designations(subjects: pl.DataFrame) -> pl.DataFrame:
    """Count subjects by kind, day and source, on basis `stated`; ships are banned from ports, others frozen.

    >>> subjects = pl.DataFrame({"subject": ["person"] * 2, "listed_on": [date(2022, 2, 24)] * 2, "source": ["uk_list"] * 2})
    >>> designations(subjects).select("authority", "measure", "listed_on", "listings").rows()
    [('UK', 'asset_freeze', datetime.date(2022, 2, 24), 2)]
    """
    counted = subjects.group_by("subject", "listed_on", "source").agg(listings=pl.len().cast(pl.Int64))
    ship = pl.col("subject") == "vessel"
    return counted.with_columns(
        authority=pl.lit("UK"), regime=pl.lit("Russia"), basis=pl.lit("stated"),
        measure=pl.when(ship).then(pl.lit("vessel_ban")).otherwise(pl.lit("asset_freeze")),
    )  # fmt: skip


@wrap_read_errors
def read_conlist_days(path: Path) -> pl.DataFrame:
    """Read the first day each group of the retired list carries under the Russia regime: group, first_listed.

    `path` is the list as .xlsx, its header in the second row. Raises ReadFault for what is no workbook, lacks a column or has
    a text that is no day. Source: OFSI, Consolidated List of Financial Sanctions Targets.
    """
    import fastexcel

    refuse_bad_zip(path)
    refuse_far_cells(path)
    try:
        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=1, dtypes="string")
    except (fastexcel.FastExcelError, OSError) as fault:
        raise ReadFault(path.name, f"is no readable workbook ({fault})", "fetch it again") from fault
    text = sheet.to_polars()
    if absent := [name for name in ("Group ID", "Regime", "Listed On") if name not in text.columns]:
        raise ReadFault(path.name, f"lacks the columns {absent}", "the second row should be the header")
    russia = text.filter(pl.col("Regime") == "Russia").with_columns(listed=day("Listed On"))
    refuse_odd_days(russia, ("Listed On",), path.name)
    return russia.group_by(group="Group ID").agg(first_listed=pl.col("listed").min())
