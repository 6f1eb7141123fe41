"""The checklist: a list of boxes to tick, with a field to find one in; an anywidget, as ipywidgets has none."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

ASSETS = Path(__file__).parent / "assets"


@functools.cache
def script() -> str:
    """Give the widget's script."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in ("common.js", "checklist.js"))


class Checklist(anywidget.AnyWidget, ipywidgets.ValueWidget):  # type: ignore[misc]
    """Offer `options`, as (label, value), of which any number is ticked; `value` has those ticked, in the order of the options.

    >>> boxes = Checklist([("Germany", "DEU"), ("France", "FRA")], ["FRA"], "Which")
    >>> boxes.index = [0, 1]
    >>> boxes.value
    ('DEU', 'FRA')
    """

    labels: Any = traitlets.List().tag(sync=True)
    index: Any = traitlets.List().tag(sync=True)
    description: Any = traitlets.Unicode().tag(sync=True)
    options: Any = traitlets.Tuple()
    value: Any = traitlets.Tuple()

    def __init__(self, options: Sequence[tuple[str, Any]], value: Sequence[Any], description: str) -> None:
        super().__init__(_esm=script(), description=description)
        self.offer(options, value)

    def offer(self, options: Sequence[tuple[str, Any]], value: Sequence[Any]) -> None:
        """Offer other options, of which some are ticked; a value that is no option is left out.

        >>> boxes = Checklist([("Germany", "DEU")], [], "Which")
        >>> boxes.offer([("France", "FRA"), ("Poland", "POL")], ["POL", "DEU"])
        >>> boxes.labels, boxes.index
        (['France', 'Poland'], [1])
        """
        # What is ticked is told once, when labels and ticks fit each other.
        with self.hold_trait_notifications(), self.hold_sync():
            self.options = tuple(tuple(option) for option in options)
            self.labels = [label for label, _ in options]
            self.value = tuple(value)
            self.index = self._places()

    def _places(self) -> list[int]:
        return [place for place, (_, value) in enumerate(self.options) if value in self.value]

    @traitlets.observe("index")
    def _ticked(self, _: Any) -> None:
        self.value = tuple(self.options[place][1] for place in self.index if place < len(self.options))

    @traitlets.observe("value")
    def _given(self, _: Any) -> None:
        if (places := self._places()) != self.index:
            self.index = places
