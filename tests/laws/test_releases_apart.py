"""No difference, share or lead crosses two releases; where two stand in one figure, both and both ends are named."""

import re
from datetime import date

import nbformat
import polars as pl
import pytest

from analysis import figures, load
from analysis.briefing.dateline import dateline
from analysis.briefing.notebooks import curated
from analysis.charts.citations import cite
from analysis.charts.native import native_table
from analysis.charts.picture import RECORD, Picture
from analysis.errors import NotComparable
from analysis.export.office_charts import add_chart
from analysis.export.story import Chapter, Story
from analysis.figures.aid import later as beside
from analysis.measures import aid as measure
from analysis.measures import comparison, state

AID, OLDER, NEWEST = load.aid(29), load.aid(28), load.aid_totals(30)
SHARES = load.eu_aid_shares(29)

OF_MONTHS = {
    "growth": measure.growth,
    "gap_over_time": measure.gap_over_time,
    "largest_promise": measure.largest_promise,
    "lead_changes": measure.lead_changes,
    "overtaken_on": measure.overtaken_on,
    "who_leads": measure.who_leads,
    "rolling_year": measure.rolling_year,
    "shares by month": lambda rows: measure.over_time(rows, share=True),
    "cumulative": lambda rows: measure.over_time(rows, cumulative=True),
    "in_dollars": lambda rows: measure.in_dollars(rows, cumulative=True),
    "gap_by_release": measure.gap_by_release,
    "over_time, per head": lambda rows: measure.over_time(rows, cumulative=True, per="head"),
    "against_published": lambda rows: measure.against_published(load.published_numbers(), rows),
    "then_and_now": lambda rows: measure.then_and_now(load.vintage_totals(), load.published_numbers(), rows),
    "aid_then": lambda rows: state.aid_then(rows, load.published_totals(), "2025-09-20"),
    "revisions": lambda rows: measure.revisions(rows, AID),
    "routes_short": lambda rows: measure.routes_short(load.military_routes(), rows),
    "paid_out": lambda rows: measure.paid_out(rows, load.disbursements()),
    "comparison.aid": comparison.aid,
}
OF_TOTALS = {
    "totals": lambda rows: measure.totals(rows, share=True),
    "to_be_allocated": measure.to_be_allocated,
    "share_of_gdp": measure.share_of_gdp,
    "with_eu_shares": lambda rows: measure.with_eu_shares(rows, SHARES),
    "by_size": lambda rows: measure.by_size(rows, SHARES),
}


def refuses_or_keeps_apart(ask, one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two releases at once are refused as not comparable, or each answered as if it stood alone."""
    both = pl.concat([one, other.select(one.columns)])
    try:
        found = ask(both)
    except NotComparable:
        return True
    alone = [ask(rows) for rows in (one, other)]
    return isinstance(found, pl.DataFrame) and found.sort(found.columns).equals(pl.concat(alone).sort(found.columns))


@pytest.mark.parametrize("name", OF_MONTHS)
def test_no_difference_share_or_lead_crosses_two_releases(name):
    assert refuses_or_keeps_apart(OF_MONTHS[name], OLDER, AID)


@pytest.mark.parametrize("name", OF_TOTALS)
def test_no_share_of_totals_crosses_two_releases(name):
    assert refuses_or_keeps_apart(OF_TOTALS[name], load.aid_totals(29), NEWEST)


def test_a_measure_that_adds_two_releases_is_found():
    summed = pl.col("eur").sum()
    assert not refuses_or_keeps_apart(lambda rows: rows.group_by("donor").agg(summed), load.aid_totals(29), NEWEST)


LED = {
    "europe_and_us": lambda later: figures.aid.europe_and_us(AID, later),
    "by_kind": lambda later: figures.aid.by_kind(AID, later),
}


@pytest.mark.parametrize("name", LED)
def test_a_figure_of_two_releases_names_both_and_both_ends(name):
    figure = LED[name](NEWEST)
    assert figure.headline.endswith("by June 2026")
    assert "April 2026; points: totals to June 2026" in figure.subtitle
    assert "June 2026 (release 30)" in figure.alt
    assert "release 30 (data to 30 June 2026) and release 29 (data to 30 April 2026)" in figure.source_line
    assert {"release 29", "release 30"} <= {source.text.split("Tracker, ")[1].split(" (")[0] for source in figure.sources}
    assert "release 30" not in LED[name](None).headline + LED[name](None).subtitle


@pytest.mark.parametrize("name", ["europe_and_us", "by_kind"])
def test_the_later_release_is_points_and_no_line_leads_to_them(name):
    figure = LED[name](NEWEST)
    months = figure.data.filter(release="29")
    points = figure.data.filter(release="30")
    assert months["period"].max() == date(2026, 4, 1)
    assert points["period"].unique().to_list() == [date(2026, 6, 1)]
    assert set(months["line"]).isdisjoint(points["line"])
    assert any("is not what was given in between" in note for note in figure.notes)


def test_the_points_are_the_totals_of_the_release():
    points = figures.aid.europe_and_us(AID, NEWEST).data.filter(release="30")
    assert dict(points.select("bloc", "eur_bn").iter_rows()) == {
        "Europe": 230.472,
        "United States": 115.381,
        "Other donors": 28.37,
    }


def test_the_office_chart_marks_a_value_that_no_line_leads_to():
    from pptx import Presentation
    from pptx.enum.chart import XL_MARKER_STYLE

    figure = figures.aid.europe_and_us(AID, NEWEST)
    table = native_table(figure.data, figure.native)
    lone = [name for name, values in table.series.items() if sum(value is not None for value in values) == 1]
    assert lone == ["Europe, to June 2026", "Other donors, to June 2026", "United States, to June 2026"]
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    chart = add_chart(slide, figure.record(), (0, 0, 5_000_000, 3_000_000)).chart
    marked = {series.name for series in chart.plots[0].series if series.marker.style == XL_MARKER_STYLE.DIAMOND}
    assert marked == set(lone)


@pytest.mark.parametrize("totals", [load.aid_totals(28), load.aid_totals(29), load.aid_totals("29-first-upload")])
@pytest.mark.parametrize("name", LED)
def test_totals_that_do_not_end_later_are_refused(name, totals):
    with pytest.raises(NotComparable, match=r"not after release 29.*\n  -> take load.later_totals"):
        LED[name](totals)


def test_the_later_totals_are_those_of_the_latest_complete_release_alone(monkeypatch):
    assert load.later_totals()["release"].unique().to_list() == [load.latest_release()] == ["30"]
    assert load.default_release() == "29"
    monkeypatch.setattr("analysis.load.tracker.default_release", lambda: "30")
    assert load.later_totals() is None


def test_spans_and_caveats_are_those_of_the_release_alone_without_a_later_one():
    curves = measure.over_time(AID)
    assert beside.both_spans(curves, None) == "January 2022 to April 2026"
    assert beside.no_difference(AID, None) == []


# Headlines that hang on one release

DATED_BY_A_RELEASE = {
    "europe_and_us": figures.aid.europe_and_us,
    "by_kind": figures.aid.by_kind,
    "monthly": figures.aid.monthly,
    "rolling_year": figures.aid.rolling_year,
    "years.side_by_side": figures.aid.years.side_by_side,
    "sentences.europe_and_us": figures.aid.sentences.europe_and_us,
    "sentences.change_over_time": figures.aid.sentences.change_over_time,
    "sentences.promises": figures.aid.sentences.promises,
}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("release", [28, 29])
@pytest.mark.parametrize("name", DATED_BY_A_RELEASE)
def test_a_finding_that_hangs_on_a_release_names_it(name, release):
    shown = DATED_BY_A_RELEASE[name](load.aid(release))
    # A figure says its number in the line of its source, which is in every drawing of it.
    assert f"release {release}" in getattr(shown, "source_line", getattr(shown, "text", ""))


def shown_findings() -> list[str]:
    outputs = [one for path in curated() for cell in nbformat.read(path, 4).cells for one in cell.get("outputs", [])]
    data = [one.get("data", {}) for one in outputs]
    return [text for one in data for text in (one.get(RECORD, {}).get("headline"), one.get("text/markdown")) if text]


def without_release(texts: list[str]) -> list[str]:
    """Those that say since when somebody is ahead, or for good, and of no release: by its number, or by its publisher and its end."""
    named = re.compile(r"release|Kiel Institute data to")
    return [text for text in texts if re.search(r"for good|ahead .*since|led .*since", text) and not named.search(text)]


def test_no_shown_finding_says_since_when_without_its_release():
    assert without_release(shown_findings()) == []
    assert without_release(["Europe has led for good since March 2023", "Europe stays ahead"]) == [
        "Europe has led for good since March 2023"
    ]


def test_the_cover_names_both_releases_and_their_days():
    sources = [source.to_dict() for source in cite(pl.DataFrame({"release": ["29", "30"]}))]
    story = Story("Briefing", "", [Chapter("mine", "Mine", [Picture({"id": "mine", "sources": sources}, {})])])
    assert dateline(story) == "Aid data to 30 June 2026 (release 30), by month to 30 April 2026 (release 29)"


def test_the_cover_never_speaks_of_an_incomplete_release_beside_a_complete_one():
    sources = [source.to_dict() for name in ("29", "30-preview") for source in cite(pl.DataFrame({"release": [name]}))]
    story = Story("Briefing", "", [Chapter("mine", "Mine", [Picture({"id": "mine", "sources": sources}, {})])])
    assert dateline(story) == "Aid data to 30 April 2026 (release 29)"
