"""Aid a month on average: over the years before, over the last twelve months, and three months at a time between their edges."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import load, measures
from analysis.errors import AnalysisError
from tests.support.ledgers import SCHEMA

AID = load.aid(29)


def test_averages_at_2025_prices_are_those_of_their_months():
    real = measures.aid.averages(AID, kind="military", prices="2025")
    months = measures.aid.over_time(AID, kind="military", prices="2025")
    europe = months.filter(pl.col("period").is_between(date(2025, 5, 1), date(2026, 4, 1)), bloc="Europe")
    told = real.filter(span="last year", bloc="Europe")
    assert told["a_month_2025_bn"].item() == pytest.approx(float(sum(europe["eur_2025"])) / 12e9, abs=1e-8)


def of_months(first: date, last: date, donor: str = "USA") -> pl.DataFrame:
    """A release in which a donor gave a million more each month."""
    months = pl.date_range(first, last, "1mo", eager=True).to_list()
    rows = [("mine", month, donor, "military", "allocated", Decimal(1_000_000 * nth)) for nth, month in enumerate(months, 1)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_a_month_counts_from_the_day_it_ends_and_twelve_are_enough() -> None:
    until, day_before = measures.aid.averages(AID, "2026-03-31"), measures.aid.averages(AID, "2026-03-30")
    assert [rows["last"][-1] for rows in (until, day_before)] == [date(2026, 3, 1), date(2026, 2, 1)]
    twelve = measures.aid.averages(of_months(date(2024, 1, 1), date(2024, 12, 1)))
    assert twelve.filter(bloc="United States")["months"].to_list() == [12, 12]
    with pytest.raises(AnalysisError, match="11 months of release mine had ended"):
        measures.aid.averages(of_months(date(2024, 1, 1), date(2024, 11, 1)))


@pytest.mark.parametrize(
    ("last", "spans"),
    [
        (date(2025, 12, 1), [("before", 3)] * 12 + [("last year", 3)] * 4),
        (date(2026, 1, 1), [("before", 3)] * 12 + [("neither", 1)] + [("last year", 3)] * 4),
        (date(2025, 6, 1), [("before", 3)] * 12 + [("last year", 3)] * 2),
    ],
)
def test_the_columns_of_three_months_tile_their_spans(last: date, spans: list[tuple[str, int]]) -> None:
    told = measures.aid.three_months(of_months(date(2022, 1, 1), last)).filter(bloc="United States")
    assert told.select("span", "months").rows() == spans
    assert told["first"].to_list()[1:] == told["last"].dt.offset_by("1mo").to_list()[:-1]
    assert (told["first"][0], told["last"][-1]) == (date(2022, 1, 1), last)
    assert told["eur_bn"].sum() == pytest.approx(sum(range(1, 12 * (last.year - 2022) + last.month + 1)) / 1000)


@pytest.mark.parametrize(
    ("first", "last", "spans"),
    [
        # The last column before is cut where the year begins the month after.
        (date(2022, 2, 1), date(2025, 12, 1), [("before", 3)] * 11 + [("before", 2)] + [("last year", 3)] * 4),
        # December 2024 alone still belongs to the years before.
        (date(2022, 3, 1), date(2026, 1, 1), [("before", 3)] * 11 + [("before", 1), ("neither", 1)] + [("last year", 3)] * 4),
        # Where the spans overlap, a column begun in December 2024 counts as before, whole.
        (date(2022, 3, 1), date(2025, 5, 1), [("before", 3)] * 12 + [("last year", 3)]),
        # Nobody told of the years before: what lies between is still one column.
        (date(2025, 3, 1), date(2026, 6, 1), [("neither", 4)] + [("last year", 3)] * 4),
    ],
)
def test_columns_begin_with_the_first_month_and_are_cut_at_the_spans(
    first: date, last: date, spans: list[tuple[str, int]]
) -> None:
    told = measures.aid.three_months(of_months(first, last)).filter(bloc="United States")
    assert told.select("span", "months").rows() == spans
    assert told["last"][-1] == last


def test_what_was_given_before_2022_is_in_no_average() -> None:
    """Fifty-five months of one million, two and so on: the eighth to the forty-third are 2022 to 2024, 918 millions."""
    told = measures.aid.averages(of_months(date(2021, 6, 1), date(2025, 12, 1))).filter(bloc="United States")
    assert told.drop("release", "bloc").rows() == [
        ("before", date(2022, 1, 1), date(2024, 12, 1), 36, 0.918, 0.0255),
        ("last year", date(2025, 1, 1), date(2025, 12, 1), 12, 0.594, 0.0495),
    ]


def test_an_average_is_told_to_the_euro() -> None:
    for told in (measures.aid.averages(AID), measures.aid.three_months(AID)):
        for summed, months, average in told.select("eur_bn", "months", "a_month_bn").iter_rows():
            assert average == round(summed / months, 9)
