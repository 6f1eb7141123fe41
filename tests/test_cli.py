"""The command line: help on each command, and errors a person can act on."""

import pytest
from typer.testing import CliRunner

from analysis import cli, files, load

RUNNER = CliRunner()


def commands() -> list[str]:
    return [command.name or command.callback.__name__ for command in cli.app.registered_commands]


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(command):
    result = RUNNER.invoke(cli.app, [command, "--help"])
    assert result.exit_code == 0
    assert command in result.output


def test_releases_names_the_default():
    assert f"{load.default_release()} (default)" in RUNNER.invoke(cli.app, ["releases"]).output


def test_check_passes_on_the_published_data():
    result = RUNNER.invoke(cli.app, ["check"])
    assert result.exit_code == 0, result.output
    assert ", 0 faults" in result.output


def test_an_error_is_two_lines_and_no_traceback(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["analysis", "releases"])
    monkeypatch.setattr(files, "DATA", files.DATA / "nowhere")
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    shown = capsys.readouterr().err
    assert "datapackage.json: is missing" in shown
    assert "git checkout" in shown
    assert "Traceback" not in shown
