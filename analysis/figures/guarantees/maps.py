"""The figure of who offers troops as two maps of Europe, then and now."""

from collections import Counter
from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import europe, marks, theme
from analysis.charts.citations import Source, cite_pages, id_as_of
from analysis.charts.formatting import day
from analysis.charts.pair import NOW, THEN
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import is_european_country, join_words
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import NOT_THE_26, POSITIONS
from analysis.figures.guarantees.then_and_now import OF_THE_US, SHORT, UNITED_STATES, offer_headline, standing, two_days
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import take_nobody
from analysis.measures import then_now as measure
from analysis.measures.answers import FIRM, NOT_FOUND, ORDER, UNDECIDED

__all__ = ["troops"]

FILLS = stances.COLOURS | {NOT_FOUND: theme.PAPER, UNDECIDED: "#C9C9C9"}
IN_KEY = ("offer", "offer, on conditions", "may, if conditions are met", "undecided", "refuse", "no position found")
KEY = dict(zip(ORDER, IN_KEY, strict=True))
TWO_KEYS = 310
ORIENTATION = ("POL", "ITA", "DEU", "ESP")
"""Countries named on the map whatever they answer."""

SHAPES = Source(
    "shapes: Natural Earth",
    "https://www.naturalearthdata.com",
    "public domain",
    "Natural Earth, 1:50m countries, by world-atlas 2.0.2.",
)
BORDERS = (
    "Borders are those internationally recognised: Crimea is Ukraine. Small states are circles; grey countries are not counted."
)
GREY_ONES = "Grey: outside this count. Unchanged may mean that nothing was found."


@take_nobody(
    "the European countries on the map",
    "see a group: figures.guarantees.stance_strip(pledges, governments, until, only=...)",
)
@whole_tables("pledges")
def troops(pledges: pl.DataFrame, until: date | str, then: date | str | None = None) -> Figure:
    """Draw who offers, may offer or refuses troops on two days as maps of Europe, what changed with a dark edge.

    Takes `load.pledges()`; days, `data` and errors as `figures.guarantees.then_and_now.troops`.

    >>> from analysis import load
    >>> troops(load.pledges(), "2026-10-10").data.columns
    ['country', 'name', 'answer', 'moved', 'when']
    """
    first, last = two_days(pledges, until, then)
    both = stances.with_names(measure.answers(pledges, first, last))
    countries = both.filter(is_european_country(load.countries()))
    heads = {THEN: day(first), NOW: day(last)}
    sides = {side: countries.select("country", "name", "moved", answer=side) for side in heads}
    counts = {side: Counter(rows["answer"]) for side, rows in sides.items()}
    data = pl.concat(rows.with_columns(when=pl.lit(heads[side])) for side, rows in sides.items())
    panels = [_panel(sides[side], counts[side], heads[side], 266, now=side == NOW) for side in heads]
    column = _panel(sides[NOW], counts[NOW], heads[NOW], 318, now=True)
    states = both.filter(country=UNITED_STATES)["now"].replace_strict(OF_THE_US).item()
    moved = countries.filter("moved")["name"].sort().to_list()
    page = alt.hconcat(*panels, spacing=16)
    return Figure(
        europe.with_shapes(
            with_sizes(with_caveat(page, GREY_ONES, PAGE_LINE), column=with_caveat(column, GREY_ONES, COLUMN_LINE))
        ),
        id=id_as_of("troops-map-then-and-now", last),
        headline=offer_headline(counts[NOW]),
        subtitle=f"Public answers of {countries.height} European countries on troops in Ukraine; dark edge: changed since {day(first)}",
        data=data.select("country", "name", "answer", "moved", "when"),
        sources=[*cite_pages(standing(pledges, first, last, "land"), "statements"), SHAPES],
        notes=[POSITIONS, wording.RUNGS, wording.TROOPS, BORDERS, NOT_THE_26],
        alt=f"Two maps of Europe. {heads[THEN]}: {wording.by_answer(counts[THEN], ORDER)}. {heads[NOW]}: {wording.by_answer(counts[NOW], ORDER)}. "
        f"Changed: {join_words(moved) if moved else 'none'}. The United States {states}.",
    )


def _panel(rows: pl.DataFrame, counts: Counter[str], head: str, width: int, *, now: bool) -> marks.Layered:
    short = pl.col("country").replace_strict(SHORT, default=None, return_dtype=pl.String)
    shown = rows.with_columns(
        fill=pl.col("answer").replace_strict(FILLS),
        said="answer",
        edged=pl.col("moved") & now,
        name=pl.coalesce(short, pl.col("name")),
    )
    moved = shown.filter("edged")["country"].sort().to_list()
    offering = shown.filter(pl.col("answer").is_in(list(FIRM)))["country"].sort().to_list()
    drawn = europe.europe(shown, [*offering, *moved, *ORIENTATION], width=width, size=12, bold=moved)
    return alt.vconcat(_key(counts, width), drawn, spacing=6).properties(
        title=marks.panel_title(head, 13, fontWeight=600, offset=6)
    )


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
    return alt.layer(box, base.mark_text(align="left", dx=17, fontSize=12).encode(text="text:N"))
