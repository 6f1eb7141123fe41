"""What changed between two days, most important first: money, acts, listings, ships, positions, PURL, and what was corrected."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl

from analysis import load
from analysis.as_of import SOUND
from analysis.charts.citations import Source, cite, cite_pages
from analysis.charts.formatting import announced, capitalise_first, day, number_word, plural
from analysis.countries import join_words, with_article
from analysis.figures.briefing.outlook import NOT_OPENED, acts_between, lines_of_acts, with_marks
from analysis.figures.briefing.releases import SHORT, corrections, money, rows_of
from analysis.figures.briefing.scorecard import total_words
from analysis.figures.guarantees.wording import NOUNS, one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import guarantees
from analysis.measures import scorecard as card
from analysis.measures.listings import OWN_BASIS, PEOPLE, between
from analysis.measures.windows import known_by

__all__ = ["changes"]

AUTHORITIES = {"EU": "the EU", "UK": "the UK", "US": "the US"}
MOST = 16
"""Acts and positions with a line of their own: what changed fills a page."""

NAMED = 6
"""Contributions to PURL that are named."""

DOMAINS = tuple(NOUNS)
"""Positions on troops come first, then the others in the order of the record."""


def changes(tables: Snapshot) -> Panel:
    """Say what changed after the day of the last issue, up to that of the briefing, most important first.

    Takes `load.snapshot(day, since=...)`; without `since` the month before counts. Money by donor where a release of the tracker came
    out, each act (those of `new_since`, all of them), listings, ships, positions and PURL as far as each is known, and last what
    releases corrected in the past, apart from what is new.

    >>> from analysis import load
    >>> [point.label for point in changes(load.snapshot("2026-10-10", since="2026-10-02")).points][:3]
    ['Money', 'Promises', '7 Oct 2026']
    """
    steps = releases_between(tables)
    every_act = acts_between(tables)
    acts = every_act.tail(MOST)
    parts = {
        "money": [point for step in steps for point in _money(tables, *step)],
        "acts": [*_earlier(every_act.height - acts.height), *lines_of_acts(acts)],
        "listings": _listings(tables),
        "ships": _ships(tables),
        "positions": _positions(tables),
        "PURL": _purl(tables),
        "corrections": [
            point
            for before, after in steps
            for point in corrections(rows_of(str(before["release"])), rows_of(str(after["release"])))
        ],
    }
    points = [point for told in parts.values() for point in told]
    if nothing := [_nothing(tables, name) for name, told in parts.items() if not told]:
        points.append(Point("Unchanged", "", " ".join(nothing)))
    heading = f"What changed since {day(tables.since)}, up to {day(tables.day)}"
    note = with_marks(parts["acts"], "Each list is known to its own day: what came after it is on record as acts alone.")
    return Panel("changes", heading, points, note, _sources(tables, acts, steps))


Step = tuple[dict[str, object], dict[str, object]]
"""A release and the one before it, as rows of `load.releases()`."""


def releases_between(tables: Snapshot) -> list[Step]:
    """Pair each complete release that became known in the time with the one before it, in the order of their ends.

    One whose day of publication is not known was seen when the record was collected, if it is the latest; an earlier one without a
    day was there before.

    >>> from analysis import load
    >>> [after["release"] for _, after in releases_between(load.snapshot("2026-10-10", since="2026-08-01"))]
    ['29', '30']
    """
    known = load.releases().filter("complete").sort("cutoff", "release").to_dicts()
    return [(before, after) for before, after in pairwise(known) if tables.since < _known_by(after) <= tables.day]


def _known_by(release: dict[str, object]) -> date:
    day = release["published"]
    if isinstance(day, date):
        return day
    return load.collected_to() if release["release"] == load.latest_release() else date.min


def _money(tables: Snapshot, before: dict[str, object], after: dict[str, object]) -> list[Point]:
    points = money(rows_of(str(before["release"])), rows_of(str(after["release"])))
    published = after["published"]
    when = (
        f"The release was published on {day(published)}."
        if published
        else f"The day of the release is not known; it was seen by {day(_known_by(after))}."
    )
    first = points[0]
    return [Point(first.label, first.claim, f"{first.text} {when}".strip()), *points[1:]]


def _earlier(number: int) -> list[Point]:
    return [Point(plural(number, "earlier act"), "", "Not told here: load.actions() has them all.")] if number else []


def _listings(tables: Snapshot) -> list[Point]:
    """Count the people and entities that each authority listed in the time, as far as its list is known; none is no point."""
    counted = {one: _listed(tables, one, *days) for one, days in _reach(tables, "listings").items() if _is_known(tables, days)}
    removed = _removals(tables)
    if not any(counted.values()) and not removed:
        return []
    claim = _told(tables, "listings", {one: _people(number) for one, number in counted.items()})
    return [Point("Listings", claim, " ".join(filter(None, [removed, _not_known(tables, "listings")])))]


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


def _people(number: int) -> str:
    return {0: "nobody", 1: "one person or entity"}.get(number, f"{number_word(number)} people and entities")


def _told(tables: Snapshot, subject: str, what: dict[str, str]) -> str:
    """Say what each list gained, to the day to which it is known, and from which on where it begins later."""
    reach, parts = _reach(tables, subject), []
    ends = [reach[one][1] for one in what]
    for one, number in what.items():
        begins = reach[one][0]
        since = f" from {day(begins)}" if begins > tables.since + timedelta(days=1) else ""
        by = "" if len({*ends}) == 1 else f" by {day(reach[one][1])}"
        parts.append(f"{AUTHORITIES[one]} listed {number}{since}{by}")
    together = f"{',' if len(parts) > 1 else ''} by {day(ends[0])}" if len({*ends}) == 1 else ""
    return f"{capitalise_first(join_words(parts))}{together}." if parts else ""


def _not_known(tables: Snapshot, subject: str) -> str:
    """Say of which lists nothing is known in the time, and to which day they were."""
    ended = {one: days[1] for one, days in _reach(tables, subject).items() if not _is_known(tables, days)}
    parts = [f"by {AUTHORITIES[one]} after {day(end)}" for one, end in ended.items()]
    return f"Not known: {subject} {join_words(parts)}." if parts else ""


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
        return f"The US removed {number_word(most)}."
    return (
        f"The US removed at least {number_word(least)} and at most {number_word(most)}."
        if least
        else f"The US removed at most {number_word(most)}."
    )


def _ships(tables: Snapshot) -> list[Point]:
    """Count the ships that each list gained in the time, as far as it is known; none is no point."""
    then, now = (card.ships_listed(tables.vessels, tables.coverage, one) for one in (tables.since, tables.day))
    known = [one for one, days in _reach(tables, "ships").items() if _is_known(tables, days)]
    gained = {one: now[one][0] - (then[one][0] if one in then else 0) for one in known}
    if not any(gained.values()):
        return []
    so_far = [f"{AUTHORITIES[one]} {now[one][0]}" for one, more in gained.items() if more]
    claim = _told(tables, "ships", {one: plural(more, "more ship") for one, more in gained.items()})
    return [Point("Ships", claim, f"Ever listed: {join_words(so_far)}. {_not_known(tables, 'ships')}".strip())]


def _positions(tables: Snapshot) -> list[Point]:
    """Name each country whose answer became another one: troops first, then by day."""
    first = tables.since + timedelta(days=1)
    moved = guarantees.changes_of_mind(tables.sound_pledges, None, tables.day, since=first)
    names = dict(tables.countries.select("iso3", "name").iter_rows())
    rows = sorted(moved.to_dicts(), key=lambda row: (DOMAINS.index(row["domain"]), row["changed_on"], row["country"]))
    rest = len(rows) - MOST
    more = (
        [Point("Position", "", f"{plural(rest, 'other change')} of mind: measures.guarantees.changes_of_mind.")]
        if rest > 0
        else []
    )
    return [*(_position(row, names[row["country"]]) for row in rows[:MOST]), *more]


def _position(row: dict[str, object], name: str) -> Point:
    what = NOUNS[str(row["domain"])]
    who = capitalise_first(SHORT.get(name, with_article(name)))
    return Point(
        "Position",
        f"{who} {one_answer(str(row['answer_after']), what)}.",
        f"Until {day(row['changed_on'])} it {one_answer(str(row['answer_before']), what, past=True)}.",
    )


def _purl(tables: Snapshot) -> list[Point]:
    """Name contributions to PURL announced in the time, and the running total if a new one was published."""
    in_time = pl.col("known_by").is_between(tables.since, tables.day, closed="right")
    rows = tables.purl.filter(in_time, SOUND, pl.col("row_kind").cast(pl.String) == "national").sort("known_by", "donor")
    given = [_contribution(row) for row in rows.with_columns(pl.col("currency", "grade").cast(pl.String)).iter_rows(named=True)]
    then, now = (card.purl_total(tables.purl, one) for one in (tables.since, tables.day))
    total = f"All so far: {total_words(now)}, as stated by {day(now[1])}." if now else ""
    if not given and now == then:
        return []
    number = "One contribution" if rows.height == 1 else f"{capitalise_first(number_word(rows.height))} contributions"
    last = ", the last of them" if len(given) > NAMED else ""
    claim = f"{number} announced{last}: {join_words(given[-NAMED:])}." if given else ""
    return [Point("PURL", claim, total)] if claim else [Point("PURL", total)]


def _contribution(row: dict[str, object]) -> str:
    name = str(row["donor"])
    amount = row["amount"]
    told = "no amount stated" if not isinstance(amount, Decimal) else announced(amount, str(row["currency"]))
    reported = ", reported" if str(row["grade"]) in NOT_OPENED else ""
    return f"{SHORT.get(name, with_article(name))} ({told}{reported})"


NOTHING = {
    "money": "No release of the aid tracker is known to have come out in this time, so that new money is not known.",
    "acts": "No act is on record in this time.",
    "positions": "No answer on guarantees changed.",
    "PURL": "No contribution to PURL was announced.",
    "corrections": "No release with months corrected earlier ones.",
}


def _nothing(tables: Snapshot, name: str) -> str:
    """Say of a subject that nothing changed, or that its list does not reach so far: the two are never one."""
    if name in NOTHING:
        return NOTHING[name]
    known = [one for one, days in _reach(tables, name).items() if _is_known(tables, days)]
    none = _told(tables, name, dict.fromkeys(known, "no ship" if name == "ships" else "nobody"))
    return " ".join(filter(None, [none, _not_known(tables, name)]))


def _sources(tables: Snapshot, acts: pl.DataFrame, steps: Iterable[Step]) -> list[Source]:
    releases = [rows_of(name) for name in dict.fromkeys(str(one["release"]) for step in steps for one in step)]
    own = pl.any_horizontal((pl.col("authority") == one) & (pl.col("basis") == basis) for one, basis in OWN_BASIS.items())
    ships = tables.vessels.filter(pl.col("authority").is_in(list(AUTHORITIES)))
    rows = pl.col("known_by").is_between(tables.since, tables.day, closed="right")
    return [
        *cite(*releases, tables.designations.filter(own), ships),
        *cite_pages(acts, "acts"),
        *cite_pages(tables.sound_pledges.filter(rows), "statements"),
        *cite_pages(tables.purl.filter(rows, SOUND), "contributions"),
    ]
