"""An altair renderer that draws any chart without a network and in this project's theme, as a Figure is drawn."""

import re
import sys
from typing import Any

import altair as alt
import polars as pl
from altair.utils.schemapi import SchemaValidationError
from polars import selectors as cs

from analysis.charts import categories, columns, composition, fields, palette, render, theme
from analysis.charts.picture import VEGA_LITE
from analysis.charts.pitfalls import refuse_pitfalls
from analysis.errors import AnalysisError
from analysis.load.as_polars import as_polars, is_frame

RENDERER = "analysis"
MOST_ROWS = 50_000
"""Rows of a chart that a notebook and a page should carry: some ten megabytes."""
WIDE = 8
"""Columns that a window shows."""
SOME_ROWS = 5_000
"""Rows up to which a chart keeps columns that it does not draw: a reader of the page can look at them."""


def setup() -> None:
    """Let any altair chart in this notebook draw in JupyterLab without a network, in this project's theme and colours.

    Wide frames can be scrolled. Exact amounts are drawn as they are; a chart may have up to 50,000 rows, of pandas, Arrow and DuckDB too.

    >>> setup()
    >>> alt.renderers.active
    'analysis'
    """
    alt.renderers.register(RENDERER, _offline)
    alt.renderers.enable(RENDERER)
    alt.data_transformers.register(RENDERER, _rows)
    alt.data_transformers.enable(RENDERER)
    # Only a notebook has it.
    if (ipython := sys.modules.get("IPython")) and (shell := ipython.get_ipython()):
        shell.display_formatter.formatters["text/html"].for_type(pl.DataFrame, scrolled)


def scrolled(frame: pl.DataFrame) -> str:
    """Write a frame as HTML, a wide one in a box in which it can be scrolled.

    >>> scrolled(pl.DataFrame({"year": [2025]})).startswith("<div><style>")
    True
    """
    html = frame._repr_html_()
    return html if frame.width <= WIDE else f'<div style="overflow-x: auto; max-width: 100%">{html}</div>'


def read_chart(chart: alt.TopLevelMixin, *, validate: bool = True) -> dict[str, Any]:
    """Give the Vega-Lite specification of a chart of altair, its rows as Vega-Lite reads them right.

    Raises UnknownName for a field that its data lack, AnalysisError for a chart that altair refuses, that has too many rows, or that
    would be drawn wrong or empty.

    >>> rows = pl.DataFrame({"year": ["2025"], "eur_bn": [1.5]})
    >>> read_chart(alt.Chart(rows).mark_bar().encode(x="year:N", y="eur_bn:Q"))["encoding"]["y"]["field"]
    'eur_bn'
    """
    # Whatever the notebook has enabled: a figure takes the same rows with `setup()` and without.
    alt.data_transformers.register(RENDERER, _rows)
    active, options = alt.data_transformers.active, dict(alt.data_transformers.options)
    with alt.data_transformers.enable(RENDERER, **(options if active == RENDERER else {})):
        try:
            spec: dict[str, Any] = chart.to_dict(validate=validate)
        except alt.MaxRowsError as fault:
            raise too_many_rows(fault) from fault
        except (ValueError, TypeError, SchemaValidationError) as fault:
            raise AnalysisError(f"altair cannot make the chart: {_first(fault)}", _fix(fault)) from fault
    make_right(spec)
    return spec


def make_right(spec: dict[str, Any]) -> None:
    """Check the fields of a specification against its rows and make these right, in place; raises as `read_chart`."""
    fields.require_rows_at_hand(spec)
    fields.require_known_fields(spec)
    fields.convert_numbers(spec)
    columns.prepare(spec)
    categories.write_days(spec)
    refuse_pitfalls(spec)
    palette.colour_meanings(spec)
    columns.keep_drawn(spec, SOME_ROWS)
    if {"mark", "layer"} & spec.keys():
        # Left to itself Vega-Lite gives a bar twenty units, and the names of three years run into one another.
        spec.setdefault("width", theme.WIDTH)


def too_many_rows(fault: alt.MaxRowsError) -> AnalysisError:
    """Say in this package's words what altair says of a chart with more rows than it takes.

    >>> print(too_many_rows(alt.MaxRowsError.from_limit_rows(60000, 50000)))
    the chart has 60,000 rows, more than the 50,000 that a page should carry
      -> sum or filter them before, or take them all: alt.data_transformers.enable('analysis', max_rows=60000)
    """
    rows, most = re.findall(r"\((\d+)\)", str(fault))[:2]
    fix = f"sum or filter them before, or take them all: alt.data_transformers.enable({RENDERER!r}, max_rows={rows})"
    return AnalysisError(f"the chart has {int(rows):,} rows, more than the {int(most):,} that a page should carry", fix)


def _first(fault: Exception) -> str:
    return next(filter(None, map(str.strip, str(fault).splitlines())), type(fault).__name__)


def _fix(fault: Exception) -> str:
    if "encoding field is specified without a type" in str(fault):
        return (
            "give each field its type: 'month:T' for time, 'eur_bn:Q' for numbers, 'donor:N' for names, 'year:O' for ranks; "
            "or collect a lazy frame first"
        )
    if "is not one of the valid encoding data types" in str(fault):
        return "a name with a colon is written alt.Y(field='EUR: bn', type='quantitative'); else a type is one of T, Q, N, O"
    return "fix the chart that the figure is given"


def _rows(data: Any, max_rows: int = MOST_ROWS) -> Any:
    """Give a chart's rows as altair stores them; exact amounts as the numbers nearest to them."""
    if is_frame(data):
        frame = as_polars(data)
        whole = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        data = whole.drop(cs.binary()).with_columns(
            pl.col(pl.Decimal).cast(pl.Float64),
            # What JSON has no form for is a text; a chart that draws none of it need not know.
            pl.col(pl.Categorical, pl.Enum, pl.Time).cast(pl.String),
            cs.duration().dt.to_string(),
        )
    try:
        return alt.default_data_transformer(data, max_rows)
    except alt.MaxRowsError as fault:
        raise too_many_rows(fault) from fault


def _offline(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    title = _title(spec)
    make_right(spec)
    themed = composition.specification(spec, theme.size("page"), (title, ""), [])
    svg = render.svg(themed, "chart", title or "Chart", "A chart without a description.")
    return {VEGA_LITE: themed, "image/svg+xml": svg, "text/plain": title or "Chart"}


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    return str(title.get("text", "")) if isinstance(title, dict) else str(title)
