"""Read the annexes of the EU's Russia regimes as transcribed from the Official Journal, and ships as first listed.

Source: consolidated texts of Regulations 269/2014, 833/2014, 2024/1485 and 2024/2642 and the acts amending them.
"""

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists import imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import DOTTED, ISO, WORDED, Days, one_day
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.places import as_form, places
from analysis.sources.reading.report import COMPARE, Read, ReadReport
from analysis.sources.reading.text import read_strict_csv

SOURCE, FILES_SOURCE = "eu_journal", "vessel_files"
# The first regulation is of 17 March 2014; an act may apply from a day to come.
DAYS = Days((ISO, DOTTED, WORDED), date(2014, 3, 17), ahead=timedelta(days=366))
COVERED = ("asset_freeze", "export_control", "vessel_ban")
"""The measures of which the annexes hold every entry."""

CARD = Card(
    # The annex of March 2014 had 21 names; those of export control and of ships are of later years.
    min_rows_of={"measure": {"asset_freeze": 20}},
    days=DAYS,
    what="the annexes of the EU's Official Journal",
    url="https://raw.githubusercontent.com/opensanctions/opensanctions/main/datasets/eu/journal_sanctions/data/",
    file="eu_journal",
    work=SOURCE,
    citation="Official Journal of the European Union, consolidated texts and amending acts as transcribed to {day}",
)
CONSOLIDATED = ("32014R0269", "32014R0833", "32024R1485", "32024R2642", "32006R0765")
"""The acts whose annexes are fetched; those amending them since are found in the listing."""
AMENDMENTS = "https://api.github.com/repos/opensanctions/opensanctions/contents/datasets/eu/journal_sanctions/data/amendments"

REGIMES = {"32014R0269": "269/2014", "32014R0833": "833/2014", "32024R1485": "2024/1485", "32024R2642": "2024/2642"}
"""The regimes over Russia; 765/2006 on Belarus is another subject."""

ADDITION = ("amended", "listed_on", "annex", "measure", "subject", "listings", "first_record_id", "last_record_id", "kind")
NEEDED = ("annex", "measure", "startDate", "schema", "name", "imoNumber")
FILES = {
    "celex": ("consolidated_*.csv", "consolidated/*.csv"),
    "amendedCelex": ("amendments_*.csv", "amendments/*.csv"),
}
"""Where the texts lie, as they are fetched and as the transcription itself lays them out, by the column of the act they amend."""

KEY = ("amendmentCelex", "celex", "annex", "recordId")
SUBJECTS = {"Person": "person", "LegalEntity": "entity", "Company": "entity", "Vessel": "vessel", "Asset": "asset"}
MEASURES = (
    "Asset freeze",
    "Export control",
    "Financial restrictions",
    "Investment ban",
    "Services ban",
    "Transportation restrictions",
)
ANNEXES = {"IV": "export_control", "XLII": "vessel_ban"}
"""What an entry is under, unless its assets are frozen."""


@wrap_read_errors
def read_annexes(folder: Path) -> Read:
    """Read every entry of the annexes: regime, measure, subject, day of listing (null = not stated), IMO number.

    `folder` holds consolidated_*.csv and amendments_*.csv, or folders of these names as the transcription has them. Of an
    entry with several numbers `imo` holds all, joined by `; `. Returns regime, measure (asset_freeze, export_control, vessel_ban,
    other), subject, listed_on, imo: one row an entry, without names. Amending acts add the entries that the consolidated text
    does not hold yet. Raises ReadFault where a kind or a day is unknown, a day is out of bounds, an entry's number in an annex
    stands twice, fewer entries come out than the annexes ever had, or a file is missing. Source: Official Journal of the European Union.
    """
    consolidated, added = (_texts(folder, act) for act in FILES)
    # A renamed ship keeps its number; an entry without one is identified by name.
    who = pl.coalesce("imo", "imoNumber", "name").alias("who")
    new = (
        added.with_columns(who)
        .join(consolidated.select("celex", "annex", who), on=["celex", "annex", "who"], how="anti", nulls_equal=True)
        .unique(["celex", "annex", "who"], keep="first", maintain_order=True)
        .drop("who")
    )
    entries = pl.concat([consolidated, new])
    report = ReadReport(folder.name, rows_in=consolidated.height + added.height, rows_kept=entries.height)
    report.lose("changes an entry already listed", "name", added.height - new.height)
    same = ("celex", "annex", "who", "startDate")
    twice = consolidated.with_columns(who).select(pl.struct(same).is_duplicated() & ~pl.struct(same).is_first_distinct())
    report.remark("entry whose name and day stand twice in one annex", "name", int(twice.to_series().sum()))
    report.lose("no day stated", "startDate", entries["listed_on"].null_count())
    # Companies have numbers of their own in that column, with another check digit.
    wrong = entries.filter(imo.has_none("imoNumber"), pl.col("schema") == "Vessel").select(text=imo.shown("imoNumber"))
    report.lose("number whose check digit is wrong", "imoNumber", wrong)
    return Read(_tidy(entries, report), report)


@wrap_read_errors
def read_additions(path: Path, annexes: pl.DataFrame) -> pl.DataFrame:
    r"""Read counts of what acts added to the annexes after the day of the texts at hand.

    `path` is a CSV with one row an act, annex and subject: amended (a regulation), listed_on, annex, measure, subject, listings,
    first_record_id and last_record_id (the numbers of its entries in the annex) and kind, of which `addition` counts; `annexes`
    is what `read_annexes` gives. Returns regime, measure, subject, listed_on, listings.
    Raises ReadFault for a regulation, measure, subject or day that is not known, for listings that are not as many as their
    numbers, and for a day that the annexes cover already: its entries would count twice.
    Source: Official Journal of the European Union.

    >>> import tempfile
    >>> frozen = pl.DataFrame({"measure": ["asset_freeze"], "listed_on": [date(2026, 7, 31)]})
    >>> head = "amended,listed_on,annex,measure,subject,listings,first_record_id,last_record_id,kind\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     row = "32014R0269,2026-08-07,I.PERSONS,asset_freeze,person,5,2106,2110,addition\n"
    ...     _ = Path(folder, "later.csv").write_text(head + row)
    ...     read_additions(Path(folder, "later.csv"), frozen).rows()
    [('269/2014', 'asset_freeze', 'person', datetime.date(2026, 8, 7), 5)]
    """
    text = read_strict_csv(path, ADDITION).filter(pl.col("kind") == "addition")
    refuse_repeated(text, ("amended", "annex", "first_record_id"), path.name)
    numbers = ["listings", "first_record_id", "last_record_id"]
    read = DAYS.typed(text, ("listed_on",), path.name).with_columns(pl.col(numbers).cast(pl.Int64, strict=False))
    known = (
        ("amended", REGIMES),
        ("measure", COVERED),
        ("subject", set(SUBJECTS.values())),
    )
    for column, good in known:
        _refuse_unknown(read, column, tuple(good), path.name)
    as_many = pl.col("last_record_id") - pl.col("first_record_id") + 1
    whole = pl.all_horizontal(pl.col("listed_on").is_not_null(), pl.col("listings") == as_many).fill_null(value=False)
    if odd := read.filter(~whole).height:
        raise ReadFault(path.name, f"{odd} rows have no day, or listings that are not as many as their numbers", COMPARE)
    last = annexes.select("measure", "listed_on").group_by("measure").agg(last=pl.col("listed_on").max())
    if twice := read.join(last, on="measure").filter(pl.col("listed_on") <= pl.col("last")).height:
        raise ReadFault(
            path.name, f"{twice} rows are of days that the annexes cover already", "take them out: they would count twice"
        )
    return read.select(pl.col("amended").replace_strict(REGIMES).alias("regime"), "measure", "subject", "listed_on", "listings")


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
    files = [path for path in sorted(folder.glob(f"{authority.lower()}-*.imo")) if imo.over_russia(path)]
    if not files:
        raise ReadFault(folder.name, f"holds no file of ships listed by the {authority}", "add them, one a listing day")
    rows = [(number, one_day(path.stem.split("-", 1)[1])) for path in files for number in imo.read_listed(path)]
    listed = pl.DataFrame(rows, schema={"imo": pl.String, "listed_on": pl.Date}, orient="row")
    if undated := sorted(path.name for path in files if one_day(path.stem.split("-", 1)[1]) is None):
        raise ReadFault(folder.name, f"{len(undated)} files name no day: {undated[:3]}", "name them like eu-2024-06-25.imo")
    DAYS.refuse_outside(listed, "listed_on", folder.name)
    # The files of some days repeat ships of earlier ones.
    return listed.sort("listed_on", "imo").unique("imo", keep="first", maintain_order=True)


def as_listed(ships: pl.DataFrame, authority: str, regime: str, current: pl.Series | None = None) -> pl.DataFrame:
    """Count ships as first listed, by day, and how many of them the current list still holds, where it is given.

    `ships` has imo and listed_on, `current` holds IMO numbers. Returns listed_on, listings, still_listed (null without
    `current`), authority, regime, measure (vessel_ban), subject (vessel), basis (as_listed), source.

    >>> ships = pl.DataFrame({"imo": ["9074729", "7612448"], "listed_on": [date(2024, 6, 25)] * 2})
    >>> counted = as_listed(ships, "EU", "833/2014", current=pl.Series(["9074729"]))
    >>> counted.select("listed_on", "listings", "still_listed").rows()
    [(datetime.date(2024, 6, 25), 2, 1)]
    """
    still = pl.lit(None, pl.Int64) if current is None else pl.col("imo").is_in(current.to_list()).sum().cast(pl.Int64)
    counted = ships.group_by("listed_on").agg(listings=pl.len().cast(pl.Int64), still_listed=still)
    constant = {"authority": authority, "regime": regime, "measure": "vessel_ban", "subject": "vessel"}
    return counted.with_columns(
        **{name: pl.lit(value) for name, value in constant.items()}, basis=pl.lit("as_listed"), source=pl.lit(FILES_SOURCE)
    )


def _texts(folder: Path, act: str) -> pl.DataFrame:
    """Read the texts of one kind in a folder; raises ReadFault where there are none."""
    files = sorted(path for pattern in FILES[act] for path in folder.glob(pattern))
    if not files:
        raise ReadFault(
            folder.name,
            f"holds no file {' or '.join(FILES[act])}",
            f"give the folder that `python -m analysis refresh sanctions --source {SOURCE}` fetches, or that of the transcription",
        )
    return pl.concat([_entries(path, act) for path in files])


def _entries(path: Path, act: str) -> pl.DataFrame:
    """Read the entries of a file over Russia; `act` is its column of the act that they belong to."""
    text = read_strict_csv(path, (act, *NEEDED), optional=("recordId", "amendmentCelex")).rename({act: "celex"})
    if act == "celex" and text.is_empty():
        raise ReadFault(path.name, "holds no entry: no consolidated text is without any", COMPARE)
    russia = text.filter(pl.col("celex").is_in(REGIMES.keys()))
    refuse_repeated(russia.with_columns(pl.col("amendmentCelex").fill_null("")), KEY, path.name)
    require_readable(russia, ("annex", "schema", "measure"), path.name)
    for column, known in (("schema", SUBJECTS), ("measure", MEASURES)):
        _refuse_unknown(russia, column, known, path.name)
    dated = DAYS.typed(russia, {"listed_on": "startDate"}, path.name)
    return dated.select("celex", *NEEDED, "listed_on", imo=imo.joined("imoNumber"))


def _refuse_unknown(rows: pl.DataFrame, column: str, known: Collection[str], source: str) -> None:
    """Refuse a word that the annexes never had: by its place and form, since a name may stand there where columns moved."""
    unknown = rows.select(~pl.col(column).is_in(list(known)).fill_null(value=False)).to_series()
    if unknown.any():
        written = as_form(rows[column].filter(unknown)[0])
        raise ReadFault(
            source,
            f"{unknown.sum()} cells of {column} are none of {', '.join(sorted(known))}, {places(rows, unknown)}, written like {written}",
            f"{COMPARE}; if the acts have a new one, add it in analysis/sources/lists/eu_journal.py",
        )


def _tidy(dated: pl.DataFrame, report: ReadReport) -> pl.DataFrame:
    by_annex = pl.col("annex").replace_strict(ANNEXES, default="other", return_dtype=pl.String)
    tidy = dated.select(
        regime=pl.col("celex").replace_strict(REGIMES),
        measure=pl.when(pl.col("measure") == "Asset freeze").then(pl.lit("asset_freeze")).otherwise(by_annex),
        subject=pl.col("schema").replace_strict(SUBJECTS, return_dtype=pl.String),
        listed_on="listed_on",
        imo="imo",
    )
    CARD.validate(tidy, report)
    return tidy
