"""Lists: the reading of OFAC's advanced list and CSV beside their peers, and the advanced one's memory at two sizes.

The list is made by tests/support/lists_ofac.py, since the publisher's file is not kept here. The peer extracts the same columns of the same
rows with lxml's iterparse, freeing each element when it is done with it; ours also looks at every byte for harm, joins, types,
counts what is empty and sorts. The peers of the CSV read every cell of the same file to text.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd
import polars as pl
from lxml import etree

from analysis.sources.lists.ofac_advanced import read_advanced
from analysis.sources.lists.ofac_legacy import read_csv
from analysis.sources.reading.card import Card
from benchmarks.row import PEAK, Row, against, medians, python
from tests.support.lists_ofac import NAMESPACE, ofac_advanced
from tests.support.lists_ofac_old import ofac_csv

LEAST_FASTER = 5.0
MOST_MEGABYTES = 400
MOST_GROWTH = 0.10
PARTIES_IN_100_MB = 20_300
MOST_SLOWER = 1.2
PARTIES_IN_50_MB = 240_000
ROUNDS = 7
READ_ADVANCED = "import sys; from pathlib import Path; from analysis.sources.lists.ofac_advanced import read_advanced; read_advanced(Path(sys.argv[1]));"


def iterparse(path: Path) -> list[tuple[str | None, ...]]:
    """Extract the same columns as most would: one pass, each element freed as soon as it was used."""
    tag = {
        name: f"{{{NAMESPACE}}}{name}"
        for name in ("ReferenceValueSets", "IDRegDocument", "Profile", "DistinctParty", "SanctionsEntry")
    }
    part = {
        name: f"{{{NAMESPACE}}}{name}"
        for name in (
            "Identity",
            "IDRegistrationNo",
            "EntryEvent",
            "Date",
            "Year",
            "Month",
            "Day",
            "SanctionsMeasure",
            "Comment",
            "LegalBasis",
        )
    }
    bases: dict[str | None, str | None] = {}
    numbers: dict[str | None, str | None] = {}
    parties: dict[str | None, tuple[str | None, str | None]] = {}
    rows = []
    for _, element in etree.iterparse(
        path, tag=[tag[name] for name in ("ReferenceValueSets", "IDRegDocument", "DistinctParty", "SanctionsEntry")]
    ):
        if element.tag == tag["ReferenceValueSets"]:
            bases = {value.get("ID"): value.text for value in element.iter(part["LegalBasis"])}
        elif element.tag == tag["IDRegDocument"]:
            if element.get("IDRegDocTypeID") == "1626":
                numbers[element.get("IdentityID")] = element.findtext(part["IDRegistrationNo"])
        elif element.tag == tag["DistinctParty"]:
            profile = element.find(tag["Profile"])
            parties[profile.get("ID")] = profile.get("PartySubTypeID"), profile.find(part["Identity"]).get("ID")
        else:
            subject, identity = parties[element.get("ProfileID")]
            event = element.find(part["EntryEvent"])
            day = event.find(part["Date"])
            listed = tuple(day.findtext(part[name]) for name in ("Year", "Month", "Day"))
            for measure in element.findall(part["SanctionsMeasure"]):
                if measure.get("SanctionsTypeID") == "1":
                    rows.append(
                        (
                            element.get("ProfileID"),
                            subject,
                            measure.findtext(part["Comment"]),
                            *listed,
                            bases[event.get("LegalBasisID")],
                            numbers.get(identity),
                        )
                    )
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return rows


def pandas_read(path: Path) -> pd.DataFrame:
    """Read what pandas can of such a list in one call: the attributes of its entries, without days, parties or programmes."""
    return pd.read_xml(path, iterparse={"SanctionsEntry": ["ID", "ProfileID", "ListID"]})


def rows() -> list[Row]:
    """Time OFAC's advanced list and its CSV beside their peers, and weigh the advanced one at two sizes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = ofac_advanced(folder / "100.xml", PARTIES_IN_100_MB)
        large = ofac_advanced(folder / "300.xml", 3 * PARTIES_IN_100_MB)
        work = f"OFAC's advanced list, {small.stat().st_size / 1e6:.0f} MB"
        turns = {"ours": lambda: read_advanced(small), "lxml iterparse": lambda: iterparse(small)}
        made = against(work, turns, ROUNDS, {"lxml iterparse": 1 / LEAST_FASTER})
        slow = medians({"pandas": lambda: pandas_read(small)}, 1, unhurried=0)["pandas"]
        made.append(Row(work, made[0].ours, "pandas.read_xml, numbers of entries alone", slow))
        peaks = [median(float(python(READ_ADVANCED + PEAK, str(path))) for _ in range(ROUNDS)) for path in (small, large)]
        made.append(Row("peak memory of the same", peaks[0], unit="MB", most=MOST_MEGABYTES))
        made.append(Row("peak memory at three times the size", peaks[1], "at 100 MB", peaks[0], 1 + MOST_GROWTH, unit="MB"))
        return [*made, *_lines(folder)]


def _lines(folder: Path) -> list[Row]:
    path = ofac_csv(folder / "SDN.CSV", PARTIES_IN_50_MB)
    card = Card(0, 10**9)
    turns: dict[str, Callable[[], object]] = {
        "ours": lambda: read_csv(path, card),
        "bare polars, to text": lambda: pl.read_csv(path, has_header=False, infer_schema=False),
        "pandas, to text": lambda: pd.read_csv(path, header=None, dtype=str),
        "DuckDB, to text": lambda: duckdb.sql(
            f"select * from read_csv('{path}', header=false, all_varchar=true, strict_mode=false, null_padding=true)"
        ).fetchnumpy(),
    }
    work = f"OFAC's SDN.CSV, {path.stat().st_size / 1e6:.0f} MB"
    return against(work, turns, 3 * ROUNDS, {"bare polars, to text": MOST_SLOWER})
