"""Money, sanctions and guarantees on one time axis, and side by side instrument by instrument."""

from analysis.figures.timeline import comparison
from analysis.figures.timeline.panels import one_timeline

__all__ = ["comparison", "one_timeline"]
