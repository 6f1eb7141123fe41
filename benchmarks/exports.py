"""Exports: one figure in each format beside the bare engine, all figures in a row, and the whole briefing."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import vl_convert

from analysis import Figure, figures, load
from analysis.briefing import notebooks
from analysis.briefing.build import build_briefing
from analysis.briefing.from_notebooks import gather
from analysis.briefing.options import BriefingOptions
from analysis.charts import render, theme
from analysis.export.figure import save
from benchmarks.row import Row, medians, python

FORTY = 40
FORMATS = ("svg", "png", "pdf", "html", "csv", "json", "pptx", "docx", "txt")
PEER, LIMITS = "altair saving the same chart", {"svg": 1.5, "png": 2.0, "pdf": 1.5, "html": None}
"""Ours is drawn with its headline and sources, and a page carries the drawing besides the interactive chart."""

MOST_OF_PIXELS, MOST_OF_NBCONVERT = 1.5, 6.0
BRIEFING = (
    "import sys; from pathlib import Path; from analysis.briefing import notebooks; from analysis.briefing.build import build_briefing; from analysis.briefing.options import BriefingOptions;"
    "build_briefing(notebooks.curated(), Path(sys.argv[1]), BriefingOptions(formats=['html', 'pdf', 'pptx', 'docx']))"
)


def rows() -> list[Row]:
    """Time the formats of one figure, forty figures, and the briefing from stored outputs."""
    figure = figures.aid.europe_and_us(load.aid())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        turns = {f"ours {one}": (lambda one=one: _anew(figure, folder / f"one.{one}")) for one in FORMATS}
        turns |= {f"altair {one}": (lambda one=one: _bare(figure, folder / f"bare.{one}")) for one in LIMITS}
        found = medians(turns, 11)
        made = [
            Row(f"one figure to {one}", found[f"ours {one}"], PEER, found[f"altair {one}"], LIMITS[one])
            if one in LIMITS
            else Row(f"one figure to {one}", found[f"ours {one}"])
            for one in FORMATS
        ]
        pictures = gather().pictures[: FORTY + 1]
        _three(pictures[0], folder)
        forty = medians(
            {
                "ours": lambda: [_three(one, folder) for one in pictures[1:]],
                "bare": lambda: [vl_convert.svg_to_png(one.svg, scale=_scale(one.size)) for one in pictures[1:]],
            },
            1,
            unhurried=0,
        )
        work, peer = f"{FORTY} figures to svg, png and csv", "vl-convert turning the same svg into png"
        made.append(Row(work, forty["ours"], peer, forty["bare"], MOST_OF_PIXELS, note="from stored outputs"))
        turns = {"ours": lambda: python(BRIEFING, str(folder / "briefing")), "nbconvert": lambda: _nbconvert(folder / "plain")}
        whole = medians(turns, 3, unhurried=0)
        count = len(gather().pictures)
        note = f"html, pdf, pptx and docx of {count} figures from stored outputs, start-up included"
        peer = "nbconvert of the same notebooks to html"
        made.append(Row("the whole briefing", whole["ours"], peer, whole["nbconvert"], MOST_OF_NBCONVERT, note=note))
        build_briefing(notebooks.curated(), folder / "page", BriefingOptions(formats=["html"]))
        size = (folder / "page/briefing.html").stat().st_size / 1e6 * FORTY / count
    made.append(Row("the page, per forty charts", size * 1000, most=3000, unit="kB"))
    return made


def _bare(figure: Figure, path: Path) -> None:
    """Save the chart as altair does; a page that draws offline takes its scripts inside, a picture the pixels ours has."""
    wishes = {".html": {"inline": True}, ".png": {"scale_factor": _scale("page")}}
    figure.chart.save(str(path), **wishes.get(path.suffix, {}))


def _scale(size: str) -> float:
    return theme.size(size).pixels_per_point


def _nbconvert(folder: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(folder), *map(str, notebooks.curated())]
    subprocess.run(command, check=True, capture_output=True)


def _three(picture, folder: Path) -> None:
    for ending in (".svg", ".png", ".csv"):
        save(picture, folder / f"{picture.id}{ending}")


def _anew(figure: Figure, path: Path) -> None:
    """Save a figure as if for the first time: neither drawn before nor turned into pixels."""
    render.png.cache_clear()
    replace(figure).save(path)
