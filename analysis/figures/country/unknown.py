"""The box of a country's brief on what is not known of a donor, or is left out."""

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import short_money
from analysis.countries import with_article
from analysis.figures.aid.inputs import edition
from analysis.figures.country.donor import Donor, donor_of
from analysis.figures.country.russia import without_list
from analysis.figures.guarantees.wording import NOUNS
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import aid as measure
from analysis.measures.hosted import UNCOUNTED

__all__ = ["not_known"]


def not_known(tables: Snapshot, country: str) -> Panel:
    """Say what of one donor is not known, or is left out here.

    Takes `load.snapshot(day)`; raises as `opening`.

    >>> from analysis import load
    >>> not_known(load.snapshot("2026-10-10"), "Iceland").points[0].label
    'Delivered'
    """
    donor = donor_of(tables, country)
    heard = {*donor.positions["domain"]}
    silent = [NOUNS[domain] for domain in NOUNS if domain not in heard]
    undated = measure.undated(tables.aid, by="donor").filter(donor=donor.code)["eur_bn"].sum()
    points = [
        Point(say("country.unknown.delivered_label"), "", say("country.unknown.delivered")),
        Point(say("country.unknown.in_no_sum_label"), "", say("country.unknown.in_no_sum")),
        Point(say("country.unknown.not_listed_label"), "", say("country.unknown.not_listed")),
    ]
    if donor.is_country:
        points.append(Point(say("country.unknown.hosted_label"), "", _hosts(donor)))
    if donor.in_eu and donor.is_country:
        points.append(Point(say("country.unknown.votes_label"), "", say("country.unknown.votes")))
    if short_money(float(undated)) != "nothing":
        told = say("country.unknown.undated", sum=float(undated), edition=edition(tables.aid))
        points.append(Point(say("country.unknown.undated_label"), "", told))
    if without_list(donor):
        told = f"{say('country.unknown.sanctions', donor=donor.name)} {say('country.unknown.sanctions_lists')}"
        points.append(Point(say("country.unknown.sanctions_label"), "", told))
    if donor.is_country and silent and heard:
        points.append(Point(say("country.unknown.no_position_label"), "", say("country.unknown.no_position", nouns=silent)))
    if donor.is_country and not donor.tables.countries.filter(iso3=donor.code)["gdp_2021_eur_bn"].drop_nulls().len():
        told = say("country.unknown.size", donor=with_article(donor.group.name))
        points.append(Point(say("country.unknown.size_label"), "", told))
    return Panel("how-sure", say("country.unknown.heading"), points, sources=cite(tables.aid))


def _hosts(donor: Donor) -> str:
    """Say what is not known of people from Ukraine: how many, where no count is at hand, and on which terms they stay."""
    if donor.code == UNCOUNTED:
        return say("country.unknown.hosted_us")
    counted = donor.tables.hosted.filter(pl.col("refugees") > 0, iso3=donor.code)
    return say("country.unknown.hosted_terms") if counted.height else say("country.unknown.hosted_uncounted")
