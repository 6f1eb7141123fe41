"""Who is Europe: the base blocs partition every donor of every release."""

import polars as pl
import pytest

from analysis import load
from analysis.countries import (
    BASE_BLOCS,
    EU_INSTITUTIONS,
    EUROPE,
    EUROPEAN_COUNTRIES,
    EUROPEAN_OUTSIDE_EU,
    OTHER,
    UNITED_STATES,
    members,
)

EU27 = set(
    "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE".split()
)


@pytest.fixture(scope="module")
def countries() -> pl.DataFrame:
    return load.countries()


def test_every_donor_of_every_release_is_in_exactly_one_bloc(countries):
    blocs = countries.group_by("iso3").len()
    assert blocs["len"].max() == 1
    for release in load.releases()["release"]:
        donors = load.aid_totals(release)["donor"].unique()
        assert set(donors) <= set(countries["iso3"]), f"release {release}"
    assert set(countries["bloc"].unique()) == set(BASE_BLOCS)


def test_cyprus_and_malta_are_in_europe(countries):
    assert {"CYP", "MLT"} <= set(members(EUROPE, countries))


def test_europe_is_the_27_the_four_and_the_institutions(countries):
    assert set(members(EUROPEAN_COUNTRIES, countries)) == EU27 | set(EUROPEAN_OUTSIDE_EU)
    assert members(EU_INSTITUTIONS, countries) == ["EUI"]
    assert members(UNITED_STATES, countries) == ["USA"]


def test_turkiye_is_not_in_europe_here(countries):
    assert "TUR" in members(OTHER, countries)


def test_membership_agrees_with_the_day_of_joining(countries):
    joined = set(countries.filter(pl.col("eu_since").is_not_null())["iso3"])
    assert joined == EU27
    assert countries.filter(pl.col("nato_since").is_not_null()).height == 32


def test_a_donor_nobody_knows_is_not_counted_as_other():
    from analysis.countries import bloc_of

    frame = pl.DataFrame({"donor": ["FRA", "ZZZ"]}).with_columns(bloc=bloc_of("donor", load.countries()))
    assert frame["bloc"].to_list() == [EUROPE, None]
