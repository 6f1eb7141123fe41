"""US packages as announced beside the official totals, and PURL by donor.

`total` is the one way these amounts are added: it refuses official totals, cross-checks, group rows, plans, running totals,
soldiers and mixed currencies, and so no other measure or figure can add them by accident. A row without a day is refused by
every count over time: it would fall out of it unseen.
"""

from collections.abc import Sequence

import polars as pl

from analysis.as_of import require_days
from analysis.countries import MEMBERS, refuse_bodies
from analysis.errors import NotComparable
from analysis.measures.blocs import choose
from analysis.measures.guarantees import refuse_sum
from analysis.measures.units import billions

__all__ = [
    "counted_or_official",
    "packages",
    "purl_by_donor",
    "purl_countries",
    "purl_groups",
    "purl_running",
    "total",
    "us_beside_official",
    "us_over_time",
]

AS_ANNOUNCED, OFFICIAL_TOTAL = "as announced", "official total"
"""What stands beside each other: our sum of packages, and the official figure."""
NEVER_ADDED = ("TOTAL", "CHECK")
ANNOUNCED = ("PDA", "USAI")
OFFICIAL = {"PDA": "cumulative drawdowns", "USAI": "appropriated for USAI"}
"""What the official total is called that stands beside the packages of a kind: authority used, and money given by Congress."""
OFFICIAL_FIGURES = {"PDA": "official total", "USAI": "appropriated"}
"""The same in the words of a headline."""


def total(rows: pl.DataFrame, amount: str, by: Sequence[str] = ()) -> pl.DataFrame:
    """Add announced amounts exactly, by group; raises NotComparable for rows that may not be added.

    Refused: a `troops` column, rows of kind TOTAL or CHECK or without `counts`, PURL rows that are not national, rows in
    several currencies that `by` does not keep apart. Returns the groups, the sum (exact) and rows (how many have an amount).

    >>> from analysis import load
    >>> total(packages(load.us_packages("2024-12-31"), "PDA"), "usd").row(0)
    (Decimal('33585000000.00'), 73)
    """
    if amount == "troops":
        raise refuse_sum("numbers of soldiers")
    if "kind" in rows.columns and rows["kind"].cast(pl.String).is_in(NEVER_ADDED).any():
        raise refuse_sum("official totals and cross-checks")
    if "counts" in rows.columns and not rows["counts"].all():
        raise refuse_sum("laws, authorities, sales and other rows that do not count as packages")
    if "row_kind" in rows.columns and (rows["row_kind"].cast(pl.String) != "national").any():
        raise refuse_sum("group rows, plans and running totals of PURL")
    if "currency" in rows.columns and "currency" not in by and rows["currency"].n_unique() > 1:
        currencies = ", ".join(rows["currency"].drop_nulls().unique().sort())
        raise NotComparable(f"amounts in {currencies} cannot be added", "keep them apart: by=['currency', ...]")
    sums = [pl.col(amount).sum(), pl.col(amount).count().cast(pl.Int64).alias("rows")]
    return rows.group_by(list(by)).agg(sums).sort(list(by)) if by else rows.select(sums)


def packages(us: pl.DataFrame, kind: str | None = None) -> pl.DataFrame:
    """Keep the US packages that may be added: drawdowns and procurement, without totals, checks, laws and sales.

    `kind`: PDA or USAI; left out, both. Raises UnknownName.

    >>> from analysis import load
    >>> packages(load.us_packages())["kind"].unique().sort().to_list()
    ['PDA', 'USAI']
    """
    if kind is not None:
        choose("kind of package", kind, ANNOUNCED)
    counted = us.filter("counts", ~pl.col("kind").cast(pl.String).is_in(NEVER_ADDED))
    return counted if kind is None else counted.filter(pl.col("kind") == kind)


def counted_or_official(us: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that `us_beside_official` rests on: packages, and the official totals that may stand beside them.

    >>> from analysis import load
    >>> counted_or_official(load.us_packages("2024-12-31")).filter(kind="TOTAL")["name"].to_list()
    ['USAI appropriated']
    """
    official = us.filter(pl.col("kind") == "TOTAL", pl.col("meaning").is_in(list(OFFICIAL.values())))
    return pl.concat([packages(us), official])


def us_over_time(us: pl.DataFrame) -> pl.DataFrame:
    """Sum announced drawdowns and procurement month by month and so far, in USD bn.

    Returns source, kind, month, usd (exact, of the month), usd_bn (the same in billions) and so_far_bn; every month of the range for
    both kinds, zero where nothing was announced. Raises AnalysisError for a package without a day.

    >>> from analysis import load
    >>> us_over_time(load.us_packages("2024-12-31")).row(-1)
    ('record', 'USAI', datetime.date(2024, 12, 1), Decimal('2208000000.00'), 2.208, 27.858)
    """
    monthly = total(
        require_days(packages(us), "not_before").with_columns(month=pl.col("not_before").dt.truncate("1mo")),
        "usd",
        ["kind", "month"],
    )
    first, last = monthly["month"].min(), monthly["month"].max()
    months = pl.DataFrame({"month": pl.date_range(first, last, "1mo", eager=True)})  # type: ignore[arg-type]
    grid = months.join(pl.DataFrame({"kind": ANNOUNCED}), how="cross").sort("kind", "month")
    known = grid.join(monthly, on=["kind", "month"], how="left", maintain_order="left").with_columns(pl.col("usd").fill_null(0))
    so_far = billions(pl.col("usd").cum_sum().over("kind", order_by="month"))
    return known.select(pl.lit("record").alias("source"), "kind", "month", "usd", usd_bn=billions("usd"), so_far_bn=so_far)


def us_beside_official(us: pl.DataFrame) -> pl.DataFrame:
    """Set the packages on record beside the latest official total of their kind: neither corrects the other.

    The sum of the rows is ours and no official total; drawdowns stand beside authority used, procurement beside money
    appropriated. Returns kind (PDA, USAI), what, usd_bn, rows (packages added up), basis, date (text: the last package, or the
    publication), cutoff (text, to which the official total counts; null where its page does not say) and source columns (null
    for the sum, which rests on many pages); a kind without rows has none.

    >>> from analysis import load
    >>> us_beside_official(load.us_packages()).select("kind", "what", "usd_bn", "rows").rows()
    [('PDA', 'as announced', 34.085, 74), ('PDA', 'official total', 31.7, 1), ('USAI', 'as announced', 27.858, 16),
    ('USAI', 'official total', 32.2, 1)]
    """
    sums = total(packages(us).with_columns(pl.col("kind").cast(pl.String)), "usd", ["kind"])
    last = packages(us).group_by(pl.col("kind").cast(pl.String)).agg(date=pl.col("known_by").max().dt.to_string())
    announced = (
        sums.filter(pl.col("rows") > 0)
        .join(last, on="kind")
        .select(
            "kind",
            what=pl.lit(AS_ANNOUNCED),
            usd_bn=billions("usd"),
            rows="rows",
            basis=pl.lit("packages on record, added up"),
            date="date",
        )
    )
    named = pl.col("meaning").replace_strict({words: kind for kind, words in OFFICIAL.items()}, default=None)
    official = counted_or_official(us).filter(pl.col("kind") == "TOTAL").with_columns(kind=named)
    stated = (
        official.sort("not_before")
        .unique("kind", keep="last")
        .select(
            "kind",
            what=pl.lit(OFFICIAL_TOTAL),
            usd_bn=billions("usd"),
            rows=pl.lit(1, dtype=pl.Int64),
            basis=pl.format("{}, stated by {}", "meaning", "source_publisher"),
            date="date",
            cutoff="cutoff",
            source_url="source_url",
            source_publisher="source_publisher",
        )
    )
    return pl.concat([announced, stated], how="diagonal").sort("kind", "what")


def purl_by_donor(purl: pl.DataFrame) -> pl.DataFrame:
    """Add each country's own contributions to PURL, one row per country and currency, and one for those without an amount.

    Returns country, currency (null for contributions whose amount was not stated), amount (exact; null for those), rows (with
    an amount), not_stated (without), first and last (day); sorted by first. Group rows, plans and running totals are no country's
    contribution and are left out. Raises AnalysisError for a contribution without a day, and NotComparable for one of a body, such as
    the EU institutions, which is no country.

    >>> from analysis import load
    >>> purl_by_donor(load.purl("2025-08-31")).select("country", "currency", "amount", "not_stated").row(0)
    ('NLD', 'EUR', Decimal('500000000.00'), 0)
    """
    national = refuse_bodies(require_days(purl).filter(pl.col("row_kind") == "national")).with_columns(
        currency=pl.when(pl.col("amount").is_not_null()).then(pl.col("currency"))
    )
    place = ["country", "currency"]
    not_stated = pl.col("amount").is_null().sum().cast(pl.Int64)
    days = {"first": pl.col("known_by").min(), "last": pl.col("known_by").max()}
    counts = national.group_by(place).agg(not_stated=not_stated, **days)
    sums = total(national, "amount", place).join(counts, on=place, nulls_equal=True)
    stated = pl.when(pl.col("rows") > 0).then(pl.col("amount"))
    rows = sums.select("country", "currency", stated, "rows", "not_stated", "first", "last")
    return rows.sort("first", "country", "currency", nulls_last=True)


def purl_countries(purl: pl.DataFrame) -> pl.DataFrame:
    """List the countries that contribute to PURL, each with the day from which that is known.

    A country contributes by a row of its own or as a member of a group that pays jointly; one that only plans to is not
    listed. Returns country, since and row_kind (national, or group where its first contribution was a joint one), sorted by
    since. Raises AnalysisError for a contribution without a day, and NotComparable for one of a body that is no country.

    >>> from analysis import load
    >>> purl_countries(load.purl("2025-12-31")).filter(row_kind="group").row(0)
    ('ISL', datetime.date(2025, 11, 13), 'group')
    """
    dated = require_days(purl).select("country", pl.col("known_by").alias("since"), pl.col("row_kind").cast(pl.String))
    members = pl.DataFrame(
        [(group, country) for group, all_of_them in MEMBERS.items() for country in all_of_them],
        schema=["group", "member"],
        orient="row",
    )
    joint = dated.filter(row_kind="group").join(members, left_on="country", right_on="group")
    own = refuse_bodies(dated.filter(row_kind="national"))
    # On the same day a contribution of its own says more than a joint one.
    both = pl.concat([own, joint.select(country="member", since="since", row_kind="row_kind")])
    first = both.sort("since", "row_kind", descending=[False, True]).unique("country", keep="first", maintain_order=True)
    return first.sort("since", "country")


def purl_groups(purl: pl.DataFrame) -> pl.DataFrame:
    """List the joint packages, which overlap the rows of their members; columns as `load.purl`.

    >>> from analysis import load
    >>> purl_groups(load.purl()).select("donor", "amount", "currency").row(0)
    ('Denmark, Norway, Sweden together', Decimal('5000000000.00'), 'NOK')
    """
    return purl.filter(pl.col("row_kind") == "group").sort("known_by", nulls_last=True)


def purl_running(purl: pl.DataFrame) -> pl.DataFrame:
    """List the running totals of all donors as they were published, in USD bn; the latest is never added to anything.

    Returns known_by, date, date_precision, usd_bn, meaning (what was counted: received, promised, spent) and source columns;
    sorted by day. Raises AnalysisError for a total without a day.

    >>> from analysis import load
    >>> purl_running(load.purl()).select("known_by", "usd_bn").row(0)
    (datetime.date(2025, 9, 6), 2.0)
    """
    running = require_days(purl).filter(pl.col("row_kind") == "running_total", pl.col("country") == "XTO")
    rows = running.with_columns(usd_bn=billions("amount"), meaning=pl.col("amount_meaning")).sort("known_by", "usd_bn")
    return rows.select("known_by", "date", "date_precision", "usd_bn", "meaning", "source_url", "source_publisher")
