"""A drawn figure: what is said about it, its specification and its drawing; what a notebook stores and every export takes."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.charts import render, theme
from analysis.errors import AnalysisError

RECORD = "application/vnd.analysis.figure+json"
TABLE = "application/vnd.analysis.grid+json"
"""What a notebook stores of a figure, and of a table: the parts of an output that a briefing is made from."""

VEGA_LITE = "application/vnd.vegalite.v5+json"


ID, LONGEST = re.compile(r"\w[\w.-]*"), 100


def refuse_id(given: str) -> None:
    """Raise AnalysisError for an id that cannot name files and places on a page.

    >>> refuse_id("../aid")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: '../aid' cannot be the id of a figure: it names its files and its place on a page
      -> write letters, digits and hyphens, at most 100: id='aid-by-year'
    """
    if not ID.fullmatch(given) or len(given) > LONGEST:
        raise AnalysisError(
            f"{given!r} cannot be the id of a figure: it names its files and its place on a page",
            f"write letters, digits and hyphens, at most {LONGEST}: id='aid-by-year'",
        )


@dataclass(frozen=True)
class Picture:
    """Hold a figure at one size; it is drawn when its drawing is first asked for, unless it comes with one.

    `record` is what `Figure.record` gives, `spec` what `Figure.spec` gives at that size, `drawn` an SVG.

    >>> Picture({"id": "aid"}, {}).size
    'page'
    """

    record: dict[str, Any]
    spec: dict[str, Any]
    drawn: str = ""
    size: str = "page"

    def __post_init__(self) -> None:
        refuse_id(self.id)

    @cached_property
    def svg(self) -> str:
        """Give the drawing as SVG text.

        >>> Picture({"id": "aid"}, {}, drawn="<svg></svg>").svg
        '<svg></svg>'
        """
        return self.drawn or render.svg(self.spec, self.id, self.record["headline"], self.record["alt"])

    @property
    def id(self) -> str:
        """Give the figure's id.

        >>> Picture({"id": "aid"}, {}).id
        'aid'
        """
        return str(self.record["id"])

    def at(self, size: str) -> "Picture":
        """Draw the same figure at another size, without its data being computed again; raises UnknownName.

        The picture itself must be of size page, which stretches nothing, unless that size is asked for.

        >>> spec = render.specification({"mark": "bar", "width": 500}, theme.size("page"), ("Aid grew", ""), [])
        >>> said = {"id": "aid", "headline": "Aid grew", "subtitle": "", "source_line": "Source: not stated."}
        >>> Picture(said, spec).at("slide").spec["vconcat"][0]["vconcat"][0]["width"]
        750
        """
        wanted = theme.size(size)
        if size == self.size:
            return self
        record = self.record
        title = (record["headline"], record["subtitle"])
        chart = render.chart_of(self.spec)
        spec = render.specification(chart, wanted, title, [record["source_line"]])
        return Picture(record, spec, size=size)
