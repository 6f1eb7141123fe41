"""What a refresh moves, as a report: the worst doubt first, headlines before and after, one page; and why it was taken in."""

import re
from datetime import date
from random import Random

import polars as pl
import pytest
from typer.testing import CliRunner

from analysis import cli, load
from analysis.cli import headlines
from analysis.errors import RefreshFault
from analysis.pipeline import refresh_aid, refresh_sanctions, report_page
from analysis.pipeline.build import curate
from analysis.pipeline.check import check_data
from analysis.pipeline.report import Headline, Part, Report
from analysis.pipeline.severity import CONTRADICTS, LACKS, MOVES, SEVERITIES
from tests.pipeline.test_refresh_aid import WHY, state
from tests.support import lists_today, planted_releases

SHIP = "9074729"


@pytest.fixture
def file(tmp_path):
    """Write a release after those of data/, with four months more."""

    def make(change=lambda rows: rows):
        rows = planted_releases.grown(planted_releases.sheet(), Random("report"))
        change(rows).write_csv(tmp_path / "data_explorer.csv")
        return tmp_path / "data_explorer.csv"

    return make


def refresh(file, **options) -> tuple[Report, list[str]]:
    report, said = Report(headlines=headlines.aid), []
    given = {"release": "31", "today": date(2027, 6, 30)} | options
    refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=file, **given), said.append, report=report)
    return report, said


def spoiled(rows: pl.DataFrame) -> pl.DataFrame:
    """Take a donor out, double another, and give a row a rest that its sums do not have."""
    doubled = pl.when(iso="DNK").then(pl.col("military") * 2).otherwise("military").alias("military")
    rest = pl.when(pl.int_range(pl.len()) == 7).then(pl.col("to_be_allocated") + 1).otherwise("to_be_allocated")
    return planted_releases.summed(rows.filter(pl.col("iso") != "MLT").with_columns(doubled)).with_columns(
        rest.alias("to_be_allocated")
    )


def test_a_headline_that_a_release_moves_is_said_as_it_is_and_as_it_would_be(room, file):
    report, said = refresh(file(), dry_run=True)
    moved = {headline.name: headline for headline in report.parts[0].headlines if headline.moves}
    assert set(moved) >= {"aid so far", "how it changed"}
    assert "release 29 dates" in moved["how it changed"].before
    assert "release 31 dates" in moved["how it changed"].after
    for headline in moved.values():
        assert f"  headline, {headline.name}, is:  {headline.before}" in said
        assert f"  headline, {headline.name}, then: {headline.after}" in said


def test_headlines_as_they_would_be_are_those_that_the_refresh_brings(room, file):
    report, _ = refresh(file(), dry_run=True)
    then = {headline.name: headline.after for headline in report.parts[0].headlines}
    assert {headline.name: headline.before for headline in report.parts[0].headlines} == headlines.aid()
    refresh(file())
    assert headlines.aid() == then


def test_a_report_on_a_dry_run_or_a_refused_release_changes_nothing(room, file):
    before = state(room)
    refresh(file(), dry_run=True)
    with pytest.raises(RefreshFault):
        refresh(file(spoiled))
    assert state(room) == before


def test_the_most_severe_doubt_stands_first(room, file):
    report, said = refresh(file(spoiled), dry_run=True)
    part = report.parts[0]
    assert list(part.doubts) == [one for one in SEVERITIES if one in part.doubts]
    assert {CONTRADICTS, LACKS, MOVES} <= set(part.doubts)
    headings = [line for line in said if line.startswith("  it ")]
    assert headings == [f"  it {severity}:" for severity in part.doubts]
    assert any("Malta" in doubt for doubt in part.doubts[LACKS])
    assert any("line 9" in doubt for doubt in part.doubts[CONTRADICTS])


def test_the_page_says_what_the_terminal_says_and_runs_nothing(room, file):
    path = file(spoiled)
    result = CliRunner().invoke(cli.app, ["refresh", "aid", "--file", str(path), "--release", "31", "--dry-run"])
    assert result.exit_code == 0, result.output
    page = room.parent / "build/refresh-of-aid.html"
    assert f"what moves, as a page: {page}" in result.output
    text = page.read_text(encoding="utf-8")
    assert "A dry run: data/ stays as it is. The real one would not take it in." in text
    for doubt in re.findall(r"^  doubt: (.+)$", result.output, re.MULTILINE):
        assert report_page.escape(doubt) in text
    assert "<script" not in text
    assert "default-src 'none'" in text


def test_a_page_is_written_of_a_release_that_is_refused(room, file):
    result = CliRunner().invoke(cli.app, ["refresh", "aid", "--file", str(file(spoiled)), "--release", "31"])
    assert isinstance(result.exception, RefreshFault)
    assert "It is not taken in" in (room.parent / "build/refresh-of-aid.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_stops_no_refresh(room, file):
    (room.parent / "build").write_text("")
    result = CliRunner().invoke(cli.app, ["refresh", "aid", "--file", str(file()), "--release", "31", "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "the page that says what moves is not written" in result.output


def test_what_others_wrote_is_text_on_the_page():
    hostile = "<script>alert(1)</script> & \"'"
    part = Part(
        hostile, hostile, {hostile: [hostile]}, (hostile, "b"), [(hostile, "1")], [Headline(hostile, hostile, "b")], [hostile]
    )
    page = report_page.render(Report(hostile, parts=[part]))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 11


def test_a_headline_that_cannot_be_said_is_part_of_the_report(room, file):
    # Without any donation of the United States nothing can be said of who leads.
    report, _ = refresh(file(lambda rows: rows.filter(pl.col("iso") != "USA")), dry_run=True)
    assert any(headline.after.startswith("cannot be said") for headline in report.parts[0].headlines)


def test_a_large_new_amount_far_from_the_usual_is_named_though_it_is_no_doubt(room, file):
    """Denmark's largest month of old is more than this: only a person can tell."""
    place = pl.all_horizontal(pl.col("iso") == "DNK", pl.col("year") == 2026, pl.col("month") == 6)
    larger = pl.when(place).then(0.9).otherwise("military").alias("military")
    promised = pl.when(place).then(1.2).otherwise("commitments").alias("commitments")
    report, said = refresh(file(lambda rows: planted_releases.summed(rows.with_columns(larger, promised))), dry_run=True)
    assert not report.parts[0].doubts
    assert any(line.startswith("  look at: Denmark, military aid in June 2026: 0.900 bn EUR") for line in said)


def test_each_list_has_its_part_also_one_that_could_not_be_read(room, tmp_path, monkeypatch):
    canada = lists_today.sema(tmp_path / "sema.xml", [("vessel", date(2026, 9, 1), SHIP)])
    (tmp_path / "crea.csv").write_text("a,b\n1,2\n")
    files = {"ca": canada, "energy": tmp_path / "crea.csv"}
    monkeypatch.setattr(refresh_sanctions, "_fetch", lambda name, *_: files[name])
    report = Report(headlines=headlines.sanctions)
    options = refresh_sanctions.SanctionsRefreshOptions(("ca", "energy"), today=date(2027, 1, 1))
    with pytest.raises(RefreshFault, match="1 of 2 lists"):
        refresh_sanctions.refresh(options, print, report=report)
    taken, refused = report.parts
    assert taken.verdict == "It is in data/."
    assert ("CA ships ever listed", "109", "110", "+1") in taken.moved
    assert refused.verdict.startswith("It is not taken in: crea.csv")


# Why it was taken in


def test_a_reason_is_kept_in_the_row_of_the_release_and_shown(room, file):
    refresh(file(spoiled), accept=f"  {WHY}\n")
    row = load.releases().row(by_predicate=pl.col("release") == "31", named=True)
    assert row["accepted"] == WHY
    assert not row["complete"]
    assert "incomplete: " in row["note"]
    shown = CliRunner().invoke(cli.app, ["releases"]).output
    assert f"    taken in all the same: {WHY}" in shown


def test_a_release_held_complete_keeps_its_doubts_and_the_reason(room, file):
    refresh(file(spoiled), accept=WHY, complete=True)
    row = load.releases().row(by_predicate=pl.col("release") == "31", named=True)
    assert row["complete"]
    assert "held complete, though" in row["note"]
    assert "Malta" in row["note"]


def test_a_release_without_a_doubt_keeps_no_reason(room, file):
    refresh(file(), accept=WHY)
    row = load.releases().row(by_predicate=pl.col("release") == "31", named=True)
    assert row["accepted"] is None
    assert row["complete"]


def test_a_reason_is_kept_in_the_row_of_the_list_and_gone_with_the_next(room, tmp_path):
    absent = load.vessels().filter(authority="CA")["imo"][:40].to_list()
    path = lists_today.sema(tmp_path / "sema.xml", without=absent)
    for day, accept in ((date(2026, 9, 1), WHY), (date(2026, 9, 2), "")):
        refresh_sanctions.refresh(refresh_sanctions.SanctionsRefreshOptions(("ca",), path, day, accept), print)
        assert load.sources().filter(id="sema")["accepted"].item() == (accept or None)
        assert (f"taken in all the same: {WHY}" in CliRunner().invoke(cli.app, ["releases"]).output) == bool(accept)
        after = state(room)
        curate(room, room / "curated")
        assert state(room) == after
        assert [one.fault for one in check_data() if one.fault] == []


@pytest.mark.parametrize("reason", ["yes", "REASON", "   ", "x" * 20, "a " * 300, "a bell \a rings"])
def test_what_is_no_reason_is_refused_before_anything_is_read(room, tmp_path, reason):
    for command in (["aid"], ["sanctions", "--source", "ca"]):
        asked = ["refresh", *command, "--file", str(tmp_path / "none.xml"), "--accept", reason]
        fault = CliRunner().invoke(cli.app, asked).exception
        assert isinstance(fault, RefreshFault)
        assert "is no reason" in str(fault)
