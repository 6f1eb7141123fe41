"""One figure with a button that puts it on the clipboard as an image, and another that exports it."""

from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from analysis.charts import render, theme
from analysis.explore.chart import ASSETS, script
from analysis.explore.kept import Kept
from analysis.export.figure import WRITERS
from analysis.figures.figure import Figure


class Drawing(anywidget.AnyWidget):
    """Draw `spec`, whose alternative text is `alt`, above a button that copies it."""

    _css = ASSETS / "chart.css"
    spec: Any = traitlets.Dict().tag(sync=True)
    alt: Any = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_esm=script("picture"))


class PicturePanel(Kept):
    """Show one figure in a notebook at a size, to be copied as an image or exported; `figure` is that figure.

    Made by `explore.picture`.
    """

    def __init__(self, figure: Figure, size: str) -> None:
        theme.size(size)
        self.size = ipywidgets.Dropdown(options=list(theme.SIZES), value=size, description="Size")
        super().__init__(WRITERS, [self.size])
        self.figure = figure
        self.drawing = Drawing()
        self.box.children = [self.drawing, self.export_row]
        self.size.observe(lambda _: self._show(), names="value")
        self.button.on_click(lambda _: self.export())
        self._show()

    def export(self) -> Path | None:
        """Write the figure in the chosen format and size into the folder exports beside the notebook; says where, or why not."""
        return self.write(lambda path: self.figure.save(path, self.size.value), self.figure.id)

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the figure as the notebook stores it, and its metadata."""
        return self.figure._repr_mimebundle_()

    def __repr__(self) -> str:
        return f"explore.picture({self.figure!r})"

    def _show(self) -> None:
        with self.drawing.hold_sync():
            self.drawing.spec = self.figure.spec(self.size.value) | {"$schema": render.PAGE_SCHEMA}
            self.drawing.alt = self.figure.alt
