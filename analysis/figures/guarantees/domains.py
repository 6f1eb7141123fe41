"""Figures of what is offered where: countries against domains, and how many answer what in each."""

from collections.abc import Mapping, Sequence
from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import capitalise_first, join_rows
from analysis.charts.native import Native
from analysis.charts.sizes import with_sizes
from analysis.countries import join_words, with_article
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import grouped_cells, stances, wording
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS, counted_though, recorded_day
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import end_of_id, members_in, notes_of, together
from analysis.groups.group import Group
from analysis.measures import guarantees as measure
from analysis.measures.answers import DECLINES, FIRM, NOT_FOUND, OFFERS_IF, SPOKEN, answer_order
from analysis.measures.blocs import Whose

SPLIT = say("guarantees.domains.split")
CONDITIONS = say("guarantees.domains.conditions")
ROOMS = {"page": (marks.WIDTH - 40, 26, 3), "slide": (290, 17, 2), "column": (250, 26, 2), "social": (390, 20, 3)}
"""Of the stacks at a size: their width, the height of one, and the answers in a line of the key, of which three would leave a column."""
COUNTED = say("guarantees.domains.counted")
VALUE = "datum.value"
"""What an axis has at a label, in the words of the drawing."""

__all__ = ["matrix", "offers"]


@whole_tables("pledges")
def matrix(pledges: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Figure:
    """Draw every country against every domain: what it answers, with the condition in the tooltip.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from, `only` keeps the members of blocs and groups, and
    countries. `data` has one row per country and domain, with answer, position, condition, date and page. Raises AnalysisError for a
    text that is no day, for a day before the record, and for a group of which nobody is in it by then.

    >>> from analysis import groups, load
    >>> matrix(load.pledges(), "2025-09-20", only=groups.WEIMAR_TRIANGLE).data["name"].unique().sort().to_list()
    ['France', 'Germany', 'Poland']
    >>> matrix(load.pledges(), "2025-09-20").data.filter(pl.col("country") == "FRA").select("name", "domain", "answer").rows()
    [('France', 'funding', 'offers'), ('France', 'land', 'offers, if')]
    """
    end = recorded_day(pledges, until)
    stood = measure.matrix(pledges, end)
    groups, members = members_in(stood, only, say("guarantees.positions.position_by_words", day=end), "country")
    cells = stances.with_signs(stances.with_names(members))
    notes = notes_of(groups, stood, say("guarantees.positions.position_words"), "country")
    firm = cells.filter(pl.col("answer").is_in(list(FIRM)))
    free, bound = (firm.filter((pl.col("answer") == OFFERS_IF) == on_condition).height for on_condition in (False, True))
    sums = firm.group_by("domain").agg(countries=pl.len()).sort("countries", "domain", descending=[True, False])
    sums = sums.with_columns(noun=pl.col("domain").replace_strict(wording.NOUNS))
    return Figure(
        grouped_cells.drawing(cells),
        id=id_as_of(f"domain-matrix{end_of_id(groups)}", end),
        headline=_offered(groups, firm, cells, sums),
        subtitle=say("guarantees.domains.matrix_subtitle", day=end),
        data=stances.plain(cells),
        sources=cite_pages(cells, "statements"),
        notes=[POSITIONS, wording.RUNGS, NOT_THE_26, SPLIT, CONDITIONS, *notes],
        alt=" ".join(
            [
                say(
                    "guarantees.domains.matrix_alt",
                    countries=cells["name"].n_unique(),
                    domains=cells["domain"].n_unique(),
                    day=end,
                    firm=firm.height,
                    positions=cells.height,
                    bound=bound,
                    free=free,
                ),
                say("guarantees.domains.matrix_alt_domains", domains=join_rows(sums, "{noun} {countries}", ", ") or "none"),
                *notes,
            ]
        ),
    )


def _offered(groups: Sequence[Group], firm: pl.DataFrame, cells: pl.DataFrame, sums: pl.DataFrame) -> str:
    """Say how many firm offers there are, of whom where not all are drawn, and on which terms; of one country, of how many positions."""
    if cells["country"].n_unique() == 1:
        return say(
            "guarantees.domains.of_one_headline",
            country=with_article(cells["name"][0]),
            offers=say("guarantees.domains.firm_offer_words", number=firm.height),
            positions=say("guarantees.domains.position_words", number=cells.height),
        )
    if not firm.height and groups:
        return say("guarantees.domains.no_offer_of_group_headline", count=cells.height, group=together(groups))
    if not firm.height:
        return say("guarantees.domains.no_offer_headline", count=cells.height)
    offers = (
        say("guarantees.domains.offers_of_group_words", group=together(groups), number=firm.height)
        if groups
        else say("guarantees.domains.offers_words", number=firm.height)
    )
    stand = say("guarantees.domains.stand_words", number=firm.filter(answer=OFFERS_IF).height)
    return say("guarantees.domains.offered_headline", offers=offers, stand=stand, most=_most(sums))


@whole_tables("pledges")
def offers(pledges: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Figure:
    """Draw how many countries offer what in each domain, as one of `measures.answers.ORDER`.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from, `only` counts the members of blocs and groups, and
    countries. `data` has domain, answer and countries (a number, zeros included). Raises as `matrix`, and AnalysisError for one country, of which nothing is to be counted.

    >>> from analysis import load
    >>> offers(load.pledges(), "2025-09-20").data.filter(pl.col("domain") == "land").rows()[0]
    ('land', 'offers', 0)
    """
    end = recorded_day(pledges, until)
    groups, members = members_in(
        everybody := measure.matrix(pledges, end), only, say("guarantees.positions.position_by_words", day=end), "country"
    )
    if members["country"].n_unique() == 1:
        raise AnalysisError(
            f"offers are counted by country, and {together(groups)} {'is one' if len(groups[0]) == 1 else 'has one with a position'}",
            "see what it answers: figures.guarantees.domains.matrix(pledges, until, only=...)",
        )
    counts = stances.with_signs(measure.offers(pledges, end, only=only)).with_columns(place=answer_order())
    spoken = counts.filter(pl.col("answer") != NOT_FOUND).sort("domain", "place")
    sums = spoken.group_by("domain").agg(pl.col("countries").sum()).sort("countries", "domain", descending=[True, False])
    names = {one: stances.IN_WORDS.get(one, one) for one in sums["domain"]}
    everyone = int(counts.filter(pl.col("domain") == sums["domain"][0])["countries"].sum())
    shown = spoken.with_columns(label=pl.col("domain").replace(names)).filter(pl.col("countries") > 0)
    land = dict(counts.filter(pl.col("domain") == "land").select("answer", "countries").iter_rows())
    parts = {name: join_rows(shown.filter(label=name), "{countries} {answer}") for name in names.values()}
    of_all = (
        say("guarantees.domains.countries_of_group_words", count=everyone, group=together(groups))
        if groups
        else say("guarantees.domains.countries_words", count=everyone)
    )
    stood = stances.with_names(members)
    notes = notes_of(groups, everybody, say("guarantees.positions.position_words"), "country")
    troops = stood.filter(domain="land")
    among = wording.us_among(dict(troops.select("country", "answer").iter_rows()))
    drawings = {
        size: stances.with_key(_stacks(shown, [*names.values()], everyone, width, row), "x", "y", "color", columns=columns)
        for size, (width, row, columns) in ROOMS.items()
    }
    return Figure(
        with_sizes(drawings.pop("page"), **drawings),
        id=id_as_of(f"offers-by-domain{end_of_id(groups)}", end),
        headline=_headline(stood, of_all, whose=bool(groups))
        if land
        else say("guarantees.domains.no_troops_headline", countries=of_all),
        subtitle=say("guarantees.domains.offers_subtitle", day=end, countries=of_all),
        data=counts.select("domain", "answer", "countries"),
        sources=cite_pages(stood, "statements"),
        notes=[
            *([_in_all(land, of_all, among, stood)] if land else []),
            *(POSITIONS, wording.RUNGS, wording.TROOPS, *counted_though(troops), NOT_THE_26, COUNTED, *notes),
        ],
        alt=" ".join(
            [
                say("guarantees.domains.offers_alt", day=end, countries=of_all),
                *(f"{capitalise_first(name)}: {part}." for name, part in parts.items()),
                *notes,
            ]
        ),
        native=Native("stacked_bar", "domain", "countries", "answer", "countries", stances.COLOURS, [*SPOKEN], names, [*names]),
    )


def _stacks(shown: pl.DataFrame, order: list[str], everyone: int, width: int, row: int) -> marks.Layered:
    """Draw a bar a domain on a scale to all countries: what a bar lacks was not found."""
    middle = pl.col("countries").cum_sum().over("domain", order_by="place") - pl.col("countries") / 2
    rows, y = shown.with_columns(middle=middle), marks.names("label", order, None)
    bars = alt.Chart(rows, width=width, height=row * len(order), name="offers").mark_bar()
    scale = alt.Scale(domain=[0, everyone], nice=False)
    x = alt.X("countries:Q", title=None, axis=alt.Axis(tickCount=7, grid=True), scale=scale)
    bars = bars.encode(x=x, y=y, color=stances.colour(), order=alt.Order("place:Q"))
    # A number needs more room than one country takes in a column.
    numbers = alt.Chart(rows.filter(pl.col("countries") > 1)).mark_text(fontSize=12, fontWeight=700)
    return alt.layer(bars, numbers.encode(x=alt.X("middle:Q"), y=y, text=alt.Text("countries:Q"), color=stances.ink()))


def _most(firm: pl.DataFrame) -> str:
    """Name the domains with most firm offers: those that share the first place."""
    most = firm.filter(pl.col("countries") == pl.col("countries").max())["noun"].to_list()
    if len(most) == 1 and most != [wording.NOUNS["land"]]:
        return say("guarantees.domains.one_most_words", what=most[0])
    return say("guarantees.domains.most_words", names=most)


def _in_all(land: Mapping[str, int], of_all: str, among: str, stood: pl.DataFrame) -> str:
    told = wording.all_answers(land, wording.NOUNS["land"], of=of_all)
    return say("guarantees.domains.in_all", answers=f"{told}{among}", refused=_refused(stood))


def _headline(stood: pl.DataFrame, of_all: str, *, whose: bool) -> str:
    """Say what is refused, and of whom where not all are counted."""
    told = _refusals(stood)
    return say("guarantees.domains.offers_headline", countries=of_all, told=wording.uncapitalise(told)) if whose else told


def _refusals(stood: pl.DataFrame) -> str:
    """Say what is refused and by how many; of more than two domains, by how many the first of them.

    >>> rows = [("A", "land"), ("B", "land"), ("B", "funding")]
    >>> _refusals(pl.DataFrame(rows, ["name", "domain"], orient="row").with_columns(answer=pl.lit(DECLINES)))
    'Only troops and funding are refused, by two countries and by one'
    """
    by = stood.filter(answer=DECLINES).group_by("domain").len().sort("len", "domain", descending=[True, False])
    nouns, numbers = [wording.NOUNS[domain] for domain in by["domain"]], by["len"].to_list()
    if not nouns:
        return say("guarantees.domains.no_refusal_headline")
    if len(nouns) > 2:
        return say("guarantees.domains.most_refused_headline", first=nouns[0], others=nouns[1:], number=numbers[0])
    if len(nouns) == 2:
        return say("guarantees.domains.two_refused_headline", names=nouns, number=numbers[0], second=numbers[1])
    if by["domain"][0] == "land":
        return say("guarantees.domains.troops_refused_headline", what=nouns[0], number=numbers[0])
    return say("guarantees.domains.one_refused_headline", what=nouns[0], number=numbers[0])


def _refused(stood: pl.DataFrame) -> str:
    """Say what besides troops is refused, by how many and by whom."""
    rows = stood.filter(pl.col("answer") == DECLINES, pl.col("domain") != "land")
    parts = [
        f"{wording.NOUNS[domain]} ({len(names)}: {join_words([with_article(name) for name in names])})"
        for domain, names in rows.sort("name").group_by("domain", maintain_order=True).agg("name").sort("domain").iter_rows()
    ]
    if not parts:
        return say("guarantees.domains.no_other_refused_words")
    return say("guarantees.domains.others_refused_words", names=parts, number=len(parts))
