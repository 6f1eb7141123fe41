"""What a briefing says first: its title, the bottom line, and five messages; each sentence is whole and holds as of its day."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from analysis import load
from analysis.as_of import SOUND, known_on
from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import capitalise_first, day, eur, eur_tenths, month, number_word, partial_day, pct, short_day
from analysis.charts.ratios import about_part, how_often, ratio_words
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.inputs import last_day, latest, own_months, until
from analysis.figures.briefing import troops
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import acts, guarantees
from analysis.measures import aid as measure
from analysis.measures import scorecard as card
from analysis.measures.answers import DECLINES, NOT_FOUND

__all__ = ["messages", "opening"]

LAPSED = timedelta(days=180)
"""From when on it is said that no aid was added since: the last months of any release still grow."""


def opening(tables: Snapshot) -> Panel:
    """Say what a minister should know if nothing else is read: a title that answers, the bottom line, and to which days data go.

    Takes `load.snapshot(day)`. The heading is the title, the points are the day of issue and the bottom line; the note names the last day of each source.

    >>> from analysis import load
    >>> opening(load.snapshot("2026-10-10")).heading
    'Europe has put in twice as much for Ukraine as the US, which has added no aid since January 2025'
    """
    line = " ".join(filter(None, (_arms_line(tables), _us_line(tables), _troops_line(tables))))
    return Panel(
        "opening",
        _title(tables),
        [Point("Issued", "", day(tables.day)), Point("Bottom line", "", line)],
        note=_dates(tables),
        sources=[
            *cite(tables.lead, tables.aid),
            *cite_pages(guarantees.matrix(tables.sound_pledges, tables.day), "statements"),
        ],
    )


def messages(tables: Snapshot) -> Panel:
    """Say the five findings of a briefing: a claim each, and what bears it out.

    Takes `load.snapshot(day)`; each point names the figure that shows it.

    >>> from analysis import load
    >>> [point.label for point in messages(load.snapshot("2026-10-10")).points]
    ['Money', 'Arms', 'Guarantees', 'US sanctions', 'EU sanctions']
    """
    points = [_money(tables), _arms(tables), troops.message(tables), _us_sanctions(tables), _eu_sanctions(tables)]
    return Panel(
        "messages",
        "Five messages",
        points,
        sources=cite(tables.lead, tables.aid, known_on(tables.actions.filter(SOUND), tables.day, "date"), tables.vessels),
    )


def _title(tables: Snapshot) -> str:
    allocated = latest(measure.totals(tables.lead))
    much = ratio_words(allocated[EUROPE] / allocated[UNITED_STATES]).removesuffix(" as")
    last = _last_given(tables.aid)
    if _has_lapsed(tables, last):
        return f"Europe has put in {much} for Ukraine as the US, which has added no aid since {month(last)}"
    return f"Europe has put in {much} for Ukraine as the US"


def _arms_line(tables: Snapshot) -> str:
    now, before = card.military_month(tables.aid, tables.day), card.military_before(tables.aid)
    if not _has_lapsed(tables, _last_given(tables.aid)):
        return f"Europe gives {ratio_words(now[EUROPE] / now[UNITED_STATES]).removesuffix(' as')} military aid as the US."
    part = now[EUROPE] / (before[EUROPE] + before[UNITED_STATES])
    if part >= 1:
        return "Europe alone now gives as much military aid as it and the US gave together in 2022–24."
    return f"Europe alone now gives {about_part(part)} of the military aid that it and the US gave together in 2022–24."


def _us_line(tables: Snapshot) -> str:
    land = troops.us_answers(tables).get("land", NOT_FOUND)
    sells = _has_lapsed(tables, _last_given(tables.aid)) and card.purl_total(tables.purl, tables.day) is not None
    if sells and land == DECLINES:
        return "The US now sells weapons rather than giving them, and rules out ground troops."
    if sells:
        return "The US now sells weapons rather than giving them."
    return "The US rules out ground troops." if land == DECLINES else ""


def _troops_line(tables: Snapshot) -> str:
    if not card.troop_answers(tables.sound_pledges, tables.countries, tables.day)["offer"]:
        return "No European country offers troops."
    if not (free := troops.offers_without_condition(tables)):
        return "No European country offers troops without conditions."
    verb = "country offers" if free == 1 else "countries offer"
    return f"{capitalise_first(number_word(free))} European {verb} troops without conditions."


def _dates(tables: Snapshot) -> str:
    totals = f"totals to {day(last_day(tables.lead))}, " if tables.totals is not None else ""
    cut = f", as these months stand today{_published_then(tables)}" if own_months(tables.aid) else ""
    return (
        f"Aid (Kiel Institute): {totals}by month to {day(last_day(tables.aid))}{cut}. Sanctions lists: to the day named with each number. "
        f"Positions, acts and laws: to {day(tables.day)}."
    )


def _published_then(tables: Snapshot) -> str:
    """Say what totals of all aid the publisher had told by the day, if that is held: those of today are of a later revision."""
    told = load.published_totals(tables.day).filter(pl.col("kind").is_null(), pl.col("stage").cast(pl.String) == "allocated")
    last = told.filter(pl.col("cutoff") == pl.col("cutoff").max())
    amounts = dict(last.select(pl.col("bloc").cast(pl.String), pl.col("eur").cast(pl.Float64) / 10**9).iter_rows())
    if not {EUROPE, UNITED_STATES} <= {*amounts}:
        return ""
    return f"; allocated as published by then, to {day(last['cutoff'][0])}: Europe €{amounts[EUROPE]:g}bn, the US €{amounts[UNITED_STATES]:g}bn"


def _money(tables: Snapshot) -> Point:
    allocated, committed = (latest(measure.totals(tables.lead, stage=stage)) for stage in ("allocated", "committed"))
    ahead = measure.overtaken_on(tables.aid)
    return Point(
        "Money",
        f"Europe has put in {ratio_words(allocated[EUROPE] / allocated[UNITED_STATES])} the US.",
        f"Allocated by {until(tables.lead)}: Europe {eur(allocated[EUROPE])}; the US {eur(allocated[UNITED_STATES])} of "
        f"{eur(committed[UNITED_STATES])} committed, the last of it in {month(_last_given(tables.aid))}."
        + (f" Europe has been ahead since {month(ahead)} (Kiel Institute data to {until(tables.aid)})." if ahead else ""),
        "europe-and-us-cumulative",
    )


def _arms(tables: Snapshot) -> Point:
    now, before = card.military_month(tables.aid, tables.day), card.military_before(tables.aid)
    return Point(
        "Arms",
        _arms_claim(tables, now, before),
        _arms_evidence(tables, now, before),
        "gap-filled",
    )


def _arms_evidence(tables: Snapshot, now: Mapping[str, float], before: Mapping[str, float]) -> str:
    """Say what Europe gives a month, and what its rise makes up for where the United States gives no more."""
    given = f"{eur(now[EUROPE])} a month in the year to {until(tables.aid)}"
    rise = now[EUROPE] - before[EUROPE]
    if rise <= 0 or not _has_lapsed(tables, _last_given(tables.aid)):
        both = before[EUROPE] + before[UNITED_STATES]
        return f"{given}: {pct(now[EUROPE] / both)} of the {eur(both)} a month that Europe and the US gave together in 2022–24."
    part, short = pct(min(1, rise / before[UNITED_STATES])), before[UNITED_STATES] - rise
    missing = f"; {eur_tenths(short)} is missing" if short > 0 else ""
    return f"{given}, from {eur(before[EUROPE])} in 2022–24: the rise makes up for {part} of the {eur(before[UNITED_STATES])} that the US gave{missing}."


def _arms_claim(tables: Snapshot, now: Mapping[str, float], before: Mapping[str, float]) -> str:
    if not _has_lapsed(tables, _last_given(tables.aid)):
        return f"Europe gives {ratio_words(now[EUROPE] / now[UNITED_STATES]).removesuffix(' as')} as the US."
    rise = now[EUROPE] - before[EUROPE]
    if rise >= before[UNITED_STATES]:
        return "Europe makes up for all US military aid."
    if rise > before[UNITED_STATES] / 2:
        return "Europe makes up for most US military aid, not all."
    return (
        "Europe makes up for less than half of US military aid." if rise > 0 else "Europe has not made up for US military aid."
    )


def _us_sanctions(tables: Snapshot) -> Point:
    first = tables.turn
    count = card.us_acts(tables.actions, first, tables.day)
    claim = {
        (True, True): "Washington both tightens and eases.",
        (True, False): "Washington has only tightened.",
        (False, True): "Washington has only eased.",
        (False, False): "No US act is on record that tightens or eases.",
    }[count["tighten"] > 0, count["ease"] > 0]
    last = {name: _last_act(tables, rule) for name, rule in (("tighten", acts.TIGHTENS), ("ease", acts.EASES))}
    return Point(
        "US sanctions",
        claim,
        f"{_how_often(count)} since {day(first)}."
        + (f" Last tightening: {last['tighten']}." if last["tighten"] else "")
        + (f" Last easing: {last['ease']}." if last["ease"] else ""),
        "us-tightened-and-eased",
    )


def _how_often(count: Mapping[str, int]) -> str:
    """Say how often there was an act that tightens and one that eases, as the beginning of a sentence."""
    tightened, eased = how_often(count["tighten"]), how_often(count["ease"])
    if count["tighten"] and count["ease"]:
        return f"It has tightened {tightened} and eased {eased}"
    if count["tighten"]:
        return f"It has tightened {tightened} and not eased"
    return f"It has eased {eased} and not tightened" if count["ease"] else "Nothing was found"


def _eu_sanctions(tables: Snapshot) -> Point:
    now, then = (card.packages(tables.actions, one) for one in (tables.day, tables.then))
    (ships, known), (before, _) = (
        card.ships_listed(tables.vessels, tables.coverage, one)["EU"] for one in (tables.day, tables.then)
    )
    bans = acts.ahead(tables.calendar, tables.day).filter(pl.col("kind").cast(pl.String) == "ban").head(1)
    ahead = "".join(
        f" Next ban: {row['what'].removeprefix('Ban on ').removesuffix(' begins')} ({partial_day(row['date'])})."
        for row in bans.iter_rows(named=True)
    )
    return Point(
        "EU sanctions",
        "The EU keeps adding." if now > then else "The EU has added no package.",
        f"{now} packages, from {then} on {day(tables.then)}; {ships} ships ever listed by {day(known)}, from {before or 'none'}.{ahead}",
        "ships-over-time",
    )


def _last_given(aid: pl.DataFrame) -> date:
    """Give the last month in which the United States allocated new aid."""
    given = measure.over_time(aid).filter(pl.col("bloc") == UNITED_STATES, pl.col("eur_bn") > 0)
    last: date = given["period"].max()  # type: ignore[assignment]
    return last


def _has_lapsed(tables: Snapshot, last: date) -> bool:
    return last_day(tables.aid) - last > LAPSED


def _last_act(tables: Snapshot, rule: pl.Expr) -> str:
    first = tables.turn
    counted = acts.counted(tables.actions, first, tables.day).filter(pl.col("authority").cast(pl.String) == "US", rule)
    if counted.is_empty():
        return ""
    row = counted.sort("date", "action").with_columns(acts.in_short()).row(-1, named=True)
    reported = ", reported" if row["grade"] in {"reported", "mirror"} else ""
    # What it was stands before a colon in the record, and here behind one.
    return f"{row['in_short'].replace(': ', ', ', 1)} ({short_day(row['date'])}{reported})"
