"""Figures of announced money: US packages beside the official total, and contributions to PURL."""

from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import bn, day, day_text, join_rows, month
from analysis.charts.native import Native
from analysis.countries import count_countries
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import packages as measure

__all__ = ["purl", "purl_running", "us_packages"]

KINDS = {"PDA": "drawdown from stocks", "USAI": "procurement (USAI)"}
DASHES = {"PDA": [1, 0], "USAI": [6, 2]}
COLOURS = {"PDA": theme.VERMILLION, "USAI": theme.INK}
PURL_BEGAN = date(2025, 7, 1)
DIFFER = "Announced packages and the official total differ: some announcements are missing here, and some were carried out in part. Neither corrects the other."
NOT_ADDED = "Laws, authorities, arms sales, official totals and cross-checks are in the table and in no sum."
CURRENCIES = "Amounts stay in their currencies and are not added across them."
UNDATED = "One contribution of Poland carries no date and is not drawn."
AS_SAID = (
    "Each dot is what somebody said that day (about, almost, more than); none was computed here, and none is added to anything."
)


@whole_tables(us="us_packages")
def us_packages(us: pl.DataFrame, until: date | str) -> Figure:
    """Draw US packages as announced, so far, with the official total of drawdowns beside them.

    Takes `load.us_packages()`, as known by `until`. `data` has source, kind (PDA, USAI), month and usd_bn (up to that month),
    every month for both. Raises AnalysisError for a text that is no day, and for a day before the first package.

    >>> from analysis import load
    >>> us_packages(load.us_packages(), "2022-06-30").data.row(0)
    ('record', 'PDA', datetime.date(2021, 12, 1), 0.2)
    """
    end = recorded_day(measure.packages(us), until, "no US package had been announced", "us_packages")
    known = known_on(us, end)
    sums = measure.us_over_time(known).drop("usd")
    last: date = sums["month"].max()  # type: ignore[assignment]
    beside = measure.us_beside_official(known)
    announced = beside.filter(what="as announced").row(0, named=True)
    official = beside.filter(what="official total")
    total = bn(official["usd_bn"][0]) if official.height else ""
    ordered = sums.filter(kind="USAI", month=last)["usd_bn"].item()
    return Figure(
        alt.layer(_lines(sums), *(_official(official, last) if total else [])),
        id=id_as_of("us-packages", end),
        headline=f"US drawdowns as announced add up to {bn(announced['usd_bn'])} dollars{f'; the official total is {total}' if total else ''}; no package since {month(last)}",
        subtitle=f"Drawdowns from stocks and procurement packages, USD bn, cumulative by month of announcement, to {month(last)}",
        data=sums,
        sources=cite_pages(measure.packages(known), "packages"),
        notes=[
            DIFFER,
            NOT_ADDED,
            f"The record of laws and packages runs to {day(end)}; a defence act of December 2025 authorises money and appropriates none.",
        ],
        alt=f"Two lines to {month(last)}: drawdowns {bn(announced['usd_bn'])} dollars in {announced['rows']} packages, procurement {bn(ordered)}."
        + (f" Official total of drawdowns {total}." if total else ""),
        native=Native("line", "month", "usd_bn", "kind", "USD bn", COLOURS, labels=KINDS, dashes=DASHES),
    )


def _lines(sums: pl.DataFrame) -> marks.Layered:
    label = pl.format("{} {}", pl.col("kind").replace(KINDS), marks.number("usd_bn"))
    return marks.labelled_lines(
        sums.with_columns(period=pl.col("month"), label=label),
        "usd_bn",
        "kind",
        axis_title="USD bn, as announced, so far",
        colours=dict.fromkeys(KINDS, theme.VERMILLION),
        dashes=DASHES,
        name="packages",
        width=420,
        tooltip=marks.tips({"kind": "kind", "period": "period:T|%B %Y", "USD bn so far": "usd_bn:Q|,.3f"}),
    )


def _official(official: pl.DataFrame, last: date) -> list[marks.Layered]:
    text = pl.format("official total {}", marks.number("usd_bn"))
    base = alt.Chart(official.select("usd_bn", period=pl.lit(last), text=text)).encode(x="period:T", y="usd_bn:Q")
    words = base.mark_text(align="left", dx=8, dy=8, fontSize=11).encode(text="text:N")
    return [base.mark_point(shape="diamond", size=90, filled=True, color=theme.INK, opacity=1), words]


@whole_tables(table="purl")
def purl(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw who joined PURL when and with what, each amount in its own currency.

    Takes `load.purl()`; `until` is the day looked back from. `data` has one row a contribution of a country: country, name,
    date, date_precision, amount (in `currency`, null if not stated), currency, amount_meaning, confidence and the page. Raises
    AnalysisError for a text that is no day, and for a day before the first contribution.

    >>> from analysis import load
    >>> purl(load.purl(), "2025-08-31").data.select("name", "amount", "currency").row(0)
    ('Belgium', 100000000.0, 'EUR')
    """
    countries = table.filter(pl.col("row_kind") == "national")
    end = recorded_day(countries, until, "no contribution to PURL had been announced", "purl")
    label = pl.when(pl.col("amount").is_null()).then(pl.lit("not stated")).otherwise(_amount())
    national = stances.with_names(known_on(countries, end)).with_columns(label=label)
    order = national.group_by("name").agg(pl.col("known_by").min()).sort("known_by", "name")["name"].to_list()
    rows = national.sort("name", "known_by", "label").with_columns(
        pl.col("amount").cast(pl.Float64),
        labels=pl.col("label").str.join(", ").over("name"),
        last=pl.col("known_by") == pl.col("known_by").max().over("name"),
    )
    ends = rows.filter("last").unique("name", keep="first").sort("name")
    running, groups = (pick(known_on(table, end)) for pick in (measure.purl_running, measure.purl_groups))
    total = f"{bn(running['usd_bn'][-1])} dollars" if running.height else ""
    facts = ["date", "date_precision", "amount", "currency", "amount_meaning", "confidence", "source_publisher", "source_url"]
    return Figure(
        _donors(rows, ends, order, end),
        id=id_as_of("purl-by-donor", end),
        headline=f"{count_countries(rows)} countries have announced or planned contributions to PURL"
        + (f"; the last running total seen was {total} on {day(running['known_by'][-1])}" if total else ""),
        subtitle=f"Contributions to NATO's Prioritised Ukraine Requirements List by donor and day of announcement, to {day(end)}",
        data=rows.select("country", "name", *facts).unique(maintain_order=True),
        sources=cite_pages(rows, "contributions"),
        notes=[
            CURRENCIES,
            f"{groups.height} joint packages and all running totals overlap national rows and are kept apart.",
            UNDATED,
        ],
        alt=f"Dots by donor and day to {day(end)}: {join_rows(ends, '{name} {labels}')}."
        + (f" Running total {total}." if total else ""),
    )


def _donors(rows: pl.DataFrame, ends: pl.DataFrame, order: list[str], end: date) -> marks.Layered:
    """Draw a dot a contribution, and right of the plot what each donor announced: close dots would write over each other."""
    y = marks.names("name", order, 120, grid=True)
    dots = alt.Chart(rows, width=300, height=18 * len(order), name="purl")
    dots = dots.mark_point(filled=True, size=70, color=theme.BLUE, opacity=1)
    tooltip = marks.tips(["donor", "date", "label", "amount_meaning", "source_publisher"])
    words = marks.column(alt.Chart(ends), "labels", 312, align="left", fontSize=11).encode(y=y)
    unit = marks.caption("announced, in the currency of the announcement")
    return alt.layer(dots.encode(x=_months("known_by", end), y=y, tooltip=tooltip), words, unit)


@whole_tables(table="purl")
def purl_running(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw the running totals of PURL as they were published.

    Takes `load.purl()`; `until` is the day looked back from. `data` has known_by, date, date_precision, usd_bn, meaning (about,
    almost, more than) and the page. Raises AnalysisError for a text that is no day, and for a day before the first total.

    >>> from analysis import load
    >>> purl_running(load.purl(), "2025-12-31").data.select("known_by", "usd_bn", "meaning").row(0)
    (datetime.date(2025, 9, 6), 2.0, 'about')
    """
    end = recorded_day(measure.purl_running(table), until, "no running total of PURL had been published", "purl")
    totals = measure.purl_running(known_on(table, end))
    shown = totals.with_columns(period=pl.col("known_by"), label=marks.number("usd_bn"))
    first, last = totals.row(0, named=True), totals.row(-1, named=True)
    base = alt.Chart(shown, width=marks.WIDTH, height=200)
    y = alt.Y("usd_bn:Q", title=None, axis=alt.Axis(tickCount=4), scale=alt.Scale(domainMin=0))
    line = base.mark_line(color=theme.GREY, strokeDash=[3, 3], strokeWidth=1.5).encode(x=_months("period", end), y=y)
    dots = base.mark_point(filled=True, size=80, color=theme.BLUE, opacity=1).properties(name="running")
    dots = dots.encode(x="period:T", y="usd_bn:Q", tooltip=marks.tips(["date", "usd_bn:Q", "meaning", "source_publisher"]))
    words = base.mark_text(dy=-12, fontSize=11, fontWeight=600).encode(x="period:T", y="usd_bn:Q", text="label:N")
    around = [marks.caption("USD bn, as published that day"), marks.coverage_end(end, f"record to {day(end)}")]
    spelled = totals.with_columns(day_text("known_by"))
    return Figure(
        alt.layer(line, dots, words, *around),
        id=id_as_of("purl-running-total", end),
        headline=f"PURL grew from {bn(first['usd_bn'])} dollars in {month(first['known_by'])} to {bn(last['usd_bn'])} in {month(last['known_by'])}",
        subtitle="Running totals of all donors as published, USD bn; between the dots nothing is known",
        data=totals,
        sources=cite_pages(totals, "contributions"),
        notes=[AS_SAID],
        alt=f"Dots: {join_rows(spelled, '{known_by} {usd_bn:.1f} bn dollars ({meaning})')}.",
    )


def _months(field: str, end: date) -> alt.X:
    """Give a time axis from PURL's first month on, with a few months named."""
    return marks.time_axis(field, start=PURL_BEGAN, end=end).axis(format="%b %Y", grid=False, tickCount=5)


def _amount() -> pl.Expr:
    millions = pl.col("amount").cast(pl.Float64) / 1e6
    text = millions.map_elements(lambda m: f"{m / 1000:g} bn" if m >= 1000 else f"{m:g} m", return_dtype=pl.String)
    return pl.format("{} {}", "currency", text)
