"""The Figure: a chart with its finding, its sources, its notes and its words for those who cannot see it."""

import warnings
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
from polars import selectors as cs

from analysis.charts import composition, render, theme
from analysis.charts.chart_frames import frames_of
from analysis.charts.citations import Source, cite, to_sources
from analysis.charts.drawn import drawn_rows, read_drawn
from analysis.charts.fields import rows_of
from analysis.charts.forms import Drawing
from analysis.charts.inferred import Inferred, infer, shows_its_rows
from analysis.charts.lettering import fix_widths
from analysis.charts.native import ROWS, Native, require_drawable, to_record
from analysis.charts.picture import RECORD, SVG, VEGA_LITE, Picture, refuse_id
from analysis.charts.renderer import read_chart
from analysis.charts.source_lines import source_line
from analysis.charts.views import DrawsNothing, NoNativeForm
from analysis.errors import AnalysisError
from analysis.export.bibliography import cite_as
from analysis.export.csv import csv_text
from analysis.export.embed import embed
from analysis.export.figure import save
from analysis.figures.characters import refuse_forbidden, texts_with_forbidden
from analysis.figures.defaults import plain_alt, slug
from analysis.load.as_polars import takes_any_frame
from analysis.measures.frames import as_eager
from analysis.storage.atomic import expand_home

FIELDS = {"id": (str,), "subtitle": (str,), "alt": (str,), "native": (Native, type(None))}
LISTS: dict[str, tuple[Any, str]] = {
    "notes": (str, "notes=['Nominal euros.']"),
    "sources": ((Source, str), "sources=['BMVg, report 2025'], or cite(frame)"),
}
"""What the fields of a figure are that an analyst may give or leave out, and what the items of its lists are."""
EDITED = (".pptx", ".docx", ".xlsx")  # in which a reader would edit a chart


@dataclass(frozen=True, repr=False)
class Figure:
    """Hold one chart and all that a reader may ask of it.

    `headline` is a finding; `subtitle` says what is plotted (unit, basis, coverage); `data` is the plotted frame;
    `sources` are derived from the rows plotted (see `cite`), a text names one of your own; `notes` are caveats; `alt` is the
    alternative text; `native` is what an office program draws.
    Only the chart and the headline are needed: an analyst's own altair chart becomes a figure with `Figure(chart, headline="...")`.
    Its data, as it draws them, its sources, its alternative text and the chart that a slide can edit are taken from it; saving a
    slide says so where it holds a picture instead. Raises AnalysisError for a chart that would be drawn wrong or empty.

    >>> chart = alt.Chart(pl.DataFrame({"year": [2024, 2025], "eur_bn": [1.5, 2.5]})).mark_bar().encode(x="year:O", y="eur_bn:Q")
    >>> Figure(chart, headline="Aid grew to 2.5 bn").id
    'aid-grew-to-2-5-bn'
    """

    chart: alt.TopLevelMixin | Drawing
    headline: str = ""
    id: str = ""
    subtitle: str = ""
    data: pl.DataFrame | None = None
    sources: Sequence[Source | str] = ()
    notes: Sequence[str] = ()
    alt: str = ""
    native: Native | None = None
    _from_form: bool = field(default=False, init=False, compare=False)
    _pictures: dict[str, Picture] = field(default_factory=dict, init=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(drawing := self.chart, Drawing):
            self._set(chart=drawing.chart, native=self.native or drawing.native, _from_form=True)
        self._refuse_other_types()
        frames = [] if self.data is not None else frames_of(self.chart)
        for given in frames:
            refuse_forbidden("data", texts_with_forbidden(given))
        frame = self._own_frame(frames) if self.data is None else as_eager(self.data, "data")
        for name in ("headline", "subtitle", "alt", "notes", "id"):
            refuse_forbidden(name, getattr(self, name))
        sources = to_sources(self.sources) or cite(*(frames or [frame]))
        refuse_forbidden("sources", [source.to_dict() for source in sources])
        refuse_forbidden("native", vars(self.native) if self.native else {})
        refuse_forbidden("data", texts_with_forbidden(frame))
        if self.native:
            require_drawable(frame, self.native)
        self._set(
            id=self.id or slug(self.headline),
            data=frame,
            sources=tuple(sources),
            notes=tuple(self.notes),
            alt=self.alt or plain_alt(self.headline, self.subtitle, frame),
        )
        refuse_id(self.id)

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _refuse_other_types(self) -> None:
        if not isinstance(self.chart, alt.TopLevelMixin):
            problem = f"a figure needs a chart of altair, not {type(self.chart).__name__}"
            raise AnalysisError(problem, "make one: Figure(alt.Chart(...), headline='...')")
        if not isinstance(self.headline, str) or not self.headline.strip():
            raise AnalysisError("a figure without a headline says nothing", "give the finding: Figure(chart, headline='...')")
        for name, kinds in FIELDS.items():
            if not isinstance(value := getattr(self, name), kinds):
                problem = f"{name} of a figure is a {kinds[0].__name__}, not {type(value).__name__}"
                raise AnalysisError(problem, f"give {name} as one, or leave it out")
        for name, (kind, example) in LISTS.items():
            # A text would be read as a list of its letters.
            if not isinstance(values := getattr(self, name), Sequence) or isinstance(values, str):
                raise AnalysisError(f"{name} of a figure are a list, not {values!r}", f"give them as one: {example}")
            if others := [value for value in values if not isinstance(value, kind)]:
                wanted = "str" if kind is str else "Source or a text"
                problem = f"{name} of a figure are each a {wanted}, not {others[0]!r}"
                raise AnalysisError(problem, f"give them as a list: {example}")

    def _own_frame(self, frames: list[pl.DataFrame]) -> pl.DataFrame:
        """Give the rows that an analyst's own chart draws, which is checked for that: its frame, or what is made of it or of several."""
        spec = self._checked_chart
        if frames and all(frame.is_empty() for frame in frames):
            raise AnalysisError("the chart has no rows", "look at the filter that made them: a chart of nothing tells nothing")
        if len(frames) == 1 and shows_its_rows(spec):
            nested = pl.col(name for name, dtype in frames[0].schema.items() if dtype.is_nested())
            texts = (nested.map_elements(str, pl.String), cs.duration().dt.to_string())
            return frames[0].drop(cs.binary()).with_columns(*texts)
        refuse_forbidden("chart", spec)
        if not any(rows for rows in rows_of(spec)):
            return frames[0] if frames else pl.DataFrame()
        return drawn_rows(read_drawn(spec, self.id or slug(self.headline)))

    @property
    def source_line(self) -> str:
        """Say where the numbers come from, in one line.

        >>> from analysis import load
        >>> Figure(alt.Chart(load.disbursements()).mark_bar(), headline="Paid out").source_line.split(",")[0]
        'Source: Kiel Institute for the World Economy'
        """
        return source_line(self.sources)

    def spec(self, size: str = "page", *, titled: bool = True) -> dict[str, Any]:
        """Give the Vega-Lite specification at a size.

        `size`: page, slide, column or social; `titled=False` leaves headline, subtitle and source to the page around it. Raises
        UnknownName for another.

        >>> Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="Aid grew").spec("column")["title"]
        {'text': ['Aid grew']}
        """
        title = (self.headline, self.subtitle) if titled else ("", "")
        footer = [self.source_line] if titled else []
        chart, frame = deepcopy(self._checked_chart), theme.size(size)
        # The room beside the plots is known from the page's drawing.
        page = "" if size == "page" else self.picture().svg
        return composition.specification(chart, frame, title, footer, page)

    def svg(self, size: str = "page", *, titled: bool = True) -> str:
        """Draw the figure as SVG text; `size` and `titled` as for `spec`. Raises UnknownName for a size that does not exist."""
        return self.picture(size).svg if titled else render.svg(self.spec(size, titled=False), self.id, self.headline, self.alt)

    def record(self) -> dict[str, Any]:
        """Give what is said about the chart as plain data: the part of a stored output that a briefing is made from.

        `csv` holds the plotted data as text, `native` is None where an office program cannot draw the figure.

        >>> list(Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="Aid grew").record())
        ['id', 'headline', 'subtitle', 'source_line', 'sources', 'notes', 'alt', 'csv', 'native']
        """
        return {
            "id": self.id,
            "headline": self.headline,
            "subtitle": self.subtitle,
            "source_line": self.source_line,
            "sources": [source.to_dict() for source in to_sources(self.sources)],
            "notes": list(self.notes),
            "alt": self.alt,
            "csv": csv_text(self.frame),
            "native": self._native_record(),
        }

    def _native_record(self) -> dict[str, Any] | None:
        if self.native:
            return to_record(self.native, self.frame)
        if not isinstance(self._inferred, Inferred):
            return None
        rows = self._inferred.rows
        own = {} if rows.equals(self.frame) else {ROWS: csv_text(rows)}
        return to_record(self._inferred.native, rows) | own

    @cached_property
    def _inferred(self) -> Inferred | str:
        """The native chart inferred from what the chart draws, or why there is none."""
        if self._from_form:
            return "it is drawn in a form of its own"
        try:
            inferred = infer(self._checked_chart, self.id)
            require_drawable(inferred.rows, inferred.native)
        except DrawsNothing as fault:
            fix = "look at the columns along its axes: none of their values is a number, or all are outside the axes"
            raise AnalysisError("the chart draws no mark", fix) from fault
        except NoNativeForm as reason:
            return str(reason)
        except AnalysisError as fault:
            return fault.problem
        return inferred

    def picture(self, size: str = "page") -> Picture:
        """Give the figure at a size, drawn once; raises UnknownName for a size that does not exist.

        >>> figure = Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="Aid grew")
        >>> figure.picture("slide") is figure.picture("slide")
        True
        """
        if size not in self._pictures:
            self._pictures[size] = Picture(self.record(), self.spec(size), size=size)
        return self._pictures[size]

    @property
    def frame(self) -> pl.DataFrame:
        """Give the plotted data; empty if the chart carries none.

        >>> Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5, 2.5]})).mark_bar(), headline="Aid grew").frame["eur_bn"].to_list()
        [1.5, 2.5]
        """
        return self.data if self.data is not None else pl.DataFrame()

    def save(self, path: str | Path, size: str = "page") -> Path:
        """Write the figure as .svg .png .pdf .html .pptx .docx .xlsx .csv .vl.json .json or .txt, after the path's ending; returns the path.

        A `~` at the start is the home folder; an ending may be in capitals.
        `size`: page, slide, column or social. Source line and alternative text travel with it, but a .csv is the data alone and
        a .png carries no alternative text. A slide holds a chart that can be edited where an office program has its form; where it has
        none, saving a slide or a document says so in one line. A workbook has cover, chart, data,
        notes and sources. Raises UnknownName for a size or ending that does not exist, ExportFault if the file
        cannot be written.

        >>> import tempfile
        >>> figure = Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="Aid grew")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     figure.save(Path(folder) / "aid.csv").read_text(encoding="utf-8-sig").split()
        ['eur_bn', '1.5']
        """
        target = expand_home(path)
        picture = self.picture(size)
        if target.suffix.lower() in EDITED and picture.record["native"] is None:
            told = f"{target.name} holds the chart as a picture, which no office program can edit, since {self._inferred}"
            warnings.warn(told, stacklevel=2)
        return save(picture, target)

    def embed(self, kind: str = "iframe") -> str:
        """Write the lines that put the figure into a page ("iframe"), Quarto ("quarto") or LaTeX ("latex"); raises UnknownName.

        The file lies beside the document: save it as `id`.html, .png or .pdf. A frame takes the height that the page in it tells.

        >>> Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="Aid grew").embed("latex").splitlines()[2][-14:]
        '{aid-grew.pdf}'
        """
        return embed(self.record(), kind)

    def cite(self, style: str = "sentence") -> str:
        """Cite the figure: as a sentence, or as entries in "bibtex" or "ris" with its sources; raises UnknownName for another style.

        >>> chart = alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar()
        >>> Figure(chart, headline="Aid grew", sources=["BMVg, report 2025"]).cite("bibtex").splitlines()[0]
        '@misc{aid-grew,'
        """
        return cite_as(self.record(), style)

    @takes_any_frame
    def reworded(
        self,
        *,
        headline: str | None = None,
        subtitle: str | None = None,
        notes: Sequence[str] | None = None,
        alt: str | None = None,
        id: str | None = None,
    ) -> "Figure":
        """Give the same figure with other words: headline, subtitle, notes, alternative text or id; what is not named stays.

        An alternative text that begins with the headline begins with the new one. Sources and data stay as they are.
        Raises AnalysisError as `Figure` does.

        >>> figure = Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="Aid grew")
        >>> figure.reworded(headline="Aid grew to 1.5 bn").alt
        'Aid grew to 1.5 bn. The chart shows 1 row of eur_bn.'
        """
        words = {"headline": headline, "subtitle": subtitle, "notes": notes, "alt": alt, "id": id}
        given = {name: value for name, value in words.items() if value is not None}
        begins = self.headline.rstrip(".")
        if isinstance(headline, str) and alt is None and self.alt.startswith(begins):
            given["alt"] = headline.rstrip(".") + self.alt.removeprefix(begins)
        other = replace(self, **given)  # type: ignore[arg-type]
        other._set(_from_form=self._from_form)
        return other

    @cached_property
    def _checked_chart(self) -> dict[str, Any]:
        # Altair's check against its schema takes as long as the rest; charts that this package's forms make pass it in tests.
        chart = read_chart(self.chart, validate=not self._from_form)  # type: ignore[arg-type]
        # The renderer ends the whole process at such a character.
        refuse_forbidden("chart", chart)
        return chart

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return self._bundle(), {SVG: {"alt": self.alt}}

    def _bundle(self) -> dict[str, Any]:
        picture = self.picture()
        return {VEGA_LITE: picture.spec, SVG: fix_widths(picture.svg), "text/plain": self.alt, RECORD: picture.record}

    def __repr__(self) -> str:
        return f"Figure({self.id!r}: {self.headline})"
