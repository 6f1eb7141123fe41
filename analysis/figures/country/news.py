"""The box of a country's brief on what is new: what a donor said, signed, paid and did, and how its aid was revised."""

import re
from typing import Any

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.formatting import announced, day, month, partial_day, short_money
from analysis.figures.aid.inputs import edition, own_months, until
from analysis.figures.country.donor import Donor, cite_each, donor_of, page_of
from analysis.figures.country.positions import READ, REPORTED
from analysis.figures.guarantees.thin import thin_month
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot

__all__ = ["new_since"]

MOST = 6
"""Lines of a list."""
WORDS = 48
"""Words of an act that a line has room for."""


def new_since(tables: Snapshot, country: str, before: pl.DataFrame | None = None) -> Panel:
    """List what a donor said, signed and paid after the day of the last issue, and how its aid was revised since a release before.

    Takes `load.snapshot(day, since=...)`; `before` is aid of an earlier release, such as load.aid(28), or None. Raises as `opening`.

    >>> from analysis import load
    >>> new_since(load.snapshot("2026-10-10", since="2026-04-10"), "Germany", load.aid(28)).heading
    'What is new since 10 April 2026'
    """
    donor = donor_of(tables, country)
    said = _between(donor, donor.pledges.filter(pl.col("country") == donor.code))
    paid = _between(donor, tables.purl.filter(pl.col("country") == donor.code, pl.col("row_kind") == "national", SOUND))
    signed = _between(donor, donor.agreements)
    listed = donor.acts.filter(pl.col("date").is_between(tables.since, tables.day, closed="right")).sort(
        "date", descending=True
    )
    dated = [
        *((row["date"], day(row["date"]), _did(row), row) for row in _last(listed)),
        *((row["known_by"], partial_day(row["date"]), row["position"], row) for row in _last(said)),
        *(
            (row["known_by"], partial_day(row["date"]), f"{_amount(row)} for US weapons (PURL){_meaning(row)}", row)
            for row in _last(paid)
        ),
        *((row["known_by"], partial_day(row["date"]), "Security agreement signed", row) for row in _last(signed)),
    ]
    newest = sorted(dated, key=lambda one: one[0], reverse=True)[:MOST]
    points = [Point(when, "", f"{what}{_reported(row)}.", **page_of(row)) for _, when, what, row in newest]
    revised = " ".join(filter(None, [_revised(donor, before), _later(donor)]))
    pages = [(listed, "acts"), (said, "statements"), (paid, "contributions"), (signed, "agreements")]
    aid = [Point("Aid data", "", revised)] if revised else []
    told = [*points, *aid] if points else [*aid, Point("No new statement", "", _silence(donor))]
    return Panel(
        "new",
        f"What is new since {day(tables.since)}",
        told,
        note=READ if any(row["grade"] in REPORTED for *_, row in newest) else "",
        sources=[s for rows, what in pages for s in cite_each(rows, what)],
    )


def _silence(donor: Donor) -> str:
    """Say that nothing new was found, and of which day the newest is that was: what is not on record may have been said."""
    tables = donor.tables
    kept = (donor.pledges, tables.purl.filter(SOUND, pl.col("row_kind") == "national"), donor.agreements)
    days = [known_on(rows, tables.day).filter(country=donor.code)["known_by"].max() for rows in kept]
    newest = max((one for one in days if one is not None), default=None)
    if newest is None:
        return f"No statement, agreement or PURL contribution of {donor.name} was found, in that time or before."
    named = thin_month(tables.pledges, tables.day)
    thin = f" The record is thin from {named}, so this is no proof that nothing was said." if named else ""
    return f"No statement, agreement or PURL contribution of {donor.name} since then was found; the newest on record is of {day(newest)}.{thin}"


def _between(donor: Donor, rows: pl.DataFrame) -> pl.DataFrame:
    tables = donor.tables
    known = known_on(rows, tables.day).filter(pl.col("known_by") > tables.since, pl.col("not_before") > tables.since)
    return known.sort("known_by", descending=True, maintain_order=True).with_columns(pl.col("grade").cast(pl.String))


def _last(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.head(MOST).to_dicts()


def _reported(row: dict[str, str]) -> str:
    return " (reported)" if row["grade"] in REPORTED else ""


def _did(row: dict[str, Any]) -> str:
    """Say what an act does: in the words of the record where these are short, else in few."""
    whole = str(row["action"]).split(";", maxsplit=1)[0]
    unseen = ", how many is not known" if "how many" in str(row["note"]) else ""
    told = whole if len(whole.split()) <= WORDS and row["kind"] != "package" else row["in_short"]
    return f"{re.sub(r'^GL (?=[0-9])', 'General licence ', told)}{unseen}"


def _meaning(row: dict[str, Any]) -> str:
    """Say what an amount is of, as the record has it; that it is not stated is said in its place."""
    told = re.sub(r",? ?amount not (stated|given)", "", str(row["amount_meaning"] or ""))
    return f", {told}" if told else ""


def _amount(row: dict[str, Any]) -> str:
    return announced(row["amount"], str(row["currency"])) if row["amount"] is not None else "An amount not stated"


def _revised(donor: Donor, before: pl.DataFrame | None) -> str:
    """Say by how much the allocations up to the last month of the release before are others now, and how much is later."""
    # What is cut at an earlier day is no release that came out after another.
    if before is None or own_months(donor.tables.aid) or donor.code not in before["donor"]:
        return ""
    aid = donor.tables.aid
    last = before["month"].max()
    parts = [pl.col("month").is_null() | (pl.col("month") <= last), pl.col("month") > last]
    old = float(before.filter(pl.col("donor") == donor.code, pl.col("stage") == "allocated")["eur"].sum()) / 1e9
    now, later = (
        float(aid.filter(pl.col("donor") == donor.code, pl.col("stage") == "allocated", part)["eur"].sum()) / 1e9
        for part in parts
    )
    change = now - old
    moved = (
        "the months before are unchanged"
        if short_money(abs(change)) == "nothing"
        else f"the months before have {short_money(abs(change))} {'more' if change > 0 else 'less'}"
    )
    return f"Aid of {_months(before, aid)}, which {edition(aid)} adds to {edition(before)}: {short_money(later)}; {moved}."


def _months(before: pl.DataFrame, aid: pl.DataFrame) -> str:
    """Name the months that one release has beyond another."""
    later = sorted(aid.filter(pl.col("month") > before["month"].max())["month"].unique())
    if len(later) < 2:
        return " and ".join(month(one) for one in later) or "no month"
    begins = month(later[0]) if later[0].year != later[-1].year else month(later[0]).split()[0]
    return f"{begins} {'and' if len(later) == 2 else 'to'} {month(later[-1])}"


def _later(donor: Donor) -> str:
    """Say by how much the totals that lead are more or less than the release by month: without months nobody can say why."""
    tables = donor.tables
    if tables.totals is None:
        return ""
    earlier, now = (
        float(rows.filter(pl.col("donor") == donor.code, pl.col("stage") == "allocated")["eur"].sum()) / 1e9
        for rows in (tables.aid, tables.totals)
    )
    change = short_money(abs(now - earlier))
    by = f"The total by {until(tables.totals)} ({edition(tables.totals)})"
    if change == "nothing":
        return f"{by} is the same as that of {edition(tables.aid)}."
    return f"{by} is {change} {'higher' if now > earlier else 'lower'}: it has no months, so what is new and what is corrected cannot be told apart."
