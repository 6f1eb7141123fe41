"""The package installed from its wheel, without a checkout: the tables are in it, and a figure is drawn and saved."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.charts import catalogue
from analysis.storage import reader

UV = shutil.which("uv") or next((str(path) for path in Path(sys.prefix).parent.glob(".uv/bin/uv")), None)
DRAWS = """
import analysis, sys
from pathlib import Path
from analysis import figures, load
from analysis.storage import reader
assert Path(analysis.__file__).is_relative_to(sys.argv[1]), analysis.__file__
assert Path(reader.DATA).is_relative_to(sys.argv[1]), reader.DATA
figure = figures.aid.europe_and_us(load.aid())
figure.save("aid.png"), figure.save("aid.xlsx")
print(figure.headline)
"""
OFFLINE = ("not found in the cache", "network connectivity is disabled", "No solution found", "network was disabled")


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean | environment, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    if UV is None:
        pytest.skip("no uv on this machine: `make sync` brings it")
    folder = tmp_path_factory.mktemp("wheel")
    made = run(UV, "build", "--wheel", "--offline", "--python", sys.executable, "--out-dir", folder, root, cwd=folder)
    if made.returncode and any(one in made.stderr for one in OFFLINE):
        pytest.skip("hatchling is not in uv's cache, and tests ask no network")
    assert made.returncode == 0, made.stderr
    return next(folder.glob("*.whl"))


def test_a_wheel_carries_every_file_of_data_and_no_other_folder(wheel):
    with zipfile.ZipFile(wheel) as package:
        carried = {name.removeprefix("analysis/data/"): package.read(name) for name in package.namelist() if "/data/" in name}
        tops = {name.partition("/")[0] for name in package.namelist() if ".dist-info" not in name}
    kept = {path.relative_to(reader.DATA).as_posix(): path.read_bytes() for path in reader.DATA.rglob("*") if path.is_file()}
    assert carried == kept
    assert tops == {"analysis"}


def test_a_wheel_carries_every_sentence(wheel):
    with zipfile.ZipFile(wheel) as package:
        carried = {name.partition("/sentences/")[2] for name in package.namelist() if "/sentences/" in name}
    assert carried == {path.relative_to(catalogue.FOLDER).as_posix() for path in catalogue.FOLDER.rglob("*.toml")}


@pytest.mark.slow
def test_installed_in_an_empty_environment_it_loads_draws_and_saves_without_the_checkout(wheel, root, tmp_path):
    home = tmp_path / "empty"
    assert run(UV, "venv", "--offline", "--python", sys.executable, home, cwd=tmp_path).returncode == 0
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # What the wheel asks for, at the versions of the lock, and nothing of the groups that work on the project.
    flags = ("--frozen", "--offline", "--no-default-groups", "--no-emit-project", "--no-hashes", "--quiet")
    locked = run(UV, "export", *flags, "--output-file", tmp_path / "locked.txt", "--project", root, cwd=tmp_path)
    assert locked.returncode == 0, locked.stderr
    parts = ("--no-deps", "-r", "locked.txt", wheel)
    put = run(UV, "pip", "install", "--offline", "--python", python, *parts, cwd=tmp_path)
    if put.returncode and any(one in put.stderr for one in OFFLINE):
        pytest.skip("what the package needs is not in uv's cache, and tests ask no network")
    assert put.returncode == 0, put.stderr
    drawn = run(python, "-c", DRAWS, home.resolve(), cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert drawn.stdout.startswith("Europe has allocated")
    assert (tmp_path / "aid.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "aid.xlsx").read_bytes().startswith(b"PK")
    listed = run(python, "-m", "analysis", "figures", "--list", cwd=tmp_path)
    assert (listed.returncode, listed.stderr.splitlines()[0]) == (
        1,
        "error: the curated notebooks are not here: an installed package carries the tables alone",
    )
