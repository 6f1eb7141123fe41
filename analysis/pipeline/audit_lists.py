"""What must hold among the tables of listings and the hand-kept ones: coverage, ships, packages, removals, collection."""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from analysis.countries import NAMES
from analysis.pipeline.audit_aid import made_anew
from analysis.sources.curated.hand_kept import CURATE

COVERAGE = f"mend data/curated/sanctions_coverage.csv, then `{CURATE}`; or the reader of that list"

LISTED = ["authority", "basis", "measure"]
"""What a row of coverage is of."""

NOT_COVERED = {("EU", "stated", "other")}
"""Measures that are counted nowhere, so that no span of theirs is stated."""

BEFORE = {("EU", "stated", "export_control")}
"""Lists that were there before their first text at hand: what it holds already is dated earlier."""

BY_NUMBER = (("EU", "vessel_files"), ("UK", "vessel_files"))
"""Files that name each ship by its IMO number. Counts of Canada's list are of the list as it is, its ships of all that were on it."""

DATED_BY = {
    "pledges": "known_by",
    "us_packages": "known_by",
    "purl": "known_by",
    "agreements": "known_by",
    "events": "date",
    "actions": "date",
    "calendar": "known_by",
    "customs_measures": "date",
    "eu_packages": "listed_on",
    "published_totals": "published",
    "governments": "changed_on",
    "news_points": "day",
    "russian_assets": "known_by",
    "loans": "known_by",
    "energy_paid": "last_day",
}
"""The column of each hand-kept table with the day from which a row is known."""

AHEAD = ("adopted", "mandated", "proposed")
"""Measures on customs that are dated to the day they will apply."""

OF_COUNTRIES = ("pledges", "agreements", "purl", "governments")


def uncovered(designations: pl.DataFrame, coverage: pl.DataFrame) -> Iterator[str]:
    """Yield listings on a basis and measure that no row of coverage has, and listings outside of the days it states."""
    known = designations.with_columns(pl.col(*LISTED).cast(pl.String))
    spans = coverage.select(pl.col(*LISTED).cast(pl.String), "first_day", "last_day")
    last = pl.max_horizontal("listed_on", "not_after", "not_before")
    first = pl.coalesce("listed_on", "not_after")
    joined = known.join(spans, on=LISTED, how="left").with_columns(first=first, last=last)
    for key, rows in joined.group_by(LISTED, maintain_order=True):
        what = f"data/sanctions/designations.csv: {' '.join(map(str, key))}"
        begins, ends = rows.select("first_day", "last_day").row(0)
        if ends is None and key not in NOT_COVERED:
            yield f"{what}, {rows.height} rows, is in no row of data/sanctions/coverage.csv\n  -> {COVERAGE}"
        if ends is None:
            continue
        if late := rows.filter(pl.col("last") > ends)["last"].to_list():
            yield f"{what}: {len(late)} rows to {max(late)} are later than the coverage to {ends}\n  -> {COVERAGE}"
        if (early := rows.filter(pl.col("first") < begins)["first"].to_list()) and key not in BEFORE:
            yield f"{what}: {len(early)} rows from {min(early)} are earlier than the coverage from {begins}\n  -> {COVERAGE}"
    for row in spans.join(known, on=LISTED, how="anti").iter_rows(named=True):
        what = " ".join(row[name] for name in LISTED)
        yield f"data/sanctions/coverage.csv: {what} has no listing in data/sanctions/designations.csv\n  -> {COVERAGE}"
    for row in spans.filter(pl.col("first_day") > pl.col("last_day")).iter_rows(named=True):
        yield f"data/sanctions/coverage.csv: {row['authority']} ends before it begins, {row['last_day']}\n  -> {COVERAGE}"


def differing_ships(vessels: pl.DataFrame, designations: pl.DataFrame) -> Iterator[str]:
    """Yield days on which a list that names each ship by number has another number of ships than of listings.

    A ship of which only the last day it can have been listed is known has its listing on that day.
    """
    day = pl.coalesce("listed_on", "not_after").alias("day")
    for authority, source in BY_NUMBER:
        ships = vessels.filter(authority=authority, source=source).group_by(day).agg(ships=pl.len().cast(pl.Int64))
        rows = designations.filter(authority=authority, source=source, measure="vessel_ban", subject="vessel")
        listed = rows.group_by(day).agg(pl.col("listings").sum())
        both = ships.join(listed, on="day", how="full", coalesce=True).with_columns(pl.col("ships", "listings").fill_null(0))
        off = both.filter(pl.col("ships") != pl.col("listings")).sort("day")
        for row in off.head(1).iter_rows(named=True):
            said = f"{authority} has {row['ships']} ships of {row['day']}, designations {row['listings']} listings"
            yield f"data/sanctions/vessels.csv: {said}; {off.height} days differ\n  -> {made_anew()}"
        held = vessels.filter("still_listed", authority=authority, source=source).height
        if held != (still := int(rows["still_listed"].sum())):
            said = f"{authority} has {held} ships still listed, designations {still}"
            yield f"data/sanctions/vessels.csv: {said}\n  -> {made_anew()}"


def packages_without_listings(packages: pl.DataFrame, designations: pl.DataFrame) -> Iterator[str]:
    """Yield days of EU packages without a listing of that measure, days before adoption, and packages out of order."""
    fix = f"mend data/curated/eu_packages.csv, then `{CURATE}`"
    eu = designations.filter(authority="EU").select(pl.col("measure").cast(pl.String), "listed_on")
    named = packages.with_columns(pl.col("measure").cast(pl.String))
    for row in named.join(eu, on=["measure", "listed_on"], how="anti").iter_rows(named=True):
        said = f"package {row['package']}, {row['measure']}: the EU listed nothing on {row['listed_on']}"
        yield f"data/sanctions/eu_packages.csv: {said}\n  -> {fix}"
    for row in packages.filter(pl.col("listed_on") < pl.col("adopted")).iter_rows(named=True):
        said = f"package {row['package']} lists on {row['listed_on']}, before it is adopted on {row['adopted']}"
        yield f"data/sanctions/eu_packages.csv: {said}\n  -> {fix}"
    order = packages.group_by("package").agg(pl.col("adopted").min()).sort("package")
    for (one, adopted), (other, later) in pairwise(order.iter_rows()):
        if other != one + 1 or later <= adopted:
            said = f"package {one} of {adopted} is followed by package {other} of {later}"
            yield f"data/sanctions/eu_packages.csv: {said}\n  -> {fix}"


def removals_without_listings(delistings: pl.DataFrame, designations: pl.DataFrame, coverage: pl.DataFrame) -> Iterator[str]:
    """Yield removals from lists that are not covered, with days the wrong way round, and more of them than were listed."""
    for authority in sorted(set(delistings["authority"].cast(pl.String)) - set(coverage["authority"].cast(pl.String))):
        yield f"data/sanctions/delistings.csv: no list of {authority} is in data/sanctions/coverage.csv\n  -> {COVERAGE}"
    for row in delistings.filter(pl.col("not_before") >= pl.col("not_after")).iter_rows(named=True):
        said = f"{row['authority']} removals of {row['subject']} last seen {row['not_before']} are absent {row['not_after']}"
        yield f"data/sanctions/delistings.csv: {said}\n  -> {made_anew()}"
    on = ["authority", "subject"]
    # Two bases count one listing twice, but for these, of which one ends where the other begins.
    apart = pl.col("basis").cast(pl.String).replace("first_seen", "inferred").alias("basis")
    most = designations.group_by(*on, apart).agg(pl.col("listings").sum()).group_by(on).agg(pl.col("listings").max())
    gone = (
        delistings.group_by(on)
        .agg(pl.col("removals").sum())
        .join(most, on=on, how="left")
        .with_columns(pl.col("listings").fill_null(0))
    )
    for row in gone.filter(pl.col("removals") > pl.col("listings")).sort(on).iter_rows(named=True):
        said = f"{row['removals']} removals of {row['subject']} by {row['authority']}, who listed {row['listings']}"
        yield f"data/sanctions/delistings.csv: {said}\n  -> {made_anew()}"


def after_collection(checks: pl.DataFrame, *tables: pl.DataFrame) -> Iterator[str]:
    """Yield rows of hand-kept tables that are later than the day to which the table was collected."""
    ends = dict(checks.select("table", "collected_to").iter_rows())
    for (name, column), rows in zip(DATED_BY.items(), tables, strict=True):
        if name == "customs_measures":
            rows = rows.filter(~pl.col("status").cast(pl.String).is_in(AHEAD))  # noqa: PLW2901
        file = f"data/curated/{name}.csv"
        if name not in ends:
            yield f"{file}: is not in data/curated/manual_check.csv\n  -> add it there, then `{CURATE}`"
            continue
        if late := rows.filter(pl.col(column) > ends[name])[column].to_list():
            yield (
                f"{file}: {len(late)} rows to {max(late)} are later than {ends[name]}, to which it was collected"
                f"\n  -> mend the row, or collected_to in data/curated/manual_check.csv; then `{CURATE}`"
            )


def unknown_countries(countries: pl.DataFrame, *tables: pl.DataFrame) -> Iterator[str]:
    """Yield codes of the record that are neither a country's nor a body's or group's."""
    for name, rows in zip(OF_COUNTRIES, tables, strict=True):
        known = {*countries["iso3"], *NAMES}
        for code in sorted(set(rows["country"]) - known):
            yield (
                f"data/curated/{name}.csv: {code!r} is no country of data/reference/countries.csv"
                f"\n  -> mend it there, then `{CURATE}`"
            )
