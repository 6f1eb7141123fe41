"""What others say beside what is computed here: a table of public claims, and the sentence that sums it up."""

from datetime import date
from typing import Any

import polars as pl

from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import day, eur, month, partial_day_text, usd
from analysis.figures.aid.inputs import edition, require_one_release
from analysis.figures.inputs import whole_tables
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table, headings
from analysis.measures.claims import against_claims

__all__ = ["sentence", "table"]

SUBJECTS = {"aid": "Aid", "ships": "Ships", "listings": "Listings", "us_packages": "US packages", "purl": "PURL"}


@whole_tables("vessels", "designations", "us_packages", "purl", claims="public_claims")
def table(
    claims: pl.DataFrame,
    aid: pl.DataFrame,
    vessels: pl.DataFrame,
    designations: pl.DataFrame,
    us_packages: pl.DataFrame,
    purl: pl.DataFrame,
) -> Table:
    """List public claims beside what is computed here, with the reason where the two differ; those that differ are marked.

    Takes `load.public_claims()`, `load.aid()` of one release and the tables of the other subjects. `rows` has published, subject,
    claim, told (as it was told), ours and why (empty where ours is within the claim's tolerance), all as text. Raises
    NotComparable for aid of several releases or that ends before a claim's window, AnalysisError for a release without
    allocations or commitments.

    >>> from analysis import load
    >>> lists = {name: getattr(load, name)() for name in ("vessels", "designations", "us_packages", "purl")}
    >>> table(load.public_claims(), load.aid(29), **lists).rows.columns
    ['published', 'subject', 'claim', 'told', 'ours', 'why']
    """
    held = _held(claims, aid, vessels, designations, us_packages, purl)
    differs = ~pl.col("within").fill_null(False)
    ours = pl.Series([_written(row) for row in held.iter_rows(named=True)], dtype=pl.String)
    rows = held.select(
        partial_day_text("published"),
        pl.col("subject").cast(pl.String).replace_strict(SUBJECTS),
        "claim",
        told="stated",
        ours=ours,
        why=pl.when(differs).then("reason").fill_null(""),
    )
    return Table(
        id="public-claims",
        title="What others say, and the same computed here",
        subtitle=f"Aid out of {edition(aid)}, nominal and dated money only; marked: further off than the claim's rounding and revisions explain",
        rows=rows,
        labels=headings(rows, told="As told", ours="Here", why="Why they differ"),
        pages=held,
        sources=[*cite(aid, *_of_the_claims(held, vessels, designations)), *cite_pages(held, "claims")],
        telling=[nth for nth, apart in enumerate(held.select(differs).to_series()) if apart],
    )


@whole_tables("vessels", "designations", "us_packages", "purl", claims="public_claims")
def sentence(
    claims: pl.DataFrame,
    aid: pl.DataFrame,
    vessels: pl.DataFrame,
    designations: pl.DataFrame,
    us_packages: pl.DataFrame,
    purl: pl.DataFrame,
) -> Sentence:
    """Say how many public claims are met here, and how many differ and why.

    Takes what `table` takes, and raises as it does.

    >>> from analysis import load
    >>> lists = {name: getattr(load, name)() for name in ("vessels", "designations", "us_packages", "purl")}
    >>> sentence(load.public_claims(), load.aid(29), **lists).text.startswith("**Of ")
    True
    """
    held = _held(claims, aid, vessels, designations, us_packages, purl)
    met, reasons = held.filter("within").height, held.filter(~pl.col("within").fill_null(False))["reason"]
    return Sentence(
        f"**Of {held.height} public claims about aid, ships, listings, US packages and PURL {met} are met here; the other "
        f"{held.height - met} differ, each for a reason that the table names.** {reasons.n_unique()} reasons explain them all: others count "
        "other things, correct for prices, or count what is listed still and not what ever was."
    )


def _held(claims: pl.DataFrame, aid: pl.DataFrame, *others: pl.DataFrame) -> pl.DataFrame:
    require_one_release(aid, "allocated", "committed")
    names = ("vessels", "designations", "us_packages", "purl")
    return against_claims(claims, {"aid": aid} | dict(zip(names, others, strict=True)))


def _of_the_claims(held: pl.DataFrame, *lists: pl.DataFrame) -> list[pl.DataFrame]:
    """Keep of the lists the rows that answer claims: those of the authorities claimed about, on the bases that place a day."""
    of_claims = pl.col("authority").cast(pl.String).is_in(held["of"].unique().to_list())
    dated = pl.col("basis").cast(pl.String).is_in(["stated", "inferred", "as_listed"])
    return [rows.filter(of_claims, dated) for rows in lists]


def _written(row: dict[str, Any]) -> str:
    """Write our number as the claim's own was told: amounts with their currency, a year's aid as a change."""
    when: date | None = row["ours_on"]
    if row["value"] is None:
        return "at no time" if when is None else day(when) if row["unit"] == "day" else month(when)
    ours: float = row["ours"]
    if row["answer"] == "against_the_years_before":
        return f"{ours - 100:+.0f}%"
    write = {"EUR bn": eur, "USD bn": usd, "per cent": "{:.0f}%".format}
    return write.get(row["unit"], "{:,.0f}".format)(ours)
