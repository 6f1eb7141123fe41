"""What a new release of the aid tracker moves against the one before, and what about it gives reason to stop."""

from datetime import date

import polars as pl

from analysis.countries import bloc_of
from analysis.errors import FEW
from analysis.pipeline import new_months, revisions
from analysis.pipeline.revisions import shown
from analysis.pipeline.severity import CONTRADICTS, LACKS, MOVES, UNUSUAL, listed, ranked

MIN_TOTAL, MAX_TOTAL = 0.98, 1.25
"""A release's total against the one before: corrections stay small, two months of aid add a few per cent."""

MAX_LOST = 0.005
"""Share of the total before that falling donors may lose together: genuine steps lost 0.2%, those with holes 1.2% and more."""

MIN_OF_DONOR, NOTABLE_EUR = 0.95, 100_000_000
"""Where donors lose too much together, those are named whose fall is large by both."""

MIN_DONORS = 0.4
"""Donors in a new month against the median of the twelve before: the fewest were 78%."""

MAX_NEW, MAX_NEW_MONTH = 1.0, 3.0
"""A donor's new months against all it gave before, at most a half; its largest against its largest, at most a third more."""

MAX_ALIKE, FEWEST_ALIKE = 0.25, 5
"""Share of a donor's months in which two kinds may be one amount, where both have one: 3% are."""


def totals_by_bloc(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> pl.DataFrame:
    """Put the totals of two releases side by side by bloc and stage, EUR bn, with what moved.

    Returns stage, bloc, before, after, moved; `before` and `after` are aid rows with donor, stage and eur.

    >>> from analysis import load
    >>> old, new = (pl.DataFrame({"donor": ["EST"], "stage": ["allocated"], "eur": [eur]}) for eur in (10**9, 2 * 10**9))
    >>> totals_by_bloc(old, new, load.countries()).rows()
    [('allocated', 'Europe', 1.0, 2.0, 1.0)]
    """
    before, after = (frame.with_columns(bloc=bloc_of("donor", countries)) for frame in (before, after))
    both = side_by_side(before, after, ["stage", "bloc"], {"": pl.col("eur").sum()})
    exact = both.with_columns(pl.col("before", "after").fill_null(0)).with_columns(moved=pl.col("after") - pl.col("before"))
    return exact.with_columns((pl.col("before", "after", "moved").cast(pl.Float64) / 1e9).round(6)).sort("stage", "bloc")


def largest_moves(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame, most: int) -> list[tuple[str, ...]]:
    """Give the donors whose amounts move most, of each stage, as texts: name, stage, before, after, moved, in new months; EUR bn.

    >>> from analysis import load
    >>> old, new = (pl.DataFrame({"donor": ["EST"], "stage": ["allocated"], "month": [date(2022, 3, 1)], "eur": [eur]}) for eur in (10**9, 2 * 10**9))
    >>> largest_moves(old, new, load.countries(), 5)
    [('Estonia', 'allocated', '1.000', '2.000', '+1.000', '0.000')]
    """
    names = dict(countries.select("iso3", "name").iter_rows())
    eur = pl.col("eur").cast(pl.Float64) / 1e9
    later = after.filter(pl.col("month") > before["month"].max()).group_by("donor", "stage").agg(new=eur.sum())
    both = side_by_side(before, after, ["donor", "stage"], {"": eur.sum()}).join(later, on=["donor", "stage"], how="left")
    moved = both.fill_null(0).with_columns(moved=pl.col("after") - pl.col("before"))
    rows = moved.filter(pl.col("moved").abs() >= 5e-4).sort(pl.col("moved").abs(), "donor", "stage", descending=True).head(most)
    return [
        (names.get(donor, donor), stage, f"{was:.3f}", f"{now:.3f}", f"{by:+.3f}", f"{new:.3f}")
        for donor, stage, was, now, by, new in rows.select("donor", "stage", "before", "after", "moved", "new").iter_rows()
    ]


def side_by_side(before: pl.DataFrame, after: pl.DataFrame, keys: list[str], values: dict[str, pl.Expr]) -> pl.DataFrame:
    """Join what both frames give by the keys; each value is named `before` or `after`, behind its prefix.

    >>> old, new = (pl.DataFrame({"donor": ["EST"], "eur": [eur]}) for eur in (1, 2))
    >>> side_by_side(old, new, ["donor"], {"": pl.col("eur").sum()}).rows()
    [('EST', 1, 2)]
    """
    old, new = (
        frame.group_by(keys).agg(value.alias(f"{prefix}{name}") for prefix, value in values.items())
        for name, frame in (("before", before), ("after", after))
    )
    return old.join(new, on=keys, how="full", coalesce=True, nulls_equal=True)


def doubts_about_release(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> list[str]:
    """List what a good release would not do to the one before, by donor, kind and year, and within itself.

    `before` and `after` hold the aid rows of two releases; an empty `before` gives no reason but those within the release. The
    rules and their bounds are in docs/decisions/12-weighing.md.

    >>> from analysis import load
    >>> aid = load.aid(29)
    >>> doubts_about_release(aid, aid.filter(pl.col("donor") != "EST"), load.countries())[0]
    '1 donors are gone: Estonia'
    """
    return listed(weigh(before, after, countries))


def weigh(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> dict[str, list[str]]:
    """Give what `doubts_about_release` lists, by severity.

    >>> from analysis import load
    >>> aid = load.aid(29)
    >>> next(iter(weigh(aid, aid.filter(pl.col("donor") != "EST"), load.countries())))
    'lacks what was there before'
    """
    names = dict(countries.select("iso3", "name").iter_rows())
    within = {CONTRADICTS: _alike_kinds(after), UNUSUAL: _thin_months(before, after)}
    if before.is_empty():
        return ranked(within)
    both = revisions.revisions(before, after, names)
    against_before = {
        CONTRADICTS: _negative_months(before, after, names),
        LACKS: [
            *_lost_months(before, after),
            *_months_between(before, after),
            *_lost_donors(before, after, names),
            *_shrunk_donors(before, after, names),
        ],
        MOVES: [*_moved_totals(before, after), *revisions.rounded(before, after)],
        UNUSUAL: _leaping_donors(before, after, names),
    }
    return ranked(against_before, revisions.weigh(both), new_months.weigh(before, after, names), within)


def doubts_about_number(release: str, after: pl.DataFrame, others: pl.DataFrame) -> list[str]:
    """Report a release of a later number that brings no later month: then it is an earlier one under another name.

    `others` are releases with release and last_month.

    >>> from analysis import load
    >>> doubts_about_number("31", load.aid(29), load.releases().filter(release="29"))
    ['it ends with April 2026, and release 29 of a lower number ends there too']
    """
    last = after["month"].max()
    later = pl.col("release").str.extract(r"^(\d+)").cast(pl.Int64) < int(release.partition("-")[0])
    ended = others.filter(later, pl.col("last_month") >= pl.lit(last, pl.Date)).sort("last_month", "release")
    if last is None or ended.is_empty():
        return []
    row = ended.row(-1, named=True)
    where = "there" if row["last_month"] == last else f"with {row['last_month']:%B %Y}"
    return [f"it ends with {last:%B %Y}, and release {row['release']} of a lower number ends {where} too"]  # type: ignore[str-bytes-safe]


def doubts_about_publication(published: date | None, after: pl.DataFrame) -> list[str]:
    """Report a release published before its last month was over; `published` is None where nobody says.

    >>> doubts_about_publication(date(2026, 4, 8), pl.DataFrame({"month": [date(2026, 4, 1)]}))
    ['it was published on 8 April 2026, and ends with April 2026, which was not over']
    """
    last = after["month"].max()
    if published is None or not isinstance(last, date) or published >= _months_back(last, -1):
        return []
    return [f"it was published on {published.day} {published:%B %Y}, and ends with {last:%B %Y}, which was not over"]


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


def _shrunk_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """Hold what all falling donors lose together against the total: one may be corrected, several at once are a hole."""
    doubts = []
    for stage in ("allocated", "committed"):
        old, new = (frame.filter(pl.col("stage") == stage) for frame in (before, after))
        both = side_by_side(old, new, ["donor"], {"": pl.col("eur").sum().cast(pl.Float64)}).fill_null(0)
        fallen = both.filter(pl.col("after") < pl.col("before")).with_columns(lost=pl.col("before") - pl.col("after"))
        total, lost = float(both["before"].sum()), float(fallen["lost"].sum())
        if lost <= MAX_LOST * total:
            continue
        doubts.append(
            f"{fallen.height} donors fall by {lost / 1e9:.3f} bn EUR {stage} together, {lost / total:.1%} of all before and more "
            f"than {MAX_LOST:.1%}"
        )
        large = fallen.filter(pl.col("after") < MIN_OF_DONOR * pl.col("before"), pl.col("lost") > NOTABLE_EUR)
        doubts += [
            f"{names.get(donor, donor)} falls from {was / 1e9:.3f} to {now / 1e9:.3f} bn EUR {stage}"
            for donor, was, now in large.sort("before", descending=True).select("donor", "before", "after").iter_rows()
        ]
    return doubts


def _leaping_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """Hold a donor's new months against all that it gave before."""
    new = after.filter(pl.col("month") > before["month"].max())
    old_months, new_months = (
        frame.group_by("stage", "donor", "month").agg(pl.col("eur").sum().cast(pl.Float64)) for frame in (before, new)
    )
    values = {"": pl.col("eur").sum(), "most_": pl.col("eur").max()}
    both = side_by_side(old_months, new_months, ["stage", "donor"], values).drop_nulls()
    all_in_all = pl.col("after") > MAX_NEW * pl.col("before")
    one_month = pl.col("most_after") > MAX_NEW_MONTH * pl.col("most_before")
    leaps = both.filter(all_in_all | one_month, pl.col("after") > NOTABLE_EUR).sort("after", descending=True)
    return shown(
        [
            f"{names.get(row['donor'], row['donor'])} has {row['after'] / 1e9:.3f} bn EUR {row['stage']} in the new months, "
            f"{row['most_after'] / 1e9:.3f} in one; before it had {row['before'] / 1e9:.3f} in all, {row['most_before'] / 1e9:.3f} in one"
            for row in leaps.iter_rows(named=True)
        ]
    )


def _negative_months(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """List new months in which a donor has less than nothing: what is given back is given back of old."""
    new = after.filter(pl.col("month") > before["month"].max())
    sums = new.group_by("donor", "stage", "month").agg(pl.col("eur").sum().cast(pl.Float64)).filter(pl.col("eur") < 0)
    return shown(
        [
            f"{names.get(donor, donor)} in {month:%B %Y} has {eur / 1e9:.3f} bn EUR {stage}, which is negative"
            for donor, stage, month, eur in sums.sort("eur", "donor", "stage", "month").iter_rows()
        ]
    )


def _thin_months(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List new months without, or nearly without, donors: they begin after the release before, or are the last twelve."""
    last: date | None = after["month"].max()  # type: ignore[assignment]
    if last is None:
        return []
    ended = before["month"].max()
    start = ended if isinstance(ended, date) and ended < last else _months_back(last, 1)
    donors = dict(after.drop_nulls("month").group_by("month").agg(pl.col("donor").n_unique()).iter_rows())
    median = pl.Series([donors.get(_months_back(start, back), 0) for back in range(12)]).median()
    usual = float(median or 0)  # type: ignore[arg-type]
    fewest = MIN_DONORS * usual
    months = pl.date_range(start, last, "1mo", eager=True, closed="right")
    return shown(
        [
            f"in {month:%B %Y} {donors.get(month, 0)} donors have rows, of twelve months before the median is {usual:g}"
            for month in months
            if donors.get(month, 0) < fewest
        ]
    )


def _months_back(month: date, back: int) -> date:
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def _alike_kinds(after: pl.DataFrame) -> list[str]:
    """List kinds whose amounts are one and the same in the months of a donor that have both."""
    kinds = after.filter(pl.col("stage") == "allocated").drop_nulls(["kind", "month"])
    amounts = kinds.select("donor", "month", "kind", pl.col("eur").cast(pl.Float64)).filter(pl.col("eur") != 0)
    pairs = amounts.join(amounts, on=["donor", "month"], suffix="_2").filter(pl.col("kind") < pl.col("kind_2"))
    alike = (pl.col("eur") - pl.col("eur_2")).abs() < 1
    counted = pairs.group_by("kind", "kind_2").agg(months=pl.len(), alike=alike.sum()).sort("kind", "kind_2")
    return [
        f"{one} and {other} aid are one amount in {same} of {months} months of a donor that have both, more than {MAX_ALIKE:.0%}"
        for one, other, months, same in counted.iter_rows()
        if same > MAX_ALIKE * months and same >= FEWEST_ALIKE
    ]
