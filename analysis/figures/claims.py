"""What others say beside what is computed here: a table of public claims, and the sentence that sums it up."""

from datetime import date
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import as_text, day, eur, month, partial_day_text, usd
from analysis.figures.aid.inputs import edition, require_one_release, works
from analysis.figures.inputs import whole_tables
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table, headings
from analysis.measures.claims import EUR_BN, PER_CENT, USD_BN, against_claims
from analysis.measures.claims import real_growth as measure_growth

__all__ = ["real_growth", "real_growth_sentence", "sentence", "table"]

RATES = ("nominal", "constant")
OFF = tuple(f"off_{name}" for name in RATES)
SUBJECTS = {
    "aid": say("figures.claims.aid_label"),
    "ships": say("figures.claims.ships_label"),
    "listings": say("figures.claims.listings_label"),
    "us_packages": say("figures.claims.us_packages_label"),
    "purl": say("figures.claims.purl_label"),
}


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
        title=say("figures.claims.title"),
        subtitle=say("figures.claims.subtitle", edition=edition(aid)),
        rows=rows,
        labels=headings(
            rows,
            told=say("figures.claims.told_column"),
            ours=say("figures.claims.ours_column"),
            why=say("figures.claims.why_column"),
        ),
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
        f"**{say('figures.claims.met', claims=held.height, met=met, others=held.height - met)}** "
        f"{say('figures.claims.reasons', reasons=reasons.n_unique())}"
    )


@whole_tables(claims="public_claims")
def real_growth(claims: pl.DataFrame, aid: pl.DataFrame) -> Table:
    """List the real growth of aid in 2025 as told, and ours beside it: nominal, at 2025 prices, and how far off each is.

    Takes `load.public_claims()` and `load.aid()` of one release with months. `rows` has published, claim, told, nominal, constant,
    off_nominal and off_constant (ours less theirs, in percentage points), all as text; a row is marked where ours at 2025 prices is
    further off than the claim's tolerance. Raises NotComparable as `table` does.

    >>> from analysis import load
    >>> real_growth(load.public_claims(), load.aid(29)).rows.select("told", "nominal", "constant", "off_constant").row(1)
    ('+67%', '+80%', '+71%', '+4.2')
    """
    require_one_release(aid, "allocated")
    held = measure_growth(claims, aid)
    points = [as_text(f"off_{name}", "{:+.1f}".format) for name in RATES]
    rates = [as_text(name, "{:+.0f}%".format) for name in RATES]
    rows = held.with_columns(*rates, *points).select(partial_day_text("published"), "claim", "stated", *RATES, *OFF)
    rows = rows.rename({"stated": "told"})
    return Table(
        id="real-growth",
        title=say("figures.claims.growth_title"),
        subtitle=say("figures.claims.growth_subtitle", edition=edition(aid)),
        rows=rows,
        labels=headings(
            rows,
            told=say("figures.claims.growth_told_column"),
            nominal=say("figures.claims.nominal_column"),
            constant=say("figures.claims.constant_column"),
            off_nominal=say("figures.claims.off_nominal_column"),
            off_constant=say("figures.claims.off_constant_column"),
        ),
        pages=held,
        sources=[*cite(aid), *works("eurostat_hicp"), *cite_pages(held, "claims")],
        telling=[nth for nth, apart in enumerate(_apart(held, "constant")) if apart],
    )


@whole_tables(claims="public_claims")
def real_growth_sentence(claims: pl.DataFrame, aid: pl.DataFrame) -> Sentence:
    """Say how many of the real growth rates told are met here at 2025 prices, how many nominally, and how far off the furthest is.

    Takes and raises what `real_growth` does.

    >>> from analysis import load
    >>> real_growth_sentence(load.public_claims(), load.aid(29)).text.split(", ")[0]
    '**Of five rates of real growth told of 2025'
    """
    require_one_release(aid, "allocated")
    held = measure_growth(claims, aid)
    met = {name: held.height - sum(_apart(held, name)) for name in RATES}
    closer = held.filter(pl.col("off_nominal").abs() < pl.col("off_constant").abs()).height
    furthest = max(abs(off) for off in held["off_constant"])
    told = say("figures.claims.growth_met", rates=held.height, **met)
    far = say("figures.claims.growth_furthest", furthest=furthest, closer=closer)
    return Sentence(f"**{told}** {far} {say('figures.claims.growth_why')}")


def _apart(held: pl.DataFrame, name: str) -> list[bool]:
    return held.select(pl.col(f"off_{name}").abs() > pl.col("tolerance_pct").fill_null(0)).to_series().to_list()


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
        return say("figures.claims.at_no_time_cell") if when is None else day(when) if row["unit"] == "day" else month(when)
    ours: float = row["ours"]
    if row["answer"] == "against_the_years_before":
        return f"{ours - 100:+.0f}%"
    write = {EUR_BN: eur, USD_BN: usd, PER_CENT: "{:.0f}%".format}
    return write.get(row["unit"], "{:,.0f}".format)(ours)
