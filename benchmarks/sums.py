"""Sums at scale: cumulative aid by bloc and month over 10,000 to 50 million rows, beside hand-written peers with the same answer."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from analysis import load
from analysis.countries import bloc_of
from analysis.measures.flows import over_time
from benchmarks.row import PEAK, Row, medians, python

SIZES = (10_000, 1_000_000, 10_000_000)
LARGEST = 50_000_000
MOST_OF_POLARS, MOST_EXPONENT = 2.0, 1.1
READ = (
    "import sys, polars as pl; from analysis.measures.flows import over_time;"
    "lazy = pl.scan_parquet(sys.argv[1]); engine = sys.argv[2];"
    "over_time(lazy, cumulative=True).collect(engine=engine) if engine == 'streaming' else over_time(pl.read_parquet(sys.argv[1]), cumulative=True);"
)
SQL = """
with months as (select unnest(generate_series(date '{first}', date '{last}', interval 1 month))::date as period),
     sums as (select month as period, bloc, sum(eur) as eur from aid join blocs using (donor) where stage = 'allocated' group by all)
select period, bloc, (sum(coalesce(eur, 0)) over (partition by bloc order by period))::decimal(18, 2) as eur
from months cross join (select distinct bloc from sums) left join sums using (period, bloc) order by period, bloc
"""


def blocs() -> dict[str, str]:
    """Map each donor to its bloc, as the countries table has it."""
    countries = load.countries()
    return dict(countries.select("iso3", bloc_of("iso3", countries)).iter_rows())


def ledger(rows: int) -> pl.DataFrame:
    """Draw a ledger of so many dated rows from the real one, with amounts of cents, no two rows alike."""
    dated = load.aid(29).filter(pl.col("month").is_not_null())
    drawn = dated.sample(rows, with_replacement=True, seed=7)
    amount = (pl.col("eur") / 1000).cast(pl.Decimal(18, 2)) + pl.int_range(pl.len()).cast(pl.Decimal(18, 2))
    return drawn.with_columns(eur=amount.cast(pl.Decimal(18, 2)))


def plain_polars(aid: pl.DataFrame) -> pl.DataFrame:
    """Write the same query by hand: map, sum, fill the months, add up."""
    sums = (
        aid.lazy()
        .filter(pl.col("stage").cast(pl.String) == "allocated")
        .group_by("month", "donor")
        .agg(pl.col("eur").sum())
        .with_columns(bloc=pl.col("donor").cast(pl.String).replace_strict(blocs()))
        .group_by("month", "bloc")
        .agg(pl.col("eur").sum())
        .collect()
    )
    months = pl.select(month=pl.date_range(_first(), _last(), "1mo")).join(sums.select("bloc").unique(), how="cross")
    full = months.join(sums, on=["month", "bloc"], how="left").with_columns(pl.col("eur").fill_null(0)).sort("month", "bloc")
    return full.with_columns(pl.col("eur").cum_sum().over("bloc"))


def plain_pandas(aid: pd.DataFrame) -> pd.DataFrame:
    """Write the same query for pandas, on whole cents since it has no fast decimal."""
    allocated = aid[aid["stage"] == "allocated"]
    sums = (
        allocated.groupby(["month", allocated["donor"].astype(str).map(blocs())], observed=True)["cents"]
        .sum()
        .unstack(fill_value=0)
    )
    return sums.reindex(pd.date_range(_first(), _last(), freq="MS"), fill_value=0).cumsum()


def plain_sql(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Write the same query in SQL for DuckDB."""
    return connection.execute(SQL.format(first=_first(), last=_last())).fetchall()


def rows(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Time ours and the peers at each size, see that all give the same numbers, and fit the growth."""
    made, ours = [], {}
    for size in sizes:
        found = _at(size)
        ours[size] = found["ours"]
        limits = {"hand-written polars": MOST_OF_POLARS}
        made += [
            Row(
                f"cumulative by bloc, {size:,} rows",
                found["ours"],
                name,
                seconds,
                limits.get(name) if size > SIZES[0] else None,
            )
            for name, seconds in found.items()
            if name != "ours"
        ]
    made.append(
        Row(
            "exponent of growth",
            _exponent(ours),
            most=MOST_EXPONENT,
            unit="(power of rows)",
            note=f"{min(ours):,} to {max(ours):,} rows",
        )
    )
    return [*made, *_memory(max(sizes))]


def _at(size: int) -> dict[str, float]:
    aid = ledger(size)
    cents = aid.select("month", "donor", "stage", cents=(pl.col("eur") * 100).cast(pl.Int64)).with_columns(
        pl.col("donor", "stage").cast(pl.String)
    )
    frame = cents.to_pandas(use_pyarrow_extension_array=False)
    frame["stage"], frame["donor"] = frame["stage"].astype("category"), frame["donor"].astype("category")
    plain = aid.with_columns(pl.col("donor", "stage").cast(pl.String))
    connection = duckdb.connect()
    connection.register("arrow", plain.select("month", "donor", "stage", "eur").to_arrow())
    connection.execute("create table aid as select * from arrow")
    connection.register("named", pl.DataFrame({"donor": list(blocs()), "bloc": list(blocs().values())}).to_arrow())
    connection.execute("create table blocs as select * from named")
    turns: dict[str, Callable[[], object]] = {
        "ours": lambda: over_time(aid, cumulative=True),
        "hand-written polars": lambda: plain_polars(aid),
        "pandas": lambda: plain_pandas(frame),
        "DuckDB": lambda: plain_sql(connection),
    }
    _see_that_they_agree(aid, frame, connection)
    return medians(turns, 15 if size <= 1_000_000 else 5)


def _see_that_they_agree(aid: pl.DataFrame, frame: pd.DataFrame, connection: duckdb.DuckDBPyConnection) -> None:
    ours = over_time(aid, cumulative=True).sort("period", "bloc")["eur"].to_list()
    assert ours == plain_polars(aid)["eur"].to_list()
    assert ours == [row[2] for row in plain_sql(connection)]
    assert [int(one * 100) for one in ours] == plain_pandas(frame).sort_index(axis=1).to_numpy().ravel().tolist()


def _exponent(seconds: dict[int, float]) -> float:
    """Fit the power of the number of rows with which the time above that of the smallest ledger grows."""
    small, large = sorted(seconds)[-2:]
    return math.log(seconds[large] / seconds[small]) / math.log(large / small)


def _memory(size: int) -> list[Row]:
    """Weigh one reading from a file: whole in memory, and streamed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aid.parquet"
        ledger(size).write_parquet(path)
        peaks = {engine: float(python(READ + PEAK, str(path), engine)) for engine in ("in-memory", "streaming")}
    note = f"{size:,} rows from a Parquet file"
    return [
        Row("peak memory, streaming", peaks["streaming"], "the same in memory", peaks["in-memory"], 1.0, unit="MB", note=note)
    ]


def _first() -> object:
    return load.aid(29)["month"].min()


def _last() -> object:
    return load.aid(29)["month"].max()
