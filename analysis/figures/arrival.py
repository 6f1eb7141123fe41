"""Figures of how aid arrives: financial aid paid out, where weapons come from, heavy weapons, EU shares re-labelled."""

from datetime import date

import altair as alt
import polars as pl

from analysis.blocs import EUROPE, UNITED_STATES
from analysis.figures import marks, theme
from analysis.figures.cite import cite
from analysis.figures.figure import Figure, Native
from analysis.figures.shared import EUROPE_IS, NOMINAL, PAIR, span
from analysis.figures.words import bn, listed, month, pct
from analysis.measures import aid as measure

ROUTE_NAMES = {
    "stockpile": "from stocks",
    "procurement": "bought anew",
    "nato_purl": "through NATO's PURL",
    "unspecified": "not said",
}
ROUTE_COLOURS = {"from stocks": "#595959", "bought anew": "#A6A6A6", "through NATO's PURL": "#0D0D0D", "not said": "#DEDEDE"}
CATEGORY_NAMES = {
    "Air Defense": "Air defence",
    "Howitzers": "Howitzers",
    "IFV": "Fighting vehicles",
    "MLRS": "Rocket artillery",
    "Tanks": "Tanks",
}
STAGE_DASHES = {"allocated": [1, 0], "disbursed": [6, 2]}


def paid_out(aid: pl.DataFrame, disbursements: pl.DataFrame) -> Figure:
    """Draw cumulative financial allocations and what was paid out of them, Europe and the United States side by side."""
    curves = (
        measure.paid_over_time(aid, disbursements).filter(pl.col("bloc").is_in(PAIR)).with_columns(pl.col("eur_bn").round(3))
    )
    rows = {row["bloc"]: row for row in measure.paid_out(aid, disbursements).iter_rows(named=True)}
    europe, states = rows[EUROPE], rows[UNITED_STATES]
    top = float(curves["eur_bn"].max() or 0)  # type: ignore[arg-type]
    panels = [_paid_panel(curves.filter(pl.col("bloc") == bloc), bloc, top) for bloc in PAIR]
    over = measure.named(measure.paid_out(aid, disbursements, by="donor").filter(pl.col("open_bn") < -0.1))
    return Figure(
        alt.hconcat(*panels, spacing=14),
        id="financial-aid-paid-out",
        headline=f"Of its financial allocations Europe has paid out {pct(europe['share_paid'])}, the United States {pct(states['share_paid'])}",
        subtitle=f"Financial aid allocated (solid) and disbursed (dashed), EUR bn, cumulative, {span(curves)}",
        data=curves,
        sources=cite(aid, disbursements),
        notes=[
            NOMINAL,
            EUROPE_IS,
            "Disbursed: paid out, as the tracker's table of disbursements records it.",
            f"A donor may have paid more than this release allocates to it: {listed(over['name'].to_list())}.",
        ],
        alt="Two line charts, EUR bn. "
        + " ".join(
            f"{bloc}: {rows[bloc]['allocated_bn']:.1f} allocated, {rows[bloc]['disbursed_bn']:.1f} disbursed, {pct(rows[bloc]['share_paid'])}."
            for bloc in PAIR
        ),
        native=Native("line", "period", "eur_bn", "stage", "EUR bn", {}) if curves["bloc"].n_unique() == 1 else None,
    )


def _paid_panel(curves: pl.DataFrame, bloc: str, top: float) -> marks.Layered:
    colour = theme.BLOC_COLOURS[bloc]
    last = curves.filter(pl.col("period") == pl.col("period").max())
    ends = marks.spread(last, "eur_bn", span=top, height=240).with_columns(
        label=pl.format("{} {}", "stage", pl.col("eur_bn").map_elements(marks.short, return_dtype=pl.String))
    )
    y = alt.Y("eur_bn:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(format=",~f", tickCount=5))
    x = marks.time_axis(start=curves["period"].to_list()[0], end=measure.last_month(curves))
    lines = (
        alt.Chart(curves, width=175, height=240)
        .mark_line(color=colour)
        .encode(
            x=x,
            y=y,
            strokeDash=marks.dash("stage", STAGE_DASHES),
            tooltip=[
                alt.Tooltip("stage:N", title="Stage"),
                alt.Tooltip("period:T", title="Month", format="%B %Y"),
                alt.Tooltip("eur_bn:Q", title="EUR bn so far", format=",.3f"),
            ],
        )
    )
    names = alt.Chart(ends).mark_text(align="left", dx=6, fontSize=11, fontWeight=600, color=theme.as_text(colour))
    return alt.layer(lines, names.encode(x="period:T", y="label_y:Q", text="label:N")).properties(
        title=alt.TitleParams(bloc, fontSize=13, anchor="start")
    )


def routes(military: pl.DataFrame, aid: pl.DataFrame, every: str = "1q") -> Figure:
    """Draw military allocations of all donors by where the weapons come from, per quarter (or `every` 1mo, 1y)."""
    named = pl.col("route").cast(pl.String).replace_strict(ROUTE_NAMES)
    parts = measure.routes(military, every).with_columns(pl.col("eur_bn").round(3), pl.col("share").round(4), route=named)
    yearly = measure.routes(military, "1y").with_columns(route=named, year=pl.col("period").dt.year())
    first, last = (
        yearly.filter(pl.col("year") == yearly["year"].min()),
        yearly.filter(pl.col("year") == _last_whole_year(military)),
    )
    shares = [{row["route"]: row["share"] for row in part.iter_rows(named=True)} for part in (first, last)]
    missing = measure.routes_missing(military, aid)
    bars = (
        alt.Chart(parts, width=marks.WIDTH + 60, height=260)
        .mark_bar(width={"1mo": 8, "1q": 24, "1y": 70}[every], stroke=theme.PAPER, strokeWidth=0.5)
        .encode(
            x=marks.time_axis(start=date(2021, 11, 1), end=_axis_end(military)),
            y=alt.Y("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=5)),
            color=alt.Color(
                "route:N",
                scale=alt.Scale(domain=list(ROUTE_COLOURS), range=list(ROUTE_COLOURS.values())),
                legend=alt.Legend(title="EUR bn", orient="top", direction="horizontal"),
            ),
            order=alt.Order("nth:Q"),
            tooltip=[
                alt.Tooltip("period:T", title="From", format="%B %Y"),
                alt.Tooltip("route:N", title="Where from"),
                alt.Tooltip("eur_bn:Q", title="EUR bn", format=",.3f"),
                alt.Tooltip("share:Q", title="Share", format=".0%"),
            ],
        )
        .transform_calculate(nth=f"indexof({list(ROUTE_COLOURS)}, datum.route)")
    )
    until = month(military["month"].max())
    return Figure(
        bars,
        id=f"where-weapons-come-from-{every}",
        headline=f"From stocks to orders: {pct(shares[0]['from stocks'])} of military allocations came from stocks in {first['year'][0]}, "
        f"{pct(shares[1]['from stocks'])} in {last['year'][0]}, when {pct(shares[1]['bought anew'])} was bought anew",
        subtitle=f"Military allocations of all donors by where the weapons come from, EUR bn {_per(every)}, to {until}",
        data=parts,
        sources=cite(military),
        notes=[
            NOMINAL,
            f"The publisher's table by route falls {bn(missing)} euros short of the military allocations of the same release.",
            "The last period ends with the release's coverage and may be short.",
            "PURL: the list of what Ukraine needs most, bought from stocks of the United States and paid for by other members of NATO.",
        ],
        alt="Stacked bars. Shares: "
        + "; ".join(
            f"{part['year'][0]} " + ", ".join(f"{row['route']} {pct(row['share'])}" for row in part.iter_rows(named=True))
            for part in (first, last)
        )
        + ".",
        native=Native("stacked_column", "period", "eur_bn", "route", "EUR bn", dict(ROUTE_COLOURS), list(ROUTE_COLOURS)),
    )


def _last_whole_year(military: pl.DataFrame) -> int:
    months = military.group_by(pl.col("month").dt.year().alias("year")).agg(pl.col("month").n_unique())
    return int(months.filter(pl.col("month") == 12)["year"].sort()[-1])


def _axis_end(military: pl.DataFrame) -> date:
    """Leave room for the last bar and no more."""
    last = measure.last_month(military.rename({"month": "period"}))
    return last.replace(year=last.year + (last.month > 9), month=(last.month + 2) % 12 + 1)


def _per(every: str) -> str:
    return {"1mo": "per month", "1q": "per quarter", "1y": "per year"}[every]


def heavy_weapons(weapons: pl.DataFrame, largest: int = 14) -> Figure:
    """Draw how many heavy weapons the largest donors have allocated, by category, shaded by their estimated worth."""
    rows = measure.heavy_weapons(weapons).with_columns(pl.col("category").cast(pl.String).replace_strict(CATEGORY_NAMES))
    order = rows["name"].unique(maintain_order=True).head(largest).to_list()
    shown = rows.filter(pl.col("name").is_in(order)).with_columns(pl.col("eur_bn", "all_bn").round(3))
    most = {
        category: rows.filter(pl.col("category") == category).sort("items", "name", descending=[True, False]).row(0, named=True)
        for category in CATEGORY_NAMES.values()
    }
    first = shown.row(0, named=True)
    base = alt.Chart(shown, width=marks.WIDTH - 70, height=22 * len(order)).encode(
        x=alt.X(
            "category:N",
            title=None,
            sort=list(CATEGORY_NAMES.values()),
            axis=alt.Axis(orient="top", domain=False, ticks=False, labelExpr="split(datum.value, ' ')"),
        ),
        y=alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelLimit=170, domain=False, ticks=False)),
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        color=alt.Color("eur_bn:Q", scale=alt.Scale(range=["#F2F2F2", "#595959"], type="sqrt"), legend=None),
        tooltip=[
            alt.Tooltip("name:N", title="Donor"),
            alt.Tooltip("category:N", title="Category"),
            alt.Tooltip("items:Q", title="Items"),
            alt.Tooltip("eur_bn:Q", title="Estimated worth, EUR bn", format=",.3f"),
        ],
    )
    dark = alt.condition("datum.eur_bn > 3", alt.value(theme.PAPER), alt.value(theme.INK))
    numbers = base.mark_text(fontSize=12).encode(text="items:Q", color=dark)
    return Figure(
        alt.layer(cells, numbers),
        id="heavy-weapons",
        headline=f"{first['name']}'s heavy weapons are worth most ({bn(first['all_bn'])} euros); the most tanks come from {_from(most['Tanks'])}, "
        f"the most howitzers from {_from(most['Howitzers'])}",
        subtitle=f"Heavy weapons allocated, number of items, the {len(order)} donors with the largest estimated worth; darker is worth more",
        data=shown,
        sources=cite(weapons),
        notes=["Worth as the publisher estimates it; it is part of military aid and never added to it.", NOMINAL],
        alt=f"A matrix of donors and categories. Worth in all, EUR bn: {first['name']} {first['all_bn']:.1f}. Most items: "
        + "; ".join(f"{category} {_from(row)} {row['items']}" for category, row in most.items())
        + ".",
    )


def _from(row: dict[str, object]) -> str:
    name = str(row["name"])
    return f"the {name}" if name in {"United Kingdom", "United States", "Netherlands"} else name


def eu_shares(aid: pl.DataFrame, shares: pl.DataFrame, largest: int = 18) -> Figure:
    """Draw what donors allocate themselves and, for EU members, the part of the EU institutions' aid they stand for."""
    rows = measure.with_eu_shares(aid, shares).head(largest)
    own, through = "by itself", "through the EU institutions"
    order = rows["name"].to_list()
    long = rows.unpivot(
        ["own_bn", "share_bn"], index=["release", "name", "both_bn"], variable_name="way", value_name="eur_bn"
    ).with_columns(pl.col("eur_bn", "both_bn").round(3), pl.col("way").replace({"own_bn": own, "share_bn": through}))
    colours = {own: theme.GREY, through: theme.LIGHT_BLUE}
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=170, domain=False, ticks=False))
    bars = (
        alt.Chart(long, width=marks.WIDTH - 70, height=20 * len(order))
        .mark_bar()
        .encode(
            y=y,
            x=alt.X("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=6, grid=True)),
            color=alt.Color(
                "way:N",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=alt.Legend(title="EUR bn", orient="top", direction="horizontal"),
            ),
            order=alt.Order("way:N"),
            tooltip=[
                alt.Tooltip("name:N", title="Donor"),
                alt.Tooltip("way:N", title="Way"),
                alt.Tooltip("eur_bn:Q", title="EUR bn", format=",.3f"),
                alt.Tooltip("both_bn:Q", title="Both, EUR bn", format=",.3f"),
            ],
        )
    )
    ends = rows.select(
        "name", pl.col("both_bn").round(3), label=pl.col("both_bn").map_elements(marks.short, return_dtype=pl.String)
    )
    words = alt.Chart(ends).mark_text(align="left", dx=5, fontSize=11).encode(y=y, x="both_bn:Q", text="label:N")
    top = rows.filter(pl.col("share_bn") > 0).sort("share_bn", descending=True).head(3)
    return Figure(
        alt.layer(bars, words),
        id="eu-shares",
        headline="Through the EU institutions "
        + listed([f"{row['name']} stands for another {bn(row['share_bn'])}" for row in top.iter_rows(named=True)])
        .replace(" stands for another", "")
        .replace(f"{top['name'][0]} ", f"{top['name'][0]} stands for another ", 1)
        + " euros of allocations",
        subtitle=f"Allocations by donor, EUR bn, the EU institutions' aid counted under the members it stands for, the {len(order)} largest",
        data=long,
        sources=cite(aid),
        notes=[
            NOMINAL,
            "A re-labelling: the EU institutions are no donor of their own here, and nothing is added to the whole.",
        ],
        alt="Stacked bars, EUR bn, by itself and through the EU institutions: "
        + "; ".join(f"{row['name']} {row['own_bn']:.1f} and {row['share_bn']:.1f}" for row in rows.iter_rows(named=True))
        + ".",
        native=Native("stacked_bar", "name", "eur_bn", "way", "EUR bn", colours, list(colours)),
    )
