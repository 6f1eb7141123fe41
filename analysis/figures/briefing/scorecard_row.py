"""A row of the scorecard: its name, what each side had done by two days, what changed, and the day to which that is known."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from analysis.charts.catalogue import say


class Row(NamedTuple):
    """Hold a row: `sides` has Europe then and now, and the United States then and now; no words on what changed say that nothing did.

    >>> Row("Ships", ["1", "2", "3", "3"], "EU up 1; US none", date(2026, 4, 29)).cells[-2:]
    ('EU up 1; US none', 'Apr 2026')
    """

    name: str
    sides: Sequence[str]
    change: str
    known: date

    @property
    def cells(self) -> tuple[str, ...]:
        """Give the cells as a reader sees them.

        >>> Row("Ships", ["1", "1", "3", "3"], "", date(2026, 4, 29)).cells[-2:]
        ('No change', 'Apr 2026')
        """
        change = self.change or say("briefing.scorecard_row.no_change_cell")
        return self.name, *self.sides, change, say("briefing.scorecard_row.month_cell", month=self.known)
