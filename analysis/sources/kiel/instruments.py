"""Read in which form aid is given, as the tracker's workbooks say: loan, grant, guarantee, in kind.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.kiel.amounts import EUROS, EXACT, activity_rows, cents
from analysis.sources.kiel.release_workbook import read_main
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import Read

WORKBOOKS = {
    "7": "release_07/Ukraine_Support_Tracker_Release_7.xlsx",
    "18": "release_18/main_data_only.xlsx",
}
"""The releases of which a workbook with a column `Type of Aid Specific` is at hand; tables of the others have no such column."""

MONEY = {"loan": "loan", "grant": "grant", "guarantee": "guarantee", "swap-line": "swap_line"}
GOODS = r"weapon|equipment|medicine|medical|material"
"""What is given as goods, in part at least: such words as `Weapons and equipment`, `Equipment and assistance`."""

UNSTATED = (
    *("assistance", "assitance", "humanitarian", "infrastructure", "reconstruction", "recovery", "training"),
    *("budgetary appropriations", "consolidation", "consolidation entry", "european peace facility"),
    *("funding for weapon acquisition program", "funding for weapons acquisition"),
    *("funding for weapon acquisition program/weapons and equipment",),
)
"""Words that say for what, and not in which form; `Assitance` is the publisher's own."""

KEY = ("release", "month", "donor", "kind", "stage", "instrument")


@wrap_read_errors
def read_instruments(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read a workbook's main sheet into aid by instrument: commitments and, from release 8 on, allocations.

    Returns release, month, donor, kind, stage, instrument and eur; summed over instruments it is the aid of that release but for
    rounding. `countries` is the countries table. Raises ReadFault as `read_main`, for a workbook without the column, and for a
    word that is not known: it may be a new name of a loan.
    """
    activities = read_main(path)
    written = activities.table["instrument"]
    if written.null_count() == written.len():
        fix = "take a release that has it: of the others the form of aid is not published"
        raise ReadFault(path.name, "says of no row in which form aid is given ('Type of Aid Specific')", fix)
    rows = activity_rows(activities.table, release, countries, path.name)
    named = rows.with_columns(instrument=_instrument("instrument"))
    if unknown := rows.filter(named["instrument"].is_null())["instrument"].unique().sort().to_list():
        fix = "say what they are in MONEY, GOODS or UNSTATED of analysis/sources/kiel/instruments.py"
        raise ReadFault(path.name, f"names forms of aid that are not known: {unknown}", fix)
    EUROS.refuse_beyond(named, "eur", path.name)
    summed = named.group_by(KEY).agg(pl.col("eur").cast(EXACT).sum().alias("exact"))
    return Read(summed.select(*KEY, eur=cents("exact")).sort(KEY, nulls_last=True), activities.report)


def _instrument(column: str) -> pl.Expr:
    word = pl.col(column).str.to_lowercase().str.strip_chars()
    # An empty cell states no form, as a word for what it is given for does.
    return (
        pl.when(word.is_in(list(MONEY)))
        .then(word.replace(MONEY))
        .when(word.is_null() | word.is_in(UNSTATED))
        .then(pl.lit("unstated"))
        .when(word.str.contains(GOODS))
        .then(pl.lit("in_kind"))
    )
