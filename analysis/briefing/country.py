"""Briefs of countries: one notebook with one parameter, run in this process for each donor, and set as a briefing of two pages."""

import ast
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import normalize

from nbformat import NotebookNode
from nbformat.v4 import new_output

from analysis import load
from analysis.as_of import as_day
from analysis.briefing import notebooks
from analysis.briefing.build import RENDERERS, run_all
from analysis.briefing.from_notebooks import read_chapter
from analysis.briefing.options import BriefingOptions, refuse_file, validate
from analysis.errors import AnalysisError, ExportFault
from analysis.export.front import arrange
from analysis.export.logo import read_logo
from analysis.export.story import Story
from analysis.groups.group import as_group
from analysis.storage.atomic import write_atomically

TEMPLATE = notebooks.CURATED / "brief-germany.ipynb"
"""The notebook that briefs are made from: all but its parameters is the same for every donor."""

FORMATS = tuple(RENDERERS)
TITLE = "{name} for Ukraine"

COVERS = (
    "what a donor has allocated and promised by the last release, its place among donors, for its size and by kind, and a group beside it",
    "what it allocated in each year, the running one included, and in the last twelve months",
    "heavy weapons by type, and money promised for US weapons; aircraft are not counted",
    "when it signed a security agreement with Ukraine, and for how long where that is stated",
    "its newest position on record on each part of security guarantees, with condition, speaker and day as far as these are known; many are over a year old",
    "how many persons and entities were listed since February 2022 and since 20 January 2025, in the briefs of the EU institutions, EU members (the EU’s number), the UK, the US and Canada; how many stand on Australia’s list, in its own",
    "the value of the goods that Russia sold a country in 2021 and in the last year known",
    "how many people from Ukraine it hosts, where the United Nations count some: not in the US, China, India and Taiwan",
    "what is new since the last issue, and what is not known",
)
LACKS = (
    "Not collected: what has arrived or been paid, the contents of single packages and agreements, votes, vetoes and debates at home, whom other countries "
    "sanctioned, what most countries pay for Russian fuels, aid that was not made public."
)
"""What the index says of all briefs, so that a reader knows what to ask of them."""


def build_briefs(
    countries: Sequence[str],
    out: Path,
    options: BriefingOptions,
    *,
    beside: str = "Europe",
    say: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Write a brief of each country into a folder, and where there are several an index of them; returns the files.

    `countries` are donors by name or code, all of them if none is named; `beside` is the bloc, group or country each is set beside.
    Raises UnknownName for who is no donor, before anything is written; ExportFault for a format or option that does not exist.

    >>> build_briefs(["NATO"], Path("out"), BriefingOptions(formats=["html"]))
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: a brief is of one donor, and NATO has 32 members
      -> name one of them, such as "Germany"
    """
    validate(options, FORMATS)
    refuse_file(out)
    as_group(beside)
    named = [part.strip() for country in countries for part in country.split(",")]
    names = [_donor(country) for country in named] or _donors()
    template = notebooks.read(TEMPLATE)
    values = (
        {"BESIDE": beside}
        | ({"DAY": options.as_of} if options.as_of else {})
        | ({"SINCE": options.since} if options.since else {})
    )
    refuse_days(template, values)
    files: list[Path] = []
    entries: list[tuple[str, str, list[Path]]] = []
    issued = ""
    with ThreadPoolExecutor(2) as pool:
        for name in dict.fromkeys(names):
            story = _story(name, run_here(with_values(template, values | {"COUNTRY": name}), TEMPLATE), options)
            jobs = [
                (f"{_slug(name)}.{format}", pool.submit(RENDERERS[format], story, options).result) for format in options.formats
            ]
            made = run_all((job, _writer(out / job, render)) for job, render in jobs)
            files += made
            front = arrange(story.front) if story.front else None
            title, issued = (front.title, front.issued) if front else (name, "")
            entries.append((name, title, made))
            say(f"{name}: {title}")
    return [write_atomically(out / "index.html", _index(entries, issued).encode()), *files] if len(entries) > 1 else files


def _writer(path: Path, render: Callable[[], bytes]) -> Callable[[], Path]:
    return lambda: write_atomically(path, render())


def _donor(country: str) -> str:
    group = as_group(country)
    if len(group) > 1:
        raise AnalysisError(
            f"a brief is of one donor, and {group.in_text} has {len(group)} members", 'name one of them, such as "Germany"'
        )
    return group.name


def _donors() -> list[str]:
    """Name every donor of the releases, by the alphabet."""
    codes = {*load.aid()["donor"]}
    return sorted(name for code, name in load.countries().select("iso3", "name").iter_rows() if code in codes)


def refuse_days(template: NotebookNode, values: dict[str, str]) -> None:
    """Raise AnalysisError for a day that is none, and for a last issue that is not before the day of the brief.

    >>> refuse_days(notebooks.read(TEMPLATE), {"SINCE": "2030-01-01"})
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: nothing is new since 2030-01-01: the brief is of 2026-10-10
      -> name an earlier day: --since DAY
    """
    stored = {name: _value(template, name) for name in ("DAY", "SINCE")}
    day, since = (as_day((stored | values)[name]) for name in ("DAY", "SINCE"))
    if since >= day:
        if "SINCE" in values:
            raise AnalysisError(f"nothing is new since {since}: the brief is of {day}", "name an earlier day: --since DAY")
        # The notebook's own last issue lies after an earlier day: the month before counts then, as in a briefing.
        values["SINCE"] = load.snapshot(day).since.isoformat()


def _value(notebook: NotebookNode, name: str) -> str:
    found = [match for cell in notebook.cells if (match := re.search(rf'^{name} = "(.*)"$', cell.source, re.M))]
    if not found:
        raise ExportFault(f"the notebook of briefs has no {name} at its top", f"have it back: git restore {TEMPLATE.name}")
    return found[0].group(1)


def with_values(notebook: NotebookNode, values: dict[str, str]) -> NotebookNode:
    """Give a copy of a notebook in which the parameters at its top have other values.

    >>> copy = with_values(notebooks.read(TEMPLATE), {"COUNTRY": "Japan"})
    >>> 'COUNTRY = "Japan"' in copy.cells[1].source
    True
    """
    copied: NotebookNode = deepcopy(notebook)
    for cell in copied.cells:
        for name, value in values.items():
            if cell.cell_type == "code":
                lines = cell.source.split("\n")
                cell.source = "\n".join(
                    f"{name} = {_quoted(value)}" if line.startswith(f'{name} = "') else line for line in lines
                )
    return copied


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def run_here(notebook: NotebookNode, path: Path) -> NotebookNode:
    """Run a notebook's cells in this process, and give it with the output of each cell's last line.

    A kernel for each of forty briefs would take longer than the briefs. Raises whatever a cell raises.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> run_here(new_notebook(cells=[new_code_cell("x = 1\\nx + 1")]), Path("a.ipynb")).cells[0].outputs[0]["data"]
    {'text/plain': '2'}
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate((one for one in notebook.cells if one.cell_type == "code"), 1):
        tree = ast.parse(cell.source, filename=f"{path.name}, code cell {number}")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), names)
        value = eval(compile(ast.Expression(last.value), path.name, "eval"), names) if isinstance(last, ast.Expr) else None
        cell.execution_count = number
        cell.outputs = [] if value is None else [new_output("execute_result", data=_bundle(value), execution_count=number)]
    return notebook


def _bundle(value: object) -> dict[str, Any]:
    give = getattr(value, "_repr_mimebundle_", None)
    made = give() if give else {"text/plain": repr(value)}
    return made[0] if isinstance(made, tuple) else made


def _story(name: str, notebook: NotebookNode, options: BriefingOptions) -> Story:
    chapter = replace(read_chapter(TEMPLATE, notebook), name=_slug(name))
    title = options.title if options.title != BriefingOptions().title else TITLE.format(name=name)
    logo = read_logo(options.logo) if options.logo else b""
    return Story(title, options.date, [chapter], options.language, options.author, options.marking, logo=logo)


def _slug(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"brief-{'-'.join(re.findall(r'[a-z0-9]+', plain.lower()))}"


def _index(entries: Sequence[tuple[str, str, list[Path]]], issued: str) -> str:
    """Write a page that lists the briefs with what each says first, and what all of them tell and leave out."""
    rows = "\n".join(
        f"<li>{escape(title)}: {', '.join(_link(name, file) for file in made)}</li>" for name, title, made in entries
    )
    told = "\n".join(f"<li>{escape(one)}</li>" for one in COVERS)
    style = "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}li{margin:.3rem 0}"
    when = (
        f"<p>Issued {escape(issued)}. Places go by the sums as published, which tell a million: two donors with one sum share a place, and the sums here are rounded.</p>\n"
        if issued
        else ""
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Briefs of countries</title><style>{style}</style></head>\n<body><main><h1>Briefs of countries</h1>\n{when}"
        f"<h2>Told on two pages each</h2>\n<ul>\n{told}\n</ul>\n<p>{escape(LACKS)}</p>\n<h2>Briefs</h2>\n<ul>\n{rows}\n</ul></main></body></html>\n"
    )


def _link(name: str, file: Path) -> str:
    """Link a file by its format and whose it is: a list of links alone must say where each leads."""
    return f'<a href="{file.name}">{escape(name)}, {file.suffix[1:].upper()}</a>'
