"""Briefs of countries as files: two pages each, from one notebook run in this process, and an index of several."""

from pathlib import Path

import pypdf
import pytest

from analysis.briefing import notebooks
from analysis.briefing.country import TEMPLATE, build_briefs, run_here, with_values
from analysis.briefing.options import BriefingOptions
from analysis.errors import AnalysisError, UnknownName


def test_briefs_have_two_pages_and_an_index_that_names_what_each_says(tmp_path: Path) -> None:
    said: list[str] = []
    options = BriefingOptions(formats=["pdf", "html"], author="Desk", marking="OFFICIAL")
    files = build_briefs(["Deutschland", "TUR", "DE", "US"], tmp_path, options, beside="NATO", say=said.append)
    assert [file.name for file in files] == [
        "index.html",
        "brief-germany.pdf",
        "brief-germany.html",
        "brief-turkiye.pdf",
        "brief-turkiye.html",
        "brief-united-states.pdf",
        "brief-united-states.html",
    ]
    # Nobody has more to be told than the United States.
    for name in ("germany", "turkiye", "united-states"):
        pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / f"brief-{name}.pdf").pages]
        assert len(pages) == 2
        assert all("Desk" in page for page in pages)
    assert said == [
        "Germany: Germany has allocated €30.6bn to Ukraine, 3rd of 42 donors",
        "Türkiye: Türkiye has allocated €71m to Ukraine, 36th of 42 donors",
        "United States: The United States has allocated €115.4bn to Ukraine, the most of 42 donors",
    ]
    index = (tmp_path / "index.html").read_text()
    assert all(line.partition(": ")[2] in index for line in said)


@pytest.mark.parametrize(
    ("countries", "since", "beside", "problem"),
    [
        (["Germany", "Atlantis"], "", "Europe", "no country, bloc or group 'Atlantis'"),
        (["NATO"], "", "Europe", "a brief is of one donor, and NATO has 32 members"),
        (["Germany"], "", "Mordor", "no country, bloc or group 'Mordor'"),
        (["Germany"], "2030-01-01", "Europe", "nothing is new since 2030-01-01"),
    ],
)
def test_what_cannot_be_briefed_on_is_refused_before_anything_is_written(
    tmp_path: Path, countries: list[str], since: str, beside: str, problem: str
) -> None:
    with pytest.raises((AnalysisError, UnknownName)) as fault:
        build_briefs(countries, tmp_path / "out", BriefingOptions(formats=["html"], since=since), beside=beside)
    assert problem in fault.value.problem
    assert not (tmp_path / "out").exists()


def test_run_here_the_notebook_says_what_it_says_in_a_kernel() -> None:
    stored = notebooks.read(TEMPLATE)
    here = run_here(with_values(stored, {}), TEMPLATE)
    kinds = ("text/markdown", "application/vnd.vegalite.v5+json")
    for ours, kept in zip(here.cells, stored.cells, strict=True):
        for kind in kinds:
            one, other = ([output["data"].get(kind) for output in cell.get("outputs", [])] for cell in (ours, kept))
            assert [_joined(value) for value in one] == [_joined(value) for value in other]


def _joined(value: object) -> object:
    return "".join(value) if isinstance(value, list) else value
