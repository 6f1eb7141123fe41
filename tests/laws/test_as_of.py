"""Laws of a state of play: whatever the day, no later row moves it, and it runs."""

import functools
import json
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest

from analysis import Figure, figures, load
from analysis.figures.aid import state
from analysis.figures.guarantees import (
    domains,
    maps,
    news_item,
    packages,
    positions,
    purl_bars,
    statements,
    then_and_now,
    tiles,
)
from analysis.figures.sanctions import us_acts
from analysis.figures.table import Table
from analysis.measures import state as measure

DAYS = ["2023-12-31", "2025-03-15", "2025-09-20", "2026-04-15", "2026-10-10"]
LATER = date(2026, 12, 1)


def tables() -> dict[str, pl.DataFrame]:
    return {
        "aid": load.aid(),
        "published": load.published_totals(),
        "pledges": load.pledges(),
        "governments": load.governments(),
        "agreements": load.agreements(),
        "us": load.us_packages(),
        "purl": load.purl(),
        "events": load.events(),
        "item": load.news_points(),
        "actions": load.actions(),
        "customs": load.customs_measures(),
        "calendar": load.calendar(),
        "gone": load.delistings(),
    }


@functools.cache
def as_kept(day: str) -> list[str]:
    return list(everything(tables(), day))


def everything(t: dict[str, pl.DataFrame], day: str) -> Iterator[str]:
    """Give all that the notebook shows for one day, one by one: sentences, rows of each table, data and sources of each figure."""
    yield figures.guarantees.news_item.state_of_play(t["aid"], t["pledges"], t["agreements"], day).text
    yield figures.guarantees.sentences.agreements(t["agreements"], day).text
    yield figures.guarantees.sentences.money(t["us"], t["purl"], day).text
    yield figures.guarantees.sentences.guarantees(t["pledges"], day).text
    yield figures.guarantees.sentences.troops(t["pledges"], day).text
    yield told(news_item.news_item(t["item"], t["pledges"], t["events"], t["actions"], t["customs"], day))
    yield told(figures.sanctions.tables.acts(t["actions"], day))
    yield told(figures.sanctions.tables.calendar(t["calendar"], day))
    yield told(positions.stance_strip(t["pledges"], t["governments"], day))
    yield told(tiles.tile_map(t["pledges"], day))
    yield told(domains.offers(t["pledges"], day))
    yield told(domains.matrix(t["pledges"], day))
    yield told(statements.united_states(t["pledges"], day))
    yield told(packages.us_packages(t["us"], day))
    yield told(state.aid_so_far(t["aid"], t["published"], day))
    if day < "2025-09":  # before, neither the record nor PURL nor the administration had begun
        return
    yield told(us_acts.tightened_and_eased(t["actions"], t["customs"], t["calendar"], t["gone"], day))
    yield told(then_and_now.troops(t["pledges"], day))
    yield told(then_and_now.firm(t["pledges"], day))
    yield told(then_and_now.troops(t["pledges"], day, only="NATO"))
    yield told(then_and_now.firm(t["pledges"], day, only="NATO"))
    yield figures.guarantees.sentences.money(t["us"], t["purl"], day, only="NATO").text
    yield told(purl_bars.by_donor(t["purl"], day))
    yield json.dumps(maps.troops(t["pledges"], day).data.rows(), default=str)


def told(shown: Figure | Table) -> str:
    return json.dumps(shown.record(), default=str, sort_keys=True)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("day", DAYS)
def test_it_runs_on_any_day_and_a_later_row_moves_nothing(day: str) -> None:
    known = tables()
    assert as_kept(day) == list(everything({name: planted(name, frame, day) for name, frame in known.items()}, day))


def planted(name: str, frame: pl.DataFrame, day: str) -> pl.DataFrame:
    """Add a copy of the last row on the day after, with another content where that could show."""
    after = date.fromisoformat(day) + timedelta(days=1)
    dates = {
        "aid": {"month": after.replace(day=1)},
        "published": {"published": after},
        "governments": {"changed_on": after},
        "events": {"date": after, "label": "Planted"},
        "actions": {"date": after, "action": "Planted"},
        "customs": {"date": after, "measure": "Planted", "ended_by": None},
        "calendar": {"known_by": after, "what": "Planted"},
        "gone": {"not_after": after},
        "item": {"day": after, "says": "Planted"},
    }.get(name, {"not_before": after, "known_by": after, "date": str(after)})
    telling = {
        "aid": {"donor": "USA", "stage": "allocated"},
        "pledges": {"country": "FRA", "domain": "land"},
        "agreements": {"status": "signed"},
        "us": {"kind": "PDA"},
        "purl": {"country": "XTO"},
        "events": {"category": "diplomacy"},
    }
    rows = frame.filter(**telling.get(name, {}))
    later = rows.tail(1).with_columns(pl.lit(value).alias(column) for column, value in dates.items())
    return pl.concat([frame, later.select(frame.columns)])


def test_the_same_plant_on_the_day_itself_is_seen() -> None:
    known = tables()
    for name in ("pledges", "agreements", "purl", "events", "actions", "customs", "calendar"):
        seen = known | {name: planted(name, known[name], "2025-09-19")}
        kept = as_kept("2025-09-20")
        assert any(one != other for one, other in zip(everything(seen, "2025-09-20"), kept, strict=True)), name


def test_only_months_that_had_ended_are_in() -> None:
    months = measure.months_ended(load.aid(), "2025-09-29")["month"]
    assert months.max() == date(2025, 8, 1)
    assert measure.months_ended(load.aid(), "2025-09-30")["month"].max() == date(2025, 9, 1)
    assert months.null_count() == 0


def test_what_was_published_stands_beside_the_same_months() -> None:
    rows = measure.aid_then(load.aid(29), load.published_totals(), "2025-09-20")
    assert rows.height == 4
    assert (rows["published"] <= date(2025, 9, 20)).all()
    # Published and recomputed over the same months are near each other; a whole-release sum would be far off.
    assert ((rows["published_bn"] - rows["eur_bn"]).abs() / rows["published_bn"] < 0.05).all()


def test_an_item_that_was_not_out_yet_is_not_quoted() -> None:
    t = tables()
    early = news_item.news_item(t["item"], t["pledges"], t["events"], t["actions"], t["customs"], "2025-09-19")
    assert set(early.rows["says"]) == {"not yet said"}
