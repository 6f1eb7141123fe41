"""Figures of how aid arrives: financial aid paid out, and the EU institutions' aid under the members it stands for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, pct
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.countries import EUROPE, UNITED_STATES, join_words, with_article
from analysis.errors import AnalysisError
from analysis.figures.aid.amounts import euros, in_headline, number_of
from analysis.figures.aid.inputs import NOMINAL, edition, require_one_release, span, stand
from analysis.figures.aid.whose import colours_of, compared, members_in_words, notes_on, slug
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["paid_out"]

OVER = 0.1
"""Billions from which on it is told what was paid beyond allocations."""

LOAN_AGREED = date(2024, 10, 1)
"""The month in which the table of loans has those of the G7."""

STAGE_DASHES = {"allocated": [1, 0], "disbursed": [6, 2]}


@whole_tables("disbursements")
def paid_out(aid: pl.DataFrame, disbursements: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw cumulative financial allocations and what was paid out of them, Europe and the United States side by side.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid()` and `load.disbursements()` of one release; dated money only. `data` has release, period, bloc, eur_bn
    (up to that month) and stage (allocated, disbursed). Raises NotComparable
    where the two are not of one release, AnalysisError for a release without allocations.

    >>> from analysis import load
    >>> paid = load.disbursements()
    >>> paid_out(load.aid(paid["release"][0]), paid).data.columns
    ['release', 'period', 'bloc', 'eur_bn', 'stage']
    """
    require_one_release(aid, "allocated", own=True)
    groups = compared(aid, only)
    paid = measure.paid_out(aid, disbursements, only=groups).sort(
        pl.col("bloc").cast(pl.Enum([group.name for group in groups]))
    )
    if unknown := paid.filter(pl.col("share_paid").is_null())["bloc"].to_list():
        raise AnalysisError(
            f"{join_words(unknown)} allocated no financial aid, of which none can be paid out",
            "leave them out, or take figures.aid.flows.over_time(aid, only=[...])",
        )
    curves = measure.paid_over_time(aid, disbursements, groups).with_columns(pl.col("eur_bn").round(3))
    shares = [
        say(
            "aid.arrival.alt_shares",
            who=row["bloc"],
            allocated=row["allocated_bn"],
            disbursed=row["disbursed_bn"],
            share=row["share_paid"],
        )
        for row in paid.sort("bloc").iter_rows(named=True)
    ]
    top = float(curves["eur_bn"].max() or 0)  # type: ignore[arg-type]
    over = measure.named(measure.paid_out(aid, disbursements, "donor", groups[0]).filter(pl.col("over_bn") > OVER))
    first, *rest = zip(groups, paid["share_paid"], strict=True)
    others = ", ".join(f"{in_headline(group.in_text)} {pct(share)}" for group, share in rest)
    told = {
        "number": number_of(first[0]),
        "who": in_headline(first[0].in_text),
        "share": first[1],
        "edition": edition(aid),
    }
    colours = colours_of(groups)
    drawing = alt.hconcat(*(_paid_panel(curves.filter(bloc=bloc), bloc, colours[bloc], top) for bloc in colours), spacing=14)
    caveat = _one_month(curves)
    return Figure(
        with_caveat(drawing, caveat, COLUMN_LINE) if caveat else drawing,
        id=f"financial-aid-paid-out{slug(groups)}",
        headline=say("aid.arrival.and_others_headline", **told, others=others)
        if others
        else say("aid.arrival.headline", **told),
        subtitle=say("aid.arrival.subtitle", span=span(curves), edition=edition(aid)),
        data=curves,
        sources=cite(aid, disbursements),
        notes=[
            NOMINAL,
            *notes_on(groups, aid),
            say("aid.arrival.disbursed"),
            *_overpaid(over, paid.row(0, named=True)),
        ],
        alt=" ".join([say("aid.arrival.alt_of_two") if len(groups) == 2 else say("aid.arrival.alt"), *shares])
        + members_in_words(groups),
    )


def _one_month(curves: pl.DataFrame) -> str:
    """Say in which month the United States allocated most, where that is more than all it has not paid out."""
    us = curves.filter(bloc=UNITED_STATES).sort("period")
    if us.is_empty():
        return ""
    last = dict(us.group_by("stage").agg(pl.col("eur_bn").last()).iter_rows())
    months = us.filter(stage="allocated").with_columns(new=pl.col("eur_bn").diff()).drop_nulls("new").sort("new")
    if months.is_empty() or months["new"][-1] < last["allocated"] - last.get("disbursed", 0.0) or not months["new"][-1]:
        return ""
    amount, period = months["new"][-1], months["period"][-1]
    if period == LOAN_AGREED:
        return say("aid.arrival.one_month_of_the_loans", amount=amount, month=period)
    return say("aid.arrival.one_month", amount=amount, month=period)


def paid_in_words(aid: pl.DataFrame, disbursements: pl.DataFrame, groups: Sequence[Group]) -> str:
    """Say what part of their financial allocations groups have paid out, and what was paid beyond them, which is in no part.

    Takes and raises what `paid_out` does.

    >>> from analysis import groups, load
    >>> paid_in_words(load.aid(28), load.disbursements(), [groups.NORDIC_BALTIC_EIGHT]).split(", by")[0]
    '**The Nordic-Baltic eight has paid out 30% of the €2.7bn of financial aid that it has allocated'
    """
    rows = measure.paid_out(aid, disbursements, only=groups).rows_by_key("bloc", named=True, unique=True)
    told, beyond, verb = [], [], True
    for group in groups:
        row, name, number = rows[group.name], group.in_text, number_of(group)
        if row["share_paid"] is None:
            told.append(say("aid.arrival.none_words", number=number, who=name))
            verb = True
            continue
        paid = {"who": name, "share": row["share_paid"], "amount": euros(row["allocated_bn"])}
        told.append(say("aid.arrival.paid_words", number=number, **paid) if verb else say("aid.arrival.share_words", **paid))
        verb = False
        if row["over_bn"] > OVER:
            over = {"who": name, "amount": euros(row["over_bn"])}
            beyond.append(say("aid.arrival.beyond_of_members", **over) if len(group) > 1 else say("aid.arrival.beyond", **over))
    return " ".join([f"**{capitalise_first(join_words(told))}, {stand(aid)}.**", *beyond])


def _overpaid(over: pl.DataFrame, first: dict[str, Any]) -> list[str]:
    """Say who paid more than the release allocates to them, and that the shares leave it out."""
    if over.is_empty():
        return []
    names = [with_article(name) for name in over["name"]]
    told = say("aid.arrival.overpaid", names=names, amount=float(over["over_bn"].sum()))
    shares = {"whole": first["disbursed_bn"] / first["allocated_bn"], "share": first["share_paid"]}
    if first["bloc"] == EUROPE:
        return [f"{told} {say('aid.arrival.with_it_europe', **shares)}"]
    return [f"{told} {say('aid.arrival.with_it', **shares, who=first['bloc'])}"]


def _paid_panel(curves: pl.DataFrame, bloc: str, colour: str, top: float) -> marks.Layered:
    x = marks.time_axis(start=curves["period"][0], end=measure.last_month(curves))
    y = alt.Y("eur_bn:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(format=",~f", tickCount=5))
    amount = say("aid.inputs.amount_label", what=say("aid.totals.so_far_words"))
    tips = marks.tips({"Stage": "stage", "Month": "period:T|%B %Y", amount: "eur_bn:Q|,.3f"})
    lines = alt.Chart(curves, width=175, height=240).mark_line(color=colour)
    lines = lines.encode(x=x, y=y, strokeDash=marks.dash("stage", STAGE_DASHES), tooltip=tips)
    last = curves.filter(pl.col("period") == pl.col("period").max())
    ends = marks.spread(last, "eur_bn", span=top, height=240)
    names = alt.Chart(ends.with_columns(label=pl.format("{} {}", "stage", marks.number("eur_bn"))))
    names = names.mark_text(align="left", dx=6, fontSize=12, fontWeight=600, color=theme.as_text(colour))
    names = names.encode(x=alt.X("period:T"), y=alt.Y("label_y:Q"), text=alt.Text("label:N"))
    return alt.layer(lines, names, title=marks.panel_title(bloc))
