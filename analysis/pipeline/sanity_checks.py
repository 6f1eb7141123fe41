"""What a new release or list moves against the one before, and what about it gives reason to stop."""

from datetime import date

import polars as pl

from analysis.countries import bloc_of
from analysis.errors import FEW

MIN_TOTAL, MAX_TOTAL = 0.98, 1.25
"""A release's total against the one before: corrections stay small, two months of aid add a few per cent."""

MIN_OF_DONOR, NOTABLE_EUR = 0.95, 100_000_000
"""A donor's total may be corrected by a twentieth; changes below the notable amount pass."""

MAX_OF_DONOR, LEAP_EUR = 2, 1_000_000_000
"""No donor doubles in two months by more than a billion; a tenfold amount does."""

MIN_DONORS, YEAR = 0.25, 12
"""A new month has at the least a quarter of the donors that the year before had in a month."""

MIN_SAME_DAY = 0.9
"""Share of listings whose day a new list keeps: days are corrected one by one, and a day of all is another column's."""

MIN_LISTINGS, MAX_LISTINGS = 0.97, 1.25
"""A measure's listings against those before: removals are few, and no authority lists a quarter more between two looks."""

MIN_SHIPS, NOTABLE = 0.95, 20
"""A list's ships against those before; so few listings, ships or rows may come or go without a doubt."""

MAX_REVISED = 0.10
"""Share by which an estimate of months known before may move."""


def totals_by_bloc(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> pl.DataFrame:
    """Put the totals of two releases side by side by bloc and stage, EUR bn, with what moved.

    Returns stage, bloc, before, after, moved; `before` and `after` are aid rows with donor, stage and eur.

    >>> from analysis import load
    >>> old, new = (pl.DataFrame({"donor": ["EST"], "stage": ["allocated"], "eur": [eur]}) for eur in (10**9, 2 * 10**9))
    >>> totals_by_bloc(old, new, load.countries()).rows()
    [('allocated', 'Europe', 1.0, 2.0, 1.0)]
    """
    before, after = (frame.with_columns(bloc=bloc_of("donor", countries)) for frame in (before, after))
    both = _side_by_side(before, after, ["stage", "bloc"], {"": pl.col("eur").sum()})
    exact = both.with_columns(pl.col("before", "after").fill_null(0)).with_columns(moved=pl.col("after") - pl.col("before"))
    return exact.with_columns((pl.col("before", "after", "moved").cast(pl.Float64) / 1e9).round(6)).sort("stage", "bloc")


def _side_by_side(before: pl.DataFrame, after: pl.DataFrame, keys: list[str], values: dict[str, pl.Expr]) -> pl.DataFrame:
    """Join what both frames give by the keys; each value is named `before` or `after`, behind its prefix."""
    old, new = (
        frame.group_by(keys).agg(value.alias(f"{prefix}{name}") for prefix, value in values.items())
        for name, frame in (("before", before), ("after", after))
    )
    return old.join(new, on=keys, how="full", coalesce=True)


def doubts_about_release(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> list[str]:
    """List what a good release would not do: lose months or donors, end in a stray month, shrink, or jump.

    It may jump as a whole, in one kind of aid or for one donor; a stray month is one that hardly a donor has. `before` and `after` hold the aid rows of two releases; an empty `before` gives no reason.

    >>> from analysis import load
    >>> aid = load.aid(29)
    >>> doubts_about_release(aid, aid.filter(pl.col("donor") != "EST"), load.countries())
    ['1 donors are gone: Estonia']
    """
    if before.is_empty():
        return []
    names = dict(countries.select("iso3", "name").iter_rows())
    return [
        *_lost_months(before, after),
        *_months_between(before, after),
        *_stray_months(before, after),
        *_lost_donors(before, after, names),
        *_moved_totals(before, after),
        *_moved_kinds(before, after),
        *_shrunk_donors(before, after, names),
        *_leapt_donors(before, after, names),
    ]


def _lost_months(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    old, new = before["month"].max(), after["month"].max()
    if new is None:
        return [f"it has no month, before its last was {old:%B %Y}"]  # type: ignore[str-bytes-safe]
    return [f"its last month is {new:%B %Y}, before it was {old:%B %Y}"] if new < old else []  # type: ignore[operator, str-bytes-safe]


def _months_between(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    last = after["month"].max()
    gone = sorted(set(before.filter(pl.col("month") < last)["month"]) - set(after["month"])) if last else []
    named = ", ".join(f"{month:%B %Y}" for month in gone[:FEW])
    return [f"{len(gone)} months before its last are gone: {named}{' and more' if len(gone) > FEW else ''}"] if gone else []


def _stray_months(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Find months that a stray row adds: with no row in the month before, or with few donors beside the year before."""
    known, old = after.drop_nulls("month"), before["month"].max()
    months = known.group_by("month").agg(donors=pl.col("donor").n_unique()).sort("month")
    if months.is_empty() or not isinstance(old, date):
        return []
    usual = float(months.filter(pl.col("month") <= old)["donors"].tail(YEAR).median() or 0)  # type: ignore[arg-type]
    new = months.filter(pl.col("month") > old)
    span = months.select(pl.date_range(pl.lit(old), pl.col("month").max(), "1mo", closed="right"))["literal"]
    holes = sorted(set(span) - set(new["month"]))
    few = new.filter(pl.col("donors") < MIN_DONORS * usual).rows()
    doubts = [f"{len(holes)} of its new months hold no row, the first {holes[0]:%B %Y}"] if holes else []
    return doubts + [f"donors in {month:%B %Y}: {donors}, in a month before it {usual:.0f}" for month, donors in few[:FEW]]


def _lost_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    gone = sorted(set(before["donor"]) - set(after["donor"]))
    return [f"{len(gone)} donors are gone: {', '.join(names.get(donor, donor) for donor in gone)}"] if gone else []


def _moved_totals(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    doubts = []
    for stage in ("allocated", "committed"):
        old, new = (float(frame.filter(pl.col("stage") == stage)["eur"].sum()) for frame in (before, after))
        if old and not MIN_TOTAL <= new / old <= MAX_TOTAL:
            moved = f"{stage} moves from {old / 1e9:.3f} to {new / 1e9:.3f} bn EUR"
            doubts.append(f"{moved}, outside {MIN_TOTAL:.0%} to {MAX_TOTAL:.0%}")
    return doubts


def _moved_kinds(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    if "kind" not in before.columns or "kind" not in after.columns:
        return []
    was, now = (frame.filter(pl.col("stage") == "allocated").drop_nulls("kind") for frame in (before, after))
    both = _side_by_side(was, now, ["kind"], {"": pl.col("eur").sum().cast(pl.Float64)})
    old, new = pl.col("before").fill_null(0), pl.col("after").fill_null(0)
    moved = both.filter((new < MIN_TOTAL * old) | (new > MAX_TOTAL * old), (new - old).abs() > NOTABLE_EUR).sort("kind")
    return [
        f"{kind} aid moves from {(had or 0) / 1e9:.3f} to {(has or 0) / 1e9:.3f} bn EUR allocated"
        for kind, had, has in moved.iter_rows()
    ]


def _leapt_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    leapt = []
    for stage in ("allocated", "committed"):
        was, now = (frame.filter(pl.col("stage") == stage) for frame in (before, after))
        both = _side_by_side(was, now, ["donor"], {"": pl.col("eur").sum().cast(pl.Float64)})
        old, new = pl.col("before").fill_null(0), pl.col("after")
        risen = both.filter(new > MAX_OF_DONOR * old, new - old > LEAP_EUR).sort("after", descending=True)
        leapt += [
            f"{names.get(donor, donor)} rises from {(had or 0) / 1e9:.3f} to {has / 1e9:.3f} bn EUR {stage}"
            for donor, had, has in risen.iter_rows()
        ]
    return leapt


def _shrunk_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    before, after = (frame.filter(pl.col("stage") == "allocated") for frame in (before, after))
    both = _side_by_side(before, after, ["donor"], {"": pl.col("eur").sum().cast(pl.Float64)})
    old, new = pl.col("before"), pl.col("after")
    shrunk = both.filter(new < MIN_OF_DONOR * old, old - new > NOTABLE_EUR).sort("before", descending=True)
    return [
        f"{names.get(donor, donor)} falls from {was / 1e9:.3f} to {now / 1e9:.3f} bn EUR allocated"
        for donor, was, now in shrunk.iter_rows()
    ]


def changed_counts(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Set listings side by side: authority, measure, basis, before, after, last_before, last_after; only what differs.

    >>> row = {"authority": "UK", "measure": "asset_freeze", "basis": "stated", "listed_on": date(2026, 4, 1), "listings": 9}
    >>> changed_counts(pl.DataFrame([row]), pl.DataFrame([row, row])).select("authority", "before", "after").rows()
    [('UK', 9, 18)]
    """
    keys, values = ["authority", "measure", "basis"], {"": pl.col("listings").sum(), "last_": pl.col("listed_on").max()}
    both = _side_by_side(before, after, keys, values).with_columns(pl.col("before", "after").fill_null(0))
    differs = (pl.col("before") != pl.col("after")) | pl.col("last_before").ne_missing(pl.col("last_after"))
    return both.filter(differs).sort(keys)


def doubts_about_list(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List what a good list would not do to the counts: fall, leap, end earlier than it did, or move many to other days.

    `before` and `after` are the designations table then and now.

    >>> row = {"authority": "UK", "measure": "asset_freeze", "basis": "stated", "listed_on": date(2026, 4, 1)}
    >>> doubts_about_list(pl.DataFrame([row | {"listings": 2000}]), pl.DataFrame([row | {"listings": 1500}]))
    ['UK asset_freeze (stated) moves from 2,000 to 1,500 listings, outside 97% to 125%']
    """
    doubts = _moved_days(before, after)
    for row in changed_counts(before, after).filter(pl.col("before") > 0).iter_rows(named=True):
        name = f"{row['authority']} {row['measure']} ({row['basis']})"
        old, new = row["before"], row["after"]
        if not MIN_LISTINGS * old <= new <= MAX_LISTINGS * old and abs(new - old) > NOTABLE:
            doubts.append(f"{name} moves from {old:,} to {new:,} listings, outside {MIN_LISTINGS:.0%} to {MAX_LISTINGS:.0%}")
        if row["last_before"] and (row["last_after"] is None or row["last_after"] < row["last_before"]):
            doubts.append(f"{name} ends on {row['last_after']}, before it was {row['last_before']}")
    return doubts


def _moved_days(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Count by day how many listings a new list has of those known before; those under it that are gone count too."""
    keys = ["authority", "measure", "basis"]
    if "not_after" not in before.columns or "not_after" not in after.columns:
        return []
    was, now = (frame.with_columns(day=pl.coalesce("listed_on", "not_after")).drop_nulls("day") for frame in (before, after))
    both = _side_by_side(was, now, [*keys, "day"], {"": pl.col("listings").sum()}).with_columns(
        pl.col("before", "after").fill_null(0)
    )
    kept = both.group_by(keys).agg(pl.col("before").sum(), same=pl.min_horizontal("before", "after").sum())
    moved = kept.filter(pl.col("same") < MIN_SAME_DAY * pl.col("before"), pl.col("before") - pl.col("same") > NOTABLE).sort(
        keys
    )
    return [
        f"{authority} {measure} ({basis}) keeps the day of {same:,} of {listings:,} listings, less than {MIN_SAME_DAY:.0%}"
        for authority, measure, basis, listings, same in moved.iter_rows()
    ]


def doubts_about_ships(before: pl.DataFrame, after: pl.DataFrame, lost: pl.DataFrame, authority: str) -> list[str]:
    """List what a good list would not do to its ships: lose many at once, or add more than half of what it had.

    `before` and `after` are the vessels table then and now, `lost` the ships gone; an authority without ships gives no reason.

    >>> was, now = (pl.DataFrame({"authority": ["UK"] * ships}) for ships in (100, 160))
    >>> doubts_about_ships(was, now, was.head(0), "UK")
    ['ships that the UK listed rise from 100 to 160']
    """
    was, now = (frame.filter(authority=authority).height for frame in (before, after))
    if not was:
        return []
    doubts = []
    if lost.height > max((1 - MIN_SHIPS) * was, NOTABLE):
        doubts.append(f"{lost.height} of {was} ships that the {authority} listed are on its list no more")
    if now > 1.5 * was and now - was > NOTABLE:
        doubts.append(f"ships that the {authority} listed rise from {was} to {now}")
    return doubts


def doubt_about_day(day: date, coverage: pl.DataFrame, authority: str, basis: str) -> list[str]:
    """Report a list that is older than the one in data/.

    >>> known = pl.DataFrame({"authority": ["UK"], "basis": ["stated"], "last_day": [date(2026, 8, 1)]})
    >>> doubt_about_day(date(2026, 4, 29), known, "UK", "stated")
    ['it is of 2026-04-29, data/ holds the list of 2026-08-01']
    """
    last = coverage.filter(authority=authority, basis=basis)["last_day"].max()
    return [f"it is of {day}, data/ holds the list of {last}"] if isinstance(last, date) and day < last else []


def doubts_about_energy(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List what a good estimate would not do: lose months, lose buyers, or revise the months both hold by much.

    `before` and `after` are rows of the energy_buyers table on one basis; sums are of commodity `all`, EUR bn.

    >>> row = {"month": date(2026, 6, 1), "buyer": "IND", "commodity": "all"}
    >>> doubts_about_energy(pl.DataFrame([row | {"value_eur_bn": 4.0}]), pl.DataFrame([row | {"value_eur_bn": 3.0}]))
    ['its months known before move from 4.0 to 3.0 bn EUR, by more than 10%']
    """
    if before.is_empty():
        return []
    doubts = []
    old, new = before["month"].max(), after["month"].max()
    if new is None or new < old:  # type: ignore[operator]
        doubts.append(f"its last month is {new!s}, before it was {old!s}")
    if len(gone := sorted(set(before["buyer"]) - set(after["buyer"]))) > max(3, before["buyer"].n_unique() // 20):
        doubts.append(f"{len(gone)} buyers are gone: {', '.join(gone)}")
    both = set(before["month"]) & set(after["month"])
    sums = [
        float(frame.filter(pl.col("month").is_in(list(both)), pl.col("commodity") == "all")["value_eur_bn"].sum())
        for frame in (before, after)
    ]
    if sums[0] and abs(sums[1] / sums[0] - 1) > MAX_REVISED:
        doubts.append(
            f"its months known before move from {sums[0]:.1f} to {sums[1]:.1f} bn EUR, by more than {MAX_REVISED:.0%}"
        )
    return doubts
