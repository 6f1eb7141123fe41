"""A country's brief: its numbers by hand for five donors, and for every donor no empty chart and no sentence that does not hold."""

import csv
import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analysis import figures, groups, load
from analysis.charts.formatting import short_money
from analysis.errors import AnalysisError, UnknownName
from analysis.figures.country.donor import donor_of
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from tests.support import sampling

WRONG = re.compile(r"\b(None|nan|inf|null)\b| \.|€0m|€-|\$0m|-0|\bhas have\b|\.\.")
"""What no sentence of a brief may have."""

DATA = Path(__file__).parents[2] / "data"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FIVE = {"DEU": "Germany", "ISL": "Iceland", "JPN": "Japan", "HUN": "Hungary", "USA": "United States"}
DONORS = sorted({row["donor"] for row in csv.DictReader((DATA / "aid/aid_29.csv").open())})


@pytest.fixture(scope="module")
def tables() -> Snapshot:
    return load.snapshot("2026-10-10", since="2026-04-10")


def panels_of(tables: Snapshot, code: str) -> list[Panel]:
    """Give every panel of words of a brief."""
    draw = figures.country
    words = [draw.opening, draw.messages, draw.positions]
    return [*(one(tables, code) for one in words), draw.new_since(tables, code, load.aid(28)), draw.not_known(tables, code)]


def point_of(tables: Snapshot, country: str, label: str) -> Point:
    """Give the first text of the first page that has a label."""
    return next(point for point in figures.country.messages(tables, country).points if point.label == label)


def by_hand(table: str, **wanted: str) -> dict[str, Decimal]:
    """Sum euros by donor out of a file, with the standard library alone."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader((DATA / f"aid/{table}.csv").open()):
        sums[row["donor"]] += Decimal(row["eur"]) if all(row[name] == value for name, value in wanted.items()) else 0
    return sums


@pytest.mark.sampled(5)
@pytest.mark.parametrize("code", FIVE)
def test_rank_and_totals_are_those_of_the_file(tables: Snapshot, code: str) -> None:
    sums = by_hand("aid_totals", release="30", stage="allocated")
    place = 1 + sum(amount > sums[code] for amount in sums.values())
    rows = {row[0]: row[1:] for row in figures.country.facts(tables, FIVE[code]).rows.iter_rows()}
    assert rows["Aid allocated (earmarked)"][:2][0] == short_money(float(sums[code] / 10**9))
    assert measure.rank(tables.lead, code).place == place
    promised = by_hand("aid_totals", release="30", stage="committed")
    assert rows["Aid committed (promised)"][0] == short_money(float(promised[code] / 10**9))
    for kind in ("military", "financial", "humanitarian"):
        one = by_hand("aid_totals", release="30", stage="allocated", kind=kind)[code]
        assert rows[f"{kind.capitalize()} aid allocated"][0] == short_money(float(one / 10**9))


@pytest.mark.parametrize("code", FIVE)
def test_the_last_twelve_months_and_the_twelve_before_are_those_of_the_file(tables: Snapshot, code: str) -> None:
    months: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader((DATA / "aid/aid_29.csv").open()):
        if row["donor"] == code and row["stage"] == "allocated":
            months[row["month"][:7]] += Decimal(row["eur"])
    last = [f"{2025 + (month > 12)}-{(month - 1) % 12 + 1:02}" for month in range(5, 17)]
    before = [f"{int(month[:4]) - 1}{month[4:]}" for month in last]
    expected = tuple(float(sum((months[month] for month in span), Decimal()) / 10**9) for span in (last, before))
    assert measure.years(tables.aid, code, tables.day) == pytest.approx(expected, abs=1e-5)


def test_size_is_own_aid_and_the_part_of_the_eus_over_gdp(tables: Snapshot) -> None:
    gdp = {
        row["iso3"]: float(row["gdp_2021_eur_bn"])
        for row in csv.DictReader((DATA / "reference/countries.csv").open())
        if row["gdp_2021_eur_bn"]
    }
    part = {
        row["donor"]: float(row["eur"]) / 1e9
        for row in csv.DictReader((DATA / "aid/eu_aid_shares.csv").open())
        if row["release"] == "30"
    }
    own = by_hand("aid_totals", release="30", stage="allocated")
    for code in ("DEU", "HUN", "JPN"):
        line = figures.country.opening(tables, code).points[1].text
        assert f"{100 * float(own[code]) / 1e9 / gdp[code]:.2f}% of its GDP of 2021" in line
        assert f"{100 * (float(own[code]) / 1e9 + part.get(code, 0.0)) / gdp[code]:.2f}%" in line
        assert ("with its part of the EU institutions' aid" in line) == (code in part)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("code", DONORS)
def test_every_donor_has_a_brief_that_holds(tables: Snapshot, code: str) -> None:
    donor = donor_of(tables, code)
    panels = panels_of(tables, code)
    for panel in panels:
        assert panel.points
        for point in panel.points:
            text = f"{point.claim} {point.text}"
            assert point.label, panel.id
            assert text.strip(), panel.id
            assert not WRONG.search(text), text
            if donor.code == "EUI":
                # What the record says of a position is in words of its own.
                for position in donor.positions["position"]:
                    text = text.replace(position, "")
                assert " its " not in f" {text} ", text
    assert len(panels[0].heading.split()) <= 14
    facts = figures.country.facts(tables, code)
    assert facts.rows.null_count().sum_horizontal().item() == 0
    drawn = figures.country.by_year(tables, code)
    assert drawn.data["amount"].sum() > 0, "an empty chart"
    assert figures.country.beside(tables, code).frame.height


def test_a_position_that_lapsed_is_told_as_lapsed_and_stands_nowhere(tables: Snapshot) -> None:
    said = figures.country.positions(tables, "Hungary")
    assert "lapsed on 12 April 2026" in said.note
    assert figures.country.messages(tables, "Hungary").points[3].claim == "Hungary has no position on troops in the record."


def test_a_month_that_ends_on_the_day_counts_and_who_gave_nothing_has_the_last_place(tables: Snapshot) -> None:
    ended, before = (measure.years(tables.aid, "DEU", day) for day in (date(2026, 3, 31), date(2026, 3, 30)))
    assert ended == measure.years(tables.aid, "DEU", date(2026, 4, 29))
    assert ended != before
    aid = tables.lead.filter(~((pl.col("donor") == "DEU") & (pl.col("stage") == "allocated")))
    rank = measure.rank(aid, "DEU")
    assert (rank.place, rank.of, rank.amount) == (42, 42, 0.0)
    even = tables.lead.filter(donor="JPN").with_columns(eur=pl.lit("1000000.00").cast(pl.Decimal(18, 2)))
    assert list(measure.kinds(even, "JPN")) == sorted(measure.kinds(even, "JPN"))


@pytest.mark.parametrize(("code", "authority", "as_of"), [("CAN", "CA", "25 May 2025"), ("AUS", "AU", "2 August 2026")])
def test_a_list_of_ones_own_is_counted_as_it_stood_on_its_day(tables: Snapshot, code: str, authority: str, as_of: str) -> None:
    rows = csv.DictReader((DATA / "sanctions/designations.csv").open())
    named = sum(
        int(row["listings"])
        for row in rows
        if row["authority"] == authority and row["measure"] == "asset_freeze" and row["subject"] in {"person", "entity"}
    )
    said = point_of(tables, code, "Sanctions")
    assert f"own list names {named:,} persons and entities." in said.claim
    assert f"as the list stood on {as_of}" in said.text


def test_a_list_that_is_later_than_the_day_is_not_counted() -> None:
    said = point_of(load.snapshot("2025-04-10"), "Canada", "Russia")
    assert said.claim == "Sanctions of Canada are known as they stood on a later day alone."
    assert not re.search(r"\d,\d{3}", said.text)


@pytest.mark.parametrize(
    ("day", "country", "told"),
    [
        ("2026-10-10", "Hungary", "Hungary paid €199m for Russian oil, gas and coal in January 2026"),
        ("2026-02-10", "Hungary", "Hungary paid €312m for Russian oil, gas and coal in November 2025"),
        ("2026-10-10", "EU institutions", "Member states paid €1.2bn for Russian oil, gas and coal in August 2025"),
        ("2026-10-10", "France", None),
        ("2026-10-10", "Japan", None),
    ],
)
def test_what_was_paid_for_fuels_is_the_newest_month_known_and_sure(day: str, country: str, told: str | None) -> None:
    said = point_of(load.snapshot(day), country, "Russia")
    text = f"{said.claim} {said.text}"
    assert told in text if told else "oil, gas and coal" not in text


def test_whatever_is_said_of_russia_is_cited(tables: Snapshot) -> None:
    cited = {name: " ".join(one.text for one in figures.country.messages(tables, name).sources) for name in ("Canada", "UK")}
    assert "Canadian Autonomous Sanctions List" in cited["Canada"]
    assert "UK Sanctions List" in cited["UK"]
    assert all("International Monetary Fund" in one for one in cited.values())


def test_what_is_new_stands_by_its_day_the_newest_first(tables: Snapshot) -> None:
    labels = [point.label for point in figures.country.new_since(tables, "EUI", load.aid(28)).points]
    assert labels[:4] == ["28 September 2026", "18 September 2026", "23 July 2026", "13 July 2026"]
    last = figures.country.new_since(tables, "EUI", load.aid(28)).points[-1].text
    assert "The total by June 2026 (release 30) is €10.8bn higher" in last


def test_heavy_weapons_are_told_by_type(tables: Snapshot) -> None:
    with (DATA / "aid/weapons.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if int(row["items"])]
    words = {
        "Air Defense": "air defence",
        "Howitzers": "howitzer",
        "IFV": "fighting vehicle",
        "MLRS": "rocket launcher",
        "Tanks": "tank",
    }
    for code in ("POL", "USA", "DNK", "LVA"):
        own = {row["category"]: int(row["items"]) for row in rows if row["donor"] == code}
        said = next(point for point in figures.country.messages(tables, code).points if point.label == "Weapons")
        assert said.claim.split()[0].lower() in {str(sum(own.values())), "six"}
        assert all(words[kind] in said.claim + said.text for kind in own)
        first = max(own, key=own.__getitem__)
        assert words[first] in said.claim
        assert ("mostly" in said.claim) == (len(own) > 1 and own[first] > sum(own.values()) / 2)
    iceland = next(point for point in figures.country.messages(tables, "ISL").points if point.label == "Weapons")
    assert iceland.claim == "No heavy weapon from Iceland is on record."


def test_people_hosted_stand_by_inhabitants_with_a_place(tables: Snapshot) -> None:
    facts = {row[0]: row[1:4] for row in figures.country.facts(tables, "Poland").rows.iter_rows()}
    with (DATA / "reference/people_hosted.csv").open() as file:
        people = {
            row["iso3"]: int(row["refugees"])
            for row in csv.DictReader(file)
            if row["year_end"] == "2025-12-31" and row["iso3"] != "USA"
        }
    place = 1 + sum(number > people["POL"] for number in people.values())
    hosted = next(cells for name, cells in facts.items() if name.startswith("People hosted from Ukraine"))
    assert hosted[:2] == (
        f"{people['POL']:,}",
        f"{place}nd of {sum(n > 0 for n in people.values())}",
    )
    with (DATA / "reference/economies.csv").open() as file:
        inhabitants = {row["iso3"]: float(row["population"]) for row in csv.DictReader(file) if row["population"]}
    assert facts["The same, per thousand inhabitants"][0] == f"{1000 * people['POL'] / inhabitants['POL']:.1f}"
    europe = [code for code in groups.EUROPE if code != "EUI"]
    each = 1000 * sum(people[code] for code in europe) / sum(inhabitants[code] for code in europe)
    assert facts["The same, per thousand inhabitants"][2] == f"{each:.1f}"
    japan = {row[0]: row[1] for row in figures.country.facts(tables, "Japan").rows.iter_rows()}
    assert japan["The same, per thousand inhabitants"] == "below 0.1"


def test_the_last_twelve_months_have_a_place_among_donors(tables: Snapshot) -> None:
    with (DATA / "aid/aid_29.csv").open() as file:
        given = [row for row in csv.DictReader(file) if row["stage"] == "allocated"]
    months = sorted({row["month"] for row in given if row["month"]})[-12:]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in given:
        sums[row["donor"]] += Decimal(row["eur"]) if row["month"] in months else 0
    better = sum(amount > sums["POL"] for amount in sums.values())
    cells = {row[0]: row[2] for row in figures.country.facts(tables, "Poland").rows.iter_rows()}
    assert cells["Allocated in the last twelve months"] == f"{better + 1}th of {len(DONORS)}"


def test_a_members_own_aid_is_drawn_beside_the_countries_own(tables: Snapshot) -> None:
    slovakia, japan = (figures.country.beside(tables, name) for name in ("Slovakia", "Japan"))
    assert {*slovakia.frame["bloc"]} == {"Slovakia", "European countries"}
    assert {*japan.frame["bloc"]} == {"Japan", "Europe"}
    assert "with EU money" in japan.headline
    eight = figures.country.beside(tables, "Slovakia", groups.EUROPE.without("GBR"))
    assert not any("EUI" in row for row in eight.frame["bloc"])
    assert "with EU money" not in eight.headline


def test_nothing_new_says_of_which_day_the_newest_on_record_is(tables: Snapshot) -> None:
    said = {name: figures.country.new_since(tables, name).points[-1].text for name in ("Slovakia", "South Korea")}
    with (DATA / "guarantees/pledges.csv").open() as file:
        newest = max(row["known_by"] for row in csv.DictReader(file) if row["country"] == "SVK" and row["grade"] != "mirror")
    assert newest == "2026-01-07"
    assert "the newest on record is of 7 January 2026" in said["Slovakia"]
    assert (
        said["South Korea"] == "No statement, agreement or PURL contribution of South Korea was found, in that time or before."
    )


def test_more_allocated_than_committed_is_no_part_of_a_whole(tables: Snapshot) -> None:
    money = figures.country.messages(tables, "Slovakia").points[0]
    assert money.text == "By June 2026 (release 30) €752m was allocated; €739m stands as committed."
    assert figures.country.messages(tables, "Italy").points[0].text == (
        "By June 2026 (release 30); the other €45m has no named purpose yet."
    )


def test_no_brief_rests_on_a_copy_alone(tables: Snapshot) -> None:
    copied = tables.pledges.filter(grade="mirror")["source_url"].to_list()
    assert copied
    for code in DONORS:
        donor = donor_of(tables, code)
        shown = [*donor.positions["source_url"], *donor.agreements["source_url"], *donor.acts["source_url"]]
        assert {*shown}.isdisjoint(copied), code


@pytest.mark.sampled(4)
@pytest.mark.parametrize("code", ["DEU", "USA", "GBR", "EUI"])
def test_a_brief_of_an_earlier_day_says_nothing_later(code: str) -> None:
    earlier = load.snapshot("2025-06-30", since="2025-01-30")
    panels = panels_of(earlier, code)
    # What an act or a promise of that day says of later years is its own.
    texts = [one.label if panel is panels[3] else f"{one.claim} {one.text}" for panel in panels for one in panel.points]
    said = " ".join([*(f"{panel.heading} {panel.note}" for panel in panels), *texts])
    said += str(figures.country.facts(earlier, code).rows.to_dicts())
    days = re.findall(r"(?:July|August|September|October|November|December) 2025|\b202[6-9]\b", said)
    assert days == []
    assert "eavy weapons" not in said
    assert "Aid data" not in [point.label for point in panels[3].points]


def test_who_is_no_donor_and_who_are_several_are_refused(tables: Snapshot) -> None:
    for name in ("Armenia", "Atlantis"):
        with pytest.raises(UnknownName):
            figures.country.opening(tables, name)
    with pytest.raises(AnalysisError, match="a brief is of one donor, and NATO has 32 members"):
        figures.country.messages(tables, "NATO")


def test_the_group_beside_is_the_readers_choice(tables: Snapshot) -> None:
    eight = figures.country.facts(tables, "Japan", "Nordic-Baltic eight")
    assert eight.labels["beside"] == "Nordic-Baltic eight"
    members = ("DNK", "EST", "FIN", "ISL", "LTU", "LVA", "NOR", "SWE")
    own = by_hand("aid_totals", release="30", stage="allocated")
    assert eight.rows["beside"][0] == short_money(float(sum(own[code] for code in members) / 10**9))
    assert "Nordic-Baltic eight 2.34%" in figures.country.beside(tables, "Japan", "Nordic-Baltic eight").headline


def test_a_group_without_a_line_is_named_first_and_nobody_stands_beside_itself(tables: Snapshot) -> None:
    drawn = figures.country.beside(tables, "Denmark", "NATO")
    assert drawn.notes[0] == "NATO has members whose GDP is not in the tables, and no line."
    with pytest.raises(AnalysisError, match="Germany cannot stand beside itself"):
        figures.country.beside(tables, "Germany", "DE")


def test_the_three_stored_briefs_differ_in_nothing_but_the_country() -> None:
    sources = []
    for name in ("Germany", "Iceland", "Japan"):
        cells = json.loads((NOTEBOOKS / f"brief-{name.lower()}.ipynb").read_text())["cells"]
        sources.append(["".join(cell["source"]).replace(f'COUNTRY = "{name}"', "COUNTRY") for cell in cells])
    assert sources[0] == sources[1] == sources[2]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("country", "told"),
    [
        ("Denmark", "€50m + DKK 580m in two contributions, the last known from 12 November 2025"),
        ("UK", "£250m in two contributions"),
        ("Norway", "€553m + NOK 2bn in four contributions"),
        ("Iceland", "ISK 1bn in one contribution"),
    ],
)
def test_what_was_paid_in_another_currency_stands_beside_the_euros(tables: Snapshot, country: str, told: str) -> None:
    assert told in figures.country.messages(tables, country).points[4].text
    rows = dict(figures.country.facts(tables, country).rows.select("measure", "own").iter_rows())
    assert rows["Announced for US weapons (PURL)"] == told.split(" in ", maxsplit=1)[0]


def test_advice_to_a_government_is_no_answer_of_the_country(tables: Snapshot) -> None:
    assert figures.country.messages(tables, "Netherlands").points[3].claim == "The Netherlands is undecided on troops."
    assert (
        figures.country.messages(tables, "Switzerland").points[3].claim
        == "Switzerland has no position on troops in the record."
    )


def test_no_contribution_in_a_short_briefing_rests_on_a_copy_alone(tables: Snapshot) -> None:
    copied = tables.purl.filter(pl.col("grade").cast(pl.String) == "mirror", pl.col("row_kind").cast(pl.String) == "national")
    assert copied["country"].to_list() == ["SWE"]
    own = tables.purl.filter(pl.col("row_kind").cast(pl.String) == "national", country="SWE").height
    assert donor_of(tables, "SWE").announced_for_us_weapons[1] == own - 1
    whole, short = (figures.guarantees.purl_bars.by_donor(load.purl(), tables.day, copies=one) for one in (True, False))
    bars = [dict(one.data.select("country", "eur_m").iter_rows()) for one in (whole, short)]
    assert bars[0]["SWE"] > bars[1]["SWE"]
    assert "Left out: 1 contribution that rests on a copy of a page alone." in short.notes
    drawn = json.loads((NOTEBOOKS / "05-briefing.ipynb").read_text())
    assert any("by_donor(tables.purl, DAY, copies=False)" in "".join(cell["source"]) for cell in drawn["cells"])


def test_own_aid_stands_beside_own_aid_and_with_the_eus_beside_the_eus(tables: Snapshot) -> None:
    gdp = {row["iso3"]: float(row["gdp_2021_eur_bn"] or 0) for row in csv.DictReader((DATA / "reference/countries.csv").open())}
    own = by_hand("aid_totals", release="30", stage="allocated")
    europe = {code for code in groups.EUROPE if code != "EUI"}
    size = sum(gdp[code] for code in europe)
    alone, whole = (100 * float(sum(own[code] for code in codes)) / 1e9 / size for codes in (europe, {*europe, "EUI"}))
    rows = {row[0]: row[3] for row in figures.country.facts(tables, "Poland").rows.iter_rows()}
    assert rows["Own aid, share of GDP of 2021"] == f"{alone:.2f}%"
    assert rows["The same, with its part of the EU's aid"] == f"{whole:.2f}%"
    assert (
        dict(figures.country.facts(tables, "Canada").rows.select("measure", "beside").iter_rows())["Aid, share of GDP of 2021"]
        == f"{whole:.2f}%"
    )


def test_a_brief_names_who_spoke_and_what_is_offered_besides_troops(tables: Snapshot) -> None:
    said = " ".join(point.text for point in figures.country.positions(tables, "Türkiye").points)
    assert "(Yaşar Güler, 18 May 2026)" in said
    assert "Besides, it offers on a condition: support at sea." in figures.country.messages(tables, "Türkiye").points[3].text
    assert "((" not in said
    assert "))" not in said


def test_a_count_made_anew_is_set_beside_no_earlier_one(tables: Snapshot) -> None:
    names = {code: figures.country.facts(tables, code).rows["measure"].to_list() for code in ("CZE", "AUS")}
    assert "People hosted from Ukraine (2024: 388,388)" in names["CZE"]
    assert "People hosted from Ukraine" in names["AUS"]


def test_a_donor_of_one_year_has_no_peak(tables: Snapshot) -> None:
    assert (
        figures.country.by_year(tables, "Türkiye").headline == "Türkiye allocated all its dated aid in 2022: €71m (release 29)"
    )


def test_the_eus_aid_is_in_a_group_of_countries_by_its_members_parts(tables: Snapshot) -> None:
    """Of the Nordic-Baltic eight six are members of the EU, and what these paid through it counts beside Germany's with its part."""
    own = by_hand("aid_totals", release="30", stage="allocated")
    with (DATA / "aid/eu_aid_shares.csv").open() as file:
        parts = {row["donor"]: Decimal(row["eur"]) for row in csv.DictReader(file) if row["release"] == "30"}
    gdp = {row["iso3"]: float(row["gdp_2021_eur_bn"] or 0) for row in csv.DictReader((DATA / "reference/countries.csv").open())}
    eight = [*groups.NORDIC_BALTIC_EIGHT]
    whole = 100 * float(sum(own[code] + parts.get(code, 0) for code in eight)) / 1e9 / sum(gdp[code] for code in eight)
    cells = {row[0]: row[3] for row in figures.country.facts(tables, "Germany", "Nordic-Baltic eight").rows.iter_rows()}
    assert cells["The same, with its part of the EU's aid"] == f"{whole:.2f}%" == "2.94%"
    assert cells["Own aid, share of GDP of 2021"] == "2.47%"
    france = {row[0]: row[3] for row in figures.country.facts(tables, "Germany", "France").rows.iter_rows()}
    own_brief = {row[0]: row[1] for row in figures.country.facts(tables, "France").rows.iter_rows()}
    line = "The same, with its part of the EU's aid"
    assert france[line] == own_brief[line]


def test_a_position_that_lapsed_with_its_government_is_not_one_that_was_never_found(tables: Snapshot) -> None:
    said = figures.country.positions(tables, "Hungary")
    assert said.points[0].text.startswith("No position of Hungary stands: what was said lapsed on 12 April 2026")
    with pytest.raises(AnalysisError, match="the EU institutions have no GDP"):
        figures.country.beside(tables, "Germany", "EU institutions")


@pytest.mark.parametrize("code", ["DEU", "NOR", "USA"])
def test_a_brief_of_an_earlier_day_knows_nothing_of_what_had_not_begun(code: str) -> None:
    earlier = load.snapshot("2025-06-30", since="2025-01-30")
    panels = panels_of(earlier, code)
    said = " ".join(f"{panel.note} {' '.join(point.claim + point.text for point in panel.points)}" for panel in panels)
    assert "thin from March 2026" not in said
    assert "Allies' purchases of US weapons (PURL) had not begun." in said
    assert " 0 persons" not in said


@pytest.mark.parametrize("code", ["USA", "LTU", "MLT", "NLD"])
def test_each_years_sum_stands_above_its_column_to_the_smallest(tables: Snapshot, code: str) -> None:
    years: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader((DATA / "aid/aid_29.csv").open()):
        if row["donor"] == code and row["stage"] == "allocated":
            years[row["month"][:4]] += Decimal(row["eur"])
    drawn = figures.country.by_year(tables, code)
    for name, bn in ((name, years[name[:4]] / 10**9) for name in drawn.data["year"].unique()):
        told = "€0" if not bn else "below €1m" if bn < Decimal("0.0005") else short_money(float(bn))
        assert f"{name}: {told} in all" in drawn.alt
        assert f'"whole": "{told}"' in json.dumps(drawn.chart.to_dict(), ensure_ascii=False)


def test_a_year_without_aid_is_none_only_where_all_aid_is_dated(tables: Snapshot) -> None:
    assert "2026 (part): €0 in all" in figures.country.by_year(tables, "USA").alt
    loose = tables.aid.filter(donor="USA").head(1).with_columns(month=pl.lit(None, pl.Date))
    undated = replace(tables, aid=pl.concat([tables.aid, loose]))
    assert "2026 (part): none dated in all" in figures.country.by_year(undated, "USA").alt


@pytest.mark.parametrize(
    ("code", "authority", "bases", "last"),
    [
        ("USA", "US", {"first_seen", "inferred"}, "2026-07-11"),
        ("GBR", "UK", {"stated"}, "2026-04-29"),
        ("EUI", "EU", {"stated"}, "2026-10-08"),
    ],
)
def test_whom_an_authority_listed_is_counted_since_2022_and_since_january_2025(
    tables: Snapshot, code: str, authority: str, bases: set[str], last: str
) -> None:
    with (DATA / "sanctions/designations.csv").open() as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["authority"] == authority
            and row["measure"] == "asset_freeze"
            and row["basis"] in bases
            and row["subject"] in {"person", "entity"}
        ]
    since = {
        start: sum(
            int(row["listings"])
            for row in rows
            if (
                start <= row["listed_on"] <= last
                if row["listed_on"]
                else row["not_before"] and start <= row["not_before"] <= last
            )
        )
        for start in ("2022-02-01", "2025-01-20")
    }
    said = point_of(tables, code, "Sanctions")
    assert f"listed {since['2022-02-01']:,} persons and entities over Russia since February 2022." in said.claim
    assert f"{since['2025-01-20']:,} of them" in said.text
    assert "since the new US administration took office on 20 January 2025" in said.text
    assert ("Days of the US are inferred" in said.text) == (authority == "US")
    assert f"The list at hand ends on {int(last[8:])} {date.fromisoformat(last):%B %Y}." in said.text


def test_what_others_say_of_a_country_is_not_what_it_says(tables: Snapshot) -> None:
    said = figures.country.positions(tables, "USA")
    assert said.heading == "Security guarantees: what is on record of the United States"
    told = {point.label: point.text for point in said.points}
    assert told["Diplomatic support"].startswith("May offer, as told by others: ")
    assert told["Support in the air"].startswith("May offer, in a text: ")
    assert told["Weapons"].startswith("Offers: ")
    assert "ISR: intelligence, surveillance and reconnaissance." in said.note
    assert "found by 10 October 2026; few statements were collected from March 2026 on" in said.note


def test_an_old_answer_carries_its_day_in_the_bottom_line(tables: Snapshot) -> None:
    assert (
        figures.country.opening(tables, "NLD")
        .points[1]
        .text.endswith("The Netherlands is undecided on troops, as last said on 10 April 2025.")
    )


def test_a_brief_names_every_publisher_it_links(tables: Snapshot) -> None:
    for code in ("USA", "NLD", "LTU", "GBR", "EUI"):
        panels = panels_of(tables, code)
        works = [*panels, figures.country.facts(tables, code)]
        named = {source.text.rpartition(" (")[0] for work in works for source in work.sources}
        assert {point.publisher for panel in panels for point in panel.points if point.publisher} <= named, code


def test_reported_is_explained_where_it_stands(tables: Snapshot) -> None:
    for code in sampling.sample(DONORS, 24, "briefs that explain what is reported"):
        panels = panels_of(tables, code)
        said = " ".join(point.text for panel in panels for point in panel.points)
        explained = sum("Reported: a digest names the page" in panel.note for panel in panels)
        assert explained == (1 if "reported)" in said else 0), code


def test_a_contribution_says_what_it_is_part_of(tables: Snapshot) -> None:
    new = figures.country.new_since(tables, "NLD").points[0]
    assert new.text == "€250m for US weapons (PURL), half of a €500m package (reported)."
    assert "in two contributions, one of them without an amount, the last known" in point_of(tables, "LTU", "US weapons").text
