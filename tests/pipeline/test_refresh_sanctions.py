"""Refreshing lists of sanctions: a good list moves what it says and no more, a bad one nothing, and each says why in numbers."""

import json
import re
import shlex
import shutil
import sys
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from typer.testing import CliRunner

from analysis import cli, load
from analysis.errors import ReadFault, RefreshFault, UnknownName
from analysis.pipeline import current_lists, list_checks, refresh_sanctions
from analysis.pipeline.build import build, curate
from analysis.pipeline.check import check_data
from analysis.pipeline.options import REASON
from analysis.sources.lists import eu_journal, ofac_advanced, ofac_legacy
from analysis.sources.reading.card import Card
from analysis.storage import reader, transaction
from tests.pipeline.test_refresh_aid import QUICK, WHY, state
from tests.support import lists, lists_today, server
from tests.support.stopped import stopped_midway

DAY = date(2026, 9, 1)
NEW_SHIP, OTHER_SHIP = "9074729", "9319466"


def take(source, file=None, **more) -> list[str]:
    """Refresh from one file and give what was said."""
    said: list[str] = []
    refresh_sanctions.refresh(
        refresh_sanctions.SanctionsRefreshOptions((source,), file, **({"day": DAY} | more), patience=QUICK), said.append
    )
    return said


def faults() -> list[str]:
    return [finding.fault for finding in check_data() if finding.fault]


def ship(authority: str, imo: str) -> dict:
    return load.vessels().row(by_predicate=(pl.col("imo") == imo) & (pl.col("authority") == authority), named=True)


def covered(authority: str, basis: str = "stated", measure: str = "asset_freeze") -> date:
    return load.sanctions_coverage().filter(authority=authority, basis=basis, measure=measure)["last_day"].item()


def test_a_longer_list_adds_what_is_new_and_keeps_ships_that_went(room, site, tmp_path):
    gone = load.vessels().filter(authority="CA")["imo"][0]
    added = [("person", date(2026, 3, 1), None), ("vessel", date(2026, 3, 2), NEW_SHIP)]
    path = lists_today.sema(tmp_path / "sema.xml", added, without=[gone])
    site.files["/sema-lmes.xml"] = path.read_bytes()
    said = take("ca", urls={"ca": site.address + "sema-lmes.xml"})
    assert "  CA asset_freeze   stated      2,870 ->  2,871 listings (+1), last 2025-03-01 -> 2026-03-01" in said
    assert "  CA ships 109 -> 110 ever listed, 1 listed no more" in said
    assert ship("CA", gone)["still_listed"] is False
    assert (ship("CA", NEW_SHIP)["listed_on"], ship("CA", NEW_SHIP)["still_listed"]) == (date(2026, 3, 2), True)
    assert covered("CA") == covered("CA", measure="vessel_ban") == DAY
    assert load.sources().filter(id="sema")["citation"].item().endswith("list, 1 September 2026")
    assert "1 September 2026" in (room / "README.md").read_text(encoding="utf-8")
    assert faults() == []


def test_what_a_refresh_brought_survives_the_hand_kept_tables_being_made_anew(room, tmp_path):
    take("ca", lists_today.sema(tmp_path / "sema.xml"))
    before = state(room)
    curate(room, room / "curated")
    assert state(room) == before
    assert covered("CA") == DAY


def test_the_same_list_again_changes_nothing(room, tmp_path):
    path = lists_today.sema(tmp_path / "sema.xml")
    take("ca", path)
    before = state(room)
    assert take("ca", path)[-1] == "nothing in it is new: data/ stays as it is"
    assert state(room) == before


def test_lists_of_the_days_data_was_made_from_move_no_count(room, raw):
    counts = load.designations()
    take("ca", raw / "sanctions/canada/sema_2025-05-25.xml", day=date(2025, 5, 25))
    take("au", raw / "sanctions/australia/dfat_consolidated_2026-08-02.xlsx", day=date(2026, 8, 2))
    with pytest.raises(RefreshFault, match=r"EU asset_freeze \(stated\) ends on 2026-07-23, before it was 2026-10-08"):
        take("eu_journal", raw / "sanctions/eu_official_journal")
    assert load.designations().equals(counts)
    assert load.vessels().filter(authority="CA")["still_listed"].all()
    assert faults() == []


BAD = {
    "a web page": ("ca", server.typed("application/xml"), b"<!DOCTYPE html><p>Sorry", "is a web page"),
    "a page for a table": ("uk", server.typed("text/csv"), b"<html>Sorry</html>", "is a web page"),
    "refused": ("uk", server.status(403), b"", r"refuses programs \(403\)"),
    "cut on the way": ("ca", server.cut, b"<data-set>" * 900, "connection failed"),
    "cut at its maker": ("ca", None, b"<data-set><record><Country>Ukraine", "cut short"),
    "entities": ("ca", None, b'<!DOCTYPE a [<!ENTITY b "c">]><data-set></data-set>', "document type"),
    "another list": ("ca", None, b"<sdnList></sdnList>", "root element 'sdnList'"),
    "no workbook": ("au", None, b"PK\x03\x04 half", "cut off or no workbook"),
    "no columns": ("energy", None, b"a,b\n1,2\n", "none of the columns|does not have each"),
    "no list at all": ("ofac", None, b"<Sanctions></Sanctions>", "no reference values"),
    "no listing": ("eu_journal", None, b'{"message": "rate limit"}', "no listing of files"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_changes_nothing_and_says_why(room, site, name):
    source, fault, content, words = BAD[name]
    before = state(room)
    path = "/" + current_lists.CARDS[source].file
    site.files[path], site.faults = content, {path: fault} if fault else {}
    key = "amendments" if source == "eu_journal" else source
    with pytest.raises((RefreshFault, ReadFault), match=words) as stop:
        take(source, urls={key: site.address.rstrip("/") + path})
    assert stop.value.fix
    assert state(room) == before


def test_a_shrunken_list_is_refused_with_numbers(room, tmp_path):
    before = state(room)
    with pytest.raises(RefreshFault, match=r"asset_freeze \(stated\) moves from 2,870 to 2,000 listings"):
        take("ca", lists_today.sema(tmp_path / "sema.xml", most=2000))
    absent = load.vessels().filter(authority="CA")["imo"][:40].to_list()
    with pytest.raises(RefreshFault, match=r"vessel_ban \(stated\) moves from 109 to 69 listings.*40 of 109 ships"):
        take("ca", lists_today.sema(tmp_path / "sema.xml", without=absent))
    with pytest.raises(RefreshFault, match="it is of 2024-01-01, data/ holds the list of 2025-05-25"):
        take("ca", lists_today.sema(tmp_path / "sema.xml"), day=date(2024, 1, 1))
    assert state(room) == before


def test_a_shrunken_list_may_be_accepted_or_only_looked_at(room, tmp_path):
    before = state(room)
    path = lists_today.sema(tmp_path / "sema.xml", without=load.vessels().filter(authority="CA")["imo"][:40].to_list())
    assert any("doubt: 40 of 109" in line for line in take("ca", path, dry_run=True))
    assert state(room) == before
    take("ca", path, accept=WHY)
    assert load.vessels().filter(authority="CA")["still_listed"].sum() == 69
    assert faults() == []


@pytest.mark.parametrize("fetched", [False, True], ids=["at hand", "fetched"])
def test_the_command_that_a_doubt_names_takes_the_same_list_in(room, site, tmp_path, fetched):
    (tmp_path / "my lists").mkdir()
    absent = load.vessels().filter(authority="CA")["imo"][:40].to_list()
    path = lists_today.sema(tmp_path / "my lists/sema.xml", without=absent)
    site.files["/moved.xml"] = path.read_bytes()
    place = ["--url", site.address + "moved.xml"] if fetched else ["--file", str(path)]
    asked = ["refresh", "sanctions", "--source", "ca", *place, "--day", "2026-09-01"]
    fault = CliRunner().invoke(cli.app, asked).exception
    assert isinstance(fault, RefreshFault)
    named = shlex.split(fault.fix.partition("if it is right: ")[2])
    assert set(named) == {"python", "-m", "analysis", *asked, "--accept", REASON}
    assert CliRunner().invoke(cli.app, [*named[3:-1], WHY]).exit_code == 0
    assert covered("CA") == DAY


def test_a_dry_run_says_what_the_real_one_would_refuse(room, tmp_path):
    before = state(room)
    absent = load.vessels().filter(authority="CA")["imo"][:40].to_list()
    path = lists_today.sema(tmp_path / "sema.xml", without=absent)
    with pytest.raises(RefreshFault) as stop:
        take("ca", path)
    told = "a dry run: data/ stays as it is"
    assert take("ca", path, dry_run=True)[-2:] == [told, f"the real one would be refused: {stop.value}"]
    assert take("ca", path, dry_run=True, accept=WHY)[-1] == told
    asked = ["refresh", "sanctions", "--source", "ca", "--file", str(path), "--day", "2026-09-01", "--dry-run"]
    assert CliRunner().invoke(cli.app, asked).exit_code == 0
    assert take("ca", lists_today.sema(path), dry_run=True)[-1] == told
    assert state(room) == before


def test_the_uk_list_keeps_the_days_of_the_retired_one(room, tmp_path):
    old = load.designations(authority="UK").filter(source="uk_conlist")
    said = take("uk", lists_today.uk(tmp_path / "uk.csv", [("vessel", date(2026, 8, 20), NEW_SHIP)]), day=None)
    assert "  UK vessel_ban     stated        595 ->    596 listings (+1), last 2026-02-24 -> 2026-08-20" in said
    assert load.designations(authority="UK").filter(source="uk_conlist").equals(old)
    assert ship("UK", NEW_SHIP)["source"] == "uk_list"
    assert covered("UK") == DAY
    with pytest.raises(RefreshFault, match="227 subjects are dated 2020-12-31, data/ knows the true day of 226"):
        take("uk", lists_today.uk(tmp_path / "uk.csv", [("person", date(2020, 12, 31), None)]))


def test_the_annexes_are_found_fetched_and_followed(room, raw, site):
    for path in (raw / "sanctions/eu_official_journal").glob("*.csv"):
        kind, act = path.stem.split("_")
        site.files[f"/{kind}/{act}.csv"] = path.read_bytes()
    went = load.vessels().filter(authority="EU", still_listed=True).sort("listed_on")
    lost, on = went.row(0)[0], went.row(0, named=True)["listed_on"]
    lines = site.files["/consolidated/32014R0833.csv"].decode().splitlines(keepends=True)
    site.files["/consolidated/32014R0833.csv"] = "".join(line for line in lines if f",{lost}," not in line).encode()
    act = site.files["/amendments/32026R1895.csv"].decode().splitlines()[0].split(",")
    new = {"amendedCelex": "32014R0833", "annex": "XLII", "measure": "Transportation restrictions", "startDate": "20.10.2026", "schema": "Vessel", "name": "<script>", "imoNumber": NEW_SHIP}  # fmt: skip
    # What data/ has of the acts after July 2026 is counts alone; the annexes as fetched hold their entries.
    later = load.designations(authority="EU", basis="stated").filter(
        pl.col("measure") == "asset_freeze", pl.col("listed_on") > date(2026, 7, 31)
    )
    acts = {regime: celex for celex, regime in eu_journal.REGIMES.items()}
    kinds = {subject: schema for schema, subject in eu_journal.SUBJECTS.items() if schema != "Company"}
    frozen = [
        {
            "amendedCelex": acts[row["regime"]],
            "annex": "I",
            "measure": "Asset freeze",
            "startDate": f"{row['listed_on']:%d.%m.%Y}",
            "schema": kinds[row["subject"]],
            "name": f"Subject {place}",
        }
        for place, row in enumerate(later.select(pl.all().repeat_by("listings").explode()).iter_rows(named=True))
    ]
    rows = [new, *frozen]
    told = [",".join(row.get(one, "") for one in act) for row in rows]
    site.files["/amendments/32026R9999.csv"] = "\n".join([",".join(act), *told]).encode()
    names = [{"name": path.rsplit("/", 1)[1]} for path in site.files if path.startswith("/amendments/")]
    site.files["/listing.json"] = json.dumps([*names, {"name": "FORMAT.md"}]).encode()
    still = load.designations(authority="EU", basis="as_listed").filter(listed_on=on)["still_listed"].item()
    take("eu_journal", urls={"eu_journal": site.address, "amendments": site.address + "listing.json"})
    assert ship("EU", lost)["still_listed"] is False
    assert ship("EU", NEW_SHIP)["listed_on"] == date(2026, 10, 20)
    assert covered("EU", measure="vessel_ban") == covered("EU", measure="asset_freeze") == date(2026, 10, 20)
    assert load.sanctions_coverage().filter(authority="EU")["note"].drop_nulls().is_empty()
    assert load.designations(authority="EU", basis="as_listed").filter(listed_on=on)["still_listed"].item() == still - 1
    assert faults() == []


def test_days_that_ofac_states_stand_beside_the_inferred_ones(room, tmp_path, monkeypatch):
    monkeypatch.setattr(ofac_advanced, "CARD", replace(ofac_advanced.CARD, min_rows=1))
    before, removed = load.designations(authority="US"), load.vessels().filter(authority="US", still_listed=False).height
    path = lists.ofac_advanced(tmp_path / "SDN_ADVANCED.XML", 600, seed=7)
    known, text = (
        ship("US", load.vessels().filter(authority="US", basis="inferred")["imo"][0]),
        path.read_text(encoding="utf-8"),
    )
    said_of = ofac_advanced.read_advanced(path, Card(1, 10**6)).table.filter(pl.col("imo").is_not_null(), pl.col("programme").str.contains("RUSSIA-EO14024"))  # fmt: skip
    path.write_text(text.replace(said_of["imo"][0], known["imo"]), encoding="utf-8")
    with pytest.raises(RefreshFault, match="ships that the US listed are on its list no more"):
        take("ofac", path, day=None)
    take("ofac", path, day=None, accept=WHY)
    after = load.designations(authority="US")
    assert after.filter(pl.col("basis") != "stated").equals(before)
    assert after.filter(basis="stated")["listings"].sum() > 100
    assert covered("US") == date(2026, 7, 11)
    assert covered("US", "inferred") == date(2026, 7, 11)
    assert (ship("US", known["imo"])["basis"], known["basis"]) == ("stated", "inferred")
    assert load.sources().filter(id="ofac_list").height == 1
    # Ships that a copy of March held and the list holds no more went in between; of others nobody knows when.
    gone = load.delistings().filter(source="ofac_list")
    assert gone["subject"].unique().to_list() == ["vessel"]
    assert gone["not_before"].unique().to_list() == [date(2026, 3, 22)]
    assert gone["removals"].sum() == load.vessels().filter(authority="US", still_listed=False).height - removed
    assert faults() == []


def test_a_further_copy_dates_new_ships_by_the_day_it_was_seen(room, tmp_path, monkeypatch):
    monkeypatch.setattr(ofac_legacy, "CARD", Card(1, 10**6))
    listed = load.vessels().filter(authority="US").filter(pl.col("still_listed").fill_null(value=True))
    ships = listed["imo"].to_list()
    take("ofac", lists_today.sdn(tmp_path / "SDN.CSV", [*ships, NEW_SHIP, OTHER_SHIP]))
    new = ship("US", NEW_SHIP)
    assert (new["listed_on"], new["not_before"], new["basis"]) == (DAY, date(2026, 7, 11), "first_seen")
    assert load.vessels().filter(authority="US").filter(pl.col("imo").is_in(ships))["still_listed"].all()
    take("ofac", lists_today.sdn(tmp_path / "SDN.CSV", [*ships, NEW_SHIP]), day=date(2026, 9, 9))
    assert ship("US", OTHER_SHIP)["still_listed"] is False
    removed = load.delistings().filter(source="ofac_copies").row(0, named=True)
    assert (removed["subject"], removed["removals"], removed["not_after"]) == ("vessel", 1, date(2026, 9, 9))
    assert "and of 9 September 2026" in load.sources().filter(id="ofac_copies")["citation"].item()
    assert faults() == []


def test_energy_is_a_basis_of_its_own_and_its_last_month_is_whole(room, tmp_path):
    before = load.energy_buyers()
    take("energy", lists_today.crea(tmp_path / "crea.csv", last=57))
    new = load.energy_buyers(basis="tracker estimate")
    assert load.energy_buyers().filter(source="energy_tables").equals(before)
    assert (new["month"].min(), new["month"].max()) == (date(2022, 1, 1), date(2026, 8, 1))
    crude = new.filter(buyer="IND", month=date(2026, 8, 1))
    assert dict(crude.select("commodity", "value_eur_bn").iter_rows()) == {"crude": 0.2, "pipeline_gas": 0.1, "lng": 0.1, "coal": 0.1, "all": 0.5}  # fmt: skip
    with pytest.raises(RefreshFault, match="its last month is 2025-12-01, before it was 2026-08-01"):
        take("energy", lists_today.crea(tmp_path / "crea.csv", last=48))
    with pytest.raises(RefreshFault, match=r"move from 168\.0 to 252\.0 bn EUR"):
        take("energy", lists_today.crea(tmp_path / "crea.csv", scale=1.5))
    assert faults() == []


def test_a_first_estimate_with_euros_and_tonnes_exchanged_or_half_of_it_is_a_reason_to_stop(room, tmp_path):
    path = lists_today.crea(tmp_path / "crea.csv", last=57)
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("value_eur,value_tonne", "value_tonne,value_eur"), encoding="utf-8")
    with pytest.raises(RefreshFault, match=r"in it a tonne costs 0\.00 EUR, outside 50 to 5,000"):
        take("energy", path)
    path.write_text("\n".join(whole.splitlines()[:1200]) + "\n", encoding="utf-8")
    with pytest.raises(RefreshFault, match="its last month is May 2024, it is of 1 September 2026: an estimate lacks 2"):
        take("energy", path)


def test_a_list_that_cannot_be_read_names_the_right_file_too_and_no_row_on_the_page(room, tmp_path, capsys, monkeypatch):
    """The whole way, as an analyst goes it: what the terminal says, and the page in build/."""
    rows = lists_today.sema(tmp_path / "sema.xml").read_text(encoding="utf-8")
    moved = re.sub("<DateOfListing>[^<]*<", "<DateOfListing>1971-07-17<", rows, count=1).replace("Invented", "Zzqvname")
    (tmp_path / "sema.xml").write_text(moved, encoding="utf-8")
    command = ["analysis", "refresh", "sanctions", "--source", "ca", "--file", str(tmp_path / "sema.xml"), "--day", str(DAY)]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit):
        cli.main()
    said = "".join(capsys.readouterr())
    pages = [path.read_text(encoding="utf-8") for path in room.parent.glob("build/refresh-of-sanctions.html")]
    assert pages
    for text in (said, *pages):
        assert "1 days of DateOfListing lie outside 1992-06-01" in text
        assert "the right file is Canada" in text
        assert "1971" not in text
        assert "Zzqvname" not in text


def test_a_move_cut_short_is_finished_by_whoever_comes_next(room, tmp_path, monkeypatch):
    path = lists_today.sema(tmp_path / "sema.xml", [("vessel", date(2026, 3, 2), NEW_SHIP)])
    with stopped_midway(), pytest.raises(KeyboardInterrupt):
        take("ca", path)
    assert (room / transaction.JOURNAL).exists()
    assert ship("CA", NEW_SHIP)["listed_on"] == date(2026, 3, 2)
    assert faults() == []


def test_one_publisher_that_refuses_does_not_hold_up_the_others(room, site, tmp_path):
    site.files["/ca.xml"] = lists_today.sema(tmp_path / "sema.xml").read_bytes()
    urls = dict.fromkeys([*current_lists.CARDS, "amendments"], site.address + "none") | {"ca": site.address + "ca.xml"}
    with pytest.raises(RefreshFault, match="5 of 6 lists were not taken in: eu_journal, uk, ofac, au, energy"):
        refresh_sanctions.refresh(refresh_sanctions.SanctionsRefreshOptions(urls=urls, patience=QUICK), print)
    assert covered("CA") > date(2026, 9, 1)
    assert faults() == []


@pytest.mark.parametrize("name", refresh_sanctions.BY_HAND)
def test_what_is_kept_by_hand_says_what_to_do_instead(room, name):
    with pytest.raises(RefreshFault) as stop:
        take(name)
    assert stop.value.fix


def test_wishes_that_cannot_be_met_say_so(room, tmp_path):
    with pytest.raises(UnknownName, match="eu_journal, uk, ofac, ca, au, energy"):
        take("eu")
    with pytest.raises(RefreshFault, match="is no file"):
        take("ca", tmp_path / "none.xml")
    with pytest.raises(RefreshFault, match="does not say of which day"):
        take("ca", lists_today.sema(tmp_path / "sema.xml"), day=None)


@pytest.mark.parametrize("sources", [(), ("ca", "au")], ids=["all", "two"])
@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("a file", ("--file", "list.xml")),
        ("an address", ("--url", "https://127.0.0.1:9/list.xml")),
        ("a day", ("--day", "2026-09-01")),
    ],
)
def test_what_is_of_one_list_is_refused_for_more(room, monkeypatch, sources, what, options):
    before = state(room)
    # A refusal that came too late would ask the publishers.
    monkeypatch.setattr(refresh_sanctions, "fetch", None)
    asked = ["refresh", "sanctions", *(word for one in sources for word in ("--source", one)), *options]
    fault = CliRunner().invoke(cli.app, asked).exception
    assert isinstance(fault, RefreshFault)
    assert str(fault) == f"{what} is of one list\n  -> name it: --source eu_journal|uk|ofac|ca|au|energy"
    assert state(room) == before


def test_a_list_that_has_moved_is_fetched_from_the_address_given(room, site, tmp_path):
    site.files["/moved.xml"] = lists_today.sema(tmp_path / "sema.xml").read_bytes()
    asked = ["refresh", "sanctions", "--source", "ca", "--url", site.address + "moved.xml"]
    result = CliRunner().invoke(cli.app, [*asked, "--dry-run"])
    assert result.exit_code == 0, result.output
    assert site.asked["/moved.xml"] == 1


def test_a_list_at_hand_and_at_an_address_is_refused(room, tmp_path):
    path = lists_today.sema(tmp_path / "sema.xml")
    with pytest.raises(RefreshFault, match="--file and --url name more than one place to take it from\n  -> keep one of them"):
        take("ca", path, url="https://127.0.0.1:9/list.xml")


def test_a_day_to_come_is_refused(room, tmp_path):
    before = state(room)
    path = lists_today.sema(tmp_path / "sema.xml", [("person", date(2026, 3, 1), None)])
    with pytest.raises(RefreshFault, match=r"2035-01-01 is later than 2026-09-01\n  -> give the day the list is of: --day"):
        take("ca", path, day=date(2035, 1, 1), accept=WHY, today=DAY)
    with pytest.raises(ReadFault, match=r"later than 2026-08-31, the latest 2026-09-01"):
        take("uk", lists_today.uk(tmp_path / "uk.csv"), day=None, accept=WHY, today=date(2026, 8, 31))
    assert state(room) == before
    take("ca", path, today=DAY)


def test_a_day_other_than_the_one_the_list_states_is_refused(room, tmp_path):
    before = state(room)
    path = lists_today.uk(tmp_path / "uk.csv")
    with pytest.raises(RefreshFault, match=r"uk.csv: is of 2026-09-01, not of 2026-08-31\n  -> leave --day out"):
        take("uk", path, day=date(2026, 8, 31), accept=WHY)
    assert state(room) == before
    take("uk", path)


@pytest.mark.slow
def test_a_build_from_older_files_takes_out_nothing_that_a_refresh_brought(room, tmp_path, raw):
    take("ca", lists_today.sema(tmp_path / "sema.xml", [("person", date(2026, 3, 1), None)]))
    before = state(room)
    with pytest.raises(RefreshFault, match=r"take out of data/: designations CA, stated, sema to 2026-03-01\n  -> .*--anew"):
        build(raw, room, room / "curated")
    assert state(room) == before
    build(raw, room, room / "curated", anew=True)
    assert "2026-03-01" not in (room / "sanctions/designations.csv").read_text(encoding="utf-8")


def test_the_command_does_it(room, tmp_path):
    path = lists_today.sema(tmp_path / "sema.xml")
    asked = ["refresh", "sanctions", "--source", "ca", "--file", str(path), "--day", "2026-09-01"]
    result = CliRunner().invoke(cli.app, [*asked, "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "a dry run: data/ stays as it is" in result.output
    assert covered("CA") == date(2025, 5, 25)


def test_every_source_of_a_row_is_in_the_table_of_sources():
    known = set(load.sources()["id"])
    for name in ("designations", "delistings", "vessels", "energy_buyers", "sanctions_coverage"):
        assert set(load.read_table(name)["source"]) <= known


def test_counts_that_end_earlier_are_a_reason_to_stop():
    listed = load.designations(authority="UK", basis="stated")
    earlier = listed.with_columns(pl.col("listed_on").dt.offset_by("-1y"))
    assert any("ends on 2025-" in one for one in list_checks.doubts_about_list(listed, earlier))
    assert list_checks.doubts_about_list(listed, listed) == []


def test_shuffled_files_give_the_same_data(room, tmp_path):
    path = lists_today.sema(tmp_path / "sema.xml")
    take("ca", path)
    first = state(room)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], *reversed(lines[2:-1]), lines[-1]]), encoding="utf-8")
    shutil.copytree(reader.DATA, tmp_path / "again")
    take("ca", path)
    assert state(room) == first
