"""Make OFAC's list in its older forms about the parties of `lists_ofac.ofac_advanced`: the same seed gives the same facts.

Parties that name no programme are left out: the older forms have none.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from tests.support.lists_ofac import SUBJECTS, invented, kinds, programmes_of, ship_number

NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
NOTHING = "-0- "
LONG = (
    "DOB 19 Aug 1960; POB Kazan, Russia; nationality Russia; Gender Male; Passport 123456789 (Russia) expires 22 Nov 2026; Tax ID No. 770000000000 "
    "(Russia); Secondary sanctions risk: Ukraine-/Russia-Related Sanctions Regulations, 31 CFR 589.201 (Linked To: INVENTED HOLDING)."
)
"""As long as the list's remarks are, so that a line has its 250 bytes."""

WORDS = {"vessel": "vessel", "aircraft": "aircraft", "entity": NOTHING, "person": "individual"}


def parties(count: int, seed: int) -> Iterator[tuple[int, str, list[str], str | None, str]]:
    """Give number, subject, programmes, ship's number and remark of each party that names a programme."""
    for place, kind in enumerate(kinds(count, seed)):
        programmes = programmes_of(Random(f"{seed} SanctionsEntries {place}"))
        number = ship_number(Random(f"{seed} IDRegDocuments {place}")) if kind == 1 else None
        draw = Random(f"{seed} remarks {place}")
        remark = draw.choice(
            [NOTHING, f"a.k.a. '{invented(draw)}'.", "=cmd|' /C calc'!A0 \"quoted\", with commas.", LONG, LONG]
        )
        if programmes:
            yield 2674 + place, SUBJECTS[kind], programmes, number, remark


def ofac_csv(path: Path, count: int, seed: int = 1) -> Path:
    """Write SDN.CSV: no header, `-0- ` for nothing, numbers and nothing without quotes, CRLF, a byte 0x1A at the end."""
    made = io.StringIO(newline="")
    for number, subject, programmes, ship, remark in parties(count, seed):
        stated = f"Vessel Registration Identification IMO {ship}" if ship else ""
        whole = remark if not stated else stated + "." if remark == NOTHING else f"{stated}; {remark}"
        cells = [f"INVENTED {number}", WORDS[subject], "] [".join(programmes), *[NOTHING] * 7, whole]
        quoted = [one if one == NOTHING else '"' + one.replace('"', '""') + '"' for one in cells]
        made.write(f"{number},{','.join(quoted)}\r\n")
    path.write_bytes(made.getvalue().encode() + b"\x1a")
    assert all(len(row) in (1, 12) for row in csv.reader(io.StringIO(made.getvalue())))
    return path


def ofac_xml(path: Path, count: int, seed: int = 1) -> Path:
    """Write SDN.XML: one sdnEntry a party, with programmes, names, and a ship's documents."""
    made = list(parties(count, seed))
    with path.open("w", encoding="utf-8", newline="\r\n") as file:
        file.write(
            f'<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="{NAMESPACE}">\n'
            f"  <publshInformation>\n    <Publish_Date>07/11/2026</Publish_Date>\n    <Record_Count>{len(made)}</Record_Count>\n  </publshInformation>\n"
        )
        for number, subject, programmes, ship, remark in made:
            named = {"person": "Individual"}.get(subject, subject.capitalize())
            remarks = f"    <remarks>{escape(remark)}</remarks>\n" if remark != NOTHING else ""
            document = "<id><uid>%d</uid><idType>%s</idType><idNumber>%s</idNumber></id>"
            ids = document % (number * 10, "Registration ID", "1234567")
            ids += document % (number * 10 + 1, "Vessel Registration Identification", f"IMO {ship}") if ship else ""
            file.write(
                f"  <sdnEntry>\n    <uid>{number}</uid>\n    <lastName>INVENTED {number}</lastName>\n    <sdnType>{named}</sdnType>\n{remarks}"
                f"    <programList>\n{''.join(f'      <program>{one}</program>{chr(10)}' for one in programmes)}    </programList>\n"
                f"    <idList>{ids}</idList>\n    <akaList><aka><uid>{number}</uid><type>a.k.a.</type><category>strong</category><lastName>{invented(Random(number))}</lastName></aka></akaList>\n"
                f"{'    <vesselInfo><callSign>X</callSign><vesselType>Tanker</vesselType></vesselInfo>' if ship else ''}\n  </sdnEntry>\n"
            )
        file.write("</sdnList>\n")
    return path
