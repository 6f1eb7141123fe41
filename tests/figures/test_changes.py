"""What changed, in words: most important first, no word of what came later, and of what is not known that it is not."""

import re
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from typer.testing import CliRunner

from analysis import cli, figures, load
from analysis.charts.formatting import capitalise_first, month
from analysis.countries import SHORT, with_article
from analysis.errors import AnalysisError, NotComparable
from analysis.measures import aid as measure

ORDER = ["Money", "Promises", "act", "Listings", "Ships", "Position", "PURL", "Dated anew", "Added", "Taken off", "Unchanged"]
DAYS = [("2026-10-10", "2026-08-01"), ("2026-10-10", "2026-10-09"), ("2026-06-30", "2024-01-01"), ("2025-09-20", "2025-08-20")]


def place(label: str) -> int:
    return ORDER.index(label if label in ORDER else "act")


@pytest.mark.parametrize(("day", "since"), DAYS)
def test_what_changed_is_told_in_the_order_of_its_weight_and_nothing_is_left_out(day, since):
    told = figures.briefing.changes(load.snapshot(day, since=since))
    places = [place(point.label) for point in told.points]
    # Two releases that came out in one time are told one after the other.
    assert [one for one in places if one > 1] == sorted(one for one in places if one > 1)
    assert places[0] <= 2
    text = told.markdown
    for subject in ("act", "istings", "ship", "guarantees" if "Position" not in text else "Position", "PURL"):
        assert subject in text, subject


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("day", "since"), DAYS)
def test_the_briefings_section_on_what_is_new_says_the_same_in_fewer_lines(day, since):
    tables = load.snapshot(day, since=since)
    whole, short = figures.briefing.changes(tables).points, figures.briefing.new_since(tables).points
    assert len(short) <= 9
    others = {(point.label, point.text) for point in short if point.label in {"Position", "PURL"}}
    assert others <= {(point.label, point.claim) for point in whole}
    acts = [point for point in whole if point.label[:1].isdigit() and point.claim]
    shown = [point for point in short if point.label[:1].isdigit()]
    assert shown == acts[len(acts) - len(shown) :]
    money = [point for point in whole if point.label == "Money"]
    amounts = [
        re.findall(r"€[\d.]+[bm]n?", text)[:1]
        for text in (*(one.claim for one in money[-1:]), *(one.text for one in short if one.label == "Money"))
    ]
    assert len(amounts) == 2 * len(money[-1:])
    assert len({*map(tuple, amounts)}) <= 1


@pytest.mark.parametrize(("day", "since"), DAYS[2:])
def test_what_came_later_changes_no_word(day, since):
    tables = load.snapshot(day, since=since)
    columns = {"pledges": "known_by", "actions": "date", "purl": "known_by"}
    known = {name: getattr(tables, name).filter(pl.col(column) <= tables.day) for name, column in columns.items()}
    listed = tables.designations.filter(pl.col("listed_on").is_null() | (pl.col("listed_on") <= tables.day))
    assert listed.height < tables.designations.height
    whole, cut = (figures.briefing.changes(one) for one in (tables, replace(tables, **known, designations=listed)))
    assert whole.points == cut.points


def test_of_what_moved_the_largest_stands_first_and_ties_by_donor():
    moved = measure.news(load.aid(28), load.aid(29))
    largest = moved.select(pl.max_horizontal("news", "redated", "added", "taken").alias("most"), "donor")
    assert largest.rows() == sorted(largest.rows(), key=lambda row: (-row[0], row[1]))
    assert largest["most"].n_unique() > 20
    doubled = [load.aid(name).filter(donor="DEU") for name in (28, 29)]
    twins = [pl.concat([rows, rows.with_columns(donor=pl.lit("AUT", rows["donor"].dtype))]) for rows in doubled]
    assert measure.news(*twins)["donor"].to_list() == ["AUT", "DEU"]


def test_what_one_of_two_releases_does_not_know_is_no_difference():
    tables = load.snapshot("2026-06-30", since="2024-01-01")
    assert [point for point in figures.briefing.new_since(tables).points if point.label == "Money"] == []


def test_from_28_to_29_the_redated_months_and_their_donors_are_named():
    before, after = load.aid(28), load.aid(29)
    told = figures.briefing.between_releases(before, after)
    lines = {point.label: point for point in told.points}
    moved = measure.named(measure.news(before, after)).filter(pl.max_horizontal("redated", "added", "taken") >= 5_000_000)
    for name in moved["name"]:
        assert SHORT.get(name, name) in told.markdown, name
    for donor, name in (
        moved.sort(pl.max_horizontal("redated", "added", "taken"), descending=True).head(12).select("donor", "name").iter_rows()
    ):
        rows = measure.revisions(before, after, by=("donor", "month")).filter(pl.col("donor") == donor, pl.col("what") != "new")
        top = rows.sort(pl.col("change").abs(), descending=True).row(0, named=True)
        line = lines[capitalise_first(SHORT.get(name, with_article(name)))]
        assert (month(top["month"]) if top["month"] else "without a month") in line.text, name
    total = measure.revisions(before, after, by="donor")["change"].sum()
    parts = {name: sum(measure.news(before, after)[name], Decimal(0)) for name in ("news", "added", "taken")}
    assert parts["news"] + parts["added"] - parts["taken"] == total
    assert lines["Money"].claim == "Release 29 adds €8.8bn of new allocations to release 28."
    assert lines["Dated anew"].text.startswith(
        "France €2.3bn, the UK €1.5bn, Italy €1.3bn, Poland €1.0bn, the Netherlands €503m"
    )
    assert lines["Italy"].text == "Gained: May 2025 €1.3bn. Lost: without a month €1.3bn."
    assert "the EU institutions €90.0bn" in lines["Promises"].text.partition("Dated anew")[2]


def test_what_is_not_known_is_said_and_is_no_zero():
    told = figures.briefing.changes(load.snapshot("2026-10-10", since="2026-08-01")).markdown
    assert "Not known: listings by the UK after 29 April 2026" in told
    assert "listed no ship" not in told
    assert "cannot be told apart" in told
    without = figures.briefing.between_releases(load.aid(29), load.aid_totals(30))
    assert {point.label for point in without.points} == {"Money", "Promises"}
    money, promises = (point.text for point in without.points)
    assert "Those of the US differ by less than €5m." in money
    assert "By kind: financial €8.5bn more, military €6.8bn more and humanitarian €558m more." in money
    assert "Those of the US differ by less than €5m." in promises
    assert "By kind" not in promises


def test_releases_that_cannot_be_compared_are_refused_in_words():
    with pytest.raises(NotComparable, match="release 29 ends after release 28"):
        figures.briefing.between_releases(load.aid(29), load.aid(28))
    with pytest.raises(NotComparable, match="does not differ from itself"):
        figures.briefing.between_releases(load.aid(29), load.aid(29))


def test_the_command_says_the_page_with_its_sources():
    runner = CliRunner()
    page = runner.invoke(cli.app, ["changes", "--from", "28", "--to", "29"]).output
    assert page.startswith("### What changed from release 28, to February 2026, to release 29, to April 2026")
    assert "release 28 (data to 28 February 2026)" in page.splitlines()[-1]
    asked = runner.invoke(cli.app, ["changes", "--from", "28"])
    assert isinstance(asked.exception, AnalysisError)
    assert "--from 28 --to 29" in str(asked.exception)


def test_the_command_writes_the_page_to_the_file_named(tmp_path):
    runner, file = CliRunner(), tmp_path / "new" / "changes.md"
    shown = runner.invoke(cli.app, ["changes", "--from", "29", "--to", "30"]).output
    runner.invoke(cli.app, ["changes", "--from", "29", "--to", "30", "--out", str(file)])
    assert file.read_text(encoding="utf-8") == shown
    folder = runner.invoke(cli.app, ["changes", "--from", "29", "--to", "30", "--out", str(tmp_path)])
    assert isinstance(folder.exception, AnalysisError)
