"""The tools: what they know of the project by name is there, and the runner of the tests passes over nothing."""

import importlib
from fnmatch import filter as matching
from types import SimpleNamespace

import pytest

from tools import run_tests, survivors


def test_each_reason_for_a_mutant_to_live_is_about_modules_that_are_there(root):
    code = root / "analysis"
    modules = [path.relative_to(code).with_suffix("").as_posix() for path in code.rglob("*.py")]
    assert [kind.module for kind in survivors.kinds() if not matching(modules, kind.module)] == []


def test_a_run_of_everything_leaves_no_folder_of_tests_or_code_out():
    everything = run_tests.commands([], [])
    assert {"tests", "analysis"} <= set(everything["tests"])
    assert run_tests.NOTEBOOKS in everything[run_tests.NOTEBOOKS]


@pytest.mark.parametrize(
    ("room", "paths"),
    [
        ("figures", ["tests/figures", "analysis/figures"]),
        ("laws", ["tests/laws"]),
        ("charts", ["analysis/charts"]),
        ("countries", ["analysis/countries.py"]),
        ("sources/kiel", ["analysis/sources/kiel"]),
    ],
)
def test_a_room_is_its_tests_and_its_code(room, paths):
    made = run_tests.commands([room], ["-x"])
    assert made.keys() == {"tests"}
    assert made["tests"][-len(paths) - 1 :] == ["-x", *paths]


def test_one_room_leaves_out_what_is_slow_and_all_rooms_leave_out_nothing():
    assert run_tests.QUICK in run_tests.commands(["figures"], [])["tests"]
    assert run_tests.QUICK not in run_tests.commands(["figures"], ["-m", "slow"])["tests"]
    for command in run_tests.commands([], []).values():
        assert "-m" not in command[3:]


def test_one_room_runs_a_third_of_each_sample_and_all_rooms_the_whole_of_it():
    assert run_tests.settings_of(["figures"])["SAMPLE_SHARE"] == "6"
    assert run_tests.settings_of([])["SAMPLE_SHARE"] == "2"


@pytest.mark.parametrize(("free", "asked", "told"), [(3, None, True), (1, None, False), (3, "/elsewhere", False)])
def test_folders_of_tests_are_in_memory_where_there_is_room_and_nobody_asks_otherwise(monkeypatch, tmp_path, free, asked, told):
    monkeypatch.setattr(run_tests, "MEMORY", tmp_path)
    monkeypatch.setattr(run_tests.shutil, "disk_usage", lambda _: SimpleNamespace(free=free * 1024**3))
    monkeypatch.delenv(run_tests.PLACE, raising=False)
    if asked:
        monkeypatch.setenv(run_tests.PLACE, asked)
    assert run_tests.in_memory() == ({run_tests.PLACE: str(tmp_path)} if told else {})
    monkeypatch.setattr(run_tests, "MEMORY", tmp_path / "not here")
    assert run_tests.in_memory() == {}


def test_a_room_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(SystemExit, match=r"no room is named 'figure'\n  -> choose one of: .*\bfigures, .*\bnotebooks\b"):
        run_tests.commands(["figure"], [])


@pytest.mark.parametrize(
    ("ends", "code"), [({}, 0), ({"tests": (1, "E no\n= 1 failed, 2 passed =")}, 1), ({"notebooks": (2, "1 error")}, 1)]
)
def test_a_failure_of_any_run_fails_all_and_its_text_is_shown(monkeypatch, tmp_path, capsys, ends, code):
    monkeypatch.setattr("sys.argv", ["run_tests.py"])
    monkeypatch.setattr(run_tests, "NETWORK_LOG", tmp_path / "network.log")
    monkeypatch.setattr(run_tests, "execute", lambda command, log, _: ends.get(log.stem, (0, "dots\n= 2 passed, 1 skipped =")))
    assert run_tests.main() == code
    shown = capsys.readouterr().out
    assert all(text in shown for _, text in ends.values())
    assert ("dots" in shown) is False
    last = {"": "4 passed, 0 failed, 0 error, 2 skipped", "tests": "4 passed, 1 failed, 0 error, 1 skipped"}
    assert shown.splitlines()[-1] == last.get("".join(ends), "2 passed, 0 failed, 1 error, 1 skipped")


def test_whoever_asked_the_network_fails_the_run(monkeypatch, tmp_path, capsys):
    log = tmp_path / "network.log"
    monkeypatch.setattr("sys.argv", ["run_tests.py", "laws"])
    monkeypatch.setattr(run_tests, "NETWORK_LOG", log)
    monkeypatch.setattr(run_tests, "execute", lambda *_: (0, f"{log.write_text('socket.connect 192.0.2.1')} passed"))
    assert run_tests.main() == 1
    assert "FAIL the network was asked for:\nsocket.connect 192.0.2.1" in capsys.readouterr().out


def test_a_kernel_that_could_not_start_has_the_run_made_once_more(monkeypatch, capsys):
    texts = [(1, f"RuntimeError: {run_tests.NO_KERNEL}\n1 error"), (0, "104 passed")]
    monkeypatch.setattr(run_tests, "execute", lambda *_: texts.pop(0))
    assert run_tests.run({}, ("notebooks", [])) == (0, "104 passed")
    assert capsys.readouterr().out.startswith("once more notebooks")


def test_what_measures_and_builds_the_project_can_be_imported(root):
    files = [path for folder in ("benchmarks", "tools") for path in sorted((root / folder).glob("[a-z]*.py"))]
    assert len(files) > 20
    for path in files:
        # What mutates the code runs in an environment of its own.
        if path.stem != "mutate":
            importlib.import_module(f"{path.parent.name}.{path.stem}")
