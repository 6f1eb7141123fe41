"""The figure of US sanctions and tariffs that tighten, above a line of time, and ease, below it; bars as long as an act lasts."""

from collections.abc import Sequence
from datetime import date, timedelta

import altair as alt
import polars as pl

from analysis.charts import theme, two_sided
from analysis.charts.citations import cite, cite_record, id_as_of
from analysis.charts.formatting import day, join_rows, month
from analysis.charts.numerals import often_words
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.charts.two_sided import INFERRED, READ_PAGE, REPORTED
from analysis.countries import join_words
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sanctions.authorities import TURN
from analysis.measures import acts as rule

__all__ = ["tightened_and_eased"]

LABELS = {
    date(2025, 8, 6): ("India", "{rate} duty on India for buying Russian oil"),
    date(2025, 10, 22): ("oil majors", "Rosneft and Lukoil blocked"),
    date(2026, 2, 6): ("India", "Duty on India lifted"),
    date(2026, 2, 20): ("India", "then its legal basis ended"),
    date(2026, 3, 5): ("oil at sea", "Oil at sea licensed for India"),
    date(2026, 3, 12): ("oil at sea", "then for all buyers"),
    date(2026, 9, 16): ("removals", "Names taken off the list"),
    date(2026, 9, 18): ("buyers", "Law orders duties on buyers, not seen imposed"),
    date(2026, 10, 9): ("diesel", "Russian diesel may be sold and imported"),
}
"""Of an act by the day on which it was announced: what it is part of, and what it did in a few words. One that is not here is
named by its own words, cut."""

REMOVALS = "removals"
MOST = 8
"""Labels that the drawing can hold; of more the earliest stay without words."""
LONGEST = 44
UP, DOWN = "tightens", "eases"
READ = ("institution", "press", "mirror")
"""Grades of a page that was opened; what is only reported is drawn as an outline."""

FAR = timedelta(days=400)
"""An end that lies farther ahead is not written: the act is in force."""

DASHED, DASHED_BRIEFLY = "Dashed: known from secondary pages alone.", "Dashed: from secondary pages."
RANGE, RANGE_BRIEFLY = "Dotted: names removed, days known as ranges.", "Dotted: days known as ranges."
DEFINED = (
    "An act tightens or eases as the record says of it; acts in doubt, bills, votes, judgments and listings over cyber attacks or crime do "
    "neither and are not drawn."
)
LENGTH = "A bar runs from the day on which an act applies to the day on which it ends, as far as known; an arrow says that it goes on."


@whole_tables("actions", "calendar", "delistings", customs="customs_measures")
def tightened_and_eased(
    actions: pl.DataFrame, customs: pl.DataFrame, calendar: pl.DataFrame, delistings: pl.DataFrame, until: date | str
) -> Figure:
    """Draw US acts over Russia since 20 January 2025: what tightens above the line of time, what eases below it.

    Takes `load.actions()`, `load.customs_measures()`, `load.calendar()` and `load.delistings()`; `until` is the last day drawn.
    What tightens or eases and how long is measured by `measures.acts.lasting`. `data` has one row an act: date, effect, words,
    starts, ends (null where it stands without an end), at_once (it only ends or removes something), legal_act, grade and the page,
    and one row for the removals from the list (effect eases, grade inferred) with their number in words. Raises AnalysisError
    for a text that is no day, for a day before 20 January 2025 or before the first act, and for one after the collection ended.

    >>> from analysis import load
    >>> tables = load.actions(), load.customs_measures(), load.calendar(), load.delistings()
    >>> tightened_and_eased(*tables, "2026-10-10").headline
    'Since January 2025 the US tightened three times, eased six times'
    """
    end = collected_day("actions", until)
    if end < TURN:
        raise AnalysisError(f"{day(end)} is before {day(TURN)}, from which acts are drawn", f"choose a day from {TURN} on")
    acts = rule.lasting(actions, customs, calendar, "US", TURN, end)
    if acts.is_empty():
        raise AnalysisError(f"no US act over Russia from {day(TURN)} to {day(end)} is on record", "choose a later day")
    acts = acts.with_columns(effect=pl.col("effect").cast(pl.String), grade=pl.col("grade").cast(pl.String))
    acts = acts.with_columns(pl.struct("date", "rate", "action").map_elements(_words, pl.String).alias("words"))
    gone = delistings.filter(pl.col("not_before") >= TURN, pl.col("not_after") <= end)
    rows = _rows(acts, gone, end)
    number = {effect: acts.filter(effect=effect).height for effect in (UP, DOWN)}
    removed = [_removals_data(gone)] if gone.height else []
    columns = ["date", "effect", "words", "starts", "ends", "at_once", "legal_act", "grade", "source_publisher", "source_url"]
    caveats = [*([DASHED] if (acts["grade"] == REPORTED).any() else []), *([RANGE] if gone.height else [])]
    return Figure(
        _drawing(rows, end, " ".join(caveats)),
        id=id_as_of("us-tightened-and-eased", end),
        headline=f"Since {month(TURN)} the US {_often('tightened', number[UP])}, {_often('eased', number[DOWN])}",
        subtitle=f"US sanctions and duties over Russia, {day(TURN)} to {day(end)}; bars run as long as an act holds",
        data=pl.concat([acts.select(columns), *removed], how="diagonal"),
        sources=[cite_record("acts", "customs measures", rows=acts), *(cite(gone) if gone.height else [])],
        notes=[DEFINED, LENGTH, *_removals_note(gone)],
        alt=f"Timeline from {day(TURN)} to {day(end)}. "
        + " ".join(f"{effect.capitalize()}: {_told(acts.filter(effect=effect)) or 'nothing'}." for effect in (UP, DOWN))
        + (f" {_gone_words(gone)}." if gone.height else ""),
    )


def _often(what: str, number: int) -> str:
    return f"{what} {often_words(number)}" if number else f"never {what}"


def _words(act: dict[str, date | str | None]) -> str:
    """Say in a few words what an act did: as written here, else its own words, cut."""
    known = LABELS.get(act["date"])  # type: ignore[arg-type]
    if known:
        return known[1].format(rate=act["rate"] or "").strip()
    own = str(act["action"])
    return own if len(own) <= LONGEST else own[: own.rfind(" ", 0, LONGEST)].rstrip(",;:") + " …"


def _told(acts: pl.DataFrame) -> str:
    told = acts.with_columns(
        when=pl.struct("starts", "ends", "at_once").map_elements(lambda act: _when([act], None), pl.String)
    )
    return join_rows(told, "{words} ({when})")


def _gone_words(gone: pl.DataFrame) -> str:
    return f"At least {int(gone['removals'].sum())} names taken off the list"


def _removals_data(gone: pl.DataFrame) -> pl.DataFrame:
    first, last = gone.select(pl.col("not_before").min(), pl.col("not_after").max()).row(0)
    row = {"effect": DOWN, "words": _gone_words(gone), "starts": first, "ends": last, "at_once": False, "grade": INFERRED}
    return pl.DataFrame([row])


def _removals_note(gone: pl.DataFrame) -> list[str]:
    if gone.is_empty():
        return []
    first, last = gone.select(pl.col("not_before").min(), pl.col("not_after").max()).row(0)
    return [
        f"{_gone_words(gone)}, between {day(first)} and {day(last)}: a removal lies between the last day a listing was seen and the first "
        "day it was absent. What was removed without being announced is drawn, and no act."
    ]


# --- rows: what shares a label stands in one row


def _rows(acts: pl.DataFrame, gone: pl.DataFrame, end: date) -> pl.DataFrame:
    """Put acts of one matter and one effect in one row, with its words, and give each row its place from the line outwards."""
    matter = pl.col("date").map_elements(lambda on: LABELS.get(on, (str(on), ""))[0], pl.String)
    made = []
    for together in acts.with_columns(matter=matter).partition_by("effect", "matter", maintain_order=True):
        effect, group = together["effect"][0], together["matter"][0]
        removal = group == REMOVALS and gone.height > 0
        words = _gone_words(gone) if removal else ", ".join(together["words"])
        spans = together.select("starts", "ends", "at_once", "grade").rows(named=True)
        if removal:
            spans += _removals_data(gone).select("starts", "ends", "at_once", "grade").rows(named=True)
        first = min(span["starts"] for span in spans)
        when = _when(spans, end)
        made += [{"effect": effect, "row": group, "words": words, "when": when, "first": first} | span for span in spans]
    if gone.height and REMOVALS not in [row["row"] for row in made]:
        span = _removals_data(gone).select("starts", "ends", "at_once", "grade").row(0, named=True)
        named = {
            "effect": DOWN,
            "row": REMOVALS,
            "words": _gone_words(gone),
            "when": _when([span], end),
            "first": span["starts"],
        }
        made.append(named | span)
    rows = pl.DataFrame(made, infer_schema_length=None)
    # What began first stands farthest above the line and nearest below it: stems then cross no bar. Removals stand last.
    last = pl.when(pl.col("row") == REMOVALS).then(1).otherwise(0)
    order = rows.unique(["effect", "row"], keep="first", maintain_order=True).sort("effect", last, "first")
    nth = pl.int_range(pl.len()).over("effect")
    above = pl.when(effect=UP).then(pl.len().over("effect") - 1 - nth).otherwise(nth)
    placed = order.tail(MOST).select("effect", "row", place=above.cast(pl.Int64))
    return rows.join(placed, on=["effect", "row"], how="inner")


def _when(spans: Sequence[dict[str, date | bool | None]], end: date | None) -> str:
    """Write from when to when a row lasts."""
    starts = sorted({span["starts"] for span in spans if span.get("grade") != INFERRED or len(spans) == 1})  # type: ignore[type-var]
    ends = [span["ends"] for span in spans]
    if any(span.get("grade") == INFERRED for span in spans):
        known = [one for one in ends if one] or starts
        first = min(span["starts"] for span in spans)  # type: ignore[type-var]
        return _span(first, max(known))  # type: ignore[arg-type, type-var]
    if all(span.get("at_once") for span in spans):
        return _days(starts)  # type: ignore[arg-type]
    if any(one is None or (end and one > end + FAR) for one in ends):  # type: ignore[operator]
        return f"{_days(starts)}, in force" if end else f"from {_days(starts)}"  # type: ignore[arg-type]
    return _span(starts[0], max(ends))  # type: ignore[arg-type, type-var]


def _days(days: Sequence[date]) -> str:
    same = len({(one.year, one.month) for one in days}) == 1
    return join_words([str(one.day) for one in days[:-1]] + [day(days[-1])]) if same else join_words([day(one) for one in days])


def _span(first: date, last: date) -> str:
    begins = day(first) if first.year != last.year else day(first).rsplit(" ", 1)[0]
    return f"{begins} to {day(last)}"


def _drawing(rows: pl.DataFrame, end: date, caveat: str) -> alt.TopLevelMixin:
    style = pl.when(pl.col("grade").is_in(READ)).then(pl.lit(READ_PAGE)).otherwise("grade")
    shown = rows.with_columns(above=pl.col("effect") == UP, style=style, stem=pl.col("row") != REMOVALS)
    first, sides = date(TURN.year, TURN.month, 1), ("Tightening", "Easing")
    lines = {"page": PAGE_LINE, "slide": SLIDE_LINE, "column": COLUMN_LINE, "social": SLIDE_LINE}
    drawn = {size: two_sided.above_and_below(shown, first, end, sides, theme.VERMILLION, size) for size in lines}
    if caveat:
        brief = caveat.replace(DASHED, DASHED_BRIEFLY).replace(RANGE, RANGE_BRIEFLY)
        texts = dict.fromkeys(lines, caveat) | {"slide": brief, "social": brief}
        drawn = {size: with_caveat(one, texts[size], lines[size]) for size, one in drawn.items()}
    drawing: alt.TopLevelMixin = with_sizes(**drawn)
    return drawing
