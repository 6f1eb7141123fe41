"""Read who buys Russian energy by month, and Russia's trade by partner by year.

Source: tables of customs and press figures by buyer; IMF, International Trade in Goods by partner country.
"""

import re
from datetime import date
from pathlib import Path

import polars as pl

from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, Days
from analysis.sources.reading.guard import require_readable, wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_text
from analysis.tables.trade import EnergyBuyers

COLUMNS = tuple(name for name in EnergyBuyers.column_names() if name != "source")
FLOWS = {"Exports of goods": "exports", "Imports of goods": "imports"}
CODES = {"KOS": "XKX", "WBG": "PSE"}
"""What the IMF writes for these, and what the countries here are called."""

FIRST_YEAR = 2021
DAYS = Days((ISO,), date(FIRST_YEAR, 1, 1))
VALUES, VOLUMES = Amounts("bn", 50), Amounts("the unit of its row", 1e9)
CARD = Card(min_rows=4000, days=DAYS, amounts=VALUES)
MILLIONS = Amounts("USD m", 1e6)


@wrap_read_errors
def read_buyers(path: Path) -> Read:
    """Read purchases by month, buyer and commodity: customs in USD bn, others in EUR bn; never added across basis or page.

    `path` is a CSV with the columns COLUMNS. Returns month, buyer, commodity, value_usd_bn (on basis customs alone),
    value_eur_bn (on all others), volume, volume_unit, basis, confidence, note, source_url, source; repeated rows once. Raises
    ReadFault for a value that is none or fewer rows than the table had. Source: the page each row names.
    """
    text = read_csv_text(path, COLUMNS)
    # The euros of customs rows are dollars at one flat rate: no count of their own.
    customs = pl.col("basis") == "customs"
    stated = text.with_columns(
        value_usd_bn=pl.when(customs).then("value_usd_bn"), value_eur_bn=pl.when(~customs).then("value_eur_bn")
    )
    tidy = stated.select(*COLUMNS, source=pl.lit("energy_tables")).with_columns(line=pl.int_range(2, pl.len() + 2))
    tidy = DAYS.typed(tidy, ("month",), path.name)
    require_readable(tidy, ("month", "buyer", "commodity", "basis", "source_url"), path.name)
    for amounts, names in ((VALUES, ("value_usd_bn", "value_eur_bn")), (VOLUMES, ("volume",))):
        tidy = amounts.typed(tidy, names, path.name)
    report = ReadReport(path.name, rows_in=text.height)
    CARD.validate(tidy, report)
    unique = tidy.drop("line").unique(maintain_order=True)
    report.rows_kept = unique.height
    report.remark("row that stands twice, kept once", "month", tidy.height - unique.height)
    return Read(unique, report)


@wrap_read_errors
def read_trade(path: Path) -> Read:
    r"""Read Russia's exports and imports of goods by partner country, by year since 2021, USD bn.

    `path` is the IMF's CSV with one column a year, in millions. Returns year, iso3, partner (name as the IMF writes it), flow
    (exports or imports, from Russia's side), value_usd_bn, source; a year without a value has no row. Groups of countries are
    left out and counted. Raises ReadFault for another scale, no years, or rows that contradict each other.
    Source: International Monetary Fund, International Trade in Goods by partner country.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file, head = Path(folder, "trade.csv"), "COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY,TRADE_FLOW,SCALE,2021,2022\n"
    ...     _ = file.write_text(head + "IND,India,Exports of goods,Millions,1500,2500.5\n")
    ...     read_trade(file).table.rows()
    [(2021, 'IND', 'India', 'exports', 1.5, 'imf_imts'), (2022, 'IND', 'India', 'exports', 2.5005, 'imf_imts')]
    """
    text = read_csv_text(path, ("COUNTERPART_COUNTRY.ID", "COUNTERPART_COUNTRY", "TRADE_FLOW", "SCALE"))
    years = [name for name in text.columns if re.fullmatch("[0-9]{4}", name) and int(name) >= FIRST_YEAR]
    partners = text.filter(
        pl.col("COUNTERPART_COUNTRY.ID").str.contains(r"^[A-Z]{3}$"), pl.col("TRADE_FLOW").is_in(FLOWS.keys())
    )
    report = ReadReport(path.name, rows_in=text.height, rows_kept=partners.height)
    report.lose("a group of countries, not one", "COUNTERPART_COUNTRY.ID", text.height - partners.height)
    if not years or set(partners["SCALE"]) != {"Millions"}:
        raise report.fault(f"years {years}, scale {sorted(set(partners['SCALE']))}", "expected years since 2021 in millions")
    long = partners.unpivot(
        years, index=["COUNTERPART_COUNTRY.ID", "COUNTERPART_COUNTRY", "TRADE_FLOW"], variable_name="year", value_name="million"
    ).drop_nulls()
    valued = MILLIONS.typed(long, ("million",), path.name)
    tidy = valued.select(
        year=pl.col("year").cast(pl.Int64),
        iso3=pl.col("COUNTERPART_COUNTRY.ID").replace(CODES),
        partner="COUNTERPART_COUNTRY",
        flow=pl.col("TRADE_FLOW").replace_strict(FLOWS),
        value_usd_bn=(pl.col("million") / 1000).round(6),
        source=pl.lit("imf_imts"),
    )
    unique = tidy.unique(maintain_order=True)
    if (repeated := unique.filter(pl.struct("year", "partner", "flow").is_duplicated())).height:
        first = repeated.select("year", "partner", "flow").row(0)
        raise report.fault(f"{repeated.height} rows contradict each other, the first {first}")
    report.remark("row that stands twice, kept once", "year", tidy.height - unique.height)
    return Read(unique, report)
