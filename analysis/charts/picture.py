"""A drawn figure: its record, its specification and its drawing; what a notebook stores and every export takes."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from analysis.charts import composition, render, theme
from analysis.charts.beside import plot_of
from analysis.charts.frames import framed
from analysis.charts.svg import sanitise
from analysis.errors import AnalysisError

RECORD = "application/vnd.analysis.figure+json"
TABLE = "application/vnd.analysis.grid+json"
PANEL = "application/vnd.analysis.panel+json"
"""The media types under which a notebook stores a figure, a table and a panel: the outputs that a briefing is made from."""

VEGA_LITE, SVG = "application/vnd.vegalite.v5+json", "image/svg+xml"

ID, LONGEST = re.compile(r"\w[\w.-]*"), 100


def refuse_id(id: str) -> None:
    """Raise AnalysisError for an id that cannot name files and places on a page.

    >>> refuse_id("../aid")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: '../aid' cannot be the id of a figure: it names its files and its place on a page
      -> write letters, digits and hyphens, at most 100: id='aid-by-year'
    """
    if not ID.fullmatch(id) or len(id) > LONGEST:
        problem = f"{id!r} cannot be the id of a figure: it names its files and its place on a page"
        raise AnalysisError(problem, f"write letters, digits and hyphens, at most {LONGEST}: id='aid-by-year'")


def short_id(text: str, longest: int = LONGEST) -> str:
    """Give a text as an id, or as a part of one, of at most so many letters: cut at a word, with a mark made of the whole.

    >>> short_id("aid-by-year"), short_id("aid-nordic-baltic-eight-without-estonia", 30)
    ('aid-by-year', 'aid-nordic-baltic-f23f668b')
    """
    if len(text) <= longest:
        return text
    mark = sha256(text.encode()).hexdigest()[:8]
    kept = text[: longest - len(mark) - 1]
    return f"{kept.rpartition('-')[0] or kept}-{mark}"


@dataclass(frozen=True)
class Picture:
    """Hold a figure at one size; it is drawn when its drawing is first asked for, unless it comes with one.

    `record` is what `Figure.record` gives, `spec` what `Figure.spec` gives at that size, `drawing` an SVG from elsewhere, which is
    sanitised: `dropped` says what it lost by that. Raises AnalysisError for an id that can name no file, and for what is no SVG.

    >>> Picture({"id": "aid"}, {}).size
    'page'
    """

    record: dict[str, Any]
    spec: dict[str, Any]
    drawing: str = ""
    size: str = "page"
    dropped: tuple[str, ...] = field(default=(), init=False, compare=False)

    def __post_init__(self) -> None:
        refuse_id(self.id)
        if self.drawing:
            sanitised = sanitise(self.drawing)
            object.__setattr__(self, "drawing", sanitised.svg)
            object.__setattr__(self, "dropped", sanitised.dropped)

    @cached_property
    def svg(self) -> str:
        """Give the drawing as SVG text.

        >>> Picture({"id": "aid"}, {}, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>').svg
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
        """
        if self.drawing:
            return self.drawing
        drawn = render.svg(self.spec, self.id, self.record["headline"], self.record["alt"])
        return drawn if self.size == "page" else framed(drawn, theme.size(self.size))

    @cached_property
    def untitled(self) -> "Picture":
        """Give the figure without headline, subtitle and source line in its drawing, for what has these words of its own.

        >>> spec = {"title": {"text": ["Aid grew"]}, "vconcat": [{"title": {"text": ["Source"]}, "vconcat": [{"mark": "bar"}]}]}
        >>> Picture({"id": "aid"}, spec).untitled.spec
        {'vconcat': [{'vconcat': [{'mark': 'bar'}]}]}
        """
        spec = {key: value for key, value in self.spec.items() if key not in ("title", "hconcat", "spacing", "resolve")}
        spec["vconcat"] = [{"vconcat": [plot_of(self.spec)]}]
        return Picture(self.record, spec, size=self.size)

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

        >>> spec = composition.specification({"mark": "bar", "width": 500}, theme.size("page"), ("Aid grew", ""), [])
        >>> record = {"id": "aid", "headline": "Aid grew", "subtitle": "", "alt": "A bar.", "source_line": "Source: us."}
        >>> Picture(record, spec).at("column").spec["vconcat"][0]["vconcat"][0]["width"]
        332
        """
        stretch = theme.size(size)
        if size == self.size:
            return self
        title, footer = (self.record["headline"], self.record["subtitle"]), [self.record["source_line"]]
        spec = composition.specification(composition.chart_of(self.spec), stretch, title, footer, self.svg)
        return Picture(self.record, spec, size=size)
