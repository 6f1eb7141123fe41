"""The controls: one native widget for each thing to choose."""

from typing import Any

import ipywidgets

from analysis.explore.choices import Field

MOST_ROWS = 4
ALL = "all"
"""What a dropdown holds for None, which to it means that nothing is chosen."""


def control(field: Field, value: Any) -> ipywidgets.ValueWidget:
    """Make the widget of a field, showing a value, which must be one of the field's options.

    >>> type(control(Field("stage", "Stage", "one", [("Allocated", "allocated")]), "allocated")).__name__
    'Dropdown'
    """
    named = {"description": field.label, "value": _held(value)}
    match field.form:
        case "one":
            made = ipywidgets.Dropdown(options=_options(field), **named)
        case "several":
            tooltip = "Ctrl or Shift chooses several"
            made = ipywidgets.SelectMultiple(options=_options(field), rows=MOST_ROWS, tooltip=tooltip, **named)
        case "tick":
            made = ipywidgets.Checkbox(indent=False, **named)
        case "point":
            made = ipywidgets.SelectionSlider(options=_options(field), **named)
        case _:
            made = ipywidgets.SelectionRangeSlider(options=_options(field), continuous_update=False, **named)
    made.add_class(f"explorer-{field.form}")
    return made


def offer(widget: ipywidgets.ValueWidget, field: Field, value: Any) -> None:
    """Let a widget offer a field's options and show a value, which must be one of them.

    >>> widget = control(Field("stage", "Stage", "one", [("Allocated", "allocated")]), "allocated")
    >>> offer(widget, Field("stage", "Stage", "one", [("Committed", "committed")]), "committed")
    >>> widget.value
    'committed'
    """
    options = _options(field)
    # A slider keeps a day that was chosen by hand: without it the others would move under the hand that drags it.
    kept = field.form == "point" and set(options) <= set(widget.options)
    if options and not kept and tuple(widget.options) != options:
        with widget.hold_sync():
            widget.options = options
            widget.value = _held(value)
    elif widget.value != _held(value):
        widget.value = _held(value)


def value_of(value: Any) -> Any:
    """Give what was chosen as choices hold it: several as a tuple, all as None.

    >>> value_of(["DEU", "FRA"]), value_of(ALL), value_of("military")
    (('DEU', 'FRA'), None, 'military')
    """
    return tuple(value) if isinstance(value, list | tuple) else None if value == ALL else value


def _held(value: Any) -> Any:
    return ALL if value is None else value


def _options(field: Field) -> tuple[tuple[str, Any], ...]:
    return tuple((label, _held(value)) for label, value in field.options)
