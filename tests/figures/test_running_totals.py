"""A running total over longer periods stands at the end of each: it is known no earlier."""

from datetime import date

import polars as pl
import pytest

from analysis import figures, load, measures

AID = load.aid()
BOTH = ["Europe", "United States"]


def lines(**options):
    return figures.aid.flows.over_time(AID, kind="military", only=BOTH, **options)


def points(figure) -> list[tuple[date, float, float]]:
    wide = figure.data.pivot(on="bloc", index="to_month", values="eur_bn").sort("to_month")
    return list(wide.select("to_month", *BOTH).iter_rows())


@pytest.mark.parametrize("every", ["quarter", "half", "year"])
def test_the_lead_changes_hands_on_the_chart_when_the_measure_says(every):
    rows = points(lines(every=every))
    overtaken = measures.aid.overtaken_on(AID, kind="military")
    first = next(at for at, (_, ours, theirs) in enumerate(rows) if all(one > two for _, one, two in rows[at:]))
    assert rows[first - 1][0] < overtaken <= rows[first][0]


def test_points_of_years_stand_at_their_ends_and_the_last_where_the_data_end():
    figure = lines(every="year", prices="2025")
    ends = figure.data["to_month"].unique().sort().to_list()
    assert ends == [date(2022, 12, 1), date(2023, 12, 1), date(2024, 12, 1), date(2025, 12, 1), date(2026, 4, 1)]
    spec = figure.spec()
    drawn = {row["period"] for row in rows_of(spec, "eur_2025_bn")}
    assert drawn == {f"{end}T00:00:00" for end in ends}
    assert "running total at each year's end" in figure.subtitle
    assert figure.native.x == "to_month"


def test_each_point_is_the_monthly_total_of_its_month():
    months = {(row["period"], row["bloc"]): row["eur_bn"] for row in lines().data.iter_rows(named=True)}
    for every in ("quarter", "half", "year"):
        for row in lines(every=every).data.iter_rows(named=True):
            assert row["eur_bn"] == pytest.approx(months[row["to_month"], row["bloc"]])


def test_grey_covers_the_months_after_the_last_index_whatever_the_step():
    for every in ("month", "quarter", "half", "year"):
        figure = lines(every=every, prices="2025")
        bands = rows_of(figure.spec(), "start")
        assert {(row["start"], row["period"]) for row in bands} == {("2025-12-01T00:00:00", "2026-04-01T00:00:00")}
        assert figure.subtitle.endswith("; after December 2025 at the prices of that month")


def test_monthly_lines_stand_where_they_stood():
    figure = lines()
    assert figure.data.columns == ["release", "period", "bloc", "eur_bn"]
    assert "cumulative, January 2022 to April 2026" in figure.subtitle
    assert figure.native.x == "period"


def test_listings_run_to_the_last_month_that_each_source_covers():
    rows = figures.sanctions.counts.over_time(load.designations(), load.sanctions_coverage(), every="year").data
    ends = dict(rows.group_by("authority").agg(pl.col("to_month").max()).iter_rows())
    assert ends == {"EU": date(2026, 10, 1), "UK": date(2026, 4, 1), "US": date(2026, 7, 1)}


def test_the_unit_is_told_once_so_that_a_headline_has_room_for_two():
    per = figures.aid.flows.over_time(AID, only=["Nordic-Baltic eight", "United States"], per="gdp")
    assert per.headline == "January 2022 to April 2026: Nordic-Baltic eight 2.34% of GDP, United States 0.59%"


def rows_of(spec, field: str) -> list[dict]:
    """Give the rows of a specification that have a field, wherever they stand."""
    if isinstance(spec, dict):
        found = [row for part in spec.values() for row in rows_of(part, field)]
        return ([spec] if field in spec and "period" in spec else []) + found
    return [row for part in spec for row in rows_of(part, field)] if isinstance(spec, list) else []
