"""The panel: controls beside a chart that answers at once, and below it the ordinary figure, which the notebook keeps."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import publish_display_data

from analysis.charts import render, specs, theme
from analysis.errors import AnalysisError
from analysis.explore.chart import Chart
from analysis.explore.choices import Choices
from analysis.explore.control import control, offer, value_of
from analysis.export.figure import WRITERS
from analysis.figures.figure import Figure

STATE = "application/vnd.analysis.explorer+json"
REST = 0.8
"""Seconds without a change after which the kept figure is drawn anew."""

FOLDER = Path("exports")
ALONE = "Run this cell in JupyterLab for the controls; the chart below is kept as it was left."
END = (
    "<style>.jp-OutputArea-child:has(.explorer) + .jp-OutputArea-child,"
    " .jp-OutputArea-child:not(:has(.explorer)):has(+ .jp-OutputArea-child + .jp-OutputArea-child .explorer-end) {display: none}"
    "</style><span class='explorer-end'></span>"
)
"""Hides the kept figure while the panel lives, and the empty place of the panel where there is no kernel."""


class Panel:
    """Show an explorer in a notebook: `figure` is the one shown now, `choices` say how it was chosen.

    Made by `explore.aid`, `explore.sanctions` and `explore.guarantees`; its text is the line that opens it again.

    >>> from analysis.explore.stances import Guarantees
    >>> Panel(Guarantees(as_of="2025-09-20"))
    explore.guarantees(as_of="2025-09-20")
    """

    def __init__(self, choices: Choices) -> None:
        self.choices = choices.settled()
        self.figure: Figure = self.choices.figure()
        self.chart = Chart()
        self.controls = {one.name: control(one, self.choices.shown(one.name)) for one in self.choices.fields()}
        self.format = ipywidgets.Dropdown(options=[one.removeprefix(".") for one in WRITERS], description="Format")
        self.size = ipywidgets.Dropdown(options=list(theme.SIZES), description="Size")
        self.button = ipywidgets.Button(description="Export", button_style="primary", tooltip="Write the chart to a file")
        self.said = ipywidgets.HTML()
        self.box = self._arranged()
        self.chart.panel = self.box.model_id
        self._settling = False
        self._stored = False
        self._waiting: asyncio.TimerHandle | None = None
        self._listen()
        self._show()

    def choose(self, **changes: Any) -> None:
        """Change choices as the controls do; raises UnknownName or AnalysisError, and changes nothing, for what none can show.

        Where they do not go together the figure stays as it was, and a sentence in the chart's place says why.

        >>> from analysis.explore.money import Aid
        >>> panel = Panel(Aid(release="28"))
        >>> panel.choose(kind="military", every="1y")
        >>> panel
        explore.aid(kind="military", every="1y", release="28")
        """
        self._turn_to(self.choices.choosing(**changes))

    def export(self) -> Path | None:
        """Write the chart in the chosen format and size beside the notebook; says where, or why not.

        The file is in the folder exports, named after the figure; its path is returned, or None if nothing was written.

        >>> from analysis.explore.money import Aid
        >>> panel = Panel(Aid(currency="USD", release="28"))
        >>> panel.choose(per="gdp")
        >>> panel.export(), panel.said.value
        (None, "<span role='status'>Nothing is drawn for these choices. Change one of them first.</span>")
        """
        try:
            if self.chart.message:
                raise AnalysisError("nothing is drawn for these choices", "change one of them first")
            path = self.figure.save(FOLDER / f"{self.figure.id}.{self.format.value}", self.size.value)
        except AnalysisError as fault:
            self.said.value = f"<span role='status'>{_sentence(fault)}</span>"
            return None
        self.said.value = f"<span role='status'>Written: <code>{path.as_posix()}</code></span>"
        return path

    def _ipython_display_(self) -> None:
        widget = {
            "application/vnd.jupyter.widget-view+json": {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        }
        publish_display_data(widget | {"text/plain": ALONE})
        publish_display_data(self._bundle(), transient={"display_id": self.box.model_id})
        publish_display_data({"text/html": END, "text/plain": ""})
        self._stored = True

    def __repr__(self) -> str:
        return self.choices.call()

    def _bundle(self) -> dict[str, Any]:
        return self.figure._repr_mimebundle_() | {STATE: {"explorer": self.choices.name, "choices": self.choices.to_json()}}

    def _listen(self) -> None:
        for name, widget in self.controls.items():
            widget.observe(self._heard(name), names="value")
        self.button.on_click(lambda _: self.export())
        self.chart.observe(self._brushed, names="brushed")

    def _heard(self, name: str) -> Callable[[Any], None]:
        def changed(change: Any) -> None:
            if not self._settling:
                self._turn_to(self.choices.changed(name, value_of(change["new"])))

        return changed

    def _brushed(self, change: Any) -> None:
        self._turn_to(self.choices.changed("months", tuple(day[:7] for day in change["new"])))

    def _turn_to(self, choices: Choices) -> None:
        self.choices = choices
        self.said.value = ""
        self._follow()
        self._show()
        self._keep_soon()

    def _follow(self) -> None:
        """Let every control show what was chosen, and offer what can be chosen now."""
        self._settling = True
        try:
            for one in self.choices.fields():
                offer(self.controls[one.name], one, self.choices.shown(one.name))
        finally:
            self._settling = False

    def _show(self) -> None:
        message = ""
        try:
            self.figure = self.choices.figure()
        except AnalysisError as fault:
            message = _sentence(fault)
        overview = self.choices.overview()
        with self.chart.hold_sync():
            self.chart.message = message
            if not message:
                self.chart.spec, self.chart.alt = self.figure.spec() | {"$schema": render.PAGE_SCHEMA}, self.figure.alt
                self.chart.code, self.chart.call = self.choices.code(), self.choices.call()
            if overview is not None:
                self.chart.strip = specs.strip(overview, "value")
                self.chart.shown = list(self.choices.shown("months"))

    def _keep_soon(self) -> None:
        """Draw the kept figure once the hand rests: a drawing takes longer than an answer may."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            self._waiting = asyncio.get_running_loop().call_later(REST, self._keep)
        except RuntimeError:
            self._keep()

    def _keep(self) -> None:
        if self._stored and not self.chart.message:
            publish_display_data(self._bundle(), transient={"display_id": self.box.model_id}, update=True)

    def _arranged(self) -> ipywidgets.Box:
        form = ipywidgets.Box(list(self.controls.values())).add_class("explorer-form")
        export = ipywidgets.Box([self.format, self.size, self.button, self.said]).add_class("explorer-export")
        return ipywidgets.VBox([form, self.chart, export]).add_class("explorer")


def _sentence(fault: AnalysisError) -> str:
    return f"{fault.problem[:1].upper()}{fault.problem[1:]}. {fault.fix[:1].upper()}{fault.fix[1:]}."
