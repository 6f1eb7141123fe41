"""What must be paid back: aid by the form it is given in, loans, guarantees, grants and in kind, of Europe and the United States."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, eur, join_rows, pct
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import EU_INSTITUTIONS, EUROPE, UNITED_STATES
from analysis.errors import NotComparable
from analysis.figures.aid.inputs import NOMINAL, PAIR, edition, last_day, require_one_release, stand, until
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table, whole_tables
from analysis.figures.whom import EUROPE_IS, take_nobody
from analysis.measures import aid as measure

__all__ = ["to_repay"]

FORMS = {
    "loan": "Loans, to be paid back",
    "swap_line": "Loans, to be paid back",
    "guarantee": "Guarantees",
    "grant": "Grants",
    "in_kind": "In kind",
    "unstated": "Form not stated",
}
COLOURS = dict(zip(dict.fromkeys(FORMS.values()), (theme.INK, theme.GREY, "#009E73", "#E69F00", theme.LIGHT_GREY), strict=True))
LOAN_AGREED = r"^(?:EU|G7) agrees €(\d+bn) loan$"
"""How the record of events names a loan that was agreed."""

ERA = "the G7’s ERA loans (repaid from the proceeds of immobilised Russian assets)"


@take_nobody(
    "Europe and the United States: forms are named for few other donors",
    "sum them: measures.aid.to_repay(load.aid_instruments(18), only=...)",
)
@whole_tables("events")
def to_repay(aid: pl.DataFrame, events: pl.DataFrame) -> Figure:
    """Draw allocations of Europe and the United States by form: loans, guarantees, grants, in kind, and what is not stated.

    Takes `load.aid_instruments()` of one release that has allocations, and `load.events()`, of which the loans agreed after the release
    are named: it lacks them. `data` has release, bloc, form and eur_bn. Undated money is in it. A swap line counts as a loan; a guarantee
    is no payment. Raises NotComparable for several releases or a part of one, AnalysisError for a release without allocations.

    >>> from analysis import load
    >>> to_repay(load.aid_instruments(18), load.events()).headline
    'Ukraine must repay €39bn of Europe’s aid to June 2024, none of US aid'
    """
    require_one_release(aid, "allocated", whole=False)
    if "instrument" not in aid.columns:
        raise NotComparable("these rows do not say in which form aid is given", "take those that do: load.aid_instruments(18)")
    require_whole_table("aid_instruments", aid, aid["release"][0])
    amounts = measure.by_instrument(aid, only=list(PAIR)).with_columns(
        form=pl.col("instrument").replace_strict(FORMS, return_dtype=pl.String)
    )
    data = amounts.group_by("release", "bloc", "form", maintain_order=True).agg(pl.col("eur_bn").sum().round(6))
    repaid = {row["bloc"]: row for row in measure.to_repay(aid, list(PAIR)).iter_rows(named=True)}
    lent, states = repaid[EUROPE], repaid[UNITED_STATES]["eur_bn"]
    institutions = measure.to_repay(aid, EU_INSTITUTIONS)["eur_bn"].item()
    later = _later(events, last_day(aid))
    sums = data.group_by("bloc", maintain_order=True).agg(pl.col("eur_bn").sum())
    caveat = f"To {until(aid)} only: later loans are not in it: {later}. A guarantee is no payment. Allocated is not delivered."
    drawing = with_sizes(
        with_caveat(_drawing(data, sums, marks.WIDTH - 70, 5, 5), caveat, PAGE_LINE),
        column=with_caveat(_drawing(data, sums, 250, 12, 2), caveat, COLUMN_LINE),
    )
    return Figure(
        drawing,
        id="to-repay",
        headline=f"Ukraine must repay {eur(lent['eur_bn'], 0)} of Europe’s aid to {until(aid)}, "
        + ("none of US aid" if states == 0 else f"{eur(states, 0)} of US aid"),
        subtitle=f"Allocations by the form the publisher names, EUR bn, nominal, {stand(aid)}, the last at hand that names it",
        data=data,
        sources=cite(aid, events.filter(pl.col("label").str.contains(LOAN_AGREED), pl.col("date") > last_day(aid))),
        notes=[
            f"Loans and swap lines are {pct(lent['share'])} of Europe’s allocations in {edition(aid)}; the EU institutions lent "
            f"{eur(institutions)} of its {eur(lent['eur_bn'])}.",
            f"Not in it, because they came after {until(aid)}: {later}. Later releases are not published in this form.",
            "A guarantee stands for a loan that somebody else gives; Ukraine repays that loan to whoever gave it.",
            "Form not stated: the publisher says for what, such as assistance or training, and not in which form. Weapons and equipment, "
            "alone or with assistance, are in kind.",
            "Whether a loan was forgiven later, and who pays its interest, is not in the workbook.",
            NOMINAL,
            EUROPE_IS,
        ],
        alt=f"Two stacked bars, EUR bn. {join_rows(data, '{bloc} {form} {eur_bn:.1f}')}.",
        native=Native("stacked_bar", "bloc", "eur_bn", "form", "EUR bn", COLOURS, list(COLOURS)),
    )


def _later(events: pl.DataFrame, end: date) -> str:
    """Name the loans agreed after a day: those of the record with their amount and day, and the G7's."""
    agreed = (
        events.filter(pl.col("date") > end).with_columns(amount=pl.col("label").str.extract(LOAN_AGREED)).drop_nulls("amount")
    )
    named = [f"the EU’s €{amount} loan agreed on {day(when)}" for when, amount in agreed.select("date", "amount").iter_rows()]
    return " and ".join([ERA, *named]) if named else ERA


def _drawing(data: pl.DataFrame, sums: pl.DataFrame, width: int, least: float, columns: int) -> marks.Layered:
    """Stack the forms in their order, loans first; a part of fewer billions than `least` has no room for its number."""
    place = pl.col("form").replace_strict({form: nth for nth, form in enumerate(COLOURS)}, return_dtype=pl.Int64)
    parts = data.with_columns(nth=place).sort("bloc", "nth")
    middle = (pl.col("eur_bn").cum_sum() - pl.col("eur_bn") / 2).over("bloc", order_by="nth")
    parts = parts.with_columns(middle=middle, label=pl.when(pl.col("eur_bn") > least).then(marks.number("eur_bn")))
    y = marks.names("bloc", sums["bloc"].to_list())
    base = alt.Chart(parts, width=width, height=110).encode(y=y)
    x = alt.X("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=6, grid=True))
    tips = marks.tips({"Bloc": "bloc", "Form": "form", "EUR bn": "eur_bn:Q|,.3f"})
    key = alt.Legend(title="EUR bn", orient="top", direction="horizontal", columns=columns)
    colour = alt.Color("form:N", scale={"domain": list(COLOURS), "range": list(COLOURS.values())}, legend=key)
    bars = base.mark_bar(stroke=theme.PAPER).encode(x=x, color=colour, order=alt.Order("nth:Q"), tooltip=tips)
    words = base.transform_filter("datum.label != null").mark_text(fontSize=11, fontWeight=600)
    words = words.encode(x=alt.X("middle:Q"), text=alt.Text("label:N"), color=marks.text_colour("form", COLOURS, inside=True))
    ends = alt.Chart(sums.with_columns(label=marks.number("eur_bn"))).mark_text(align="left", dx=5, fontSize=11)
    total = ends.encode(y=y, x=alt.X("eur_bn:Q"), text=alt.Text("label:N"))
    return alt.layer(bars, words, total).resolve_scale(color="independent")
