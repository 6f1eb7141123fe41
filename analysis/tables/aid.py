"""Contracts of the aid tables: money by donor and month, totals by donor, and the releases they come from."""

import dataframely as dy

from analysis.tables.contract import Table, money

KINDS = ("military", "financial", "humanitarian")
STAGES = ("committed", "allocated")

TAKEN_IN = "Taken in on"
"""How the note begins of a release that a refresh brought: the hand-kept releases say nothing of it."""


class Aid(dy.Schema):
    """One donor's aid of one kind in one month of one release.

    Exact euros; inside the months that a release covers, a donor without a row gave nothing.

    >>> Aid.column_names()
    ['release', 'month', 'donor', 'kind', 'stage', 'eur']
    """

    release = dy.String(nullable=False, metadata={"description": "Vintage of the tracker the row comes from."})
    month = dy.Date(nullable=True, metadata={"description": "First day of the month; empty where the release gives no month."})
    donor = dy.String(
        nullable=False, regex=r"^[A-Z]{3}$", metadata={"description": "ISO 3166 alpha-3; EUI = EU institutions with the EIB."}
    )
    kind = dy.Enum(
        KINDS,
        nullable=True,
        metadata={"description": "Kind of aid, grants and loans alike; empty where the release gives no split."},
    )
    stage = dy.Enum(
        STAGES, nullable=False, metadata={"description": "Promised (committed) or earmarked in detail (allocated)."}
    )
    eur = money("Amount in euros at the prices of its day.")


class AidTotals(dy.Schema):
    """One donor's total of one kind in one release, money without a month included.

    >>> AidTotals.column_names()
    ['release', 'donor', 'kind', 'stage', 'eur']
    """

    release = dy.String(nullable=False, metadata={"description": "Vintage of the tracker the row comes from."})
    donor = dy.String(
        nullable=False, regex=r"^[A-Z]{3}$", metadata={"description": "ISO 3166 alpha-3; EUI = EU institutions with the EIB."}
    )
    kind = dy.Enum(
        KINDS,
        nullable=True,
        metadata={"description": "Kind of aid, grants and loans alike; empty where the release gives no split."},
    )
    stage = dy.Enum(
        STAGES, nullable=False, metadata={"description": "Promised (committed) or earmarked in detail (allocated)."}
    )
    eur = money("Total in euros, summed exactly and rounded once.")


class Releases(dy.Schema):
    """One vintage of the tracker: its cut-off, the months it covers, and the file it was made from."""

    release = dy.String(nullable=False, metadata={"description": "Name of the vintage, as `load.aid(release=...)` takes it."})
    cutoff = dy.Date(nullable=False, metadata={"description": "Last day the vintage covers."})
    published = dy.Date(nullable=True, metadata={"description": "Day it was published; empty where not known."})
    first_month = dy.Date(nullable=True, metadata={"description": "First month with monthly rows; empty for totals only."})
    last_month = dy.Date(nullable=True, metadata={"description": "Last month its monthly rows cover; empty for totals only."})
    complete = dy.Bool(nullable=False, metadata={"description": "Whether it is known to hold all its rows."})
    source_url = dy.String(nullable=False, metadata={"description": "Where the publisher offers it."})
    sha256 = dy.String(nullable=False, metadata={"description": "Checksum of the file the tables were made from."})
    note = dy.String(nullable=True, metadata={"description": "What a reader should know about it."})


class Readings(dy.Schema):
    """One thing found while a release was read: how many cells or rows, and what became of them."""

    release = dy.String(nullable=False, metadata={"description": "Vintage of the tracker."})
    finding = dy.String(nullable=False, metadata={"description": "What was found, in words."})
    column = dy.String(nullable=False, metadata={"description": "Column it was found in; `all` for rows."})
    cells = dy.Int64(nullable=False, min=0, metadata={"unit": "cells or rows", "description": "How often."})
    outcome = dy.Enum(
        ("read", "kept", "left empty"), nullable=False, metadata={"description": "What became of them in the tables here."}
    )


class PublishedNumbers(dy.Schema):
    """One number as the publisher told it to the press: allocations in EUR bn, and how far the tables may be from it."""

    published = dy.String(
        nullable=False,
        regex=r"^\d{4}-\d{2}(-\d{2})?$",
        metadata={"description": "Day it was told, or month if no day is known."},
    )
    release = dy.String(nullable=False, metadata={"description": "Vintage it was told of; not every one is at hand."})
    cutoff = dy.Date(nullable=False, metadata={"description": "Last day that vintage covers."})
    bloc = dy.String(nullable=False, metadata={"description": "Whose aid: a bloc, a base bloc, or `all donors`."})
    kinds = dy.String(nullable=True, metadata={"description": "Kinds of aid in it, separated by |; empty for all."})
    first_month = dy.Date(nullable=True, metadata={"description": "First month in it; empty for since the start."})
    last_month = dy.Date(nullable=False, metadata={"description": "Last month in it."})
    published_bn = dy.Float64(
        nullable=False, min=0, metadata={"unit": "EUR bn", "description": "Allocations, rounded as they were told."}
    )
    tolerance_pct = dy.Float64(
        nullable=False, min=0, metadata={"unit": "per cent", "description": "How far the tables here may be from it."}
    )
    publisher = dy.String(nullable=False, metadata={"description": "Where it was read."})
    source_url = dy.String(nullable=False, metadata={"description": "Page a reader can open."})
    reason = dy.String(nullable=True, metadata={"description": "Why the tables here are further from it than the tolerance."})


TABLES = [
    Table(
        name="aid",
        path="aid/aid_{}.csv",
        schema=Aid,
        title="Aid by donor and month",
        description="Commitments and allocations to Ukraine by donor, kind and month, one file per release. A donor and month "
        "inside the covered months without a row is a true zero; money without a month is kept with an empty month.",
        key=("release", "stage", "donor", "month", "kind"),
        sources=("kiel",),
        partition="release",
    ),
    Table(
        name="aid_totals",
        path="aid/aid_totals.csv",
        schema=AidTotals,
        title="Aid by donor, totals of each release",
        description="Totals by donor, kind and stage, undated money included.",
        key=("release", "stage", "donor", "kind"),
        sources=("kiel",),
    ),
    Table(
        name="releases",
        path="aid/releases.csv",
        schema=Releases,
        title="Releases of the Ukraine Support Tracker",
        description="The vintages held here, their cut-off and what is known to be wrong with them.",
        key=("cutoff", "release"),
        sources=("kiel",),
    ),
    Table(
        name="published_numbers",
        path="aid/published_numbers.csv",
        schema=PublishedNumbers,
        title="Allocations as told to the press",
        description="Numbers from the publisher's press releases, to hold the tables here against.",
        key=("cutoff", "bloc", "kinds", "first_month", "last_month"),
        sources=("kiel",),
    ),
    Table(
        name="readings",
        path="aid/readings.csv",
        schema=Readings,
        title="How each release was read",
        description="The reader's report: rows in and kept, cells that could not be read, oddities that were kept.",
        key=("release", "outcome", "column", "finding"),
        sources=("kiel",),
    ),
    Table(
        name="publisher_sums",
        path="aid/publisher_sums.csv",
        schema=AidTotals,
        title="The publisher's own sums by country",
        description="Release 28's summary by country as the publisher summed it, to hold `aid_totals` against.",
        key=("release", "stage", "donor", "kind"),
        sources=("kiel",),
    ),
]
