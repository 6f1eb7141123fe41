"""Say which room of the package may import which, list what breaks that, and draw the rooms in docs/architecture.md.

A room is a module or package at the top of analysis/. `make rooms` writes the drawing.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from tools.imports import EVERYTHING, PACKAGE, Use, find_circles, reachable, read_package

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/architecture.md"

MAY_IMPORT = {
    "__main__": "cli errors",
    "__init__": "search explore figures measures groups load charts errors",
    "cli": "briefing pipeline explore figures export load as_of errors",
    "search": "explore figures charts measures groups load errors",
    "briefing": "export charts groups load storage as_of xml_text errors",
    "explore": "figures measures export charts groups load storage as_of countries errors",
    "figures": "measures export charts groups load storage as_of countries xml_text errors",
    "export": "charts storage xml_text errors",
    "charts": "load as_of countries xml_text errors",
    "measures": "groups load as_of countries errors",
    "groups": "load countries errors",
    "pipeline": "sources load storage tables as_of countries errors",
    "sources": "tables countries xml_text errors",
    "load": "storage as_of countries errors",
    "storage": "tables errors",
    "tables": "countries errors",
    "as_of": "errors",
    "countries": "errors",
    "xml_text": "",
    "errors": "",
}
"""The rooms from the highest to the lowest, and which each may import: only rooms below it."""

MAY_IMPORT_INSIDE = {
    "figures.briefing": (
        "figures.timeline figures.claims figures.ships figures.sanctions figures.guarantees figures.aid figures.figure figures.table "
        "figures.panel figures.sentence figures.inputs"
    ),
    "figures.country": "figures.guarantees figures.aid figures.figure figures.table figures.panel figures.sentence figures.inputs",
    "figures.timeline": "figures.figure figures.table figures.sentence figures.inputs",
    "figures.claims": "figures.aid figures.figure figures.table figures.sentence figures.inputs",
    "figures.ships": "figures.sanctions figures.figure figures.table figures.sentence figures.inputs",
    "figures.sanctions": "figures.figure figures.table figures.sentence figures.inputs",
    "figures.guarantees": "figures.figure figures.table figures.sentence figures.inputs figures.whom",
    "figures.aid": "figures.figure figures.table figures.sentence figures.inputs figures.whom",
    "figures.inputs": "figures.figure figures.table figures.sentence",
    "figures.whom": "",
    "figures.figure": "figures.characters figures.defaults",
    "figures.own_table": "figures.table figures.characters figures.defaults",
    "figures.table": "",
    "figures.panel": "",
    "figures.sentence": "",
    "figures.characters": "",
    "figures.defaults": "",
    "sources.lists": "sources.energy sources.reading",
    "sources.kiel": "sources.reference sources.reading",
    "sources.energy": "sources.reference sources.reading",
    "sources.reference": "sources.curated sources.reading",
    "sources.curated": "sources.reading",
    "sources.reading": "",
}
"""The same for what stands inside a room, from the highest to the lowest; rooms not named here have no parts."""

ONLY = {
    ("measures", "load"): "as_polars countries economies exchange_rates price_indices releases require_within_collection",
    ("figures", "storage"): "expand_home",
    ("explore", "storage"): "write_atomically",
}
"""The names to which an arrow between two rooms is limited. Of `load` measures take reference tables and releases, no facts."""

START, END = "<!-- rooms: written by `make rooms` -->", "<!-- end of rooms -->"
EXCEPTION = re.compile(r"^- `([\w.]+)` imports `([\w.]+)`: \w", flags=re.M)


def find_violations(uses: Mapping[str, Collection[Use]], exceptions: Collection[tuple[str, str]] = ()) -> list[str]:
    """List what breaks the order: imports that are not allowed, circles, names not written out, exceptions no longer needed."""
    every_use = [use for those in uses.values() for use in those]
    refused = {use: reason for use in every_use if (reason := _why_refused(use))}
    excused = {(use.importer, use.target) for use in refused} & set(exceptions)
    problems = [
        f"{use.importer}, line {use.line}: {reason}"
        for use, reason in refused.items()
        if (use.importer, use.target) not in excused
    ]
    problems += [
        f"docs/architecture.md excuses an import that is not there: {importer} imports {target}"
        for importer, target in set(exceptions) - excused
    ]
    for kind, name_of in (("modules", str), ("rooms", room)):
        problems += [f"circle of {kind}: {', '.join(circle)}" for circle in find_circles(_arrows(every_use, name_of))]
    return sorted(set(problems))


def read_exceptions(document: str) -> set[tuple[str, str]]:
    """Read the imports that docs/architecture.md excuses, each with a reason, as pairs of module and imported module.

    >>> read_exceptions("- `analysis.load.aid` imports `analysis.charts.theme`: the reason.")
    {('analysis.load.aid', 'analysis.charts.theme')}
    """
    return set(EXCEPTION.findall(document))


def room(module: str) -> str:
    """Name the room of a module.

    >>> room("analysis.figures.aid.flows"), room("analysis")
    ('figures', '__init__')
    """
    return [*module.split("."), "__init__"][1]


def render(uses: Mapping[str, Collection[Use]], folder: Path = ROOT / PACKAGE) -> str:
    """Render the rooms as Markdown: what each holds and may import, and a picture of the arrows in the code."""
    rows = [f"| `{name}` | {_first_line(folder, name)} | {_allowed(name)} |" for name in MAY_IMPORT]
    arrows = _arrows([use for those in uses.values() for use in those], room)
    picture = [f"    {name} --> {other}" for name in MAY_IMPORT for other in MAY_IMPORT if other in _direct(name, arrows)]
    return "\n".join(
        [
            *("| room | what it holds | may import |", "|---|---|---|", *rows, ""),
            *("The arrows in the code; left out are those that a longer way makes too:", ""),
            *("```mermaid", "flowchart TD", *picture, "```"),
        ]
    )


def insert(document: str, block: str) -> str:
    """Put the rooms into the document between their two marks."""
    before, _, rest = document.partition(START)
    return f"{before}{START}\n\n{block}\n\n{END}{rest.partition(END)[2]}"


def _why_refused(use: Use) -> str:
    """Say why a module may not use another so; empty if it may."""
    if not use.target:
        return "imports a module whose name is not written out"
    importer, target = room(use.importer), room(use.target)
    if importer not in MAY_IMPORT:
        return f"the room {importer} has no place in MAY_IMPORT of tools/rooms.py"
    if importer == target:
        return _why_refused_inside(use)
    if target not in MAY_IMPORT[importer].split():
        return f"{importer} may not import {target} ({use.target})"
    names = ONLY.get((importer, target), "").split()
    if names and use.name not in {None, *names}:
        return f"{importer} may take of {target} {', '.join(names)}, not {use.name.replace(EVERYTHING, 'the whole module')}"
    return ""


def _why_refused_inside(use: Use) -> str:
    importer, target = (".".join(module.split(".")[1:3]) for module in (use.importer, use.target))
    if "." not in importer or room(use.importer) not in {name.partition(".")[0] for name in MAY_IMPORT_INSIDE}:
        return ""
    if importer not in MAY_IMPORT_INSIDE:
        return f"{importer} has no place in MAY_IMPORT_INSIDE of tools/rooms.py"
    if target in {importer, *MAY_IMPORT_INSIDE[importer].split()}:
        return ""
    return f"{importer} may not import {target} ({use.target})"


def _arrows(uses: Collection[Use], name_of: Callable[[str], str]) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        if use.target and name_of(use.importer) != name_of(use.target):
            arrows[name_of(use.importer)].add(name_of(use.target))
    return dict(arrows)


def _direct(name: str, arrows: Mapping[str, set[str]]) -> set[str]:
    """Give the rooms that a room imports and reaches over no other room."""
    nearest = arrows.get(name, set())
    return nearest - {further for near in nearest for further in reachable(near, arrows)}


def _allowed(name: str) -> str:
    limits = {other: ONLY[name, other].replace(" ", ", ") for other in MAY_IMPORT[name].split() if (name, other) in ONLY}
    return (
        ", ".join(f"{other} (only {limits[other]})" if other in limits else other for other in MAY_IMPORT[name].split()) or "-"
    )


def _first_line(folder: Path, name: str) -> str:
    path = folder / f"{name}.py" if (folder / f"{name}.py").exists() else folder / name / "__init__.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0].rstrip(".")


if __name__ == "__main__":
    TARGET.write_text(
        insert(TARGET.read_text(encoding="utf-8"), render(read_package(ROOT / PACKAGE))), encoding="utf-8", newline="\n"
    )
    print("docs/architecture.md: rooms written")
