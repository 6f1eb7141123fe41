"""Read the World Bank's gross domestic product and population, as taken once from its indicators.

Source: https://data.worldbank.org/indicator/NY.GDP.MKTP.CD
"""

import json
from pathlib import Path

import polars as pl

from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.card import Card
from analysis.sources.reading.guard import refuse_repeated, wrap_read_errors
from analysis.sources.reading.report import ReadReport

FIELDS = {"gdp_usd": "bnp_usd", "gdp_year": "bnp_aar", "population": "folketall", "population_year": "folketall_aar"}
GDP, PEOPLE = Amounts("USD", 1e14), Amounts("people", 2e9)
CARD = Card(min_rows=38, filled=dict.fromkeys(("iso3", *FIELDS), 1))


@wrap_read_errors
def read_economies(path: Path) -> pl.DataFrame:
    """Read iso3, gdp_usd (current US dollars), gdp_year, population and population_year of each country.

    `path` is a JSON file with one entry a country under `land`. Raises ReadFault where a country lacks one of them or fewer
    countries than ever are in the file. Source: World Bank, World Development Indicators.

    >>> import tempfile
    >>> entry = dict(bnp_usd=4.5e10, bnp_aar=2024, folketall=1_370_000, folketall_aar=2024)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     land = {str(nth): entry | {"iso3": f"A{nth}"} for nth in range(10, 50)}
    ...     _ = Path(folder, "economies.json").write_text(json.dumps({"land": land}))
    ...     read_economies(Path(folder, "economies.json")).row(0)
    ('A10', 45000000000.0, 2024, 1370000, 2024)
    """
    entries = list(json.loads(path.read_text(encoding="utf-8"))["land"].values())
    rows = pl.DataFrame([{"iso3": entry["iso3"]} | {name: entry[key] for name, key in FIELDS.items()} for entry in entries])
    CARD.validate(rows, ReadReport(path.name, rows.height, rows.height))
    refuse_repeated(rows, ("iso3",), path.name)
    GDP.refuse_beyond(rows, "gdp_usd", path.name)
    PEOPLE.refuse_beyond(rows, "population", path.name)
    return rows.with_columns(pl.col("gdp_usd").round(2)).sort("iso3")
