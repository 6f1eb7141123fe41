"""Europe and the United States side by side, instrument by instrument: one figure and one table."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import day, month
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table

__all__ = ["sentence", "side_by_side", "table"]

SHORT = {EUROPE: "Europe", UNITED_STATES: "US"}
TRENDS = {
    "up": "▲ more",
    "down": "▼ less",
    "level": "＝ level",
    "none in the last year": "○ none",
    "none in two years": "○ none",
}
MONEY = ("EUR bn", "USD bn")
KINDS = ("statements", "agreements", "packages", "contributions")
BARS = (246, 376)
ROW, GAP = 19, 14
NO_INDEX = "Each instrument has its own unit and its own scale: lengths compare the two sides of one instrument, and nothing is added across."
"""What a reader must not do with it."""


def side_by_side(rows: pl.DataFrame) -> Figure:
    """Draw each instrument's total for both sides, the last twelve months, the trend and the last event.

    Takes rows of `measures.comparison.side_by_side`; they are the `data`, each number in its row's unit.

    >>> from datetime import date
    >>> from analysis import load, measures
    >>> ready = measures.comparison.ready_for_soldiers(load.pledges(), date(2025, 9, 20))
    >>> rows = measures.comparison.side_by_side([measures.comparison.aid(load.aid(29)), ready])
    >>> side_by_side(rows).data.select("unit", "bloc", "trend").row(0)
    ('EUR bn', 'Europe', 'up')
    """
    drawn = _drawn(rows)
    height = int(drawn["y"].max()) + ROW  # type: ignore[arg-type]
    scale = alt.Scale(domain=[0, height], range=[0, height], padding=0, nice=False)
    y = alt.Y("y:Q", axis=None, scale=scale)
    base = alt.Chart(drawn, width=640, height=height)
    length = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=list(BARS)))
    bars = base.mark_bar(height=13).encode(x=length, x2=alt.X2("start:Q"), y=y, color=marks.colour("bloc", theme.BLOC_COLOURS))
    tooltip = [alt.Tooltip(f"{one}:N") for one in ("instrument", "bloc", "unit", "basis", "last_event", "coverage_end")]
    used = alt.condition("datum.last_text == ''", alt.value(theme.SOFT_INK), alt.value(theme.INK))
    totals = base.mark_text(align="left", dx=5).encode(
        x=alt.X("share:Q"), y=alt.Y("y:Q"), text=alt.Text("total_text:N"), color=used, tooltip=tooltip
    )
    layers = [
        bars,
        totals.properties(name="comparison"),
        _column(base, "name", 0, weight=600),
        _column(base, "side", 238, align="right"),
        _column(base, "last_text", 500, align="right"),
        _column(base, "trend_text", 514),
        _column(base, "event_text", 640, align="right"),
        _header(),
    ]
    return Figure(
        alt.layer(*layers),
        id="side-by-side",
        headline=_headline(rows),
        subtitle=f"Totals, the twelve months to the end of each coverage, the trend against the twelve before, and the last event; {_coverage(rows)}",
        data=rows,
        sources=_sources(rows),
        notes=[
            NO_INDEX,
            "Packages are announcements and overlap the military aid above them; promised and allocated money are not added either.",
            "Of sanctions, Europe's side is the list of the European Union: the United Kingdom lists many of the same names. Lists are counted from May 2024, when the days of both are known on one basis each; US days are inferred.",
            "Countries ready to send soldiers are counted by their own words; the states counted in Paris were never named.",
        ],
        alt="; ".join(_said(one) for one in rows.with_columns(side=_side()).iter_rows(named=True)) + ".",
    )


def table(rows: pl.DataFrame) -> Table:
    """List the same rows with unit, basis and coverage; takes rows of `measures.comparison.side_by_side`.

    >>> from analysis import load, measures
    >>> rows = measures.comparison.side_by_side([measures.comparison.aid(load.aid(29))])
    >>> table(rows).rows.select("bloc", "total", "last_event").rows()
    [('Europe', '214.8', 'April 2026'), ('US', '115.4', 'January 2025')]
    """
    texts = rows.select(
        "instrument",
        "unit",
        _side().alias("bloc"),
        *[_text(pl.col(one), one) for one in ("total", "last_12", "before_12")],
        pl.col("last_event").map_elements(month, return_dtype=pl.String).fill_null("none"),
        pl.coalesce("trend", "absent").alias("trend"),
        "basis",
        pl.col("coverage_end").map_elements(day, return_dtype=pl.String),
    )
    return Table(
        id="side-by-side-table",
        title="Instrument by instrument",
        subtitle="No row is added to another: units, bases and coverage differ",
        rows=texts,
        labels={
            "instrument": "Instrument",
            "unit": "Unit",
            "bloc": "Side",
            "total": "Total",
            "last_12": "Last 12 months",
            "before_12": "12 before",
            "last_event": "Last",
            "trend": "Trend",
            "basis": "Basis",
            "coverage_end": "Covered to",
        },
        sources=_sources(rows),
    )


def sentence(rows: pl.DataFrame) -> Sentence:
    """Say what both sides have added lately, and when the United States last allocated aid.

    Takes rows of `measures.comparison.side_by_side`, of aid and of countries ready for soldiers at least. Raises AnalysisError
    without one of these two.

    >>> from datetime import date
    >>> from analysis import load, measures
    >>> ready = measures.comparison.ready_for_soldiers(load.pledges(), date(2025, 9, 20))
    >>> rows = measures.comparison.side_by_side([measures.comparison.aid(load.aid(29)), ready])
    >>> sentence(rows).text.split("** ")[1].split(".")[0]
    'The last aid of the United States was allocated in January 2025'
    """
    aid = rows.filter(pl.col("source") == "kiel", pl.col("last_event").is_not_null())
    last = aid.filter(pl.col("bloc") == UNITED_STATES)["last_event"].max()
    if last is None:
        raise AnalysisError("no row has aid of the United States", "add measures.comparison.aid(load.aid())")
    soldiers = {row["bloc"]: row["total"] for row in rows.filter(pl.col("unit") == "countries").iter_rows(named=True)}
    if not soldiers:
        raise AnalysisError("no row counts countries ready for soldiers", "add measures.comparison.ready_for_soldiers(...)")
    return Sentence(
        f"**{_headline(rows)}.** The last aid of the United States was allocated in {month(last)}. "
        f"{soldiers[EUROPE]:.0f} European countries say they are ready to send soldiers after a ceasefire; the United States {'does too' if soldiers[UNITED_STATES] else 'does not'}."
    )


def _drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """Add where each row stands and what is written in it."""
    top = pl.col("total").abs().max().over("instrument")
    first = pl.col("bloc") == EUROPE
    number = pl.col("instrument").rle_id()
    event = pl.col("last_event").map_elements(lambda value: f"{value:%Y-%m}", return_dtype=pl.String)
    return rows.with_columns(
        y=(number * (2 * ROW + GAP) + pl.when(first).then(0).otherwise(ROW) + ROW).cast(pl.Int64),
        share=pl.when(top > 0).then((pl.col("total") / top).round(4)).otherwise(0.0).fill_null(0.0),
        start=pl.lit(0.0),
        name=pl.when(first).then("instrument").otherwise("unit"),
        side=_side(),
        total_text=_text(pl.col("total"), "total"),
        last_text=pl.when(pl.col("total").is_null()).then(pl.lit("")).otherwise(_text(pl.col("last_12"), "last")),
        trend_text=pl.col("trend").replace_strict(TRENDS, default="", return_dtype=pl.String),
        event_text=event.fill_null(""),
    ).select(
        *["instrument", "unit", "bloc", "basis", "y", "share", "start", "name", "side"],
        *["total_text", "last_text", "trend_text", "event_text"],
        pl.col("last_event", "coverage_end").cast(pl.String),
    )


def _side() -> pl.Expr:
    """Name a side in short; of lists Europe's is that of the EU alone, and is called so."""
    eu_alone = (pl.col("bloc") == EUROPE) & pl.col("basis").str.starts_with("EU ")
    return pl.when(eu_alone).then(pl.lit("EU")).otherwise(pl.col("bloc").replace(SHORT))


def _text(value: pl.Expr, name: str) -> pl.Expr:
    money = value.map_elements(lambda one: f"{one:,.1f}" if one else "0", return_dtype=pl.String)
    count = value.map_elements(lambda one: f"{one:,.0f}", return_dtype=pl.String)
    return pl.when(pl.col("unit").is_in(MONEY)).then(money).otherwise(count).fill_null(pl.col("absent")).alias(name)


def _column(base: alt.Chart, field: str, at: int, *, align: str = "left", weight: int = 400) -> marks.Layered:
    text = base.mark_text(align=align, fontWeight=weight, fontSize=11)  # type: ignore[arg-type]
    if field == "name":
        unit = alt.condition("datum.bloc == 'Europe'", alt.value(theme.INK), alt.value(theme.SOFT_INK))
        return text.encode(x=alt.XValue(at), y=alt.Y("y:Q"), text=alt.Text(f"{field}:N"), color=unit)
    return text.encode(x=alt.XValue(at), y=alt.Y("y:Q"), text=alt.Text(f"{field}:N"))


def _header() -> marks.Layered:
    words = pl.DataFrame(
        {
            "text": ["total", "last 12 months", "trend", "last"],
            "align": ["left", "right", "left", "right"],
            "at": [BARS[0], 500, 514, 640],
        }
    )
    parts = [
        alt.Chart(words.filter(pl.col("text") == row["text"]))
        .mark_text(align=row["align"], fontSize=11, color=theme.SOFT_INK, dy=-4)
        .encode(x=alt.XValue(row["at"]), y=alt.YValue(0), text=alt.Text("text:N"))
        for row in words.iter_rows(named=True)
    ]
    return alt.layer(*parts)


def _headline(rows: pl.DataFrame) -> str:
    """Say to how many of its instruments each side has added in the last twelve months covered."""
    used = rows.filter(pl.col("total").is_not_null())
    added = used.group_by("bloc").agg(pl.len(), lately=(pl.col("last_12") != 0).sum())
    count = {bloc: (lately, whole) for bloc, whole, lately in added.iter_rows()}
    europe, states = (count.get(bloc, (0, 0)) for bloc in (EUROPE, UNITED_STATES))
    return (
        f"In the last twelve months covered, Europe added to {europe[0] or 'none'} of its {europe[1]} instruments, "
        f"the United States to {states[0] or 'none'} of its {states[1]}"
    )


def _said(row: dict[str, object]) -> str:
    if row["total"] is None:
        return f"{row['instrument']}: {row['side']} {row['absent']}"
    digits = 1 if row["unit"] in MONEY else 0
    return (
        f"{row['instrument']}: {row['side']} {row['total']:,.{digits}f} {row['unit']}, "
        f"{row['last_12']:,.{digits}f} in the last twelve months, {row['trend']}"
    )


def _coverage(rows: pl.DataFrame) -> str:
    """Say to which day aid, the record and lists are known, of those that are among the rows."""
    ends = dict(rows.group_by("source").agg(pl.col("coverage_end").max()).iter_rows())
    told = [f"{name} to {day(ends[source])}" for source, name in (("kiel", "aid"), ("record", "the record")) if source in ends]
    return ", ".join([*told, *(["lists to the days in the table"] if ends.keys() - {"kiel", "record"} else [])])


def _sources(rows: pl.DataFrame) -> list[Source]:
    works = rows.filter(pl.col("source") != "record")
    return [*cite(works), *([cite_record(*KINDS, rows=all_pages(*KINDS))] if works.height < rows.height else [])]
