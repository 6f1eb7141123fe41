"""Figures of security guarantees: who answers what over time, on a map, by domain; agreements, US packages and PURL."""

from analysis.figures.guarantees import (
    appropriations,
    domains,
    maps,
    news_item,
    packages,
    purl_bars,
    sentences,
    statements,
    tables,
    then_and_now,
)
from analysis.figures.guarantees.positions import stance_strip
from analysis.figures.guarantees.tiles import tile_map

__all__ = [
    "appropriations",
    "domains",
    "maps",
    "news_item",
    "packages",
    "purl_bars",
    "sentences",
    "stance_strip",
    "statements",
    "tables",
    "then_and_now",
    "tile_map",
]
