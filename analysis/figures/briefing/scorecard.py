"""The scorecard: nine measures then and now, each within one release and one window, with the change in words."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import capitalise_first
from analysis.countries import EU_INSTITUTIONS, EUROPE, UNITED_STATES, short_with_article, with_article
from analysis.figures.aid.inputs import last_day, until
from analysis.figures.briefing import scorecard_sanctions
from analysis.figures.briefing.scorecard_row import Row
from analysis.figures.table import Table
from analysis.load.snapshot import Snapshot
from analysis.measures import aid as measure
from analysis.measures import guarantees
from analysis.measures import scorecard as card
from analysis.measures.answers import DECLINES, NOT_FOUND

__all__ = ["scorecard"]

SMALL_CHANGE, LEAST = 0.005, 0.05
"""EUR bn that are written as zero, and from which on one decimal says something."""

UNCHANGED = 0.005
"""The part of an amount below which it reads as unchanged in per cent."""


def scorecard(tables: Snapshot) -> Table:
    """Set what Europe and the United States had done by two days side by side, with the change in words and the day data go to.

    Takes `load.snapshot(day)`. Money is of one release, each row over the months that had ended by the day; `n/a` marks what is no
    instrument of a side. `rows` has measure, europe_then, europe_now, us_then, us_now, change, data_to, all as text.

    >>> from analysis import load
    >>> scorecard(load.snapshot("2026-10-10")).rows.select("measure", "europe_then", "europe_now").row(1)
    ('Aid allocated (earmarked)', '€179.7bn', '€214.8bn')
    """
    rows = [
        _committed(tables),
        _allocated(tables),
        _military(tables),
        _purl(tables),
        _troops(tables),
        scorecard_sanctions.packages(tables),
        scorecard_sanctions.us_acts(tables),
        scorecard_sanctions.ships(tables),
        scorecard_sanctions.duties(tables),
    ]
    return Table(
        id="then-and-now-scorecard",
        title=say("briefing.scorecard.title"),
        subtitle=_subtitle(tables),
        rows=pl.DataFrame([row.cells for row in rows], schema=COLUMNS, orient="row"),
        figures=FIGURES,
        labels={
            "measure": say("briefing.scorecard.measure_column"),
            "europe_then": say("briefing.scorecard.europe_column", day=tables.then),
            "europe_now": say("briefing.scorecard.europe_column", day=tables.day),
            "us_then": say("briefing.scorecard.us_column", day=tables.then),
            "us_now": say("briefing.scorecard.us_column", day=tables.day),
            "change": say("briefing.scorecard.change_column"),
            "data_to": say("briefing.scorecard.data_to_column"),
        },
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

COLUMNS = ["measure", "europe_then", "europe_now", "us_then", "us_now", "change", "data_to"]


def _subtitle(tables: Snapshot) -> str:
    if tables.totals is None:
        return say("briefing.scorecard.subtitle", until=until(tables.aid))
    return say("briefing.scorecard.subtitle_totals", until=until(tables.aid), totals=until(tables.totals))


def _committed(tables: Snapshot) -> Row:
    cells, europe, states = _aid(tables, "committed")
    change = [_largest_promise(tables, europe), *_us_up(states)]
    return Row(say("briefing.scorecard.committed_label"), cells, "; ".join(change), last_day(tables.aid))


def _allocated(tables: Snapshot) -> Row:
    cells, europe, states = _aid(tables, "allocated")
    change = [say("briefing.scorecard.europe_up_cell", more=europe), *_us_up(states)]
    return Row(say("briefing.scorecard.allocated_label"), cells, "; ".join(change), last_day(tables.aid))


def _aid(tables: Snapshot, stage: str) -> tuple[list[str], float, float]:
    """Give the cells of a stage of aid by side and day, and by how much Europe and the United States rose."""
    then, now = (card.aid_by(tables.aid, one, stage) for one in (tables.then, tables.day))
    sums = [side[bloc] for bloc in (EUROPE, UNITED_STATES) for side in (then, now)]
    cells = [say("briefing.scorecard.sum_cell", sum=one) for one in sums]
    return cells, now[EUROPE] - then[EUROPE], now[UNITED_STATES] - then[UNITED_STATES]


def _us_up(more: float) -> list[str]:
    return [say("briefing.scorecard.us_up_cell", more=more)] if abs(more) >= SMALL_CHANGE else []


def _largest_promise(tables: Snapshot, more: float) -> str:
    """Say by how much Europe's promises rose, and name the one promise that is most of the change, if one is."""
    one = measure.largest_promise(tables.aid)
    if one["month"] <= tables.then:
        return say("briefing.scorecard.europe_up_cell", more=more)
    promise, month = one["eur_bn"], one["month"]
    if one["name"] == EU_INSTITUTIONS:
        return say("briefing.scorecard.europe_up_by_the_eu_cell", more=more, promise=promise, month=month)
    donor = with_article(one["name"])
    return say("briefing.scorecard.europe_up_by_one_cell", more=more, promise=promise, donor=donor, month=month)


def _military(tables: Snapshot) -> Row:
    then, now = (card.military_month(tables.aid, one) for one in (tables.then, tables.day))
    europe, states = (_moved(then[bloc], now[bloc]) for bloc in (EUROPE, UNITED_STATES))
    return Row(
        say("briefing.scorecard.military_label"),
        [_amount(side[bloc]) for bloc in (EUROPE, UNITED_STATES) for side in (then, now)],
        say("briefing.scorecard.military_moved_cell", europe=europe, us=states),
        last_day(tables.aid),
    )


def _moved(then: float, now: float) -> str:
    """Say how an amount moved, in per cent of the earlier one; what ended or began has no per cent."""
    if now < SMALL_CHANGE:
        return say("briefing.scorecard.ended_words") if then >= SMALL_CHANGE else say("briefing.scorecard.in_neither_words")
    if then < SMALL_CHANGE:
        return say("briefing.scorecard.begun_words")
    change = now / then - 1
    if abs(change) < UNCHANGED:
        return say("briefing.scorecard.unchanged_words")
    if change > 0:
        return say("briefing.scorecard.up_words", change=change)
    return say("briefing.scorecard.down_words", change=-change)


def _purl(tables: Snapshot) -> Row:
    then, now = (card.purl_total(tables.purl, one) for one in (tables.then, tables.day))
    has_grown = now and (not then or now[0] > then[0])
    return Row(
        say("briefing.scorecard.purl_label"),
        [total_words(then), total_words(now), _seller(then), _seller(now)],
        say("briefing.scorecard.purl_up_cell") if has_grown else "",
        now[1] if now else tables.day,
    )


def _seller(total: tuple[float, date, str] | None) -> str:
    return say("briefing.scorecard.seller_cell") if total else say("briefing.scorecard.not_its_own_cell")


def total_words(total: tuple[float, date, str] | None) -> str:
    """Write a running total as exactly as it was stated.

    >>> total_words((5.0, date(2026, 7, 8), "more than, spent")), total_words(None)
    ('over $5bn', 'not begun')
    """
    if total is None:
        return say("briefing.scorecard.purl_not_begun_words")
    stated = total[2].partition(",")[0].partition(";")[0]
    if stated.startswith("more than"):
        return say("briefing.scorecard.purl_over_words", sum=total[0])
    if stated == "almost":
        return say("briefing.scorecard.purl_almost_words", sum=total[0])
    if stated == "about":
        return say("briefing.scorecard.purl_about_words", sum=total[0])
    return say("briefing.scorecard.purl_words", sum=total[0])


def _troops(tables: Snapshot) -> Row:
    then, now = (card.troop_answers(tables.sound_pledges, tables.countries, one) for one in (tables.then, tables.day))
    return Row(
        say("briefing.scorecard.troops_label"),
        [
            _europe_on_troops(then),
            _europe_on_troops(now),
            _us_on_troops(tables, tables.then),
            _us_on_troops(tables, tables.day),
        ],
        _troops_moved(tables, then, now),
        tables.day,
    )


def _europe_on_troops(answers: Mapping[str, Sequence[str]]) -> str:
    if not answers["heard"]:
        return say("briefing.scorecard.no_answer_cell")
    offer = say("briefing.scorecard.offer_cell", number=len(answers["offer"]))
    return f"{offer}, {say('briefing.scorecard.refuse_cell', number=len(answers['refuse']))}"


def _us_on_troops(tables: Snapshot, on: date) -> str:
    stood = guarantees.matrix(tables.sound_pledges, on).filter(country="USA", domain="land")
    answer = str(stood["answer"].item()) if stood.height else NOT_FOUND
    if answer == NOT_FOUND:
        return say("briefing.scorecard.no_answer_cell")
    return say("briefing.scorecard.us_refuses_cell") if answer == DECLINES else say("briefing.scorecard.us_refuses_not_cell")


def _troops_moved(tables: Snapshot, then: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> str:
    """Name those that newly offer and no longer do; if there are none, those that newly refuse."""
    new, gone = _names(tables, now["offer"], then["offer"]), _names(tables, then["offer"], now["offer"])
    refuse = _names(tables, now["refuse"], then["refuse"])
    told = [say("briefing.scorecard.now_offer_cell", number=len(new), names=new)] if new else []
    told += [say("briefing.scorecard.offer_no_longer_cell", number=len(gone), names=gone)] if gone else []
    if refuse and not told:
        told = [say("briefing.scorecard.now_refuse_cell", number=len(refuse), names=refuse)]
    return capitalise_first("; ".join(told)) if told else ""


def _names(tables: Snapshot, these: Sequence[str], without: Sequence[str]) -> list[str]:
    """Name the countries of one list of codes that are not on another, as a sentence begins with them."""
    names = tables.countries.filter(pl.col("iso3").is_in(these), ~pl.col("iso3").is_in(without))["name"].sort()
    return [short_with_article(name) for name in names]


def _amount(value: float) -> str:
    """Write an amount a month to one decimal, as its neighbours in the row are."""
    if abs(value) < SMALL_CHANGE:
        return say("briefing.scorecard.none_cell")
    if abs(value) < LEAST:
        return say("briefing.scorecard.sum_cell", sum=value)
    return say("briefing.scorecard.tenths_cell", sum=value)
