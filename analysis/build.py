"""Make every table of data/ from the publishers' files and the hand-kept tables in data/curated/."""

from pathlib import Path

import polars as pl

from analysis import dictionary
from analysis.sources import curated as hand_kept
from analysis.sources import kiel
from analysis.sources.countries import read_countries
from analysis.store import sha256, write

DATA = Path(__file__).resolve().parent.parent / "data"
CURATED = DATA / "curated"


def build(raw: Path, data: Path = DATA, curated: Path = CURATED) -> list[Path]:
    """Rebuild data/ from a folder of publishers' files and return the files written."""
    return _written(reference(raw, curated) | aid(raw, curated) | guarantees(curated), data)


def curate(data: Path = DATA, curated: Path = CURATED) -> list[Path]:
    """Rebuild what is made from hand-kept tables alone, without any publisher's file, and return the files written."""
    return _written({"sources": _sources(curated)} | guarantees(curated), data)


def _written(tables: dict[str, pl.DataFrame], data: Path) -> list[Path]:
    return write(tables, data, {"README.md": dictionary.render(tables["sources"].iter_rows(named=True))})


def reference(raw: Path, curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the countries and sources tables."""
    return {"countries": _countries(raw, curated), "sources": _sources(curated)}


def aid(raw: Path, curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the aid, aid_totals and releases tables."""
    countries = _countries(raw, curated)
    files = {"28": raw / "kiel/release_28/bilateral_activities.csv", "29": raw / "kiel/release_29/data_explorer.csv"}
    reads = [kiel.read_activities(files["28"], "28", countries), kiel.read_explorer(files["29"], "29", countries)]
    monthly = pl.concat([read.table for read in reads])
    return {
        "aid": monthly.drop("exact"),
        "aid_totals": kiel.totals(monthly),
        "releases": _releases(curated / "releases.csv", files),
    }


def guarantees(curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the record of guarantees: positions, agreements, US packages, PURL, events and what belongs to them."""
    countries = pl.read_csv(curated / "countries.csv", infer_schema=False)
    return {name: read.table for name, read in hand_kept.read_record(curated, countries).items()}


def _sources(curated: Path) -> pl.DataFrame:
    return pl.read_csv(curated / "sources.csv", infer_schema=False).with_columns(pl.col("accessed").str.to_date())


def _countries(raw: Path, curated: Path) -> pl.DataFrame:
    return read_countries(curated / "countries.csv", raw / "kiel/release_29/data_explorer.csv")


def _releases(path: Path, files: dict[str, Path]) -> pl.DataFrame:
    text = pl.read_csv(path, infer_schema=False)
    has_months = pl.col("has_months") == "true"
    checksums = {release: sha256(file) for release, file in files.items()}
    return text.with_columns(pl.col("cutoff", "published").str.to_date(), complete=pl.col("complete") == "true").select(
        "release",
        "cutoff",
        "published",
        "complete",
        "source_url",
        "note",
        first_month=pl.when(has_months).then(pl.date(2022, 1, 1)),
        last_month=pl.when(has_months).then(pl.col("cutoff").dt.truncate("1mo")),
        sha256=pl.col("release").replace_strict(checksums, return_dtype=pl.String),
    )
