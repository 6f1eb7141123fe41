"""The panel: controls beside a chart that answers at once, and below it the ordinary figure, which the notebook keeps."""

from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets

from analysis.charts import render, theme, vega
from analysis.errors import AnalysisError
from analysis.explore.chart import Chart
from analysis.explore.choices import Choices
from analysis.explore.control import choice_value, make_control, update_control
from analysis.explore.kept import Kept, sentence
from analysis.export.figure import WRITERS
from analysis.figures.figure import Figure

STATE = "application/vnd.analysis.explorer+json"


class Panel(Kept):
    """Show an explorer in a notebook: `figure` is the one shown now, `choices` say how it was chosen.

    Made by `explore.aid`, `explore.sanctions` and `explore.guarantees`; its text is the line that opens it again.

    >>> from analysis.explore.stances import Guarantees
    >>> Panel(Guarantees(as_of="2025-09-20"))
    explore.guarantees(as_of="2025-09-20")
    """

    def __init__(self, choices: Choices) -> None:
        self.size = ipywidgets.Dropdown(options=list(theme.SIZES), description="Size")
        super().__init__(WRITERS, [self.size])
        self.choices = choices.normalised()
        self.figure: Figure = self.choices.figure()
        self.chart = Chart()
        shown = [(field, self.choices.control_value(field.name)) for field in self.choices.fields()]
        self.controls = {field.name: make_control(field, value) for field, value in shown}
        form = ipywidgets.Box(list(self.controls.values())).add_class("explorer-form")
        self.box.children = [form, self.chart, self.export_row]
        self.chart.panel = self.box.model_id
        self._updating = False
        self._observe()
        self._show()
        self._show_strip()

    def choose(self, **changes: Any) -> None:
        """Change choices as the controls do; raises UnknownName or AnalysisError, and changes nothing, for what none can show.

        Where they do not go together the figure stays as it was, and a sentence in the chart's place says why.

        >>> from analysis.explore.money import Aid
        >>> panel = Panel(Aid(release="28"))
        >>> panel.choose(kind="military", every="1y")
        >>> panel
        explore.aid(kind="military", every="1y", release="28")
        """
        self._apply(self.choices.with_arguments(**changes))

    def export(self) -> Path | None:
        """Write the chart in the chosen format and size beside the notebook; says where, or why not.

        The file is in the folder exports, named after the figure; its path is returned, or None if nothing was written.

        >>> from analysis.explore.money import Aid
        >>> panel = Panel(Aid(currency="USD", release="28"))
        >>> panel.choose(per="gdp")
        >>> panel.export(), panel.status.value
        (None, "<span role='status'>Nothing is drawn for these choices. Change one of them first.</span>")
        """
        return self.write(self._save, self.figure.id)

    def _save(self, path: Path) -> Path:
        if self.chart.message:
            raise AnalysisError("nothing is drawn for these choices", "change one of them first")
        return self.figure.save(path, self.size.value)

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the figure as the notebook stores it, with the choices that drew it, and its metadata."""
        data, metadata = self.figure._repr_mimebundle_()
        return data | {STATE: {"explorer": self.choices.name, "choices": self.choices.to_json()}}, metadata

    def __repr__(self) -> str:
        return self.choices.call()

    def _observe(self) -> None:
        for name, widget in self.controls.items():
            widget.observe(partial(self._on_change, name), names="value")
        self.button.on_click(lambda _: self.export())
        self.chart.observe(self._on_brush, names="brushed")

    def _on_change(self, name: str, change: Any) -> None:
        if not self._updating:
            self._apply(self.choices.updated(name, choice_value(change["new"])))

    def _on_brush(self, change: Any) -> None:
        self._apply(self.choices.updated("months", tuple(day[:7] for day in change["new"])))

    def _apply(self, choices: Choices) -> None:
        self.choices = choices
        self.status.value = ""
        # The chart first: the browser draws it while the rest is worked out.
        self._show()
        self._update_controls()
        self._show_strip()
        self._store_soon()

    def _update_controls(self) -> None:
        """Let every control show what was chosen, and offer what can be chosen now."""
        self._updating = True
        try:
            for field in self.choices.fields():
                update_control(self.controls[field.name], field, self.choices.control_value(field.name))
        finally:
            self._updating = False

    def _show(self) -> None:
        message = ""
        try:
            self.figure = self.choices.figure()
        except AnalysisError as fault:
            message = sentence(fault)
        with self.chart.hold_sync():
            self.chart.message = message
            if not message:
                self.chart.spec, self.chart.alt = self.figure.spec() | {"$schema": render.PAGE_SCHEMA}, self.figure.alt
                self.chart.code, self.chart.call = self.choices.code(), self.choices.call()

    def _show_strip(self) -> None:
        if (overview := self.choices.overview()) is not None:
            with self.chart.hold_sync():
                self.chart.strip = vega.strip(overview, "value")
                self.chart.months = list(self.choices.control_value("months"))

    def _store(self) -> None:
        if not self.chart.message:
            super()._store()
