"""One grammar: the arguments that choose aid stand in one order, mean one thing and have one default in every public function."""

from inspect import Parameter, signature
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from analysis import figures, groups, load, measures
from analysis.errors import AnalysisError
from analysis.explore.money import Aid
from analysis.measures.blocs import Whose
from analysis.measures.periods import Months
from analysis.search import public_names

ORDER = ("by", "only", "stage", "kind", "every", "cumulative", "currency", "per", "prices", "months", "smooth")
DEFAULTS = {
    "by": "bloc",
    "only": (),
    "stage": "allocated",
    "kind": None,
    "every": "1mo",
    "cumulative": False,
    "currency": "EUR",
    "per": None,
    "prices": None,
    "months": None,
    "smooth": 1,
}
TYPES = {
    "only": Whose,
    "stage": str,
    "kind": str | None,
    "every": str,
    "currency": str,
    "per": str | None,
    "prices": str | None,
    "months": Months,
    "smooth": int,
}

OTHERWISE = {
    ("measures.aid.growth", "every"): "growth is told by the year",
    ("figures.aid.weapons.routes", "every"): "routes of single months are too few to draw",
    ("measures.aid.revisions", "by"): "a revision is looked for where it is, row by row",
    ("measures.aid.yardsticks", "by"): "sizes are known of countries first",
    ("figures.aid.flows.over_time", "cumulative"): "a figure draws running totals, unless it is asked for a mean",
    ("figures.sanctions.counts.over_time", "only"): "these are authorities, and three of them are compared",
    ("figures.sanctions.counts.over_time", "cumulative"): "a figure draws running totals",
    ("measures.packages.total", "by"): "what a total of packages is told apart by is a column of theirs",
}
"""Where a default is another, and why."""

TELL_NO_AID = {"measures.aid.unit_of", "measures.aid.routes", "figures.aid.weapons.routes"}
"""Functions of aid that choose none of it: their few arguments may stand without a name."""

FUNCTIONS = [(name, value) for name, value in public_names() if name.split(".")[0] in {"measures", "figures"}]


def arguments(function) -> dict[str, Parameter]:
    return {name: one for name, one in signature(function).parameters.items() if name in ORDER}


@pytest.mark.parametrize(("name", "function"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_arguments_of_one_name_stand_in_one_order_and_have_one_default(name, function):
    given = arguments(function)
    for one, other in pairwise(given):
        assert ORDER.index(one) < ORDER.index(other), f"{name}: {other} stands after {one}"
    for one, parameter in given.items():
        if (name, one) not in OTHERWISE and parameter.default is not Parameter.empty:
            assert parameter.default == DEFAULTS[one], f"{name}: {one}={parameter.default!r}"
        if (name, one) in OTHERWISE:
            assert parameter.default != DEFAULTS[one], f"{name}: {one} is no exception"


def test_all_but_the_first_two_are_given_by_name_and_have_one_type():
    aid = [(name, function) for name, function in FUNCTIONS if name.split(".")[1] == "aid"]
    for name, function in aid:
        for one, parameter in arguments(function).items():
            by_name = parameter.kind is Parameter.KEYWORD_ONLY
            assert by_name or one in {"by", "only"} or (name, one) in OTHERWISE or name in TELL_NO_AID, f"{name}: {one}"
            if one in TYPES:
                assert parameter.annotation == TYPES[one], f"{name}: {one} is {parameter.annotation}"
    assert sum(bool(arguments(function)) for _, function in aid) >= 25


def test_the_explorer_has_the_same_arguments_in_the_same_order():
    shared = [name for name in vars(Aid()) if name in ORDER]
    assert shared == [name for name in ORDER if name in shared]
    assert {*ORDER} == {*shared}


AID = load.aid(29)


def test_quarters_halves_and_years_in_dollars_are_the_sums_of_their_months():
    months = measures.aid.over_time(AID, only=["DEU", "US"], kind="military", currency="usd")
    for every, step in (("quarter", "1q"), ("half", "6mo"), ("year", "1y")):
        told = measures.aid.over_time(AID, only=["DEU", "US"], kind="military", every=every, currency="USD")
        summed = (
            months.group_by(pl.col("period").dt.truncate(step), "bloc")
            .agg(pl.col("usd_bn").sum().round(9))
            .sort("period", "bloc")
        )
        assert told.select("period", "bloc", pl.col("usd_bn").round(6)).equals(summed.with_columns(pl.col("usd_bn").round(6)))


def test_months_may_be_open_at_one_end_and_a_year_is_all_of_it():
    from_2025 = measures.aid.over_time(AID, months=("2025-01", None))
    assert from_2025["period"].min().isoformat() == "2025-01-01"
    assert from_2025["period"].max().isoformat() == "2026-04-01"
    assert measures.aid.over_time(AID, months=(None, "2022"))["period"].max().isoformat() == "2022-12-01"
    whole = measures.aid.over_time(AID, months=("2025", "2025"), every="year").filter(bloc="Europe")["eur"].item()
    assert whole == from_2025.filter(pl.col("period").dt.year() == 2025, bloc="Europe")["eur"].sum()


def test_a_trailing_mean_is_that_of_the_months_before_also_of_those_before_the_first():
    plain = measures.aid.over_time(AID, only="Europe")["eur_bn"].to_list()
    smooth = measures.aid.over_time(AID, only="Europe", smooth=3)
    assert smooth.height == len(plain) - 2
    assert smooth["eur_bn"].to_list() == pytest.approx([sum(plain[at - 2 : at + 1]) / 3 for at in range(2, len(plain))])
    late = measures.aid.over_time(AID, only="Europe", smooth=3, months=("2025-01", None))
    assert late["eur_bn"].to_list() == smooth.filter(pl.col("period") >= pl.date(2025, 1, 1))["eur_bn"].to_list()
    figure = figures.aid.flows.over_time(AID, only=["Europe", "US"], months=("2025-01", None), smooth=3)
    assert "mean of the 3 months up to each, January 2025 to April 2026" in figure.subtitle
    assert "mean of the 3 months" in figure.alt


def test_the_year_of_gdp_is_named():
    figure = figures.aid.flows.over_time(AID, only=[groups.NORDIC_BALTIC_EIGHT], per="gdp")
    assert "GDP of 2021" in figure.subtitle
    assert any("GDP is that of 2021" in note for note in figure.notes)


def test_a_share_is_of_what_all_donors_gave_whoever_is_chosen():
    alone = measures.aid.over_time(AID, only="Europe", every="quarter", kind="military", share=True)
    among = measures.aid.over_time(AID, every="quarter", kind="military", share=True).filter(bloc="Europe")
    assert alone["share"].to_list() == among["share"].to_list()


def test_names_are_taken_however_they_are_written():
    for one in ("Germany", "germany", "DEU", "deu", "DE", groups.Group("Germany", ["DE"])):
        assert measures.aid.totals(AID, only=one)["eur_bn"].item() == measures.aid.totals(AID, only="DEU")["eur_bn"].item()


def test_the_exceptions_are_of_functions_that_exist():
    names = {name for name, _ in FUNCTIONS}
    assert {name for name, _ in OTHERWISE} <= names
    with pytest.raises(AnalysisError, match="no grouping"):
        measures.aid.yardsticks("country")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("every", ["month", "quarter", "half", "year", "1mo", "1q", "6mo", "1y"])
def test_every_step_is_taken_by_whatever_has_steps(every):
    military = load.military_routes()
    listed, covered = load.designations(), load.sanctions_coverage()
    assert figures.aid.weapons.routes(military, load.aid(military["release"][0]), every=every).svg()
    assert figures.aid.flows.over_time(AID, only="Europe", every=every, cumulative=False).svg()
    assert figures.sanctions.counts.over_time(listed, covered, "EU", every=every, cumulative=False).svg()
    assert (
        measures.aid.growth(AID, every=every)["period"].n_unique()
        == measures.aid.over_time(AID, every=every)["period"].n_unique()
    )
    assert measures.sanctions.over_time(listed, bases={"EU": "stated"}, every=every).height


@pytest.mark.parametrize(
    ("months", "every", "told"),
    [
        (("2024-01", None), "quarter", "Counted in part only: the last quarter, to April 2026."),
        (("2024-02", "2025-12"), "quarter", "Counted in part only: the first quarter, from February 2024."),
        (None, "year", "Counted in part only: the last year, to April 2026."),
        (("2024-01", "2025-12"), "half", None),
    ],
)
def test_a_period_in_part_is_named_and_no_other(months, every, told):
    notes = figures.aid.flows.over_time(AID, only="Europe", every=every, months=months).notes
    assert [note for note in notes if "in part" in note] == ([told] if told else [])


def test_the_readme_names_the_arguments_in_their_order():
    assert f"`{', '.join(ORDER)}`" in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
