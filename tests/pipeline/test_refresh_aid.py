"""Refreshing: whatever a server or a file does, data/ is the old state or the new one, and one line says which and why."""

import hashlib
import io
import os
import re
import shlex
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import filelock
import polars as pl
import pytest
from typer.testing import CliRunner

from analysis import cli, load
from analysis.errors import AnalysisError, DataFault, ReadFault, RefreshFault
from analysis.pipeline import refresh_aid, release_checks, release_files
from analysis.pipeline.check import check_data
from analysis.pipeline.download import Patience, fetch
from analysis.pipeline.options import REASON
from analysis.storage import reader, transaction
from analysis.storage.lock import exclusive_lock
from analysis.tables import TABLES
from tests.support import server
from tests.support.stopped import stopped_midway

QUICK = Patience(connect=2, read=0.3, total=0.6, tries=3, pause=0.01)
WHY = "compared with the publisher's release note"


COPY = ["releases follow one another, each with its rows", "no release is a copy of another"]
"""What `check` says of release 29 taken in as one more release."""


def broken() -> list[str]:
    """List the files and laws that `check` finds at fault."""
    return [finding.what for finding in check_data() if finding.fault]


@pytest.fixture
def explorer(raw) -> Path:
    return raw / "kiel/release_29/data_explorer.csv"


def state(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>" + os.urandom(5000).hex())
    return made.getvalue()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sheet.xml", b"0" * 200_000_000)
    return made.getvalue()


FAULTS = {
    "refused": ("t.csv", server.status(403), b"a,b\n", r"refuses programs \(403\)"),
    "absent": ("t.csv", server.status(404), b"a,b\n", r"not there \(404\)"),
    "always failing": ("t.csv", server.status(500), b"a,b\n", "answers 500, 3 times over"),
    "a teapot": ("t.csv", server.status(418), b"a,b\n", "answers 418"),
    "cut": ("t.csv", server.cut, b"a,b\n" * 9000, "connection failed.*3 times over"),
    "a slow drip": ("t.csv", server.drip, b"a,b\n" * 9000, "came in 1 s, 3 times over"),
    "silence": ("t.csv", server.silence, b"a,b\n", "no answer in time, 3 times over"),
    "a circle": ("t.csv", server.circle, b"", "redirected in a circle"),
    "another type": ("t.csv", server.typed("image/png"), b"a,b\n", "comes as image/png"),
    "an error page": ("t.xlsx", server.typed("application/octet-stream"), b"<!DOCTYPE html><p>Sorry", "is a web page"),
    "half a workbook": ("t.xlsx", None, workbook()[:3000], "cut off or no workbook"),
    "a bomb": ("t.xlsx", None, bomb, "would unpack to 200 MB"),
    "two gigabytes": ("t.csv", server.huge, b"", "announced with 2,147,483,648 bytes"),
    "without end": ("t.csv", server.endless, b"", "grows past the limit"),
    "other bytes": ("t.csv", None, b"c,d\n", "has checksum"),
    "nothing": ("t.csv", None, b"", "is empty"),
}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_answer_leaves_nothing_and_says_why(site, tmp_path, name):
    file, fault, content, words = FAULTS[name]
    site.files[f"/{file}"] = content() if callable(content) else content
    if fault:
        site.faults[f"/{file}"] = fault
    good = hashlib.sha256(b"a,b\n").hexdigest() if name == "other bytes" else None
    with pytest.raises(RefreshFault, match=words) as stop:
        fetch(site.address + file, tmp_path / "room" / file, limit=1_000_000, sha256=good, patience=QUICK)
    assert stop.value.fix
    assert list((tmp_path / "room").iterdir()) == []


def test_a_server_that_recovers_is_forgiven(site, tmp_path):
    site.files["/t.csv"] = b"a,b\n1,2\n"
    site.faults["/t.csv"] = server.failing_first(2)
    assert fetch(site.address + "t.csv", tmp_path / "t.csv", patience=QUICK).read_bytes() == b"a,b\n1,2\n"
    assert site.asked["/t.csv"] == 3


def test_a_refused_file_is_asked_for_once(site, tmp_path):
    site.faults["/t.csv"] = server.status(403)
    with pytest.raises(RefreshFault):
        fetch(site.address + "t.csv", tmp_path / "t.csv", patience=QUICK)
    assert site.asked["/t.csv"] == 1


def test_no_server_at_all_is_said(tmp_path):
    with pytest.raises(RefreshFault, match="connection failed"):
        fetch("http://127.0.0.1:9/t.csv", tmp_path / "t.csv", patience=QUICK)
    with pytest.raises(RefreshFault, match="no address"):
        fetch("ftp://example.org/t.csv", tmp_path / "t.csv", patience=QUICK)


def test_a_full_disk_is_said(site, tmp_path, monkeypatch):
    site.files["/t.csv"] = b"a,b\n"

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(RefreshFault, match="No space left"):
        fetch(site.address + "t.csv", tmp_path / "t.csv", patience=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_files_is_said(site, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RefreshFault, match=r"Not a directory|File exists") as said:
        fetch(site.address + "t.csv", tmp_path / "file/t.csv", patience=QUICK)
    assert "make that folder writable" in str(said.value)


def test_a_lock_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / ".data-lock").mkdir()
    monkeypatch.setattr(reader, "DATA", tmp_path / "data")
    with pytest.raises(RefreshFault, match="make that folder writable"):
        exclusive_lock()


def test_progress_ends_with_the_whole_file(site, tmp_path):
    site.files["/t.csv"] = b"a,b\n" * 50_000
    told = []
    fetch(site.address + "t.csv", tmp_path / "t.csv", patience=QUICK, progress=lambda *step: told.append(step))
    assert told[-1] == ("t.csv", 200_000, 200_000)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", workbook()[:-30]], ids=["empty", "a start", "cut"])
def test_a_damaged_workbook_at_hand_is_refused(room, tmp_path, content):
    before = state(room)
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(ReadFault, match="workbook"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=tmp_path / "a.xlsx", release="31"), print)
    assert state(room) == before


def test_the_same_release_again_changes_nothing(room, explorer):
    before = state(room)
    assert refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release="29"), print) == []
    assert state(room) == before


UNHEARD = "{0} has no effect without {1}\n  -> add {1}, or leave {0} out"
TWO_PLACES = "--file and {} name more than one place to take it from\n  -> keep one of them"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--complete",), UNHEARD.format("--complete", "--accept")),
        (("--complete", "--dry-run"), UNHEARD.format("--complete", "--accept")),
        (("--landing-url", "https://127.0.0.1:9/"), UNHEARD.format("--landing-url", "--workbook")),
        (("--tables-url", "https://127.0.0.1:9/"), TWO_PLACES.format("--tables-url")),
        (("--workbook",), TWO_PLACES.format("--workbook")),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(room, explorer, options, said):
    before = state(room)
    asked = ["refresh", "aid", "--file", str(explorer), "--release", "29", *options]
    fault = CliRunner().invoke(cli.app, asked).exception
    assert isinstance(fault, RefreshFault)
    assert str(fault) == said
    assert state(room) == before


@pytest.mark.parametrize(
    "name",
    ["../../../../evil", "../x", "a b/c", "abc", "29 ", "29\n", "029", "٢٩", "29-", "29-Preview", "29/30", "totals", "."],
)
def test_a_release_is_named_by_its_number_and_words_after_it(room, explorer, name):
    before, around = state(room), state(room.parent)
    with pytest.raises(RefreshFault, match=r"is no name of a release\n  -> give its number, as --release 31"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release=name, accept=WHY, complete=True), print)
    assert state(room) == before
    assert state(room.parent) == around


def test_a_publisher_cannot_name_a_release_otherwise(room, raw, site):
    before = state(room)
    site.add(raw / "kiel/release_29", "data_explorer.csv")
    site.files["/release_info.csv"] = b"release,date\n../31,2026-08-04\n"
    with pytest.raises(RefreshFault, match="is no name of a release"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(accept=WHY, tables_url=site.address, patience=QUICK), print)
    assert state(room) == before


def test_every_release_at_hand_has_a_name_that_is_taken():
    for name in load.releases()["release"]:
        release_files.refuse_name(name)


def test_no_file_of_a_table_leads_out_of_data():
    with pytest.raises(DataFault, match=r"no file can be named by '\.\./29'"):
        TABLES["aid"].files(pl.DataFrame({"release": ["28", "../29"]}))


def test_the_numbers_of_one_release_under_another_name_are_a_reason_to_stop(room, explorer):
    before = state(room)
    with pytest.raises(RefreshFault, match="its numbers are those of release 29, which is at hand"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release="31"), print)
    assert state(room) == before
    refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release="31", accept=WHY), print)
    assert "its numbers are those of release 29" in load.releases().filter(release="31")["note"].item()


def test_a_month_to_come_is_refused(room, explorer, tmp_path):
    before = state(room)
    odd = tmp_path / "data_explorer.csv"
    odd.write_text(explorer.read_text(encoding="utf-8").replace(",2024,", ",2034,"), encoding="utf-8")
    with pytest.raises(
        ReadFault, match=r"data_explorer\.csv: [0-9]+ days of month lie outside 2022-01-01 to .* later\), in lines "
    ):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=odd, release="31", accept=WHY, today=date(2026, 11, 30)), print)
    assert state(room) == before
    # A month is not to come from its first day on.
    with pytest.raises(ReadFault, match="later than 2026-03-31, the latest 2026-04-01"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release="29", today=date(2026, 3, 31)), print)
    assert refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release="29", today=date(2026, 4, 1)), print) == []


def test_a_release_of_the_hand_kept_table_may_be_brought_anew(room, raw):
    first = raw / "kiel/release_29_first_upload/data_explorer.csv"
    said: list[str] = []
    refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=first, release="29", accept=WHY), said.append)
    assert "incomplete" in load.releases().filter(release="29")["note"].item()
    assert f"the default release is {load.default_release()} now; it was 29" in said
    # The release before is the default then, and is not what the press was told of.
    assert broken() == [
        "totals agree with what was published at the time",
        "no release is a copy of another",
        "parts of aid are no more than its totals",
    ]


def test_whole_months_missing_between_are_a_reason_to_stop():
    countries, whole = load.countries(), load.aid(29)
    holed = whole.filter(~pl.col("month").is_in([date(2024, 2, 1), date(2024, 3, 1)]))
    said = "2 months before its last are gone: February 2024, March 2024"
    assert said in release_checks.doubts_about_release(whole, holed, countries)
    many = release_checks.doubts_about_release(whole, whole.filter(pl.col("month").dt.year() != 2024), countries)
    assert any(one.startswith("12 months before its last are gone") and one.endswith("May 2024 and more") for one in many)
    assert not any("months before" in one for one in release_checks.doubts_about_release(holed, whole, countries))


def test_a_release_with_holes_is_not_taken_in(room, raw):
    before = state(room)
    preview = raw / "kiel/release_30_preview/data_explorer.csv"
    said: list[str] = []
    with pytest.raises(RefreshFault, match=r"France falls from 7\.907 to 5\.748"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=preview, release="31"), said.append)
    assert state(room) == before
    assert any("doubt: Poland" in line for line in said)


@pytest.mark.parametrize("fetched", [False, True], ids=["at hand", "fetched"])
def test_the_command_that_a_doubt_names_takes_the_same_release_in(room, raw, site, tmp_path, fetched):
    preview = raw / "kiel/release_30_preview"
    site.add(preview, "release_info.csv", "data_explorer.csv")
    path = shutil.copy(preview / "data_explorer.csv", tmp_path / "data explorer.csv")
    place = ["--tables-url", site.address] if fetched else ["--file", str(path)]
    asked = ["refresh", "aid", *place, "--release", "31-preview"]
    fault = CliRunner().invoke(cli.app, asked).exception
    assert isinstance(fault, RefreshFault)
    named = shlex.split(fault.fix.partition("makes it the default): ")[2])
    assert set(named) == {"python", "-m", "analysis", *asked, "--accept", REASON}
    # Whoever copies it says their own reason.
    assert isinstance(CliRunner().invoke(cli.app, named[3:]).exception, RefreshFault)
    assert CliRunner().invoke(cli.app, [*named[3:-1], WHY]).exit_code == 0
    assert not load.releases().filter(release="31-preview")["complete"].item()


def test_a_doubt_about_the_workbook_names_the_workbook(room, raw, site):
    site.files["/page.html"] = b'<a href="/Ukraine_Support_Tracker_Release_31.xlsx">new</a>'
    site.files["/Ukraine_Support_Tracker_Release_31.xlsx"] = (raw / "kiel/release_18/main_data_only.xlsx").read_bytes()
    wish = refresh_aid.AidRefreshOptions(workbook=True, landing_url=site.address + "page.html", patience=QUICK)
    with pytest.raises(RefreshFault, match="is not taken in") as stop:
        refresh_aid.refresh(wish, print)
    assert stop.value.fix.endswith(f"refresh aid --workbook --landing-url {wish.landing_url} --accept REASON")


def test_an_accepted_release_is_there_and_never_the_default(room, raw):
    preview = raw / "kiel/release_30_preview/data_explorer.csv"
    default = load.default_release()
    refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=preview, release="31", accept=WHY), print)
    row = load.releases().row(by_predicate=pl.col("release") == "31", named=True)
    assert not row["complete"]
    assert "France falls" in row["note"]
    assert load.default_release() == default
    assert round(float(load.aid("31").filter(pl.col("stage") == "allocated")["eur"].sum()) / 1e9, 3) == 366.691
    assert broken() == COPY


def test_a_dry_run_says_what_the_real_one_would_refuse(room, raw):
    preview = raw / "kiel/release_30_preview/data_explorer.csv"
    with pytest.raises(RefreshFault) as stop:
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(preview, release="31"), print)
    for accept, last in (("", f"the real one would be refused: {stop.value}"), (WHY, "a dry run: data/ stays as it is")):
        said: list[str] = []
        assert (
            refresh_aid.refresh(refresh_aid.AidRefreshOptions(preview, release="31", accept=accept, dry_run=True), said.append)
            == []
        )
        assert said[-1] == last


def test_a_dry_run_changes_nothing(room, raw):
    before = state(room)
    refresh_aid.refresh(
        refresh_aid.AidRefreshOptions(
            file=raw / "kiel/release_29_first_upload/data_explorer.csv", release="29", dry_run=True, accept=WHY
        ),
        print,
    )
    assert state(room) == before


def test_the_newest_release_is_found_and_fetched(room, raw, site):
    folder = raw / "kiel/release_30_preview"
    site.add(folder, "release_info.csv", "data_explorer.csv")
    refresh_aid.refresh(refresh_aid.AidRefreshOptions(accept=WHY, release="31", tables_url=site.address, patience=QUICK), print)
    row = load.releases().row(by_predicate=pl.col("release") == "31", named=True)
    assert str(row["published"]) == "2026-07-21"
    assert str(row["cutoff"]) == "2026-06-30"
    assert row["source_url"] == site.address + "data_explorer.csv"


def test_the_workbooks_link_is_found_on_the_landing_page(room, site):
    site.files["/page.html"] = (
        b'<a href="/x/ab-Ukraine_Support_Tracker_Release_7.xlsx">7</a> <a href="/y/Ukraine_Support_Tracker_Release_31.xlsx">new</a>'
    )
    with pytest.raises(RefreshFault, match=r"y/Ukraine_Support_Tracker_Release_31\.xlsx: is not there"):
        refresh_aid.refresh(
            refresh_aid.AidRefreshOptions(workbook=True, landing_url=site.address + "page.html", patience=QUICK), print
        )
    site.files["/page.html"] = b"<html>nothing here"
    with pytest.raises(RefreshFault, match="names no workbook of a release"):
        refresh_aid.refresh(
            refresh_aid.AidRefreshOptions(workbook=True, landing_url=site.address + "page.html", patience=QUICK), print
        )


def test_a_file_that_is_not_the_table_is_refused(room, tmp_path):
    before = state(room)
    odd = tmp_path / "data_explorer.csv"
    for text in (
        "a,b\n1,2\n",
        "",
        "country,iso,year,month,total,financial,humanitarian,military,commitments\nAtlantis,ATL,2022,1,1,1,0,0,1\n",
    ):
        odd.write_text(text)
        with pytest.raises((ReadFault, RefreshFault)):
            refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=odd, release="31"), print)
    with pytest.raises(RefreshFault, match="is no file"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=tmp_path / "nowhere.csv", release="31"), print)
    with pytest.raises(RefreshFault, match="--release"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=odd), print)
    assert state(room) == before


def test_two_refreshes_do_not_meet(room, explorer):
    with filelock.FileLock(room.parent / ".data-lock"), pytest.raises(RefreshFault, match="another refresh, build or curate"):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=explorer, release="29"), print)


def test_a_move_cut_short_is_finished_by_whoever_comes_next(room, raw, monkeypatch):
    preview = raw / "kiel/release_30_preview/data_explorer.csv"
    with stopped_midway(), pytest.raises(KeyboardInterrupt):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=preview, release="31", accept=WHY), print)
    assert (room / transaction.JOURNAL).exists()
    assert "31" in load.releases()["release"].to_list()
    assert broken() == COPY
    assert not (room / transaction.JOURNAL).exists()


@pytest.mark.parametrize(
    "written",
    [
        "{",
        "",
        "{}",
        "[]",
        "null",
        '["../x.csv"]',
        '["/x.csv"]',
        "[1]",
        '[{"remove": "../x"}]',
        '[{"remove": 1}]',
        '["a", {}]',
        "\udcff",
    ],
)
def test_a_damaged_journal_moves_and_removes_nothing_and_says_what_does(tmp_path, written):
    left = tmp_path / transaction.STAGING / "aid.csv"
    left.parent.mkdir()
    left.write_text("release\n30\n")
    (tmp_path / transaction.JOURNAL).write_text(written, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(DataFault, match="is damaged") as told:
        transaction.finish(tmp_path)
    assert left.exists()
    assert (tmp_path / transaction.JOURNAL).exists()
    command = re.search(r"(cp -R .+?);", str(told.value).replace("\n", " "))
    subprocess.run(command[1].replace("data/", f"{tmp_path}/"), shell=True, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["aid.csv"]
    assert not transaction.finish(tmp_path)


def test_a_move_that_cannot_be_finished_says_so(room, monkeypatch):
    (room / transaction.JOURNAL).write_text('["aid/x.csv"]')
    with pytest.raises(RefreshFault, match="cut short"):
        load.releases()


@pytest.mark.slow
def test_killed_at_any_moment_data_is_old_or_new(room, raw, root):
    """A sample of what `tools/kill_refresh.py` does fifty times."""
    from tools import kill_refresh

    assert kill_refresh.run(room.parent, raw, moments=1, seed=1) == 1


def test_a_lost_donor_or_month_is_a_reason_to_stop(aid28):
    countries, aid = load.countries(), load.aid(29)
    assert release_checks.doubts_about_release(aid28, aid, countries) == []
    assert any(
        "Malta" in one for one in release_checks.doubts_about_release(aid28, aid.filter(pl.col("donor") != "MLT"), countries)
    )
    assert any("last month" in one for one in release_checks.doubts_about_release(aid, aid28, countries))
    tenfold = aid.with_columns(pl.col("eur") * 10)
    assert any("outside" in one for one in release_checks.doubts_about_release(aid28, tenfold, countries))
    assert release_checks.doubts_about_release(aid.clear(), aid, countries) == []
    undated = aid.with_columns(month=pl.lit(None, pl.Date))
    said = release_checks.doubts_about_release(aid, undated, countries)
    assert said[0] == "it has no month, before its last was April 2026"


def test_every_refresh_error_is_ours():
    assert issubclass(RefreshFault, AnalysisError)


def test_a_release_has_bounds_of_its_own_and_a_small_donor_may_shrink(aid):
    countries = load.countries()
    smaller = aid.with_columns(eur=(pl.col("eur").cast(pl.Float64) * 0.975).cast(pl.Decimal(18, 2)))
    assert any("outside 98% to 125%" in doubt for doubt in release_checks.doubts_about_release(aid, smaller, countries))
    first = (pl.col("donor") == "MLT") & (pl.col("month") == pl.col("month").filter(pl.col("donor") == "MLT").min())
    corrected = pl.when(first).then(pl.col("eur") * 0.6).otherwise("eur").cast(pl.Decimal(18, 2))
    assert release_checks.doubts_about_release(aid, aid.with_columns(eur=corrected), countries) == []
    halved = pl.when(pl.col("donor") == "MLT").then(pl.col("eur") / 2).otherwise("eur").cast(pl.Decimal(18, 2))
    said = "Malta allocated: of 8 amounts 0 stay as they were, fewer than 20%"
    assert said in release_checks.doubts_about_release(aid, aid.with_columns(eur=halved), countries)
