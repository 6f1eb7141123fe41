"""Sentences with numbers computed from the record of guarantees: what a notebook answers before it shows how."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.formatting import capitalise_first, day, join_rows, month, partial_day, usd
from analysis.countries import count_countries, join_words, with_article
from analysis.figures.guarantees import money_of, stances, wording
from analysis.figures.guarantees.packages import running_total
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sentence import Sentence
from analysis.figures.whom import members_in, notes_of, together
from analysis.groups.group import Group, as_groups
from analysis.measures import guarantees as measure
from analysis.measures import packages
from analysis.measures.answers import DECLINES, NOT_FOUND, SPOKEN, offers_troops
from analysis.measures.blocs import Whose

__all__ = ["agreements", "changes", "guarantees", "money", "troops"]

MOVED = {
    "nearer": "moved towards an offer of troops, from {first} to {last}",
    "further": "moved away from an offer of troops, from {first} to {last}",
    "there and back": "moved on troops and came back to {last}",
    "unchanged": "last answered on troops as it did at first: {last}",
}
"""How the last answer of one country stands to its first."""


@whole_tables("pledges")
def guarantees(pledges: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Sentence:
    """Say who offers troops, how many may and how many refuse, and what the United States answers in each domain.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from, `only` keeps the members of blocs and groups, and
    countries, the United States if it is one. Bodies that are no country are not counted. Raises AnalysisError for a text that is no
    day, for a day before the record, and for a group of which nobody has a position.

    >>> from analysis import groups, load
    >>> guarantees(load.pledges(), "2025-09-20").text.split(",")[0]
    '**As of 20 September 2025'
    >>> guarantees(load.pledges(), "2025-09-20", only=groups.BALTIC_STATES).text.split(";")[0]
    '**As of 20 September 2025, of the Baltic states 2 countries offer troops, all on a condition'
    """
    end = recorded_day(pledges, until)
    stood = measure.matrix(pledges, end)
    on_land = stood.filter(domain="land")
    states = stances.with_names(stood.filter(country="USA"))
    united_states = f"The United States {_every_domain(states)}."
    if on_land.is_empty():
        return Sentence(f"**As of {day(end)}, no country's position on troops is in the record.** {united_states}")
    chosen, members = members_in(on_land, only, f"position on troops by {day(end)}", "country")
    if _is_one(chosen):
        return Sentence(f"**As of {day(end)}, {_of_one(chosen[0], stances.with_names(stood))}.**")
    land = stances.with_names(members)
    counts = Counter(land["answer"])
    offering = [with_article(name) for name in land.filter(offers_troops())["name"].sort()]
    named = f" Those that offer are {join_words(offering)}." if offering else ""
    answers = dict(land.select("country", "answer").iter_rows())
    said = f"{wording.all_answers(counts, wording.NOUNS['land'])}{wording.us_among(answers)}"
    said = f"of {together(chosen)} {said}" if chosen else said
    states_too = f" {united_states}" if not chosen or "USA" in answers else ""
    return Sentence(f"**As of {day(end)}, {said}.**{named}{states_too}{_notes(chosen, on_land, 'position on troops')}")


@whole_tables("pledges")
def changes(pledges: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Sentence:
    """Say whose last answer on troops is nearer to an offer than its first, or further, and who went and came back.

    Takes `load.pledges()`, the whole history, as known by `until`; `only` as `guarantees`. Raises AnalysisError for a text that is no
    day, for a day before the record, and for a group of which nobody has answered.

    >>> from analysis import load
    >>> changes(load.pledges(), "2025-03-31").text.split(",")[0]
    '**Between their first and their last answer on troops'
    >>> changes(load.pledges(), "2025-03-31", only=["Denmark", "Sweden"]).text.split(".**")[0]
    '**Of Denmark and Sweden, 1 country moved towards an offer between first and last answer on troops: Denmark from undecided to may offer, if'
    """
    end = recorded_day(pledges, until)
    answered = measure.first_and_last(pledges, "land", end)
    chosen, members = members_in(answered, only, f"answer on troops by {day(end)}", "country")
    compared = stances.with_names(members).sort("name")
    nearer, further, back = (compared.filter(direction=one) for one in ("nearer", "further", "there and back"))
    returned = capitalise_first(join_words([with_article(name) for name in back["name"]])) if back.height else "None"
    notes = _notes(chosen, answered, "answer on troops")
    if _is_one(chosen):
        name, first, last, direction = compared.select("name", "first", "last", "direction").row(0)
        return Sentence(f"**{capitalise_first(with_article(name))} {MOVED[direction].format(first=first, last=last)}.**{notes}")
    told = (
        f"Of {together(chosen)}, {_moved(nearer)} towards an offer between first and last answer on troops"
        if chosen
        else f"Between their first and their last answer on troops, {_moved(nearer)} towards an offer"
    )
    return Sentence(
        f"**{told}{_from_to(nearer)}.** "
        f"{capitalise_first(_moved(further))} away{_from_to(further)}. {returned} moved and came back.{notes}"
    )


@whole_tables("pledges")
def troops(pledges: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Sentence:
    """Say which numbers of soldiers were stated, one by one; they are never added.

    Takes `load.pledges()`, the whole history, as known by `until`; `only` as `guarantees`. Raises AnalysisError for a text that is no
    day, for a day before the record, and for a group of which nobody is in it.

    >>> from analysis import load
    >>> troops(load.pledges(), "2025-09-20")
    No number of soldiers had been stated in any row.
    >>> troops(load.pledges(), "2025-09-20", only="Poland")
    No number of soldiers had been stated in any row of Poland.
    """
    end = recorded_day(pledges, until)
    known = known_on(pledges, end)
    chosen, members = members_in(known, only, f"position by {day(end)}", "country")
    rows, notes = stances.with_names(measure.troops_stated(members)), _notes(chosen, known, "position")
    whose = f" of {together(chosen)}" if chosen else ""
    if rows.is_empty():
        return Sentence(f"No number of soldiers had been stated in any row{whose}.{notes}")
    words = ["{name} {troops:,} ({status})".format_map(row) for row in rows.iter_rows(named=True)]
    stands = "1 row" if rows.height == 1 else f"{rows.height} rows"
    return Sentence(
        f"**A number of soldiers stands in {stands}{whose} only:** {_list(words)}. Everywhere else it is not stated.{notes}"
    )


@whole_tables("purl", us="us_packages")
def money(us: pl.DataFrame, purl: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Sentence:
    """Say what the packages on record add up to, what the official figures are, and how far PURL has come.

    The sums are ours; the official total counts drawdown authority used, and beside procurement stands what was appropriated for it.
    Takes `load.us_packages()` and `load.purl()`, as known by `until`; USD bn. With `only` each bloc, group or country stands by itself:
    how many of its members contribute to PURL and what they announced for it, in euros where a rate is at hand; the packages are told
    where the United States is a member, and are in no sum of a group. Raises AnalysisError for a text that is no day, for a day before
    the first package, and for a group of which nobody has a package or a contribution.

    >>> from analysis import groups, load
    >>> money(load.us_packages(), load.purl(), "2022-06-01")
    **The 11 US drawdowns on record add up to $4.3bn by 1 June 2022.**
    >>> money(load.us_packages(), load.purl(), "2025-09-20", only=groups.BALTIC_STATES).text.split(".**")[0]
    '**By 20 September 2025, 1 of the 3 countries of the Baltic states had contributed to PURL, with €5m'
    """
    end = recorded_day(packages.packages(us), until, "no US package had been announced", "us_packages")
    known = known_on(us, end)
    beside = packages.us_beside_official(known)
    states = f"**{_drawdowns(beside)}**{_procurement(beside, known)}"
    paid = known_on(purl, end)
    return Sentence(
        money_of.told(paid, end, only, states) if as_groups(only) else f"{states}{_purl(packages.purl_running(paid))}"
    )


def _drawdowns(beside: pl.DataFrame) -> str:
    ours = beside.filter(kind="PDA", what="as announced")
    official = beside.filter(kind="PDA", what="official total")
    if ours.is_empty():
        return "No US drawdown is on record."
    count = ours["rows"].item()
    sums = f"The {count} US drawdowns on record add" if count > 1 else "The 1 US drawdown on record adds"
    stated = f"; the official total of authority used is {_amount(official)}" if official.height else ""
    return f"{sums} up to {usd(ours['usd_bn'].item())} by {partial_day(ours['date'].item())}{stated}."


def _procurement(beside: pl.DataFrame, known: pl.DataFrame) -> str:
    ours = beside.filter(kind="USAI", what="as announced")
    official = beside.filter(kind="USAI", what="official total")
    if ours.is_empty():
        return ""
    count = ours["rows"].item()
    sums = f"The {count} procurement packages on record add" if count > 1 else "The 1 procurement package on record adds"
    stated = f"; appropriated for procurement was {_amount(official)}{_had_more(official, known)}" if official.height else ""
    return f" {sums} up to {usd(ours['usd_bn'].item())} by {partial_day(ours['date'].item())}{stated}."


def _had_more(official: pl.DataFrame, known: pl.DataFrame) -> str:
    """Say that an earlier page named more than the latest, where one did."""
    stated = known.filter(pl.col("meaning") == packages.OFFICIAL["USAI"]).sort("not_before")
    earlier = stated.with_columns(usd_bn=pl.col("usd").cast(pl.Float64) / 1e9).filter(
        pl.col("usd_bn") > official["usd_bn"].item()
    )
    return f", less than the {_amount(earlier.tail(1))} of an earlier page" if earlier.height else ""


def _amount(official: pl.DataFrame) -> str:
    """Write an official figure with the day to which it counts or, where its page shows none, with its publication."""
    one = official.row(0, named=True)
    window = f"to {partial_day(one['cutoff'])}" if one["cutoff"] else f"as published in {partial_day(one['date'])}"
    return f"{usd(one['usd_bn'])} ({window})"


def _purl(running: pl.DataFrame) -> str:
    if running.is_empty():
        return ""
    last = running.row(-1, named=True)
    return f" Since 2025 allies and partners pay: PURL stood at {running_total(last)} on {day(last['known_by'])}."


@whole_tables(table="agreements")
def agreements(table: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Sentence:
    """Say how many bilateral agreements were signed, and when the last was.

    Takes `load.agreements()`, as known by `until`; `only` keeps the members of blocs and groups, and countries. Raises AnalysisError
    for a text that is no day, for a day after the collection ended, and for a group of which nobody had signed.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-02-29")
    **6 bilateral security agreements were signed from January 2024 to 29 February 2024, the last in February 2024 (Italy).**
    >>> agreements(load.agreements(), "2024-02-29", only="Italy")
    **1 bilateral security agreement of Italy was signed by 29 February 2024, in February 2024 (Italy).**
    """
    end = collected_day("agreements", until)
    everyone = known_on(table.filter(measure.SIGNED), end)
    chosen, signed = members_in(everyone, only, f"agreement by {day(end)}", "country")
    if signed.is_empty():
        return Sentence("No bilateral security agreement had been signed.")
    last = signed.sort("known_by", "country").row(-1, named=True)
    when, notes = f"{month(last['known_by'])} ({last['partner']})", _notes(chosen, everyone, "agreement")
    if chosen and signed.height == 1:
        return Sentence(f"**1 bilateral security agreement of {together(chosen)} was signed by {day(end)}, in {when}.**{notes}")
    whose = f" of {together(chosen)}" if chosen else ""
    return Sentence(
        f"**{signed.height} bilateral security agreements{whose} were signed from {month(signed['known_by'].min())} to {day(end)}, "
        f"the last in {when}.**{notes}"
    )


def _of_one(country: Group, stood: pl.DataFrame) -> str:
    """Say of one country what it answers in every domain."""
    rows = stood.filter(pl.col("country").is_in(country.members))
    return f"{with_article(rows['name'][0])} {_every_domain(rows)}"


def _is_one(chosen: Sequence[Group]) -> bool:
    """Say whether one country alone was chosen, of which there is nothing to count."""
    return len(chosen) == 1 and len(chosen[0]) == 1


def _notes(chosen: Sequence[Group], rows: pl.DataFrame, what: str) -> str:
    """Say who is in the groups chosen, and of whom there is nothing, as the sentences that follow one of a group."""
    return "".join(f" {note}" for note in notes_of(chosen, rows, what, "country"))


def _moved(rows: pl.DataFrame) -> str:
    number = count_countries(rows)
    return f"{number or 'no'} {'country' if number < 2 else 'countries'} moved"


def _from_to(rows: pl.DataFrame) -> str:
    named = rows.with_columns(pl.col("name").map_elements(with_article, return_dtype=pl.String))
    return f": {join_rows(named, '{name} from {first} to {last}')}" if rows.height else ""


def _every_domain(rows: pl.DataFrame) -> str:
    """Say what a country answers in each domain, its refusals first."""
    nouns = rows.with_columns(noun=pl.col("domain").replace_strict(wording.NOUNS, return_dtype=pl.String))
    given = {answer: nouns.filter(answer=answer)["noun"].sort().to_list() for answer in (DECLINES, *SPOKEN)}
    said = [wording.one_answer(answer, join_words(what)) for answer, what in given.items() if what]
    return "; ".join(said) or wording.one_answer(NOT_FOUND, "anything")


def _list(words: list[str]) -> str:
    return join_words(words or ["none"])
