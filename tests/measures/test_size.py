"""Aid for the size of the donor: by itself and through the EU institutions, parts that add up, one GDP for one claim."""

from decimal import Decimal

import polars as pl
import pytest

from analysis import figures, load
from analysis.errors import NotComparable
from analysis.measures import aid as measure

RELEASES = [("29", load.aid(29)), ("29", load.aid_totals(29)), ("30", load.aid_totals(30))]


@pytest.mark.parametrize(("release", "aid"), RELEASES, ids=["29 by month", "29 in all", "30 in all"])
def test_the_parts_add_up_to_the_whole_and_nothing_is_counted_twice(release, aid):
    rows = measure.by_size(aid, load.eu_aid_shares(release))
    whole = float(aid.filter(pl.col("stage") == "allocated")["eur"].sum()) / 1e9
    institutions = float(aid.filter(pl.col("stage") == "allocated", pl.col("donor") == "EUI")["eur"].sum()) / 1e9
    assert rows["both_bn"].sum() == pytest.approx(whole, abs=0.003)
    assert rows["share_bn"].sum() == pytest.approx(institutions, abs=0.003)
    assert not rows["donor"].is_duplicated().any()
    assert "EUI" not in rows["donor"]
    for unit in ("bn", "pct", "per_head"):
        both = rows.drop_nulls(f"both_{unit}")
        assert (both[f"own_{unit}"] + both[f"share_{unit}"] - both[f"both_{unit}"]).abs().max() < 1e-6


def test_only_members_of_the_union_have_a_part_of_its_aid():
    rows = measure.by_size(load.aid_totals(30), load.eu_aid_shares(30))
    members = load.countries().filter(pl.col("eu_since").is_not_null())["iso3"].to_list()
    assert sorted(rows.filter(pl.col("share_bn") > 0)["donor"]) == sorted(members)
    assert rows.filter(pl.col("donor").is_in(["GBR", "NOR", "CHE", "USA"]))["share_bn"].to_list() == [0.0] * 4


def test_a_part_of_the_institutions_aid_given_twice_is_refused():
    shares = load.eu_aid_shares(30)
    with pytest.raises(NotComparable, match="add up to"):
        measure.by_size(load.aid_totals(30), pl.concat([shares, shares]))
    with pytest.raises(NotComparable, match="do not belong together"):
        measure.by_size(load.aid_totals(30), load.eu_aid_shares(29))


def test_a_member_that_gives_nothing_by_itself_keeps_its_part():
    aid = load.aid_totals(30).filter(pl.col("donor") != "MLT")
    row = measure.by_size(aid, load.eu_aid_shares(30)).row(by_predicate=pl.col("donor") == "MLT", named=True)
    assert row["own_bn"] == 0
    assert row["share_bn"] == row["both_bn"] > 0


def test_sizes_are_divided_by_as_a_hand_would():
    row = measure.by_size(load.aid_totals(30), load.eu_aid_shares(30)).row(by_predicate=pl.col("donor") == "DEU", named=True)
    totals = load.aid_totals(30).filter(pl.col("donor") == "DEU", pl.col("stage") == "allocated")["eur"]
    share = load.eu_aid_shares(30).filter(pl.col("donor") == "DEU")["eur"].item()
    gdp = load.countries().filter(iso3="DEU")["gdp_2021_eur_bn"].item()
    people = load.economies().filter(iso3="DEU")["population"].item()
    euros = sum(totals.to_list(), Decimal(0)) + share
    assert row["both_pct"] == pytest.approx(float(euros) / gdp / 1e9 * 100)
    assert row["both_per_head"] == pytest.approx(float(euros) / people)


def test_one_gdp_stands_behind_every_claim_of_a_share_of_gdp(aid):
    shares = measure.share_of_gdp(aid).select("donor", "pct_gdp").drop_nulls()
    others = {
        "against_economy": measure.against_economy(aid).select("donor", "pct_gdp"),
        "with_eu_shares": measure.with_eu_shares(aid, load.eu_aid_shares(29)).select("donor", pct_gdp="own_pct"),
        "by_size": measure.by_size(aid, load.eu_aid_shares(29)).select("donor", pct_gdp="own_pct"),
        "series": measure.over_time(aid, "donor", cumulative=True, per="gdp").group_by("donor").agg(pl.col("pct_gdp").last()),
    }
    for name, rows in others.items():
        both = shares.join(rows, on="donor", suffix="_other")
        assert both.height == shares.height, name
        assert (both["pct_gdp"] - both["pct_gdp_other"]).abs().max() < 1e-5, name


SIZED = {"share_of_gdp": figures.aid.donors.share_of_gdp, "per_head": figures.aid.economy.per_head}


@pytest.mark.parametrize("name", SIZED)
def test_the_bars_are_the_two_parts_and_name_their_year_and_release(name):
    figure = SIZED[name](load.aid_totals(30), load.eu_aid_shares(30))
    year = {"share_of_gdp": "GDP of 2021", "per_head": "inhabitant of 2024"}[name]
    assert year in figure.subtitle
    assert "by June 2026" in figure.headline
    assert "release 30 (data to 30 June 2026)" in figure.source_line
    value = {"share_of_gdp": "pct_gdp", "per_head": "per_head"}[name]
    whole = {"share_of_gdp": "both_pct", "per_head": "both_per_head"}[name]
    sums = figure.data.group_by("donor").agg(pl.col(value).sum(), pl.col(whole).first(), pl.col("way").n_unique())
    assert sums["way"].unique().to_list() == [2]
    assert (sums[value] - sums[whole]).abs().max() < 0.001
    assert "EUI" not in figure.data["donor"]


def test_the_map_names_the_year_of_the_gdp():
    drawn = figures.aid.maps.share_of_gdp(load.aid_totals(30), load.eu_aid_shares(30))
    assert "per cent of GDP of 2021" in drawn.subtitle


def test_the_explorer_says_the_year_of_the_gdp(aid):
    figure = figures.aid.flows.over_time(aid, "donor", ["DEU"], per="gdp")
    assert "per cent of GDP of 2021" in figure.subtitle
    assert not any("World Bank" in source.text for source in figure.sources)
