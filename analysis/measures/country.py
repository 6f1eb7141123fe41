"""One donor among the others: its rank, what it gave of each kind and year, and what it gives to allies' purchases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analysis.as_of import known_on
from analysis.errors import UnknownName
from analysis.measures import purl as in_purl
from analysis.measures.economy import by_size, share_of_gdp
from analysis.measures.flows import over_time, totals
from analysis.measures.frames import require_single_release

__all__ = ["Rank", "kinds", "place", "purl_announced", "rank", "size", "size_rank", "year_rank", "years"]


@dataclass(frozen=True)
class Rank:
    """Hold a place among those compared, best first: equal amounts share the better place.

    >>> Rank(3, 42, 30.6).place
    3
    """

    place: int
    of: int
    amount: float


def rank(aid: pl.DataFrame, donor: str, *, stage: str = "allocated") -> Rank:
    """Rank a donor among all donors of one release by what it gave, in EUR bn, undated money included.

    Takes `load.aid()` or `load.aid_totals()`; the EU institutions are a donor among them. A donor of the release that gave nothing
    of the stage has zero. Raises UnknownName for a donor that the release does not have, NotComparable for several releases.

    >>> from analysis import load
    >>> rank(load.later_totals(), "DEU")
    Rank(place=3, of=42, amount=30.633)
    """
    require_single_release(aid, "a rank is of one release")
    everyone = sorted(aid["donor"].unique())
    if donor not in everyone:
        raise UnknownName("donor in this release", donor, everyone, lister='measures.aid.totals(aid, by="donor")')
    given = dict.fromkeys(everyone, 0.0) | dict(totals(aid, by="donor", stage=stage).select("donor", "eur_bn").iter_rows())
    return place(given, donor)


def size(aid: pl.DataFrame, shares: pl.DataFrame | None) -> pl.DataFrame:
    """Give allocations of each donor in per cent of its GDP of 2021: donor, own_pct, both_pct (with its part of the EU's aid).

    `shares` is `load.eu_aid_shares(release)`, or None where they are not known: both_pct is null then. Who has no GDP, as the EU
    institutions, has no row.

    >>> from analysis import load
    >>> size(load.later_totals(), load.eu_aid_shares("30")).filter(donor="DEU").select("donor", pl.col("own_pct", "both_pct").round(6)).row(0)
    ('DEU', 0.850503, 1.449795)
    """
    if shares is None:
        own = share_of_gdp(aid)
        return own.select("donor", own_pct="pct_gdp", both_pct=pl.lit(None, pl.Float64)).drop_nulls("own_pct")
    return by_size(aid, shares).select("donor", "own_pct", "both_pct").drop_nulls("own_pct")


def size_rank(sizes: pl.DataFrame, donor: str, *, with_eu: bool = True) -> Rank | None:
    """Rank a donor by size, with its part of the EU's aid or without; None for one of unknown size. Takes the result of `size`.

    >>> sizes = pl.DataFrame({"donor": ["DEU", "EST"], "own_pct": [0.9, 2.7], "both_pct": [1.4, 3.3]})
    >>> size_rank(sizes, "DEU"), size_rank(sizes, "EUI")
    (Rank(place=2, of=2, amount=1.4), None)
    """
    column = "both_pct" if with_eu else "own_pct"
    known = dict(sizes.drop_nulls(column).select("donor", column).iter_rows())
    return place(known, donor) if donor in known else None


def place(given: Mapping[str, float], one: str) -> Rank:
    """Give the place of one among amounts by name, the largest first.

    >>> place({"DEU": 30.6, "POL": 5.9}, "POL")
    Rank(place=2, of=2, amount=5.9)
    """
    return Rank(1 + sum(amount > given[one] for amount in given.values()), len(given), given[one])


def kinds(aid: pl.DataFrame, donor: str) -> dict[str, float]:
    """Sum a donor's allocations by kind, in EUR bn, undated money included; the largest first.

    >>> from analysis import load
    >>> list(kinds(load.later_totals(), "DEU"))
    ['military', 'humanitarian', 'financial']
    """
    own = totals(aid.filter(donor=donor), by="kind").sort("eur_bn", "kind", descending=[True, False])
    return dict(own.select("kind", "eur_bn").iter_rows())


def years(aid: pl.DataFrame, donor: str, until: date) -> tuple[float, float]:
    """Sum what a donor allocated in the twelve months that had ended by a day and in the twelve before, in EUR bn; dated money only.

    >>> from analysis import load
    >>> years(load.aid(29), "USA", date(2026, 10, 10))
    (0.0, 39.661795)
    """
    months = over_time(aid, by="donor", only=[donor]).filter(pl.col("period").dt.month_end() <= until).sort("period")
    amounts: list[float] = months["eur_bn"].to_list()
    return round(sum(amounts[-12:]), 6), round(sum(amounts[-24:-12]), 6)


def year_rank(aid: pl.DataFrame, donor: str, until: date) -> Rank:
    """Rank a donor among all donors of one release by what it allocated in the twelve months that had ended by a day, in EUR bn.

    Dated money only; who allocated nothing has zero and a place. Raises as `rank`.

    >>> from analysis import load
    >>> year_rank(load.aid(29), "DEU", date(2026, 10, 10))
    Rank(place=2, of=42, amount=13.125727)
    """
    require_single_release(aid, "a rank is of one release")
    everyone = sorted(aid["donor"].unique())
    if donor not in everyone:
        raise UnknownName("donor in this release", donor, everyone, lister='measures.aid.totals(aid, by="donor")')
    months = over_time(aid, by="donor").filter(pl.col("period").dt.month_end() <= until)
    last = months.filter(pl.col("period") > pl.col("period").max().dt.offset_by("-12mo"))
    given = dict(last.group_by("donor").agg(pl.col("eur_bn").sum().round(6)).iter_rows())
    return place(dict.fromkeys(everyone, 0.0) | given, donor)


def purl_announced(purl: pl.DataFrame, country: str, day: date) -> tuple[float | None, list[tuple[Decimal, str]], int]:
    """Give what a country announced for PURL by a day: EUR bn, amounts in other currencies, and the number of contributions.

    The sum is None where there is none in euros or dollars; what no rate turns into euros stands beside it with its currency; those
    without an amount are among the contributions. Dollars are turned into euros at the mean rate of each month; running totals and joint packages are left out.

    >>> from analysis import load
    >>> purl_announced(load.purl(), "DEU", date(2026, 10, 10)), purl_announced(load.purl(), "DNK", date(2026, 10, 10))
    ((0.600682768, [], 2), (0.049912631, [(Decimal('580000000.00'), 'DKK')], 2))
    """
    known = known_on(purl, day)
    own = in_purl.in_euros(known).filter(country=country)
    euros: list[float] = own["eur_bn"].drop_nulls().to_list()
    others = own.filter(pl.col("eur_bn").is_null(), pl.col("amount").is_not_null()).select("amount", "currency").rows()
    times = known.filter(pl.col("row_kind").cast(pl.String) == "national", country=country).height
    return (sum(euros) if euros else None), others, times
