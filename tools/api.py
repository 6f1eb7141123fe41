"""Write docs/api.md, every public name on one page with the notebooks that use it: `make api`."""

import ast
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from inspect import Parameter, getdoc, signature
from pathlib import Path
from typing import Any

from analysis.search import public_names

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/api.md"
HEAD = """# Every public name

Written by `make api` from signatures, first lines of docstrings and the code cells of the notebooks; do not edit. `help(name)` says
more of each, and `analysis.find("loans")` searches names, descriptions, tables and columns.

    from analysis import Figure, Group, Source, cite, explore, figures, find, groups, load, marks, measures, setup, table
"""
KINDS = {
    "Loaders": "Tables of `data/` as typed polars frames. [Their columns](../data/README.md).",
    "Measures": "Numbers from these frames.",
    "Figures": "Charts with headline, notes, sources and alternative text.",
    "Tables": "Tables for readers.",
    "Sentences": "Findings in words, with their numbers.",
    "Panels": "Short texts under one heading, for the first pages of a briefing.",
    "Explorers": "Panels in JupyterLab.",
    "Others": "What belongs to a group or a figure of your own, to a notebook, and to finding things.",
}


def render() -> str:
    """Render the page: one table for each kind of name, in the order of the package."""
    shown = names_in_notebooks()
    rows: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for name, value in public_names():
        notebooks = ", ".join(f"[{short(path)}](../notebooks/{path.name})" for path in shown[name])
        rows[kind_of(name, value)].append(f"| `{call(name, value)}` | {first_line(value)} | {notebooks} |")
    parts = [HEAD]
    for kind, about in KINDS.items():
        parts += [f"## {kind}\n", f"{about}\n", "| call | what it gives | notebooks |", "|---|---|---|", *rows[kind], ""]
    return "\n".join(parts)


def short(path: Path) -> str:
    """Name a notebook by its number, or by what it shows how to do.

    >>> short(Path("10-aid.ipynb")), short(Path("how-to-your-own-numbers.ipynb"))
    ('10', 'your-own-numbers')
    """
    return path.name[:2] if path.name[:2].isdigit() else path.stem.removeprefix("how-to-")


def names_in_notebooks() -> dict[str, list[Path]]:
    """Give the notebooks whose code cells use a name, by dotted name such as load.aid."""
    shown: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        for name in set(_dotted_names(ast.parse(code))):
            shown[name].append(path)
    return shown


def _dotted_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node)


def kind_of(name: str, value: Callable[..., Any]) -> str:
    """Name the kind of a public name, which for a figure is what it returns."""
    room = name.partition(".")[0]
    if room == "figures":
        return f"{value.__annotations__['return'].__name__}s"
    return {"load": "Loaders", "measures": "Measures", "explore": "Explorers"}.get(room, "Others")


def call(name: str, value: Callable[..., Any]) -> str:
    """Write a call with the names of its arguments and their defaults.

    >>> from analysis import load
    >>> call("load.aid", load.aid)
    'load.aid(release=None)'
    """
    arguments: list[str] = []
    for argument in signature(value).parameters.values():
        if argument.kind is Parameter.KEYWORD_ONLY and "*" not in arguments:
            arguments.append("*")
        default = "" if argument.default is Parameter.empty else f"={argument.default!r}".replace("datetime.", "")
        stars = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}.get(argument.kind, "")
        arguments += [f"{stars}{argument.name}{default}"] if argument.name != "self" else []
    return f"{name}({', '.join(arguments)})"


def first_line(value: Callable[..., Any]) -> str:
    """Give the first line of a docstring, fit for a cell of a table."""
    return (getdoc(value) or "").partition("\n")[0].replace("|", r"\|")


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8", newline="\n")
    print("docs/api.md written")
