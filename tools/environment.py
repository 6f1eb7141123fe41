"""Write environment.yml from pyproject.toml and uv.lock, or say whether it agrees with them."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "environment.yml"
GROUPS = ("lab", "refresh", "test")

HEAD = """# Made by `make environment` from pyproject.toml and uv.lock: do not edit.
# Exact versions of everything the project asks for by name; checked for agreement with the lock, not solved by conda here.
name: europe-and-us-for-ukraine
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python>={python}
  - pip
  - pip:
"""


def render() -> str:
    """Render environment.yml: the core's and groups' direct dependencies at the versions of the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {
        one["name"]: one["version"]
        for one in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
        if "version" in one
    }
    wanted = [*project["project"]["dependencies"], *(one for group in GROUPS for one in project["dependency-groups"][group])]
    names = sorted({re.split(r"[<>=!~\[; ]", one)[0].lower() for one in wanted})
    python = project["project"]["requires-python"].removeprefix(">=")
    return HEAD.format(python=python) + "".join(f"      - {name}=={locked[name]}\n" for name in names) + "      - -e .\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        TARGET.write_text(render(), encoding="utf-8", newline="\n")
        print("environment.yml written")
    elif TARGET.read_text(encoding="utf-8") != render():
        sys.exit("environment.yml is out of step with uv.lock: make environment")
