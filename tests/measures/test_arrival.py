"""How aid arrives, and the yardsticks: shares re-labelled and never added, payments, routes, dollars, heads."""

import io
import json
import zipfile

import polars as pl
import pytest

from analysis import figures, load
from analysis.errors import NotComparable, ReadFault, UnknownRelease
from analysis.measures import aid as measure
from analysis.sources.kiel import deliveries
from analysis.sources.reference import ecb, world_bank


def test_relabelling_eu_aid_keeps_the_whole(aid):
    rows = measure.with_eu_shares(aid, load.eu_aid_shares(29))
    whole = measure.totals(aid, by="donor")["eur_bn"].sum()
    assert "EUI" not in rows["donor"]
    assert rows["both_bn"].sum() == pytest.approx(whole, abs=2e-6)


def test_shares_of_a_release_known_in_millions_are_taken_too():
    rows = measure.with_eu_shares(load.aid_totals(30), load.eu_aid_shares(30))
    assert rows["share_bn"].sum() == pytest.approx(95.275, abs=0.003)
    with pytest.raises(UnknownRelease, match="29, 30"):
        load.eu_aid_shares(28)


def test_relabelled_shares_of_gdp_are_the_publishers(aid):
    rows = measure.with_eu_shares(aid, load.eu_aid_shares(29)).rows_by_key("donor", named=True, unique=True)
    published = {"DNK": (3.273931, 3.85126), "DEU": (0.830916, 1.361562), "BGR": (0.359582, 0.912787)}
    for donor, expected in published.items():
        assert (rows[donor]["own_pct"], rows[donor]["both_pct"]) == pytest.approx(expected, abs=2e-5), donor


def test_shares_of_another_release_are_refused(aid, aid28):
    with pytest.raises(NotComparable, match="release 28 and EU shares of release 29"):
        measure.with_eu_shares(aid28, load.eu_aid_shares(29))
    with pytest.raises(NotComparable, match="do not belong together"):
        measure.paid_out(aid, load.disbursements())
    cut = load.eu_aid_shares(29).filter(pl.col("donor") != "DEU")
    with pytest.raises(NotComparable, match="add up to"):
        measure.with_eu_shares(aid, cut)


@pytest.mark.parametrize("by", ["bloc", "base_bloc", "donor"])
def test_payments_add_up_however_they_are_grouped(aid28, by):
    rows = measure.paid_out(aid28, load.disbursements(), by=by)
    assert round(rows["disbursed_bn"].sum(), 6) == 125.962688
    financial = measure.totals(aid28, kind="financial")["eur_bn"].sum()
    assert rows["allocated_bn"].sum() == pytest.approx(financial, abs=1e-6)
    assert rows["open_bn"].to_list() == pytest.approx((rows["allocated_bn"] - rows["disbursed_bn"]).to_list(), abs=1e-8)


def test_payments_over_time_end_at_their_totals(aid28):
    last = measure.paid_over_time(aid28, load.disbursements()).filter(pl.col("period") == pl.date(2026, 2, 1))
    ends = {(row["bloc"], row["stage"]): row["eur_bn"] for row in last.iter_rows(named=True)}
    for row in measure.paid_out(aid28, load.disbursements()).iter_rows(named=True):
        assert ends[row["bloc"], "disbursed"] == pytest.approx(row["disbursed_bn"], abs=1e-8)


@pytest.mark.parametrize("every", ["1mo", "1q", "1y"])
def test_routes_keep_the_whole_and_shares_are_of_their_period(every):
    rows = measure.routes(load.military_routes(), every)
    assert rows["eur_bn"].sum() == pytest.approx(168.046804505, abs=1e-6)
    shares = rows.group_by("period").agg(pl.col("share").sum())["share"]
    assert shares.to_list() == pytest.approx([1.0] * len(shares))


def test_the_gap_of_the_routes_is_said(aid):
    short = measure.routes_short(load.military_routes(), aid)
    assert short["short_bn"].sum() == pytest.approx(4.946191495, abs=1e-8)
    figure = figures.aid.weapons.routes(load.military_routes(), aid)
    assert any("€5.3bn short" in note and "exceeds those of 2026 by €0.37bn" in note for note in figure.notes)


def test_what_is_not_known_stays_in_the_whole_of_military_aid(aid):
    """The table lacks money of 2022 and has more than was allocated in 2026: neither may swell the share of a known route."""
    years = measure.routes_by_year(load.military_routes(), aid)
    table = measure.routes(load.military_routes(), "1y")
    allocated = measure.over_time(aid, by="kind", kind="military", every="1y").select("period", "eur_bn")
    for period, rows in years.group_by("period"):
        whole = max(allocated.filter(period=period[0])["eur_bn"].item(), table.filter(period=period[0])["eur_bn"].sum())
        assert rows["eur_bn"].sum() == pytest.approx(whole, abs=1e-6)
        assert rows["share"].sum() == pytest.approx(1)
    both = years.join(table, on=["period", "route"], suffix="_table").filter(pl.col("route").cast(pl.String) != "unspecified")
    assert (both["share"] <= both["share_table"] + 1e-9).all()
    last = years.filter(pl.col("period").dt.year() == 2026)
    shares = dict(last.select(pl.col("route").cast(pl.String), "share").iter_rows())
    assert round(shares["stockpile"], 3) == 0.001
    assert round(shares["unspecified"], 2) == 0.37


def test_the_words_of_the_routes_say_what_is_not_specified_and_whose_stocks(aid):
    military = load.military_routes()
    said = figures.aid.sentences.arrival(load.aid(28), load.disbursements(), military, aid).text
    assert "at least 0.1%" in said
    assert "37% is not specified" in said
    assert "stocks of the United States" in said
    figure = figures.aid.weapons.routes(military, aid)
    assert "at least" in figure.headline
    beside = " ".join([figure.subtitle, *figure.notes, figure.alt])
    assert "not specified" in beside
    assert "US stocks through PURL" in beside


def test_payments_beyond_an_allocation_pay_for_nobody_elses(aid28):
    europe = measure.paid_out(aid28, load.disbursements()).row(by_predicate=pl.col("bloc") == "Europe", named=True)
    donors = measure.paid_out(aid28, load.disbursements(), by="donor")
    assert donors["share_paid"].max() <= 1
    assert donors.filter(pl.col("over_bn") > 0)["donor"].sort().to_list() == ["DEU", "GBR"]
    capped = measure.with_bloc(donors).filter(bloc="Europe").select(pl.min_horizontal("allocated_bn", "disbursed_bn").sum())
    assert europe["share_paid"] == pytest.approx(capped.item() / europe["allocated_bn"])
    assert round(europe["share_paid"], 3) == 0.843
    figure = figures.aid.arrival.paid_out(aid28, load.disbursements())
    assert "84%" in figure.headline
    assert any("the United Kingdom and Germany paid €1.1bn more" in note.replace("The U", "the U", 1) for note in figure.notes)


def test_heavy_weapons_are_counted_once():
    rows = measure.heavy_weapons(load.weapons())
    assert rows.select("donor", "category").is_duplicated().sum() == 0
    assert rows.filter(pl.col("category").cast(pl.String) == "Tanks")["items"].sum() == 884
    assert rows["all_bn"].is_sorted(descending=True)


def test_dollars_are_each_months_euros_at_its_own_rate(aid):
    rows = measure.in_dollars(aid)
    assert (rows["usd_bn"] - rows["eur_bn"] * rows["per_eur"]).abs().max() < 1e-8
    whole = measure.in_dollars(aid, cumulative=True).filter(pl.col("period") == pl.date(2026, 4, 1))
    by_month = rows.group_by("bloc").agg(pl.col("usd_bn").sum()).sort("bloc")
    assert whole.sort("bloc")["usd_bn"].to_list() == pytest.approx(by_month["usd_bn"].to_list(), abs=1e-6)


def test_a_month_without_a_rate_is_refused(aid, monkeypatch):
    known = load.exchange_rates()
    monkeypatch.setattr(load, "exchange_rates", lambda: known.filter(pl.col("month") != pl.date(2023, 5, 1)))
    with pytest.raises(NotComparable, match="2023-05"):
        measure.in_dollars(aid)


def test_rates_are_those_the_bank_published():
    rates = dict(load.exchange_rates().select("month", "per_eur").iter_rows())
    by_name = {f"{month:%Y-%m}": rate for month, rate in rates.items()}
    # Monthly means as the European Central Bank states them, to four decimals.
    assert {name: round(by_name[name], 4) for name in ("2022-01", "2022-09")} == {"2022-01": 1.1314, "2022-09": 0.9904}


def test_aid_per_head_is_null_where_no_one_counts(aid):
    rows = measure.against_economy(aid).rows_by_key("donor", named=True, unique=True)
    assert rows["EUI"]["eur_per_head"] is None
    assert rows["TWN"]["eur_per_head"] is None
    states = rows["USA"]
    assert states["eur_per_head"] == pytest.approx(1000 * states["eur_bn"] / states["population_m"], abs=1e-3)
    assert states["population_year"] == 2024


def history(tmp_path, rows: str):
    path = tmp_path / "eurofxref-hist.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", "Date,USD,JPY\n" + rows)
    return path


def test_rates_are_averaged_over_whole_months_only(tmp_path):
    days = [f"2022-01-{day:02d},1.{day:02d},120" for day in range(3, 24)] + ["2022-02-01,9.0,120", "2021-12-31,9.0,120"]
    rows = ecb.monthly_averages(history(tmp_path, "\n".join(days)))
    assert rows.select("per_eur", "days").rows() == [(1.13, 21)]


def test_what_is_no_history_of_rates_is_refused(tmp_path):
    path = tmp_path / "eurofxref-hist.zip"
    path.write_bytes(b"<html>")
    with pytest.raises(ReadFault, match="not the bank's history"):
        ecb.monthly_averages(path)
    holes = tmp_path / "rates.csv"
    holes.write_text("month,currency,per_eur,days\n2022-01-01,USD,1.1,20\n2022-03-01,USD,1.1,20\n")
    with pytest.raises(ReadFault, match="lacks the months"):
        ecb.read_averages(holes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("year,month,stockpile\n2022,1,1\n", "does not have each of the columns"),
        ("year,month,stockpile,procurement,unspecified,nato_purl\n2022,1,x,0,0,0\n", r"unreadable cells \{'eur': 1\}"),
        ("year,month,stockpile,procurement,unspecified,nato_purl\n" + "2022,1,1,0,0,0\n" * 2, "8 repeated rows"),
    ],
)
def test_a_table_of_routes_that_would_change_sums_is_refused(tmp_path, text, words):
    path = tmp_path / "procurement_trends.csv"
    path.write_text(text)
    with pytest.raises(ReadFault, match=words):
        deliveries.read_routes(path, "99")


def test_a_new_category_of_weapons_is_refused(tmp_path):
    path = tmp_path / "weapons.csv"
    path.write_text("donor,category,number_of_weapons,monetary_value_eur\nFrance,Drones,1,1\n")
    with pytest.raises(ReadFault, match="Drones"):
        deliveries.read_weapons(path, "99", load.countries())


def test_economies_without_a_number_are_refused(tmp_path):
    path = tmp_path / "wdi.json"
    one = {"iso3": "FRA", "bnp_usd": 1.0, "bnp_aar": 2024, "folketall": None, "folketall_aar": 2024}
    path.write_text(io.StringIO(json.dumps({"land": {"France": one}})).read())
    with pytest.raises(ReadFault, match="1 rows, fewer than"):
        world_bank.read_economies(path)


FIGURES = {
    "paid_out": lambda: figures.aid.arrival.paid_out(load.aid(28), load.disbursements()),
    "routes": lambda: figures.aid.weapons.routes(load.military_routes(), load.aid(29)),
    "heavy_weapons": lambda: figures.aid.weapons.heavy_weapons(load.weapons()),
    "per_head": lambda: figures.aid.economy.per_head(load.aid(29), load.eu_aid_shares(29)),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_arrival_say_their_sources_and_are_drawn_alike_twice(name):
    one, other = FIGURES[name](), FIGURES[name]()
    assert json.dumps(one.spec()) == json.dumps(other.spec())
    assert one.svg() == other.svg()
    assert "release 2" in one.source_line
    assert any("ominal" in note for note in one.notes)
    assert one.frame.height <= 600


def test_yardsticks_are_cited():
    figure = FIGURES["per_head"]()
    assert "World Bank" in figure.source_line
    assert any(source.licence == "CC BY 4.0" for source in figure.sources)
