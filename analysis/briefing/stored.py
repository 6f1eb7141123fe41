"""Stored outputs: what a notebook keeps of a figure or table, checked before anything is made of it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from math import isfinite
from typing import Any

from nbformat import NotebookNode

from analysis.charts.addresses import refuse_address, refuse_addresses
from analysis.charts.native import AS_TEXT, ROWS, Native
from analysis.charts.picture import PANEL, RECORD, SVG, TABLE, VEGA_LITE, Picture
from analysis.errors import AnalysisError
from analysis.export.story import Points, Rows
from analysis.xml_text import first_forbidden, forbidden

Kinds = Mapping[str, type | tuple[type, ...]]

FIGURE: Kinds = {
    **dict.fromkeys(("id", "headline", "subtitle", "source_line", "alt", "csv"), str),
    **{"notes": list, "sources": list, "native": (dict, type(None))},
}
SOURCE: Kinds = dict.fromkeys(("text", "url", "licence", "citation"), str)
GRID: Kinds = {
    **dict.fromkeys(("id", "title", "subtitle", "source_line"), str),
    **dict.fromkeys(("header", "rows", "telling", "sources"), list),
}
BOX: Kinds = {**dict.fromkeys(("id", "heading", "note"), str), **dict.fromkeys(("points", "sources"), list)}
POINT: Kinds = dict.fromkeys(("label", "claim", "text", "figure"), str)
PAGE: Kinds = dict.fromkeys(("publisher", "url"), str)
LINKS: Kinds = {"column": int, "urls": list}
NATIVE: Kinds = {"form": str, "x": str, "y": str}
"""What a record holds at least, and of which kind."""
FIX = "run its notebook again"


def read_picture(data: Mapping[str, Any]) -> Picture:
    """Read a figure from an output's data by media type: its record, specification and drawing.

    Raises AnalysisError for an output that lacks one of them, or a part of it; for a part that is of another kind than the
    package writes; for an address that is no page.

    >>> read_picture({RECORD: {"id": "aid"}, "image/svg+xml": "<svg/>"})
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: the stored figure has no application/vnd.vegalite.v5+json
      -> run its notebook again
    """
    what = "the stored figure"
    _require(data, {RECORD: dict, VEGA_LITE: dict, SVG: (str, list)}, what)
    record, spec = _plain(data[RECORD]), _plain(data[VEGA_LITE])
    _require(record, FIGURE, what)
    _require_texts(record["notes"], "the notes", what)
    _require_sources(record["sources"], what)
    if record["native"] is not None:
        _require_native(record["native"])
    _refuse_forbidden(record, what)
    if not _holds_chart(spec):
        raise AnalysisError(f"{what} {record['id']!r} has a specification that holds no chart", FIX)
    if not (drawing := joined(data[SVG])).strip():
        raise AnalysisError(f"{what} {record['id']!r} has an empty drawing", FIX)
    return Picture(record, spec, drawing)


def read_rows(data: Mapping[str, Any]) -> Rows:
    """Read a table from an output's data; raises AnalysisError as `read_picture` does.

    >>> read_rows({TABLE: {"id": "aid", "title": "Aid", "subtitle": "", "source_line": "", "header": ["EUR bn"]}})
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: the stored table has no rows
      -> run its notebook again
    """
    what = "the stored table"
    _require(data, {TABLE: dict}, what)
    record = _plain(data[TABLE])
    _require(record, GRID, what)
    _require_texts(record["header"], "the header", what)
    for row in record["rows"]:
        _require_texts(row, "a row", what)
        if len(row) != len(record["header"]):
            raise AnalysisError(f"{what} has a row of {len(row)} cells under {len(record['header'])} headings", FIX)
    if not record["header"] or not all(isinstance(number, int) for number in record["telling"]):
        raise AnalysisError(f"{what} has no header, or marks rows by something else than numbers", FIX)
    _require_sources(record["sources"], what)
    if "links" in record:
        _require_links(record)
    if "figures" in record:
        _require_texts(record["figures"], "the list of figures", what)
        if len(record["figures"]) != len(record["rows"]):
            raise AnalysisError(f"{what} names {len(record['figures'])} figures for {len(record['rows'])} rows", FIX)
    _refuse_forbidden(record, what)
    return Rows(record)


def read_points(data: Mapping[str, Any]) -> Points:
    """Read a panel from an output's data; raises AnalysisError as `read_picture` does.

    >>> read_points({PANEL: {"id": "opening", "heading": "Europe leads", "note": "", "points": [{"label": "Money"}], "sources": []}})
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: a point of the stored panel has no claim
      -> run its notebook again
    """
    what = "the stored panel"
    _require(data, {PANEL: dict}, what)
    record = _plain(data[PANEL])
    _require(record, BOX, what)
    for point in record["points"]:
        _require(point, POINT, f"a point of {what}")
        if "url" in point:
            _require(point, PAGE, f"a point of {what}")
            refuse_address(point["url"])
    _require_sources(record["sources"], what)
    _refuse_forbidden(record, what)
    return Points(record)


def joined(value: str | list[str]) -> str:
    """Give a text that a notebook may keep as a list of its lines.

    >>> joined(["Europe ", "leads"])
    'Europe leads'
    """
    return value if isinstance(value, str) else "".join(map(str, value))


def _plain(value: Any) -> Any:
    """Give what the reader of notebooks wraps as plain mappings and lists; what is no number and no text either is null."""
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, NotebookNode | dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _require(record: Any, kinds: Kinds, what: str) -> None:
    if not isinstance(record, Mapping):
        raise AnalysisError(f"{what} has a part that is {type(record).__name__}, not a mapping", FIX)
    for name, kind in kinds.items():
        if name not in record:
            raise AnalysisError(f"{what} has no {name}", FIX)
        if not isinstance(record[name], kind) or isinstance(record[name], bool):
            raise AnalysisError(f"{what} has {type(record[name]).__name__} as its {name}", FIX)


def _require_texts(values: Any, name: str, what: str) -> None:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise AnalysisError(f"{name} of {what} is no list of texts", FIX)


def _require_sources(sources: list[Any], what: str) -> None:
    for source in sources:
        _require(source, SOURCE, f"a source of {what}")
        pages = source.get("pages", [])
        for page in pages if isinstance(pages, list) else [pages]:
            _require_texts(page, "a page", f"a source of {what}")
            if len(page) != 2:
                raise AnalysisError(f"a page of a source of {what} is {len(page)} texts, not publisher and address", FIX)
        _require_day(source.get("as_of"), what)
        if not isinstance(source.get("release", ""), str):
            raise AnalysisError(f"a source of {what} has a release that is no text", FIX)
    refuse_addresses(sources)


def _require_day(text: Any, what: str) -> None:
    try:
        date.fromisoformat(text or "2022-02-24")
    except (TypeError, ValueError) as fault:
        raise AnalysisError(f"a source of {what} is as of {text!r}, which is no day", FIX) from fault


def _require_native(native: dict[str, Any]) -> None:
    what = "the native chart of the stored figure"
    _require(native, NATIVE, what)
    known = {one.name for one in fields(Native)} | {AS_TEXT, ROWS}
    if unknown := set(native) - known:
        raise AnalysisError(f"{what} has {', '.join(sorted(unknown))}, which is none of its parts", FIX)
    kinds = {
        "unit": str,
        ROWS: str,
        **dict.fromkeys(("order", "places"), list),
        **dict.fromkeys(("colours", "labels", "dashes"), dict),
    }
    _require(native, {name: kind for name, kind in kinds.items() if name in native}, what)
    if not isinstance(native.get("series"), str | None):
        raise AnalysisError(f"{what} has {type(native['series']).__name__} as its series", FIX)


def _require_links(record: dict[str, Any]) -> None:
    links, what = record["links"], "the stored table"
    _require(links, LINKS, f"the links of {what}")
    if not 0 <= links["column"] < len(record["header"]) or len(links["urls"]) != len(record["rows"]):
        problem = f"{what} has {len(links['urls'])} links for {len(record['rows'])} rows, in column {links['column']}"
        raise AnalysisError(problem, FIX)
    for address in links["urls"]:
        # A row may rest on no page; an address that is empty is none.
        if address is not None:
            refuse_address(address)


def _refuse_forbidden(record: dict[str, Any], what: str) -> None:
    if hit := first_forbidden(record, what):
        raise AnalysisError(f"{what} has the character {forbidden(hit[1])}, which no page or document can hold", FIX)


def _holds_chart(spec: dict[str, Any]) -> bool:
    """Say whether a specification is wrapped as `composition.specification` wraps a chart."""
    for _ in range(2):
        parts = spec.get("vconcat")
        if not isinstance(parts, list) or not parts or not isinstance(parts[0], dict):
            return False
        spec = parts[0]
    return True
