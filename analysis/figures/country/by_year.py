"""The first chart of a country's brief: what a donor allocated each year, by kind."""

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import HALF_A_MILLION, join_rows, short_money
from analysis.figures.aid.inputs import NOMINAL, UNDATED, edition, until, year_name
from analysis.figures.country.donor import Donor, donor_of
from analysis.figures.figure import Figure
from analysis.load.snapshot import Snapshot
from analysis.measures import aid as measure

__all__ = ["by_year"]

LARGE = 1.0
"""EUR bn in a year from which the axis is in billions."""

SMALLEST_PART = 0.06
"""Part of the highest column below which a kind carries no number."""

WHOLE = 60
"""Height of the highest column from which numbers in it have no decimals."""


def by_year(tables: Snapshot, country: str) -> Figure:
    """Draw a donor's allocations of each year, stacked by kind, in billions or millions of euros; a part year says so.

    Takes `load.snapshot(day)`; dated money only. `data` has period, year, kind, amount (in the unit of the subtitle). Raises as
    `opening`.

    >>> from analysis import load
    >>> by_year(load.snapshot("2026-10-10"), "Germany").headline
    'Germany’s peak year was 2025: €9.4bn (release 29)'
    """
    donor = donor_of(tables, country)
    rows = _by_kind(donor)
    per_year = _sums(donor, rows)
    most = per_year.row(-1, named=True)
    large = most["eur_bn"] >= LARGE
    unit, factor = (say("country.by_year.bn_label"), 1) if large else (say("country.by_year.m_label"), 1000)
    data = rows.with_columns(amount=(pl.col("eur_bn") * factor).round(3)).drop("eur_bn")
    least = most["eur_bn"] * factor * SMALLEST_PART
    number = "{:,.0f}" if most["eur_bn"] * factor >= WHOLE else "{:,.1f}"
    drawing = forms.stacked_columns(
        data,
        "amount",
        "kind",
        unit,
        theme.KIND_COLOURS,
        tooltip={
            say("country.by_year.year_label"): "year",
            say("country.by_year.kind_label"): "kind",
            unit: "amount:Q|,.3f",
        },
        text=lambda amount: number.format(amount) if amount >= least else None,
        names=_names,
        filter="datum.label != null",
        order="order",
        totals=dict(per_year.select("year", "said").iter_rows()),
    )
    return Figure(
        drawing,
        id=f"by-year-{donor.code.lower()}",
        headline=_headline(donor, per_year),
        subtitle=say("country.by_year.subtitle", unit=unit, until=until(tables.aid)),
        data=data,
        sources=cite(tables.aid),
        notes=[say("country.by_year.in_all", years=join_rows(per_year.sort("period"), "{year} {said}")), NOMINAL, UNDATED],
        alt=say(
            "country.by_year.alt",
            unit=unit,
            years=_years_in_words(per_year),
            kinds=join_rows(_in_words(data), "{year}: {kind} {amount}"),
        ),
    )


def _by_kind(donor: Donor) -> pl.DataFrame:
    """Sum each year's allocations by kind, in EUR bn; a year or kind without any has a zero."""
    aid = donor.tables.aid
    yearly = measure.growth(aid, by=["donor", "kind"], only=[donor.group], every="1y")
    yearly = yearly.with_columns(year=year_name()).select("period", "year", pl.col("kind").cast(pl.String), "eur_bn")
    whole = yearly.select("period", "year").unique().join(pl.DataFrame({"kind": list(theme.KIND_COLOURS)}), how="cross")
    return whole.join(yearly, on=["period", "year", "kind"], how="left").fill_null(0.0).sort("period", "kind")


def _sums(donor: Donor, rows: pl.DataFrame) -> pl.DataFrame:
    """Sum each year to the cent, in EUR bn and as it is `said`; the highest stands last.

    The release covers every month of these years: one without aid has none, unless the donor's aid is not all dated.
    """
    aid = donor.tables.aid.filter(pl.col("donor") == donor.code, pl.col("stage").cast(pl.String) == "allocated")
    exact = aid.drop_nulls("month").group_by(period=pl.col("month").dt.truncate("1y")).agg(pl.col("eur").sum())
    none = say("country.by_year.none_dated_words") if aid["month"].null_count() else say("country.by_year.nothing_words")
    return (
        rows.select("period", "year")
        .unique()
        .join(exact, on="period", how="left")
        .with_columns(eur_bn=pl.col("eur").fill_null(0).cast(pl.Float64) / 1e9)
        .with_columns(said=pl.col("eur_bn").map_elements(lambda bn: _said(bn, none), pl.String))
        .sort("eur_bn", "period")
    )


def _said(eur_bn: float, none: str) -> str:
    if not eur_bn:
        return none
    return short_money(eur_bn) if eur_bn >= HALF_A_MILLION else say("country.by_year.least_words")


def _headline(donor: Donor, per_year: pl.DataFrame) -> str:
    """Say which year had most, or that one had all. Takes a row a year, the highest last."""
    most = per_year.row(-1, named=True)
    given = {"donor": donor.name, "year": most["year"], "sum": most["eur_bn"], "edition": edition(donor.tables.aid)}
    if per_year.filter(pl.col("eur_bn") > 0).height == 1:
        return say("country.by_year.one_year_headline", **given)
    if donor.name.endswith("s"):
        return say("country.by_year.peak_after_s_headline", **given)
    return say("country.by_year.peak_headline", **given)


def _years_in_words(per_year: pl.DataFrame) -> str:
    rows = per_year.sort("period").select("year", "said").iter_rows()
    return "; ".join(say("country.by_year.year_words", year=year, said=said) for year, said in rows)


def _names(middle: pl.DataFrame) -> marks.Layered:
    """Name the kinds in a key below: in a column of a small donor there is no room beside them."""
    colours = alt.Scale(domain=list(theme.KIND_COLOURS), range=list(theme.KIND_COLOURS.values()))
    key = alt.Legend(orient="bottom", title=None, symbolOpacity=1, symbolType="square")
    return (
        alt.Chart(middle)
        .mark_square(opacity=0)
        .encode(x=alt.X("year:N"), y=alt.Y("middle:Q"), color=alt.Color("kind:N", scale=colours, legend=key))
    )


def _in_words(data: pl.DataFrame) -> pl.DataFrame:
    return data.filter(pl.col("amount") > 0).with_columns(pl.col("amount").map_elements("{:,.1f}".format, pl.String))
