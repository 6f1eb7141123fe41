"""Europe and the United States side by side, instrument by instrument: one figure and one table."""

from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import amount, day, day_text, month, month_text
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table, headings
from analysis.figures.timeline.panels import beside_both
from analysis.measures.comparison import NOT_APPLICABLE, NOT_KNOWN

__all__ = ["sentence", "side_by_side", "table"]

SHORT = {EUROPE: "Europe", UNITED_STATES: "US"}
TRENDS = {
    "up": ("▲", "more added"),
    "down": ("▼", "less added"),
    "level": ("=", "as much added"),
    "none in the last year": ("○", "none added"),
    "none in two years": ("○", "none added"),
}
"""What the twelve months added against the twelve before: its sign in the chart, and its words wherever it is told."""

MONEY = ("EUR bn", "USD bn")
KINDS = ("statements", "agreements", "packages", "contributions")
COVERED = {"kiel": "aid", "record": "the record"}
BARS = (246, 376)
ROW, GAP = 19, 14
NO_INDEX = "Each instrument has its own unit and its own scale: lengths compare the two sides of one instrument, and nothing is added across."
"""What a reader must not do with it."""

OVERLAP = (
    "Packages are announcements and overlap the military aid above them. What is promised and not yet allocated is a balance, no instrument, and is not here. "
    "Totals of packages are sums of those on record, and the basis names the official figure beside them."
)
EU_LISTS = "Of sanctions, Europe's side is the list of the European Union: the United Kingdom lists many of the same names. Lists are counted from May 2024, when the days of both are known on one basis each; US days are inferred."
OWN_WORDS = "Countries that offer troops are counted by their own words, with or without a condition; the states counted in Paris were never named."
ADDED = "More, less or fewer, or as much added: in the last twelve months against the twelve before; less added is nothing taken back."
UNKNOWN = "An instrument of which the tables hold nothing for a side is not known, and counts among that side's; n/a is none of its own."


def side_by_side(rows: pl.DataFrame) -> Figure:
    """Draw each instrument's total for both sides, the last twelve months, the trend and the last event.

    Takes rows of `measures.comparison.side_by_side`; they are the `data`, each number in its row's unit.

    >>> from datetime import date
    >>> from analysis import load, measures
    >>> offers = measures.comparison.troop_offers(load.pledges(), date(2025, 9, 20))
    >>> rows = measures.comparison.side_by_side([measures.comparison.aid(load.aid(29)), offers])
    >>> side_by_side(rows).data.select("unit", "bloc", "trend").row(0)
    ('EUR bn', 'Europe', 'up')
    """
    return Figure(
        _chart(_drawn(rows)),
        id="side-by-side",
        headline=_headline(rows),
        subtitle=f"Totals, what the last twelve months that both sides' sources cover added, whether that is more or less than the twelve before, and the last event; {_coverage(rows)}",
        data=rows,
        sources=_sources(rows),
        notes=[NO_INDEX, OVERLAP, EU_LISTS, *_went_on(rows), OWN_WORDS, *beside_both(rows), ADDED, UNKNOWN],
        alt="; ".join(_in_words(row) for row in rows.with_columns(side=_side(), words=_trend_words()).iter_rows(named=True))
        + ".",
    )


def table(rows: pl.DataFrame) -> Table:
    """List the same rows with unit, basis and coverage; takes rows of `measures.comparison.side_by_side`.

    >>> from analysis import load, measures
    >>> rows = measures.comparison.side_by_side([measures.comparison.aid(load.aid(29))])
    >>> table(rows).rows.select("bloc", "total", "last_event").rows()
    [('Europe', '214.8', 'April 2026'), ('US', '115.4', 'January 2025')]
    """
    texts = rows.select(
        *["instrument", "unit"],
        _side().alias("bloc"),
        *[_text(column) for column in ("total", "last_12", "before_12")],
        month_text("last_event").fill_null("none"),
        pl.coalesce(_trend_words(), "absent").alias("trend"),
        _basis(),
        day_text("coverage_end"),
    )
    words = {
        "bloc": "Side",
        "last_12": "Last 12 months",
        "before_12": "12 before",
        "last_event": "Last",
        "coverage_end": "Covered to",
    }
    return Table(
        id="side-by-side-table",
        title="Instrument by instrument",
        subtitle="No row is added to another: units, bases and coverage differ",
        rows=texts,
        labels=headings(texts, **words),
        sources=_sources(rows),
    )


def sentence(rows: pl.DataFrame) -> Sentence:
    """Say what both sides have added lately, when the United States last allocated aid, and who offers troops.

    Takes rows of `measures.comparison.side_by_side`, of aid and of offers of troops at least. Raises AnalysisError
    without one of these two.

    >>> from datetime import date
    >>> from analysis import load, measures
    >>> offers = measures.comparison.troop_offers(load.pledges(), date(2025, 9, 20))
    >>> rows = measures.comparison.side_by_side([measures.comparison.aid(load.aid(29)), offers])
    >>> sentence(rows).text.split("** ")[1].split(".")[0]
    'The last aid of the United States was allocated in January 2025 (release 29)'
    """
    aid = rows.filter(pl.col("source") == "kiel", pl.col("last_event").is_not_null())
    last = aid.filter(pl.col("bloc") == UNITED_STATES)["last_event"].max()
    if last is None:
        raise AnalysisError("no row has aid of the United States", "add measures.comparison.aid(load.aid())")
    offers = rows.filter(pl.col("unit") == "countries")
    if offers.is_empty():
        raise AnalysisError("no row counts countries that offer troops", "add measures.comparison.troop_offers(...)")
    count, end = dict(offers.select("bloc", "total").iter_rows()), offers["coverage_end"].max()
    europe = f"{count[EUROPE]:.0f} European {'country offers' if count[EUROPE] == 1 else 'countries offer'}"
    release = aid["basis"][0].removeprefix("allocated, ")
    return Sentence(
        f"**{_headline(rows)}.** The last aid of the United States was allocated in {month(last)} ({release}). "
        f"On {day(end)} {europe} troops; the United States {'does too' if count[UNITED_STATES] else 'does not'}."
    )


def _drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """Give where each row stands and what is written in it."""
    top = pl.col("total").abs().max().over("instrument")
    first, number = pl.col("bloc") == EUROPE, pl.col("instrument").rle_id()
    return rows.select(
        *["instrument", "unit", "bloc", "basis"],
        y=(number * (2 * ROW + GAP) + pl.when(first).then(0).otherwise(ROW) + ROW).cast(pl.Int64),
        share=pl.when(top > 0).then((pl.col("total") / top).round(4)).otherwise(0.0).fill_null(0.0),
        start=pl.lit(0.0),
        name=pl.when(first).then("instrument").otherwise("unit"),
        side=_side(),
        total_text=_text("total"),
        last_text=pl.when(pl.col("total").is_null()).then(pl.lit("")).otherwise(_text("last_12")),
        trend_text=pl.concat_str(_trend_words(sign=True), _trend_words(), separator=" ").fill_null(""),
        event_text=pl.col("last_event").dt.strftime("%b %Y").fill_null(""),
        last_event=day_text("last_event"),
        coverage_end=day_text("coverage_end"),
    )


def _side() -> pl.Expr:
    """Name a side in short; of lists Europe's is that of the EU alone, and is called so."""
    eu_alone = (pl.col("bloc") == EUROPE) & pl.col("basis").str.starts_with("EU ")
    return pl.when(eu_alone).then(pl.lit("EU")).otherwise(pl.col("bloc").replace(SHORT))


def _basis() -> pl.Expr:
    """Say on what basis a side is counted, or why it is not: the basis of the other side is not its own."""
    none = (
        pl.when(pl.col("absent") == NOT_KNOWN).then(pl.lit("no source at hand")).otherwise(pl.lit("no instrument of its own"))
    )
    return pl.when(pl.col("absent").is_null()).then("basis").otherwise(none).alias("basis")


def _trend_words(*, sign: bool = False) -> pl.Expr:
    written = {trend: pair[0 if sign else 1] for trend, pair in TRENDS.items()}
    words = pl.col("trend").replace_strict(written, return_dtype=pl.String)
    return pl.when(pl.col("unit").is_in(MONEY)).then(words).otherwise(words.str.replace("less", "fewer"))


def _text(column: str) -> pl.Expr:
    value, is_money = pl.col(column), pl.col("unit").is_in(MONEY)
    money = value.map_elements(lambda amount: f"{amount:,.1f}" if amount else "0", return_dtype=pl.String)
    count = value.map_elements("{:,.0f}".format, return_dtype=pl.String)
    return pl.when(is_money).then(money).otherwise(count).fill_null(pl.col("absent")).alias(column)


def _chart(drawn: pl.DataFrame) -> marks.Layered:
    """Draw two bars an instrument on a scale of its own, with its numbers in columns beside them."""
    height = int(drawn["y"].max()) + ROW  # type: ignore[arg-type]
    base = alt.Chart(drawn, width=640, height=height)
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], padding=0, nice=False))
    length = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=list(BARS)))
    bars = base.mark_bar(height=13).encode(x=length, x2="start:Q", y=y, color=marks.colour("bloc", theme.BLOC_COLOURS))
    lines = base.encode(y="y:Q")
    used = alt.condition("datum.last_text == ''", alt.value(theme.SOFT_INK), alt.value(theme.INK))
    tooltip = marks.tips(["instrument", "bloc", "unit", "basis", "last_event", "coverage_end"])
    totals = lines.mark_text(align="left", dx=5).properties(name="comparison")
    of_europe = alt.condition("datum.bloc == 'Europe'", alt.value(theme.INK), alt.value(theme.SOFT_INK))
    names = marks.column(lines, "name", 0, align="left", fontWeight=600, fontSize=11).encode(color=of_europe)
    columns = [("side", 238, "right"), ("last_text", 470, "right"), ("trend_text", 482, "left"), ("event_text", 640, "right")]
    texts = [marks.column(lines, field, at, align=side, fontWeight=400, fontSize=11) for field, at, side in columns]
    totals = totals.encode(x="share:Q", text="total_text:N", color=used, tooltip=tooltip)
    return alt.layer(bars, totals, names, *texts, _header())


def _header() -> marks.Layered:
    words = [
        ("total", "left", BARS[0]),
        ("last 12 months", "right", 470),
        ("against 12 before", "left", 482),
        ("last", "right", 640),
    ]
    rows = pl.DataFrame(words, schema=["text", "align", "at"], orient="row")
    look = {"fontSize": 11, "color": theme.SOFT_INK, "dy": -4}
    parts = [marks.column(alt.Chart(rows.filter(text=text)), "text", at, align=side, **look) for text, side, at in words]
    return alt.layer(*(part.encode(y=alt.YValue(0)) for part in parts))


def _headline(rows: pl.DataFrame) -> str:
    """Say to how many of its instruments each side has added in the last twelve months that the sources of both cover.

    An instrument of which nothing is known counts among them, and is named.
    """
    used = rows.filter(pl.col("absent").is_null() | (pl.col("absent") != NOT_APPLICABLE))
    added = used.group_by("bloc").agg(pl.len(), lately=(pl.col("last_12") > 0).sum(), unknown=pl.col("total").is_null().sum())
    count = {bloc: numbers for bloc, *numbers in added.select("bloc", "len", "lately", "unknown").iter_rows()}
    europe, states = (_added(*count.get(bloc, (0, 0, 0))) for bloc in (EUROPE, UNITED_STATES))
    return f"In the last twelve months that both sides' sources cover, Europe added to {europe}, the United States to {states}"


def _added(instruments: int, lately: int, unknown: int) -> str:
    """Say to how many of a side's instruments it has added, and of how many that is not known.

    >>> _added(10, 1, 1), _added(9, 8, 0)
    ('1 of its 10 instruments (1 not known)', '8 of its 9 instruments')
    """
    return f"{lately or 'none'} of its {instruments} instruments{f' ({unknown} not known)' if unknown else ''}"


def _in_words(row: dict[str, Any]) -> str:
    if row["total"] is None:
        return f"{row['instrument']}: {row['side']} {row['absent']}"
    total, lately = (amount(row[column], str(row["unit"])) for column in ("total", "last_12"))
    trend = f", {row['words']}" if row["words"] else ""
    added = f"{lately} in the last twelve months{trend}" if row["last_12"] else "none added in the last twelve months"
    return f"{row['instrument']}: {row['side']} {total}, {added}"


def _went_on(rows: pl.DataFrame) -> list[str]:
    """Say where a list was cut off because the other's ends, and what it named after that."""
    cut = rows.filter(pl.col("known_to").is_not_null()).with_columns(side=_side())
    return [
        f"{row['instrument']}: both sides are counted to {day(row['coverage_end'])}, where the other's list ends; "
        f"the {row['side']} went on, and put {amount(row['later'], row['unit'])} more on its list to {day(row['known_to'])}."
        for row in cut.iter_rows(named=True)
    ]


def _coverage(rows: pl.DataFrame) -> str:
    """Say to which day aid, the record and lists are known, of those that are among the rows."""
    ends = dict(rows.group_by("source").agg(pl.col("coverage_end").max()).iter_rows())
    known = [f"{name} to {day(ends[source])}" for source, name in COVERED.items() if source in ends]
    return ", ".join([*known, *(["lists to the days in the table"] if ends.keys() - COVERED.keys() else [])])


def _sources(rows: pl.DataFrame) -> list[Source]:
    works = rows.filter(pl.col("source") != "record")
    return [*cite(works), *([cite_record(*KINDS, rows=all_pages(*KINDS))] if works.height < rows.height else [])]
