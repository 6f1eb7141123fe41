"""Aid by the form it is given in: it is the same aid, every word of the workbook has its form, and what is not published is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, NotComparable, ReadFault, UnknownName
from analysis.measures import forms_of_aid
from analysis.sources.kiel import instruments
from analysis.tables.aid import INSTRUMENTS
from tests.support.originals import take_limits_off, workbook
from tests.support.workbook_maker import MAIN

FORMS = load.aid_instruments(18)


@pytest.mark.parametrize("release", ["18", "7"])
def test_the_forms_together_are_the_aid_of_the_release(release):
    on = ["month", "donor", "kind", "stage"]
    summed = load.aid_instruments(release).group_by(on).agg(pl.col("eur").sum(), pl.len())
    whole = load.aid(release).with_columns(pl.col("kind", "stage").cast(pl.String))
    both = summed.with_columns(pl.col("kind", "stage").cast(pl.String)).join(
        whole, on=on, how="full", suffix="_whole", nulls_equal=True
    )
    cells = both.with_columns(pl.col("eur", "eur_whole").fill_null(0), pl.col("len").fill_null(1))
    # Each form is rounded to the cent by itself.
    assert cells.filter((pl.col("eur") - pl.col("eur_whole")).abs() > pl.col("len") * Decimal("0.01")).is_empty()


def test_the_published_sums_of_financial_aid_by_form_are_met():
    sums = measures.aid.by_instrument(FORMS, "kind", kind="financial").rows_by_key("instrument", named=True, unique=True)
    assert {form: round(sums[form]["eur_bn"], 1) for form in ("loan", "grant", "guarantee")} == {
        "loan": 43.3,
        "grant": 26.7,
        "guarantee": 10.8,
    }


def test_regrouping_preserves_totals_and_the_order_of_rows_does_not_matter():
    whole = FORMS.filter(stage="allocated")["eur"].sum()
    shuffled = FORMS.sample(fraction=1.0, shuffle=True, seed=5)
    for by in ("bloc", "base_bloc", "donor", "kind", ("donor", "kind")):
        parts = measures.aid.by_instrument(FORMS, by)
        assert parts["eur"].sum() == whole
        assert parts.equals(measures.aid.by_instrument(shuffled, by))
    dated = FORMS.filter(stage="allocated").drop_nulls("month")["eur"].sum()
    for every in ("month", "year"):
        assert measures.aid.by_instrument_over_time(FORMS, every=every)["eur"].sum() == dated


def test_months_of_one_donor_are_those_of_a_plain_loop():
    told = measures.aid.by_instrument_over_time(FORMS, "donor", "DEU", stage="committed")
    by_hand: dict = {}
    for row in FORMS.filter(donor="DEU", stage="committed").drop_nulls("month").iter_rows(named=True):
        key = row["month"], row["instrument"]
        by_hand[key] = by_hand.get(key, Decimal(0)) + row["eur"]
    assert {(month, form): eur for month, form, eur in told.select("period", "instrument", "eur").iter_rows() if eur} == by_hand
    # Six forms in each of thirty months, the true zeros among them.
    assert told.height == 6 * 30


def test_shares_of_a_group_add_up_to_one_and_who_gave_nothing_has_none():
    parts = measures.aid.by_instrument(FORMS, "donor").group_by("donor").agg(pl.col("share").sum(), pl.col("eur").sum())
    assert parts.filter(pl.col("eur") > 0, (pl.col("share") - 1).abs() > 1e-9).is_empty()
    nothing = measures.aid.by_instrument_over_time(FORMS, only="US").filter(pl.col("period") == pl.date(2022, 1, 1))
    assert set(nothing["eur"]) == {Decimal(0)}
    assert nothing["share"].null_count() == 6


def test_what_must_be_paid_back_is_loans_and_swap_lines_and_no_guarantee():
    repaid = measures.aid.to_repay(FORMS, "Europe")["eur"].item()
    of_europe = measures.aid.by_instrument(FORMS, only="Europe").rows_by_key("instrument", named=True, unique=True)
    assert repaid == of_europe["loan"]["eur"] + of_europe["swap_line"]["eur"]
    assert of_europe["guarantee"]["eur"] > 0


def test_what_is_not_published_in_this_form_is_refused_in_words():
    with pytest.raises(AnalysisError, match="release 29 does not say which aid is loan") as fault:
        load.aid_instruments(29)
    assert fault.value.fix == "take one that says so: load.aid_instruments(18)"
    with pytest.raises(AnalysisError, match="no column 'instrument'"):
        measures.aid.by_instrument(load.aid(18))
    with pytest.raises(NotComparable, match="do not say in which form"):
        figures.aid.loans.to_repay(load.aid(18), load.events())
    with pytest.raises(NotComparable, match="are a part of aid_instruments"):
        figures.aid.loans.to_repay(FORMS.head(900), load.events())
    with pytest.raises(AnalysisError, match="release 7 has no rows allocated"):
        figures.aid.loans.to_repay(load.aid_instruments(7), load.events())
    with pytest.raises(UnknownName, match="no instrument 'gift'"):
        measures.aid.by_instrument(FORMS.head(1).with_columns(instrument=pl.lit("gift")))
    with pytest.raises(AnalysisError, match="are not known"):
        measures.aid.by_instrument(FORMS.with_columns(eur=pl.lit(None, pl.Decimal(18, 2))))


def test_the_figure_names_its_day_and_the_loans_that_it_lacks():
    figure = figures.aid.loans.to_repay(FORMS, load.events())
    drawn = " ".join(figure.chart.to_dict()["title"]["text"])
    for words in ("To June 2024 only", "ERA loans", "€90bn loan agreed on 19 December 2025"):
        assert words in drawn
    without = figures.aid.loans._later(load.events(), load.events()["date"].max())
    assert "90bn" not in without


def test_the_forms_are_those_of_the_contract():
    assert forms_of_aid.INSTRUMENTS == INSTRUMENTS


WORDS = {
    "Loan": "loan",
    "Guarantee": "guarantee",
    " grant ": "grant",
    "Swap-line": "swap_line",
    "Weapons and Equipment": "in_kind",
    "Equipment and assistance": "in_kind",
    "Funding for Weapon Acquisition Program ": "unstated",
    "Assistance": "unstated",
}


def test_every_word_of_a_workbook_has_its_form_and_a_new_one_is_refused():
    words = pl.DataFrame({"word": list(WORDS)}).select(instruments._instrument("word")).to_series().to_list()
    assert words == list(WORDS.values())
    assert pl.DataFrame({"word": ["Bond"]}).select(instruments._instrument("word")).item() is None


def test_a_workbook_that_names_no_form_is_refused(tmp_path: Path, monkeypatch):
    take_limits_off(monkeypatch.setattr)
    workbook(path := tmp_path / "book.xlsx")
    with pytest.raises(ReadFault, match="says of no row in which form aid is given"):
        instruments.read_instruments(path, "29", load.countries())


HEADER = (
    *("Countries", "Type of Aid General", "Type of Aid Specific", "Type of Donation"),
    *("Converted Value in EUR", "Allocated Total in EUR (redistributed)", "Month3", "MonthCoding2"),
    *("ID", "Announcement Date"),
)


def book_of(path: Path, *rows: tuple[object, ...]) -> Path:
    """Write a workbook as of release 18, each row by the first eight columns of HEADER."""
    book = openpyxl.Workbook()
    book.active.title = MAIN
    for row in (HEADER, *((*row, "X", "2022-03-01") for row in rows)):
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_of_a_few_rows_is_summed_by_form_and_what_has_no_month_stands_last(tmp_path: Path, monkeypatch):
    take_limits_off(monkeypatch.setattr)
    path = book_of(
        tmp_path / "book.xlsx",
        ("Estonia", "Financial", None, "Commitment", 7, 0, 3, 0),
        ("Estonia", "Military", "Weapons", "Allocation", 9, 5.004, 3, 1),
        ("Estonia", "Military", "Equipment", "Allocation", 0, 2.004, 3, 1),
        ("Austria", "Financial", "Loan", "Commitment", 4, 0, 1, 1),
    )
    january, march = date(2022, 1, 1), date(2022, 3, 1)
    assert instruments.read_instruments(path, "18", load.countries()).table.rows() == [
        ("18", january, "AUT", "financial", "committed", "loan", Decimal("4.00")),
        ("18", march, "EST", "military", "allocated", "in_kind", Decimal("7.01")),
        ("18", march, "EST", "military", "committed", "in_kind", Decimal("9.00")),
        ("18", None, "EST", "financial", "committed", "unstated", Decimal("7.00")),
    ]


def test_all_words_that_are_not_known_are_named_once_and_in_order(tmp_path: Path, monkeypatch):
    take_limits_off(monkeypatch.setattr)
    rows = [("Estonia", "Financial", word, "Commitment", 7, 0, 3, 1) for word in ("Gift", None, "Bond", "Loan", "Gift")]
    with pytest.raises(ReadFault, match=r"names forms of aid that are not known: \['Bond', 'Gift'\]"):
        instruments.read_instruments(book_of(tmp_path / "book.xlsx", *rows), "18", load.countries())


def test_what_a_package_says_of_a_broken_workbook_names_the_workbook(tmp_path: Path, monkeypatch):
    def broken(*_: object) -> None:
        raise pl.exceptions.ComputeError("cannot cast 'J. Doe'")

    monkeypatch.setattr(instruments, "read_main", broken)
    with pytest.raises(ReadFault, match=r"book\.xlsx: is not the file it should be \(ComputeError"):
        instruments.read_instruments(tmp_path / "book.xlsx", "18", load.countries())


def test_aid_that_is_not_split_by_kind_has_its_share_of_the_whole_too():
    some = FORMS.with_columns(kind=pl.when(pl.col("donor") == "JPN").then(None).otherwise("kind"))
    assert some["kind"].null_count()
    forms = measures.aid.by_instrument(some, "kind")
    unsplit = forms.filter(pl.col("kind").is_null() & (pl.col("eur") > 0))
    assert unsplit.height
    assert unsplit["share"].sum() == pytest.approx(1)


def test_a_form_that_nobody_knows_is_refused_however_the_rest_is_asked_for():
    odd = FORMS.with_columns(
        instrument=pl.when(pl.col("donor") == "JPN").then(pl.lit("gift")).otherwise(pl.col("instrument").cast(pl.String))
    )
    rows = forms_of_aid._of_forms(odd.lazy(), ("donor",))
    for ask in (rows.filter(pl.col("donor") == "DEU"), rows.head(1), rows.select("donor")):
        with pytest.raises(UnknownName, match="no instrument 'gift'"):
            ask.collect()
