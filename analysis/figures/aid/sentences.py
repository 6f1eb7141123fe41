"""Sentences with numbers computed from the tables: what a notebook answers before it shows how."""

import polars as pl

from analysis.charts.formatting import bn, month, pct, times
from analysis.countries import EU_INSTITUTIONS, EUROPE, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import latest, require_one_release, require_releases, sides
from analysis.figures.inputs import whole_tables
from analysis.figures.sentence import Sentence
from analysis.measures import aid as measure

__all__ = ["arrival", "change_over_time", "donors", "europe_and_us", "promises", "revisions"]


def europe_and_us(aid: pl.DataFrame) -> Sentence:
    """Say what Europe and the United States have allocated, committed, and since when Europe leads.

    Takes `load.aid()` of one release that has allocations; undated money is in the sums. Raises NotComparable for several
    releases, AnalysisError for rows without the column month and for a release without one of the stages, UnknownName where
    Europe or the United States has no allocation.

    >>> from analysis import load
    >>> europe_and_us(load.aid(29)).text.split("; ")[0]
    '**Europe has allocated 214.8 bn euros to Ukraine and committed 389.7 bn'
    """
    require_one_release(aid, "allocated", "committed")
    allocated, committed = (latest(measure.totals(aid, stage=stage)) for stage in ("allocated", "committed"))
    passed = measure.overtaken_on(aid)
    lead = f" Europe has led for good since {month(passed)}." if passed else ""
    return Sentence(
        f"**Europe has allocated {bn(allocated[EUROPE])} euros to Ukraine and committed {bn(committed[EUROPE])}; the United States has "
        f"allocated {bn(allocated[UNITED_STATES])} and committed {bn(committed[UNITED_STATES])}.** "
        f"Europe's allocations are {times(allocated[EUROPE] / allocated[UNITED_STATES])} those of the United States.{lead} "
        f"All other donors together have allocated {bn(allocated[OTHER])}."
    )


def change_over_time(aid: pl.DataFrame) -> Sentence:
    """Say how the balance between Europe and the United States has changed.

    Takes `load.aid()` of one release that has allocations over a whole year; dated money only. Raises NotComparable for several
    releases, AnalysisError for rows without the column month and for a release without allocations, UnknownName where Europe or
    the United States has no allocation.

    >>> from analysis import load
    >>> change_over_time(load.aid(29)).text.split("; ")[0]
    '**The lead changed hands 6 times in all aid'
    """
    require_one_release(aid, "allocated")
    yearly = measure.growth(aid).filter("whole")
    last = yearly["period"].max()
    rows = latest(yearly)
    changes, military = measure.lead_changes(aid), measure.overtaken_on(aid, kind="military")
    given = measure.over_time(aid).filter(pl.col("bloc") == UNITED_STATES, pl.col("eur_bn") > 0)["period"].max()
    return Sentence(
        f"**The lead changed hands {changes.height - 1} times in all aid; Europe took it for good in {month(changes['month'][-1])}"
        + (f", and in military aid in {month(military)}" if military else "")
        + f".** The United States last allocated new aid in {month(given)}. "
        f"In {last.year}, the last whole year, Europe allocated {bn(rows[EUROPE])} euros and the United States {bn(rows[UNITED_STATES])}."  # type: ignore[union-attr]
    )


def promises(aid: pl.DataFrame) -> Sentence:
    """Say how much of what was committed has been allocated.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in the sums. Raises
    NotComparable for several releases, AnalysisError for a release without one of the stages.

    >>> from analysis import load
    >>> promises(load.aid(29)).text.split("; ")[0]
    '**Of the 389.7 bn euros Europe committed, 55 % have been allocated'
    """
    require_one_release(aid, "allocated", "committed")
    europe, states = sides(measure.to_be_allocated(aid))
    return Sentence(
        f"**Of the {bn(europe['committed_bn'])} euros Europe committed, {pct(europe['share_allocated'])} have been allocated; of the "
        f"{bn(states['committed_bn'])} of the United States, {pct(states['share_allocated'])}.** Europe's open promises come to "
        f"{bn(europe['to_be_allocated_bn'])} euros, those of the United States to {bn(states['to_be_allocated_bn'])}."
    )


def donors(aid: pl.DataFrame) -> Sentence:
    """Say who gives most in euros and for its size, and what part of Europe's aid the EU institutions give.

    Takes `load.aid()` or `load.aid_totals()` of one release that has allocations. Size is the GDP of 2021. Raises NotComparable
    for several releases, AnalysisError for a release without allocations.

    >>> from analysis import load
    >>> donors(load.aid(29)).text.split(".** ")[1]
    "The EU institutions give 39 % of Europe's allocations."
    """
    require_one_release(aid, "allocated")
    totals = measure.named(measure.totals(aid, by="donor")).sort("eur_bn", descending=True)
    ranked = measure.share_of_gdp(aid).filter(pl.col("pct_gdp").is_not_null())
    institutions = latest(measure.totals(aid, by="base_bloc"), by="base_bloc")[EU_INSTITUTIONS]
    europe = latest(measure.totals(aid))[EUROPE]
    states = ranked["donor"].to_list().index("USA") + 1
    return Sentence(
        f"**The largest single donor is the {totals['name'][0]} with {bn(totals['eur_bn'][0])} euros; for the size of its economy it is "
        f"{ranked['name'][0]} with {ranked['pct_gdp'][0]:.1f} % of GDP, the United States in place {states}.** "
        f"The EU institutions give {pct(institutions / europe)} of Europe's allocations."
    )


def revisions(vintages: pl.DataFrame, published: pl.DataFrame, aid: pl.DataFrame) -> Sentence:
    """Say how far the answers depend on the release, and how the tables stand against what was told to the press.

    Takes `load.vintages()`, in which release 29 and its first upload must be, `load.published_numbers()`, and `load.aid()` of
    the release that is held against them. Raises NotComparable for aid of several releases, AnalysisError for one without
    allocations and for vintages without one of those two.

    >>> from analysis import load
    >>> two = pl.concat([load.aid("29-first-upload"), load.aid(29)])
    >>> revisions(two, load.published_numbers(), load.aid(29)).text.split(";")[0]
    '**In 2 of 2 releases with allocations Europe is ahead in all'
    """
    require_releases(vintages, "29", "29-first-upload")
    require_one_release(aid, "allocated")
    answers = measure.answers(vintages)
    final, first = (answers.row(by_predicate=pl.col("release") == name, named=True) for name in ("29", "29-first-upload"))
    ahead = answers.filter(pl.col("europe_bn") > pl.col("us_bn"))
    held = measure.against_published(published, aid)
    within, tolerance = held.filter("within"), float(held["tolerance_pct"].to_list()[0])
    return Sentence(
        f"**In {ahead.height} of {answers.height} releases with allocations Europe is ahead in all; since when depends on the release: {month(final['all_aid'])} in the final "
        f"release 29 and {month(first['all_aid'])} in its first upload, which lacked {bn(final['europe_bn'] - first['europe_bn'])} euros "
        f"of Europe's; in military aid {month(final['military'])} and {month(first['military'])}.** Of {held.height} numbers told to "
        f"the press, {within.height} are met to {tolerance:.0f} %; the others are explained below."
    )


@whole_tables("disbursements", military="military_routes")
def arrival(aid: pl.DataFrame, disbursements: pl.DataFrame, military: pl.DataFrame) -> Sentence:
    """Say how much financial aid has been paid out, and how much military aid still comes from stocks.

    Takes `load.aid()` and `load.disbursements()` of one release, and `load.military_routes()`. Raises NotComparable
    where aid and disbursements are not of one release, AnalysisError for a release
    without allocations.

    >>> from analysis import load
    >>> paid = load.disbursements()
    >>> arrival(load.aid(paid["release"][0]), paid, load.military_routes()).text.split(" has paid")[0]
    '**Of the financial aid it allocated Europe'
    """
    require_one_release(aid, "allocated")
    europe, states = sides(measure.paid_out(aid, disbursements))
    years = measure.routes(military, "1y").filter(pl.col("route").cast(pl.String) == "stockpile").sort("period")
    first, last = years.row(0, named=True), years.row(-1, named=True)
    return Sentence(
        f"**Of the financial aid it allocated Europe has paid out {bn(europe['disbursed_bn'])} euros, {pct(europe['share_paid'])}; the United "
        f"States {bn(states['disbursed_bn'])}, {pct(states['share_paid'])}.** Military aid from stocks has all but ended: "
        f"{pct(first['share'])} of all donors' military allocations in {first['period'].year}, {pct(last['share'], 1)} in {last['period'].year} so far."
    )
