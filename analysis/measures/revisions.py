"""How a release differs from another: what moved, and how the answers change with the vintage."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from analysis import load
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import NotComparable
from analysis.groups.group import Group
from analysis.measures.blocs import Whose, choose, chosen, dimensions, names_somebody, with_asked
from analysis.measures.coverage import covered_months
from analysis.measures.flows import over_time, totals
from analysis.measures.frames import STAGES, Frame, as_lazy, refuse_copies, refuse_unknown, refuse_unnamed, require_amount
from analysis.measures.lead import lead_changes, overtaken_on
from analysis.measures.units import billions, ratio

MONTH = "month"


def revisions(
    before: Frame,
    after: Frame,
    by: str | Sequence[str] = ("donor", "kind", "month"),
    only: Whose = (),
    *,
    stage: str = "allocated",
    at_least_eur: float | Decimal = 0,
) -> Frame:
    """List what moved from one release to another.

    Takes rows of two releases of the aid contract (or of totals, without `month` in `by`). `by`: month and the dimensions
    bloc, base_bloc, donor, kind; `only` as `over_time`. Returns release_before, release_after, the groups, before and after (exact EUR; zero where
    a release has no row), change, change_bn and, by month, what: `revised` inside the months both cover, `new` after them,
    `undated`. Rows that did not move, or by less than `at_least_eur`, are left out; all changes add up to the difference
    of the totals. Raises UnknownName, AnalysisError for an
    `at_least_eur` that is no finite number from 0 on, or NotComparable for several releases at once and where only one splits by kind.

    >>> from analysis import load
    >>> revisions(load.aid("29-first-upload"), load.aid(29), by="bloc").select("bloc", "change_bn").rows()
    [('Europe', 7.495773), ('Other donors', 0.019084)]
    """
    for rows in (before, after):
        refuse_unknown(rows)
        refuse_unnamed(rows)
        refuse_copies(rows)
    both = (as_lazy(before), as_lazy(after))
    require_amount("at_least_eur", at_least_eur)
    whose = chosen(pl.concat([rows.select("donor") for rows in both]), only) if names_somebody(only) else ()
    moved = _moved(*both, [by] if isinstance(by, str) else list(by), whose, stage, at_least_eur)
    return moved.collect() if isinstance(before, pl.DataFrame) else moved


def _moved(
    before: pl.LazyFrame, after: pl.LazyFrame, by: list[str], whose: Sequence[Group], stage: str, least: float | Decimal
) -> pl.LazyFrame:
    groups = dimensions([group for group in by if group != MONTH])
    names = (_release(before), _release(after))
    if "kind" in by:
        _refuse_one_sided_split(before, after, stage, names)
    sums = _summed(before, by, whose, stage, "before"), _summed(after, by, whose, stage, "after")
    both = sums[0].join(sums[1], on=by, how="full", coalesce=True, nulls_equal=True)
    both = both.with_columns(pl.col("before", "after").fill_null(0)).with_columns(change=pl.col("after") - pl.col("before"))
    releases = [pl.lit(names[0]).alias("release_before"), pl.lit(names[1]).alias("release_after")]
    changed = both.filter(pl.col("change") != 0, pl.col("change").abs() >= least)
    moved = changed.select(*releases, *by, "before", "after", "change", change_bn=billions("change"))
    if MONTH not in by:
        return moved.sort(*groups, nulls_last=True)
    ends = covered_months(pl.concat([rows.select("release", "month") for rows in (before, after)]))
    return _marked(moved, ends.filter(pl.col("release").is_in(names))).sort(*groups, MONTH, nulls_last=True)


def _summed(aid: pl.LazyFrame, by: list[str], whose: Sequence[Group], stage: str, name: str) -> pl.LazyFrame:
    choose("stage", stage, STAGES)
    return with_asked(aid.filter(pl.col("stage") == stage), by, whose).group_by(by).agg(pl.col("eur").sum().alias(name))


def _release(aid: pl.LazyFrame) -> str:
    releases: list[str] = aid.select(pl.col("release").unique().sort()).collect()["release"].to_list()
    if len(releases) != 1:
        raise NotComparable(f"revisions compare one release with one other, not {releases}", "load.aid(release=...) gives one")
    return releases[0]


def _refuse_one_sided_split(before: pl.LazyFrame, after: pl.LazyFrame, stage: str, names: tuple[str, str]) -> None:
    has_kinds = pl.col("kind").is_not_null().all()
    split = [aid.filter(pl.col("stage") == stage).select(has_kinds).collect().item() for aid in (before, after)]
    if split[0] != split[1]:
        without, with_split = names[split.index(False)], names[split.index(True)]
        problem = f"release {without} gives no split by kind for {stage} aid, release {with_split} does"
        raise NotComparable(problem, "leave kind out: by=('donor', 'month')")


def _marked(moved: pl.LazyFrame, covered: pl.LazyFrame) -> pl.LazyFrame:
    common: date = covered.select(pl.col("last_month").min()).collect().item()
    what = pl.when(pl.col(MONTH).is_null()).then(pl.lit("undated")).when(pl.col(MONTH) > common).then(pl.lit("new"))
    return moved.with_columns(what=what.otherwise(pl.lit("revised")))


def answers(vintages: pl.DataFrame) -> pl.DataFrame:
    """Give the same answers out of each release: totals by bloc, what is undated, and when Europe took the lead for good.

    Takes allocations of several releases (`load.vintages()`); releases without allocations are left out.
    Returns release, cutoff, complete, europe_bn, us_bn, undated_bn, all_aid and military (months; null while Europe is
    behind); in the order of their cut-offs.

    >>> from analysis import load
    >>> answers(load.aid(29)).select("europe_bn", "us_bn", "military").row(0)
    (214.844309, 115.38065, datetime.date(2025, 3, 1))
    """
    known = load.releases().select("release", "cutoff", "complete", "published")
    rows = [_answer(part) for part in _parts(vintages)]
    answers = pl.DataFrame(rows, schema_overrides={"all_aid": pl.Date, "military": pl.Date}).join(known, on="release")
    in_order = answers.sort("cutoff", "published", "release", nulls_last=True)
    return in_order.select("release", "cutoff", "complete", "europe_bn", "us_bn", "undated_bn", "all_aid", "military")


def gap_by_release(vintages: pl.DataFrame, leader: str | Group = EUROPE, follower: str | Group = UNITED_STATES) -> pl.DataFrame:
    """Subtract one bloc, group or country from another in cumulative dated allocations, month by month, out of each release.

    Returns release, period and gap_bn (EUR bn, negative while `leader` is behind); releases without allocations are left out. Raises
    UnknownName for a group of which a release has no row.

    >>> from analysis import load
    >>> gap_by_release(load.aid(29)).row(-1)
    ('29', datetime.date(2026, 4, 1), 99.463659)
    """
    gaps = []
    for part in _parts(vintages):
        first, second = chosen(part.lazy(), [leader, follower])
        wide = over_time(part, only=[first, second], cumulative=True).pivot("bloc", index=["release", "period"], values="eur")
        gaps.append(wide.select("release", "period", gap_bn=billions(pl.col(first.name) - pl.col(second.name))))
    return pl.concat(gaps).sort("release", "period")


def lead_by_release(
    vintages: pl.DataFrame, leader: str | Group = EUROPE, follower: str | Group = UNITED_STATES
) -> pl.DataFrame:
    """Say which of two blocs, groups or countries is ahead for good in cumulative dated allocations, and since when, out of each release.

    Returns release, cutoff, leader and month (both null where nobody leads), in the order of their cut-offs; releases without allocations
    are left out. Raises as `lead_changes`.

    >>> from analysis import load
    >>> lead_by_release(load.aid(29), "Germany", "United Kingdom").select("leader", "month").row(0)
    ('Germany', datetime.date(2025, 5, 1))
    """
    rows = [(part["release"][0], *_last_change(part, leader, follower)) for part in _parts(vintages)]
    schema = {"release": pl.String, "leader": pl.String, "month": pl.Date}
    known = load.releases().select("release", "cutoff", "published")
    told = pl.DataFrame(rows, schema=schema, orient="row").join(known, on="release", how="left")
    in_order = told.sort("cutoff", "published", "release", nulls_last=True)
    return in_order.select("release", "cutoff", "leader", "month")


def _last_change(aid: pl.DataFrame, leader: str | Group, follower: str | Group) -> tuple[str | None, date | None]:
    changes = lead_changes(aid, leader, follower)
    return (None, None) if changes.is_empty() else (changes["leader"][-1], changes["month"][-1])


def _answer(aid: pl.DataFrame) -> dict[str, object]:
    blocs = dict(totals(aid).select("bloc", "eur_bn").iter_rows())
    undated = aid.filter(pl.col("stage") == "allocated", pl.col("month").is_null()).select(billions(pl.col("eur").sum()))
    return {
        "release": aid["release"][0],
        "europe_bn": blocs[EUROPE],
        "us_bn": blocs[UNITED_STATES],
        "undated_bn": undated.item(),
        "all_aid": overtaken_on(aid),
        "military": overtaken_on(aid, kind="military"),
    }


def _parts(vintages: pl.DataFrame) -> list[pl.DataFrame]:
    parts = vintages.partition_by("release", maintain_order=True)
    return [part for part in parts if "allocated" in part["stage"].to_list()]


def undated_by_release(vintages: pl.DataFrame) -> pl.DataFrame:
    """Sum the money without a month in each release and stage, with its share of the stage's total.

    Returns release, stage, eur_bn, all_bn and share; incomplete releases, which dropped such rows, are left out.

    >>> from analysis import load
    >>> undated_by_release(load.aid(7)).select("stage", "eur_bn", pl.col("share").round(2)).row(0)
    ('committed', 17.034423108, 0.18)
    """
    refuse_unknown(vintages)
    complete = load.releases().filter("complete").select("release", "cutoff")
    undated = pl.col("eur").filter(pl.col("month").is_null()).sum()
    sums = vintages.group_by("release", "stage").agg(undated, all=pl.col("eur").sum()).join(complete, on="release")
    columns = {"eur_bn": billions("eur"), "all_bn": billions("all"), "share": ratio("eur", "all")}
    return sums.sort("cutoff", "release", "stage").select("release", "stage", **columns)
