"""Plant a further set of faults into a release, written from what can go wrong at a publisher and without sight of the rules."""

from collections.abc import Callable
from random import Random

import polars as pl

from tests.support.planted_releases import AMOUNTS, PLACE, Fault, donor_of, summed

ABOUT, DONORS, LEAST = ("financial", "military"), 15, 0.05
"""The kinds with most of the money, how many donors are large, and from which amount (EUR bn) a cell is worth a fault."""

Hit = Callable[[pl.DataFrame, Random], pl.Expr]


def large(rows: pl.DataFrame, draw: Random, many: int = 1) -> list[str]:
    """Draw among the donors that gave most."""
    totals = rows.group_by("iso").agg(pl.col("total").sum()).sort("total", "iso", descending=True).head(DONORS)
    return draw.sample(totals["iso"].to_list(), many)


def new() -> pl.Expr:
    return (pl.col("year") == 2026) & (pl.col("month") > 4)


def old() -> pl.Expr:
    return ~new()


def at(row: dict) -> pl.Expr:
    return (pl.col("iso") == row["iso"]) & (pl.col("year") == row["year"]) & (pl.col("month") == row["month"])


def put(rows: pl.DataFrame, hit: pl.Expr, **columns: pl.Expr) -> pl.DataFrame:
    """Give columns other values where a row is meant, and bring its sums in line."""
    return summed(rows.with_columns(pl.when(hit).then(value).otherwise(name).alias(name) for name, value in columns.items()))


def one_cell(factor: float, among: pl.Expr, columns: tuple[str, ...] = ABOUT) -> Fault:
    """Scale one amount of a large donor, drawn among those from LEAST on; its commitment moves with it."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        kind = draw.choice(columns)
        worth = rows.filter(among, pl.col("iso").is_in(large(rows, draw, DONORS)), pl.col(kind) >= LEAST).sort(PLACE)
        row = worth.row(draw.randrange(worth.height), named=True)
        added = row[kind] * (factor - 1)
        return put(rows, at(row), **{kind: pl.col(kind) * factor, "commitments": pl.col("commitments") + added})

    return plant


def whole_donor(factor: float, among: pl.Expr) -> Fault:
    """Scale a large donor's amounts, drawn among those that have any there: ten times nothing is no fault."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        has = pl.col("iso").is_in(rows.filter(among, pl.any_horizontal(pl.col(AMOUNTS) != 0))["iso"].unique().to_list())
        hit = among & (pl.col("iso") == draw.choice(sorted(set(large(rows, draw, DONORS)) & set(rows.filter(has)["iso"]))))
        return put(rows, hit, **{name: pl.col(name) * factor for name in AMOUNTS})

    return plant


def everybody(factor: float) -> Fault:
    return lambda rows, draw: put(rows, pl.lit(value=True), **{name: pl.col(name) * factor for name in AMOUNTS})


def swapped(left: str, right: str, hit: Hit) -> Fault:
    """Exchange two columns of the rows meant."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        return put(rows, hit(rows, draw), **{left: pl.col(right), right: pl.col(left)})

    return plant


def year_of(rows: pl.DataFrame, draw: Random) -> pl.Expr:
    return pl.col("year") == draw.choice([2022, 2023, 2024, 2025])


def of_a_large_donor(rows: pl.DataFrame, draw: Random) -> pl.Expr:
    """Draw a donor that gives both soldiers and money: exchanging nothing with nothing is no fault."""
    both = rows.group_by("iso").agg(pl.col(ABOUT).sum()).filter(pl.all_horizontal(pl.col(ABOUT) > 1)).sort("iso")
    return pl.col("iso") == draw.choice(both["iso"].to_list())


def stray(months_on: int) -> Fault:
    """Add a thousandth of a billion in a month of its own: so many on from April 2026."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        year, month = divmod(2026 * 12 + 3 + months_on, 12)
        row = rows.filter(iso=donor_of(rows, draw)).head(1)
        amounts = {name: pl.lit(0.001 if name in {"financial", "commitments"} else 0.0) for name in AMOUNTS}
        one = row.with_columns(year=pl.lit(year, pl.Int64), month=pl.lit(month + 1, pl.Int64), **amounts)
        return summed(pl.concat([rows, one.select(rows.columns)]))

    return plant


def month_gone(among: pl.Expr) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        months = rows.filter(among).select("year", "month").unique().sort("year", "month")
        year, month = months.row(draw.randrange(1, months.height - 1))
        return rows.filter(~((pl.col("year") == year) & (pl.col("month") == month)))

    return plant


def month_in_the_next(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Move every donor's amounts of one month of old into the month after, which then holds both."""
    year, month = draw.choice([2023, 2024, 2025]), draw.randrange(1, 12)
    hit = (pl.col("year") == year) & (pl.col("month") == month)
    moved = rows.with_columns(month=pl.when(hit).then(month + 1).otherwise("month"))
    return summed(moved.group_by("country", *PLACE).agg(pl.col(name).sum() for name in [*AMOUNTS, "total", "to_be_allocated"]))


def donors_exchanged_from_a_month(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    left, right = large(rows, draw, 2)
    since = pl.col("year") >= draw.choice([2023, 2024, 2025])
    names = dict(rows.select("iso", "country").unique().iter_rows())
    other = {left: right, right: left}
    swap = pl.when(since).then(pl.col("iso").replace(other)).otherwise("iso")
    return summed(rows.with_columns(iso=swap).with_columns(country=pl.col("iso").replace_strict(names)))


def rows_slipped(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Slip the amounts a row down against their donors and months, from a place on."""
    start = draw.randrange(rows.height // 2)
    ahead = pl.int_range(pl.len()) > start
    return put(rows, ahead, **{name: pl.col(name).shift(1, fill_value=0.0) for name in AMOUNTS})


def new_months_are_copies(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Repeat the last four months of old as the new ones, amount by amount."""
    before = rows.filter(old())
    last = before.filter(pl.col("year") == 2026).with_columns(pl.col("month") + 4)
    return summed(pl.concat([before, last]))


def nearly_the_one_before(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Offer the release before under a new number, with three amounts changed in their last place."""
    before = rows.filter(old())
    places = draw.sample(range(before.height), 3)
    return put(before, pl.int_range(pl.len()).is_in(places), financial=pl.col("financial") + 0.000001)


def rounded(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Round every amount to a hundredth of a billion."""
    return put(rows, pl.lit(value=True), **{name: pl.col(name).round(2) for name in AMOUNTS})


def largest_negative(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    donor, kind = large(rows, draw)[0], draw.choice(ABOUT)
    row = rows.filter(iso=donor).sort(kind).row(-1, named=True)
    return put(rows, at(row), **{kind: -pl.col(kind), "commitments": pl.col("commitments") - 2 * row[kind]})


def rows_gone(share: float) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        return rows[sorted(draw.sample(range(rows.height), round(rows.height * (1 - share))))]

    return plant


def first_half_of_a_donor_gone(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    donor = large(rows, draw)[0]
    return rows.filter((pl.col("iso") != donor) | (pl.col("year") > 2023))


def one_column_into_another(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Book all humanitarian aid of a large donor as financial."""
    hit = pl.col("iso") == large(rows, draw)[0]
    return put(rows, hit, financial=pl.col("financial") + pl.col("humanitarian"), humanitarian=pl.lit(0.0))


def undated_in_the_last_month(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Put two billion without a month into the last one, on ten donors."""
    last = (pl.col("year") == 2026) & (pl.col("month") == 8) & pl.col("iso").is_in(large(rows, draw, 10))
    return put(rows, last, military=pl.col("military") + 0.4, commitments=pl.col("commitments") + 0.4)


def beyond_a_small_donor(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Have a donor that gave less than half a billion in all give three at once in a new month."""
    totals = rows.group_by("iso").agg(pl.col("total").sum()).filter(pl.col("total").is_between(0.01, 0.5))
    donors = sorted(set(totals["iso"]) & set(rows.filter(new())["iso"]))
    row = rows.filter(new(), iso=draw.choice(donors)).head(1).row(0, named=True)
    return put(rows, at(row), financial=pl.col("financial") + 3, commitments=pl.col("commitments") + 3)


def of_two_donors(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Give a large donor the amounts of another, month by month."""
    left, right = large(rows, draw, 2)
    theirs = rows.filter(iso=left).select("year", "month", *AMOUNTS)
    mine = rows.filter(iso=right).drop(AMOUNTS).join(theirs, on=["year", "month"]).select(rows.columns)
    return summed(pl.concat([rows.filter(pl.col("iso") != right), mine]))


def commitments_are_allocations(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Fill the column of commitments with the total of allocations."""
    return put(rows, pl.lit(value=True), commitments=pl.col("total"))


def unlike(column: str, among: pl.Expr) -> Fault:
    """Change a sum of the publisher's in one row alone, by a hundredth of a billion."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        worth = rows.filter(among).sort(PLACE)
        row = worth.row(draw.randrange(worth.height), named=True)
        return rows.with_columns(pl.when(at(row)).then(pl.col(column) + 0.01).otherwise(column).alias(column))

    return plant


def written(column: str, change: Callable[[str], str]) -> Fault:
    """Write one cell as it should not be."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        text = rows.with_columns(pl.all().cast(pl.String))
        nth = draw.randrange(rows.height)
        other = pl.lit(change(text[column][nth]))
        return text.with_columns(pl.when(pl.int_range(pl.len()) == nth).then(other).otherwise(column).alias(column))

    return plant


def line_again(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Let one line stand twice."""
    nth = draw.randrange(rows.height)
    return pl.concat([rows, rows[[nth]]]).sort(PLACE)


FAULTS: dict[str, Fault] = {
    "a cell of old ten times": one_cell(10, old()),
    "a cell of old a thousand times": one_cell(1000, old()),
    "a cell of old a tenth": one_cell(0.1, old()),
    "a cell of a new month ten times": one_cell(10, new()),
    "a cell of a new month a thousand times": one_cell(1000, new()),
    "a large donor half as much again": whole_donor(1.5, pl.lit(value=True)),
    "a large donor in another currency": whole_donor(1.08, pl.lit(value=True)),
    "a large donor twice in 2025": whole_donor(2, pl.col("year") == 2025),
    "new months of a large donor ten times": whole_donor(10, new()),
    "all in another currency": everybody(1.08),
    "all in thousands": everybody(1000),
    "money and weapons exchanged for a donor": swapped("military", "financial", of_a_large_donor),
    "money and weapons exchanged in new months": swapped("military", "financial", lambda rows, draw: new()),
    "weapons and relief exchanged in a year": swapped("military", "humanitarian", year_of),
    "commitments and weapons exchanged for a donor": swapped("military", "commitments", of_a_large_donor),
    "a stray row eight months on": stray(12),
    "a stray row before the war": stray(-53),
    "a new month gone": month_gone(new()),
    "a month of old gone": month_gone(old()),
    "a month in the next": month_in_the_next,
    "two large donors exchanged from a year on": donors_exchanged_from_a_month,
    "amounts slipped by a row": rows_slipped,
    "new months copied from the last": new_months_are_copies,
    "nearly the release before": nearly_the_one_before,
    "all amounts rounded": rounded,
    "the largest amount of a donor negative": largest_negative,
    "a tenth of the rows gone": rows_gone(0.1),
    "the first years of a large donor gone": first_half_of_a_donor_gone,
    "relief of a large donor booked as money": one_column_into_another,
    "what has no month put into the last": undated_in_the_last_month,
    "three billion from a small donor": beyond_a_small_donor,
    "a large donor with the amounts of another": of_two_donors,
    "commitments that are allocations": commitments_are_allocations,
    "a total unlike its parts": unlike("total", old()),
    "a new total unlike its parts": unlike("total", new()),
    "a rest unlike its parts": unlike("to_be_allocated", old()),
    "a line twice": line_again,
    "a year of two digits": written("year", lambda cell: cell[2:]),
    "a thirteenth month": written("month", lambda cell: "13"),
    "a word for an amount": written("military", lambda cell: "n/a"),
    "a comma for a point": written("commitments", lambda cell: cell.replace(".", ",")),
    "a donor nobody knows": written("iso", lambda cell: "XXK"),
}
"""What each does, in a release that is whole otherwise."""
