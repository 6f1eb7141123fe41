"""What one release of the aid tracker says that another did not: new money by donor, and corrections of the past apart from it."""

from datetime import date
from decimal import Decimal

import polars as pl

from analysis import load
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first
from analysis.countries import short_with_article
from analysis.errors import NotComparable
from analysis.figures.aid.inputs import edition, last_day, require_one_release, until
from analysis.figures.panel import Panel, Point
from analysis.measures import aid as measure

__all__ = ["between_releases", "corrections", "money"]

TOLD = Decimal(5_000_000)
"""Exact euros from which a change is told; less reads as zero, and releases differ by how they were rounded."""

DONORS, MONTHS, LINES = 5, 4, 12
"""How many donors and months are named with their amounts, and how many donors have a line of their own; the others are counted."""

ALLOCATED = "allocated"
STAGES = (ALLOCATED, "committed")


def between_releases(before: pl.DataFrame, after: pl.DataFrame) -> Panel:
    """Say what a release of the aid tracker changed against an earlier one: new money by donor, then what it corrects and where.

    Takes `load.aid()` of both, or `load.aid_totals()` where one has no months. A donor whose money changed its month is named with the
    months that gained and lost. Raises NotComparable for rows of several releases, of the same one twice, or of a later one first.

    >>> between_releases(load.aid(28), load.aid(29)).points[0].claim
    'Release 29 adds €8.8bn of new allocations to release 28.'
    """
    for aid in (before, after):
        require_one_release(aid, "allocated")
    names = [aid["release"][0] for aid in (before, after)]
    if names[0] == names[1]:
        raise NotComparable(f"release {names[0]} does not differ from itself", "name two: --from 28 --to 29")
    if last_day(before) > last_day(after):
        raise NotComparable(
            f"{edition(before)} ends after {edition(after)}", f"name the earlier first: --from {names[1]} --to {names[0]}"
        )
    points = [*money(before, after), *corrections(before, after), *_by_donor(before, after)]
    heading = say(
        "briefing.releases.heading",
        before=edition(before),
        before_until=until(before),
        after=edition(after),
        after_until=until(after),
    )
    return Panel("changes", heading, points, _how_told(before, after), cite(before, after))


def rows_of(release: str) -> pl.DataFrame:
    """Load a release by month, or its totals where it has no months; raises UnknownRelease.

    >>> rows_of("29").columns == load.aid(29).columns, rows_of("30").columns == load.aid_totals(30).columns
    (True, True)
    """
    by_month = load.releases().drop_nulls("last_month")["release"].to_list()
    return load.aid(release) if release in by_month else load.aid_totals(release)


def money(before: pl.DataFrame, after: pl.DataFrame) -> list[Point]:
    """Say how much a release adds, by donor; of releases without months only by how much their totals differ.

    >>> [point.label for point in money(load.aid(28), load.aid(29))]
    ['Money', 'Promises']
    """
    stages = [stage for stage in STAGES if all((aid["stage"] == stage).any() for aid in (before, after))]
    return [(_new_money if _have_months(before, after) else _difference)(before, after, stage) for stage in stages]


def in_short(before: pl.DataFrame, after: pl.DataFrame) -> str:
    """Say in one sentence how allocations of one release differ from another's, by the ends of both as a short briefing names them.

    Nothing where one of the two has no allocations: what is not known is no zero.

    >>> in_short(load.aid(28), load.aid(29))
    'Aid data to April 2026 add €8.8bn of new allocations to those to February 2026.'
    """
    ends = {"after": until(after), "before": until(before)}
    if not all((aid["stage"] == ALLOCATED).any() for aid in (before, after)):
        return ""
    if _have_months(before, after):
        added = _sum(_named(measure.news(before, after)), "news")
        if added < TOLD:
            return say("briefing.releases.data_add_nothing", **ends)
        return say("briefing.releases.data_add", **ends, added=added)
    change = _sum(measure.revisions(_totals(before), _totals(after), by="donor"), "change")
    if abs(change) < TOLD:
        return say("briefing.releases.totals_same", **ends)
    if change > 0:
        return say("briefing.releases.totals_above", **ends, change=change)
    return say("briefing.releases.totals_below", **ends, change=-change)


def corrections(before: pl.DataFrame, after: pl.DataFrame) -> list[Point]:
    """Say what a release corrects in allocations: money dated anew, added to earlier months and taken off them, by donor.

    >>> corrections(load.aid(28), load.aid(29))[0].claim
    'Release 29 dates up to €7.4bn of earlier allocations anew, €2.0bn of which had no month.'
    """
    if not _have_months(before, after):
        return []
    moved = _named(measure.news(before, after))
    redated, dated, added, taken = (_sum(moved, name) for name in ("redated", "dated", "added", "taken"))
    which = edition(after)
    if max(redated, added, taken) < TOLD:
        return [Point(say("briefing.releases.corrections_label"), say("briefing.releases.corrects_nothing", release=which))]
    points = [
        Point(say("briefing.releases.redated_label"), _redated(which, redated, dated), _sentence(moved, "redated")),
    ]
    if added >= TOLD:
        claim = say("briefing.releases.added", added=added)
        points.append(Point(say("briefing.releases.added_label"), claim, _sentence(moved, "added")))
    if taken >= TOLD:
        claim = say("briefing.releases.taken", taken=taken)
        points.append(Point(say("briefing.releases.taken_label"), claim, _sentence(moved, "taken")))
    return [point for point in points if point.text]


def _redated(which: str, redated: Decimal, dated: Decimal) -> str:
    if dated >= TOLD:
        return say("briefing.releases.redated_and_dated", release=which, redated=redated, dated=dated)
    return say("briefing.releases.redated", release=which, redated=redated)


def _label(stage: str) -> str:
    return say("briefing.releases.allocated_label") if stage == ALLOCATED else say("briefing.releases.committed_label")


def _new_money(before: pl.DataFrame, after: pl.DataFrame, stage: str) -> Point:
    moved = _named(measure.news(before, after, stage=stage))
    added = _sum(moved, "news")
    states = _sum(moved.filter(donor="USA"), "news")
    across = _amounts(moved, "redated_to_new")
    parts = [
        _sentence(moved, "news"),
        say("briefing.releases.new_none_us") if added >= TOLD and states < TOLD else "",
        say("briefing.releases.redated_to_new", amounts=across) if across else "",
    ]
    return Point(_label(stage), _adds(before, after, stage, added), " ".join(filter(None, parts)))


def _adds(before: pl.DataFrame, after: pl.DataFrame, stage: str, added: Decimal) -> str:
    which, earlier = edition(after), edition(before)
    if stage == ALLOCATED:
        if added < TOLD:
            return say("briefing.releases.adds_no_allocations", release=which)
        return say("briefing.releases.adds_allocations", release=which, added=added, earlier=earlier)
    if added < TOLD:
        return say("briefing.releases.adds_no_commitments", release=which)
    return say("briefing.releases.adds_commitments", release=which, added=added, earlier=earlier)


def _difference(before: pl.DataFrame, after: pl.DataFrame, stage: str) -> Point:
    """Say by how much totals differ: without months what is new and what is corrected is not known."""
    moved = measure.revisions(_totals(before), _totals(after), by="donor", stage=stage)
    named = _named(moved.with_columns(more=pl.col("change").clip(lower_bound=0), less=(-pl.col("change")).clip(lower_bound=0)))
    less = _amounts(named, "less")
    us_same = abs(_sum(moved.filter(donor="USA"), "change")) < TOLD
    parts = [
        _sentence(named, "more"),
        say("briefing.releases.less_from", amounts=less) if less else "",
        say("briefing.releases.us_same", least=TOLD) if us_same else "",
        _by_kind(before, after, stage),
        say("briefing.releases.not_told_apart"),
    ]
    return Point(_label(stage), _has(before, after, stage, _sum(moved, "change")), " ".join(filter(None, parts)))


def _has(before: pl.DataFrame, after: pl.DataFrame, stage: str, change: Decimal) -> str:
    told = {"release": edition(after), "change": abs(change), "earlier": edition(before)}
    if stage == ALLOCATED:
        if change > 0:
            return say("briefing.releases.has_more_allocations", **told)
        return say("briefing.releases.has_less_allocations", **told)
    if change > 0:
        return say("briefing.releases.has_more_commitments", **told)
    return say("briefing.releases.has_less_commitments", **told)


def _by_kind(before: pl.DataFrame, after: pl.DataFrame, stage: str) -> str:
    """Say by how much each kind differs, where both releases split all of a stage by kind."""
    if any(aid.filter(pl.col("stage") == stage)["kind"].null_count() for aid in (before, after)):
        return ""
    by_kind = measure.revisions(_totals(before), _totals(after), by="kind", stage=stage).filter(pl.col("change").abs() >= TOLD)
    told = by_kind.sort(pl.col("change").abs(), "kind", descending=[True, False]).select("kind", "change").rows()
    amounts = [
        say("briefing.releases.kind_more_words", kind=kind, change=change)
        if change > 0
        else say("briefing.releases.kind_less_words", kind=kind, change=-change)
        for kind, change in told
    ]
    return say("briefing.releases.by_kind", amounts=amounts) if amounts else ""


def _by_donor(before: pl.DataFrame, after: pl.DataFrame) -> list[Point]:
    """Name, donor by donor, the months that gained and those that lost, where allocations were dated anew or corrected."""
    if not _have_months(before, after):
        return []
    corrected = _named(measure.news(before, after)).filter(pl.max_horizontal("redated", "added", "taken") >= TOLD)
    by_month = measure.revisions(before, after, by=("donor", "month")).filter(pl.col("what") != "new")
    in_order = corrected.sort(pl.max_horizontal("redated", "added", "taken"), descending=True)
    points = []
    for row in in_order.head(LINES).iter_rows(named=True):
        moved = by_month.filter(pl.col("donor") == row["donor"], pl.col("change").abs() >= TOLD)
        gained, lost = (_months(moved.filter(rule)) for rule in (pl.col("change") > 0, pl.col("change") < 0))
        told = [
            say("briefing.releases.gained", amounts=gained) if gained else "",
            say("briefing.releases.lost", amounts=lost) if lost else "",
            say("briefing.releases.into_new", amount=row["redated_to_new"]) if row["redated_to_new"] >= TOLD else "",
        ]
        points.append(Point(capitalise_first(row["name"]), _corrected(row), " ".join(filter(None, told))))
    if rest := in_order.tail(-LINES)["name"].to_list():
        text = say("briefing.releases.other_donors", names=rest)
        points.append(Point(say("briefing.releases.other_donors_label", number=len(rest)), "", text))
    return points


def _corrected(row: dict[str, Decimal]) -> str:
    """Say how much of a donor's money was dated anew, added and taken off."""
    amounts = [
        say("briefing.releases.redated_words", amount=row["redated"]) if row["redated"] >= TOLD else "",
        say("briefing.releases.added_words", amount=row["added"]) if row["added"] >= TOLD else "",
        say("briefing.releases.taken_words", amount=row["taken"]) if row["taken"] >= TOLD else "",
    ]
    return say("briefing.releases.corrected", amounts=[one for one in amounts if one])


def _months(moved: pl.DataFrame) -> list[str]:
    """Name the months that moved most, with their amounts, in the order of time; the others are counted."""
    largest = moved.sort(pl.col("change").abs(), descending=True).head(MONTHS).sort("month", nulls_last=True)
    named = [_month(month, abs(change)) for month, change in largest.select("month", "change").iter_rows()]
    rest = moved.height - largest.height
    return [*named, say("briefing.releases.other_months_words", number=rest)] if rest else named


def _month(month: date | None, amount: Decimal) -> str:
    if month is None:
        return say("briefing.releases.no_month_words", amount=amount)
    return say("briefing.releases.month_words", month=month, amount=amount)


def _sentence(moved: pl.DataFrame, column: str) -> str:
    amounts = _amounts(moved, column)
    return say("briefing.releases.amounts", amounts=amounts) if amounts else ""


def _amounts(moved: pl.DataFrame, column: str) -> list[str]:
    """Name those with the most, with their amounts; of the others how many and how much. Nobody is no words."""
    told = moved.filter(pl.col(column) >= TOLD).sort(column, "name", descending=[True, False])
    first, rest = told.head(DONORS), told.tail(-DONORS)
    amounts = [
        say("briefing.releases.donor_words", donor=donor, amount=amount)
        for donor, amount in first.select("name", column).iter_rows()
    ]
    if rest.is_empty():
        return amounts
    return [*amounts, say("briefing.releases.other_donors_words", number=rest.height, amount=_sum(rest, column))]


def _named(moved: pl.DataFrame) -> pl.DataFrame:
    names = [short_with_article(name) for name in measure.named(moved)["name"]]
    return measure.named(moved).with_columns(name=pl.Series(names, dtype=pl.String))


def _totals(aid: pl.DataFrame) -> pl.DataFrame:
    return aid.drop("month", strict=False)


def _have_months(*releases: pl.DataFrame) -> bool:
    return all("month" in aid.columns for aid in releases)


def _how_told(before: pl.DataFrame, after: pl.DataFrame) -> str:
    if not _have_months(before, after):
        return say("briefing.releases.how_told_totals")
    return f"{say('briefing.releases.how_told')} {say('briefing.releases.how_told_least', least=TOLD)}"


def _sum(rows: pl.DataFrame, column: str) -> Decimal:
    return sum(rows[column], Decimal(0))
