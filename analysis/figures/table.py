"""The Table: numbers for readers, with units in the header and the source below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from analysis.charts import theme
from analysis.charts.addresses import refuse_address
from analysis.charts.citations import Source
from analysis.charts.formatting import period_name
from analysis.charts.picture import TABLE
from analysis.charts.source_lines import source_line
from analysis.export.bibliography import cite_as
from analysis.export.table import save
from analysis.export.typed_rows import PERIOD, is_name, step_between
from analysis.storage.atomic import expand_home

if TYPE_CHECKING:
    from great_tables import GT

NO_PAGE = "none"
"""What stands where a row rests on no page."""


SHORT = ("EUR", "USD", "GBP", "GDP", "EU", "UK", "US", "IMO", "NATO", "PURL", "USAI")
"""Names in columns that are written in capitals."""


def headings(rows: pl.DataFrame, **others: str) -> dict[str, str]:
    """Head each column with its own name in words, or with another that is given for it; short names keep their capitals.

    >>> headings(pl.DataFrame(schema=["partner", "legal_act", "eur_bn"]), partner="With whom")
    {'partner': 'With whom', 'legal_act': 'Legal act', 'eur_bn': 'EUR bn'}
    """
    return {name: others.get(name, _in_words(name)) for name in rows.columns}


def _in_words(name: str) -> str:
    first, *rest = (word.upper() if word.upper() in SHORT else word for word in name.replace("_", " ").split(" "))
    return " ".join([first if first in SHORT else first.capitalize(), *rest])


class Links(NamedTuple):
    """Hold the column of a table whose cells lead to pages, and the address of each row's, null where there is none."""

    column: str
    addresses: pl.Series


@dataclass(frozen=True, repr=False)
class Table:
    """Hold a small table as a reader sees it.

    `rows` are shown as they are, so numbers come as text in the reader's precision or as plain values; `labels` name the
    columns with their units; `telling` are the row numbers to mark; `decimals` are those of floats. `pages` has source_url,
    source_publisher and grade of each row, null for a row that has no page: the page is linked, and its grade shown; `links` are the
    pages of another column; `figures` the ids of the figures that show the rows, empty for a row that none shows. Raises AnalysisError for an address there that is no page by http or https.

    >>> rows = pl.DataFrame({"bloc": ["Europe"], "eur_bn": [1.5]})
    >>> Table("aid", "Aid by bloc", "Allocations", rows, {"bloc": "Bloc", "eur_bn": "EUR bn"})
    Aid by bloc (1 rows)
    """

    id: str
    title: str
    subtitle: str
    rows: pl.DataFrame
    labels: Mapping[str, str]
    sources: Sequence[Source] = ()
    telling: Sequence[int] = ()
    decimals: int = 1
    pages: pl.DataFrame | None = None
    links: Links | None = None
    figures: Sequence[str] = ()

    def __post_init__(self) -> None:
        for address in self.pages["source_url"].drop_nulls() if self.pages is not None else ():
            refuse_address(address)
        for address in self.links.addresses.drop_nulls() if self.links else ():
            refuse_address(address)

    @property
    def shown(self) -> pl.DataFrame:
        """Give the rows as shown: with who published the page of each and the page's grade, where `pages` has them.

        >>> pages = pl.DataFrame({"source_url": ["https://a.org/b"], "source_publisher": ["A"], "grade": ["press"]})
        >>> rows = pl.DataFrame({"bloc": ["Europe"]})
        >>> Table("aid", "Aid", "EUR bn", rows, {"bloc": "Bloc"}, pages=pages).shown.row(0, named=True)
        {'bloc': 'Europe', 'page': 'A', 'grade': 'press'}
        """
        if self.pages is None:
            return self.rows
        grade = pl.col("grade").cast(pl.String).str.replace_all("_", " ")
        added = self.pages.select(page=pl.col("source_publisher").fill_null(NO_PAGE), grade=grade.fill_null(""))
        return self.rows.drop(*added.columns, strict=False).hstack(added)

    @property
    def headings(self) -> dict[str, str]:
        """Name every column shown."""
        return {"page": "Page", "grade": "Grade", **self.labels}

    @property
    def source_line(self) -> str:
        """Say where the numbers come from, in one line.

        >>> Table("aid", "Aid by bloc", "EUR bn", pl.DataFrame({"bloc": ["Europe"]}), {"bloc": "Bloc"}).source_line
        'Source: not stated.'
        """
        return source_line(self.sources)

    def table(self) -> GT:
        """Give the great_tables table, to restyle or save it; null is written as not known.

        >>> aid = Table("aid", "Aid by bloc", "Allocations", pl.DataFrame({"bloc": ["Europe"]}), {"bloc": "Bloc"})
        >>> "Aid by bloc" in aid.table().as_raw_html()
        True
        """
        # It takes a third as long to import as altair, and most sessions draw before they print a table.
        from great_tables import GT, loc, style

        shown = self.shown
        numbers = [name for name, dtype in shown.schema.items() if dtype.is_float()]
        texts = [name for name, dtype in shown.schema.items() if not dtype.is_numeric()]
        labels: dict[str, Any] = {name: label for name, label in self.headings.items() if name in shown.columns}
        table = GT(self._linked(shown), id=self.id).tab_header(self.title, self.subtitle).cols_label(labels)
        table = table.fmt_number(numbers, decimals=self.decimals).sub_missing(missing_text="not known")
        table = table.fmt_integer([column.name for column in shown if column.dtype.is_integer() and not is_name(column)])
        table = table.tab_source_note(self.source_line)
        if self.telling:
            table = table.tab_style(style.text(weight="bold"), loc.body(rows=list(self.telling)))
        # JupyterLab aligns every cell to the right unless a rule is marked important, and takes the style sheet out of a notebook
        # that it does not trust yet, as a fresh clone's are: what counts is set on the cells too.
        places = [loc.subtitle(), loc.source_notes(), loc.column_labels(texts), loc.body(texts)]
        table = table.tab_style(style.text(align="left"), places)
        table = table.tab_style(style.text(align="left", weight="bold"), loc.title())
        left = f"#{self.id} .gt_left, #{self.id} .gt_heading, #{self.id} .gt_sourcenote {{ text-align: left !important; }}"
        return table.opt_css(left).tab_options(
            table_font_names=[theme.FONT, "Inter", "Arial", "sans-serif"],
            table_font_size="14px",
            heading_align="left",
            table_border_top_style="none",
            heading_title_font_weight="600",
            source_notes_font_size="12px",
            table_font_color=theme.INK,
        )

    def record(self) -> dict[str, Any]:
        """Give the table as plain text cells: the part of a stored output that a briefing is made from.

        >>> Table("aid", "Aid", "EUR bn", pl.DataFrame({"eur_bn": [1234.56, None]}), {"eur_bn": "EUR bn"}).record()["rows"]
        [['1,234.6'], ['not known']]
        """
        shown = self.shown
        texts = shown.select(self._as_text(column) for column in shown).fill_null("not known")
        linked = self._all_links
        urls = {"column": shown.columns.index(linked.column), "urls": linked.addresses.to_list()} if linked else {}
        return {
            "id": self.id,
            "title": self.title,
            "subtitle": self.subtitle,
            "header": [self.headings.get(name, name) for name in shown.columns],
            "rows": [list(row) for row in texts.iter_rows()],
            "telling": list(self.telling),
            "source_line": self.source_line,
            "sources": [source.to_dict() for source in self.sources],
            **({"links": urls} if urls else {}),
            **({"figures": list(self.figures)} if self.figures else {}),
        }

    def save(self, path: str | Path) -> Path:
        """Write the table as .xlsx .docx .pptx .html or .csv, after the path's ending; returns the path.

        A `~` at the start is the home folder. A workbook has cover, data with filters, and sources; a .csv is the data alone, with
        the address of each row's page, and opens in Excel with every letter right; both hold the values as they are. The others hold what a reader sees. Raises
        UnknownName for an ending that does not exist, ExportFault if the file cannot be written.

        >>> import tempfile
        >>> rows = pl.DataFrame({"donor": ["Türkiye"], "eur_bn": [0.1]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Table("aid", "Aid", "", rows, headings(rows)).save(Path(folder) / "aid.csv").read_text(encoding="utf-8-sig").split()
        ['donor,eur_bn', 'Türkiye,0.1']
        """
        addresses = self._all_links.addresses if self._all_links else None
        return save(self.record() | {"decimals": self.decimals}, self.shown, addresses, expand_home(path))

    def cite(self, style: str = "sentence") -> str:
        """Cite the table: as a sentence, or as entries in "bibtex" or "ris" with its sources; raises UnknownName for another style.

        >>> rows = pl.DataFrame({"donor": ["Estonia"]})
        >>> Table("aid", "Aid by donor", "", rows, headings(rows), [Source("BMVg, report 2025")]).cite()
        'Europe and the United States for Ukraine. Aid by donor. Table aid. Source: BMVg, report 2025.'
        """
        return cite_as(self.record(), style)

    @property
    def _all_links(self) -> Links | None:
        return self.links if self.pages is None else Links("page", self.pages["source_url"])

    def _as_text(self, column: pl.Series) -> pl.Series:
        """Write a column for readers: thousands but in names such as years, `decimals` for floats, periods by their names."""
        dtype, write = column.dtype, f"{{:,.{self.decimals}f}}".format
        if dtype.is_float():
            return column.map_elements(write, return_dtype=pl.String)
        if dtype == pl.Date:
            step = step_between(column) if column.name == PERIOD else "1mo"
            if step != "1mo":
                return column.map_elements(lambda first: period_name(first, step), return_dtype=pl.String)
            return column.dt.to_string("%-d %B %Y")
        if dtype.is_decimal() or (dtype.is_integer() and not is_name(column)):
            return column.map_elements("{:,}".format, return_dtype=pl.String)
        return column.cast(pl.String)

    def _linked(self, shown: pl.DataFrame) -> pl.DataFrame:
        """Make links of the pages, as HTML."""
        if (linked := self._all_links) is None:
            return shown
        texts = shown[linked.column].cast(pl.String)
        links = [
            f"<a href={quoteattr(url)}>{escape(text)}</a>" if url else escape(text)
            for url, text in zip(linked.addresses, texts, strict=True)
        ]
        return shown.with_columns(pl.Series(linked.column, links, dtype=pl.String))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": self.table().as_raw_html(), "text/plain": repr(self), TABLE: self.record()}

    def __repr__(self) -> str:
        return f"{self.title} ({self.rows.height} rows)"
