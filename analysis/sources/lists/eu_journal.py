"""Read the annexes of the EU's Russia regimes as transcribed from the Official Journal, and ships as first listed.

Source: consolidated texts of Regulations 269/2014, 833/2014, 2024/1485 and 2024/2642 and the acts amending them.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists.imo import is_imo, over_russia, read_listed
from analysis.sources.reading.days import day
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import EXAMPLES_KEPT, Place, Read, ReadReport
from analysis.sources.reading.text import read_csv_text

SOURCE, FILES_SOURCE = "eu_journal", "vessel_files"
REGIMES = {"32014R0269": "269/2014", "32014R0833": "833/2014", "32024R1485": "2024/1485", "32024R2642": "2024/2642"}
"""The regimes over Russia; 765/2006 on Belarus is another subject."""

NEEDED = ("annex", "measure", "startDate", "schema", "name", "imoNumber")
SUBJECTS = {"Person": "person", "LegalEntity": "entity", "Company": "entity", "Vessel": "vessel", "Asset": "asset"}
FEWEST = {"asset_freeze": 2900, "export_control": 850, "vessel_ban": 600}
VESSELS_ANNEX, CONTROL_ANNEX = "XLII", "IV"


@wrap_read_errors
def read_annexes(folder: Path) -> Read:
    """Read every entry of the annexes: regime, measure, subject, day of listing (null = not stated), IMO number.

    `folder` holds consolidated_*.csv and amendments_*.csv. Returns regime, measure (asset_freeze, export_control, vessel_ban,
    other), subject, listed_on, imo: one row an entry, without names. Amending acts add the entries that the consolidated text
    does not hold yet. Raises ReadFault where a kind or a day is unknown, fewer entries come out than the annexes had, or a
    file is missing. Source: Official Journal of the European Union.
    """
    texts = [_consolidated(path) for path in sorted(folder.glob("consolidated_*.csv"))]
    standing = pl.concat([text for text in texts if text.height])
    added = pl.concat([_amending(path) for path in sorted(folder.glob("amendments_*.csv"))])
    # A renamed ship keeps its number; whoever has none is told apart by name.
    who = pl.coalesce("imoNumber", "name").alias("who")
    new = (
        added.with_columns(who)
        .join(standing.select("celex", "annex", who), on=["celex", "annex", "who"], how="anti", nulls_equal=True)
        .unique(["celex", "annex", "who"], keep="first", maintain_order=True)
        .drop("who")
    )
    entries = pl.concat([standing, new])
    report = ReadReport(folder.name, rows_in=standing.height + added.height, rows_kept=entries.height)
    if changed := added.height - new.height:
        report.lose("changes an entry already listed", "name", changed, [])
    dated = entries.with_columns(listed_on=day("startDate"))
    _count_undated(dated, folder.name, report)
    return Read(_tidy(dated, folder.name, report), report)


def designations(entries: pl.DataFrame) -> pl.DataFrame:
    """Count the entries by regime, measure, subject and day, on basis `stated`, for the designations table.

    >>> entry = {"regime": "269/2014", "measure": "asset_freeze", "subject": "person", "listed_on": date(2022, 2, 25)}
    >>> designations(pl.DataFrame([entry, entry])).select("authority", "listed_on", "listings", "basis").rows()
    [('EU', datetime.date(2022, 2, 25), 2, 'stated')]
    """
    counted = entries.group_by("regime", "measure", "subject", "listed_on").agg(listings=pl.len().cast(pl.Int64))
    return counted.with_columns(authority=pl.lit("EU"), basis=pl.lit("stated"), source=pl.lit(SOURCE))


@wrap_read_errors
def read_as_listed(folder: Path, authority: str) -> pl.DataFrame:
    r"""Read ships as first listed over Russia, from one file a listing day: imo, listed_on.

    `folder` holds files named after authority and day, such as eu-2024-06-25.imo; those whose comments name another regime are
    passed over. A later consolidated text lacks ships removed since; these files do not. Raises ReadFault for a folder without
    such a file, or for a line that is no IMO number. Source: files made by hand from the acts.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "eu-2024-06-25.imo").write_text("# European Union\n9074729\n")
    ...     read_as_listed(Path(folder), "EU").rows()
    [('9074729', datetime.date(2024, 6, 25))]
    """
    files = [path for path in sorted(folder.glob(f"{authority.lower()}-20*.imo")) if over_russia(path)]
    if not files:
        raise ReadFault(folder.name, f"holds no file of ships listed by the {authority}", "add them, one a listing day")
    rows = [(imo, date.fromisoformat(path.stem.split("-", 1)[1])) for path in files for imo in read_listed(path)]
    return pl.DataFrame(rows, schema={"imo": pl.String, "listed_on": pl.Date}, orient="row")


def as_listed(ships: pl.DataFrame, authority: str, regime: str, standing: pl.Series | None = None) -> pl.DataFrame:
    """Count ships as first listed, by day, and how many of them the standing list still holds, where it is given.

    `ships` has imo and listed_on, `standing` holds IMO numbers. Returns listed_on, listings, still_listed (null without
    `standing`), authority, regime, measure (vessel_ban), subject (vessel), basis (as_listed), source.

    >>> ships = pl.DataFrame({"imo": ["9074729", "7612448"], "listed_on": [date(2024, 6, 25)] * 2})
    >>> counted = as_listed(ships, "EU", "833/2014", standing=pl.Series(["9074729"]))
    >>> counted.select("listed_on", "listings", "still_listed").rows()
    [(datetime.date(2024, 6, 25), 2, 1)]
    """
    held = pl.lit(None, pl.Int64) if standing is None else pl.col("imo").is_in(standing.to_list()).sum().cast(pl.Int64)
    return ships.group_by("listed_on").agg(listings=pl.len().cast(pl.Int64), still_listed=held).with_columns(
        authority=pl.lit(authority), regime=pl.lit(regime), measure=pl.lit("vessel_ban"), subject=pl.lit("vessel"),
        basis=pl.lit("as_listed"), source=pl.lit(FILES_SOURCE),
    )  # fmt: skip


def _consolidated(path: Path) -> pl.DataFrame:
    text = read_csv_text(path, ("celex", *NEEDED)).select("celex", *NEEDED)
    return text.filter(pl.col("celex").is_in(REGIMES.keys()))


def _amending(path: Path) -> pl.DataFrame:
    text = read_csv_text(path, ("amendedCelex", *NEEDED)).rename({"amendedCelex": "celex"}).select("celex", *NEEDED)
    return text.filter(pl.col("celex").is_in(REGIMES.keys()))


def _count_undated(dated: pl.DataFrame, source: str, report: ReadReport) -> None:
    odd = dated.filter(pl.col("listed_on").is_null() & pl.col("startDate").is_not_null())
    if odd.height:
        report.lose(
            "is no day",
            "startDate",
            odd.height,
            [Place(source, 0, "startDate", text) for text in odd["startDate"].head(EXAMPLES_KEPT)],
        )
        raise ReadFault(source, f"{odd.height} days cannot be read", "add the form to analysis/sources/reading/days.py", report)
    if empty := dated["listed_on"].null_count():
        report.lose("no day stated", "startDate", empty, [])


def _tidy(dated: pl.DataFrame, source: str, report: ReadReport) -> pl.DataFrame:
    if strangers := sorted(set(dated["schema"].drop_nulls()) - set(SUBJECTS)):
        raise ReadFault(source, f"unknown kinds of subject: {strangers}", "add them to SUBJECTS", report)
    tidy = dated.select(
        regime=pl.col("celex").replace_strict(REGIMES),
        measure=pl.when(pl.col("measure") == "Asset freeze").then(pl.lit("asset_freeze"))
        .when(pl.col("annex") == CONTROL_ANNEX).then(pl.lit("export_control"))
        .when(pl.col("annex") == VESSELS_ANNEX).then(pl.lit("vessel_ban"))
        .otherwise(pl.lit("other")),
        subject=pl.col("schema").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on="listed_on",
        imo=pl.when(is_imo("imoNumber")).then("imoNumber"),
    )  # fmt: skip
    for measure, fewest in FEWEST.items():
        found = tidy.filter(pl.col("measure") == measure).height
        if found < fewest:
            raise ReadFault(
                source, f"{measure} has {found} entries, fewer than the {fewest} it had", "compare with the Journal", report
            )
    return tidy
