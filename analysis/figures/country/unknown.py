"""The box of a country's brief on what is not known of a donor, or is left out."""

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import short_money
from analysis.countries import join_words, with_article
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
        Point("Delivered", "", "What has arrived is not known; allocated means earmarked for a named purpose."),
        Point(
            "In no sum",
            "",
            "Aid that was not made public, and what hosting people from Ukraine costs.",
        ),
        Point(
            "Not listed",
            "",
            "What each package of weapons held, and training under way: the sums count both at the value that the Kiel Institute gives them.",
        ),
    ]
    if donor.is_country:
        points.append(Point("People hosted", "", _hosts(donor)))
    if donor.in_eu and donor.is_country:
        points.append(Point("Votes", "", "How it voted on the EU's sanctions was not collected."))
    if short_money(float(undated)) != "nothing":
        points.append(
            Point("Undated", "", f"{short_money(float(undated))} has no month in {edition(tables.aid)} and is in totals alone.")
        )
    if without_list(donor):
        lists = "Only the lists of the EU, the UK, the US, Canada and Australia were."
        points.append(Point("Sanctions", "", f"Whom {donor.name} sanctioned over Russia was not collected. {lists}"))
    if donor.is_country and silent and heard:
        points.append(
            Point(
                "No position",
                "",
                f"Nothing was found on {join_words(silent)} as guarantees; that is no refusal.",
            )
        )
    if donor.is_country and not donor.tables.countries.filter(iso3=donor.code)["gdp_2021_eur_bn"].drop_nulls().len():
        points.append(Point("Size", "", f"The GDP of {with_article(donor.group.name)} is not in the tables."))
    return Panel("how-sure", "What is not known", points, sources=cite(tables.aid))


def _hosts(donor: Donor) -> str:
    """Say what is not known of people from Ukraine: how many, where no count is at hand, and on which terms they stay."""
    if donor.code == UNCOUNTED:
        return "How many the United States hosts: most came on parole, which is in no count of refugees."
    counted = donor.tables.hosted.filter(pl.col("refugees") > 0, iso3=donor.code)
    return "On which legal terms they stay." if counted.height else "How many: the United Nations' count has none here."
