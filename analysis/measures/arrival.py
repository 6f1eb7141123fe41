"""How aid arrives: EU shares re-labelled, financial aid paid out, where weapons come from, heavy weapons."""

from collections.abc import Sequence

import polars as pl

from analysis import load
from analysis.countries import join_words
from analysis.errors import AnalysisError, NotComparable
from analysis.groups.group import Group
from analysis.measures.blocs import Whose, choose, chosen, names_somebody, with_asked
from analysis.measures.flows import in_billions, named, over_time, totals
from analysis.measures.frames import as_eager, need, of_amounts, refuse_unknown
from analysis.measures.periods import step_of
from analysis.measures.units import billions, share_of

EUI = "EUI"
ROUTES = ("stockpile", "procurement", "nato_purl", "unspecified")
ROUNDING = 0.0002
"""The publisher rounds each member's share, to a million euros at worst: so far may their sum be from the whole."""


def with_eu_shares(aid: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Count the EU institutions' allocations under the members they stand for; the institutions are no donor then.

    Re-labels and adds nothing: the whole stays what it was, but for the publisher's rounding of the shares. Returns release,
    donor, name, own_bn, share_bn, both_bn, own_pct and both_pct (per cent of the GDP of 2021; null without one); largest first.
    Raises AnalysisError for shares that are no such table, NotComparable where they are of another release or do not add up to
    the institutions' allocations.

    >>> from analysis import load
    >>> both = with_eu_shares(load.aid(29), load.eu_aid_shares(29))
    >>> both.filter(pl.col("donor") == "DEU").select("own_bn", "both_bn").row(0)
    (29.927507, 49.040049)
    """
    if shares is None:
        problem = "what the EU institutions gave is told by member in a table, and none was given"
        raise AnalysisError(problem, "give that of the same release: load.eu_aid_shares(29)")
    need(shares := as_eager(shares, "shares"), ("release", "donor", "eur"), "take rows of load.eu_aid_shares(29)")
    donors = totals(aid, by="donor").select("release", "donor", own="eur")
    institutions = donors.filter(pl.col("donor") == EUI)["own"].sum()
    _refuse_incomparable(donors, shares, "EU shares")
    if abs(float(shares["eur"].sum()) - float(institutions)) > ROUNDING * float(institutions):
        raise NotComparable(
            f"the shares add up to {shares['eur'].sum()} euros, the EU institutions' allocations to {institutions}",
            "take both from one complete release: load.eu_aid_shares(29) and load.aid(29)",
        )
    parts = shares.select("donor", share="eur")
    # A member that gives nothing by itself still stands for its part.
    members = (
        donors.filter(pl.col("donor") != EUI)
        .join(parts, on="donor", how="full", coalesce=True)
        .with_columns(pl.col("own", "share").fill_null(0), pl.col("release").fill_null(aid["release"][0]))
    )
    gdp = load.countries().select("name", "gdp_2021_eur_bn", donor="iso3")
    own, share, both = billions("own"), billions("share"), billions(pl.col("own") + pl.col("share"))
    pct = {"own_pct": 100 * own / pl.col("gdp_2021_eur_bn"), "both_pct": 100 * both / pl.col("gdp_2021_eur_bn")}
    columns = members.join(gdp, on="donor", how="left").select(
        "release", "donor", "name", own_bn=own, share_bn=share, both_bn=both, **pct
    )
    return columns.sort("both_bn", "donor", descending=[True, False])


def paid_out(aid: pl.DataFrame, disbursements: pl.DataFrame, by: str = "bloc", only: Whose = ()) -> pl.DataFrame:
    """Set financial aid paid out beside financial allocations, per bloc, base_bloc or donor; `only` as `over_time`.

    Returns release, the group, allocated_bn, disbursed_bn, open_bn (allocated less disbursed, negative where more was paid
    than this release has as allocated), over_bn (what donors paid beyond the release's allocations to them) and share_paid (of
    what is allocated, over_bn not in it; null where nothing is allocated); largest allocation first; undated allocations are in
    it. Raises NotComparable for two releases, UnknownName for an unknown group,
    AnalysisError for a group that has aid but no financial aid.

    >>> from analysis import load
    >>> paid_out(load.aid(28), load.disbursements()).select("bloc", "allocated_bn", "disbursed_bn", "over_bn").row(0)
    ('Europe', 92.900038897, 79.4287294, 1.125794419)
    """
    choose("grouping", by, ("bloc", "base_bloc", "donor"))
    _refuse_incomparable(aid, disbursements, "disbursements")
    allocated = totals(aid, by="donor", kind="financial").select("release", "donor", "eur")
    paid = disbursements.group_by("donor").agg(paid=pl.col("eur").sum())
    donors = allocated.join(paid, on="donor", how="full", coalesce=True).with_columns(
        pl.col("release").fill_null(aid["release"][0]), pl.col("eur", "paid").fill_null(0)
    )
    # Beyond its own allocation a donor's payments pay for nobody else's.
    donors = donors.with_columns(over=(pl.col("paid") - pl.col("eur").clip(0)).clip(0))
    whose = chosen(pl.concat([aid.select("donor"), disbursements.select("donor")]).lazy(), only)
    _refuse_without_financial(whose, donors)
    grouped = with_asked(donors.lazy(), [by], whose).group_by("release", by).agg(pl.col("eur", "paid", "over").sum()).collect()
    return grouped.select(
        "release",
        by,
        allocated_bn=billions("eur"),
        disbursed_bn=billions("paid"),
        open_bn=billions(pl.col("eur") - pl.col("paid")),
        over_bn=billions("over"),
        share_paid=_share_paid(),
    ).sort("allocated_bn", by, descending=[True, False])


def _refuse_without_financial(whose: Sequence[Group], donors: pl.DataFrame) -> None:
    """Raise AnalysisError for groups that have aid, but no financial aid of which any could be paid out."""
    if without := [group.in_text for group in whose if {*donors["donor"]}.isdisjoint(group.members)]:
        has, them = ("has", "it") if len(without) == 1 else ("have", "them")
        problem = (
            f"{join_words(without)} {has} aid in release {donors['release'][0]}, but no financial aid that could be paid out"
        )
        fix = f'leave {them} out, or choose among those that this lists: measures.aid.totals(aid, by="donor", kind="financial")'
        raise AnalysisError(f"{problem[0].upper()}{problem[1:]}", fix)


def _share_paid() -> pl.Expr:
    whole = pl.col("eur").cast(pl.Float64)
    return pl.when(whole != 0).then((pl.col("paid") - pl.col("over")).cast(pl.Float64) / whole)


def paid_over_time(aid: pl.DataFrame, disbursements: pl.DataFrame, only: Whose = ()) -> pl.DataFrame:
    """Sum financial allocations and disbursements up to each month, by bloc, or those of `only`; dated money only.

    Returns release, period, bloc, eur_bn and stage (allocated, disbursed); sorted. Raises NotComparable for two releases.

    >>> from analysis import load
    >>> paid = paid_over_time(load.aid(28), load.disbursements())
    >>> paid.filter(pl.col("bloc") == "Europe", pl.col("stage") == "disbursed")["eur_bn"][-1]
    79.4287294
    """
    _refuse_incomparable(aid, disbursements, "disbursements")
    as_aid = disbursements.with_columns(kind=pl.lit("financial"), stage=pl.lit("allocated"))
    if names_somebody(only):
        # Who allocated and is in no row of what was paid has paid nothing out so far, as in `paid_out`.
        unpaid = pl.DataFrame({"donor": sorted({*aid["donor"]} - {*as_aid["donor"]})}, schema={"donor": pl.String})
        first = as_aid.sort("month").head(1).drop("donor").with_columns(eur=pl.lit(0).cast(as_aid.schema["eur"]))
        as_aid = pl.concat([as_aid, unpaid.join(first, how="cross").select(as_aid.columns)])
    sums = [
        over_time(rows, only=only, kind="financial", cumulative=True).drop("eur").with_columns(stage=pl.lit(stage))
        for rows, stage in ((aid, "allocated"), (as_aid, "disbursed"))
    ]
    return pl.concat(sums).sort("period", "bloc", "stage")


@of_amounts
def routes(military: pl.LazyFrame, every: str = "1mo") -> pl.LazyFrame:
    """Sum military allocations of all donors by where the weapons come from: from stocks, bought, through PURL, not said.

    Takes `load.military_routes()`; `every` as `over_time`. Returns release, period, route, eur_bn and share (of the period,
    null where that is zero); sorted. Raises UnknownName.

    >>> from analysis import load
    >>> years = routes(load.military_routes(), every="1y").filter(pl.col("route") == "nato_purl")
    >>> years.filter(pl.col("period").dt.year() == 2025)["eur_bn"].item()
    3.712365838
    """
    step = step_of(every)
    summed = military.group_by("release", pl.col("month").dt.truncate(step).alias("period"), "route").agg(pl.col("eur").sum())
    shares = in_billions(summed).with_columns(share=share_of("release", "period")).drop("eur")
    return shares.sort("release", "period", pl.col("route").cast(pl.Enum(ROUTES)))


def routes_short(military: pl.DataFrame, aid: pl.DataFrame) -> pl.DataFrame:
    """Hold the table of routes against the military allocations of the same release, year by year.

    Returns release, period (the year), allocated_bn, routes_bn and short_bn: how far the table falls short, negative where it
    has more; sorted. Raises NotComparable for two releases.

    >>> from analysis import load
    >>> routes_short(load.military_routes(), load.aid(29)).select("short_bn").row(-1)
    (-0.3710031,)
    """
    _refuse_incomparable(aid, military, "routes")
    allocated = over_time(aid, by="kind", kind="military", every="1y").select("release", "period", allocated_bn="eur_bn")
    table = routes(military, "1y").group_by("period").agg(routes_bn=pl.col("eur_bn").sum().round(9))
    both = allocated.join(table, on="period", how="left").with_columns(pl.col("routes_bn").fill_null(0))
    return both.with_columns(short_bn=(pl.col("allocated_bn") - pl.col("routes_bn")).round(9)).sort("period")


def routes_by_year(military: pl.DataFrame, aid: pl.DataFrame) -> pl.DataFrame:
    """Share each year's military aid out by where the weapons come from; what is not known stays in the whole.

    The whole is the year's military allocations, or the table's sum where that is larger; `unspecified` holds what the table
    does not specify and what it lacks. So the share of any other route is the least that it can be. Returns release, period,
    route, eur_bn and share; sorted. Raises NotComparable for two releases.

    >>> from analysis import load
    >>> last = routes_by_year(load.military_routes(), load.aid(29)).filter(pl.col("period").dt.year() == 2026)
    >>> last.select("route", pl.col("share").round(3)).rows()
    [('stockpile', 0.001), ('procurement', 0.585), ('nato_purl', 0.039), ('unspecified', 0.374)]
    """
    short = routes_short(military, aid).select(
        "period", whole=pl.max_horizontal("allocated_bn", "routes_bn"), lacking="short_bn"
    )
    lacking = pl.when(pl.col("route").cast(pl.String) == "unspecified").then(pl.col("lacking").clip(0)).otherwise(0)
    years = routes(military, "1y").join(short, on="period").with_columns(eur_bn=(pl.col("eur_bn") + lacking).round(9))
    shares = years.with_columns(share=pl.when(pl.col("whole") != 0).then(pl.col("eur_bn") / pl.col("whole")))
    return shares.select("release", "period", "route", "eur_bn", "share").sort("period", pl.col("route").cast(pl.Enum(ROUTES)))


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
