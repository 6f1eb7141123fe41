"""Where publishers offer their lists of today, and what cannot be brought up to date by a machine."""

from dataclasses import dataclass

from analysis.sources.energy import crea

OFAC = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
JOURNAL = "https://raw.githubusercontent.com/opensanctions/opensanctions/main/datasets/eu/journal_sanctions/data/"


@dataclass(frozen=True)
class Offer:
    """Describe one list as its publisher offers it: address, name to keep it under, limit in MB, and how to cite it.

    `work` is an id of the sources table, `citation` its text with `{day}`; a work that table may not hold yet has `title`,
    `publisher`, `page` and `licence` too.

    >>> OFFERS["uk"].citation.format(day="1 August 2026")
    'FCDO: UK Sanctions List, as of 1 August 2026'
    """

    what: str
    url: str
    file: str
    limit: int
    work: str
    citation: str
    title: str = ""
    publisher: str = ""
    page: str = ""
    licence: str = ""


OFFERS = {
    "eu_journal": Offer(
        "the annexes of the EU's Official Journal", JOURNAL, "eu_journal", 50, "eu_journal",
        "Official Journal of the European Union, consolidated texts and amending acts as transcribed to {day}",
    ),
    "uk": Offer(
        "the UK Sanctions List", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv", "uk_sanctions_list.csv", 200,
        "uk_list", "FCDO: UK Sanctions List, as of {day}",
    ),
    "ofac": Offer(
        "OFAC's SDN list in its advanced form", OFAC + "SDN_ADVANCED.XML", "sdn_advanced.xml", 600, "ofac_list",
        "OFAC: SDN list in its advanced form, {day}; days of listing as stated by entry",
        "Specially Designated Nationals list, with the day of each entry", "Office of Foreign Assets Control, US Treasury",
        "https://ofac.treasury.gov/specially-designated-nationals-and-blocked-persons-list-sdn-human-readable-lists",
        "US government work",
    ),
    "ca": Offer(
        "Canada's list", "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/sema-lmes.xml",
        "sema.xml", 50, "sema", "Global Affairs Canada: Special Economic Measures Act list, {day}",
    ),
    "au": Offer(
        "Australia's list", "https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx",
        "dfat.xlsx", 50, "dfat", "DFAT: Consolidated List, {day}",
    ),
    "energy": Offer(
        "the Russia Fossil Tracker", crea.URL, "crea_counter.csv", 100, crea.SOURCE,
        "CREA: Russia Fossil Tracker, counter by month, destination and commodity, {day}",
        "Russia Fossil Tracker: fossil fuels by month and destination", "Centre for Research on Energy and Clean Air (CREA)",
        "https://www.russiafossiltracker.com/", "Not stated for the interface; figures only, with the source named",
    ),
}  # fmt: skip
"""The lists that `refresh sanctions` brings up to date, in the order it does."""

REGULATIONS = ("32014R0269", "32014R0833", "32024R1485", "32024R2642", "32006R0765")
"""The acts whose annexes are fetched; those amending them since are found in the listing."""

AMENDMENTS = "https://api.github.com/repos/opensanctions/opensanctions/contents/datasets/eu/journal_sanctions/data/amendments"

BY_HAND = {
    "actions": ("acts are kept by hand, each with its page", "edit data/curated/actions.csv, then `python -m analysis curate`"),
    "customs": ("customs measures are kept by hand, each with its page", "edit data/curated/customs_measures.csv, then `python -m analysis curate`"),
    "eu_fsf": (
        "the EU's consolidated list dates an entry by the last act that touched it (122 of 140 names come out late), so no day in "
        "data/ may come from it", "take the annexes instead: python -m analysis refresh sanctions --source eu_journal",
    ),
    "ofac_panel": ("the monthly panel is a study that ended in March 2026", "nothing to do: the list itself goes on, --source ofac"),
    "ofac_blocks": ("days inferred from number blocks end on 11 July 2026: OFAC's advanced list states them", "--source ofac"),
    "vessel_files": (
        "ships as first listed come from files made by hand, one a listing day; the annex and the list go on",
        "--source eu_journal and --source uk; or add files to the raw folder, then `make build`",
    ),
    "trade": ("trade by partner is one annual table of the IMF", "put the new table into the raw folder, then `make build RAW_DATA=FOLDER`"),
}  # fmt: skip
"""What stays as it is, why, and what to do instead."""
