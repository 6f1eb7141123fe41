"""Laws of the answers that a reader sees: one set of words everywhere, three steps of one hue, and one sentence a subject."""

import colorsys
import itertools
import re
from collections.abc import Mapping
from datetime import date

import nbformat
import polars as pl
import pytest

from analysis import explore, figures, groups, load, measures
from analysis.briefing.notebooks import curated
from analysis.charts import theme
from analysis.charts.picture import RECORD
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.table import TABLE
from analysis.measures.answers import FIRM, ORDER, SPOKEN

PLEDGES = load.pledges()
DAYS = ["2025-09-20", f"{load.collected_to()}"]
ANSWERS = ("answer", "answer_before", "answer_after")
FORMER = re.compile(r"\b(silent|on conditions|are ready|ready to send|name conditions|towards readiness|stay firm)\b")


def drawn(day: str) -> list[Figure]:
    guarantees = figures.guarantees
    return [
        guarantees.stance_strip(PLEDGES, load.governments(), day),
        guarantees.tile_map(PLEDGES, day),
        guarantees.domains.offers(PLEDGES, day),
        guarantees.domains.matrix(PLEDGES, day),
        guarantees.statements.united_states(PLEDGES, day),
    ]


@pytest.mark.parametrize("day", DAYS)
def test_every_figure_and_table_answers_in_the_words_of_one_list(day: str) -> None:
    for figure in drawn(day):
        columns = [one for one in ANSWERS if one in figure.data.columns]
        assert columns, figure.id
        assert set(figure.data.select(pl.concat_list(columns).explode()).to_series()) <= set(ORDER), figure.id
    grid = figures.guarantees.tables.conditions(PLEDGES, day).rows
    assert set(grid["answer"]) <= set(SPOKEN)


def test_the_table_of_conditions_names_the_day_asked_and_tells_it_from_that_of_the_members() -> None:
    grid = figures.guarantees.tables.conditions(PLEDGES, "2026-03-01", only=groups.JOINT_EXPEDITIONARY_FORCE)
    assert grid.title == "Positions on troops of the Joint Expeditionary Force, with their conditions"
    assert grid.subtitle.startswith("The latest statement of each country by 1 March 2026, in our words;")
    assert "the United Kingdom, members as of 30 November 2026." in grid.subtitle


def test_legend_and_explorer_offer_the_same_list() -> None:
    assert [value for _, value in explore.stances.Guarantees().fields()[1].options] == [None, *ORDER]
    for looks in (stances.COLOURS, stances.SIGNS, stances.INK_ON, wording.VERBS):
        assert list(looks) == list(ORDER)
    assert len(set(stances.SIGNS.values())) == len(ORDER)


def test_former_words_are_in_nothing_that_a_notebook_shows() -> None:
    for path in curated():
        for cell in nbformat.read(path, as_version=4).cells:  # type: ignore[no-untyped-call]
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                record = {key: value for key, value in data.get(RECORD, {}).items() if key != "sources"}
                shown = f"{record} {data.get(TABLE, {}).get('subtitle', '')} {data.get('text/markdown', '')}"
                assert FORMER.findall(shown) == [], path.stem


def hue(colour: str) -> float:
    return colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0] * 360


def test_the_rungs_are_three_steps_of_one_hue_from_dark_to_light_and_a_refusal_is_of_another() -> None:
    hues = [hue(colour) for colour in theme.OFFER_COLOURS]
    assert max(hues) - min(hues) < 10
    steps = [theme.contrast(colour, theme.PAPER) for colour in theme.OFFER_COLOURS]
    assert all(darker / lighter > 1.5 for darker, lighter in itertools.pairwise(steps))
    assert min(abs(hue(theme.REFUSAL) - one) for one in hues) > 90


@pytest.mark.parametrize("answer", ORDER)
def test_a_sign_can_be_read_on_its_colour(answer: str) -> None:
    assert theme.contrast(stances.INK_ON[answer], stances.COLOURS[answer]) >= theme.READABLE


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"offers": 2, "offers, if": 3, "declines": 1}, "5 countries offer troops, 3 of them on a condition; 1 refuses"),
        ({"offers, if": 1}, "1 country offers troops on a condition; none refuses"),
        ({"may offer, if": 4, "declines": 2}, "no country offers troops; 4 may, if a condition is met, and 2 refuse"),
    ],
)
def test_one_sentence_says_who_offers_and_who_refuses(counts: Mapping[str, int], said: str) -> None:
    assert wording.all_answers(counts, "troops") == said


@pytest.mark.parametrize("day", DAYS)
def test_the_sentence_the_strip_and_the_domains_count_the_same_offers(day: str) -> None:
    land = figures.guarantees.domains.offers(PLEDGES, day).data.filter(domain="land")
    counts = dict(land.select("answer", "countries").iter_rows())
    firm = sum(counts[one] for one in FIRM)
    strip = figures.guarantees.stance_strip(PLEDGES, load.governments(), day)
    standing = strip.data.filter("open")
    assert standing.filter(pl.col("answer").is_in(list(FIRM))).height == firm
    told = wording.all_answers(counts, "troops")
    assert told in strip.notes[0]
    assert strip.headline == f"{wording.offers_and_refusals(counts)}, the US among them"
    assert told in figures.guarantees.sentences.guarantees(PLEDGES, day).text


def test_each_number_of_the_state_of_play_names_its_span_and_its_release() -> None:
    told = figures.guarantees.news_item.state_of_play(load.aid(29), PLEDGES, load.agreements(), "2025-09-20").text
    assert "besides the United States" in told
    assert re.search(
        r"agreements had been signed since January 2024\. From January 2022 to August 2025, as release 29 has it,", told
    )


@pytest.mark.parametrize("day", DAYS)
def test_words_that_are_not_the_governments_are_no_answer(day: str) -> None:
    advice = PLEDGES.filter(
        pl.col("status").str.contains("not (?:the )?government"), pl.col("known_by") <= date.fromisoformat(day)
    )
    assert advice.height
    for stood in (measures.guarantees.matrix(PLEDGES, day), load.pledges(day)):
        assert not {*stood["position"]} & {*advice["position"]}


def test_a_refusal_by_the_united_states_is_said_with_the_number_it_is_in() -> None:
    for day in DAYS:
        strip = figures.guarantees.stance_strip(PLEDGES, load.governments(), day)
        assert "refuse, the United States among them;" in strip.notes[0]
        assert strip.headline.endswith(" refuse, the US among them")
    assert wording.us_among({"USA": "declines"}) == ": the United States"
