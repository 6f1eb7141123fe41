"""Public claims beside ours: what others published, and the same computed from the tables here, never typed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from analysis.countries import EU_INSTITUTIONS, EUROPE
from analysis.errors import AnalysisError, NotComparable
from analysis.measures.flows import last_month, over_time
from analysis.measures.frames import require_single_release
from analysis.measures.lead import overtaken_on
from analysis.measures.packages import packages, purl_countries, total
from analysis.measures.units import unit_of

__all__ = ["TABLES", "against_claims", "real_growth"]

EVERYONE = "all donors"
REAL = "2025"
"""The year at whose prices ours stands beside real growth."""

EUR_BN, USD_BN, PER_CENT = "EUR bn", "USD bn", "per cent"
"""Units of claims that are written in a way of their own."""

TABLES = ("aid", "vessels", "designations", "us_packages", "purl")
"""The tables that answers are computed from, by the names that `load` has for them."""

Row = Mapping[str, Any]
Tables = Mapping[str, pl.DataFrame]


def against_claims(claims: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Set what the tables here say beside each public claim.

    Takes `load.public_claims()` and the tables of TABLES by name, aid of one release. Returns the claims with release (of aid,
    where that answers), ours (in the claim's unit, null where a time is claimed), ours_on (the time, null where a number is), off
    (ours less theirs, in per cent of theirs; in points where they are per cent) and within (whether that is inside the row's
    tolerance; null where a time is claimed). Raises NotComparable for aid of several releases or that ends before a claim's
    window, AnalysisError for a table that is not given.

    >>> from analysis import load
    >>> tables = {"aid": load.aid(29)} | {name: getattr(load, name)() for name in TABLES[1:]}
    >>> found = against_claims(load.public_claims(), tables)
    >>> found.filter(pl.col("claim").str.contains("October 2024"), of="United States").select("value", "ours").row(0)
    (119.0, 118.961605)
    """
    if missing := [name for name in TABLES if name not in tables]:
        raise AnalysisError(
            f"no table {', '.join(missing)} to answer claims from", f"give it: {{{missing[0]!r}: load.{missing[0]}()}}"
        )
    aid = tables["aid"]
    require_single_release(aid, "claims are held against the sums of one release")
    found = [ANSWERS[row["answer"]](tables, row) for row in claims.iter_rows(named=True)]
    numbers = [None if isinstance(one, date) else one for one in found]
    times = [one if isinstance(one, date) else None for one in found]
    held = claims.with_columns(
        release=pl.when(pl.col("subject").cast(pl.String) == "aid").then(pl.lit(aid["release"][0])),
        ours=pl.Series(numbers, dtype=pl.Float64),
        ours_on=pl.Series(times, dtype=pl.Date),
    )
    points = pl.col("ours") - pl.col("value")
    in_points = pl.col("unit").cast(pl.String) == PER_CENT
    off = pl.when(in_points).then(points).otherwise(100 * points / pl.col("value")).round(3)
    return held.with_columns(off=off).with_columns(within=pl.col("off").abs() <= pl.col("tolerance_pct").fill_null(0))


def real_growth(claims: pl.DataFrame, aid: pl.DataFrame) -> pl.DataFrame:
    """Set our growth of a year's aid, nominal and at the prices of 2025, beside the real growth that others told.

    Takes `load.public_claims()`, of which those of a year against the mean of the three before it are taken, and `load.aid()` of one
    release. Returns the claims with release, told (per cent of change), nominal and constant (ours likewise, dated money alone), and
    off_nominal and off_constant (ours less theirs, in percentage points). Raises NotComparable for aid of several releases or that ends
    before a claim's window.

    >>> from analysis import load
    >>> rows = real_growth(load.public_claims(), load.aid(29)).filter(of="Europe", detail="military")
    >>> rows.select("told", pl.col("nominal", "constant", "off_constant").round(1)).row(0)
    (67.0, 79.8, 71.2, 4.2)
    """
    require_single_release(aid, "claims are held against the sums of one release")
    told = claims.filter(pl.col("answer").cast(pl.String) == "against_the_years_before")
    rates = {
        name: [_against_the_years_before({"aid": aid}, row, at) - 100 for row in told.iter_rows(named=True)]
        for name, at in (("nominal", None), ("constant", REAL))
    }
    held = told.with_columns(
        release=pl.lit(aid["release"][0]),
        told=pl.col("value") - 100,
        **{name: pl.Series(values, dtype=pl.Float64).round(3) for name, values in rates.items()},
    )
    return held.with_columns((pl.col(name) - pl.col("told")).round(3).alias(f"off_{name}") for name in rates)


def _allocated(
    tables: Tables, row: Row, first: date | None, last: date, stage: str = "allocated", prices: str | None = None
) -> float:
    """Sum one bloc's aid of the claim's kinds over months, in EUR bn."""
    kinds = str(row["detail"]).split("|") if row["detail"] else None
    by = ["base_bloc", "bloc", *(["kind"] if kinds else [])]
    months = over_time(tables["aid"], by, stage=stage, prices=prices)
    end = last_month(months)
    if end < last.replace(day=1):
        problem = f"the release ends in {end:%Y-%m}, the claim's window in {last:%Y-%m}"
        raise NotComparable(problem, "take a release that covers it: load.aid()")
    everyone = pl.lit(row["of"] == EVERYONE)
    whose = everyone | (pl.col("bloc") == row["of"]) | (pl.col("base_bloc") == row["of"])
    chosen = months.filter(whose, pl.col("period").is_between(first or months["period"].min(), last))
    chosen = chosen.filter(pl.col("kind").is_in(kinds)) if kinds else chosen
    return round(float(chosen[unit_of(prices=prices)].sum()), 9)


def _committed(tables: Tables, row: Row) -> float:
    return _allocated(tables, row, row["first_day"], row["last_day"], "committed")


def _against_the_years_before(tables: Tables, row: Row, prices: str | None = None) -> float:
    """Give a year's aid in per cent of the mean of the three years before it, nominal or at the prices of one year."""
    year = row["last_day"].year
    before = _allocated(tables, row, date(year - 3, 1, 1), date(year - 1, 12, 1), prices=prices) / 3
    return round(100 * _allocated(tables, row, date(year, 1, 1), date(year, 12, 1), prices=prices) / before, 3)


def _share_of_the_eu_institutions(tables: Tables, row: Row) -> float:
    """Give what part of Europe's aid of the claim's kinds the EU institutions gave, in per cent."""
    part, whole = (_allocated(tables, {**row, "of": of}, row["first_day"], row["last_day"]) for of in (EU_INSTITUTIONS, EUROPE))
    return round(100 * part / whole, 3)


def _ahead_since(tables: Tables, row: Row) -> date | None:
    kinds = str(row["detail"]).split("|") if row["detail"] else [None]
    return overtaken_on(tables["aid"], leader=row["of"], kind=kinds[0])


def _ships_by_number(tables: Tables, row: Row) -> float:
    """Count ships by IMO number, each on the last day it can first have been listed."""
    ships = tables["vessels"].filter(authority=row["of"]).with_columns(day=pl.coalesce("listed_on", "not_after"))
    return float(ships.filter(_inside(row)).height)


def _ships_listed(tables: Tables, row: Row) -> float:
    """Count ships as the list itself states them, with or without a number."""
    ships = pl.col("subject").cast(pl.String) == "vessel"
    return _stated(tables["designations"].filter(ships), row)


def _listings(tables: Tables, row: Row) -> float:
    return _stated(tables["designations"], row)


def _stated(rows: pl.DataFrame, row: Row) -> float:
    measure = pl.col("measure").cast(pl.String)
    of = rows.filter(pl.col("authority") == row["of"], pl.col("basis").cast(pl.String) == "stated").with_columns(
        day="listed_on"
    )
    chosen = of.filter(_inside(row), pl.lit(row["detail"] is None) | measure.is_in(str(row["detail"]).split("|")))
    return float(chosen["listings"].sum())


def _first_listing(tables: Tables, row: Row) -> date | None:
    """Give the first day in the window on which the authority listed anyone, on the basis that places its days."""
    days = tables["designations"].filter(
        pl.col("authority") == row["of"], pl.col("basis").cast(pl.String).is_in(["stated", "inferred"])
    )
    first: date | None = days.with_columns(day="listed_on").filter(_inside(row))["day"].min()  # type: ignore[assignment]
    return first


def _drawdowns_usd_bn(tables: Tables, row: Row) -> float:
    usd = total(_drawdowns_to(tables, row), "usd")["usd"].item()
    return float(usd) / 1e9


def _drawdowns(tables: Tables, row: Row) -> float:
    return float(_drawdowns_to(tables, row).height)


def _drawdowns_to(tables: Tables, row: Row) -> pl.DataFrame:
    return packages(tables["us_packages"], "PDA").filter(pl.col("known_by") <= row["last_day"])


def _purl_countries(tables: Tables, row: Row) -> float:
    """Count countries that contribute by the day, by themselves or in a group that pays jointly."""
    return float(purl_countries(tables["purl"]).filter(pl.col("since") <= row["last_day"]).height)


def _inside(row: Row) -> pl.Expr:
    return pl.col("day").is_between(row["first_day"] or date.min, row["last_day"])


ANSWERS: dict[str, Callable[[Tables, Row], float | date | None]] = {
    "committed": _committed,
    "against_the_years_before": _against_the_years_before,
    "share_of_the_eu_institutions": _share_of_the_eu_institutions,
    "ahead_since": _ahead_since,
    "ships_by_number": _ships_by_number,
    "ships_listed": _ships_listed,
    "listings": _listings,
    "first_listing": _first_listing,
    "drawdowns_usd_bn": _drawdowns_usd_bn,
    "drawdowns": _drawdowns,
    "purl_countries": _purl_countries,
}
