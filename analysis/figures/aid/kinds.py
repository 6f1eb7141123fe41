"""Figures of aid by kind: military, financial and humanitarian, on one scale."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from analysis.charts import marks
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, join_rows
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.figures.aid.amounts import euros, plain
from analysis.figures.aid.inputs import ON_THE_PICTURE, latest, rounded, stand, tooltip
from analysis.figures.aid.later import as_points, both_spans, both_stands, by_end, drawn, leading, no_difference
from analysis.figures.aid.totals import passed_on, stayed_ahead
from analysis.figures.aid.whose import colours_of, compared, dashes_of, dated, is_the_pair, members_in_words, slug
from analysis.figures.figure import Figure
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["by_kind"]

DRAWN = ("military", "financial")
"""The kinds of aid that are drawn as lines."""


def by_kind(aid: pl.DataFrame, later: pl.DataFrame | None = None, *, only: Whose = ()) -> Figure:
    """Draw cumulative allocations of Europe and the United States for each kind of aid, with later totals as points.

    `only` names others to draw, as in `europe_and_us`.

    Takes `load.aid()` of one release that has allocations, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words. `data` has release, period, bloc, kind and eur_bn (up to that
    month), with `later` also line. Raises NotComparable for several releases and for a `later` that does not end later,
    AnalysisError for rows without the column month and for a release without allocations, UnknownName where one side has no
    military allocation.

    >>> from analysis import load
    >>> by_kind(load.aid(29), load.aid_totals(30)).headline
    'Military aid: €109bn from Europe, €65bn from the US by June 2026'
    """
    lead = leading(aid, later, "allocated", own=True)
    groups = compared(aid, only)
    curves = rounded(measure.over_time(aid, ["bloc", "kind"], groups, cumulative=True))
    points = None if later is None else as_points(rounded(measure.totals(later, ["bloc", "kind"], groups)))
    ends = curves.filter(pl.col("period") == pl.col("period").max())
    amounts = (ends if points is None else points).with_columns(as_text("eur_bn", euros))
    now = amounts.pivot("bloc", index="kind", values="eur_bn").rows_by_key("kind", named=True, unique=True)
    last = latest((ends if points is None else points).filter(kind="military"))
    words = {name: euros(value, 0) if value else "nothing" for name, value in last.items()}
    told = [say("aid.kinds.amount_from_words", amount=words[group.name], who=group.in_text) for group in groups]
    passed = passed_on(aid, groups, "military")
    top = float(pl.concat([rows["eur_bn"] for rows in (curves, points) if rows is not None]).max())  # type: ignore[arg-type]
    return Figure(
        _drawing(curves, points, top, groups),
        id=f"allocations-by-kind{slug(groups)}",
        headline=say("aid.kinds.headline", europe=words[EUROPE], us=words[UNITED_STATES], by=by_end(lead))
        if is_the_pair(groups)
        else say("aid.kinds.others_headline", told=join_words(told), by=by_end(lead)),
        subtitle=say("aid.kinds.subtitle", spans=both_spans(curves, later)),
        data=drawn(curves, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[
            *dated(groups, aid),
            *no_difference(aid, later),
            *stayed_ahead(aid, groups, passed, "military"),
        ],
        alt=" ".join(
            [
                say("aid.kinds.alt", stand=stand(lead)),
                *(
                    f"{kind.capitalize()}: {', '.join(f'{plain(group)} {now[kind][group.name]}' for group in groups)}."
                    for kind in measure.KINDS
                ),
            ]
        )
        + both_stands(aid, later, join_rows(ends.with_columns(as_text("eur_bn", euros)), "{kind} {bloc} {eur_bn}", ", "))
        + members_in_words(groups),
    )


def _drawing(curves: pl.DataFrame, points: pl.DataFrame | None, top: float, groups: Sequence[Group]) -> alt.TopLevelMixin:
    """Draw the two large kinds side by side on one scale; humanitarian aid is so much less that it is told as numbers."""
    rest = [kind for kind in measure.KINDS if kind not in DRAWN]
    last = curves.filter(pl.col("period") == pl.col("period").max()) if points is None else points
    told = last.filter(pl.col("kind").is_in(rest)).sort("bloc")
    wide = (_panel(curves, points, kind, top, 142, groups) for kind in DRAWN)
    page = alt.hconcat(*wide, _numbers(told, 84, groups), spacing=14)
    panels = (_panel(curves, points, kind, top, 180, groups, 130) for kind in DRAWN)
    column = alt.vconcat(*panels, _numbers(told, 300, groups), spacing=14)
    low = (_panel(curves, points, kind, top, 86, groups, 168) for kind in DRAWN)
    slide = alt.vconcat(alt.hconcat(*low, spacing=10), _numbers(told, 300, groups), spacing=14)
    drawing: alt.TopLevelMixin = with_sizes(
        with_caveat(page, ON_THE_PICTURE, PAGE_LINE),
        slide=with_caveat(slide, ON_THE_PICTURE, SLIDE_LINE),
        column=with_caveat(column, ON_THE_PICTURE, COLUMN_LINE),
    )
    return drawing


def _panel(
    curves: pl.DataFrame,
    points: pl.DataFrame | None,
    kind: str,
    top: float,
    width: int,
    groups: Sequence[Group],
    height: int = 220,
) -> marks.Layered:
    label = pl.format("{} {}", pl.col("bloc").replace({UNITED_STATES: "US"}), marks.number("eur_bn"))
    drawing = marks.labelled_lines(
        curves.filter(kind=kind).with_columns(label=label),
        "eur_bn",
        "bloc",
        axis_title=say("aid.kinds.eur_billion_label"),
        name=f"lines_{kind}",
        width=width,
        height=height,
        tooltip=marks.tips(tooltip(say("aid.totals.so_far_words"))),
        later=None if points is None else points.filter(kind=kind).with_columns(label=label),
        colours=colours_of(groups),
        dashes=dashes_of(groups),
        # One scale for both, so that the panels can be compared.
        top=top,
    )
    return drawing.properties(title=alt.TitleParams(kind.capitalize(), fontSize=13, offset=18))


def _numbers(told: pl.DataFrame, width: int, groups: Sequence[Group]) -> marks.Layered:
    """Write a kind of aid as a number a bloc, in a column of its own or in one line below the panels."""
    beside = width < 200
    rows = told.with_row_index("nth").with_columns(
        text=pl.format("{} {}", pl.col("bloc").replace({UNITED_STATES: "US"}), marks.number("eur_bn")),
        x=pl.lit(0) if beside else 110 * pl.col("nth").cast(pl.Int64),
        y=18 * pl.col("nth").cast(pl.Int64) + 10 if beside else pl.lit(10),
    )
    base = alt.Chart(rows, width=width, height=220 if beside else 18)
    words = base.mark_text(align="left", fontWeight=600, baseline="middle").encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width])),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[220 if beside else 18, 0])),
        text=alt.Text("text:N"),
        color=marks.text_colour("bloc", colours_of(groups)),
    )
    kind = told["kind"][0].capitalize()
    title = kind if beside else say("aid.kinds.kind_and_unit_label", kind=kind)
    drawn: marks.Layered = words.properties(
        title=alt.TitleParams(title, fontSize=12 if beside else 13, anchor="start", offset=8)
    )
    return drawn
