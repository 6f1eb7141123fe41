"""The figure of who offers troops as two maps of Europe, then and now."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import europe, marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite_pages, id_as_of
from analysis.charts.formatting import capitalise_first, day
from analysis.charts.pair import NOW, THEN
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import is_european_country, with_article
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS
from analysis.figures.guarantees.then_and_now import OF_THE_US, SHORT, UNITED_STATES, offer_headline, standing, two_days
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import elsewhere, end_of_id, members_in, notes_of, together
from analysis.groups.group import Group, as_groups
from analysis.measures import guarantees as record
from analysis.measures import then_now as measure
from analysis.measures.answers import DECLINES, FIRM, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, ORDER, UNDECIDED
from analysis.measures.blocs import Whose

__all__ = ["troops"]

FILLS = stances.COLOURS | {NOT_FOUND: theme.PAPER, UNDECIDED: "#C9C9C9"}
KEY = {
    OFFERS: say("guarantees.maps.offers_label"),
    OFFERS_IF: say("guarantees.maps.offers_if_label"),
    MAY_OFFER: say("guarantees.maps.may_offer_label"),
    UNDECIDED: say("guarantees.maps.undecided_label"),
    DECLINES: say("guarantees.maps.declines_label"),
    NOT_FOUND: say("guarantees.maps.not_found_label"),
}
TWO_KEYS = 310
ORIENTATION = ("POL", "ITA", "DEU", "ESP")
"""Countries named on the map whatever they answer."""

SHAPES = Source(
    say("guarantees.maps.shapes_label"),
    "https://www.naturalearthdata.com",
    say("guarantees.maps.licence_label"),
    say("guarantees.maps.shapes"),
)


@whole_tables("pledges")
def troops(pledges: pl.DataFrame, until: date | str, then: date | str | None = None, *, only: Whose = ()) -> Figure:
    """Draw who offers, may offer or refuses troops on two days as maps of Europe, what changed with a dark edge.

    Takes `load.pledges()`; days, `data` and errors as `figures.guarantees.then_and_now.troops`. `only` keeps the members of blocs and
    groups, and countries: others are grey, and who is not in Europe is named. Raises AnalysisError for a group of which nobody in
    Europe has a position on either day.

    >>> from analysis import groups, load
    >>> troops(load.pledges(), "2026-10-10").data.columns
    ['country', 'name', 'answer', 'moved', 'when']
    >>> troops(load.pledges(), "2026-10-10", only=groups.BALTIC_STATES).data["name"].unique().sort().to_list()
    ['Estonia', 'Latvia', 'Lithuania']
    """
    first, last = two_days(pledges, until, then)
    both = stances.with_names(measure.answers(pledges, first, last))
    on_map = both.filter(is_european_country(load.countries()))
    groups, countries = _members(on_map, only, say("guarantees.positions.troops_by_words", day=last))
    heads = {THEN: day(first), NOW: day(last)}
    sides = {side: countries.select("country", "name", "moved", answer=side) for side in heads}
    counts = {side: Counter(rows["answer"]) for side, rows in sides.items()}
    data = pl.concat(rows.with_columns(when=pl.lit(heads[side])) for side, rows in sides.items())
    panels = [_panel(sides[side], counts[side], heads[side], 266, now=side == NOW) for side in heads]
    slide, column = (
        _panel(sides[NOW], counts[NOW], heads[NOW], wide, now=True, key=key) for wide, key in ((255, 150), (318, 0))
    )
    states = both.filter(country=UNITED_STATES)["now"].replace_strict(OF_THE_US).item()
    moved = countries.filter("moved")["name"].sort().to_list()
    page = alt.hconcat(*panels, spacing=16)
    stood = record.matrix(pledges, last, "land")
    beyond = elsewhere(groups, on_map["country"])
    off = stood.filter(pl.col("country").is_in(beyond))
    notes = [
        *notes_of(groups, stood, say("guarantees.positions.troops_words"), "country"),
        *stances.off_the_map(off, say("guarantees.maps.not_coloured_words")),
    ]
    cited = standing(pledges, first, last, "land")
    if groups:
        cited = cited.filter(pl.col("country").is_in([*countries["country"], *off["country"]]))
    grey = say("guarantees.maps.grey_of_group", group=together(groups)) if groups else say("guarantees.maps.grey")
    return Figure(
        europe.with_shapes(
            with_sizes(
                with_caveat(page, grey, PAGE_LINE),
                slide=with_caveat(slide, grey, SLIDE_LINE),
                column=with_caveat(column, grey, COLUMN_LINE),
            )
        ),
        id=id_as_of(f"troops-map-then-and-now{end_of_id(groups)}", last),
        headline=_headline(groups, countries, counts[NOW], bool(beyond)),
        subtitle=say("guarantees.maps.subtitle", whose=_whose(groups, countries.height), day=first),
        data=data.select("country", "name", "answer", "moved", "when"),
        sources=[*cite_pages(cited, "statements"), SHAPES],
        notes=[POSITIONS, wording.RUNGS, wording.TROOPS, say("guarantees.maps.borders"), NOT_THE_26, *notes],
        alt=" ".join(
            [
                say("guarantees.maps.alt"),
                *(f"{heads[side]}: {wording.by_answer(counts[side], ORDER)}." for side in heads),
                say("guarantees.maps.changed", names=moved or ["none"]),
                *(notes if groups else [say("guarantees.maps.united_states", answer=states)]),
            ]
        ),
    )


def _members(on_map: pl.DataFrame, only: Whose, what: str) -> tuple[Sequence[Group], pl.DataFrame]:
    """Give the groups chosen and the rows of their members, of whom one in Europe must have had a position on either day."""
    groups = as_groups(only)
    for group in groups:
        if {*on_map["country"]}.isdisjoint(group.members):
            raise AnalysisError(
                f"no member of {group.in_text} is among the European countries on the map",
                "see what it answers: figures.guarantees.domains.matrix(pledges, until, only=...)",
            )
    members_in(on_map.filter((pl.col(THEN) != NOT_FOUND) | (pl.col(NOW) != NOT_FOUND)), only, what, "country")
    return members_in(on_map, only, what, "country")


def _whose(groups: Sequence[Group], number: int) -> str:
    """Say whose answers these are: of European countries, of those of the groups chosen, or of the countries named."""
    if not groups:
        return say("guarantees.of_groups.european_words", count=number)
    if all(len(group) == 1 for group in groups):
        return together(groups)
    return say("guarantees.maps.countries_of_words", count=number, group=together(groups))


def _headline(groups: Sequence[Group], countries: pl.DataFrame, now: Counter[str], beyond: bool) -> str:
    """Say how many offer and refuse now, of whom where not all are drawn; of one country what it answers."""
    if not groups:
        return offer_headline(now)
    if countries.height == 1:
        name, answer = countries.select("name", NOW).row(0)
        return f"{capitalise_first(with_article(name))} {wording.one_answer(answer, wording.NOUNS['land'])}"
    return wording.of_the_group(
        now, say("guarantees.maps.in_europe_words", group=together(groups)) if beyond else together(groups)
    )


def _panel(rows: pl.DataFrame, counts: Counter[str], head: str, width: int, *, now: bool, key: int = 0) -> marks.Layered:
    """Draw the map of a day with its key above, or right of it where `key` is its width."""
    short = pl.col("country").replace_strict(SHORT, default=None, return_dtype=pl.String)
    shown = rows.with_columns(
        fill=pl.col("answer").replace_strict(FILLS),
        said="answer",
        edged=pl.col("moved") & now,
        name=pl.coalesce(short, pl.col("name")),
    )
    moved = shown.filter("edged")["country"].sort().to_list()
    offering = shown.filter(pl.col("answer").is_in(list(FIRM)))["country"].sort().to_list()
    drawn = europe.europe(shown, [*offering, *moved, *([] if key else ORIENTATION)], width=width, size=12, bold=moved)
    keyed = alt.hconcat(drawn, _key(counts, key), spacing=6) if key else alt.vconcat(_key(counts, width), drawn, spacing=6)
    return keyed.properties(title=marks.panel_title(head, 13, fontWeight=600, offset=6))


def _key(counts: Counter[str], width: int) -> marks.Layered:
    """Draw the key of the answers given, each with how many gave it, two in a line where there is room."""
    given, columns = [one for one in ORDER if counts[one]], 2 if width >= TWO_KEYS else 1
    rows = pl.DataFrame(
        [
            {
                "x": width / 2 * (nth % columns),
                "y": 9 + 17 * (nth // columns),
                "fill": FILLS[one],
                "text": f"{counts[one]} {KEY[one]}",
            }
            for nth, one in enumerate(given)
        ]
    )
    height = 17 * (-(-len(given) // columns))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width]))
    base = alt.Chart(rows, width=width, height=height).encode(
        x=x, y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0]))
    )
    box = base.mark_square(size=120, opacity=1, stroke=theme.GREY, strokeWidth=0.7, xOffset=6).encode(
        fill=alt.Fill("fill:N", scale=None)
    )
    return alt.layer(box, base.mark_text(align="left", dx=17, fontSize=12).encode(text=alt.Text("text:N")))
