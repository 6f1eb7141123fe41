"""Write choices as Python code: values, arguments, and a call that stands in a cell as a formatter would leave it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

LONGEST = 88
"""Letters of a line: what formatters take for long where nobody told them otherwise."""


class Code(str):
    """Hold a text that is code already.

    >>> literal([Code("groups.NATO"), "NATO"])
    '[groups.NATO, "NATO"]'
    """


def literal(value: Any) -> str:
    """Write a value as Python code, in double quotes; a tuple is written as a list, a day as a text.

    >>> literal(("DEU", "FRA")), literal({"eur": [1, 2.5]}), literal(True), literal(date(2025, 1, 1))
    ('["DEU", "FRA"]', '{"eur": [1, 2.5]}', 'True', '"2025-01-01"')
    """
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(key)}: {literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(literal, value)) + "]"
    # As JSON writes a text, quotes in it and all.
    return json.dumps(f"{value}", ensure_ascii=False) if isinstance(value, str | date) else repr(value)


def argument(name: str, value: Any) -> str:
    """Write a keyword argument; a list too long for a line has one item a line, as `call` sets it in.

    >>> argument("kind", "military")
    'kind="military"'
    """
    return _spread(f"{name}=", value, 4)


def _spread(before: str, value: Any, indent: int) -> str:
    line = before + literal(value)
    if indent + len(line) < LONGEST or isinstance(value, str) or not isinstance(value, Mapping | Sequence):
        return line
    pairs = value.items() if isinstance(value, Mapping) else [(None, one) for one in value]
    items = [_spread("" if key is None else f"{literal(key)}: ", one, indent + 4) for key, one in pairs]
    first, last = "{}" if isinstance(value, Mapping) else "[]"
    return "\n".join([before + first, *(f"{' ' * (indent + 4)}{item}," for item in items), " " * indent + last])


def call(function: str, arguments: Sequence[str]) -> str:
    """Write a call, on one line if it fits; else one argument a line, with the comma at the end that keeps it so.

    >>> call("explore.aid", ['kind="military"'])
    'explore.aid(kind="military")'
    >>> print(call("explore.aid", [argument("only", ["Germany", "France", "Poland"]), 'stage="committed"', argument("months", ["2025-01", "2025-12"])]))
    explore.aid(
        only=["Germany", "France", "Poland"],
        stage="committed",
        months=["2025-01", "2025-12"],
    )
    """
    line = f"{function}({', '.join(arguments)})"
    # What is called may itself end an earlier call, which has lines of its own.
    if not any("\n" in one for one in arguments) and len(line.rpartition("\n")[2]) <= LONGEST:
        return line
    return "\n".join([f"{function}(", *(f"    {one}," for one in arguments), ")"])
