"""What nbconvert lacks in a stored notebook: a figure's alternative text on a page, and pixels where it can take no drawing."""

import base64
import html
from collections.abc import Mapping
from typing import Any

from analysis.charts import render
from analysis.charts.lettering import fix_widths
from analysis.charts.picture import RECORD, SVG

PNG, HTML = "image/png", "text/html"
DOTS = 2.0
"""Pixels a point: sharp on paper and on a screen of today."""


def add_pictures(notebook: Any, resources: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Put beside each figure of a notebook what an exporter of nbconvert takes: on a page an image with its words, elsewhere pixels.

    It is a preprocessor: `.jupyter/jupyter_nbconvert_config.py` names it. The notebook is changed in place.

    >>> data = {RECORD: {"alt": "A bar & more."}, SVG: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'}
    >>> cells = [{"outputs": [{"data": data, "metadata": {}}]}]
    >>> shown = add_pictures({"cells": cells}, {"output_extension": ".html"})[0]["cells"][0]["outputs"][0]["data"][HTML]
    >>> shown.split(" src=")[0]
    '<img alt="A bar &amp; more." style="max-width: 100%"'
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if RECORD in data and SVG in data:
                _add(data, output["metadata"], resources.get("output_extension"))
    return notebook, resources


def _add(data: dict[str, Any], metadata: dict[str, Any], ending: Any) -> None:
    svg, alt = fix_widths("".join(data[SVG])), str(data[RECORD]["alt"])
    if str(ending).endswith(".html"):
        drawn = base64.b64encode(svg.encode()).decode()
        data[HTML] = f'<img alt="{html.escape(alt)}" style="max-width: 100%" src="data:image/svg+xml;base64,{drawn}">'
        return
    data[PNG] = base64.b64encode(render.png("".join(data[SVG]), DOTS)).decode()
    metadata[PNG] = {"alt": alt}
    # Most exporters would take the drawing first, and need a program of their own for it.
    del data[SVG]
