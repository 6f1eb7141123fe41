"""The watch: what is new, overdue and due is said, a publisher that does not answer stops nothing, and data/ stays as it is."""

from datetime import date, timedelta

import polars as pl
import pytest
from typer.testing import CliRunner

from analysis import cli, load
from analysis.errors import DataFault
from analysis.pipeline import watch
from analysis.pipeline.current_lists import CARDS
from analysis.pipeline.download import Patience
from analysis.pipeline.grades import to_open_first
from analysis.storage import reader
from analysis.storage.lock import exclusive_lock
from tests.pipeline.test_refresh_aid import state
from tests.support import lists_today, server

QUICK = Patience(connect=2, read=0.3, total=0.6, tries=1, pause=0.01)
DAY = date(2026, 9, 1)
QUIET = date(2026, 10, 10)
"""The day to which the record was collected: nothing has fallen due since."""


@pytest.fixture
def urls(site) -> dict[str, str]:
    """Give every publisher an address of our own server, on which only what a test adds is there."""
    return {name: site.address + name for name in [*CARDS, "amendments", "workbook"]} | {"tables": site.address}


def look(urls, day=DAY) -> dict[str, tuple[str, str]]:
    """Give state and words by publisher."""
    seen = watch.watch(day, urls=urls, patience=QUICK).filter(part=watch.PUBLISHERS)
    return {what: (state, says) for _, what, state, says in seen.iter_rows()}


def test_a_list_is_new_only_by_its_rows_and_one_that_never_answers_stops_nothing(room, site, urls, tmp_path):
    ca, au, uk = (CARDS[name].what for name in ("ca", "au", "uk"))
    site.files["/ca"] = lists_today.sema(tmp_path / "sema.xml").read_bytes()
    site.faults["/au"] = server.silence
    before = state(room)
    seen = look(urls)
    assert list(seen) == ["the aid tracker's tables", "the aid tracker's workbooks", *(card.what for card in CARDS.values())]
    assert seen[ca] == (watch.SAME, "")
    assert seen[au] == (watch.NOT_REACHED, f"{site.address}au: no answer in time, 1 times over")
    assert seen[uk] == (watch.NOT_REACHED, f"{site.address}uk: is not there (404)")
    longer = [("person", date(2026, 3, 1), None), ("vessel", date(2026, 3, 2), "9074729")]
    site.files["/ca"] = lists_today.sema(tmp_path / "sema.xml", longer).read_bytes()
    site.files["/uk"] = b"a,b\n1,2\n"
    seen = look(urls)
    assert seen[ca] == (watch.NEW, "CA asset freeze (stated) +1; CA vessel ban (stated) +1; CA ships ever listed +1")
    assert seen[uk][0] == watch.NOT_READ
    assert state(room) == before


def test_a_list_that_a_refresh_would_refuse_says_so(room, site, urls, tmp_path):
    site.files["/ca"] = lists_today.sema(tmp_path / "sema.xml", most=2600).read_bytes()
    seen, says = look(urls)[CARDS["ca"].what]
    assert seen == watch.NEW
    assert "(a refresh would stop at this: " in says


def test_a_release_is_new_by_its_number_or_its_numbers(room, raw, site, urls):
    tables, workbooks = "the aid tracker's tables", "the aid tracker's workbooks"
    folder = raw / "kiel/release_29"
    site.files["/data_explorer.csv"] = (folder / "data_explorer.csv").read_bytes()
    site.files["/release_info.csv"] = b"release,date\n29,2026-08-04\n"
    site.files["/workbook"] = b'<html><a href="/x/Ukraine_Support_Tracker_Release_30.xlsx">30</a>'
    patient = Patience(connect=2, read=10, total=20, tries=1)

    def look_at_aid() -> list[tuple[str, str]]:
        seen = watch.watch(DAY, urls=urls, patience=patient)
        return [seen.filter(what=what).select("state", "says").row(0) for what in (tables, workbooks)]

    site.faults["/workbook"] = server.typed("text/html")
    assert look_at_aid() == [(watch.SAME, ""), (watch.SAME, "")]
    site.files["/release_info.csv"] = b"release,date\n31,2026-11-04\n"
    site.files["/workbook"] += b'<a href="/x/Ukraine_Support_Tracker_Release_31.xlsx">31</a>'
    assert look_at_aid() == [
        (watch.NEW, "release 31 is offered with months to 2026-04, and data/ does not have it so"),
        (watch.NEW, "the workbook of release 31 is linked; the latest in data/ is 30"),
    ]
    site.files["/release_info.csv"] = b"release,date\n28,2026-04-04\n"
    assert look_at_aid()[0] == (watch.NEW, "release 28 is offered with other numbers than data/ has")


def test_no_publisher_is_asked_offline(monkeypatch):
    monkeypatch.setattr(watch, "fetch", None)
    monkeypatch.setattr(watch, "_publishers", None)
    seen = watch.watch(QUIET, offline=True)
    assert watch.PUBLISHERS not in seen["part"]


def test_a_table_is_overdue_from_the_day_after_it_was_due():
    checks = load.manual_checks()
    first = checks["due_on"].min()
    for day, overdue in ((first, 0), (first + timedelta(days=1), checks.filter(due_on=first).height)):
        kept = watch.watch(day, offline=True).filter(part=watch.RECORD)
        assert kept.height == checks.height
        assert kept.filter(state=watch.OVERDUE).height == overdue


def test_a_date_fell_due_once_its_last_day_has_come_and_unless_overtaken(room, monkeypatch):
    def due(day: date) -> list[str]:
        return watch.watch(day, offline=True).filter(part=watch.DATES)["what"].to_list()

    assert due(QUIET) == due(QUIET + timedelta(days=1)) == []
    ministers = "2026-10-12, EU: Ministers decide on the 1,646 listings that ambassadors agreed"
    assert due(date(2026, 10, 12)) == [ministers]
    assert any(what.startswith("2026-10, inferred, US: ") for what in due(date(2026, 10, 31)))
    assert not any(what.startswith("2026-10, inferred") for what in due(date(2026, 10, 30)))
    calendar = load.calendar()
    overtaken = pl.when(pl.col("date") == "2026-10-12").then(pl.date(2026, 10, 11)).otherwise("overtaken_on")
    monkeypatch.setattr(load, "calendar", lambda: calendar.with_columns(overtaken_on=overtaken))
    assert due(date(2026, 10, 12)) == []


def test_ten_pages_are_named_once_each_and_in_the_order_of_the_grades():
    pages = watch.watch(QUIET, offline=True).filter(part=watch.PAGES)["what"].to_list()
    assert pages == to_open_first()["source_url"].unique(maintain_order=True).head(10).to_list()
    assert len(pages) == 10


def run(*words: str):
    return CliRunner().invoke(cli.app, ["watch", *words])


def test_the_exit_status_tells_nothing_from_something_and_from_not_looked(room, monkeypatch):
    quiet = run("--offline", "--today", str(QUIET))
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert "At publishers: left out (--offline)" in quiet.stdout
    assert "Dates that fell due since the record was collected: 0" in quiet.stdout
    assert len(quiet.stdout.splitlines()) < 40
    assert run("--offline", "--today", "2026-10-12").exit_code == 1
    late = run("--offline", "--today", "2027-03-01")
    assert late.exit_code == 1
    assert "was due on 2027-02-28" in late.stdout
    silent = [(watch.PUBLISHERS, "Canada's list", watch.NOT_REACHED, "no answer in time")]
    monkeypatch.setattr(watch, "_publishers", lambda *_: list(silent))
    unseen = run("--today", str(QUIET))
    assert unseen.exit_code == 2
    assert "  Canada's list: not reached: no answer in time" in unseen.stdout
    assert run("--today", "2026-10-12").exit_code == 1  # what is seen weighs more than what is not


def test_data_at_fault_are_not_looked_at_and_are_no_news(room, monkeypatch):
    assert run("--offline", "--today", "soon").exit_code == 2
    with exclusive_lock():
        busy = run()
    assert busy.exit_code == 2
    assert "another refresh, build or curate is at work on data/" in busy.stderr
    monkeypatch.setattr(reader, "DATA", room / "nowhere")
    with pytest.raises(DataFault):
        watch.watch(QUIET, offline=True)
    broken = run("--offline")
    assert broken.exit_code == 2
    assert broken.stderr.startswith("error: ")


def test_the_help_says_what_each_status_means():
    told = " ".join(run("--help").stdout.replace("│", " ").split())
    for words in ("0 nothing to do", "1 something is new at a publisher", "2 none of this was seen"):
        assert words in told
