"""What a list as read moves against the one in data/: counts, days and ships, and what about it gives reason to stop."""

from datetime import date, timedelta

import polars as pl

from analysis.pipeline.current_lists import CurrentList
from analysis.pipeline.release_checks import side_by_side
from analysis.pipeline.revisions import shown
from analysis.pipeline.severity import CONTRADICTS, LACKS, MOVES, UNUSUAL, listed, ranked

MIN_LISTINGS, MAX_LISTINGS = 0.97, 1.25
"""A measure's listings against those before: removals are few, and no authority lists a quarter more between two looks."""

MIN_SHIPS, FEW_SHIPS = 0.98, 5
"""A list's ships against those before; so few may go, come back or be added of old without a doubt."""

FEW_MOVED, MAX_MOVED = 2, 0.01
"""So few of a list's ships, or such a share, may have another day: none is known to have been dated anew."""

NOTABLE = 20
"""So few listings may come or go without a doubt."""

MAX_ADDED_OF_OLD, MAX_GONE = 0.005, 0.015
"""Share of a list that may be added on days it covered already, and that may go; in any case the notable number may."""

SWOLLEN = 1.5
"""By so much the listings of a day of old do not grow, where it had the notable number."""

FEW_RENAMED, MAX_RENAMED = 5, 0.001
"""So few listings, or such a share, may be of another regime, measure or subject than before on their day: one is corrected at a time."""

OTHER_DAY = timedelta(days=14)
"""From so far on a ship's day is another: a ban often applies a day after its act."""

KINDS = ["regime", "measure", "subject"]


def changed_counts(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Set listings side by side: authority, measure, basis, before, after, last_before, last_after; only what differs.

    >>> row = {"authority": "UK", "measure": "asset_freeze", "basis": "stated", "listed_on": date(2026, 4, 1), "listings": 9}
    >>> changed_counts(pl.DataFrame([row]), pl.DataFrame([row, row])).select("authority", "before", "after").rows()
    [('UK', 9, 18)]
    """
    keys, values = ["authority", "measure", "basis"], {"": pl.col("listings").sum(), "last_": pl.col("listed_on").max()}
    both = side_by_side(before, after, keys, values).with_columns(pl.col("before", "after").fill_null(0))
    differs = (pl.col("before") != pl.col("after")) | pl.col("last_before").ne_missing(pl.col("last_after"))
    return both.filter(differs).sort(keys)


def doubts_about_list(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List what a good list would not do to the counts: fall, leap, or end earlier than it did.

    `before` and `after` are the designations table then and now.

    >>> row = {"authority": "UK", "measure": "asset_freeze", "basis": "stated", "listed_on": date(2026, 4, 1)}
    >>> doubts_about_list(pl.DataFrame([row | {"listings": 2000}]), pl.DataFrame([row | {"listings": 1500}]))
    ['UK asset_freeze (stated) moves from 2,000 to 1,500 listings, outside 97% to 125%']
    """
    doubts = []
    for row in changed_counts(before, after).filter(pl.col("before") > 0).iter_rows(named=True):
        name = f"{row['authority']} {row['measure']} ({row['basis']})"
        old, new = row["before"], row["after"]
        if not MIN_LISTINGS * old <= new <= MAX_LISTINGS * old and abs(new - old) > NOTABLE:
            doubts.append(f"{name} moves from {old:,} to {new:,} listings, outside {MIN_LISTINGS:.0%} to {MAX_LISTINGS:.0%}")
        if row["last_before"] and (row["last_after"] is None or row["last_after"] < row["last_before"]):
            doubts.append(f"{name} ends on {row['last_after']}, before it was {row['last_before']}")
    return doubts


def doubts_about_ships(before: pl.DataFrame, after: pl.DataFrame, lost: pl.DataFrame, authority: str) -> list[str]:
    """List what a good list would not do to its ships: lose many at once, or add more than half of what it had.

    `before` and `after` are the vessels table then and now, `lost` the ships gone; an authority without ships gives no reason.

    >>> was, now = (pl.DataFrame({"authority": ["UK"] * ships}) for ships in (100, 160))
    >>> doubts_about_ships(was, now, was.head(0), "UK")
    ['ships that the UK listed rise from 100 to 160']
    """
    return listed(weigh_ships(before, after, lost, authority))


def weigh_ships(before: pl.DataFrame, after: pl.DataFrame, lost: pl.DataFrame, authority: str) -> dict[str, list[str]]:
    """Give what `doubts_about_ships` lists, by severity.

    >>> ships = pl.DataFrame({"authority": ["UK"] * 100})
    >>> weigh_ships(ships, ships, ships.head(0), "UK")
    {}
    """
    was, now = (frame.filter(authority=authority).height for frame in (before, after))
    if not was:
        return {}
    gone, rise = [], []
    if lost.height > max((1 - MIN_SHIPS) * was, FEW_SHIPS):
        gone.append(f"{lost.height} of {was} ships that the {authority} listed are on its list no more")
    if now > 1.5 * was and now - was > NOTABLE:
        rise.append(f"ships that the {authority} listed rise from {was} to {now}")
    return ranked({LACKS: gone, UNUSUAL: rise})


def doubt_about_day(day: date, coverage: pl.DataFrame, authority: str, basis: str) -> list[str]:
    """Report a list that is older than the one in data/.

    >>> known = pl.DataFrame({"authority": ["UK"], "basis": ["stated"], "last_day": [date(2026, 8, 1)]})
    >>> doubt_about_day(date(2026, 4, 29), known, "UK", "stated")
    ['it is of 2026-04-29, data/ holds the list of 2026-08-01']
    """
    last = coverage.filter(authority=authority, basis=basis)["last_day"].max()
    return [f"it is of {day}, data/ holds the list of {last}"] if isinstance(last, date) and day < last else []


def doubts_about_days(before: pl.DataFrame, current: CurrentList, covered: pl.DataFrame) -> list[str]:
    """List what a good list would not do to the days it covered already: add many, lose many, or move from one to another.

    `before` is the designations table, `covered` the coverage table. Held against each other are the counts by regime, measure,
    subject and day, of this list alone; days after the last covered are new.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> known = load.designations(authority="CA")
    >>> moved = known.with_columns(listed_on=pl.lit(date(2025, 3, 1)))
    >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", rows=moved)
    >>> doubts_about_days(known, current, load.sanctions_coverage())[-1]
    '2,948 listings are added on days that data/ covers already, more than 20: 2025-03-01 (2,948)'
    """
    return listed(weigh_days(before, current, covered))


def weigh_days(before: pl.DataFrame, current: CurrentList, covered: pl.DataFrame) -> dict[str, list[str]]:
    """Give what `doubts_about_days` lists, by severity.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> known = load.designations(authority="CA")
    >>> weigh_days(known, CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", rows=known), load.sanctions_coverage())
    {}
    """
    known = before.filter(current.replaced)
    if current.rows is None or known.is_empty():
        return {}
    day = pl.coalesce(*(name for name in ("listed_on", "not_after") if name in current.rows.columns)).alias("day")
    old = known.with_columns(day=pl.coalesce("listed_on", "not_after"))
    both = side_by_side(old, current.rows.with_columns(day), [*KINDS, "day"], {"": pl.col("listings").sum()}).fill_null(0)
    both = both.with_columns(pl.col("before", "after").fill_null(0).cast(pl.Int64))
    past = both.join(_ends(old, current, covered), on="measure", how="left").filter(
        pl.col("day").is_null() | (pl.col("day") <= pl.col("end"))
    )
    size = int(known["listings"].sum())
    added = _too_many(past.with_columns(more=pl.col("after") - pl.col("before")), MAX_ADDED_OF_OLD * size, "added on")
    gone = _too_many(past.with_columns(more=pl.col("before") - pl.col("after")), MAX_GONE * size, "gone from")
    renamed = _renamed(past, max(FEW_RENAMED, MAX_RENAMED * size))
    lacks = [*_lost_values(both), *gone, *_emptied_days(past)]
    return ranked({CONTRADICTS: _swollen_days(past), LACKS: lacks, MOVES: [*added, *renamed]})


def _ends(old: pl.DataFrame, current: CurrentList, covered: pl.DataFrame) -> pl.DataFrame:
    """Give the last day covered by measure: as the coverage table says, else the last that was counted."""
    of_list = covered.filter(authority=current.authority, basis=current.basis).select("measure", "last_day")
    counted = old.filter(pl.col("day") <= current.day).group_by("measure").agg(counted=pl.col("day").max())
    ends = counted.join(of_list, on="measure", how="full", coalesce=True)
    return ends.select("measure", end=pl.coalesce("last_day", "counted"))


def _too_many(moved: pl.DataFrame, share: float, what: str) -> list[str]:
    more, most = moved.filter(pl.col("more") > 0), max(share, NOTABLE)
    count = int(more["more"].sum())
    if count <= most:
        return []
    days = more.group_by("day").agg(pl.col("more").sum()).sort(["more", "day"], descending=True)
    named = ", ".join(f"{day or 'no day'} ({number:,})" for day, number in days.head(3).iter_rows())
    rest = f" and {days.height - 3} days more" if days.height > 3 else ""
    return [f"{count:,} listings are {what} days that data/ covers already, more than {most:,.0f}: {named}{rest}"]


def _renamed(past: pl.DataFrame, most: float) -> list[str]:
    """Report listings that kept their day and are of another kind, as where persons are read as entities: gained by one, lost by another."""
    more = pl.col("after") - pl.col("before")
    days = past.group_by("day").agg(gained=more.clip(lower_bound=0).sum(), lost=(-more).clip(lower_bound=0).sum())
    count = int(days.select(pl.min_horizontal("gained", "lost").sum()).item())
    if count <= most:
        return []
    return [
        f"{count:,} listings are of another {', '.join(KINDS[:-1])} or {KINDS[-1]} than before on their day, more than {most:,.0f}"
    ]


def _emptied_days(past: pl.DataFrame) -> list[str]:
    """List days that had many listings and have none: an authority removes some of an act, and a slip moves all of it."""
    days = past.group_by("day").agg(pl.col("before", "after").sum()).filter(pl.col("before") >= NOTABLE, pl.col("after") == 0)
    return shown([f"all {was:,} listings of {day or 'no day'} are gone" for day, was, _ in days.sort("day").iter_rows()])


def _swollen_days(past: pl.DataFrame) -> list[str]:
    """List days that had many listings and have far more: an act of old gains one at a time, and a record that stands twice all of them."""
    days = past.group_by("day").agg(pl.col("before", "after").sum())
    swollen = days.filter(pl.col("before") >= NOTABLE, pl.col("after") >= SWOLLEN * pl.col("before")).sort("day")
    return shown([f"listings of {day or 'no day'} rise from {was:,} to {now:,}" for day, was, now in swollen.iter_rows()])


def _lost_values(both: pl.DataFrame) -> list[str]:
    """List regimes, measures and subjects of which nothing is left."""
    found = []
    for column in KINDS:
        sums = both.group_by(column).agg(pl.col("before", "after").sum()).filter(pl.col("before") > 0, pl.col("after") == 0)
        found += [f"all {was:,} listings of {column} {value} are gone" for value, was, _ in sums.sort(column).iter_rows()]
    return shown(found)


def doubts_about_ship_days(before: pl.DataFrame, current: CurrentList, counts: pl.DataFrame) -> list[str]:
    """List ships that a good list would not bring: many listed no more before, of another day, or new on days of old.

    `before` is the vessels table, `counts` the designations table: of a day on which more ships were counted than are known by
    number, the list may bring the others. A list that states no days, or that data/ does not have yet, is not asked for days.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> ships = load.vessels().filter(authority="CA").select("imo", listed_on=pl.lit(date(2024, 2, 21)))
    >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", ships=ships)
    >>> doubts_about_ship_days(load.vessels(), current, load.designations())
    ['109 ships have another day than in data/, more than 2']
    """
    if current.ships is None:
        return []
    known, now = before.filter(authority=current.authority), current.ships.rename({"listed_on": "stated"})
    both = known.join(now, on="imo")
    returned = both.filter(~pl.col("still_listed").fill_null(value=True)).height
    dated = both.filter(pl.col("basis").is_in(["stated", "as_listed"]))
    moved = dated.filter((pl.col("stated") - pl.col("listed_on")).abs() >= OTHER_DAY).height
    of_old = _ships_of_old(known, now, counts.filter(current.replaced))
    found = {
        "ships that were listed no more are back": (returned, FEW_SHIPS),
        "ships have another day than in data/": (moved, max(FEW_MOVED, MAX_MOVED * dated.height)),
        "ships are new, on days that data/ covers already": (of_old, max(FEW_SHIPS, (1 - MIN_SHIPS) * known.height)),
    }
    return [f"{count} {what}, more than {most:.0f}" for what, (count, most) in found.items() if count > most]


def _ships_of_old(known: pl.DataFrame, now: pl.DataFrame, counts: pl.DataFrame) -> int:
    """Count new ships on days up to the last counted, less those that were counted and not known by number."""
    counted = counts.filter(subject="vessel").group_by(stated="listed_on").agg(counted=pl.col("listings").sum())
    last = counted["stated"].max()
    if last is None:
        return 0
    new = now.join(known, on="imo", how="anti").filter(pl.col("stated") <= pl.lit(last, pl.Date))
    by_day = new.group_by("stated").agg(new=pl.len().cast(pl.Int64))
    numbered = known.group_by(stated="listed_on").agg(known=pl.len().cast(pl.Int64))
    days = by_day.join(counted, on="stated", how="left").join(numbered, on="stated", how="left").fill_null(0)
    missing = (pl.col("counted") - pl.col("known")).clip(0)
    return int(days.select((pl.col("new") - missing).clip(0).sum()).item())
