"""Figures of an analyst's own charts: none overwrites another, none leaves its folder, and all can be saved."""

import altair as alt
import polars as pl
import pytest

from analysis import Figure, cite, load, measures, table
from analysis.charts import marks
from analysis.charts.picture import Picture
from analysis.errors import AnalysisError, UnknownName
from analysis.export.story import Chapter, Story

YEARS = measures.aid.over_time(load.aid(29), by="bloc", every="1y")


def chart(rows: pl.DataFrame = YEARS) -> alt.Chart:
    return alt.Chart(rows).mark_bar().encode(x="period:T", y="eur:Q", color="bloc:N")


def test_exact_amounts_are_drawn_as_the_same_numbers(tmp_path):
    figure = Figure(chart(), headline="Aid by year")
    rows = next(iter(figure.spec()["datasets"].values()))
    assert [row["eur"] for row in rows] == [float(one) for one in YEARS["eur"]]
    assert figure.frame.equals(YEARS)
    for ending in ("svg", "png", "pdf", "html", "pptx", "docx", "csv", "json", "txt"):
        assert figure.save(tmp_path / f"aid.{ending}").stat().st_size


@pytest.mark.parametrize(
    ("field", "given", "problem"),
    [
        ("data", [1, 2], "a list is no frame"),
        ("data", YEARS.lazy(), "this takes a DataFrame, not a LazyFrame\n  -> collect it first: data.collect"),
        ("subtitle", 2025, "subtitle of a figure is a str, not int"),
        ("alt", 5, "alt of a figure is a str, not int"),
        ("id", None, "id of a figure is a str, not NoneType"),
        ("native", "line", "native of a figure is a Native, not str"),
    ],
)
def test_a_field_of_another_kind_is_refused(field, given, problem):
    with pytest.raises(AnalysisError, match=f"^{problem}"):
        Figure(chart(), headline="Aid", **{field: given})


def test_a_chart_without_a_width_fills_the_page():
    years = YEARS.filter(bloc="Europe").with_columns(year=pl.col("period").dt.year())
    bare = alt.Chart(years).mark_bar().encode(x="year:O", y="eur_bn:Q")
    assert Figure(bare, headline="Aid").spec()["vconcat"][0]["vconcat"][0]["width"] == marks.WIDTH
    assert Figure(bare.properties(width=90), headline="Aid").spec()["vconcat"][0]["vconcat"][0]["width"] == 90
    assert "width" not in Figure(bare | bare, headline="Aid").spec()["vconcat"][0]["vconcat"][0]


@pytest.mark.parametrize("name", ["../../evil", "a/b", "a\\b", "a b", ".hidden", "a" * 101, "line\n"])
def test_an_id_that_is_no_name_of_a_file_is_refused(name):
    with pytest.raises(AnalysisError, match=r"^'.* cannot be the id of a figure.*\n  -> write letters, digits and hyphens"):
        Figure(chart(), headline="Aid", id=name)
    # Nor does one come in by a notebook that somebody else wrote.
    with pytest.raises(AnalysisError, match="cannot be the id"):
        Picture({"id": name}, {})


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Европа впереди", "европа-впереди"),
        ("Aid über alles: 2 %", "aid-über-alles-2"),
        ("مساعدات 2025", "مساعدات-2025"),
        ("!", "figure"),
    ],
)
def test_a_headline_in_any_script_gives_an_id(headline, name):
    assert Figure(chart(), headline=headline).id == name


def test_two_figures_with_one_id_are_both_briefed_on():
    parts = [YEARS.filter(bloc=bloc) for bloc in ("Europe", "United States", "Europe")]
    pictures = [Figure(chart(rows), headline="Aid by year").picture() for rows in parts]
    story = Story("Briefing", "", [Chapter("10", "One", pictures[:1]), Chapter("20", "Two", pictures[1:])])
    assert [[one.id for one in chapter.pictures] for chapter in story.chapters] == [
        ["aid-by-year"],
        ["aid-by-year-2", "aid-by-year"],
    ]
    rows = {one.id: one.record["csv"] for one in story.pictures}
    assert rows == {"aid-by-year": pictures[0].record["csv"], "aid-by-year-2": pictures[1].record["csv"]}
    assert 'id="aid-by-year-2-title"' in story.pictures[1].svg


def test_the_data_of_a_chart_in_layers_or_panels_are_what_all_of_them_draw():
    rule = alt.Chart(pl.DataFrame({"y": [1]})).mark_rule().encode(y="y:Q")
    for drawn in (rule + chart(), chart() | rule, rule & chart()):
        figure = Figure(drawn, headline="Aid by year")
        assert figure.frame["eur"].drop_nulls().sort().to_list() == YEARS["eur"].cast(float).sort().to_list()
        assert figure.frame["y"].drop_nulls().to_list() == [1]
        assert figure.source_line.startswith("Source: Kiel Institute")
    assert Figure(chart().facet("bloc:N"), headline="Aid by year").frame.equals(YEARS)


WORKS = {
    "dollars": ({"currency": "usd"}, ["European Central Bank"]),
    "dollars by quarter": ({"currency": "usd", "every": "quarter"}, ["European Central Bank"]),
    "per head": ({"per": "head"}, ["World Bank"]),
    "at the prices of a year": ({"prices": "2025"}, ["Eurostat"]),
    "dollars at the prices of a year": (
        {"prices": "2025", "currency": "usd"},
        ["US Bureau of Labor Statistics", "European Central Bank"],
    ),
    "of the economy, as the tracker has it": ({"per": "gdp"}, []),
    "euros": ({}, []),
}


@pytest.mark.parametrize("name", WORKS)
def test_a_chart_cites_what_its_unit_was_made_with(name):
    choice, works = WORKS[name]
    rows = measures.aid.over_time(load.aid(29), only="Germany", **choice)
    unit = measures.aid.unit_of(**{key: value for key, value in choice.items() if key != "every"})
    chart = alt.Chart(rows).mark_bar().encode(x="period:T", y=f"{unit}:Q")
    cited = [source.text.partition(",")[0] for source in Figure(chart, headline="Own").sources]
    assert cited == ["Kiel Institute for the World Economy", *works]


def test_amounts_told_in_dollars_need_no_rates():
    assert not any(
        "Central Bank" in source.text for source in cite(load.us_packages(), measures.packages.us_over_time(load.us_packages()))
    )
    paid = measures.sanctions.trade.paid_and_given(load.russia_trade(), load.aid(29), years=[2022, 2023, 2024])
    assert [source.text.partition(",")[0] for source in cite(paid)] == [
        "Kiel Institute for the World Economy",
        "International Monetary Fund",
        "European Central Bank",
    ]


def test_measures_that_add_up_rows_still_name_the_works_they_are_of():
    loans, ships = measures.assets.drawn(load.loans()), measures.ships.overlap(load.vessels(), "2026-03-22")
    record = "This project's record of {}, each with its page, collected to 10 October 2026"
    assert [source.text for source in cite(loans)] == [record.format("loans")]
    assert [source.text for source in cite(measures.assets.by_year(load.russian_assets()))] == [record.format("assets")]
    euros = [source.text for source in cite(measures.purl.in_euros(load.purl()))]
    assert euros == ["European Central Bank, Euro foreign exchange reference rates", record.format("contributions")]
    works = {row["imo"]: row["source"] for row in load.vessels().filter(authority="EU").iter_rows(named=True)}
    assert {*works.values()} == {"vessel_files"}
    apart = measures.ships.listed(load.vessels(), by="EU", not_by="US", on="2026-03-22")
    for rows in (ships, measures.ships.sizes(load.vessels(), "2026-03-22"), apart):
        named = {source.text.partition(",")[0] for source in cite(rows)}
        assert named == {"Office of Foreign Assets Control", "Those Sketchy Boats"}
    assert table(loans, "Loans").source_line == f"Source: {record.format('loans')}."
    assert "(2026)" in table(loans, "Loans").cite()
    assert table(loans, "Loans", sources=["BMVg, report 2025"]).cite() == (
        "Europe and the United States for Ukraine. Loans. Table loans. Source: BMVg, report 2025."
    )
    with pytest.raises(UnknownName, match="record/lones"):
        cite(pl.DataFrame({"source": ["record/lones"]}))


def test_headings_write_currencies_and_bodies_in_capitals():
    rows = pl.DataFrame(schema=["eur_bn", "usd_bn", "per_eur", "share_of_gdp", "legal_act", "Paid bn", "us", "imo"])
    heads = table(rows.cast(pl.Int64).clear(n=1), "Heads", sources=["me"]).record()["header"]
    assert heads == ["EUR bn", "USD bn", "Per EUR", "Share of GDP", "Legal act", "Paid bn", "US", "IMO"]
