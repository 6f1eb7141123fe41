"""Tables for readers: units in the header, sources below, the telling row marked."""

import polars as pl
from great_tables import GT, loc, style

from analysis.blocs import EUROPE
from analysis.figures import theme
from analysis.figures.cite import cite
from analysis.figures.words import month
from analysis.measures import aid as measure


def lead_changes(aid: pl.DataFrame, kind: str | None = None) -> GT:
    """List every change of lead between Europe and the United States; the last one is marked."""
    changes = measure.lead_changes(aid, kind=kind).with_columns(pl.col("month").map_elements(month, return_dtype=pl.String))
    table = (
        GT(changes.select("month", "leader", "gap_bn"), id=f"lead-changes-{kind or 'all'}")
        .tab_header("Who was ahead, in cumulative allocations", f"{(kind or 'all').capitalize()} aid, change by change")
        .cols_label(month="From", leader="Ahead", gap_bn="Ahead by, EUR bn, at the month's end")
        .fmt_number("gap_bn", decimals=3)
    )
    return _finished(table, aid, [changes.height - 1])


def blocs_by_kind(aid: pl.DataFrame) -> GT:
    """Set allocations by kind, their total and commitments side by side for each bloc; Europe is marked."""
    kinds = measure.totals(aid, by=["bloc", "kind"]).pivot("kind", index="bloc", values="eur_bn")
    gaps = measure.to_be_allocated(aid).select("bloc", "allocated_bn", "committed_bn", "to_be_allocated_bn")
    rows = kinds.join(gaps, on="bloc").sort("allocated_bn", descending=True)
    table = (
        GT(rows.select("bloc", *measure.KINDS, "allocated_bn", "committed_bn", "to_be_allocated_bn"), id="blocs-by-kind")
        .tab_header("Aid to Ukraine by bloc", "EUR bn, nominal")
        .tab_spanner("Allocated", [*measure.KINDS, "allocated_bn"])
        .tab_spanner("Promised", ["committed_bn", "to_be_allocated_bn"])
        .cols_label(
            bloc="",
            military="military",
            financial="financial",
            humanitarian="humanitarian",
            allocated_bn="all",
            committed_bn="committed",
            to_be_allocated_bn="still to be allocated",
        )
        .fmt_number([*measure.KINDS, "allocated_bn", "committed_bn", "to_be_allocated_bn"], decimals=1)
    )
    return _finished(table, aid, [rows["bloc"].to_list().index(EUROPE)])


def _finished(table: GT, aid: pl.DataFrame, telling: list[int]) -> GT:
    table = table.tab_style(style.text(weight="bold"), loc.body(rows=telling))
    for source in cite(aid):
        table = table.tab_source_note(f"Source: {source.text}.")
    return table.tab_options(
        table_font_names=["Inter", "Liberation Sans", "Arial", "sans-serif"],
        table_font_size="14px",
        heading_align="left",
        table_border_top_style="none",
        heading_title_font_weight="600",
        source_notes_font_size="12px",
        table_font_color=theme.INK,
    )
