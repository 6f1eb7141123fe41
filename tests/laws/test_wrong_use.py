"""Wrong uses of groups, of the grammar and of tables that join, found by trying: each is told in words, with what to do instead."""

import inspect
import re
from datetime import date
from functools import partial

import pandas as pd
import polars as pl
import pytest

import analysis
from analysis import Group, figures, groups, load, marks, measures
from analysis.errors import AnalysisError
from analysis.search import public_names

AID = load.aid(29)
OWN = AID.with_columns(bloc=pl.lit("Everyone"))
HALVED = AID.with_columns(bloc=pl.when(pl.col("kind") == "military").then(pl.lit("A")).otherwise(pl.lit("B")))
LOST = AID.with_columns(bloc=pl.when(pl.col("donor") != "GBR").then(pl.lit("All but one")))
RECODED = AID.with_columns(donor=pl.col("donor").replace({"GBR": "CAN"}))
of_aid, drawn = measures.aid, figures.aid
LISTED, COVERED = load.designations(), load.sanctions_coverage()
PLEDGES = load.pledges()
listings = partial(figures.sanctions.counts.over_time, LISTED, COVERED)
counted = partial(measures.sanctions.counts, LISTED, COVERED, bases={"EU": "stated"})
ships, trade = measures.sanctions.ships, measures.sanctions.trade


def own(columns: dict[str, list[object]]) -> pl.DataFrame:
    return load.own(pd.DataFrame(columns), donor="DEU", kind="military", source="A ministry, made up")


WRONG = {
    "a country misspelt": (lambda: groups.EUROPE.without("Grat Britain"), "did you mean 'Great Britain'"),
    "a code of nobody": (lambda: Group("Mine", ["DEV"]), "did you mean 'DEU'"),
    "left out of what it is not in": (lambda: groups.NATO.without("Austria"), r"Austria is not in NATO.*\n.*its 32 members"),
    "all left out": (lambda: groups.BALTIC_STATES.without(*groups.BALTIC_STATES), r"nobody is left.*\n.*leave out fewer"),
    "nobody left out": (groups.NATO.without, r"nobody was named.*\n.*without\(\"GBR\""),
    "a text for members": (lambda: Group("Baltics", "EST"), r"no list: 'EST'\n.*in brackets"),
    "no members": (lambda: Group("Baltics"), r"has no members\n.*name some"),
    "members before the name": (lambda: Group(["EST"], "Baltics"), r"no name of a group\n.*its name first"),
    "a number for a member": (lambda: Group("Mine", [1]), r"1 is no country.*\n.*by code or name"),
    "a sum of groups that overlap": (lambda: groups.NATO + groups.EU27, r"share 23 members.*\n.*`\|` in place of `\+`"),
    "two groups of one name": (lambda: of_aid.totals(AID, only=[Group("X", ["DEU"]), Group("X", ["FRA"])]), r"two groups.*\n.*otherwise"),
    "a group for what to tell apart": (lambda: of_aid.totals(AID, groups.NATO), r"NATO is whom to choose\n.*only="),
    "a stage for a group": (lambda: of_aid.totals(AID, "bloc", "committed"), r"is a stage.*\n.*stage='committed'"),
    "a kind for a group": (lambda: of_aid.over_time(AID, only="military"), r"is a kind.*\n.*kind='military'"),
    "overlapping groups summed by kind": (lambda: of_aid.totals(AID, "kind", [groups.NATO, groups.G7]), r"twice\n.*share none"),
    "a donor without rows": (lambda: of_aid.totals(AID, only="Albania"), r"no aid in these rows by 'Albania'\n.*measures.aid.totals"),
    "months as one text": (lambda: of_aid.over_time(AID, months="2025"), r"no first and last month\n.*None in place"),
    "one month": (lambda: of_aid.over_time(AID, months=("2025-01",)), r"no first and last month\n.*None in place"),
    "a month that is none": (lambda: of_aid.over_time(AID, months=("2025-13", None)), r"'2025-13' is no month\n.*write months="),
    "months the wrong way round": (lambda: of_aid.over_time(AID, months=("2025-06", "2025-01")), r"before they begin.*\n.*earlier month first"),
    "months to come": (lambda: of_aid.over_time(AID, months=("2030", None)), r"covers 2022-01 to 2026-04\n.*inside it"),
    "months of listings to come": (lambda: listings(months=("2030-01", None)), r"no month from 2030-01 .*last .* 2026-10\n.*choose months"),
    "months of listings before the first counted": (lambda: listings(months=(None, "2019-01")), r"before 2022-01, .*\n.*name it too"),
    "months of listings that no source covers": (lambda: counted(months=("2000", "2001")), r"cover 2014-03 to 2026-10\n.*inside it"),
    "days of statements the wrong way round": (lambda: measures.guarantees.statements(PLEDGES, "2026-05-01", "2026-01-01"), r"before since 2026-05-01\n.*earlier day"),
    "changes of mind after the record": (lambda: measures.guarantees.changes_of_mind(PLEDGES, since="2030-01-01"), r"after the end of the record\n.*choose a day"),
    "a mean of a running total": (lambda: of_aid.over_time(AID, smooth=3, cumulative=True), r"no mean of 3 periods\n.*choose one"),
    "a mean of nothing": (lambda: of_aid.over_time(AID, smooth=0), r"no number of periods\n.*smooth=3"),
    "a mean longer than the release": (lambda: of_aid.over_time(AID, smooth=500), r"covers 52\n.*fewer"),
    "dollars of GDP": (lambda: of_aid.over_time(AID, currency="usd", per="gdp"), r"no currency.*\n.*EUR"),
    "pounds": (lambda: of_aid.over_time(AID, currency="GBP"), r"no currency 'GBP'\n.*EUR, USD"),
    "weeks": (lambda: of_aid.over_time(AID, every="week"), r"no every 'week'\n.*1mo, 1q, 6mo, 1y"),
    "a share per head": (lambda: of_aid.over_time(AID, share=True, per="head"), r"no yardstick\n.*choose one"),
    "kinds against the economy": (lambda: of_aid.over_time(AID, "kind", per="gdp"), r"no economy.*\n.*by='bloc'"),
    "cumulative as a word": (lambda: of_aid.over_time(AID, cumulative="yes"), r"neither True nor False\n.*cumulative=True"),
    "too many series": (lambda: drawn.flows.over_time(AID, "donor", groups.NATO), r"29 donors are too many.*\n.*8 or fewer"),
    "rows left out in place of a group": (lambda: drawn.europe_and_us(AID.filter(pl.col("donor") != "GBR")), r"a part of release 29.*\n.*only="),
    "a donor recoded in place of a group": (lambda: drawn.europe_and_us(RECODED), r"not those of release 29.*\n.*name your own"),
    "a bloc of one's own without a name": (lambda: of_aid.totals(LOST), r"no bloc of United Kingdom\n.*fill_null"),
    "blocs of one's own as numbers": (lambda: of_aid.totals(AID.with_columns(bloc=pl.lit(1))), r"not names of blocs\n.*cast"),
    "a donor in two blocs of one's own": (lambda: of_aid.over_time(HALVED, per="gdp"), r"in several blocs.*\n.*give each donor one"),
    "the house's names over one's own blocs": (lambda: drawn.europe_and_us(OWN), r"own column 'Europe'\n.*Everyone"),
    "one's own blocs in a figure of the house's": (lambda: drawn.donors.by_kind(OWN), r"of their own.*\n.*aid.drop\('bloc'\)"),
    "a group without a GDP": (lambda: drawn.flows.over_time(AID, only="NATO", per="gdp"), r"Albania, Montenegro.*\n.*without\('ALB\'"),
    "an authority by another code": (lambda: ships.listed(load.vessels(), by="EU", not_by="USA"), r"did you mean 'US'"),
    "ships of a day before their lists began": (
        lambda: figures.ships.over_time(load.vessels(), load.sanctions_coverage(), load.designations(), until="2022-03-05"),
        r"known from 2024-07-31 on.*\n.*choose a day from 2024-07-31",
    ),
    "a list against itself": (lambda: ships.listed(load.vessels(), by="EU", not_by="EU"), r"EU and not by EU\n.*two authorities"),
    "a day that lists do not reach": (lambda: ships.listed(load.vessels(), by="EU", on="2027-01-01"), r"known to 2026-07-31.*\n.*choose a day"),
    "a year of ten months": (lambda: trade.energy_by_year(load.energy_buyers(), years=[2022]), r"10 of 12 months of 2022.*\n.*2021"),
    "a basis without a whole year": (lambda: trade.energy_by_year(load.energy_buyers(), basis="press tabulation", commodity="lng"), r"known for no year wholly, of 12 months for .*\n.*energy_by_month"),
    "a table of a filter that left none": (lambda: analysis.table(load.us_packages().filter(kind="law"), "Laws"), r"without rows.*\n.*a code.*frame\['kind'\].unique"),
    "a year without trade": (lambda: trade.paid_and_given(load.russia_trade(), AID, years=[2025]), r"2025 has no trade.*\n.*2022, 2023, 2024"),
    "names for what has no codes": (lambda: load.named(load.releases()), r"no column of countries.*\n.*donor, country"),
    "names for a lazy frame": (lambda: load.named(AID.lazy()), r"not to a LazyFrame\n.*collect"),
    "a table of another subject": (lambda: drawn.weapons.heavy_weapons(AID), r"needs a column 'category', which a table given lacks\n.*load.weapons\(\)"),
    "a table of another subject in a measure": (lambda: measures.guarantees.changes_of_mind(AID), r"needs a column 'status'.*\n.*load.pledges\(\)"),
    "listings for ships": (lambda: ships.listed(LISTED, by="EU"), r"needs a column 'still_as_of'.*\n.*it takes load.vessels\(\)"),
    "two tables the other way round": (lambda: figures.guarantees.stance_strip(load.governments(), PLEDGES, "2026-10-10"), r"needs a column 'known_by'.*\n.*load.pledges\(\), load.governments\(\)"),
    "days of another type in a table": (lambda: ships.overlap(load.vessels().with_columns(listed_on=pl.lit("May")), "2026-02-24"), r"overlap cannot work with the rows given: .*\n.*load.vessels"),
    "a day in words": (lambda: ships.overlap(load.vessels(), "February 2026"), r"is no day\n.*YYYY-MM-DD"),
    "no day at all": (lambda: ships.overlap(load.vessels()), r"overlap: missing a required argument: 'until'\n.*overlap\(vessels, until\)"),
    "an argument misspelt": (lambda: of_aid.over_time(AID, evry="year"), r"no argument 'evry'\n.*did you mean 'every'\? write over_time\(aid, by="),
    "an argument of altair's": (lambda: drawn.monthly(AID).reworded(title="Aid"), r"reworded has no argument 'title'\n.*headline=None"),
    "a release misspelt": (lambda: load.aid(relase=28), r"aid has no argument 'relase'\n.*did you mean 'release'"),
    "own data without the argument of their source": (lambda: load.own(AID, donor="DEU"), r"missing a required .*argument: 'source'\n.*write own\(data, \*, source"),
    "months as a slice": (lambda: of_aid.over_time(AID, months=slice("2025-01", "2025-06")), r"no first and last month\n.*write months="),
    "years as a text": (lambda: trade.paid_and_given(load.russia_trade(), AID, years="2022"), r"no list of years\n.*years=\[2022"),
    "years as a number": (lambda: trade.energy_by_year(load.energy_buyers(), years=2021), r"no list of years\n.*in brackets"),
    "bases as a text": (lambda: measures.sanctions.counts(LISTED, COVERED, bases="EU"), r"on which basis each authority is counted\n.*bases=\{"),
    "a column for a frame": (lambda: of_aid.totals(AID["eur"]), r"one column, and no frame\n.*to_frame"),
    "a figure for a chart": (lambda: marks.events(drawn.monthly(AID), load.events()), r"a chart of altair, not on Figure\n.*Figure\(marks.events"),
    "a number for a path": (lambda: drawn.monthly(AID).save(3), r"3 is no path\n.*lead.pptx"),
    "a folder for a file": (lambda: load.own(".", source="BMVg"), r"is a folder, and no file\n.*give its path"),
    "own amounts that pandas does not know": (lambda: own({"month": ["2025-01"] * 2, "amount": [1.5, None]}), r"1 of 2 amounts.*\n.*in pandas frame.dropna\(subset=\['amount'\]\)"),
    "own amounts that are no number": (lambda: own({"month": ["2025-01"], "amount": [float("inf")]}), r"'inf' in 'amount' is no amount\n.*numbers alone"),
    "own months of another century": (lambda: own({"month": ["1899-01"], "amount": [1]}), r"'1899-01' in 'month' is no month.*\n.*2025-04"),
    "a group under a name that the explorer's list has": (lambda: analysis.explore.aid(only=Group("G7", ["DEU", "POL"])), r"'G7' is in the list of the panel already.*\n.*otherwise"),
    "a frame where a figure is shown": (lambda: analysis.explore.picture(AID), r"shows a figure, and this is of type DataFrame\n.*explore.table shows a frame"),
    "totals where months are needed": (lambda: of_aid.over_time(load.aid_totals(30)), r"no column 'month'\n.*measures.aid.totals"),
    "since a month": (lambda: measures.guarantees.changes_of_mind(load.pledges(), since="May 2025"), r"is no day\n.*YYYY-MM-DD"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_use_is_told_in_words_with_the_fix(name):
    use, words = WRONG[name]
    with pytest.raises(AnalysisError) as told:
        use()
    assert re.search(words, str(told.value)), str(told.value)
    assert told.value.fix


def test_a_ready_made_group_that_is_none_names_those_that_are():
    with pytest.raises(AttributeError, match=r"no group 'nato'\n.*did you mean 'NATO'.*or make one"):
        groups.nato  # noqa: B018


def test_there_are_seventy_wrong_uses_and_more():
    assert len(WRONG) >= 70


@pytest.mark.parametrize(
    ("place", "name", "meant"),
    [
        (measures, "aids", "aid"),
        (measures.aid, "overtime", "over_time"),
        (figures.aid, "europe_and_usa", "europe_and_us"),
        (load, "pledge", "pledges"),
        (marks, "event", "events"),
    ],
)
def test_a_name_misspelt_is_told_with_the_near_one(place, name, meant):
    with pytest.raises(AttributeError, match=rf"no '{name}' in .*\n  -> did you mean '{meant}'\?"):
        getattr(place, name)
    assert not hasattr(place, "_repr_html_")


def test_days_are_taken_as_texts_wherever_a_day_is_meant():
    text, moment = "2026-02-24", date(2026, 2, 24)
    assert ships.overlap(load.vessels(), text).equals(ships.overlap(load.vessels(), until=moment))
    assert ships.sizes(load.vessels(), until=text).equals(ships.sizes(load.vessels(), moment))
    assert measures.scorecard.packages(load.actions(), text) == measures.scorecard.packages(load.actions(), moment)
    for name, function in public_names():
        if name.startswith("measures.") and inspect.isfunction(function) and date in function.__annotations__.values():
            given = [one for one, kind in function.__annotations__.items() if kind is date]
            others = {one: None for one in inspect.signature(function).parameters if one not in given}
            with pytest.raises(AnalysisError, match="'May 2025' is no day"):
                function(**others, **dict.fromkeys(given, "May 2025"))
