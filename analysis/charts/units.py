"""Which works a table rests on by the units of its columns: exchange rates, people, indices of prices."""

import re

import polars as pl

MADE_WITH = {
    "ecb": re.compile(r"\bper_eur\b|(\b|_)usd_"),
    "world_bank": re.compile(r"_per_head\b|\bper_thousand\b"),
    "eurostat_hicp": re.compile(r"\beur_20\d\d_"),
    "bls_cpi": re.compile(r"\busd_20\d\d_"),
}
"""By which names of columns a work was used, beside the one that amounts are of; ids of `load.sources()`."""


def units_made_with(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the ids of the works by which amounts were turned into their unit, as `source`.

    >>> units_made_with(pl.DataFrame(schema=["release", "usd_bn", "usd_per_head"]))["source"].to_list()
    ['ecb', 'world_bank']
    """
    names = " ".join(frame.columns)
    # Dollars are turned from euros where the amounts are those of a release; elsewhere they were told in dollars.
    told = set() if {"release", "per_eur"} & {*frame.columns} else {"ecb"}
    ids = [work for work, unit in MADE_WITH.items() if unit.search(names) and work not in told]
    return pl.DataFrame({"source": ids}, schema={"source": pl.String})
