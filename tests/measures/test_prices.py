"""Amounts at the prices of one year: worked by hand, exact, the same however they are grouped, and refused where they have no month."""

import re
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, NotComparable, ReadFault, UnknownName
from analysis.figures.aid import of_prices
from analysis.measures import prices
from analysis.sources.reference import prices as reader

AID = load.aid(29)


def own(*months: date, eur: str = "1000000.00", donor: str = "DEU") -> pl.DataFrame:
    rows = [("mine", month, donor, "military", "allocated", Decimal(eur)) for month in months]
    schema = {"release": pl.String, "month": pl.Date, "donor": pl.String, "kind": pl.String, "stage": pl.String}
    return pl.DataFrame(rows, schema=schema | {"eur": pl.Decimal(18, 2)}, orient="row")


def index(name: str) -> dict[date, Fraction]:
    rows = load.price_indices().filter(pl.col("index").cast(pl.String) == name)
    return {month: Fraction(value) for month, value in rows.select("month", "value").iter_rows()}


def test_three_months_of_euros_are_those_worked_by_hand():
    months = [date(2022, 1, 1), date(2024, 6, 1), date(2026, 4, 1)]
    told = measures.aid.over_time(own(*months), only="DEU", prices="2025").filter(pl.col("period").is_in(months))
    by_hand = {
        # A million euros at the prices of 2025, the index of which is 100; of April 2026 no index is at hand, that of December stands.
        date(2022, 1, 1): Decimal(100_000_000) / Decimal("85.98"),
        date(2024, 6, 1): Decimal(100_000_000) / Decimal("98.31"),
        date(2026, 4, 1): Decimal(100_000_000) / Decimal("100.63"),
    }
    assert dict(told.select("period", "eur_2025").iter_rows()) == {
        month: value.quantize(Decimal("0.01")) for month, value in by_hand.items()
    }


def test_three_months_of_dollars_are_those_worked_by_hand():
    months = [date(2022, 1, 1), date(2025, 10, 1), date(2026, 4, 1)]
    told = measures.aid.over_time(own(*months), only="DEU", prices="2025", currency="USD").filter(
        pl.col("period").is_in(months)
    )
    # The eleven months of 2025 that the Bureau published sum to 3,541.373; October carries September's 324.800.
    mean = Decimal("3541.373") / 11
    by_hand = {
        date(2022, 1, 1): Decimal(1_000_000) * Decimal("1.131448") * mean / Decimal("281.148"),
        date(2025, 10, 1): Decimal(1_000_000) * Decimal("1.163043") * mean / Decimal("324.800"),
        date(2026, 4, 1): Decimal(1_000_000) * Decimal("1.170640") * mean / Decimal("333.020"),
    }
    assert dict(told.select("period", "usd_2025").iter_rows()) == {
        month: value.quantize(Decimal("0.01")) for month, value in by_hand.items()
    }


def test_within_one_month_no_share_changes():
    for currency in ("EUR", "USD"):
        nominal = measures.aid.over_time(AID, "donor", share=True)
        constant = measures.aid.over_time(AID, "donor", share=True, currency=currency, prices="2025")
        both = nominal.select("period", "donor", "share").join(
            constant.select("period", "donor", constant="share"), on=["period", "donor"], nulls_equal=True
        )
        assert both.height == nominal.height
        assert both.filter((pl.col("share") - pl.col("constant")).abs() > 1e-12).is_empty()


def test_regrouping_preserves_the_total_and_the_order_of_rows_does_not_matter():
    whole = exact(AID)
    for by in ("bloc", "base_bloc", "donor", "kind", ("donor", "kind")):
        parts = measures.aid.over_time(AID, by, prices="2025")
        # Each cell is rounded once, to the cent.
        assert abs(sum(parts["eur_2025"]) - whole) <= Decimal("0.005") * parts.height
        assert parts["eur_2025_bn"].sum() == pytest.approx(float(whole) / 1e9, abs=1e-6)
    shuffled = AID.sample(fraction=1.0, shuffle=True, seed=3)
    for currency in ("EUR", "USD"):
        one, other = (measures.aid.over_time(rows, currency=currency, prices="2025") for rows in (AID, shuffled))
        assert one.equals(other)


def exact(aid: pl.DataFrame) -> Decimal:
    """Sum a release at 2025 prices, month by month, in fractions."""
    by_month = aid.filter(stage="allocated").drop_nulls("month").group_by("month").agg(pl.col("eur").sum())
    hicp = index("hicp_euro_area")
    newest = hicp[max(hicp)]
    total = sum(Fraction(eur) * 100 / hicp.get(month, newest) for month, eur in by_month.iter_rows())
    return Decimal(total.numerator) / Decimal(total.denominator)


def test_running_totals_and_years_are_the_sums_of_their_months():
    months = measures.aid.over_time(AID, only="Europe", prices="2025")
    years = measures.aid.over_time(AID, only="Europe", prices="2025", every="year")
    assert abs(sum(months["eur_2025"]) - sum(years["eur_2025"])) <= Decimal("0.5")
    so_far = measures.aid.over_time(AID, only="Europe", prices="2025", cumulative=True)
    assert abs(so_far["eur_2025"][-1] - sum(months["eur_2025"])) <= Decimal("0.5")


def test_growth_in_a_year_without_inflation_is_the_nominal_one(monkeypatch):
    flat = load.price_indices().with_columns(value=pl.lit(Decimal("100.000")).cast(pl.Decimal(9, 3)))
    monkeypatch.setattr(load, "price_indices", lambda: flat)
    nominal, real = measures.aid.growth(AID), measures.aid.growth(AID, prices="2025")
    assert real["change"].to_list() == nominal["change"].to_list()


def test_what_has_no_month_or_no_index_is_refused_in_words():
    with pytest.raises(NotComparable, match="these rows have no months") as fault:
        measures.aid.over_time(load.aid_totals(30), prices="2025")
    assert fault.value.fix == "take a release with months: load.aid(29)"
    with pytest.raises(NotComparable, match="no index of prices is at hand for 2019-12"):
        measures.aid.over_time(own(date(2019, 12, 1)), only="DEU", prices="2025")
    with pytest.raises(UnknownName, match="no prices '2021'"):
        measures.aid.over_time(AID, prices="2021")
    with pytest.raises(NotComparable, match="GDP is that of 2021 at its own prices"):
        figures.aid.flows.over_time(AID, only="Europe", per="gdp", prices="2025")
    with pytest.raises(AnalysisError, match="are not known"):
        measures.aid.over_time(own(date(2025, 1, 1)).with_columns(eur=pl.lit(None, pl.Decimal(18, 2))), prices="2025")


def test_a_number_names_the_year_too():
    assert measures.aid.over_time(AID, prices=2025).equals(measures.aid.over_time(AID, prices="2025"))


def test_months_after_the_index_are_marked_in_every_form():
    last = date(2026, 4, 1)
    window = (date(2022, 1, 1), last)
    assert of_prices.band("eur_2025_bn", window).start == date(2025, 12, 1)
    for every in ("1mo", "1q", "1y"):
        assert of_prices.pale("eur_2025_bn", every, window)[0][0] == date(2026, 1, 1)
        for cumulative in (True, False):
            figure = figures.aid.flows.over_time(AID, every=every, cumulative=cumulative, prices="2025")
            words = "after December 2025 at the prices of that month" if cumulative else "pale: at the prices of December 2025"
            assert words in figure.subtitle
            assert any("carry the one of December 2025" in note for note in figure.notes)
            drawn = str(figure.chart.to_dict())
            assert "'color': '#E4E4E4'" in drawn if cumulative else "datum.pale" in drawn
    before = figures.aid.flows.over_time(AID, months=(None, "2025-12"), prices="2025")
    assert "December 2025'" not in str(before.notes)
    assert "that month" not in before.subtitle
    # A hole is marked where it is: October 2025 was never published.
    assert of_prices.pale("usd_2025_bn", "1mo", window)[0] == [date(2025, 10, 1)]
    # In a running total it is no break in the line: a note tells of it.
    assert of_prices.band("usd_2025_bn", window) is None
    hole = "No index was published for October 2025: it carries the one before it."
    assert of_prices.notes("usd_2025_bn", "allocated", window)[1:] == [hole]
    both = of_prices.notes("usd_2025_bn", "allocated", (window[0], date(2026, 6, 1)))[1:]
    assert both == [hole, "No index was at hand for June 2026: it carries the one of May 2026, and is marked."]
    assert prices.carried("USD", date(2025, 9, 1), date(2026, 7, 1))[0] == [
        date(2025, 10, 1),
        date(2026, 6, 1),
        date(2026, 7, 1),
    ]


def test_real_growth_stands_beside_the_nominal_one_and_what_is_left_is_said():
    rows = measures.claims.real_growth(load.public_claims(), AID)
    assert rows.height == 5
    for told, nominal, constant, off_nominal, off_constant in rows.select(
        "told", "nominal", "constant", "off_nominal", "off_constant"
    ).iter_rows():
        assert off_nominal == pytest.approx(nominal - told, abs=1e-3)
        assert off_constant == pytest.approx(constant - told, abs=1e-3)
    table = figures.claims.real_growth(load.public_claims(), AID)
    apart = rows.select((pl.col("off_constant").abs() > pl.col("tolerance_pct")).arg_true()).to_series().to_list()
    assert list(table.telling) == apart


def test_what_lacks_a_price_is_refused_however_the_rest_is_asked_for():
    early, late = date(2019, 12, 1), date(2022, 1, 1)
    rows = prices.at_prices(own(early, late).rename({"eur": "value"}).lazy(), "EUR", "2025")
    assert rows.select("month", "value").filter(pl.col("month") == late).head(1).collect_schema()["month"] == pl.Date
    for ask in (
        rows.filter(pl.col("month") == late),
        rows.select("value"),
        rows.sort("month", descending=True).head(1),
        rows.tail(1),
    ):
        with pytest.raises(NotComparable, match="no index of prices is at hand for 2019-12"):
            ask.collect()


def test_the_first_month_without_an_index_or_a_rate_is_named_with_its_own_fix():
    for currency, months, said, fix in (
        ("EUR", (date(2019, 11, 1), date(2019, 12, 1)), "no index of prices is at hand for 2019-11", "months=\\('2022-01', None\\)"),
        ("USD", (date(2031, 1, 1), date(2031, 2, 1)), "no rate is at hand for 2031-01", "exchange_rates.csv"),
    ):  # fmt: skip
        with pytest.raises(NotComparable, match=said) as fault:
            prices.at_prices(own(*months).rename({"eur": "value"}).lazy(), currency, "2025").collect()
        assert re.search(fix, fault.value.fix)


@pytest.mark.parametrize(
    ("row", "said"), [("2024-12,DE,I25,98.10", "geo is not EA"), ("2024-12,EA,I15,128.40", "unit is not I25")]
)
def test_an_index_of_another_area_or_unit_is_refused(tmp_path, row, said):
    path = tmp_path / "index.csv"
    lines = [f"{year}-{month:02},EA,I25,81.{month:02}" for year in range(2020, 2026) for month in range(1, 13)]
    path.write_text("\n".join(["time,geo,unit,index_2025_100", *lines]) + "\n")
    assert reader.read_index(path, reader.HICP).height == 72
    path.write_text("\n".join(["time,geo,unit,index_2025_100", *lines, row]) + "\n")
    with pytest.raises(ReadFault, match=said):
        reader.read_index(path, reader.HICP)


def test_a_caller_who_reckons_with_few_places_gets_the_same_amounts():
    rows = own(date(2022, 1, 1), date(2026, 4, 1)).rename({"eur": "value"}).lazy()
    for currency in ("EUR", "USD"):
        usual = prices.at_prices(rows, currency, "2025").collect()
        with localcontext(prec=4):
            assert prices.at_prices(rows, currency, "2025").collect().equals(usual)


def test_the_dust_of_a_float_is_no_part_of_a_rate(monkeypatch):
    rows = own(date(2022, 1, 1)).rename({"eur": "value"}).lazy()
    usual = prices.at_prices(rows, "USD", "2025").collect()
    dusty = load.exchange_rates().with_columns(pl.col("per_eur") + 0.0000004)
    monkeypatch.setattr(load, "exchange_rates", lambda: dusty)
    assert prices.at_prices(rows, "USD", "2025").collect().equals(usual)
