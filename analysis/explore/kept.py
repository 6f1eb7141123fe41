"""What every panel does: it shows itself, keeps in the notebook what it showed last, and writes that to a file."""

import asyncio
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import publish_display_data

from analysis.charts.formatting import capitalise_first
from analysis.errors import AnalysisError

IDLE_SECONDS = 0.8
"""Seconds without a change after which the stored output is made anew."""

FOLDER = Path("exports")
PLAIN_TEXT = "Run this cell in JupyterLab for the controls; what is below is kept as it was left."
HIDE_STORED = (
    "<style>.jp-OutputArea-child:has(.explorer) + .jp-OutputArea-child,"
    " .jp-OutputArea-child:not(:has(.explorer)):has(+ .jp-OutputArea-child + .jp-OutputArea-child .explorer-end) {display: none}"
    "</style><span class='explorer-end'></span>"
)
"""Hides the stored output while the panel lives, and the empty place of the panel where there is no kernel."""


class Kept:
    """Show a panel, `box`, and keep below it what a notebook stores: what `bundle` gives, of which a class of its own says what.

    `endings` are the formats offered, `more` are controls beside them.

    >>> Kept([".csv"]).format.options
    ('csv',)
    """

    def __init__(self, endings: Iterable[str], more: Iterable[ipywidgets.Widget] = ()) -> None:
        self.format = ipywidgets.Dropdown(options=[ending.removeprefix(".") for ending in endings], description="Format")
        self.button = ipywidgets.Button(description="Export", button_style="primary", tooltip="Write what is shown to a file")
        self.status = ipywidgets.HTML()
        self.export_row = ipywidgets.Box([self.format, *more, self.button, self.status]).add_class("explorer-export")
        self.box = ipywidgets.VBox().add_class("explorer")
        self._displayed = False
        self._waiting: asyncio.TimerHandle | None = None

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the output that the notebook stores, and its metadata."""
        raise NotImplementedError

    def write(self, save: Callable[[Path], Path], name: str) -> Path | None:
        """Write a file beside the notebook and say where, with a link to it, or why not; gives its path, None if there is none.

        >>> panel = Kept([".csv"])
        >>> def save(path: Path) -> Path:
        ...     raise AnalysisError("the disk is full", "make room")
        >>> panel.write(save, "aid"), panel.status.value
        (None, "<span role='status'>The disk is full. Make room.</span>")
        """
        path = None
        try:
            path = save(FOLDER / f"{name}.{self.format.value}")
            place = escape(path.as_posix())
            # A program that serves files knows where; see ownLinks in common.js.
            message = f'Written: <a class="explorer-file" href="{place}" data-path="{place}" target="_blank">{place}</a>'
        except AnalysisError as fault:
            message = sentence(fault)
        self.status.value = f"<span role='status'>{message}</span>"
        return path

    def _ipython_display_(self) -> None:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        data, metadata = self.bundle()
        publish_display_data({"application/vnd.jupyter.widget-view+json": view, "text/plain": PLAIN_TEXT})
        publish_display_data(data, metadata, transient={"display_id": self.box.model_id})
        publish_display_data({"text/html": HIDE_STORED, "text/plain": ""})
        self._displayed = True

    def _store_soon(self) -> None:
        """Make the stored output once the controls rest: a drawing takes longer than an answer may."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            self._waiting = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._store)
        except RuntimeError:
            self._store()

    def _store(self) -> None:
        if self._displayed:
            data, metadata = self.bundle()
            publish_display_data(data, metadata, transient={"display_id": self.box.model_id}, update=True)


def sentence(fault: AnalysisError) -> str:
    """Write what is wrong and what helps as two sentences.

    >>> sentence(AnalysisError("the disk is full", "make room"))
    'The disk is full. Make room.'
    """
    return f"{capitalise_first(fault.problem)}. {capitalise_first(fault.fix)}."
