"""Tables for readers, of the data's quality: answers by release, undated money, what reading found, the press numbers."""

import polars as pl

from analysis.charts.citations import cite, cite_record
from analysis.charts.formatting import day, day_text, month_text, partial_day_text
from analysis.countries import join_words
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
    months = [month_text(column).fill_null("not yet") for column in ("all_aid", "military")]
    rows = answers.select(in_words("release"), month_text("cutoff"), complete, "europe_bn", "us_bn", *months)
    ahead = {"all_aid": "Europe ahead for good, all aid", "military": "Europe ahead for good, military"}
    return Table(
        id="answers-by-release",
        title="The same questions, asked of each release",
        subtitle="Allocations, EUR bn; for good: ahead in cumulative terms ever since, as the release dates the money",
        rows=rows,
        labels=headings(rows, cutoff="Data to", europe_bn="Europe", us_bn="United States", **ahead),
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
        title="Faults known in publishers' works",
        subtitle=f"As last looked at by {day(faults['looked_on'].max())}; what is wrong is said here, and counted right where it can be",
        rows=rows,
        pages=named.select("source_url", source_publisher="publisher", grade=pl.lit("the publisher's own file")),
        labels=headings(
            rows, first_seen="First seen, file of", what="What is wrong", effect="What it changes", still_there="Still there"
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
        title="Money without a month",
        subtitle="EUR bn; it is in the totals and missing from every monthly chart. A zero may mean that the release dated it by itself",
        rows=rows,
        labels=headings(rows, eur_bn="Without a month, EUR bn", all_bn="All, EUR bn", share="Share, per cent"),
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
        title="What the readers found",
        subtitle="Cells that could not be read were left empty; what is odd but readable was kept. Other releases: nothing found",
        rows=rows,
        labels=headings(rows, finding="Found", column="In column", outcome="Now"),
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
        problem = f"totals are of release {release}, the publisher's own sums of {other}"
        raise NotComparable(problem, f"take load.aid_totals({other})")
    cells = measure.against_own_sums(summed, own)
    millions = pl.col("ours", "theirs", "off_eur").cast(pl.Float64) / 1e6
    rows = measure.named(cells.filter(~pl.col("same"))).select("name", "kind", "stage", millions)
    labels = {"ours": "Here, EUR m", "theirs": "Publisher, EUR m", "off_eur": "Difference, EUR m"}
    return Table(
        id="own-sums",
        title=f"{cells['same'].sum()} of {cells.height} cells agree with the publisher's own sums to the cent",
        subtitle=f"Release {release}, donor by kind by stage, EUR m; the cells that differ",
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
    kinds = pl.col("kinds").str.replace("|", " and ", literal=True).fill_null("all aid")
    rows = held.select(
        partial_day_text("published"),
        "release",
        what=pl.format("{}, {}", "bloc", kinds),
        span=pl.format("{} to {}", month_text("first_month").fill_null("the start"), month_text("last_month")),
        told="published_bn",
        ours="ours_bn",
        off="off_pct",
        reason=pl.col("reason").fill_null(""),
    )
    labels = {"release": "Of release", "span": "Months", "told": "Told, EUR bn", "ours": "Here, EUR bn", "reason": "Why"}
    return Table(
        id="published-numbers",
        title="Numbers told to the press, and the same sums here",
        subtitle=f"Allocations, EUR bn; ours out of {edition(aid)}, dated money only. Marked: further off than {join_words(tolerances, 'or')} per cent",
        rows=rows,
        labels=headings(rows, published="Told", off="Difference, per cent", **labels),
        sources=cite(aid),
        telling=[row for row, within in enumerate(held["within"]) if not within],
        pages=held,
    )
