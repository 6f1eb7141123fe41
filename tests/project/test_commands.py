"""The Makefile: its commands hold wherever uv lies, and are not run to find out."""

import os
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def planned(root, target: str, path: str, *variables: str) -> list[str]:
    """Say what make would run for a target, with the programs of a search path."""
    done = subprocess.run(
        [shutil.which("make") or "make", "--no-print-directory", "-n", target, *variables],
        cwd=root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("target", ["sync", "briefing", "test", "environment", "mutate"])
def test_a_uv_in_a_folder_with_a_space_is_run_as_one_word(root, tmp_path, target):
    folder = tmp_path / "Ukraine and more"
    folder.mkdir()
    (folder / "uv").write_text("#!/bin/sh\n")
    (folder / "uv").chmod(0o755)
    lines = planned(root, target, f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert any(line.startswith(f'"{folder}/uv" ') for line in lines)
    assert not any("fetching it" in line for line in lines)


def test_where_no_uv_is_found_the_projects_own_is_made_first(root, tmp_path):
    copy, tools = tmp_path / "copy", tmp_path / "tools"
    for folder in (copy, tools):
        folder.mkdir()
    shutil.copy(root / "Makefile", copy)
    (tools / "sh").symlink_to("/bin/sh")
    lines = planned(copy, "sync", str(tools))
    assert "fetching it into .uv" in lines[0]
    assert lines[-1].startswith('".uv/bin/uv" sync')


@pytest.mark.parametrize("room", ["", "figures", "figures charts"])
def test_the_room_that_is_named_is_the_one_whose_tests_run(root, room):
    last = planned(root, "test", os.environ["PATH"], f"ROOM={room}")[-1]
    assert last.split() == [".venv/bin/python", "tools/run_tests.py", *room.split()]
