"""Chart forms: a frame and what its columns mean in; a chart and what an office program draws instead of it out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.formatting import month
from analysis.charts.native import Native
from analysis.errors import AnalysisError

ROOM = 1.08
"""How much higher than its highest column an axis reaches where sums stand above columns."""

FEW_BARS = 12
"""Bars up to which each has room to spare: of more, all stand closer, so that they fit a page with another chart."""


@dataclass(frozen=True)
class Drawing:
    """Hold a chart and its native twin, made from one description; a `Figure` takes it where it takes a chart.

    >>> Drawing(alt.Chart(pl.DataFrame({"year": [2025]})).mark_bar()).native is None
    True
    """

    chart: alt.TopLevelMixin
    native: Native | None = None


def lines(
    frame: pl.DataFrame,
    y: str,
    by: str,
    unit: str,
    *,
    title: str,
    tooltip: Mapping[str, str],
    over: Sequence[marks.Layered] = (),
    later: pl.DataFrame | None = None,
) -> Drawing:
    """Draw a line a bloc over `period`, named at its end with its last value, up to the month where the data end.

    `frame` has period (months), `by` (names of blocs) and `y`. `title` stands above the axis, `unit` is that of the office
    chart, `tooltip` as for `marks.tips`; `over` are layers on top. `later` has the same columns and `line`, a series of its own
    in the office chart: values after the lines' end, of another source, each marked by a point that no line leads to.

    >>> months = pl.DataFrame({"period": [date(2025, 1, 1), date(2025, 2, 1)], "bloc": "Europe", "eur_bn": [1.0, 2.5]})
    >>> lines(months, "eur_bn", "bloc", "EUR bn", title="EUR bn, so far", tooltip={"Bloc": "bloc"}).native.form
    'line'
    """
    last: date = frame["period"].max()  # type: ignore[assignment]
    label = pl.format("{} {}", by, marks.number(y)).alias("label")
    points = None if later is None else later.with_columns(label)
    tips = marks.tips(tooltip)
    line = marks.labelled_lines(frame.with_columns(label), y, by, axis_title=title, tooltip=tips, later=points)
    native = Native("line", "period", y, by, unit, theme.NATIVE_BLOCS, dashes=theme.BLOC_DASHES)
    if later is None:
        return Drawing(alt.layer(line, marks.coverage_end(last, f"data to {month(last)}"), *over), native)
    after: date = later["period"].max()  # type: ignore[assignment]
    ends = (
        marks.coverage_end(last, f"by month to {month(last)}"),
        marks.coverage_end(after, f"in all to {month(after)}", align="left"),
    )
    lone = {line: theme.LATER_BLOCS[bloc] for bloc, line in later.select(by, "line").iter_rows()}
    dashes = {**theme.BLOC_DASHES, **{line: [1, 0] for line in lone}}
    native = replace(native, series="line", colours={**theme.NATIVE_BLOCS, **lone}, dashes=dashes)
    return Drawing(alt.layer(line, *ends, *over), native)


def steps(
    frame: pl.DataFrame,
    ends: pl.DataFrame,
    y: str,
    by: str,
    unit: str,
    *,
    x: alt.X,
    name: str,
    colours: Mapping[str, str],
    dashes: Mapping[str, Sequence[int]],
    names: Mapping[str, str],
    tooltip: Mapping[str, str],
    label: Mapping[str, Any],
    width: int = marks.WIDTH,
    height: int = marks.HEIGHT,
) -> Drawing:
    """Draw a count that stands until the next as a step line for each of `by`, to the end of its own source.

    `frame` has period (days), `by` (codes) and `y`; `ends` has the last row of each, where its code and value are written.
    `names` are the words for codes, `label` places the text, `name` names the mark.

    >>> days = pl.DataFrame({"period": [date(2025, 1, 1)], "authority": ["EU"], "ships": [27]})
    >>> look = {"colours": {"EU": theme.BLUE}, "dashes": {"EU": [1, 0]}, "names": {"EU": "European Union"}}
    >>> steps(days, days, "ships", "authority", "ships", x=alt.X("period:T"), name="s", tooltip={}, label={}, **look).native.form
    'steps'
    """
    line = alt.Chart(frame, name=name).mark_line(interpolate="step-after")
    line = line.encode(
        x=x,
        y=alt.Y(f"{y}:Q", title=None, axis=alt.Axis(tickCount=5)),
        color=marks.colour(by, colours),
        strokeDash=marks.dash(by, dashes),
        tooltip=marks.tips(tooltip),
    )
    at = {"x": alt.X("period:T"), "y": alt.Y(f"{y}:Q")}
    top: float = frame[y].max() or 1  # type: ignore[assignment]
    apart = marks.spread(ends, y, span=top, height=height)
    labels = alt.Chart(apart.with_columns(label=pl.format("{} {}", by, y))).mark_text(fontWeight=600, **label)
    labels = labels.encode(x=at["x"], y=alt.Y("label_y:Q"), text=alt.Text("label:N"), color=marks.text_colour(by, colours))
    stops = alt.Chart(ends).mark_tick(orient="vertical", size=10, thickness=2, color=theme.GREY).encode(**at)
    chart = alt.layer(line, labels, stops, marks.caption(unit)).resolve_scale(color="independent")
    native = Native("steps", "period", y, by, unit.replace(",", ""), colours, labels=names, dashes=dashes)
    return Drawing(chart.properties(width=width, height=height), native)


def ranked_bars(
    frame: pl.DataFrame,
    x: str,
    unit: str,
    colours: Mapping[str, str],
    *,
    by: str,
    tooltip: Mapping[str, str],
    text: Callable[[float], str],
) -> Drawing:
    """Draw a bar a row in the order given, numbered by `rank` and named by `name`, each with its value as `text` writes it.

    `by` is the column whose values `colours` names. Raises AnalysisError for a name that stands in two rows: the picture would
    draw two bars, the office chart their sum.

    >>> rows = pl.DataFrame({"rank": [1], "name": ["Norway"], "bloc": ["Europe"], "eur": [900.0]})
    >>> ranked_bars(rows, "eur", "EUR", {"Europe": theme.BLUE}, by="bloc", tooltip={"Donor": "name"}, text=str).native.colours
    {'Norway': '#0072B2'}
    """
    if twice := frame.filter(pl.col("name").is_duplicated())["name"].unique(maintain_order=True).to_list():
        raise AnalysisError(
            f"{', '.join(twice)}: more than one bar each", "add the rows of one name, or give each its own name"
        )
    shown = frame.with_columns(place=pl.format("{}. {}", "rank", "name"), label=pl.col(x).map_elements(text, pl.String))
    base = alt.Chart(shown, width=marks.WIDTH - 90, height=20 * shown.height)
    base = base.encode(y=marks.names("place", shown["place"].to_list()), color=marks.colour(by, colours))
    axis = alt.Axis(format=",~f", grid=True, tickCount=5)
    bars = base.mark_bar().encode(x=alt.X(f"{x}:Q", title=None, axis=axis), tooltip=marks.tips(tooltip))
    values = base.mark_text(align="left", dx=5, fontSize=12)
    values = values.encode(x=alt.X(f"{x}:Q"), text=alt.Text("label:N"), color=alt.ColorValue(theme.INK))
    by_name = {row["name"]: colours[row[by]] for row in shown.iter_rows(named=True)}
    return Drawing(alt.layer(bars, values, marks.caption(unit)), Native("bar", "name", x, None, unit, by_name))


def stacked_bars(
    frame: pl.DataFrame,
    ends: pl.DataFrame,
    x: str,
    by: str,
    unit: str,
    colours: Mapping[str, str],
    *,
    total: str,
    tooltip: Mapping[str, str],
    order: str = "nth",
    name: str = "name",
    text: Callable[[float], str] = marks.short,
    width: float = marks.WIDTH - 70,
    row: float | None = None,
) -> Drawing:
    """Stack the parts of each `name` in the order of `colours`, its `total` written at the bar's end as `text` writes it.

    `frame` has `name`, `by` and `x`; `ends` has `name` and `total`, in the order of the bars. `order` is the column of the
    parts' order, reckoned in the chart where the frame has none; `name` the column that names the bars. `width` is that of the plot, `row` the distance
    from one bar to the next; a small one leaves the axis out, since each bar has its value.

    >>> rows = pl.DataFrame({"name": ["Norway"], "kind": ["military"], "eur_bn": [1.5]})
    >>> look = {"total": "eur_bn", "tooltip": {"Kind": "kind"}}
    >>> stacked_bars(rows, rows, "eur_bn", "kind", "EUR bn", {"military": theme.GREY}, **look).native.order
    ['military']
    """
    y = marks.names(name, ends[name].to_list())
    axis = None if row else alt.Axis(format=",~f", tickCount=6, grid=True)
    apart = row or (20 if ends.height <= FEW_BARS else 17)
    bars = alt.Chart(frame, width=width, height=apart * ends.height).mark_bar()
    bars = bars.encode(
        y=y,
        x=alt.X(f"{x}:Q", title=None, stack="zero", axis=axis),
        color=marks.legend(by, colours, unit),
        order=alt.Order(f"{order}:Q"),
        tooltip=marks.tips(tooltip),
    )
    if order not in frame.columns:
        bars = bars.transform_calculate(**{order: f"indexof([{','.join(map(repr, colours))}], datum.{by})"})
    labelled = ends.with_columns(label=pl.col(total).map_elements(text, pl.String))
    values = alt.Chart(labelled).mark_text(align="left", dx=5, fontSize=12)
    values = values.encode(y=y, x=alt.X(f"{total}:Q"), text=alt.Text("label:N"))
    return Drawing(alt.layer(bars, values), Native("stacked_bar", name, x, by, unit, dict(colours), list(colours)))


def stacked_columns(
    frame: pl.DataFrame,
    y: str,
    by: str,
    unit: str,
    colours: Mapping[str, str],
    *,
    tooltip: Mapping[str, str],
    text: Callable[[float], str | None],
    names: Callable[[pl.DataFrame], marks.Layered],
    filter: str,
    order: str = "nth",
    share: bool = False,
    width: int = marks.WIDTH,
    totals: Mapping[str, str] | None = None,
) -> Drawing:
    """Stack the parts of each `year` in the order of `colours`, parts that pass `filter` with their value.

    `frame` has period, year (its name), `by` and `y`; `names` makes the layer of names from the rows and their `middle`.
    `order` names the column of their order; with `share` the axis runs from nothing to all, in per cent. `totals` has
    what stands above the column of each year, that of one too low to be seen too.

    >>> rows = pl.DataFrame({"period": [1], "year": ["2025"], "bloc": ["Europe"], "eur_bn": [1.5]})
    >>> look = {"tooltip": {"Bloc": "bloc"}, "text": marks.short, "filter": "datum.eur_bn > 1", "names": alt.Chart}
    >>> stacked_columns(rows, "eur_bn", "bloc", "EUR bn", {"Europe": theme.BLUE}, **look).native.form
    'stacked_column'
    """
    place = pl.col(by).replace_strict({part: nth for nth, part in enumerate(colours)}, return_dtype=pl.Int64).alias(order)
    parts = frame.with_columns(place, label=pl.col(y).map_elements(text, pl.String)).sort("period", order)
    parts = parts.with_columns(middle=(pl.col(y).cum_sum() - pl.col(y) / 2).over("period", order_by=order))
    base = alt.Chart(parts, width=width, height=260)
    base = base.encode(x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False)))
    axis = alt.Axis(format="%", tickCount=4) if share else alt.Axis(format=",~f", tickCount=5)
    scale = alt.Scale(domain=[0, 1]) if share else alt.Undefined
    if totals:
        # Room for what stands above the highest column, below the unit.
        most: float = parts.group_by("year").agg(pl.col(y).sum())[y].max() or 1  # type: ignore[assignment]
        scale = alt.Scale(domain=[0, ROOM * most], nice=True)
    bars = base.mark_bar(stroke=theme.PAPER).encode(
        y=alt.Y(f"{y}:Q", title=None, stack="zero", axis=axis, scale=scale),
        color=marks.colour(by, colours),
        order=alt.Order(f"{order}:Q"),
        tooltip=marks.tips(tooltip),
    )
    values = base.transform_filter(filter).mark_text(fontWeight=600)
    ink = marks.text_colour(by, colours, inside=True)
    values = values.encode(y=alt.Y("middle:Q"), text=alt.Text("label:N"), color=ink)
    above = [_above(parts, base, y, totals)] if totals else []
    layers = [bars, values, *above, names(parts), *([] if share else [marks.caption(unit)])]
    # An office chart writes no sum above a column: its axis has it behind the year.
    labels = {year: f"{year}: {whole}" for year, whole in (totals or {}).items()}
    native = Native("stacked_column", "year", y, by, unit, dict(colours), list(colours), labels)
    return Drawing(alt.layer(*layers).resolve_scale(color="independent"), native)


def _above(parts: pl.DataFrame, base: alt.Chart, y: str, totals: Mapping[str, str]) -> marks.Layered:
    """Write what each year is in all above its column."""
    whole = parts.group_by("year", maintain_order=True).agg(pl.col(y).sum()).with_columns(whole=pl.col("year").replace(totals))
    texts = alt.Chart(whole, width=base.width, height=base.height).mark_text(dy=-8, fontWeight=600, color=theme.INK)
    return texts.encode(x=alt.X("year:N"), y=alt.Y(f"{y}:Q"), text=alt.Text("whole:N"))
