"""Put what a current list says into the tables: replace its counts, carry its ships on, move the end of its coverage."""

from datetime import date

import polars as pl

from analysis.pipeline.current_lists import CurrentList
from analysis.sources.reading.card import Card


def rows(before: pl.DataFrame, current: CurrentList) -> pl.DataFrame:
    """Give the table with the list's rows in place of those it had from this list; a list without rows leaves it as it is.

    >>> from analysis.sources.reading.report import ReadReport
    >>> known = {"authority": ["AU", "CA"], "basis": ["as_listed", "stated"], "source": ["dfat", "sema"], "listings": [5, 7]}
    >>> before = pl.DataFrame(known)
    >>> new = before.tail(1).with_columns(listings=9)
    >>> rows(before, CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", rows=new))["listings"].to_list()
    [5, 9]
    """
    if current.rows is None:
        return before
    return pl.concat([before.filter(~current.replaced), current.rows], how="diagonal_relaxed").select(before.columns)


def ships(before: pl.DataFrame, current: CurrentList, seen_before: date | None) -> pl.DataFrame:
    """Carry the ships of one authority on: a ship keeps its first day, one absent stays as no longer listed, new ones come in.

    A day that the list states replaces one that was inferred or only bounded, unless the ship was on the list before that
    day. A new ship of a list without days was first seen on the day of this copy, and listed after `seen_before`, that of the
    last.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> listed = pl.DataFrame({"imo": ["9074729"], "listed_on": [date(2026, 7, 1)]})
    >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", ships=listed)
    >>> ships(load.vessels().head(0), current, None).select("imo", "listed_on", "basis", "still_listed").rows()
    [('9074729', datetime.date(2026, 7, 1), 'stated', True)]
    """
    if current.ships is None:
        return before
    now = current.ships.rename({"listed_on": "stated"}).with_columns(here=pl.lit(value=True))
    same_authority = pl.col("authority") == current.authority
    known = before.filter(same_authority).join(now, on="imo", how="left")
    uncertain = pl.col("basis").is_in(["inferred", "first_seen"])
    earlier = pl.col("stated") <= pl.coalesce("listed_on", "not_after")
    better = pl.col("stated").is_not_null() & uncertain & ((pl.col("basis") == "inferred") | earlier)
    updated = known.with_columns(
        listed_on=pl.when(better).then("stated").otherwise("listed_on"),
        not_before=pl.when(~better).then("not_before"),
        not_after=pl.when(~better).then("not_after"),
        basis=pl.when(better).then(pl.lit("stated")).otherwise("basis"),
        source=pl.when(better).then(pl.lit(current.source)).otherwise("source"),
        still_listed=pl.col("here").fill_null(value=False),
        still_as_of=pl.lit(current.day),
    )
    unknown_day = pl.col("stated").is_null()
    new = now.join(before.filter(same_authority), on="imo", how="anti").select(
        "imo",
        authority=pl.lit(current.authority),
        listed_on=pl.col("stated").fill_null(current.day),
        not_before=pl.when(unknown_day).then(pl.lit(seen_before, pl.Date)),
        basis=pl.when(unknown_day).then(pl.lit("first_seen")).otherwise(pl.lit("stated")),
        still_listed=pl.lit(value=True),
        still_as_of=pl.lit(current.day),
        source=pl.lit(current.source),
    )
    parts = [before.filter(~same_authority), updated.select(before.columns), new]
    return pl.concat(parts, how="diagonal_relaxed").select(before.columns)


def delisted_ships(before: pl.DataFrame, after: pl.DataFrame, authority: str) -> pl.DataFrame:
    """Give the ships that the list held when it was last looked at, and holds no more; unknown counts as held.

    >>> was = pl.DataFrame({"imo": ["9074729", "7612448"], "authority": ["CA", "CA"], "still_listed": [True, None]})
    >>> delisted_ships(was, was.with_columns(still_listed=pl.lit(False)), "CA")["imo"].to_list()
    ['9074729', '7612448']
    """
    was = before.filter(authority=authority).filter(pl.col("still_listed").fill_null(value=True))
    return was.join(after.filter(authority=authority).filter(~pl.col("still_listed")), on="imo", how="semi")


def update_still_listed(designations: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, authority: str) -> pl.DataFrame:
    """Move `still_listed` of the days on which ships were first listed by the ships that went or came back.

    `before` and `after` are the vessels table then and now; only rows of basis `as_listed` and measure `vessel_ban` move.

    >>> day = {"listed_on": date(2024, 6, 25), "authority": "EU"}
    >>> counts = pl.DataFrame([day | {"basis": "as_listed", "measure": "vessel_ban", "listings": 27, "still_listed": 27}])
    >>> was, now = (pl.DataFrame([day | {"still_listed": here}]) for here in (True, False))
    >>> update_still_listed(counts, was, now, "EU")["still_listed"].to_list()
    [26]
    """
    was, now = (
        ships.filter(authority=authority, still_listed=True).group_by("listed_on").agg(pl.len().cast(pl.Int64).alias(name))
        for ships, name in ((before, "was"), (after, "now"))
    )
    moved = was.join(now, on="listed_on", how="full", coalesce=True).drop_nulls("listed_on")
    as_listed = moved.with_columns(authority=pl.lit(authority), basis=pl.lit("as_listed"), measure=pl.lit("vessel_ban"))
    both = designations.join(as_listed, on=["listed_on", "authority", "basis", "measure"], how="left")
    still = pl.col("still_listed") + pl.col("now").fill_null(0) - pl.col("was").fill_null(0)
    return both.with_columns(still_listed=still.clip(0, pl.col("listings"))).select(designations.columns)


def removals(delistings: pl.DataFrame, lost: pl.DataFrame, current: CurrentList) -> pl.DataFrame:
    """Add the removal of ships that an earlier refresh saw listed; of others nobody knows when they went.

    Only for the United States: `lost` are the ships gone, with `still_listed` and its day as they were.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "US", "ofac_list")
    >>> lost = pl.DataFrame({"imo": ["9074729"], "still_listed": [True], "still_as_of": [date(2026, 7, 1)]})
    >>> removals(load.delistings().head(0), lost, current).select("not_before", "not_after", "removals").rows()
    [(datetime.date(2026, 7, 1), datetime.date(2026, 8, 1), 1)]
    """
    if current.authority != "US":
        return delistings
    seen = lost.filter("still_listed").group_by("still_as_of").agg(pl.len()).sort("still_as_of")
    rows = [("US", "vessel", last, current.day, count, current.source) for last, count in seen.iter_rows()]
    return pl.concat([delistings, pl.DataFrame(rows, schema=delistings.schema, orient="row")])


def coverage(before: pl.DataFrame, current: CurrentList) -> pl.DataFrame:
    """Move the end of what the list covers; a basis that is new begins with its first day.

    The end is the list's `last` day, else its own; it never moves back. A list without rows moves nothing.

    >>> from analysis import load
    >>> from analysis.sources.reading.report import ReadReport
    >>> listed = pl.DataFrame({"listed_on": [date(2022, 2, 24)]})
    >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "CA", "sema", rows=listed, covers=("asset_freeze",))
    >>> coverage(load.sanctions_coverage().head(0), current).select("first_day", "last_day").rows()
    [(datetime.date(2022, 2, 24), datetime.date(2026, 8, 1))]
    """
    if not current.covers or current.rows is None:
        return before
    end = current.last or current.day
    same = (pl.col("authority") == current.authority) & (pl.col("basis") == current.basis)
    covered = same & pl.col("measure").is_in(list(current.covers))
    if before.filter(covered).height:
        moved = covered & (pl.col("last_day") < end)
        # What was not known to the former end is known to the new one, which the whole list gives.
        return before.with_columns(
            last_day=pl.when(moved).then(pl.lit(end)).otherwise("last_day"), note=pl.when(~moved).then("note")
        )
    first = current.rows["listed_on"].min() or end
    new = [(current.authority, current.basis, measure, first, end, current.source, None) for measure in current.covers]
    return pl.concat([before, pl.DataFrame(new, schema=before.schema, orient="row")])


def works(sources: pl.DataFrame, card: Card, current: CurrentList, accepted: str = "") -> pl.DataFrame:
    """Say in the sources table of which day the list is now, and why it was taken in all the same; or add the work.

    >>> from analysis import load
    >>> from analysis.sources.lists import uk_list
    >>> from analysis.sources.reading.report import ReadReport
    >>> current = CurrentList(ReadReport("x"), date(2026, 8, 1), "UK", "uk_list")
    >>> works(load.sources(), uk_list.CARD, current).filter(id="uk_list")["citation"].item()
    'FCDO: UK Sanctions List, as of 1 August 2026'
    """
    day = f"{current.day.day} {current.day:%B %Y}"
    cited, reason = pl.col("id") == current.source, accepted or None
    if current.source != card.work:
        longer = cited & ~pl.col("citation").str.contains(day, literal=True)
        citation = pl.when(longer).then(pl.col("citation") + f" and of {day}").otherwise("citation")
        return sources.with_columns(citation=citation, accepted=pl.when(cited).then(pl.lit(reason)).otherwise("accepted"))
    new = {"citation": card.citation.format(day=day), "accessed": current.day, "accepted": reason}
    if sources.filter(cited).height:
        return sources.with_columns(**{name: pl.when(cited).then(pl.lit(value)).otherwise(name) for name, value in new.items()})
    row = {"id": card.work, "title": card.title, "publisher": card.publisher, "url": card.page, "licence": card.licence} | new
    return pl.concat([sources, pl.DataFrame([row], schema=sources.schema)])
