"""Sentences with numbers computed from the tables: what a notebook answers before it shows how."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.countries import EU_INSTITUTIONS, EUROPE, OTHER, UNITED_STATES, with_article
from analysis.figures.aid.amounts import allocated as given_words
from analysis.figures.aid.amounts import amounts_in_words, euros, have_allocated, number_of
from analysis.figures.aid.arrival import paid_in_words
from analysis.figures.aid.donors import GDP_YEAR
from analysis.figures.aid.inputs import (
    PAIR,
    edition,
    latest,
    require_one_release,
    require_releases,
    sides,
    stand,
    until,
    vintage,
)
from analysis.figures.aid.largest_donors import largest_of_groups
from analysis.figures.aid.later import leading
from analysis.figures.aid.whose import HOUSE, compared, members_in_words, notes_on, two_of
from analysis.figures.inputs import whole_tables
from analysis.figures.sentence import Sentence
from analysis.figures.whom import take_nobody
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen, names_somebody

__all__ = ["arrival", "change_over_time", "donors", "europe_and_us", "promises", "revisions"]


def europe_and_us(aid: pl.DataFrame, later: pl.DataFrame | None = None, *, only: Whose = ()) -> Sentence:
    """Say what Europe and the United States have allocated and committed, up to when and of which release.

    `only` names other blocs, groups and countries, by name, by code or as a Group: the sentence is of them then, and says who is in them.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages, and with `later` the totals of one that ends
    after it (`load.later_totals()`), which then lead; undated money is in the sums. Raises NotComparable for several releases and
    for a `later` that does not end later, AnalysisError for a release without one of the stages.

    >>> from analysis import load
    >>> europe_and_us(load.aid(29), load.aid_totals(30)).text.split("; by month")[0]
    '**Europe has allocated €230.5bn and the United States €115.4bn by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated", "committed", own=bool(only))
    if names_somebody(only):
        return _of_others(aid, lead, compared(aid, only))
    allocated, committed = (latest(measure.totals(lead, only=HOUSE, stage=stage)) for stage in ("allocated", "committed"))
    earlier = latest(measure.totals(aid, only=HOUSE))
    told = {"europe": allocated[EUROPE], "us": allocated[UNITED_STATES], "stand": stand(lead)}
    if later is None:
        given = say("aid.sentences.given", **told)
    else:
        months = {"until": until(aid), "edition": edition(aid)}
        amounts = {"europe_by_month": earlier[EUROPE], "us_by_month": earlier[UNITED_STATES]}
        given = say("aid.sentences.given_and_by_month", **told, **months, **amounts)
    ratio, promised = (
        allocated[EUROPE] / allocated[UNITED_STATES],
        {"europe": committed[EUROPE], "us": committed[UNITED_STATES]},
    )
    balance = say("aid.sentences.balance", edition=edition(lead), ratio=ratio, **promised)
    return Sentence(f"**{given}** {balance} {say('aid.sentences.given_by_others', other=allocated[OTHER])}")


def _of_others(aid: pl.DataFrame, lead: pl.DataFrame, groups: Sequence[Group]) -> Sentence:
    """Say the same of others, and who is in them."""
    allocated, committed, earlier = (
        latest(measure.totals(rows, only=groups, stage=stage))
        for rows, stage in ((lead, "allocated"), (lead, "committed"), (aid, "allocated"))
    )
    first, *rest = groups
    told = {"given": have_allocated(groups, allocated), "stand": stand(lead)}
    if lead is aid:
        given = say("aid.sentences.given_by_groups", **told)
    else:
        by_month = amounts_in_words(groups, {name: euros(value) for name, value in earlier.items()})
        months = {"until": until(aid), "edition": edition(aid), "by_month": by_month}
        given = say("aid.sentences.given_by_groups_and_by_month", **told, **months)
    ratios = [
        say("aid.sentences.balance_of_two", first=first.in_text, ratio=allocated[first.name] / given_too, other=group.in_text)
        for group in rest
        if (given_too := allocated[group.name])
    ]
    promised = [
        say("aid.sentences.committed_words", number=number_of(group), who=group.in_text, amount=euros(committed[group.name]))
        for group in groups
    ]
    committed_by_all = say("aid.sentences.committed_by_groups", told=promised)
    return Sentence(" ".join([f"**{given}**", *ratios, committed_by_all, *notes_on(groups, lead)]))


def change_over_time(aid: pl.DataFrame, *, only: Whose = ()) -> Sentence:
    """Say how the balance between Europe and the United States has changed, as one release dates the money.

    `only` names two others, as in `europe_and_us`.

    Takes `load.aid()` of one release that has allocations over a whole year; dated money only. Raises NotComparable for several
    releases, AnalysisError for rows without the column month and for a release without allocations, UnknownName where Europe or
    the United States has no allocation.

    >>> from analysis import load
    >>> change_over_time(load.aid(29)).text.split(", and")[0]
    '**As release 29 dates the money, Europe has stayed ahead in all aid since March 2023'
    """
    require_one_release(aid, "allocated", own=True)
    _, second = pair = two_of(aid, only, "the sentence")
    yearly = measure.growth(aid, only=pair).filter("whole")
    last = yearly["period"].max()
    all_aid, arms = _ahead(aid, pair)
    ahead = say("aid.sentences.ahead_since", edition=edition(aid), all_aid=all_aid, arms=arms)
    given = measure.over_time(aid, only=second).filter(pl.col("eur_bn") > 0)["period"].max()
    if given:
        last_new = say("aid.sentences.last_new", who=second.in_text, last=given)
    else:
        last_new = say("aid.sentences.no_dated", number=number_of(second), who=second.in_text)
    last_year = say("aid.sentences.last_year", year=last, given=given_words(pair, latest(yearly)))
    return Sentence(f"**{ahead}** {last_new} {last_year}{members_in_words(pair)}")


def _ahead(aid: pl.DataFrame, pair: tuple[Group, Group]) -> tuple[str, str]:
    """Say who of two has stayed ahead since when in all aid and in military aid, whichever of them it is."""
    leader, since = _last_lead(aid, pair, None)
    in_arms, arms_since = _last_lead(aid, pair, "military")
    if leader is None:
        all_aid = say("aid.sentences.neither_words")
    else:
        all_aid = say("aid.sentences.ahead_words", number=number_of(leader), who=leader.in_text, since=since)
    if in_arms is None:
        return all_aid, say("aid.sentences.neither_in_arms_words")
    if in_arms is leader:
        return all_aid, say("aid.sentences.ahead_in_arms_too_words", since=arms_since)
    who = {"number": number_of(in_arms), "who": in_arms.in_text}
    return all_aid, say("aid.sentences.ahead_in_arms_words", **who, since=arms_since)


def _last_lead(aid: pl.DataFrame, pair: tuple[Group, Group], kind: str | None) -> tuple[Group | None, date | None]:
    """Find who of two is ahead in the end, and since which month; neither where the lead never changed to one."""
    for name, since in measure.lead_changes(aid, *pair, kind=kind).tail(1).select("leader", "month").iter_rows():
        return next((group for group in pair if group.name == name), None), since
    return None, None


def promises(aid: pl.DataFrame, *, only: Whose = ()) -> Sentence:
    """Say how much of what was committed has been allocated.

    `only` names other blocs, groups and countries than Europe and the United States, as in `europe_and_us`.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in the sums. Raises
    NotComparable for several releases, AnalysisError for a release without one of the stages.

    >>> from analysis import load
    >>> promises(load.aid_totals(30)).text.split("; of the")[0]
    '**By June 2026 (release 30) 59% of the €391.0bn that Europe committed has been allocated'
    """
    require_one_release(aid, "allocated", "committed", own=bool(only))
    if names_somebody(only):
        return _promises_of_others(aid, compared(aid, only))
    europe, states = sides(measure.to_be_allocated(aid, only=PAIR))
    shares = {"europe_share": europe["share_allocated"], "us_share": states["share_allocated"]}
    promised = say(
        "aid.sentences.promised", stand=stand(aid), europe=europe["committed_bn"], us=states["committed_bn"], **shares
    )
    still_open = say("aid.sentences.still_open", europe=europe["to_be_allocated_bn"], us=states["to_be_allocated_bn"])
    return Sentence(f"**{promised}** {still_open}")


def _promises_of_others(aid: pl.DataFrame, groups: Sequence[Group]) -> Sentence:
    rows = measure.to_be_allocated(aid, only=groups).rows_by_key("bloc", named=True, unique=True)
    told = [
        say(
            "aid.sentences.promised_words",
            committed=euros(rows[group.name]["committed_bn"]),
            who=group.in_text,
            share=rows[group.name]["share_allocated"] or 0,
            open=euros(rows[group.name]["to_be_allocated_bn"]),
        )
        for group in groups
    ]
    promised = say("aid.sentences.promised_by_groups", stand=stand(aid), told="; ".join(told))
    return Sentence(" ".join([f"**{promised}**", *notes_on(groups, aid)]))


def donors(aid: pl.DataFrame, shares: pl.DataFrame, *, only: Whose = ()) -> Sentence:
    """Say who gives most in euros and for its size, and what part of Europe's aid the EU institutions give.

    `only` asks this of the members of other blocs and groups, each by itself; of one country it says what it gives.

    Takes `load.aid()` or `load.aid_totals()` of one release that has allocations and `load.eu_aid_shares` of the same. Size is the
    GDP of 2021, EU members with their parts of the institutions' aid. Raises NotComparable for several releases and where the
    two are not of one, AnalysisError for a release without allocations, UnknownName for a group of which the tracker has nobody.

    >>> from analysis import groups, load
    >>> donors(load.aid_totals(30), load.eu_aid_shares(30)).text.split(".** ")[1]
    "The EU institutions give 41% of Europe's allocations."
    >>> donors(load.aid_totals(30), load.eu_aid_shares(30), only=groups.G7).text.split(" and,")[0]
    '**By June 2026 (release 30), of the G7 the United States is the largest single donor with €115.4bn'
    """
    require_one_release(aid, "allocated", own=bool(only))
    totals = measure.named(measure.totals(aid, by="donor")).sort("eur_bn", "name", descending=[True, False])
    ranked = measure.by_size(aid, shares).filter(pl.col("both_pct").is_not_null())
    if names_somebody(only):
        return Sentence(largest_of_groups(chosen(aid.lazy(), only), aid, totals, ranked))
    institutions = latest(measure.totals(aid, by="base_bloc"), by="base_bloc")[EU_INSTITUTIONS]
    europe, first = latest(measure.totals(aid))[EUROPE], ranked.row(0, named=True)
    states = ranked["donor"].to_list().index("USA") + 1
    told = {
        "donor": with_article(totals["name"][0]),
        "amount": totals["eur_bn"][0],
        "stand": stand(aid),
        "sized": with_article(first["name"]),
        "share": first["both_pct"] / 100,
        "year": GDP_YEAR,
        "rank": states,
    }
    with_eu = first["share_bn"] > 0
    largest = say("aid.sentences.largest_donor_with_eu", **told) if with_eu else say("aid.sentences.largest_donor", **told)
    return Sentence(f"**{largest}** {say('aid.sentences.eu_part', share=institutions / europe)}")


@take_nobody(
    "Europe and the United States, of whom the publisher told",
    "see whom each release puts ahead: figures.aid.revisions.lead_by_release(vintages, only=[..., ...]), or one release: "
    "figures.aid.sentences.europe_and_us(aid, only=...)",
)
@whole_tables(published="published_numbers")
def revisions(vintages: pl.DataFrame, published: pl.DataFrame, aid: pl.DataFrame) -> Sentence:
    """Say how far the answers depend on the release, and how the tables stand against what was told to the press.

    Takes `load.vintages()`, in which release 29 and its first upload must be, `load.published_numbers()`, and `load.aid()` of
    the release that is held against them. Raises NotComparable for aid of several releases, AnalysisError for one without
    allocations and for vintages without one of those two.

    >>> from analysis import load
    >>> two = pl.concat([load.aid("29-first-upload"), load.aid(29)])
    >>> revisions(two, load.published_numbers(), load.aid(29)).text.split(";")[0]
    '**In all 2 releases with monthly allocations Europe is ahead in all'
    """
    require_releases(vintages, "29", "29-first-upload")
    require_one_release(aid, "allocated")
    answers = measure.answers(vintages)
    final, first = (answers.row(by_predicate=pl.col("release") == name, named=True) for name in ("29", "29-first-upload"))
    ahead = answers.filter(pl.col("europe_bn") > pl.col("us_bn"))
    held = measure.against_published(published, aid)
    within, tolerance = held.filter("within"), float(held["tolerance_pct"].to_list()[0])
    told = {
        "releases": answers.height,
        "final": final["all_aid"],
        "first": first["all_aid"],
        "lacked": final["europe_bn"] - first["europe_bn"],
        "final_arms": final["military"],
        "first_arms": first["military"],
    }
    press = say("aid.sentences.press", told=held.height, within=within.height, tolerance=tolerance / 100)
    return Sentence(f"**{_since_when(answers, ahead.height, told)}** {press}")


def _since_when(answers: pl.DataFrame, ahead: int, told: Mapping[str, Any]) -> str:
    """Say in how many releases Europe is ahead and since when, and name those by whose end it was not in military aid."""
    behind = [vintage(name) for name in answers.filter(pl.col("military").is_null())["release"]]
    if ahead == answers.height:
        if behind:
            return say("aid.sentences.all_releases_not_yet", **told, behind=behind)
        return say("aid.sentences.all_releases", **told)
    if behind:
        return say("aid.sentences.some_releases_not_yet", ahead=ahead, **told, behind=behind)
    return say("aid.sentences.some_releases", ahead=ahead, **told)


@whole_tables("disbursements", military="military_routes")
def arrival(
    aid: pl.DataFrame, disbursements: pl.DataFrame, military: pl.DataFrame, routed: pl.DataFrame, *, only: Whose = ()
) -> Sentence:
    """Say how much financial aid has been paid out, and where military aid comes from.

    `only` names other blocs, groups and countries, as in `europe_and_us`; where weapons come from is then left out, since the table of
    routes names no donor.

    Takes `load.aid()` and `load.disbursements()` of one release, and `load.military_routes()` and `load.aid()` of another (`routed`).
    Raises NotComparable where two that belong together are not of one release, AnalysisError for a release without allocations, UnknownName for a group without aid
    and AnalysisError for one without financial aid.

    >>> from analysis import load
    >>> paid, military = load.disbursements(), load.military_routes()
    >>> arrival(load.aid(paid["release"][0]), paid, military, load.aid(military["release"][0])).text.split(" of the")[0]
    '**Europe has paid out 84%'
    """
    for rows in (aid, routed):
        require_one_release(rows, "allocated", own=bool(only))
    if names_somebody(only):
        groups = compared(aid, only)
        told = [paid_in_words(aid, disbursements, groups), say("aid.sentences.no_routes"), *notes_on(groups, aid)]
        return Sentence(" ".join(told))
    europe, states = sides(measure.paid_out(aid, disbursements))
    years = measure.routes_by_year(military, routed).sort("period")
    first, last = (latest(years.filter(period=years["period"][at]), "share", "route") for at in (0, -1))
    shares = {"europe_share": europe["share_paid"], "us_share": states["share_paid"]}
    paid_out = say(
        "aid.sentences.paid_out", europe=europe["allocated_bn"], us=states["allocated_bn"], stand=stand(aid), **shares
    )
    came_from = say(
        "aid.sentences.routes",
        then_share=first["stockpile"],
        then=years["period"][0],
        now_share=last["stockpile"],
        now=years["period"][-1],
        until=until(routed),
        unspecified=last["unspecified"],
        purl=last["nato_purl"],
        edition=edition(routed),
    )
    return Sentence(f"**{paid_out}** {came_from}")
