"""Figures of many rows keep to the frames of a slide and a square picture: what is left out there is said."""

from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise

import polars as pl
import pytest

from analysis import Figure, figures, groups, load, measures
from analysis.charts import marks, theme, words
from analysis.charts.formatting import eur, short_partial_day
from analysis.charts.picture import Picture
from analysis.charts.sizes import own_drawing
from analysis.charts.svg import size_of
from analysis.figures.aid import arrival
from analysis.figures.guarantees import grouped_cells, stances
from analysis.figures.sanctions import act_rows
from analysis.figures.timeline import key_events, panels
from analysis.measures.acts import COUNTED
from analysis.measures.answers import ORDER
from tests.figures.test_frames import faults

END = load.collected_to()
DRAWN: dict[str, Callable[[], Figure]] = {
    "domain-matrix": lambda: figures.guarantees.domains.matrix(load.pledges(), END),
    "acts-by-kind": lambda: figures.sanctions.acts.lanes(load.actions(), END),
    "stance-strip": lambda: figures.guarantees.stance_strip(load.pledges(), load.governments(), END),
    "united-states-line-by-line": lambda: figures.guarantees.statements.united_states(load.pledges(), END),
    "eu-packages": lambda: figures.sanctions.packages.listed(load.designations(), load.eu_packages()),
    "heavy-weapons": lambda: figures.aid.weapons.heavy_weapons(load.weapons()),
    "us-tightened-and-eased": lambda: figures.sanctions.us_acts.tightened_and_eased(
        load.actions(), load.customs_measures(), load.calendar(), load.delistings(), END
    ),
    "one-timeline": lambda: figures.timeline.one_timeline(monthly(), load.events(), END),
}


@cache
def monthly() -> pl.DataFrame:
    tables = {
        "money": load.aid(),
        "pledges": load.pledges(),
        "signed": load.agreements(),
        "us": load.us_packages(),
        "joined": load.purl(),
        "designations": load.designations(),
        "coverage": load.sanctions_coverage(),
    }
    return measures.timeline.monthly(measures.timeline.panels(**tables, end=END))


@cache
def drawn(name: str) -> Picture:
    figure = DRAWN[name]()
    return Picture(figure.record(), figure.spec())


@pytest.mark.sampled(2, each="size")
@pytest.mark.parametrize("size", theme.SIZES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_of_many_rows_keeps_to_every_frame(name, size):
    drawing, frame = drawn(name).at(size).svg, theme.size(size)
    assert faults(drawing, frame) == []
    assert size_of(drawing)[1] == (frame.height or size_of(drawing)[1])


# The matrix of domains


@cache
def cells() -> pl.DataFrame:
    return figures.guarantees.domains.matrix(load.pledges(), END).data


def test_every_answer_is_a_box_of_its_own_within_the_cell_of_its_group():
    boxes = grouped_cells._placed(cells())
    assert boxes.height == cells().height
    group = pl.col("domain").replace_strict(grouped_cells.GROUPS, return_dtype=pl.Int64)
    assert boxes.filter((pl.col("left") < group) | (pl.col("right") > group + 1)).is_empty()
    for row in boxes.sort("name", "left").partition_by("name"):
        spans = row.select("left", "right").rows()
        assert all(one[1] <= other[0] + 0.001 for one, other in pairwise(spans)), row["name"][0]


def test_rows_stand_in_the_order_of_answers_on_troops():
    answers = dict(cells().filter(domain="land").select("name", "answer").iter_rows())
    places = [ORDER.index(answers.get(name, "not found")) for name in grouped_cells.in_order(cells())]
    assert places == sorted(places)
    assert len(places) == cells()["name"].n_unique()


@pytest.mark.parametrize("most", [1, 3, 14, 30, 99])
def test_a_low_matrix_leaves_out_no_country_with_as_many_firm_offers_as_one_that_it_shows(most):
    firm = dict(cells().group_by("name").agg(pl.col("answer").str.starts_with("offers").sum()).iter_rows())
    shown, said = grouped_cells.fewer(cells(), most)
    rest = set(firm) - set(shown)
    assert len(shown) <= most
    assert bool(said) == bool(rest)
    if rest:
        assert min(firm[name] for name in shown) > max(firm[name] for name in rest)
        assert f"{len(rest)} more in the data" in said


def test_where_all_have_as_many_firm_offers_the_first_rows_stand():
    rows = [(name, "land", "declines") for name in ("Chad", "Fiji", "Peru")]
    frame = pl.DataFrame(rows, ["name", "domain", "answer"], orient="row")
    assert grouped_cells.fewer(frame, 2) == (["Chad", "Fiji"], "The first two rows; one more in the data.")


def test_a_slide_says_which_countries_of_the_matrix_it_shows():
    slide = own_drawing(figures.guarantees.domains.matrix(load.pledges(), date(2026, 10, 10)).spec(), "slide")
    assert slide["title"]["text"][0] == "12 countries with two or more firm offers; 25 more in the data."


# One timeline


def test_the_timeline_has_three_panels_and_names_what_has_none():
    figure = DRAWN["one-timeline"]()
    assert figure.data["instrument"].unique(maintain_order=True).to_list() == list(panels.PANELS)
    given, note = monthly()["instrument"].unique(), next(one for one in figure.notes if one.startswith("Not drawn: "))
    assert all((name in note) == (name not in panels.PANELS) for name in given)
    assert "contributions" not in figure.record()["source_line"]


def test_the_timeline_draws_the_first_instruments_that_it_is_given():
    few = monthly().filter(pl.col("instrument").is_in(["Aid of all kinds", "Offers of troops"]))
    figure = figures.timeline.one_timeline(few, load.events(), END)
    assert figure.data.equals(few)
    assert not any(note.startswith("Not drawn") for note in figure.notes)


@pytest.mark.parametrize("size", theme.SIZES)
def test_each_event_below_the_timeline_is_named(size):
    written = {one.text for one in words.words(drawn("one-timeline").at(size).svg)}
    named = key_events.FEWER if size == "social" else key_events.KEY_EVENTS.values()
    assert [text for text in key_events.KEY_EVENTS.values() if text in written] == list(named)


# Acts in rows


def test_each_named_act_is_one_act_of_the_record_that_tightens_or_eases_and_counts():
    acts = load.actions().filter(COUNTED, pl.col("effect").cast(pl.String) != "neither")
    on = acts.select(pl.col("authority").cast(pl.String), "date").rows()
    assert [key for key in act_rows.KEY if on.count(key) != 1] == []
    assert len(act_rows.KEY) == 8


def test_every_act_stands_in_the_row_of_what_it_does():
    figure = DRAWN["acts-by-kind"]()
    rows = act_rows.named_rows(figure.data)
    assert rows.select(pl.col("row").str.split(" ").list.get(0) == pl.col("authority")).to_series().all()
    assert rows.filter(pl.col("row").str.ends_with("eases"))["effect"].cast(pl.String).unique().to_list() == ["eases"]
    assert rows["name_of"].drop_nulls().sort().to_list() == sorted(act_rows.KEY.values())
    assert f"in {rows['row'].n_unique()} rows" in figure.alt


@pytest.mark.parametrize("size", theme.SIZES)
def test_each_named_act_is_named_at_every_size(size):
    written = {one.text for one in words.words(drawn("acts-by-kind").at(size).svg)}
    assert set(act_rows.KEY.values()) <= written
    assert any(text.startswith("Other acts neither") for text in written)


def test_acts_without_one_that_is_pale_explain_no_pale_mark():
    early = figures.sanctions.acts.lanes(load.actions(), date(2024, 6, 1))
    assert "Pale" not in str(early.spec())
    assert "Pale" in str(DRAWN["acts-by-kind"]().spec())


# Positions on troops over time


def test_a_slide_shows_the_strips_of_those_that_offer_troops_and_of_those_whose_answer_changed():
    spans = DRAWN["stance-strip"]().data
    written = {one.text for one in words.words(drawn("stance-strip").at("slide").svg)}
    shown = spans.filter(pl.col("name").is_in(list(written)))
    rest = spans.filter(~pl.col("name").is_in(list(written)))
    assert shown["name"].n_unique() + rest["name"].n_unique() == spans["name"].n_unique()
    assert rest.group_by("name").agg(pl.col("answer").n_unique())["answer"].to_list() == [1] * rest["name"].n_unique()
    assert rest.filter(pl.col("answer").str.starts_with("offers") | pl.col("lapsed")).is_empty()
    assert f"Those that offer or changed their answer; {rest['name'].n_unique()} more in the data." in written


def test_a_few_strips_are_all_on_the_slide():
    few = figures.guarantees.stance_strip(load.pledges(), load.governments(), END, only=groups.WEIMAR_TRIANGLE)
    assert "more in the data" not in str(few.spec())


@pytest.mark.parametrize("size", theme.SIZES)
def test_no_sign_stands_beyond_the_end_of_its_strip(size):
    drawing = drawn("stance-strip").at(size).svg
    record = next(one for one in words.words(drawing) if one.text.startswith("record to"))
    signs = [one for one in words.words(drawing) if one.text in {"\u25cf", "\u25d0", "\u25cb", "?", "\u2717"}]
    assert max(one.right for one in signs) <= record.right + 6


# Statements of the United States


def test_a_slide_shows_the_latest_statement_on_each_subject():
    told = DRAWN["united-states-line-by-line"]().data
    newest = told.group_by("domain").agg(pl.col("date").max())
    written = [one.text for one in words.words(drawn("united-states-line-by-line").at("slide").svg)]
    subjects = {stances.IN_WORDS.get(one, one) for one in newest["domain"]}
    assert sorted(one for one in written if one in subjects) == sorted(subjects)
    assert {short_partial_day(one) for one in newest["date"]} <= set(written)
    assert f"The latest on each subject; {told.height - newest.height} more in the data." in written


def test_statements_are_told_without_an_abbreviation_that_is_explained_nowhere():
    drawing = drawn("united-states-line-by-line").at("page").svg
    assert not any("ISR" in one.text for one in words.words(drawing))


def test_speakers_are_named_alike():
    names = {one.text for one in words.words(drawn("united-states-line-by-line").at("page").svg)}
    assert {"Donald Trump", "Karoline Leavitt", "Pete Hegseth"} <= names
    assert "Leavitt" not in names


# Packages


@pytest.mark.parametrize("size", theme.SIZES)
def test_the_axis_of_packages_names_the_year_of_the_first_of_each(size):
    written = {one.text for one in words.words(drawn("eu-packages").at(size).svg)}
    first = load.eu_packages().group_by(year=pl.col("adopted").dt.year()).agg(pl.col("package").min())
    assert {str(year) for year in first["year"]} | {str(number) for number in first["package"]} <= written
    assert "Export controls" not in written


# Heavy weapons


@pytest.mark.parametrize("size", theme.SIZES)
def test_the_worth_and_the_items_of_each_donor_stand_in_its_row(size):
    rows = DRAWN["heavy-weapons"]().data
    written = words.words(drawn("heavy-weapons").at(size).svg)
    for name, part in ((part["name"][0], part) for part in rows.partition_by("name")):
        row = next(one for one in written if one.text == name)
        beside = [
            one.text for one in sorted(written, key=lambda one: one.left) if abs(one.top - row.top) < 3 and one.left > row.right
        ]
        assert beside[0] == marks.short(part["all_bn"][0]), name
        assert sorted(beside[1:]) == sorted(str(number) for number in part["items"]), name


# Numbers and units of charts of aid


@pytest.mark.parametrize("size", theme.SIZES)
def test_the_number_above_a_column_is_that_of_the_headline(size):
    figure = figures.aid.years.side_by_side(load.aid(29))
    written = {one.text for one in words.words(Picture(figure.record(), figure.spec()).at(size).svg)}
    small = [value for value in figure.data["eur_bn"] if 0 < value < 1]
    assert small
    assert {f"{value:.2f}" for value in small} <= written
    assert all(f"\u20ac{value:.2f}bn" in figure.headline for value in small)


@pytest.mark.parametrize("size", theme.SIZES)
def test_the_axis_of_months_names_its_unit(size):
    figure = figures.aid.monthly(load.aid(29))
    written = {one.text for one in words.words(Picture(figure.record(), figure.spec()).at(size).svg)}
    assert "\u20ac10bn" in written


def test_the_gap_of_the_united_states_is_told_by_the_month_that_makes_it():
    figure = figures.aid.arrival.paid_out(load.aid(28), load.disbursements())
    us = load.aid(28).filter(pl.col("month").is_not_null(), donor="USA", kind="financial", stage="allocated")
    most = us.group_by("month").agg(pl.col("eur").sum()).sort("eur").row(-1, named=True)
    agreed = load.loans().filter(loan="ERA", lender="all lenders", step="agreed")["not_before"].item()
    assert most["month"] == agreed.replace(day=1) == arrival.LOAN_AGREED
    said = f"The US allocated {eur(float(most['eur']) / 1e9)} in one month: October 2024, when the G7 agreed its loans."
    assert " ".join(figure.spec()["vconcat"][0]["vconcat"][0]["title"]["text"]) == said
    others = figures.aid.arrival.paid_out(load.aid(28), load.disbursements(), only=["Germany"])
    assert "in one month" not in str(others.spec())


def test_aid_so_far_draws_one_pair_and_tells_what_was_published_in_its_notes():
    figure = figures.aid.state.aid_so_far(load.aid(), load.published_totals(), "2025-09-20")
    written = {one.text for one in words.words(Picture(figure.record(), figure.spec()).svg)}
    assert {"Europe", "US", "179.7", "115.4"} <= written
    assert not any("published" in text for text in written)
    assert figure.data["bloc"].to_list() == ["Europe", "United States"]
    assert sum("published" in note for note in figure.notes) == 2
