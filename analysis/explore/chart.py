"""The live chart: an anywidget that draws a Vega-Lite specification, brushes months, and shows the code."""

import functools
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from analysis.charts import render

ASSETS = Path(__file__).parent / "assets"


@functools.cache
def script(name: str = "chart") -> str:
    """Give the widget's script with the Vega that the project's pages carry: nothing is fetched from a network."""
    own = [(ASSETS / f"{part}.js").read_text(encoding="utf-8") for part in ("common", name)]
    return "\n".join([render.bundle(), *own])


class Chart(anywidget.AnyWidget):
    """Draw `spec` with `strip` below it; `brushed` are the days between which it was brushed, `months` those to mark on it.

    `message` is a sentence in the chart's place, `code` the cell that draws the same, `call` the line to keep;
    `alt` is the alternative text, `panel` the id of the widget around it.
    """

    _css = ASSETS / "chart.css"
    spec: Any = traitlets.Dict().tag(sync=True)
    strip: Any = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    months: Any = traitlets.List().tag(sync=True)
    brushed: Any = traitlets.List().tag(sync=True)
    alt: Any = traitlets.Unicode().tag(sync=True)
    message: Any = traitlets.Unicode().tag(sync=True)
    code: Any = traitlets.Unicode().tag(sync=True)
    call: Any = traitlets.Unicode().tag(sync=True)
    panel: Any = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_esm=script())
