"""What the United States has left: the flow of appropriations, and each figure beside what officials state."""

import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages
from analysis.charts.formatting import as_text, capitalise_first, partial_day, partial_day_text
from analysis.charts.ribbons import Column, flow
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.table import Table, headings
from analysis.measures import appropriations as measure
from analysis.measures import packages

__all__ = ["left", "official"]

WHOLE, REST, LEFT, USED = "appropriated", "other purposes", "left", "used or paid"
TURNED = {
    "unused": LEFT,
    "not obligated": LEFT,
    "used": USED,
    "paid": USED,
    **dict.fromkeys(("food security", "refugees in the US", "Europe and Asia", "other"), REST),
}
"""Nodes that the picture puts together."""

WEAPONS = ("drawdown authority (PDA)", "procurement (USAI)", "grants for arms (FMF)")
PURPOSES = (*WEAPONS, "economic and humanitarian aid", "US forces and stocks", REST)
OUTCOMES = (LEFT, USED, "obligated, not paid", "expired", "for European allies")
TONES = {"weapons": theme.VERMILLION, LEFT: theme.INK, "other": theme.GREY}
SHORT = {
    "drawdown authority (PDA)": say("guarantees.appropriations.drawdowns_label"),
    "procurement (USAI)": say("guarantees.appropriations.procurement_label"),
    "grants for arms (FMF)": say("guarantees.appropriations.grants_label"),
    "economic and humanitarian aid": say("guarantees.appropriations.economy_label"),
    "US forces and stocks": say("guarantees.appropriations.us_forces_label"),
}


@whole_tables(flows="us_flows", us="us_packages")
def left(flows: pl.DataFrame, us: pl.DataFrame) -> Figure:
    """Draw how US appropriations flowed from acts to purposes, and what is left of the money for weapons.

    Takes `load.us_flows()` and `load.us_packages()`, whose official totals stand in the caveat. `data` has origin, target and usd_bn: a
    flow each, nodes put together as the picture does. Source: Protect Ukraine Now, and the pages of the official totals.

    >>> from analysis import load
    >>> left(load.us_flows(), load.us_packages()).data.filter(target="left").select("origin", "usd_bn").row(0)
    ('drawdown authority (PDA)', 4.778)
    """
    links, channels = _links(flows), measure.left(flows)
    whole, remaining = float(channels["whole_bn"].sum()), float(channels["left_bn"].sum())
    as_of = channels["as_of"].to_list()[0]
    beside = measure.beside_official(flows, us)
    caveat = f"{say('guarantees.appropriations.counted')} {_officials(beside, us)}"
    off = measure.balance(flows).filter(node=WHOLE).row(0, named=True)
    page, column = _page(links), _column(links)
    return Figure(
        with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE)),
        id="us-appropriations-left",
        headline=say(
            "guarantees.appropriations.headline", left=remaining, whole=whole, month=partial_day(as_of).split(" ", 1)[1]
        ),
        subtitle=say("guarantees.appropriations.subtitle", day=as_of),
        data=links.select("origin", "target", usd_bn="value"),
        sources=cite_pages(
            pl.concat([_pages(flows), _pages(packages.counted_or_official(us))]), say("guarantees.appropriations.flows_words")
        ),
        notes=[
            say("guarantees.appropriations.means"),
            say("guarantees.appropriations.who"),
            _officials(beside, us),
            say("guarantees.appropriations.twice"),
            say("guarantees.appropriations.sums", acts=off["into_bn"], purposes=off["out_bn"]),
            say("guarantees.appropriations.last_package"),
            say("guarantees.appropriations.stated"),
        ],
        alt=say("guarantees.appropriations.alt", flows=_listed(links)),
    )


@whole_tables(flows="us_flows", us="us_packages")
def official(flows: pl.DataFrame, us: pl.DataFrame) -> Table:
    """List each figure of US money for weapons as counted by volunteers, as officials state it, and as packages add up, each to its day.

    Takes `load.us_flows()` and `load.us_packages()`. `rows` has channel, what, counted and counted_to, official, official_to and
    announced (USD bn as text, empty where none was seen); each row links the page of its official figure, or of the count.

    >>> from analysis import load
    >>> official(load.us_flows(), load.us_packages()).rows.select("what", "counted", "official", "announced").row(1)
    ('used', '25.8', '31.7', '34.1')
    """
    beside = measure.beside_official(flows, us)
    amounts = [as_text(f"{name}_bn", "{:.1f}".format).alias(name) for name in ("counted", "official", "announced")]
    days = [partial_day_text(name) for name in ("counted_to", "official_to")]
    named = beside.select("channel", "what", *amounts, *days)
    order = ["channel", "what", "counted", "counted_to", "official", "official_to", "announced"]
    return Table(
        id="us-money-for-weapons",
        title=say("guarantees.appropriations.official_title"),
        subtitle=say("guarantees.appropriations.official_subtitle"),
        rows=named.select(order).with_columns(pl.all().fill_null("")),
        labels=headings(
            named.select(order),
            counted=say("guarantees.appropriations.counted_column"),
            counted_to=say("guarantees.appropriations.counted_to_column"),
            official=say("guarantees.appropriations.official_column"),
            official_to=say("guarantees.appropriations.official_to_column"),
            announced=say("guarantees.appropriations.announced_column"),
        ),
        pages=beside,
        sources=cite_pages(
            pl.concat([_pages(flows), _pages(packages.counted_or_official(us))]), say("guarantees.appropriations.flows_words")
        ),
    )


def _pages(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("source_url", "source_publisher").unique().sort("source_publisher", "source_url")


def _officials(beside: pl.DataFrame, us: pl.DataFrame) -> str:
    """Say what officials state of what is left, each with its day."""
    unused = beside.filter(what="unused").row(0, named=True)
    said = []
    if unused["official_bn"] is not None:
        said.append(say("guarantees.appropriations.unused_words", sum=unused["official_bn"], day=unused["official_to"]))
    said += [
        say("guarantees.appropriations.not_obligated_words", sum=left_bn, day=on)
        for left_bn, on in measure.not_obligated(us).tail(1).select("left_bn", "cutoff").iter_rows()
    ]
    return say("guarantees.appropriations.officials", figures=said) if said else ""


def _listed(links: pl.DataFrame) -> str:
    return "; ".join(
        say("guarantees.appropriations.flow_words", origin=origin, target=target, billions=value)
        for origin, target, value in links.select("origin", "target", "value").iter_rows()
    )


def _links(flows: pl.DataFrame) -> pl.DataFrame:
    """Give the flows that are drawn: the stages between the whole and its purposes are left out, small nodes put together."""
    rows = flows.with_columns(
        pl.col("stage").cast(pl.String), target=pl.col("target").replace(TURNED), value=pl.col("usd").cast(pl.Float64) / 1e9
    )
    purposes = rows.filter(pl.col("target").is_in(PURPOSES)).with_columns(origin=pl.lit(WHOLE))
    drawn = pl.concat([rows.filter(stage="act"), purposes, rows.filter(stage="use")])
    sums = drawn.group_by("origin", "target", maintain_order=True).agg(pl.col("value").sum().round(9))
    weapons = pl.col("origin").is_in(WEAPONS) | pl.col("target").is_in(WEAPONS)
    tone = pl.when(pl.col("target") == LEFT).then(pl.lit(LEFT)).when(weapons).then(pl.lit("weapons")).otherwise(pl.lit("other"))
    return sums.with_columns(tone=tone).sort("origin", "target")


def _texts(links: pl.DataFrame) -> dict[str, str]:
    """Write each node with what flows into it, or out of it where nothing flows in."""
    into = dict(links.group_by("target").agg(pl.col("value").sum()).iter_rows())
    out = dict(links.group_by("origin").agg(pl.col("value").sum()).iter_rows())
    names = {name: SHORT.get(name, capitalise_first(name.removeprefix("act of "))) for name in {*into, *out}}
    return {name: f"{text} {into.get(name, out.get(name, 0)):.1f}" for name, text in names.items() if name != WHOLE}


def _page(links: pl.DataFrame) -> marks.Layered:
    acts = (
        "act of March 2022",
        "act of May 2022",
        "act of September 2022",
        "act of December 2022",
        "act of April 2024",
        "annual budgets",
    )
    columns = [Column(130, acts, "left"), Column(215, (WHOLE,)), Column(310, PURPOSES), Column(480, OUTCOMES)]
    return flow(links, columns, TONES, _texts(links), width=620, height=330)


def _column(links: pl.DataFrame) -> marks.Layered:
    uses = links.filter(pl.col("origin").is_in(WEAPONS))
    columns = [Column(105, WEAPONS, "left"), Column(215, OUTCOMES)]
    return flow(uses, columns, TONES, _texts(uses), width=355, height=230)
