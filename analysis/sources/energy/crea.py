"""Read what buyers of Russian energy took by month, as the Russia Fossil Tracker estimates it from ships and pipelines.

Source: Centre for Research on Energy and Clean Air (CREA), api.russiafossiltracker.com, counter by month, destination and commodity.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import FEW
from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, Days, month
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_strict_csv
from analysis.sources.reference.iso import THREE_LETTERS

SOURCE, BASIS = "crea", "tracker estimate"
COMMODITIES = {
    "crude_oil": "crude",
    "crude_oil_rail_road": "crude",
    "pipeline_oil": "crude",
    "oil_products": "products",
    "oil_products_pipeline": "products",
    "oil_products_rail_road": "products",
    "oil_or_chemical": "products",
    "lpg": "products",
    "natural_gas": "pipeline_gas",
    "pipeline_gas": "pipeline_gas",
    "lng": "lng",
    "lng_pipeline": "lng",
    "lng_rail_road": "lng",
    "coal": "coal",
    "coal_rail_road": "coal",
    "coke_rail_road": "coal",
}
"""The tracker's kinds, grouped as its publisher groups them."""

OTHER_KINDS = {"oil_or_ore", "bulk", "bulk_not_coal", "general_cargo", "others", "other"}
"""Kinds that are no fuel."""

NEEDED, DATES, KINDS = ("destination_iso2", "value_eur", "value_tonne"), ("month", "date"), ("commodity", "commodity_group")
SCENARIO, PLACES = "pricing_scenario", ("destination_country", "destination_region", "commodity")
# The tracker counts from 2021 on. No buyer took more than some six billions of one fuel in a month.
DAYS = Days((ISO,), date(2021, 1, 1))
EUROS, TONNES = Amounts("EUR", 5e10), Amounts("tonnes", 2e8)
CARD = Card(
    min_rows=50,
    max_rows=100_000,
    filled={"value_eur_bn": 0.9},
    days=DAYS,
    amounts=EUROS,
    scenario="default",
    what="the Russia Fossil Tracker",
    url="https://api.russiafossiltracker.com/v0/counter?format=csv&date_from=2022-01-01"
    "&aggregate_by=month,destination_country,commodity",
    file="crea_counter.csv",
    max_mb=100,
    work=SOURCE,
    citation="CREA: Russia Fossil Tracker, counter by month, destination and commodity, {day}",
    title="Russia Fossil Tracker: fossil fuels by month and destination",
    publisher="Centre for Research on Energy and Clean Air (CREA)",
    page="https://www.russiafossiltracker.com/",
    licence="Not stated for the interface; figures only, with the source named",
)
MAX_UNKNOWN = 0.01
"""Share of all euros that may stand under codes that are no country."""


@wrap_read_errors
def read_counter(path: Path, until: date, card: Card = CARD) -> Read:
    r"""Read purchases by month, buyer (ISO 3166 alpha-3) and commodity, EUR bn and tonnes, and their sum as commodity `all`.

    `path` is the tracker's counter as CSV, by month, destination and commodity (euros and tonnes). Only months that had ended
    by the day `until` are kept: a month under way would look like a fall. Sales to places at sea or unknown have no buyer and
    are counted in the report. A sum with an empty amount in it is empty. Where the file has several price scenarios, the card's
    alone is read.

    Returns month, buyer, commodity, value_eur_bn, volume, value_usd_bn (always null), volume_unit, basis, confidence, note,
    source.
    Raises ReadFault for values that are none or beyond what a month can have, a row that stands twice, a file without the card's
    price scenario, kinds not seen before, more than one per cent of the euros under codes that are
    no country, or a table outside the bounds of `card`. Source: CREA, Russia Fossil Tracker.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file, head = Path(folder, "counter.csv"), "destination_iso2,month,commodity,value_eur,value_tonne\n"
    ...     _ = file.write_text(head + "IN,2022-03,crude_oil,1500000,3000.5\nIN,2022-03,coal,500000,1\n")
    ...     read = read_counter(file, date(2022, 4, 1), Card(0, 9))
    >>> read.table.select("month", "buyer", "commodity", "value_eur_bn").rows()[0]
    (datetime.date(2022, 3, 1), 'IND', 'all', 0.002)
    >>> read.table["volume"].to_list()
    [3001.5, 1.0, 3000.5]
    """
    text = read_strict_csv(path, NEEDED, one_of=DATES, optional=(SCENARIO, *PLACES)).with_columns(
        kind=read_strict_csv(path, (), one_of=KINDS)[:, -1]
    )
    report = ReadReport(path.name, rows_in=text.height)
    typed = _typed(_of_scenario(text, card.scenario or CARD.scenario, report), report)
    _refuse_unknown(typed, report)
    fuels = typed.drop_nulls(["buyer", "commodity"])
    ended = fuels.filter(pl.col("month").dt.offset_by("1mo") <= until)
    report.lose("a month not over yet", "month", fuels.height - ended.height)
    keys = ["month", "buyer"]
    # A sum of which one part is not known is not known.
    sums = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in ("value_eur_bn", "volume")]
    parts = ended.group_by(*keys, "commodity").agg(sums)
    totals = parts.group_by(keys).agg(sums).with_columns(commodity=pl.lit("all"))
    tidy = pl.concat([parts, totals.select(parts.columns)]).with_columns(
        pl.col("value_eur_bn").round(9),
        pl.col("volume").round(1),
        value_usd_bn=pl.lit(None, pl.Float64),
        volume_unit=pl.lit("tonne"),
        basis=pl.lit(BASIS),
        confidence=pl.lit("medium"),
        note=pl.lit(None, pl.String),
        source=pl.lit(SOURCE),
    )
    report.rows_kept, report.as_of = ended.height, until
    report.lose("no buyer named", "destination_iso2", typed["buyer"].null_count())
    card.validate(tidy, report)
    return Read(tidy.sort("month", "buyer", "commodity"), report)


def _of_scenario(text: pl.DataFrame, scenario: str, report: ReadReport) -> pl.DataFrame:
    """Keep the rows of one price scenario: the others estimate the same purchases again."""
    there = sorted(set(text[SCENARIO].drop_nulls()))
    if not there:
        return text
    if scenario not in there:
        raise report.fault(f"has the price scenarios {there[:FEW]}, not {scenario!r}", f"fetch {CARD.url}")
    chosen = text.filter(pl.col(SCENARIO) == scenario)
    report.lose("another price scenario", SCENARIO, text.height - chosen.height)
    return chosen


def _typed(text: pl.DataFrame, report: ReadReport) -> pl.DataFrame:
    dated = next(name for name in DATES if name in text.columns)
    # Several unnamed places have one empty code; they are told apart by their names.
    key = [dated, "kind", "destination_iso2", *PLACES]
    refuse_repeated(text.with_columns(pl.col(key).fill_null("")), key, report.source)
    typed = text.select(
        pl.col("line", "kind", "value_eur", "value_tonne"),
        code="destination_iso2",
        month=pl.coalesce(DAYS.read(dated), month(dated)).dt.truncate("1mo"),
        buyer=pl.col("destination_iso2").replace_strict(THREE_LETTERS, default=None, return_dtype=pl.String),
        commodity=pl.col("kind").replace_strict(COMMODITIES, default=None, return_dtype=pl.String),
    )
    require_readable(typed, ("month", "kind"), report.source)
    DAYS.refuse_outside(typed, "month", report.source)
    amounts = TONNES.typed(EUROS.typed(typed, ("value_eur",), report.source), ("value_tonne",), report.source)
    return amounts.with_columns(value_eur_bn=pl.col("value_eur") / 1e9, volume="value_tonne")


def _refuse_unknown(typed: pl.DataFrame, report: ReadReport) -> None:
    """Refuse a kind not seen before, and too much money under codes that are no country."""
    no_fuel = typed.filter(pl.col("commodity").is_null())["kind"]
    if unknown := sorted(set(no_fuel) - OTHER_KINDS):
        raise report.fault(f"has commodities not seen before: {unknown[:9]}", "add them to analysis/sources/energy/crea.py")
    report.lose("no fuel", "commodity", no_fuel)
    coded = typed.filter(pl.col("code").str.contains(r"^[A-Z]{2}$"), pl.col("buyer").is_null())
    share = float(coded["value_eur_bn"].sum()) / max(float(typed["value_eur_bn"].sum()), 1e-12)
    if share > MAX_UNKNOWN:
        codes = coded["code"].unique().sort().to_list()
        raise report.fault(f"{share:.1%} of its euros go to codes that are no country: {codes[:FEW]}")
