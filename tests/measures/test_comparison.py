"""Laws of the comparison: one rule for every instrument, units apart, nothing known twice and nothing after coverage."""

from datetime import date

import polars as pl
import pytest

from analysis import load
from analysis.countries import EUROPE, UNITED_STATES, is_european_country
from analysis.errors import NotComparable
from analysis.figures.timeline import comparison as figure
from analysis.figures.timeline.key_events import KEY_EVENTS
from analysis.measures import aid as aid_measure
from analysis.measures import comparison as measure
from analysis.measures import guarantees, instruments, packages, timeline
from analysis.measures.answers import offers_troops
from analysis.measures.comparison import Instrument

END = date(2026, 10, 10)


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return measure.side_by_side(
        measure.instruments(
            money=load.aid(29),
            pledges=load.pledges(),
            signed=load.agreements(),
            us=load.us_packages(),
            joined=load.purl(),
            end=END,
        )
    )


def value(rows: pl.DataFrame, instrument: str, bloc: str, column: str = "total") -> object:
    return rows.filter(pl.col("instrument") == instrument, pl.col("bloc") == bloc)[column].item()


def invented(*amounts: tuple[date | None, float], end: date = END) -> Instrument:
    events = pl.DataFrame(
        [(EUROPE, *one) for one in amounts], schema={"bloc": pl.String, "day": pl.Date, "amount": pl.Float64}, orient="row"
    )
    return measure.of_both("Invented", "things", "counted", end, events, "record")


def test_each_instrument_has_a_row_for_each_side(rows: pl.DataFrame) -> None:
    assert rows.group_by("instrument").agg(pl.col("bloc").sort())["bloc"].to_list() == [[EUROPE, UNITED_STATES]] * 8
    assert rows.select("unit", "basis", "coverage_end", "source").null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize("kind", ["military", "financial", "humanitarian"])
def test_totals_are_those_of_the_subjects_own_measures(rows: pl.DataFrame, kind: str) -> None:
    own = dict(aid_measure.totals(load.aid(29), kind=kind).select("bloc", "eur_bn").iter_rows())
    for bloc in (EUROPE, UNITED_STATES):
        assert value(rows, f"{kind.capitalize()} aid", bloc) == pytest.approx(own[bloc], abs=1e-6)


def test_packages_and_offers_agree_with_their_own_measures(rows: pl.DataFrame) -> None:
    announced = packages.us_beside_official(load.us_packages()).filter(kind="PDA", what="as announced")["usd_bn"].item()
    assert value(rows, "US weapons from stocks", UNITED_STATES) == pytest.approx(announced)
    land = guarantees.matrix(load.pledges(), END, "land")
    offering = land.filter(is_european_country(load.countries()), offers_troops())
    assert value(rows, "Offers of troops", EUROPE) == offering.height
    assert offering.height


def test_what_a_side_does_not_use_is_unknown_and_what_it_did_not_do_is_zero(rows: pl.DataFrame) -> None:
    assert value(rows, "US weapons from stocks", EUROPE) is None
    assert value(rows, "Paying for US weapons (PURL)", UNITED_STATES) is None
    assert value(rows, "Offers of troops", UNITED_STATES) == 0


def test_the_last_twelve_months_end_with_coverage_and_touch_the_twelve_before() -> None:
    days = [date(2024, 10, 10), date(2024, 10, 11), date(2025, 10, 10), date(2025, 10, 11), END]
    row = measure.side_by_side([invented(*[(day, 1.0) for day in days])]).row(0, named=True)
    assert (row["total"], row["last_12"], row["before_12"], row["last_event"]) == (5, 2, 2, END)


@pytest.mark.parametrize(
    ("first_day", "trend", "before"), [(None, "level", 1), (date(2024, 10, 11), "level", 1), (date(2024, 10, 12), None, None)]
)
def test_a_before_shorter_than_the_after_is_no_trend(first_day: date | None, trend: str | None, before: float | None) -> None:
    events = pl.DataFrame({"day": [date(2025, 9, 1), END], "amount": [1.0, 1.0]})
    side = measure.Side(events, "counted", END, "record", first_day)
    row = measure.side_by_side([Instrument("Listed", "things", {EUROPE: side})]).row(0, named=True)
    assert (row["trend"], row["before_12"], row["last_12"]) == (trend, before, 1)


def test_what_has_no_day_counts_in_the_total_only() -> None:
    row = measure.side_by_side([invented((None, 3.0), (END, 1.0))]).row(0, named=True)
    assert (row["total"], row["last_12"], row["trend"]) == (4, 1, "up")


@pytest.mark.parametrize(
    ("before", "last", "trend"),
    [(10, 10.4, "level"), (10, 11, "up"), (10, 9, "down"), (10, 0, "none in the last year"), (0, 0, "none in two years")],
)
def test_trends_are_named_after_the_two_years(before: float, last: float, trend: str) -> None:
    row = measure.side_by_side([invented((date(2025, 1, 1), before), (date(2026, 1, 1), last))]).row(0, named=True)
    assert row["trend"] == trend


def test_events_after_coverage_and_two_of_one_name_are_refused() -> None:
    with pytest.raises(NotComparable, match="after its coverage ends"):
        measure.side_by_side([invented((date(2026, 10, 11), 1.0))])
    with pytest.raises(NotComparable, match="one name"):
        measure.side_by_side([invented((END, 1.0)), invented((END, 1.0))])


def test_an_open_promise_is_no_instrument(rows: pl.DataFrame) -> None:
    assert not rows["basis"].str.contains("committed").any()
    both = [
        aid_measure.over_time(load.aid(29), stage=stage).select("bloc", day="period", amount=pl.col("eur_bn") * sign)
        for stage, sign in (("committed", 1), ("allocated", -1))
    ]
    backlog = pl.concat(both).group_by("bloc", "day").agg(pl.col("amount").sum().round(6)).sort("bloc", "day")
    planted = measure.of_both("Promised, not yet allocated", "EUR bn", "open", date(2026, 4, 30), backlog, "kiel")
    with pytest.raises(NotComparable, match="Promised, not yet allocated has negative amounts: a balance is no instrument"):
        measure.side_by_side([planted])


def test_what_is_not_known_stays_among_a_sides_instruments_and_what_is_not_its_own_does_not() -> None:
    def europes(name: str, absent: str) -> Instrument:
        events = pl.DataFrame({"day": [END], "amount": [1.0]})
        return Instrument(name, "things", {EUROPE: measure.Side(events, "counted", END, "record")}, absent=absent)

    both = invented((END, 1.0))
    rows = measure.side_by_side([both, europes("A", measure.NOT_KNOWN), europes("B", measure.NOT_APPLICABLE)])
    assert (
        "Europe added to 3 of its 3 instruments, the United States to none of its 2 instruments (1 not known)"
        in figure._headline(rows)
    )


def test_units_stay_apart_in_the_table(rows: pl.DataFrame) -> None:
    grid = figure.table(rows)
    assert grid.rows.height == rows.height
    assert {"EUR bn", "USD bn", "countries"} <= set(grid.rows["unit"])


def sanctions() -> dict[str, pl.DataFrame]:
    return {
        "designations": load.designations(),
        "vessels": load.vessels(),
        "coverage": load.sanctions_coverage(),
    }


def test_listings_stay_on_one_basis_and_one_list() -> None:
    tables = sanctions()
    rows = measure.side_by_side(instruments.sanctions(**tables))
    names = tables["designations"].filter(pl.col("subject").is_in(["person", "entity"]), measure="asset_freeze")
    inferred = names.filter(authority="US", basis="inferred")["listings"].sum()
    assert value(rows, "Asset freezes since May 2024", UNITED_STATES) == inferred
    british = pl.col("authority") == "UK"
    others = tables["designations"].filter(~british | (pl.col("measure") == "never"))
    assert measure.side_by_side(instruments.sanctions(**tables | {"designations": others})).equals(rows)
    assert value(rows, "Export-control annex", UNITED_STATES) is None
    assert value(rows, "Export-control annex", UNITED_STATES, "absent") == measure.NOT_KNOWN


def test_a_timeline_keeps_bases_apart_and_ends_with_coverage() -> None:
    tables = sanctions()
    monthly = timeline.monthly(instruments.freezes_by_day(tables["designations"], tables["coverage"]))
    keys = ["instrument", "bloc", "basis", "period"]
    assert monthly.select(keys).is_unique().all()
    assert monthly.filter(pl.col("bloc") == UNITED_STATES)["basis"].n_unique() == 2
    assert (monthly["period"] <= monthly["coverage_end"]).all()
    european = tables["designations"].filter(
        pl.col("listed_on") >= date(2022, 1, 1), pl.col("subject").is_in(["person", "entity"]),
        authority="EU", basis="stated", measure="asset_freeze",
    )["listings"].sum()  # fmt: skip
    assert monthly.filter(pl.col("bloc") == EUROPE)["amount"].sum() == european


def test_the_eight_named_events_are_rows_of_the_record() -> None:
    labels = load.events()["label"].to_list()
    assert [label for label in KEY_EVENTS if labels.count(label) != 1] == []
    assert len(KEY_EVENTS) == 8
