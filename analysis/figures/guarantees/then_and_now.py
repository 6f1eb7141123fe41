"""Figures of positions on two days: who offers troops, and who offers anything firm, then and now, by name; of all or of groups."""

from collections import Counter
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import as_day
from analysis.charts import pair, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day
from analysis.charts.native import Native
from analysis.charts.pair import NOW, THEN, Band
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import join_words, with_article
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import of_groups, stances, wording
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS, left_out_note, recorded_day, sound_rows
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import end_of_id, members_in, together
from analysis.measures import guarantees as record
from analysis.measures import then_now as measure
from analysis.measures.answers import DECLINES, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, UNDECIDED
from analysis.measures.blocs import Whose

__all__ = ["firm", "troops"]

UNITED_STATES = "USA"
SHORT = {"GBR": "UK", "USA": "US"}
"""Names that are too long for a tile."""

RUNGS = {
    OFFERS: (say("guarantees.then_and_now.offers_label"),),
    OFFERS_IF: tuple(say("guarantees.then_and_now.offers_if_label").split("|")),
    MAY_OFFER: tuple(say("guarantees.then_and_now.may_offer_label").split("|")),
    UNDECIDED: (say("guarantees.then_and_now.undecided_label"),),
    DECLINES: (say("guarantees.then_and_now.declines_label"),),
    NOT_FOUND: tuple(say("guarantees.then_and_now.not_found_label").split("|")),
}
OF_THE_US = {
    OFFERS: say("guarantees.then_and_now.us_offers_words"),
    OFFERS_IF: say("guarantees.then_and_now.us_offers_if_words"),
    MAY_OFFER: say("guarantees.then_and_now.us_may_offer_words"),
    UNDECIDED: say("guarantees.then_and_now.us_undecided_words"),
    DECLINES: say("guarantees.then_and_now.us_declines_words"),
    NOT_FOUND: say("guarantees.then_and_now.us_not_found_words"),
}
MOST = {
    measure.TROOPS: (say("guarantees.then_and_now.troops_label"),),
    measure.OTHER_FORCE: tuple(say("guarantees.then_and_now.other_force_label").split("|")),
    measure.OTHER_HELP: tuple(say("guarantees.then_and_now.other_help_label").split("|")),
}
MOST_FILLS = dict(zip(measure.MOST, theme.OFFER_COLOURS, strict=True))

SAID = say("guarantees.then_and_now.said")
CHANCE = say("guarantees.then_and_now.chance")
NEW = (pl.col("moved") & (pl.col("side") == NOW)).alias("moved")
"""What is framed: the later answer of who changed it."""

FIRM_IS = say("guarantees.then_and_now.firm_is")


@whole_tables("pledges")
def troops(
    pledges: pl.DataFrame, until: date | str, then: date | str | None = None, *, only: Whose = (), copies: bool = True
) -> Figure:
    """Draw who offers, may offer or refuses troops on two days, European countries by name, with what the United States answers.

    Takes `load.pledges()`, the whole history; `until` is the later day, `then` the earlier: 20 September 2025 where it is not given,
    or a year before a day that does not lie after that. `only` draws the members of blocs and groups, and countries, in place of
    these, wherever they are. Without `copies` statements that rest on a copy of another's page
    alone are left out and counted, as in a short briefing. `data` has country, name, when (a day in words), answer, countries (1; 0 of the United States where it
    stands beside Europe, and is counted with none) and moved. The rungs are those of `measures.answers`. Raises AnalysisError for a
    text that is no day, for a day before the record or after its end, for a `then` that does not lie before `until`, and for a group of
    which nobody had a position on troops on either day.

    >>> from analysis import groups, load
    >>> moved = troops(load.pledges(), "2026-10-10").data.filter("moved")["name"].unique()
    >>> "Norway" in moved
    True
    >>> troops(load.pledges(), "2026-10-10", only=groups.BALTIC_STATES).headline
    'Of the Baltic states, two countries offer troops, each on a condition; one refuses'
    """
    pledges, left_out = sound_rows(pledges, copies=copies)
    first, last = two_days(pledges, until, then)
    stood = standing(pledges, first, last, "land")
    days = of_groups.either(first, last)
    groups, cited = members_in(stood, only, say("guarantees.then_and_now.troops_on_words", days=days), "country")
    both = stances.with_names(measure.answers(pledges, first, last, only=only))
    counted = both if groups else both.filter(pl.col("country") != UNITED_STATES)
    sides = [both.select("country", "name", "moved", answer=side, side=pl.lit(side)) for side in (THEN, NOW)]
    # The United States stands beside the count of European countries, in the picture and in the office chart.
    rows = pl.concat(sides).with_columns(countries=pl.col("country").is_in(counted["country"].to_list()).cast(pl.Int64))
    bands = [Band(rung, name, stances.COLOURS[rung]) for rung, name in RUNGS.items()]
    drawn = rows.filter(countries=1)
    tiles = drawn.select("side", NEW, band="answer", name=_tile_name())
    states = rows.filter(countries=0)
    if not groups:
        told = states.select("side", NEW, band=pl.lit(UNITED_STATES), name=pl.col("answer").replace_strict(OF_THE_US))
        tiles, bands = pl.concat([tiles, told]), [*bands, _us_band()]
    heads = {THEN: day(first), NOW: day(last)}
    counts = Counter(drawn.filter(side=NOW)["answer"])
    notes = of_groups.notes_on(groups, stood, say("guarantees.positions.troops_words"))
    us_answer = states.filter(side=NOW)["answer"].replace_strict(OF_THE_US)
    beyond = notes if groups else [say("guarantees.then_and_now.troops_us", answer=us_answer.item(), day=last)]
    return Figure(
        _drawing(tiles, bands, heads, SAID),
        id=id_as_of(f"troops-then-and-now{end_of_id(groups)}", last),
        headline=of_groups.offers_headline(groups, both, counts) if groups else offer_headline(counts),
        subtitle=say(
            "guarantees.then_and_now.troops_subtitle", whose=of_groups.whose(groups, counted.height), first=first, last=last
        ),
        data=rows.select("country", "name", "answer", "countries", "moved", when=pl.col("side").replace(heads)),
        sources=cite_pages(cited, "statements"),
        notes=[
            POSITIONS,
            wording.RUNGS,
            wording.TROOPS,
            _moved_words(counted),
            NOT_THE_26,
            *left_out_note(left_out.filter(domain="land"), both["country"], last),
            *notes,
        ],
        alt=" ".join([say("guarantees.then_and_now.troops_alt"), _listed(drawn, heads), *beyond]),
        native=_native("answer", heads, rungs=RUNGS),
    )


@whole_tables("pledges")
def firm(
    pledges: pl.DataFrame, until: date | str, then: date | str | None = None, *, only: Whose = (), copies: bool = True
) -> Figure:
    """Draw which countries besides the United States offer anything firm on two days, by the most that each offers.

    Takes `load.pledges()`, the whole history; days as for `troops`. Firm is an offer that is made, with or without a condition. `only`
    draws the members of blocs and groups, and countries, the United States if it is one; `copies` as for `troops`.
    `data` has country, name, when (a day in words), most (troops, another force, other help), countries (1) and moved (no firm
    offer on the other day, or a different most). Raises as `troops`, of positions in any domain, and for a group of which nobody made
    a firm offer on either day.

    >>> from analysis import groups, load
    >>> offers = firm(load.pledges(), "2026-10-10").data
    >>> offers["most"].unique().sort().to_list()
    ['another force', 'other help', 'troops']
    >>> firm(load.pledges(), "2026-10-10", only=groups.BALTIC_STATES).headline
    'Of the Baltic states, three countries make firm offers, up from two'
    """
    pledges, left_out = sound_rows(pledges, copies=copies)
    first, last = two_days(pledges, until, then)
    stood = standing(pledges, first, last)
    days = of_groups.either(first, last)
    groups, cited = members_in(stood, only, say("guarantees.then_and_now.position_on_words", days=days), "country")
    found = {side: measure.firm(pledges, on, only=only) for side, on in ((THEN, first), (NOW, last))}
    rows = pl.concat(stances.with_names(listed).with_columns(side=pl.lit(side)) for side, listed in found.items())
    if groups and rows.is_empty():
        raise AnalysisError(
            f"the table has no firm offer of {together(groups)} on {days}",
            "see what it answers: figures.guarantees.domains.matrix(pledges, until, only=...)",
        )
    same = rows.select("country", "most", "side").group_by("country", "most").agg(days=pl.len())
    rows = rows.join(same, on=["country", "most"], how="left", maintain_order="left").with_columns(
        moved=(pl.col("side") == NOW) & (pl.col("days") == 1), countries=pl.lit(1, pl.Int64)
    )
    asked = (
        {code for group in groups for code in group}
        if groups
        else {*pledges["country"], *left_out["country"]} - {UNITED_STATES}
    )
    drawn = rows.select("side", NEW, band="most", name=_tile_name())
    bands = [Band(most, name, MOST_FILLS[most]) for most, name in MOST.items()]
    heads = {THEN: day(first), NOW: day(last)}
    before, now = (found[side].height for side in (THEN, NOW))
    caveat = CHANCE if now == 26 else SAID
    notes = of_groups.notes_on(groups, stood, say("guarantees.positions.position_words"))
    notes += of_groups.without_firm_offers(cited, rows) if groups else []
    whose = of_groups.offering(groups)
    return Figure(
        _drawing(drawn, bands, heads, caveat),
        id=id_as_of(f"firm-offers-then-and-now{end_of_id(groups)}", last),
        headline=of_groups.firm_headline(groups, rows, before, now)
        if groups
        else say(
            "guarantees.then_and_now.firm_headline", offers=of_groups.firm_offers(now), before=of_groups.up_from(before, now)
        ),
        subtitle=say("guarantees.then_and_now.firm_subtitle", whose=whose)
        if groups
        else say(
            "guarantees.then_and_now.firm_european_subtitle", whose=whose, european=sum(found[NOW]["european"]), count=now
        ),
        data=rows.select("country", "name", "most", "countries", "moved", when=pl.col("side").replace(heads)),
        sources=cite_pages(cited, "statements"),
        notes=[POSITIONS, FIRM_IS, CHANCE, wording.RUNGS, *left_out_note(left_out, asked, last), *notes],
        alt=" ".join([say("guarantees.then_and_now.firm_alt"), _most_listed(rows, heads), *notes]),
        native=_native("most", heads, rungs=MOST),
    )


def two_days(pledges: pl.DataFrame, until: date | str, then: date | str | None) -> tuple[date, date]:
    """Give the two days that are compared; takes what `troops` takes, and raises as it.

    >>> from analysis import load
    >>> two_days(load.pledges(), "2026-10-10", None)
    (datetime.date(2025, 9, 20), datetime.date(2026, 10, 10))
    """
    last = recorded_day(pledges, until)
    return recorded_day(pledges, measure.earlier_day(last) if then is None else as_day(then)), last


def _tile_name() -> pl.Expr:
    return pl.coalesce(pl.col("country").replace_strict(SHORT, default=None, return_dtype=pl.String), pl.col("name"))


def _us_band() -> Band:
    return Band(UNITED_STATES, (say("guarantees.then_and_now.us_label"),), theme.PAPER, counted=False, edge=theme.VERMILLION)


def _drawing(rows: pl.DataFrame, bands: list[Band], heads: dict[str, str], caveat: str) -> alt.TopLevelMixin:
    titles = (heads[THEN], heads[NOW])
    page = with_caveat(pair.tiles(rows, bands, titles), caveat, PAGE_LINE)
    drawing: alt.TopLevelMixin = with_sizes(page, column=with_caveat(pair.squares(rows, bands, titles), caveat, COLUMN_LINE))
    return drawing


def _native(category: str, heads: dict[str, str], rungs: dict[str, tuple[str, ...]]) -> Native:
    """Give the chart that an office program draws: how many countries are in each band, on one day and on the other."""
    colours = {heads[THEN]: theme.LIGHT_GREY, heads[NOW]: theme.BLUE}
    labels = {rung: " ".join(name) for rung, name in rungs.items()}
    return Native("bar", category, "countries", "when", "countries", colours, list(heads.values()), labels, places=list(rungs))


def offer_headline(counts: Counter[str]) -> str:
    """Say how many offer troops and how many refuse; what all offers have in common is said of them.

    >>> offer_headline(Counter({"offers, if": 6, "declines": 10}))
    'Six European countries offer troops, each on a condition; 10 refuse'
    """
    return wording.offers_and_refusals(counts, say("guarantees.then_and_now.european_words"))


def _moved_words(europe: pl.DataFrame) -> str:
    moved = europe.filter("moved").sort("name")
    changes = [
        say("guarantees.then_and_now.change_words", name=name, then=then, now=now)
        for name, then, now in moved.select("name", "then", "now").iter_rows()
    ]
    if not changes:
        return say("guarantees.then_and_now.none_changed")
    return say("guarantees.then_and_now.changed", changes=changes)


def standing(pledges: pl.DataFrame, first: date, last: date, domain: str | None = None) -> pl.DataFrame:
    """Give the positions that stood on either day: what the figure rests on.

    >>> from analysis import load
    >>> standing(load.pledges(), date(2025, 9, 20), date(2026, 10, 10), "land")["domain"].unique().to_list()
    ['land']
    """
    return pl.concat(record.matrix(pledges, on, domain) for on in (first, last))


def _listed(rows: pl.DataFrame, heads: dict[str, str]) -> str:
    return _in_bands(rows, heads, "answer", {rung: rung for rung in RUNGS})


def _most_listed(rows: pl.DataFrame, heads: dict[str, str]) -> str:
    return _in_bands(rows, heads, "most", {most: most for most in MOST})


def _in_bands(rows: pl.DataFrame, heads: dict[str, str], column: str, names: dict[str, str]) -> str:
    told = []
    for side, when in heads.items():
        chosen = rows.filter(side=side)
        bands = [
            (name, [with_article(one) for one in chosen.filter(pl.col(column) == key)["name"].sort()])
            for key, name in names.items()
        ]
        told.append(
            f"{when}: "
            + ("; ".join(f"{name} {len(those)} ({join_words(those)})" for name, those in bands if those) or "none")
            + "."
        )
    return " ".join(told)
