"""Europe and the United States side by side, instrument by instrument: one figure and one table."""

import polars as pl

from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import day, day_text, month, month_text
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table, headings
from analysis.measures.comparison import NOT_APPLICABLE, NOT_KNOWN

__all__ = ["sentence", "table"]

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

OVERLAP = (
    "Packages are announcements and overlap the military aid above them. What is promised and not yet allocated is a balance, no instrument, and is not here. "
    "Totals of packages are sums of those on record, and the basis names the official figure beside them."
)
ADDED = "More, less or fewer, or as much added: in the last twelve months against the twelve before; less added is nothing taken back."
UNKNOWN = "An instrument of which the tables hold nothing for a side is not known, and counts among that side's; n/a is none of its own."


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


def _sources(rows: pl.DataFrame) -> list[Source]:
    works = rows.filter(pl.col("source") != "record")
    return [*cite(works), *([cite_record(*KINDS, rows=all_pages(*KINDS))] if works.height < rows.height else [])]
