"""An amount that nobody knows is no zero: no measure adds it silently to a total."""

from collections.abc import Callable

import polars as pl
import pytest

from analysis import load
from analysis.errors import AnalysisError
from analysis.measures import aid as measures
from analysis.measures import comparison, sanctions
from analysis.measures.frames import as_lazy

AID, AID_28, VINTAGES, ROUTES = load.aid(29), load.aid(28), load.vintages(), load.military_routes()
PAID, SHARES = load.disbursements(), load.eu_aid_shares(29)

OF_AID: dict[str, Callable[[pl.DataFrame], object]] = {
    "over_time": measures.over_time,
    "totals": measures.totals,
    "undated": measures.undated,
    "rolling_year": measures.rolling_year,
    "growth": measures.growth,
    "share_of_gdp": measures.share_of_gdp,
    "against_economy": measures.against_economy,
    "to_be_allocated": measures.to_be_allocated,
    "gap_over_time": measures.gap_over_time,
    "in_dollars": measures.in_dollars,
    "who_leads": measures.who_leads,
    "overtaken_on": measures.overtaken_on,
    "with_eu_shares": lambda rows: measures.with_eu_shares(rows, SHARES),
    "by_size": lambda rows: measures.by_size(rows, SHARES),
    "largest_promise": measures.largest_promise,
    "routes_short": lambda rows: measures.routes_short(ROUTES, rows),
    "routes_by_year": lambda rows: measures.routes_by_year(ROUTES, rows),
    "revisions, after": lambda rows: measures.revisions(AID_28, rows),
    "revisions, before": lambda rows: measures.revisions(rows, AID_28),
    "comparison.aid": comparison.aid,
    "over_time, in dollars per head": lambda rows: measures.over_time(rows, currency="USD", per="head"),
}
OF_OTHERS: dict[str, tuple[pl.DataFrame, Callable[[pl.DataFrame], object]]] = {
    "paid_out": (PAID, lambda rows: measures.paid_out(AID_28, rows)),
    "paid_out, aid": (AID_28, lambda rows: measures.paid_out(rows, PAID)),
    "paid_over_time": (PAID, lambda rows: measures.paid_over_time(AID_28, rows)),
    "routes": (ROUTES, measures.routes),
    "routes_short, routes": (ROUTES, lambda rows: measures.routes_short(rows, AID)),
    "heavy_weapons": (load.weapons(), measures.heavy_weapons),
    "with_eu_shares, shares": (SHARES, lambda rows: measures.with_eu_shares(AID, rows)),
    "answers": (VINTAGES, measures.answers),
    "gap_by_release": (VINTAGES, measures.gap_by_release),
    "undated_by_release": (VINTAGES, measures.undated_by_release),
}
EACH = [(name, AID, one) for name, one in OF_AID.items()] + [(name, *one) for name, one in OF_OTHERS.items()]


@pytest.mark.parametrize(("rows", "measure"), [one[1:] for one in EACH], ids=[one[0] for one in EACH])
def test_an_amount_that_is_not_known_is_refused(rows: pl.DataFrame, measure: Callable[[pl.DataFrame], object]) -> None:
    measure(rows)
    holed = rows.with_columns(eur=pl.when(pl.int_range(pl.len()) != 1).then(pl.col("eur")))
    with pytest.raises(AnalysisError, match=r"^1 of [\d,]+ amounts are not known .*\n  -> leave those rows out"):
        measure(holed)


def test_what_only_names_a_donor_takes_unknown_amounts() -> None:
    unknown = AID.with_columns(eur=pl.lit(None, pl.Decimal(18, 2)))
    assert measures.named(unknown)["eur"].null_count() == AID.height
    assert measures.with_bloc(unknown).height == AID.height


def test_a_measure_of_amounts_gives_back_the_kind_of_frame_it_took() -> None:
    assert isinstance(measures.totals(AID.lazy()), pl.LazyFrame)
    assert measures.totals(AID.lazy()).collect().equals(measures.totals(AID))
    assert isinstance(measures.revisions(as_lazy(AID_28), AID), pl.LazyFrame)
    with pytest.raises(AnalysisError, match="a str is no frame"):
        measures.revisions("28", AID)  # type: ignore[type-var]


def test_a_stage_that_a_release_does_not_have_is_not_known_rather_than_zero() -> None:
    committed = measures.to_be_allocated(load.aid(7))
    assert committed["committed_bn"].min() > 0
    assert (
        committed.select("allocated_bn", "to_be_allocated_bn", "share_allocated").null_count().sum_horizontal().item() == 3 * 3
    )
    both = measures.to_be_allocated(pl.concat([load.aid(7), load.aid(29)]))
    assert both.filter(release="29").equals(measures.to_be_allocated(load.aid(29)))
    assert both.filter(release="7").equals(committed)


@pytest.mark.parametrize(
    "measure", [sanctions.over_time, lambda rows: sanctions.total(rows.filter(authority="CA", measure="asset_freeze"))]
)
def test_listings_that_nobody_counted_are_refused(measure: Callable[[pl.DataFrame], object]) -> None:
    listed = load.designations()
    measure(listed)
    first = (pl.col("authority") == "CA") & (pl.col("measure") == "asset_freeze")
    holed = listed.with_columns(listings=pl.when(~(first & (first.cum_sum() == 1))).then("listings"))
    with pytest.raises(AnalysisError, match=r"^1 of [\d,]+ counts are not known \(listings is null\)"):
        measure(holed)
