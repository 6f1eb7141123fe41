"""Put what a list says today into the tables: replace its counts, carry its ships on, move the end of its coverage."""

from datetime import date

import polars as pl

from analysis.pipeline.current_lists import CurrentList
from analysis.sources.lists.publishers import Offer


def rows(before: pl.DataFrame, taken: CurrentList) -> pl.DataFrame:
    """Give the table with the list's rows in place of those it had from this list; a list without rows leaves it as it is.

    >>> from analysis.sources.reading.report import ReadReport
    >>> new = pl.DataFrame({"source": ["sema"], "listings": [9]})
    >>> taken = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", rows=new, replaced=pl.col("source") == "sema")
    >>> rows(pl.DataFrame({"source": ["dfat", "sema"], "listings": [5, 7]}), taken).rows()
    [('dfat', 5), ('sema', 9)]
    """
    if taken.rows is None or taken.replaced is None:
        return before
    return pl.concat([before.filter(~taken.replaced), taken.rows], how="diagonal_relaxed").select(before.columns)


def ships(before: pl.DataFrame, taken: CurrentList, seen_before: date | None) -> pl.DataFrame:
    """Carry the ships of one authority on: a ship keeps its first day, one absent stays as no longer listed, new ones come in.

    A day that the list states stands for one that was inferred or only bounded, unless the ship was on the list before that
    day. A new ship of a list without days was first seen on the day of this copy, and listed after `seen_before`, that of the
    last.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> listed = pl.DataFrame({"imo": ["9074729"], "listed_on": [date(2026, 7, 1)]})
    >>> taken = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", ships=listed)
    >>> ships(load.vessels().head(0), taken, None).select("imo", "listed_on", "basis", "still_listed").rows()
    [('9074729', datetime.date(2026, 7, 1), 'stated', True)]
    """
    if taken.ships is None:
        return before
    now = taken.ships.rename({"listed_on": "said"}).with_columns(here=pl.lit(value=True))
    mine = pl.col("authority") == taken.authority
    known = before.filter(mine).join(now, on="imo", how="left").with_columns(still_listed=pl.col("here").fill_null(value=False))
    soft = pl.col("basis").is_in(["inferred", "first_seen"])
    earlier = pl.col("said") <= pl.coalesce("listed_on", "not_after")
    better = pl.col("said").is_not_null() & soft & ((pl.col("basis") == "inferred") | earlier)
    settled = known.with_columns(
        listed_on=pl.when(better).then("said").otherwise("listed_on"),
        not_before=pl.when(~better).then("not_before"),
        not_after=pl.when(~better).then("not_after"),
        basis=pl.when(better).then(pl.lit("stated")).otherwise("basis"),
        source=pl.when(better).then(pl.lit(taken.source)).otherwise("source"),
    )
    new = now.join(before.filter(mine), on="imo", how="anti").select(
        "imo",
        authority=pl.lit(taken.authority),
        listed_on=pl.col("said").fill_null(taken.day),
        not_before=pl.when(pl.col("said").is_null()).then(pl.lit(seen_before, pl.Date)),
        basis=pl.when(pl.col("said").is_null()).then(pl.lit("first_seen")).otherwise(pl.lit("stated")),
        still_listed=pl.lit(value=True),
        source=pl.lit(taken.source),
    )
    return pl.concat([before.filter(~mine), settled.select(before.columns), new], how="diagonal_relaxed").select(before.columns)


def gone(before: pl.DataFrame, after: pl.DataFrame, authority: str) -> pl.DataFrame:
    """Give the ships that the list held when it was last looked at, and holds no more; unknown counts as held.

    >>> was = pl.DataFrame({"imo": ["9074729", "7612448"], "authority": ["CA", "CA"], "still_listed": [True, None]})
    >>> gone(was, was.with_columns(still_listed=pl.lit(False)), "CA")["imo"].to_list()
    ['9074729', '7612448']
    """
    was = before.filter(authority=authority).filter(pl.col("still_listed").fill_null(value=True))
    return was.join(after.filter(authority=authority).filter(~pl.col("still_listed")), on="imo", how="semi")


def as_listed(designations: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, authority: str) -> pl.DataFrame:
    """Move `still_listed` of the days on which ships were first listed by the ships that went or came back.

    `before` and `after` are the vessels table then and now; only rows of basis `as_listed` and measure `vessel_ban` move.

    >>> day = {"listed_on": date(2024, 6, 25), "authority": "EU"}
    >>> counts = pl.DataFrame([day | {"basis": "as_listed", "measure": "vessel_ban", "listings": 27, "still_listed": 27}])
    >>> was, now = (pl.DataFrame([day | {"still_listed": here}]) for here in (True, False))
    >>> as_listed(counts, was, now, "EU")["still_listed"].to_list()
    [26]
    """
    held = [
        ships.filter(authority=authority, still_listed=True).group_by("listed_on").agg(pl.len().cast(pl.Int64).alias(name))
        for ships, name in ((before, "was"), (after, "now"))
    ]
    moved = held[0].join(held[1], on="listed_on", how="full", coalesce=True).drop_nulls("listed_on").select(
        "listed_on", authority=pl.lit(authority), basis=pl.lit("as_listed"), measure=pl.lit("vessel_ban"),
        moved=pl.col("now").fill_null(0) - pl.col("was").fill_null(0),
    )  # fmt: skip
    both = designations.join(moved, on=["listed_on", "authority", "basis", "measure"], how="left")
    still = (pl.col("still_listed") + pl.col("moved").fill_null(0)).clip(0, pl.col("listings"))
    return both.with_columns(still_listed=still).select(designations.columns)


def removals(delistings: pl.DataFrame, lost: pl.DataFrame, taken: CurrentList, seen_before: date | None) -> pl.DataFrame:
    """Add the removal of ships that an earlier refresh saw listed; of others nobody knows when they went.

    Only for the United States: `lost` are the ships gone, with `still_listed` as it was.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> taken = CurrentList(ReadReport("x"), date(2026, 8, 1), "US", "ofac_list")
    >>> lost = pl.DataFrame({"imo": ["9074729"], "still_listed": [True]})
    >>> removals(load.delistings().head(0), lost, taken, date(2026, 7, 1)).select("not_before", "not_after", "removals").rows()
    [(datetime.date(2026, 7, 1), datetime.date(2026, 8, 1), 1)]
    """
    count = lost.filter("still_listed").height
    if not count or taken.authority != "US":
        return delistings
    row = {
        "authority": "US", "subject": "vessel", "not_before": seen_before, "not_after": taken.day, "removals": count,
        "source": taken.source,
    }  # fmt: skip
    return pl.concat([delistings, pl.DataFrame([row], schema=delistings.schema)])


def coverage(before: pl.DataFrame, taken: CurrentList) -> pl.DataFrame:
    """Move the end of what the list covers; a basis it brings for the first time begins with its first day.

    The end is the list's `last` day, else its own; it never moves back. A list without rows moves nothing.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> listed = pl.DataFrame({"listed_on": [date(2022, 2, 24)]})
    >>> taken = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", rows=listed, covers=("asset_freeze",))
    >>> coverage(load.sanctions_coverage().head(0), taken).select("first_day", "last_day").rows()
    [(datetime.date(2022, 2, 24), datetime.date(2026, 8, 1))]
    """
    if not taken.covers or taken.rows is None:
        return before
    end = taken.last or taken.day
    mine = (
        (pl.col("authority") == taken.authority)
        & (pl.col("basis") == taken.basis)
        & pl.col("measure").is_in(list(taken.covers))
    )
    moved = before.with_columns(last_day=pl.when(mine).then(pl.max_horizontal("last_day", pl.lit(end))).otherwise("last_day"))
    if before.filter(mine).height:
        return moved
    first = taken.rows["listed_on"].min() or end
    made = [(taken.authority, taken.basis, measure, first, end, taken.source) for measure in taken.covers]
    return pl.concat([moved, pl.DataFrame(made, schema=before.schema, orient="row")])


def works(sources: pl.DataFrame, offer: Offer, taken: CurrentList) -> pl.DataFrame:
    """Say in the sources table of which day the list is now, or add the work.

    >>> from analysis import load
    >>> from analysis.sources.lists.publishers import OFFERS
    >>> from analysis.sources.reading.report import ReadReport
    >>> taken = CurrentList(ReadReport("x"), date(2026, 8, 1), "UK", "uk_list")
    >>> works(load.sources(), OFFERS["uk"], taken).filter(id="uk_list")["citation"].item()
    'FCDO: UK Sanctions List, as of 1 August 2026'
    """
    day = f"{taken.day.day} {taken.day:%B %Y}"
    if taken.source != offer.work:
        mine = pl.col("id") == taken.source
        cited = pl.when(mine & ~pl.col("citation").str.contains(day, literal=True)).then(pl.col("citation") + f" and of {day}")
        return sources.with_columns(citation=cited.otherwise("citation"))
    mine = pl.col("id") == offer.work
    text = offer.citation.format(day=day)
    if sources.filter(mine).height:
        return sources.with_columns(
            citation=pl.when(mine).then(pl.lit(text)).otherwise("citation"),
            accessed=pl.when(mine).then(pl.lit(taken.day)).otherwise("accessed"),
        )
    row = {
        "id": offer.work, "title": offer.title, "publisher": offer.publisher, "url": offer.page, "citation": text,
        "licence": offer.licence, "accessed": taken.day,
    }  # fmt: skip
    return pl.concat([sources, pl.DataFrame([row], schema=sources.schema)])
