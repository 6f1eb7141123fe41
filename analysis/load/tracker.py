"""Load what donors committed, allocated and paid out, release by release."""

from datetime import date

import polars as pl

from analysis.as_of import as_day
from analysis.errors import AnalysisError, UnknownRelease
from analysis.load.choice import keep_known
from analysis.storage.reader import read_table


def aid(release: str | int | None = None) -> pl.DataFrame:
    """Load commitments and allocations by donor, kind and month of one release.

    `release` is a name of `load.releases()`; left out, the latest complete release with months.
    Columns: release, month (first day; null = undated), donor (ISO 3166), kind (null = no split), stage, eur (exact).
    Raises UnknownRelease, also for one that has totals only.
    Source: Kiel Institute, Ukraine Support Tracker.

    >>> aid(release=29).columns
    ['release', 'month', 'donor', 'kind', 'stage', 'eur']
    """
    return read_table("aid", _known_release(release, monthly=True))


CUT = " cut at "
"""Between the name of a release and the last month of a part of it, which stands for the release as of an earlier day."""


def aid_as_of(day: date | str) -> pl.DataFrame:
    """Load the default release, cut at the last month that had ended by a day where it goes further; columns as `aid`.

    The release of what is cut is named so, `29 cut at 2025-08`; money without a month could be of any and is left out of it. Raises
    AnalysisError for what is no day and for a day by which no month had ended.

    >>> aid_as_of("2025-09-20")["release"][0], aid_as_of("2026-10-10")["release"][0]
    ('29 cut at 2025-08', '29')
    """
    end = as_day(day)
    rows = aid()
    if end >= cutoff():
        return rows
    months = rows.filter(pl.col("month").dt.month_end() <= end)
    if months.is_empty():
        raise AnalysisError(f"no month of release {rows['release'][0]} had ended by {end}", "name a later day")
    last: date = months["month"].max()  # type: ignore[assignment]
    return months.with_columns(release=pl.lit(f"{rows['release'][0]}{CUT}{last:%Y-%m}"))


def whole_release(name: str) -> str:
    """Name the release that a name is of: the name itself, or of a part as `aid_as_of` names it the release that was cut.

    >>> whole_release("29 cut at 2025-08"), whole_release("29")
    ('29', '29')
    """
    return name.partition(CUT)[0]


def vintages() -> pl.DataFrame:
    """Load the monthly rows of every release at hand, complete or not, one below the other; columns as `aid`.

    >>> vintages()["release"].n_unique()
    6
    """
    return read_table("aid")


def aid_totals(release: str | int | None = None) -> pl.DataFrame:
    """Load totals by donor, kind and stage of one release, undated money included.

    Columns: release, donor, kind (null = no split), stage, eur (exact). Raises UnknownRelease.

    >>> aid_totals(28).filter(pl.col("stage") == "allocated")["eur"].sum()
    Decimal('349933076452.44')
    """
    wanted = _known_release(release, monthly=False)
    return read_table("aid_totals").filter(pl.col("release") == wanted)


def aid_instruments(release: str | int = 18) -> pl.DataFrame:
    """Load aid by donor, kind, month and form (loan, grant, guarantee, swap_line, in_kind, unstated) of one release.

    Columns: those of `aid` and instrument; summed over the forms it is `aid` of that release. Raises AnalysisError for a release that
    was not published in this form.

    >>> aid_instruments(18).filter(kind="financial", stage="allocated", instrument="loan")["eur"].sum()
    Decimal('43267987612.54')
    >>> aid_instruments(29)
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: release 29 does not say which aid is loan, grant or guarantee: it is not published in this form
      -> take one that says so: load.aid_instruments(18)
    """
    rows = read_table("aid_instruments")
    wanted = _known_release(release, monthly=False)
    if wanted not in rows["release"]:
        problem = f"release {wanted} does not say which aid is loan, grant or guarantee: it is not published in this form"
        raise AnalysisError(problem, "take one that says so: load.aid_instruments(18)")
    return rows.filter(pl.col("release") == wanted)


def later_totals() -> pl.DataFrame | None:
    """Load the totals of the latest release where it ends after the default one and so has no months, else None.

    Columns as `aid_totals`. What it says of the same day differs from the default release: the two are never subtracted.

    >>> later = later_totals()
    >>> later is None or later["release"][0] == latest_release()
    True
    """
    latest = latest_release()
    return None if latest == default_release() else aid_totals(latest)


def vintage_totals() -> pl.DataFrame:
    """Load the totals of every release at hand, one below the other; columns as `aid_totals`."""
    return read_table("aid_totals")


def eu_aid_shares(release: str | int) -> pl.DataFrame:
    """Load each member's part of the EU institutions' allocations; it is in their aid already and never added to it.

    Exact euros; raises UnknownRelease for a release without shares. Source: Kiel Institute, Ukraine Support Tracker.

    >>> eu_aid_shares(29).sort("eur").row(-1)
    ('29', 'DEU', Decimal('19112542000.00'))
    """
    shares = read_table("eu_aid_shares")
    if str(release) not in (at_hand := shares["release"].unique().sort().to_list()):
        raise UnknownRelease(release, at_hand)
    return shares.filter(pl.col("release") == str(release))


def publisher_sums() -> pl.DataFrame:
    """Load the sums by country that the tracker's publisher made itself, for one release; columns as `aid_totals`.

    >>> publisher_sums()["release"].unique().to_list()
    ['28']
    """
    return read_table("publisher_sums")


def published_numbers() -> pl.DataFrame:
    """Load the allocations that the tracker's publisher told the press, in EUR bn, to hold the tables against.

    >>> published_numbers().filter(pl.col("kinds").is_null()).select("cutoff", "bloc", "published_bn").row(0)
    (datetime.date(2024, 2, 29), 'Europe', 89.9)
    """
    return read_table("published_numbers")


def published_totals(as_of: date | str | None = None) -> pl.DataFrame:
    """Load aid totals as the tracker published them at the time; with `as_of` those published by that day.

    >>> published_totals(as_of="2024-12-31").select("cutoff", "bloc", "eur").row(0)
    (datetime.date(2024, 2, 29), 'Europe', Decimal('89900000000.00'))
    """
    return keep_known(read_table("published_totals"), as_of, "published")


def disbursements() -> pl.DataFrame:
    """Load financial aid paid out, by donor and month of payment, in exact euros; from the Kiel Institute.

    >>> disbursements().columns
    ['release', 'month', 'donor', 'eur']
    """
    return read_table("disbursements")


def military_routes() -> pl.DataFrame:
    """Load military allocations of all donors by month and where the weapons come from, in euros; from the Kiel Institute.

    >>> military_routes().columns
    ['release', 'month', 'route', 'eur']
    """
    return read_table("military_routes")


def weapons() -> pl.DataFrame:
    """Load heavy weapons by donor and category, with their worth in euros as the Kiel Institute estimates it.

    >>> weapons().columns
    ['release', 'donor', 'category', 'items', 'eur']
    """
    return read_table("weapons")


def releases() -> pl.DataFrame:
    """Load the releases at hand, oldest cut-off first; first and last month are null where a release has totals only.

    >>> releases().select("release", "last_month").row(1)
    ('16', None)
    """
    return read_table("releases")


def readings() -> pl.DataFrame:
    """Load what was found while each release was read: rows, unreadable cells, oddities kept.

    >>> readings().columns
    ['release', 'finding', 'column', 'cells', 'outcome']
    """
    return read_table("readings")


def default_release() -> str:
    """Name the latest complete release that has monthly rows.

    >>> aid()["release"].unique().to_list() == [default_release()]
    True
    """
    monthly = releases().filter("complete", pl.col("last_month").is_not_null())
    return str(monthly.sort("cutoff", "release")["release"][-1])


def latest_release() -> str:
    """Name the latest complete release, with monthly rows or without: the one whose totals are the newest.

    >>> int(latest_release()) >= int(default_release())
    True
    """
    return str(releases().filter("complete").sort("cutoff", "release")["release"][-1])


def cutoff() -> date:
    """Give the last day that the default release covers.

    >>> cutoff() >= date(2026, 4, 30)
    True
    """
    day: date = releases().filter(pl.col("release") == default_release())["cutoff"].item()
    return day


def _known_release(release: str | int | None, *, monthly: bool) -> str:
    if release is None:
        return default_release()
    known = releases()
    at_hand = known.filter(pl.col("last_month").is_not_null() if monthly else pl.lit(True))["release"].to_list()
    if str(release) not in at_hand:
        raise UnknownRelease(release, at_hand, totals_only=str(release) in known["release"])
    return str(release)
