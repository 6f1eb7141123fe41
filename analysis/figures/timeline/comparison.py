"""Europe and the United States side by side, instrument by instrument: one figure and one table."""

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import day_text, month_text
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table, headings
from analysis.measures.comparison import MONEY, NONE_IN_A_YEAR, NONE_IN_TWO_YEARS, NOT_APPLICABLE, NOT_KNOWN

__all__ = ["sentence", "table"]

SHORT = {EUROPE: say("timeline.comparison.europe_label"), UNITED_STATES: say("timeline.comparison.us_label")}
TRENDS = {
    "up": say("timeline.comparison.more_cell"),
    "down": say("timeline.comparison.less_cell"),
    "level": say("timeline.comparison.as_much_cell"),
    NONE_IN_A_YEAR: say("timeline.comparison.none_added_cell"),
    NONE_IN_TWO_YEARS: say("timeline.comparison.none_added_cell"),
}
"""What the twelve months added against the twelve before, as it is told of money; of counts fewer is told for less."""

KINDS = ("statements", "agreements", "packages", "contributions")


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
        month_text("last_event").fill_null(say("timeline.comparison.no_last_cell")),
        pl.coalesce(_trend_words(), "absent").alias("trend"),
        _basis(),
        day_text("coverage_end"),
    )
    words = {
        "bloc": say("timeline.comparison.side_column"),
        "last_12": say("timeline.comparison.last_12_column"),
        "before_12": say("timeline.comparison.before_12_column"),
        "last_event": say("timeline.comparison.last_column"),
        "coverage_end": say("timeline.comparison.covered_column"),
    }
    return Table(
        id="side-by-side-table",
        title=say("timeline.comparison.title"),
        subtitle=say("timeline.comparison.subtitle"),
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
    release = aid["basis"][0].removeprefix("allocated, ")
    if count[UNITED_STATES]:
        troops = say("timeline.comparison.troops_both", end=end, number=int(count[EUROPE]))
    else:
        troops = say("timeline.comparison.troops", end=end, number=int(count[EUROPE]))
    return Sentence(f"**{_headline(rows)}** {say('timeline.comparison.last_aid', last=last, release=release)} {troops}")


def _side() -> pl.Expr:
    """Name a side in short; of lists Europe's is that of the EU alone, and is called so."""
    eu_alone = (pl.col("bloc") == EUROPE) & pl.col("basis").str.starts_with("EU ")
    return pl.when(eu_alone).then(pl.lit(say("timeline.comparison.eu_label"))).otherwise(pl.col("bloc").replace(SHORT))


def _basis() -> pl.Expr:
    """Say on what basis a side is counted, or why it is not: the basis of the other side is not its own."""
    no_source, no_instrument = say("timeline.comparison.no_source_cell"), say("timeline.comparison.no_instrument_cell")
    none = pl.when(pl.col("absent") == NOT_KNOWN).then(pl.lit(no_source)).otherwise(pl.lit(no_instrument))
    return pl.when(pl.col("absent").is_null()).then("basis").otherwise(none).alias("basis")


def _trend_words() -> pl.Expr:
    of_counts = TRENDS | {"down": say("timeline.comparison.fewer_cell")}
    money, counts = (pl.col("trend").replace_strict(words, return_dtype=pl.String) for words in (TRENDS, of_counts))
    return pl.when(pl.col("unit").is_in(MONEY)).then(money).otherwise(counts)


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
    return say("timeline.comparison.added", europe=europe, us=states)


def _added(instruments: int, lately: int, unknown: int) -> str:
    """Say to how many of a side's instruments it has added, and of how many that is not known.

    >>> _added(10, 1, 1), _added(9, 8, 0)
    ('1 of its 10 instruments (1 not known)', '8 of its 9 instruments')
    """
    if unknown:
        return say("timeline.comparison.added_unknown_words", number=lately, instruments=instruments, unknown=unknown)
    return say("timeline.comparison.added_words", number=lately, instruments=instruments)


def _sources(rows: pl.DataFrame) -> list[Source]:
    works = rows.filter(pl.col("source") != "record")
    return [*cite(works), *([cite_record(*KINDS, rows=all_pages(*KINDS))] if works.height < rows.height else [])]
