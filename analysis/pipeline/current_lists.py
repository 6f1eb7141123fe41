"""Read each publisher's current list into rows of the tables; nothing here writes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from analysis import load
from analysis.errors import RefreshFault
from analysis.sources.energy import crea
from analysis.sources.lists import eu_journal, imo, ofac_advanced, ofac_history, ofac_legacy, other_lists, uk, uk_list
from analysis.sources.lists.listings import count_listings
from analysis.sources.reading.card import Card
from analysis.sources.reading.report import Read, ReadReport

CARDS: dict[str, Card] = {
    "eu_journal": eu_journal.CARD,
    "uk": uk_list.CARD,
    "ofac": ofac_advanced.CARD,
    "ca": other_lists.CANADA,
    "au": other_lists.AUSTRALIA,
    "energy": crea.CARD,
}
"""The sources that `refresh sanctions` brings up to date, in the order it does."""


@dataclass
class CurrentList:
    """One list as read: the rows that it gives `table`, ships on it, and the day it is of.

    `ships` holds imo and listed_on (null where the list states no day). `covers` are the measures whose coverage the list
    carries on, on its `basis`; `last` the day to which it does, if not the day of the list.
    """

    report: ReadReport
    day: date
    authority: str
    source: str
    basis: str = "stated"
    table: str = "designations"
    rows: pl.DataFrame | None = None
    ships: pl.DataFrame | None = None
    covers: tuple[str, ...] = ()
    last: date | None = None

    @property
    def replaced(self) -> pl.Expr:
        """Select the rows that its own replace: those of its authority, basis and source.

        >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema")
        >>> rows = pl.DataFrame({"authority": ["CA", "AU"], "basis": ["stated", "as_listed"], "source": ["sema", "dfat"]})
        >>> rows.select(current.replaced).to_series().to_list()
        [True, False]
        """
        same = (pl.col("basis") == self.basis) & (pl.col("source") == self.source)
        return same & (pl.col("authority") == self.authority) if self.authority else same


def read_current_list(name: str, file: Path, day: date | None) -> CurrentList:
    """Read a list; `day` is that of the list where the file states none. Raises ReadFault or RefreshFault.

    `name` is a key of CARDS; `file` is the list, or the folder of the EU's annexes.

    >>> read_current_list("energy", Path("counter.csv"), None)
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: counter.csv: does not say of which day it is
      -> add --day YYYY-MM-DD
    """
    if file.is_dir() and name != "eu_journal":
        raise RefreshFault(f"{file}: is a folder", f"give the path of the file itself, {CARDS[name].what}")
    return READERS[name](file, day)


def _canada(file: Path, day: date | None) -> CurrentList:
    read = other_lists.read_sema(file)
    return _listings(read, day, read.table, "CA", other_lists.CANADA, covers=("asset_freeze", "vessel_ban"))


def _australia(file: Path, day: date | None) -> CurrentList:
    read = other_lists.read_dfat(file)
    return _listings(
        read, day, read.table, "AU", other_lists.AUSTRALIA, basis="as_listed", covers=("asset_freeze", "vessel_ban")
    )


def _britain(file: Path, day: date | None) -> CurrentList:
    """Keep the days that the retired list gave for subjects of the roll-over: the current list knows only the roll-over's."""
    read = uk_list.read_csv(file) if file.suffix != ".xml" else uk_list.read_xml(file)
    by_id, by_regime = (
        pl.col("unique_id").str.starts_with(uk_list.OF_RUSSIA),
        pl.col("regime").str.contains("Russia", literal=True),
    )
    if odd := read.table.filter(by_id != by_regime).height:
        raise RefreshFault(
            f"{file.name}: {odd:,} subjects have an id of Russia's regime and another regime, or the other way round",
            "columns may have moved: compare it with the publisher's file of today",
        )
    russia = read.table.filter(by_id)
    rolled_over = russia["listed_on"] == uk.ROLLED_OVER
    known = load.designations(authority="UK").filter(source="uk_conlist")["listings"].sum()
    if rolled_over.sum() > known:
        raise RefreshFault(
            f"{file.name}: {rolled_over.sum()} subjects are dated {uk.ROLLED_OVER}, data/ knows the true day of {known}",
            "compare with the list of 29 April 2026, which had 226",
        )
    read.report.remark("subject of the roll-over, its day kept from the retired list", "listed_on", int(rolled_over.sum()))
    current = _listings(
        read, day, russia.filter(~rolled_over), "UK", uk_list.CARD, regime="Russia", covers=("asset_freeze", "vessel_ban")
    )
    return replace(current, ships=_ships(russia))


def _journal(folder: Path, day: date | None) -> CurrentList:
    """Cover to the last day of listing: the transcription does not say to which day it follows the Journal."""
    if not folder.is_dir():
        raise RefreshFault(
            f"{folder}: is no folder",
            "give the folder that holds consolidated_*.csv and amendments_*.csv, or folders of these names",
        )
    read = eu_journal.read_annexes(folder)
    covered = read.table.filter(pl.col("measure").is_in(eu_journal.COVERED))
    last: date = covered["listed_on"].max()  # type: ignore[assignment]
    current = _listings(read, day or last, read.table, "EU", eu_journal.CARD, covers=eu_journal.COVERED)
    return replace(current, ships=_ships(read.table.filter(measure="vessel_ban")), last=last)


def _ofac(file: Path, day: date | None) -> CurrentList:
    """Count each party once, by the first day one of its entries over Russia states; the older forms state none, only ships."""
    if file.suffix.lower() != ".xml" or _begins_as(file, b"<sdnList"):
        return _ofac_copy(file, day)
    read = ofac_advanced.read_advanced(file, ofac_advanced.CARD)
    russia = read.table.filter(pl.col("programme").str.contains(ofac_history.RUSSIA))
    # One entry over the war makes its party one of those over the war.
    parties = russia.group_by("profile_id", "subject").agg(
        pl.col("listed_on").min(), pl.col("imo").first(), programmes=pl.col("programme").str.join(" ")
    )
    undated = pl.when(pl.col("listed_on").is_null()).then(pl.lit(_day_of(read.report, day)))
    entries = parties.with_columns(ofac_history.regime("programmes"), not_after=undated)
    return _listings(read, day, entries, "US", ofac_advanced.CARD, covers=("asset_freeze",), measure="asset_freeze")


def _ofac_copy(file: Path, day: date | None) -> CurrentList:
    read_copy = ofac_legacy.read_xml if file.suffix.lower() == ".xml" else ofac_legacy.read_csv
    read = read_copy(file, ofac_legacy.CARD)
    ships = read.table.filter(pl.col("programmes").str.contains(ofac_history.RUSSIA)).with_columns(
        listed_on=pl.lit(None, pl.Date)
    )
    return CurrentList(read.report, _day_of(read.report, day), "US", "ofac_copies", "first_seen", ships=_ships(ships))


def _begins_as(file: Path, root: bytes) -> bool:
    try:
        with file.open("rb") as content:
            return root in content.read(4096)
    except OSError as fault:
        raise RefreshFault(f"{file}: cannot be opened ({fault.strerror})", "give the path of the list") from None


def _energy(file: Path, day: date | None) -> CurrentList:
    until = _day_of(ReadReport(file.name), day)
    read = crea.read_counter(file, until, crea.CARD)
    rows = read.table.with_columns(source_url=pl.lit(crea.CARD.url))
    return CurrentList(read.report, until, "", crea.SOURCE, crea.BASIS, "energy_buyers", rows)


def _listings(
    read: Read,
    day: date | None,
    entries: pl.DataFrame,
    authority: str,
    card: Card,
    *,
    covers: tuple[str, ...],
    basis: str = "stated",
    **constants: str,
) -> CurrentList:
    """Count the entries of a list, and take from them its ships, if they have any."""
    rows = count_listings(entries, authority=authority, basis=basis, source=card.work, **constants)
    ships = _ships(entries) if "imo" in entries.columns else None
    day = _day_of(read.report, day)
    return CurrentList(read.report, day, authority, card.work, basis, rows=rows, ships=ships, covers=covers)


def _day_of(report: ReadReport, day: date | None) -> date:
    if stated := report.as_of or day:
        return stated
    raise RefreshFault(f"{report.source}: does not say of which day it is", "add --day YYYY-MM-DD")


def _ships(table: pl.DataFrame) -> pl.DataFrame:
    """Give each ship with its first day; an entry with several numbers is of as many ships."""
    each = table.select("listed_on", imo.each_number("imo")).explode("imo").drop_nulls("imo")
    return each.group_by("imo").agg(pl.col("listed_on").min()).sort("imo")


READERS: dict[str, Callable[[Path, date | None], CurrentList]] = {
    "eu_journal": _journal,
    "uk": _britain,
    "ofac": _ofac,
    "ca": _canada,
    "au": _australia,
    "energy": _energy,
}
