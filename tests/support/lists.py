"""Make the lists of the EU and the UK in their publishers' forms, at any size, about subjects that do not exist.

One draw of subjects is written as XML or as CSV, so that both forms of one list can be held against each other.
The same seed gives the same bytes. OFAC's advanced list is in lists_ofac.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape, quoteattr

from tests.support.lists_ofac import imo, invented, ofac_advanced

__all__ = ["eu_csv", "eu_xml", "ofac_advanced", "uk_csv", "uk_xml"]

EU_NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
EU_PROGRAMMES = ("UKR", "RUS", "RUSDA", "BLR", "IRN", "TAQA", "SYR")
UK_REGIMES = (
    "The Russia (Sanctions) (EU Exit) Regulations 2019",
    "The Republic of Belarus (Sanctions) (EU Exit) Regulations 2019",
    "The Iran (Sanctions) Regulations 2023",
)

PARTS = {
    "Entity": "LogicalId EU_ReferenceNumber UnitedNationId DesignationDate DesignationDetails Remark SubjectType SubjectType_ClassificationCode",
    "NameAlias": "LastName FirstName MiddleName WholeName NameLanguage Gender Title Function LogicalId RegulationLanguage Remark",
    "Address": "City Street PoBox ZipCode Region Place AsAtListingTime ContactInfo CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark",
    "BirthDate": "BirthDate Day Month Year YearRangeFrom YearRangeTo Circa CalendarType ZipCode Region Place City CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark",
    "Identification": "Number Diplomatic KnownExpired KnownFalse ReportedLost RevokedByIssuer IssuedBy IssuedDate ValidFrom ValidTo LatinNumber NameOnDocument TypeCode TypeDescription Region CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark",
    "Citizenship": "Region CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark",
}
OF_A_REGULATION = "Type OrganisationType PublicationDate EntryIntoForceDate NumberTitle Programme PublicationUrl"
EU_COLUMNS = [
    "fileGenerationDate",
    *(
        f"{part}_{column}"
        for part, columns in PARTS.items()
        for column in [*columns.split(), *(f"Regulation_{more}" for more in OF_A_REGULATION.split())]
    ),
]
UK_COLUMNS = [
    "Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5",
    "Name type", "Alias strength", "Title", "Name non-latin script", "Non-latin script type", "Non-latin script language", "Regime Name",
    "Designation Type", "Designation source", "Sanctions Imposed", "Other Information", "UK Statement of Reasons",
    *(f"Address Line {line}" for line in range(1, 7)), "Address Postal Code", "Address Country", "Phone number", "Website", "Email address",
    "Date Designated", "D.O.B", "Nationality(/ies)", "National Identifier number", "National Identifier additional information",
    "Passport number", "Passport additional information", "Position", "Gender", "Town of birth", "Country of birth", "Type of entity",
    "Subsidiaries", "Parent company", "Business registration number (s)", "IMO number", "Current owner/operator (s)",
    "Previous owner/operator (s)", "Current believed flag of ship", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship",
    "Year Built", "Hull identification number (HIN)",
]  # fmt: skip


@dataclass
class Subject:
    """One invented subject, as far as either list tells of it."""

    number: int
    kind: str
    regime: str
    names: list[str]
    designated: date | None
    in_force: date | None
    published: date
    imo: str | None
    remark: str


def subjects(count: int, regimes: tuple[str, ...], kinds: tuple[str, ...], seed: int) -> list[Subject]:
    """Draw subjects; publication is long after the listing, remarks hold what a careless reader trips over."""
    draw = Random(seed)
    made = []
    for number in range(count):
        day = date(2014, 3, 17) + timedelta(days=draw.randrange(4400))
        later = day + timedelta(days=draw.choice([0, 1, 14]))
        kind = draw.choice(kinds)
        names = [f"{invented(draw)} {invented(draw)}" for _ in range(draw.randint(1, 4))]
        remark = draw.choice(["", 'a "quoted" remark; with a semicolon', "two\nlines", "<b>&amp;</b>", "Ярость, ёж", "=1+1"])
        missing = draw.random()
        made.append(
            Subject(
                number=13 + number, kind=kind, regime=draw.choice(regimes), names=names,
                designated=None if missing < 0.3 else day, in_force=None if 0.3 < missing < 0.35 else later,
                published=day + timedelta(days=draw.randrange(3000)), imo=imo(draw) if kind == "ship" else None, remark=remark,
            )
        )  # fmt: skip
    return made


def eu_subjects(count: int, seed: int) -> list[Subject]:
    """Draw persons and enterprises."""
    return subjects(count, EU_PROGRAMMES, ("person", "enterprise"), seed)


def eu_xml(path: Path, count: int, seed: int = 1) -> Path:
    """Write the consolidated financial sanctions list as XML 1.1."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<export xmlns="{EU_NAMESPACE}" generationDate="2026-08-05T16:47:04.449+02:00" globalFileId="184961">\n'
        )
        for it in eu_subjects(count, seed):
            designated = f'designationDate="{it.designated}" ' if it.designated else ""
            in_force = f'entryIntoForceDate="{it.in_force}" ' if it.in_force else ""
            regulation = f'organisationType="commission" publicationDate="{it.published}" {in_force}numberTitle="2022/{it.number} (OJ L{it.number})"'
            file.write(
                f'  <sanctionEntity {designated}designationDetails="" unitedNationId="" euReferenceNumber="EU.{it.number}.1" logicalId="{it.number}">\n'
                f"    <remark>{escape(it.remark)}</remark>\n"
                f'    <regulation regulationType="amendment" {regulation} programme="{it.regime}" logicalId="{it.number}">\n'
                f"      <publicationUrl>https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=OJ:L_{it.number}</publicationUrl>\n    </regulation>\n"
                f'    <subjectType code="{it.kind}" classificationCode="{it.kind[0].upper()}"/>\n'
            )
            for place, name in enumerate(it.names):
                whole = quoteattr(f"{name} {it.remark}" if place else name)
                file.write(
                    f'    <nameAlias firstName="" middleName="" lastName="" wholeName={whole} function="" gender="" title="" nameLanguage="EN" strong="true" regulationLanguage="en" logicalId="{it.number * 10 + place}">\n'
                    f'      <regulationSummary regulationType="regulation" publicationDate="2001-01-01" numberTitle="1/2001" publicationUrl=""/>\n    </nameAlias>\n'
                )
            file.write(
                f'    <identification diplomatic="false" knownExpired="false" identificationTypeCode="other" number="{it.number}" countryIso2Code="00" logicalId="{it.number}"/>\n  </sanctionEntity>\n'
            )
        file.write("</export>\n")
    return path


def eu_csv(path: Path, count: int, seed: int = 1) -> Path:
    """Write the same list as CSV 1.1: semicolons, a byte order mark, one row a name and one an identification."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, EU_COLUMNS, restval="", delimiter=";", lineterminator="\n")
        rows.writeheader()
        for it in eu_subjects(count, seed):
            entity = {
                "fileGenerationDate": "05/08/2026", "Entity_LogicalId": it.number, "Entity_EU_ReferenceNumber": f"EU.{it.number}.1",
                "Entity_DesignationDate": it.designated or "", "Entity_Remark": it.remark, "Entity_SubjectType": it.kind[0].upper(),
                "Entity_SubjectType_ClassificationCode": it.kind, "Entity_Regulation_Type": "amendment",
                "Entity_Regulation_OrganisationType": "commission", "Entity_Regulation_PublicationDate": it.published,
                "Entity_Regulation_EntryIntoForceDate": it.in_force or "", "Entity_Regulation_NumberTitle": f"2022/{it.number} (OJ L{it.number})",
                "Entity_Regulation_Programme": it.regime,
            }  # fmt: skip
            for name in it.names:
                rows.writerow({**entity, "NameAlias_WholeName": name})
            rows.writerow({**entity, "Identification_Number": it.number})
    return path


def uk_subjects(count: int, seed: int) -> list[Subject]:
    """Draw individuals, entities and ships."""
    return subjects(count, UK_REGIMES, ("individual", "entity", "ship"), seed)


def uk_csv(path: Path, count: int, seed: int = 1) -> Path:
    """Write the UK Sanctions List as CSV: a line with its date, then the header, then one row a name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Report Date: 29-Apr-2026\r\n")
        rows = csv.DictWriter(file, UK_COLUMNS, restval="")
        rows.writeheader()
        for it in uk_subjects(count, seed):
            for place, name in enumerate(it.names):
                rows.writerow({
                    "Last Updated": "04/08/2026", "Unique ID": f"RUS{it.number:04}", "OFSI Group ID": it.number, "Name 6": name,
                    "Name type": "Alias" if place else "Primary Name", "Regime Name": it.regime, "Designation Type": it.kind.capitalize(),
                    "Designation source": "UK", "Sanctions Imposed": "Asset freeze|Travel Ban", "UK Statement of Reasons": it.remark,
                    "Date Designated": f"{it.designated or it.in_force:%d/%m/%Y}", "IMO number": it.imo or "",
                })  # fmt: skip
    return path


def uk_xml(path: Path, count: int, seed: int = 1) -> Path:
    """Write the same list as XML."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<Designations>\n  <DateGenerated>29/04/2026</DateGenerated>\n')
        for it in uk_subjects(count, seed):
            names = "".join(
                f"<Name><Name6>{escape(name)}</Name6><NameType>{'Alias' if place else 'Primary Name'}</NameType></Name>"
                for place, name in enumerate(it.names)
            )
            ship = (
                f"<ShipDetails><Ship><IMONumbers><IMONumber>{it.imo}</IMONumber></IMONumbers></Ship></ShipDetails>"
                if it.imo
                else ""
            )
            file.write(
                f"  <Designation>\n    <LastUpdated>04/08/2026</LastUpdated>\n    <DateDesignated>{it.designated or it.in_force:%d/%m/%Y}</DateDesignated>\n"
                f"    <UniqueID>RUS{it.number:04}</UniqueID>\n    <OFSIGroupID>{it.number}</OFSIGroupID>\n    <Names>{names}</Names>\n"
                f"    <RegimeName>{it.regime}</RegimeName>\n    <IndividualEntityShip>{it.kind.capitalize()}</IndividualEntityShip>\n"
                f"    <DesignationSource>UK</DesignationSource>\n    <SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>\n"
                f"    <UKStatementofReasons>{escape(it.remark)}</UKStatementofReasons>\n    {ship}\n  </Designation>\n"
            )
        file.write("</Designations>\n")
    return path
