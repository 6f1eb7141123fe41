"""The words of a briefing: what its first two pages say, with every number computed from the tables of its day."""

from analysis.figures.briefing.changes import changes
from analysis.figures.briefing.new import new_since
from analysis.figures.briefing.opening import messages, opening
from analysis.figures.briefing.outlook import falls_due
from analysis.figures.briefing.reading import how_sure, reading
from analysis.figures.briefing.releases import between_releases
from analysis.figures.briefing.scorecard import scorecard

__all__ = ["between_releases", "changes", "falls_due", "how_sure", "messages", "new_since", "opening", "reading", "scorecard"]
