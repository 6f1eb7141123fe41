"""Sentences with numbers computed from the tables: what a notebook answers before it shows how."""

from collections.abc import Sequence

import polars as pl

from analysis.charts.formatting import capitalise_first, eur, month, ordinal, pct, times
from analysis.charts.ratios import pct_at_least
from analysis.countries import EU_INSTITUTIONS, EUROPE, OTHER, UNITED_STATES, join_words, with_article
from analysis.figures.aid.amounts import allocated as given_words
from analysis.figures.aid.amounts import amounts_in_words, be, euros, has, have_allocated
from analysis.figures.aid.arrival import paid_in_words
from analysis.figures.aid.donors import GDP_YEAR, with_eu
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
from analysis.figures.aid.later import leading
from analysis.figures.aid.whose import HOUSE, compared, members_in_words, notes_on, two_of
from analysis.figures.inputs import whole_tables
from analysis.figures.sentence import Sentence
from analysis.figures.whom import take_nobody
from analysis.groups.group import EU, Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen, names_somebody

NO_ROUTES = "Where weapons come from is published of all donors together and of nobody by itself, so it is not told here."

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
    by_month = f"; by month to {until(aid)} ({edition(aid)}) {eur(earlier[EUROPE])} and {eur(earlier[UNITED_STATES])}"
    return Sentence(
        f"**Europe has allocated {eur(allocated[EUROPE])} and the United States {eur(allocated[UNITED_STATES])} {stand(lead)}"
        f"{'' if later is None else by_month}.** In {edition(lead)} Europe's allocations are "
        f"{times(allocated[EUROPE] / allocated[UNITED_STATES])} those of the United States; Europe has committed {eur(committed[EUROPE])} and "
        f"the United States {eur(committed[UNITED_STATES])}. All other donors together have allocated {eur(allocated[OTHER])}."
    )


def _of_others(aid: pl.DataFrame, lead: pl.DataFrame, groups: Sequence[Group]) -> Sentence:
    """Say the same of others, and who is in them."""
    allocated, committed, earlier = (
        latest(measure.totals(rows, only=groups, stage=stage))
        for rows, stage in ((lead, "allocated"), (lead, "committed"), (aid, "allocated"))
    )
    first, *rest = groups
    by_month = amounts_in_words(groups, {name: euros(value) for name, value in earlier.items()})
    months = "" if lead is aid else f"; by month to {until(aid)} ({edition(aid)}) {by_month}"
    ratios = [
        f" The allocations of {first.in_text} are {times(allocated[first.name] / allocated[group.name])} those of {group.in_text}."
        for group in rest
        if allocated[group.name]
    ]
    promised = join_words([f"{group.in_text} {has(group)} committed {euros(committed[group.name])}" for group in groups])
    notes = "".join(f" {note}" for note in notes_on(groups, lead))
    return Sentence(
        f"**{have_allocated(groups, allocated)} {stand(lead)}{months}.**{''.join(ratios)} {capitalise_first(promised)}.{notes}"
    )


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
    all_aid, of_military = _ahead(aid, pair)
    given = measure.over_time(aid, only=second).filter(pl.col("eur_bn") > 0)["period"].max()
    last_new = f"last allocated new aid in {month(given)}" if given else f"{has(second)} no dated allocation"
    return Sentence(
        f"**As {edition(aid)} dates the money, {all_aid}, and {of_military}; another release may give other months.** "
        f"{capitalise_first(second.in_text)} {last_new}. In {last.year}, the last whole year, {given_words(pair, latest(yearly))}."  # type: ignore[union-attr]
        f"{members_in_words(pair)}"
    )


def _ahead(aid: pl.DataFrame, pair: tuple[Group, Group]) -> tuple[str, str]:
    """Say who of two has stayed ahead since when in all aid and in military aid, whichever of them it is."""
    words, named = [], None
    for kind, what in ((None, "in all aid"), ("military", "in military aid")):
        changes = measure.lead_changes(aid, *pair, kind=kind)
        last = None if changes.is_empty() else changes.row(-1, named=True)
        leader = next((group for group in pair if last and group.name == last["leader"]), None)
        if leader is None or last is None:
            words.append(f"neither is ahead {what}")
        else:
            who = "" if leader is named else f"{leader.in_text} {has(leader)} stayed ahead "
            words.append(f"{who}{what} since {month(last['month'])}")
        named = leader
    return words[0], words[1]


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
    return Sentence(
        f"**{capitalise_first(stand(aid))} {pct(europe['share_allocated'])} of the {eur(europe['committed_bn'])} that Europe committed has been "
        f"allocated; of the {eur(states['committed_bn'])} of the United States, {pct(states['share_allocated'])}.** Europe's pledges still to "
        f"be allocated come to {eur(europe['to_be_allocated_bn'])}, those of the United States to {eur(states['to_be_allocated_bn'])}."
    )


def _promises_of_others(aid: pl.DataFrame, groups: Sequence[Group]) -> Sentence:
    rows = measure.to_be_allocated(aid, only=groups).rows_by_key("bloc", named=True, unique=True)
    told = [
        f"of the {euros(rows[group.name]['committed_bn'])} of {group.in_text}, {pct(rows[group.name]['share_allocated'] or 0)}; "
        f"{euros(rows[group.name]['to_be_allocated_bn'])} is still to be allocated"
        for group in groups
    ]
    notes = "".join(f" {note}" for note in notes_on(groups, aid))
    return Sentence(
        f"**{capitalise_first(stand(aid))} so much of what was committed has been allocated: {'; '.join(told)}.**{notes}"
    )


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
        return _donors_of(chosen(aid.lazy(), only), aid, totals, ranked)
    institutions = latest(measure.totals(aid, by="base_bloc"), by="base_bloc")[EU_INSTITUTIONS]
    europe, first = latest(measure.totals(aid))[EUROPE], ranked.row(0, named=True)
    states = ranked["donor"].to_list().index("USA") + 1
    return Sentence(
        f"**The largest single donor is {with_article(totals['name'][0])} with {eur(totals['eur_bn'][0])} {stand(aid)}; for the size of its "
        f"economy it is {with_article(first['name'])} with {first['both_pct']:.1f}% of its GDP of {GDP_YEAR}{with_eu(first)}, and the United "
        f"States ranks {ordinal(states)}.** The EU institutions give {pct(institutions / europe)} of Europe's allocations."
    )


def _donors_of(groups: Sequence[Group], aid: pl.DataFrame, totals: pl.DataFrame, ranked: pl.DataFrame) -> Sentence:
    """Say of each group who of it gives most, and what part the EU institutions give where they are in it; of one donor what it gives."""
    told, parts = [], []
    for group in groups:
        own, sized = (rows.filter(pl.col("donor").is_in(group.members)) for rows in (totals, ranked))
        amount, size = euros(own["eur_bn"][0]), ""
        if sized.height:
            most = sized.row(0, named=True)
            size = f"{most['both_pct']:.1f}% of its GDP of {GDP_YEAR}{with_eu(most)}"
        if len(group) == 1:
            told.append(f"{group.in_text} {has(group)} allocated {amount}{f', {size}' if size else ''}")
            continue
        first = own["name"][0]
        for_size = f" and, for the size of its economy, {with_article(sized['name'][0])} with {size}" if size else ""
        if size and sized["name"][0] == first:
            for_size = f", and for the size of its economy too, with {size}"
        told.append(f"of {group.in_text} {with_article(first)} {be(first)} the largest single donor with {amount}{for_size}")
        if EU in own["donor"]:
            share = float(own.filter(donor=EU)["eur_bn"].sum()) / float(own["eur_bn"].sum())
            parts.append(f" The EU institutions give {pct(share)} of the allocations of {group.in_text}.")
    notes = "".join(f" {note}" for note in notes_on(groups, aid))
    return Sentence(f"**{capitalise_first(stand(aid))}, {'; '.join(told)}.**{''.join(parts)}{notes}")


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
    return Sentence(
        f"**{_in_releases(ahead.height, answers.height)} Europe is ahead in all; since when depends on the release: {month(final['all_aid'])} in the final "
        f"release 29 and {month(first['all_aid'])} in its first upload, which lacked {eur(final['europe_bn'] - first['europe_bn'])} "
        f"of Europe's; in military aid {month(final['military'])} and {month(first['military'])}{_not_yet(answers)}.** Of {held.height} numbers told to "
        f"the press, {within.height} are met to {tolerance:.0f}%; the others are explained below."
    )


def _in_releases(ahead: int, releases: int) -> str:
    return f"In {f'all {releases}' if ahead == releases else f'{ahead} of {releases}'} releases with monthly allocations"


def _not_yet(answers: pl.DataFrame) -> str:
    """Name the releases by whose end Europe was not ahead in military aid."""
    behind = [vintage(name) for name in answers.filter(pl.col("military").is_null())["release"]]
    return f", and not yet in release {join_words(behind)}" if behind else ""


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
        notes = "".join(f" {note}" for note in notes_on(groups, aid))
        return Sentence(f"{paid_in_words(aid, disbursements, groups)} {NO_ROUTES}{notes}")
    europe, states = sides(measure.paid_out(aid, disbursements))
    years = measure.routes_by_year(military, routed).sort("period")
    first, last = (latest(years.filter(period=years["period"][at]), "share", "route") for at in (0, -1))
    then, now = years["period"][0].year, years["period"][-1].year
    return Sentence(
        f"**Europe has paid out {pct(europe['share_paid'])} of the {eur(europe['allocated_bn'])} of financial aid that it has allocated and the "
        f"United States {pct(states['share_paid'])} of {eur(states['allocated_bn'])}, {stand(aid)}.** Donors' own stocks gave at least "
        f"{pct_at_least(first['stockpile'])} of all military allocations in {then} and at least {pct_at_least(last['stockpile'], 1)} of those of {now} to "
        f"{until(routed)}, of which {pct(last['unspecified'])} is not specified and {pct(last['nato_purl'])} came from stocks of the United "
        f"States that allies and partners pay for through PURL ({edition(routed)})."
    )
