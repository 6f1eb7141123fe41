"""Sentences with numbers computed from the record of guarantees: what a notebook answers before it shows how."""

from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.formatting import bn, day, day_text, join_words, month, partial_day
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.packages import running_total
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
    """Say what the packages on record add up to, what the official figures are, and how far PURL has come.

    The sums are ours; the official total counts drawdown authority used, and beside procurement stands what was appropriated for it.
    Takes `load.us_packages()` and `load.purl()`, as known by `until`; USD bn. Raises AnalysisError for a text that is no day,
    and for a day before the first package.

    >>> from analysis import load
    >>> money(load.us_packages(), load.purl(), "2022-06-01")
    **The 11 US drawdowns on record add up to 4.3 bn dollars by 1 June 2022.**
    """
    end = recorded_day(packages.packages(us), until, "no US package had been announced", "us_packages")
    known = known_on(us, end)
    beside = packages.us_beside_official(known)
    running = packages.purl_running(known_on(purl, end))
    return Sentence(f"**{_drawdowns(beside)}**{_procurement(beside)}{_purl(running)}")


def _drawdowns(beside: pl.DataFrame) -> str:
    ours = beside.filter(kind="PDA", what="as announced")
    official = beside.filter(kind="PDA", what="official total")
    if ours.is_empty():
        return "No US drawdown is on record."
    count = ours["rows"].item()
    sums = f"The {count} US drawdowns on record add" if count > 1 else "The 1 US drawdown on record adds"
    stated = f"; the official total of authority used is {_amount(official)}" if official.height else ""
    return f"{sums} up to {bn(ours['usd_bn'].item())} dollars by {partial_day(ours['date'].item())}{stated}."


def _procurement(beside: pl.DataFrame) -> str:
    ours = beside.filter(kind="USAI", what="as announced")
    official = beside.filter(kind="USAI", what="official total")
    if ours.is_empty():
        return ""
    count = ours["rows"].item()
    sums = f"The {count} procurement packages on record add" if count > 1 else "The 1 procurement package on record adds"
    stated = f"; appropriated for procurement was {_amount(official)}" if official.height else ""
    return f" {sums} up to {bn(ours['usd_bn'].item())} dollars by {partial_day(ours['date'].item())}{stated}."


def _amount(official: pl.DataFrame) -> str:
    """Write an official figure with the day to which it counts or, where its page shows none, with its publication."""
    one = official.row(0, named=True)
    window = f"to {partial_day(one['cutoff'])}" if one["cutoff"] else f"as published in {partial_day(one['date'])}"
    return f"{bn(one['usd_bn'])} ({window})"


def _purl(running: pl.DataFrame) -> str:
    if running.is_empty():
        return ""
    last = running.row(-1, named=True)
    return f" Since 2025 allies pay: PURL stood at {running_total(last)} on {day(last['known_by'])}."


@whole_tables(table="agreements")
def agreements(table: pl.DataFrame, until: date | str) -> Sentence:
    """Say how many bilateral agreements were signed, and when the last was.

    Takes `load.agreements()`, as known by `until`. Raises AnalysisError for a text that is no day and for a day after the
    collection ended.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-02-29")
    **6 bilateral security agreements were signed, the last in February 2024 (Italy).**
    """
    signed = known_on(table.filter(measure.SIGNED), collected_day("agreements", until))
    if signed.is_empty():
        return Sentence("No bilateral security agreement had been signed.")
    last = signed.sort("known_by", "country").row(-1, named=True)
    return Sentence(
        f"**{signed.height} bilateral security agreements were signed, the last in {month(last['known_by'])} ({last['partner']}).**"
    )


def _list(words: list[str]) -> str:
    return join_words(words or ["none"])
