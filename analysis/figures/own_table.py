"""Make a table of any frame: checked, with its sources and links, ready to be shown and saved."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from polars import selectors as cs

from analysis.charts.citations import Source, cite, to_sources
from analysis.charts.picture import refuse_id
from analysis.errors import AnalysisError, UnknownName
from analysis.figures.characters import refuse_forbidden, texts_with_forbidden
from analysis.figures.defaults import slug
from analysis.figures.table import Links, Table, headings
from analysis.load.as_polars import as_polars

__all__ = ["table"]

CODED = ("kind", "stage", "measure", "basis", "row_kind", "commodity")
"""Columns of codes, of which tables for readers show the words."""
ADDRESS, PUBLISHER = "source_url", "source_publisher"


def table(
    frame: Any,
    title: str,
    *,
    subtitle: str = "",
    sources: Sequence[Source | str] = (),
    links: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    decimals: int = 1,
    telling: Sequence[int] = (),
    id: str = "",
) -> Table:
    """Make a table of any frame, which shows itself, goes into a briefing and saves to .xlsx, .docx, .pptx, .html and .csv.

    `sources` are works or texts; left out, they are derived from the rows (see `cite`). `links` names the column whose cells lead to
    pages and the column that has their addresses, such as {"country": "source_url"}; left out, rows with `source_url` link it, under the
    publisher's name where they have one. `labels` head columns in other words, `decimals` are those of floats, `telling` the numbers of rows to
    mark. An exact amount shows its own decimals.
    Raises UnknownName for a column that the frame lacks, AnalysisError for an address that is no page, for a text that no document can hold and
    for a frame without columns or rows.

    >>> rows = pl.DataFrame({"country": ["Estonia"], "source_url": ["https://example.org"]})
    >>> made = table(rows, "Who offers", sources=["BMVg, report 2025"], links={"country": "source_url"})
    >>> made.record()["header"], made.record()["links"]
    (['Country'], {'column': 0, 'urls': ['https://example.org']})
    """
    rows = as_polars(frame).lazy().collect()
    if not rows.width:
        raise AnalysisError(
            "a table without columns shows nothing", "give a frame that has some: analysis.table(load.aid(), 'Aid')"
        )
    if not rows.height:
        fix = "a filter that left none may name a word where the data have a code, or a value that is not there: " + _values(
            rows
        )
        raise AnalysisError("a table without rows tells nothing", fix)
    for part, value in (
        ("title", title),
        ("subtitle", subtitle),
        ("labels", dict(labels or {})),
        ("rows", texts_with_forbidden(rows)),
    ):
        refuse_forbidden(part, value, "table")
    linked = _links(rows, links)
    shown = rows.drop(linked.addresses.name) if linked and linked.addresses.name != linked.column else rows
    for name in labels or ():
        if name not in shown.columns:
            raise UnknownName("column of the table", name, shown.columns)
    name = id or slug(title, "table")
    refuse_id(name)
    cited = to_sources(sources) or cite(rows)
    return Table(
        name, title, subtitle, _showable(shown), headings(shown, **(labels or {})), cited, telling, decimals, links=linked
    )


def _values(rows: pl.DataFrame) -> str:
    """Say how to see what a column holds that may have been filtered by: one of codes, else the first."""
    column = next((name for name in CODED if name in rows.columns), rows.columns[0])
    return f"look at frame[{column!r}].unique() before the filter, and at the docstring of what loaded the frame"


def _links(rows: pl.DataFrame, links: Mapping[str, str] | None) -> Links | None:
    """Give which column leads where: as told, or by the columns that tables of this package have for it."""
    if links is None:
        if ADDRESS not in rows.columns:
            return None
        links = {PUBLISHER if PUBLISHER in rows.columns else ADDRESS: ADDRESS}
    if not links:
        return None
    if len(links) > 1:
        problem = f"a table links one column, and {len(links)} are named: {', '.join(links)}"
        raise AnalysisError(problem, "name the one that readers will follow: links={'country': 'source_url'}")
    (column, address), *_ = links.items()
    for name in (column, address):
        if name not in rows.columns:
            raise UnknownName("column of the table", name, rows.columns)
    return Links(column, rows[address].cast(pl.String).replace("", None))


def _showable(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the rows with what no cell can hold as texts, and truths in words."""
    nested = pl.col(name for name, dtype in rows.schema.items() if dtype.is_nested())
    truths = pl.col(pl.Boolean).replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    return rows.drop(cs.binary()).with_columns(nested.map_elements(str, pl.String), cs.duration().dt.to_string(), truths)
