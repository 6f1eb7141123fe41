"""Controls of the page, and what a subject of it holds: each control is a parameter of the subject's chart."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]
Option = tuple[str, str | int]
"""What a choice is called, and its value."""


@dataclass(frozen=True)
class Control:
    """Hold one control: its name, which is that of the chart's parameter, its label, kind, options and first value.

    `kind` is select, radio, check (yes or no) or many (several of the options, `most` at most).

    >>> Control("every", "Step", "select", [("Month", "1mo"), ("Year", "1y")], "1mo").param()
    {'name': 'every', 'value': '1mo'}
    """

    name: str
    label: str
    kind: str
    options: Sequence[Option]
    value: Any

    def param(self) -> Node:
        """Give the parameter of the chart that the control sets.

        >>> Control("cumulative", "Running total", "check", [], True).param()
        {'name': 'cumulative', 'value': True}
        """
        return {"name": self.name, "value": self.value}

    def record(self) -> Node:
        """Give what the page's script needs: kind, the values that may be chosen, and the first one.

        >>> list(Control("cumulative", "Running total", "check", [], True).record())
        ['name', 'kind', 'options', 'value']
        """
        options = [True, False] if self.kind == "check" else [value for _, value in self.options]
        return {"name": self.name, "kind": self.kind, "options": options, "value": self.value}

    def html(self, view: str) -> str:
        """Write the control as HTML, with a label that names it.

        >>> Control("cumulative", "Running total", "check", [], True).html("aid")
        '<div class="field"><label><input type="checkbox" name="cumulative" checked> Running total</label></div>'
        """
        label, name = _text(self.label), _text(self.name)
        if self.kind == "check":
            return f'<div class="field"><label><input type="checkbox" name="{name}"{_on(self.value, "checked")}> {label}</label></div>'
        if self.kind == "select":
            options = "".join(
                f'<option value="{_text(value)}"{_on(value == self.value, "selected")}>{_text(text)}</option>'
                for text, value in self.options
            )
            return f'<div class="field"><label for="{view}:{name}">{label}</label><select id="{view}:{name}" name="{name}">{options}</select></div>'
        kind = "radio" if self.kind == "radio" else "checkbox"
        chosen = [self.value] if self.kind == "radio" else self.value
        boxes = "".join(
            f'<label><input type="{kind}" name="{name}" value="{_text(value)}"{_on(value in chosen, "checked")}> {_text(text)}</label>'
            for text, value in self.options
        )
        return f'<fieldset class="{self.kind}" data-of="{name}"><legend>{label}</legend><div>{boxes}</div></fieldset>'


@dataclass(frozen=True)
class Subject:
    """Hold one subject of the page: its controls, its chart, and what is said under it for which choices.

    `sources` and `notes` are pairs of a condition and a text: a condition names values of controls, of which one each must be chosen.
    `works` are sources by the id that rows carry; `series` says which names are expected for which control.
    """

    name: str
    title: str
    controls: Sequence[Control]
    spec: Node
    sources: Sequence[tuple[Mapping[str, Sequence[Any]], str]] = ()
    notes: Sequence[tuple[Mapping[str, Sequence[Any]], str]] = ()
    works: Mapping[str, str] = field(default_factory=dict)
    series: Sequence[Node] = ()

    def record(self) -> Node:
        """Give the subject as plain data, as the page holds it.

        >>> list(Subject("aid", "Aid", [], {}).record())
        ['title', 'spec', 'controls', 'sources', 'notes', 'works', 'series']
        """
        return {
            "title": self.title,
            "spec": self.spec,
            "controls": [control.record() for control in self.controls],
            "sources": [list(one) for one in self.sources],
            "notes": [list(one) for one in self.notes],
            "works": dict(self.works),
            "series": list(self.series),
        }


def text_of(value: str) -> str:
    """Write a text as a literal of Vega's expressions.

    >>> text_of("the tracker's own")
    "'the tracker\\\\'s own'"
    """
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def first_that_holds(cases: Sequence[tuple[str, str]], otherwise: str = "''") -> str:
    """Write an expression that gives the text of the first condition that holds.

    >>> first_that_holds([("a > 1", "'much'"), ("a > 0", "'some'")])
    "a > 1 ? 'much' : a > 0 ? 'some' : ''"
    """
    return " : ".join([*(f"{condition} ? {text}" for condition, text in cases), otherwise])


def _on(is_so: Any, word: str) -> str:
    return f" {word}" if is_so else ""


def _text(value: Any) -> str:
    return html.escape(str(value))
