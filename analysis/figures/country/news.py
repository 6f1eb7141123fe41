"""The box of a country's brief on what is new: what a donor said, signed, paid and did, and how its aid was revised."""

import re
from typing import Any

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.catalogue import say
from analysis.charts.formatting import announced, day, month, partial_day, short_money
from analysis.figures.aid.inputs import edition, own_months, until
from analysis.figures.country.donor import REPORTED, Donor, cite_each, donor_of, page_of
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
    listed = donor.acts.filter(pl.col("date").is_between(tables.since, tables.day, closed="right"))
    listed = listed.sort("date", descending=True).with_columns(number_unknown=pl.col("note").str.contains("how many"))
    dated = [
        *((row["date"], day(row["date"]), _did(row), row) for row in _last(listed)),
        *((row["known_by"], partial_day(row["date"]), row["position"], row) for row in _last(said)),
        *((row["known_by"], partial_day(row["date"]), _paid(row), row) for row in _last(paid)),
        *((row["known_by"], partial_day(row["date"]), say("country.news.signed_words"), row) for row in _last(signed)),
    ]
    newest = sorted(dated, key=lambda one: one[0], reverse=True)[:MOST]
    points = [Point(when, "", _told(what, row), **page_of(row)) for _, when, what, row in newest]
    revised = " ".join(filter(None, [_revised(donor, before), _later(donor)]))
    pages = [
        (listed, say("country.donor.acts_words")),
        (said, say("country.donor.statements_words")),
        (paid, say("country.donor.contributions_words")),
        (signed, say("country.donor.agreements_words")),
    ]
    aid = [Point(say("country.news.aid_label"), "", revised)] if revised else []
    told = [*points, *aid] if points else [*aid, Point(say("country.news.silence_label"), "", _silence(donor))]
    return Panel(
        "new",
        say("country.news.heading", since=tables.since),
        told,
        note=say("country.positions.reported") if any(row["grade"] == REPORTED for *_, row in newest) else "",
        sources=[s for rows, what in pages for s in cite_each(rows, what)],
    )


def _silence(donor: Donor) -> str:
    """Say that nothing new was found, and of which day the newest is that was: what is not on record may have been said."""
    tables = donor.tables
    kept = (donor.pledges, tables.purl.filter(SOUND, pl.col("row_kind") == "national"), donor.agreements)
    days = [known_on(rows, tables.day).filter(country=donor.code)["known_by"].max() for rows in kept]
    newest = max((one for one in days if one is not None), default=None)
    if newest is None:
        return say("country.news.silence_ever", donor=donor.name)
    named = thin_month(tables.pledges, tables.day)
    thin = say("country.news.silence_thin", thin=named) if named else ""
    return f"{say('country.news.silence', donor=donor.name, newest=newest)} {thin}".strip()


def _between(donor: Donor, rows: pl.DataFrame) -> pl.DataFrame:
    tables = donor.tables
    known = known_on(rows, tables.day).filter(pl.col("known_by") > tables.since, pl.col("not_before") > tables.since)
    return known.sort("known_by", descending=True, maintain_order=True).with_columns(pl.col("grade").cast(pl.String))


def _last(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.head(MOST).to_dicts()


def _told(what: str, row: dict[str, Any]) -> str:
    return say("country.news.told_reported", what=what) if row["grade"] == REPORTED else say("country.news.told", what=what)


def _did(row: dict[str, Any]) -> str:
    """Say what an act does: in the words of the record where these are short, else in few."""
    whole = str(row["action"]).split(";", maxsplit=1)[0]
    told = whole if len(whole.split()) <= WORDS and row["kind"] != "package" else row["in_short"]
    told = re.sub(r"^GL(?= [0-9])", say("country.news.general_licence_words"), told)
    return say("country.news.number_unknown_words", act=told) if row["number_unknown"] else told


def _paid(row: dict[str, Any]) -> str:
    """Say how much was promised, and what it is of, as the record has it; that it is not stated is said in its place."""
    stated = row["amount"] is not None
    amount = announced(row["amount"], str(row["currency"])) if stated else say("country.news.not_stated_words")
    meaning = str(row["amount_meaning"] or "").replace("amount not stated", "").replace("amount not given", "").rstrip(", ")
    if meaning:
        return say("country.news.paid_meaning_words", amount=amount, meaning=meaning)
    return say("country.news.paid_words", amount=amount)


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
    given = {"months": _months(before, aid), "edition": edition(aid), "before": edition(before), "later": later}
    if short_money(abs(change)) == "nothing":
        return say("country.news.revised_same", **given)
    if change > 0:
        return say("country.news.revised_more", **given, change=change)
    return say("country.news.revised_less", **given, change=-change)


def _months(before: pl.DataFrame, aid: pl.DataFrame) -> str:
    """Name the months that one release has beyond another."""
    later = sorted(aid.filter(pl.col("month") > before["month"].max())["month"].unique())
    if len(later) < 2:
        return month(later[0]) if later else say("country.news.no_month_words")
    begins = month(later[0]) if later[0].year != later[-1].year else month(later[0]).split()[0]
    if len(later) == 2:
        return say("country.news.two_months_words", first=begins, last=later[-1])
    return say("country.news.months_words", first=begins, last=later[-1])


def _later(donor: Donor) -> str:
    """Say by how much the totals that lead are more or less than the release by month: without months nobody can say why."""
    totals = donor.tables.totals
    sums = donor.by_month_and_in_all
    if totals is None or sums is None:
        return ""
    earlier, now = sums
    by = {"until": until(totals), "edition": edition(totals)}
    if short_money(abs(now - earlier)) == "nothing":
        return say("country.news.total_same", **by, months_edition=edition(donor.tables.aid))
    if now > earlier:
        return say("country.news.total_higher", **by, change=now - earlier)
    return say("country.news.total_lower", **by, change=earlier - now)
