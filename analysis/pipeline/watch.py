"""Look what waits to be done: what is new at publishers, overdue in the record, to be opened first, and due since."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from analysis import load
from analysis.errors import ReadFault, RefreshFault
from analysis.pipeline import grades, refresh_aid, refresh_sanctions, release_files
from analysis.pipeline.check import check_by_hand
from analysis.pipeline.current_lists import CARDS
from analysis.pipeline.download import MEGABYTE, Patience, Progress, download_dir, fetch
from analysis.sources.kiel import release_workbook
from analysis.storage import reader
from analysis.storage.lock import exclusive_lock

PUBLISHERS, RECORD, PAGES, DATES = "publishers", "record", "pages", "dates"
NEW, SAME, NOT_REACHED, NOT_READ = "new", "nothing new", "not reached", "not read"
OVERDUE, IN_ORDER, TO_OPEN, FELL_DUE = "overdue", "in order", "to open", "fell due"

FIRST = 10
"""Pages to open that are listed."""

NOTHING, TO_DO, NOT_SEEN = 0, 1, 2
"""What `status` gives: nothing to do, something new, overdue or due, or nothing of this seen and not all looked at."""

TWICE = Patience(tries=2)
"""A watch comes again next week: a publisher that does not answer is asked once more, and no further."""

SCHEMA = dict.fromkeys(("part", "what", "state", "says"), pl.String)


def watch(
    today: date,
    *,
    offline: bool = False,
    urls: Mapping[str, str] | None = None,
    patience: Patience = TWICE,
    progress: Progress = lambda name, done, total: None,
) -> pl.DataFrame:
    """Look at publishers, record, pages and dates as of a day; writes nothing into data/, and a publisher's fault stops nothing.

    Columns: part (PUBLISHERS, RECORD, PAGES, DATES, in this order), what, state (of a publisher NEW, SAME, NOT_REACHED or NOT_READ, of
    a hand-kept table OVERDUE or IN_ORDER, of a page TO_OPEN, of a date FELL_DUE) and says: what is new, wrong or
    to be done, the row that rests on a page, the page of a date; empty where there is nothing to say. `offline` leaves
    publishers out; `urls` are addresses other than the known ones: `tables`, `workbook`, `amendments` and the keys of
    `analysis.pipeline.current_lists.CARDS`. Raises DataFault where data/ itself is at fault, RefreshFault while another command writes it.

    >>> seen = watch(date(2026, 12, 1), offline=True)
    >>> seen.columns, seen["part"].unique(maintain_order=True).to_list()
    (['part', 'what', 'state', 'says'], ['record', 'pages', 'dates'])
    """
    rows = [] if offline else _publishers(today, urls or {}, patience, progress)
    rows += [*_record(today), *_pages(), *_dates(today)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def status(seen: pl.DataFrame) -> int:
    """Give the exit status of what a watch has seen; pages that wait to be opened are no reason to stop.

    >>> status(pl.DataFrame({"state": [NEW, NOT_REACHED]})), status(pl.DataFrame({"state": [SAME, NOT_REACHED]}))
    (1, 2)
    >>> status(pl.DataFrame({"state": [SAME, TO_OPEN]}))
    0
    """
    states = set(seen["state"])
    if states & {NEW, OVERDUE, FELL_DUE}:
        return TO_DO
    return NOT_SEEN if states & {NOT_REACHED, NOT_READ} else NOTHING


Row = tuple[str, str, str, str]


def _publishers(today: date, urls: Mapping[str, str], patience: Patience, progress: Progress) -> list[Row]:
    of_aid = refresh_aid.AidRefreshOptions(tables_url=urls.get("tables", ""), patience=patience, today=today)
    of_lists = refresh_sanctions.SanctionsRefreshOptions(urls=urls, patience=patience, today=today)
    landing = urls.get("workbook", release_workbook.CARD.url)
    looks: dict[str, Callable[[], str]] = {
        "the aid tracker's tables": lambda: refresh_aid.look(of_aid, progress),
        "the aid tracker's workbooks": lambda: _newer_workbook(landing, patience, progress),
    }
    for name, card in CARDS.items():
        looks[card.what] = lambda name=name: refresh_sanctions.look(name, of_lists, progress)  # type: ignore[misc]
    # What a refresh fetches lies in the same folder, and both would take a list away from under the other.
    with exclusive_lock():
        return [(PUBLISHERS, what, *_look(look)) for what, look in looks.items()]


def _look(look: Callable[[], str]) -> tuple[str, str]:
    try:
        new = look()
    except RefreshFault as fault:
        return NOT_REACHED, fault.problem
    except ReadFault as fault:
        return NOT_READ, fault.problem
    return (NEW, new) if new else (SAME, "")


def _newer_workbook(landing: str, patience: Patience, progress: Progress) -> str:
    """Say that the landing page links a later release than any of data/, whose totals count too."""

    def fetch_one(url: str, name: str, max_mb: int) -> Path:
        return fetch(url, download_dir("kiel") / name, limit=max_mb * MEGABYTE, patience=patience, progress=progress)

    number, _ = release_files.newest_workbook(landing, fetch_one)
    latest: int = load.releases()["release"].str.extract(r"^(\d+)").cast(pl.Int64).max()  # type: ignore[assignment]
    return f"the workbook of release {number} is linked; the latest in data/ is {latest}" if number > latest else ""


def _record(today: date) -> Iterator[Row]:
    for finding in check_by_hand(today, reader.DATA):
        yield RECORD, finding.what, OVERDUE if finding.fault else IN_ORDER, finding.fault or ""


def _pages() -> Iterator[Row]:
    """Give the first pages, each once, with the first row that rests on it and how many others do."""
    by_page = grades.to_open_first(reader.DATA).group_by("source_url", maintain_order=True)
    first = by_page.agg(pl.col("table", "what", "grade").first(), rows=pl.len()).head(FIRST)
    for row in first.iter_rows(named=True):
        others = f" and {row['rows'] - 1} more" if row["rows"] > 1 else ""
        yield PAGES, row["source_url"], TO_OPEN, f"{row['table']}, {row['grade']}: {row['what']}{others}"


def _dates(today: date) -> Iterator[Row]:
    """Give the dates whose last possible day has come since the record was collected, unless another act overtook them."""
    standing = pl.col("overtaken_on").is_null() | (pl.col("overtaken_on") > today)
    collected = load.collected_to("calendar")
    due = load.calendar().filter(pl.col("not_after") > collected, pl.col("not_after") <= today, standing)
    for row in due.sort("not_after", "not_before", "authority", "what").iter_rows(named=True):
        precision = "" if row["date_precision"] == "day" else f", {row['date_precision'].replace('_', ' ')}"
        yield DATES, f"{row['date']}{precision}, {row['authority']}: {row['what']}", FELL_DUE, row["source_url"]
