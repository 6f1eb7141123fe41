"""Bring the tables of sanctions and energy up to what publishers list today."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from analysis import load
from analysis.errors import ReadFault, RefreshFault, UnknownName
from analysis.pipeline import list_changes, merge
from analysis.pipeline.current_lists import CARDS, CurrentList, read_current_list
from analysis.pipeline.download import MEGABYTE, Patience, Progress, download_dir, fetch
from analysis.pipeline.options import REASON, command_line, refuse_two_locations, require_reason, require_write_access
from analysis.pipeline.report import DRY_RUN, REFUSED, Part, Report
from analysis.pipeline.severity import listed
from analysis.sources.lists import eu_journal
from analysis.sources.reading.days import refuse_future, today
from analysis.storage import reader
from analysis.storage.kept import Step
from analysis.storage.lock import exclusive_lock
from analysis.storage.writer import write
from analysis.tables import TABLES, dictionary

CURATED = {"sanctions_coverage": "curated/sanctions_coverage.csv", "sources": "curated/sources.csv"}
"""Hand-kept files that a refresh carries on, so that `analysis curate` does not turn them back."""

BY_HAND = {
    "actions": (
        "acts are kept by hand, each with its page",
        "edit data/curated/actions.csv, then `python -m analysis curate`",
    ),
    "customs": (
        "customs measures are kept by hand, each with its page",
        "edit data/curated/customs_measures.csv, then `python -m analysis curate`",
    ),
    "eu_fsf": (
        "the EU's consolidated list dates an entry by the last act that touched it (122 of 140 names come out late), so no day "
        "in data/ may come from it",
        "take the annexes instead: python -m analysis refresh sanctions --source eu_journal",
    ),
    "ofac_panel": (
        "the monthly panel is a study that ended in March 2026",
        "nothing to do: the list itself goes on, --source ofac",
    ),
    "ofac_blocks": (
        "days inferred from number blocks end on 11 July 2026: OFAC's advanced list states them",
        "--source ofac",
    ),
    "vessel_files": (
        "ships as first listed come from files made by hand, one a listing day; the annex and the list go on",
        "--source eu_journal and --source uk; or add files to the raw folder, then `make build`",
    ),
    "trade": (
        "trade by partner is one annual table of the IMF",
        "put the new table into the raw folder, then `make build RAW_DATA=FOLDER`",
    ),
}
"""What stays as it is, why, and what to do instead."""


@dataclass
class SanctionsRefreshOptions:
    """Say which lists, where from, and how far to go; `urls` are addresses other than the known ones, by source.

    No `sources` means all of them. Of one list, `file` has it at hand, or the folder of the EU's annexes, or `url` is where it
    has moved; `day` is the day it is of where it does not say. `accept` takes in a list that gives reason to doubt, `dry_run`
    only looks. Its day may not be later than `today`.
    """

    sources: tuple[str, ...] = ()
    file: Path | None = None
    day: date | None = None
    accept: str = ""
    dry_run: bool = False
    url: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    today: date = field(default_factory=today)


def refresh(
    options: SanctionsRefreshOptions,
    say: Callable[[str], None],
    progress: Progress = lambda name, done, total: None,
    report: Report | None = None,
) -> list[Path]:
    """Refresh the lists asked for, each completely or not at all; one that fails does not stop the others.

    `say` is called with each step, `progress` with each piece of a download, and `report` is told what moves. What stood before
    the first of them is kept for `analysis.pipeline.undo`. Returns the files written. Raises UnknownName for a
    list that does not exist, RefreshFault for one kept by hand, and RefreshFault or ReadFault for lists not taken in, after
    the others were seen to; what they hold is left as it was.
    """
    chosen = _chosen(options)
    if options.accept:
        require_reason(options.accept)
    work = _Work(options, say, progress, report or Report())
    work.report.title = "Refresh of sanctions"
    with exclusive_lock():
        files: set[Path] = set()
        faults: dict[str, RefreshFault | ReadFault] = {}
        for name in chosen:
            try:
                files |= set(_refresh_list(name, work))
            except (RefreshFault, ReadFault) as fault:
                work.not_taken_in(name, fault)
                if len(chosen) == 1:
                    raise
                faults[name] = fault
                say(f"{name}: not taken in: {fault}")
    if files:
        say("now run `make notebooks`, and read which headlines moved")
    if faults:
        raise RefreshFault(
            f"{len(faults)} of {len(chosen)} lists were not taken in: {', '.join(faults)}",
            f"one at a time: {command_line('sanctions', source=next(iter(faults)))} (--file PATH for a file fetched by hand)",
        )
    return sorted(files)


def look(name: str, options: SanctionsRefreshOptions, progress: Progress = lambda name, done, total: None) -> str:
    """Say what is new in a list as it is offered, without weighing it; an empty text where it moves no row of data/.

    `name` is a key of `analysis.pipeline.current_lists.CARDS`. That a list is of a later day alone is not new. Raises RefreshFault
    where it cannot be had, and ReadFault where it cannot be read.
    """
    current = read_current_list(name, _fetch(name, options, progress), options.today)
    refuse_future(pl.Series("day", [current.day]), current.report.source, options.today)
    tables, doubts, moved = list_changes.changes(current, lambda line: None)
    # Of every ship the list moves the day on which it was last looked up.
    seen = [table for table, frame in tables.items() if _differs(table, frame, leave_out=("still_as_of",))]
    if not seen:
        return ""
    what = "; ".join(f"{row[0]} {row[-1]}" for row in moved if row[-1].strip("+-0."))
    doubted = f" (a refresh would stop at this: {reasons[0]})" if (reasons := listed(doubts)) else ""
    return (what or f"rows of {' and '.join(seen)} differ, no sum moves") + doubted


@dataclass
class _Work:
    """Hold what the lists of one refresh share."""

    options: SanctionsRefreshOptions
    say: Callable[[str], None]
    progress: Progress
    report: Report
    step: Step = field(default_factory=lambda: Step("sanctions"))

    def not_taken_in(self, name: str, fault: RefreshFault | ReadFault) -> None:
        """Report a list that could not be read; of one that was weighed the report tells more already."""
        what = CARDS[name].what
        if not any(part.what.startswith(what) for part in self.report.parts):
            self.report.parts.append(Part(what, f"It is not taken in: {fault}"))


def _chosen(options: SanctionsRefreshOptions) -> tuple[str, ...]:
    for name in options.sources:
        if name in BY_HAND:
            reason, fix = BY_HAND[name]
            raise RefreshFault(f"{name}: {reason}", fix)
        if name not in CARDS:
            raise UnknownName("source", name, [*CARDS, *BY_HAND])
    if options.day and options.day > options.today:
        raise RefreshFault(f"{options.day} is later than {options.today}", "give the day the list is of: --day YYYY-MM-DD")
    # A day too: given to all lists it would say of each that somebody looked at it then.
    for what, given in {"a file": options.file, "an address": options.url, "a day": options.day}.items():
        if given and len(options.sources) != 1:
            raise RefreshFault(f"{what} is of one list", f"name it: --source {'|'.join(CARDS)}")
    refuse_two_locations(file=options.file, url=options.url)
    return options.sources or tuple(CARDS)


def _refresh_list(name: str, work: _Work) -> list[Path]:
    """Refresh one list."""
    options, say = work.options, work.say
    if options.file is None:
        current = read_current_list(name, _fetch(name, options, work.progress), options.day or datetime.now(UTC).date())
    else:
        current = _read_at_hand(name, options.file, options.day)
    if options.day and current.day != options.day:
        raise RefreshFault(
            f"{current.report.source}: is of {current.day}, not of {options.day}", "leave --day out: the list states it"
        )
    # The list's own day alone: of its listings some begin on a day to come.
    refuse_future(pl.Series("day", [current.day]), current.report.source, options.today)
    say(f"{CARDS[name].what}, {current.day}: {current.report}")
    tables, part = _changes(name, current, work)
    reasons, part.verdict = listed(part.doubts), DRY_RUN
    refusal = None if options.accept else _refusal(name, reasons, options)
    if refusal:
        part.verdict = REFUSED[options.dry_run]
    if not require_write_access(refusal, options.dry_run, say):
        return []
    if not tables:
        part.verdict = "Nothing in it is new: data/ stays as it is."
        say("nothing in it is new: data/ stays as it is")
        return []
    written = write(tables, reader.DATA, _other_files(tables), work.step)
    part.verdict = "It is in data/."
    return written


def _read_at_hand(name: str, file: Path, day: date | None) -> CurrentList:
    """Read a list at hand; an error of reading it names the right file too, for another may have been given."""
    if not file.exists():
        raise RefreshFault(f"{file}: is no file", "give the path of the list")
    try:
        return read_current_list(name, file, day)
    except ReadFault as fault:
        fault.name_right_file(f"{CARDS[name].what}, {CARDS[name].url}")
        raise


def _refusal(name: str, reasons: list[str], options: SanctionsRefreshOptions) -> RefreshFault | None:
    if not reasons:
        return None
    url = options.url or options.urls.get(name)
    accepting = command_line("sanctions", source=name, file=options.file, day=options.day, url=url, accept=REASON)
    return RefreshFault(
        f"{name} is not taken in: {'; '.join(reasons)}", f"look at the publisher's page; if it is right: {accepting}"
    )


def _fetch(name: str, options: SanctionsRefreshOptions, progress: Progress) -> Path:
    card = CARDS[name]
    url = options.url or options.urls.get(name, card.url)
    target = download_dir("sanctions") / card.file

    def fetch_one(address: str, file: Path) -> Path:
        return fetch(address, file, limit=card.max_mb * MEGABYTE, patience=options.patience, progress=progress)

    if name == "eu_journal":
        return _fetch_journal(url, options.urls.get("amendments", eu_journal.AMENDMENTS), target, fetch_one)
    return fetch_one(url, target)


def _fetch_journal(url: str, listing: str, folder: Path, fetch_one: Callable[[str, Path], Path]) -> Path:
    """Fetch the annexes of each regulation, and the acts that amend them as a listing names them, into one empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = fetch_one(listing, folder / "amendments.json")
    try:
        names = [entry["name"] for entry in json.loads(listed.read_text(encoding="utf-8"))]
        amending = sorted(name for name in names if name.endswith(".csv"))
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise RefreshFault(f"{listing}: is no listing of files", "fetch the folder by hand, then --file FOLDER") from fault
    for act in eu_journal.CONSOLIDATED:
        fetch_one(f"{url}consolidated/{act}.csv", folder / f"consolidated_{act}.csv")
    for name in amending:
        fetch_one(f"{url}amendments/{name}", folder / f"amendments_{Path(name).name}")
    return folder


def _changes(name: str, current: CurrentList, work: _Work) -> tuple[dict[str, pl.DataFrame], Part]:
    """Give the tables that change, as they would be, and what is to report of them."""
    tables, doubts, moved = list_changes.changes(current, work.say)
    accepted = require_reason(work.options.accept) if work.options.accept and doubts else ""
    tables["sanctions_coverage"] = merge.coverage(load.sanctions_coverage(), current)
    tables["sources"] = merge.works(load.sources(), CARDS[name], current, accepted)
    changed = {table: frame for table, frame in tables.items() if _differs(table, frame)}
    headlines = work.report.compare(changed, _other_files(changed)) if changed else []
    part = Part(f"{CARDS[name].what}, {current.day}", "", doubts, list_changes.MOVED, moved, headlines)
    return changed, work.report.add(part, work.say)


def _differs(name: str, after: pl.DataFrame, leave_out: tuple[str, ...] = ()) -> bool:
    new, old = (TABLES[name].validate(frame).drop(leave_out, strict=False) for frame in (after, load.read_table(name)))
    return not new.equals(old)


def _other_files(tables: dict[str, pl.DataFrame]) -> dict[str, str]:
    """Give the other files of data/ that say what the tables say."""
    texts = {
        file: TABLES[name].validate(tables[name]).write_csv(line_terminator="\n")
        for name, file in CURATED.items()
        if name in tables
    }
    sources = tables.get("sources", load.sources())
    return texts | {"README.md": dictionary.render(sources.sort("id").iter_rows(named=True))}
