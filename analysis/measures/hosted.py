"""People from Ukraine by host: per thousand inhabitants, and added up by group at the end of each year.

The rows of the United States are in no answer: people on parole, most of those it took in, are not in the count.
"""

import polars as pl

from analysis import load
from analysis.countries import EUROPE
from analysis.errors import NotComparable
from analysis.groups.group import EU, as_groups
from analysis.measures.blocs import Whose
from analysis.measures.frames import refuse_unknown

__all__ = ["by_host", "by_year", "jumps"]

UNCOUNTED = "USA"
"""The host whose rows are no number of people hosted."""

JUMP, SMALLEST = 0.5, 20_000
"""From which change in one year on, by share and by people, a count is named as one that may be made anew."""


def by_host(people: pl.DataFrame) -> pl.DataFrame:
    """Divide the people each host has by its inhabitants, at the end of each year.

    Takes `load.people_hosted()`. Returns source, year_end, iso3, refugees, population_year, population and per_thousand (people per
    thousand inhabitants); the last three are null where the inhabitants are not at hand. Inhabitants are those of one year for all
    years. Most per thousand first, hosts without a rate last (rows.filter(pl.col("per_thousand").is_null()) has them), the latest year
    end before others; asylum seekers are in no number, the United States in no row.
    Raises AnalysisError for a count that is not known, NotComparable for a host that stands twice at one year end.

    >>> from analysis import load
    >>> by_host(load.people_hosted()).select("iso3", "refugees", "per_thousand").row(0)
    ('CZE', 392955, 36.034)
    """
    sizes = load.economies().select("iso3", "population_year", "population")
    hosts = _counted(people).join(sizes, on="iso3", how="left")
    each = (1000 * pl.col("refugees") / pl.col("population")).round(3)
    rows = hosts.select("source", "year_end", "iso3", "refugees", "population_year", "population", per_thousand=each)
    return rows.sort("year_end", "per_thousand", "refugees", "iso3", descending=[True, True, True, False], nulls_last=True)


def by_year(people: pl.DataFrame, only: Whose = ()) -> pl.DataFrame:
    """Add up the people that groups of hosts have, at the end of each year.

    Takes `load.people_hosted()`. `only` names blocs, groups and countries, Europe if nobody is named. Returns source, year_end, bloc,
    refugees, hosts (how many of the group were counted) and not_known (codes of those that were not, which are in no sum and no
    zero). Raises NotComparable for a group in which no host was counted, such as the United States; else as `by_host`.

    >>> from analysis import load
    >>> by_year(load.people_hosted()).select("year_end", "bloc", "refugees", "hosts").row(-1)
    (datetime.date(2025, 12, 31), 'Europe', 4746038, 31)
    """
    hosts = _counted(people)
    sums = []
    for group in as_groups(only) or as_groups(EUROPE):
        countries = [code for code in group if code != EU]
        counted = hosts.filter(pl.col("iso3").is_in(countries))
        if counted.is_empty():
            problem = f"no people from Ukraine were counted in {group.in_text}: that is not zero"
            raise NotComparable(problem, "choose other hosts; people on parole in the United States are in no count")
        years = counted.group_by("year_end").agg(
            pl.col("source").first(), pl.col("refugees").sum(), hosts=pl.len().cast(pl.Int64), known=pl.col("iso3")
        )
        lacking = [sorted({*countries} - {*known}) for known in years["known"].to_list()]
        sums.append(years.with_columns(bloc=pl.lit(group.name), not_known=pl.Series(lacking, dtype=pl.List(pl.String))))
    columns = ["source", "year_end", "bloc", "refugees", "hosts", "not_known"]
    return pl.concat(sums).select(columns).sort("year_end", "bloc")


def jumps(people: pl.DataFrame, only: Whose = ()) -> pl.DataFrame:
    """List where a host's number rose or fell by half or more and by 20,000 people or more in one year after 2022.

    So sharp a change may be a count made anew, not people who moved: the sum of a group has it too. Takes `load.people_hosted()`;
    `only` as `by_year`. Returns year_end, iso3, before, refugees and change (of one). Raises as `by_host`.

    >>> from analysis import load
    >>> jumps(load.people_hosted()).select("year_end", "iso3", "before", "refugees").row(-1)
    (datetime.date(2025, 12, 31), 'ITA', 167780, 64721)
    """
    whose = {code for group in as_groups(only) or as_groups(EUROPE) for code in group}
    hosts = _counted(people).filter(pl.col("iso3").is_in(sorted(whose)))
    before = hosts.select("iso3", year_end=pl.col("year_end").dt.offset_by("12mo"), before="refugees")
    both = hosts.join(before, on=["iso3", "year_end"]).filter(pl.col("year_end").dt.year() > 2022, pl.col("before") > 0)
    moved = both.with_columns(change=(pl.col("refugees") / pl.col("before") - 1).round(6))
    large = (pl.col("refugees") - pl.col("before")).abs() >= SMALLEST
    rows = moved.filter(pl.col("change").abs() >= JUMP, large)
    return rows.select("year_end", "iso3", "before", "refugees", "change").sort("year_end", "iso3")


def _counted(people: pl.DataFrame) -> pl.DataFrame:
    refuse_unknown(people)
    if twice := people.filter(pl.struct("year_end", "iso3").is_duplicated()).height:
        raise NotComparable(
            f"{twice} rows share host and year end: a sum would count people twice", "give each once: load.people_hosted()"
        )
    return people.filter(pl.col("iso3") != UNCOUNTED)
