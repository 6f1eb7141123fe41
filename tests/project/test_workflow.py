"""The workflow on GitHub: what it runs is what the README says, on every Python that is promised, and it may only read."""

import os
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

ON = True
"""The key `on`, as YAML 1.1 reads it; GitHub reads the word."""

TOP = {"name", ON, "permissions", "concurrency", "jobs"}
JOB = {"name", "if", "strategy", "runs-on", "timeout-minutes", "env", "steps"}
STEP = {"name", "uses", "with", "run", "shell"}
EVENTS = {"push", "pull_request", "schedule", "workflow_dispatch"}


@pytest.fixture(scope="module")
def workflow(root) -> dict:
    return yaml.safe_load((root / ".github/workflows/tests.yml").read_text(encoding="utf-8"))


def steps(workflow: dict, job: str | None = None) -> list[dict]:
    jobs = [workflow["jobs"][job]] if job else workflow["jobs"].values()
    return [step for one in jobs for step in one["steps"]]


def test_every_key_is_one_that_github_knows_and_stands_where_it_must(workflow):
    assert set(workflow) == TOP
    assert set(workflow[ON]) == EVENTS
    for job in workflow["jobs"].values():
        assert {"runs-on", "timeout-minutes", "steps"} <= set(job) <= JOB
    for step in steps(workflow):
        assert set(step) <= STEP
        assert ("uses" in step) != ("run" in step)
        assert ("with" not in step) or ("uses" in step)
        assert ("shell" not in step) or ("run" in step)


def test_it_may_only_read_and_its_actions_are_github_s_own_by_major_version(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@v[1-9][0-9]*", action)] == []
    checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(workflow["jobs"])
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_the_tests_run_on_three_pythons_and_two_systems_from_the_oldest_that_is_promised(root, workflow):
    job = workflow["jobs"]["tests"]
    matrix = job["strategy"]["matrix"]
    assert job["runs-on"] == "${{ matrix.system }}"
    assert job["env"]["UV_PYTHON"] == "${{ matrix.python }}"
    assert matrix == {"system": ["ubuntu-latest", "macos-latest"], "python": ["3.11", "3.12", "3.13"]}
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={matrix['python'][0]}"


def test_what_runs_is_the_two_commands_of_the_readme_and_every_target_exists(root, workflow):
    readme = (root / "README.md").read_text(encoding="utf-8").partition("## Two commands")[2]
    two = re.findall(r"^    (make \w+) +#", readme, flags=re.M)[:2]
    assert [step["run"] for step in steps(workflow, "tests") if "run" in step] == two == ["make briefing", "make test"]
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = {target for step in steps(workflow) for target in re.findall(r"\bmake (\w+)", step.get("run", ""))}
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, flags=re.M)} == set()


def test_the_watch_runs_once_a_week_and_by_hand(workflow):
    ((cron,),) = [entry.values() for entry in workflow[ON]["schedule"]]
    minute, hour, day, month, weekday = cron.split()
    assert (day, month) == ("*", "*")
    assert all(part.isdecimal() for part in (minute, hour, weekday))
    assert "'schedule'" in workflow["jobs"]["watch"]["if"]
    assert workflow["jobs"]["tests"]["if"] == "github.event_name != 'schedule'"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_watch_fails_where_something_is_to_do_and_warns_where_it_could_not_look(workflow, tmp_path):
    script = steps(workflow, "watch")[-1]["run"]
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    summary = tmp_path / "summary.md"
    for gives, ends, warns in ((0, 0, False), (1, 1, False), (2, 0, True), (139, 139, False)):
        python.write_text(f'#!/bin/sh\necho "seen: $*"\nexit {gives}\n')
        python.chmod(0o755)
        summary.write_text("")
        done = subprocess.run(
            # So GitHub runs a step whose shell is bash.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"GITHUB_STEP_SUMMARY": str(summary)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == ends, done.stderr
        assert ("::warning" in done.stdout) == warns
        assert "seen: -m analysis watch" in done.stdout
        assert summary.read_text() == "```text\nseen: -m analysis watch\n```\n"
