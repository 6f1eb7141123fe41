"""Laws of figures of blocs chosen by hand: whoever they are, in any order, the words go by their names."""

import re
from decimal import Decimal
from itertools import permutations
from typing import Any

import polars as pl
import pytest

from analysis import figures, groups, load, measures
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.aid import sentences
from analysis.groups.group import Group
from analysis.measures import frames, trade

AID = load.aid(29)
OVER_TIME = [
    figures.aid.europe_and_us,
    figures.aid.by_kind,
    figures.aid.rolling_year,
    figures.aid.monthly,
    figures.aid.years.side_by_side,
]
PAIRS = [["US", "Europe"], ["Other donors", "US"], ["Europe", "Other donors"]]
ALONE: list[Any] = ["Europe", ["US"], ["Other donors"]]


def words(figure: Any) -> str:
    return f"{figure.headline} {figure.alt} {' '.join(figure.notes)}"


def test_words_of_the_two_blocs_do_not_depend_on_their_order() -> None:
    for draw in OVER_TIME:
        one, other = (draw(AID, only=pair) for pair in (["Europe", "US"], ["US", "Europe"]))
        assert words(one) == words(other), draw
        assert one.id == other.id
    assert sentences.change_over_time(AID, only=["US", "Europe"]) == sentences.change_over_time(AID)
    assert "The US last allocated in" in figures.aid.monthly(AID, only=["US", "Europe"]).headline


@pytest.mark.sampled(5)
@pytest.mark.parametrize("only", [*ALONE, *PAIRS], ids=str)
@pytest.mark.parametrize("draw", OVER_TIME, ids=lambda draw: draw.__name__)
def test_words_name_nobody_who_is_not_chosen(draw: Any, only: Any) -> None:
    told = words(draw(AID, only=only))
    chosen = [only] if isinstance(only, str) else only
    if "US" not in chosen:
        assert not re.search(r"United States|\bUS\b", told.replace("US dollars", ""))
    if "Europe" not in chosen:
        assert "Europe" not in told


def test_the_general_sentence_of_months_is_that_of_any_two() -> None:
    for pair in (["US", "Germany"], *PAIRS[1:]):
        assert figures.aid.monthly(AID, only=pair).headline.startswith("Most was allocated in one month by ")


def test_who_is_ahead_is_told_with_the_month_whichever_stands_first() -> None:
    for pair in permutations(["Germany", "Denmark"]):
        text = sentences.change_over_time(AID, only=pair).text
        assert re.search(r"stayed ahead in all aid since \w+ 20\d\d, and in military aid since", text), text


def test_figures_of_other_blocs_have_ids_of_their_own() -> None:
    ids = [figures.aid.europe_and_us(AID, only=only).id for only in [(), *ALONE, *PAIRS[1:]]]
    assert len({*ids}) == len(ids)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "only", [["Luxembourg", "Malta"], "EU institutions", ["Europe", "Other donors", "EU"], ["US", "MLT"]], ids=str
)
def test_who_gave_nothing_of_a_kind_has_a_zero_of_it(only: Any) -> None:
    number = 1 if isinstance(only, str) else len(only)
    totals = measures.aid.totals(AID, ["bloc", "kind"], only)
    assert totals.height == 3 * number
    months = measures.aid.over_time(AID, ["kind", "bloc"], only, cumulative=True)
    assert months.group_by("period").len()["len"].unique().to_list() == [3 * number]
    assert months.filter(pl.col("period") == pl.col("period").max())["eur"].sum() == totals["eur"].sum()
    assert figures.aid.by_kind(AID, load.aid_totals(30), only=only).headline.startswith("Military aid: ")
    if only == ["Luxembourg", "Malta"]:
        assert "from Malta" in figures.aid.by_kind(AID, only=only).headline


@pytest.mark.parametrize("per", ["gdp", "head"])
@pytest.mark.parametrize("by", ["bloc", "donor"])
@pytest.mark.parametrize("over_time", [measures.aid.over_time, figures.aid.flows.over_time], ids=["measure", "figure"])
def test_the_institutions_have_no_yardstick_and_are_told_so(over_time: Any, by: str, per: str) -> None:
    what = {"gdp": "GDP", "head": "number of people"}[per]
    with pytest.raises(AnalysisError, match=f"EU institutions: no {what} of their own is known"):
        over_time(AID, by, "EU institutions", per=per)


def test_ranks_by_size_refuse_the_institutions_in_the_same_words() -> None:
    shares = load.eu_aid_shares(29)
    with pytest.raises(AnalysisError, match="EU institutions: no GDP of their own is known"):
        figures.aid.donors.share_of_gdp(AID, shares, only="EU institutions")
    with pytest.raises(AnalysisError, match="EU institutions: no number of people of their own is known"):
        figures.aid.economy.per_head(AID, shares, only="EU institutions")
    assert figures.aid.donors.share_of_gdp(AID, shares, only=["EU institutions", "Poland"]).headline.startswith("Poland")


def test_beside_others_who_has_no_yardstick_is_null() -> None:
    rows = measures.aid.over_time(AID, only=["EU institutions", "Poland"], per="gdp")
    assert rows.filter(bloc="EU institutions")["pct_gdp"].is_null().all()
    assert rows.filter(bloc="Poland")["pct_gdp"].is_not_null().all()


def test_ids_of_long_names_are_short_and_apart() -> None:
    eight = groups.NORDIC_BALTIC_EIGHT.without(groups.BALTIC_STATES)
    many = [groups.G7.without("US"), eight]
    drawn = [figures.aid.flows.over_time(AID, only=many, per=per, cumulative=True) for per in ("gdp", "head")]
    drawn += [figures.aid.europe_and_us(AID, only=[Group(letter * 80, ["DEU"])]) for letter in "gh"]
    drawn += [
        figures.aid.years.side_by_side(AID, only=[Group("g" * 90, ["DEU"]), "France"]),
        figures.aid.europe_and_us(AID, only=many),
    ]
    ids = [figure.id for figure in drawn]
    assert len({*ids}) == len(ids)
    assert max(map(len, ids)) <= 100
    assert figures.aid.europe_and_us(AID, only=many).id == ids[-1]


@pytest.mark.parametrize(
    "measure", [measures.aid.totals, measures.aid.over_time, measures.aid.undated, measures.aid.to_be_allocated]
)
def test_measures_refuse_copies_as_figures_do(measure: Any) -> None:
    twice = pl.concat([AID, AID.head(3)])
    with pytest.raises(NotComparable, match=f"^3 of {twice.height:,} rows of aid are copies of others: "):
        measure(twice)
    assert measure(twice.unique()).equals(measure(AID))


def test_a_ledger_of_any_size_that_stands_twice_is_refused_and_one_with_alike_payments_is_not() -> None:
    aid = load.aid(29)
    ledger = pl.concat([aid.with_columns(pl.col("eur") + place).cast(aid.schema) for place in range(25)])  # type: ignore[arg-type]
    assert ledger.height > frames.MOST_CELLS
    assert measures.aid.totals(pl.concat([ledger, ledger.head(9)])).height
    with pytest.raises(NotComparable, match=f"^{ledger.height:,} of {2 * ledger.height:,} rows of aid are copies"):
        measures.aid.totals(pl.concat([ledger, ledger]))


def test_revisions_refuse_copies() -> None:
    with pytest.raises(NotComparable, match="copies of others"):
        measures.aid.revisions(load.aid("29-first-upload"), pl.concat([AID, AID.head(1)]))


@pytest.mark.parametrize(
    "least", ["1000000", "1m", "abc", None, float("nan"), float("inf"), Decimal("NaN"), -1, True, [1]], ids=repr
)
def test_revisions_refuse_what_is_no_amount(least: Any) -> None:
    with pytest.raises(AnalysisError, match=r"is no amount\n  -> give a number from 0 on"):
        measures.aid.revisions(load.aid("29-first-upload"), AID, at_least_eur=least)


def test_amounts_of_any_number_keep_the_same_revisions() -> None:
    kept = [
        measures.aid.revisions(load.aid("29-first-upload"), AID, at_least_eur=least)
        for least in (100_000_000, 1e8, Decimal("100000000.00"))
    ]
    assert 0 < kept[0].height < measures.aid.revisions(load.aid("29-first-upload"), AID).height
    assert kept[0].equals(kept[1])
    assert kept[0].equals(kept[2])


@pytest.mark.parametrize("by", [None, 3, b"bloc"], ids=repr)
def test_what_to_tell_apart_is_named(by: Any) -> None:
    for measure in (measures.aid.over_time, measures.aid.totals):
        with pytest.raises(AnalysisError, match="choose one or several of: bloc, base_bloc, donor, kind"):
            measure(AID, by=by)


def test_ranks_by_size_name_the_table_they_lack() -> None:
    with pytest.raises(AnalysisError, match="eu_aid_shares"):
        measures.aid.by_size(AID, None)  # type: ignore[arg-type]


def test_a_sentence_agrees_with_who_it_is_of() -> None:
    shares = load.eu_aid_shares(29)
    aid = figures.aid
    assert aid.europe_and_us(AID, only="EU institutions").headline.startswith("The EU institutions have allocated ")
    assert "EU institutions have committed" in sentences.europe_and_us(AID, only=["Germany", "EU institutions"]).text
    for draw in (aid.donors.share_of_gdp, aid.economy.per_head):
        assert draw(AID, shares, only="US").headline.startswith("The United States has allocated ")
        assert "the most of" not in draw(AID, shares, only="US").headline
        assert draw(AID, shares, only=["NLD", "Malta"]).headline.startswith("The Netherlands has allocated ")


@pytest.mark.sampled(5)
@pytest.mark.parametrize("draw", OVER_TIME, ids=lambda draw: draw.__name__)
def test_other_donors_are_no_name_within_a_sentence(draw: Any) -> None:
    assert "Other donors" not in draw(AID, only=["US", "Other donors"]).headline


@pytest.mark.parametrize("most", [0, -1, "3", 2.5, True, None], ids=repr)
def test_partners_refuse_what_is_no_number_of_them(most: Any) -> None:
    with pytest.raises(AnalysisError, match="is no number of rows"):
        trade.partners(load.russia_trade(), most=most)


def test_amounts_alike_of_which_no_kind_is_known_are_no_copies() -> None:
    without = AID.with_columns(kind=pl.lit(None, pl.String))
    assert without.n_unique() < without.height
    assert measures.aid.totals(without).equals(measures.aid.totals(AID))
