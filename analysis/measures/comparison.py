"""Instruments side by side: for each, what Europe and the United States did in total, lately, and last.

Units differ from instrument to instrument, so nothing here is ever added or averaged across them: there is no index.
An instrument is made by one function from one subject's tables: dated amounts of each side, with unit, basis and the day
its coverage ends. `side_by_side` treats all alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from analysis import load
from analysis.as_of import known_on
from analysis.countries import EUROPE, UNITED_STATES, bloc_of, is_country, refuse_bodies, refuse_without_bloc
from analysis.errors import NotComparable
from analysis.measures import flows, frames, guarantees, packages, units
from analysis.measures.answers import is_firm

__all__ = [
    "Instrument",
    "Side",
    "agreements",
    "aid",
    "instruments",
    "of_both",
    "purl",
    "side_by_side",
    "troop_offers",
    "us_packages",
]

SIDES = (EUROPE, UNITED_STATES)
NOT_APPLICABLE = "n/a"
"""Of a side that has no such instrument: in no count of that side's instruments."""

NOT_KNOWN = "not known"
"""Of a side that has the instrument, of which the tables hold nothing: it stays in the count of that side's instruments."""

NONE_IN_A_YEAR, NONE_IN_TWO_YEARS = "none in the last year", "none in two years"
"""Trends of what was added before and is not now."""

MONEY = ("EUR bn", "USD bn")
"""Units of instruments that are money."""

LEVEL = 0.05
"""Two years that differ by less than this part of the earlier one count as level."""


@dataclass(frozen=True)
class Side:
    """What one side did with an instrument: `events` has day (null = not known) and amount, in the instrument's unit.

    `first_day` is the first day the source covers, null where it covers all that was ever done. A side that was cut off at the end
    of the other's coverage has in `later` what it did after that, to `known_to`.
    """

    events: pl.DataFrame
    basis: str
    coverage_end: date
    source: str
    first_day: date | None = None
    later: float = 0.0
    known_to: date | None = None


@dataclass(frozen=True)
class Instrument:
    """One instrument of one unit, with its sides by bloc.

    For a bloc without a side `absent` says why: n/a, the instrument is not its own, or not known. Neither is zero. `others` are
    those beside the two sides that used it, by name.
    """

    name: str
    unit: str
    sides: Mapping[str, Side]
    absent: str = NOT_APPLICABLE
    others: Sequence[str] = ()


def of_both(
    name: str, unit: str, basis: str, end: date, events: pl.DataFrame, source: str, blocs: Sequence[str] = SIDES
) -> Instrument:
    """Make an instrument that one table tells of for both sides alike; `events` has bloc, day and amount.

    `end` is the last day covered, `source` an id of `load.sources()`. A bloc in `blocs` without events did nothing, which is
    zero; a bloc left out of `blocs` is absent.

    >>> rows = pl.DataFrame({"bloc": ["Europe"], "day": [date(2024, 6, 24)], "amount": [27.0]})
    >>> of_both("Ships", "ships", "stated", date(2025, 1, 1), rows, "record").sides["United States"].events.height
    0
    """
    return Instrument(name, unit, {bloc: Side(events.filter(pl.col("bloc") == bloc), basis, end, source) for bloc in blocs})


def side_by_side(instruments: Sequence[Instrument]) -> pl.DataFrame:
    """Summarise each instrument for both sides, two rows an instrument, in the order given.

    Returns instrument, unit, bloc, total, last_12 and before_12 (the twelve months to the end of coverage, and those
    before), last_event, trend (up, down, level, none in the last year, none in two years; null, as before_12, where the source
    does not cover the twelve before whole), absent (why a side has
    nothing; its numbers are null then), basis, coverage_end, source, later and known_to (what a side that was cut off did after
    the end of coverage, and to when that is known), others (who beside the two sides used it). Raises NotComparable for no instrument, for two of one
    name, for events after the end of coverage, and for negative amounts: a balance, such as what is promised and not yet
    allocated, is no instrument.

    >>> from analysis import load
    >>> side_by_side([aid(load.aid(29))]).select("bloc", "total", "trend").rows()
    [('Europe', 214.844309, 'up'), ('United States', 115.38065, 'none in the last year')]
    """
    if not instruments:
        raise NotComparable("no instrument is given", "make one: measures.comparison.aid(load.aid())")
    names = [one.name for one in instruments]
    if len(set(names)) < len(names):
        raise NotComparable("two instruments of one name cannot be told apart", "give each its unit or basis as a name")
    return pl.concat([_row(one, bloc) for one in instruments for bloc in SIDES])


def instruments(
    *, money: pl.DataFrame, pledges: pl.DataFrame, signed: pl.DataFrame, us: pl.DataFrame, joined: pl.DataFrame, end: date
) -> list[Instrument]:
    """List all instruments in reading order: money, packages, guarantees; `end` is where the record ends.

    What is promised and not yet allocated is a balance and no instrument: see `measures.aid.to_be_allocated`.

    Takes one release of `load.aid()`, `load.pledges()`, `load.agreements()`, `load.us_packages()` and `load.purl()`.

    >>> from analysis import load
    >>> record = {"pledges": load.pledges(), "signed": load.agreements(), "us": load.us_packages(), "joined": load.purl()}
    >>> [one.unit for one in instruments(money=load.aid(29), end=load.collected_to(), **record)]
    ['EUR bn', 'EUR bn', 'EUR bn', 'USD bn', 'USD bn', 'announcements', 'countries', 'agreements']
    """
    return [
        *(aid(money, kind) for kind in frames.KINDS),
        us_packages(us, end, "PDA", "US weapons from stocks"),
        us_packages(us, end, "USAI", "US weapons ordered (USAI)"),
        purl(joined, end),
        troop_offers(pledges, end),
        agreements(signed, end),
    ]


def aid(rows: pl.DataFrame, kind: str | None = None) -> Instrument:
    """Make the instrument of allocations by month, in EUR bn, of one kind of aid or of all.

    Takes one release of `load.aid()`, whose cut-off is the end of coverage. Raises UnknownName for an unknown kind, and
    NotComparable for rows of several releases.

    >>> from analysis import load
    >>> aid(load.aid(29), "military").sides["Europe"].coverage_end
    datetime.date(2026, 4, 30)
    """
    monthly = flows.over_time(rows, kind=kind).filter(pl.col("eur") != 0)
    events = monthly.select("bloc", day="period", amount="eur_bn")
    name = f"{kind.capitalize()} aid" if kind else "Aid of all kinds"
    return of_both(name, "EUR bn", f"allocated, {_release(rows)}", _cutoff(rows), events, "kiel")


def troop_offers(pledges: pl.DataFrame, end: date) -> Instrument:
    """Make the instrument of countries that offer troops, each since the day from which it has done so without a break.

    Takes the whole history, `load.pledges()`, as known by `end`; a country counts once, with the amount 1, and a body that is
    no country does not count. Raises UnknownName for a country that the countries table does not know.

    >>> from analysis import load
    >>> troop_offers(load.pledges(), date(2025, 9, 20)).sides["Europe"].events.height
    4
    """
    stood = _placed(guarantees.spans(pledges, "land", end).filter(is_country())).sort("country", "since")
    # A government voted out took its offer along: what a later one offers begins anew.
    lapsed = pl.col("lapsed").shift(1).over("country").fill_null(False)
    turned = (is_firm() != is_firm().shift(1).over("country")).fill_null(True) | lapsed
    began = pl.when(turned).then(pl.col("since")).forward_fill().over("country")
    offering = stood.with_columns(began=began).filter("open", is_firm())
    events = offering.select("bloc", day="began", amount=pl.lit(1.0))
    return of_both("Offers of troops", "countries", "public positions, standing", end, events, "record")


def agreements(table: pl.DataFrame, end: date) -> Instrument:
    """Make the instrument of bilateral security agreements signed by `end`, the one with the EU institutions included.

    Raises UnknownName for a country that the countries table does not know.

    >>> from analysis import load
    >>> agreements(load.agreements(), date(2024, 6, 30)).sides["Europe"].events.height
    17
    """
    signed = known_on(table.filter(guarantees.SIGNED), end)
    placed = _placed(signed)
    others = placed.filter(~pl.col("bloc").is_in(SIDES))["partner"].unique().sort().to_list()
    events = placed.select("bloc", day="known_by", amount=pl.lit(1.0))
    return replace(of_both("Security agreements", "agreements", "signed", end, events, "record"), others=others)


def us_packages(table: pl.DataFrame, end: date, kind: str, name: str) -> Instrument:
    """Make the instrument of US packages of one kind (PDA or USAI) as announced by `end`, in USD bn; Europe has none such.

    Its total is the sum of the packages on record; the basis says so and names the official figure known by then.

    >>> from analysis import load
    >>> us_packages(load.us_packages(), date(2024, 12, 31), "PDA", "Drawdowns").sides["United States"].events.height
    73
    """
    known = known_on(table, end)
    events = packages.packages(known, kind).select(bloc=pl.lit(UNITED_STATES), day="known_by", amount=units.billions("usd"))
    official = packages.us_beside_official(known).filter(kind=kind, what="official total")["usd_bn"].to_list()
    basis = "; ".join(
        ["packages on record, our sum", *[f"{packages.OFFICIAL_FIGURES[kind]} ${usd_bn:.1f}bn" for usd_bn in official]]
    )
    return of_both(name, "USD bn", basis, end, events, "record", (UNITED_STATES,))


def purl(table: pl.DataFrame, end: date) -> Instrument:
    """Make the instrument of European countries' announcements to pay for US weapons through PURL.

    Announcements are counted, because their amounts are in many currencies. Raises UnknownName for a country that the countries
    table does not know, AnalysisError for an announcement without a day, and NotComparable for one of a body that is no country.

    >>> from analysis import load
    >>> purl(load.purl(), date(2025, 12, 31)).sides["Europe"].events.height
    24
    """
    national = refuse_bodies(known_on(table, end).filter(pl.col("row_kind") == "national"))
    events = _placed(national).select("bloc", day="known_by", amount=pl.lit(1.0))
    basis = "national announcements, counted"
    return of_both("Paying for US weapons (PURL)", "announcements", basis, end, events, "record", (EUROPE,))


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    countries = load.countries()
    return refuse_without_bloc(rows.with_columns(bloc=bloc_of("country", countries)), countries, "country")


def _row(one: Instrument, bloc: str) -> pl.DataFrame:
    side = one.sides.get(bloc)
    stated = side or next(iter(one.sides.values()))
    events = stated.events.with_columns(pl.col("day").cast(pl.Date))
    if (events["day"] > stated.coverage_end).any():
        raise NotComparable(f"{one.name} has events after its coverage ends on {stated.coverage_end}", "cut them off: known_on")
    if (events["amount"] < 0).any():
        raise NotComparable(
            f"{one.name} has negative amounts: a balance is no instrument, nobody adds to it by leaving it open",
            "set side by side what was done, such as measures.comparison.aid(load.aid())",
        )
    end = pl.lit(stated.coverage_end)
    year, two = end.dt.offset_by("-12mo"), end.dt.offset_by("-24mo")
    last, before = pl.col("day") > year, (pl.col("day") > two) & (pl.col("day") <= year)
    sums = events.select(
        total=pl.col("amount").sum(),
        last_12=pl.col("amount").filter(last).sum(),
        before_12=pl.col("amount").filter(before).sum(),
        last_event=pl.col("day").max(),
    ).with_columns(pl.col("total", "last_12", "before_12").cast(pl.Float64).round(6))
    summed = sums.with_columns(trend=_trend())
    if stated.first_day is not None and stated.first_day > pl.select(two).item() + timedelta(days=1):
        # A shorter time before is no measure of the twelve months after it.
        summed = summed.with_columns(before_12=pl.lit(None, pl.Float64), trend=pl.lit(None, pl.String))
    known = summed if side else summed.select(pl.lit(None, dtype=kind).alias(name) for name, kind in summed.schema.items())
    return known.select(
        pl.lit(one.name).alias("instrument"),
        pl.lit(one.unit).alias("unit"),
        pl.lit(bloc).alias("bloc"),
        pl.all(),
        pl.lit(None if side else one.absent, dtype=pl.String).alias("absent"),
        pl.lit(stated.basis).alias("basis"),
        pl.lit(stated.coverage_end).alias("coverage_end"),
        pl.lit(stated.source).alias("source"),
        later=pl.lit(stated.later if side else None, pl.Float64),
        known_to=pl.lit(stated.known_to if side else None, pl.Date),
        others=pl.lit(", ".join(one.others) or None, pl.String),
    )


def _trend() -> pl.Expr:
    last, before = pl.col("last_12"), pl.col("before_12")
    change = last - before
    return (
        pl.when((last == 0) & (before == 0))
        .then(pl.lit(NONE_IN_TWO_YEARS))
        .when(last == 0)
        .then(pl.lit(NONE_IN_A_YEAR))
        .when(change.abs() <= LEVEL * before.abs())
        .then(pl.lit("level"))
        .when(change > 0)
        .then(pl.lit("up"))
        .otherwise(pl.lit("down"))
    )


def _release(rows: pl.DataFrame) -> str:
    return f"release {_one_release(rows)}"


def _cutoff(rows: pl.DataFrame) -> date:
    cutoffs = load.releases().filter(pl.col("release") == _one_release(rows))["cutoff"]
    found: date = cutoffs.item() if len(cutoffs) else rows.select(pl.col("month").max().dt.month_end()).item()
    return found


def _one_release(rows: pl.DataFrame) -> str:
    names = rows["release"].unique().sort().to_list()
    if len(names) != 1:
        raise NotComparable(
            f"rows of {len(names)} releases ({', '.join(names)}) have no one cut-off", "load one release: load.aid(release=29)"
        )
    return str(names[0])
