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
    aliases = known.select("iso3", pl.col("aliases").str.split("|").alias("label")).explode("label").drop_nulls()
    labels = [known.select("iso3", label=column) for column in ("iso3", "iso2", "name")]
    return {label.casefold(): code for code, label in pl.concat([aliases, *labels]).iter_rows()}


def names_of(codes: Sequence[str]) -> list[str]:
    """Give the names of countries, by their codes.

    >>> names_of(["GBR", "EUI"])
    ['United Kingdom', 'EU institutions']
    """
    known = dict(load.countries().select("iso3", "name").iter_rows())
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
