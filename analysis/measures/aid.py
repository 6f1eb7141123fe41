"""All measures of aid under one name, for notebooks: `measures.aid.over_time(load.aid())`."""

from analysis.measures.economy import share_of_gdp
from analysis.measures.flows import (
    DIMENSIONS,
    KINDS,
    STAGES,
    growth,
    last_month,
    named,
    over_time,
    rolling_year,
    totals,
    undated,
    with_bloc,
)
from analysis.measures.gaps import gap_over_time, to_be_allocated
from analysis.measures.lead import lead_changes, overtaken_on, who_leads
from analysis.measures.published import against_own_sums, against_published, then_and_now
from analysis.measures.revisions import answers, gap_by_release, revisions, undated_by_release

__all__ = [
    "DIMENSIONS",
    "KINDS",
    "STAGES",
    "against_own_sums",
    "against_published",
    "answers",
    "gap_by_release",
    "gap_over_time",
    "growth",
    "last_month",
    "lead_changes",
    "named",
    "over_time",
    "overtaken_on",
    "revisions",
    "rolling_year",
    "share_of_gdp",
    "then_and_now",
    "to_be_allocated",
    "totals",
    "undated",
    "undated_by_release",
    "who_leads",
    "with_bloc",
]
