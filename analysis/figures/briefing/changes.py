"""What changed between two days, most important first: money, acts, listings, ships, positions, PURL, and what was corrected."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl

from analysis import load
from analysis.as_of import SOUND
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite, cite_pages
from analysis.charts.formatting import announced
from analysis.countries import short_with_article
from analysis.figures.briefing import listed
from analysis.figures.briefing.outlook import NOT_OPENED, acts_between, lines_of_acts, with_marks
from analysis.figures.briefing.releases import corrections, money, rows_of
from analysis.figures.briefing.scorecard import total_words
from analysis.figures.guarantees.wording import NOUNS, one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import guarantees
from analysis.measures import scorecard as card
from analysis.measures.listings import OWN_BASIS

__all__ = ["changes"]

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
        "listings": listed.listings(tables),
        "ships": listed.ships(tables),
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
        points.append(Point(say("briefing.changes.unchanged_label"), "", " ".join(nothing)))
    heading = say("briefing.changes.heading", since=tables.since, day=tables.day)
    note = with_marks(parts["acts"], say("briefing.changes.lists_end"))
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
    first = points[0]
    return [Point(first.label, first.claim, f"{first.text} {_came_out(after)}".strip()), *points[1:]]


def _came_out(release: dict[str, object]) -> str:
    if release["published"]:
        return say("briefing.changes.published", day=release["published"])
    return say("briefing.changes.day_not_known", day=_known_by(release))


def _earlier(number: int) -> list[Point]:
    if not number:
        return []
    return [Point(say("briefing.changes.earlier_acts_label", number=number), "", say("briefing.changes.earlier_acts"))]


def _positions(tables: Snapshot) -> list[Point]:
    """Name each country whose answer became another one: troops first, then by day."""
    first = tables.since + timedelta(days=1)
    moved = guarantees.changes_of_mind(tables.sound_pledges, None, tables.day, since=first)
    names = dict(tables.countries.select("iso3", "name").iter_rows())
    rows = sorted(moved.to_dicts(), key=lambda row: (DOMAINS.index(row["domain"]), row["changed_on"], row["country"]))
    told = [_position(row, names[row["country"]]) for row in rows[:MOST]]
    rest = len(rows) - MOST
    if rest <= 0:
        return told
    return [*told, Point(say("briefing.changes.position_label"), "", say("briefing.changes.other_changes", number=rest))]


def _position(row: dict[str, object], name: str) -> Point:
    what = NOUNS[str(row["domain"])]
    before, after = one_answer(str(row["answer_before"]), what, past=True), one_answer(str(row["answer_after"]), what)
    return Point(
        say("briefing.changes.position_label"),
        say("briefing.changes.position", country=short_with_article(name), answer=after),
        say("briefing.changes.position_before", day=row["changed_on"], answer=before),
    )


def _purl(tables: Snapshot) -> list[Point]:
    """Name contributions to PURL announced in the time, and the running total if a new one was published."""
    in_time = pl.col("known_by").is_between(tables.since, tables.day, closed="right")
    rows = tables.purl.filter(in_time, SOUND, pl.col("row_kind").cast(pl.String) == "national").sort("known_by", "donor")
    given = [_contribution(row) for row in rows.with_columns(pl.col("currency", "grade").cast(pl.String)).iter_rows(named=True)]
    then, now = (card.purl_total(tables.purl, one) for one in (tables.since, tables.day))
    total = say("briefing.changes.purl_total", total=total_words(now), day=now[1]) if now else ""
    if not given and now == then:
        return []
    label = say("briefing.changes.purl_label")
    return [Point(label, _announced(given), total)] if given else [Point(label, total)]


def _announced(given: list[str]) -> str:
    if len(given) > NAMED:
        return say("briefing.changes.purl_last_announced", number=len(given), given=given[-NAMED:])
    return say("briefing.changes.purl_announced", number=len(given), given=given)


def _contribution(row: dict[str, object]) -> str:
    donor, amount = short_with_article(str(row["donor"])), row["amount"]
    is_reported = str(row["grade"]) in NOT_OPENED
    if not isinstance(amount, Decimal):
        if is_reported:
            return say("briefing.changes.no_amount_reported_words", donor=donor)
        return say("briefing.changes.no_amount_words", donor=donor)
    written = announced(amount, str(row["currency"]))
    if is_reported:
        return say("briefing.changes.amount_reported_words", donor=donor, amount=written)
    return say("briefing.changes.amount_words", donor=donor, amount=written)


def _nothing(tables: Snapshot, name: str) -> str:
    """Say of a subject that nothing changed, or that its list does not reach so far: the two are never one."""
    if name == "listings":
        return listed.no_listings(tables)
    if name == "ships":
        return listed.no_ships(tables)
    return {
        "money": say("briefing.changes.no_release"),
        "acts": say("briefing.changes.no_act"),
        "positions": say("briefing.changes.no_answer_changed"),
        "PURL": say("briefing.changes.no_contribution"),
        "corrections": say("briefing.changes.no_correction"),
    }[name]


def _sources(tables: Snapshot, acts: pl.DataFrame, steps: Iterable[Step]) -> list[Source]:
    releases = [rows_of(name) for name in dict.fromkeys(str(one["release"]) for step in steps for one in step)]
    own = pl.any_horizontal((pl.col("authority") == one) & (pl.col("basis") == basis) for one, basis in OWN_BASIS.items())
    ships = tables.vessels.filter(pl.col("authority").is_in(list(listed.AUTHORITIES)))
    rows = pl.col("known_by").is_between(tables.since, tables.day, closed="right")
    return [
        *cite(*releases, tables.designations.filter(own), ships),
        *cite_pages(acts, "acts"),
        *cite_pages(tables.sound_pledges.filter(rows), "statements"),
        *cite_pages(tables.purl.filter(rows, SOUND), "contributions"),
    ]
