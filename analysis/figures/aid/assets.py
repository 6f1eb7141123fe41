"""Figures of Russia's assets at Euroclear, what they earn and pay, and of the loans agreed and drawn."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages
from analysis.charts.formatting import day_text, join_rows, short_day
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.measures import assets as measure

__all__ = ["drawn", "earned_and_paid"]

EARNED, PAID = say("aid.assets.earned_label"), say("aid.assets.paid_label")
COLOURS = {EARNED: theme.GREY, PAID: theme.BLUE}
REPAYS = say("aid.assets.repays")
KEPT = say("aid.assets.kept")
OVERLAP = say("aid.assets.overlap")
BY_EU, BY_OTHERS = say("aid.assets.by_eu_label"), say("aid.assets.by_others_label")
REST = say("aid.assets.rest_label")
PARTS = {BY_EU: theme.BLUE, BY_OTHERS: theme.LIGHT_BLUE, REST: theme.LIGHT_GREY}
NAMES = {"ERA": say("aid.assets.era_label"), "EU 2026-27": say("aid.assets.eu_loan_label")}
NEW_LOAN = "EU 2026-27"
LEAST = say("aid.assets.least")


@whole_tables(assets="russian_assets")
def earned_and_paid(assets: pl.DataFrame) -> Figure:
    """Draw what Russian assets at Euroclear earned in each whole year beside what was paid of it to the EU for Ukraine.

    Takes `load.russian_assets()`. `data` has year, what (earned in the year, paid to the EU for Ukraine), eur_bn (null where no page
    states it) and column (the year's name). Source: Euroclear and the European Commission, each figure on the page that its row names.

    >>> from analysis import load
    >>> earned_and_paid(load.russian_assets()).data.filter(year=2024)["eur_bn"].to_list()
    [6.9, 1.55]
    """
    years, held = measure.by_year(assets), measure.held(assets)
    whole = years.filter(pl.col("earned_bn").is_not_null())
    last_payment: date = assets.filter(pl.col("kind") == "paid")["known_by"].max()  # type: ignore[assignment]
    named = (
        pl.when(pl.col("earned_bn").is_null()).then(pl.format("{} (part)", "year")).otherwise(pl.col("year").cast(pl.String))
    )
    data = years.with_columns(column=named).unpivot(
        ["earned_bn", "paid_bn"], index=["year", "column"], variable_name="what", value_name="eur_bn"
    )
    data = data.with_columns(pl.col("what").replace({"earned_bn": EARNED, "paid_bn": PAID})).sort("year", "what")
    earned, paid = float(whole["earned_bn"].sum()), float(years["paid_bn"].sum())
    stock, last_year = held.row(-1, named=True), int(whole["year"].to_list()[-1])
    page, slide, column = _columns(data, 440), _columns(data, 360, 210), _columns(data, 310)
    rows = assets.filter(pl.col("kind").is_in(["earned", "paid"]))
    return Figure(
        with_sizes(
            with_caveat(page, REPAYS, PAGE_LINE),
            slide=with_caveat(slide, REPAYS, SLIDE_LINE),
            column=with_caveat(column, REPAYS, COLUMN_LINE),
        ),
        id="russian-assets-earned-and-paid",
        headline=say("aid.assets.headline", earned=earned, last=last_year, paid=paid),
        subtitle=say("aid.assets.subtitle", last=last_payment),
        data=data.select("year", "what", "eur_bn", "column"),
        sources=cite_pages(rows, "assets"),
        notes=[
            say(
                "aid.assets.held",
                amount=stock["eur_bn"],
                last=stock["day"],
                amount_first=held["eur_bn"][0],
                first=held["day"][0],
            ),
            REPAYS,
            KEPT,
            OVERLAP,
        ],
        alt=f"{say('aid.assets.alt', columns=join_rows(_written(data), '{column} {what} {text}'))} "
        f"{say('aid.assets.alt_sums', earned=earned, paid=paid)}",
        native=Native("column", "column", "eur_bn", "what", say("aid.inputs.eur_bn_label"), COLOURS, list(COLOURS)),
    )


@whole_tables("loans")
def drawn(loans: pl.DataFrame) -> Figure:
    """Draw what was agreed of the ERA loans and of the EU's loan for 2026-27, and what was paid of it as far as it was seen.

    Takes `load.loans()`. `data` has loan, name, seen_to (the last day known of), part (paid by the EU, paid by other G7 members, agreed
    and not seen paid) and eur_bn. Source: the European Commission and those who tell of it, each figure on the page that its row names.

    >>> from analysis import load
    >>> drawn(load.loans()).data.filter(loan="EU 2026-27")["eur_bn"].to_list()
    [10.4, 79.6]
    """
    states = measure.drawn(loans)
    data = pl.concat(_bar(states, loan) for loan in NAMES)
    new = states.filter(loan=NEW_LOAN, lender="EU").row(0, named=True)
    seen = states.filter(pl.col("paid_to").is_not_null()).group_by("loan", maintain_order=True).agg(pl.col("paid_to").max())
    days = dict(seen.with_columns(day_text("paid_to")).iter_rows())
    seen_to = say("aid.assets.seen", era=days["ERA"], eu=days[NEW_LOAN])
    caveat = f"{seen_to} {LEAST} {say('aid.assets.paid_back')}"
    page, column = _bars(data, 330), _bars(data, 190, narrow=True)
    dollars = states.filter(currency="USD")
    return Figure(
        with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE)),
        id="loans-agreed-and-paid",
        headline=say("aid.assets.loans_headline", last=new["paid_to"], paid=new["paid_bn"], agreed=new["agreed_bn"]),
        subtitle=say("aid.assets.loans_subtitle"),
        data=data,
        sources=cite_pages(loans, "loans"),
        notes=[
            say("aid.assets.payments", payments=new["payments"]),
            caveat,
            *(say("aid.assets.lender", lender=row["lender"], amount=row["agreed_bn"]) for row in dollars.iter_rows(named=True)),
            say("aid.assets.era_agreed"),
        ],
        alt=say("aid.assets.loans_alt", loans="; ".join(_loans_in_words(data))),
        native=Native("stacked_bar", "name", "eur_bn", "part", say("aid.inputs.eur_bn_label"), PARTS, list(PARTS)),
    )


def _loans_in_words(data: pl.DataFrame) -> list[str]:
    return [
        say("aid.assets.loan_words", loan=name, seen=seen_to, part=part, amount=amount)
        for name, seen_to, part, amount in data.select("name", "seen_to", "part", "eur_bn").iter_rows()
    ]


def _columns(data: pl.DataFrame, width: int, height: int = 240) -> marks.Layered:
    shown = _written(data)
    base = alt.Chart(shown, width=width, height=height).encode(
        x=alt.X("column:N", title=None, axis=alt.Axis(domain=False, ticks=False, labelAngle=0)),
        xOffset=alt.XOffset("what:N", sort=list(COLOURS)),
    )
    y = alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=5))
    tips = marks.tips({"Year": "column", "What": "what", say("aid.inputs.eur_bn_label"): "eur_bn:Q|,.2f"})
    bars = base.mark_bar().encode(y=y, color=marks.legend("what", COLOURS, say("aid.assets.eur_billion_label")), tooltip=tips)
    values = base.mark_text(dy=-7, fontSize=11).encode(y=alt.Y("eur_bn:Q"), text=alt.Text("text:N"))
    return alt.layer(bars, values)


def _written(data: pl.DataFrame) -> pl.DataFrame:
    return data.drop_nulls("eur_bn").with_columns(text=pl.col("eur_bn").map_elements(_short, return_dtype=pl.String))


def _short(value: float) -> str:
    """Write an amount as its publisher rounded it: one decimal or two, never more.

    >>> _short(6.9), _short(1.55), _short(0.821)
    ('6.9', '1.55', '0.82')
    """
    return f"{value:.1f}" if round(value, 1) == round(value, 2) else f"{value:.2f}"


def _end(value: float, seen_to: str, *, narrow: bool) -> str:
    return _short(value) if narrow else say("aid.assets.whole_label", amount=_short(value), seen=seen_to)


def _bar(states: pl.DataFrame, loan: str) -> pl.DataFrame:
    """Give the parts of one loan's bar: who paid, and what is left of what all lenders agreed on."""
    rows = {row["lender"]: row for row in states.filter(loan=loan, currency="EUR").iter_rows(named=True)}
    whole = rows.get("all lenders", rows["EU"])
    parts: dict[str, Any] = {BY_EU: rows["EU"]["paid_bn"]}
    if "other G7" in rows:
        parts[BY_OTHERS] = rows["other G7"]["paid_bn"]
    parts[REST] = round(whole["agreed_bn"] - whole["paid_bn"], 9)
    seen_to = short_day(whole["paid_to"])
    return pl.DataFrame(
        {"loan": loan, "name": NAMES[loan], "seen_to": seen_to, "part": list(parts), "eur_bn": list(parts.values())}
    )


def _bars(data: pl.DataFrame, width: int, *, narrow: bool = False) -> marks.Layered:
    """Draw a bar a loan, its parts with their values, and right of it what was agreed and to which day it was looked at."""
    order = pl.col("part").replace_strict({part: nth for nth, part in enumerate(PARTS)}, return_dtype=pl.Int64)
    shown = data.with_columns(nth=order, text=pl.col("eur_bn").map_elements(_short, return_dtype=pl.String))
    shown = shown.with_columns(middle=(pl.col("eur_bn").cum_sum() - pl.col("eur_bn") / 2).over("name", order_by="nth"))
    ends = shown.group_by("name", maintain_order=True).agg(pl.col("eur_bn").sum(), pl.col("seen_to").first())
    ends = ends.with_columns(
        text=pl.Series([_end(*row, narrow=narrow) for row in ends.select("eur_bn", "seen_to").iter_rows()])
    )
    base = alt.Chart(shown, width=width, height=44 * ends.height).encode(y=marks.names("name", ends["name"].to_list(), 130))
    x = alt.X("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(tickCount=5, grid=True))
    tips = marks.tips({"Loan": "name", "Part": "part", say("aid.inputs.eur_bn_label"): "eur_bn:Q|,.1f"})
    key = marks.legend("part", PARTS, say("aid.assets.eur_billion_label"))
    if narrow:
        key = key.legend(title=say("aid.assets.eur_billion_label"), orient="top", columns=1)
    look = {"color": key, "order": alt.Order("nth:Q"), "tooltip": tips}
    bars = base.mark_bar(height=26).encode(x=x, **look)
    inside = base.mark_text(fontSize=11, fontWeight=600).encode(
        x=alt.X("middle:Q"), text=alt.Text("text:N"), color=marks.text_colour("part", PARTS, inside=True)
    )
    beside = alt.Chart(ends).mark_text(align="left", dx=6, fontSize=11)
    beside = beside.encode(y=alt.Y("name:N", sort=ends["name"].to_list()), x=alt.X("eur_bn:Q"), text=alt.Text("text:N"))
    return alt.layer(bars, inside, beside).resolve_scale(color="independent")
