"""What must be paid back: aid by the form it is given in, loans, guarantees, grants and in kind, of Europe and the United States."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite
from analysis.charts.formatting import join_rows
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import EU_INSTITUTIONS, EUROPE, UNITED_STATES, join_words
from analysis.errors import NotComparable
from analysis.figures.aid.amounts import euros, in_headline
from analysis.figures.aid.inputs import NOMINAL, PAIR, edition, last_day, require_one_release, stand, until
from analysis.figures.aid.whose import compared, is_the_pair, members_in_words, notes_on
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table, whole_tables
from analysis.figures.whom import EUROPE_IS, end_of_id, fitting
from analysis.groups.group import EU, Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["to_repay"]

FORMS = {
    "loan": say("aid.loans.loans_label"),
    "swap_line": say("aid.loans.loans_label"),
    "guarantee": "Guarantees",
    "grant": "Grants",
    "in_kind": say("aid.loans.in_kind_label"),
    "unstated": say("aid.loans.unstated_label"),
}
COLOURS = dict(zip(dict.fromkeys(FORMS.values()), (theme.INK, theme.GREY, "#009E73", "#E69F00", theme.LIGHT_GREY), strict=True))
LOAN_AGREED = r"^(?:EU|G7) agrees €(\d+bn) loan$"
"""How the record of events names a loan that was agreed."""

WIDEST = 80.0
"""Billions from which on a bar is so long that a part of five has room for its number, on a page."""

LONG = 24
"""Letters of a name that a bar's label has room for."""

ERA = say("aid.loans.era_words")


@whole_tables("events")
def to_repay(aid: pl.DataFrame, events: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw allocations of Europe and the United States by form: loans, guarantees, grants, in kind, and what is not stated.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid_instruments()` of one release that has allocations, and `load.events()`, of which the loans agreed after the release
    are named: it lacks them. `data` has release, bloc, form and eur_bn. Undated money is in it. A swap line counts as a loan; a guarantee
    is no payment. Raises NotComparable for several releases or a part of one, AnalysisError for a release without allocations, UnknownName for a group without a row.

    >>> from analysis import load
    >>> to_repay(load.aid_instruments(18), load.events()).headline
    'Ukraine must repay €39bn of Europe’s aid to June 2024, none of US aid'
    """
    require_one_release(aid, "allocated", whole=False, own=bool(only))
    if "instrument" not in aid.columns:
        raise NotComparable("these rows do not say in which form aid is given", "take those that do: load.aid_instruments(18)")
    require_whole_table("aid_instruments", aid, aid["release"][0])
    groups = compared(aid, only)
    data = _by_form(aid, groups)
    later = _later(events, last_day(aid))
    caveat = say("aid.loans.caveat", until=until(aid), later=later)
    sources = cite(aid, events.filter(pl.col("label").str.contains(LOAN_AGREED), pl.col("date") > last_day(aid)))
    if not is_the_pair(groups):
        return _of_others(aid, groups, data, later, caveat, sources)
    repaid = {row["bloc"]: row for row in measure.to_repay(aid, list(PAIR)).iter_rows(named=True)}
    lent, states = repaid[EUROPE], repaid[UNITED_STATES]["eur_bn"]
    institutions = measure.to_repay(aid, EU_INSTITUTIONS)["eur_bn"].item()
    sums = _sums(data)
    return Figure(
        _sized(data, sums["bloc"].to_list(), caveat),
        id="to-repay",
        headline=say("aid.loans.us_none_headline", amount=lent["eur_bn"], until=until(aid))
        if states == 0
        else say("aid.loans.headline", amount=lent["eur_bn"], until=until(aid), us=states),
        subtitle=say("aid.loans.subtitle", stand=stand(aid)),
        data=data,
        sources=sources,
        notes=[
            say(
                "aid.loans.share",
                share=lent["share"],
                edition=edition(aid),
                institutions=institutions,
                amount=lent["eur_bn"],
            ),
            *_notes(aid, later),
            EUROPE_IS,
        ],
        alt=say("aid.loans.alt", amounts=join_rows(data, "{bloc} {form} {eur_bn:.1f}")),
        native=Native("stacked_bar", "bloc", "eur_bn", "form", say("aid.inputs.eur_bn_label"), COLOURS, list(COLOURS)),
    )


def _of_others(
    aid: pl.DataFrame, groups: Sequence[Group], data: pl.DataFrame, later: str, caveat: str, sources: list[Source]
) -> Figure:
    """Draw the same of others, side by side."""
    repaid = {row["bloc"]: row for row in measure.to_repay(aid, groups).iter_rows(named=True)}
    order = [group.name for group in groups]
    return Figure(
        _sized(data, order, caveat),
        id=f"to-repay{end_of_id(groups)}",
        headline=_headline(groups, {name: row["eur_bn"] for name, row in repaid.items()}, until(aid)),
        subtitle=say("aid.loans.subtitle", stand=stand(aid)),
        data=data,
        sources=sources,
        notes=[
            *(_lent(aid, group, repaid[group.name], data) for group in groups),
            *_notes(aid, later),
            *notes_on(groups, aid),
        ],
        alt=say("aid.loans.others_alt", number=len(groups), amounts=join_rows(data, "{bloc} {form} {eur_bn:.2f}"))
        + members_in_words(groups),
        native=Native("stacked_bar", "bloc", "eur_bn", "form", say("aid.inputs.eur_bn_label"), COLOURS, list(COLOURS)),
    )


def _headline(groups: Sequence[Group], lent: Mapping[str, float], end: str) -> str:
    """Say how much of what was allocated must be repaid: of one group, of two, or of the one of several with the most."""
    most = max(groups, key=lambda group: lent[group.name])
    if not lent[most.name]:
        names = [in_headline(group.in_text) for group in groups]
        return fitting(
            say("aid.loans.none_headline", whose=join_words(names, "or"), until=end),
            say("aid.loans.none_drawn_headline", until=end),
        )
    top = {"amount": euros(lent[most.name], 0), "who": in_headline(most.in_text)}
    by = say("aid.loans.by_headline", **top)
    if len(groups) == 1:
        short = say("aid.loans.short_headline", amount=top["amount"])
        return fitting(say("aid.loans.until_headline", **top, until=end), by, short)
    up_to = say("aid.loans.up_to_headline", amount=top["amount"])
    one = fitting(say("aid.loans.most_headline", **top), by, up_to)
    if len(groups) != 2:
        return one
    amounts = [euros(lent[group.name], 0) if lent[group.name] else "nothing" for group in groups]
    both = {"amount": amounts[0], "who": in_headline(groups[0].in_text)}
    both |= {"other_amount": amounts[1], "other": in_headline(groups[1].in_text)}
    return fitting(
        say("aid.loans.both_until_headline", **both, until=end),
        say("aid.loans.both_headline", **both),
        one,
    )


def _lent(aid: pl.DataFrame, group: Group, repaid: Mapping[str, Any], data: pl.DataFrame) -> str:
    """Say what part of a group's aid must be paid back, what of it the EU institutions lent, and of what no form is stated."""
    told: dict[str, Any] = {"who": group.in_text, "edition": edition(aid)}
    if repaid["share"] is None:
        return say("aid.loans.no_allocations", **told)
    if unstated := float(data.filter(bloc=group.name, form=FORMS["unstated"])["eur_bn"].sum()):
        told |= {"unstated": euros(unstated)}
    if not repaid["eur_bn"]:
        return say("aid.loans.no_loan_unstated", **told) if unstated else say("aid.loans.no_loan", **told)
    told |= {"amount": euros(repaid["eur_bn"]), "share": repaid["share"]}
    if len(group) == 1 or EU not in group.members:
        return say("aid.loans.lent_unstated", **told) if unstated else say("aid.loans.lent", **told)
    told |= {"institutions": measure.to_repay(aid, EU_INSTITUTIONS)["eur_bn"].item()}
    return say("aid.loans.lent_by_eu_unstated", **told) if unstated else say("aid.loans.lent_by_eu", **told)


def _notes(aid: pl.DataFrame, later: str) -> list[str]:
    """Give the caveats of whoever is drawn: what came later, and what the forms are."""
    return [
        f"{say('aid.loans.not_in_it', until=until(aid), later=later)} {say('aid.loans.not_published')}",
        say("aid.loans.guarantees"),
        say("aid.loans.unstated"),
        say("aid.loans.forgiven"),
        NOMINAL,
    ]


def _by_form(aid: pl.DataFrame, groups: Sequence[Group]) -> pl.DataFrame:
    """Sum allocations by group and form, in the order of the groups."""
    amounts = measure.by_instrument(aid, only=groups).with_columns(
        form=pl.col("instrument").replace_strict(FORMS, return_dtype=pl.String)
    )
    data = amounts.group_by("release", "bloc", "form", maintain_order=True).agg(pl.col("eur_bn").sum().round(6))
    return data.sort(pl.col("bloc").cast(pl.Enum([group.name for group in groups])), maintain_order=True)


def _sums(data: pl.DataFrame) -> pl.DataFrame:
    return data.group_by("bloc", maintain_order=True).agg(pl.col("eur_bn").sum())


def _later(events: pl.DataFrame, end: date) -> str:
    """Name the loans agreed after a day: those of the record with their amount and day, and the G7's."""
    agreed = (
        events.filter(pl.col("date") > end).with_columns(amount=pl.col("label").str.extract(LOAN_AGREED)).drop_nulls("amount")
    )
    named = [
        say("aid.loans.eu_loan_words", amount=amount, date=when) for when, amount in agreed.select("date", "amount").iter_rows()
    ]
    return join_words([ERA, *named])


def _sized(data: pl.DataFrame, order: Sequence[str], caveat: str) -> Any:
    """Draw the bars for a page and for a column; a part has a number where it is wide enough for one."""
    sums = _sums(data)
    wide = max(1.0, float(sums["eur_bn"].max())) / WIDEST  # type: ignore[arg-type]
    page, column = (
        _drawing(data, sums, order, width, room * min(1.0, wide), columns)
        for width, room, columns in ((marks.WIDTH - 70, 5, 5), (250, 12, 2))
    )
    return with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE))


def _drawing(
    data: pl.DataFrame, sums: pl.DataFrame, order: Sequence[str], width: int, least: float, columns: int
) -> marks.Layered:
    """Stack the forms in their order, loans first; a part of fewer billions than `least` has no room for its number."""
    place = pl.col("form").replace_strict({form: nth for nth, form in enumerate(COLOURS)}, return_dtype=pl.Int64)
    parts = data.with_columns(nth=place).sort("bloc", "nth")
    middle = (pl.col("eur_bn").cum_sum() - pl.col("eur_bn") / 2).over("bloc", order_by="nth")
    parts = parts.with_columns(middle=middle, label=pl.when(pl.col("eur_bn") > least).then(marks.number("eur_bn")))
    long = max(len(name) for name in order) > LONG
    width, y = (width - 60, marks.names("bloc", list(order), 230)) if long else (width, marks.names("bloc", list(order)))
    base = alt.Chart(parts, width=width, height=55 * len(order)).encode(y=y)
    x = alt.X("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=6, grid=True))
    tips = marks.tips({"Bloc": "bloc", "Form": "form", say("aid.inputs.eur_bn_label"): "eur_bn:Q|,.3f"})
    key = alt.Legend(title=say("aid.inputs.eur_bn_label"), orient="top", direction="horizontal", columns=columns)
    colour = alt.Color("form:N", scale={"domain": list(COLOURS), "range": list(COLOURS.values())}, legend=key)
    bars = base.mark_bar(stroke=theme.PAPER).encode(x=x, color=colour, order=alt.Order("nth:Q"), tooltip=tips)
    words = base.transform_filter("datum.label != null").mark_text(fontSize=11, fontWeight=600)
    words = words.encode(x=alt.X("middle:Q"), text=alt.Text("label:N"), color=marks.text_colour("form", COLOURS, inside=True))
    ends = alt.Chart(sums.with_columns(label=marks.number("eur_bn"))).mark_text(align="left", dx=5, fontSize=11)
    total = ends.encode(y=y, x=alt.X("eur_bn:Q"), text=alt.Text("label:N"))
    return alt.layer(bars, words, total).resolve_scale(color="independent")
