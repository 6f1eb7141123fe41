"""Find the characters that no picture, page or document can hold, since XML 1.0 has no way to write them."""

import re
from collections.abc import Mapping
from typing import Any

FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""A pattern of them, for Python and polars alike; a text in polars cannot hold half a character."""

_FORBIDDEN_OR_HALF = re.compile(FORBIDDEN.replace("]", "\ud800-\udfff]"))


def forbidden(text: str) -> str:
    r"""Name the first character of a text that XML 1.0 does not allow; empty where all are allowed.

    >>> forbidden("Aid grew\x0bto 2.5 bn"), forbidden("Aid grew\n\tto 2.5 bn")
    ('U+000B', '')
    """
    match = _FORBIDDEN_OR_HALF.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def first_forbidden(value: Any, name: str) -> tuple[str, str] | None:
    r"""Find the first text in nested mappings and lists that holds one, with the name it is under; None without any.

    `name` is that of the outermost value; a text inside has that of the nearest mapping, where a key counts as a text too.

    >>> first_forbidden({"title": "Aid", "data": [{"donor": "Esto\x0bnia"}]}, "chart")
    ('donor', 'Esto\x0bnia')
    """
    if isinstance(value, str):
        return (name, value) if forbidden(value) else None
    if isinstance(value, Mapping):
        pairs = [pair for key, part in value.items() for pair in ((name, key), (key, part))]
    else:
        pairs = [(name, part) for part in value] if isinstance(value, list | tuple) else []
    return next((hit for under, part in pairs if (hit := first_forbidden(part, under))), None)
