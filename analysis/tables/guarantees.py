"""Contracts of the record of guarantees: positions, agreements, events, changes of government, and what was left out."""

import dataframely as dy

from analysis.tables.columns import choice, count, country, currency, day, flag, money, partial_date, text, url
from analysis.tables.contract import record_table

DOMAINS = tuple(
    "land air sea training monitoring logistics demining air_defence weapons funding intelligence diplomatic".split(" ")
)
STANCES = ("ready_to_deploy", "ready_to_support", "conditional", "undecided", "declined")
PRECISIONS = ("day", "inferred", "no_later_than", "month", "year", "not_known")
CONFIDENCES = ("high", "medium", "low")
GRADES = ("institution", "press", "reported", "mirror", "party_state_media")
"""From best to weakest; `reported`: somebody names the publisher's page, and nobody who keeps this record has opened it."""
SIGNED = ("signed", "signed_outside_list", "other_treaty", "not_signed")
CATEGORIES = ("aid", "sanction", "guarantee", "diplomacy", "battlefield")
ACTORS = ("Europe", "United States", "Ukraine", "Russia", "Other")


def grade() -> dy.Enum:
    """Declare what the publisher is worth, from data/curated/publishers.csv: one of GRADES.

    >>> grade().dtype
    Enum(categories=['institution', 'press', 'reported', 'mirror', 'party_state_media'])
    """
    return choice(GRADES, "Grade of the publisher; rows graded party_state_media are not shown unless asked for.")


KNOWN_BY = "Last day the date can mean: from this day on the row is known."
NOT_BEFORE = "First day the date can mean."


class Pledges(dy.Schema):
    """One public position of one country on one day.

    The date is as partial as its source; not_before and known_by bound it. Troops are never summed.
    """

    date = partial_date("Day, month or year of the statement, as far as the source gives it.")
    date_precision = choice(PRECISIONS, "How the date is known.")
    not_before = day(NOT_BEFORE)
    known_by = day(KNOWN_BY)
    country = country()
    actor = text("Who spoke, or about whom it was said.")
    domain = choice(DOMAINS, "What it is about.")
    position = text("The position in at most eight words.", max_words=8)
    stance = choice(STANCES, "How far it goes.")
    condition = text("What it depends on; empty where none was stated.", nullable=True)
    troops = count("soldiers", "Number stated; empty = not stated. Never summed.", least=1, nullable=True)
    status = text("What became of it, as far as seen.")
    lapsed_on = day("Day from which the position stands no more because the government changed.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    source_date = partial_date("Date of the page.", nullable=True)
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()


class Agreements(dy.Schema):
    """One bilateral security agreement with Ukraine; amounts keep their currency and are never summed."""

    date = partial_date("Day it was signed; empty if not signed as far as seen.", nullable=True)
    date_precision = choice(PRECISIONS, "How the date is known.")
    not_before = day(NOT_BEFORE, nullable=True)
    known_by = day(KNOWN_BY, nullable=True)
    country = country()
    partner = text("Name of the partner and of the agreement where it has one.")
    status = choice(
        SIGNED, "Signed, signed but not on the Ukrainian ministry's list, another treaty, or not signed as far as seen."
    )
    years = count("years", "Duration; empty = not seen.", least=1, nullable=True)
    amount = money("Amount named with it. Meanings differ: never summed.", nullable=True, unit="see currency")
    currency = currency()
    amount_meaning = text("What the amount means.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)


class Events(dy.Schema):
    """One dated event for annotation, with a label of at most six words."""

    date = day("Day of the event.")
    label = text("The event in at most six words.", max_words=6)
    category = choice(CATEGORIES, "What it is about.")
    actor = choice(ACTORS, "Whose act it is.")
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)


class Governments(dy.Schema):
    """One change of government that bears on positions."""

    country = country("ISO 3166 alpha-3.")
    changed_on = day("Day of the change, or of the election that brought it.")
    carries_over = flag("Whether the new government kept the positions.")
    what = text("What happened.")
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()


class LeftOut(dy.Schema):
    """One fact that is not in the tables because no good enough source carries it."""

    table = text("Table it would be in.")
    date = partial_date("Its date, as far as known.", nullable=True)
    country = country()
    what = text("The fact, in few words.")
    reason = text("Why it was left out.")


class Publishers(dy.Schema):
    """One publisher of pages that the record rests on; kept in data/curated/ alone."""

    publisher = text("Name as rows have it.")
    hosts = text("Hosts of its pages, separated by |.")
    grade = grade()
    note = text("What to know about it.", nullable=True)


class ManualChecks(dy.Schema):
    """When one hand-kept table was last gone through, and when that is due again."""

    table = text("Name of the table.")
    file = text("File to edit.")
    collected_to = day("Last day the collection covers; no row may be later.")
    checked_on = day("Day it was last gone through.")
    due_on = day("Day it is to be gone through again.")


TABLES = [
    record_table(
        path="guarantees/pledges.csv",
        schema=Pledges,
        title="Positions on security guarantees",
        description="Public positions of countries and bodies, one a row; refusals and changes of mind are kept. No row claims "
        "membership of the 26 of 4 September 2025: that list was never published.",
        key=("not_before", "date", "country", "domain", "actor", "position"),
    ),
    record_table(
        path="guarantees/agreements.csv",
        schema=Agreements,
        title="Bilateral security agreements",
        description="Agreements signed with Ukraine, and two that were announced and not seen signed.",
        key=("not_before", "country"),
    ),
    record_table(
        path="guarantees/events.csv",
        schema=Events,
        title="Events",
        description="Dated events to annotate charts with.",
        key=("date", "label"),
    ),
    record_table(
        path="guarantees/governments.csv",
        schema=Governments,
        title="Changes of government",
        description="Changes of government after which older positions stand no more, or were kept.",
        key=("changed_on", "country"),
    ),
    record_table(
        path="guarantees/left_out.csv",
        schema=LeftOut,
        title="What was left out",
        description="Facts seen only in sources too weak to rest on, with the reason.",
        key=("table", "date", "country", "what"),
    ),
    record_table(
        path="guarantees/manual_checks.csv",
        schema=ManualChecks,
        title="Checks of the hand-kept tables",
        description="When each hand-kept table was last gone through by a person and when that is due again.",
        key=("table",),
    ),
]
