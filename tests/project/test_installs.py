"""The project on other Pythons and in empty environments: what the lock holds for each, and what pip makes of the pins.

What asks a package index waits for `NETWORK=1`: the other tests ask no network.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from tests.project.test_wheel import DRAWS, UV, run

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MADE_FROM_SOURCE = {"pywinpty", "yattag"}
"""Locked packages without a wheel for Linux: one is for Windows alone, the other is Python without a wheel."""

online = pytest.mark.skipif("NETWORK" not in os.environ, reason="asks a package index: NETWORK=1")


def lock(root) -> dict:
    return tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))


def holds(package: dict, python: str) -> bool:
    """Say whether an entry of the lock is for a Python, on Linux."""
    place = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux"}
    return any(Marker(one).evaluate(place) for one in package.get("resolution-markers", ["python_version > '0'"]))


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_has_one_version_of_each_package_for_each_python_and_a_wheel_of_it(root, python):
    version = tuple(map(int, python.split(".")))
    platforms = [*(f"manylinux_2_{minor}_x86_64" for minor in range(40, 4, -1)), "manylinux2014_x86_64", "manylinux1_x86_64"]
    fits = set(cpython_tags(version, platforms=platforms)) | set(
        compatible_tags(version, f"cp{version[0]}{version[1]}", platforms)
    )
    found = defaultdict(list)
    for package in lock(root)["package"]:
        if "registry" in package["source"] and holds(package, python):
            wheels = [parse_wheel_filename(one["url"].rsplit("/", 1)[-1])[3] for one in package.get("wheels", ())]
            found[package["name"]].append(any(tags & fits for tags in wheels))
    assert {name for name, versions in found.items() if len(versions) != 1} == set()
    assert {name for name, (has,) in found.items() if not has} <= MADE_FROM_SOURCE
    assert {"polars", "altair", "vl-convert-python", "typst", "lxml", "pyarrow"} <= set(found)


def test_pythons_tested_are_those_that_the_project_is_for(root):
    needs = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert needs == f">={PYTHONS[0]}" == lock(root)["requires-python"]


@online
@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
def test_what_the_project_asks_for_resolves_for_each_python(root, tmp_path, python):
    if UV is None:
        pytest.skip("no uv on this machine: `make sync` brings it")
    groups = [part for name in ("lab", "refresh", "test") for part in ("--group", name)]
    made = run(
        *(UV, "pip", "compile", "--quiet", "--python-version", python, *groups, root / "pyproject.toml"),
        *("--output-file", tmp_path / "pins.txt"),
        cwd=root,
    )
    assert made.returncode == 0, made.stderr
    assert re.search(r"^polars==", (tmp_path / "pins.txt").read_text(encoding="utf-8"), re.MULTILINE)


@online
@pytest.mark.slow
def test_the_pins_of_environment_yml_install_by_pip_in_an_empty_environment(root, tmp_path):
    parts = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pins,) = [part["pip"] for part in parts if isinstance(part, dict)]
    # The last of them is the checkout itself, as conda installs it from the folder of the file.
    assert pins[-1] == "-e ."
    checkout = copied(root, tmp_path)
    (checkout / "pins.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
    python = empty(tmp_path)
    put = pip(python, "install", "--quiet", "-r", "pins.txt", cwd=checkout)
    assert put.returncode == 0, put.stderr
    checked = pip(python, "check", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    code = "from analysis import figures, load\nfigures.aid.europe_and_us(load.aid()).save('aid.png')"
    drawn = run(python, "-c", code, cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "aid.png").read_bytes().startswith(b"\x89PNG")


@online
@pytest.mark.slow
@pytest.mark.parametrize("version", PYTHONS)
def test_pip_install_of_the_checkout_draws_a_figure_in_two_formats_on_each_python_found(root, tmp_path, version):
    if (found := interpreter(version)) is None:
        pytest.skip(f"no Python {version} on this machine")
    checkout = copied(root, tmp_path)
    python = empty(tmp_path, found)
    put = pip(python, "install", "--quiet", checkout, cwd=tmp_path)
    assert put.returncode == 0, put.stderr
    shutil.rmtree(checkout)
    drawn = run(python, "-c", DRAWS, (tmp_path / "empty").resolve(), cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "aid.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "aid.xlsx").read_bytes().startswith(b"PK")


def interpreter(version: str) -> str | None:
    """Find a Python of a version: this one, one on the path, or one that pyenv has."""
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    # A shim of pyenv is on the path and may lead nowhere.
    known = [str(path) for path in kept.glob(f"{version}.*/bin/python")]
    return next(iter(known), shutil.which(f"python{version}"))


def copied(root: Path, folder: Path) -> Path:
    """Copy the checkout without what is made in it: a build leaves its traces where it runs."""
    kept = shutil.ignore_patterns(".git", ".venv", "build", "*_cache", "__pycache__", ".hypothesis", ".uv")
    return Path(shutil.copytree(root, folder / "checkout", ignore=kept))


def empty(folder, python: str = sys.executable) -> str:
    """Make an environment with nothing in it but pip; give its Python."""
    subprocess.run([python, "-m", "venv", folder / "empty"], check=True)
    return str(folder / "empty" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def pip(python: str, *words: object, cwd) -> subprocess.CompletedProcess:
    command = [python, "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)
