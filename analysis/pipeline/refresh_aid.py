"""Bring the aid tables up to the publisher's newest release."""

import calendar
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urljoin

import polars as pl

from analysis import load
from analysis.errors import ReadFault, RefreshFault
from analysis.pipeline import publisher_sums, release_checks
from analysis.pipeline.download import MEGABYTE, Patience, Progress, download_dir, fetch
from analysis.pipeline.options import command_line, refuse_two_locations, require_write_access
from analysis.sources.kiel import amounts, explorer, release_workbook
from analysis.sources.reading.days import DOTTED, ISO, STAMPED, one_day, refuse_future, today
from analysis.sources.reading.report import Read
from analysis.sources.reading.text import read_csv_text
from analysis.storage import reader
from analysis.storage.lock import exclusive_lock
from analysis.storage.writer import sha256, write
from analysis.tables.aid import TAKEN_IN

WORKBOOK_LINK = re.compile(r'href="([^"]*Ukraine_Support_Tracker_Release_(\d+)\.xlsx)"')
NAME = re.compile(r"[1-9][0-9]{0,3}(-[a-z]{1,20}){0,3}")
"""A release's name: the publisher's number, and words after it for one that was not its last."""

INFO, INFO_FORMS = "release_info.csv", (ISO, STAMPED, DOTTED)
ROW = ("stage", "donor", "month", "kind", "eur")


@dataclass
class AidRefreshOptions:
    """Say where the release comes from, and how far to go.

    `file` is a data_explorer.csv or workbook at hand; `workbook` asks for the publisher's workbook in place of its tables, which
    `landing_url` links. `tables_url` is the folder of the tables; both are known, and given only if they have moved. `accept`
    takes in a release that gives reason to doubt, as incomplete unless `complete`; `dry_run` only looks. No month may be later
    than `today`.
    """

    file: Path | None = None
    workbook: bool = False
    release: str = ""
    accept: bool = False
    complete: bool = False
    dry_run: bool = False
    tables_url: str = ""
    landing_url: str = ""
    patience: Patience = field(default_factory=Patience)
    today: date = field(default_factory=today)


@dataclass(frozen=True)
class FetchedRelease:
    """Hold a release as fetched: its name, its file and where that came from."""

    release: str
    published: date | None
    file: Path
    url: str

    def __post_init__(self) -> None:
        refuse_name(self.release)


def refresh(
    options: AidRefreshOptions, say: Callable[[str], None], progress: Progress = lambda name, done, total: None
) -> list[Path]:
    """Fetch, read and compare the newest release; move it into data/ only when all is well, or accepted.

    `say` is called with each step, `progress` with each piece of a download. Returns the files written, none after a dry run or
    when nothing is new. Raises RefreshFault, ReadFault or DataFault and leaves data/ as it was.
    """
    if options.release:
        refuse_name(options.release)
    _refuse_ignored(options)
    with exclusive_lock():
        fetched = _fetch(options, progress)
        read = _read(fetched, load.countries())
        refuse_future(read.table["month"], fetched.file.name, options.today)
        say(
            f"release {fetched.release}: {read.report.rows_kept:,} of {read.report.rows_in:,} rows read from {fetched.file.name}"
        )
        reasons = _doubts(fetched, read.table, say)
        if not require_write_access(_refusal(fetched.release, reasons, options), options.dry_run, say):
            return []
        if _is_known(fetched.release, read.table):
            say(f"release {fetched.release} is already here, with the same numbers: data/ stays as it is")
            return []
        before_default = load.default_release()
        written = write(_tables(fetched, read, reasons if not options.complete else []), reader.DATA)
        if (default := load.default_release()) != before_default:
            say(f"the default release is {default} now; it was {before_default}")
        say(f"release {fetched.release} is in data/; now run `make notebooks`")
        return written


def refuse_name(release: str) -> None:
    """Raise RefreshFault for what is no name of a release: a file of data/ bears it, and commands ask for it.

    >>> refuse_name("../29")
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: '../29' is no name of a release
      -> give its number, as --release 31, or with small letters after a dash, as --release 31-preview
    """
    if not NAME.fullmatch(release):
        raise RefreshFault(
            f"{release!r} is no name of a release",
            "give its number, as --release 31, or with small letters after a dash, as --release 31-preview",
        )


def _refuse_ignored(options: AidRefreshOptions) -> None:
    """Raise RefreshFault for an option that would be silently ignored."""
    refuse_two_locations(file=options.file, workbook=options.workbook, tables_url=options.tables_url)
    for option, given, needed, there in (
        ("--complete", options.complete, "--accept", options.accept),
        ("--landing-url", options.landing_url, "--workbook", options.workbook),
    ):
        if given and not there:
            raise RefreshFault(f"{option} has no effect without {needed}", f"add {needed}, or leave {option} out")


def _refusal(release: str, reasons: list[str], options: AidRefreshOptions) -> RefreshFault | None:
    if not reasons or options.accept:
        return None
    places = {"tables_url": options.tables_url, "landing_url": options.landing_url}
    accepting = command_line(
        "aid", file=options.file, workbook=options.workbook, release=options.release, **places, accept=True
    )
    return RefreshFault(
        f"release {release} is not taken in: {'; '.join(reasons)}",
        f"wait for the publisher's correction, or take it in as incomplete (--complete besides makes it the default): {accepting}",
    )


def _fetch(options: AidRefreshOptions, progress: Progress) -> FetchedRelease:
    if options.file:
        return _from_file(options.file, options.release)

    def fetch_one(url: str, name: str, max_mb: int) -> Path:
        return fetch(url, download_dir("kiel") / name, limit=max_mb * MEGABYTE, patience=options.patience, progress=progress)

    return _fetch_workbook(options, fetch_one) if options.workbook else _fetch_tables(options, fetch_one)


def _fetch_tables(options: AidRefreshOptions, fetch_one: Callable[[str, str, int], Path]) -> FetchedRelease:
    """Fetch the tables of the publisher's web tool, and what they say their release is."""
    card = explorer.CARD
    folder = options.tables_url or card.url
    info = read_csv_text(fetch_one(urljoin(folder, INFO), INFO, 1), ("release", "date"))
    if info.height != 1:
        raise RefreshFault(f"{INFO}: has {info.height} rows and the columns {info.columns}", "look at it: the form has changed")
    file = fetch_one(urljoin(folder, card.file), card.file, card.max_mb)
    _fetch_sums(folder, file, fetch_one)
    stated = info.row(0, named=True)
    published = next((day for form in INFO_FORMS if (day := one_day(stated["date"] or "", form))), None)
    if published is None:
        raise RefreshFault(
            f"{INFO}, line 2, column date: {stated['date'] or ''!r} is no day like {' or '.join(INFO_FORMS)}",
            f"look at {urljoin(folder, INFO)}; or fetch {card.file} by hand, then --file PATH --release NUMBER",
        )
    return FetchedRelease(options.release or stated["release"] or "", published, file, urljoin(folder, card.file))


def _fetch_sums(folder: str, file: Path, fetch_one: Callable[[str, str, int], Path]) -> None:
    """Fetch the publisher's own sums too, if it offers them; those of a release before would speak of other numbers."""
    file.with_name(publisher_sums.TOTALS).unlink(missing_ok=True)
    with contextlib.suppress(RefreshFault):
        fetch_one(urljoin(folder, publisher_sums.TOTALS), publisher_sums.TOTALS, 1)


def _fetch_workbook(options: AidRefreshOptions, fetch_one: Callable[[str, str, int], Path]) -> FetchedRelease:
    """Find the workbook's link on the landing page and fetch it."""
    card = release_workbook.CARD
    landing = options.landing_url or card.url
    page = fetch_one(landing, "landing.html", 10).read_text(encoding="utf-8", errors="replace")
    links = {int(number): link for link, number in WORKBOOK_LINK.findall(page)}
    if not links:
        raise RefreshFault(f"{landing}: names no workbook", "find the link with a browser, then --file PATH")
    newest = max(links)
    url = urljoin(landing, links[newest])
    file = fetch_one(url, card.file.format(release=newest), card.max_mb)
    return FetchedRelease(options.release or str(newest), None, file, url)


def _from_file(path: Path, release: str) -> FetchedRelease:
    if not path.is_file():
        raise RefreshFault(f"{path}: is no file", "give the path of data_explorer.csv or of a workbook")
    name = release or "".join(re.findall(r"Release_(\d+)", path.name)[:1])
    if not name:
        raise RefreshFault(f"{path.name}: does not say which release it is", "add --release NUMBER")
    return FetchedRelease(name, None, path, release_workbook.CARD.url)


def _read(fetched: FetchedRelease, countries: pl.DataFrame) -> Read:
    read = release_workbook.read_workbook if fetched.file.suffix == ".xlsx" else explorer.read_explorer
    return read(fetched.file, fetched.release, countries)


def _at_hand() -> list[str]:
    return load.releases().filter(pl.col("last_month").is_not_null())["release"].to_list()


def _doubts(fetched: FetchedRelease, table: pl.DataFrame, say: Callable[[str], None]) -> list[str]:
    """Compare a release with the default one, or with itself as it was, and list what gives reason to doubt."""
    countries, at_hand = load.countries(), _at_hand()
    before = load.aid(fetched.release if fetched.release in at_hand else None)
    for row in release_checks.totals_by_bloc(before, table, countries).iter_rows(named=True):
        say(f"  {row['stage']:10} {row['bloc']:15} {row['before']:11.6f} -> {row['after']:11.6f} bn EUR ({row['moved']:+.6f})")
    same = [release for release in at_hand if release != fetched.release and _equal(load.aid(release), table)]
    reasons = [
        *(f"its numbers are those of release {release}, which is at hand" for release in same),
        *release_checks.doubts_about_number(fetched.release, table, load.releases().drop_nulls("last_month")),
        *publisher_sums.doubts_about_rests(fetched.file),
        *publisher_sums.doubts_about_months(table, fetched.file.with_name(publisher_sums.TOTALS)),
        *_doubts_about_totals(fetched.release, table, dict(countries.select("iso3", "name").iter_rows())),
        *release_checks.doubts_about_release(before, table, countries),
    ]
    for reason in reasons:
        say(f"  doubt: {reason}")
    return reasons


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


def _tables(fetched: FetchedRelease, read: Read, reasons: list[str]) -> dict[str, pl.DataFrame]:
    """Put the new release beside those at hand."""
    other = pl.col("release") != fetched.release
    old = load.read_table("aid").filter(other)
    totals = load.read_table("aid_totals").filter(other)
    releases = load.releases().filter(other)
    return {
        "aid": pl.concat([old, read.table.select(old.columns)], how="vertical_relaxed"),
        "aid_totals": pl.concat([totals, amounts.totals(read.table).select(totals.columns)], how="vertical_relaxed"),
        "releases": pl.concat([releases, _release(fetched, read.table, reasons, releases)]),
    }


def _release(fetched: FetchedRelease, table: pl.DataFrame, reasons: list[str], others: pl.DataFrame) -> pl.DataFrame:
    first, last = table["month"].min(), table["month"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        raise ReadFault(fetched.file.name, "no row carries a month", "make sure it is the monthly table")
    note = f"{TAKEN_IN} {datetime.now(UTC):%Y-%m-%d}" + (f", incomplete: {'; '.join(reasons)}." if reasons else ".")
    row = {
        "release": fetched.release,
        "cutoff": last.replace(day=calendar.monthrange(last.year, last.month)[1]),
        "published": fetched.published,
        "complete": not reasons,
        "source_url": fetched.url,
        "note": note,
        "first_month": first,
        "last_month": last,
        "sha256": sha256(fetched.file),
    }
    return pl.DataFrame([row], schema=others.schema)
