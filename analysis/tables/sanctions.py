"""Contracts of the sanctions tables: listings by authority and day, removals, ships, acts and coverage."""

import dataframely as dy

from analysis.tables.columns import choice, count, day, flag, partial_date, text, url
from analysis.tables.contract import Table, record_table
from analysis.tables.guarantees import CONFIDENCES, PRECISIONS, grade

AUTHORITIES = ("EU", "UK", "US", "CA", "AU")
MEASURES = ("asset_freeze", "export_control", "vessel_ban", "other")
SUBJECTS = ("person", "entity", "vessel", "aircraft", "asset")
BASES = ("stated", "inferred", "first_seen", "window", "panel", "as_listed")
KINDS = tuple(
    "package listing other_listing vessels executive_order energy customs easing renewal "
    "bill endorsement court sectoral assets format".split(" ")
)
"""A listing is one over the war, another over any other matter; what is endorsed was not seen adopted."""
EFFECTS = ("tightens", "eases", "neither")
STATUSES = ("in force", "adopted", "mandated", "proposed", "ended", "superseded")
DATES_AHEAD = ("ban", "duty", "expiry", "deadline", "decision")
DAY_PRECISIONS = ("day", "inferred", "month")


def source() -> dy.String:
    """Declare the work a row comes from, by its id in the sources table.

    >>> source().regex
    '^[a-z_]+$'
    """
    return text("Id of the sources table.", regex=r"^[a-z_]+$")


class Designations(dy.Schema):
    """How many were listed by whom, when, under what, and how the day is known.

    Counts on two bases, or of two measures, are never put together. Where no day is known, not_before and not_after bound it.

    >>> Designations.column_names()[:5]
    ['authority', 'regime', 'measure', 'subject', 'listed_on']
    """

    authority = choice(AUTHORITIES, "Who listed: EU, United Kingdom, United States, Canada, Australia.")
    regime = text("Legal act or programme as the authority names it.")
    measure = choice(MEASURES, "What the listing does; measures overlap in subjects and are never added.")
    subject = choice(SUBJECTS, "Kind of what is listed.")
    listed_on = day("Day of listing (first day of the month on basis panel); empty where not known to the day.", nullable=True)
    not_before = day("Listed after this day, where only bounds are known.", nullable=True)
    not_after = day("Listed on or before this day, where only bounds are known.", nullable=True)
    basis = choice(BASES, "How the day is known; counts on two bases are never put together.")
    listings = count("listings", "Number of listings; subjects, not names.", least=1)
    still_listed = count(
        "listings", "Of these, how many a later text of the list still holds; on basis as_listed.", nullable=True
    )
    source = source()


class Regimes(dy.Schema):
    """One regime or programme of one authority, by the name that tables have and by one that readers know."""

    authority = choice(AUTHORITIES, "Whose regime.")
    regime = text("Legal act or programme, as in the table of listings.")
    name = text("Its name, in our words.")
    act = text("The acts or programmes it is made of.")
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()


class Delistings(dy.Schema):
    """How many were removed, between the last day they were seen and the first day they were absent."""

    authority = choice(AUTHORITIES, "Who removed.")
    subject = choice(SUBJECTS, "Kind of what was removed.")
    not_before = day("Last day it was seen on the list.", nullable=True)
    not_after = day("First day it was seen to be absent.")
    removals = count("listings", "Number of removals.", least=1)
    source = source()


class Vessels(dy.Schema):
    """One ship on one list, by IMO number; where no day is known, not_before and not_after bound it."""

    imo = text("IMO number of the ship, check digit verified.", regex=r"^\d{7}$")
    authority = choice(AUTHORITIES, "Whose list.")
    listed_on = day("Day of listing; empty where not known.", nullable=True)
    not_before = day("Listed after this day, where the day is only an upper bound.", nullable=True)
    not_after = day("Listed on or before this day, where no day is known.", nullable=True)
    basis = choice(BASES, "How the day is known.")
    still_listed = flag("Whether a later list still holds it; empty where not known.", nullable=True)
    still_as_of = day("Day as of which still_listed is known; empty where it is not.", nullable=True)
    source = source()


class Actions(dy.Schema):
    """One legal or political act, with the listings its authority announced where it did."""

    date = day("Day of the act.")
    authority = choice(AUTHORITIES, "Whose act.")
    action = text("What was done, in our words.")
    in_short = text("The same in 60 letters at most, for charts and lists; empty where it is short.", nullable=True)
    kind = choice(
        KINDS, "Kind of act; other_listing is over cyber attacks or crime, not the war; an endorsement was not seen adopted."
    )
    effect = choice(EFFECTS, "What it does to the measures over Russia; a bill, a renewal and a judgment do neither.")
    legal_act = text("Number of the act; empty where not found.", nullable=True)
    listings_stated = count("listings", "Listings the authority announced.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure day, act and content are.")
    grade = grade()
    note = text("What to know about the row.", nullable=True)
    source = source()


class EuPackages(dy.Schema):
    """One day on which one EU package listed under one measure, and how many its authorities announced.

    A package's freezes, export controls and ships are dated to its adoption or to its entry into force, some to several days:
    the day is stated here, as the annexes and the files of ships have it.
    """

    package = count("package", "Number of the package.", least=1)
    adopted = day("Day the package was adopted; of the third, the first of its days.")
    measure = choice(MEASURES, "What the listing does.")
    listed_on = day("Day of listing in the table of listings.")
    announced = count("listings", "How many were announced; empty where no page seen states it.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()
    note = text("What to know about the row.", nullable=True)
    source = source()


class CustomsMeasures(dy.Schema):
    """One duty, ban or tariff on Russian energy or its buyers, or what lifts one."""

    date = day("Day the measure was adopted or announced; the first of its month where the day is not known.")
    date_precision = choice(DAY_PRECISIONS, "Whether the page states the day, it is inferred, or only the month is known.")
    authority = choice(AUTHORITIES, "Whose measure.")
    target = text("What or whom it hits.")
    measure = text("What it does.")
    effect = choice(EFFECTS, "Whether it tightens, or eases what stood; what only prolongs does neither.")
    rate = text("Rate, ban or quota as stated.", nullable=True)
    legal_act = text("Number of the act; empty where not found.", nullable=True)
    status = choice(
        STATUSES, "As last seen: adopted applies from a later day, mandated is ordered by law and not seen imposed."
    )
    ended_on = partial_date("When it ceased to apply or was superseded, as far as known.", nullable=True)
    ended_by = day("Last day that ended_on can mean: from it on the measure no longer stands.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure day, act and content are.")
    grade = grade()
    source = source()


class Calendar(dy.Schema):
    """One date that lay ahead when it became known: a ban or duty that begins, what expires, or what is due."""

    date = partial_date("Day, month or year ahead, as far as the page gives it.")
    date_precision = choice(PRECISIONS, "How the date is known.")
    not_before = day("First day the date can mean.")
    not_after = day("Last day the date can mean.")
    kind = choice(DATES_AHEAD, "A ban or duty begins, a measure or licence expires, a step is due, or a decision is expected.")
    authority = choice(AUTHORITIES, "Whose act.")
    what = text("What is due, in our words.")
    act = text("Act or licence that sets it; empty where not found.", nullable=True)
    known_by = day("Day from which the date was known.")
    overtaken_on = day("Day from which another act overtook it; empty where none was seen.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure date and act are.")
    grade = grade()
    note = text("What to know about the row.", nullable=True)
    source = source()


class SanctionsCoverage(dy.Schema):
    """What one source of listings covers: its first and last day, by authority, basis and measure."""

    authority = choice(AUTHORITIES, "Whose list.")
    basis = choice(BASES, "On which basis.")
    measure = choice(MEASURES, "Which measure.")
    first_day = day("First day the source covers.")
    last_day = day("Last day the source covers; nothing is known after it.")
    source = source()
    note = text("What is known to an earlier day only.", nullable=True)


OFAC = ["ofac_copies", "ofac_blocks", "ofac_panel", "ofac_list"]
TABLES = [
    Table(
        "sanctions/designations.csv",
        Designations,
        "Listings by authority and day",
        "How many persons, entities and ships each authority listed under its Russia regimes, by day and by how the day is known. Counts only: no names.",
        ["authority", "basis", "measure", "listed_on", "not_after", "not_before", "regime", "subject", "source"],
        ["eu_journal", "uk_list", "uk_conlist", *OFAC, "sema", "dfat", "vessel_files"],
    ),
    record_table(
        "sanctions/regimes.csv",
        Regimes,
        "Regimes and programmes",
        "What the regimes and programmes in the table of listings are called, and the acts they rest on.",
        ["authority", "regime"],
    ),
    Table(
        "sanctions/delistings.csv",
        Delistings,
        "Removals from the lists",
        "How many listings were removed, between the last day seen and the first day absent.",
        ["authority", "not_after", "not_before", "subject", "source"],
        ["ofac_blocks", "ofac_list", "ofac_copies"],
    ),
    Table(
        "sanctions/vessels.csv",
        Vessels,
        "Ships on lists, by IMO number",
        "One ship on one list under a Russia regime, with the day it was first listed where known.",
        ["imo", "authority"],
        ["eu_journal", "vessel_files", "uk_list", "ofac_blocks", "ofac_copies", "ofac_list", "sema"],
    ),
    record_table(
        "sanctions/actions.csv",
        Actions,
        "Acts on Russia",
        "Packages, orders, bills and easings of the EU, the United States and the United Kingdom.",
        ["date", "authority", "action"],
    ),
    record_table(
        "sanctions/eu_packages.csv",
        EuPackages,
        "What each EU package listed, and when",
        "The days on which each EU package listed, by measure, with the number announced where a page states it. What the lists hold of it is in the table of listings.",
        ["package", "measure", "listed_on"],
    ),
    record_table(
        "sanctions/customs_measures.csv",
        CustomsMeasures,
        "Duties, bans and tariffs on Russian energy and its buyers",
        "One duty, ban or tariff, with its status as last seen. Steps dated later are adopted and not yet applied.",
        ["date", "authority", "target", "measure"],
    ),
    record_table(
        "sanctions/calendar.csv",
        Calendar,
        "Dates ahead",
        "Bans and duties that begin, measures and licences that expire, and what is due, each with the day from which it was known.",
        ["not_before", "date", "authority", "what"],
    ),
    record_table(
        "sanctions/coverage.csv",
        SanctionsCoverage,
        "What each source of listings covers",
        "First and last day each source covers, by authority, measure and basis. After its last day nothing is known: a gap is not a zero.",
        ["authority", "measure", "basis"],
        name="sanctions_coverage",
    ),
]
