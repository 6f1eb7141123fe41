"""The command line: help on each command, and errors a person can act on."""

import os
import subprocess
import sys
from itertools import takewhile

import pytest
import typer
from typer.testing import CliRunner

from analysis import cli, errors, load
from analysis.briefing import from_notebooks, notebooks
from analysis.cli import output
from analysis.storage import reader

RUNNER = CliRunner()


def commands() -> list[str]:
    return list(typer.main.get_command(cli.app).commands)


def test_the_commands_are_found():
    assert {"briefing", "build", "check", "curate", "figures", "notebooks", "refresh", "releases"} <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(command):
    result = RUNNER.invoke(cli.app, [command, "--help"])
    assert result.exit_code == 0
    assert command in result.output


def test_releases_names_the_default():
    assert f"{load.default_release()} (default)" in RUNNER.invoke(cli.app, ["releases"]).output


def test_no_date_and_no_line_is_cut_where_the_window_ends(monkeypatch):
    monkeypatch.setattr(output.console, "_width", 40)
    releases = RUNNER.invoke(cli.app, ["releases"]).output
    assert "\u2026" not in releases
    assert str(load.releases()["cutoff"].max()) in releases
    checked = RUNNER.invoke(cli.app, ["check"]).output.splitlines()
    findings = list(takewhile(lambda line: "Rows of the record" not in line, checked))
    assert all(line.startswith(("ok ", "fault ", "warning ", "    ")) for line in findings)
    assert len(findings) > 40
    assert max(map(len, checked)) > 40


def test_check_passes_on_the_published_data():
    result = RUNNER.invoke(cli.app, ["check"])
    assert result.exit_code == 0, result.output
    assert ", 0 faults" in result.output


def test_an_error_is_two_lines_and_no_traceback(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["analysis", "releases"])
    monkeypatch.setattr(reader, "DATA", reader.DATA / "nowhere")
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    shown = capsys.readouterr().err
    assert "datapackage.json: is missing" in shown
    assert errors.restore_command("data/datapackage.json") in shown
    assert "Traceback" not in shown


START = str(notebooks.curated()[0])


def run(monkeypatch, capsys, *words: str) -> tuple[int, str, str]:
    """Run a command as a shell would: its code, what it says, and its errors."""
    monkeypatch.setattr("sys.argv", ["analysis", *words])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    shown = capsys.readouterr()
    return int(stop.value.code or 0), shown.out, shown.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((START, "--to", "pdf", "--language", "klingon"), "'klingon'"),
        ((START, "--to", "pdf", "--language", ""), "--language en"),
        ((START, "--title", ""), "--title"),
        ((START, "--to", ""), "--to html,pdf"),
        *(((START, f"--{name}", ""), f"--{name} is empty") for name in ("as-of", "since", "only", "marking", "author", "date")),
        ((START, "--to", " , "), "--to html,pdf"),
        ((START, "--to", "html", "--paper", "a3"), "a4, letter"),
        ((START, "--to", "html", "--out", ""), "--out is empty"),
        ((START, "--to", "html", "--out", "taken"), "taken is a file"),
        ((START, "--to", "html", "--out", "taken/below"), "taken is a file"),
        (("folder",), "folder"),
        (("words.md",), "words.md"),
        (("half.ipynb",), "half.ipynb"),
        (("braces.ipynb",), "braces.ipynb"),
        (("brackets.ipynb",), "brackets.ipynb"),
    ],
)
def test_a_briefing_that_cannot_be_had_is_refused_in_our_words(monkeypatch, capsys, tmp_path, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for name, text in {
        "taken": "",
        "words.md": "# Words",
        "half.ipynb": '{"cells": [',
        "braces.ipynb": "{}",
        "brackets.ipynb": "[]",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    code, _, err = run(monkeypatch, capsys, "briefing", *words)
    assert code == 1
    assert err.startswith("error: ")
    assert "\n  -> " in err
    assert said in err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("share-of-gdp", "--to", ""), "--to svg,png"),
        (("share-of-gdp", "--to", "doc"), "did you mean 'docx'?"),
        (("share-of-gdp", "--out", ""), "--out is empty"),
        (("share-of-gdp", "--out", "taken"), "taken is a file"),
        (("share-of-gpd",), "did you mean 'share-of-gdp'?"),
    ],
)
def test_an_export_that_cannot_be_had_is_refused_in_our_words(monkeypatch, capsys, tmp_path, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").touch()
    code, _, err = run(monkeypatch, capsys, "figures", "export", *words)
    assert code == 1
    assert said in err
    assert list(tmp_path.iterdir()) == [tmp_path / "taken"]


@pytest.mark.slow
def test_formats_are_taken_in_any_case(monkeypatch, capsys, tmp_path):
    out = str(tmp_path / "figures")
    code, said, _ = run(monkeypatch, capsys, "figures", "export", "share-of-gdp", "--to", ".SVG, csv,CSV,vl.json", "--out", out)
    assert code == 0
    assert [line.rsplit("/", 1)[1] for line in said.split()] == ["share-of-gdp.svg", "share-of-gdp.csv", "share-of-gdp.vl.json"]
    code, said, _ = run(monkeypatch, capsys, "briefing", START, "--to", "HTML", "--out", str(tmp_path))
    assert code == 0
    assert "1 file in " in said


def test_a_half_written_notebook_among_the_curated_ones_is_named(monkeypatch, capsys, tmp_path):
    (tmp_path / "10-half.ipynb").write_text('{"cells": [', encoding="utf-8")
    monkeypatch.setattr(from_notebooks.notebooks, "curated", lambda: [tmp_path / "10-half.ipynb"])
    code, _, err = run(monkeypatch, capsys, "figures", "--list")
    assert code == 1
    assert "10-half.ipynb" in err


def test_a_package_that_is_not_installed_is_named_with_what_installs_it(monkeypatch, capsys):
    def asked() -> None:
        raise ModuleNotFoundError("No module named 'dataframely'", name="dataframely")

    monkeypatch.setattr(cli, "app", asked)
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr().err
    assert "has no package dataframely\n  -> `make sync`" in said
    assert "Traceback" not in said


def test_a_missing_module_of_our_own_is_a_mistake_and_shown_as_one(monkeypatch):
    def asked() -> None:
        raise ModuleNotFoundError("No module named 'analysis.gone'", name="analysis.gone")

    monkeypatch.setattr(cli, "app", asked)
    with pytest.raises(ModuleNotFoundError):
        cli.main()


def test_a_command_stopped_while_it_starts_ends_without_a_traceback(root, tmp_path):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    stopped = subprocess.run(
        [sys.executable, "-m", "analysis", "releases"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (stopped.returncode, stopped.stderr) == (errors.STOPPED, "")
