"""The scorecard: nine measures then and now, each within one release and one window, with the change in words."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import (
    capitalise_first,
    day,
    eur,
    eur_tenths,
    month,
    number_word,
    pct,
    short_day,
    short_month,
    usd,
)
from analysis.countries import EU_INSTITUTIONS, EUROPE, UNITED_STATES, join_words, with_article
from analysis.figures.aid.inputs import last_day, until
from analysis.figures.table import Table
from analysis.load.snapshot import Snapshot
from analysis.measures import aid as measure
from analysis.measures import guarantees
from analysis.measures import scorecard as card
from analysis.measures.answers import DECLINES, NOT_FOUND

__all__ = ["scorecard"]

NOT_ITS_OWN = "n/a"
US_ON_TROOPS = {DECLINES: "refuses", NOT_FOUND: "no answer found"}
SMALL_CHANGE, LEAST = 0.005, 0.05
"""EUR bn that are written as zero, and from which on one decimal says something."""

Row = tuple[str, ...]


def scorecard(tables: Snapshot) -> Table:
    """Set what Europe and the United States had done by two days side by side, with the change in words and the day data go to.

    Takes `load.snapshot(day)`. Money is of one release, each row over the months that had ended by the day; `n/a` marks what is no
    instrument of a side. `rows` has measure, europe_then, europe_now, us_then, us_now, change, data_to, all as text.

    >>> from analysis import load
    >>> scorecard(load.snapshot("2026-10-10")).rows.select("measure", "europe_then", "europe_now").row(1)
    ('Aid allocated (earmarked)', '€179.7bn', '€214.8bn')
    """
    rows = [
        _aid(tables, "committed", "Aid committed (promised)"),
        _aid(tables, "allocated", "Aid allocated (earmarked)"),
        _military(tables),
        _purl(tables),
        _troops(tables),
        _packages(tables),
        _us_acts(tables),
        _ships(tables),
        _customs(tables),
    ]
    then, now = short_day(tables.then), short_day(tables.day)
    later = f"; totals to {until(tables.totals)} are in the messages" if tables.totals is not None else ""
    return Table(
        id="then-and-now-scorecard",
        title="Then and now",
        subtitle=f"Money: months to {until(tables.aid)}{later}. Troops: European countries. n/a: not an instrument of that side",
        rows=pl.DataFrame(rows, schema=list(COLUMNS), orient="row"),
        figures=FIGURES,
        labels=COLUMNS
        | {"europe_then": f"Europe, {then}", "us_then": f"US, {then}"}
        | {"europe_now": f"Europe, {now}", "us_now": f"US, {now}"},
        sources=[
            *cite(tables.aid, known_on(tables.actions.filter(SOUND), tables.day, "date"), tables.vessels),
            *cite_pages(known_on(tables.purl.filter(SOUND), tables.day), "contributions"),
        ],
    )


FIGURES = (
    "open-promises",
    "europe-and-us-cumulative",
    "gap-filled",
    "purl-in-euros",
    "troops-then-and-now",
    "",
    "us-tightened-and-eased",
    "ships-over-time",
    "us-tightened-and-eased",
)
"""The ids of the figures that show a row, in the order of the rows; packages have none in a briefing."""

COLUMNS = {
    "measure": "Measure and chart",
    "europe_then": "Europe, then",
    "europe_now": "Europe, now",
    "us_then": "US, then",
    "us_now": "US, now",
    "change": "What changed",
    "data_to": "Data to",
}


def _aid(tables: Snapshot, stage: str, name: str) -> Row:
    then, now = (card.aid_by(tables.aid, one, stage) for one in (tables.then, tables.day))
    europe, states = now[EUROPE] - then[EUROPE], now[UNITED_STATES] - then[UNITED_STATES]
    change = f"Europe up {eur(europe)}{_largest_promise(tables) if stage == 'committed' else ''}"
    change += "" if abs(states) < SMALL_CHANGE else f"; US up {eur(states)}"
    return (
        name,
        *(eur(side[bloc]) for bloc in (EUROPE, UNITED_STATES) for side in (then, now)),
        change,
        short_month(last_day(tables.aid)),
    )


def _largest_promise(tables: Snapshot) -> str:
    """Name the one promise that is most of the change, if one is."""
    one = measure.largest_promise(tables.aid)
    is_new = one["month"] > tables.then
    who = "the EU" if one["name"] == EU_INSTITUTIONS else with_article(one["name"])
    return f", {eur(one['eur_bn'], 0)} of it by {who} in {month(one['month'])}" if is_new else ""


def _military(tables: Snapshot) -> Row:
    then, now = (card.military_month(tables.aid, one) for one in (tables.then, tables.day))
    return (
        "Military aid a month, past year",
        *(_amount(side[bloc]) for bloc in (EUROPE, UNITED_STATES) for side in (then, now)),
        f"Europe {_moved(then[EUROPE], now[EUROPE])}; US {_moved(then[UNITED_STATES], now[UNITED_STATES])}",
        short_month(last_day(tables.aid)),
    )


def _moved(then: float, now: float) -> str:
    """Say how an amount moved, in per cent of the earlier one; what ended or began has no per cent."""
    if now < SMALL_CHANGE:
        return "ended" if then >= SMALL_CHANGE else "none in either year"
    if then < SMALL_CHANGE:
        return "begun"
    change = now / then - 1
    return "unchanged" if abs(change) < 0.005 else f"{'up' if change > 0 else 'down'} {pct(abs(change))}"


def _purl(tables: Snapshot) -> Row:
    then, now = (card.purl_total(tables.purl, one) for one in (tables.then, tables.day))
    words = [total_words(one) for one in (then, now)]
    grown = "Up; not from Europe alone" if now and (not then or now[0] > then[0]) else "No change"
    return (
        "US weapons paid for by allies (PURL)",
        *words,
        *("seller" if one else NOT_ITS_OWN for one in (then, now)),
        grown,
        short_month(now[1] if now else tables.day),
    )


def total_words(total: tuple[float, date, str] | None) -> str:
    """Write a running total as exactly as it was stated.

    >>> total_words((5.0, date(2026, 7, 8), "more than, spent")), total_words(None)
    ('over $5bn', 'not begun')
    """
    if total is None:
        return "not begun"
    stated = total[2].partition(",")[0].partition(";")[0]
    digits = 0 if total[0] == round(total[0]) else 1
    return {"more than": "over ", "almost": "almost ", "about": "about "}.get(stated, "") + usd(total[0], digits)


def _troops(tables: Snapshot) -> Row:
    then, now = (card.troop_answers(tables.sound_pledges, tables.countries, one) for one in (tables.then, tables.day))
    europe = (
        f"{_verb(len(one['offer']), 'offer')}, {_verb(len(one['refuse']), 'refuse')}"
        if one["heard"]
        else US_ON_TROOPS[NOT_FOUND]
        for one in (then, now)
    )
    states = (US_ON_TROOPS.get(_us_answer(tables, one), "does not refuse") for one in (tables.then, tables.day))
    new, gone = _names(tables, now["offer"], then["offer"]), _names(tables, then["offer"], now["offer"])
    words = [f"{join_words(new)} now offer{'s' if len(new) == 1 else ''}"] if new else []
    words += [f"{join_words(gone)} no longer offer{'s' if len(gone) == 1 else ''}"] if gone else []
    refuse = _names(tables, now["refuse"], then["refuse"])
    words = words or ([f"{join_words(refuse)} now refuse{'s' if len(refuse) == 1 else ''}"] if refuse else [])
    return "Troops, by country", *europe, *states, capitalise_first("; ".join(words)) or "No change", short_month(tables.day)


def _names(tables: Snapshot, these: Sequence[str], without: Sequence[str]) -> list[str]:
    """Name the countries of one list of codes that are not on another, as a sentence begins with them."""
    names = tables.countries.filter(pl.col("iso3").is_in(these), ~pl.col("iso3").is_in(without))["name"].sort()
    return ["the UK" if name == "United Kingdom" else with_article(name) for name in names]


def _packages(tables: Snapshot) -> Row:
    then, now = (card.packages(tables.actions, one) for one in (tables.then, tables.day))
    more = capitalise_first(f"{number_word(now - then)} more") if now > then else "No change"
    return "EU sanctions packages adopted", str(then), str(now), NOT_ITS_OWN, NOT_ITS_OWN, more, short_month(tables.day)


def _verb(number: int, verb: str) -> str:
    """Say how many do something: one tightens, two ease, none eases."""
    return f"{number_word(number) if number else 'none'} {verb}{'s' if number < 2 else ''}"


def _acts_in_words(number: Mapping[str, int], is_counted: bool) -> str:
    """Say how many acts tighten and ease; on a day before the first that counts there is nothing to say."""
    if not is_counted:
        return NOT_ITS_OWN
    return f"{_verb(number['tighten'], 'tighten')}, {_verb(number['ease'], 'ease')}" if any(number.values()) else "none"


def _us_acts(tables: Snapshot) -> Row:
    first = tables.turn
    then, now = (card.us_acts(tables.actions, first, one) for one in (tables.then, tables.day))
    states = (_acts_in_words(one, on) for one, on in ((then, tables.then >= first), (now, True)))
    more = {name: now[name] - then[name] for name in now}
    told = [_verb(number, f"more {name}") for name, number in more.items() if number]
    change = capitalise_first(join_words(told)) if told else "No change"
    return f"US acts since {day(first)}", NOT_ITS_OWN, NOT_ITS_OWN, *states, change, short_month(tables.day)


def _ships(tables: Snapshot) -> Row:
    then, now = (card.ships_listed(tables.vessels, tables.coverage, one) for one in (tables.then, tables.day))
    added = {one: now[one][0] - then[one][0] for one in ("EU", "US")}
    change = "; ".join(f"{one} up {count}" if count else f"{one} none" for one, count in added.items())
    known = short_month(min(now["EU"][1], now["US"][1]))
    return (
        "Ships ever listed (EU; US)",
        *(str(side[one][0] or "none") for one in ("EU", "US") for side in (then, now)),
        change,
        known,
    )


def _customs(tables: Snapshot) -> Row:
    then, now = (card.duties_on_buyers(tables.customs_measures, tables.countries, one) for one in (tables.then, tables.day))
    cells = [_duties(stood, names) for names in (("EU", "UK"), ("US",)) for stood in (then, now)]
    ordered = card.duties_ordered(tables.customs_measures, tables.day)
    law = f"US law orders {join_words(ordered)}, not seen imposed" if ordered else ""
    change = "; ".join(filter(None, (_duties_moved(then, now), law))) or "No change"
    return "Duty on buyers of Russian oil", *cells, change, short_month(tables.day)


def _duties(stood: pl.DataFrame, authorities: Sequence[str]) -> str:
    own = stood.filter(pl.col("authority").is_in(authorities))
    duties = [f"{rate.split()[0]}, {target}" for target, rate in own.select("target", "rate").iter_rows()]
    return join_words(duties) if duties else "none"


def _duties_moved(then: pl.DataFrame, now: pl.DataFrame) -> str:
    """Say on whose goods a duty began or ended between two days."""
    before, after = (set(stood["target"]) for stood in (then, now))
    begun, ended = sorted(after - before), sorted(before - after)
    return "; ".join([*(f"Duty on {one} begun" for one in begun), *(f"Duty on {one} ended" for one in ended)])


def _us_answer(tables: Snapshot, on: date) -> str:
    stood = guarantees.matrix(tables.sound_pledges, on).filter(country="USA", domain="land")
    return str(stood["answer"].item()) if stood.height else NOT_FOUND


def _amount(value: float) -> str:
    """Write an amount a month to one decimal, as its neighbours in the row are."""
    return "none" if abs(value) < SMALL_CHANGE else eur(value) if abs(value) < LEAST else eur_tenths(value)
