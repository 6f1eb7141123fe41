"""How a release revises the amounts of the one before: how many stay as they were, and which moved as no correction moves them."""

from dataclasses import dataclass

import polars as pl

from analysis.errors import FEW
from analysis.pipeline.severity import CONTRADICTS, LACKS, MOVES, listed, ranked

MIN_KEPT = 0.2
"""Share of a group's amounts that stays as it was: the least that a genuine step kept is 29%, a rescaled group keeps none."""

SAME_EUR = 1_100
"""Amounts so close are one: the publisher's tables for the web round to a thousand euros."""

MAX_GONE, MANY = 0.10, 20
"""Share of a year's amounts that may vanish, where it has many: at most a twenty-fifth did."""

ROUND_FACTORS = (2.0, 10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
ROUND_FACTOR_EUR, COPY_EUR = 50_000_000, 20_000_000
"""From these amounts on none was ever moved by a round factor, and none added of old was that of another month."""

MAX_ROUND, ROUND_EUR = 0.6, 100_000
"""Share of amounts that are whole hundred thousands: a third, in every release; all, where somebody rounded."""

CELL = ["stage", "donor", "kind", "month"]
GROUPS = {
    "{donor} {stage}": ["donor", "stage"],
    "{kind} aid {stage}": ["kind", "stage"],
    "{year} {stage}": ["year", "stage"],
    "{kind} aid {stage} in {year}": ["kind", "stage", "year"],
    "{donor}, {kind} aid {stage}": ["donor", "kind", "stage"],
    "{donor} in {year}": ["donor", "year"],
}
"""The groups held against the rule, with their names: coarse ones first, since a fine one says less."""


@dataclass(frozen=True)
class Revisions:
    """Hold the amounts of two releases side by side, each as both give it, and the names of donors."""

    cells: pl.DataFrame
    names: dict[str, str]

    @property
    def old(self) -> pl.DataFrame:
        """Give the amounts of the release before."""
        return self.cells.drop_nulls("before")


def revisions(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> Revisions:
    """Set two releases side by side by stage, donor, kind and month, within the months that the one before covers.

    `before` and `after` are aid rows, `names` those of donors. Commitments have no kind; what is allocated in all stands as a
    kind of its own. Undated money is in neither.

    >>> from analysis import load
    >>> both = revisions(load.aid(28), load.aid(29), {})
    >>> both.cells.select("before", "after", "kept").null_count().row(0)[2]
    0
    """
    old, new = _cells(before).rename({"eur": "before"}), _cells(after).rename({"eur": "after"})
    joined = old.join(new, on=CELL, how="full", coalesce=True).filter(pl.col("month") <= old["month"].max())
    kept = ((pl.col("after") - pl.col("before")).abs() <= SAME_EUR).fill_null(value=False)
    return Revisions(joined.with_columns(kept=kept, year=pl.col("month").dt.year()).sort(CELL), names)


def _cells(aid: pl.DataFrame) -> pl.DataFrame:
    """Sum by cell; an amount of zero is none."""
    dated = aid.drop_nulls("month").with_columns(pl.col("eur").cast(pl.Float64))
    total = dated.with_columns(kind=pl.lit("all"))
    parts = dated.filter(pl.col("stage") == "allocated", pl.col("kind").is_not_null())
    summed = pl.concat([total.select(*CELL, "eur"), parts.select(*CELL, "eur")]).group_by(CELL).agg(pl.col("eur").sum())
    return summed.filter(pl.col("eur") != 0)


def doubts(both: Revisions) -> list[str]:
    """List what a correction would not do: move most of a group, take groups out, turn signs, move by round factors, copy.

    >>> from analysis import load
    >>> aid = load.aid(29)
    >>> more = aid.with_columns(eur=pl.when(pl.col("donor") == "EST").then(pl.col("eur") * 2).otherwise("eur"))
    >>> doubts(revisions(aid, more, {"EST": "Estonia"}))[0]
    'Estonia allocated: of 91 amounts 0 stay as they were, fewer than 20%'
    """
    return listed(weigh(both))


def weigh(both: Revisions) -> dict[str, list[str]]:
    """Give what `doubts` lists, by severity.

    >>> from analysis import load
    >>> weigh(revisions(load.aid(28), load.aid(29), {}))
    {}
    """
    if both.old.is_empty():
        return {}
    moves = [*_moved_groups(both), *_round_factors(both), *_copies(both)]
    return ranked({CONTRADICTS: _turned_signs(both), LACKS: _gone(both), MOVES: moves})


def _moved_groups(both: Revisions) -> list[str]:
    """Hold every group against the one rule; the median amount of a group that is only corrected does not move."""
    for name, keys in GROUPS.items():
        groups = both.old.group_by(keys).agg(amounts=pl.len(), kept=pl.col("kept").sum(), months=pl.col("month").n_unique())
        # A month corrected moves its amounts of every kind.
        moved = groups.filter(pl.col("months") > 1, pl.col("kept") < MIN_KEPT * pl.col("amounts"))
        if moved.height:
            rows = moved.sort("amounts", *keys, descending=True).iter_rows(named=True)
            said = "{where}: of {amounts:,} amounts {kept:,} stay as they were, fewer than " + f"{MIN_KEPT:.0%}"
            return shown([said.format(where=_where(name, row, both.names), **row) for row in rows])
    return []


def _gone(both: Revisions) -> list[str]:
    """List years of a donor and kinds of a donor that are there no more, and years of which much is gone."""
    found = []
    for name, keys in {
        "{donor} in {year}": ["donor", "year"],
        "{donor}, {kind} aid {stage}": ["donor", "kind", "stage"],
    }.items():
        groups = both.old.group_by(keys).agg(
            amounts=pl.len(), gone=pl.col("after").is_null().sum(), eur=pl.col("before").sum() / 1e9
        )
        rows = groups.filter(pl.col("gone") == pl.col("amounts")).sort("eur", *keys, descending=True).iter_rows(named=True)
        found += [
            f"{_where(name, row, both.names)}: all {row['amounts']} amounts are gone, {row['eur']:.3f} bn EUR" for row in rows
        ]
    years = both.old.group_by("year", "stage").agg(amounts=pl.len(), gone=pl.col("after").is_null().sum())
    many = years.filter(pl.col("amounts") >= MANY, pl.col("gone") > MAX_GONE * pl.col("amounts")).sort("year", "stage")
    found += [
        f"{row['year']} {row['stage']}: {row['gone']} of {row['amounts']} amounts are gone, more than {MAX_GONE:.0%}"
        for row in many.iter_rows(named=True)
    ]
    return shown(found)


def _turned_signs(both: Revisions) -> list[str]:
    turned = both.cells.filter(pl.col("after") < 0, pl.col("before").fill_null(1) > 0)
    return shown([f"{place} is negative" for place in _places(turned, both.names)])


def _round_factors(both: Revisions) -> list[str]:
    factor, larger = pl.col("after") / pl.col("before"), pl.max_horizontal("before", "after")
    near = pl.any_horizontal((factor / round_one - 1).abs() < 1e-3 for round_one in ROUND_FACTORS)
    moved = both.old.filter(near, larger >= ROUND_FACTOR_EUR).with_columns(factor=factor)
    places = zip(_places(moved, both.names), moved["factor"], strict=True)
    return shown([f"{place}, which is {by:.3g} times what it was" for place, by in places])


def _copies(both: Revisions) -> list[str]:
    """List amounts added of old that are those of another month of the same donor."""
    whole = both.cells.filter(pl.col("kind") == "all")
    added = whole.filter(pl.col("before").is_null(), pl.col("after") >= COPY_EUR)
    others = whole.filter(pl.col("kept")).select("stage", "donor", other="month", there="after")
    pairs = added.join(others, on=["stage", "donor"]).filter((pl.col("there") - pl.col("after")).abs() <= SAME_EUR)
    copies = pairs.unique(CELL, keep="first", maintain_order=True)
    said = zip(_places(copies, both.names), copies["other"], strict=True)
    return shown([f"{place} is new and the same as that of {other:%B %Y}" for place, other in said])


def rounded(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Report amounts that somebody rounded; a publisher whose release before was as round gives no reason.

    >>> from analysis import load
    >>> aid = load.aid(29)
    >>> rounded(aid, aid.with_columns(eur=(pl.col("eur").cast(pl.Float64) / 1e6).round() * 1e6))
    ['100% of its amounts are whole hundred thousands, more than 60%; before 33% were']
    """
    was, now = (_round_share(frame) for frame in (before, after))
    if now <= MAX_ROUND or was > MAX_ROUND:
        return []
    return [f"{now:.0%} of its amounts are whole hundred thousands, more than {MAX_ROUND:.0%}; before {was:.0%} were"]


def _round_share(aid: pl.DataFrame) -> float:
    amounts = aid["eur"].cast(pl.Float64)
    amounts = amounts.filter(amounts != 0)
    share = ((amounts / ROUND_EUR - (amounts / ROUND_EUR).round()).abs() < 1e-6).mean()
    return float(share or 0)  # type: ignore[arg-type]


def _where(name: str, row: dict[str, object], names: dict[str, str]) -> str:
    donor = str(row.get("donor"))
    return name.format(**row | {"donor": names.get(donor, donor)}).replace("all aid ", "").removeprefix(", ")


def _places(cells: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """Name each amount, `all` being what no kind is said of."""
    return [
        f"{names.get(row['donor'], row['donor'])}, {'' if row['kind'] == 'all' else row['kind'] + ' aid '}{row['stage']} in "
        f"{row['month']:%B %Y}: {row['after'] / 1e9:.3f} bn EUR"
        for row in cells.iter_rows(named=True)
    ]


def shown(found: list[str]) -> list[str]:
    """Give the first of many, and how many more there are.

    >>> shown(["a", "b", "c", "d", "e", "f", "g"])
    ['a', 'b', 'c', 'd', 'e and 2 more of the kind']
    """
    if len(found) <= FEW:
        return found
    return [*found[: FEW - 1], f"{found[FEW - 1]} and {len(found) - FEW} more of the kind"]
