"""Read OFAC's advanced list the slow and plain way, to hold the fast reader against: the whole tree in memory, step by step."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

SCHEMA = {
    "profile_id": pl.Int64,
    "subject": pl.String,
    "programme": pl.String,
    "listed_on": pl.Date,
    "legal_basis": pl.String,
    "imo": pl.String,
}


def read(path: Path) -> pl.DataFrame:
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    sets = {
        name: {value.get("ID"): value.text for value in root.iter(name)}
        for name in ("PartyType", "LegalBasis", "SanctionsType", "EntryEventType", "IDRegDocType")
    }
    subtypes = {
        value.get("ID"): (sets["PartyType"][value.get("PartyTypeID")], value.text) for value in root.iter("PartySubType")
    }
    numbers: dict[str, list[str]] = {}
    for document in root.iter("IDRegDocument"):
        if sets["IDRegDocType"][document.get("IDRegDocTypeID")] == "Vessel Registration Identification":
            numbers.setdefault(document.get("IdentityID"), []).append(
                document.findtext("IDRegistrationNo").removeprefix("IMO").strip()
            )
    parties = {}
    for profile in root.iter("Profile"):
        kind, part = subtypes[profile.get("PartySubTypeID")]
        subject = {"Individual": "person", "Entity": "entity"}.get(kind) or part.lower()
        own = [
            number for identity in profile.iter("Identity") for number in numbers.get(identity.get("ID"), []) if checks(number)
        ]
        parties[profile.get("ID")] = (subject, "; ".join(sorted(set(own))) if own and subject == "vessel" else None)
    rows = set()
    for entry in root.iter("SanctionsEntry"):
        subject, number = parties[entry.get("ProfileID")]
        events = sorted(
            ((day(event) or date.max, sets["LegalBasis"].get(event.get("LegalBasisID"))) for event in entry.iter("EntryEvent") if sets["EntryEventType"][event.get("EntryEventTypeID")] == "Created"),
            key=lambda pair: (pair[0], pair[1] in (None, "Unknown"), pair[1] or ""),
        )  # fmt: skip
        listed, basis = events[0] if events else (date.max, None)
        tags = {
            (measure.findtext("Comment") or "").strip()
            for measure in entry.iter("SanctionsMeasure")
            if sets["SanctionsType"][measure.get("SanctionsTypeID")] == "Program"
        }
        for tag in (tags - {""}) or {None}:
            rows.add(
                (
                    int(entry.get("ProfileID")),
                    subject,
                    tag,
                    None if listed == date.max else listed,
                    None if basis == "Unknown" else basis,
                    number,
                )
            )
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row").sort(list(SCHEMA), nulls_last=True)


def day(event: ElementTree.Element) -> date | None:
    try:
        return date(*(int(event.findtext(f"Date/{part}")) for part in ("Year", "Month", "Day")))
    except (TypeError, ValueError):
        return None


def checks(number: str) -> bool:
    return (
        len(number) == 7
        and number.isdigit()
        and sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False)) % 10 == int(number[6])
    )
