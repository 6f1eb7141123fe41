"""Figures of what is offered where: countries against domains, and how many answer what in each."""

from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import as_day
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, join_words
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS, require_within_record
from analysis.figures.inputs import require_whole_table
from analysis.measures import guarantees as measure

__all__ = ["matrix", "offers"]


def matrix(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw every country against every domain: what it answers, with the condition in the tooltip.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. `data` has one row per country and domain,
    with answer, position, condition, date and page. Raises NotComparable for a part of a table or rows that stand twice,
    AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> matrix(load.pledges(), "2025-09-20").data.filter(pl.col("country") == "FRA").select("name", "domain", "answer").rows()
    [('France', 'funding', 'firm'), ('France', 'land', 'firm')]
    """
    require_whole_table("pledges", pledges)
    end = as_day(until)
    require_within_record(pledges, end)
    cells = stances.with_signs(stances.with_names(measure.matrix(pledges, end)))
    order = (
        cells.with_columns(
            weight=pl.col("answer").replace_strict({"firm": 10, "conditional": 5, "undecided": 1, "declined": 0})
        )
        .group_by("name")
        .agg(pl.col("weight").sum(), pl.len())
        .sort("weight", "len", "name", descending=[True, True, False])["name"]
        .to_list()
    )
    columns = [one for one in stances.DOMAINS if one in cells["domain"]]
    labels = " : ".join([f"datum.value == '{one}' ? {stances.DOMAINS[one].split('|')!s}" for one in columns] + ["''"])
    base = alt.Chart(cells, width=44 * len(columns), height=15 * len(order)).encode(
        x=alt.X("domain:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelExpr=labels, labelFontSize=11,
                offset=12, domain=False, ticks=False)),
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=120, domain=False, ticks=False)),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip(f"{field}:N", title=title)
        for field, title in [
            ("name", "Country"),
            ("word", "Answer"),
            ("position", "Said"),
            ("condition", "Condition"),
            ("date", "Date"),
        ]
    ]
    boxes = (
        base.mark_rect(stroke=theme.PAPER, strokeWidth=2)
        .encode(color=stances.colour(), tooltip=tooltip)
        .properties(name="matrix")
    )
    signs = base.mark_text(fontSize=10, fontWeight=700).encode(text=alt.Text("sign:N"), color=stances.ink())
    counts = measure.offers(pledges, end)
    firm = (
        counts.filter(pl.col("answer") == "firm")
        .filter(pl.col("countries") > 0)
        .sort("countries", "domain", descending=[True, False])
    )
    conditional = cells.filter(pl.col("condition").is_not_null()).height
    return Figure(
        alt.vconcat(stances.key(), alt.layer(boxes, signs)).resolve_scale(
            x="independent", y="independent", color="independent"
        ),
        id=id_as_of("domain-matrix", end),
        headline=f"{conditional} of {cells.height} standing positions name a condition; {_most(firm)}",
        subtitle=f"Standing public positions by country and domain as of {day(end)}; an empty cell means that no position was found",
        data=stances.plain(cells),
        sources=cite_pages(cells, "statements"),
        notes=[POSITIONS, NOT_THE_26, "Conditions are in the tooltip and in the data; most are a ceasefire, a mandate, a vote in parliament, or the United States behind it."],
        alt=f"Table of {len(order)} countries and {len(columns)} domains as of {day(end)}: {conditional} of {cells.height} positions name a condition. "
        f"Firm offers by domain: {', '.join(f'{row[0]} {row[2]}' for row in firm.iter_rows())}.",
    )  # fmt: skip


def offers(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw how many countries offer what in each domain: firm, conditional, undecided, declined, silent.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. `data` has domain, answer and countries (a
    number, zeros included). Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a text that
    is no day, and for a day before the record.

    >>> from analysis import load
    >>> offers(load.pledges(), "2025-09-20").data.filter(pl.col("domain") == "land").rows()[0]
    ('land', 'firm', 5)
    """
    require_whole_table("pledges", pledges)
    end = as_day(until)
    require_within_record(pledges, end)
    counts = stances.with_signs(measure.offers(pledges, end)).with_columns(
        place=pl.col("answer").replace_strict({one: place for place, one in enumerate(measure.ORDER)}, return_dtype=pl.Int64)
    )
    spoken = counts.filter(pl.col("answer") != "silent").sort("domain", "place")
    order = (
        spoken.group_by("domain")
        .agg(pl.col("countries").sum())
        .sort("countries", "domain", descending=[True, False])["domain"]
        .to_list()
    )
    heard = int(counts.filter(pl.col("domain") == order[0])["countries"].sum())
    shown = spoken.with_columns(label=pl.col("domain").str.replace("_", " ")).filter(pl.col("countries") > 0)
    y = alt.Y("label:N", sort=[one.replace("_", " ") for one in order], title=None, axis=alt.Axis(domain=False, ticks=False))
    shown = shown.with_columns(middle=pl.col("countries").cum_sum().over("domain", order_by="place") - pl.col("countries") / 2)
    bars = (
        alt.Chart(shown, width=marks.WIDTH - 40, height=26 * len(order), name="offers")
        .mark_bar()
        .encode(x=alt.X("countries:Q", title=None, axis=alt.Axis(tickCount=7, grid=True)), y=y, color=stances.colour(), order=alt.Order("place:Q"))
    )  # fmt: skip
    numbers = (
        alt.Chart(shown)
        .mark_text(fontSize=10, fontWeight=700)
        .encode(x=alt.X("middle:Q"), y=y, text=alt.Text("countries:Q"), color=stances.ink())
    )
    land = counts.filter(pl.col("domain") == "land")
    ready, against = (land.filter(pl.col("answer") == one)["countries"].sum() for one in ("firm", "declined"))
    stood = measure.matrix(pledges, end)
    refused = counts.filter(pl.col("answer") == "declined", pl.col("countries") > 0)["domain"].to_list()
    unrefused = [one.replace("_", " ") for one in order if one not in refused][:3]
    return Figure(
        alt.vconcat(stances.key(), alt.layer(bars, numbers)).resolve_scale(
            x="independent", y="independent", color="independent"
        ),
        id=id_as_of("offers-by-domain", end),
        headline=f"Soldiers divide them: {ready} of {heard} countries are ready, {against} decline; nobody in the record refuses {join_words(unrefused, 'or')}"
        if land.height
        else f"{heard} countries have taken a position, and none on soldiers",
        subtitle=f"Number of countries by answer and domain as of {day(end)}; the rest of the {heard} countries of the record said nothing found there",
        data=counts.select("domain", "answer", "countries"),
        sources=cite_pages(stood, "statements"),
        notes=[POSITIONS, NOT_THE_26, "Countries are counted, not soldiers: numbers of soldiers are stated twice, both unconfirmed, and never added."],
        alt=f"Stacked bars as of {day(end)}, of {heard} countries: "
        + "; ".join(f"{domain.replace('_', ' ')} " + ", ".join(f"{row['countries']} {stances.WORDS[row['answer']]}" for row in spoken.filter(pl.col("domain") == domain, pl.col("countries") > 0).iter_rows(named=True)) for domain in order)
        + ".",
        native=Native(
            "stacked_bar", "domain", "countries", "answer", "countries", stances.COLOURS, [one for one in measure.ORDER if one != "silent"],
            stances.WORDS | {one: one.replace("_", " ") for one in order}, order,
        ),
    )  # fmt: skip


def _most(firm: pl.DataFrame) -> str:
    """Name the domains with most firm offers, two at most."""
    named = [f"{row['domain'].replace('_', ' ')} ({row['countries']})" for row in firm.head(2).iter_rows(named=True)]
    return f"firm offers are most in {join_words(named)}" if named else "none is a firm offer"
