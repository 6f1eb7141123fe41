"""Plant a further set of faults into lists and the estimate of energy, written without sight of the rules that weigh them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import polars as pl

from tests.support.planted_energy import VALUES, whole
from tests.support.planted_lists import AUTHORITIES, Fault, Listed, known, new_ships

ACT = 20
"""From how many listings on a day it is an act that somebody would miss."""

EnergyFault = Callable[[pl.DataFrame, Random], pl.DataFrame]


def act_of(listed: Listed, draw: Random) -> date:
    """Draw a day, but for the last, on which an act listed many."""
    days = listed.entries.group_by("day").len().filter(pl.col("len") >= ACT, pl.col("day") < listed.last).sort("day")
    return draw.choice(days["day"].to_list())


def changed(listed: Listed, hit: pl.Expr, **columns: pl.Expr) -> Listed:
    """Give columns other values where an entry is meant."""
    columns_after = [pl.when(hit).then(value).otherwise(name).alias(name) for name, value in columns.items()]
    return replace(listed, entries=listed.entries.with_columns(columns_after).sort(pl.all()))


def act_re_dated(listed: Listed, draw: Random) -> Listed:
    """Date all that one act listed on the last day: when it was amended."""
    return changed(listed, pl.col("day") == act_of(listed, draw), day=pl.lit(listed.last))


def act_a_year_before(listed: Listed, draw: Random) -> Listed:
    return changed(listed, pl.col("day") == act_of(listed, draw), day=pl.col("day") - timedelta(days=365))


def act_twice(listed: Listed, draw: Random) -> Listed:
    again = listed.entries.filter(pl.col("day") == act_of(listed, draw))
    return replace(listed, entries=pl.concat([listed.entries, again]).sort(pl.all()))


def act_gone(listed: Listed, draw: Random) -> Listed:
    return replace(listed, entries=listed.entries.filter(pl.col("day") != act_of(listed, draw)))


def persons_of_an_act_as_entities(listed: Listed, draw: Random) -> Listed:
    """Take the persons of the act with most of them for entities."""
    persons = listed.entries.filter(pl.col("subject") == "person", pl.col("day") < listed.last)
    days = persons.group_by("day").len().sort("len", "day", descending=True).head(3)["day"].to_list()
    hit = (pl.col("day") == draw.choice(days)) & (pl.col("subject") == "person")
    return changed(listed, hit, subject=pl.lit("entity"))


def tenth_of_persons_as_entities(listed: Listed, draw: Random) -> Listed:
    persons = listed.entries.with_row_index("at").filter(pl.col("subject") == "person")["at"].to_list()
    hit = pl.int_range(pl.len()).is_in(draw.sample(persons, len(persons) // 10))
    return changed(listed, hit, subject=pl.lit("entity"))


def persons_re_dated(listed: Listed, draw: Random) -> Listed:
    """Give all persons the last day: a list that dates each by its last change."""
    return changed(listed, pl.col("subject") == "person", day=pl.lit(listed.last))


def year_a_month_on(listed: Listed, draw: Random) -> Listed:
    """Date what one year listed a month later than it was."""
    years = listed.entries.group_by(year=pl.col("day").dt.year()).len().filter(pl.col("len") >= 60).sort("year")
    year = draw.choice(years["year"].to_list())
    later = pl.min_horizontal(pl.col("day").dt.offset_by("1mo"), pl.lit(listed.last))
    return changed(listed, pl.col("day").dt.year() == year, day=later)


def spread_over_the_past(listed: Listed, draw: Random) -> Listed:
    """Add a thirtieth of the entries, on days drawn among those covered."""
    many = max(40, listed.entries.height // 30)
    rows = listed.entries[[draw.randrange(listed.entries.height) for _ in range(many)]]
    days = pl.Series([listed.last - timedelta(days=draw.randrange(30, 1400)) for _ in range(many)])
    return replace(listed, entries=pl.concat([listed.entries, rows.with_columns(day=days)]).sort(pl.all()))


def part_gone(least: float, most: float) -> Fault:
    """Leave out one stretch of the entries as they stand."""

    def plant(listed: Listed, draw: Random) -> Listed:
        many = round(listed.entries.height * draw.uniform(least, most))
        start = draw.randrange(listed.entries.height - many)
        kept = [*range(start), *range(start + many, listed.entries.height)]
        return replace(listed, entries=listed.entries[kept])

    return plant


def earliest_gone(listed: Listed, draw: Random) -> Listed:
    """Leave out what was listed before 24 February 2022, or the first sixth of a list that began later."""
    early = listed.entries["day"].sort()[listed.entries.height // 6]
    return replace(listed, entries=listed.entries.filter(pl.col("day") > max(early, date(2022, 2, 23))))


def half_of_another(listed: Listed, draw: Random) -> Listed:
    """Put half of another authority's entries in the place of half of these."""
    other = known(draw.choice(sorted(set(AUTHORITIES) - {listed.name}))).entries
    halves = [rows[sorted(draw.sample(range(rows.height), rows.height // 2))] for rows in (listed.entries, other)]
    return replace(listed, entries=pl.concat(halves).sort(pl.all()))


def state_of_last_year(listed: Listed, draw: Random) -> Listed:
    """Give the list as it stood some months ago, under today's date: before the last act that data/ holds, or earlier."""
    rows = listed.entries.sort("day")
    ago = rows["day"][rows.height - 1 - max(100, rows.height // draw.randrange(8, 15))]
    until = min(ago, known(listed.name).last - timedelta(days=1))
    ships = (
        listed.ships.filter(pl.col("listed_on").is_null() | (pl.col("listed_on") <= until))
        if listed.ships is not None
        else None
    )
    return replace(listed, entries=rows.filter(pl.col("day") <= until).sort(pl.all()), ships=ships)


def largest_regime_renamed(listed: Listed, draw: Random) -> Listed:
    largest = listed.entries.group_by("regime").len().sort("len", "regime")["regime"][-1]
    return changed(listed, pl.col("regime") == largest, regime=pl.lit("Another"))


LISTS: dict[str, Fault] = {
    "an act re-dated to the last day": act_re_dated,
    "an act a year before": act_a_year_before,
    "an act twice": act_twice,
    "an act gone": act_gone,
    "persons of an act as entities": persons_of_an_act_as_entities,
    "a tenth of the persons as entities": tenth_of_persons_as_entities,
    "all persons re-dated": persons_re_dated,
    "a year a month on": year_a_month_on,
    "spread over the past": spread_over_the_past,
    "a stretch gone": part_gone(0.05, 0.1),
    "most of it gone": part_gone(0.4, 0.8),
    "the earliest gone": earliest_gone,
    "half of another list": half_of_another,
    "the state of some months ago": state_of_last_year,
    "the largest regime under another name": largest_regime_renamed,
}


def days_of_ships_shuffled(listed: Listed, draw: Random) -> Listed:
    days = listed.ships["listed_on"].to_list()
    draw.shuffle(days)
    return replace(listed, ships=listed.ships.with_columns(listed_on=pl.Series(days, dtype=pl.Date)))


def one_in_seven_ships_gone(listed: Listed, draw: Random) -> Listed:
    ships = listed.ships
    return replace(listed, ships=ships[sorted(draw.sample(range(ships.height), ships.height - ships.height // 7))])


def ships_on_days_of_old(listed: Listed, draw: Random) -> Listed:
    """Add thirty ships on a day on which none was counted."""
    day = listed.ships["listed_on"].drop_nulls().min() - timedelta(days=draw.randrange(20, 300))  # type: ignore[operator]
    return replace(listed, ships=pl.concat([listed.ships, new_ships(30, day, draw)]).sort("imo"))


def numbers_misread(listed: Listed, draw: Random) -> Listed:
    """Give one ship in fifteen the number of none that was ever listed, on its own day."""
    ships = listed.ships
    places = sorted(draw.sample(range(ships.height), ships.height // 15))
    others = new_ships(len(places), listed.last, draw)["imo"].to_list()
    numbers = ships["imo"].to_list()
    for place, other in zip(places, others, strict=True):
        numbers[place] = other
    return replace(listed, ships=ships.with_columns(imo=pl.Series(numbers)).sort("imo"))


SHIPS: dict[str, Fault] = {
    "days of ships shuffled": days_of_ships_shuffled,
    "one ship in seven gone": one_in_seven_ships_gone,
    "ships on a day of old": ships_on_days_of_old,
    "numbers of ships misread": numbers_misread,
}


def planted() -> dict[str, tuple[str, Fault]]:
    """Give every fault for every list that can have it."""
    both = {f"{name}: {what}": (name, fault) for name in AUTHORITIES for what, fault in LISTS.items()}
    ships = {f"{name}: {what}": (name, fault) for name in AUTHORITIES if name != "au" for what, fault in SHIPS.items()}
    return both | ships


def parts(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("commodity") != "all")


def one_of(rows: pl.DataFrame, column: str, draw: Random) -> object:
    return draw.choice(sorted(set(rows[column])))


def scaled(factor: float, *columns: str) -> EnergyFault:
    """Scale the rows that share one value in each of the columns."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        known_before = rows.filter(pl.col("month") < rows["month"].max())
        hit = pl.all_horizontal(
            pl.lit(value=True), *(pl.col(name) == one_of(parts(known_before), name, draw) for name in columns)
        )
        return whole(parts(rows).with_columns(pl.when(hit).then(pl.col(name) * factor).otherwise(name) for name in VALUES))

    return plant


def month_missing(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    months = sorted(set(rows["month"]))
    return rows.filter(pl.col("month") != draw.choice(months[1:-2]))


def months_slipped(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Date every month a month on."""
    return rows.with_columns(pl.col("month").dt.offset_by("1mo")).filter(pl.col("month") <= rows["month"].max())


def buyers_exchanged(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    left, right = draw.sample(sorted(set(rows["buyer"])), 2)
    return rows.with_columns(pl.col("buyer").replace({left: right, right: left})).sort("month", "buyer", "commodity")


ENERGY: dict[str, EnergyFault] = {
    "a buyer ten times": scaled(10, "buyer"),
    "a month twice": scaled(2, "month"),
    "a month of a buyer a hundred times": scaled(100, "buyer", "month"),
    "a cell a hundred times": scaled(100, "buyer", "commodity", "month"),
    "a fuel half as much again": scaled(1.5, "commodity"),
    "all in dollars": scaled(1.08),
    "a month missing": month_missing,
    "months slipped": months_slipped,
    "two buyers exchanged": buyers_exchanged,
}
