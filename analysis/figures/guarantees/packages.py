"""Figures of announced money: US packages beside the official total, and contributions to PURL."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, day_text, join_rows, month, plural, usd
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import packages as measure

__all__ = ["purl", "purl_running", "us_packages"]

KINDS = {"PDA": "drawdown from stocks", "USAI": "procurement (USAI)"}
MARKED = {"PDA": ("drawdowns, official total", 13), "USAI": ("USAI, appropriated", 0)}
"""What the official figure of a kind is called at the end of the lines, and by how many pixels it stands below its mark."""
DASHES = {"PDA": [1, 0], "USAI": [6, 2]}
COLOURS = {"PDA": theme.VERMILLION, "USAI": theme.INK}
PURL_BEGAN = date(2025, 7, 1)
LISTED = date(2025, 12, 31)
"""Day on which Ukraine's president named the contributors to PURL: later ones are counted apart."""
DIFFER = "The sums are ours and no official totals: a row is a package as announced, while the official total counts authority used, with stocks valued anew and authority given back. Neither corrects the other."
APPROPRIATED = "Not all procurement packages are on record: the Department of Defense counted 22 by 7 December 2024, and one more followed. Beside their sum stands what Congress gave for them, of which not all was ordered by packages."
NOT_ADDED = "Laws, authorities, arms sales, official totals and cross-checks are in the table and in no sum."
EXACTNESS = ("about", "almost", "more than")
"""What a meaning may begin with, before what was counted."""
CURRENCIES = "Amounts stay in their currencies and are not added across them."
JOINT = "A country counts from its first contribution, its own or its share in a joint package; one whose day was not seen counts from the day of its page. Plans are drawn and not counted."
AS_SAID = (
    "Each dot is what somebody said that day (about, almost, more than) of money received, promised or spent; none was computed here, "
    "and none is added to anything."
)


@whole_tables(us="us_packages")
def us_packages(us: pl.DataFrame, until: date | str) -> Figure:
    """Draw what the US packages on record add up to, so far, with the official figures beside them.

    Takes `load.us_packages()`, as known by `until`. `data` has source, kind (PDA, USAI), month and usd_bn (up to that month),
    every month for both. Raises AnalysisError for a text that is no day, and for a day before the first package.

    >>> from analysis import load
    >>> us_packages(load.us_packages(), "2022-06-30").data.row(0)
    ('record', 'PDA', datetime.date(2021, 8, 1), 0.06)
    """
    end = recorded_day(measure.packages(us), until, "no US package had been announced", "us_packages")
    known = known_on(us, end)
    sums = measure.us_over_time(known).drop("usd")
    last: date = sums["month"].max()  # type: ignore[assignment]
    beside = measure.us_beside_official(known)
    official = beside.filter(what="official total")
    drawn = _beside(beside, "PDA")
    ordered = f", procurement to {_beside(beside, 'USAI')}" if "USAI" in beside["kind"] else ""
    return Figure(
        alt.layer(_lines(sums), *_official(official, last)),
        id=id_as_of("us-packages", end),
        headline=f"US drawdowns on record add up to {drawn}{ordered}; no package since {month(last)}",
        subtitle=f"Our sums of drawdowns from stocks and of procurement packages, USD bn, cumulative by month of announcement, to {month(last)}",
        data=sums,
        sources=cite_pages(measure.counted_or_official(known), "packages"),
        notes=[
            DIFFER,
            APPROPRIATED,
            NOT_ADDED,
            f"The record of laws and packages runs to {day(end)}; a defence act of December 2025 authorises money and appropriates none.",
        ],
        alt=f"Two lines to {month(last)}: drawdowns add up to {drawn}{ordered}. Packages on record: {_counts(beside)}.",
        native=Native("line", "month", "usd_bn", "kind", "USD bn", COLOURS, labels=KINDS, dashes=DASHES),
    )


def _beside(beside: pl.DataFrame, kind: str) -> str:
    """Write our sum of one kind of packages, with the official figure in brackets where there was one."""
    amounts = dict(beside.filter(kind=kind).select("what", "usd_bn").iter_rows())
    ours = usd(amounts.get("as announced", 0))
    return (
        f"{ours} ({measure.OFFICIAL_FIGURES[kind]} {usd(amounts['official total'])})" if "official total" in amounts else ours
    )


def _counts(beside: pl.DataFrame) -> str:
    rows = beside.filter(what="as announced").with_columns(pl.col("kind").replace(KINDS))
    return join_rows(rows, "{kind} {rows}")


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
    """Mark the official figures at the end of the lines; their labels stand apart, since the figures lie close."""
    drawn: list[marks.Layered] = []
    for kind, (name, down) in MARKED.items():
        rows = official.filter(kind=kind)
        text = pl.format("{} {}", pl.lit(name), marks.number("usd_bn"))
        base = alt.Chart(rows.select("usd_bn", period=pl.lit(last), text=text)).encode(x="period:T", y="usd_bn:Q")
        words = base.mark_text(align="left", dx=8, dy=down, fontSize=11).encode(text="text:N")
        mark = base.mark_point(shape="stroke", size=160, strokeWidth=2, color=COLOURS[kind], opacity=1)
        drawn += [mark, words] if rows.height else []
    return drawn


@whole_tables(table="purl")
def purl(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw who joined PURL when and with what, each amount in its own currency.

    Takes `load.purl()`; `until` is the day looked back from. `data` has one row a contribution of a country or plan of one, and
    one for a country that first paid in a joint package: country, name, row_kind (national, plan, group), date, date_precision,
    amount (in `currency`, null if not stated and for a share), currency, amount_meaning, confidence and the page. Raises
    AnalysisError for a text that is no day, and for a day before the first contribution.

    >>> from analysis import load
    >>> purl(load.purl(), "2025-08-31").data.select("name", "amount", "currency").row(0)
    ('Belgium', 100000000.0, 'EUR')
    """
    end = recorded_day(table.filter(row_kind="national"), until, "no contribution to PURL had been announced", "purl")
    known = known_on(table, end)
    countries = measure.purl_countries(known)
    national = stances.with_names(_drawn(known, countries)).with_columns(label=_label())
    order = national.group_by("name").agg(pl.col("known_by").min()).sort("known_by", "name")["name"].to_list()
    rows = national.sort("name", "known_by", "label").with_columns(
        pl.col("amount").cast(pl.Float64),
        labels=pl.col("label").str.join(", ").over("name"),
        last=pl.col("known_by") == pl.col("known_by").max().over("name"),
    )
    ends = rows.filter("last").unique("name", keep="first").sort("name")
    running, groups = measure.purl_running(known), measure.purl_groups(known)
    total = running_total(running.row(-1, named=True)) if running.height else ""
    facts = [
        "row_kind",
        "date",
        "date_precision",
        "amount",
        "currency",
        "amount_meaning",
        "confidence",
        "source_publisher",
        "source_url",
    ]
    return Figure(
        _donors(rows, ends, order, end),
        id=id_as_of("purl-by-donor", end),
        headline=_joined(countries, end)
        + (f"; the last running total seen was {total} on {day(running['known_by'][-1])}" if total else ""),
        subtitle=f"Contributions to NATO's Prioritised Ukraine Requirements List by donor and day of announcement, to {day(end)}",
        data=rows.select("country", "name", *facts).unique(maintain_order=True),
        sources=cite_pages(rows, "contributions"),
        notes=[
            CURRENCIES,
            f"{plural(groups.height, 'joint package')} and all running totals overlap national rows and are kept apart.",
            JOINT,
        ],
        alt=f"Dots by donor and day to {day(end)}: {join_rows(ends, '{name} {labels}')}."
        + (f" Running total {total}." if total else ""),
    )


def _drawn(known: pl.DataFrame, countries: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of countries and plans, and for a country that first paid jointly its share, whose amount is not known."""
    first = countries.filter(row_kind="group").select("country", known_by="since")
    shares = known.filter(row_kind="group").drop("country", "amount", "currency").join(first, on="known_by").unique("country")
    own = known.filter(pl.col("row_kind").is_in(["national", "plan"]))
    return pl.concat([own, shares], how="diagonal")


def _label() -> pl.Expr:
    unstated = pl.when(row_kind="plan").then(pl.lit("plans to join")).when(row_kind="group").then(pl.lit("in a joint package"))
    return pl.when(pl.col("amount").is_not_null()).then(_amount()).otherwise(unstated.otherwise(pl.lit("not stated")))


def _joined(countries: pl.DataFrame, end: date) -> str:
    """Say how many countries contribute; who came after the last list of contributors seen is counted apart."""
    listed = countries.filter(pl.col("since") <= LISTED).height
    if end <= LISTED:
        return f"{listed} {'country' if listed == 1 else 'countries'} had joined PURL by {day(end)}"
    return f"{listed} countries had joined PURL by {day(LISTED)} and {countries.height - listed} since"


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

    Takes `load.purl()`; `until` is the day looked back from. `data` has known_by, date, date_precision, usd_bn, meaning (what
    was counted, and how exactly) and the page. Raises AnalysisError for a text that is no day, and for a day before the first total.

    >>> from analysis import load
    >>> purl_running(load.purl(), "2025-12-31").data.select("known_by", "usd_bn", "meaning").row(0)
    (datetime.date(2025, 9, 6), 2.0, 'more than, received')
    """
    end = recorded_day(measure.purl_running(table), until, "no running total of PURL had been published", "purl")
    totals = measure.purl_running(known_on(table, end))
    shown = totals.with_columns(period=pl.col("known_by"), label=marks.number("usd_bn"))
    first, last = totals.row(0, named=True), totals.row(-1, named=True)
    base = alt.Chart(shown, width=marks.WIDTH, height=200)
    y = alt.Y("usd_bn:Q", title=None, axis=alt.Axis(tickCount=4), scale=alt.Scale(domain=[0, 1.2 * last["usd_bn"]]))
    line = base.mark_line(color=theme.GREY, strokeDash=[3, 3], strokeWidth=1.5).encode(x=_months("period", end), y=y)
    dots = base.mark_point(filled=True, size=80, color=theme.BLUE, opacity=1).properties(name="running")
    dots = dots.encode(x="period:T", y="usd_bn:Q", tooltip=marks.tips(["date", "usd_bn:Q", "meaning", "source_publisher"]))
    words = base.mark_text(dy=-12, fontSize=11, fontWeight=600).encode(x="period:T", y="usd_bn:Q", text="label:N")
    around = [marks.caption("USD bn, as published that day"), marks.coverage_end(end, f"record to {day(end)}")]
    spelled = totals.with_columns(
        day_text("known_by"), total=pl.struct(pl.all()).map_elements(running_total, return_dtype=pl.String)
    )
    return Figure(
        alt.layer(line, dots, words, *around),
        id=id_as_of("purl-running-total", end),
        headline=f"PURL stood at {running_total(first)} in {month(first['known_by'])} and at {running_total(last)} in {month(last['known_by'])}",
        subtitle="Running totals of all donors as published, USD bn; between the dots nothing is known",
        data=totals,
        sources=cite_pages(totals, "contributions"),
        notes=[AS_SAID],
        alt=f"Dots: {join_rows(spelled, '{known_by} {total}')}.",
    )


def running_total(row: Mapping[str, Any]) -> str:
    """Write one running total with how exact it is and what was counted.

    >>> running_total({"usd_bn": 5.0, "meaning": "more than, spent"})
    'more than $5.0bn spent'
    >>> running_total({"usd_bn": 4.3, "meaning": "promised by 24 countries"})
    '$4.3bn promised by 24 countries'
    """
    exactness, _, counted = row["meaning"].partition(", ")
    amount = usd(row["usd_bn"])
    return f"{exactness} {amount} {counted}" if exactness in EXACTNESS else f"{amount} {row['meaning']}"


def _months(field: str, end: date) -> alt.X:
    """Give a time axis from PURL's first month on, with a few months named."""
    return marks.time_axis(field, start=PURL_BEGAN, end=end).axis(format="%b %Y", grid=False, tickCount=5)


def _amount() -> pl.Expr:
    millions = pl.col("amount").cast(pl.Float64) / 1e6
    text = millions.map_elements(lambda m: f"{m / 1000:g}bn" if m >= 1000 else f"{m:g}m", return_dtype=pl.String)
    return pl.format("{} {}", "currency", text)
