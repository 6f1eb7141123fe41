"""The rows of the scorecard on sanctions: packages of the EU, acts of the US, ships on both lists, and duties on buyers of oil."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.charts.catalogue import say
from analysis.figures.briefing.scorecard_row import Row
from analysis.load.snapshot import Snapshot
from analysis.measures import scorecard as card

__all__ = ["duties", "packages", "ships", "us_acts"]


def packages(tables: Snapshot) -> Row:
    """Count the packages of the EU.

    >>> from analysis import load
    >>> packages(load.snapshot("2026-10-10")).change
    'Three more'
    """
    then, now = (card.packages(tables.actions, one) for one in (tables.then, tables.day))
    no_instrument = say("briefing.scorecard_sanctions.not_its_own_cell")
    return Row(
        say("briefing.scorecard_sanctions.packages_label"),
        [str(then), str(now), no_instrument, no_instrument],
        say("briefing.scorecard_sanctions.packages_more_cell", more=now - then) if now > then else "",
        tables.day,
    )


def us_acts(tables: Snapshot) -> Row:
    """Count acts of the United States that tighten and that ease.

    >>> from analysis import load
    >>> us_acts(load.snapshot("2026-10-10")).change
    'Two more tighten and six more ease'
    """
    first = tables.turn
    then, now = (card.us_acts(tables.actions, first, one) for one in (tables.then, tables.day))
    no_instrument = say("briefing.scorecard_sanctions.not_its_own_cell")
    return Row(
        say("briefing.scorecard_sanctions.us_acts_label", since=first),
        [no_instrument, no_instrument, _acts_in_words(then, tables.then >= first), _acts_in_words(now, is_counted=True)],
        _more_acts(now["tighten"] - then["tighten"], now["ease"] - then["ease"]),
        tables.day,
    )


def _acts_in_words(number: Mapping[str, int], is_counted: bool) -> str:
    """Say how many acts tighten and ease; on a day before the first that counts there is nothing to say."""
    if not is_counted:
        return say("briefing.scorecard_sanctions.not_its_own_cell")
    if not any(number.values()):
        return say("briefing.scorecard_sanctions.none_cell")
    tighten = say("briefing.scorecard_sanctions.tighten_cell", number=number["tighten"])
    return f"{tighten}, {say('briefing.scorecard_sanctions.ease_cell', number=number['ease'])}"


def _more_acts(tighten: int, ease: int) -> str:
    told = [say("briefing.scorecard_sanctions.more_tighten_words", number=tighten)] if tighten else []
    told += [say("briefing.scorecard_sanctions.more_ease_words", number=ease)] if ease else []
    return say("briefing.scorecard_sanctions.more_acts_cell", acts=told) if told else ""


def ships(tables: Snapshot) -> Row:
    """Count the ships ever listed by the EU and the United States.

    >>> from analysis import load
    >>> ships(load.snapshot("2026-10-10")).change
    'EU up 242; US none'
    """
    then, now = (card.ships_listed(tables.vessels, tables.coverage, one) for one in (tables.then, tables.day))
    more = {one: now[one][0] - then[one][0] for one in ("EU", "US")}
    eu = say("briefing.scorecard_sanctions.ships_eu_cell", number=more["EU"])
    us = say("briefing.scorecard_sanctions.ships_us_cell", number=more["US"])
    return Row(
        say("briefing.scorecard_sanctions.ships_label"),
        [str(side[one][0] or say("briefing.scorecard_sanctions.none_cell")) for one in ("EU", "US") for side in (then, now)],
        f"{eu}; {us}",
        min(now["EU"][1], now["US"][1]),
    )


def duties(tables: Snapshot) -> Row:
    """Name the duties on goods of countries that buy Russian oil, and those that a law orders.

    >>> from analysis import load
    >>> duties(load.snapshot("2026-10-10")).change
    'Duty on India ended; US law orders up to 100%, not seen imposed'
    """
    then, now = (card.duties_on_buyers(tables.customs_measures, tables.countries, one) for one in (tables.then, tables.day))
    cells = [_stand(stood, names) for names in (("EU", "UK"), ("US",)) for stood in (then, now)]
    change = "; ".join([*_moved(then, now), *_ordered(tables)])
    return Row(say("briefing.scorecard_sanctions.duty_label"), cells, change, tables.day)


def _ordered(tables: Snapshot) -> list[str]:
    ordered = card.duties_ordered(tables.customs_measures, tables.day)
    return [say("briefing.scorecard_sanctions.duty_ordered_cell", rates=ordered)] if ordered else []


def _stand(stood: pl.DataFrame, authorities: Sequence[str]) -> str:
    own = stood.filter(pl.col("authority").is_in(authorities))
    told = [
        say("briefing.scorecard_sanctions.duty_words", rate=rate.split()[0], target=target)
        for target, rate in own.select("target", "rate").iter_rows()
    ]
    if not told:
        return say("briefing.scorecard_sanctions.none_cell")
    return say("briefing.scorecard_sanctions.duties_cell", duties=told)


def _moved(then: pl.DataFrame, now: pl.DataFrame) -> list[str]:
    """Say on whose goods a duty began or ended between two days."""
    before, after = (set(stood["target"]) for stood in (then, now))
    begun = [say("briefing.scorecard_sanctions.duty_begun_cell", target=one) for one in sorted(after - before)]
    return [*begun, *(say("briefing.scorecard_sanctions.duty_ended_cell", target=one) for one in sorted(before - after))]
