"""On a machine that is not ours: a disk that fills, data/ that takes no files, an odd path. `make elsewhere` does all of it."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import load
from analysis.errors import AnalysisError, RefreshFault
from analysis.storage import reader, writer
from analysis.storage.atomic import write_atomically
from analysis.storage.transaction import STAGING
from tools import full_disk


@pytest.fixture
def data(tmp_path: Path) -> Path:
    target = tmp_path / "Über uns/data"
    shutil.copytree(reader.DATA, target)
    return target


def refuse_writing(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("limit", [0, 2_000, 60_000])
def test_a_disk_that_fills_while_tables_are_written_leaves_the_old_ones(data: Path, limit: int) -> None:
    """A bound on the size of files stands for the disk: the same error comes from the same place, and needs no mount."""
    before = full_disk.state(data)
    tables = {"releases": load.releases(), "aid": load.read_table("aid")}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(RefreshFault, match=r"data/ cannot be written: .*\n  -> data/ is as it was: free space"):
            writer.write(tables, data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert full_disk.state(data) == before
    assert not (data / STAGING).exists()


def test_a_disk_that_fills_during_an_export_leaves_the_old_file(tmp_path: Path) -> None:
    target = write_atomically(tmp_path / "a.svg", b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(AnalysisError, match="free space or choose another folder"):
            write_atomically(target, b"new" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]
    assert target.read_bytes() == b"old"


def test_data_that_takes_no_files_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "mkdir", refuse_writing)
    with pytest.raises(RefreshFault, match=r"(?s)Permission denied.*make it writable"):
        writer.write({"releases": load.releases()}, data)


@pytest.mark.slow
def test_the_command_line_runs_from_an_odd_path_without_home_in_another_zone(data: Path, root: Path) -> None:
    project = data.parent
    (project / "analysis").symlink_to(root / "analysis")
    shutil.copytree(root / "notebooks", project / "notebooks")
    bare = {name: text for name, text in os.environ.items() if name not in ("HOME", "LC_ALL")}
    # Not LC_ALL=C, which `make` takes away: under it Python 3.11 cannot start from a folder with an umlaut in its name.
    odd = bare | {"PYTHONPATH": str(project), "LANG": "C", "PYTHONUTF8": "1", "TZ": "Pacific/Kiritimati"}
    command = [
        sys.executable,
        "-m",
        "analysis",
        "figures",
        "export",
        "europe-and-us-cumulative",
        "--to",
        "svg,txt",
        "--out",
        "Größe 1",
    ]
    done = subprocess.run(command, cwd=project, env=odd, capture_output=True, text=True, encoding="utf-8", umask=0o077)
    assert done.returncode == 0, done.stderr
    assert sorted(path.suffix for path in (project / "Größe 1").iterdir()) == [".svg", ".txt"]


def test_a_command_without_room_for_temporary_files_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from analysis import cli

    def full() -> None:
        raise OSError(28, "No space left on device", "/somewhere/x")

    monkeypatch.setattr(cli, "app", full)
    with pytest.raises(SystemExit):
        cli.main()
    shown = capsys.readouterr().err
    assert shown.startswith("error: /somewhere/x cannot be written: No space left on device\n  -> free space")
