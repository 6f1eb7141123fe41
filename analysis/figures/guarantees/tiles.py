"""The figure of positions on a map of Europe as equal tiles, of all European countries or of the members of groups."""

import functools
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks, theme, vega
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import capitalise_first
from analysis.countries import count_countries, is_european_country, with_article
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import (
    NOT_THE_26,
    POSITIONS,
    counted_though,
    named_by_answer,
    recorded_day,
    require_known_choice,
)
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import elsewhere, end_of_id, members_in, notes_of, together
from analysis.groups.group import Group, as_groups
from analysis.measures import guarantees as measure
from analysis.measures.answers import NOT_FOUND, ORDER
from analysis.measures.blocs import Whose

__all__ = ["tile_map"]

NOT_EUROPE = say("guarantees.tiles.not_europe")
ONLY_UKRAINE = say("guarantees.tiles.only_ukraine")
UKRAINE = "UKR"
ANSWER = "datum.answer"
"""What a tile answers, in the words of the drawing."""
FADED = 0.25
BLANK = "#F6F6F6"
"""The tile of a country outside the groups chosen: paler than any answer, and not the paper of one not found."""

MAP = """
ISL   .    .    .   NOR  SWE  FIN   .
 .    .    .    .   DNK   .   EST   .
IRL  GBR   .   NLD  DEU   .   LVA   .
 .    .   BEL  LUX  CZE  POL  LTU   .
 .    .   FRA  CHE  AUT  SVK   .   UKR
PRT  ESP   .   ITA  SVN  HUN  ROU   .
 .    .    .    .   HRV  MNE  BGR   .
 .    .    .   MLT   .   ALB  GRC  TUR
 .    .    .    .    .    .    .   CYP
"""
"""Where each country's tile stands: neighbours near each other, all tiles the same size."""


@whole_tables("pledges")
def tile_map(
    pledges: pl.DataFrame, until: date | str, domain: str = "land", answer: str | None = None, *, only: Whose = ()
) -> Figure:
    """Draw Europe as equal tiles by the latest answer in one domain; small states are as large as big ones.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. With `answer` (one of
    `measures.answers.ORDER`) the countries that gave another stand back. `only` keeps the members of blocs and groups, and countries:
    the tiles of others are blank, and members without a tile are named. `data` has one row a tile: country, name,
    answer, position, condition, since and the page. Raises UnknownName for a domain or an answer that does not exist,
    AnalysisError for a text that is no day, for a day before the record, and for a group of which nobody on the map has a position.

    >>> from analysis import groups, load
    >>> tile_map(load.pledges(), "2025-09-20").data.filter(pl.col("country") == "FRA").select("name", "answer").row(0)
    ('France', 'offers, if')
    >>> tile_map(load.pledges(), "2025-09-20", only=groups.WEIMAR_TRIANGLE).headline
    'Of the Weimar triangle, one country offers troops, on a condition; one refuses'
    """
    require_known_choice(pledges, domain, answer)
    end = recorded_day(pledges, until)
    what, named = wording.NOUNS[domain], domain.replace("_", " ")
    stood = measure.matrix(pledges, end, domain)
    tiles = _tiles(stood)
    groups, standing = _members(stood, tiles, only, say("guarantees.tiles.position_by_words", what=what, day=end))
    chosen = pl.col("country").is_in([code for group in groups for code in group])
    drawn, outside = (tiles.filter(chosen), tiles.filter(~chosen)) if groups else (tiles, tiles.clear())
    counted = drawn.filter(pl.col("country") != UKRAINE) if groups else tiles.filter(is_european_country(load.countries()))
    off = elsewhere(groups, tiles["country"])
    counts, everyone = Counter(counted["answer"]), _everyone(groups, counted, bool(off))
    fallen = pledges.filter(pl.col("domain") == domain, pl.col("lapsed_on") <= end).unique("country")
    fallen = fallen.filter(chosen) if groups else fallen
    lapsed = stances.with_names(fallen).sort("name").select("name", "lapsed_on")
    notes = [
        *notes_of(groups, stood, say("guarantees.tiles.position_words", what=what), "country"),
        *stances.off_the_map(stood.filter(pl.col("country").is_in(off))),
        *([ONLY_UKRAINE] if groups and UKRAINE in drawn["country"] else []),
    ]
    blank = [say("guarantees.tiles.blank", outside=_not_in(groups))] if groups else []
    in_all = say("guarantees.tiles.in_all", answers=wording.all_answers(counts, what, of=everyone))
    rows = {"tiles": drawn, **({"outside": _blank(outside, groups)} if groups else {})}
    return Figure(
        vega.with_rows(_tile_chart(answer, outside=bool(groups)), **rows),
        id=id_as_of(
            f"tile-map-{domain}" + (f"-{answer.replace(',', '').replace(' ', '-')}" if answer else "") + end_of_id(groups),
            end,
        ),
        headline=_headline(groups, counted, answer, what, everyone, bool(off)),
        subtitle=say("guarantees.tiles.subtitle", what=what, day=end),
        data=stances.plain(drawn),
        sources=cite_pages(standing, "statements"),
        notes=[
            *([in_all] if groups and counted.height > 1 else []),
            *[
                POSITIONS,
                wording.RUNGS,
                *([wording.TROOPS, *counted_though(counted)] if domain == "land" else []),
                NOT_THE_26,
                *([] if groups else [NOT_EUROPE]),
            ],
            *[say("guarantees.tiles.lapsed", name=name, day=day) for name, day in lapsed.iter_rows()],
            *blank,
            *notes,
        ],
        alt=" ".join(
            [
                say("guarantees.tiles.alt", day=end, domain=named, everyone=everyone, counts=wording.by_answer(counts, ORDER)),
                named_by_answer(counted),
                *blank,
                *notes,
            ]
        ),
    )


def _members(stood: pl.DataFrame, tiles: pl.DataFrame, only: Whose, what: str) -> tuple[Sequence[Group], pl.DataFrame]:
    """Give the groups chosen and the positions of their members, of whom some must be on the map, with a position."""
    for group in as_groups(only):
        if {*tiles["country"]}.isdisjoint(group.members):
            raise AnalysisError(
                f"no member of {group.in_text} is on a map of Europe",
                "see what it answers: figures.guarantees.domains.matrix(pledges, until, only=...)",
            )
    members_in(stood.filter(pl.col("country").is_in([*tiles["country"]])), only, what, "country")
    return members_in(stood, only, what, "country")


def _everyone(groups: Sequence[Group], counted: pl.DataFrame, off: bool) -> str:
    """Say who is counted: European countries, or those of the groups chosen, and whether some are not on the map."""
    if not groups:
        return say("guarantees.of_groups.european_words", count=count_countries(counted))
    if all(len(group) == 1 for group in groups):
        return together(groups)
    return say("guarantees.of_groups.group_words", group=_on_the_map(groups, off), number=counted.height)


def _on_the_map(groups: Sequence[Group], off: bool) -> str:
    return say("guarantees.tiles.on_the_map_words", group=together(groups)) if off else together(groups)


def _headline(groups: Sequence[Group], counted: pl.DataFrame, answer: str | None, what: str, everyone: str, off: bool) -> str:
    counts = Counter(counted["answer"])
    if groups and counted.height == 1:
        name, given = counted.select("name", "answer").row(0)
        return f"{capitalise_first(with_article(name))} {wording.one_answer(given, what)}"
    if answer is not None:
        told = wording.one_count(answer, counts[answer], what)
        return say("guarantees.tiles.answer_headline", everyone=everyone, answer=told, number=counts[answer])
    if groups:
        return wording.of_the_group(counts, _on_the_map(groups, off), what)
    return capitalise_first(wording.all_answers(counts, what, of=everyone))


def on_the_map() -> list[str]:
    """List the countries that have a tile, by code.

    >>> len(on_the_map()), "USA" in on_the_map()
    (35, False)
    """
    return [code for code in MAP.split() if code != "."]


def _tiles(standing: pl.DataFrame) -> pl.DataFrame:
    """Place every country of the map, with its position; one without is not found, and Ukraine has no sign."""
    lines = [line.split() for line in MAP.split("\n") if line]
    placed = [(code, column, row) for row, line in enumerate(lines) for column, code in enumerate(line) if code != "."]
    places = stances.with_names(pl.DataFrame(placed, schema=["country", "column", "row"], orient="row"))
    positions = standing.select(
        "country", "answer", "position", "condition", "status", "since", "source_url", "source_publisher"
    )
    tiles = places.join(positions, on="country", how="left").with_columns(pl.col("answer").fill_null(NOT_FOUND))
    sign = pl.when(pl.col("country") == UKRAINE).then(pl.lit("")).otherwise(pl.col("sign"))
    return stances.with_signs(tiles).with_columns(sign=sign).sort("row", "column")


def _blank(outside: pl.DataFrame, groups: Sequence[Group]) -> pl.DataFrame:
    """Keep of the tiles outside the groups their places alone: what these countries answer is not asked."""
    return outside.select("country", "name", "column", "row", answer=pl.lit(_not_in(groups)))


def _not_in(groups: Sequence[Group]) -> str:
    if all(len(group) == 1 for group in groups):
        return say("guarantees.tiles.not_chosen_words")
    return say("guarantees.tiles.not_in_words", group=together(groups))


@functools.cache
def _tile_chart(answer: str | None, *, outside: bool = False) -> dict[str, Any]:
    """Make the map without its rows, once: the explorer asks for it at every change."""
    base = alt.Chart(alt.NamedData("tiles"), width=8 * 58, height=9 * 44)
    base = base.encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None))
    boxes = base.mark_rect(cornerRadius=3, stroke=theme.GREY, strokeWidth=0.7)
    boxes = boxes.encode(color=stances.colour(), tooltip=marks.tips(stances.TIPS)).properties(name="tiles")
    codes = base.mark_text(dy=-7, fontSize=12, fontWeight=600).encode(text=alt.Text("country:N"), color=stances.ink())
    signs = base.mark_text(dy=9, fontSize=12).encode(text=alt.Text("sign:N"), color=stances.ink())
    if answer is not None:
        chosen = f"{ANSWER} == '{answer}'"
        boxes = boxes.encode(opacity=alt.condition(chosen, alt.value(1), alt.value(FADED)))
        tone = alt.condition(chosen, stances.ink(), alt.value(theme.SOFT_INK))
        codes, signs = (layer.encode(color=tone) for layer in (codes, signs))
    blank = _outside() if outside else []
    return dict(stances.with_key(alt.layer(boxes, codes, signs, *blank), "x", "y", answers=ORDER).to_dict())


def _outside() -> list[alt.Chart]:
    """Draw the tiles of countries outside the groups, without an edge, a colour or a sign, so that the map keeps its shape."""
    base = alt.Chart(alt.NamedData("outside")).encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None))
    tips = marks.tips({"Country": "name", "Answer": "answer"})
    boxes = base.mark_rect(cornerRadius=3, fill=BLANK).encode(tooltip=tips)
    return [boxes, base.mark_text(dy=-7, fontSize=12, color=theme.SOFT_INK).encode(text=alt.Text("country:N"))]
