"""Contracts of the tables of how aid arrives: EU shares, disbursements, where weapons come from, heavy weapons."""

import dataframely as dy

from analysis.tables.columns import choice, count, day, donor, money, release
from analysis.tables.contract import kiel_table

ROUTES = ("stockpile", "procurement", "unspecified", "nato_purl")
CATEGORIES = ("Air Defense", "Tanks", "MLRS", "IFV", "Howitzers")


class EuAidShares(dy.Schema):
    """The part of the EU institutions' allocations that stands for one member.

    Exact euros that the donor EUI already has: add either these or EUI, never both.
    """

    release = release()
    donor = donor()
    eur = money("The member's part of the EU institutions' allocations; already in EUI, never added to it.")


class Disbursements(dy.Schema):
    """Financial aid one donor paid out in one month, in exact euros; neither committed nor allocated."""

    release = release()
    month = day("First day of the month.")
    donor = donor()
    eur = money("Paid out in euros at the prices of its day.")


class MilitaryRoutes(dy.Schema):
    """Military allocations of all donors in one month by where the weapons come from, in exact euros."""

    release = release()
    month = day("First day of the month.")
    route = choice(ROUTES, "From stocks, bought, not said, or through NATO's PURL.")
    eur = money("Allocated in euros at the prices of its day.")


class Weapons(dy.Schema):
    """Heavy weapons of one category that one donor has allocated: how many, and their worth as the publisher estimates it."""

    release = release()
    donor = donor()
    category = choice(CATEGORIES, "Category as the publisher draws it.")
    items = count("items", "How many.")
    eur = money("Worth as the publisher estimates it; part of military aid, never added to it.")


TABLES = [
    kiel_table(
        path="aid/eu_aid_shares.csv",
        schema=EuAidShares,
        title="Members' parts of the EU institutions' aid",
        description="What each member stands for in the allocations of the EU institutions. A re-labelling of the donor EUI: "
        "add either the shares or EUI, never both.",
        key=("release", "donor"),
    ),
    kiel_table(
        path="aid/disbursements.csv",
        schema=Disbursements,
        title="Financial aid paid out",
        description="Financial aid by donor and month of payment, release 28. A third stage beside committed and allocated.",
        key=("release", "month", "donor"),
    ),
    kiel_table(
        path="aid/military_routes.csv",
        schema=MilitaryRoutes,
        title="Where military aid comes from",
        description="Military allocations of all donors by month: from stocks, bought anew, not said, or through NATO's PURL.",
        key=("release", "month", "route"),
    ),
    kiel_table(
        path="aid/weapons.csv",
        schema=Weapons,
        title="Heavy weapons by donor",
        description="Heavy weapons allocated, by donor and category, with the publisher's estimate of their worth.",
        key=("release", "donor", "category"),
    ),
]
