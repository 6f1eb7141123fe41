"""Laws of the explorer without a browser: choices change the chart, the code shown draws the same, nothing is added wrongly."""

import json
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis import explore, load, measures
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.explore.chart import script
from analysis.explore.listings import Sanctions
from analysis.explore.money import Aid
from analysis.explore.panel import STATE
from analysis.explore.stances import Guarantees
from analysis.figures import counts, flows
from analysis.measures import counts as listed
from analysis.measures import series

AID = [
    Aid(only=("Europe", "United States")),
    Aid(by="base_bloc"),
    Aid(by="donor", only=("DEU", "GBR")),
    Aid(stage="committed"),
    Aid(kind="military"),
    Aid(currency="USD"),
    Aid(per="gdp"),
    Aid(per="head"),
    Aid(every="1y"),
    Aid(cumulative=False),
    Aid(months=("2025-01", "2025-12")),
    Aid(release="28"),
]
SANCTIONS = [
    Sanctions(only=("EU",)),
    Sanctions(measure="vessel_ban", subjects=("vessel",)),
    Sanctions(subjects=("entity",)),
    Sanctions(basis="stated"),
    Sanctions(every="1q"),
    Sanctions(cumulative=False),
    Sanctions(months=("2025-02", "2026-07")),
]
GUARANTEES = [Guarantees(as_of="2025-06-30"), Guarantees(domain="air"), Guarantees(stance="declined")]
ALL = [*AID, *SANCTIONS, *GUARANTEES]


@pytest.fixture(scope="module")
def panel():
    return explore.aid()


def drawn(panel) -> str:
    return json.dumps(panel.chart.spec)


@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_each_choice_changes_the_chart(choices):
    assert choices.figure().spec() != type(choices)().figure().spec()


@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_the_code_shown_draws_the_same_figure(choices):
    imports, call = choices.code().rsplit("\n\n", 1)
    room: dict = {}
    exec(imports, room)
    written = eval(call, room)
    assert_frame_equal(written.frame, choices.figure().frame)
    assert written.spec() == choices.figure().spec()


@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_choices_go_to_json_and_back_and_their_line_opens_them_again(choices):
    assert type(choices).from_json(choices.to_json()) == choices
    assert eval(choices.call(), {"explore": explore}).choices == choices.settled()


@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_every_figure_speaks_and_names_its_source(choices):
    figure = choices.figure()
    assert any(letter.isdigit() for letter in figure.headline)
    assert figure.source_line != "Source: not stated."
    assert figure.svg("column").startswith("<svg")
    assert figure.id == figure.id.lower()
    assert " " not in figure.id


def test_a_control_moves_the_chart_and_the_code(panel):
    before = drawn(panel)
    panel.controls["kind"].value = "military"
    assert drawn(panel) != before
    assert 'kind="military"' in panel.chart.code
    panel.controls["kind"].value = "all"
    assert drawn(panel) == before


def test_donors_come_with_the_largest_and_stay_few(panel):
    panel.controls["by"].value = "donor"
    assert len(panel.choices.only) == 5
    panel.controls["only"].value = [code for _, code in panel.choices.series()[:9]]
    assert "too many" in panel.chart.message
    panel.controls["by"].value = "bloc"
    assert panel.chart.message == ""
    assert panel.controls["only"].value == ("Europe", "United States", "Other donors")


def test_the_brush_and_the_slider_are_one_range(panel):
    panel.chart.brushed = ["2024-03-17", "2025-02-02"]
    assert panel.controls["months"].value == ("2024-03", "2025-02")
    assert panel.figure.frame["period"].min() == date(2024, 3, 1)
    panel.chart.brushed = []
    assert panel.choices.months == ()
    assert panel.controls["months"].value == panel.choices.span()


def test_what_makes_no_sense_is_a_sentence_and_the_chart_stays(panel):
    panel.choose(per="gdp")
    before = drawn(panel)
    panel.controls["currency"].value = "USD"
    assert panel.chart.message == "A share of GDP has no currency: aid and GDP are both taken in euros. Choose currency='EUR'."
    assert drawn(panel) == before
    assert panel.export() is None
    assert "nothing is drawn" in panel.said.value.lower()
    panel.choose(per=None, currency="EUR")
    assert panel.chart.message == ""
    panel.choose(kind="military", stage="committed")
    assert "no split by kind" in panel.chart.message
    panel.choose(kind=None, stage="allocated")


def test_export_writes_the_chosen_format_and_says_where(panel, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    panel.format.value, panel.size.value = "csv", "column"
    path = panel.export()
    assert (tmp_path / path).read_text(encoding="utf-8").startswith("release,period,bloc,eur_bn")
    assert path.as_posix() in panel.said.value
    (tmp_path / "exports" / path.name).unlink()
    (tmp_path / "exports").rmdir()
    (tmp_path / "exports").write_text("in the way")
    assert panel.export() is None
    assert "cannot be written" in panel.said.value


def test_what_the_notebook_keeps_is_a_figure_with_its_state(panel):
    bundle = panel._bundle()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert Aid.from_json(bundle[STATE]["choices"]) == panel.choices


def test_the_live_chart_brings_its_own_vega():
    assert "import " not in script().split("\n", 1)[0][:200]
    assert "esm.sh" not in script()
    assert "vegaEmbed" in script()


def test_the_parts_of_a_series_are_its_whole(aid):
    monthly, yearly = (
        series.amounts(aid, every=every).group_by("bloc").agg(pl.col("eur_bn").sum().round(6)).sort("bloc")
        for every in ("1mo", "1y")
    )
    whole = (
        measures.aid.over_time(aid, cumulative=True)
        .filter(pl.col("period") == date(2026, 4, 1))
        .select("bloc", pl.col("eur_bn").round(6))
    )
    assert_frame_equal(monthly, whole)
    assert_frame_equal(yearly, whole)
    dollars = series.amounts(aid, currency="USD", cumulative=True).group_by("bloc", maintain_order=True).last()
    known = measures.aid.in_dollars(aid, cumulative=True).group_by("bloc", maintain_order=True).last()
    assert dollars["usd_bn"].to_list() == pytest.approx(known["usd_bn"].to_list())


def test_a_donors_share_of_gdp_is_the_one_of_its_totals(aid):
    dated = aid.filter(pl.col("month").is_not_null())
    known = measures.aid.against_economy(dated).filter(donor="DNK")
    ended = [series.amounts(aid, "donor", cumulative=True, per=per).filter(donor="DNK").row(-1)[-1] for per in ("gdp", "head")]
    assert ended == pytest.approx([known["pct_gdp"].item(), known["eur_per_head"].item()], rel=1e-5)


def test_a_donor_without_a_row_of_a_kind_gave_nothing_of_it(aid):
    assert aid.filter(kind="military", donor="EUI").is_empty()
    rows = series.amounts(aid, "donor", kind="military").filter(donor="EUI")
    assert rows["eur_bn"].to_list() == [0.0] * 52
    with pytest.raises(UnknownName, match="no donor 'XYZ'"):
        flows.over_time(aid, "donor", ["XYZ"], kind="military")


def test_unknown_is_not_zero(aid):
    shares = series.amounts(aid, "bloc", per="gdp")
    assert shares.filter(bloc="Other donors")["pct_gdp"].null_count() == 52
    assert "Other donors" not in flows.over_time(aid, per="gdp").frame["bloc"].to_list()
    with pytest.raises(AnalysisError, match="EU institutions: no GDP"):
        flows.over_time(aid, "donor", ["EUI"], per="gdp")


def test_freezes_and_ships_are_never_one_number():
    tables = load.designations(), load.sanctions_coverage()
    with pytest.raises(NotComparable, match="never added"):
        counts.over_time(*tables, measure=["asset_freeze", "vessel_ban"])
    ships = counts.over_time(*tables, measure="vessel_ban", subjects=()).frame
    freezes = counts.over_time(*tables, subjects=()).frame
    assert set(ships["basis"]) <= {"as_listed", "stated"}
    assert ships.group_by("authority").agg(pl.col("basis").n_unique())["basis"].max() == 1
    assert freezes.group_by("authority").agg(pl.col("basis").n_unique())["basis"].max() == 1


def test_an_authority_without_days_is_left_out_and_not_zero():
    tables = load.designations(), load.sanctions_coverage()
    assert "AU" not in listed.bases(tables[0])
    figure = counts.over_time(*tables, ["EU", "AU"])
    assert figure.frame["authority"].unique().to_list() == ["EU"]
    assert any("Australia" in note for note in figure.notes)


def test_a_source_that_begins_late_says_so():
    headline = explore.sanctions().figure.headline
    assert "United States 1,788 (known from May 2024)" in headline


def test_a_choice_that_does_not_exist_names_the_good_ones():
    with pytest.raises(UnknownName, match="by, only, stage"):
        explore.aid(colour="red")
    with pytest.raises(UnknownName, match="did you mean 'DEU'"):
        explore.aid(by="donor", only=["DEX"])
    with pytest.raises(UnknownName, match="firm, conditional"):
        explore.guarantees(stance="keen")


def test_months_that_no_month_can_be_are_refused(aid):
    with pytest.raises(AnalysisError, match="not a first and a last month"):
        flows.over_time(aid, months=["2025"])
    with pytest.raises(AnalysisError, match="covers 2022-01 to 2026-04"):
        flows.over_time(aid, months=["2030-01", "2030-02"])
