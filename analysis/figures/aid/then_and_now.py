"""The figure of hindsight: what each release said at its cut-off, beside what one release says of the same months now."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text
from analysis.countries import EUROPE
from analysis.errors import AnalysisError
from analysis.figures.aid.amounts import in_headline
from analysis.figures.aid.inputs import NOMINAL, PAIR, edition, require_one_release, require_whole_releases
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import EUROPE_IS, take_nobody
from analysis.measures import aid as measure


@take_nobody(
    "Europe and the United States, of whom the publisher told",
    "see how two releases differ: figures.aid.revisions.what_moved(before, after, only=...), or one release: "
    "figures.aid.europe_and_us(aid, only=...)",
)
@whole_tables(published="published_numbers")
def then_and_now(summed: pl.DataFrame, published: pl.DataFrame, aid: pl.DataFrame) -> Figure:
    """Draw what each release said of Europe and the United States at its cut-off, beside what the given release says now.

    Takes `load.vintage_totals()`, `load.published_numbers()` and `load.aid()` of the release that says now. `data` has release,
    period (the cut-off's month), bloc, when (as published then, as dated now) and eur_bn, cumulative. Raises NotComparable for
    aid of several releases, AnalysisError for one without allocations or within which no other ends.

    >>> from analysis import load
    >>> then_and_now(load.vintage_totals(), load.published_numbers(), load.aid(29)).data.row(0)
    ('16', datetime.date(2024, 2, 1), 'Europe', 'as published then', 89.604)
    """
    require_one_release(aid, "allocated")
    require_whole_releases(summed)
    pairs = measure.then_and_now(summed, published, aid).filter(pl.col("release") != aid["release"][0])
    if pairs.is_empty():
        raise AnalysisError(
            f"no other release ends within release {aid['release'][0]}, so there is no then to its now",
            "give totals of releases that end before it",
        )
    when = {"then_bn": say("aid.then_and_now.then_label"), "now_bn": say("aid.then_and_now.now_label")}
    long = pairs.unpivot(list(when), index=["release", "period", "bloc"], variable_name="when", value_name="eur_bn")
    largest = pairs.sort(pl.col("change_bn").abs()).row(-1, named=True)
    place = pl.struct("release", "period").map_elements(_place, return_dtype=pl.String)
    rows = pairs.with_columns(pl.col("then_bn", "now_bn").round(3), as_text("change_bn", _signed).alias("text"), place=place)
    rows = rows.select("release", "period", "bloc", "then_bn", "now_bn", "change_bn", "place", "text")
    press = pairs.filter(basis="press")["release"].unique(maintain_order=True).to_list()
    from_press = [say("aid.then_and_now.press", number=len(press), releases=press)] if press else []
    return Figure(
        alt.hconcat(*(_panel(rows.filter(bloc=bloc), bloc) for bloc in PAIR), spacing=18),
        id="then-and-now",
        headline=say(
            "aid.then_and_now.headline",
            last=largest["period"],
            who=in_headline(largest["bloc"]),
            then=largest["then_bn"],
            now=largest["now_bn"],
        ),
        subtitle=say("aid.then_and_now.subtitle", edition=edition(aid)),
        data=long.with_columns(pl.col("eur_bn").round(3), pl.col("when").replace(when)),
        sources=cite(pl.concat([aid.select("release"), pairs.filter(basis="tables").select("release")])),
        notes=[NOMINAL, EUROPE_IS, *from_press],
        alt=say("aid.then_and_now.alt", pairs="; ".join(_in_words(row) for row in pairs.iter_rows(named=True))),
    )


def _place(row: Mapping[str, Any]) -> str:
    return say("aid.then_and_now.place_label", release=row["release"], month=row["period"])


def _in_words(row: Mapping[str, Any]) -> str:
    two = {"then": row["then_bn"], "now": row["now_bn"]}
    return say("aid.then_and_now.pair_words", release=row["release"], last=row["period"], bloc=row["bloc"], **two)


def _panel(rows: pl.DataFrame, bloc: str) -> marks.Layered:
    colour, places = theme.BLOC_COLOURS[bloc], rows["place"].to_list()
    y = alt.Y("place:N", sort=places, title=None, axis=alt.Axis(labels=bloc == EUROPE, domain=False, ticks=False))
    base = alt.Chart(rows, width=195, height=34 * len(places)).encode(y=y)
    axis, scale = alt.Axis(values=[0, 100, 200], grid=True), alt.Scale(zero=True, domain=[0, 240])
    line = base.mark_rule(color=theme.LIGHT_GREY, strokeWidth=3)
    line = line.encode(x=alt.X("then_bn:Q", title=None, scale=scale, axis=axis), x2=alt.X2("now_bn:Q"))
    then_eur, now_eur = say("aid.then_and_now.then_eur_label"), say("aid.then_and_now.now_eur_label")
    fields = {then_eur: "then_bn:Q|,.3f", now_eur: "now_bn:Q|,.3f"}
    tooltip = marks.tips({"Release": "place"} | fields)
    now = base.mark_point(filled=True, size=70, color=colour, opacity=1).encode(x=alt.X("now_bn:Q"), tooltip=tooltip)
    then = base.mark_point(filled=False, size=110, color=colour, strokeWidth=1.5, opacity=1)
    then = then.encode(x=alt.X("then_bn:Q"), tooltip=tooltip)
    words = base.mark_text(align="left", dx=12, fontSize=12, color=theme.INK).encode(
        x=alt.X("now_bn:Q"), text=alt.Text("text:N")
    )
    return alt.layer(line, then, now, words, title=marks.panel_title(bloc))


def _signed(change: float) -> str:
    return "0.0" if abs(change) < 0.05 else f"{change:+,.1f}"
