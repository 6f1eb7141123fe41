"""A small lawful original for every reader of publishers' and hand-kept files, to change and to feed to it.

The counts below which a list is refused are taken off, so that a file of a few lines passes and every change to it is read.
"""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl

from analysis import load
from analysis.pipeline import build
from analysis.sources.curated import acts, guarantees, releases
from analysis.sources.energy import crea, purchases
from analysis.sources.kiel import country_summary, deliveries, explorer, release_workbook
from analysis.sources.lists import (
    eu_fsf,
    eu_journal,
    imo,
    ofac_advanced,
    ofac_history,
    ofac_legacy,
    other_lists,
    uk,
    uk_list,
    vessels,
)
from analysis.sources.reading.card import Card
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reference import countries, ecb, prices, unhcr, world_bank
from tests.support import lists, lists_ofac, lists_ofac_old, workbook_maker
from tools import full_disk

ANY = Card(0, 10**9)
COUNTRIES = load.countries()
KNOWN = pl.read_csv(build.CURATED / "countries.csv", infer_schema=False)
HOSTS = [f"{first}{last}Z" for first in "ABCDEFGHIJ" for last in "ABCDEFGHI"]
SHIP, OTHER_SHIP = "9074729", "7612448"


@dataclass(frozen=True)
class Reader:
    """What is read and how, and how to write a small lawful original into an empty folder.

    `read` is given the folder's one file, or the folder where `file` is empty.
    """

    file: str
    read: Callable[[Path], object]
    make: Callable[[Path], object]

    def attempt(self, folder: Path) -> object:
        return self.read(folder / self.file)


BOUNDED = {
    eu_journal: ["CARD"],
    vessels: ["CARD"],
    uk: ["CARD"],
    purchases: ["CARD"],
    release_workbook: ["CARD"],
    country_summary: ["CARD"],
    other_lists: ["CANADA", "AUSTRALIA"],
}


def take_limits_off(put: Callable[[object, str, object], None] = setattr) -> None:
    """Let small originals pass; `put` sets an attribute of a module."""
    for module, names in BOUNDED.items():
        for name in names:
            card = getattr(module, name)
            by_value = {column: dict.fromkeys(counts, 0) for column, counts in card.min_rows_of.items()}
            put(module, name, replace(card, min_rows=0, distinct={}, least_sum={}, min_rows_of=by_value))
    put(guarantees, "CARDS", dict.fromkeys(guarantees.CARDS, ANY))


def lines(header: str, *rows: str) -> Callable[[Path], object]:
    """Write a table of text."""
    return lambda path: path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, encoding="utf-8")


def workbook(path: Path) -> None:
    row = {"giver": "Austria", "kategori": "Humanitarian", "maal": "Allocation", "dato": "2022-03-01", "verdi_eur_activity": 5.5, "verdi_eur_redistr": 5.5, "maaned_nr": 3, "maaned_finnes": True}  # fmt: skip
    kinds = ("financial", "humanitarian", "military")
    summary = {"land": "Austria", "er_eu_medlem": True} | {
        f"{kind}_{stage}": 1.0 for stage in ("allocation", "commitment") for kind in kinds
    }
    others = [summary | {"land": name} for name in ("Estonia", "Norway", "United States")]
    workbook_maker.write_workbook(path, pl.DataFrame([row] * 12), pl.DataFrame([summary, *others]))


def sheet(rows: list[list[str]]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)

    return make


CONLIST = sheet([["Last Updated", "10/04/2025"], ["Group ID", "Regime", "Listed On"], ["12703", "Russia", "01/03/2022"]])
AUSTRALIA = sheet(
    [
        ["Reference", "Name of Individual or Entity", "Type", "Committees", "Control Date"],
        *([f"{nth}a", "X", "Individual", "Autonomous (Russia)", "2022-03-01"] for nth in range(9)),
    ]
)


def rates(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(ecb.HISTORY, "Date,USD,JPY,\n" + "".join(f"2022-03-{day:02},1.1{day},130,\n" for day in range(1, 29)))


def canada(path: Path) -> None:
    record = "<record><Country>Russia / Russie</Country><EntityOrShip>X</EntityOrShip><ShipIMONumber>9074729</ShipIMONumber><DateOfListing>2022-03-01</DateOfListing></record>"
    path.write_text(f"<data-set>{record * 9}</data-set>", encoding="utf-8")


def sdn_rows() -> str:
    row = '{},"X","individual","UKRAINE-EO13662] [RUSSIA-EO14024",' + ",".join(["-0- "] * 8) + "\r\n"
    return "".join(row.format(nth) for nth in range(9)) + "\x1a"


def hand_kept(*names: str) -> Callable[[Path], object]:
    """Copy tables of data/curated."""

    def make(folder: Path) -> None:
        for name in names or [path.name for path in build.CURATED.glob("*.csv")]:
            shutil.copyfile(build.CURATED / name, folder / name)

    return make


def annexes(folder: Path) -> None:
    columns = "annex,measure,startDate,schema,name,imoNumber"
    entry = "I,Asset freeze,2022-03-0{},Person,X{},"
    lines(f"celex,{columns}", *(f"32014R0269,{entry.format(nth, nth)}" for nth in range(1, 6)))(folder / "consolidated_a.csv")
    ship = f"32014R0833,XLII,Transportation restrictions,2024-06-25,Vessel,Y,{SHIP}"
    lines(f"celex,{columns}", ship, "32014R0833,IV,Export control,,Company,Z,")(folder / "consolidated_b.csv")
    lines(f"amendedCelex,{columns}", ship, f"32014R0833,XLII,Transportation restrictions,2024-12-17,Vessel,V,{OTHER_SHIP}")(
        folder / "amendments_a.csv"
    )


def ship_files(folder: Path) -> None:
    for stem in ("eu-2024-06-25", "eu-2024-12-17"):
        (folder / f"{stem}.imo").write_text(f"# European Union\n{SHIP}\tname\n{OTHER_SHIP}\n", encoding="utf-8")


def british(folder: Path) -> None:
    rows = [f"RUS{nth:04},{kind},,12703,31/12/2020,16/04/2026" for nth, kind in enumerate(("individual", "entity", "ship"))]
    lines("unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated", *rows)(
        folder / "subjects.csv"
    )
    CONLIST(folder / "conlist.xlsx")


def known_ships(path: Path) -> object:
    listed = pl.DataFrame({"imo": [SHIP], "listed_on": [date(2024, 6, 25)]})
    return vessels.read_vessels(path, listed, listed, listed, pl.Series([date(2021, 8, 18), date(2022, 2, 10)]))


def donors(folder: Path) -> None:
    hand_kept("countries.csv")(folder)
    lines("country,gdp", "Austria,400.5", "Estonia,30.1", "EU Institutions,0")(folder / "explorer.csv")


def of_changed(parts: dict[str, Callable[[Path], object]], whole: Callable[[Path], object]) -> Callable[[Path], object]:
    """Read those hand-kept tables that were changed, each by its reader: the others, as they were, would take most of the time.

    A change of a file without a reader of its own, on which all of them rest, reads the whole.
    """

    def read(folder: Path) -> object:
        there = {path.name: path.read_bytes() for path in folder.iterdir()}
        names = {*parts, *there}
        changed = [name for name in sorted(names) if there.get(name) != (build.CURATED / name).read_bytes()]
        if any(name not in parts for name in changed):
            return whole(folder)
        return [parts[name](folder) for name in changed]

    return read


def aid_table(path: Path) -> None:
    full_disk.explorer(path, load.aid(29).head(200))


RECORD: dict[str, Callable[[Path], object]] = {
    f"{name}.csv": wrap_read_errors(lambda folder, read=read: read(guarantees.Record(folder, KNOWN)))
    for name, read in guarantees.READERS.items()
}
ACTS: dict[str, Callable[[Path], object]] = {
    "actions.csv": acts.read_actions,
    "calendar.csv": acts.read_calendar,
    "customs_measures.csv": acts.read_customs,
    "sanctions_coverage.csv": acts.read_coverage,
}
ACTIVITY = "Australia,2022-03-01,Humanitarian,Allocation,23417159.97,23417159.978473667,23417159.978473667,3,True,0.0234"
ADDITIONS = "amended,listed_on,annex,measure,subject,listings,first_record_id,last_record_id,kind"
FROZEN = pl.DataFrame({"measure": ["asset_freeze"], "listed_on": [date(2026, 7, 31)]})
SHIPS = "imo,authority,listed_on,basis,source,not_before,programme,vessel_name,confidence,delisted_by"
BUYERS = "month,buyer,commodity,volume,volume_unit,basis,source_url,confidence,note,value_usd_bn,value_eur_bn"
TRADE = "COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY,TRADE_FLOW,SCALE,2021,2022"
ECONOMY = ",".join(f'"C{n}": {{"iso3": "C{n:02}", "bnp_usd": {n}.5, "bnp_aar": 2024, "folketall": {n}, "folketall_aar": 2024}}' for n in range(40))  # fmt: skip
READERS: dict[str, Reader] = {
    "kiel workbook": Reader("book.xlsx", lambda path: release_workbook.read_workbook(path, "9", COUNTRIES), workbook),
    "kiel summary sheet": Reader("book.xlsx", country_summary.read_summary, workbook),
    "kiel summary table": Reader("table.csv", lambda path: country_summary.read_summary_table(path, "9", COUNTRIES), lines("land,financial_allocation,humanitarian_allocation,military_allocation,financial_commitment", *(f"{name},0.0,0.16089861705101702,0.91,1e-3" for name in ("Australia", "Austria", "Estonia")))),
    "kiel table": Reader("table.csv", lambda path: explorer.read_explorer(path, "9", COUNTRIES), aid_table),
    "kiel activities": Reader("rows.csv", lambda path: explorer.read_activities(path, "9", COUNTRIES), lines("giver,dato,kategori,maal,verdi_eur,verdi_eur_redistr,verdi_eur_activity,maaned_nr,maaned_finnes,verdi_eur_mrd", *[ACTIVITY] * 12)),
    "kiel EU shares": Reader("table.csv", lambda path: deliveries.read_eu_shares(path, "9", COUNTRIES), lines("country,iso,eu_share_bn", "Denmark,DNK,1.944231", "Estonia,EST,0.18606")),
    "kiel disbursements": Reader("table.csv", lambda path: deliveries.read_disbursements(path, "9", COUNTRIES), lines("giver,er_eu_medlem,aar,maaned,verdi_eur_mrd", "Austria,True,2022,5,0.010398449685683226", "Belgium,True,2022,11,0.0049")),
    "kiel routes": Reader("table.csv", lambda path: deliveries.read_routes(path, "9"), lines("year,month,stockpile,procurement,unspecified,nato_purl", "2022,1,0.00149570612079685,0,0.230356053306305,0", "2022,2,0.92,0.0026,0.09,0")),
    "kiel weapons": Reader("table.csv", lambda path: deliveries.read_weapons(path, "9", COUNTRIES), lines("donor,category,number_of_weapons,monetary_value_eur,weapons_list", 'Australia,Howitzers,6,28672479,"M777 howitzer (6)"', "Australia,Tanks,49,463047927,x")),
    "countries": Reader("", lambda folder: countries.read_countries(folder / "countries.csv", folder / "explorer.csv"), donors),
    "EU list, XML": Reader("list.xml", lambda path: eu_fsf.read_xml(path, ANY), lambda path: lists.eu_xml(path, 12)),
    "EU list, CSV": Reader("list.csv", lambda path: eu_fsf.read_csv(path, ANY), lambda path: lists.eu_csv(path, 12)),
    "EU annexes": Reader("", eu_journal.read_annexes, annexes),
    "EU additions": Reader("table.csv", lambda path: eu_journal.read_additions(path, FROZEN), lines(ADDITIONS, "32014R0269,2026-08-07,I.PERSONS,asset_freeze,person,5,2106,2110,addition", "32024R1485,2026-09-28,IV.A,asset_freeze,person,10,99,108,addition")),
    "ships by listing day": Reader("", lambda folder: eu_journal.read_as_listed(folder, "EU"), ship_files),
    "vessel numbers": Reader("ships.imo", imo.read_listed, lambda path: path.write_text(f"# EU\n{SHIP}\tname\n{SHIP}\n", encoding="utf-8")),
    "vessels": Reader("ships.csv", known_ships, lines(SHIPS, f"{SHIP},EU,2024-06-25,stated,x,,EU-RUS,name,high,", f"{SHIP},UK,2024-06-25,stated,x,,,name,high,", f"{OTHER_SHIP},US,2022-02-10,first_seen,x,,RUSSIA-EO14024,name,high,2024-05-03")),
    "UK list, XML": Reader("list.xml", lambda path: uk_list.read_xml(path, ANY), lambda path: lists.uk_xml(path, 12)),
    "UK list, CSV": Reader("list.csv", lambda path: uk_list.read_csv(path, ANY), lambda path: lists.uk_csv(path, 12)),
    "UK subjects": Reader("", lambda folder: uk.read_subjects(folder / "subjects.csv", folder / "conlist.xlsx"), british),
    "UK retired list": Reader("list.xlsx", uk.read_conlist_days, CONLIST),
    "OFAC advanced": Reader("list.xml", lambda path: ofac_advanced.read_advanced(path, ANY), lambda path: lists_ofac.ofac_advanced(path, 12)),
    "OFAC SDN": Reader("list.csv", lambda path: ofac_legacy.read_csv(path, ANY), text(sdn_rows())),
    "OFAC SDN, XML": Reader("list.xml", lambda path: ofac_legacy.read_xml(path, ANY), lambda path: lists_ofac_old.ofac_xml(path, 12)),
    "OFAC copies": Reader("table.csv", lambda path: (ofac_history.read_first_seen(path), ofac_history.read_copy_days(path)), lines("ent_num,sdn_name,sdn_type,program,first_seen,last_seen", "36,X,-0-,RUSSIA-EO14024,2021-08-18,2024-05-03", "37,Y,vessel,RUSSIA-EO14024] [IRAN,2022-02-10,2024-05-03")),
    "OFAC blocks": Reader("table.csv", lambda path: (ofac_history.read_number_blocks(path), ofac_history.read_announced(path)), lines("date,measure,subject,programme,count,basis,not_before,source", "2024-05-14,sdn,entity,RUSSIA-EO14024,3,uid_block,,x", "2024-05-14,sdn,person,RUSSIA-EO14024,1,press,,x", "2024-05-14,sdn,person,RUSSIA-EO14024,1,first_seen,2024-05-03,x")),
    "OFAC windows": Reader("table.csv", ofac_history.read_windows, lines("window_after,window_until,subject,count", "2024-05-03,2024-09-25,entity,352", "2024-05-03,2024-09-25,person,65")),
    "OFAC removals": Reader("table.csv", ofac_history.read_delistings, lines("uid,subject,programmes,last_seen,first_absent", "18293,entity,X; Y,2024-09-25,2025-05-25", "18316,person,X,2024-09-25,2025-05-25")),
    "OFAC panel": Reader("table.csv", ofac_history.read_panel, lines("Country,yrmon,additions", *(f"Russia,2022-{month:02},{month}" for month in range(1, 13)))),
    "Canada": Reader("list.xml", other_lists.read_sema, canada),
    "Australia": Reader("list.xlsx", other_lists.read_dfat, AUSTRALIA),
    "ECB": Reader("rates.zip", ecb.monthly_averages, rates),
    "ECB averages": Reader("exchange_rates.csv", ecb.read_averages, lambda path: shutil.copyfile(build.CURATED / "exchange_rates.csv", path)),
    "numbers told": Reader("", lambda folder: releases.read_published_numbers(folder / "published.csv"), hand_kept("published.csv", "publishers.csv")),
    "euro prices": Reader("table.csv", lambda path: prices.read_index(path, prices.HICP), lines("time,geo,unit,index_2025_100", *(f"{year}-{month:02},EA,I25,{60 + year % 100}.{month:02}" for year in range(2020, 2026) for month in range(1, 13)))),
    "US prices": Reader("table.csv", lambda path: prices.read_index(path, prices.CPI), lines("Date,Index,Inflation", *(f"{year}-{month:02}-01,{300 + year % 100}.{month:02},0.1" for year in range(2020, 2026) for month in range(1, 13)))),
    "people hosted": Reader("table.csv", unhcr.read_hosted, lines("year,coo_iso,coa_name,coa_iso,refugees,asylum_seekers", *(f"{year},UKR,Land of {code},{code},{25_000 + year},{place}" for year in range(2014, 2026) for place, code in enumerate(HOSTS)))),
    "releases": Reader("releases.csv", releases.read_releases, lambda path: hand_kept(path.name)(path.parent)),
    "World Bank": Reader("land.json", world_bank.read_economies, text(f'{{"land": {{{ECONOMY}}}}}')),
    "energy counter": Reader("table.csv", lambda path: crea.read_counter(path, date(2026, 9, 1), ANY), lines("destination_iso2,month,commodity,value_eur,value_tonne", "IN,2022-03,crude_oil,1500000,3000.5", "CN,2022-04,coal,2500000,", "ZZ,2022-04,lng,1,1")),
    "energy buyers": Reader("table.csv", purchases.read_buyers, lines(BUYERS, *(f"2022-{month:02}-01,India,crude_oil,{month}.5,tonne,customs,https://a.b/c,high,,1.5,1.4" for month in range(1, 10)))),
    "energy trade": Reader("table.csv", purchases.read_trade, lines(TRADE, *["IND,India,Exports of goods,Millions,1.5,2.5"] * 9)),
    "record of guarantees": Reader("", of_changed(RECORD, lambda folder: guarantees.read_record(folder, KNOWN)), hand_kept(*RECORD, "pledges.csv", "governments.csv", "publishers.csv", "manual_check.csv")),
    "acts": Reader("", of_changed(ACTS, lambda folder: [read(folder) for read in ACTS.values()]), hand_kept("publishers.csv", *ACTS)),
}  # fmt: skip
