"""Figures from tables, by subject; each function returns a Figure, a Table or a Sentence."""

from analysis.figures import aid, briefing, claims, country, guarantees, sanctions, ships, timeline

__all__ = ["aid", "briefing", "claims", "country", "guarantees", "sanctions", "ships", "timeline"]
