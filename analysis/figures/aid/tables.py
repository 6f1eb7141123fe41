"""Tables for readers, of aid: who was ahead when, and blocs by kind."""

from collections.abc import Sequence

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import day_text, month_text
from analysis.figures.aid.inputs import edition, require_one_release, stand, until
from analysis.figures.aid.whose import HOUSE, compared, is_house, notes_on, slug, two_of
from analysis.figures.inputs import whole_tables
from analysis.figures.table import Table, headings
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["blocs_by_kind", "lead_changes", "releases"]


def lead_changes(aid: pl.DataFrame, *, only: Whose = (), kind: str | None = None) -> Table:
    """List every change of lead between Europe and the United States; the last one is marked.

    `only` names two others to hold against each other: blocs, groups or countries, by name, by code or as a Group.

    Takes `load.aid()` of one release that has allocations; dated money only. `kind`: military, financial, humanitarian, or all
    if left out. `rows` has month, leader and gap_bn (EUR bn). Raises UnknownName for an unknown kind, NotComparable for several
    releases, AnalysisError for rows without the column month and for a release without allocations.

    >>> from analysis import load
    >>> lead_changes(load.aid(29), kind="military").rows.select("month", "leader").row(-1)
    ('March 2025', 'Europe')
    """
    require_one_release(aid, "allocated", own=True)
    pair = two_of(aid, only, "the lead")
    rows = measure.lead_changes(aid, *pair, kind=kind).select(month_text("month"), "leader", "gap_bn")
    return Table(
        id=f"lead-changes-{kind or 'all'}{slug(pair)}",
        title=say("aid.tables.lead_title", edition=edition(aid)),
        subtitle=say("aid.tables.lead_subtitle", kind=kind or "all", until=until(aid)) + members(pair, aid),
        rows=rows,
        labels=headings(rows, month="From", leader="Ahead", gap_bn=say("aid.tables.gap_column")),
        sources=cite(aid),
        telling=[rows.height - 1],
        decimals=3,
    )


def blocs_by_kind(aid: pl.DataFrame, *, only: Whose = ()) -> Table:
    """Set allocations by kind, their total and commitments side by side for each bloc; Europe is marked.

    `only` names other blocs, groups and countries, as in `lead_changes`; the first is marked.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in it. `rows` has bloc, the
    three kinds, allocated_bn, committed_bn and to_be_allocated_bn, all in EUR bn. Raises NotComparable for several releases,
    AnalysisError for a release without one of the stages.

    >>> from analysis import load
    >>> blocs_by_kind(load.aid(29)).rows.select("bloc", "military", "committed_bn").row(0)
    ('Europe', 102.21068, 389.749409)
    """
    require_one_release(aid, "allocated", "committed", own=True)
    groups = compared(aid, only, HOUSE)
    kinds = measure.totals(aid, ["bloc", "kind"], groups).pivot("kind", index="bloc", values="eur_bn")
    sums = ["allocated_bn", "committed_bn", "to_be_allocated_bn"]
    rows = kinds.join(measure.to_be_allocated(aid, only=groups), on="bloc").sort("allocated_bn", descending=True)
    none = [pl.lit(0.0).alias(kind) for kind in measure.KINDS if kind not in rows.columns]
    rows = rows.with_columns(*none).select("bloc", pl.col(*measure.KINDS).fill_null(0), *sums)
    labels = {kind: say("aid.tables.kind_column", kind=kind) for kind in measure.KINDS}
    labels |= dict(zip(sums, (say("aid.tables.all_column"), "Committed", say("aid.tables.still_open_column")), strict=True))
    return Table(
        id=f"blocs-by-kind{slug(groups)}",
        title=say("aid.tables.blocs_title", stand=stand(aid))
        if is_house(groups)
        else say("aid.tables.groups_title", stand=stand(aid)),
        subtitle=say("aid.tables.kinds_subtitle") + members(groups, aid),
        rows=rows,
        labels=headings(rows, **labels),
        sources=cite(aid),
        telling=[rows["bloc"].to_list().index(groups[0].name)],
    )


def members(groups: Sequence[Group], aid: pl.DataFrame) -> str:
    """Say who is in the groups, after the subtitle of a table; nothing of the house's blocs.

    >>> from analysis import groups, load
    >>> members([groups.EUROPE], load.aid(29))
    ''
    """
    return "" if is_house(groups) else "".join(f". {note.rstrip('.')}" for note in notes_on(groups, aid))


@whole_tables(table="releases")
def releases(table: pl.DataFrame) -> Table:
    """List the releases at hand; takes `load.releases()`.

    `rows` has release, cutoff, published, months (monthly, or totals only) and complete, all as text.

    >>> from analysis import load
    >>> releases(load.releases()).rows.select("release", "cutoff", "months").row(1)
    ('16', '29 February 2024', 'totals only')
    """
    totals_only, rows_missing = say("aid.tables.totals_only_cell"), say("aid.tables.rows_missing_cell")
    rows = table.sort("cutoff", "release").select(
        "release",
        day_text("cutoff"),
        day_text("published"),
        months=pl.when(pl.col("last_month").is_null()).then(pl.lit(totals_only)).otherwise(pl.lit("monthly")),
        complete=pl.when("complete").then(pl.lit("yes")).otherwise(pl.lit(rows_missing)),
    )
    return Table(
        id="releases",
        title=say("aid.tables.releases_title"),
        subtitle=say("aid.tables.releases_subtitle"),
        rows=rows,
        labels=headings(rows, cutoff=say("aid.tables.cutoff_column"), months="Detail"),
        sources=cite(table),
    )
