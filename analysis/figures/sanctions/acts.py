"""Figures of acts and trade: lanes of acts by kind, who buys Russian energy, and Russia's partners."""

from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import as_day
from analysis.charts import marks, theme
from analysis.charts.citations import cite, cite_record
from analysis.charts.formatting import bn, day, join_words, month, plural
from analysis.charts.native import Native
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_unique_rows, require_whole_table
from analysis.figures.sanctions import authorities
from analysis.load.guarantees import require_within_collection
from analysis.measures import trade as measure
from analysis.measures.frames import as_eager

__all__ = ["energy", "lanes", "partners"]

LANES = {
    "package": "Packages", "listing": "Listings", "vessels": "Ships", "executive_order": "Executive orders", "energy": "Energy",
    "customs": "Customs, tariffs", "bill": "Bills", "easing": "Easing", "court": "Court",
}  # fmt: skip
BUYERS = {
    "CHN": "China", "IND": "India", "TUR": "Türkiye", "EU": "EU", "HUN": "Hungary", "SVK": "Slovakia", "FRA": "France", "BEL": "Belgium",
    "ESP": "Spain", "NLD": "Netherlands", "BRA": "Brazil", "KOR": "South Korea", "JPN": "Japan", "SAU": "Saudi Arabia", "ROU": "Romania",
    "BGR": "Bulgaria", "GRC": "Greece", "ITA": "Italy", "SGP": "Singapore", "ARE": "United Arab Emirates", "DEU": "Germany", "TWN": "Taiwan",
}  # fmt: skip
TURN = date(2025, 1, 20)
"""The day the administration of the United States changed: acts are counted from it on."""

DRAWN, PALE = 0.7, 0.25
"""Opacity of a mark, and of one that is not counted."""
PRESS, ALL = "press tabulation", "all"
CURRENCIES = {"EUR": "euros", "USD": "dollars"}
COMMODITIES = {"coal": "coal", "crude": "crude oil", "lng": "LNG", "pipeline_gas": "pipeline gas", "products": "oil products"}


def lanes(actions: pl.DataFrame, until: date | str) -> Figure:
    """Draw acts of the EU, the US and the UK as marks in lanes by kind, since 2022.

    Takes `load.actions()`; `until` is the last day drawn. `data` has one row an act: date, authority, kind, action, legal_act,
    confidence, source_url. An act of low confidence is drawn pale and counted nowhere. Raises NotComparable for a part of a
    table or rows that stand twice, AnalysisError for a text that is no day, for a day before the first act of 2022 and for one
    after the collection ended.

    >>> from analysis import load
    >>> lanes(load.actions(), date(2022, 2, 25)).data.select("date", "authority", "kind").row(0)
    (datetime.date(2022, 2, 21), 'US', 'executive_order')
    """
    require_whole_table("actions", actions)
    end = as_day(until)
    require_within_collection("actions", end)
    frame = authorities.named(
        actions.filter(pl.col("date") >= date(2022, 1, 1), pl.col("date") <= end, pl.col("kind").is_in(list(LANES)))
    )
    if frame.is_empty():
        raise AnalysisError(f"no act of 2022 or later is known by {day(end)}", "choose a later day")
    shown = frame.with_columns(
        lane=pl.col("kind").cast(pl.String).replace(LANES),
        row=pl.format("{} {}", pl.col("authority").cast(pl.String), pl.col("kind").cast(pl.String).replace(LANES)),
        authority=pl.col("authority").cast(pl.String),
    ).sort("date", "authority", "action")
    order = [
        row for row in (f"{one} {lane}" for one in ("EU", "UK", "US") for lane in LANES.values()) if row in set(shown["row"])
    ]
    marksize = alt.Chart(shown, name="acts").mark_tick(thickness=3, size=15).encode(
        x=marks.time_axis("date", start=date(2022, 1, 1), end=end),
        y=alt.Y("row:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True, labelLimit=160)),
        color=marks.colour("authority", {one: authorities.COLOURS[one] for one in ("EU", "UK", "US")}),
        opacity=alt.when(alt.datum.confidence == "low").then(alt.value(PALE)).otherwise(alt.value(DRAWN)),
        tooltip=[alt.Tooltip("date:T", format="%d %B %Y"), alt.Tooltip("name:N"), alt.Tooltip("action:N"), alt.Tooltip("legal_act:N")],
    )  # fmt: skip
    # A mark three pixels wide is hard to point at; an unseen one around it carries the tooltip.
    catch = marksize.mark_point(size=200, filled=True).encode(opacity=alt.value(0)).properties(name="catch")
    counted = _counted(shown)
    pale = shown.height - counted.height
    turn = alt.Chart(pl.DataFrame({"date": [TURN], "text": ["new US administration"]}))
    rule = alt.layer(
        turn.mark_rule(color=theme.GREY, strokeDash=[3, 3]).encode(x=alt.X("date:T")),
        turn.mark_text(align="left", dx=4, dy=-6, baseline="bottom", color=theme.SOFT_INK, fontSize=11).encode(
            x=alt.X("date:T"), y=alt.YValue(0), text=alt.Text("text:N")
        ),
    )
    return Figure(
        alt.layer(marksize, catch, *([rule] if end >= TURN else [])).properties(width=470, height=22 * len(order)),
        id="acts-by-kind",
        headline=_lanes_headline(counted, end),
        subtitle=f"Acts over Russia by authority and kind, January 2022 to {day(end)}; each mark is one act",
        data=shown.select("date", "authority", "kind", "action", "legal_act", "confidence", "source_url"),
        sources=[cite_record("acts", rows=shown)],
        notes=["A bill and a court's judgment are acts of other powers than the executive; customs measures are listed one by one below.", *(["A pale mark is an act endorsed by ambassadors and not seen adopted: it is not counted."] if pale else [])],
        alt=f"{plural(counted.height, 'mark')} in {len(order)} lanes to {day(end)}: " + ", ".join(f"{row} {counted.filter(pl.col('row') == row).height}" for row in order) + (f"; beside them {plural(pale, 'pale mark')}, not counted." if pale else "."),
    )  # fmt: skip


def _lanes_headline(shown: pl.DataFrame, until: date) -> str:
    if until < TURN:
        by = shown.group_by("authority").len().sort("authority")
        told = [f"{authority} {number}" for authority, number in by.iter_rows()]
        return f"{plural(shown.height, 'act')} over Russia from January 2022 to {day(until)}: {join_words(told)}"
    number = _from_the_turn_to(until, shown)
    return (
        f"Since {day(TURN)} the EU has adopted {plural(number.get(('EU', 'package'), 0), 'package')}; the United States announced "
        f"{plural(number.get(('US', 'listing'), 0), 'round')} of listings and {plural(number.get(('US', 'easing'), 0), 'easing')}"
    )


def since_the_turn(actions: pl.DataFrame, until: date | str) -> dict[tuple[str, str], int]:
    """Count acts by authority and kind from 20 January 2025 to a day, both included, without those of low confidence.

    Takes `load.actions()`. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a text that
    is no day, for a day before and for one after the collection ended.

    >>> from analysis import load
    >>> since_the_turn(load.actions(), date(2025, 7, 31))["EU", "package"]
    3
    """
    require_whole_table("actions", actions)
    end = as_day(until)
    require_within_collection("actions", end)
    if end < TURN:
        raise AnalysisError(f"{day(end)} is before {day(TURN)}, from which acts are counted", f"choose a day from {TURN} on")
    return _from_the_turn_to(end, actions)


def _from_the_turn_to(end: date, actions: pl.DataFrame) -> dict[tuple[str, str], int]:
    counted = _counted(actions).filter(pl.col("date").is_between(TURN, end))
    rows = counted.group_by(pl.col("authority", "kind").cast(pl.String)).len()
    return {(authority, kind): number for authority, kind, number in rows.iter_rows()}


def _counted(actions: pl.DataFrame) -> pl.DataFrame:
    return actions.filter(pl.col("confidence") != "low")


def energy(buyers: pl.DataFrame, basis: str = PRESS, commodity: str = ALL) -> Figure:
    """Draw who bought Russian energy by month on one basis; a month no source covers stays blank.

    Takes `load.energy_buyers()`. `data` has month, buyer (a code), value_bn in billions of `currency` (USD on the basis
    customs, else EUR), source and source_url. Raises NotComparable for rows that stand twice, for a basis or a commodity that
    the table does not have, and for two of which it has no value together.

    >>> from analysis import load
    >>> energy(load.energy_buyers()).data.columns
    ['month', 'buyer', 'value_bn', 'currency', 'source', 'source_url']
    """
    require_unique_rows(as_eager(buyers, "energy_buyers"), "energy_buyers", "give each row once: load.energy_buyers()")
    table = measure.energy_by_month(buyers, basis, commodity)
    if table.is_empty():
        _refuse_without_values(buyers, basis, commodity)
    currency = table["currency"][0]
    what = COMMODITIES.get(commodity, "energy")
    first, last = table["month"].min(), table["month"].max()
    named = table.with_columns(name=pl.col("buyer").replace(BUYERS), period=pl.col("month")).with_columns(
        pl.col("value_bn").round(3)
    )
    order = (
        named.group_by("name")
        .agg(pl.col("value_bn").sum())
        .sort("value_bn", "name", descending=[True, False])["name"]
        .to_list()
    )
    span: pl.Series = pl.date_range(first, last, "1mo", eager=True)  # type: ignore[arg-type, assignment]
    blank = sorted(set(span) - set(table["month"]))
    base = alt.Chart(named, name="buyers").encode(
        x=alt.X("yearmonth(period):T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False)),
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False)),
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(
        color=alt.Color("value_bn:Q", scale=alt.Scale(range=["#DCEAF5", theme.BLUE]), legend=alt.Legend(title=f"{currency} bn a month", orient="top", gradientLength=160)),
        tooltip=[alt.Tooltip("name:N", title="Buyer"), alt.Tooltip("period:T", format="%B %Y"), alt.Tooltip("value_bn:Q", format=".2f")],
    )  # fmt: skip
    latest = named.filter(pl.col("month") == last).sort("value_bn", descending=True)
    top = latest.row(0, named=True)
    return Figure(
        cells.properties(width=500, height=20 * len(order)),
        id="energy-buyers" if (basis, commodity) == (PRESS, ALL) else f"energy-buyers-{basis}-{commodity}".replace(" ", "-").replace("_", "-"),
        headline=f"In {month(last)}, the last month known, {top['name']} bought Russian {what} for {bn(top['value_bn'])} {CURRENCIES[currency]}, {f'the most of {latest.height} buyers' if latest.height > 1 else 'the only buyer'} named",
        subtitle=f"Purchases of Russian {COMMODITIES.get(commodity, 'fossil fuels')} by buyer and month, {currency} bn, {month(first)} to {month(last)}; on one basis ({basis}), blank where no source covers the month",
        data=named.select("month", "buyer", "value_bn", "currency", "source", "source_url"),
        sources=cite(table),
        notes=[
            f"{len(blank)} of {span.len()} months have no row: not known, not zero. Nothing is known after {month(last)}.",
            "Which buyers a month names depends on its page; a missing buyer is not known, not zero. Rows of two bases are never put together.",
        ],
        alt=f"Grid of buyers{'' if commodity == ALL else f' of {what}'} by month on the basis {basis}. {month(last)}: " + ", ".join(f"{row['name']} {row['value_bn']:.2f}" for row in latest.iter_rows(named=True)) + f" {currency} bn. {len(blank)} months are blank.",
    )  # fmt: skip


def _refuse_without_values(buyers: pl.DataFrame, basis: str, commodity: str) -> None:
    rows = buyers.filter(pl.col("basis") == basis)
    valued = rows.filter(pl.any_horizontal(pl.col("value_eur_bn", "value_usd_bn").is_not_null()))["commodity"]
    raise NotComparable(
        f"none of the {rows.filter(pl.col('commodity') == commodity).height} rows of {commodity!r} on the basis {basis!r} states a value",
        f"name one that has values: {', '.join(valued.cast(pl.String).unique().sort()) or 'this basis has none'}",
    )


def partners(trade: pl.DataFrame) -> Figure:
    """Draw Russia's exports by partner at the first and the last year: how they shifted.

    Takes `load.russia_trade()`. `data` has partner, before and after (exports in the first and in the last year, USD bn) and
    source, for the partners largest in the last year. Raises NotComparable for rows that stand twice.

    >>> from analysis import load
    >>> partners(load.russia_trade().filter(pl.col("year") <= 2024)).data.select("partner", "before", "after").row(0)
    ('China', 68.423, 112.059)
    """
    require_unique_rows(as_eager(trade, "russia_trade"), "russia_trade", "give each row once: load.russia_trade()")
    table = measure.partners(trade).with_columns(partner=pl.col("partner").str.split(",").list.first())
    first, last = int(table["year"].min()), int(table["year"].max())  # type: ignore[arg-type]
    wide = table.filter(pl.col("year").is_in([first, last])).pivot("year", index=["partner", "source"], values="value_usd_bn")
    ends = (
        wide.rename({str(first): "before", str(last): "after"})
        .sort("after", descending=True)
        .with_columns(pl.col("before", "after").round(3))
    )
    order = ends["partner"].to_list()
    base = alt.Chart(ends).encode(
        y=alt.Y("partner:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=150))
    )
    tooltip = [
        alt.Tooltip("partner:N"),
        alt.Tooltip("before:Q", format=".1f", title=str(first)),
        alt.Tooltip("after:Q", format=".1f", title=str(last)),
    ]
    rule = base.mark_rule(color=theme.LIGHT_GREY, strokeWidth=4).encode(
        x=alt.X("before:Q", title=None, axis=alt.Axis(tickCount=5)), x2=alt.X2("after:Q")
    )
    old = base.mark_point(filled=False, size=70, color=theme.GREY, strokeWidth=2).encode(x=alt.X("before:Q"), tooltip=tooltip)
    new = base.mark_point(filled=True, size=90, color=theme.INK, opacity=1).encode(x=alt.X("after:Q"), tooltip=tooltip)
    words = (
        base.transform_calculate(text="format(datum.after, '.1f')", at="max(datum.before, datum.after)")
        .mark_text(align="left", dx=9)
        .encode(x=alt.X("at:Q"), text=alt.Text("text:N"))
    )
    grown = ends.with_columns(times=pl.col("after") / pl.col("before")).sort("times", descending=True).row(0, named=True)
    top = ends.row(0, named=True)
    return Figure(
        alt.layer(rule, old, new, words, marks.caption(f"USD bn a year: circle {first}, dot {last}")).properties(width=470, height=30 * ends.height),
        id="trade-partners",
        headline=f"Russia's exports to {grown['partner']} grew {grown['times']:.1f} times from {first} to {last}; {top['partner']} takes the most, {bn(top['after'])} dollars",
        subtitle=f"Russia's exports of all goods to its largest partners that are named, USD bn, {first} and {last}; context for energy, not energy itself",
        data=ends.select("partner", "before", "after", "source"),
        sources=cite(table),
        notes=["As partners and the fund report them; estimates of the fund fill gaps. European partners publish less since 2022 and may be missing here."],
        alt=f"Dots by partner, {first} to {last}, USD bn: " + "; ".join(f"{row['partner']} {row['before']:.1f} to {row['after']:.1f}" for row in ends.iter_rows(named=True)) + ".",
        native=Native("bar", "partner", "after", None, "USD bn"),
    )  # fmt: skip
