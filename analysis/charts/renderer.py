"""Make bare altair charts draw offline too, the way a Figure does."""

from typing import Any

import altair as alt

from analysis.charts import render, theme
from analysis.charts.picture import VEGA_LITE

RENDERER = "analysis"


def setup() -> None:
    """Let any altair chart in this notebook draw in JupyterLab without a network, in the house's look.

    >>> setup()
    >>> alt.renderers.active
    'analysis'
    """
    alt.renderers.register(RENDERER, _offline)
    alt.renderers.enable(RENDERER)


def _offline(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    themed = render.specification(spec, theme.size("page"), (_title(spec), ""), [])
    return {
        VEGA_LITE: themed,
        "image/svg+xml": render.svg(themed, "chart", _title(spec) or "Chart", "A chart without a description."),
        "text/plain": _title(spec) or "Chart",
    }


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    return str(title.get("text", "")) if isinstance(title, dict) else str(title)
