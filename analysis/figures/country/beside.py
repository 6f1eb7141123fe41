"""The chart of a country's brief that sets a donor's aid beside a group's, each for its size."""

from analysis.charts.catalogue import say
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

SHORT = {"GBR": "UK", "USA": "US"}
"""Short names of donors whose own a headline has no room for."""


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
        own = [say("country.beside.own")] if donor.in_eu else []
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
    return [say("country.beside.without", number=1 if has(other) == "has" else 2, group=other.in_text)]


def _headline(donor: Donor, other: Group, drawn: Figure) -> str:
    """Say what both gave for their size and by when, and whether the EU institutions are in the group's."""
    last = dict(drawn.frame.sort("period").group_by("bloc", maintain_order=True).last().select("bloc", "pct_gdp").iter_rows())
    own, its = last[donor.group.name], last.get(other.name)
    if its is None:
        return say("country.beside.alone_headline", donor=donor.name, part=own / 100)
    given = {
        "until": until(donor.tables.aid),
        "donor": SHORT.get(donor.code, donor.group.name),
        "part": own / 100,
        "group": other.name,
        "of_group": its / 100,
    }
    if EU in other.members:
        return say("country.beside.with_eu_money_headline", **given)
    return say("country.beside.own_headline", **given) if donor.in_eu else say("country.beside.headline", **given)
