"""Copies of charts as altair makes them, in a third of the time: layers and panels are put together of copies of copies."""

from typing import Any

from altair.utils import schemapi

PLAIN = frozenset({str, int, float, bool, type(None), schemapi.UndefinedType})
"""What is given back as it is. Of what a copy goes through most is not set."""

GENERATED = ("altair.vegalite.v6.schema.core", "altair.vegalite.v6.schema.channels")
"""Where the classes lie that altair makes from its schema: one of them keeps what it is given, and does no more."""

ALTAIRS_OWN = getattr(schemapi, "_deep_copy", None)


def copy_quickly() -> None:
    """Have altair copy with `copied`.

    >>> copy_quickly()
    >>> schemapi._deep_copy is copied
    True
    """
    if ALTAIRS_OWN is not None:
        schemapi._deep_copy = copied  # type: ignore[assignment]


def copied(part: Any, by_ref: set[str]) -> Any:
    """Copy a part of a chart with all that is in it, but for what stands under the names in `by_ref`.

    >>> import altair as alt
    >>> bars = alt.Chart(alt.NamedData("rows")).mark_bar().encode(x="eur_bn:Q")
    >>> other = copied(bars, set())
    >>> other == bars, other.encoding is bars.encoding
    (True, False)
    """
    with schemapi.debug_mode(False):
        return _copied(part, by_ref)


def _copied(part: Any, by_ref: set[str]) -> Any:
    if isinstance(part, schemapi.SchemaBase):
        made: type[Any] = type(part)
        if hasattr(made, "__deepcopy__"):
            return part.__deepcopy__({})
        positional = tuple([_copied(one, by_ref) for one in part._args])
        named = _copied_values(part._kwds, by_ref)
        if made.__module__ not in GENERATED:
            return made(*positional, **named)
        other = object.__new__(made)
        object.__setattr__(other, "_args", positional)
        object.__setattr__(other, "_kwds", named)
        return other
    if isinstance(part, list):
        return [one if type(one) in PLAIN else _copied(one, by_ref) for one in part]
    return _copied_values(part, by_ref) if isinstance(part, dict) else part


def _copied_values(given: dict[str, Any], by_ref: set[str]) -> dict[str, Any]:
    other = given.copy()
    for name in [name for name, one in given.items() if type(one) not in PLAIN]:
        if name not in by_ref:
            other[name] = _copied(given[name], by_ref)
    return other
