"""The chart of a country's brief that sets a donor's aid beside a group's, each for its size."""

from analysis.charts.formatting import capitalise_first, pct
from analysis.countries import EUROPE, EUROPEAN_COUNTRIES
from analysis.errors import AnalysisError
from analysis.figures.aid import flows
from analysis.figures.aid.amounts import has
from analysis.figures.aid.inputs import until
from analysis.figures.country.donor import Donor, donor_of
from analysis.figures.figure import Figure
from analysis.groups.group import EU, Group, as_group
from analysis.load.snapshot import Snapshot

__all__ = ["beside"]

SHORT = {"United Kingdom": "UK", "United States": "US"}
"""Names that a headline has no room for."""

OWN = "Own aid on both sides: what the EU institutions gave is in neither line, though members pay for it."


def beside(tables: Snapshot, country: str, group: str | Group = "Europe") -> Figure:
    """Draw a donor's allocations so far beside those of a group, in per cent of GDP, a member's without the EU's money on either side; the EU institutions, which have no GDP, beside the countries, in euros.

    Takes `load.snapshot(day)`; `country` is a donor, `group` a bloc, group or country, by name or code. Raises as `opening`, and for a donor
    beside itself.

    >>> from analysis import load
    >>> beside(load.snapshot("2026-10-10"), "Germany", "NATO").id
    'aid-bloc-germany-nato-allocated-all-pct-gdp-total'
    """
    donor, other = donor_of(tables, country), as_group(group)
    if other.members == donor.group.members:
        raise AnalysisError(f"{donor.begins} cannot stand beside itself", 'name a group or another donor: beside="Europe"')
    if donor.is_country:
        other = _own_aid_of(other) if donor.in_eu else other
        drawn = flows.over_time(tables.aid, only=[donor.group, other], per="gdp")
        own = [OWN] if donor.in_eu else []
        return drawn.reworded(headline=_headline(donor, other, drawn), notes=[*_without(other, drawn), *own, *drawn.notes])
    return flows.over_time(tables.aid, only=[donor.group, EUROPEAN_COUNTRIES])


def _own_aid_of(other: Group) -> Group:
    """Leave the EU institutions out of a group: a member's own aid is compared with the others' own."""
    if EU not in other.members:
        return other
    if len(other) == 1:
        raise AnalysisError(
            "the EU institutions have no GDP, and a member's own aid is compared with others' own",
            'name a group of countries or a donor: beside="Europe"',
        )
    return as_group(EUROPEAN_COUNTRIES) if other == as_group(EUROPE) else other.without(EU)


def _without(other: Group, drawn: Figure) -> list[str]:
    """Say that a group is not drawn for which the GDP of a member is not in the tables."""
    if other.name in drawn.frame["bloc"]:
        return []
    return [f"{capitalise_first(other.in_text)} {has(other)} members whose GDP is not in the tables, and no line."]


def _headline(donor: Donor, other: Group, drawn: Figure) -> str:
    """Say what both gave for their size and by when, and whether the EU institutions are in the group's."""
    last = dict(drawn.frame.sort("period").group_by("bloc", maintain_order=True).last().select("bloc", "pct_gdp").iter_rows())
    own, its = last[donor.group.name], last.get(other.name)
    if its is None:
        return f"{donor.begins} has allocated {pct(own / 100, 2)} of its GDP of 2021"
    money = " with EU money" if EU in other.members else ""
    name = SHORT.get(donor.group.name, donor.group.name)
    aid = "Own aid" if donor.in_eu else "Aid"
    return f"{aid} by {until(donor.tables.aid)}: {name} {pct(own / 100, 2)} of GDP; {other.name}{money} {pct(its / 100, 2)}"
