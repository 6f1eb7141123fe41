"""How figures of sanctions name and colour authorities, bases and measures."""

from datetime import date
from typing import Any

import polars as pl

from analysis.charts import theme, turn
from analysis.charts.formatting import day
from analysis.countries import join_words
from analysis.measures import sanctions as measure

NAMES = {"EU": "European Union", "UK": "United Kingdom", "US": "United States", "CA": "Canada", "AU": "Australia"}
COLOURS = {"EU": theme.BLUE, "UK": theme.LIGHT_BLUE, "US": theme.VERMILLION, "CA": theme.GREY, "AU": "#999999"}
DASHES = {"EU": [1, 0], "UK": [2, 2], "US": [6, 2], "CA": [2, 3], "AU": [1, 3]}
LOOK: dict[str, Any] = {"colours": COLOURS, "dashes": DASHES, "names": NAMES}
"""How `forms.steps` draws authorities."""

COMPARED = measure.COMPARED
TURN = turn.TURN
LISTED_FROM = date(2025, 1, 1)
"""First day of the measures that are listed one by one for readers; sentences that count reach further back, and say so."""

BASES = {
    "stated": "days stated by the authority",
    "inferred": "days inferred from runs of list numbers",
    "first_seen": "first day seen in daily copies",
    "window": "between two copies of the list",
    "panel": "monthly additions with a Russian address",
    "as_listed": "as first listed",
}
MEASURES = {"asset_freeze": "Asset freezes", "export_control": "Export controls", "vessel_ban": "Ships", "other": "Other"}
OVERLAP = "Asset freezes, export controls and ship bans overlap in whom they hit; they stand side by side and are never added."
BASIS = (
    "Each authority is counted on its own basis: EU and UK on days they state, the US on days inferred from runs of list numbers, "
    "because its list states none."
)
CYBER = "All regimes over Russia are counted; over the war alone are EU Regulation 269/2014 and the US programmes without those listed under CAATSA-RUSSIA alone (cyber cases); the UK list does not tell its parts apart."
SCOPE = "Scope: regimes over Russia's war (EU 269/2014, 833/2014, 2024/1485, 2024/2642; UK Russia; US Russia and Ukraine programmes)."
SURVIVORS = "EU and UK days come from current lists, which lack whoever was removed since; the difference is a few per cent."


def window_words(window: measure.Window) -> str:
    """Say from when to when authorities are compared, and whose source ends the window.

    >>> window_words(measure.Window(date(2025, 1, 20), date(2026, 4, 29), ("UK",)))
    '20 January 2025 to 29 April 2026, where the UK source ends'
    """
    return f"{day(window.first)} to {day(window.last)}, where the {join_words(list(window.ends_with))} source ends"


def beyond_words(after: pl.DataFrame) -> str:
    """Say what is known of each authority beyond the window they are compared in; takes what `measure.beyond` gives.

    >>> beyond_words(pl.DataFrame({"authority": ["EU"], "listings": [343], "covered_to": [date(2026, 7, 31)]}))
    'Known beyond that window: European Union 343 more to 31 July 2026.'
    """
    known = [
        f"{NAMES[row['authority']]} {row['listings'] or 'no'} more to {day(row['covered_to'])}"
        for row in after.iter_rows(named=True)
    ]
    return f"Known beyond that window: {join_words(known)}." if known else "Nothing is known beyond that window."


def without_day_words(undated: pl.DataFrame) -> list[str]:
    """Say how many listings no count by day can hold; takes what `measure.without_day` gives.

    >>> without_day_words(pl.DataFrame({"authority": ["EU", "US"], "listings": [1, 11]}))
    ['In no count here, because their day is not known: European Union 1 and United States 11 that may lie in that window.']
    """
    known = [f"{NAMES[row['authority']]} {row['listings']}" for row in undated.iter_rows(named=True)]
    said = (
        f"In no count here, because their day is not known: {join_words(known)} that may lie in that window." if known else ""
    )
    return [said] if said else []


def named(frame: pl.DataFrame, column: str = "authority") -> pl.DataFrame:
    """Add the authority's name as `name`; a code without a name stays as it is.

    >>> named(pl.DataFrame({"authority": ["EU", "CA"]}))["name"].to_list()
    ['European Union', 'Canada']
    """
    return frame.with_columns(name=pl.col(column).cast(pl.String).replace(NAMES))
