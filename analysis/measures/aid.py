"""All measures of aid under one name, for notebooks: `measures.aid.over_time(load.aid())`."""

from analysis.measures.arrival import (
    heavy_weapons,
    paid_out,
    paid_over_time,
    routes,
    routes_by_year,
    routes_short,
    with_eu_shares,
)
from analysis.measures.averages import averages, three_months
from analysis.measures.blocs import DIMENSIONS
from analysis.measures.currency import in_dollars
from analysis.measures.economy import against_economy, by_size, share_of_gdp
from analysis.measures.flows import (
    growth,
    last_month,
    named,
    over_time,
    rolling_year,
    totals,
    undated,
    with_bloc,
)
from analysis.measures.forms_of_aid import by_instrument, by_instrument_over_time, to_repay
from analysis.measures.frames import KINDS, STAGES
from analysis.measures.gaps import gap_over_time, largest_promise, to_be_allocated
from analysis.measures.lead import lead_changes, overtaken_on, who_leads
from analysis.measures.news import news
from analysis.measures.published import against_own_sums, against_published, then_and_now
from analysis.measures.replacement import offset, replacement, shortfall
from analysis.measures.revisions import answers, gap_by_release, lead_by_release, revisions, undated_by_release
from analysis.measures.units import unit_of, yardsticks

__all__ = [
    "DIMENSIONS",
    "KINDS",
    "STAGES",
    "against_economy",
    "against_own_sums",
    "against_published",
    "answers",
    "averages",
    "by_instrument",
    "by_instrument_over_time",
    "by_size",
    "gap_by_release",
    "gap_over_time",
    "growth",
    "heavy_weapons",
    "in_dollars",
    "largest_promise",
    "last_month",
    "lead_by_release",
    "lead_changes",
    "named",
    "news",
    "offset",
    "over_time",
    "overtaken_on",
    "paid_out",
    "paid_over_time",
    "replacement",
    "revisions",
    "rolling_year",
    "routes",
    "routes_by_year",
    "routes_short",
    "share_of_gdp",
    "shortfall",
    "then_and_now",
    "three_months",
    "to_be_allocated",
    "to_repay",
    "totals",
    "undated",
    "undated_by_release",
    "unit_of",
    "who_leads",
    "with_bloc",
    "with_eu_shares",
    "yardsticks",
]
