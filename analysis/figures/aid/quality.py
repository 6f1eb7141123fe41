"""Tables for readers, of the data's quality: answers by release, undated money, what reading found, the press numbers."""

from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_record
from analysis.charts.formatting import day_text, month_text, partial_day_text
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.aid.inputs import edition, require_one_release, require_releases, require_whole_releases
from analysis.figures.aid.revisions import in_words
from analysis.figures.inputs import whole_tables
from analysis.figures.table import Table, headings
from analysis.measures import aid as measure

__all__ = ["answers", "own_sums", "published", "publisher_faults", "readings", "undated"]


def answers(vintages: pl.DataFrame) -> Table:
    """List what each release answers: totals of Europe and the United States, and since when Europe leads for good.

    Takes `load.vintages()`, one release with allocations at least; the latest complete one is marked. `rows` has release,
    cutoff, complete, europe_bn and us_bn (EUR bn), all_aid and military (months as text, or not yet). Raises AnalysisError for
    vintages without allocations.

    >>> from analysis import load
    >>> answers(load.aid(29)).rows.select("release", "europe_bn", "all_aid", "military").row(0)
    ('29', 214.844309, 'March 2023', 'March 2025')
    """
    require_releases(vintages)
    answers = measure.answers(vintages)
    complete = pl.when("complete").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("complete")
    months = [month_text(column).fill_null(say("aid.quality.not_yet_cell")) for column in ("all_aid", "military")]
    rows = answers.select(in_words("release"), month_text("cutoff"), complete, "europe_bn", "us_bn", *months)
    labels = {
        "cutoff": say("aid.quality.cutoff_column"),
        "us_bn": say("aid.quality.us_column"),
        "all_aid": say("aid.quality.ahead_column"),
        "military": say("aid.quality.ahead_in_arms_column"),
    }
    return Table(
        id="answers-by-release",
        title=say("aid.quality.answers_title"),
        subtitle=say("aid.quality.answers_subtitle"),
        rows=rows,
        labels=headings(rows, europe_bn="Europe", **labels),
        sources=cite(answers),
        telling=[row for row, complete in enumerate(answers["complete"]) if complete][-1:],
    )


@whole_tables(faults="publisher_faults", works="sources")
def publisher_faults(faults: pl.DataFrame, works: pl.DataFrame) -> Table:
    """List faults known in publishers' works: what is wrong, what it changes, and whether it is still there.

    Takes `load.publisher_faults()` and `load.sources()`. `rows` has publisher, file, what, effect, first_seen, reported and
    still_there, all as text. Raises AnalysisError for a work that is not among the sources.

    >>> from analysis import load
    >>> publisher_faults(load.publisher_faults(), load.sources()).rows.columns
    ['publisher', 'file', 'what', 'effect', 'first_seen', 'reported', 'still_there']
    """
    named = faults.join(works.select("publisher", work="id"), on="work", how="left", maintain_order="left")
    if unknown := named.filter(pl.col("publisher").is_null())["work"].unique().sort().to_list():
        raise AnalysisError(f"{', '.join(unknown)}: no such source", "give both tables whole: load.sources()")
    yes = pl.when("reported").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("reported")
    still = pl.col("still_there").cast(pl.String).str.replace_all("_", " ")
    rows = named.select("publisher", "file", "what", "effect", day_text("first_seen"), yes, still)
    return Table(
        id="publisher-faults",
        title=say("aid.quality.faults_title"),
        subtitle=say("aid.quality.faults_subtitle", day=faults["looked_on"].max()),
        rows=rows,
        pages=named.select("source_url", source_publisher="publisher", grade=pl.lit(say("aid.quality.own_file_cell"))),
        labels=headings(
            rows,
            first_seen=say("aid.quality.first_seen_column"),
            what=say("aid.quality.what_column"),
            effect=say("aid.quality.effect_column"),
            still_there=say("aid.quality.still_there_column"),
        ),
        sources=[cite_record("publishers' faults", rows=faults)],
    )


def undated(vintages: pl.DataFrame) -> Table:
    """List how much of each complete release's money has no month.

    Takes `load.vintages()`. `rows` has release, stage, eur_bn (without a month) and all_bn in EUR bn, and share in per cent.

    >>> from analysis import load
    >>> undated(load.aid(28)).rows.select("stage", "eur_bn", pl.col("share").round(2)).row(0)
    ('allocated', 1.956902747, 0.56)
    """
    require_whole_releases(vintages)
    rows = measure.undated_by_release(vintages).with_columns(share=100 * pl.col("share"))
    return Table(
        id="undated-by-release",
        title=say("aid.quality.undated_title"),
        subtitle=say("aid.quality.undated_subtitle"),
        rows=rows,
        labels=headings(
            rows,
            eur_bn=say("aid.quality.undated_column"),
            all_bn=say("aid.quality.all_column"),
            share=say("aid.quality.share_column"),
        ),
        sources=cite(rows),
    )


@whole_tables(table="readings")
def readings(table: pl.DataFrame) -> Table:
    """List what was found while each release was read; takes `load.readings()`.

    `rows` has release, finding, column, cells (a number) and outcome; negative amounts are marked.

    >>> from analysis import load
    >>> readings(load.readings()).rows.columns
    ['release', 'finding', 'column', 'cells', 'outcome']
    """
    number = pl.col("release").str.extract(r"(\d+)").cast(pl.Int64)
    odd = table.filter(pl.col("column") != "all").sort(number, "outcome", "column", "finding")
    rows = odd.select("release", "finding", "column", "cells", "outcome")
    return Table(
        id="readings",
        title=say("aid.quality.readings_title"),
        subtitle=say("aid.quality.readings_subtitle"),
        rows=rows,
        labels=headings(rows, finding="Found", column=say("aid.quality.in_column"), outcome="Now"),
        sources=cite(odd),
        telling=[row for row, finding in enumerate(odd["finding"]) if finding == "negative amount"],
    )


@whole_tables(own="publisher_sums")
def own_sums(summed: pl.DataFrame, own: pl.DataFrame) -> Table:
    """List the cells where our totals and the publisher's own sums differ, with the count of those that agree.

    Takes `load.aid_totals(28)` and `load.publisher_sums()`, which are of release 28. `rows` has name, kind, stage, ours, theirs
    and off_eur (ours less theirs), all three in EUR m. Raises NotComparable where the two are not of one release.

    >>> from analysis import load
    >>> own_sums(load.aid_totals(28), load.publisher_sums()).rows.select("name", "kind", pl.col("off_eur").round(1)).row(0)
    ('Slovenia', 'humanitarian', 6.7)
    """
    for rows in (summed, own):
        require_one_release(rows, whole=rows is summed)
    release, other = summed["release"][0], own["release"][0]
    if release != other:
        raise NotComparable(
            f"totals are of release {release}, the publisher's own sums of {other}", f"take load.aid_totals({other})"
        )
    cells = measure.against_own_sums(summed, own)
    millions = pl.col("ours", "theirs", "off_eur").cast(pl.Float64) / 1e6
    rows = measure.named(cells.filter(~pl.col("same"))).select("name", "kind", "stage", millions)
    labels = {
        "ours": say("aid.quality.ours_column"),
        "theirs": say("aid.quality.theirs_column"),
        "off_eur": say("aid.quality.off_column"),
    }
    return Table(
        id="own-sums",
        title=say("aid.quality.own_sums_title", same=cells["same"].sum(), cells=cells.height),
        subtitle=say("aid.quality.own_sums_subtitle", release=release),
        rows=rows,
        labels=headings(rows, name="Donor", **labels),
        sources=cite(summed),
    )


@whole_tables(told="published_numbers")
def published(told: pl.DataFrame, aid: pl.DataFrame) -> Table:
    """List the numbers told to the press beside ours, with the difference in per cent; those beyond tolerance are marked.

    Takes `load.published_numbers()` and `load.aid()` of one release; dated money only. `rows` has published, release, what,
    span, told and ours (EUR bn), off (per cent) and reason. Raises NotComparable for aid of several releases, AnalysisError for
    one without allocations.

    >>> from analysis import load
    >>> published(load.published_numbers(), load.aid(29)).rows.select("published", "what", "told", "ours").row(0)
    ('25 April 2024', 'Europe, all aid', 89.9, 89.071256)
    """
    require_one_release(aid, "allocated")
    held = measure.against_published(told, aid)
    tolerances = [f"{tolerance:g}" for tolerance in held["tolerance_pct"].unique().sort()]
    rows = held.select(
        partial_day_text("published"),
        "release",
        what=pl.struct("bloc", "kinds").map_elements(_what, return_dtype=pl.String),
        span=pl.struct("first_month", "last_month").map_elements(_span, return_dtype=pl.String),
        told="published_bn",
        ours="ours_bn",
        off="off_pct",
        reason=pl.col("reason").fill_null(""),
    )
    labels = {
        "release": say("aid.quality.of_release_column"),
        "span": "Months",
        "told": say("aid.quality.told_column"),
        "ours": say("aid.quality.here_column"),
        "off": say("aid.quality.off_per_cent_column"),
        "reason": "Why",
    }
    return Table(
        id="published-numbers",
        title=say("aid.quality.published_title"),
        subtitle=say("aid.quality.published_subtitle", edition=edition(aid), tolerances=tolerances),
        rows=rows,
        labels=headings(rows, published="Told", **labels),
        sources=cite(aid),
        telling=[row for row, within in enumerate(held["within"]) if not within],
        pages=held,
    )


def _what(row: dict[str, Any]) -> str:
    kinds = row["kinds"].split("|") if row["kinds"] else [say("aid.quality.all_aid_words")]
    return say("aid.quality.what_cell", bloc=row["bloc"], kinds=kinds)


def _span(row: dict[str, Any]) -> str:
    if row["first_month"] is None:
        return say("aid.quality.span_from_start_cell", last=row["last_month"])
    return say("aid.quality.span_cell", first=row["first_month"], last=row["last_month"])
