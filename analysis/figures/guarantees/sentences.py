"""Sentences with numbers computed from the record of guarantees: what a notebook answers before it shows how."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.catalogue import say
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
    united_states = say("guarantees.sentences.united_states", answers=_every_domain(states))
    if on_land.is_empty():
        return Sentence(f"**{say('guarantees.sentences.no_position', day=end)}** {united_states}")
    chosen, members = members_in(on_land, only, say("guarantees.positions.troops_by_words", day=end), "country")
    if _is_one(chosen):
        return Sentence(f"**{_of_one(chosen[0], stances.with_names(stood), end)}**")
    land = stances.with_names(members)
    counts = Counter(land["answer"])
    offering = [with_article(name) for name in land.filter(offers_troops())["name"].sort()]
    named = f" {say('guarantees.sentences.offering', names=offering)}" if offering else ""
    answers = dict(land.select("country", "answer").iter_rows())
    said = f"{wording.all_answers(counts, wording.NOUNS['land'])}{wording.us_among(answers)}"
    told = (
        say("guarantees.sentences.of_group", day=end, group=together(chosen), answers=said)
        if chosen
        else say("guarantees.sentences.of_all", day=end, answers=said)
    )
    states_too = f" {united_states}" if not chosen or "USA" in answers else ""
    return Sentence(f"**{told}**{named}{states_too}{_notes(chosen, on_land, say('guarantees.positions.troops_words'))}")


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
    chosen, members = members_in(answered, only, say("guarantees.sentences.answer_by_words", day=end), "country")
    compared = stances.with_names(members).sort("name")
    nearer, further, back = (compared.filter(direction=one) for one in ("nearer", "further", measure.RETURNED))
    notes = _notes(chosen, answered, say("guarantees.sentences.answer_words"))
    if _is_one(chosen):
        return Sentence(f"**{_one_moved(*compared.select('name', 'first', 'last', 'direction').row(0))}**{notes}")
    return Sentence(f"**{_nearer(chosen, nearer)}** {_further(further)} {_back(back)}{notes}")


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
    chosen, members = members_in(known, only, say("guarantees.positions.position_by_words", day=end), "country")
    rows = stances.with_names(measure.troops_stated(members))
    notes = _notes(chosen, known, say("guarantees.positions.position_words"))
    if rows.is_empty():
        return Sentence(f"{_no_soldiers(chosen)}{notes}")
    listed = [f"{name} {number:,} ({status})" for name, number, status in rows.select("name", "troops", "status").iter_rows()]
    elsewhere = say("guarantees.sentences.soldiers_elsewhere")
    return Sentence(f"**{_soldiers(chosen, rows.height)}** {join_words(listed)}. {elsewhere}{notes}")


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
    end = recorded_day(packages.packages(us), until, say("guarantees.packages.nothing_words"), "us_packages")
    known = known_on(us, end)
    beside = packages.us_beside_official(known)
    states = f"**{_drawdowns(beside)}**{_procurement(beside, known)}"
    paid = known_on(purl, end)
    return Sentence(
        money_of.told(paid, end, only, states) if as_groups(only) else f"{states}{_purl(packages.purl_running(paid))}"
    )


def _drawdowns(beside: pl.DataFrame) -> str:
    ours = beside.filter(kind="PDA", what=packages.AS_ANNOUNCED)
    official = beside.filter(kind="PDA", what=packages.OFFICIAL_TOTAL)
    if ours.is_empty():
        return say("guarantees.sentences.drawdowns_none")
    sums = {"number": ours["rows"].item(), "sum": ours["usd_bn"].item(), "day": ours["date"].item()}
    if official.is_empty():
        return say("guarantees.sentences.drawdowns", **sums)
    return say("guarantees.sentences.drawdowns_official", **sums, official=_amount(official))


def _procurement(beside: pl.DataFrame, known: pl.DataFrame) -> str:
    ours = beside.filter(kind="USAI", what=packages.AS_ANNOUNCED)
    official = beside.filter(kind="USAI", what=packages.OFFICIAL_TOTAL)
    if ours.is_empty():
        return ""
    sums = {"number": ours["rows"].item(), "sum": ours["usd_bn"].item(), "day": ours["date"].item()}
    if official.is_empty():
        return f" {say('guarantees.sentences.procurement', **sums)}"
    sums["official"] = _amount(official)
    earlier = _had_more(official, known)
    if earlier.is_empty():
        return f" {say('guarantees.sentences.procurement_official', **sums)}"
    return f" {say('guarantees.sentences.procurement_less', **sums, earlier=_amount(earlier))}"


def _had_more(official: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give what an earlier page named that is more than the latest, where one did."""
    stated = known.filter(pl.col("meaning") == packages.OFFICIAL["USAI"]).sort("not_before")
    in_billions = stated.with_columns(usd_bn=pl.col("usd").cast(pl.Float64) / 1e9)
    return in_billions.filter(pl.col("usd_bn") > official["usd_bn"].item()).tail(1)


def _amount(official: pl.DataFrame) -> str:
    """Write an official figure with the day to which it counts or, where its page shows none, with its publication."""
    one = official.row(0, named=True)
    if one["cutoff"]:
        return say("guarantees.sentences.amount_words", sum=one["usd_bn"], day=one["cutoff"])
    return say("guarantees.sentences.amount_published_words", sum=one["usd_bn"], day=one["date"])


def _purl(running: pl.DataFrame) -> str:
    if running.is_empty():
        return ""
    last = running.row(-1, named=True)
    return f" {say('guarantees.sentences.purl', total=running_total(last), day=last['known_by'])}"


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
    chosen, signed = members_in(everyone, only, say("guarantees.sentences.agreement_by_words", day=end), "country")
    if signed.is_empty():
        return Sentence(say("guarantees.sentences.agreements_none"))
    return Sentence(
        f"**{_agreed(chosen, signed, end)}**{_notes(chosen, everyone, say('guarantees.sentences.agreement_words'))}"
    )


def _agreed(chosen: Sequence[Group], signed: pl.DataFrame, end: date) -> str:
    row = signed.sort("known_by", "country").row(-1, named=True)
    last = {"day": end, "last": row["known_by"], "partner": row["partner"]}
    if chosen and signed.height == 1:
        return say("guarantees.sentences.agreement_of_group", **last, group=together(chosen))
    counted = {"count": signed.height, "first": signed["known_by"].min()} | last
    if chosen:
        return say("guarantees.sentences.agreements_of_group", **counted, group=together(chosen))
    return say("guarantees.sentences.agreements", **counted)


def _of_one(country: Group, stood: pl.DataFrame, end: date) -> str:
    """Say of one country what it answers in every domain."""
    rows = stood.filter(pl.col("country").is_in(country.members))
    name = with_article(rows["name"][0])
    return say("guarantees.sentences.of_one", day=end, country=name, answers=_every_domain(rows))


def _is_one(chosen: Sequence[Group]) -> bool:
    """Say whether one country alone was chosen, of which there is nothing to count."""
    return len(chosen) == 1 and len(chosen[0]) == 1


def _notes(chosen: Sequence[Group], rows: pl.DataFrame, what: str) -> str:
    """Say who is in the groups chosen, and of whom there is nothing, as the sentences that follow one of a group."""
    return "".join(f" {note}" for note in notes_of(chosen, rows, what, "country"))


def _one_moved(name: str, first: str, last: str, direction: str) -> str:
    """Say how the last answer of one country stands to its first."""
    country = with_article(name)
    if direction == "nearer":
        return say("guarantees.sentences.one_nearer", country=country, first=first, last=last)
    if direction == "further":
        return say("guarantees.sentences.one_further", country=country, first=first, last=last)
    if direction == "unchanged":
        return say("guarantees.sentences.one_unchanged", country=country, last=last)
    return say("guarantees.sentences.one_there_and_back", country=country, last=last)


def _nearer(chosen: Sequence[Group], rows: pl.DataFrame) -> str:
    number = count_countries(rows)
    if chosen and number:
        return say("guarantees.sentences.group_nearer", group=together(chosen), number=number, moves=_moves(rows))
    if chosen:
        return say("guarantees.sentences.group_nearer_none", group=together(chosen))
    if number:
        return say("guarantees.sentences.nearer", number=number, moves=_moves(rows))
    return say("guarantees.sentences.nearer_none")


def _further(rows: pl.DataFrame) -> str:
    if number := count_countries(rows):
        return say("guarantees.sentences.further", number=number, moves=_moves(rows))
    return say("guarantees.sentences.further_none")


def _back(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return say("guarantees.sentences.back_none")
    return say("guarantees.sentences.back", names=[with_article(name) for name in rows["name"]])


def _moves(rows: pl.DataFrame) -> str:
    return "; ".join(
        say("guarantees.sentences.move_words", country=with_article(name), first=first, last=last)
        for name, first, last in rows.select("name", "first", "last").iter_rows()
    )


def _no_soldiers(chosen: Sequence[Group]) -> str:
    if chosen:
        return say("guarantees.sentences.no_soldiers_of_group", group=together(chosen))
    return say("guarantees.sentences.no_soldiers")


def _soldiers(chosen: Sequence[Group], number: int) -> str:
    if chosen:
        return say("guarantees.sentences.soldiers_of_group_words", group=together(chosen), number=number)
    return say("guarantees.sentences.soldiers_words", number=number)


def _every_domain(rows: pl.DataFrame) -> str:
    """Say what a country answers in each domain, its refusals first."""
    nouns = rows.with_columns(noun=pl.col("domain").replace_strict(wording.NOUNS, return_dtype=pl.String))
    given = {answer: nouns.filter(answer=answer)["noun"].sort().to_list() for answer in (DECLINES, *SPOKEN)}
    said = [wording.one_answer(answer, join_words(what)) for answer, what in given.items() if what]
    return "; ".join(said) or wording.one_answer(NOT_FOUND, say("guarantees.sentences.anything_words"))
