"""Random choices on the page to explore, and what the measures give for each: asked of nothing that the page is made with."""

import random
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from analysis import groups, load, measures
from analysis.errors import AnalysisError
from analysis.measures import counts

State = dict[str, Any]
Values = dict[tuple[str, date], float | None]
BY = {"bloc": "bloc", "base": "base_bloc", "donor": "donor", "group": "bloc"}
MOST = 8
HOW_MANY = [*range(1, MOST + 1)] * 2 + [0, MOST + 1]
"""How many of a list are chosen: seldom none, or more than can be told apart, which the page refuses."""

pledges, designations, coverage = cache(load.pledges), cache(load.designations), cache(load.sanctions_coverage)
aid_of = cache(load.aid)


class Refused(Exception):
    """Raised for a choice that has no numbers, which the page must say in words."""


def drawn(name: str, controls: list[dict[str, Any]], dice: random.Random) -> State:
    """Draw a value of every control of a subject; months are mostly in order, so that most choices have numbers."""
    state: State = {}
    for control in controls:
        options = control["options"]
        if control["kind"] == "many":
            state[control["name"]] = dice.sample(options, min(len(options), dice.choice(HOW_MANY)))
        else:
            state[control["name"]] = dice.choice(options)
    if "start" in state and dice.random() < 0.9:
        state["start"], state["end"] = sorted((state["start"], state["end"]))
    if name == "aid" and dice.random() < 0.85:
        state |= {"release": dice.choice(["29", "28", "18"]), "start": min(state["start"], 20)}
    if name == "aid" and state["per"] == "gdp" and dice.random() < 0.8:
        state |= {"currency": "EUR", "prices": ""}
    if name == "aid" and state["stage"] == "committed" and dice.random() < 0.5:
        state["kind"] = ""
    return state


def month(at: int) -> str:
    return f"{2022 + at // 12}-{at % 12 + 1:02}"


def of_aid(state: State) -> tuple[Values, list[str]]:
    """Give what `measures.aid.over_time` has for a choice, and the names of donors that the release does not know."""
    try:
        aid = aid_of(state["release"])
    except AnalysisError as fault:
        raise Refused(fault.problem) from None
    if not (aid["stage"] == state["stage"]).any():
        raise Refused("a stage that a release has no rows of is not known")
    only: list[Any] = {"donor": state["chosen"], "group": state["grouped"]}.get(state["by"], [])
    if state["by"] in {"donor", "group"} and not 0 < len(only) <= MOST:
        raise Refused("none, or more than can be told apart")
    names = dict(load.countries().select("iso3", "name").iter_rows())
    lacking = [one for one in only if state["by"] == "donor" and one not in aid["donor"]]
    # Groups are given as they are: some of the page's are known by what they are, and not by a name.
    known = [next((each for each in ready() if each.name == one), one) for one in only if one not in lacking]
    if only and not known:
        return {}, [names[one] for one in lacking]
    by, per, prices = BY[state["by"]], state["per"] or None, state["prices"] or None
    try:
        rows = measures.aid.over_time(
            aid,
            by,
            known,
            stage=state["stage"],
            kind=state["kind"] or None,
            every=state["every"],
            cumulative=state["cumulative"],
            currency=state["currency"],
            per=per,
            prices=prices,
            months=(month(state["start"]), month(state["end"])),
        )
    except AnalysisError as fault:
        if "of their own is known" in fault.problem:
            return {}, []
        raise Refused(fault.problem) from None
    unit = measures.aid.unit_of(state["currency"], per, prices)
    rows = rows.with_columns(pl.col(by).replace(names)) if by == "donor" else rows
    return {(who, period): value for who, period, value in rows.select(by, "period", unit).iter_rows()}, [
        names[one] for one in lacking
    ]


def of_sanctions(state: State) -> tuple[Values, list[str]]:
    """Give what `counts` has for a choice: each authority on one basis, over the months that its source covers."""
    if not state["only"] or (state["measure"] == "asset_freeze" and not state["subjects"]) or state["start"] > state["end"]:
        raise Refused("nobody, nothing or no month is chosen")
    of = counts.SUBJECTS[state["measure"]]
    subjects = [one for one in of if one in state["subjects"]] or list(of)
    known = counts.bases(designations(), state["measure"], state["basis"] or None, subjects)
    bases = {one: basis for one, basis in known.items() if one in state["only"]}
    if not bases:
        return {}, []
    months = (month(state["start"]), month(state["end"]))
    try:
        rows = counts.counts(
            designations(),
            coverage(),
            state["measure"],
            bases=bases,
            subjects=subjects,
            every=state["every"],
            cumulative=state["cumulative"],
            months=months,
        )
    except AnalysisError:
        # Where no source covers a month, the measure refuses and the page draws nothing and says so.
        rows = pl.DataFrame(schema={"authority": pl.String, "period": pl.Date, "listings": pl.Int64})
    names = {"EU": "European Union", "UK": "United Kingdom", "US": "United States", "CA": "Canada", "AU": "Australia"}
    return {
        (names[who], period): number for who, period, number in rows.select("authority", "period", "listings").iter_rows()
    }, []


def of_guarantees(state: State) -> tuple[dict[str, set[str]], list[str]]:
    """Give the countries by their answer, as `measures.guarantees.matrix` has them on the day."""
    only: Any = next((one for one in ready() if one.name == state["whose"]), ())
    stood = measures.guarantees.matrix(pledges(), state["as_of"], only=only)
    asked = dict(stood.filter(domain=state["domain"]).select("country", "answer").iter_rows())
    names = dict(load.countries().select("iso3", "name").iter_rows())
    told: dict[str, set[str]] = {}
    for country in stood["country"].unique():
        told.setdefault(asked.get(country, "not found"), set()).add(names[country])
    return told, []


@cache
def ready() -> list[groups.Group]:
    return [getattr(groups, name) for name in groups.__all__ if name != "Group"]


MEASURED = {"aid": of_aid, "sanctions": of_sanctions, "guarantees": of_guarantees}
