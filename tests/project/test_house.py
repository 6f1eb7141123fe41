"""The project as a whole: its environment file agrees with its lock, its files speak of nothing else."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from tools import environment


def tracked(root) -> list:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [root / name for name in done.stdout.split("\0") if name]


def test_environment_yml_is_made_from_the_lock(root):
    assert (root / "environment.yml").read_text(encoding="utf-8") == environment.render(), "make environment"


def test_environment_yml_parses_and_pins_what_the_lock_pins(root):
    parsed = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    pins = dict(one.split("==") for one in parsed["dependencies"][-1]["pip"] if "==" in one)
    locked = {
        one["name"]: one.get("version") for one in tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]
    }
    assert pins
    assert {name: locked[name] for name in pins} == pins


def test_a_lock_that_moved_on_is_noticed(root, monkeypatch):
    stale = (root / "environment.yml").read_text(encoding="utf-8").replace("polars==", "polars==0.")
    assert stale != environment.render()


def test_no_file_names_a_machine(root):
    machine = re.compile(r"(?<![\w.])/(work|root|home|farm)/[A-Za-z.]|\.\./sha" + "red")
    for path in tracked(root):
        if path.name in {"run", "test_project.py"} or path.suffix in {".otf", ".png", ".lock"}:
            continue
        found = machine.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{path}: {found.group(0)}"


def test_modules_stay_one_noun_long(root):
    for path in (root / "analysis").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
        told = [one.body[0] for one in ast.walk(ast.parse(text)) if isinstance(one, holders) and ast.get_docstring(one)]
        assert len(text.splitlines()) - sum(1 + (one.end_lineno or 0) - one.lineno for one in told) <= 260, path
        assert len(text.splitlines()) <= 320, path


def test_the_loader_and_the_figures_do_not_import_the_readers_tools():
    code = "import sys, analysis; print([m for m in ('dataframely','fastexcel','httpx','pptx','docx','typst','nbclient','lxml','pandas','great_tables','vl_convert','analysis.explore','ipywidgets','IPython') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_altairs_own_widget_still_draws():
    code = (
        "import analysis, altair as alt, polars as pl\n"
        "chart = alt.Chart(pl.DataFrame({'eur_bn': [1.5]})).mark_bar().encode(x='eur_bn')\n"
        "print(type(alt.JupyterChart(chart)).__module__, isinstance(alt.JupyterChart, type))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["altair.jupyter.jupyter_chart", "True"]
