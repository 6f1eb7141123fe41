"""Sentences with numbers computed from the record of guarantees: what a notebook answers before it shows how."""

from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.formatting import bn, day, day_text, join_words, month
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sentence import Sentence
from analysis.measures import guarantees as measure
from analysis.measures import packages

__all__ = ["agreements", "changes", "guarantees", "money", "troops"]


@whole_tables("pledges")
def guarantees(pledges: pl.DataFrame, until: date | str) -> Sentence:
    """Say who is ready to send soldiers, who declines, and what the United States says.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. Bodies that are no country are not counted.
    Raises AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> guarantees(load.pledges(), "2025-09-20").text.split(",")[0]
    '**As of 20 September 2025'
    """
    end = recorded_day(pledges, until)
    positions = stances.with_names(measure.matrix(pledges, end))
    land = positions.filter(domain="land")
    names = {answer: land.filter(answer=answer)["name"].sort().to_list() for answer in measure.ORDER}
    states = dict(positions.filter(country="USA").select("domain", "position").iter_rows())
    quoted = [f"on {domain} “{states[domain]}”" for domain in ("land", "air", "intelligence") if domain in states]
    united_states = f"The United States: {'; '.join(quoted) or 'no position found'}."
    if land.is_empty():
        return Sentence(f"**As of {day(end)}, no country's position on soldiers is in the record.** {united_states}")
    return Sentence(
        f"**As of {day(end)}, {len(names['firm'])} countries have said in public that they are ready to send soldiers to Ukraine after a "
        f"ceasefire: {_list(names['firm'])}.** {len(names['conditional'])} name conditions, {len(names['undecided'])} have not decided and "
        f"{len(names['declined'])} decline to send soldiers, most of them offering something else. {united_states}"
    )


@whole_tables("pledges")
def changes(pledges: pl.DataFrame, until: date | str) -> Sentence:
    """Say who changed its answer on soldiers.

    Takes `load.pledges()`, the whole history, as known by `until`. Raises AnalysisError for a text that is no day, and for a
    day before the record.

    >>> from analysis import load
    >>> changes(load.pledges(), "2025-03-31")
    **3 countries changed their answer on soldiers:** Spain (6 March 2025: declined to undecided), Denmark (10 March 2025:
    undecided to on conditions) and Greece (27 March 2025: on conditions to declined).
    """
    changed = measure.changes_of_mind(pledges, "land", recorded_day(pledges, until))
    answers = [measure.answer_of(one).replace(stances.WORDS) for one in ("before", "after")]
    rows = stances.with_names(changed).with_columns(day_text("changed_on"), *answers)
    words = ["{name} ({changed_on}: {before} to {after})".format_map(row) for row in rows.iter_rows(named=True)]
    return Sentence(f"**{rows['country'].n_unique()} countries changed their answer on soldiers:** {_list(words)}.")


@whole_tables("pledges")
def troops(pledges: pl.DataFrame, until: date | str) -> Sentence:
    """Say which numbers of soldiers were stated, one by one; they are never added.

    Takes `load.pledges()`, the whole history, as known by `until`. Raises AnalysisError for a text that is no day, and for a
    day before the record.

    >>> from analysis import load
    >>> troops(load.pledges(), "2025-09-20")
    No number of soldiers had been stated in any row.
    """
    rows = stances.with_names(measure.troops_stated(known_on(pledges, recorded_day(pledges, until))))
    if rows.is_empty():
        return Sentence("No number of soldiers had been stated in any row.")
    words = ["{name} {troops:,} ({status})".format_map(row) for row in rows.iter_rows(named=True)]
    return Sentence(
        f"**A number of soldiers stands in {rows.height} rows only:** {_list(words)}. Everywhere else it is not stated."
    )


@whole_tables("purl", us="us_packages")
def money(us: pl.DataFrame, purl: pl.DataFrame, until: date | str) -> Sentence:
    """Say what the United States announced, what the official total is, and how far PURL has come.

    Takes `load.us_packages()` and `load.purl()`, as known by `until`; USD bn. Raises AnalysisError for a text that is no day,
    and for a day before the first package.

    >>> from analysis import load
    >>> money(load.us_packages(), load.purl(), "2022-06-01")
    **US drawdowns as announced add up to 4.2 bn dollars; the last package counted here was announced on 1 June 2022.**
    """
    end = recorded_day(packages.packages(us), until, "no US package had been announced", "us_packages")
    known = known_on(us, end)
    beside = dict(packages.us_beside_official(known).select("what", "usd_bn").iter_rows())
    last = packages.packages(known)["known_by"].max()
    running, tail = packages.purl_running(known_on(purl, end)), ""
    if running.height:
        amount, published = running.select("usd_bn", "known_by").row(-1)
        tail = f" Since then allies pay: PURL stood at {bn(amount)} dollars on {day(published)}."
    official = f"; the official total of drawdowns is {bn(beside['official total'])}" if "official total" in beside else ""
    return Sentence(
        f"**US drawdowns as announced add up to {bn(beside['as announced'])} dollars{official}; the last package counted here was announced "
        f"on {day(last)}.**{tail}"
    )


@whole_tables(table="agreements")
def agreements(table: pl.DataFrame, until: date | str) -> Sentence:
    """Say how many bilateral agreements were signed, and when the last was.

    Takes `load.agreements()`, as known by `until`. Raises AnalysisError for a text that is no day and for a day after the
    collection ended.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-02-29")
    **6 bilateral security agreements were signed, the last in February 2024 (Italy).**
    """
    signed = known_on(table, collected_day("agreements", until)).filter(measure.SIGNED)
    if signed.is_empty():
        return Sentence("No bilateral security agreement had been signed.")
    last = signed.sort("known_by", "country").row(-1, named=True)
    return Sentence(
        f"**{signed.height} bilateral security agreements were signed, the last in {month(last['known_by'])} ({last['partner']}).**"
    )


def _list(words: list[str]) -> str:
    return join_words(words or ["none"])
