"""What the lists of the EU, the UK and the US gained between two days, each as far as it is known: people, entities and ships."""

from datetime import date, timedelta

import polars as pl

from analysis.charts.catalogue import say
from analysis.figures.panel import Point
from analysis.load.snapshot import Snapshot
from analysis.measures import scorecard as card
from analysis.measures.listings import OWN_BASIS, PEOPLE, between
from analysis.measures.windows import known_by

__all__ = ["listings", "no_listings", "no_ships", "ships"]

AUTHORITIES = ("EU", "UK", "US")


def listings(tables: Snapshot) -> list[Point]:
    """Count the people and entities that each authority listed in the time, as far as its list is known; none is no point.

    >>> from analysis import load
    >>> listings(load.snapshot("2026-10-10", since="2026-08-01"))[0].label
    'Listings'
    """
    counted = {one: _listed(tables, one, *days) for one, days in _reach(tables, "listings").items() if _is_known(tables, days)}
    removed = _removals(tables)
    if not any(counted.values()) and not removed:
        return []
    claim = _told(
        tables, "listings", {one: say("briefing.listed.people_words", number=number) for one, number in counted.items()}
    )
    text = " ".join(filter(None, [removed, _listings_not_known(tables)]))
    return [Point(say("briefing.listed.listings_label"), claim, text)]


def ships(tables: Snapshot) -> list[Point]:
    """Count the ships that each list gained in the time, as far as it is known; none is no point.

    >>> from analysis import load
    >>> ships(load.snapshot("2026-10-10", since="2026-07-01"))[0].label
    'Ships'
    """
    then, now = (card.ships_listed(tables.vessels, tables.coverage, one) for one in (tables.since, tables.day))
    gained = {one: now[one][0] - (then[one][0] if one in then else 0) for one in _known(tables, "ships")}
    if not any(gained.values()):
        return []
    so_far = [
        say("briefing.listed.ships_so_far_words", who=_name(one), ships=now[one][0]) for one, more in gained.items() if more
    ]
    claim = _told(tables, "ships", {one: say("briefing.listed.more_ships_words", number=more) for one, more in gained.items()})
    text = f"{say('briefing.listed.ships_so_far', parts=so_far)} {_ships_not_known(tables)}".strip()
    return [Point(say("briefing.listed.ships_label"), claim, text)]


def no_listings(tables: Snapshot) -> str:
    """Say that nobody was listed, of each list as far as it is known.

    >>> from analysis import load
    >>> no_listings(load.snapshot("2026-04-10", since="2026-04-08"))
    'The EU listed nobody, the UK listed nobody and the US listed nobody, by 10 April 2026.'
    """
    nobody = dict.fromkeys(_known(tables, "listings"), say("briefing.listed.people_words", number=0))
    return " ".join(filter(None, [_told(tables, "listings", nobody), _listings_not_known(tables)]))


def no_ships(tables: Snapshot) -> str:
    """Say that no ship was listed, of each list as far as it is known.

    >>> from analysis import load
    >>> no_ships(load.snapshot("2026-04-10", since="2026-04-08"))
    'The EU listed no ship, the UK listed no ship and the US listed no ship, by 10 April 2026.'
    """
    none = dict.fromkeys(_known(tables, "ships"), say("briefing.listed.no_ship_words"))
    return " ".join(filter(None, [_told(tables, "ships", none), _ships_not_known(tables)]))


def _listed(tables: Snapshot, authority: str, begins: date, end: date) -> int:
    first = max(begins, tables.since + timedelta(days=1))
    return between(tables.designations, authority, OWN_BASIS[authority], "asset_freeze", first, end, PEOPLE)


Reach = dict[str, tuple[date, date]]


def _reach(tables: Snapshot, subject: str) -> Reach:
    """Give the first and the last day of each compared list, as far as they are known on the day of the briefing."""
    if subject == "ships":
        known = card.ships_listed(tables.vessels, tables.coverage, tables.day)
        return {one: (date.min, known[one][1]) for one in AUTHORITIES if one in known}
    covered = known_by(tables.coverage, tables.day).filter(measure="asset_freeze")
    own = {one: covered.filter(authority=one, basis=basis) for one, basis in OWN_BASIS.items()}
    return {one: rows.select("first_day", "last_day").row(0) for one, rows in own.items() if rows.height}


def _is_known(tables: Snapshot, days: tuple[date, date]) -> bool:
    return days[1] > tables.since


def _known(tables: Snapshot, subject: str) -> list[str]:
    return [one for one, days in _reach(tables, subject).items() if _is_known(tables, days)]


def _name(authority: str) -> str:
    return {
        "EU": say("briefing.listed.eu_words"),
        "UK": say("briefing.listed.uk_words"),
        "US": say("briefing.listed.us_words"),
    }[authority]


def _told(tables: Snapshot, subject: str, what: dict[str, str]) -> str:
    """Say what each list gained, to the day to which it is known, and from which on where it begins later."""
    reach = _reach(tables, subject)
    ends = {reach[one][1] for one in what}
    parts = [_listed_what(tables, one, number, reach[one], is_alone=len(ends) > 1) for one, number in what.items()]
    if len(ends) != 1:
        return say("briefing.listed.told", parts=parts) if parts else ""
    if len(parts) == 1:
        return say("briefing.listed.told_of_one", parts=parts, end=ends.pop())
    return say("briefing.listed.told_together", parts=parts, end=ends.pop())


def _listed_what(tables: Snapshot, authority: str, what: str, days: tuple[date, date], *, is_alone: bool) -> str:
    """Say what one authority listed, and from which day on where its list begins later; to which day where it says so alone."""
    begins, end = days
    told = {"who": _name(authority), "what": what}
    if begins > tables.since + timedelta(days=1):
        if is_alone:
            return say("briefing.listed.listed_from_to_words", **told, begins=begins, end=end)
        return say("briefing.listed.listed_from_words", **told, begins=begins)
    return say("briefing.listed.listed_to_words", **told, end=end) if is_alone else say("briefing.listed.listed_words", **told)


def _listings_not_known(tables: Snapshot) -> str:
    """Say of which lists nothing is known in the time, and to which day they were."""
    parts = _unknown(tables, "listings")
    return say("briefing.listed.listings_not_known", parts=parts) if parts else ""


def _ships_not_known(tables: Snapshot) -> str:
    parts = _unknown(tables, "ships")
    return say("briefing.listed.ships_not_known", parts=parts) if parts else ""


def _unknown(tables: Snapshot, subject: str) -> list[str]:
    ended = {one: days[1] for one, days in _reach(tables, subject).items() if not _is_known(tables, days)}
    return [say("briefing.listed.by_whom_after_words", who=_name(one), end=end) for one, end in ended.items()]


def _removals(tables: Snapshot) -> str:
    """Count removals of people and entities from the US list within their bounds: of each the last day seen and the first day gone are known."""
    people = pl.col("subject").cast(pl.String).is_in(PEOPLE)
    gone = tables.delistings.filter(people, authority="US").filter(
        pl.col("not_after").is_between(tables.since, tables.day, closed="right")
    )
    most, least = (int(rows["removals"].sum()) for rows in (gone, gone.filter(pl.col("not_before") >= tables.since)))
    if not most:
        return ""
    if least == most:
        return say("briefing.listed.us_removed", most=most)
    if least:
        return say("briefing.listed.us_removed_between", least=least, most=most)
    return say("briefing.listed.us_removed_at_most", most=most)
