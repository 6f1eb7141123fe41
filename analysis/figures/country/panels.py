"""The boxes of a country's brief: its positions on guarantees, what is new, and what is not known."""

from datetime import date
from typing import Any

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import announced, capitalise_first, day, month, partial_day, short_money
from analysis.countries import join_words, with_article
from analysis.figures.aid.inputs import edition, own_months, until
from analysis.figures.country.donor import Donor, donor_of, page_of
from analysis.figures.country.opening import THIN_FROM
from analysis.figures.country.russia import without_list
from analysis.figures.guarantees.wording import NOUNS
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import aid as measure
from analysis.measures import guarantees
from analysis.measures.answers import DECLINES, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, UNDECIDED

__all__ = ["new_since", "not_known", "positions"]

MOST = 6
"""Lines of a list."""

ANSWERS = {
    OFFERS: "Offers",
    OFFERS_IF: "Offers on a condition",
    MAY_OFFER: "May offer on a condition",
    UNDECIDED: "Undecided",
    DECLINES: "Refuses",
}
REPORTED = {"reported": ", reported"}


def positions(tables: Snapshot, country: str) -> Panel:
    """List what a donor answers on guarantees, domain by domain, with conditions and days, and how its answer on troops moved.

    Takes `load.snapshot(day)`; raises as `opening`.

    >>> from analysis import load
    >>> positions(load.snapshot("2026-10-10"), "Germany").points[3].label
    'Troops'
    """
    donor = donor_of(tables, country)
    rows = donor.positions
    points = [_position(row) for row in rows.with_columns(pl.col("grade").cast(pl.String)).iter_rows(named=True)]
    return Panel(
        "positions",
        f"Security guarantees: what {donor.name} {'say' if donor.has == 'have' else 'says'}",
        points or [Point("Nothing on record", "", _none_stands(donor))],
        _moved(donor),
        cite_pages(rows, "statements") if rows.height else [],
    )


def _none_stands(donor: Donor) -> str:
    """Say that no position was found, or that those that were lapsed with the government that took them."""
    said = known_on(donor.pledges, donor.tables.day).filter(country=donor.code)
    if said.is_empty():
        return f"No position of {donor.name} on guarantees was found by {day(donor.tables.day)}; that is no refusal."
    lapsed: date = said["lapsed_on"].max()  # type: ignore[assignment]
    return f"No position of {donor.name} stands: what was said lapsed on {day(lapsed)}, with the government that said it."


def _position(row: dict[str, str]) -> Point:
    terms = f"; condition: {row['condition'].removeprefix('if ')}" if row["condition"] else ""
    said = f"{ANSWERS[row['answer']]}: {row['position']}{terms} ({_speaker(row['actor'])}, {partial_day(row['date'])}{REPORTED.get(row['grade'], '')})."
    return Point(capitalise_first(NOUNS.get(row["domain"], row["domain"])), "", said, **page_of(row))


def _speaker(actor: str) -> str:
    """Name who spoke, and to whom or how, without brackets within brackets."""
    return actor.replace(" (", ", ").replace(")", "")


def _moved(donor: Donor) -> str:
    """Say how the answer on troops moved, from the first to the last."""
    spans = guarantees.spans(donor.pledges, "land", donor.tables.day).filter(country=donor.code).sort("since")
    if not spans.height:
        return ""
    steps = spans.filter(pl.col("answer").ne_missing(pl.col("answer").shift(1)) & (pl.col("answer") != NOT_FOUND))
    if steps.height < 2 and not spans["lapsed"][-1]:
        return ""
    told = [f"{ANSWERS[row['answer']].lower()}, {day(row['since'])}" for row in steps.iter_rows(named=True)]
    lapsed = f"; lapsed on {day(spans['to'][-1])}, with the government that said it" if spans["lapsed"][-1] else ""
    return f"On troops, by the day first recorded: {'; '.join(told)}{lapsed}."


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
        *((row["date"], day(row["date"]), row["in_short"], row) for row in _last(listed)),
        *((row["known_by"], partial_day(row["date"]), row["position"], row) for row in _last(said)),
        *((row["known_by"], partial_day(row["date"]), f"{_amount(row)} for US weapons (PURL)", row) for row in _last(paid)),
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
        sources=[s for rows, what in pages if rows.height for s in cite_pages(rows, what)],
    )


def _silence(donor: Donor) -> str:
    """Say that nothing new was found, and of which day the newest is that was: what is not on record may have been said."""
    tables = donor.tables
    kept = (donor.pledges, tables.purl.filter(SOUND, pl.col("row_kind") == "national"), donor.agreements)
    days = [known_on(rows, tables.day).filter(country=donor.code)["known_by"].max() for rows in kept]
    newest = max((one for one in days if one is not None), default=None)
    if newest is None:
        return f"No statement, agreement or PURL contribution of {donor.name} was found, then or before."
    thin = " The record is thin from March 2026, so this is no proof that nothing was said." if tables.day > THIN_FROM else ""
    return f"No statement, agreement or PURL contribution of {donor.name} since then was found; the newest on record is of {day(newest)}.{thin}"


def _between(donor: Donor, rows: pl.DataFrame) -> pl.DataFrame:
    tables = donor.tables
    known = known_on(rows, tables.day).filter(pl.col("known_by") > tables.since, pl.col("not_before") > tables.since)
    return known.sort("known_by", descending=True, maintain_order=True).with_columns(pl.col("grade").cast(pl.String))


def _last(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.head(MOST).to_dicts()


def _reported(row: dict[str, str]) -> str:
    return " (reported)" if row["grade"] in REPORTED else ""


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
    return f"New for {_months(before, aid)}: {short_money(later)}; {moved} ({edition(aid)} against {edition(before)})."


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


def not_known(tables: Snapshot, country: str) -> Panel:
    """Say what of one donor is not known, or is left out here.

    Takes `load.snapshot(day)`; raises as `opening`.

    >>> from analysis import load
    >>> not_known(load.snapshot("2026-10-10"), "Iceland").points[0].label
    'Delivered'
    """
    donor = donor_of(tables, country)
    heard = {*donor.positions["domain"]}
    silent = [NOUNS[domain] for domain in NOUNS if domain not in heard]
    undated = measure.undated(tables.aid, by="donor").filter(donor=donor.code)["eur_bn"].sum()
    points = [
        Point("Delivered", "", "What has arrived is not known; allocated means earmarked for a named purpose."),
        Point(
            "In no sum",
            "",
            "Aid that was not made public, and what hosting people from Ukraine costs; their legal status is not recorded.",
        ),
        Point("Not listed", "", "What each package of weapons held, and training under way; both are in the sums as valued."),
    ]
    if short_money(float(undated)) != "nothing":
        points.append(
            Point("Undated", "", f"{short_money(float(undated))} has no month in {edition(tables.aid)} and is in totals alone.")
        )
    if without_list(donor):
        lists = "Only the lists of the EU, the UK, the US, Canada and Australia were."
        points.append(Point("Sanctions", "", f"Whom {donor.name} sanctioned over Russia was not collected. {lists}"))
    if donor.is_country and silent and heard:
        points.append(
            Point(
                "No position",
                "",
                f"Nothing was found on {join_words(silent)} as guarantees; that is no refusal.",
            )
        )
    if donor.is_country and not donor.tables.countries.filter(iso3=donor.code)["gdp_2021_eur_bn"].drop_nulls().len():
        points.append(Point("Size", "", f"The GDP of {with_article(donor.group.name)} is not in the tables."))
    return Panel("how-sure", "What is not known", points, sources=cite(tables.aid))
