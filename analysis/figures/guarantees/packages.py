"""Figures of announced money: US packages beside the official total, and contributions to PURL."""

from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import as_day, known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import bn, day, month
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import require_within_record
from analysis.figures.inputs import require_whole_table
from analysis.measures import packages as measure

__all__ = ["purl", "purl_running", "us_packages"]

KINDS = {"PDA": "drawdown from stocks", "USAI": "procurement (USAI)"}
DASHES = {"PDA": [1, 0], "USAI": [6, 2]}
NOT_ADDED = "Laws, authorities, arms sales, official totals and cross-checks are in the table and in no sum."


def us_packages(us: pl.DataFrame, until: date | str) -> Figure:
    """Draw US packages as announced, so far, with the official total of drawdowns beside them.

    Takes `load.us_packages()`, the whole table, as known by `until`. `data` has source, kind (PDA, USAI), month and usd_bn (up
    to that month), every month for both. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError
    for a text that is no day, and for a day before the first package.

    >>> from analysis import load
    >>> us_packages(load.us_packages(), "2022-06-30").data.row(0)
    ('record', 'PDA', datetime.date(2021, 12, 1), 0.2)
    """
    require_whole_table("us_packages", us)
    end = as_day(until)
    require_within_record(measure.packages(us), end, "no US package had been announced", "us_packages")
    known = known_on(us, end)
    sums = measure.us_over_time(known).drop("usd")
    last: date = sums["month"].max()  # type: ignore[assignment]
    beside = measure.us_beside_official(known)
    announced = beside.filter(pl.col("what") == "as announced").row(0, named=True)
    official = beside.filter(pl.col("what") == "official total")
    now = dict(sums.filter(pl.col("month") == last).select("kind", "usd_bn").iter_rows())
    shown = sums.with_columns(
        period=pl.col("month"),
        label=pl.format(
            "{} {}", pl.col("kind").replace(KINDS), pl.col("usd_bn").map_elements(marks.short, return_dtype=pl.String)
        ),
    )
    names = dict.fromkeys(KINDS, theme.VERMILLION)
    tooltip = [
        alt.Tooltip("kind:N"),
        alt.Tooltip("period:T", format="%B %Y"),
        alt.Tooltip("usd_bn:Q", format=",.3f", title="USD bn so far"),
    ]
    lines = marks.labelled_lines(
        shown, "usd_bn", "kind", axis_title="USD bn, as announced, so far", colours=names, dashes=DASHES, name="packages", width=420, tooltip=tooltip
    )  # fmt: skip
    layers = [lines]
    if official.height:
        stated = official.select("usd_bn", period=pl.lit(last)).with_columns(
            text=pl.format("official total {}", pl.col("usd_bn").map_elements(marks.short, return_dtype=pl.String))
        )
        dot = (
            alt.Chart(stated)
            .mark_point(shape="diamond", size=90, filled=True, color=theme.INK, opacity=1)
            .encode(x=alt.X("period:T"), y=alt.Y("usd_bn:Q"))
        )
        words = (
            alt.Chart(stated)
            .mark_text(align="left", dx=8, dy=8, fontSize=11)
            .encode(x=alt.X("period:T"), y=alt.Y("usd_bn:Q"), text=alt.Text("text:N"))
        )
        layers += [dot, words]
    tail = f"; the official total is {bn(official['usd_bn'][0])}" if official.height else ""
    counted = measure.packages(known)
    return Figure(
        alt.layer(*layers),
        id=id_as_of("us-packages", end),
        headline=f"US drawdowns as announced add up to {bn(announced['usd_bn'])} dollars{tail}; no package since {month(last)}",
        subtitle=f"Drawdowns from stocks and procurement packages, USD bn, cumulative by month of announcement, to {month(last)}",
        data=sums,
        sources=cite_pages(counted, "packages"),
        notes=[
            "Announced packages and the official total differ: some announcements are missing here, and some were carried out in part. Neither corrects the other.",
            NOT_ADDED,
            f"The record of laws and packages runs to {day(end)}; a defence act of December 2025 authorises money and appropriates none.",
        ],
        alt=f"Two lines to {month(last)}: drawdowns {bn(announced['usd_bn'])} dollars in {announced['rows']} packages, procurement {bn(now['USAI'])}."
        + (f" Official total of drawdowns {bn(official['usd_bn'][0])}." if official.height else ""),
        native=Native("line", "month", "usd_bn", "kind", "USD bn", {"PDA": theme.VERMILLION, "USAI": theme.INK}, labels=KINDS, dashes=DASHES),
    )  # fmt: skip


def purl(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw who joined PURL when and with what, each amount in its own currency; takes `load.purl()`.

    `until` is the day looked back from. `data` has one row a contribution of a country: country, name, date, date_precision,
    amount (in `currency`, null if not stated), currency, amount_meaning, confidence and the page. Raises NotComparable for a
    part of a table or rows that stand twice, AnalysisError for a text that is no day, and for a day before the first
    contribution.

    >>> from analysis import load
    >>> purl(load.purl(), "2025-08-31").data.select("name", "amount", "currency").row(0)
    ('Belgium', 100000000.0, 'EUR')
    """
    require_whole_table("purl", table)
    end = as_day(until)
    require_within_record(
        table.filter(pl.col("row_kind") == "national"), end, "no contribution to PURL had been announced", "purl"
    )
    national = stances.with_names(known_on(table, end).filter(pl.col("row_kind") == "national")).with_columns(
        label=pl.when(pl.col("amount").is_null()).then(pl.lit("not stated")).otherwise(_amount())
    )
    # Two announcements close to each other would write over each other: the later one is written below the line's end.
    order = national.group_by("name").agg(pl.col("known_by").min()).sort("known_by", "name")["name"].to_list()
    rows = national.sort("name", "known_by", "label").with_columns(
        pl.col("amount").cast(pl.Float64),
        labels=pl.col("label").str.join(", ").over("name"),
        last=pl.col("known_by") == pl.col("known_by").max().over("name"),
    )
    height = 18 * len(order)
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=120, domain=False, ticks=False, grid=True))
    x = _months("known_by", end)
    tooltip = [alt.Tooltip(f"{one}:N") for one in ("donor", "date", "label", "amount_meaning", "source_publisher")]
    dots = alt.Chart(rows, width=300, height=height, name="purl").mark_point(filled=True, size=70, color=theme.BLUE, opacity=1)
    ends = rows.filter("last").unique("name", keep="first").sort("name")
    words = alt.Chart(ends).mark_text(align="left", fontSize=11).encode(x=alt.XValue(312), y=y, text=alt.Text("labels:N"))
    running = measure.purl_running(known_on(table, end))
    latest = running.row(-1, named=True) if running.height else None
    groups = measure.purl_groups(known_on(table, end))
    return Figure(
        alt.layer(dots.encode(x=x, y=y, tooltip=tooltip), words, marks.caption("announced, in the currency of the announcement")),
        id=id_as_of("purl-by-donor", end),
        headline=f"{len(order)} countries have announced or planned contributions to PURL"
        + (f"; the last running total seen was {bn(latest['usd_bn'])} dollars on {day(latest['known_by'])}" if latest else ""),
        subtitle=f"Contributions to NATO's Prioritised Ukraine Requirements List by donor and day of announcement, to {day(end)}",
        data=rows.select("country", "name", "date", "date_precision", "amount", "currency", "amount_meaning", "confidence", "source_publisher", "source_url").unique(maintain_order=True),
        sources=cite_pages(rows, "contributions"),
        notes=[
            "Amounts stay in their currencies and are not added across them.",
            f"{groups.height} joint packages and all running totals overlap national rows and are kept apart.",
            "One contribution of Poland carries no date and is not drawn.",
        ],
        alt=f"Dots by donor and day to {day(end)}: " + "; ".join(f"{row['name']} {row['labels']}" for row in ends.iter_rows(named=True)) + "."
        + (f" Running total {bn(latest['usd_bn'])} dollars." if latest else ""),
    )  # fmt: skip


def purl_running(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw the running totals of PURL as they were published; takes `load.purl()`.

    `until` is the day looked back from. `data` has known_by, date, date_precision, usd_bn, meaning (about, almost, more than)
    and the page. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a text that is no day,
    and for a day before the first total.

    >>> from analysis import load
    >>> purl_running(load.purl(), "2025-12-31").data.select("known_by", "usd_bn", "meaning").row(0)
    (datetime.date(2025, 9, 6), 2.0, 'about')
    """
    require_whole_table("purl", table)
    end = as_day(until)
    require_within_record(measure.purl_running(table), end, "no running total of PURL had been published", "purl")
    totals = measure.purl_running(known_on(table, end)).with_columns(
        period=pl.col("known_by"), label=pl.col("usd_bn").map_elements(marks.short, return_dtype=pl.String)
    )
    first, last = totals.row(0, named=True), totals.row(-1, named=True)
    base = alt.Chart(totals, width=marks.WIDTH, height=200)
    y = alt.Y("usd_bn:Q", title=None, axis=alt.Axis(tickCount=4), scale=alt.Scale(domainMin=0))
    tooltip = [alt.Tooltip("date:N"), alt.Tooltip("usd_bn:Q"), alt.Tooltip("meaning:N"), alt.Tooltip("source_publisher:N")]
    line = base.mark_line(color=theme.GREY, strokeDash=[3, 3], strokeWidth=1.5).encode(x=_months("period", end), y=y)
    dots = base.mark_point(filled=True, size=80, color=theme.BLUE, opacity=1).encode(
        x=alt.X("period:T"), y=alt.Y("usd_bn:Q"), tooltip=tooltip
    )
    words = base.mark_text(dy=-12, fontSize=11, fontWeight=600).encode(
        x=alt.X("period:T"), y=alt.Y("usd_bn:Q"), text=alt.Text("label:N")
    )
    return Figure(
        alt.layer(line, dots.properties(name="running"), words, marks.caption("USD bn, as published that day"), marks.coverage_end(end, f"record to {day(end)}")),
        id=id_as_of("purl-running-total", end),
        headline=f"PURL grew from {bn(first['usd_bn'])} dollars in {month(first['known_by'])} to {bn(last['usd_bn'])} in {month(last['known_by'])}",
        subtitle="Running totals of all donors as published, USD bn; between the dots nothing is known",
        data=totals.drop("label", "period"),
        sources=cite_pages(totals, "contributions"),
        notes=["Each dot is what somebody said that day (about, almost, more than); none was computed here, and none is added to anything."],
        alt="Dots: " + "; ".join(f"{day(row['known_by'])} {row['usd_bn']:.1f} bn dollars ({row['meaning']})" for row in totals.iter_rows(named=True)) + ".",
    )  # fmt: skip


def _months(field: str, end: date) -> alt.X:
    """Give a time axis from PURL's first month on, with a few months named."""
    start = date(2025, 7, 1)
    domain = [alt.DateTime(year=one.year, month=one.month, date=one.day) for one in (start, end)]
    return alt.X(
        f"{field}:T",
        title=None,
        axis=alt.Axis(format="%b %Y", tickCount=5, grid=False),
        scale=alt.Scale(domain=domain, nice=False),
    )


def _amount() -> pl.Expr:
    millions = pl.col("amount").cast(pl.Float64) / 1e6
    text = pl.when(millions >= 1000).then((millions / 1000).map_elements(lambda v: f"{v:g} bn", return_dtype=pl.String)).otherwise(
        millions.map_elements(lambda v: f"{v:g} m", return_dtype=pl.String)
    )  # fmt: skip
    return pl.format("{} {}", pl.col("currency"), text)
