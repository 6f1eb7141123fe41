"""Make a list in OFAC's advanced XML, at any size, about subjects that do not exist.

Elements, attributes, order of sections and ids of the reference values are the publisher's; everything else is invented.
The same seed gives the same bytes.
"""

from pathlib import Path
from random import Random

NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"
PROGRAMMES = ("RUSSIA-EO14024", "UKRAINE-EO13662", "UKRAINE-EO13661", "IRAN", "SDGT", "CUBA", "PEESA-EO14039", "DPRK3")
BASES = {1: "Unknown", 1822: "Executive Order 13606 (Iran/Syria)", 91566: "Executive Order 14024 (Russia)"}
SUBJECTS = {1: "vessel", 2: "aircraft", 3: "entity", 4: "person"}
SYLLABLES = (
    "bor",
    "dan",
    "el",
    "fi",
    "gor",
    "hal",
    "im",
    "kos",
    "lu",
    "mar",
    "nev",
    "or",
    "pel",
    "rus",
    "sa",
    "tol",
    "ur",
    "vik",
)

REFERENCES = """  <DateOfIssue CalendarTypeID="1">
    <Year>2026</Year>
    <Month>7</Month>
    <Day>11</Day>
  </DateOfIssue>
  <ReferenceValueSets>
    <AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
    <CalendarTypeValues><CalendarType ID="1">Gregorian</CalendarType></CalendarTypeValues>
    <DetailTypeValues><DetailType ID="1430">DATE</DetailType><DetailType ID="1432">TEXT</DetailType></DetailTypeValues>
    <EntryEventTypeValues><EntryEventType ID="1">Created</EntryEventType></EntryEventTypeValues>
    <FeatureTypeValues>
      <FeatureType ID="2" FeatureTypeGroupID="1">VESSEL TYPE</FeatureType>
      <FeatureType ID="3" FeatureTypeGroupID="1">Vessel Flag</FeatureType>
      <FeatureType ID="8" FeatureTypeGroupID="1">Birthdate</FeatureType>
      <FeatureType ID="25" FeatureTypeGroupID="1">Location</FeatureType>
    </FeatureTypeValues>
    <IDRegDocTypeValues>
      <IDRegDocType ID="1571">Passport</IDRegDocType>
      <IDRegDocType ID="1584">Registration ID</IDRegDocType>
      <IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType>
    </IDRegDocTypeValues>
    <LegalBasisValues>
%s
    </LegalBasisValues>
    <ListValues><List ID="1550">SDN List</List><List ID="91507">Sectoral Sanctions Identifications List</List></ListValues>
    <PartySubTypeValues>
      <PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>
      <PartySubType ID="2" PartyTypeID="4">Aircraft</PartySubType>
      <PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>
      <PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>
    </PartySubTypeValues>
    <PartyTypeValues>
      <PartyType ID="1">Individual</PartyType>
      <PartyType ID="2">Entity</PartyType>
      <PartyType ID="4">Transport</PartyType>
    </PartyTypeValues>
    <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="1705">Block</SanctionsType></SanctionsTypeValues>
  </ReferenceValueSets>
"""

ALIAS = """          <Alias FixedRef="%(party)d" AliasTypeID="%(type)d" Primary="%(primary)s" LowQuality="false">
            <DocumentedName ID="%(id)d" FixedRef="%(party)d" DocNameStatusID="1">
              <DocumentedNamePart>
                <NamePartValue NamePartGroupID="%(group)d" ScriptID="215" ScriptStatusID="1" Acronym="false">%(first)s</NamePartValue>
              </DocumentedNamePart>
              <DocumentedNamePart>
                <NamePartValue NamePartGroupID="%(group)d" ScriptID="215" ScriptStatusID="1" Acronym="false">%(last)s</NamePartValue>
              </DocumentedNamePart>
            </DocumentedName>
          </Alias>
"""
FEATURE = """        <Feature ID="%(id)d" FeatureTypeID="%(type)d">
          <FeatureVersion ID="%(id)d" ReliabilityID="1560">
            <Comment />
            <DatePeriod CalendarTypeID="1" YearFixed="false" MonthFixed="false" DayFixed="false">
              <Start Approximate="false" YearFixed="false" MonthFixed="false" DayFixed="false">
                <From><Year>%(year)d</Year><Month>1</Month><Day>1</Day></From>
                <To><Year>%(year)d</Year><Month>12</Month><Day>31</Day></To>
              </Start>
            </DatePeriod>
            <VersionDetail DetailTypeID="1432">%(text)s &amp; %(text)s</VersionDetail>
          </FeatureVersion>
          <IdentityReference IdentityID="%(identity)d" IdentityFeatureLinkTypeID="1" />
        </Feature>
"""
PARTY = """    <DistinctParty FixedRef="%(party)d">
      <Comment />
      <Profile ID="%(party)d" PartySubTypeID="%(type)d">
        <Identity ID="%(identity)d" FixedRef="%(party)d" Primary="true" False="false">
%(aliases)s          <NamePartGroups>
            <MasterNamePartGroup>
              <NamePartGroup ID="%(identity)d" NamePartTypeID="1520" />
            </MasterNamePartGroup>
          </NamePartGroups>
        </Identity>
%(features)s      </Profile>
    </DistinctParty>
"""
DOCUMENT = """    <IDRegDocument ID="%(id)d" IDRegDocTypeID="%(type)d" IdentityID="%(identity)d" IssuedBy-CountryID="11181" ValidityID="1">
      <Comment />
      <IDRegistrationNo>%(number)s</IDRegistrationNo>
    </IDRegDocument>
"""
ENTRY = """    <SanctionsEntry ID="%(party)d" ProfileID="%(party)d" ListID="%(list)d">
      <EntryEvent ID="%(party)d" EntryEventTypeID="1" LegalBasisID="%(basis)d">
        <Comment />
        <Date CalendarTypeID="1">
          <Year>%(year)d</Year>
          <Month>%(month)d</Month>
          <Day>%(day)d</Day>
        </Date>
      </EntryEvent>
%(measures)s    </SanctionsEntry>
"""
MEASURE = """      <SanctionsMeasure ID="%(id)d" SanctionsTypeID="%(type)d">
        %(comment)s
        <DatePeriod CalendarTypeID="1" YearFixed="false" MonthFixed="false" DayFixed="false" />
      </SanctionsMeasure>
"""


def invented(draw: Random) -> str:
    """A name nobody has."""
    return "".join(draw.choices(SYLLABLES, k=4)).capitalize()


def imo(draw: Random) -> str:
    """A number with a right check digit."""
    digits = [9, *draw.choices(range(10), k=5)]
    return "".join(map(str, digits)) + str(
        sum(digit * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True)) % 10
    )


def kinds(parties: int, seed: int) -> list[int]:
    """Draw what each party is, an id of SUBJECTS."""
    return Random(seed).choices([1, 2, 3, 4], weights=[8, 2, 50, 40], k=parties)


def ship_number(draw: Random) -> str:
    """A ship's number, now and then with a wrong check digit."""
    number = imo(draw)
    return number[:-1] + str((int(number[-1]) + 1) % 10) if draw.random() < 0.02 else number


def programmes_of(draw: Random) -> list[str]:
    """One to three programmes; one entry in fifty has none."""
    return draw.sample(PROGRAMMES, k=draw.choice([0, *[1] * 40, *[2] * 8, 3]))


def ofac_advanced(path: Path, parties: int, seed: int = 1) -> Path:
    """Write a list of so many parties: about 5 kB each, as in the publisher's file."""
    types = kinds(parties, seed)
    with path.open("w", encoding="utf-8", newline="\r\n") as file:
        file.write(
            f'<?xml version="1.0" standalone="yes"?>\n<Sanctions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="{NAMESPACE}" Version="3">\n'
        )
        file.write(
            REFERENCES
            % "\n".join(
                f'      <LegalBasis ID="{key}" LegalBasisShortRef="{name}" LegalBasisTypeID="1" SanctionsProgramID="1">{name}</LegalBasis>'
                for key, name in BASES.items()
            )
        )
        for section, write in (("IDRegDocuments", _documents), ("DistinctParties", _party), ("SanctionsEntries", _entry)):
            file.write(f"  <{section}>\n")
            # Each section draws anew by party, so that no section must be held while another is written.
            for number, kind in enumerate(types):
                file.write(write(Random(f"{seed} {section} {number}"), 2674 + number, kind))
            file.write(f"  </{section}>\n")
        file.write("</Sanctions>\n")
    return path


def _documents(draw: Random, party: int, kind: int) -> str:
    """A ship has its number, now and then a wrong one; others have passports and registrations."""
    number = ship_number(draw)
    own = {"id": party, "type": 1626, "identity": party + 1000000, "number": f"IMO {number}"}
    other = {
        "id": party + 500000,
        "type": 1571 if kind == 4 else 1584,
        "identity": party + 1000000,
        "number": draw.randrange(10**6, 10**7),
    }
    return (DOCUMENT % own if kind == 1 else "") + DOCUMENT % other


def _party(draw: Random, party: int, kind: int) -> str:
    identity = party + 1000000
    aliases = [
        {"party": party, "type": 1400 if more else 1403, "primary": str(not more).lower(), "id": party * 10 + more, "group": identity,
         "first": invented(draw), "last": invented(draw)} for more in range(draw.randint(1, 4))
    ]  # fmt: skip
    features = [
        {"id": party * 10 + more, "type": 25, "year": draw.randint(1950, 2000), "text": invented(draw), "identity": identity}
        for more in range(draw.randint(1, 4))
    ]
    return PARTY % {
        "party": party, "type": kind, "identity": identity,
        "aliases": "".join(ALIAS % alias for alias in aliases), "features": "".join(FEATURE % feature for feature in features),
    }  # fmt: skip


def _entry(draw: Random, party: int, kind: int) -> str:
    """An entry blocks, under one to three programmes; one in fifty names none."""
    programmes = programmes_of(draw)
    comments = [(1705, "<Comment />"), *((1, f"<Comment>{programme}</Comment>") for programme in programmes)]
    measures = "".join(
        MEASURE % {"id": party * 10 + place, "type": type_, "comment": comment}
        for place, (type_, comment) in enumerate(comments)
    )
    return ENTRY % {
        "party": party, "list": 1550, "basis": draw.choice(list(BASES)), "measures": measures,
        "year": draw.randint(2014, 2025), "month": draw.randint(1, 12), "day": draw.randint(1, 28),
    }  # fmt: skip
