"""What a briefing says first: its title, the bottom line, and five messages; each sentence holds as of its day."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from analysis import load
from analysis.as_of import SOUND, known_on
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_pages
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
        [
            Point(say("briefing.opening.issued_label"), "", say("briefing.opening.issued_words", day=tables.day)),
            Point(say("briefing.opening.bottom_line_label"), "", line),
        ],
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
        say("briefing.opening.messages_heading"),
        points,
        sources=cite(tables.lead, tables.aid, known_on(tables.actions.filter(SOUND), tables.day, "date"), tables.vessels),
    )


def _title(tables: Snapshot) -> str:
    allocated = latest(measure.totals(tables.lead))
    ratio = allocated[EUROPE] / allocated[UNITED_STATES]
    last = _last_given(tables.aid)
    if _has_lapsed(tables, last):
        return say("briefing.opening.title_lapsed", ratio=ratio, last=last)
    return say("briefing.opening.title", ratio=ratio)


def _arms_line(tables: Snapshot) -> str:
    now, before = card.military_month(tables.aid, tables.day), card.military_before(tables.aid)
    if not _has_lapsed(tables, _last_given(tables.aid)):
        return say("briefing.opening.arms_beside_us", ratio=now[EUROPE] / now[UNITED_STATES])
    part = now[EUROPE] / (before[EUROPE] + before[UNITED_STATES])
    return say("briefing.opening.arms_all") if part >= 1 else say("briefing.opening.arms_part", part=part)


def _us_line(tables: Snapshot) -> str:
    declines = troops.us_answers(tables).get("land", NOT_FOUND) == DECLINES
    sells = _has_lapsed(tables, _last_given(tables.aid)) and card.purl_total(tables.purl, tables.day) is not None
    if sells:
        return say("briefing.opening.us_sells_and_declines") if declines else say("briefing.opening.us_sells")
    return say("briefing.opening.us_declines") if declines else ""


def _troops_line(tables: Snapshot) -> str:
    if not card.troop_answers(tables.sound_pledges, tables.countries, tables.day)["offer"]:
        return say("briefing.opening.troops_none")
    return say("briefing.opening.troops_free", number=troops.offers_without_condition(tables))


def _dates(tables: Snapshot) -> str:
    return f"{_dates_of_aid(tables)} {say('briefing.opening.dates_others', day=tables.day)}"


def _dates_of_aid(tables: Snapshot) -> str:
    """Say to which days aid goes, and what totals of all aid the publisher had told by the day: those of today are of a later revision."""
    last = last_day(tables.aid)
    if not own_months(tables.aid):
        if tables.totals is None:
            return say("briefing.opening.dates_aid", last=last)
        return say("briefing.opening.dates_aid_and_totals", totals=last_day(tables.lead), last=last)
    told = load.published_totals(tables.day).filter(pl.col("kind").is_null(), pl.col("stage").cast(pl.String) == "allocated")
    told = told.filter(pl.col("cutoff") == pl.col("cutoff").max())
    amounts = dict(told.select(pl.col("bloc").cast(pl.String), pl.col("eur").cast(pl.Float64) / 10**9).iter_rows())
    if not {EUROPE, UNITED_STATES} <= {*amounts}:
        return say("briefing.opening.dates_aid_cut", last=last)
    europe, us = amounts[EUROPE], amounts[UNITED_STATES]
    return say("briefing.opening.dates_aid_cut_told", last=last, told=told["cutoff"][0], europe=europe, us=us)


def _money(tables: Snapshot) -> Point:
    allocated, committed = (latest(measure.totals(tables.lead, stage=stage)) for stage in ("allocated", "committed"))
    ahead = measure.overtaken_on(tables.aid)
    given = say(
        "briefing.opening.money",
        until=until(tables.lead),
        europe=allocated[EUROPE],
        us=allocated[UNITED_STATES],
        us_committed=committed[UNITED_STATES],
        last=_last_given(tables.aid),
    )
    since = say("briefing.opening.money_ahead", since=ahead, until=until(tables.aid)) if ahead else ""
    return Point(
        say("briefing.opening.money_label"),
        say("briefing.opening.money_claim", ratio=allocated[EUROPE] / allocated[UNITED_STATES]),
        f"{given} {since}".strip(),
        "europe-and-us-cumulative",
    )


def _arms(tables: Snapshot) -> Point:
    now, before = card.military_month(tables.aid, tables.day), card.military_before(tables.aid)
    return Point(
        say("briefing.opening.arms_label"),
        _arms_claim(tables, now, before),
        _arms_evidence(tables, now, before),
        "gap-filled",
    )


def _arms_evidence(tables: Snapshot, now: Mapping[str, float], before: Mapping[str, float]) -> str:
    """Say what Europe gives a month, and what its rise makes up for where the United States gives no more."""
    given, us = {"now": now[EUROPE], "until": until(tables.aid)}, before[UNITED_STATES]
    rise = now[EUROPE] - before[EUROPE]
    if rise <= 0 or not _has_lapsed(tables, _last_given(tables.aid)):
        both = before[EUROPE] + us
        return say("briefing.opening.arms_of_both", **given, part=now[EUROPE] / both, both=both)
    given |= {"before": before[EUROPE], "us": us, "part": min(1, rise / us)}
    if us > rise:
        return say("briefing.opening.arms_rise_short", **given, short=us - rise)
    return say("briefing.opening.arms_rise", **given)


def _arms_claim(tables: Snapshot, now: Mapping[str, float], before: Mapping[str, float]) -> str:
    if not _has_lapsed(tables, _last_given(tables.aid)):
        return say("briefing.opening.arms_claim_beside_us", ratio=now[EUROPE] / now[UNITED_STATES])
    rise = now[EUROPE] - before[EUROPE]
    if rise >= before[UNITED_STATES]:
        return say("briefing.opening.arms_claim_all")
    if rise > before[UNITED_STATES] / 2:
        return say("briefing.opening.arms_claim_most")
    return say("briefing.opening.arms_claim_less") if rise > 0 else say("briefing.opening.arms_claim_none")


def _us_sanctions(tables: Snapshot) -> Point:
    count = card.us_acts(tables.actions, tables.turn, tables.day)
    evidence = (_how_often(count, tables.turn), _last_tightening(tables), _last_easing(tables))
    return Point(
        say("briefing.opening.us_label"),
        _us_claim(count),
        " ".join(filter(None, evidence)),
        "us-tightened-and-eased",
    )


def _us_claim(count: Mapping[str, int]) -> str:
    if count["tighten"]:
        return say("briefing.opening.us_claim_both") if count["ease"] else say("briefing.opening.us_claim_tightened")
    return say("briefing.opening.us_claim_eased") if count["ease"] else say("briefing.opening.us_claim_none")


def _how_often(count: Mapping[str, int], since: date) -> str:
    """Say how often there was an act that tightens and one that eases."""
    tightened, eased = count["tighten"], count["ease"]
    if tightened and eased:
        return say("briefing.opening.us_both", tightened=tightened, eased=eased, since=since)
    if tightened:
        return say("briefing.opening.us_tightened", tightened=tightened, since=since)
    return say("briefing.opening.us_eased", eased=eased, since=since) if eased else say("briefing.opening.us_none", since=since)


def _last_tightening(tables: Snapshot) -> str:
    if not (last := _last_act(tables, acts.TIGHTENS)):
        return ""
    act, on, reported = last
    if reported:
        return say("briefing.opening.us_last_tightening_reported", act=act, date=on)
    return say("briefing.opening.us_last_tightening", act=act, date=on)


def _last_easing(tables: Snapshot) -> str:
    if not (last := _last_act(tables, acts.EASES)):
        return ""
    act, on, reported = last
    if reported:
        return say("briefing.opening.us_last_easing_reported", act=act, date=on)
    return say("briefing.opening.us_last_easing", act=act, date=on)


def _eu_sanctions(tables: Snapshot) -> Point:
    now, then = (card.packages(tables.actions, one) for one in (tables.day, tables.then))
    (ships, known), (before, _) = (
        card.ships_listed(tables.vessels, tables.coverage, one)["EU"] for one in (tables.day, tables.then)
    )
    counted = {"packages": now, "packages_then": then, "then": tables.then, "ships": ships, "known": known}
    told = (
        say("briefing.opening.eu", **counted, ships_then=before) if before else say("briefing.opening.eu_from_none", **counted)
    )
    return Point(
        say("briefing.opening.eu_label"),
        say("briefing.opening.eu_claim_adds") if now > then else say("briefing.opening.eu_claim_no_package"),
        " ".join([told, *_next_ban(tables)]),
        "ships-over-time",
    )


def _next_ban(tables: Snapshot) -> list[str]:
    bans = acts.ahead(tables.calendar, tables.day).filter(pl.col("kind").cast(pl.String) == "ban").head(1)
    return [
        say("briefing.opening.eu_next_ban", ban=ban.removeprefix("Ban on ").removesuffix(" begins"), date=on)
        for ban, on in bans.select("what", "date").iter_rows()
    ]


def _last_given(aid: pl.DataFrame) -> date:
    """Give the last month in which the United States allocated new aid."""
    given = measure.over_time(aid).filter(pl.col("bloc") == UNITED_STATES, pl.col("eur_bn") > 0)
    last: date = given["period"].max()  # type: ignore[assignment]
    return last


def _has_lapsed(tables: Snapshot, last: date) -> bool:
    return last_day(tables.aid) - last > LAPSED


def _last_act(tables: Snapshot, rule: pl.Expr) -> tuple[str, date, bool] | None:
    """Find the last US act of a rule: what it was, its day, and whether it is known from a report alone."""
    counted = acts.counted(tables.actions, tables.turn, tables.day).filter(pl.col("authority").cast(pl.String) == "US", rule)
    if counted.is_empty():
        return None
    row = counted.sort("date", "action").with_columns(acts.in_short()).row(-1, named=True)
    # What it was stands before a colon in the record, and here behind one.
    return row["in_short"].replace(": ", ", ", 1), row["date"], row["grade"] in {"reported", "mirror"}
