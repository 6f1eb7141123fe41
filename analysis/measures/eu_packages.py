"""What each EU package listed: as its authorities announced it, and as the lists hold it."""

import polars as pl

__all__ = ["listed"]

OF_PACKAGES = ("269/2014", "833/2014")
"""The regimes that packages list under; what others list on the same day belongs to none."""


def listed(designations: pl.DataFrame, packages: pl.DataFrame) -> pl.DataFrame:
    """Count what each package listed, by measure, on the days that the record states, beside what was announced.

    `packages` is `load.eu_packages()`. Ships count as first listed, the rest as still in the annexes; what was listed weeks
    later is not counted. Returns package, adopted, measure, basis, source, listings (in the list), announced (null where no
    page states it). A package whose days the list does not have has no row.

    >>> from analysis import load
    >>> of_18 = listed(load.designations(), load.eu_packages()).filter(package=18)
    >>> of_18.select("measure", "listings", "announced").rows()
    [('asset_freeze', 55, 55), ('export_control', 26, None), ('vessel_ban', 106, 105)]
    """
    ships = (pl.col("measure") == "vessel_ban") & (pl.col("basis") == "as_listed")
    rest = (pl.col("measure") != "vessel_ban") & (pl.col("basis") == "stated") & pl.col("regime").is_in(OF_PACKAGES)
    in_list = designations.filter(pl.col("authority") == "EU").filter(ships | rest)
    days = packages.select("package", "adopted", "measure", "listed_on")
    counted = (
        in_list.join(days, on=["measure", "listed_on"])
        .group_by("package", "adopted", "measure", "basis", "source")
        .agg(pl.col("listings").sum())
    )
    known = packages.drop_nulls("announced").group_by("package", "measure").agg(pl.col("announced").sum())
    return counted.join(known, on=["package", "measure"], how="left").sort("package", "measure")
