"""The names of countries: how they may be spelled, and how they are written in a sentence."""

from collections.abc import Iterable, Sequence

import polars as pl

from analysis import load
from analysis.countries import join_words, with_article

FEW = 3
"""Up to how many countries a sentence names one by one."""


def spellings(known: pl.DataFrame) -> dict[str, str]:
    """Give the ISO code of each code and spelling of a country, in small letters; takes `load.countries()`.

    >>> spellings(load.countries())["czech republic"]
    'CZE'
    """
    # Plain lists: this is asked for with every name, and a query costs more than the few rows.
    codes = known["iso3"].to_list()
    aliases = {
        label.casefold(): code
        for code, several in zip(codes, known["aliases"].to_list(), strict=True)
        if several is not None
        for label in several.split("|")
    }
    labels = {
        label.casefold(): code
        for column in ("iso3", "iso2", "name")
        for code, label in zip(codes, known[column].to_list(), strict=True)
    }
    return aliases | labels


def names_of(codes: Sequence[str]) -> list[str]:
    """Give the names of countries, by their codes.

    >>> names_of(["GBR", "EUI"])
    ['United Kingdom', 'EU institutions']
    """
    countries = load.countries()
    known = dict(zip(countries["iso3"].to_list(), countries["name"].to_list(), strict=True))
    return [known[code] for code in codes]


def listed(codes: Iterable[str]) -> str:
    """Name countries in a sentence, by the alphabet of their names.

    >>> listed(["GBR", "NOR", "DEU"])
    'Germany, Norway and the United Kingdom'
    """
    return join_words([with_article(name) for name in sorted(names_of(list(codes)))])


def some(codes: Sequence[str]) -> str:
    """Name a few countries, or say how many they are.

    >>> some(["GBR", "NOR", "DEU", "FRA"])
    '4 members, such as the United Kingdom'
    """
    return listed(codes) if len(codes) <= FEW else f"{len(codes)} members, such as {listed(codes[:1])}"
