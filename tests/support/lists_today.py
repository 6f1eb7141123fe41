"""Make lists in their publishers' forms that say what data/ says, so that what a refresh moves is what a test added or left out."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from analysis import load
from tests.support.lists import UK_COLUMNS

Entry = tuple[str, date, str | None]
"""Subject, day of listing, IMO number."""


def entries(authority: str, basis: str = "stated") -> pl.DataFrame:
    """Give one row a listing of data/, ships with the numbers it knows."""
    rows = load.designations(authority=authority, basis=basis)
    each = rows.select(pl.all().repeat_by("listings").explode()).sort("subject", "listed_on")
    ships = load.vessels().filter(authority=authority).sort("listed_on", "imo").select("listed_on", "imo")
    nth = pl.int_range(pl.len()).over("subject", "listed_on").alias("nth")
    numbered = ships.with_columns(pl.int_range(pl.len()).over("listed_on").alias("nth"), subject=pl.lit("vessel"))
    paired = each.with_columns(nth).join(numbered, on=["subject", "listed_on", "nth"], how="left").drop("nth")
    # A ship whose day is not known stands on one on which more were counted than are known by number.
    rest = iter(ships.filter(~pl.col("imo").is_in(paired["imo"].drop_nulls().to_list()))["imo"])
    free = [row["subject"] == "vessel" and row["imo"] is None for row in paired.iter_rows(named=True)]
    return paired.with_columns(
        imo=pl.Series(
            [next(rest, None) if empty else imo for empty, imo in zip(free, paired["imo"], strict=True)], dtype=pl.String
        )
    ).with_row_index("place")


def sema(path: Path, added: Sequence[Entry] = (), without: Sequence[str] = (), most: int | None = None) -> Path:
    """Write Canada's list: all that data/ counts, less some ships, plus some entries, or only the first `most`."""
    names = {
        "person": "<LastName>Invented</LastName><GivenName>Name</GivenName>",
        "entity": "<EntityOrShip>Invented</EntityOrShip>",
    }
    rows = [
        (row["regime"], row["subject"], row["listed_on"], row["imo"])
        for row in entries("CA").iter_rows(named=True)
        if row["imo"] not in without
    ]
    rows += [("Russia", *entry) for entry in added]
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n')
        for regime, subject, day, imo in rows[:most]:
            name = names.get(subject, f"<EntityOrShip>Invented</EntityOrShip><ShipIMONumber>{imo}</ShipIMONumber>")
            country = "Russia / Russie" if regime == "Russia" else regime
            file.write(f"<record><Country>{country}</Country>{name}<DateOfListing>{day}</DateOfListing></record>\n")
        file.write("</data-set>\n")
    return path


def uk(path: Path, added: Sequence[Entry] = ()) -> Path:
    """Write the UK Sanctions List of 1 September 2026; subjects of the roll-over carry its day, others are of other regimes."""
    kinds = {"person": "Individual", "entity": "Entity", "vessel": "Ship"}
    rolled = pl.when(source="uk_conlist").then(pl.date(2020, 12, 31)).otherwise("listed_on")
    known = entries("UK").with_columns(day=rolled).select("subject", "day", "imo").rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Report Date: 01-Sep-2026\r\n")
        rows = csv.DictWriter(file, UK_COLUMNS, restval="")
        rows.writeheader()
        for place, (subject, day, imo) in enumerate([*known, *added]):
            rows.writerow(
                {
                    "Unique ID": f"RUS{place:04}",
                    "Regime Name": "The Russia (Sanctions) (EU Exit) Regulations 2019",
                    "Designation Type": kinds[subject],
                    "Date Designated": f"{day:%d/%m/%Y}",
                    "IMO number": imo or "",
                    "Name 6": "=cmd|' /C calc'!A0",
                }
            )
        for place in range(400):
            rows.writerow(
                {
                    "Unique ID": f"AFG{place:04}",
                    "Regime Name": "Afghanistan",
                    "Designation Type": "Entity",
                    "Date Designated": "01/02/2012",
                }
            )
    return path


def sdn(path: Path, ships: Sequence[str], programmes: str = "RUSSIA-EO14024] [IRAN") -> Path:
    """Write OFAC's legacy CSV about these ships and nobody else."""
    lines = [
        f'{number},"INVENTED","vessel","{programmes}",-0- ,-0- ,"Tanker",-0- ,-0- ,"Panama",-0- ,"Vessel Registration Identification IMO {imo}; (Linked To: X)."'
        for number, imo in enumerate(ships, 1000)
    ]
    path.write_bytes("\r\n".join([*lines, "\x1a"]).encode())
    return path


def crea(path: Path, last: int = 56, scale: float = 1.0) -> Path:
    """Write the tracker's counter: so many months since January 2022, six buyers, five kinds; the last month is under way."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            [
                "month",
                "commodity",
                "commodity_group",
                "destination_iso2",
                "destination_country",
                "destination_region",
                "value_eur",
                "value_tonne",
            ]
        )
        for month in range(last):
            for buyer in ("CN", "IN", "TR", "DE", "HU", "SK", ""):
                for kind in ("crude_oil", "pipeline_oil", "natural_gas", "lng", "coal", "general_cargo"):
                    rows.writerow([f"{2022 + month // 12}-{month % 12 + 1:02}-01", kind, "x", buyer, "", "", scale * 1e8, 2e5])
    return path
