"""Figures of statements: the United States line by line and beside Europe, changes of mind, and agreements signed."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day, known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, join_words, month
from analysis.charts.native import Native
from analysis.countries import BODIES, EUROPE, UNITED_STATES, bloc_of, refuse_without_bloc
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS, require_within_record
from analysis.figures.inputs import require_whole_table
from analysis.load.guarantees import require_within_collection
from analysis.measures import guarantees as measure

__all__ = ["agreements", "beside_europe", "changes_of_mind", "united_states"]

LINE = 17
SINCE = date(2025, 1, 1)
"""First day of the statements set beside each other by month."""

US_LINES = "A line is one statement; statements about the United States by others name who spoke."


def united_states(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw every statement of or about the United States on guarantees, line by line, with its answer.

    Takes `load.pledges()`, the whole history, as known by `until`. `data` has one row a statement: date, actor, domain,
    position, answer, condition, status and the page. Raises NotComparable for a part of a table or rows that stand twice,
    AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> united_states(load.pledges(), "2025-09-20").data.select("date", "domain", "position", "answer").row(0)
    ('2025-02-11', 'land', 'No US troops will go to Ukraine', 'declined')
    """
    require_whole_table("pledges", pledges)
    end = as_day(until)
    require_within_record(pledges, end)
    rows = known_on(pledges, end).filter(pl.col("country") == "USA").sort("not_before", "known_by", "domain", "position")
    answer = pl.col("stance").replace_strict(measure.ANSWERS, return_dtype=pl.String)
    lines = stances.with_signs(rows.with_columns(answer=answer)).with_columns(
        line=pl.int_range(pl.len()),
        when=pl.col("date"),
        where=pl.col("domain").str.replace("_", " "),
        by=pl.col("actor")
        .str.replace("Donald ", "")
        .str.replace("Karoline ", "")
        .str.replace(" (FT sources)", ", via FT", literal=True)
        .str.slice(0, 32),
    )
    latest = {
        row["domain"]: row for row in measure.positions(pledges, end).filter(pl.col("country") == "USA").iter_rows(named=True)
    }
    y = alt.Y("line:O", axis=None)
    base = alt.Chart(lines, width=640, height=LINE * lines.height).encode(y=y)

    def column(field: str, at: int, **look: Any) -> marks.Layered:
        return base.mark_text(align="left", fontSize=11, **look).encode(x=alt.XValue(at), text=alt.Text(f"{field}:N"))

    tooltip = [
        alt.Tooltip(f"{one}:N") for one in ("date", "actor", "domain", "position", "condition", "status", "source_publisher")
    ]
    boxes = (
        base.mark_square(size=190, opacity=1)
        .encode(x=alt.XValue(76), color=stances.colour(), tooltip=tooltip)
        .properties(name="lines")
    )
    signs = base.mark_text(fontSize=9, fontWeight=700).encode(x=alt.XValue(76), text=alt.Text("sign:N"), color=stances.ink())
    table = alt.layer(
        boxes,
        signs,
        column("when", 0, color=theme.SOFT_INK),
        column("where", 89, fontWeight=600),
        column("position", 160),
        column("by", 452, color=theme.SOFT_INK),
    )
    land, air = latest.get("land"), latest.get("air")
    counts = lines["answer"].value_counts().sort("answer")
    return Figure(
        alt.vconcat(stances.key(), table).resolve_scale(x="independent", y="independent"),
        id=id_as_of("united-states-line-by-line", end),
        headline=f"The United States: no statement on guarantees is in the record by {day(end)}"
        if lines.is_empty()
        else f"The United States: {'no soldiers' if land and land['answer'] == 'declined' else 'no position on soldiers'}, "
        f"{'help in the air on conditions' if air and air['answer'] == 'conditional' else 'nothing standing in the air'}; "
        f"{lines.filter(pl.col('answer') == 'firm').height} of {lines.height} statements are firm offers",
        subtitle=f"Statements of and about the United States on guarantees and help, in order of date, to {day(end)}",
        data=lines.select("date", "actor", "domain", "position", "answer", "condition", "status", "source_publisher", "source_url"),
        sources=cite_pages(lines, "statements"),
        notes=[POSITIONS, US_LINES, "Two statements of August 2025 were reported from unnamed officials and called revocable."],
        alt=f"{lines.height} lines to {day(end)}: " + ", ".join(f"{row[1]} {stances.WORDS[row[0]]}" for row in counts.iter_rows()) + ". "
        + "; ".join(f"{row['date']} {row['where']}: {row['position']}" for row in lines.iter_rows(named=True)) + ".",
    )  # fmt: skip


def beside_europe(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw statements of the United States and of European countries by month and answer, one panel above the other.

    Takes `load.pledges()`, the whole history, as known by `until`, from January 2025 on. `data` has bloc, period (a month),
    answer and statements (a number). Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a
    text that is no day, and for a day by which none is known, UnknownName for a country without a bloc.

    >>> from analysis import load
    >>> beside_europe(load.pledges(), "2025-09-20").data.columns
    ['bloc', 'period', 'answer', 'statements']
    """
    require_whole_table("pledges", pledges)
    end = as_day(until)
    require_within_record(pledges, end)
    answer = pl.col("stance").replace_strict(measure.ANSWERS, return_dtype=pl.String)
    countries = load.countries()
    in_no_bloc = set(BODIES) - set(countries["iso3"])
    placed = known_on(pledges, end).filter(~pl.col("country").is_in(list(in_no_bloc))).with_columns(
        bloc=bloc_of("country", countries), answer=answer
    )  # fmt: skip
    rows = refuse_without_bloc(placed, countries, "country").filter(
        pl.col("bloc").is_in([EUROPE, UNITED_STATES]), pl.col("known_by") >= SINCE
    )
    if rows.is_empty():
        raise AnalysisError(f"no statement of {day(SINCE)} or later is known by {day(end)}", "choose a later day")
    monthly = (
        rows.group_by("bloc", pl.col("known_by").dt.truncate("1mo").alias("period"), "answer")
        .agg(statements=pl.len())
        .with_columns(pl.col("statements").cast(pl.Int64))
        .sort("bloc", "period", "answer")
    )
    shown = stances.with_signs(monthly)
    totals = dict(rows.group_by("bloc").agg(pl.len()).iter_rows())
    firm = dict(rows.filter(pl.col("answer") == "firm").group_by("bloc").agg(pl.len()).iter_rows())
    words = [stances.WORDS[one] for one in measure.ORDER[:-1]]
    panels = []
    for bloc, colour in ((EUROPE, theme.BLUE), (UNITED_STATES, theme.VERMILLION)):
        base = alt.Chart(shown.filter(pl.col("bloc") == bloc), width=marks.WIDTH, height=104).encode(
            y=alt.Y("word:N", sort=words, scale=alt.Scale(domain=words), title=None, axis=alt.Axis(domain=False, ticks=False, grid=True)),
        )  # fmt: skip
        dots = base.mark_circle(opacity=0.85, color=colour).encode(
            x=marks.time_axis(start=SINCE, end=end),
            size=alt.Size("statements:Q", scale=alt.Scale(domain=[0, 25], range=[0, 700]), legend=None),
            tooltip=[
                alt.Tooltip("period:T", format="%B %Y", title="Month"),
                alt.Tooltip("word:N", title="Answer"),
                "statements:Q",
            ],
        )
        numbers = base.mark_text(fontSize=9, fontWeight=700, color=theme.PAPER).encode(
            x=alt.X("period:T"),
            text=alt.Text("statements:Q"),
            opacity=alt.condition("datum.statements > 3", alt.value(1), alt.value(0)),
        )
        title = alt.Chart(pl.DataFrame({"text": [bloc]})).mark_text(
            align="left", dy=-8, fontWeight=600, fontSize=13, color=colour
        )
        panels.append(alt.layer(dots, numbers, title.encode(text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(0))))
    return Figure(
        alt.vconcat(*panels, spacing=24),
        id=id_as_of("us-beside-europe", end),
        headline=f"European countries: {firm.get(EUROPE, 0)} of {totals.get(EUROPE, 0)} statements firm; the United States: {firm.get(UNITED_STATES, 0)} of {totals.get(UNITED_STATES, 0)}",
        subtitle=f"Statements by month and answer, all domains, number in the dot where above three; January 2025 to {day(end)}",
        data=monthly,
        sources=cite_pages(rows, "statements"),
        notes=[POSITIONS, "Statements are counted as found: a busy month of summits is not a month of more readiness.", NOT_THE_26],
        alt=f"Dots by month to {day(end)}. Europe: {totals.get(EUROPE, 0)} statements, {firm.get(EUROPE, 0)} firm. "
        f"United States: {totals.get(UNITED_STATES, 0)} statements, {firm.get(UNITED_STATES, 0)} firm.",
    )  # fmt: skip


def changes_of_mind(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw who changed its mind on soldiers: from which answer to which, and when.

    Takes `load.pledges()`, the whole history, as known by `until`. `data` has the columns of
    `measures.guarantees.changes_of_mind` with name, answer (before) and answer_after. Raises NotComparable for a part of a
    table or rows that stand twice, AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> changes_of_mind(load.pledges(), "2025-03-31").data.select("name", "answer", "answer_after").row(0)
    ('Denmark', 'undecided', 'firm')
    """
    require_whole_table("pledges", pledges)
    end = as_day(until)
    require_within_record(pledges, end)
    to_answer = {"before": "answer", "after": "answer_after"}
    changes = stances.with_names(measure.changes_of_mind(pledges, "land", end)).with_columns(
        pl.col(field).replace_strict(measure.ANSWERS, return_dtype=pl.String).alias(name) for field, name in to_answer.items()
    ).with_columns(line=pl.int_range(pl.len()), when=pl.col("changed_on").map_elements(day, return_dtype=pl.String))  # fmt: skip
    rank = {"firm": 3, "conditional": 2, "undecided": 1, "declined": 0}
    nearer = changes.filter(
        pl.col("answer_after").replace_strict(rank, return_dtype=pl.Int8)
        > pl.col("answer").replace_strict(rank, return_dtype=pl.Int8)
    )
    before = stances.with_signs(changes)
    after = stances.with_signs(changes.with_columns(answer=pl.col("answer_after")))
    y = alt.Y("line:O", axis=None)
    parts = []
    for frame, at in ((before, 224), (after, 414)):
        base = alt.Chart(frame, width=600, height=24 * changes.height).encode(y=y)
        parts += [
            base.mark_square(size=260, opacity=1).encode(x=alt.XValue(at), color=stances.colour()),
            base.mark_text(fontSize=10, fontWeight=700).encode(x=alt.XValue(at), text=alt.Text("sign:N"), color=stances.ink()),
            base.mark_text(align="left", dx=14).encode(x=alt.XValue(at), text=alt.Text("word:N")),
        ]
    base = alt.Chart(before, width=600, height=24 * changes.height).encode(y=y)
    parts += [
        base.mark_text(align="left", fontWeight=600).encode(x=alt.XValue(0), text=alt.Text("name:N")),
        base.mark_text(align="left", color=theme.SOFT_INK).encode(x=alt.XValue(95), text=alt.Text("when:N")),
        base.mark_text(align="center", color=theme.SOFT_INK).encode(x=alt.XValue(380), text=alt.TextValue("→")),
    ]
    return Figure(
        alt.layer(*parts),
        id=id_as_of("changes-of-mind", end),
        headline=f"{changes['country'].n_unique()} countries changed their answer on soldiers, {nearer['country'].n_unique()} of them towards readiness: "
        f"{join_words(nearer['name'].unique().sort().to_list()) if nearer.height else 'none'}",
        subtitle=f"Changes of the public answer on soldiers in Ukraine, before and after, to {day(end)}",
        data=changes.drop("line", "when"),
        sources=cite_pages(changes, "statements"),
        notes=[POSITIONS, "Greece named conditions before the Paris summit of 27 March 2025 and declined after it, on the same day.", "The last change of the Netherlands rests on advice to the government."],
        alt=f"List of {changes.height} changes to {day(end)}: "
        + "; ".join(f"{row['name']} {row['when']} from {stances.WORDS[row['answer']]} to {stances.WORDS[row['answer_after']]}" for row in changes.iter_rows(named=True))
        + ".",
    )  # fmt: skip


def agreements(table: pl.DataFrame, until: date | str) -> Figure:
    """Draw bilateral agreements signed so far, month by month; takes `load.agreements()`.

    `until` is the day looked back from. `data` has month, signed (in the month) and so_far. Raises NotComparable for a part of
    a table or rows that stand twice, AnalysisError for a text that is no day, and for a day by which none had been signed.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-06-30").data.row(-1)
    (datetime.date(2024, 6, 1), 5, 20)
    """
    require_whole_table("agreements", table)
    end = as_day(until)
    require_within_collection("agreements", end)
    signed = known_on(table, end).filter(pl.col("status").is_in(["signed", "signed_outside_list"]))
    if signed.is_empty():
        first = table.select(pl.col("known_by").min().dt.to_string()).item()
        raise AnalysisError(f"no agreement had been signed by {day(end)}", f"choose a day from {first} on")
    counts = measure.agreements_over_time(table, end)
    last = signed.sort("known_by", "country").row(-1, named=True)
    top = int(counts["so_far"][-1])
    by_2024 = int(counts.filter(pl.col("month") < date(2025, 1, 1))["so_far"].max() or 0)  # type: ignore[arg-type]
    june = stances.with_names(signed.filter(pl.col("date").str.starts_with("2024-06")))["name"].sort().to_list()
    noted = pl.DataFrame({"period": [date(2024, 6, 1)], "text": ["June 2024:|" + "|".join(june)]})
    frame = counts.with_columns(period=pl.col("month"))
    x = marks.time_axis(start=counts["month"].min(), end=end)  # type: ignore[arg-type]
    line = (
        alt.Chart(frame, width=marks.WIDTH, height=240, name="agreements")
        .mark_area(interpolate="step-after", color=theme.LIGHT_BLUE, opacity=0.35, line={"color": theme.BLUE, "strokeWidth": 2.5})
        .encode(x=x, y=alt.Y("so_far:Q", title=None, axis=alt.Axis(tickCount=5)), tooltip=[alt.Tooltip("period:T", format="%B %Y"), "signed:Q", "so_far:Q"])
    )  # fmt: skip
    return Figure(
        alt.layer(line, marks.marked_months(noted, top=120), marks.caption("agreements signed so far"), marks.coverage_end(end, f"record to {day(end)}")),
        id=id_as_of("agreements-signed", end),
        headline=f"{top} bilateral security agreements were signed by {month(last['known_by'])}, {by_2024} of them in 2024; none since",
        subtitle=f"Bilateral security agreements with Ukraine signed so far, to {day(end)}; the hundred-year partnership with the United Kingdom is not counted",
        data=counts,
        sources=cite_pages(signed, "agreements"),
        notes=[
            "Amounts in agreements mean different things (a year's aid, a fund, a minimum) and are never added.",
            "Croatia signed on 9 October 2024 and is missing from the Ukrainian ministry's list; Bulgaria and Montenegro were not seen to sign.",
        ],
        alt=f"Step line from {month(counts['month'].min())} to {day(end)}: {top} agreements, {by_2024} by the end of 2024, the last with {last['partner']}.",
        native=Native("column", "month", "so_far", None, "agreements"),
    )  # fmt: skip
