"""Bring the aid tables up to the publisher's newest release."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from analysis import load
from analysis.errors import ReadFault, RefreshFault
from analysis.pipeline import new_months, publisher_sums, release_checks, release_files
from analysis.pipeline.download import MEGABYTE, Patience, Progress, download_dir, fetch
from analysis.pipeline.options import REASON, command_line, refuse_two_locations, require_reason, require_write_access
from analysis.pipeline.release_files import FetchedRelease, refuse_name
from analysis.pipeline.report import DRY_RUN, REFUSED, Part, Report
from analysis.pipeline.severity import CONTRADICTS, Doubts, listed, ranked
from analysis.sources.kiel import amounts, explorer, release_workbook
from analysis.sources.reading.days import refuse_future, today
from analysis.sources.reading.report import Read
from analysis.storage import reader
from analysis.storage.checksum import sha256
from analysis.storage.kept import Step
from analysis.storage.lock import exclusive_lock
from analysis.storage.writer import write
from analysis.tables.aid import TAKEN_IN

ROW = ("stage", "donor", "month", "kind", "eur")
LARGEST = 8
"""Donors whose amounts move most, so many of them, are in the report."""


@dataclass
class AidRefreshOptions:
    """Say where the release comes from, and how far to go.

    `file` is a data_explorer.csv or workbook at hand; `workbook` asks for the publisher's workbook in place of its tables, which
    `landing_url` links. `tables_url` is the folder of the tables; both are known, and given only if they have moved. `accept`
    is the reason for which a release is taken in that gives reason to doubt, as incomplete unless `complete`; `dry_run` only
    looks. No month may be later than `today`.
    """

    file: Path | None = None
    workbook: bool = False
    release: str = ""
    accept: str = ""
    complete: bool = False
    dry_run: bool = False
    tables_url: str = ""
    landing_url: str = ""
    patience: Patience = field(default_factory=Patience)
    today: date = field(default_factory=today)


def refresh(
    options: AidRefreshOptions,
    say: Callable[[str], None],
    progress: Progress = lambda name, done, total: None,
    report: Report | None = None,
) -> list[Path]:
    """Fetch, read and compare the newest release; move it into data/ only when all is well, or accepted.

    `say` is called with each step, `progress` with each piece of a download, and `report` is told what moves. What stood before is
    kept for `analysis.pipeline.undo`. Returns the files written, none after a dry run or when nothing is new. Raises RefreshFault,
    ReadFault or DataFault and leaves data/ as it was.
    """
    if options.release:
        refuse_name(options.release)
    _refuse_ignored(options)
    accepted = require_reason(options.accept) if options.accept else ""
    report = report or Report()
    report.title = "Refresh of aid"
    with exclusive_lock():
        fetched = _fetch(options, progress)
        read = _read_named(fetched, options)
        refuse_future(read.table["month"], fetched.file.name, options.today)
        refuse_future(pl.Series("date", [fetched.published], dtype=pl.Date), release_files.INFO, options.today)
        say(
            f"release {fetched.release}: {read.report.rows_kept:,} of {read.report.rows_in:,} rows read from {fetched.file.name}"
        )
        for line in str(read.report).splitlines()[1:]:
            say(line)
        part = _weigh(fetched, read, report, say)
        reasons, part.verdict = listed(part.doubts), DRY_RUN
        refusal = None if accepted else _refusal(fetched.release, reasons, options)
        if refusal:
            part.verdict = REFUSED[options.dry_run]
        if not require_write_access(refusal, options.dry_run, say):
            return []
        if _is_known(fetched.release, read.table):
            part.verdict = "It is already here, with the same numbers: data/ stays as it is."
            say(f"release {fetched.release} is already here, with the same numbers: data/ stays as it is")
            return []
        before_default = load.default_release()
        tables = _tables(fetched, read, reasons, accepted if reasons else "", complete=options.complete or not reasons)
        written = write(tables, reader.DATA, step=Step("aid"))
        part.verdict = "It is in data/."
        if (default := load.default_release()) != before_default:
            say(f"the default release is {default} now; it was {before_default}")
        say(f"release {fetched.release} is in data/; now run `make notebooks`")
        return written


def look(options: AidRefreshOptions, progress: Progress = lambda name, done, total: None) -> str:
    """Say what is new in the release that is offered, without weighing it; an empty text where data/ has it with the same numbers.

    Raises RefreshFault where it cannot be had, and ReadFault where it cannot be read.
    """
    fetched = _fetch(options, progress)
    table = _read(fetched, load.countries()).table
    refuse_future(table["month"], fetched.file.name, options.today)
    if _is_known(fetched.release, table):
        return ""
    if fetched.release in _at_hand():
        return f"release {fetched.release} is offered with other numbers than data/ has"
    last: date | None = table["month"].max()  # type: ignore[assignment]
    months = f"with months to {last:%Y-%m}" if last else "without months"
    return f"release {fetched.release} is offered {months}, and data/ does not have it so"


def _refuse_ignored(options: AidRefreshOptions) -> None:
    """Raise RefreshFault for an option that would be silently ignored."""
    refuse_two_locations(file=options.file, workbook=options.workbook, tables_url=options.tables_url)
    for option, given, needed, there in (
        ("--complete", options.complete, "--accept", bool(options.accept)),
        ("--landing-url", bool(options.landing_url), "--workbook", options.workbook),
    ):
        if given and not there:
            raise RefreshFault(f"{option} has no effect without {needed}", f"add {needed}, or leave {option} out")


def _refusal(release: str, reasons: list[str], options: AidRefreshOptions) -> RefreshFault | None:
    if not reasons:
        return None
    places = {"tables_url": options.tables_url, "landing_url": options.landing_url}
    accepting = command_line(
        "aid", file=options.file, workbook=options.workbook, release=options.release, **places, accept=REASON
    )
    return RefreshFault(
        f"release {release} is not taken in: {'; '.join(reasons)}",
        f"wait for the publisher's correction, or take it in as incomplete (--complete besides makes it the default): {accepting}",
    )


def _fetch(options: AidRefreshOptions, progress: Progress) -> FetchedRelease:
    if options.file:
        return release_files.from_file(options.file, options.release)

    def fetch_one(url: str, name: str, max_mb: int) -> Path:
        return fetch(url, download_dir("kiel") / name, limit=max_mb * MEGABYTE, patience=options.patience, progress=progress)

    if options.workbook:
        return release_files.fetch_workbook(options.landing_url or release_workbook.CARD.url, options.release, fetch_one)
    return release_files.fetch_tables(options.tables_url or explorer.CARD.url, options.release, fetch_one)


def _read(fetched: FetchedRelease, countries: pl.DataFrame) -> Read:
    read = release_workbook.read_workbook if fetched.file.suffix == ".xlsx" else explorer.read_explorer
    return read(fetched.file, fetched.release, countries)


def _read_named(fetched: FetchedRelease, options: AidRefreshOptions) -> Read:
    """Read a release; where the file was given, an error of reading it names the right one too."""
    try:
        return _read(fetched, load.countries())
    except ReadFault as fault:
        if options.file is None:
            raise
        right = f"{explorer.CARD.file} of {explorer.CARD.url}, or the workbook that {release_workbook.CARD.url} links"
        fault.name_right_file(right)
        raise


def _at_hand() -> list[str]:
    return load.releases().filter(pl.col("last_month").is_not_null())["release"].to_list()


def _weigh(fetched: FetchedRelease, read: Read, report: Report, say: Callable[[str], None]) -> Part:
    """Compare a release with the default one, or with itself as it was, and report what moves and what gives reason to doubt."""
    countries, table = load.countries(), read.table
    before = load.aid(fetched.release if fetched.release in _at_hand() else None)
    blocs = []
    for row in release_checks.totals_by_bloc(before, table, countries).iter_rows(named=True):
        blocs.append((row["bloc"], row["stage"], f"{row['before']:.3f}", f"{row['after']:.3f}", f"{row['moved']:+.3f}", ""))
        say(f"  {row['stage']:10} {row['bloc']:15} {row['before']:11.6f} -> {row['after']:11.6f} bn EUR ({row['moved']:+.6f})")
    doubts = _doubts(fetched, table, before, countries)
    comparable = table["month"].is_not_null().any() and not _is_known(fetched.release, table)
    as_complete = _tables(fetched, read, [], "", complete=True) if comparable else {}
    part = Part(
        f"Release {fetched.release} against release {before['release'][0]}",
        "",
        doubts,
        ("bloc or donor", "stage", "before, EUR bn", "now, EUR bn", "moved", "of which in new months"),
        [*blocs, *release_checks.largest_moves(before, table, countries, LARGEST)],
        report.compare(as_complete),
        new_months.to_look_at(before, table, dict(countries.select("iso3", "name").iter_rows())),
    )
    return report.add(part, say)


def _doubts(fetched: FetchedRelease, table: pl.DataFrame, before: pl.DataFrame, countries: pl.DataFrame) -> Doubts:
    same = [release for release in _at_hand() if release != fetched.release and _equal(load.aid(release), table)]
    sums = [
        *publisher_sums.doubts_about_rests(fetched.file),
        *publisher_sums.doubts_about_months(table, fetched.file.with_name(publisher_sums.TOTALS)),
        *_doubts_about_totals(fetched.release, table, dict(countries.select("iso3", "name").iter_rows())),
    ]
    copies = [f"its numbers are those of release {release}, which is at hand" for release in same]
    number = release_checks.doubts_about_number(fetched.release, table, load.releases().drop_nulls("last_month"))
    day = release_checks.doubts_about_publication(fetched.published, table)
    return ranked({CONTRADICTS: [*copies, *number, *day, *sums]}, release_checks.weigh(before, table, countries))


def _doubts_about_totals(release: str, table: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """Hold a release against its totals by donor, where data/ has these and not yet its months."""
    if release in _at_hand():
        return []
    totals = load.read_table("aid_totals").filter(pl.col("release") == release)
    return publisher_sums.doubts_about_donors(table, totals, names)


def _is_known(release: str, table: pl.DataFrame) -> bool:
    return release in _at_hand() and _equal(load.aid(release), table)


def _equal(left: pl.DataFrame, right: pl.DataFrame) -> bool:
    return left.height == right.height and left.select(ROW).sort(ROW).equals(right.select(ROW).sort(ROW))


def _tables(
    fetched: FetchedRelease, read: Read, reasons: list[str], accepted: str, *, complete: bool
) -> dict[str, pl.DataFrame]:
    """Put the new release beside those at hand."""
    other = pl.col("release") != fetched.release
    old = load.read_table("aid").filter(other)
    totals = load.read_table("aid_totals").filter(other)
    releases = load.releases().filter(other)
    row = _release(fetched, read.table, reasons, accepted, complete=complete)
    return {
        "aid": pl.concat([old, read.table.select(old.columns)], how="vertical_relaxed"),
        "aid_totals": pl.concat([totals, amounts.totals(read.table).select(totals.columns)], how="vertical_relaxed"),
        "releases": pl.concat([releases, pl.DataFrame([row], schema=releases.schema)]),
    }


def _release(
    fetched: FetchedRelease, table: pl.DataFrame, reasons: list[str], accepted: str, *, complete: bool
) -> dict[str, object]:
    first, last = table["month"].min(), table["month"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        raise ReadFault(fetched.file.name, "no row carries a month", "make sure it is the monthly table")
    held = "held complete, though" if complete else "incomplete:"
    return {
        "release": fetched.release,
        "cutoff": last.replace(day=calendar.monthrange(last.year, last.month)[1]),
        "published": fetched.published,
        "complete": complete,
        "source_url": fetched.url,
        "note": f"{TAKEN_IN} {datetime.now(UTC):%Y-%m-%d}" + (f", {held} {'; '.join(reasons)}." if reasons else "."),
        "accepted": accepted or None,
        "first_month": first,
        "last_month": last,
        "sha256": sha256(fetched.file),
    }
