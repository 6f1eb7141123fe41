"""Positions on two days: who answered what on troops then and now, and who offers anything firm."""

from datetime import date

import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.countries import EUROPEAN_COUNTRIES, is_european_country, members
from analysis.errors import AnalysisError
from analysis.groups.group import EU, as_groups
from analysis.measures.answers import NOT_FOUND, distance, is_firm
from analysis.measures.blocs import Whose
from analysis.measures.guarantees import FORCE_DOMAINS, matrix

__all__ = ["answers", "earlier_day", "firm"]

FIRST_THEN = date(2025, 9, 20)
"""The day of the news item from which this project starts: what a later day is held against."""

TROOPS, OTHER_FORCE, OTHER_HELP = "troops", "another force", "other help"
"""The most that a country offers: soldiers, what else a force on the ground needs, or help of another kind."""

MOST = (TROOPS, OTHER_FORCE, OTHER_HELP)
UNITED_STATES = "USA"
UKRAINE = "UKR"


def earlier_day(day: date | str) -> date:
    """Give the day that another is held against: 20 September 2025, or a year earlier where the day does not lie after it.

    >>> earlier_day("2026-10-10"), earlier_day("2025-09-20")
    (datetime.date(2025, 9, 20), datetime.date(2024, 9, 20))
    """
    end = as_day(day)
    if end > FIRST_THEN:
        return FIRST_THEN
    # A leap day has its year before on the day before.
    return end.replace(year=end.year - 1, day=28 if (end.month, end.day) == (2, 29) else end.day)


def answers(
    pledges: pl.DataFrame, then: date | str, now: date | str, domain: str = "land", *, only: Whose = ()
) -> pl.DataFrame:
    """Set what each European country, and the United States, answered in a domain on one day beside its answer on a later one.

    Returns country, then and now (answers; not found where it had no position in the domain) and moved (true where the two are not
    equally far from an offer: a condition named or dropped is no move); every European country has a row. Takes
    `load.pledges()`; with `only` every country of the blocs and groups has a row in their place, but Ukraine, which the positions are
    about. Raises AnalysisError for a `then` that does not lie before `now`, for what is no day and for a day after the end of the record.

    >>> both = answers(load.pledges(), "2025-09-20", "2026-10-10")
    >>> both.filter(country="USA").row(0)
    ('USA', 'declines', 'declines', False)
    >>> answers(load.pledges(), "2025-09-20", "2026-10-10", only="Baltic states")["now"].to_list()
    ['offers, if', 'offers, if', 'declines']
    """
    first, last = as_day(then), as_day(now)
    if last <= first:
        raise AnalysisError(f"{first} does not lie before {last}", "name the earlier day first")
    groups = as_groups(only)
    named = {code for group in groups for code in group} - {EU, UKRAINE}
    whom = sorted(named) if groups else [*members(EUROPEAN_COUNTRIES, load.countries()), UNITED_STATES]
    asked = pl.DataFrame({"country": whom}, schema={"country": pl.String})
    for name, day in (("then", first), ("now", last)):
        stood = matrix(pledges, day, domain).select("country", pl.col("answer").alias(name))
        asked = asked.join(stood, on="country", how="left").with_columns(pl.col(name).fill_null(NOT_FOUND))
    return asked.with_columns(moved=distance("then") != distance("now")).sort("country")


def firm(pledges: pl.DataFrame, day: date | str, *, only: Whose = ()) -> pl.DataFrame:
    """List the countries besides the United States that offer anything firm on a day, and the most that each offers.

    Returns country, most (troops, another force, other help), domains (those with a firm offer, by name) and european; sorted.
    Takes `load.pledges()`; `only` keeps the members of blocs and groups, and countries, the United States if it is one. Raises
    AnalysisError for what is no day and for a day after the end of the record.

    >>> firm(load.pledges(), "2025-09-20").filter(country="FRA").select("most", "domains").row(0)
    ('troops', ['funding', 'land'])
    """
    besides = pl.lit(value=True) if as_groups(only) else pl.col("country") != UNITED_STATES
    offered = matrix(pledges, day, only=only).filter(is_firm(), besides)
    forces = pl.col("domain").is_in(FORCE_DOMAINS)
    most = pl.when((pl.col("domain") == "land").any()).then(pl.lit(TROOPS)).when(forces.any()).then(pl.lit(OTHER_FORCE))
    listed = offered.group_by("country").agg(most=most.otherwise(pl.lit(OTHER_HELP)), domains=pl.col("domain").sort())
    return listed.with_columns(european=is_european_country(load.countries())).sort("country")
