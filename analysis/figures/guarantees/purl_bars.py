"""The figure of PURL by donor in euros: bars where a rate is at hand, other currencies beside them, as announced."""

from collections.abc import Sequence
from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_pages, id_as_of
from analysis.charts.formatting import join_rows, month, sign_of
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, OTHER, is_european_country, with_article
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.packages import JOINT, LISTED, running_total
from analysis.figures.guarantees.positions import left_out_note, recorded_day, sound_rows
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import end_of_id, members_in, notes_of, together
from analysis.groups.group import Group
from analysis.measures import packages as record
from analysis.measures import purl as measure
from analysis.measures.blocs import Whose

__all__ = ["by_donor"]

ROW, LOW_ROW = 15, 12.6
"""Pixels from one donor's bar to the next, on a page and where height is dear."""

COLOURS = {EUROPE: theme.BLUE, OTHER: theme.GREY}
BESIDE = say("guarantees.purl_bars.beside")
UNIT = say("guarantees.purl_bars.unit_label")


@whole_tables(table="purl")
def by_donor(table: pl.DataFrame, until: date | str, *, only: Whose = (), copies: bool = True) -> Figure:
    """Draw contributions to PURL by donor in euros, each country's own, with amounts in other currencies beside its bar.

    Takes `load.purl()`; `until` is the day looked back from, `only` keeps the members of blocs and groups, and countries; without
    `copies` rows that rest on a copy of another's page alone are left out and counted, as in a short briefing. `data` has
    country, name, bloc, eur_m (EUR m, null where no amount could be turned into euros), beside (amounts in other currencies, and
    contributions whose amount was not stated, in words) and rows (contributions with an amount). Raises AnalysisError for a text that
    is no day, for a day before the first contribution, and for a group of which nobody had contributed by itself.

    >>> from analysis import groups, load
    >>> by_donor(load.purl(), "2026-10-10").data["name"][0]
    'Netherlands'
    >>> by_donor(load.purl(), "2026-10-10", only=groups.BALTIC_STATES).headline
    'PURL: all of the Baltic states contribute, Lithuania most in euros'
    """
    end = recorded_day(table.filter(row_kind="national"), until, say("guarantees.purl_bars.nothing_words"), "purl")
    table, left_out = sound_rows(table, copies=copies)
    known = known_on(table, end)
    national = known.filter(row_kind="national")
    groups, rows = members_in(national, only, say("guarantees.purl_bars.contribution_by_words", day=end), "country")
    donors = _donors(rows)
    asked = (
        {code for group in groups for code in group}
        if groups
        else {*table["country"].drop_nulls()} | {*left_out["country"].drop_nulls()}
    )
    countries = record.purl_countries(known)
    page, column, slide = _bars(donors, 430), _bars(donors, 130), _bars(donors, 200, LOW_ROW)
    notes = notes_of(groups, rows, say("guarantees.purl_bars.contribution_words"), "country")
    headline = _headline_of(groups, donors, countries) if groups else _headline(record.purl_running(known), countries, end)
    return Figure(
        with_sizes(
            with_caveat(page, BESIDE, PAGE_LINE),
            slide=with_caveat(slide, say("guarantees.purl_bars.beside_short"), SLIDE_LINE),
            column=with_caveat(column, BESIDE, COLUMN_LINE),
        ),
        id=id_as_of(f"purl-in-euros{end_of_id(groups)}", end),
        headline=headline,
        subtitle=say("guarantees.purl_bars.subtitle", day=end),
        data=donors,
        sources=[*cite_pages(rows, "contributions"), *cite(pl.DataFrame({"source": ["ecb"]}))],
        notes=[
            say("guarantees.purl_bars.rates"),
            JOINT,
            say("guarantees.purl_bars.joint"),
            *left_out_note(left_out.filter(row_kind="national"), asked, end, "contribution"),
            *notes,
        ],
        alt=" ".join([say("guarantees.purl_bars.alt", donors=_listed(donors)), *notes]),
        native=Native(
            "bar", "name", "eur_m", None, UNIT, {row["name"]: COLOURS[row["bloc"]] for row in donors.iter_rows(named=True)}
        ),
    )


def _listed(donors: pl.DataFrame) -> str:
    return join_rows(donors.with_columns(text=_text()), "{name} {text}")


def _headline_of(groups: Sequence[Group], donors: pl.DataFrame, countries: pl.DataFrame) -> str:
    """Say how many of those chosen contribute, by themselves or jointly, and who has announced most in euros."""
    codes = {code for group in groups for code in group}
    number = countries.filter(pl.col("country").is_in(sorted(codes))).height
    first, group = donors.row(0, named=True), together(groups)
    country = with_article(first["name"])
    if len(codes) == 1:
        told = donors.filter(pl.col("rows") > 0).select(_text()).rows()
        amount = told[0][0].replace(" + ", " and ") if told else say("guarantees.purl_bars.no_amount_words")
        return say("guarantees.purl_bars.one_headline", country=country, amount=amount)
    most, everyone = first["eur_m"] and donors.height > 1, number == len(codes)
    if most and everyone:
        return say("guarantees.purl_bars.all_most_headline", group=group, country=country)
    if most:
        return say("guarantees.purl_bars.group_most_headline", group=group, country=country, number=number)
    if everyone:
        return say("guarantees.purl_bars.all_headline", group=group)
    return say("guarantees.purl_bars.group_headline", group=group, number=number)


def _donors(known: pl.DataFrame) -> pl.DataFrame:
    """Give each donor one row: its euros, and in words what could not be turned into them."""
    amounts = measure.in_euros(known)
    written = pl.format(
        "{}{}", sign_of("currency"), (pl.col("amount").cast(pl.Float64) / 1e6).map_elements(_millions, pl.String)
    )
    words = (
        pl.when(pl.col("amount").is_null())
        .then(pl.lit(say("guarantees.purl_bars.not_stated_cell")))
        .when(pl.col("eur_bn").is_null())
        .then(written)
    )
    beside = amounts.with_columns(words=words)
    # A contribution without an amount says something only of a country that states none at all.
    silent = (pl.col("amount").is_null() & pl.col("amount").is_not_null().any().over("country")).alias("silent")
    kept = beside.with_columns(silent).with_columns(words=pl.when(~pl.col("silent")).then("words"))
    donors = kept.group_by("country", maintain_order=True).agg(
        # What no rate turns into euros is not known in them, and is no zero.
        eur_m=pl.when(pl.col("eur_bn").is_not_null().any()).then((1000 * pl.col("eur_bn").sum()).round(3)),
        beside=pl.col("words").drop_nulls().str.join(" and "),
        rows=pl.col("rows").sum(),
    )
    european = is_european_country(load.countries())
    named = stances.with_names(donors).with_columns(bloc=pl.when(european).then(pl.lit(EUROPE)).otherwise(pl.lit(OTHER)))
    return named.select("country", "name", "bloc", "eur_m", "beside", "rows").sort(
        "eur_m", "name", descending=[True, False], nulls_last=True
    )


def _millions(amount: float) -> str:
    return f"{amount / 1000:g}bn" if amount >= 1000 else f"{amount:g}m"


def _headline(running: pl.DataFrame, countries: pl.DataFrame, end: date) -> str:
    """Say the last running total seen, and how many countries the last full list of contributors has."""
    to = min(end, LISTED)
    number = countries.filter(pl.col("since") <= to).height
    joined = (
        say("guarantees.purl_bars.joined_words", number=number)
        if to == LISTED
        else say("guarantees.purl_bars.joined_by_words", number=number, to=to)
    )
    if not running.height:
        return say("guarantees.purl_bars.joined_headline", joined=joined)
    last = running.row(-1, named=True)
    # Who promised is in the figure's words below: a headline has room for what was counted alone.
    told = (
        running_total(last | {"meaning": last["meaning"].split(" by ")[0]}).replace(".0bn", "bn").replace("more than", "over")
    )
    if to < LISTED and month(to) == month(last["known_by"]):
        return say("guarantees.purl_bars.total_same_month_headline", total=told, joined=joined)
    return say("guarantees.purl_bars.total_headline", total=told, known=last["known_by"], joined=joined)


def _text() -> pl.Expr:
    """Write what a donor gives: its euros, what stands beside them, or both."""
    euros = pl.format("€{}m", pl.col("eur_m").map_elements(lambda value: f"{value:,.0f}", pl.String))
    amount = pl.when(pl.col("eur_m") > 0).then(euros)
    told = pl.when(pl.col("beside") != "").then("beside")
    plus = pl.when(pl.col("eur_m") > 0).then(pl.format(" + {}", told)).otherwise(told)
    return pl.concat_str([amount, plus], ignore_nulls=True)


def _bars(donors: pl.DataFrame, width: int, row: float = ROW) -> marks.Layered:
    shown = donors.with_columns(pl.col("eur_m").fill_null(0), text=_text())
    y = marks.names("name", shown["name"].to_list(), 130)
    base = alt.Chart(shown, width=width, height=row * shown.height).encode(y=y)
    # Each bar has its value at its end: an axis would say the same once more.
    x = alt.X("eur_m:Q", title=None, axis=None)
    tips = marks.tips({"Donor": "name", UNIT: "eur_m:Q|,.1f", "Beside": "beside"})
    bars = base.mark_bar(height=10).encode(x=x, color=marks.colour("bloc", COLOURS), tooltip=tips)
    words = base.mark_text(align="left", dx=4, fontSize=12).encode(x=alt.X("eur_m:Q"), text=alt.Text("text:N"))
    return alt.layer(bars, words)
