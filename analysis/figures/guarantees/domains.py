"""Figures of what is offered where: countries against domains, and how many answer what in each."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, join_rows, join_words
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS, recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import guarantees as measure
from analysis.measures.guarantees import SPOKEN

WEIGHTS = {"firm": 10, "conditional": 5, "undecided": 1, "declined": 0}
"""How much an answer counts towards a country's place in the matrix."""

CONDITIONS = "Conditions are in the tooltip and in the data; most are a ceasefire, a mandate, a vote in parliament, or the United States behind it."
COUNTED = "Countries are counted, not soldiers: numbers of soldiers are stated twice, both unconfirmed, and never added."

__all__ = ["matrix", "offers"]


@whole_tables("pledges")
def matrix(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw every country against every domain: what it answers, with the condition in the tooltip.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. `data` has one row per country and domain,
    with answer, position, condition, date and page. Raises AnalysisError for a text that is no day, and for a day before the
    record.

    >>> from analysis import load
    >>> matrix(load.pledges(), "2025-09-20").data.filter(pl.col("country") == "FRA").select("name", "domain", "answer").rows()
    [('France', 'funding', 'firm'), ('France', 'land', 'firm')]
    """
    end = recorded_day(pledges, until)
    cells = stances.with_signs(stances.with_names(measure.matrix(pledges, end)))
    weight = pl.col("answer").replace_strict(WEIGHTS).sum().alias("weight")
    ranked = cells.group_by("name").agg(weight, pl.len()).sort("weight", "len", "name", descending=[True, True, False])
    columns = [one for one in stances.DOMAINS if one in cells["domain"]]
    counts = measure.offers(pledges, end).filter(pl.col("answer") == "firm", pl.col("countries") > 0)
    firm = counts.sort("countries", "domain", descending=[True, False])
    conditional = cells.filter(pl.col("condition").is_not_null()).height
    return Figure(
        stances.with_key(_cells(cells, columns, ranked["name"].to_list()), "x", "y", "color"),
        id=id_as_of("domain-matrix", end),
        headline=f"{conditional} of {cells.height} standing positions name a condition; {_most(firm)}",
        subtitle=f"Standing public positions by country and domain as of {day(end)}; an empty cell means that no position was found",
        data=stances.plain(cells),
        sources=cite_pages(cells, "statements"),
        notes=[POSITIONS, NOT_THE_26, CONDITIONS],
        alt=f"Table of {ranked.height} countries and {len(columns)} domains as of {day(end)}: {conditional} of {cells.height} positions name a condition. "
        f"Firm offers by domain: {join_rows(firm, '{domain} {countries}', ', ')}.",
    )


def _cells(cells: pl.DataFrame, domains: list[str], countries: list[str]) -> marks.Layered:
    broken = " : ".join([f"datum.value == '{one}' ? {stances.DOMAINS[one].split('|')!s}" for one in domains] + ["''"])
    axis = alt.Axis(orient="top", labelExpr=broken, labelFontSize=11, offset=12, domain=False, ticks=False)
    base = alt.Chart(cells, width=44 * len(domains), height=15 * len(countries))
    base = base.encode(x=alt.X("domain:N", sort=domains, title=None, axis=axis), y=marks.names("name", countries, 120))
    boxes = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).properties(name="matrix")
    boxes = boxes.encode(color=stances.colour(), tooltip=marks.tips(stances.TIPS | {"Date": "date"}))
    return alt.layer(boxes, stances.sign(base))


@whole_tables("pledges")
def offers(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw how many countries offer what in each domain: firm, conditional, undecided, declined, silent.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. `data` has domain, answer and countries (a
    number, zeros included). Raises AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> offers(load.pledges(), "2025-09-20").data.filter(pl.col("domain") == "land").rows()[0]
    ('land', 'firm', 4)
    """
    end = recorded_day(pledges, until)
    counts = stances.with_signs(measure.offers(pledges, end)).with_columns(place=measure.answer_order())
    spoken = counts.filter(pl.col("answer") != "silent").sort("domain", "place")
    sums = spoken.group_by("domain").agg(pl.col("countries").sum()).sort("countries", "domain", descending=[True, False])
    names = {one: one.replace("_", " ") for one in sums["domain"]}
    everyone = int(counts.filter(pl.col("domain") == sums["domain"][0])["countries"].sum())
    shown = spoken.with_columns(label=pl.col("domain").replace(names)).filter(pl.col("countries") > 0)
    land = dict(counts.filter(pl.col("domain") == "land").select("answer", "countries").iter_rows())
    refused = counts.filter(pl.col("answer") == "declined", pl.col("countries") > 0)["domain"].to_list()
    unrefused = [name for one, name in names.items() if one not in refused][:3]
    words = stances.WORDS | names
    parts = {name: join_rows(shown.filter(label=name), "{countries} {word}", ", ") for name in names.values()}
    return Figure(
        stances.with_key(_stacks(shown, list(names.values())), "x", "y", "color"),
        id=id_as_of("offers-by-domain", end),
        headline=f"Soldiers divide them: {land['firm']} of {everyone} countries are ready, {land['declined']} decline; nobody in the record refuses {join_words(unrefused, 'or')}"
        if land
        else f"{everyone} countries have taken a position, and none on soldiers",
        subtitle=f"Number of countries by answer and domain as of {day(end)}; the rest of the {everyone} countries of the record said nothing found there",
        data=counts.select("domain", "answer", "countries"),
        sources=cite_pages(measure.matrix(pledges, end), "statements"),
        notes=[POSITIONS, NOT_THE_26, COUNTED],
        alt=f"Stacked bars as of {day(end)}, of {everyone} countries: {'; '.join(f'{name} {part}' for name, part in parts.items())}.",
        native=Native("stacked_bar", "domain", "countries", "answer", "countries", stances.COLOURS, [*SPOKEN], words, [*names]),
    )


def _stacks(shown: pl.DataFrame, order: list[str]) -> marks.Layered:
    middle = pl.col("countries").cum_sum().over("domain", order_by="place") - pl.col("countries") / 2
    rows, y = shown.with_columns(middle=middle), marks.names("label", order, None)
    bars = alt.Chart(rows, width=marks.WIDTH - 40, height=26 * len(order), name="offers").mark_bar()
    x = alt.X("countries:Q", title=None, axis=alt.Axis(tickCount=7, grid=True))
    bars = bars.encode(x=x, y=y, color=stances.colour(), order="place:Q")
    numbers = alt.Chart(rows).mark_text(fontSize=10, fontWeight=700)
    return alt.layer(bars, numbers.encode(x="middle:Q", y=y, text="countries:Q", color=stances.ink()))


def _most(firm: pl.DataFrame) -> str:
    """Name the domains with most firm offers, two at most."""
    most = [
        f"{domain.replace('_', ' ')} ({number})" for domain, number in firm.head(2).select("domain", "countries").iter_rows()
    ]
    return f"firm offers are most in {join_words(most)}" if most else "none is a firm offer"
