"""The figure of PURL by donor in euros: bars where a rate is at hand, other currencies beside them, as announced."""

from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite, cite_pages, id_as_of
from analysis.charts.formatting import day, join_rows, month
from analysis.charts.native import Native
from analysis.charts.numerals import count_words
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, OTHER, is_european_country
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.packages import JOINT, LISTED, running_total
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import packages as record
from analysis.measures import purl as measure

__all__ = ["by_donor"]

ROW = 15
"""Pixels from one donor's bar to the next."""

COLOURS = {EUROPE: theme.BLUE, OTHER: theme.GREY}
BESIDE = "Grey: outside Europe. Pounds, kroner and others have no bar: only the dollar's rates are held."
RATES = (
    "Contributions in US dollars are turned into euros at the European Central Bank's mean rate of the month in which they were "
    "announced; amounts in other currencies stay as announced, beside the bar, and are in no sum."
)


@whole_tables(table="purl")
def by_donor(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw contributions to PURL by donor in euros, each country's own, with amounts in other currencies beside its bar.

    Takes `load.purl()`; `until` is the day looked back from. `data` has country, name, bloc, eur_m (EUR m, null where no amount
    could be turned into euros), beside (amounts in other currencies, and contributions whose amount was not stated, in words) and rows
    (contributions with an amount). Raises AnalysisError for a text that is no day, and for a day before the first contribution.

    >>> from analysis import load
    >>> by_donor(load.purl(), "2026-10-10").data["name"][0]
    'Netherlands'
    """
    end = recorded_day(table.filter(row_kind="national"), until, "no contribution to PURL had been announced", "purl")
    known = known_on(table, end)
    donors = _donors(known)
    running, countries = record.purl_running(known), record.purl_countries(known)
    rows = known.filter(row_kind="national")
    page, column = _bars(donors, 430), _bars(donors, 130)
    return Figure(
        with_sizes(with_caveat(page, BESIDE, PAGE_LINE), column=with_caveat(column, BESIDE, COLUMN_LINE)),
        id=id_as_of("purl-in-euros", end),
        headline=_headline(running, countries, end),
        subtitle=f"Contributions to PURL, NATO's list of US weapons, by donor, € million, announced by {day(end)}",
        data=donors,
        sources=[*cite_pages(rows, "contributions"), *cite(pl.DataFrame({"source": ["ecb"]}))],
        notes=[RATES, JOINT, "Joint packages and running totals overlap national rows and are in no bar."],
        alt=f"Bars by donor, with what stands beside them: {join_rows(donors.with_columns(text=_text()), '{name} {text}')}.",
        native=Native(
            "bar", "name", "eur_m", None, "EUR m", {row["name"]: COLOURS[row["bloc"]] for row in donors.iter_rows(named=True)}
        ),
    )


def _donors(known: pl.DataFrame) -> pl.DataFrame:
    """Give each donor one row: its euros, and in words what could not be turned into them."""
    amounts = measure.in_euros(known)
    written = pl.format("{} {}", "currency", (pl.col("amount").cast(pl.Float64) / 1e6).map_elements(_millions, pl.String))
    words = pl.when(pl.col("amount").is_null()).then(pl.lit("amount not stated")).when(pl.col("eur_bn").is_null()).then(written)
    beside = amounts.with_columns(words=words)
    # A contribution without an amount says something only of a country that states none at all.
    silent = (pl.col("amount").is_null() & pl.col("amount").is_not_null().any().over("country")).alias("silent")
    kept = beside.with_columns(silent).with_columns(words=pl.when(~pl.col("silent")).then("words"))
    donors = kept.group_by("country", maintain_order=True).agg(
        # What no rate turns into euros is not known in them, and is no zero.
        eur_m=pl.when(pl.col("eur_bn").is_not_null().any()).then((1000 * pl.col("eur_bn").sum()).round(3)),
        beside=pl.col("words").drop_nulls().str.join(" and "),
        rows=pl.col("rows").sum(),
    )
    european = is_european_country(load.countries())
    named = stances.with_names(donors).with_columns(bloc=pl.when(european).then(pl.lit(EUROPE)).otherwise(pl.lit(OTHER)))
    return named.select("country", "name", "bloc", "eur_m", "beside", "rows").sort(
        "eur_m", "name", descending=[True, False], nulls_last=True
    )


def _millions(amount: float) -> str:
    return f"{amount / 1000:g}bn" if amount >= 1000 else f"{amount:g}m"


def _headline(running: pl.DataFrame, countries: pl.DataFrame, end: date) -> str:
    """Say the last running total seen, and how many countries the last full list of contributors has."""
    to = min(end, LISTED)
    number = countries.filter(pl.col("since") <= to).height
    noun = "country" if number == 1 else "countries"
    joined = f"{count_words(number)} {noun} joined {'in 2025' if to == LISTED else f'by {month(to)}'}"
    if not running.height:
        return f"PURL: {joined}"
    last = running.row(-1, named=True)
    # Who promised is in the figure's words below: a headline has room for what was counted alone.
    told = (
        running_total(last | {"meaning": last["meaning"].split(" by ")[0]}).replace(".0bn", "bn").replace("more than", "over")
    )
    if to < LISTED and month(to) == month(last["known_by"]):
        return f"PURL: {told}, {joined}"
    return f"PURL: {told} by {month(last['known_by'])}; {joined}"


def _text() -> pl.Expr:
    """Write what a donor gives: its euros, what stands beside them, or both."""
    euros = pl.format("€{}m", pl.col("eur_m").map_elements(lambda value: f"{value:,.0f}", pl.String))
    amount = pl.when(pl.col("eur_m") > 0).then(euros)
    told = pl.when(pl.col("beside") != "").then("beside")
    plus = pl.when(pl.col("eur_m") > 0).then(pl.format(" + {}", told)).otherwise(told)
    return pl.concat_str([amount, plus], ignore_nulls=True)


def _bars(donors: pl.DataFrame, width: int) -> marks.Layered:
    shown = donors.with_columns(pl.col("eur_m").fill_null(0), text=_text())
    y = marks.names("name", shown["name"].to_list(), 130)
    base = alt.Chart(shown, width=width, height=ROW * shown.height).encode(y=y)
    # Each bar has its value at its end: an axis would say the same once more.
    x = alt.X("eur_m:Q", title=None, axis=None)
    tips = marks.tips({"Donor": "name", "EUR m": "eur_m:Q|,.1f", "Beside": "beside"})
    bars = base.mark_bar(height=10).encode(x=x, color=marks.colour("bloc", COLOURS), tooltip=tips)
    words = base.mark_text(align="left", dx=4, fontSize=12).encode(x="eur_m:Q", text="text:N")
    return alt.layer(bars, words)
