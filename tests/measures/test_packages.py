"""US packages and PURL recomputed from the hand-kept files with plain Python, and the law that no undated row is lost."""

import csv
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import figures, load
from analysis.as_of import known_on
from analysis.countries import BODIES, GROUPS, MEMBERS
from analysis.errors import AnalysisError, NotComparable
from analysis.measures import comparison, packages
from analysis.measures.purl import in_euros
from analysis.pipeline.build import CURATED

END = load.collected_to("purl")
CONTRIBUTORS = set("AUS BEL CAN DEU DNK ESP EST FIN GRC HRV ISL LTU LUX LVA MKD MNE NLD NOR NZL POL PRT ROU SVN SWE".split(" "))
"""The countries of the record by 31 December 2025: 24, as many as the statement of that day counts."""


def kept(name: str) -> list[dict[str, str]]:
    with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("kind", "official"), [("PDA", "cumulative drawdowns"), ("USAI", "appropriated for USAI")])
def test_sums_are_those_of_the_file_and_stand_beside_the_latest_official_figure(kind: str, official: str) -> None:
    rows = kept("us_packages")
    counted = [Decimal(row["usd"]) for row in rows if row["kind"] == kind and row["counts"] == "true"]
    stated = [row for row in rows if row["kind"] == "TOTAL" and row["meaning"] == official][-1]
    beside = packages.us_beside_official(load.us_packages()).filter(kind=kind).select("usd_bn", "rows", "cutoff").rows()
    ours = (float(sum(counted) / 10**9), len(counted), None)
    assert beside == [ours, (float(Decimal(stated["usd"]) / 10**9), 1, stated["cutoff"] or None)]


def test_every_number_of_a_drawdown_stands_once_from_1_to_74() -> None:
    texts = [row["name"] + " " + row["note"] for row in kept("us_packages") if row["kind"] == "PDA" and row["counts"] == "true"]
    numbers = [int(text.split("PDA ")[1].split(" ")[0]) if text.startswith("PDA ") and text[4].isdigit() else
               int(text.split("number ")[1].split(" ")[0].strip(";")) for text in texts]  # fmt: skip
    assert sorted(numbers) == list(range(1, 75))


def test_purl_has_24_countries_by_the_day_of_the_statement_and_one_since() -> None:
    by_then = packages.purl_countries(load.purl(as_of="2025-12-31"))
    assert set(by_then["country"]) == CONTRIBUTORS
    assert by_then.filter(row_kind="group")["country"].to_list() == ["ISL"]
    later = packages.purl_countries(load.purl()).filter(pl.col("since") > date(2025, 12, 31))
    assert later["country"].to_list() == ["GBR"]


def test_members_are_countries_of_groups() -> None:
    assert set(MEMBERS) == set(GROUPS) - {"XTO"}
    assert {country for members in MEMBERS.values() for country in members} <= set(load.countries()["iso3"])
    joint = load.purl().filter(row_kind="group")["country"].unique().to_list()
    assert set(joint) <= set(MEMBERS)


UNDATED = {
    "PURL by donor": lambda us, purl: packages.purl_by_donor(purl),
    "PURL countries": lambda us, purl: packages.purl_countries(purl),
    "PURL so far": lambda us, purl: packages.purl_running(purl),
    "PURL as an instrument": lambda us, purl: comparison.purl(purl, END),
    "PURL as of a day": lambda us, purl: known_on(purl, END),
    "US packages over time": lambda us, purl: packages.us_over_time(us),
    "US packages as an instrument": lambda us, purl: comparison.us_packages(us, END, "PDA", "Drawdowns"),
}


@pytest.mark.parametrize("asked", UNDATED.values(), ids=UNDATED.keys())
def test_an_undated_row_is_refused_and_never_lost(asked) -> None:
    days = [pl.lit(None, dtype=pl.Date).alias(name) for name in ("not_before", "known_by")]
    us, purl = (
        pl.concat([rows, rows.filter(**telling).tail(1).with_columns(days)])
        for rows, telling in ((load.us_packages(), {"kind": "PDA", "counts": True}), (load.purl(), {"row_kind": "national"}))
    )
    asked(load.us_packages(), load.purl())
    with pytest.raises(AnalysisError, match=r"1 of [0-9]+ rows has no day") as refusal:
        asked(us, purl)
    assert "no later than the day of its page" in str(refusal.value)


PAYS = {
    "by donor": packages.purl_by_donor,
    "countries": packages.purl_countries,
    "in euros": in_euros,
    "as an instrument": lambda rows: comparison.purl(rows, END),
    "the chart": lambda rows: figures.guarantees.purl_bars.by_donor(rows, END),
}


@pytest.mark.parametrize("body", sorted(BODIES))
@pytest.mark.parametrize("asked", PAYS.values(), ids=PAYS.keys())
def test_a_body_among_the_countries_that_pay_is_refused(asked, body: str) -> None:
    paid = load.purl()
    planted = paid.filter(row_kind="national").tail(1).with_columns(country=pl.lit(body))
    asked(paid)
    with pytest.raises(NotComparable, match=f"are no countries: {BODIES[body]}"):
        asked(pl.concat([paid, planted]))


def test_no_headline_gives_a_sum_of_packages_without_the_official_figure() -> None:
    figure = figures.guarantees.packages.us_packages(load.us_packages(), END)
    said = figures.guarantees.sentences.money(load.us_packages(), load.purl(), END).text
    assert "add up to $34bn (official total $32bn)" in figure.headline
    drawn = ("on record", "$34.1bn (official total $31.7bn)", "$27.9bn (appropriated $32.2bn)")
    assert all(words in figure.alt for words in drawn)
    assert all(words in said for words in ("on record", "$31.7bn (to January 2025)", "$32.2bn (as published in 2025)"))
    for kind, words in (("PDA", "official total $31.7bn"), ("USAI", "appropriated $32.2bn")):
        basis = comparison.us_packages(load.us_packages(), END, kind, "Packages").sides["United States"].basis
        assert basis == f"packages on record, our sum; {words}"
