"""The explorer: a panel in JupyterLab from one line, such as `explore.aid()`.

>>> from analysis import explore
>>> explore.aid(by="donor", only=["DEU", "FRA"], per="gdp").figure.frame["donor"].unique().sort().to_list()
['DEU', 'FRA']
"""

from typing import Any

from analysis.explore.listings import Sanctions
from analysis.explore.money import Aid
from analysis.explore.panel import Panel
from analysis.explore.stances import Guarantees

__all__ = ["aid", "guarantees", "sanctions"]


def aid(**choices: Any) -> Panel:
    """Explore aid: blocs or donors, kind, stage, currency, share of GDP or per head, months, cumulative or not, release.

    `choices` are those of `figures.flows.over_time`, and `release`; the panel shows the line that opens it again as it is.
    Raises UnknownName for a choice that does not exist.
    """
    return Panel(Aid.of(**choices))


def sanctions(**choices: Any) -> Panel:
    """Explore listings over Russia: by whom, one measure and one basis at a time, of what, months, cumulative or not.

    `choices` are those of `figures.counts.over_time`. Raises UnknownName for a choice that does not exist.
    """
    return Panel(Sanctions.of(**choices))


def guarantees(**choices: Any) -> Panel:
    """Explore positions on security guarantees: `as_of` a day, `domain`, and `stance`, the answer to bring forward.

    Raises UnknownName for a choice that does not exist.
    """
    return Panel(Guarantees.of(**choices))
