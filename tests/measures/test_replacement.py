"""What it takes to replace the United States: worked by hand from months, divided by each group's GDP, and refused where it makes no sense."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from analysis import figures, groups, load, measures
from analysis.errors import AnalysisError, NotComparable
from analysis.groups import Group
from analysis.measures.flows import with_bloc
from tests.support.ledgers import SCHEMA

AID = load.aid(29)


def by_month(*donors: str) -> dict[date, Fraction]:
    """Sum military allocations of some donors by month, in plain loops."""
    sums: dict[date, Fraction] = {}
    for row in AID.filter(kind="military", stage="allocated").drop_nulls("month").iter_rows(named=True):
        if row["donor"] in donors:
            sums[row["month"]] = sums.get(row["month"], Fraction(0)) + Fraction(row["eur"])
    return sums


EUROPE = with_bloc(AID).filter(bloc="Europe")["donor"].unique().to_list()


def mean(sums: dict[date, Fraction], first: date, last: date, months: int) -> float:
    return float(sum((eur for month, eur in sums.items() if first <= month <= last), Fraction(0)) / months / 10**9)


def test_the_shortfall_is_that_worked_by_hand():
    us, europe = by_month("USA"), by_month(*EUROPE)
    before = mean(us, date(2022, 1, 1), date(2024, 12, 1), 36), mean(europe, date(2022, 1, 1), date(2024, 12, 1), 36)
    now = mean(europe, date(2025, 5, 1), date(2026, 4, 1), 12)
    row = measures.aid.shortfall(AID).row(0, named=True)
    assert (row["us_bn"], row["europe_bn"], row["now_bn"]) == pytest.approx((*before, now), abs=1e-8)
    assert [round(one, 1) for one in (*before, now)] == [1.8, 1.6, 2.6]
    assert row["short_bn"] == pytest.approx(sum(before) - now, abs=1e-8)
    assert row["short_year_bn"] == pytest.approx(12 * (sum(before) - now), abs=1e-8)
    assert row["us_year_bn"] == pytest.approx(12 * before[0], abs=1e-8)
    assert (row["year_first"], row["year_last"]) == (date(2025, 5, 1), date(2026, 4, 1))


def test_each_group_is_divided_by_the_gdp_of_its_countries_and_has_its_own_aid():
    rows = measures.aid.replacement(AID, [groups.WEIMAR_TRIANGLE, "NLD"]).rows_by_key("bloc", named=True, unique=True)
    gdp = load.countries().filter(pl.col("iso3").is_in(["DEU", "FRA", "POL"]))["gdp_2021_eur_bn"].sum()
    weimar = rows["Weimar triangle"]
    assert weimar["gdp_eur_bn"] == pytest.approx(gdp)
    assert weimar["us_pct"] == pytest.approx(100 * weimar["us_year_bn"] / gdp, abs=1e-6)
    own = mean(by_month("DEU", "FRA", "POL"), date(2025, 5, 1), date(2026, 4, 1), 1)
    assert weimar["now_year_bn"] == pytest.approx(own, abs=1e-8)
    assert weimar["now_pct"] == pytest.approx(100 * own / gdp, abs=1e-6)
    assert list(rows) == ["Weimar triangle", "Netherlands"]


def test_the_order_of_rows_does_not_matter_and_a_part_of_europe_pays_a_larger_share():
    shuffled = AID.sample(fraction=1.0, shuffle=True, seed=11)
    assert measures.aid.replacement(shuffled).equals(measures.aid.replacement(AID))
    shares = dict(measures.aid.replacement(AID).select("bloc", "us_pct").iter_rows())
    assert shares["Europe"] < shares["EU27"] < shares["Euro area"]


def test_whoever_cannot_replace_the_us_is_refused_in_words():
    with pytest.raises(AnalysisError, match=r"^the United States cannot replace itself") as fault:
        measures.aid.replacement(AID, "US")
    assert fault.value.fix == 'name who pays in its place: only="Europe"'
    with pytest.raises(AnalysisError, match="EU institutions: no GDP"):
        measures.aid.replacement(AID, "EU institutions")
    with pytest.raises(AnalysisError, match="no GDP of their own is known, for want of that of"):
        figures.aid.replacing.by_group(AID, only=[groups.NATO.without("USA")])
    with pytest.raises(NotComparable):
        measures.aid.shortfall(load.vintages())
    with pytest.raises(AnalysisError, match="too few for an average of twelve"):
        measures.aid.shortfall(AID, "2022-06-30")


def test_the_arithmetic_shown_leads_from_step_to_step():
    steps = dict(
        zip(*figures.aid.replacing.arithmetic(AID).rows.select("step", "result").to_dict(as_series=False).values(), strict=True)
    )
    sums = dict(figures.aid.replacing.arithmetic(AID).rows.select("step", "sum").iter_rows())
    # What a step shows as its result is what the next one takes.
    assert steps["Short a month"] in sums["Short a year"]
    assert steps["Short a year"] in sums["Short, of Europe’s GDP"]
    assert steps["Both a month"] in sums["Short a month"]
    drawn = figures.aid.replacing.by_group(AID)
    assert drawn.chart.to_dict()["title"]["text"][0].startswith(steps["US a month, 2022–24"])
    assert steps["All the US gave, of Europe’s GDP"] in drawn.headline
    assert steps["Short, of Europe’s GDP"] in drawn.headline


def test_a_gap_that_is_filled_is_said_to_be(monkeypatch):
    more = AID.with_columns(
        eur=pl.when(pl.col("donor").is_in(EUROPE) & (pl.col("month") >= date(2025, 5, 1)))
        .then(pl.col("eur") * 2)
        .otherwise("eur"),
        release=pl.lit("mine"),
    ).with_columns(pl.col("eur").cast(pl.Decimal(18, 2)))
    assert measures.aid.shortfall(more)["short_bn"].item() < 0
    monkeypatch.setattr("analysis.figures.aid.replacing.cite", lambda *_: ["mine"])
    assert figures.aid.replacing.by_group(more).headline.endswith("a year; Europe gives that already")


def test_a_group_with_the_united_states_in_it_is_named() -> None:
    with pytest.raises(AnalysisError, match=r"^The G7 has the United States in it.*\n  -> leave it out: \.without\('USA'\)"):
        measures.aid.replacement(AID, [groups.G7, groups.EU27])
    with pytest.raises(
        AnalysisError, match=r"^NATO: no GDP of their own .*\n  -> leave them out, and the United States, which"
    ):
        measures.aid.replacement(AID, [groups.G7, groups.NATO])


def test_the_united_states_beside_others_are_named_as_what_to_leave_out() -> None:
    for ask in (measures.aid.replacement, measures.aid.offset):
        with pytest.raises(AnalysisError, match=r"^the United States cannot replace itself") as fault:
            ask(AID, ["US", "DEU"])
        assert fault.value.fix == 'leave "United States" out of only=[...]'
    # Under two names the first of them is told.
    with pytest.raises(AnalysisError) as fault:
        measures.aid.offset(AID, [Group("America", ["USA"]), "US"])
    assert fault.value.fix == 'leave "America" out of only=[...]'


def test_whoever_has_no_gdp_stands_without_a_share_beside_one_who_has() -> None:
    rows = measures.aid.replacement(AID, ["EU institutions", "DEU"]).rows_by_key("bloc", named=True, unique=True)
    nobody, germany = rows["EU institutions"], rows["Germany"]
    assert [nobody[name] for name in ("gdp_eur_bn", "us_pct", "short_pct", "now_pct")] == [None] * 4
    assert nobody["us_year_bn"] == germany["us_year_bn"]
    # Per cent are told with six places.
    for part in ("us", "short", "now"):
        assert germany[f"{part}_pct"] == round(100 * germany[f"{part}_year_bn"] / germany["gdp_eur_bn"], 6)


def given(*rows: tuple[date, str, int]) -> pl.DataFrame:
    """A release of military aid: month, donor and euros."""
    told = [("mine", month, donor, "military", "allocated", Decimal(eur)) for month, donor, eur in rows]
    return pl.DataFrame(told, schema=SCHEMA, orient="row")


# A billion and one euros of the United States, two billion and then three of Germany, in 36 months and the year after them.
THREE = given(
    (date(2022, 1, 1), "USA", 1_000_000_001), (date(2023, 7, 1), "DEU", 2_000_000_000), (date(2025, 12, 1), "DEU", 3_000_000_000)
)  # fmt: skip


def test_the_shortfall_of_three_payments_is_right_to_the_euro() -> None:
    assert measures.aid.shortfall(THREE).row(0, named=True) == {
        "release": "mine",
        "before_first": date(2022, 1, 1),
        "before_last": date(2024, 12, 1),
        "year_first": date(2025, 1, 1),
        "year_last": date(2025, 12, 1),
        "us_bn": 0.027777778,
        "europe_bn": 0.055555556,
        "now_bn": 0.25,
        "both_bn": 0.083333334,
        "short_bn": -0.166666666,
        # A third of all before, less three billion, and a third of what the United States gave; not twelve times a rounded month.
        "short_year_bn": -2.0,
        "us_year_bn": 0.333333334,
    }


def test_the_rise_of_three_payments_is_right_to_the_euro() -> None:
    row = measures.aid.offset(THREE, "DEU").row(0)
    assert row == ("mine", "Germany", 0.055555556, 0.25, 0.194444444, 0.027777778, 0.194444444 / 0.027777778)
