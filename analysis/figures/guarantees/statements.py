"""Figures of statements: the United States line by line and beside Europe, changes of mind, and agreements signed."""

import functools
from collections import Counter
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, day_text, join_rows, month, partial_day_text
from analysis.charts.native import Native
from analysis.countries import EUROPEAN_COUNTRIES, UNITED_STATES, count_countries
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS, recorded_day
from analysis.figures.inputs import collected_day, whole_tables
from analysis.measures import guarantees as measure
from analysis.measures.answers import NOT_FOUND, SPOKEN, answer_of, is_firm

__all__ = ["agreements", "beside_europe", "changes_of_mind", "united_states"]

LINE = 17
SINCE = date(2025, 1, 1)
"""First day of the statements set beside each other by month."""

COLOURS = {EUROPEAN_COUNTRIES: theme.BLUE, UNITED_STATES: theme.VERMILLION}
WIDTH = 600
"""Of the list of changes."""

US_LINES = "A line is one statement; statements about the United States by others name who spoke."
UNNAMED = "Two statements of August 2025 were reported from unnamed officials and called revocable."
NO_BODIES = "Statements of the EU institutions, of NATO and of the coalition are no country's and are not in these numbers."
AS_FOUND = "Statements are counted as found: a busy month of summits is not a month of more offers."
SAME_ANSWER = "A condition named or dropped is no change of mind: restatements often leave it out."
GREECE = "Greece named conditions before the Paris summit of 27 March 2025 and declined after it, on the same day."
NETHERLANDS = "The last change of the Netherlands rests on advice to the government."
AMOUNTS = "Amounts in agreements mean different things (a year's aid, a fund, a minimum) and are never added."
CROATIA = "Croatia signed on 9 October 2024 and is missing from the Ukrainian ministry's list; Bulgaria and Montenegro were not seen to sign."


@whole_tables("pledges")
def united_states(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw every statement of or about the United States on guarantees, line by line, with its answer.

    Takes `load.pledges()`, the whole history, as known by `until`. `data` has one row a statement: date, actor, domain,
    position, answer, condition, status and the page. Raises AnalysisError for a text that is no day, and for a day before the
    record.

    >>> from analysis import load
    >>> united_states(load.pledges(), "2025-09-20").data.select("date", "domain", "position", "answer").row(0)
    ('2025-02-11', 'land', 'No US troops will go to Ukraine', 'declines')
    """
    end = recorded_day(pledges, until)
    rows = known_on(pledges, end).filter(country="USA").sort("not_before", "known_by", "domain", "position")
    by = pl.col("actor").str.replace_many({"Donald ": "", "Karoline ": "", " (FT sources)": ", via FT"}).str.slice(0, 32)
    lines = stances.with_signs(rows.with_columns(answer=answer_of())).with_columns(
        line=pl.int_range(pl.len()), when=pl.col("date"), where=pl.col("domain").str.replace("_", " "), by=by
    )
    latest = dict(measure.positions(pledges, end).filter(country="USA").select("domain", "answer").iter_rows())
    troops, air = (wording.one_answer(latest.get(one, NOT_FOUND), wording.NOUNS[one]) for one in ("land", "air"))
    firm, counts = lines.filter(is_firm()), Counter(lines["answer"])
    return Figure(
        stances.with_key(_lines(lines), "x", "y"),
        id=id_as_of("united-states-line-by-line", end),
        headline=f"The United States: no statement on guarantees is in the record by {day(end)}"
        if lines.is_empty()
        else f"The United States {troops} and {air}; {firm.height} of {lines.height} statements on all domains are firm offers",
        subtitle=f"Statements of and about the United States on guarantees and help, in our words, in order of date, to {day(end)}",
        data=lines.select(
            "date", "actor", "domain", "position", "answer", "condition", "status", "source_publisher", "source_url"
        ),
        sources=cite_pages(lines, "statements"),
        notes=[POSITIONS, wording.RUNGS, US_LINES, UNNAMED],
        alt=f"{lines.height} lines to {day(end)}: {wording.by_answer(counts, SPOKEN)}. {join_rows(lines.with_columns(partial_day_text('date')), '{date} {where}: {position}')}.",
    )


def _lines(lines: pl.DataFrame) -> marks.Layered:
    base = alt.Chart(lines, width=640, height=LINE * lines.height).encode(y=alt.Y("line:O", axis=None))
    fields = ["date", "actor", "domain", "position", "condition", "status", "source_publisher"]
    boxes = base.mark_square(size=190, opacity=1).properties(name="lines")
    column = functools.partial(marks.column, base, align="left", fontSize=11)
    return alt.layer(
        boxes.encode(x=alt.XValue(76), color=stances.colour(), tooltip=marks.tips(fields)),
        stances.sign(base, 9).encode(x=alt.XValue(76)),
        column("when", 0, color=theme.SOFT_INK),
        column("where", 89, fontWeight=600),
        column("position", 160),
        column("by", 452, color=theme.SOFT_INK),
    )


@whole_tables("pledges")
def beside_europe(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw statements of the United States and of European countries by month and answer, one panel above the other.

    Takes `load.pledges()`, the whole history, as known by `until`, from January 2025 on. The EU institutions are no country and
    not in it. `data` has bloc, period (a month), answer and statements (a number). Raises AnalysisError for a text that is no day, and for a day by which none is known,
    UnknownName for a country without a bloc.

    >>> from analysis import load
    >>> beside_europe(load.pledges(), "2025-09-20").data.columns
    ['bloc', 'period', 'answer', 'statements']
    """
    end = recorded_day(pledges, until)
    rows = measure.statements(pledges, SINCE, end).filter(pl.col("bloc").is_in(list(COLOURS)))
    if rows.is_empty():
        raise AnalysisError(f"no statement of {day(SINCE)} or later is known by {day(end)}", "choose a later day")
    monthly = rows.group_by("bloc", "period", "answer").agg(statements=pl.len().cast(pl.Int64)).sort("bloc", "period", "answer")
    (europe, firm_europe), (states, firm_states) = (
        (rows.filter(bloc=bloc).height, rows.filter(is_firm(), bloc=bloc).height) for bloc in COLOURS
    )
    speakers = count_countries(rows.filter(bloc=EUROPEAN_COUNTRIES))
    panels = [_dots(stances.with_signs(monthly.filter(bloc=bloc)), bloc, colour, end) for bloc, colour in COLOURS.items()]
    return Figure(
        alt.vconcat(*panels, spacing=24),
        id=id_as_of("us-beside-europe", end),
        headline=f"Since {month(SINCE)}, {firm_europe} of {europe} statements of European countries have been firm offers; of those of and about the United States, {firm_states} of {states}",
        subtitle=f"Statements of {speakers} European countries and of and about the United States, all domains, by month and answer; {month(SINCE)} to {day(end)}; number in the dot where above three",
        data=monthly,
        sources=cite_pages(rows, "statements"),
        notes=[POSITIONS, wording.RUNGS, AS_FOUND, NO_BODIES, NOT_THE_26],
        alt=f"Dots by month, {month(SINCE)} to {day(end)}. European countries: {europe} statements, {firm_europe} firm offers. "
        f"United States: {states} statements, {firm_states} firm offers.",
    )


def _dots(rows: pl.DataFrame, bloc: str, colour: str, end: date) -> marks.Layered:
    """Draw a dot a month and answer, with the number of statements in it where it is large."""
    y = marks.names("answer", SPOKEN, None, grid=True).scale(domain=list(SPOKEN))
    base = alt.Chart(rows, width=marks.WIDTH, height=104).encode(y=y)
    dots = base.mark_circle(opacity=0.85, color=colour).encode(
        x=marks.time_axis(start=SINCE, end=end),
        size=alt.Size("statements:Q", scale=alt.Scale(domain=[0, 25], range=[0, 700]), legend=None),
        tooltip=marks.tips({"Month": "period:T|%B %Y", "Answer": "answer", "statements": "statements:Q"}),
    )
    numbers = base.mark_text(fontSize=9, fontWeight=700, color=theme.PAPER)
    large = alt.condition("datum.statements > 3", alt.value(1), alt.value(0))
    title = alt.Chart(pl.DataFrame({"text": [bloc]}))
    title = marks.column(title, "text", 0, align="left", dy=-8, fontWeight=600, fontSize=13, color=colour)
    return alt.layer(dots, numbers.encode(x="period:T", text="statements:Q", opacity=large), title.encode(y=alt.YValue(0)))


@whole_tables("pledges")
def changes_of_mind(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw who changed its mind on troops: from which answer to which, and when.

    A country that ended where it began is said apart from those that moved nearer to an offer or further away. Takes
    `load.pledges()`, the whole history, as known by `until`. `data` has the columns of
    `measures.guarantees.changes_of_mind` with name and direction (of `measures.guarantees.first_and_last`). Raises AnalysisError for a text that is
    no day, and for a day before the record.

    >>> from analysis import load
    >>> changes_of_mind(load.pledges(), "2025-03-31").data.select("name", "answer_before", "answer_after").row(0)
    ('Spain', 'declines', 'undecided')
    """
    end = recorded_day(pledges, until)
    compared = measure.first_and_last(pledges, "land", end).filter(pl.col("steps") > 0)
    directions = compared.select("country", "direction")
    steps = stances.with_names(measure.changes_of_mind(pledges, "land", end)).join(
        directions, on="country", maintain_order="left"
    )
    lines = steps.with_columns(line=pl.int_range(pl.len()), when=day_text("changed_on"))
    before, after = (stances.with_signs(lines.with_columns(answer=one)) for one in ("answer_before", "answer_after"))
    nearer, further, back = (
        compared.filter(direction=one).pipe(count_countries) for one in ("nearer", "further", "there and back")
    )
    return Figure(
        alt.layer(*_answers(before, 224), *_answers(after, 414), *_countries(before)),
        id=id_as_of("changes-of-mind", end),
        headline=f"{count_countries(compared)} countries have changed their answer on troops: {nearer} ended nearer to an offer, {further} further away and {back} where {'it' if back == 1 else 'they'} began",
        subtitle=f"Steps between public answers on soldiers in Ukraine, before and after, to {day(end)}",
        data=steps,
        sources=cite_pages(steps, "statements"),
        notes=[POSITIONS, wording.RUNGS, SAME_ANSWER, GREECE, NETHERLANDS],
        alt=f"List of {steps.height} steps to {day(end)}: {join_rows(lines, '{name} {when} from {answer_before} to {answer_after}')}.",
    )


def _rows(lines: pl.DataFrame) -> alt.Chart:
    return alt.Chart(lines, width=WIDTH, height=24 * lines.height).encode(y=alt.Y("line:O", axis=None))


def _answers(lines: pl.DataFrame, at: int) -> list[marks.Layered]:
    base = _rows(lines)
    box = base.mark_square(size=260, opacity=1).encode(x=alt.XValue(at), color=stances.colour())
    return [box, stances.sign(base).encode(x=alt.XValue(at)), marks.column(base, "answer", at, align="left", dx=14)]


def _countries(lines: pl.DataFrame) -> list[marks.Layered]:
    base = _rows(lines)
    arrow = base.mark_text(align="center", color=theme.SOFT_INK).encode(x=alt.XValue(380), text=alt.TextValue("→"))
    names = marks.column(base, "name", 0, align="left", fontWeight=600)
    return [names, marks.column(base, "when", 95, align="left", color=theme.SOFT_INK), arrow]


@whole_tables(table="agreements")
def agreements(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw bilateral agreements signed so far, month by month.

    Takes `load.agreements()`; `until` is the day looked back from. `data` has month, signed (in the month) and so_far. Raises
    AnalysisError for a text that is no day, and for a day by which none had been signed.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-06-30").data.row(-1)
    (datetime.date(2024, 6, 1), 5, 20)
    """
    end = collected_day("agreements", until)
    signed = known_on(table.filter(measure.SIGNED), end)
    if signed.is_empty():
        first = table.select(pl.col("known_by").min().dt.to_string()).item()
        raise AnalysisError(f"no agreement had been signed by {day(end)}", f"choose a day from {first} on")
    counts = measure.agreements_over_time(table, end)
    start: date = counts["month"].min()  # type: ignore[assignment]
    last = signed.sort("known_by", "country").row(-1, named=True)
    top = int(counts["so_far"][-1])
    by_2024 = int(counts.filter(pl.col("month") < date(2025, 1, 1))["signed"].sum())
    june = stances.with_names(signed.filter(pl.col("date").str.starts_with("2024-06")))["name"].sort().to_list()
    noted = pl.DataFrame({"period": [date(2024, 6, 1)], "text": ["June 2024:|" + "|".join(june)]})
    area = alt.Chart(counts.with_columns(period=pl.col("month")), width=marks.WIDTH, height=240, name="agreements")
    edge = {"color": theme.BLUE, "strokeWidth": 2.5}
    area = area.mark_area(interpolate="step-after", color=theme.LIGHT_BLUE, opacity=0.35, line=edge).encode(
        x=marks.time_axis(start=start, end=end),
        y=alt.Y("so_far:Q", title=None, axis=alt.Axis(tickCount=5)),
        tooltip=marks.tips(["period:T|%B %Y", "signed:Q", "so_far:Q"]),
    )
    around = [marks.caption("agreements signed so far"), marks.coverage_end(end, f"record to {day(end)}")]
    return Figure(
        alt.layer(area, marks.marked_months(noted, top=120), *around),
        id=id_as_of("agreements-signed", end),
        headline=f"{top} bilateral security agreements were signed by {month(last['known_by'])}, {by_2024} of them in 2024; none from then to {day(end)}",
        subtitle=f"Bilateral security agreements with Ukraine signed so far, to {day(end)}; the hundred-year partnership with the United Kingdom is not counted",
        data=counts,
        sources=cite_pages(signed, "agreements"),
        notes=[AMOUNTS, CROATIA],
        alt=f"Step line from {month(start)} to {day(end)}: {top} agreements, {by_2024} by the end of 2024, the last with {last['partner']}.",
        native=Native("column", "month", "so_far", None, "agreements"),
    )
