"""What is new since the last issue: the first lines of what changed, as the second page of a briefing has room for."""

from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite, cite_pages
from analysis.figures.briefing.changes import changes, releases_between
from analysis.figures.briefing.outlook import acts_between, lines_of_acts, with_marks
from analysis.figures.briefing.releases import in_short, rows_of
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot

__all__ = ["new_since"]

MOST = 9
"""Lines of what is new: those of money, positions and PURL, at most half of them, and the last acts."""


def new_since(tables: Snapshot) -> Panel:
    """Say what is new after the day of the last issue, up to that of the briefing: the findings of `changes`, then the last acts.

    Takes `load.snapshot(day, since=...)`; without `since` the month before counts. Of money the newest release alone is told. Acts in
    doubt and rows that rest on a copy alone are left out.

    >>> from analysis import load
    >>> panel = new_since(load.snapshot("2026-10-10", since="2026-09-20"))
    >>> panel.heading, panel.points[0].label, panel.points[0].text
    ('What is new since 20 September 2026', 'Money', 'Aid totals of all donors to June 2026 are €15.8bn above those to April 2026.')
    """
    whole = changes(tables)
    # Positions and PURL stand before the acts, after money: listings and ships are told by the acts that brought them.
    first = (say("briefing.changes.position_label"), say("briefing.changes.purl_label"))
    others = [Point(point.label, "", point.claim) for point in whole.points if point.label in first and point.claim]
    found = [*_money(tables), *others][: MOST // 2]
    acts = acts_between(tables)
    shown = acts.tail(MOST - len(found))
    points = [*found, *lines_of_acts(shown)]
    earlier = acts.height - shown.height
    note = say("briefing.new.earlier_acts", number=earlier, since=tables.since) if earlier else ""
    nothing = [] if points else [Point("", say("briefing.changes.no_act"))]
    heading = say("briefing.new.heading", since=tables.since)
    sources = whole.sources if others else [*_releases(tables), *(cite_pages(shown, "acts") if shown.height else [])]
    return Panel("new", heading, points or nothing, with_marks(points, note), sources)


def _releases(tables: Snapshot) -> list[Source]:
    return [
        source for step in releases_between(tables)[-1:] for source in cite(*(rows_of(str(one["release"])) for one in step))
    ]


def _money(tables: Snapshot) -> list[Point]:
    steps = [[rows_of(str(one["release"])) for one in step] for step in releases_between(tables)]
    told = [in_short(before, after) for before, after in steps]
    return [Point(say("briefing.new.money_label"), "", text) for text in filter(None, told[-1:])]
