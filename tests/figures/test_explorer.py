"""Laws of the explorer without a browser: choices change the chart, the code shown draws the same, nothing is added wrongly."""

import json
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis import explore, figures, groups, load, measures
from analysis.charts.formatting import day
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.explore.chart import script
from analysis.explore.control import choice_value
from analysis.explore.listings import Sanctions
from analysis.explore.money import Aid
from analysis.explore.panel import STATE
from analysis.explore.stances import Guarantees
from analysis.figures.aid import flows
from analysis.figures.sanctions import counts
from analysis.measures import counts as listed

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
    Aid(only=("Europe", "NATO")),
    Aid(smooth=3, cumulative=False),
    Aid(every="6mo", cumulative=False),
    Aid(release="28"),
    Aid(prices="2025"),
    Aid(prices="2025", currency="USD", cumulative=False, every="1q"),
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
GUARANTEES = [
    Guarantees(as_of="2025-06-30"),
    Guarantees(domain="air"),
    Guarantees(stance="declines"),
    Guarantees(stance="offers, if"),
    Guarantees(only=("NATO",)),
    Guarantees(only=("Baltic states", "POL"), stance="declines"),
]
ALL = [*AID, *SANCTIONS, *GUARANTEES]
EXPLORERS = [explore.aid, explore.sanctions, explore.guarantees]


@pytest.fixture(scope="module")
def panel():
    return explore.aid()


def drawn(panel) -> str:
    return json.dumps(panel.chart.spec)


@pytest.mark.sampled(12)
@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_each_choice_changes_the_chart(choices):
    assert choices.figure().spec() != type(choices)().figure().spec()


@pytest.mark.sampled(10)
@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_the_code_shown_draws_the_same_figure(choices):
    imports, call = choices.code().rsplit("\n\n", 1)
    room: dict = {}
    exec(imports, room)
    written = eval(call, room)
    assert_frame_equal(written.frame, choices.figure().frame)
    assert written.spec() == choices.figure().spec()


@pytest.mark.sampled(10)
@pytest.mark.parametrize("choices", ALL, ids=repr)
def test_choices_go_to_json_and_back_and_their_line_opens_them_again(choices):
    assert type(choices).from_json(choices.to_json()) == choices
    assert eval(choices.call(), {"explore": explore}).choices == choices.normalised()


@pytest.mark.sampled(6)
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
    assert "nothing is drawn" in panel.status.value.lower()
    panel.choose(per=None, currency="EUR")
    assert panel.chart.message == ""
    panel.choose(kind="military", stage="committed")
    assert "no split by kind" in panel.chart.message
    panel.choose(kind=None, stage="allocated")


def test_export_writes_the_chosen_format_and_says_where(panel, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    panel.format.value, panel.size.value = "csv", "column"
    path = panel.export()
    assert (tmp_path / path).read_text(encoding="utf-8-sig").startswith("release,period,bloc,eur_bn")
    assert path.as_posix() in panel.status.value
    (tmp_path / "exports" / path.name).unlink()
    (tmp_path / "exports").rmdir()
    (tmp_path / "exports").write_text("in the way")
    assert panel.export() is None
    assert "cannot be written" in panel.status.value


def test_what_the_notebook_keeps_is_a_figure_with_its_state(panel):
    bundle = panel.bundle()[0]
    assert bundle["image/svg+xml"].startswith("<svg")
    assert Aid.from_json(bundle[STATE]["choices"]) == panel.choices


def test_an_open_panel_draws_what_a_refresh_brought(monkeypatch):
    panel = explore.aid()
    before, overview = panel.figure.frame, panel.choices.overview()
    doubled = load.aid().with_columns(pl.col("eur") * 2)
    monkeypatch.setattr(load, "aid", lambda release=None: doubled)
    panel.choose(every="1mo")
    assert panel.figure.frame["eur_bn"].sum() == pytest.approx(2 * before["eur_bn"].sum(), abs=0.1)
    assert panel.choices.overview()["value"].sum() == pytest.approx(2 * overview["value"].sum(), abs=0.1)


def test_the_live_chart_brings_its_own_vega():
    assert "import " not in script().split("\n", 1)[0][:200]
    assert "esm.sh" not in script()
    assert "vegaEmbed" in script()


def test_the_parts_of_a_series_add_up_to_it(aid):
    monthly, yearly = (
        measures.aid.over_time(aid, every=every).group_by("bloc").agg(pl.col("eur_bn").sum().round(6)).sort("bloc")
        for every in ("1mo", "1y")
    )
    total = (
        measures.aid.over_time(aid, cumulative=True)
        .filter(pl.col("period") == date(2026, 4, 1))
        .select("bloc", pl.col("eur_bn").round(6))
    )
    assert_frame_equal(monthly, total)
    assert_frame_equal(yearly, total)
    dollars = measures.aid.over_time(aid, currency="USD", cumulative=True).group_by("bloc", maintain_order=True).last()
    known = measures.aid.in_dollars(aid, cumulative=True).group_by("bloc", maintain_order=True).last()
    assert dollars["usd_bn"].to_list() == pytest.approx(known["usd_bn"].to_list())


def test_a_donors_share_of_gdp_is_the_one_of_its_totals(aid):
    dated = aid.filter(pl.col("month").is_not_null())
    known = measures.aid.against_economy(dated).filter(donor="DNK")
    ended = [
        measures.aid.over_time(aid, "donor", cumulative=True, per=per).filter(donor="DNK").row(-1)[-1]
        for per in ("gdp", "head")
    ]
    assert ended == pytest.approx([known["pct_gdp"].item(), known["eur_per_head"].item()], rel=1e-5)


def test_a_donor_without_a_row_of_a_kind_gave_nothing_of_it(aid):
    assert aid.filter(kind="military", donor="EUI").is_empty()
    rows = measures.aid.over_time(aid, "donor", kind="military").filter(donor="EUI")
    assert rows["eur_bn"].to_list() == [0.0] * 52
    with pytest.raises(UnknownName, match="no country, bloc or group 'XYZ'"):
        flows.over_time(aid, "donor", ["XYZ"], kind="military")
    assert flows.over_time(aid, only="Europe").frame.equals(flows.over_time(aid, only=["Europe"]).frame)


def test_unknown_is_not_zero(aid):
    shares = measures.aid.over_time(aid, "bloc", per="gdp")
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
    assert figure.subtitle.endswith("; no such listing with a day, so not shown: AU")
    assert "figures.ships.over_time" not in " ".join(figure.notes)
    ships = counts.over_time(*tables, ["EU", "UK", "US"], measure="vessel_ban", every="1q", months=("2022-10", None))
    assert ships.subtitle.endswith("; no such listing with a day, so not shown: US")
    assert ships.notes[-1].endswith("the EU, the UK and the US, whatever the measure: figures.ships.over_time.")
    drawn = figures.ships.over_time(load.vessels(), load.sanctions_coverage(), load.designations()).frame
    assert {"EU", "UK", "US"} <= {*drawn["authority"]}


def test_a_source_that_begins_late_says_so():
    alone = explore.sanctions(only=["US"]).figure.headline
    assert alone == "Listings since January 2022: United States 1,788 (known from 4 May 2024 to 11 July 2026)"
    both = explore.sanctions().figure
    assert both.headline == "Listings from 4 May 2024 to 29 April 2026: US 1,788, EU 781"
    compared = "United States 1,788, European Union 781 and United Kingdom 672"
    assert f"Compared from 4 May 2024 to 29 April 2026: {compared}." in both.notes


def test_a_subtitle_says_where_lines_begin_and_that_they_count_more_days_than_the_headline():
    tables = load.designations(), load.sanctions_coverage()
    told = "; the headline is of the days that all cover, the lines of all days known;"
    bans = counts.over_time(*tables, ["EU", "UK"], measure="vessel_ban", every="1q", months=("2022-10", None))
    assert bans.headline.endswith("to 24 February 2026: EU 578, UK 523")
    ends = dict(
        bans.frame.sort("period").group_by("authority", maintain_order=True).last().select("authority", "listings").iter_rows()
    )
    assert ends["EU"] > 578
    assert told in bans.subtitle
    assert "since October 2022, drawn from Q2 2024;" in bans.subtitle
    alone = counts.over_time(*tables, ["EU"], months=("2025-01", None)).subtitle
    assert told not in alone
    assert "drawn from" not in alone
    assert told not in counts.over_time(*tables, every="1q", cumulative=False).subtitle


def test_a_source_in_no_comparison_is_drawn_and_said_to_be_in_none():
    notes = explore.sanctions(only=["EU", "US", "CA"]).figure.notes
    assert "Drawn and not compared: Canada (known to 25 May 2025)." in notes


def test_a_choice_that_does_not_exist_names_the_good_ones():
    with pytest.raises(UnknownName, match="by, only, stage"):
        explore.aid(colour="red")
    with pytest.raises(UnknownName, match="did you mean 'DEU'"):
        explore.aid(by="donor", only=["DEX"])
    with pytest.raises(UnknownName, match="'offers', 'offers, if'"):
        explore.guarantees(stance="keen")


def test_months_that_no_month_can_be_are_refused(aid):
    with pytest.raises(AnalysisError, match="no first and last month"):
        flows.over_time(aid, months=["2025"])
    with pytest.raises(AnalysisError, match="covers 2022-01 to 2026-04"):
        flows.over_time(aid, months=["2030-01", "2030-02"])


@pytest.mark.parametrize("release", [28, 29, load.default_release()])
def test_a_release_is_taken_by_name_or_number_and_its_control_shows_it(release):
    panel = explore.aid(release=release)
    assert panel.controls["release"].label.split()[0] == str(release)
    assert panel.figure.frame["release"].unique().to_list() == [str(release)]
    assert f'load.aid("{release}")' in panel.chart.code
    assert repr(panel) == f'explore.aid(release="{release}")'


def test_the_default_release_clicked_is_none_by_name():
    panel = explore.aid(release=load.default_release())
    panel.controls["release"].value = "28"
    panel.controls["release"].value = "all"
    assert repr(panel) == "explore.aid()"


def test_the_end_of_the_record_can_be_named_and_a_later_day_cannot():
    end = load.collected_to()
    panel = explore.guarantees(as_of=f"{end}")
    assert panel.controls["as_of"].label == day(end)
    assert panel.figure.spec() == explore.guarantees().figure.spec()
    for later in (end + timedelta(days=1), "2099-12-31"):
        with pytest.raises(AnalysisError, match=f"after the end of the record\n  -> choose a day to {end}"):
            explore.guarantees(as_of=later)


@pytest.mark.parametrize("when", ["2025-09-20", date(2025, 9, 20), "2023-05-01"])
def test_a_day_within_a_month_stands_on_the_slider_and_stays_there(when):
    panel = explore.guarantees(as_of=when)
    slider = panel.controls["as_of"]
    offered = slider.options
    assert offered[slider.index] == (day(date.fromisoformat(f"{when}")), f"{when}")
    assert panel.figure.id == f"tile-map-land-{when}"
    slider.value = "2025-10-31"
    assert slider.options == offered
    assert repr(panel) == 'explore.guarantees(as_of="2025-10-31")'


def test_positions_are_those_of_whom_is_named_groups_of_ones_own_among_them():
    panel = explore.guarantees(only=[groups.EUROPE.without("GBR"), "Norway"])
    assert panel.choices.only == ("Europe without the United Kingdom", "NOR")
    assert "GBR" not in panel.figure.data["country"]
    assert 'only=[groups.EUROPE.without("GBR"), "NOR"]' in panel.chart.code
    assert "Europe without the United Kingdom" in {*panel.controls["only"].labels}
    panel.controls["only"].index = []
    assert repr(panel) == "explore.guarantees()"
    assert panel.figure.headline == explore.guarantees().figure.headline
    panel.choose(only=groups.Group("Two", ["DEU", "FRA"]))
    assert repr(panel) == 'explore.guarantees(only=[Group("Two", ["DEU", "FRA"])])'
    assert {*panel.figure.data["country"]} == {"DEU", "FRA"}
    panel.choose(only=["Malta"])
    assert "no position on troops" in panel.chart.message


@pytest.mark.parametrize(
    ("explorer", "given", "message"),
    [
        (explore.aid, {"only": ["XXX"]}, "no bloc 'XXX'\n.*Europe, United States, Other donors"),
        (explore.aid, {"only": ["Europe", "XXX"]}, "no bloc 'XXX'"),
        (
            explore.aid,
            {"by": "base_bloc", "only": ["Germany"]},
            "Germany is a donor, and blocs are compared\n.*by=.donor., only=",
        ),
        (explore.aid, {"only": 7}, "only=7 is no list\n.*of: Europe, United States"),
        (
            explore.aid,
            {"only": groups.Group("NATO", ["DEU"])},
            "'NATO' is in the list of the panel already.*\n.*name yours otherwise",
        ),
        (explore.aid, {"by": "donor", "only": [groups.EUROPE.without("GBR")]}, "is a group, and by='donor'.*\n.*by=\"bloc\""),
        (explore.aid, {"by": "donor", "only": ["DEU"], "cumulative": "yes"}, "no cumulative 'yes'\n.*True, False"),
        (explore.aid, {"months": ["x", "y"]}, r"no first and last month .*\n.*months=\[\"2022-01\", \"20"),
        (explore.aid, {"months": ["2025-12", "2025-01"]}, "no first and last month"),
        (explore.aid, {"months": ["2025-01"]}, "no first and last month"),
        (explore.aid, {"months": ["2021-12", "2025-12"]}, "no first and last month"),
        (explore.aid, {"months": ["2026-01", "2026-03"], "release": "28"}, 'months=."2022-01", "2026-02".'),
        (explore.aid, {"months": "2025-01"}, "is no list\n.*from 2022-01 to 20"),
        (explore.sanctions, {"subjects": ["x"]}, "no subject 'x'\n.*person, entity, vessel, aircraft"),
        (explore.sanctions, {"subjects": "person"}, "is no list"),
        (explore.sanctions, {"measure": "vessel_ban", "subjects": ["person"]}, "no subject 'person'\n.*one of: vessel$"),
        (explore.sanctions, {"measure": "x"}, "no measure 'x'\n.*asset_freeze, export_control, vessel_ban"),
        (
            explore.sanctions,
            {"measure": ["asset_freeze", "vessel_ban"]},
            "never added\n.*asset_freeze, export_control, vessel_ban",
        ),
        (explore.sanctions, {"months": ["2014-01", "2024-12"]}, 'months=."2022-01", "20'),
        (explore.sanctions, {"only": None}, "is no list\n.*EU, UK, US"),
        (explore.guarantees, {"only": ["XXX"]}, "no country or group 'XXX'"),
        (explore.guarantees, {"only": "US"}, "the map has no position of the United States\n.*domains.matrix"),
        (explore.guarantees, {"only": "Malta"}, "no position on troops by .* of Malta\n.*Austria, Belgium"),
        (explore.guarantees, {"only": groups.Group("NATO", ["DEU"])}, "'NATO' is in the list of the panel already"),
        (explore.guarantees, {"domain": 1}, "no domain 1\n.*land, air, sea"),
        (explore.guarantees, {"as_of": 5}, "is no day"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_can(explorer, given, message):
    with pytest.raises(AnalysisError, match=message):
        explorer(**given)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("explorer", EXPLORERS)
def test_whatever_is_named_is_shown_by_its_control_or_refused_in_words(explorer):
    usual = explorer().choices
    for name in vars(usual):
        for value in (
            "no such",
            5,
            2.5,
            None,
            True,
            ["no such"],
            [None],
            [["EU"]],
            date(2030, 1, 1),
            pl.Series(["EU", "no such"]),
        ):
            try:
                opened = explorer(**{name: value})
            except AnalysisError:
                continue
            if name == "only" and value is None:  # nobody named, as in figures
                assert opened.choices == usual
                continue
            assert choice_value(opened.controls[name].value) is value, f"{name}={value!r}"


@pytest.mark.parametrize(("measure", "subject"), [("vessel_ban", "vessel"), ("export_control", "entity")])
def test_a_measure_named_alone_brings_its_own_subjects(measure, subject):
    panel = explore.sanctions(measure=measure)
    assert panel.controls["subjects"].value == (subject,)
    assert panel.figure.spec() == Sanctions(measure=measure).figure().spec()


def test_naming_none_is_naming_all_and_the_controls_say_so():
    panel = explore.sanctions(only=[], subjects=[])
    assert panel.controls["subjects"].value == ("person", "entity", "vessel", "aircraft")
    assert set(panel.controls["only"].value) == set(panel.figure.frame["authority"])


def test_a_panel_refuses_what_its_controls_do_not_offer_and_stays_as_it_was(panel):
    before = panel.choices, drawn(panel)
    for given in ({"unknown": 1}, {"only": ["XXX"]}, {"kind": "military", "stage": "x"}, {"months": ["x", "y"]}):
        with pytest.raises(AnalysisError):
            panel.choose(**given)
        assert (panel.choices, drawn(panel)) == before
    with pytest.raises(UnknownName, match=r"no choice 'unknown'\n.*by, only, stage"):
        panel.choose(unknown=1)


def test_choices_named_together_are_taken_in_the_order_they_need():
    panel = explore.aid()
    panel.choose(only=["DEU"], by="donor", months=["2022-01", "2022-10"], stage="committed", release=7)
    assert repr(panel) == 'explore.aid(by="donor", only=["DEU"], stage="committed", release="7")'


def test_a_release_with_commitments_alone_offers_its_donors():
    panel = explore.aid(release=7, stage="committed", by="donor")
    assert len(panel.controls["only"].value) == 5
    assert explore.aid(release=7, stage="committed", by="donor", only=["DEU"]).figure.frame["donor"].unique().to_list() == [
        "DEU"
    ]


def test_a_donor_that_an_older_release_lacks_is_left_out_by_a_click():
    panel = explore.aid(by="donor", stage="committed", only=["DEU", "ISL"])
    panel.controls["release"].value = "7"
    assert panel.controls["only"].value == ("DEU",)
    assert panel.chart.message == ""


@pytest.mark.parametrize(
    "choices", [Aid(release="28", by="donor", only=("DEU",)), Aid(release="28", months=("2025-01", "2025-12"))]
)
def test_the_code_shown_is_quoted_one_way(choices):
    assert "'" not in choices.code()


def test_donors_and_blocs_are_taken_by_name_as_figures_take_them():
    assert repr(explore.aid(by="donor", only=["Germany", "UK", "US"])) == 'explore.aid(by="donor", only=["DEU", "GBR", "USA"])'
    assert explore.aid(only=["Europe", "US"]).choices == explore.aid(only=["Europe", "United States"]).choices


def test_whom_is_named_as_everywhere_else():
    for only in ("NATO", groups.NATO, [groups.NATO]):
        assert explore.aid(only=only).choices.only == ("NATO",)
    assert explore.aid(by="donor", only=["Germany", "uk"]).choices.only == ("DEU", "GBR")
    assert explore.aid(only=None).choices == explore.aid().choices


MINE = groups.Group("Three of the east", ["POL", "ROU", "SVK"])


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "group",
    [MINE, groups.EUROPE.without("GBR"), groups.BALTIC_STATES | "POL", groups.NATO.without("USA", "CAN")],
    ids=lambda one: one.name,
)
def test_a_group_of_ones_own_is_offered_drawn_and_written_as_what_makes_it(group):
    panel = explore.aid(only=[group, "United States"])
    drawn = flows.over_time(load.aid(), only=[group, "United States"])
    assert (panel.figure.id, panel.figure.headline, panel.figure.notes) == (drawn.id, drawn.headline, drawn.notes)
    assert (group.name, group.name) in panel.controls["only"].options
    assert group.name in panel.controls["only"].value
    scope = {}
    imports, _, drawing = panel.choices.code().partition("\n\n")
    exec(f"{imports}\ndrawn = {drawing}", scope)
    assert scope["drawn"].id == drawn.id
    assert scope["drawn"].notes == drawn.notes
    opened = eval(panel.choices.call(), {"explore": explore, "Group": groups.Group, "groups": groups})
    assert opened.choices == panel.choices


def test_a_country_stands_beside_groups_as_in_figures():
    panel = explore.aid(only=[groups.NATO, "Germany"])
    assert panel.choices.only == ("NATO", "Germany")
    assert panel.choices.call() == 'explore.aid(only=["NATO", "Germany"])'
    assert panel.figure.frame["bloc"].unique().sort().to_list() == ["Germany", "NATO"]


def test_two_groups_of_one_name_are_not_one_in_the_list():
    explore.aid(only=groups.Group("Neighbours", ["POL"]))
    assert explore.aid(only=groups.Group("Neighbours", ["POL"])).choices.only == ("Neighbours",)
    with pytest.raises(AnalysisError, match="'Neighbours' is in the list of the panel already"):
        explore.aid(only=groups.Group("Neighbours", ["ROU"]))
