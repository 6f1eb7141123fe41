"""Laws of the comparison: one rule for every instrument, units apart, nothing known twice and nothing after coverage."""

from datetime import date

import polars as pl
import pytest

from analysis import load
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import NotComparable
from analysis.figures.timeline import comparison as figure
from analysis.figures.timeline.panels import KEY_EVENTS
from analysis.measures import aid as aid_measure
from analysis.measures import comparison as measure
from analysis.measures import instruments, packages, timeline
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
    assert rows.group_by("instrument").agg(pl.col("bloc").sort())["bloc"].to_list() == [[EUROPE, UNITED_STATES]] * 9
    assert rows.select("unit", "basis", "coverage_end", "source").null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize("kind", ["military", "financial", "humanitarian"])
def test_totals_are_those_of_the_subjects_own_measures(rows: pl.DataFrame, kind: str) -> None:
    own = dict(aid_measure.totals(load.aid(29), kind=kind).select("bloc", "eur_bn").iter_rows())
    for bloc in (EUROPE, UNITED_STATES):
        assert value(rows, f"{kind.capitalize()} aid", bloc) == pytest.approx(own[bloc], abs=1e-6)


def test_open_promises_and_packages_agree_with_their_own_measures(rows: pl.DataFrame) -> None:
    gaps = dict(aid_measure.to_be_allocated(load.aid(29)).select("bloc", "to_be_allocated_bn").iter_rows())
    assert value(rows, "Promised, not yet allocated", EUROPE) == pytest.approx(gaps[EUROPE], abs=1e-6)
    announced = packages.us_beside_official(load.us_packages()).filter(kind="PDA", what="as announced")["usd_bn"].item()
    assert value(rows, "US weapons from stocks", UNITED_STATES) == pytest.approx(announced)
    assert value(rows, "Ready to send soldiers", EUROPE) == 5


def test_what_a_side_does_not_use_is_unknown_and_what_it_did_not_do_is_zero(rows: pl.DataFrame) -> None:
    assert value(rows, "US weapons from stocks", EUROPE) is None
    assert value(rows, "Paying for US weapons (PURL)", UNITED_STATES) is None
    assert value(rows, "Ready to send soldiers", UNITED_STATES) == 0


def test_the_last_twelve_months_end_with_coverage_and_touch_the_twelve_before() -> None:
    days = [date(2024, 10, 10), date(2024, 10, 11), date(2025, 10, 10), date(2025, 10, 11), END]
    row = measure.side_by_side([invented(*[(day, 1.0) for day in days])]).row(0, named=True)
    assert (row["total"], row["last_12"], row["before_12"], row["last_event"]) == (5, 2, 2, END)


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


def test_units_stay_apart_in_figure_and_table(rows: pl.DataFrame) -> None:
    shown = figure.side_by_side(rows)
    assert {"instrument", "unit", "basis", "coverage_end"} <= set(shown.frame.columns)
    assert "index" not in shown.frame.columns
    grid = figure.table(rows)
    assert grid.rows.height == rows.height
    assert {"EUR bn", "USD bn", "countries"} <= set(grid.rows["unit"])


def sanctions() -> dict[str, pl.DataFrame]:
    return {
        "designations": load.designations(),
        "vessels": load.vessels(),
        "coverage": load.sanctions_coverage(),
    }


def test_the_list_of_the_eu_alone_is_not_called_europes(rows: pl.DataFrame) -> None:
    lists = rows.with_columns(basis=pl.lit("EU list, days stated"))
    assert "Europe" not in figure.side_by_side(lists).alt
    assert "Europe" in figure.side_by_side(rows).alt


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
    assert value(rows, "Export-control annex", UNITED_STATES, "absent") == "not in the tables"


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


def test_the_five_named_events_are_rows_of_the_record() -> None:
    assert set(KEY_EVENTS) <= set(load.events()["date"])
    assert len(KEY_EVENTS) <= 5
