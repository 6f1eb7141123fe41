"""What figures of aid share: their caveats, rounding for charts, labels and tooltips."""

from datetime import date
from typing import Any

import polars as pl

from analysis import load
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite
from analysis.charts.formatting import day, month
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.inputs import require_unique_rows, require_whole_table
from analysis.figures.whom import EUROPE_IS
from analysis.load.guarantees import require_within_collection
from analysis.measures import aid as measure
from analysis.measures.blocs import refuse_own_blocs
from analysis.measures.frames import as_eager, need

NOMINAL = say("aid.inputs.nominal")
UNDATED = say("aid.inputs.undated")
DATED = [NOMINAL, EUROPE_IS, UNDATED]
"""The caveats of every figure of Europe and the United States over time."""

ON_THE_PICTURE = say("aid.inputs.on_the_picture")
"""The same in one line, for those who see the picture alone."""

PAIR = (EUROPE, UNITED_STATES)


def require_one_release(aid: pl.DataFrame, *stages: str, whole: bool = True, own: bool = False) -> None:
    """Raise NotComparable unless the rows are those of one release, once each, AnalysisError where it lacks one of the stages.

    All of its rows, as `load` gives them, unless `whole` is false: else the words of a figure would speak of what is not in it.

    A release without rows of a stage does not say zero: what was allocated then is not known. A column `bloc` of the rows' own is
    refused where it says otherwise than the house, unless the figure takes it (`own`): its words would be wrong. Takes
    `load.aid()` or `load.aid_totals()`.

    >>> require_one_release(pl.DataFrame({"release": ["28", "29"], "stage": ["allocated", "allocated"]}))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: rows of 2 releases (28, 29) do not belong in one figure of aid
      -> take one release: load.aid(release=29)
    """
    need(as_eager(aid), ("release", "stage"), "take rows of load.aid()")
    releases = _release_names(aid)
    if len(releases) != 1:
        named = f" ({', '.join(releases)})" if releases else ""
        problem = f"rows of {len(releases)} releases{named} do not belong in one figure of aid"
        raise NotComparable(problem, "take one release: load.aid(release=29)")
    require_unique_rows(aid, "aid", f"take each row once: load.aid(release={releases[0]!r})")
    refuse_own_blocs(aid, "base_bloc" if own else "bloc", "base_bloc")
    if whole:
        _refuse_a_part(aid, releases[0])
    if missing := [stage for stage in stages if not (aid["stage"] == stage).any()]:
        problem = f"release {releases[0]} has no rows {join_words(missing, 'or')}: that is not known, which is not zero"
        raise AnalysisError(problem, "take a release that has them: load.aid(release=29)")


def _release_names(rows: pl.DataFrame) -> list[str]:
    """List the releases that rows are of; refuse rows of none, and names that do not go together with those of `load`."""
    column = rows["release"]
    if unknown := column.null_count():
        problem = f"{unknown:,} of {rows.height:,} rows name no release"
        raise AnalysisError(problem, "take rows of load.aid(), or leave those out: aid.drop_nulls('release')")
    if column.dtype != pl.String:
        fix = "cast it: aid.with_columns(pl.col('release').cast(pl.String))"
        raise AnalysisError(f"release is {column.dtype.base_type()}, not String, which figures of aid compare it with", fix)
    return column.unique().sort().to_list()


def _refuse_a_part(aid: pl.DataFrame, release: str) -> None:
    """Refuse rows of a release that are not all or have other sums: the words of a figure would speak of the release as it is."""
    months = [load.aid(release)] if _has_months(release) else []
    wholes = [*months, load.vintage_totals().filter(pl.col("release") == release)]
    if not (heights := [whole.height for whole in wholes if whole.height]):
        return
    if aid.height not in heights:
        raise NotComparable(
            f"{aid.height:,} rows are a part of release {release}, which has {heights[0]:,}: the figure would speak of the whole",
            f"take all of it, load.aid(release={release!r}), and choose in figures.aid.flows.over_time(aid, kind=..., only=[...])",
        )
    if {"donor", "kind", "eur"} <= {*aid.columns}:
        _refuse_other_sums(aid, wholes[heights.index(aid.height)], release)


def _refuse_other_sums(aid: pl.DataFrame, whole: pl.DataFrame, release: str) -> None:
    """Refuse as many rows as a release has of which the sums by stage, donor and kind are not the release's."""
    on = ["stage", "donor", "kind"]
    given, known = (
        rows.group_by(pl.col(on).cast(pl.String)).agg(pl.col("eur").cast(pl.Decimal(38, 2)).sum()) for rows in (aid, whole)
    )
    if other := given.join(known, on=[*on, "eur"], how="anti", nulls_equal=True).sort(on).rows():
        measure.with_bloc(aid)  # a donor that nobody knows is refused by its name
        stage, donor, kind, _ = other[0]
        raise NotComparable(
            f"{len(other):,} sums are not those of release {release}, such as {kind or 'all kinds'} {stage} by {donor}: the figure "
            "would speak of the release",
            f'take it as it is, load.aid(release={release!r}), or name your own: aid.with_columns(release=pl.lit("mine"))',
        )


def _has_months(release: str) -> bool:
    return any(table["name"] == f"aid-{release}" for table in load.resources())


def require_releases(vintages: pl.DataFrame, *releases: str) -> None:
    """Raise AnalysisError where one of some releases has no allocations among the vintages, or none at all has.

    Takes `load.vintages()`. Raises NotComparable for rows that stand twice.

    >>> require_releases(pl.DataFrame({"release": ["28"], "stage": ["allocated"]}), "28", "29")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no allocations of release 29 are among the vintages (28)
      -> take all of them: load.vintages()
    """
    require_unique_rows(as_eager(vintages, "vintages"), "the vintages", "take each row once: load.vintages()")
    need(vintages, ("release", "stage"), "take rows of load.vintages()")
    at_hand = _release_names(vintages.filter(pl.col("stage") == "allocated"))
    missing = [release for release in releases if release not in at_hand]
    if missing or not at_hand:
        named = f"release {join_words(missing, 'or')}" if missing else "any release"
        problem = f"no allocations of {named} are among the vintages ({', '.join(at_hand) or 'none'})"
        raise AnalysisError(problem, "take all of them: load.vintages()")
    require_whole_releases(vintages)


def require_whole_releases(rows: pl.DataFrame) -> None:
    """Raise NotComparable where one of several releases is there in part; which releases are there may be chosen.

    Takes `load.vintages()` or `load.vintage_totals()`.

    >>> require_whole_releases(load.vintages().filter(pl.col("donor") != "EST"))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 1,603 rows are a part of release 18, which has 1,649: the figure would speak of the whole
      -> take all of it, load.aid(release='18'), and choose in figures.aid.flows.over_time(aid, kind=..., only=[...])
    """
    for release in rows["release"].unique().sort().to_list():
        _refuse_a_part(rows.filter(pl.col("release") == release), release)


def require_first_month(aid: pl.DataFrame, end: date) -> None:
    """Raise AnalysisError for a day by which no month of a release with allocations had ended, and one nobody looked up.

    Takes `load.aid()` of one release; raises NotComparable for several, for a part of it and for rows that stand twice.

    >>> rows = pl.DataFrame({"release": ["29"], "stage": ["allocated"], "month": [date(2022, 1, 1)]})
    >>> require_first_month(rows, date(2022, 1, 30))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no month of release 29 with allocations had ended by 30 January 2022
      -> choose a day from 2022-01-31 on
    """
    require_one_release(aid, "allocated", whole=False)
    need(aid, ("month",), "take rows of load.aid()")
    if _has_months(release := aid["release"][0]):
        require_whole_table("aid", aid, release)
    first = aid.filter(pl.col("stage") == "allocated").select(pl.col("month").min().dt.month_end()).item()
    if first is None or end < first:
        fix = f"choose a day from {first} on" if first else "take a release with months: load.aid(release=29)"
        raise AnalysisError(f"no month of release {release} with allocations had ended by {day(end)}", fix)
    require_within_collection("published_totals", end)


def require_count(largest: object) -> None:
    """Raise AnalysisError for a number of donors to draw that is no whole number from 1 on.

    >>> require_count(0)
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: largest=0 is no number of donors
      -> give a whole number from 1 on, such as largest=10
    """
    if not isinstance(largest, int) or isinstance(largest, bool) or largest < 1:
        raise AnalysisError(f"largest={largest!r} is no number of donors", "give a whole number from 1 on, such as largest=10")


def rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop the exact euros, which a chart cannot carry, and keep millionths of a billion.

    >>> rounded(pl.DataFrame({"eur": [1234567890], "eur_bn": [1.23456789]})).row(0)
    (1.234568,)
    """
    return frame.with_columns(pl.col("eur_bn").round(6)).drop("eur")


def latest(frame: pl.DataFrame, value: str = "eur_bn", by: str = "bloc") -> dict[str, Any]:
    """Give each bloc's value, in the last period where there are several; takes `by`, `value` and perhaps period.

    >>> latest(pl.DataFrame({"period": [1, 2], "bloc": ["Europe", "Europe"], "eur_bn": [1.5, 2.5]}))
    {'Europe': 2.5}
    """
    rows = frame.filter(pl.col("period") == pl.col("period").max()) if "period" in frame.columns else frame
    return dict(rows.select(by, value).iter_rows())


def sides(frame: pl.DataFrame) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the row of Europe and that of the United States.

    >>> sides(pl.DataFrame({"bloc": ["United States", "Europe"], "eur_bn": [1.5, 2.5]}))[0]
    {'bloc': 'Europe', 'eur_bn': 2.5}
    """
    europe, states = (frame.row(by_predicate=pl.col("bloc") == bloc, named=True) for bloc in PAIR)
    return europe, states


def works(*ids: str) -> list[Source]:
    """Cite works by their ids in `load.sources()`.

    >>> [source.text for source in works("ecb")]
    ['European Central Bank, Euro foreign exchange reference rates']
    """
    return cite(pl.DataFrame({"source": ids}, schema={"source": pl.String}))


def tooltip(what: str, when: str = "Month") -> dict[str, str]:
    """Give the tooltip of bloc, month and amount; `what` says of what the amount is, `when` what its day is.

    >>> list(tooltip("so far"))
    ['Bloc', 'Month', 'EUR bn so far']
    """
    return {"Bloc": "bloc", when: "period:T|%B %Y", say("aid.inputs.amount_label", what=what): "eur_bn:Q|,.3f"}


def year_name() -> pl.Expr:
    """Name the year of `period`, and say where it is covered in part; takes `measures.aid.growth` by year.

    >>> pl.DataFrame({"period": [date(2026, 1, 1)], "whole": [False]}).select(year_name()).item()
    '2026 (part)'
    """
    return pl.col("period").dt.year().cast(pl.String) + pl.when("whole").then(pl.lit("")).otherwise(pl.lit(" (part)"))


def vintage(release: str) -> str:
    """Write a release's name as words: 29, first upload.

    >>> vintage("29-first-upload"), vintage("7")
    ('29, first upload', '7')
    """
    return release.replace("-", ", ", 1).replace("-", " ")


def edition(aid: pl.DataFrame) -> str:
    """Name the release that rows are of; one that is not among the releases is measured by its own months, and says so.

    >>> edition(load.aid(29))
    'release 29'
    >>> edition(load.aid(29).with_columns(release=pl.lit("mine")))
    'release mine by its own months'
    """
    release = load.whole_release(aid["release"][0])
    if release in load.releases()["release"]:
        return say("aid.inputs.edition_words", release=vintage(release))
    return say("aid.inputs.edition_own_words", release=vintage(release))


def own_months(aid: pl.DataFrame) -> list[str]:
    """Give the caveat of a figure of a release that is not among the releases; none of one that is.

    >>> own_months(load.aid(29))
    []
    """
    release = aid["release"][0]
    if release in load.releases()["release"]:
        return []
    if (whole := load.whole_release(release)) != release:
        return [say("aid.inputs.own_months_cut", release=vintage(whole), last=aid["month"].max())]
    return [say("aid.inputs.own_months", release=vintage(release))]


def until(aid: pl.DataFrame) -> str:
    """Say to which month a release goes, by its cut-off; by its months where it is not among the releases.

    >>> until(load.aid(29)), until(load.aid_totals(30))
    ('April 2026', 'June 2026')
    """
    return month(last_day(aid))


def last_day(aid: pl.DataFrame) -> date:
    """Give the last day that a release covers: its cut-off, or the end of its own last month where it is not among the releases.

    Raises AnalysisError for totals of one that is not among them.

    >>> last_day(load.aid(29)), last_day(load.aid(29).with_columns(release=pl.lit("mine")))
    (datetime.date(2026, 4, 30), datetime.date(2026, 4, 30))
    """
    release = aid["release"][0]
    cutoffs = load.releases().filter(pl.col("release") == release)["cutoff"].to_list()
    if not cutoffs and "month" not in aid.columns:
        raise AnalysisError(f"where release {release} ends is not known", "name one of load.releases(), or give its months too")
    day_of_end: date = cutoffs[0] if cutoffs else aid.select(pl.col("month").max().dt.month_end()).item()
    return day_of_end


def stand(aid: pl.DataFrame) -> str:
    """Say up to when a release's sums go, and of which release they are.

    >>> stand(load.aid_totals(30))
    'by June 2026 (release 30)'
    """
    return say("aid.inputs.stand_words", until=until(aid), edition=edition(aid))


def span(frame: pl.DataFrame) -> str:
    """Say from which month to which a frame goes, by its period.

    >>> from datetime import date
    >>> span(pl.DataFrame({"period": [date(2022, 1, 1), date(2026, 4, 1)]}))
    'January 2022 to April 2026'
    """
    return say("aid.inputs.span_words", first=frame["period"].min(), last=frame["period"].max())
