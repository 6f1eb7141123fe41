"""An altair renderer that draws any chart without a network and in this project's theme, as a Figure is drawn."""

import re
from typing import Any

import altair as alt

from analysis.charts import fields, render, theme
from analysis.charts.picture import VEGA_LITE
from analysis.errors import AnalysisError

RENDERER = "analysis"
MOST_ROWS = 5000
"""Rows of a chart that a notebook and a page should carry: altair's own limit."""


def setup() -> None:
    """Let any altair chart in this notebook draw in JupyterLab without a network, in this project's theme.

    >>> setup()
    >>> alt.renderers.active
    'analysis'
    """
    alt.renderers.register(RENDERER, _offline)
    alt.renderers.enable(RENDERER)
    alt.data_transformers.register(RENDERER, _rows)
    alt.data_transformers.enable(RENDERER)


def too_many_rows(fault: alt.MaxRowsError) -> AnalysisError:
    """Say in this package's words what altair says of a chart with more rows than it takes.

    >>> print(too_many_rows(alt.MaxRowsError.from_limit_rows(6000, 5000)))
    the chart has 6,000 rows, more than the 5,000 that a page should carry
      -> sum or filter them before, or take them all: alt.data_transformers.enable(..., max_rows=6000)
    """
    rows, most = re.findall(r"\((\d+)\)", str(fault))[:2]
    active = alt.data_transformers.active or "default"
    fix = f"sum or filter them before, or take them all: alt.data_transformers.enable({active!r}, max_rows={rows})"
    return AnalysisError(f"the chart has {int(rows):,} rows, more than the {int(most):,} that a page should carry", fix)


def _rows(data: Any, max_rows: int = MOST_ROWS) -> Any:
    try:
        return alt.default_data_transformer(data, max_rows)
    except alt.MaxRowsError as fault:
        raise too_many_rows(fault) from fault


def _offline(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    title = _title(spec)
    fields.convert_numbers(spec)
    themed = render.specification(spec, theme.size("page"), (title, ""), [])
    svg = render.svg(themed, "chart", title or "Chart", "A chart without a description.")
    return {VEGA_LITE: themed, "image/svg+xml": svg, "text/plain": title or "Chart"}


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    return str(title.get("text", "")) if isinstance(title, dict) else str(title)
