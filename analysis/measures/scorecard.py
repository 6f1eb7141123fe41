"""Then and now: what each side had done by two days, measure by measure, each within one release and one window."""

from datetime import date

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.countries import EUROPE, bloc_of, is_country
from analysis.errors import NotComparable
from analysis.measures import acts, guarantees, ships
from analysis.measures.answers import MAY_OFFER, offers_troops, refuses_troops
from analysis.measures.flows import over_time, rolling_year
from analysis.measures.frames import require_single_release

__all__ = [
    "aid_by",
    "duties_on_buyers",
    "duties_ordered",
    "military_before",
    "military_month",
    "packages",
    "paid_out",
    "purl_total",
    "ships_listed",
    "troop_answers",
    "us_acts",
]

BEFORE = (date(2022, 1, 1), date(2024, 12, 1))
"""First and last month of the three years with which today's military aid is compared: both sides gave in all of them."""

MONTHS = 12


def aid_by(aid: pl.DataFrame, day: date, stage: str) -> dict[str, float]:
    """Sum aid of one release by bloc, in EUR bn, over the months that had ended by a day; undated money is left out.

    >>> from analysis import load
    >>> round(aid_by(load.aid(29), date(2025, 9, 20), "allocated")["Europe"], 1)
    179.7
    """
    require_single_release(aid, "then and now are of one release")
    return _last(over_time(aid, stage=stage, cumulative=True), day, pl.col("eur_bn"))


def military_month(aid: pl.DataFrame, day: date) -> dict[str, float]:
    """Give military aid a month by bloc, in EUR bn: the mean of the twelve months that had ended by a day.

    >>> from analysis import load
    >>> round(military_month(load.aid(29), date(2026, 10, 10))["Europe"], 2)
    2.62
    """
    return _last(rolling_year(aid, kind="military"), day, pl.col("eur_bn") / MONTHS)


def _last(months: pl.DataFrame, day: date, amount: pl.Expr) -> dict[str, float]:
    """Give an amount of the last month that had ended by a day, by bloc; later months are dropped after summing, never before it."""
    ended = months.filter(pl.col("period").dt.month_end() <= day)
    return dict(ended.filter(pl.col("period") == pl.col("period").max()).select("bloc", amount).iter_rows())


def military_before(aid: pl.DataFrame) -> dict[str, float]:
    """Give military aid a month by bloc, in EUR bn: the mean of the 36 months of 2022 to 2024.

    Raises NotComparable for a release that does not cover all of them.

    >>> from analysis import load
    >>> {bloc: round(amount, 1) for bloc, amount in military_before(load.aid(29)).items() if bloc != "Other donors"}
    {'Europe': 1.6, 'United States': 1.8}
    """
    months = over_time(aid, kind="military").filter(pl.col("period").is_between(*BEFORE))
    if (covered := months["period"].n_unique()) != (whole := 3 * MONTHS):
        fix = "take a release that covers 2022 to 2024: load.aid()"
        raise NotComparable(f"{covered} of the {whole} months of 2022 to 2024 are covered", fix)
    return dict(
        months.group_by("bloc").agg(eur_bn=pl.col("eur").sum().cast(pl.Float64) / (whole * 10**9)).sort("bloc").iter_rows()
    )


def troop_answers(pledges: pl.DataFrame, countries: pl.DataFrame, day: date) -> dict[str, list[str]]:
    """List European countries by their answer on troops in Ukraine on a day: offer, may, refuse and heard (any answer), by code.

    Takes the whole of `load.pledges()` and `load.countries()`; what counts as an offer or a refusal is said in `measures.answers`.

    >>> from analysis import load
    >>> len(troop_answers(load.pledges(), load.countries(), date(2025, 9, 20))["offer"])
    4
    """
    stood = guarantees.matrix(pledges, day).filter(is_country(), pl.col("domain") == "land")
    land = stood.with_columns(bloc=bloc_of("country", countries)).filter(pl.col("bloc") == EUROPE)
    may = pl.col("answer") == MAY_OFFER
    rules = {"offer": offers_troops(), "may": may, "refuse": refuses_troops(), "heard": pl.lit(value=True)}
    return {name: land.filter(rule)["country"].sort().to_list() for name, rule in rules.items()}


def us_acts(actions: pl.DataFrame, first: date, day: date) -> dict[str, int]:
    """Count acts of the United States on Russia that tighten and that ease, from one day to another, both included.

    >>> from analysis import load
    >>> us_acts(load.actions(), date(2025, 1, 20), date(2025, 9, 20))
    {'tighten': 1, 'ease': 0}
    """
    if day < first:
        return {"tighten": 0, "ease": 0}
    counted = acts.counted(actions, first, day).filter(pl.col("authority").cast(pl.String) == "US")
    return {"tighten": counted.filter(acts.TIGHTENS).height, "ease": counted.filter(acts.EASES).height}


def packages(actions: pl.DataFrame, day: date) -> int:
    """Count the packages of sanctions that the EU had adopted by a day.

    >>> from analysis import load
    >>> packages(load.actions(), date(2025, 9, 20))
    18
    """
    is_package = (pl.col("kind").cast(pl.String) == "package") & (pl.col("authority").cast(pl.String) == "EU")
    return known_on(actions, day, "date").filter(is_package, pl.col("legal_act").is_not_null()).height


def paid_out(disbursements: pl.DataFrame, countries: pl.DataFrame) -> dict[str, float]:
    """Sum financial aid paid out by bloc, in EUR bn, over all months of the release that says so.

    >>> from analysis import load
    >>> round(paid_out(load.disbursements(), load.countries())["Europe"], 1)
    79.4
    """
    placed = disbursements.with_columns(bloc=bloc_of("donor", countries))
    return dict(placed.group_by("bloc").agg(eur_bn=pl.col("eur").sum().cast(pl.Float64) / 10**9).sort("bloc").iter_rows())


def ships_listed(vessels: pl.DataFrame, coverage: pl.DataFrame, day: date) -> dict[str, tuple[int, date]]:
    """Count ships ever listed by each authority up to a day, and the day to which that is known: the end of its source, if it ends before.

    >>> from analysis import load
    >>> ships_listed(load.vessels(), load.sanctions_coverage(), date(2025, 9, 20))["EU"]
    (448, datetime.date(2025, 9, 20))
    """
    daily = ships.over_time(vessels, coverage)
    so_far = pl.col("so_far").filter(pl.col("period") <= day).max().fill_null(0)
    latest = daily.group_by("authority").agg(so_far, end=pl.col("period").max()).sort("authority")
    return {one: (listed, min(end, day)) for one, listed, end in latest.select("authority", "so_far", "end").iter_rows()}


def duties_on_buyers(customs: pl.DataFrame, countries: pl.DataFrame, day: date) -> pl.DataFrame:
    """List the duties on goods of countries that buy Russian oil which stand on a day: authority, target and rate, as on record.

    A duty on a buyer is one whose target is a country of its own, and not Russia. Rows that rest on a copy of a page alone are in no
    briefing, and are left out.

    >>> from analysis import load
    >>> duties_on_buyers(load.customs_measures(), load.countries(), date(2025, 9, 20)).rows()
    [('US', 'India', '25% ad valorem')]
    """
    buyers = countries.filter(pl.col("name") != "Russia")["name"].to_list()
    stood = acts.in_force(customs, day).filter(SOUND, pl.col("target").is_in(buyers))
    return stood.select(pl.col("authority").cast(pl.String), "target", "rate").sort("authority", "target")


def duties_ordered(customs: pl.DataFrame, day: date) -> list[str]:
    """List the rates of duties on buyers of Russian energy that a law known on a day orders and that were not seen imposed.

    >>> from analysis import load
    >>> duties_ordered(load.customs_measures(), date(2026, 10, 10))
    ['up to 100%']
    """
    status, target = pl.col("status").cast(pl.String), pl.col("target")
    ordered = customs.filter(status == "mandated", pl.col("date") <= day, ~target.str.starts_with("Russia"))
    return ordered.sort("date", "target")["rate"].to_list()


def purl_total(purl: pl.DataFrame, day: date) -> tuple[float, date, str] | None:
    """Give the last running total of PURL published by a day, in USD bn, that day, and how it was stated; None before the first.

    >>> from analysis import load
    >>> purl_total(load.purl(), date(2025, 9, 20))
    (2.0, datetime.date(2025, 9, 6), 'more than, received')
    """
    is_total = (pl.col("row_kind").cast(pl.String) == "running_total") & pl.col("donor").str.starts_with("All donors")
    totals = known_on(purl, day).filter(is_total).sort("known_by")
    if totals.is_empty():
        return None
    last = totals.row(-1, named=True)
    return float(last["amount"]) / 10**9, last["known_by"], last["amount_meaning"]
