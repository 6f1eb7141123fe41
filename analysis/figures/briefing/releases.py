"""What one release of the aid tracker says that another did not: new money by donor, and corrections of the past apart from it."""

from datetime import date
from decimal import Decimal

import polars as pl

from analysis import load
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, eur, month, plural
from analysis.countries import UNITED_STATES, join_words, with_article
from analysis.errors import NotComparable
from analysis.figures.aid.inputs import edition, last_day, require_one_release, until
from analysis.figures.panel import Panel, Point
from analysis.measures import aid as measure

__all__ = ["between_releases", "corrections", "money"]

TOLD = Decimal(5_000_000)
"""Exact euros from which a change is told; less reads as zero, and releases differ by how they were rounded."""

DONORS, MONTHS, LINES = 5, 4, 12
"""How many donors and months are named with their amounts, and how many donors have a line of their own; the others are counted."""

THOUSAND = 1000

SHORT = {"United Kingdom": "the UK", UNITED_STATES: "the US"}
WORDS = {"allocated": ("Money", "allocations"), "committed": ("Promises", "commitments")}


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
    heading = f"What changed from {edition(before)}, to {until(before)}, to {edition(after)}, to {until(after)}"
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
    stages = [stage for stage in WORDS if all((aid["stage"] == stage).any() for aid in (before, after))]
    return [(_new_money if _have_months(before, after) else _difference)(before, after, stage) for stage in stages]


def in_short(before: pl.DataFrame, after: pl.DataFrame) -> str:
    """Say in one sentence how allocations of one release differ from another's, by the ends of both as a short briefing names them.

    Nothing where one of the two has no allocations: what is not known is no zero.

    >>> in_short(load.aid(28), load.aid(29))
    'Aid data to April 2026 add €8.8bn of new allocations to those to February 2026.'
    """
    ends = until(after), until(before)
    if not all((aid["stage"] == "allocated").any() for aid in (before, after)):
        return ""
    if _have_months(before, after):
        added = _sum(_named(measure.news(before, after)), "news")
        amount = f"{_eur(added)} of new" if added >= TOLD else "no new"
        return f"Aid data to {ends[0]} add {amount} allocations to those to {ends[1]}."
    change = _sum(measure.revisions(_totals(before), _totals(after), by="donor"), "change")
    if abs(change) < TOLD:
        return f"Aid totals of all donors to {ends[0]} are those to {ends[1]}."
    return f"Aid totals of all donors to {ends[0]} are {_eur(abs(change))} {'above' if change > 0 else 'below'} those to {ends[1]}."


def corrections(before: pl.DataFrame, after: pl.DataFrame) -> list[Point]:
    """Say what a release corrects in allocations: money dated anew, added to earlier months and taken off them, by donor.

    >>> corrections(load.aid(28), load.aid(29))[0].claim
    'Release 29 dates up to €7.4bn of earlier allocations anew, €2.0bn of which had no month.'
    """
    if not _have_months(before, after):
        return []
    moved = _named(measure.news(before, after))
    redated, dated, added, taken = (_sum(moved, name) for name in ("redated", "dated", "added", "taken"))
    which = capitalise_first(edition(after))
    if max(redated, added, taken) < TOLD:
        return [Point("Corrections", f"{which} corrects nothing in the months that both releases cover.")]
    without = f", {_eur(dated)} of which had no month" if dated >= TOLD else ""
    points = [
        Point(
            "Dated anew",
            f"{which} dates up to {_eur(redated)} of earlier allocations anew{without}.",
            _sentence(moved, "redated"),
        )
    ]
    if added >= TOLD:
        points.append(Point("Added", f"It adds {_eur(added)} to earlier months.", _sentence(moved, "added")))
    if taken >= TOLD:
        points.append(Point("Taken off", f"It takes {_eur(taken)} off earlier months.", _sentence(moved, "taken")))
    return [point for point in points if point.text]


def _new_money(before: pl.DataFrame, after: pl.DataFrame, stage: str) -> Point:
    moved, (label, noun) = _named(measure.news(before, after, stage=stage)), WORDS[stage]
    which, added = capitalise_first(edition(after)), _sum(moved, "news")
    states = _sum(moved.filter(donor="USA"), "news")
    none = " Nothing of it is from the US." if added >= TOLD and states < TOLD else ""
    across = moved.filter(pl.col("redated_to_new") >= TOLD)
    anew = f" Dated anew into its months, and not new: {_amounts(across, 'redated_to_new')}" if across.height else ""
    claim = (
        f"{which} adds {_eur(added)} of new {noun} to {edition(before)}." if added >= TOLD else f"{which} adds no new {noun}."
    )
    return Point(label, claim, f"{_sentence(moved, 'news')}{none}{anew}".strip())


def _difference(before: pl.DataFrame, after: pl.DataFrame, stage: str) -> Point:
    """Say by how much totals differ: without months what is new and what is corrected is not known."""
    moved = measure.revisions(_totals(before), _totals(after), by="donor", stage=stage)
    named = _named(moved.with_columns(more=pl.col("change").clip(lower_bound=0), less=(-pl.col("change")).clip(lower_bound=0)))
    label, noun = WORDS[stage]
    change = _sum(moved, "change")
    than = f"{'more' if change > 0 else 'less'} {noun} than {edition(before)}"
    claim = f"{capitalise_first(edition(after))} has {_eur(abs(change))} {than}."
    parts = [
        _sentence(named, "more"),
        f"Less from {_amounts(named, 'less')}" if _sum(named, "less") >= TOLD else "",
        f"Those of the US differ by less than {_eur(TOLD)}." if abs(_sum(moved.filter(donor="USA"), "change")) < TOLD else "",
        _by_kind(before, after, stage),
        "Without months, new money and corrections cannot be told apart.",
    ]
    return Point(label, claim, " ".join(filter(None, parts)))


def _by_kind(before: pl.DataFrame, after: pl.DataFrame, stage: str) -> str:
    """Say by how much each kind differs, where both releases split all of a stage by kind."""
    if any(aid.filter(pl.col("stage") == stage)["kind"].null_count() for aid in (before, after)):
        return ""
    by_kind = measure.revisions(_totals(before), _totals(after), by="kind", stage=stage).filter(pl.col("change").abs() >= TOLD)
    told = by_kind.sort(pl.col("change").abs(), "kind", descending=[True, False]).select("kind", "change").rows()
    amounts = [f"{kind} {_eur(abs(change))} {'more' if change > 0 else 'less'}" for kind, change in told]
    return f"By kind: {join_words(amounts)}." if amounts else ""


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
        to_new = f"Into the new months: {_eur(row['redated_to_new'])}." if row["redated_to_new"] >= TOLD else ""
        parts: list[tuple[str, Decimal]] = [
            ("dated anew", row["redated"]),
            ("added", row["added"]),
            ("taken off", row["taken"]),
        ]
        what = join_words([f"{_eur(amount)} {words}" for words, amount in parts if amount >= TOLD])
        told = [f"{verb} {months}." for verb, months in (("Gained:", gained), ("Lost:", lost)) if months]
        points.append(Point(capitalise_first(row["name"]), f"{what}.", " ".join(filter(None, [*told, to_new]))))
    if rest := in_order.tail(-LINES)["name"].to_list():
        points.append(Point(plural(len(rest), "other donor"), "", f"{capitalise_first(join_words(rest))}: less each."))
    return points


def _months(moved: pl.DataFrame) -> str:
    """Name the months that moved most, with their amounts, in the order of time; the others are counted."""
    largest = moved.sort(pl.col("change").abs(), descending=True).head(MONTHS).sort("month", nulls_last=True)
    named = [f"{_month(one)} {_eur(abs(change))}" for one, change in largest.select("month", "change").iter_rows()]
    rest = moved.height - largest.height
    return join_words([*named, *([f"{plural(rest, 'other month')}"] if rest else [])]) if named else ""


def _month(value: date | None) -> str:
    return month(value) if value else "without a month"


def _sentence(moved: pl.DataFrame, column: str) -> str:
    return capitalise_first(_amounts(moved, column))


def _amounts(moved: pl.DataFrame, column: str) -> str:
    """Name those with the most, with their amounts; of the others how many and how much. Nobody is no words."""
    told = moved.filter(pl.col(column) >= TOLD).sort(column, "name", descending=[True, False])
    if told.is_empty():
        return ""
    first, rest = told.head(DONORS), told.tail(-DONORS)
    parts = [f"{name} {_eur(amount)}" for name, amount in first.select("name", column).iter_rows()]
    parts += [f"{plural(rest.height, 'other')} {_eur(_sum(rest, column))}"] if rest.height else []
    return f"{join_words(parts)}."


def _named(moved: pl.DataFrame) -> pl.DataFrame:
    names = [SHORT.get(name, with_article(name)) for name in measure.named(moved)["name"]]
    return measure.named(moved).with_columns(name=pl.Series(names, dtype=pl.String))


def _totals(aid: pl.DataFrame) -> pl.DataFrame:
    return aid.drop("month", strict=False)


def _have_months(*releases: pl.DataFrame) -> bool:
    return all("month" in aid.columns for aid in releases)


def _how_told(before: pl.DataFrame, after: pl.DataFrame) -> str:
    if not _have_months(before, after):
        return "Nominal euros, undated money included."
    return (
        "Nominal euros. What a donor's months lost and others gained is taken for the same money, dated anew: the most that can have been. "
        f"Amounts below {_eur(TOLD)} are not told; to the euro: measures.aid.news and measures.aid.revisions."
    )


def _sum(rows: pl.DataFrame, column: str) -> Decimal:
    return sum(rows[column], Decimal(0))


def _eur(amount: Decimal) -> str:
    """Write exact euros in words: in millions below a billion, so that parts of one sentence are as exact as each other."""
    millions = round(amount / 1_000_000)
    return f"€{millions}m" if millions < THOUSAND else eur(max(float(amount) / 1e9, 1.0))
