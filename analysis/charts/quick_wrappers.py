"""Which of altair's classes stands for which part of its schema: worked out once, and not for every channel of every chart."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from altair.utils import schemapi

ALTAIRS_OWN = schemapi._FromDict.__init__
HASHES: dict[type[Any], int] = {}
"""The hash of the part of the schema that a class stands for, by the class."""


def wrap_quickly() -> None:
    """Have altair look classes up with `find_wrappers`.

    >>> wrap_quickly()
    >>> import altair as alt
    >>> alt.Chart(alt.NamedData("rows")).mark_bar().encode(x="eur_bn:Q").encoding.x.shorthand
    'eur_bn:Q'
    """
    schemapi._FromDict.__init__ = find_wrappers  # type: ignore[method-assign]


def find_wrappers(converter: Any, wrapper_classes: Iterable[type[Any]], /) -> None:
    """Give a converter its classes by the hash of what each stands for, as altair does; 600 hashes of texts are 3 ms.

    >>> converter = schemapi._FromDict([])
    >>> find_wrappers(converter, [schemapi.SchemaBase])
    >>> dict(converter.class_dict)
    {}
    """
    converter.class_dict = defaultdict(list)
    for one in wrapper_classes:
        if one._schema is None:
            continue
        if one not in HASHES:
            HASHES[one] = converter.hash_schema(one._schema)
        converter.class_dict[HASHES[one]].append(one)
