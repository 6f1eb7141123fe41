"""The explorer: a panel in JupyterLab from one line, such as `explore.aid()`.

>>> from analysis import explore
>>> explore.aid(by="donor", only=["DEU", "FRA"], per="gdp").figure.frame["donor"].unique().sort().to_list()
['DEU', 'FRA']
"""

from typing import Any

from analysis.explore.money import Aid
from analysis.explore.panel import Panel

__all__ = ["aid"]


def aid(**choices: Any) -> Panel:
    """Explore aid: blocs or donors, kind, stage, currency, share of GDP or per head, months, cumulative or not, release.

    `choices` are those of `figures.flows.over_time`, and `release`; the panel shows the line that opens it again as it is.
    Raises UnknownName for a choice that does not exist.
    """
    return Panel(Aid.of(**choices))
