"""No short briefing rests on a copy of another's page alone: such a row is marked in the annex, and here changes nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from analysis import figures, load
from analysis.as_of import SOUND
from analysis.figures.figure import Figure
from analysis.load.snapshot import Snapshot

NOTEBOOK = Path(__file__).parents[2] / "notebooks/05-briefing.ipynb"
DAYS = ["2025-04-30", "2025-09-05", "2026-02-28", "2026-10-10"]
"""On the first two Slovenia's answer on troops was known from a copy alone."""
WORDS = ["opening", "messages", "scorecard", "falls_due", "new_since", "how_sure", "reading"]
DRAWN = [figures.guarantees.then_and_now.troops, figures.guarantees.then_and_now.firm]


def with_copies(tables: Snapshot) -> Snapshot:
    """Plant, on the last day, answers on troops that only a copy has: of two that refuse, of one unheard and of the US."""
    last = tables.pledges.filter(pl.col("known_by") <= tables.day, grade="institution", domain="land").sort("known_by").tail(1)
    grade = tables.pledges.filter(grade="mirror").select("grade").head(1)
    day = pl.lit(tables.day)
    copied = last.drop("grade").with_columns(not_before=day, known_by=day, confidence=pl.lit("high"), position=pl.lit("A copy"))
    each = pl.concat(copied.with_columns(country=pl.lit(code)) for code in ("POL", "ITA", "MLT", "USA"))
    planted = each.join(grade, how="cross").select(tables.pledges.columns)
    return replace(tables, pledges=pl.concat([tables.pledges, planted], how="vertical_relaxed"))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("day", DAYS)
def test_a_statement_known_from_a_copy_alone_changes_no_word_of_a_briefing(day: str) -> None:
    tables = load.snapshot(day)
    more = with_copies(tables)
    without = replace(tables, pledges=tables.pledges.filter(SOUND))
    assert more.pledges.filter(~SOUND).height == tables.pledges.filter(~SOUND).height + 4
    for name in WORDS:
        told = getattr(figures.briefing, name)
        assert json.dumps(told(more).record(), default=str) == json.dumps(told(without).record(), default=str), name


@pytest.mark.sampled(1, each="draw")
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("draw", DRAWN, ids=["troops", "firm"])
def test_no_name_in_the_charts_of_a_briefing_rests_on_a_copy_alone(day: str, draw: Callable[..., Figure]) -> None:
    tables = load.snapshot(day)
    short = draw(tables.pledges, tables.day, tables.then, copies=False)
    pages = {url for source in short.sources for url in (source.url, *(page for _, page in source.pages))}
    assert pages.isdisjoint(tables.pledges.filter(~SOUND)["source_url"])
    drawn = draw(with_copies(tables).pledges, tables.day, tables.then, copies=False)
    assert drawn.data.equals(short.data)
    assert drawn.headline == short.headline
    assert [note for note in short.notes if note.startswith("Left out: ")]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("day", DAYS)
def test_no_page_of_an_act_that_only_a_copy_has_is_cited_in_a_briefing(day: str) -> None:
    tables = load.snapshot(day)
    kept = pl.concat(
        [rows.select("source_url", "grade") for rows in (tables.actions, tables.customs_measures, tables.calendar)]
    )
    # A list that is read whole is a source of its own, whatever else its page is cited for.
    whole = pl.concat([kept.filter(SOUND)["source_url"], load.sources()["url"]]).implode()
    copies = kept.filter(~SOUND, ~pl.col("source_url").is_in(whole))["source_url"]
    assert len(copies)
    for name in WORDS:
        sources = getattr(figures.briefing, name)(tables).sources
        pages = {url for source in sources for url in (source.url, *(page for _, page in source.pages))}
        assert pages.isdisjoint(copies), name


def test_the_briefing_asks_its_charts_for_no_copies() -> None:
    cells = ["".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]]
    taken = [cell for cell in cells if "tables.pledges" in cell or "tables.purl" in cell]
    assert len(taken) == 3
    assert all(cell.rstrip(")").endswith("copies=False") for cell in taken)


def test_a_position_that_only_a_copy_has_stands_in_the_annex_alone() -> None:
    whole, short = (
        figures.guarantees.then_and_now.troops(load.pledges(), "2025-09-05", copies=copies) for copies in (True, False)
    )
    assert "Slovenia" in whole.data.filter(pl.col("answer") != "not found", when="5 September 2025")["name"]
    assert "Slovenia" not in short.data.filter(pl.col("answer") != "not found", when="5 September 2025")["name"]
    assert "Left out: 3 statements that rest on a copy of a page alone." in short.notes


def test_only_the_copies_of_those_asked_are_told_of() -> None:
    for draw in DRAWN:
        notes = draw(load.pledges(), "2026-10-10", only=["Norway", "Sweden"], copies=False).notes
        assert not [note for note in notes if note.startswith("Left out: ")]
    europe = figures.guarantees.then_and_now.troops(load.pledges(), "2026-10-10", copies=False)
    assert "Left out: 4 statements that rest on a copy of a page alone." in europe.notes
