"""How aid arrives: EU shares re-labelled, financial aid paid out, where weapons come from, heavy weapons."""

import polars as pl

from analysis import load
from analysis.errors import NotComparable
from analysis.measures.flows import billions, choose, in_billions, named, over_time, ratio, share_of, totals, with_asked
from analysis.measures.frames import of_amounts, refuse_unknown

EUI = "EUI"
ROUTES = ("stockpile", "procurement", "nato_purl", "unspecified")
ROUNDING = 0.0002
"""The publisher rounds each member's share, to a million euros at worst: so far may their sum be from the whole."""


def with_eu_shares(aid: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Count the EU institutions' allocations under the members they stand for; the institutions are no donor then.

    Re-labels and adds nothing: the whole stays what it was, but for the publisher's rounding of the shares. Returns release,
    donor, name, own_bn, share_bn, both_bn, own_pct and both_pct (per cent of the GDP of 2021; null without one); largest first.
    Raises NotComparable where the shares are of another release or do not add up to the institutions' allocations.

    >>> from analysis import load
    >>> both = with_eu_shares(load.aid(29), load.eu_aid_shares(29))
    >>> both.filter(pl.col("donor") == "DEU").select("own_bn", "both_bn").row(0)
    (29.927507, 49.040049)
    """
    donors = totals(aid, by="donor").select("release", "donor", own="eur")
    institutions = donors.filter(pl.col("donor") == EUI)["own"].sum()
    _refuse_incomparable(donors, shares, "EU shares")
    if abs(float(shares["eur"].sum()) - float(institutions)) > ROUNDING * float(institutions):
        raise NotComparable(
            f"the shares add up to {shares['eur'].sum()} euros, the EU institutions' allocations to {institutions}",
            "take both from one complete release: load.eu_aid_shares(29) and load.aid(29)",
        )
    members = donors.filter(pl.col("donor") != EUI).join(shares.select("donor", share="eur"), on="donor", how="left")
    members = members.with_columns(pl.col("share").fill_null(0))
    gdp = load.countries().select("name", "gdp_2021_eur_bn", donor="iso3")
    own, share, both = billions("own"), billions("share"), billions(pl.col("own") + pl.col("share"))
    pct = {"own_pct": 100 * own / pl.col("gdp_2021_eur_bn"), "both_pct": 100 * both / pl.col("gdp_2021_eur_bn")}
    columns = members.join(gdp, on="donor", how="left").select(
        "release", "donor", "name", own_bn=own, share_bn=share, both_bn=both, **pct
    )
    return columns.sort("both_bn", "donor", descending=[True, False])


def paid_out(aid: pl.DataFrame, disbursements: pl.DataFrame, by: str = "bloc") -> pl.DataFrame:
    """Set financial aid paid out beside financial allocations, per bloc, base_bloc or donor.

    Returns release, the group, allocated_bn, disbursed_bn, open_bn (allocated less disbursed, negative where more was paid
    than this release has as allocated) and share_paid (null where nothing is allocated); largest allocation first; undated
    allocations are in it. Raises NotComparable for two releases, UnknownName for an unknown group.

    >>> from analysis import load
    >>> paid_out(load.aid(28), load.disbursements()).select("bloc", "allocated_bn", "disbursed_bn").row(0)
    ('Europe', 92.900038897, 79.4287294)
    """
    choose("grouping", by, ("bloc", "base_bloc", "donor"))
    _refuse_incomparable(aid, disbursements, "disbursements")
    allocated = totals(aid, by=by, kind="financial").select("release", by, "eur")
    paid = with_asked(disbursements.lazy(), [by]).group_by(by).agg(paid=pl.col("eur").sum()).collect()
    both = allocated.join(paid, on=by, how="full", coalesce=True).with_columns(
        pl.col("release").fill_null(aid["release"][0]), pl.col("eur", "paid").fill_null(0)
    )
    return both.select(
        "release",
        by,
        allocated_bn=billions("eur"),
        disbursed_bn=billions("paid"),
        open_bn=billions(pl.col("eur") - pl.col("paid")),
        share_paid=ratio("paid", "eur"),
    ).sort("allocated_bn", by, descending=[True, False])


def paid_over_time(aid: pl.DataFrame, disbursements: pl.DataFrame) -> pl.DataFrame:
    """Sum financial allocations and disbursements up to each month, by bloc; dated money only.

    Returns release, period, bloc, eur_bn and stage (allocated, disbursed); sorted. Raises NotComparable for two releases.

    >>> from analysis import load
    >>> paid = paid_over_time(load.aid(28), load.disbursements())
    >>> paid.filter(pl.col("bloc") == "Europe", pl.col("stage") == "disbursed")["eur_bn"][-1]
    79.4287294
    """
    _refuse_incomparable(aid, disbursements, "disbursements")
    as_aid = disbursements.with_columns(kind=pl.lit("financial"), stage=pl.lit("allocated"))
    sums = [
        over_time(rows, kind="financial", cumulative=True).drop("eur").with_columns(stage=pl.lit(stage))
        for rows, stage in ((aid, "allocated"), (as_aid, "disbursed"))
    ]
    return pl.concat(sums).sort("period", "bloc", "stage")


@of_amounts
def routes(military: pl.LazyFrame, every: str = "1mo") -> pl.LazyFrame:
    """Sum military allocations of all donors by where the weapons come from: from stocks, bought, through PURL, not said.

    Takes `load.military_routes()`; `every`: 1mo, 1q, 1y. Returns release, period, route, eur_bn and share (of the period,
    null where that is zero); sorted. Raises UnknownName.

    >>> from analysis import load
    >>> years = routes(load.military_routes(), every="1y").filter(pl.col("route") == "nato_purl")
    >>> years.filter(pl.col("period").dt.year() == 2025)["eur_bn"].item()
    3.712365838
    """
    choose("every", every, ("1mo", "1q", "1y"))
    summed = military.group_by("release", pl.col("month").dt.truncate(every).alias("period"), "route").agg(pl.col("eur").sum())
    shares = in_billions(summed).with_columns(share=share_of("release", "period")).drop("eur")
    return shares.sort("release", "period", pl.col("route").cast(pl.Enum(ROUTES)))


def routes_missing(military: pl.DataFrame, aid: pl.DataFrame) -> float:
    """Give by how much the table of routes falls short of the military allocations of the same release, in EUR bn.

    Raises NotComparable for two releases.

    >>> from analysis import load
    >>> routes_missing(load.military_routes(), load.aid(29))
    4.946191495
    """
    _refuse_incomparable(aid, military, "routes")
    whole = aid.filter(pl.col("stage") == "allocated", pl.col("kind") == "military").select(pl.col("eur").sum())
    both = whole.with_columns(military.select(routes=pl.col("eur").sum()))
    return float(both.select(billions(pl.col("eur") - pl.col("routes"))).item())


def heavy_weapons(weapons: pl.DataFrame) -> pl.DataFrame:
    """Count heavy weapons by donor and category, with the publisher's estimate of their worth.

    Returns release, donor, name, category, items, eur_bn and all_bn (the donor's sum); largest donor first.

    >>> from analysis import load
    >>> heavy_weapons(load.weapons()).filter(pl.col("donor") == "POL", pl.col("category") == "Tanks")["items"].item()
    318
    """
    refuse_unknown(weapons)
    rows = named(weapons.with_columns(eur_bn=billions("eur"), all_bn=billions(pl.col("eur").sum().over("donor"))))
    columns = rows.select("release", "donor", "name", "category", "items", "eur_bn", "all_bn")
    return columns.sort("all_bn", "donor", "category", descending=[True, False, False])


def _refuse_incomparable(aid: pl.DataFrame, other: pl.DataFrame, what: str) -> None:
    for frame in (aid, other):
        refuse_unknown(frame)
    of_aid, of_other = (sorted(frame["release"].unique()) for frame in (aid, other))
    if of_aid != of_other or len(of_aid) != 1:
        problem = f"aid of release {', '.join(of_aid)} and {what} of release {', '.join(of_other)} do not belong together"
        fix = f"load both of one release, such as load.aid(release={of_other[0]!r})" if of_other else "load one release"
        raise NotComparable(problem, fix)
