"""Figures of security guarantees: who answers what over time, on a map, by domain; agreements, US packages and PURL."""

from analysis.figures.guarantees import domains, news_item, packages, sentences, statements, tables
from analysis.figures.guarantees.positions import stance_strip, tile_map

__all__ = ["domains", "news_item", "packages", "sentences", "stance_strip", "statements", "tables", "tile_map"]
