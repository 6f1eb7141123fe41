"""What aid the page holds: euros by donor, stage, kind and month of each release as they are, and what donors and series are."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from analysis import groups, load
from analysis.charts import theme
from analysis.charts.formatting import month
from analysis.explore.page.controls import Node
from analysis.groups.group import EU
from analysis.measures import aid as measure

FIRST = date(2022, 1, 1)
READY = (
    "EU27 EURO_AREA NATO G7 NORDIC_BALTIC_EIGHT NORDIC_COUNTRIES BALTIC_STATES WEIMAR_TRIANGLE VISEGRAD_FOUR "
    "JOINT_EXPEDITIONARY_FORCE EUROPE EUROPEAN_COUNTRIES EUROPE_OUTSIDE_EU UNITED_STATES OTHER_DONORS"
).split()
"""Groups that the page offers, by their names in `groups`."""


def offered_groups() -> list[groups.Group]:
    """Give the groups that the page offers.

    >>> [group.name for group in offered_groups()][:3]
    ['EU27', 'Euro area', 'NATO']
    """
    return [getattr(groups, name) for name in READY]


def facts_of(releases: list[Node], parts: dict[str, pl.DataFrame]) -> dict[str, Node]:
    """Say of each release how many months it covers, which stages it has and which of these it splits by kind.

    `releases` are rows of `load.releases()`, `parts` those that have months, by name.

    >>> facts_of(load.releases().filter(release="28").to_dicts(), {"28": load.aid(28)})["28"]["split"]
    {'allocated': True, 'committed': True}
    """
    facts = {}
    for one in releases:
        rows = parts.get(one["release"], load.aid_totals(one["release"]))
        split = rows.group_by(pl.col("stage").cast(pl.String)).agg(pl.col("kind").is_not_null().all())
        end = one["last_month"]
        covered = (end.year - FIRST.year) * 12 + end.month if end else 0
        last = month(end) if end else ""
        facts[one["release"]] = {"months": covered, "last": last, "split": dict(split.sort("stage").iter_rows())}
    return facts


def dense(name: str, rows: pl.DataFrame, covered: int) -> Iterable[Node]:
    """Give a row for each donor, stage and kind with its euros month by month: a month without a row is zero by construction.

    Takes `load.aid()` of one release, and how many months it covers. Undated money is in none.

    >>> next(iter(dense("29", load.aid(29), 52)))["d"]
    'AUS'
    """
    dated = rows.drop_nulls("month").with_columns(pl.col("stage", "kind").cast(pl.String))
    place = (pl.col("month").dt.year() - FIRST.year) * 12 + pl.col("month").dt.month() - 1
    summed = dated.group_by("donor", "stage", pl.col("kind").fill_null(""), at=place).agg(pl.col("eur").sum())
    cells = {(donor, stage, kind, at): eur for donor, stage, kind, at, eur in summed.iter_rows()}
    splits = (
        rows.select(pl.col("stage").cast(pl.String), pl.col("kind").cast(pl.String).fill_null(""))
        .unique()
        .sort("stage", "kind")
        .rows()
    )
    for donor in rows["donor"].unique().sort():
        for stage, kind in splits:
            euros = [cells.get((donor, stage, kind, at), 0) for at in range(covered)]
            yield {
                "r": name,
                "d": donor,
                "s": stage,
                "k": kind,
                "e": [int(one) if one == int(one) else float(one) for one in euros],
            }


def donors_of(whose: list[groups.Group]) -> list[Node]:
    """Give each donor's name, blocs and groups.

    >>> next(row["groups"] for row in donors_of(offered_groups()) if row["d"] == "JPN")
    ['G7', 'Other donors']
    """
    countries = load.countries()
    names = dict(countries.select("iso3", "name").iter_rows())
    placed = measure.with_bloc(load.vintages().select("donor", "release").unique("donor")).sort("donor")
    return [
        {"d": one, "name": names[one], "bloc": bloc, "base": base, "groups": [group.name for group in whose if one in group]}
        for one, bloc, base in placed.select("donor", "bloc", "base_bloc").iter_rows()
    ]


def sizes_of(whose: list[groups.Group]) -> list[Node]:
    """Give GDP and people of each series, null where one of its members has none known, and the colour that means it.

    >>> next(row["gdp"] for row in sizes_of(offered_groups()) if row["who"] == "EU institutions") is None
    True
    """
    own = {
        code: (gdp, people)
        for code, gdp, people in measure.yardsticks().select("donor", "gdp_eur_bn", "population_m").iter_rows()
    }
    names = dict(load.countries().select("iso3", "name").iter_rows())
    sizes: dict[str, tuple[Any, Any]] = {}
    for group in whose:
        members = [own.get(code, (None, None)) for code in group if code != EU]
        sizes[group.name] = _sum(members, 0), _sum(members, 1)
    sizes |= {names[code]: size for code, size in own.items() if code in names}
    for by in ("base_bloc", "bloc"):
        sizes |= {row[0]: row[1:] for row in measure.yardsticks(by).select(by, "gdp_eur_bn", "population_m").iter_rows()}
    return [
        {"who": who, "gdp": gdp, "people": people, "colour": theme.BLOC_COLOURS.get(who)}
        for who, (gdp, people) in sizes.items()
    ]


def _sum(members: list[tuple[Any, Any]], place: int) -> float | None:
    values = [one[place] for one in members]
    return None if not values or None in values else sum(values)
