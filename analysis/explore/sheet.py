"""The explorer of any table: search, sort by a click, narrow by values or ends, see how a column is spread; it writes the polars."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import polars as pl
import traitlets

from analysis.explore import bins
from analysis.explore.chart import ASSETS, script
from analysis.explore.checklist import Checklist
from analysis.explore.kept import Kept
from analysis.explore.rows import CHOICES, Rows
from analysis.export.table import WRITERS
from analysis.figures.own_table import table
from analysis.figures.table import Table

SHOWN = 200
"""Rows that the panel shows; the file has all."""
KEPT = 50
"""Rows that the notebook keeps."""


class Sheet(anywidget.AnyWidget):  # type: ignore[misc]
    """Show `rows` below a `header`, whose names sort them, and the histogram `spec` above; `sort` is a column, with a minus for down."""

    _css = ASSETS / "chart.css"
    spec: Any = traitlets.Dict().tag(sync=True)
    alt: Any = traitlets.Unicode().tag(sync=True)
    header: Any = traitlets.List().tag(sync=True)
    numeric: Any = traitlets.List().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    counted: Any = traitlets.Unicode().tag(sync=True)
    sort: Any = traitlets.Unicode().tag(sync=True)
    code: Any = traitlets.Unicode().tag(sync=True)
    call: Any = traitlets.Unicode().tag(sync=True)
    panel: Any = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_esm=script("sheet"))


class TablePanel(Kept):
    """Explore one table in a notebook: `frame` has the rows shown, `code` the polars that gives them.

    Made by `explore.table`; its text is the line that opens it again.

    >>> TablePanel(Rows.of(pl.DataFrame({"donor": ["DEU", "FRA"]}), search="fra")).frame["donor"].to_list()
    ['FRA']
    """

    def __init__(self, rows: Rows) -> None:
        super().__init__(WRITERS)
        self.rows = rows
        self.sheet = Sheet()
        self.search = ipywidgets.Text(value=rows.search, description="Search", placeholder="In any column")
        self.column = ipywidgets.Dropdown(options=rows.frame.columns, value=rows.column, description="Column")
        self.whole = ipywidgets.Button(description="Show all rows", tooltip="Take back search, values, ends and order")
        self.form = ipywidgets.Box().add_class("explorer-form")
        self.box.children = [self.form, self.sheet, self.export_row]
        self.sheet.panel = self.box.model_id
        self._updating = False
        self.search.observe(lambda change: self._change(search=change["new"]), names="value")
        self.column.observe(lambda change: self._change(column=change["new"]), names="value")
        self.sheet.observe(lambda change: self._change(sort=change["new"]), names="sort")
        self.whole.on_click(lambda _: self.choose(search="", only={}, between={}, sort=""))
        self.button.on_click(lambda _: self.export())
        self._place_controls()
        self._show()

    @property
    def frame(self) -> pl.DataFrame:
        """Give the rows shown, all of them, in their order."""
        return self.rows.chosen()

    def choose(self, **changes: Any) -> None:
        """Change what is shown as the controls do: search, only, between, sort, column; raises as `explore.table`.

        >>> panel = TablePanel(Rows.of(pl.DataFrame({"eur": [1, 30]})))
        >>> panel.choose(between={"eur": [2, 50]})
        >>> panel
        explore.table(frame, between={"eur": [2, 50]})
        """
        now = {name: getattr(self.rows, name) for name in CHOICES}
        self.rows = Rows.of(self.rows.frame, **{**now, **changes})
        self._updating = True
        try:
            self.search.value, self.column.value, self.sheet.sort = self.rows.search, self.rows.column, self.rows.sort
        finally:
            self._updating = False
        self._place_controls()
        self._show()
        self._store_soon()

    def export(self) -> Path | None:
        """Write the rows shown, all of them, as .xlsx, .docx, .pptx, .html or .csv beside the notebook; says where, or why not."""
        made = self.kept(self.frame)
        return self.write(made.save, made.id)

    def kept(self, frame: pl.DataFrame) -> Table:
        """Give rows as a table that can be shown, saved and cited; its sources are derived from them.

        >>> TablePanel(Rows.of(pl.DataFrame({"eur": [1]}))).kept(pl.DataFrame({"eur": [1]})).title
        'Table'
        """
        return table(frame, self.rows.title, subtitle=self._counted(self.frame.height, frame.height), decimals=3)

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the first rows as the notebook stores them: a table for readers, of which a briefing can be made."""
        return self.kept(self.frame.head(KEPT))._repr_mimebundle_(), {}

    def __repr__(self) -> str:
        return self.rows.call()

    def _change(self, **change: Any) -> None:
        if self._updating:
            return
        self.rows = replace(self.rows, **change)
        self.status.value = ""
        if "column" in change:
            self._place_controls()
        self._show()
        self._store_soon()

    def _place_controls(self) -> None:
        """Put the control of the column that is looked at beside the others."""
        name, own = self.rows.column, []
        if self.rows.form(name) == "values":
            control = Checklist(self.rows.values(name), self.rows.only.get(name, ()), "Values")
            control.observe(lambda change: self._narrow("only", change["new"]), names="value")
            own = [control.add_class("explorer-multiselect")]
        elif self.rows.form(name) == "ends" and (options := self._options()):
            chosen = self.rows.between.get(name, (options[0], options[-1]))
            labelled = [(bins.text(one), one) for one in options]
            slider = ipywidgets.SelectionRangeSlider(
                options=labelled, value=chosen, description="Between", continuous_update=False
            )
            slider.observe(lambda change: self._narrow("between", change["new"]), names="value")
            own = [slider.add_class("explorer-range")]
        for old in self.form.children[3:]:
            old.close()
        self.form.children = [self.search, self.column, self.whole, *own]

    def _options(self) -> list[Any]:
        own = self.rows.between.get(self.rows.column, ())
        return sorted({*bins.edges(self.rows.frame[self.rows.column]), *own})

    def _narrow(self, kind: str, value: tuple[Any, ...]) -> None:
        others = {name: kept for name, kept in getattr(self.rows, kind).items() if name != self.rows.column}
        options = self._options() if kind == "between" else []
        # All there is from end to end is no choice: what is not known stays too.
        every = kind == "between" and value == (options[0], options[-1])
        self._change(**{kind: others if every or not value else {**others, self.rows.column: tuple(value)}})

    def _show(self) -> None:
        shown, name = self.frame, self.rows.column
        with self.sheet.hold_sync():
            if self.rows.form(name):
                self.sheet.spec = bins.histogram(self.rows.frame[name], shown[name])
                self.sheet.alt = f"How {name} is spread: rows shown before all rows."
            else:
                self.sheet.spec, self.sheet.alt = {}, ""
            self.sheet.header = shown.columns
            self.sheet.numeric = [dtype.is_numeric() for dtype in shown.dtypes]
            self.sheet.rows = [[_text(value) for value in row] for row in shown.head(SHOWN).iter_rows()]
            self.sheet.counted = self._counted(shown.height, SHOWN)
            self.sheet.sort = self.rows.sort
            self.sheet.code, self.sheet.call = self.rows.code(), self.rows.call()

    def _counted(self, chosen: int, most: int) -> str:
        every = self.rows.frame.height
        found = f"{chosen:,} of {every:,} rows" if chosen < every else f"{every:,} rows"
        return found if chosen <= most else f"{found}, the first {most:,} shown"


def _text(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    # A year has no comma.
    return f"{value:,}" if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) >= 10_000) else f"{value}"
