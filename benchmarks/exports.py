"""Exports: one figure in each format beside the bare engine, all figures in a row, and the whole briefing."""

import tempfile
from dataclasses import replace
from pathlib import Path

from analysis import figures, load, notebooks
from analysis.briefing.brief import Wish, brief
from analysis.briefing.story import gather
from analysis.figures import Figure, render
from analysis.figures.export import save_all
from benchmarks.row import Row, medians, python

FORTY = 40
MOST_A_FIGURE, MOST_BRIEFING = 0.1, 15.0
BRIEFING = (
    "import sys; from pathlib import Path; from analysis import notebooks; from analysis.briefing.brief import Wish, brief;"
    "brief(notebooks.curated(), Path(sys.argv[1]), Wish(formats=['html', 'pdf', 'pptx', 'docx']))"
)


def rows() -> list[Row]:
    """Time the formats of one figure, forty figures, and the briefing from stored outputs."""
    figure = figures.aid.europe_and_us(load.aid())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        turns = {
            one: (lambda one=one: _anew(figure, folder / f"one.{one}"))
            for one in ("svg", "png", "pdf", "html", "csv", "json", "pptx")
        }
        found = medians({"altair": lambda: figure.chart.save(str(folder / "bare.svg"))} | turns, 7)
        made = [Row("one figure to svg", found["svg"], "altair saving the same chart", found["altair"], 1.5)]
        made += [Row(f"one figure to {one}", found[one]) for one in turns if one != "svg"]
        pictures = gather().pictures[: FORTY + 1]
        save_all(pictures[0], folder, (".svg", ".png", ".csv"))
        forty = medians(
            {"forty": lambda: [save_all(one, folder, (".svg", ".png", ".csv")) for one in pictures[1:]]}, 1, unhurried=0
        )
        a_figure = forty["forty"] / FORTY
        made.append(Row("a figure of forty to svg, png and csv", a_figure, most=MOST_A_FIGURE, note="from stored outputs"))
        whole = medians({"whole": lambda: python(BRIEFING, str(folder / "briefing"))}, 3, unhurried=0)["whole"]
        count = len(gather().pictures)
        note = f"html, pdf, pptx and docx of {count} figures from stored outputs, start-up included"
        made.append(Row("the whole briefing", whole, most=MOST_BRIEFING, note=note))
        brief(notebooks.curated(), folder / "page", Wish(formats=["html"]))
        size = (folder / "page/briefing.html").stat().st_size / 1e6 * FORTY / count
    made.append(Row("the page, per forty charts", size * 1000, most=3000, unit="kB"))
    return made


def _anew(figure: Figure, path: Path) -> None:
    """Save a figure as if for the first time: neither drawn before nor turned into pixels."""
    render.png.cache_clear()
    replace(figure).save(path)
