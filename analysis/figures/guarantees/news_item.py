"""The news item this project starts from, point by point, set beside what the tables held on a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.as_of import as_day, known_on
from analysis.charts.citations import cite_pages, cite_record, id_as_of
from analysis.charts.formatting import bn, day, join_words, month
from analysis.figures.aid.inputs import require_first_month
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import require_within_record
from analysis.figures.inputs import require_whole_table
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table
from analysis.measures import guarantees as measure
from analysis.measures import state

__all__ = ["news_item", "state_of_play"]

TITLES = {
    "guarantees": "Security guarantees",
    "united_states": "The United States",
    "sanctions_asked": "Sanctions asked for",
    "sanctions_in_force": "Sanctions in force",
    "meetings": "Meetings ahead",
}
US_DOMAINS = ("land", "air", "intelligence", "air_defence")


COUNTED = date(2025, 9, 4)


@dataclass(frozen=True)
class Held:
    """Hold the tables as of a day; `pledges` is the whole history, the others what was known by then.

    >>> Held(*[pl.DataFrame()] * 4, date(2025, 9, 20)).day
    datetime.date(2025, 9, 20)
    """

    pledges: pl.DataFrame
    events: pl.DataFrame
    actions: pl.DataFrame
    customs: pl.DataFrame
    day: date


def news_item(
    item: pl.DataFrame,
    pledges: pl.DataFrame,
    events: pl.DataFrame,
    actions: pl.DataFrame,
    customs: pl.DataFrame,
    until: date | str,
) -> Table:
    """Set each point of the news item beside what the tables held on a day; an item later than the day stays blank.

    Takes `load.news_points()`, `load.pledges()`, `load.events()` and the tables of acts and customs measures, whole. `rows`
    has topic, says and held, all as text. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError
    for a text that is no day.

    >>> from analysis import load
    >>> tables = load.pledges(), load.events(), load.actions(), load.customs_measures()
    >>> news_item(load.news_points(), *tables, "2025-09-19").rows.select("topic", "says").row(0)
    ('Security guarantees', 'not yet said')
    """
    require_whole_table("news_points", item)
    require_whole_table("pledges", pledges)
    require_whole_table("events", events)
    require_whole_table("actions", actions)
    require_whole_table("customs_measures", customs)
    end = as_day(until)
    held = Held(
        pledges,
        known_on(events, end, "date").sort("date", "label"),
        known_on(actions, end, "date").sort("date", "authority", "action"),
        known_on(customs, end, "date").sort("date", "authority", "target"),
        end,
    )
    said = dict(known_on(item, end, "day").select("topic", "says").iter_rows())
    topics = [one for one in TITLES if one in ANSWERS]
    rows = pl.DataFrame(
        {
            "topic": [TITLES[one] for one in topics],
            "says": [said.get(one, "not yet said") for one in topics],
            "held": [ANSWERS[one](held) for one in topics],
        }
    )
    return Table(
        id=id_as_of("news-item", end),
        title=f"What was said, and what the tables held on {day(end)}",
        subtitle="The points of a news item of 20 September 2025, in our words",
        rows=rows,
        labels={"topic": "Point", "says": "The item says", "held": "The tables held"},
        sources=[
            *cite_pages(measure.matrix(pledges, end), "statements"),
            *cite_pages(held.events, "events"),
            cite_record("acts", "customs measures"),
        ],
    )


def state_of_play(aid: pl.DataFrame, pledges: pl.DataFrame, agreements: pl.DataFrame, until: date | str) -> Sentence:
    """Say in a few sentences how things stood on a day: guarantees, the United States, aid, agreements.

    Takes `load.aid()` of one release, `load.pledges()` and `load.agreements()`, whole; `until` is the day looked back from.
    Raises NotComparable for several releases, a part of one or of a table and rows that stand twice, AnalysisError for one
    without allocations, for a day by which no month of it had ended or no position had been taken, and for a text that is no
    day.

    >>> from analysis import load
    >>> state_of_play(load.aid(29), load.pledges(), load.agreements(), "2025-09-20").text.split(". ")[-1]
    'In the months to August 2025, Europe had allocated 179.7 bn euros and the United States 115.4 bn.'
    """
    require_whole_table("pledges", pledges)
    require_whole_table("agreements", agreements)
    end = as_day(until)
    require_first_month(aid, end)
    require_within_record(pledges, end)
    land = measure.matrix(pledges, end).filter(pl.col("domain") == "land")
    europe = land.filter(pl.col("country") != "USA")["answer"]
    states = dict(land.filter(pl.col("country") == "USA").select("country", "position").iter_rows())
    signed = known_on(agreements, end).filter(pl.col("status").is_in(["signed", "signed_outside_list"])).height
    sums = {row["bloc"]: row["eur_bn"] for row in state.aid_by(aid, end).iter_rows(named=True)}
    last = state.aid_by(aid, end)["last_month"].max()
    about = f"“{states['USA']}”" if states else "no position found"
    answers = (
        f"of the countries besides the United States {europe.eq('firm').sum()} were ready to send soldiers, "
        f"{europe.eq('conditional').sum()} named conditions and {europe.eq('declined').sum()} declined"
        if europe.len()
        else "no other country's position on soldiers was in the record"
    )
    return Sentence(
        f"**On {day(end)}, {answers}; the United States on soldiers: {about}.** "
        f"{signed} bilateral agreements had been signed. In the months to {month(last)}, Europe had allocated "
        f"{bn(sums.get('Europe', 0))} euros and the United States {bn(sums.get('United States', 0))}."
    )


def _guarantees(held: Held) -> str:
    stood = stances.with_names(measure.matrix(held.pledges, held.day).filter(pl.col("country") != "USA"))
    if stood.is_empty():
        return "No position."
    land = stood.filter(pl.col("domain") == "land")
    ready = land.filter(pl.col("answer") == "firm")["name"].sort().to_list()
    elsewhere = stood.filter(pl.col("domain") != "land", pl.col("answer") == "firm")["country"].n_unique()
    counts = {answer: land.filter(pl.col("answer") == answer).height for answer in ("conditional", "undecided", "declined")}
    return (
        f"{stood['country'].n_unique()} countries besides the United States with a dated position. On soldiers {len(ready)} ready"
        + (f" ({join_words(ready)})" if ready else "")
        + f", {counts['conditional']} on conditions, {counts['undecided']} undecided, {counts['declined']} declined; "
        f"{elsewhere} firmly offer something in another domain."
        + (" Which states were counted on 4 September 2025 was never published." if held.day >= COUNTED else "")
    )


def _united_states(held: Held) -> str:
    rows = measure.positions(held.pledges, held.day).filter(pl.col("country") == "USA", pl.col("domain").is_in(US_DOMAINS))
    said = [
        f"{row['domain'].replace('_', ' ')}: “{row['position']}” ({row['date']}, {stances.WORDS[row['answer']]})"
        for row in rows.sort("since", "domain").iter_rows(named=True)
    ]
    return "; ".join(said) + "." if said else "No position."


def _sanctions_asked(held: Held) -> str:
    bills = held.actions.filter(pl.col("kind") == "bill")
    taken = held.actions.filter(pl.col("authority") == "US", pl.col("kind").is_in(["listing", "executive_order"])).tail(1)
    last = _acts(taken) if taken.height else "none"
    return f"The last US listing in the record of acts: {last}. " + (
        f"Bills and votes on them: {_acts(bills)}." if bills.height else "No bill in the record."
    )


def _sanctions_in_force(held: Held) -> str:
    packages = held.actions.filter(pl.col("authority") == "EU", pl.col("kind") == "package", pl.col("legal_act").is_not_null())
    duties = held.customs.filter(pl.col("date") > pl.lit(held.day).dt.offset_by("-12mo"))
    told = [
        f"{row['authority']}, {day(row['date'])}: {row['measure']} on {row['target']}" for row in duties.iter_rows(named=True)
    ]
    return (
        f"{packages.height} European packages adopted, the last: {_acts(packages.tail(1))}. "
        if packages.height
        else "No European package. "
    ) + (
        f"Duties, bans and caps of the twelve months before: {'; '.join(told)}."
        if told
        else "No duty, ban or cap in the twelve months before."
    )


def _acts(rows: pl.DataFrame) -> str:
    return "; ".join(f"{row['action']} ({day(row['date'])})" for row in rows.iter_rows(named=True))


def _meetings(held: Held) -> str:
    talks = held.events.filter(pl.col("category") == "diplomacy").tail(3)
    if talks.is_empty():
        return "No meeting."
    told = "; ".join(f"{row['label']} ({day(row['date'])})" for row in talks.iter_rows(named=True))
    return f"The last talks in the record: {told}. No table holds what comes after the day."


ANSWERS: dict[str, Callable[[Held], str]] = {
    "guarantees": _guarantees,
    "united_states": _united_states,
    "sanctions_asked": _sanctions_asked,
    "sanctions_in_force": _sanctions_in_force,
    "meetings": _meetings,
}
"""What answers each topic."""
