"""Plant faults into a release of the aid tracker, in its publisher's form; where each stands is drawn."""

from collections.abc import Callable
from random import Random

import polars as pl

from analysis import load

KINDS = ["financial", "humanitarian", "military"]
AMOUNTS = [*KINDS, "commitments"]
PLACE = ["iso", "year", "month"]
COLUMNS = ["country", *PLACE, "total", *AMOUNTS, "to_be_allocated"]
Fault = Callable[[pl.DataFrame, Random], pl.DataFrame]


def sheet(release: str = "29") -> pl.DataFrame:
    """Give a release of data/ as the publisher's monthly table: EUR bn, a row a donor and month, six decimals."""
    aid = load.aid(release).drop_nulls("month").with_columns(column=pl.col("kind").fill_null("commitments"))
    wide = aid.pivot("column", index=["donor", "month"], values="eur", aggregate_function="sum").fill_null(0)
    names = load.countries().select(iso="iso3", country="name")
    parts = {part: getattr(pl.col("month").dt, part)().cast(pl.Int64) for part in ("year", "month")}
    amounts = {name: (pl.col(name).cast(pl.Float64) / 1e9).round(6) for name in AMOUNTS}
    rows = wide.select(iso="donor", **parts, **amounts)
    return summed(rows.join(names, on="iso"))


def summed(rows: pl.DataFrame) -> pl.DataFrame:
    """Bring total and what is to be allocated in line with the amounts: a fault that no sum within a row shows."""
    total = pl.sum_horizontal(KINDS)
    rows = rows.with_columns(pl.col(AMOUNTS).round(6)).with_columns(total=total.round(6))
    return rows.with_columns(to_be_allocated=(pl.col("commitments") - pl.col("total")).round(6)).select(COLUMNS).sort(PLACE)


def grown(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Give a release after: four months more, like the four before, and a few amounts of old revised."""
    last = rows.filter(pl.col("year") == 2026, pl.col("month").is_in([1, 2, 3, 4]))
    factors = pl.Series([draw.uniform(0.8, 1.2) for _ in range(last.height)])
    new = last.with_columns(pl.col("month") + 4, *(pl.col(name) * factors for name in AMOUNTS))
    places = draw.sample(range(rows.height), 12)
    revised = rows.with_row_index("at").with_columns(
        pl.when(pl.col("at").is_in(places)).then(pl.col(name) * draw.uniform(0.95, 1.1)).otherwise(name) for name in AMOUNTS
    )
    return summed(pl.concat([revised.drop("at"), new.select(rows.columns)]))


def donor_of(rows: pl.DataFrame, draw: Random) -> str:
    """Draw a donor that gave in at least six months: of a fault in one with fewer nobody would be misled."""
    counts = rows.group_by("iso").len().filter(pl.col("len") >= 6)
    return draw.choice(sorted(counts["iso"]))


def scaled(factor: float, columns: list[str]) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        hit = pl.col("iso") == donor_of(rows, draw)
        return summed(rows.with_columns(pl.when(hit).then(pl.col(name) * factor).otherwise(name) for name in columns))

    return plant


def scaled_year(factor: float) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        hit = pl.col("year") == draw.choice([2022, 2023, 2024, 2025])
        return summed(rows.with_columns(pl.when(hit).then(pl.col(name) * factor).otherwise(name) for name in AMOUNTS))

    return plant


def scaled_new_months(factor: float) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        new = (pl.col("year") == 2026) & (pl.col("month") > 4)
        big = rows.filter(new, pl.col("total") > 0.05)
        hit = new & (pl.col("iso") == draw.choice(sorted(set(big["iso"]))))
        return summed(rows.with_columns(pl.when(hit).then(pl.col(name) * factor).otherwise(name) for name in AMOUNTS))

    return plant


def scaled_cell(factor: float, least: float = 0.02) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        rows = rows.with_row_index("at")
        hit = pl.col("at") == draw.choice(rows.filter(pl.col("total") > least)["at"].to_list())
        return summed(rows.with_columns(pl.when(hit).then(pl.col(name) * factor).otherwise(name) for name in AMOUNTS))

    return plant


def swapped(one: str, other: str, scope: str = "all") -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        hit = {
            "all": pl.lit(value=True),
            "donor": pl.col("iso") == draw.choice(["DEU", "FRA", "GBR", "NOR", "CAN", "NLD", "USA", "EUI", "SWE", "JPN"]),
            "year": pl.col("year") == draw.choice([2022, 2023, 2024, 2025]),
        }[scope]
        first = pl.when(hit).then(other).otherwise(one).alias(one)
        return summed(rows.with_columns(first, pl.when(hit).then(one).otherwise(other).alias(other)))

    return plant


def copied_column(source: str, target: str) -> Fault:
    return lambda rows, draw: summed(rows.with_columns(pl.col(source).alias(target)))


def donors_exchanged(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    one = donor_of(rows, draw)
    other = donor_of(rows.filter(pl.col("iso") != one), draw)
    names = dict(rows.select("iso", "country").iter_rows())
    codes = pl.col("iso").replace({one: other, other: one})
    return rows.with_columns(iso=codes).with_columns(country=pl.col("iso").replace_strict(names)).sort(PLACE)


def kinds_of_donors_exchanged(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Exchange one kind between two large donors, in the months both have."""
    one, other = draw.sample(["DEU", "GBR", "NLD", "CAN", "NOR", "USA"], 2)
    codes = pl.col("iso").replace({one: other, other: one})
    given = rows.filter(pl.col("iso").is_in([one, other])).select(codes, "year", "month", foreign="military")
    both = rows.join(given, on=PLACE, how="left")
    return summed(both.with_columns(military=pl.coalesce("foreign", "military")).drop("foreign"))


def row_twice(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    return pl.concat([rows, rows[draw.randrange(rows.height)]])


def row_copied(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Copy a row of some weight into a month in which its donor has none, or in which it then stands twice."""
    heavy = rows.filter(pl.col("total") > 0.05, pl.col("year") < 2026)
    row = heavy[draw.randrange(heavy.height)]
    taken = set(rows.filter(iso=row["iso"][0]).select("year", "month").iter_rows())
    free = [(year, month) for year in range(2022, 2026) for month in range(1, 13) if (year, month) not in taken]
    if not free:
        hit = (pl.col("iso") == row["iso"][0]) & (pl.col("year") == row["year"][0]) & (pl.col("month") == row["month"][0])
        return summed(rows.with_columns(pl.when(hit).then(pl.col(name) * 2).otherwise(name) for name in AMOUNTS))
    year, month = draw.choice(free)
    return summed(pl.concat([rows, row.with_columns(year=pl.lit(year, pl.Int64), month=pl.lit(month, pl.Int64))]))


def stray(months_on: int, amount: float, kind: str = "commitments") -> Fault:
    """Add one row so many months after the last."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        last = rows.filter(pl.col("year") == rows["year"].max())["month"].max()
        row = rows.filter(iso=donor_of(rows, draw)).head(1).with_columns(pl.lit(0.0).alias(name) for name in AMOUNTS)
        number = last + months_on - 1  # type: ignore[operator]
        year, month = pl.lit(2026 + number // 12, pl.Int64), pl.lit(number % 12 + 1, pl.Int64)
        return summed(pl.concat([rows, row.with_columns(pl.lit(amount).alias(kind), month=month, year=year)]))

    return plant


def months_gone(count: int, *, of_the_new: bool = False) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        first = 52 if of_the_new else draw.randrange(3, 48 - count)
        number = (pl.col("year") - 2022) * 12 + pl.col("month") - 1
        return rows.filter(~number.is_between(first, first + count - 1))

    return plant


def donor_gone(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    return rows.filter(pl.col("iso") != donor_of(rows, draw))


def year_of_donor_gone(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    yearly = (
        rows.filter(pl.col("year") < 2026).group_by("iso", "year").agg(pl.col("total").sum()).filter(pl.col("total") > 0.05)
    )
    iso, year = draw.choice(sorted(yearly.select("iso", "year").iter_rows()))
    return rows.filter(~((pl.col("iso") == iso) & (pl.col("year") == year)))


def column_gone(column: str) -> Fault:
    return lambda rows, draw: summed(rows.with_columns(pl.lit(0.0).alias(column)))


def column_of_donor_gone(column: str) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        given = rows.group_by("iso").agg(pl.col(column).sum()).filter(pl.col(column) > 0.05)
        hit = pl.col("iso") == draw.choice(sorted(given["iso"]))
        return summed(rows.with_columns(pl.when(hit).then(0.0).otherwise(column).alias(column)))

    return plant


def rows_gone(share: float) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        kept = sorted(draw.sample(range(rows.height), round(rows.height * (1 - share))))
        return rows[kept]

    return plant


def rounded(decimals: int) -> Fault:
    return lambda rows, draw: summed(rows.with_columns(pl.col(AMOUNTS).round(decimals)))


def disturbed(share: float) -> Fault:
    """Move every amount a little, as a conversion at another rate does."""

    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        return summed(rows.with_columns(pl.col(name) * (1 + share) for name in AMOUNTS))

    return plant


def negative(scope: str) -> Fault:
    def plant(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
        rows = rows.with_row_index("at")
        hit = {
            "all": pl.lit(value=True),
            "donor": pl.col("iso") == donor_of(rows, draw),
            "row": pl.col("at") == draw.choice(rows.filter(pl.col("total") > 0.02)["at"].to_list()),
        }[scope]
        return summed(rows.with_columns(pl.when(hit).then(-pl.col(name)).otherwise(name) for name in AMOUNTS))

    return plant


def redated(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Put the rows of one year under the year after, where their donor had none in that month."""
    year = draw.choice([2022, 2023, 2024])
    taken = rows.select(PLACE).with_columns(pl.col("year") - 1, later=pl.lit(value=True))
    moved = rows.join(taken, on=PLACE, how="left").with_columns(
        year=pl.when(pl.col("year") == year, pl.col("later").is_null()).then(pl.col("year") + 1).otherwise("year")
    )
    return moved.drop("later").sort(PLACE)


def two_digit_years(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    return rows.with_columns(pl.col("year") - 2000)


def months_shifted(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    number = pl.col("year") * 12 + pl.col("month") - 1 + 1
    return rows.with_columns(year=number // 12, month=number % 12 + 1)


def shifted_down(column: str) -> Fault:
    """Move a column down by a row, as a cell pasted too many does."""
    return lambda rows, draw: summed(rows.sort(PLACE).with_columns(pl.col(column).shift(1, fill_value=0)))


def broken_total(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    at = draw.randrange(rows.height)
    return rows.with_row_index("at").with_columns(
        total=pl.when(pl.col("at") == at).then(pl.col("total") + 0.01).otherwise("total")
    ).drop("at")  # fmt: skip


def broken_rest(rows: pl.DataFrame, draw: Random) -> pl.DataFrame:
    """Leave what is to be allocated as it was where a commitment was written anew."""
    at = draw.choice(rows.with_row_index("at").filter(pl.col("commitments") > 0)["at"].to_list())
    changed = pl.when(pl.col("at") == at).then(pl.col("commitments") * 1.02 + 0.001).otherwise("commitments")
    return rows.with_row_index("at").with_columns(commitments=changed.round(6)).drop("at")


FAULTS: dict[str, Fault] = {
    **{f"a donor times {factor:g}": scaled(factor, AMOUNTS) for factor in (10, 1000, 1.5, 0.1, 0.001, 2, 0.5)},
    **{f"a donor's commitments times {factor:g}": scaled(factor, ["commitments"]) for factor in (10, 1.5, 1000)},
    **{f"a donor's allocations times {factor:g}": scaled(factor, KINDS) for factor in (10, 1.5, 1000)},
    **{f"a year times {factor:g}": scaled_year(factor) for factor in (1.5, 0.5, 1.1)},
    **{f"new months of a donor times {factor:g}": scaled_new_months(factor) for factor in (1000, 100)},
    "a cell times 1000": scaled_cell(1000),
    "a cell times 10": scaled_cell(10),
    "military and financial swapped": swapped("military", "financial"),
    "military and humanitarian swapped": swapped("military", "humanitarian"),
    "financial and humanitarian swapped": swapped("financial", "humanitarian"),
    "military and commitments swapped": swapped("military", "commitments"),
    "military and financial of a donor swapped": swapped("military", "financial", "donor"),
    "military and financial of a year swapped": swapped("military", "financial", "year"),
    "military and humanitarian of a year swapped": swapped("military", "humanitarian", "year"),
    "military stands under humanitarian too": copied_column("military", "humanitarian"),
    "financial stands under military too": copied_column("financial", "military"),
    "total stands under commitments": copied_column("total", "commitments"),
    "two donors exchanged": donors_exchanged,
    "military aid of two donors exchanged": kinds_of_donors_exchanged,
    "a row twice": row_twice,
    "a row copied into another month": row_copied,
    "a row's amounts doubled": scaled_cell(2, 0.05),
    "a small commitment a month after": stray(1, 0.001),
    "a small commitment two months after": stray(2, 0.001),
    "a small commitment five months after": stray(5, 0.001),
    "an allocation a month after": stray(1, 0.4, "military"),
    "an allocation four months after": stray(4, 2.0, "financial"),
    **{f"{count} months gone": months_gone(count) for count in (1, 3, 12)},
    "one of the new months gone": months_gone(1, of_the_new=True),
    "a donor gone": donor_gone,
    "a year of a donor gone": year_of_donor_gone,
    **{f"{name} gone": column_gone(name) for name in AMOUNTS},
    **{f"a donor's {name} gone": column_of_donor_gone(name) for name in ("military", "humanitarian", "commitments")},
    **{f"{share:.0%} of rows gone": rows_gone(share) for share in (0.03, 0.1, 0.5)},
    **{f"rounded to {decimals} decimals": rounded(decimals) for decimals in (0, 1, 2, 3)},
    "all a hundredth more": disturbed(0.01),
    "all a twentieth less": disturbed(-0.05),
    "every sign turned": negative("all"),
    "the signs of a donor turned": negative("donor"),
    "the sign of a row turned": negative("row"),
    "a year under the next": redated,
    "years of two digits": two_digit_years,
    "all months a month later": months_shifted,
    "commitments a row down": shifted_down("commitments"),
    "military a row down": shifted_down("military"),
    "a total that is no sum": broken_total,
    "a rest that is no difference": broken_rest,
}
"""Faults in a release that follows; each keeps the sums within rows unless it is about them."""

SAME: dict[str, Fault] = {
    "the release before": lambda rows, draw: rows,
    "the release before, a cell changed": scaled_cell(1.01),
    "the release before, rounded": rounded(4),
    "the release before, a row gone": lambda rows, draw: rows[1:],
    "the release before, a small row more": lambda rows, draw: summed(
        pl.concat([rows, rows.filter(iso="MLT", year=2022).head(1).with_columns(month=pl.lit(1, pl.Int64))])
    ),
}
"""Faults in which a release comes again under a new number."""
