"""Made-up ledgers for hypothesis: small, with negative and undated money, ties, and months at the ends of coverage."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

from analysis.measures.flows import KINDS, STAGES

# Of every bloc some; Taiwan has no row at the World Bank, the EU institutions have no economy.
DONORS = ("DEU", "FRA", "GBR", "EUI", "USA", "JPN", "TWN")
MONTHS = (date(2022, 1, 1), date(2022, 2, 1), date(2022, 12, 1), date(2023, 1, 1), date(2024, 2, 1), date(2026, 2, 1))
SCHEMA = {
    "release": pl.String,
    "month": pl.Date,
    "donor": pl.String,
    "kind": pl.String,
    "stage": pl.String,
    "eur": pl.Decimal(18, 2),
}


def ledgers(
    *,
    least: int = -(10**13),
    releases: tuple[str, ...] = ("29",),
    min_size: int = 0,
    undated: bool = True,
    cents: st.SearchStrategy[int] | None = None,
) -> st.SearchStrategy[pl.DataFrame]:
    """Give ledgers of the aid contract whose amounts are `cents`, or at least `least` of them."""
    if cents is None:
        cents = st.one_of(st.integers(least, 10**13), st.sampled_from([max(least, -1), 0, 1, 100_000_000]))
    row = st.tuples(
        st.sampled_from(releases),
        st.sampled_from([*MONTHS, None] if undated else MONTHS),
        st.sampled_from(DONORS),
        st.sampled_from(KINDS),
        st.sampled_from(STAGES),
        cents.map(lambda one: Decimal(one).scaleb(-2)),
    )
    # Rows that stand twice are refused.
    return st.lists(row, min_size=min_size, max_size=24, unique=True).map(
        lambda rows: pl.DataFrame(rows, schema=SCHEMA, orient="row")
    )
