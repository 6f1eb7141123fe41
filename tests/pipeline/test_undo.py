"""Undoing a refresh: data/ is exactly what stood before, or stays as it is and one line says why."""

import sys
from datetime import date
from random import Random

import polars as pl
import pytest
from typer.testing import CliRunner

from analysis import cli, load
from analysis.errors import STOPPED, RefreshFault
from analysis.pipeline import refresh_aid, refresh_sanctions
from analysis.pipeline.build import curate
from analysis.pipeline.check import check_data
from analysis.pipeline.undo import undo
from analysis.storage import kept, transaction
from tests.pipeline.test_refresh_aid import WHY, state
from tests.support import lists_today, planted_releases
from tests.support.stopped import stopped_midway

SHIP = "9074729"


def visible(room) -> dict[str, str]:
    """Give what data/ is, without what a refresh keeps."""
    return {name: checksum for name, checksum in state(room).items() if not name.startswith(".")}


@pytest.fixture
def release(tmp_path):
    """Take in a release after those of data/, made of release 29."""

    def take(name: str = "31", factor: float = 1.0) -> None:
        rows = planted_releases.sheet().with_columns(military=pl.col("military") * factor)
        planted_releases.summed(rows).write_csv(tmp_path / "data_explorer.csv")
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=tmp_path / "data_explorer.csv", release=name, accept=WHY), print)

    return take


@pytest.fixture
def ships(tmp_path):
    """Take in Canada's list with a ship more."""

    def take(day: date, *numbers: str) -> None:
        added = [("vessel", day, number) for number in numbers]
        path = lists_today.sema(tmp_path / "sema.xml", added)
        refresh_sanctions.refresh(refresh_sanctions.SanctionsRefreshOptions(("ca",), path, day, today=date(2027, 1, 1)), print)

    return take


def test_an_undone_refresh_leaves_data_as_it_was_to_the_last_byte(room, release, ships):
    before = state(room)
    release()
    assert "31" in load.releases()["release"].to_list()
    said: list[str] = []
    gone = undo("aid", said.append)
    assert state(room) == before
    assert "aid/aid_31.csv" in [path.as_posix() for path in gone]
    assert said[-1].startswith("data/ is as it was before the refresh of aid of ")
    ships(date(2026, 9, 1), SHIP)
    undo("sanctions", print)
    assert state(room) == before
    assert [one.fault for one in check_data() if one.fault] == []


def test_a_default_that_comes_back_is_said(room, tmp_path):
    draw = Random("undo")
    planted_releases.grown(planted_releases.sheet(), draw).write_csv(tmp_path / "data_explorer.csv")
    options = refresh_aid.AidRefreshOptions(file=tmp_path / "data_explorer.csv", release="31", today=date(2027, 6, 30))
    refresh_aid.refresh(options, print)
    assert load.default_release() == "31"
    said: list[str] = []
    undo("aid", said.append)
    assert "the default release is 29 again; it was 31" in said


@pytest.mark.parametrize("refresh", kept.KINDS)
def test_without_a_refresh_there_is_nothing_to_undo(room, refresh):
    before = state(room)
    with pytest.raises(RefreshFault, match=f"nothing is kept of a refresh of {refresh}"):
        undo(refresh, print)
    assert state(room) == before


def test_an_undo_is_not_done_twice(room, release):
    release()
    undo("aid", print)
    before = state(room)
    with pytest.raises(RefreshFault, match="or the last one was undone"):
        undo("aid", print)
    assert state(room) == before


def test_only_the_last_refresh_of_a_kind_is_undone(room, release):
    release("31")
    after_first = visible(room)
    release("32", 0.9)
    undo("aid", print)
    assert visible(room) == after_first
    with pytest.raises(RefreshFault, match="nothing is kept"):
        undo("aid", print)


def test_two_kinds_are_undone_in_the_order_in_which_the_message_says(room, release, ships):
    before = state(room)
    release()
    ships(date(2026, 9, 1), SHIP)
    with pytest.raises(RefreshFault, match="sanctions was refreshed after aid") as stop:
        undo("aid", print)
    for command in stop.value.fix.split("; then "):
        result = CliRunner().invoke(cli.app, command.split()[3:])
        assert result.exit_code == 0, result.output
    assert state(room) == before


def test_lists_refreshed_in_one_go_are_undone_in_one_go(room, tmp_path, monkeypatch):
    before = state(room)
    canada = lists_today.sema(tmp_path / "sema.xml", [("vessel", date(2026, 9, 1), SHIP)])
    energy = lists_today.crea(tmp_path / "crea.csv", last=57)
    files = {"ca": canada, "energy": energy}
    monkeypatch.setattr(refresh_sanctions, "_fetch", lambda name, *_: files[name])
    options = refresh_sanctions.SanctionsRefreshOptions(("ca", "energy"), today=date(2027, 1, 1))
    refresh_sanctions.refresh(options, print)
    assert load.vessels().filter(imo=SHIP, authority="CA").height
    assert "tracker estimate" in load.energy_buyers()["basis"]
    undo("sanctions", print)
    assert state(room) == before


def test_what_was_changed_since_is_not_lost(room, release):
    release()
    file = room / "curated/actions.csv"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = state(room)
    with pytest.raises(
        RefreshFault, match=r"data/ was changed since the refresh of aid of .*: data/curated/actions\.csv"
    ) as stop:
        undo("aid", print)
    assert "--undo" in stop.value.fix
    assert state(room) == before


def test_an_edit_that_curate_took_over_and_took_back_is_no_change(room, release):
    before = state(room)
    release()
    file = room / "curated/sources.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Consolidated List,", "A Consolidated List,", 1), encoding="utf-8")
    curate(room, room / "curated")
    with pytest.raises(RefreshFault, match="was changed since"):
        undo("aid", print)
    file.write_text(text, encoding="utf-8")
    curate(room, room / "curated")
    undo("aid", print)
    assert state(room) == before


def test_a_dry_run_and_a_refused_release_keep_what_is_kept(room, release, tmp_path):
    before = state(room)
    release()
    undo_dry = undo("aid", print, dry_run=True)
    assert undo_dry == []
    planted_releases.sheet().filter(iso="EST").write_csv(tmp_path / "data_explorer.csv")
    with pytest.raises(RefreshFault):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(file=tmp_path / "data_explorer.csv", release="32"), print)
    undo("aid", print)
    assert state(room) == before


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_what_was_kept_and_is_damaged_is_not_brought_back(room, release, damage):
    release()
    content = room / kept.FOLDER / kept.read_kept("aid", room).before["aid/releases.csv"]
    content.unlink() if damage == "gone" else content.write_bytes(content.read_bytes() + b"\n")
    before = state(room)
    with pytest.raises(RefreshFault, match=r"what was kept of data/aid/releases\.csv .* is missing or damaged"):
        undo("aid", print)
    assert state(room) == before


@pytest.mark.sampled(4)
@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"refresh": "aid", "at": "", "before": {"../x": ""}, "after": {}}', '{"refresh": "aid", "at": "", "before": [], "after": {}}'])  # fmt: skip
def test_a_damaged_list_of_what_was_kept_is_told(room, release, text):
    release()
    (room / kept.FOLDER / "aid.json").write_text(text, encoding="utf-8")
    before = state(room)
    with pytest.raises(RefreshFault, match=r"data/\.before/aid\.json is damaged"):
        undo("aid", print)
    assert state(room) == before


def test_an_undo_cut_short_is_finished_by_whoever_comes_next(room, release, monkeypatch):
    before = state(room)
    release()
    with stopped_midway(), pytest.raises(KeyboardInterrupt):
        undo("aid", print)
    assert (room / transaction.JOURNAL).exists()
    assert "31" not in load.releases()["release"].to_list()
    kept.prune(room)
    assert state(room) == before


def test_a_refresh_that_the_disk_refuses_leaves_the_last_one_to_be_undone(room, release, monkeypatch):
    before = state(room)
    release()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_write_journal", full)
        with pytest.raises(RefreshFault, match="No space left"):
            release("32", 0.9)
    undo("aid", print)
    assert state(room) == before


def test_undo_stands_alone(room):
    for asked in (["aid", "--undo", "--release", "31"], ["sanctions", "--undo", "--source", "ca"]):
        fault = CliRunner().invoke(cli.app, ["refresh", *asked]).exception
        assert isinstance(fault, RefreshFault)
        assert "--undo takes back a whole refresh" in str(fault)


@pytest.mark.parametrize("refresh", kept.KINDS)
def test_the_help_names_the_undo(refresh):
    assert "--undo" in CliRunner().invoke(cli.app, ["refresh", refresh, "--help"], env={"COLUMNS": "200"}).output


@pytest.mark.parametrize(
    ("command", "works"),
    [("aid", "refresh_aid.refresh"), ("sanctions", "refresh_sanctions.refresh"), ("aid --undo", "undo.undo")],
)
def test_a_command_stopped_from_the_keyboard_says_what_became_of_the_data(command, works, monkeypatch, capsys):
    def stopped(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"analysis.pipeline.{works}", stopped)
    monkeypatch.setattr(sys, "argv", ["analysis", "refresh", *command.split()])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == STOPPED
    assert "stopped: data/ is as it was, or has this whole" in capsys.readouterr().err
