"""The explorer: a panel in JupyterLab from one line, such as `explore.aid()`.

>>> from analysis import explore
>>> explore.aid(by="donor", only=["DEU", "FRA"], per="gdp").figure.frame["donor"].unique().sort().to_list()
['DEU', 'FRA']
"""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.errors import AnalysisError
from analysis.explore.listings import Sanctions
from analysis.explore.money import Aid
from analysis.explore.panel import Panel
from analysis.explore.picture import PicturePanel
from analysis.explore.rows import Rows
from analysis.explore.sheet import TablePanel
from analysis.explore.stances import Guarantees
from analysis.figures.figure import Figure

__all__ = ["aid", "guarantees", "picture", "sanctions", "table"]


def __dir__() -> list[str]:
    return __all__


def aid(**choices: Any) -> Panel:
    """Explore aid: blocs or donors, kind, stage, currency, share of GDP or per head, months, cumulative or not, release.

    `choices` are those of `figures.aid.flows.over_time`, groups of one's own among them, and `release` (as `load.aid` takes it; left
    out, the default); the panel shows the line that opens it again as it is. Raises UnknownName for an argument or a value that is
    none, AnalysisError for one that is no list where it must be, for months outside the release, for two groups of one name and where
    the choices do not go together.

    >>> aid(release="28", kind="military", months=["2025-01", "2025-12"])
    explore.aid(kind="military", months=["2025-01", "2025-12"], release="28")
    """
    return Panel(Aid.of(**choices))


def sanctions(**choices: Any) -> Panel:
    """Explore listings over Russia: by whom, one measure and one basis at a time, of what, months, cumulative or not.

    `choices` are those of `figures.sanctions.counts.over_time`, with months from January 2022 on. Raises UnknownName for an argument or a
    value that is none, AnalysisError for one that is no list where it must be, for other months and where the choices do not go
    together.

    >>> sanctions(only=["US"], months=["2025-01", "2025-12"]).figure.frame["basis"].unique().to_list()
    ['inferred']
    """
    return Panel(Sanctions.of(**choices))


def guarantees(**choices: Any) -> Panel:
    """Explore positions on security guarantees: `as_of` a day, `domain`, `stance`, the answer to bring forward, and `only`, of whom.

    A day is a date or a text such as 2025-09-20; left out, the end of the record. `only` takes blocs, groups, those of one's own among
    them, and countries on the map. Raises UnknownName for an argument that is none, and for a domain, an answer or a name that does
    not exist, AnalysisError for a text that is no day, for a day outside the record, for a country that is not on the map, for a group
    of which nobody on it has a position, and for two groups of one name.

    >>> guarantees(as_of="2025-09-20", stance="offers, if").figure.id
    'tile-map-land-offers-if-2025-09-20'
    >>> guarantees(only="Baltic states").figure.data["country"].to_list()
    ['EST', 'LVA', 'LTU']
    """
    return Panel(Guarantees.of(**choices))


def picture(figure: Figure, size: str = "page") -> PicturePanel:
    """Put any figure into a panel with a button that copies it as an image, sharp on paper, and one that exports it.

    `size`: page, slide, column or social; the panel changes it. Raises UnknownName for another, AnalysisError for what is no figure.

    >>> from analysis import figures, load
    >>> picture(figures.aid.europe_and_us(load.aid()), "slide").size.value
    'slide'
    """
    if not isinstance(figure, Figure):
        problem = f"explore.picture shows a figure, and this is of type {type(figure).__name__}"
        raise AnalysisError(problem, "make one of a chart: Figure(chart, headline=...); explore.table shows a frame")
    return PicturePanel(figure, size)


def table(
    frame: Any,
    *,
    search: str = "",
    only: Mapping[str, Sequence[str | None]] | None = None,
    between: Mapping[str, Sequence[Any]] | None = None,
    sort: str = "",
    column: str = "",
    title: str = "Table",
) -> TablePanel:
    """Explore any table: search all columns, sort by a click, narrow a column by its values or ends, see how it is spread.

    `only` has the values kept of columns of texts, `between` the first and the last kept of columns of numbers or days, `sort` a column,
    with a minus before it from the largest down, `column` the one looked at. `.frame` has the rows shown, `.rows.code()` the polars
    that gives them; they export to .xlsx, .docx, .pptx, .html and .csv under `title`, with their sources. A frame may be of any library.
    Raises UnknownName for a column or a value that the frame lacks, AnalysisError for ends that are no two of numbers or days.

    >>> from analysis import load
    >>> ships = table(load.vessels(), only={"authority": ["EU"]}, between={"listed_on": ["2025-01-01", "2025-12-31"]})
    >>> ships.frame.height, ships.rows.frame.height
    (526, 1783)
    """
    given = {"search": search, "only": only or {}, "between": between or {}, "sort": sort, "column": column, "title": title}
    return TablePanel(Rows.of(frame, **{name: value for name, value in given.items() if value}))
