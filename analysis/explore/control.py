"""Make and update the widget of each choice."""

from typing import Any

import ipywidgets

from analysis.explore.checklist import Checklist
from analysis.explore.choices import Field

ALL = "all"
"""What a dropdown holds for None, which to it means that nothing is chosen."""
WIDGETS: dict[str, tuple[type[ipywidgets.ValueWidget], dict[str, Any]]] = {
    "select": (ipywidgets.Dropdown, {}),
    "multiselect": (Checklist, {}),
    "checkbox": (ipywidgets.Checkbox, {"indent": False}),
    "slider": (ipywidgets.SelectionSlider, {}),
    "range": (ipywidgets.SelectionRangeSlider, {"continuous_update": False}),
}


def make_control(field: Field, value: Any) -> ipywidgets.ValueWidget:
    """Make the widget of a field, showing a value, which must be one of the field's options.

    >>> type(make_control(Field("stage", "Stage", "select", [("Allocated", "allocated")]), "allocated")).__name__
    'Dropdown'
    """
    widget, settings = WIDGETS[field.form]
    options = {} if field.form == "checkbox" else {"options": _options(field)}
    control = widget(description=field.label, value=_widget_value(value), **options, **settings)
    control.add_class(f"explorer-{field.form}")
    return control


def update_control(widget: ipywidgets.ValueWidget, field: Field, value: Any) -> None:
    """Let a widget offer a field's options and show a value, which must be one of them.

    >>> widget = make_control(Field("stage", "Stage", "select", [("Allocated", "allocated")]), "allocated")
    >>> update_control(widget, Field("stage", "Stage", "select", [("Committed", "committed")]), "committed")
    >>> widget.value
    'committed'
    """
    options = _options(field)
    # A slider keeps a day that was passed as an argument: without it the others would move under the hand that drags it.
    keeps = field.form == "slider" and set(options) <= set(widget.options)
    if isinstance(widget, Checklist):
        widget.offer(options, value)
    elif options and not keeps and tuple(widget.options) != options:
        with widget.hold_sync():
            widget.options = options
            widget.value = _widget_value(value)
    elif widget.value != _widget_value(value):
        widget.value = _widget_value(value)


def choice_value(value: Any) -> Any:
    """Give what a widget holds as choices hold it: several as a tuple, all as None.

    >>> choice_value(["DEU", "FRA"]), choice_value(ALL), choice_value("military")
    (('DEU', 'FRA'), None, 'military')
    """
    return tuple(value) if isinstance(value, list | tuple) else None if value == ALL else value


def _widget_value(value: Any) -> Any:
    return ALL if value is None else value


def _options(field: Field) -> tuple[tuple[str, Any], ...]:
    return tuple((label, _widget_value(value)) for label, value in field.options)
