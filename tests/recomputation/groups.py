"""What notebook 95 tells of groups of countries, recomputed from the tracker's files, with lists of members of its own."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from tests.recomputation.aid import MONTHLY, NEWEST, Answers, by_year, of, to_end_of, total
from tests.recomputation.aid import by_month as months_of
from tests.recomputation.raw import KINDS, US, aid, europe, gdp_2021, totals30

UK = "United Kingdom"
NORDIC_BALTIC = "Denmark Estonia Finland Iceland Latvia Lithuania Norway Sweden".split()
G7 = ["Canada", "France", "Germany", "Italy", "Japan", UK, US]
NATO = [
    *(
        "Albania Belgium Bulgaria Canada Croatia Czechia Denmark Estonia Finland France Germany Greece Hungary Iceland Italy".split()
    ),
    *(
        "Latvia Lithuania Luxembourg Montenegro Netherlands Norway Poland Portugal Romania Slovakia Slovenia Spain Sweden".split()
    ),
    *("North Macedonia", "Türkiye", UK, US),
]


def newest(raw: Path, who: Iterable[str]) -> Decimal:
    """Sum what some donors have allocated in release 30."""
    known = totals30(raw)
    return sum((known[name][kind] for name in who if name in known for kind in KINDS), Decimal(0))


def in_months(raw: Path, who: Iterable[str]) -> Decimal:
    """Sum what some donors have allocated by month in release 29, money without a month left out."""
    wanted = {*who}
    return sum(
        (row.bn for row in aid(raw, MONTHLY) if row.donor in wanted and row.month and row.stage == "allocated"), Decimal(0)
    )


def without_the_united_kingdom(raw: Path) -> Answers:
    return [newest(raw, europe(raw) - {UK}), newest(raw, [US]), to_end_of(NEWEST)[0], "Europe without the United Kingdom"]


def in_a_sentence(raw: Path) -> Answers:
    """Give the sums of both, by release and by month, their ratio, what was committed, and who is left out."""
    ours, theirs = newest(raw, europe(raw) - {UK}), newest(raw, [US])
    committed = [sum((totals30(raw)[name]["committed"] for name in who), Decimal(0)) for who in (europe(raw) - {UK}, [US])]
    months = [sum((row.bn for row in of(raw, MONTHLY, US) if row.stage == "allocated"), Decimal(0))]
    months.insert(0, total(row for row in of(raw, MONTHLY, "Europe") if row.donor != UK))
    words = [*to_end_of(NEWEST), *to_end_of(MONTHLY), "leaves out the United Kingdom", "Türkiye"]
    return [ours, theirs, *months, ours / theirs, *committed, *words]


def of_gdp(raw: Path) -> Answers:
    sizes = gdp_2021(raw)
    shares = [
        100 * in_months(raw, who) / sum((sizes[name] for name in who), Decimal(0)) for who in (NORDIC_BALTIC, ["Germany"])
    ]
    return [len(NORDIC_BALTIC), *shares, "January 2022", "April 2026", "of GDP"]


def in_one_year(raw: Path) -> Answers:
    assert len(NATO) == 32
    assert len(G7) == 7
    year = 2025
    sums = [sum((by_year(months_of(raw, MONTHLY, name))[year] for name in who), Decimal(0)) for who in (NATO, G7)]
    return [*sums, f"In {year} NATO", "the G7", f"release {MONTHLY}"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "95/sentence-1": in_a_sentence,
    "95/europe-and-us-cumulative-europe-without-the-united-kingdom-united-states": without_the_united_kingdom,
    "95/aid-bloc-nordic-baltic-eight-germany-allocated-all-pct-gdp-total": of_gdp,
    "95/year-by-year-nato-g7": in_one_year,
}
