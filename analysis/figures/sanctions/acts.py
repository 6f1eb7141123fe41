"""Figures of acts and trade: lanes of acts by kind, and who buys Russian energy."""

from collections import Counter
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite, cite_record
from analysis.charts.formatting import day, eur, join_rows, month, plural, usd
from analysis.charts.numerals import count_words
from analysis.countries import join_words
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import collected_day, require_unique_rows, require_whole_table, whole_tables
from analysis.figures.sanctions import act_rows, authorities
from analysis.figures.sanctions.authorities import COMPARED, TURN
from analysis.measures import acts as rule
from analysis.measures import trade as measure
from analysis.measures.frames import as_eager

__all__ = [
    "energy",
    "lanes",
]

START = date(2022, 1, 1)
LANES = {
    "package": "packages", "listing": "listings", "other_listing": "other listings", "vessels": "ships",
    "executive_order": "executive orders", "sectoral": "sectors", "energy": "energy", "customs": "tariffs", "assets": "state assets",
    "renewal": "renewals", "bill": "bills", "endorsement": "agreed, not adopted", "easing": "easings", "court": "court",
}  # fmt: skip
"""The lane of what an act counts as; an act that counts as anything else is left out, and said to be."""
BUYERS = {
    "CHN": "China", "IND": "India", "TUR": "Türkiye", "EU": "EU", "HUN": "Hungary", "SVK": "Slovakia", "FRA": "France", "BEL": "Belgium",
    "ESP": "Spain", "NLD": "Netherlands", "BRA": "Brazil", "KOR": "South Korea", "JPN": "Japan", "SAU": "Saudi Arabia", "ROU": "Romania",
    "BGR": "Bulgaria", "GRC": "Greece", "ITA": "Italy", "SGP": "Singapore", "ARE": "United Arab Emirates", "DEU": "Germany", "TWN": "Taiwan",
}  # fmt: skip
LISTINGS = ("listing", "other_listing")
"""What is counted in rounds, the days on which it was announced."""
DATA = [
    "date",
    "authority",
    "kind",
    "effect",
    "what",
    "action",
    "legal_act",
    "confidence",
    "source_url",
    "source_publisher",
    "grade",
]
PRESS, ALL = "press tabulation", "all"
WRITTEN = {"EUR": eur, "USD": usd}
COMMODITIES = {"coal": "coal", "crude": "crude oil", "lng": "LNG", "pipeline_gas": "pipeline gas", "products": "oil products"}
OTHER_POWERS = (
    "A bill and a court's judgment are acts of other powers than the executive; customs measures are listed one by one below."
)
PALE_MARKS = "A pale mark is an act in doubt, or one that was agreed and not seen adopted: it is not counted."
OTHER = "Other listings are over cyber attacks or crime: their days are no rounds over the war."
LIFTED = "What eases is in the row of easings whatever it is: a duty that is removed is no act on tariffs."
MISSING_BUYERS = "Which buyers a month names depends on its page; a missing buyer is not known, not zero. Rows of two bases are never put together."


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
        subtitle=f"Acts over Russia by authority and effect, January 2022 to {day(end)}; each mark is one act",
        data=shown.select(DATA),
        sources=[cite_record("acts", rows=shown)],
        notes=[
            *_of_the_us(counted, end),
            OTHER_POWERS,
            LIFTED,
            *([OTHER] if "other_listing" in shown["what"] else []),
            *([PALE_MARKS] if pale else []),
            *_left_out_note(absent),
        ],
        alt=f"{plural(counted.height, 'mark')} in {act_rows.named_rows(shown)['row'].n_unique()} rows to {day(end)}, by kind: {', '.join(f'{row} {count}' for row, count in number.items())}"
        + (f"; beside them {plural(pale, 'pale mark')}, not counted." if pale else "."),
    )


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
        .then(pl.lit(f"before {month(START)}"))
        .when(~pl.col("authority").cast(pl.String).is_in(COMPARED))
        .then(pl.lit("of other authorities"))
        .when(pl.col("what") == "format")
        .then(pl.lit("on how a list is published"))
        .when(~pl.col("what").is_in(list(LANES)))
        .then(pl.lit("of other kinds"))
    )
    return known.with_columns(why=why)


def _left_out_note(absent: pl.DataFrame) -> list[str]:
    parts = [f"{plural(number, 'act')} {why}" for why, number in absent.iter_rows()]
    return [f"Left out: {join_words(parts)}."] if parts else []


def _lanes_headline(counted: pl.DataFrame, until: date) -> str:
    if until < TURN:
        by = counted.group_by("authority").len().sort("authority")
        numbers = join_words([f"{authority} {number}" for authority, number in by.iter_rows()])
        return f"{plural(counted.height, 'act')} over Russia from January 2022 to {day(until)}: {numbers}"
    number = _since_the_turn_to(until, counted)
    packages, easings = number["EU", "package"], number["US", "easing"]
    return f"Since {month(TURN)} the EU adopted {_some(packages, 'package')}; the US announced {_some(easings, 'easing')}"


def _some(number: int, noun: str) -> str:
    return f"{count_words(number)} {noun}{'' if number == 1 else 's'}"


def _of_the_us(counted: pl.DataFrame, until: date) -> list[str]:
    """Say by what else the United States acted since the turn, and from which day all is counted."""
    if until < TURN:
        return []
    number = _since_the_turn_to(until, counted)
    return [
        f"From {day(TURN)} on the United States announced {plural(number['US', 'listing'], 'round')} of listings over the war and "
        f"{plural(number['US', 'customs'], 'act')} on tariffs too."
    ]


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


def energy(buyers: pl.DataFrame, basis: str = PRESS, commodity: str = ALL) -> Figure:
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
    currency, what = table["currency"][0], COMMODITIES.get(commodity, "energy")
    first: date = table["month"].min()  # type: ignore[assignment]
    last: date = table["month"].max()  # type: ignore[assignment]
    named = table.with_columns(pl.col("value_bn").round(3), name=pl.col("buyer").replace(BUYERS), period=pl.col("month"))
    months = pl.date_range(first, last, "1mo", eager=True)
    blank = len({*months} - {*table["month"]})
    latest = named.filter(pl.col("month") == last).sort("value_bn", descending=True)
    top = latest.row(0, named=True)
    usual = (basis, commodity) == (PRESS, ALL)
    most = f"the most of {latest.height} buyers" if latest.height > 1 else "the only buyer"
    return Figure(
        _buyers(named, currency),
        id="energy-buyers" if usual else f"energy-buyers-{basis}-{commodity}".replace(" ", "-").replace("_", "-"),
        headline=f"In {month(last)}, the last month known, {top['name']} bought Russian {what} for {WRITTEN[currency](top['value_bn'])}, {most} named",
        subtitle=f"Purchases of Russian {COMMODITIES.get(commodity, 'fossil fuels')} by buyer and month, {currency} bn, {month(first)} to {month(last)}; on one basis ({basis}), blank where no source covers the month",
        data=named.select("month", "buyer", "value_bn", "currency", "source", "source_url"),
        sources=cite(table),
        notes=[
            f"{blank} of {months.len()} months have no row: not known, not zero. Nothing is known after {month(last)}.",
            MISSING_BUYERS,
        ],
        alt=f"Grid of buyers{'' if commodity == ALL else f' of {what}'} by month on the basis {basis}. {month(last)}: "
        f"{join_rows(latest, '{name} {value_bn:.2f}', ', ')} {currency} bn. {blank} months are blank.",
    )


def _buyers(named: pl.DataFrame, currency: str) -> marks.Layered:
    # Rounded, since a sum of floats hangs on the order of its terms, and would rank two equal buyers by luck.
    sums = named.group_by("name").agg(pl.col("value_bn").sum().round(3)).sort("value_bn", "name", descending=[True, False])
    shades = alt.Scale(range=["#DCEAF5", theme.BLUE])
    cells = alt.Chart(named, name="buyers", width=500, height=20 * sums.height).mark_rect(stroke=theme.PAPER, strokeWidth=1)
    return cells.encode(
        x=alt.X("yearmonth(period):T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False)),
        y=marks.names("name", sums["name"].to_list(), None),
        color=alt.Color(
            "value_bn:Q", scale=shades, legend=alt.Legend(title=f"{currency} bn a month", orient="top", gradientLength=160)
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
