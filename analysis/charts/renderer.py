"""An altair renderer that draws any chart without a network and in this project's theme, as a Figure is drawn."""

from typing import Any

import altair as alt

from analysis.charts import render, theme
from analysis.charts.picture import VEGA_LITE

RENDERER = "analysis"


def setup() -> None:
    """Let any altair chart in this notebook draw in JupyterLab without a network, in this project's theme.

    >>> setup()
    >>> alt.renderers.active
    'analysis'
    """
    alt.renderers.register(RENDERER, _offline)
    alt.renderers.enable(RENDERER)


def _offline(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    title = _title(spec)
    themed = render.specification(spec, theme.size("page"), (title, ""), [])
    svg = render.svg(themed, "chart", title or "Chart", "A chart without a description.")
    return {VEGA_LITE: themed, "image/svg+xml": svg, "text/plain": title or "Chart"}


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    return str(title.get("text", "")) if isinstance(title, dict) else str(title)
