"""The figure of US sanctions and tariffs that tighten, above a line of time, and ease, below it; bars as long as an act lasts."""

from collections.abc import Sequence
from datetime import date, timedelta

import altair as alt
import polars as pl

from analysis.charts import theme, two_sided
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_record, id_as_of
from analysis.charts.formatting import day, join_rows
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.charts.two_sided import INFERRED, READ_PAGE, REPORTED
from analysis.countries import join_words
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sanctions.authorities import TURN
from analysis.measures import acts as rule

__all__ = ["tightened_and_eased"]

INDIA_DUTY = date(2025, 8, 6)
LABELS = {
    INDIA_DUTY: ("india", say("sanctions.us_acts.india_duty_label")),
    date(2025, 10, 22): ("majors", say("sanctions.us_acts.oil_majors_label")),
    date(2026, 2, 6): ("india", say("sanctions.us_acts.india_lifted_label")),
    date(2026, 2, 20): ("india", say("sanctions.us_acts.india_basis_label")),
    date(2026, 3, 5): ("at-sea", say("sanctions.us_acts.oil_at_sea_label")),
    date(2026, 3, 12): ("at-sea", say("sanctions.us_acts.oil_at_sea_all_label")),
    date(2026, 9, 16): ("removals", say("sanctions.us_acts.removals_label")),
    date(2026, 9, 18): ("buyers", say("sanctions.us_acts.buyers_label")),
    date(2026, 10, 9): ("diesel", say("sanctions.us_acts.diesel_label")),
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
    'Since January 2025 the US has tightened three times, eased six times'
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
    dashed, dotted = (acts["grade"] == REPORTED).any(), gone.height > 0
    return Figure(
        _drawing(rows, end, _caveat(dashed, dotted), _caveat_briefly(dashed, dotted)),
        id=id_as_of("us-tightened-and-eased", end),
        headline=_headline(number[UP], number[DOWN]),
        subtitle=say("sanctions.us_acts.subtitle", since=TURN, end=end),
        data=pl.concat([acts.select(columns), *removed], how="diagonal"),
        sources=[cite_record("acts", "customs measures", rows=acts), *(cite(gone) if gone.height else [])],
        notes=[say("sanctions.us_acts.defined"), say("sanctions.us_acts.length"), *_removals_note(gone)],
        alt=_alt(acts, gone, end),
    )


def _headline(tightened: int, eased: int) -> str:
    if not eased:
        return say("sanctions.us_acts.headline_only_tightened", since=TURN, tightened=tightened)
    if not tightened:
        return say("sanctions.us_acts.headline_only_eased", since=TURN, eased=eased)
    return say("sanctions.us_acts.headline", since=TURN, tightened=tightened, eased=eased)


def _alt(acts: pl.DataFrame, gone: pl.DataFrame, end: date) -> str:
    up, down = (_told(acts.filter(effect=effect)) for effect in (UP, DOWN))
    parts = [
        say("sanctions.us_acts.alt", since=TURN, end=end),
        say("sanctions.us_acts.alt_tightens", acts=up) if up else say("sanctions.us_acts.alt_tightens_nothing"),
        say("sanctions.us_acts.alt_eases", acts=down) if down else say("sanctions.us_acts.alt_eases_nothing"),
    ]
    parts += [say("sanctions.us_acts.alt_gone", removals=int(gone["removals"].sum()))] if gone.height else []
    return " ".join(parts)


def _caveat(dashed: bool, dotted: bool) -> str:
    """Say what dashes and dots are, where there are any."""
    said = [say("sanctions.us_acts.dashed")] if dashed else []
    return " ".join([*said, say("sanctions.us_acts.dotted")] if dotted else said)


def _caveat_briefly(dashed: bool, dotted: bool) -> str:
    """Say the same in fewer words, for a slide."""
    said = [say("sanctions.us_acts.dashed_briefly")] if dashed else []
    return " ".join([*said, say("sanctions.us_acts.dotted_briefly")] if dotted else said)


def _words(act: dict[str, date | str | None]) -> str:
    """Say in a few words what an act did: as written here, else its own words, cut."""
    if act["date"] == INDIA_DUTY and act["rate"]:
        return say("sanctions.us_acts.india_duty_at_label", rate=act["rate"])
    if known := LABELS.get(act["date"]):  # type: ignore[arg-type]
        return known[1]
    own = str(act["action"])
    return own if len(own) <= LONGEST else own[: own.rfind(" ", 0, LONGEST)].rstrip(",;:") + " …"


def _told(acts: pl.DataFrame) -> str:
    told = acts.with_columns(
        when=pl.struct("starts", "ends", "at_once").map_elements(lambda act: _when([act], None), pl.String)
    )
    return join_rows(told, "{words} ({when})")


def _gone_words(gone: pl.DataFrame) -> str:
    return say("sanctions.us_acts.gone_label", removals=int(gone["removals"].sum()))


def _removals_data(gone: pl.DataFrame) -> pl.DataFrame:
    first, last = gone.select(pl.col("not_before").min(), pl.col("not_after").max()).row(0)
    row = {"effect": DOWN, "words": _gone_words(gone), "starts": first, "ends": last, "at_once": False, "grade": INFERRED}
    return pl.DataFrame([row])


def _removals_note(gone: pl.DataFrame) -> list[str]:
    if gone.is_empty():
        return []
    first, last = gone.select(pl.col("not_before").min(), pl.col("not_after").max()).row(0)
    return [say("sanctions.us_acts.gone", removals=int(gone["removals"].sum()), first=first, last=last)]


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
        days = _days(starts)  # type: ignore[arg-type]
        return say("sanctions.us_acts.in_force_words", days=days) if end else say("sanctions.us_acts.from_words", days=days)
    return _span(starts[0], max(ends))  # type: ignore[arg-type, type-var]


def _days(days: Sequence[date]) -> str:
    same = len({(one.year, one.month) for one in days}) == 1
    return join_words([str(one.day) for one in days[:-1]] + [day(days[-1])]) if same else join_words([day(one) for one in days])


def _span(first: date, last: date) -> str:
    begins = day(first) if first.year != last.year else day(first).rsplit(" ", 1)[0]
    return say("sanctions.us_acts.span_words", first=begins, last=last)


def _drawing(rows: pl.DataFrame, end: date, caveat: str, briefly: str) -> alt.TopLevelMixin:
    style = pl.when(pl.col("grade").is_in(READ)).then(pl.lit(READ_PAGE)).otherwise("grade")
    shown = rows.with_columns(above=pl.col("effect") == UP, style=style, stem=pl.col("row") != REMOVALS)
    first, sides = (
        date(TURN.year, TURN.month, 1),
        (say("sanctions.us_acts.tightening_label"), say("sanctions.us_acts.easing_label")),
    )
    lines = {"page": PAGE_LINE, "slide": SLIDE_LINE, "column": COLUMN_LINE, "social": SLIDE_LINE}
    drawn = {size: two_sided.above_and_below(shown, first, end, sides, theme.VERMILLION, size) for size in lines}
    if caveat:
        texts = dict.fromkeys(lines, caveat) | {"slide": briefly, "social": briefly}
        drawn = {size: with_caveat(one, texts[size], lines[size]) for size, one in drawn.items()}
    drawing: alt.TopLevelMixin = with_sizes(**drawn)
    return drawing
