"""The figure of hindsight: what each release said at its cut-off, beside what one release says of the same months now."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import bn, join_rows, join_words, month, with_article
from analysis.countries import EUROPE
from analysis.errors import AnalysisError
from analysis.figures.aid.inputs import EUROPE_IS, NOMINAL, PAIR, require_one_release
from analysis.figures.figure import Figure
from analysis.measures import aid as measure


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
    pairs = measure.then_and_now(summed, published, aid).filter(pl.col("release") != aid["release"][0])
    if pairs.is_empty():
        raise AnalysisError(
            f"no other release ends within release {aid['release'][0]}, so there is no then to its now",
            "give totals of releases that end before it",
        )
    long = pairs.unpivot(
        ["then_bn", "now_bn"], index=["release", "basis", "period", "bloc"], variable_name="when", value_name="eur_bn"
    )
    long = long.with_columns(
        pl.col("eur_bn").round(3), pl.col("when").replace({"then_bn": "as published then", "now_bn": "as dated now"})
    )
    largest = pairs.sort(pl.col("change_bn").abs()).row(-1, named=True)
    rows = pairs.select("release", "period", "bloc", pl.col("then_bn", "now_bn").round(3), "change_bn").with_columns(
        place=pl.format("release {}, {}", "release", pl.col("period").dt.strftime("%b %Y")),
        text=pl.col("change_bn").map_elements(_signed, return_dtype=pl.String),
    )
    told = pairs.filter(pl.col("basis") == "press")["release"].unique(maintain_order=True).to_list()
    named = pairs.with_columns(month=pl.col("period").map_elements(month, return_dtype=pl.String))
    panels = [_then_and_now_panel(rows.filter(pl.col("bloc") == bloc), bloc) for bloc in PAIR]
    return Figure(
        alt.hconcat(*panels, spacing=18),
        id="then-and-now",
        headline=f"Up to {month(largest['period'])} {with_article(largest['bloc'])} had allocated {bn(largest['then_bn'], 0)} euros as published then "
        f"and {bn(largest['now_bn'], 0)} as dated now",
        subtitle="Cumulative allocations at each release's cut-off, EUR bn: hollow as published then, filled as "
        f"release {aid['release'][0]} dates them now; the number is what was added or taken away",
        data=long.drop("basis"),
        sources=cite(pl.concat([aid.select("release"), pairs.filter(pl.col("basis") == "tables").select("release")])),
        notes=[
            NOMINAL,
            EUROPE_IS,
            *(
                [
                    f"Release{'s' if len(told) > 1 else ''} {join_words(told)} as told to the press, rounded; the others from their tables."
                ]
                if told
                else []
            ),
        ],
        alt="Pairs of points, EUR bn, then and now: "
        + join_rows(named, "release {release} to {month}, {bloc} {then_bn:.1f} and {now_bn:.1f}")
        + ".",
    )


def _then_and_now_panel(rows: pl.DataFrame, bloc: str) -> marks.Layered:
    colour = theme.BLOC_COLOURS[bloc]
    places = rows["place"].to_list()
    y = alt.Y("place:N", sort=places, title=None, axis=alt.Axis(labels=bloc == EUROPE, domain=False, ticks=False))
    scale = alt.Scale(zero=True, domain=[0, 240])
    base = alt.Chart(rows, width=195, height=34 * len(places))
    axis = alt.Axis(values=[0, 100, 200], grid=True)
    line = base.mark_rule(color=theme.LIGHT_GREY, strokeWidth=3).encode(
        y=y, x=alt.X("then_bn:Q", title=None, scale=scale, axis=axis), x2=alt.X2("now_bn:Q")
    )
    fields = {
        f"As {text}, EUR bn": f"{column}:Q|,.3f" for column, text in (("then_bn", "published then"), ("now_bn", "dated now"))
    }
    tooltip = marks.tips({"Release": "place"} | fields)
    now = base.mark_point(filled=True, size=70, color=colour, opacity=1).encode(y=y, x=alt.X("now_bn:Q"), tooltip=tooltip)
    then = base.mark_point(filled=False, size=110, color=colour, strokeWidth=1.5, opacity=1).encode(
        y=y, x=alt.X("then_bn:Q"), tooltip=tooltip
    )
    words = base.mark_text(align="left", dx=12, fontSize=11, color=theme.INK).encode(
        y=y, x=alt.X("now_bn:Q"), text=alt.Text("text:N")
    )
    return alt.layer(line, then, now, words).properties(title=alt.TitleParams(bloc, fontSize=13, anchor="start"))


def _signed(change: float) -> str:
    return "0.0" if abs(change) < 0.05 else f"{change:+,.1f}"
