"""Plant faults into a list as read: its listings by day and its ships; where each stands is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import polars as pl

from analysis import load
from analysis.pipeline.current_lists import CurrentList
from analysis.sources.lists.listings import count_listings
from analysis.sources.reading.report import ReadReport

TODAY = date(2026, 11, 20)
AUTHORITIES = {"ca": "CA", "au": "AU", "uk": "UK", "eu_journal": "EU", "ofac": "US"}
BASES = {"au": "as_listed", "ofac": "inferred"}
SOURCES = {"ca": "sema", "au": "dfat", "uk": "uk_list", "eu_journal": "eu_journal", "ofac": "ofac_blocks"}
STATED = {"ofac": ("stated", "ofac_list")}
"""On which basis and as which source a list comes, where data/ knows it on another."""


@dataclass(frozen=True)
class Listed:
    """One list: entries (regime, measure, subject, day), ships (imo, listed_on) and the day it is of."""

    name: str
    entries: pl.DataFrame
    ships: pl.DataFrame | None
    day: date = TODAY

    @property
    def last(self) -> date:
        """Give the last day that has come: some acts apply from a later one."""
        return self.entries.filter(pl.col("day") <= TODAY)["day"].max()  # type: ignore[return-value]

    def current(self) -> CurrentList:
        """Give the list as its reader would."""
        basis, source = STATED.get(self.name, (BASES.get(self.name, "stated"), SOURCES[self.name]))
        authority = AUTHORITIES[self.name]
        column = "not_after" if self.name == "au" else "listed_on"
        rows = count_listings(self.entries.rename({"day": column}), authority=authority, basis=basis, source=source)
        covers = tuple(sorted(set(rows["measure"]) & {"asset_freeze", "vessel_ban", "export_control"}))
        report = ReadReport(f"{self.name}.csv", rows_in=self.entries.height, rows_kept=self.entries.height)
        return CurrentList(report, self.day, authority, source, basis, rows=rows, ships=self.ships, covers=covers)


Fault = Callable[[Listed, Random], Listed]


def known(name: str) -> Listed:
    """Give the list that data/ holds."""
    basis = BASES.get(name, "stated")
    rows = load.designations(authority=AUTHORITIES[name], basis=basis).filter(source=SOURCES[name])
    each = rows.select(pl.all().repeat_by("listings").explode()).sort("regime", "measure", "subject", "listed_on", "not_after")
    day = pl.coalesce("listed_on", "not_after")
    entries = each.select("regime", "measure", "subject", day=day).sort(pl.all())
    ships = load.vessels().filter(authority=AUTHORITIES[name]).filter(pl.col("still_listed").fill_null(value=True))
    return Listed(name, entries, None if name == "au" else ships.select("imo", "listed_on").sort("imo"))


def number(draw: Random) -> str:
    """Draw an IMO number, its check digit included."""
    digits = [draw.randrange(1, 10), *(draw.randrange(10) for _ in range(5))]
    check = sum(digit * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True)) % 10
    return "".join(map(str, [*digits, check]))


def new_ships(count: int, day: date, draw: Random) -> pl.DataFrame:
    taken = set(load.vessels()["imo"])
    numbers: list[str] = []
    while len(numbers) < count:
        if (one := number(draw)) not in taken:
            numbers.append(one)
            taken.add(one)
    return pl.DataFrame({"imo": numbers, "listed_on": [day] * count})


def grown(listed: Listed, draw: Random) -> Listed:
    """Give the list after: some listings and ships on a new day, an entry or two gone."""
    day = max(listed.last + timedelta(days=9), date(2026, 10, 20))
    kind = listed.entries.filter(pl.col("subject") != "vessel").select("regime", "measure", "subject")
    kind = kind.filter(measure="asset_freeze")
    added = kind[[draw.randrange(kind.height) for _ in range(25)]].with_columns(day=pl.lit(day))
    kept = sorted(draw.sample(range(listed.entries.height), listed.entries.height - 2))
    ships = None if listed.ships is None else pl.concat([listed.ships, new_ships(4, day, draw)]).sort("imo")
    entries = pl.concat([listed.entries[kept], added])
    if ships is not None and (vessel := entries.filter(subject="vessel").head(1)).height:
        entries = pl.concat([entries, *[vessel.with_columns(day=pl.lit(day))] * 4])
    return replace(listed, entries=entries.sort(pl.all()), ships=ships)


def some(listed: Listed, share: float, draw: Random) -> list[int]:
    return sorted(draw.sample(range(listed.entries.height), max(1, round(listed.entries.height * share))))


def moved(share: float, days: int) -> Fault:
    def plant(listed: Listed, draw: Random) -> Listed:
        hit = pl.int_range(pl.len()).is_in(some(listed, share, draw))
        later = pl.min_horizontal(pl.col("day") + timedelta(days=days), pl.lit(listed.last))
        return replace(listed, entries=listed.entries.with_columns(day=pl.when(hit).then(later).otherwise("day")))

    return plant


def all_on_one_day(listed: Listed, draw: Random) -> Listed:
    return replace(listed, entries=listed.entries.with_columns(day=pl.lit(listed.last)))


def a_day_moved(listed: Listed, draw: Random) -> Listed:
    """Move all that one earlier act listed to the day of the last."""
    acts = listed.entries.group_by("day").len().filter(pl.col("len") >= 30, pl.col("day") < listed.last)
    day = draw.choice(sorted(acts["day"]))
    return replace(listed, entries=listed.entries.with_columns(pl.col("day").replace({day: listed.last})))


def day_and_month_swapped(listed: Listed, draw: Random) -> Listed:
    def swap(day: date) -> date:
        turned = date(day.year, day.day, day.month) if day.day <= 12 else day
        return min(turned, listed.last)

    return replace(listed, entries=listed.entries.with_columns(pl.col("day").map_elements(swap, return_dtype=pl.Date)))


def other_decade(listed: Listed, draw: Random) -> Listed:
    """Read the years after 2023 as ten years before, as a last digit alone would be."""
    earlier = pl.when(pl.col("day").dt.year() >= 2024).then(pl.col("day").dt.offset_by("-10y")).otherwise("day")
    return replace(listed, entries=listed.entries.with_columns(day=earlier))


def added_in_the_past(count: int, *, on_one_day: bool) -> Fault:
    def plant(listed: Listed, draw: Random) -> Listed:
        past = listed.entries.filter(pl.col("day") < date(2026, 1, 1), pl.col("subject") != "vessel")
        rows = [draw.randrange(past.height)] * count if on_one_day else [draw.randrange(past.height) for _ in range(count)]
        return replace(listed, entries=pl.concat([listed.entries, past[rows]]))

    return plant


def twice(share: float) -> Fault:
    def plant(listed: Listed, draw: Random) -> Listed:
        return replace(listed, entries=pl.concat([listed.entries, listed.entries[some(listed, share, draw)]]))

    return plant


def gone(share: float) -> Fault:
    def plant(listed: Listed, draw: Random) -> Listed:
        return replace(listed, entries=listed.entries[some(listed, 1 - share, draw)])

    return plant


def first_part(share: float) -> Fault:
    """Cut the file off: what stands behind is not there, ships included."""

    def plant(listed: Listed, draw: Random) -> Listed:
        ships = listed.ships
        cut = None if ships is None else ships.head(round(ships.height * share))
        return replace(listed, entries=listed.entries.head(round(listed.entries.height * share)), ships=cut)

    return plant


def older(listed: Listed, draw: Random) -> Listed:
    """Give the list as it was before its last two hundred listings, under today's date."""
    day = listed.entries.sort("day")["day"][-200]
    ships = None if listed.ships is None else listed.ships.filter((pl.col("listed_on") < day).fill_null(value=True))
    return replace(listed, entries=listed.entries.filter(pl.col("day") < day), ships=ships)


def of_an_older_day(listed: Listed, draw: Random) -> Listed:
    return replace(listed, day=date(2024, draw.randrange(1, 13), 1))


def another(listed: Listed, draw: Random) -> Listed:
    """Give the list of another authority under this one's name, as to its regimes and measures too."""
    other = known(draw.choice([name for name in AUTHORITIES if name != listed.name]))
    regime, measure = listed.entries["regime"][0], "asset_freeze"
    entries = other.entries.with_columns(regime=pl.lit(regime), measure=pl.lit(measure))
    return replace(listed, entries=entries, ships=None if listed.ships is None else other.ships)


def exchanged(column: str) -> Fault:
    """Exchange the two largest values of a column."""

    def plant(listed: Listed, draw: Random) -> Listed:
        frozen = listed.entries.filter(pl.col("subject") != "vessel")
        one, other = frozen.group_by(column).len().sort("len", column, descending=True)[column].head(2)
        return replace(listed, entries=listed.entries.with_columns(pl.col(column).replace({one: other, other: one})))

    return plant


def value_gone(column: str) -> Fault:
    def plant(listed: Listed, draw: Random) -> Listed:
        large = listed.entries.group_by(column).len().filter(pl.col("len") >= 30)
        value = draw.choice(sorted(large[column]))
        return replace(listed, entries=listed.entries.filter(pl.col(column) != value))

    return plant


def renamed(column: str) -> Fault:
    """Give some entries of one value another: a tenth of those of the largest."""

    def plant(listed: Listed, draw: Random) -> Listed:
        one, other = listed.entries.group_by(column).len().sort("len", column, descending=True)[column].head(2)
        hit = (pl.col(column) == one) & pl.int_range(pl.len()).is_in(some(listed, 0.2, draw))
        return replace(
            listed, entries=listed.entries.with_columns(pl.when(hit).then(pl.lit(other)).otherwise(column).alias(column))
        )

    return plant


def ships_gone(share: float) -> Fault:
    def plant(listed: Listed, draw: Random) -> Listed:
        assert listed.ships is not None
        kept = sorted(draw.sample(range(listed.ships.height), round(listed.ships.height * (1 - share))))
        return replace(listed, ships=listed.ships[kept])

    return plant


def ships_replaced(listed: Listed, draw: Random) -> Listed:
    """Misread a tenth of the numbers."""
    fewer = ships_gone(0.1)(listed, draw)
    assert listed.ships is not None
    assert fewer.ships is not None
    others = new_ships(listed.ships.height - fewer.ships.height, listed.last, draw)
    return replace(listed, ships=pl.concat([fewer.ships, others]))


def ships_of_another(listed: Listed, draw: Random) -> Listed:
    """Add forty ships that another authority listed, on days of old."""
    assert listed.ships is not None
    elsewhere = load.vessels().filter(~pl.col("imo").is_in(listed.ships["imo"].to_list())).unique("imo").sort("imo")
    rows = elsewhere[draw.sample(range(elsewhere.height), 40)].select("imo", listed_on=pl.lit(date(2025, 1, 10)))
    return replace(listed, ships=pl.concat([listed.ships, rows]))


def ships_return(listed: Listed, draw: Random) -> Listed:
    """Bring back ships that were listed no more."""
    assert listed.ships is not None
    back = load.vessels().filter(authority=AUTHORITIES[listed.name], still_listed=False).select("imo", "listed_on")
    return replace(listed, ships=pl.concat([listed.ships, back.sort("imo").sample(8, seed=draw.randrange(99))]))


def ship_days_moved(listed: Listed, draw: Random) -> Listed:
    assert listed.ships is not None
    return replace(listed, ships=listed.ships.with_columns(listed_on=pl.lit(listed.last)))


ANY: dict[str, Fault] = {
    "all days one day": all_on_one_day,
    "the day of an act moved": a_day_moved,
    "a fifth of the days a year later": moved(0.2, 365),
    "a fifth of the days a month earlier": moved(0.2, -30),
    "a fiftieth of the days a year earlier": moved(0.02, -365),
    "all days a day later": moved(1, 1),
    "day and month swapped": day_and_month_swapped,
    "the decade before": other_decade,
    "sixty added on a day of old": added_in_the_past(60, on_one_day=True),
    "sixty added on days of old": added_in_the_past(60, on_one_day=False),
    "all twice": twice(1),
    "a tenth twice": twice(0.1),
    "a thirtieth twice": twice(1 / 30),
    "half of it": first_part(0.5),
    "nine tenths of it": first_part(0.9),
    "a tenth gone": gone(0.1),
    "a thirtieth gone": gone(1 / 30),
    "an older list": older,
    "a list of an older day": of_an_older_day,
    "another list": another,
    "regimes exchanged": exchanged("regime"),
    "subjects exchanged": exchanged("subject"),
    "a fifth of another subject": renamed("subject"),
    "a regime gone": value_gone("regime"),
    "a subject gone": value_gone("subject"),
}
SHIPS: dict[str, Fault] = {
    "all ships gone": ships_gone(1),
    "a tenth of the ships gone": ships_gone(0.1),
    "a tenth of the ships with other numbers": ships_replaced,
    "ships of another list": ships_of_another,
    "all days of ships moved": ship_days_moved,
}


def planted() -> dict[str, tuple[str, Fault]]:
    """Give every fault for every list that can have it."""
    faults = {f"{name}: {what}": (name, fault) for name in AUTHORITIES for what, fault in ANY.items()}
    faults |= {f"{name}: {what}": (name, fault) for name in AUTHORITIES if name != "au" for what, fault in SHIPS.items()}
    faults |= {f"{name}: ships return": (name, ships_return) for name in ("eu_journal", "ofac")}
    # All that the UK's list gives is under one regime.
    return {what: fault for what, fault in faults.items() if what not in {"uk: regimes exchanged", "uk: a regime gone"}}
