"""Contracts of the aid tables: money by donor and month, totals by donor, and the releases they come from."""

import dataframely as dy

from analysis.tables.columns import accepted, choice, count, day, donor, flag, money, number, release, text, url
from analysis.tables.contract import kiel_table
from analysis.tables.guarantees import grade

KINDS = ("military", "financial", "humanitarian")
STAGES = ("committed", "allocated")

INSTRUMENTS = ("loan", "grant", "guarantee", "swap_line", "in_kind", "unstated")
"""In which form aid is given; unstated: the publisher says for what, and not in which form."""

TAKEN_IN = "Taken in on"
"""How the note begins of a release that a refresh brought: the hand-kept releases do not name it."""

EUI = "ISO 3166 alpha-3; EUI = EU institutions with the EIB."


def _kind() -> dy.Enum:
    return choice(KINDS, "Kind of aid, grants and loans alike; empty where the release gives no split.", nullable=True)


def _stage() -> dy.Enum:
    return choice(STAGES, "Promised (committed) or earmarked in detail (allocated).")


class Aid(dy.Schema):
    """One donor's aid of one kind in one month of one release.

    Exact euros; inside the months that a release covers, a donor without a row gave nothing.

    >>> Aid.column_names()
    ['release', 'month', 'donor', 'kind', 'stage', 'eur']
    """

    release = release()
    month = day("First day of the month; empty where the release gives no month.", nullable=True)
    donor = donor(EUI)
    kind = _kind()
    stage = _stage()
    eur = money("Amount in euros at the prices of its day.")


class AidInstruments(dy.Schema):
    """One donor's aid of one kind and form in one month of one release; summed over the forms it is the aid of that release.

    >>> AidInstruments.column_names()
    ['release', 'month', 'donor', 'kind', 'stage', 'instrument', 'eur']
    """

    release = release()
    month = day("First day of the month; empty where the release gives no month.", nullable=True)
    donor = donor(EUI)
    kind = _kind()
    stage = _stage()
    instrument = choice(INSTRUMENTS, "Form of aid; unstated: the publisher says for what, and not in which form.")
    eur = money("Amount in euros at the prices of its day.")


class AidTotals(dy.Schema):
    """One donor's total of one kind in one release, money without a month included.

    >>> AidTotals.column_names()
    ['release', 'donor', 'kind', 'stage', 'eur']
    """

    release = release()
    donor = donor(EUI)
    kind = _kind()
    stage = _stage()
    eur = money("Total in euros, summed exactly and rounded once.")


class Releases(dy.Schema):
    """One vintage of the tracker: its cut-off, the months it covers, and the file it was made from."""

    release = release("Name of the vintage, as `load.aid(release=...)` takes it.")
    cutoff = day("Last day the vintage covers.")
    published = day("Day it was published; empty where not known.", nullable=True)
    first_month = day("First month with monthly rows; empty for totals only.", nullable=True)
    last_month = day("Last month its monthly rows cover; empty for totals only.", nullable=True)
    complete = flag("Whether it is known to hold all its rows.")
    source_url = text("Where the publisher offers it.")
    sha256 = text("Checksum of the file the tables were made from.")
    note = text("What a reader should know about it.", nullable=True)
    accepted = accepted()


class Readings(dy.Schema):
    """One thing found while a release was read: how many cells or rows, and what became of them."""

    release = release("Vintage of the tracker.")
    finding = text("What was found, in words.")
    column = text("Column it was found in; `all` for rows.")
    cells = count("cells or rows", "How often.")
    outcome = choice(("read", "kept", "left empty"), "What became of them in the tables here.")


class PublishedNumbers(dy.Schema):
    """One number as the publisher gave it to the press: allocations in EUR bn, and how far the tables may be from it."""

    published = text("Day it was told, or month if no day is known.", regex=r"^\d{4}-\d{2}(-\d{2})?$")
    release = release("Vintage it was told of; not every one is at hand.")
    cutoff = day("Last day that vintage covers.")
    bloc = text("Whose aid: a bloc, a base bloc, or `all donors`.")
    kinds = text("Kinds of aid in it, separated by |; empty for all.", nullable=True)
    first_month = day("First month in it; empty for since the start.", nullable=True)
    last_month = day("Last month in it.")
    published_bn = number("EUR bn", "Allocations, rounded as they were told.")
    tolerance_pct = number("per cent", "How far the tables here may be from it.")
    source_publisher = text("Who published that page.")
    source_url = url()
    reason = text("Why the tables here are further from it than the tolerance.", nullable=True)
    grade = grade()


TABLES = [
    kiel_table(
        path="aid/aid_{}.csv",
        schema=Aid,
        title="Aid by donor and month",
        description="Commitments and allocations to Ukraine by donor, kind and month, one file per release. A donor and month "
        "inside the covered months without a row is a true zero; money without a month is kept with an empty month.",
        key=("release", "stage", "donor", "month", "kind"),
        partition="release",
    ),
    kiel_table(
        path="aid/aid_instruments.csv",
        schema=AidInstruments,
        title="Aid by loan, grant, guarantee and in kind",
        description="The same aid by the form it is given in, of the releases whose workbook says so; of the others it is not published "
        "in this form. A guarantee is no payment: it stands for loans that others give.",
        key=("release", "stage", "donor", "month", "kind", "instrument"),
    ),
    kiel_table(
        path="aid/aid_totals.csv",
        schema=AidTotals,
        title="Aid by donor, totals of each release",
        description="Totals by donor, kind and stage, undated money included.",
        key=("release", "stage", "donor", "kind"),
    ),
    kiel_table(
        path="aid/releases.csv",
        schema=Releases,
        title="Releases of the Ukraine Support Tracker",
        description="The vintages held here, their cut-off and what is known to be wrong with them.",
        key=("cutoff", "release"),
    ),
    kiel_table(
        path="aid/published_numbers.csv",
        schema=PublishedNumbers,
        title="Allocations as told to the press",
        description="Numbers from the publisher's press releases, to hold the tables here against.",
        key=("cutoff", "bloc", "kinds", "first_month", "last_month"),
    ),
    kiel_table(
        path="aid/readings.csv",
        schema=Readings,
        title="How each release was read",
        description="The reader's report: rows in and kept, cells that could not be read, oddities that were kept.",
        key=("release", "outcome", "column", "finding"),
    ),
    kiel_table(
        path="aid/publisher_sums.csv",
        schema=AidTotals,
        title="The publisher's own sums by country",
        description="Release 28's summary by country as the publisher summed it, to hold `aid_totals` against.",
        key=("release", "stage", "donor", "kind"),
    ),
]
