"""The news item this project starts from, point by point, set beside what the tables held on a day."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.as_of import as_day, known_on
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, cite_record, id_as_of
from analysis.charts.formatting import day, day_text, join_rows, partial_day_text
from analysis.countries import count_countries, join_words, with_article
from analysis.figures.aid.inputs import edition, require_first_month
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import whole_tables
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table
from analysis.figures.whom import take_nobody
from analysis.measures import acts, state
from analysis.measures import guarantees as measure
from analysis.measures.answers import NOT_FOUND, SPOKEN, is_firm, offers_troops

__all__ = ["news_item", "state_of_play"]

US_DOMAINS = ("land", "air", "intelligence", "air_defence")
COUNTED = date(2025, 9, 4)
PAGE = {"source_url": pl.String, "source_publisher": pl.String, "grade": pl.String}
GRADES = ("institution", "press", "reported", "mirror", "party_state_media")
Held = tuple[str, Sequence[pl.DataFrame]]
"""What the tables held of a point, in words, and the rows behind it."""
AUTHORITIES = {
    "EU": say("guarantees.news_item.eu_words"),
    "UK": say("guarantees.news_item.uk_words"),
    "US": say("guarantees.news_item.us_words"),
    "CA": say("guarantees.news_item.ca_words"),
}


@dataclass(frozen=True)
class Known:
    """Hold the tables as of a day; `pledges` is the whole history, the others what was known by then.

    >>> Known(*[pl.DataFrame()] * 4, date(2025, 9, 20)).day
    datetime.date(2025, 9, 20)
    """

    pledges: pl.DataFrame
    events: pl.DataFrame
    actions: pl.DataFrame
    customs: pl.DataFrame
    day: date


@whole_tables("pledges", "events", "actions", item="news_points", customs="customs_measures")
def news_item(
    item: pl.DataFrame,
    pledges: pl.DataFrame,
    events: pl.DataFrame,
    actions: pl.DataFrame,
    customs: pl.DataFrame,
    until: date | str,
) -> Table:
    """Set each point of the news item beside what the tables held on a day; an item later than the day stays blank.

    Takes `load.news_points()`, `load.pledges()`, `load.events()`, `load.actions()` and `load.customs_measures()`. `rows` has
    topic, says, held and rests_on (how many pages bear out what was held, by grade), all as text; `pages` has the newest of the
    best grade. Raises AnalysisError for a text that is no day.

    >>> from analysis import load
    >>> tables = load.pledges(), load.events(), load.actions(), load.customs_measures()
    >>> news_item(load.news_points(), *tables, "2025-09-19").rows.select("topic", "says").row(0)
    ('Security guarantees', 'not yet said')
    """
    end = as_day(until)
    known = Known(
        pledges,
        known_on(events, end, "date").sort("date", "label"),
        known_on(actions, end, "date").sort("date", "authority", "action"),
        known_on(customs, end, "date").sort("date", "authority", "target"),
        end,
    )
    says = dict(known_on(item, end, "day").select("topic", "says").iter_rows())
    rows, best, not_yet = [], [], say("guarantees.news_item.not_yet_said_cell")
    for topic, (title, answer) in POINTS.items():
        held, behind = answer(known)
        rows.append((title, says.get(topic, not_yet), held, _by_grade(behind)))
        best.append(_newest_of_best_grade(behind))
    record = cite_record(say("guarantees.news_item.acts_words"), say("guarantees.news_item.customs_words"))
    return Table(
        id=id_as_of("news-item", end),
        title=say("guarantees.news_item.title", day=end),
        subtitle=say("guarantees.news_item.subtitle"),
        rows=pl.DataFrame(rows, schema=["topic", "says", "held", "rests_on"], orient="row"),
        labels={
            "topic": say("guarantees.news_item.point_column"),
            "says": say("guarantees.news_item.says_column"),
            "held": say("guarantees.news_item.held_column"),
            "rests_on": say("guarantees.news_item.rests_on_column"),
            "page": say("guarantees.news_item.page_column"),
        },
        sources=[*cite_pages(measure.matrix(pledges, end), "statements"), *cite_pages(known.events, "events"), record],
        pages=pl.DataFrame(best, schema=PAGE, orient="row"),
    )


@take_nobody(
    "one news item, on Europe and the United States",
    "see a group in each of its parts: figures.guarantees.sentences.guarantees(pledges, until, only=...), "
    "figures.guarantees.sentences.agreements(agreements, until, only=...), figures.aid.sentences.europe_and_us(aid, only=...)",
)
@whole_tables("pledges", "agreements")
def state_of_play(aid: pl.DataFrame, pledges: pl.DataFrame, agreements: pl.DataFrame, until: date | str) -> Sentence:
    """Say in a few sentences how things stood on a day: guarantees, the United States, aid, agreements.

    Takes `load.aid()` of one release, `load.pledges()` and `load.agreements()`; `until` is the day looked back from. Raises
    NotComparable for several releases and for a part of one, AnalysisError for one without allocations, for a day by which no
    month of it had ended or no position had been taken, and for a text that is no day.

    >>> from analysis import load
    >>> state_of_play(load.aid(29), load.pledges(), load.agreements(), "2025-09-20").text.split(". ")[-1]
    'From January 2022 to August 2025, as release 29 has it, Europe had allocated €179.7bn and the United States €115.4bn.'
    """
    require_first_month(aid, as_day(until))
    end = recorded_day(pledges, until)
    standing = measure.matrix(pledges, end)
    answers = dict(standing.filter(domain="land").select("country", "answer").iter_rows())
    states = wording.one_answer(answers.pop("USA", NOT_FOUND), wording.NOUNS["land"], past=True)
    heard = say("guarantees.news_item.heard_words", count=count_countries(standing.filter(pl.col("country") != "USA")))
    signed = known_on(agreements.filter(measure.SIGNED), end)
    sums = state.aid_by(aid, end)
    by_bloc = dict(sums.select("bloc", "eur_bn").iter_rows())
    others = wording.all_answers(Counter(answers.values()), wording.NOUNS["land"], of=heard, past=True)
    others = others if answers else say("guarantees.news_item.no_other_words")
    allocated = say(
        "guarantees.news_item.allocated",
        first=aid["month"].min(),
        last=sums["last_month"].max(),
        edition=edition(aid),
        europe=by_bloc.get("Europe", 0),
        us=by_bloc.get("United States", 0),
    )
    stood = say("guarantees.news_item.stood", day=end, others=others, states=states)
    return Sentence(f"**{stood}** {_signed(signed)} {allocated}")


def _signed(signed: pl.DataFrame) -> str:
    """Say how many agreements had been signed, and since when."""
    if signed.is_empty():
        return say("guarantees.news_item.none_signed")
    return say("guarantees.news_item.signed", number=signed.height, first=signed["known_by"].min())


def _by_grade(behind: Sequence[pl.DataFrame]) -> str:
    """Count the pages of some rows by grade, best first; each page once."""
    pages = pl.concat([rows.select("source_url", pl.col("grade").cast(pl.String)) for rows in behind]).unique()
    counts = dict(pages.group_by("grade").len().iter_rows())
    return join_words([f"{counts[one]} {one.replace('_', ' ')}" for one in GRADES if one in counts]) if counts else "none"


def _newest_of_best_grade(behind: Sequence[pl.DataFrame]) -> tuple[str | None, ...]:
    """Give one page for all that bear something out: address, publisher and grade; nothing where there is none."""
    dated = [rows.select(pl.col(*PAGE, "date").cast(pl.String)) for rows in behind]
    order = pl.col("grade").replace_strict({grade: place for place, grade in enumerate(GRADES)}, return_dtype=pl.Int64)
    newest = pl.concat(dated).sort(order, pl.col("date").str.pad_end(10, "-"), "source_url", descending=[False, True, False])
    return newest.select(*PAGE).row(0) if newest.height else (None,) * len(PAGE)


def _guarantees(known: Known) -> Held:
    standing = stances.with_names(measure.matrix(known.pledges, known.day).filter(pl.col("country") != "USA"))
    if standing.is_empty():
        return say("guarantees.news_item.no_position"), [standing]
    land = standing.filter(domain="land")
    offering = [with_article(name) for name in land.filter(offers_troops())["name"].sort()]
    elsewhere = count_countries(standing.filter(pl.col("domain") != "land", is_firm()))
    counts = wording.by_answer(Counter(land["answer"]), SPOKEN)
    said = [
        say("guarantees.news_item.positions", count=count_countries(standing)),
        say("guarantees.news_item.troops_offered", counts=counts, names=offering)
        if offering
        else say("guarantees.news_item.troops", counts=counts),
        say("guarantees.news_item.elsewhere", count=elsewhere),
        *([say("guarantees.news_item.never_published")] if known.day >= COUNTED else []),
    ]
    return " ".join(said), [standing]


def _united_states(known: Known) -> Held:
    rows = measure.positions(known.pledges, known.day).filter(pl.col("country") == "USA", pl.col("domain").is_in(US_DOMAINS))
    named = rows.sort("since", "domain").with_columns(pl.col("domain").str.replace("_", " "), partial_day_text("date"))
    listed = join_rows(named, "{domain}: {position} ({date}, {answer})")
    return f"{listed}." if listed else say("guarantees.news_item.no_position"), [rows]


def _sanctions_asked(known: Known) -> Held:
    bills = known.actions.filter(pl.col("kind") == "bill")
    listed = known.actions.filter(pl.col("authority") == "US")
    taken = listed.filter(pl.col("kind") == "listing").tail(1)
    since = (
        listed.filter(pl.col("kind") == "other_listing", pl.col("date") > (taken["date"].max() or date.min))["date"]
        .unique()
        .sort()
    )
    asked = say("guarantees.news_item.bills", acts=_acts(bills)) if bills.height else say("guarantees.news_item.no_bill")
    others = listed.filter(pl.col("kind") == "other_listing", pl.col("date").is_in(since.implode()))
    last = _acts(taken) or "none"
    told = (
        say("guarantees.news_item.last_listing_followed", acts=last, days=[day(one) for one in since])
        if len(since)
        else say("guarantees.news_item.last_listing", acts=last)
    )
    return f"{told} {asked}", [bills, taken, others]


def _sanctions_in_force(known: Known) -> Held:
    packages = known.actions.filter(pl.col("authority") == "EU", pl.col("kind") == "package", pl.col("legal_act").is_not_null())
    in_force = acts.in_force(known.customs, known.day)
    recent = in_force.filter(pl.col("date") > pl.lit(known.day).dt.offset_by("-12mo"))
    duties = "; ".join(
        say("guarantees.news_item.duty_words", authority=AUTHORITIES.get(who, who), day=on, measure=what, target=target)
        for who, on, what, target in recent.select("authority", "date", "measure", "target").iter_rows()
    )
    adopted = (
        say("guarantees.news_item.packages", count=packages.height, acts=_acts(packages.tail(1)))
        if packages.height
        else say("guarantees.news_item.no_package")
    )
    stood = say("guarantees.news_item.duties", duties=duties) if duties else say("guarantees.news_item.no_duty")
    return f"{adopted} {stood}", [packages, recent]


def _meetings(known: Known) -> Held:
    last = known.events.filter(pl.col("category") == "diplomacy").tail(3)
    talks = _dated(last, "{label} ({date})")
    told = say("guarantees.news_item.talks", talks=talks) if talks else say("guarantees.news_item.no_meeting")
    return told, [last]


def _acts(rows: pl.DataFrame) -> str:
    return _dated(rows, "{action} ({date})")


def _dated(rows: pl.DataFrame, text: str) -> str:
    return join_rows(rows.with_columns(day_text("date")), text)


POINTS: dict[str, tuple[str, Callable[[Known], Held]]] = {
    "guarantees": (say("guarantees.news_item.guarantees_label"), _guarantees),
    "united_states": (say("guarantees.news_item.united_states_label"), _united_states),
    "sanctions_asked": (say("guarantees.news_item.sanctions_asked_label"), _sanctions_asked),
    "sanctions_in_force": (say("guarantees.news_item.sanctions_in_force_label"), _sanctions_in_force),
    "meetings": (say("guarantees.news_item.meetings_label"), _meetings),
}
"""The title of each topic, and what gives its answer."""
