"""Figures of acts and trade: lanes of acts by kind, and who buys Russian energy."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_record
from analysis.charts.formatting import day, eur, join_rows, usd
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import collected_day, require_unique_rows, require_whole_table, whole_tables
from analysis.figures.sanctions import act_rows, authorities
from analysis.figures.sanctions.authorities import COMPARED, TURN
from analysis.measures import acts as rule
from analysis.measures import trade as measure
from analysis.measures.frames import as_eager

__all__ = ["energy", "lanes"]

START = date(2022, 1, 1)
LANES = {
    "package": say("sanctions.acts.lane_package_label"), "listing": say("sanctions.acts.lane_listing_label"),
    "other_listing": say("sanctions.acts.lane_other_listing_label"), "vessels": say("sanctions.acts.lane_vessels_label"),
    "executive_order": say("sanctions.acts.lane_executive_order_label"), "sectoral": say("sanctions.acts.lane_sectoral_label"),
    "energy": say("sanctions.acts.lane_energy_label"), "customs": say("sanctions.acts.lane_customs_label"),
    "assets": say("sanctions.acts.lane_assets_label"), "renewal": say("sanctions.acts.lane_renewal_label"),
    "bill": say("sanctions.acts.lane_bill_label"), "endorsement": say("sanctions.acts.lane_endorsement_label"),
    "easing": say("sanctions.acts.lane_easing_label"), "court": say("sanctions.acts.lane_court_label"),
}  # fmt: skip
"""The lane of what an act counts as; an act that counts as anything else is left out, and said to be."""
BUYERS = {
    "CHN": say("sanctions.acts.chn_label"), "IND": say("sanctions.acts.ind_label"), "TUR": say("sanctions.acts.tur_label"),
    "EU": say("sanctions.acts.eu_label"), "HUN": say("sanctions.acts.hun_label"), "SVK": say("sanctions.acts.svk_label"),
    "FRA": say("sanctions.acts.fra_label"), "BEL": say("sanctions.acts.bel_label"), "ESP": say("sanctions.acts.esp_label"),
    "NLD": say("sanctions.acts.nld_label"), "BRA": say("sanctions.acts.bra_label"), "KOR": say("sanctions.acts.kor_label"),
    "JPN": say("sanctions.acts.jpn_label"), "SAU": say("sanctions.acts.sau_label"), "ROU": say("sanctions.acts.rou_label"),
    "BGR": say("sanctions.acts.bgr_label"), "GRC": say("sanctions.acts.grc_label"), "ITA": say("sanctions.acts.ita_label"),
    "SGP": say("sanctions.acts.sgp_label"), "ARE": say("sanctions.acts.are_label"), "DEU": say("sanctions.acts.deu_label"),
    "TWN": say("sanctions.acts.twn_label"),
}  # fmt: skip
LISTINGS = ("listing", "other_listing")
"""What is counted in rounds, the days on which it was announced."""
DATA = ["date", "authority", "kind", "effect", "what", "action",
        "legal_act", "confidence", "source_url", "source_publisher", "grade"]  # fmt: skip
ALL = "all"
WRITTEN = {"EUR": eur, "USD": usd}
COMMODITIES = {
    "coal": say("sanctions.acts.coal_label"), "crude": say("sanctions.acts.oil_label"), "lng": say("sanctions.acts.lng_label"),
    "pipeline_gas": say("sanctions.acts.pipeline_gas_label"), "products": say("sanctions.acts.products_label"),
}  # fmt: skip


@whole_tables("actions")
def lanes(actions: pl.DataFrame, until: date | str) -> Figure:
    """Draw acts of the EU, the US and the UK as marks in rows by effect, since 2022.

    Takes `load.actions()`; `until` is the last day drawn. `data` has one row an act: date, authority, kind, effect, what (it
    counts as), action, legal_act, confidence, source_url, source_publisher, grade. An act of low confidence, or agreed and not seen
    adopted, is drawn pale and counted nowhere; what has no lane is named in the notes. Raises AnalysisError for a text that is
    no day, for a day before the first act of 2022 and for one after the collection ended.

    >>> from analysis import load
    >>> lanes(load.actions(), date(2022, 2, 25)).data.select("date", "authority", "kind").row(0)
    (datetime.date(2022, 2, 21), 'US', 'executive_order')
    """
    end = collected_day("actions", until)
    acts = _placed(actions, end).filter(pl.col("why").is_null())
    if acts.is_empty():
        raise AnalysisError(f"no act of 2022 or later is known by {day(end)}", "choose a later day")
    authority, lane = pl.col("authority").cast(pl.String), pl.col("what").replace(LANES)
    shown = authorities.named(acts).with_columns(lane=lane, row=pl.format("{} {}", authority, lane), authority=authority)
    shown = shown.with_columns(counted=rule.COUNTED).sort("date", "authority", "action")
    counted = shown.filter("counted")
    pale = shown.height - counted.height
    rows = [row for row in (f"{one} {name}" for one in COMPARED for name in LANES.values()) if row in shown["row"]]
    number = {row: counted.filter(row=row).height for row in rows}
    absent = _left_out(actions, end)
    return Figure(
        act_rows.drawing(shown, end),
        id="acts-by-kind",
        headline=_lanes_headline(counted, end),
        subtitle=say("sanctions.acts.lanes_subtitle", until=end),
        data=shown.select(DATA),
        sources=[cite_record("acts", rows=shown)],
        notes=[
            *_of_the_us(counted, end),
            say("sanctions.acts.other_powers"),
            say("sanctions.acts.lifted"),
            *([say("sanctions.acts.other_listings")] if "other_listing" in shown["what"] else []),
            *([say("sanctions.acts.pale_marks")] if pale else []),
            *_left_out_note(absent),
        ],
        alt=_lanes_alt(number, act_rows.named_rows(shown)["row"].n_unique(), counted.height, pale, end),
    )


def _lanes_alt(number: Mapping[str, int], rows: int, marks: int, pale: int, end: date) -> str:
    counts = ", ".join(f"{row} {count}" for row, count in number.items())
    if not pale:
        return say("sanctions.acts.lanes_alt", number=marks, rows=rows, until=end, counts=counts)
    beside = say("sanctions.acts.pale_words", number=pale)
    return say("sanctions.acts.lanes_alt_pale", number=marks, rows=rows, until=end, counts=counts, pale=beside)


def _left_out(actions: pl.DataFrame, until: date | str) -> pl.DataFrame:
    """Count the acts known by a day that are in no lane: why, acts.

    Takes `load.actions()`. Raises AnalysisError for a text that is no day and for one after the collection ended.

    >>> from analysis import load
    >>> _left_out(load.actions(), date(2026, 1, 1)).rows()
    [('before January 2022', 3)]
    """
    absent = _placed(actions, collected_day("actions", until)).filter(pl.col("why").is_not_null())
    return absent.group_by("why").agg(acts=pl.len().cast(pl.Int64)).sort("why")


def _placed(actions: pl.DataFrame, end: date) -> pl.DataFrame:
    """Give the acts known by a day with `what` each counts as, and `why` one is in no lane; null for one that is in one."""
    known = known_on(actions, end, "date").with_columns(what=rule.WHAT)
    why = (
        pl.when(pl.col("date") < START)
        .then(pl.lit(say("sanctions.acts.before_words", start=START)))
        .when(~pl.col("authority").cast(pl.String).is_in(COMPARED))
        .then(pl.lit(say("sanctions.acts.other_authorities_words")))
        .when(pl.col("what") == "format")
        .then(pl.lit(say("sanctions.acts.publishing_words")))
        .when(~pl.col("what").is_in(list(LANES)))
        .then(pl.lit(say("sanctions.acts.other_kinds_words")))
    )
    return known.with_columns(why=why)


def _left_out_note(absent: pl.DataFrame) -> list[str]:
    parts = [say("sanctions.acts.left_out_words", number=number, why=why) for why, number in absent.iter_rows()]
    return [say("sanctions.acts.left_out", acts=parts)] if parts else []


def _lanes_headline(counted: pl.DataFrame, until: date) -> str:
    if until < TURN:
        by = counted.group_by("authority").len().sort("authority")
        numbers = [f"{authority} {number}" for authority, number in by.iter_rows()]
        return say("sanctions.acts.lanes_headline_before", number=counted.height, until=until, by=numbers)
    number = _since_the_turn_to(until, counted)
    easings = say("sanctions.acts.easings_words", number=number["US", "easing"])
    return say("sanctions.acts.lanes_headline", since=TURN, number=number["EU", "package"], easings=easings)


def _of_the_us(counted: pl.DataFrame, until: date) -> list[str]:
    """Say by what else the United States acted since the turn, and from which day all is counted."""
    if until < TURN:
        return []
    number = _since_the_turn_to(until, counted)
    tariffs = say("sanctions.acts.tariffs_words", number=number["US", "customs"])
    return [say("sanctions.acts.us_rounds", since=TURN, number=number["US", "listing"], tariffs=tariffs)]


@whole_tables("actions")
def since_the_turn(actions: pl.DataFrame, until: date | str) -> Counter[tuple[str, str]]:
    """Count acts by authority and what they count as from 20 January 2025 to a day, both included.

    Takes `load.actions()`. Listings are counted in rounds, the days on which they were announced; what counts as what is in
    `measures.acts`. Raises AnalysisError for a text that is no day, for a day before and for one after the collection ended.

    >>> from analysis import load
    >>> since_the_turn(load.actions(), date(2025, 7, 31))["EU", "package"]
    3
    """
    end = collected_day("actions", until)
    if end < TURN:
        raise AnalysisError(f"{day(end)} is before {day(TURN)}, from which acts are counted", f"choose a day from {TURN} on")
    return _since_the_turn_to(end, actions)


def _since_the_turn_to(end: date, actions: pl.DataFrame) -> Counter[tuple[str, str]]:
    """Count the same in any rows of the table, up to a day from 20 January 2025 on."""
    number = {(who, what): acts for who, what, acts in rule.by_kind(actions, TURN, end).iter_rows()}
    days = {(who, what): len(rule.rounds(actions, who, TURN, end, what)) for who, what in number if what in LISTINGS}
    return Counter(number | days)


def energy(buyers: pl.DataFrame, basis: str = measure.PRESS, commodity: str = ALL) -> Figure:
    """Draw who bought Russian energy by month on one basis; a month no source covers stays blank.

    Takes `load.energy_buyers()`. `data` has month, buyer (a code), value_bn in billions of `currency` (USD on the basis
    customs, else EUR), source and source_url. Raises NotComparable for a part of the rows of a basis, for rows that stand twice, for a basis or a commodity that
    the table does not have, and for two of which it has no value together.

    >>> from analysis import load
    >>> energy(load.energy_buyers()).data.columns
    ['month', 'buyer', 'value_bn', 'currency', 'source', 'source_url']
    """
    require_unique_rows(as_eager(buyers, "energy_buyers"), "energy_buyers", "give each row once: load.energy_buyers()")
    table = measure.energy_by_month(buyers, basis, commodity)
    if table.is_empty():
        _refuse_without_values(buyers, basis, commodity)
    require_whole_table("energy_buyers", buyers.filter(pl.col("basis") == basis), basis)
    currency = table["currency"][0]
    first: date = table["month"].min()  # type: ignore[assignment]
    last: date = table["month"].max()  # type: ignore[assignment]
    named = table.with_columns(pl.col("value_bn").round(3), name=pl.col("buyer").replace(BUYERS), period=pl.col("month"))
    months = pl.date_range(first, last, "1mo", eager=True)
    blank = len({*months} - {*table["month"]})
    latest = named.filter(pl.col("month") == last).sort("value_bn", descending=True)
    usual = (basis, commodity) == (measure.PRESS, ALL)
    return Figure(
        _buyers(named, currency),
        id="energy-buyers" if usual else f"energy-buyers-{basis}-{commodity}".replace(" ", "-").replace("_", "-"),
        headline=_energy_headline(latest, currency, commodity),
        subtitle=say(
            "sanctions.acts.energy_subtitle",
            what=COMMODITIES.get(commodity) or say("sanctions.acts.fossil_fuels_label"),
            currency=currency,
            first=first,
            last=last,
            basis=basis,
        ),
        data=named.select("month", "buyer", "value_bn", "currency", "source", "source_url"),
        sources=cite(table),
        notes=[
            say("sanctions.acts.blank_months", blank=blank, months=months.len(), last=last),
            say("sanctions.acts.missing_buyers"),
        ],
        alt=_energy_alt(latest, currency, basis, commodity, blank),
    )


def _energy_headline(latest: pl.DataFrame, currency: str, commodity: str) -> str:
    """Say who bought most in the last month, of how many; `latest` has the largest first."""
    top = latest.row(0, named=True)
    bought = {"last": top["month"], "buyer": top["name"], "value": WRITTEN[currency](top["value_bn"])}
    bought["what"] = COMMODITIES.get(commodity) or say("sanctions.acts.energy_label")
    if latest.height == 1:
        return say("sanctions.acts.energy_headline_alone", **bought)
    return say("sanctions.acts.energy_headline", **bought, buyers=latest.height)


def _energy_alt(latest: pl.DataFrame, currency: str, basis: str, commodity: str, blank: int) -> str:
    known = {"basis": basis, "last": latest["month"][0], "currency": currency, "blank": blank}
    known["bought"] = join_rows(latest, "{name} {value_bn:.2f}", ", ")
    if commodity == ALL:
        return say("sanctions.acts.energy_alt", **known)
    return say("sanctions.acts.energy_alt_of", **known, what=COMMODITIES[commodity])


def _buyers(named: pl.DataFrame, currency: str) -> marks.Layered:
    # Rounded, since a sum of floats hangs on the order of its terms, and would rank two equal buyers by luck.
    sums = named.group_by("name").agg(pl.col("value_bn").sum().round(3)).sort("value_bn", "name", descending=[True, False])
    shades = alt.Scale(range=["#DCEAF5", theme.BLUE])
    cells = alt.Chart(named, name="buyers", width=500, height=20 * sums.height).mark_rect(stroke=theme.PAPER, strokeWidth=1)
    return cells.encode(
        x=alt.X("yearmonth(period):T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False)),
        y=marks.names("name", sums["name"].to_list(), None),
        color=alt.Color(
            "value_bn:Q",
            scale=shades,
            legend=alt.Legend(title=say("sanctions.acts.a_month_label", currency=currency), orient="top", gradientLength=160),
        ),
        tooltip=marks.tips({"Buyer": "name", "period": "period:T|%B %Y", "value_bn": "value_bn:Q|.2f"}),
    )


def _refuse_without_values(buyers: pl.DataFrame, basis: str, commodity: str) -> None:
    rows = buyers.filter(pl.col("basis") == basis)
    valued = rows.filter(pl.any_horizontal(pl.col("value_eur_bn", "value_usd_bn").is_not_null()))["commodity"]
    raise NotComparable(
        f"none of the {rows.filter(pl.col('commodity') == commodity).height} rows of {commodity!r} on the basis {basis!r} states a value",
        f"name one that has values: {', '.join(valued.cast(pl.String).unique().sort()) or 'this basis has none'}",
    )
