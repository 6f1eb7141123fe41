"""How figures of sanctions name and colour authorities, bases and measures."""

from datetime import date
from typing import Any

import polars as pl

from analysis.charts import theme, turn
from analysis.charts.catalogue import say
from analysis.measures import sanctions as measure

NAMES = {
    "EU": say("sanctions.authorities.eu_label"),
    "UK": say("sanctions.authorities.uk_label"),
    "US": say("sanctions.authorities.us_label"),
    "CA": say("sanctions.authorities.ca_label"),
    "AU": say("sanctions.authorities.au_label"),
}
COLOURS = {"EU": theme.BLUE, "UK": theme.LIGHT_BLUE, "US": theme.VERMILLION, "CA": theme.GREY, "AU": "#999999"}
DASHES = {"EU": [1, 0], "UK": [2, 2], "US": [6, 2], "CA": [2, 3], "AU": [1, 3]}
LOOK: dict[str, Any] = {"colours": COLOURS, "dashes": DASHES, "names": NAMES}
"""How `forms.steps` draws authorities."""

COMPARED = measure.COMPARED
TURN = turn.TURN
LISTED_FROM = date(2025, 1, 1)
"""First day of the measures that are listed one by one for readers; sentences that count reach further back, and say so."""

BASES = {
    "stated": say("sanctions.authorities.stated_label"),
    "inferred": say("sanctions.authorities.inferred_label"),
    "first_seen": say("sanctions.authorities.first_seen_label"),
    "window": say("sanctions.authorities.window_label"),
    "panel": say("sanctions.authorities.panel_label"),
    "as_listed": say("sanctions.authorities.as_listed_label"),
}
MEASURES = {
    "asset_freeze": say("sanctions.authorities.asset_freezes_label"),
    "export_control": say("sanctions.authorities.export_controls_label"),
    "vessel_ban": say("sanctions.authorities.ships_label"),
    "other": say("sanctions.authorities.other_label"),
}
OVERLAP = say("sanctions.authorities.overlap")
BASIS = say("sanctions.authorities.basis")
CYBER = say("sanctions.authorities.cyber")
SCOPE = say("sanctions.authorities.scope")
SURVIVORS = say("sanctions.authorities.survivors")


def window_words(window: measure.Window) -> str:
    """Say from when to when authorities are compared, and whose source ends the window.

    >>> window_words(measure.Window(date(2025, 1, 20), date(2026, 4, 29), ("UK",)))
    '20 January 2025 to 29 April 2026, where the UK source ends'
    """
    return say("sanctions.authorities.window_words", first=window.first, last=window.last, ends=window.ends_with)


def beyond_words(after: pl.DataFrame) -> str:
    """Say what is known of each authority beyond the window they are compared in; takes what `measure.beyond` gives.

    >>> beyond_words(pl.DataFrame({"authority": ["EU"], "listings": [343], "covered_to": [date(2026, 7, 31)]}))
    'Known beyond that window: European Union 343 more to 31 July 2026.'
    """
    known = [
        say(
            "sanctions.authorities.beyond_words",
            name=NAMES[row["authority"]],
            number=row["listings"],
            last=row["covered_to"],
        )
        for row in after.iter_rows(named=True)
    ]
    return say("sanctions.authorities.beyond", known=known) if known else say("sanctions.authorities.beyond_none")


def without_day_words(undated: pl.DataFrame) -> list[str]:
    """Say how many listings no count by day can hold; takes what `measure.without_day` gives.

    >>> without_day_words(pl.DataFrame({"authority": ["EU", "US"], "listings": [1, 11]}))
    ['In no count here, because their day is not known: European Union 1 and United States 11 that may lie in that window.']
    """
    known = [f"{NAMES[row['authority']]} {row['listings']}" for row in undated.iter_rows(named=True)]
    return [say("sanctions.authorities.without_day", known=known)] if known else []


def named(frame: pl.DataFrame, column: str = "authority") -> pl.DataFrame:
    """Add the authority's name as `name`; a code without a name stays as it is.

    >>> named(pl.DataFrame({"authority": ["EU", "CA"]}))["name"].to_list()
    ['European Union', 'Canada']
    """
    return frame.with_columns(name=pl.col(column).cast(pl.String).replace(NAMES))
