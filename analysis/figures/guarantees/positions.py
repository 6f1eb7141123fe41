"""The figure of positions on security guarantees over time, and what the figures of positions share."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import SOUND, as_day, known_on
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import capitalise_first, day, plural
from analysis.charts.sizes import SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import count_countries, is_country, join_words, with_article
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.thin import thin_note
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.whom import end_of_id, members_in, notes_of, together
from analysis.groups.group import Group
from analysis.measures import guarantees as measure
from analysis.measures.answers import FIRM, MAY_OFFER, ORDER, SPOKEN, answer_order
from analysis.measures.blocs import Whose, choose

NOT_THE_26 = say("guarantees.positions.not_the_26")
POSITIONS = say("guarantees.positions.positions")
NOTHING = say("guarantees.positions.nothing_words")
FIRST = date(2025, 1, 1)
PAGE, COLUMN, SLIDE = 476, 216, 306
"""Units across of the strips."""
MOST = 17
"""Rows that a slide has room for."""
SIGN_DAYS, LAST_DAYS = 45, 25
"""Days that a sign covers in a column, where a strip is narrowest: what is restated sooner is told by its colour alone; and days before the end where a
sign would leave the strip: what is restated there is told so too."""


@whole_tables("pledges", "governments")
def stance_strip(pledges: pl.DataFrame, governments: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Figure:
    """Draw each country's answer on soldiers in Ukraine over time, with changes of government marked.

    Takes `load.pledges()` and `load.governments()`; `until` is where the record ends or the day looked back from, `only` keeps the
    members of blocs and groups, and countries. `data` has the columns of `measures.guarantees.spans` (a row is one position, from
    `since` to `to`) and name. Raises AnalysisError for a text that is no day, for a day before the record, and for a group of which
    nobody is in it by then.

    >>> from analysis import load
    >>> strip = stance_strip(load.pledges(), load.governments(), "2025-09-20")
    >>> strip.data.filter(pl.col("country") == "POL").select("answer", "to", "open").row(-1)
    ('declines', datetime.date(2025, 9, 20), True)
    """
    end = recorded_day(pledges, until)
    stood = measure.spans(pledges, "land", end).filter(is_country(), pl.col("to") > FIRST)
    groups, spans = members_in(stood, only, say("guarantees.positions.troops_by_words", day=end), "country")
    spans = stances.with_signs(stances.with_names(spans.with_columns(pl.col("since").clip(lower_bound=FIRST))))
    changes = measure.changes_of_mind(pledges, "land", end, only=only)
    # A position overtaken on its own day has no length: its sign stands before the strip that replaced it.
    first = spans.group_by("country").agg(changed_on=pl.col("since").min())
    passed = changes.join(first, on=["country", "changed_on"], how="semi").with_columns(answer="answer_before")
    standing = spans.filter("open")
    ended = measure.first_and_last(pledges, "land", end, only=only).filter(pl.col("direction").is_in(["nearer", "further"]))
    gone = spans.filter("lapsed").sort("name").select("name", "answer", "to")
    answers, counts = dict(standing.select("country", "answer").iter_rows()), Counter(standing["answer"])
    turns = governments.filter(pl.col("changed_on") <= end)
    notes = notes_of(groups, stood, say("guarantees.positions.troops_words"), "country")
    page, column = (
        stances.with_key(_strip(spans, passed, turns, end, width), "x", columns=columns)
        for width, columns in ((PAGE, 3), (COLUMN, 2))
    )
    few, left_out = _few(spans, passed)
    chosen = pl.col("country").is_in(few)
    slide = stances.with_key(_strip(spans.filter(chosen), passed.filter(chosen), turns, end, SLIDE, low=True), "x", wide=102)
    return Figure(
        with_sizes(page, column=column, slide=with_caveat(slide, left_out, SLIDE_LINE) if left_out else slide),
        id=id_as_of(f"stance-strip{end_of_id(groups)}", end),
        headline=_headline(groups, standing, counts, wording.us_among(answers, say("guarantees.wording.us_words"))),
        subtitle=say("guarantees.positions.subtitle", day=end),
        data=stances.plain(spans),
        sources=cite_pages(spans, "statements"),
        notes=[
            *([] if groups and standing.height < 2 else [_in_all(counts, answers, count_countries(ended))]),
            *(
                POSITIONS,
                wording.RUNGS,
                wording.TROOPS,
                *counted_though(standing),
                NOT_THE_26,
                *thin_note(pledges, end),
                *notes,
            ),
        ],
        alt=" ".join([say("guarantees.positions.alt", day=end), named_by_answer(standing), *_lapsed(gone), *notes]),
    )


def _headline(groups: Sequence[Group], standing: pl.DataFrame, counts: Counter[str], us: str) -> str:
    """Say how many offer troops and how many refuse, of whom where not all are drawn; of one country what it answers."""
    told = wording.offers_and_refusals(counts)
    if groups and standing.is_empty():
        return say("guarantees.positions.none_stands_headline", group=together(groups))
    if groups and standing.height == 1:
        name, answer = standing.select("name", "answer").row(0)
        return f"{capitalise_first(with_article(name))} {wording.one_answer(answer, wording.NOUNS['land'])}"
    if groups:
        return say("guarantees.wording.of_the_group_headline", group=together(groups), told=f"{wording.uncapitalise(told)}{us}")
    return f"{told}{us}"


def _in_all(counts: Counter[str], answers: dict[str, str], moved: int) -> str:
    told = f"{wording.all_answers(counts, wording.NOUNS['land'])}{wording.us_among(answers)}"
    return say("guarantees.positions.in_all", answers=told, number=moved)


def _lapsed(gone: pl.DataFrame) -> list[str]:
    """Say whose position lapsed, one sentence a country; takes name, answer and the day to which it stood."""
    return [say("guarantees.positions.lapsed", name=name, answer=answer, day=last) for name, answer, last in gone.iter_rows()]


def _few(spans: pl.DataFrame, passed: pl.DataFrame) -> tuple[list[str], str]:
    """Choose the countries that a slide has room for, those that offer troops and those whose answer changed, and say so where not all fit."""
    every = spans["country"].unique(maintain_order=True).to_list()
    if len(every) <= MOST:
        return every, ""
    changed = (
        pl.col("answer").n_unique().gt(1)
        | pl.col("lapsed").any()
        | pl.col("country").first().is_in(passed["country"].to_list())
    )
    offer = (pl.col("open") & pl.col("answer").is_in(list(FIRM))).any()
    rows = spans.group_by("country", maintain_order=True).agg(telling=changed | offer)
    chosen = rows.filter("telling")["country"].to_list()
    if 0 < len(chosen) <= MOST:
        return chosen, say("guarantees.positions.those_that_changed", rest=len(every) - len(chosen))
    return every[:MOST], say("guarantees.positions.first_rows", shown=MOST, rest=len(every) - MOST)


def _strip(
    spans: pl.DataFrame, passed: pl.DataFrame, governments: pl.DataFrame, end: date, width: int, *, low: bool = False
) -> marks.Layered:
    order = _strip_order(spans)
    y, x = marks.names("name", order, 120), marks.time_axis("since", start=FIRST, end=end)
    # The axis belongs to the signs: a bar from x to x2 states a domain twice, and the browser complains.
    bars = alt.Chart(spans, width=width, height=(13 if low else 15) * len(order), name="strip").mark_bar(
        height=10 if low else 12
    )
    tooltip = marks.tips(stances.TIPS | {"By": "actor"})
    bars = bars.encode(x=alt.X("since:T", title=None), x2=alt.X2("to:T"), y=y, color=stances.colour(), tooltip=tooltip)
    signs = stances.sign(alt.Chart(_with_room(spans)), align="left", dx=3).encode(x=x, y=y)
    overtaken = alt.Chart(stances.with_signs(stances.with_names(passed)))
    overtaken = overtaken.mark_text(align="right", dx=-3, fontSize=12, fontWeight=700).encode(text=alt.Text("sign:N"))
    turned = stances.with_names(governments).filter(pl.col("name").is_in(order))
    ticks = alt.Chart(turned).mark_tick(thickness=3, size=15, color=theme.INK)
    ended = turned.filter(~pl.col("carries_over")).with_columns(text=pl.lit(say("guarantees.positions.voted_out_label")))
    words = alt.Chart(ended).mark_text(align="left", dx=5, fontSize=12, color=theme.INK).encode(text=alt.Text("text:N"))
    # A layer without rows would make the engine complain of a scale without an extent.
    layers = [(overtaken, passed), (ticks, turned), (words, ended)]
    marked = [layer.encode(x=alt.X("changed_on:T"), y=y) for layer, rows in layers if rows.height]
    record = marks.coverage_end(end, say("guarantees.positions.record_label", day=end))
    return alt.layer(bars, signs, *marked, record).resolve_scale(color="independent")


def _with_room(spans: pl.DataFrame) -> pl.DataFrame:
    """Keep the spans whose sign has room beside the one before it in the same strip, in the narrowest frame."""
    kept: list[bool] = []
    before: tuple[str, date, str] | None = None
    rows = spans.sort("country", "since")
    for country, since, answer, to in rows.select("country", "since", "answer", "to").iter_rows():
        first = before is None or before[0] != country
        at_the_end = before is not None and answer == before[2] and (to - since).days < LAST_DAYS
        kept.append(first or (before is not None and (since - before[1]).days >= SIGN_DAYS and not at_the_end))
        before = (country, since, answer) if kept[-1] else before
    return rows.filter(pl.Series(kept, dtype=pl.Boolean))


def require_known_choice(pledges: pl.DataFrame, domain: str, answer: str | None) -> None:
    """Raise UnknownName for a domain that is not in the record, or an answer that is none.

    >>> require_known_choice(pl.DataFrame({"domain": ["land", "air"]}), "land", "ofers")
    Traceback (most recent call last):
        ...
    analysis.errors.UnknownName: no answer 'ofers'
      -> did you mean 'offers'? choose one of: 'offers', 'offers, if', 'may offer, if', 'undecided', 'declines', 'not found'
    """
    choose("domain", domain, pledges["domain"].unique().sort().to_list())
    if answer is not None:
        choose("answer", answer, ORDER)


def recorded_day(rows: pl.DataFrame, until: date | str, nothing: str = NOTHING, table: str = "pledges") -> date:
    """Read a day on which some of the rows were known, and up to which their table was collected.

    `nothing` says of what there was none. Raises AnalysisError for an earlier and a later day, and for what is no day.

    >>> recorded_day(pl.DataFrame({"known_by": [date(2025, 1, 15)]}), date(2025, 1, 1))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no position had been taken by 1 January 2025
      -> choose a day from 2025-01-15 on
    """
    end = as_day(until)
    first: date | None = rows["known_by"].min()  # type: ignore[assignment]
    if first is None:
        raise AnalysisError(f"{nothing} in the rows given", "give the whole table, as load has it")
    if end < first:
        raise AnalysisError(f"{nothing} by {day(end)}", f"choose a day from {first} on")
    return collected_day(table, end)


def sound_rows(rows: pl.DataFrame, *, copies: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part rows into those drawn and those left out: without `copies` what rests on a copy of another's page alone.

    >>> rows = pl.DataFrame({"country": ["SVN", "POL"], "grade": ["mirror", "press"]})
    >>> [part["country"].to_list() for part in sound_rows(rows, copies=False)]
    [['POL'], ['SVN']]
    """
    return (rows, rows.head(0)) if copies else (rows.filter(SOUND), rows.filter(~SOUND))


def left_out_note(left_out: pl.DataFrame, asked: Iterable[str], until: date, noun: str = "statement") -> list[str]:
    """Say how many rows of those asked, known by a day, were left out; nothing where there are none.

    >>> row = {"country": "SVN", "known_by": date(2025, 9, 5)}
    >>> left_out_note(pl.DataFrame([row]), ["SVN"], date(2025, 9, 20))
    ['Left out: 1 statement that rests on a copy of a page alone.']
    """
    number = known_on(left_out, until).filter(pl.col("country").is_in([*asked])).height
    if not number:
        return []
    return [say("guarantees.positions.left_out", counted=plural(number, noun), number=number)]


def counted_though(land: pl.DataFrame) -> list[str]:
    """Name who counts as offering troops, or as one that may, by words that are of soil beside Ukraine.

    Takes standing positions on land with name, answer, position and condition.

    >>> said = {"position": ["Forces on NATO soil beside Ukraine"], "condition": ["outside Ukraine"]}
    >>> counted_though(pl.DataFrame({"name": ["Chad"], "answer": ["may offer, if"]} | said))
    ['Counted, though its position is about soil beside Ukraine: Chad (Forces on NATO soil beside Ukraine).']
    """
    counting = land.filter(pl.col("answer").is_in([*FIRM, MAY_OFFER])).sort("name")
    rows = counting.filter(measure.BESIDE_UKRAINE).select("name", "position").rows()
    if not rows:
        return []
    names = [f"{with_article(name)} ({words})" for name, words in rows]
    return [say("guarantees.positions.counted_though", names=names)]


def _strip_order(spans: pl.DataFrame) -> list[str]:
    """Order countries by their last answer, those whose position lapsed last, then by name."""
    last = spans.sort("name", "since").unique("name", keep="last")
    place = pl.when("open").then(answer_order()).otherwise(9)
    return last.sort(place, "name")["name"].to_list()


def named_by_answer(rows: pl.DataFrame) -> str:
    """Name the countries that gave each answer; takes name and answer.

    >>> named_by_answer(pl.DataFrame({"name": ["Chad"], "answer": ["declines"]}))
    'Offers: none. Offers, if: none. May offer, if: none. Undecided: none. Declines: Chad.'
    """
    names = {answer: rows.filter(answer=answer)["name"].unique().sort().to_list() or ["none"] for answer in SPOKEN}
    return " ".join(f"{capitalise_first(answer)}: {join_words(given)}." for answer, given in names.items())
