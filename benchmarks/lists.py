"""Time the reading of OFAC's lists against their peers, turn by turn in one run, and weigh the advanced one's memory at two sizes.

    python benchmarks/lists.py [--folder FOLDER]

The list is made by tests/lists_ofac.py, since the publisher's file is not kept here. The peer extracts the same columns of the same
rows with lxml's iterparse, freeing each element when it is done with it; ours also looks at every byte for harm, joins, types,
counts what is empty and sorts. The peer of the CSV is polars, reading every cell of the same file to text. Ends with an error beyond
the limits.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import polars as pl
from lxml import etree

from analysis.sources.limits import Limits
from analysis.sources.ofac_advanced import read_advanced
from analysis.sources.ofac_legacy import read_csv
from tests.lists_ofac import NAMESPACE, ofac_advanced
from tests.lists_ofac_old import ofac_csv

LEAST_FASTER = 5.0
MOST_MEGABYTES = 400
MOST_GROWTH = 0.10
PARTIES_IN_100_MB = 20_300
MOST_SLOWER = 1.2
PARTIES_IN_50_MB = 240_000
# The high-water mark of the process itself: getrusage would count the memory of the parent it was forked from.
PEAK = (
    "import re, sys; from pathlib import Path; from analysis.sources.ofac_advanced import read_advanced; read_advanced(Path(sys.argv[1]));"
    "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) / 1024)"
)


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


def seconds(turns: dict[str, Callable[[Path], object]], path: Path, rounds: int) -> dict[str, list[float]]:
    """Take turns, so that a busy machine slows all alike; the first turn of each is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + 1):
        for name, turn in list(turns.items())[:: 1 if number % 2 else -1]:
            started = perf_counter()
            turn(path)
            if number:
                taken[name].append(perf_counter() - started)
    return taken


def lines(folder: Path, rounds: int) -> float:
    """Give how many times the time of bare polars our reading of 50 MB of SDN.CSV takes."""
    path = ofac_csv(folder / "SDN.CSV", PARTIES_IN_50_MB)
    bounds = Limits(0, 10**9)
    taken = seconds(
        {
            "ours": lambda file: read_csv(file, bounds),
            "bare polars": lambda file: pl.read_csv(file, has_header=False, infer_schema=False),
        },
        path,
        rounds,
    )
    medians = {name: statistics.median(times) for name, times in taken.items()}
    slower = medians["ours"] / medians["bare polars"]
    print(
        f"SDN.CSV of {path.stat().st_size / 1e6:.0f} MB: ours {medians['ours'] * 1000:.0f} ms, bare polars "
        f"{medians['bare polars'] * 1000:.0f} ms; {slower:.2f} times its time (limit {MOST_SLOWER})"
    )
    return slower


def peak(path: Path) -> float:
    """Read a list in a process of its own and give its peak memory in MB."""
    return float(subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True).stdout)


def main() -> int:
    """Print times, their ratio and the peaks; give 1 if a limit is passed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--folder", type=Path, help="where to put the lists (400 MB); a temporary folder if not given")
    arguments.add_argument("--rounds", type=int, default=7)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        small = ofac_advanced(Path(folder) / "100.xml", PARTIES_IN_100_MB)
        large = ofac_advanced(Path(folder) / "300.xml", 3 * PARTIES_IN_100_MB)
        taken = seconds({"ours": read_advanced, "lxml iterparse": iterparse}, small, given.rounds)
        medians = {name: statistics.median(times) for name, times in taken.items()}
        faster = medians["lxml iterparse"] / medians["ours"]
        peaks = [peak(small), peak(large)]
        slower = lines(Path(folder), 3 * given.rounds)
        size = small.stat().st_size / 1e6
    growth = peaks[1] / peaks[0] - 1
    print(
        f"{size:.0f} MB: ours {medians['ours']:.2f} s, lxml iterparse {medians['lxml iterparse']:.2f} s; {faster:.1f} times as fast (limit {LEAST_FASTER})"
    )
    print(
        f"peak memory {peaks[0]:.0f} MB at 100 MB (limit {MOST_MEGABYTES}), {peaks[1]:.0f} MB at 300 MB: {growth:+.1%} (limit {MOST_GROWTH:+.0%})"
    )
    return int(faster < LEAST_FASTER or slower > MOST_SLOWER or peaks[0] > MOST_MEGABYTES or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
