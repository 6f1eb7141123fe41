"""Positions on security guarantees on the page: who answers what in a domain on a day, as the record has it."""

from datetime import date

import polars as pl

from analysis import groups, load
from analysis.charts import theme
from analysis.charts.citations import cite_pages
from analysis.charts.formatting import day
from analysis.charts.render import PAGE_SCHEMA
from analysis.countries import is_country
from analysis.explore.page.aid_rows import offered_groups
from analysis.explore.page.controls import Control, Node, Subject, text_of
from analysis.figures.guarantees.wording import NOUNS, RUNGS
from analysis.measures import guarantees as measure
from analysis.measures.answers import DECLINES, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, ORDER, UNDECIDED

ALL = ""
NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SAID = {
    OFFERS: ["offers without a condition", "offer without a condition"],
    OFFERS_IF: ["offers on a condition", "offer on a condition"],
    MAY_OFFER: ["may offer, if a condition is met", "may offer, if a condition is met"],
    UNDECIDED: ["is undecided", "are undecided"],
    DECLINES: ["refuses", "refuse"],
    NOT_FOUND: ["without a position on record", "without a position on record"],
}
"""What one country answers, and what several do."""

ANSWERS = dict(zip(ORDER, (*theme.OFFER_COLOURS, "#BDBDBD", theme.REFUSAL, theme.PALE_GREY), strict=True))
"""Answers and their colours, in reading order."""

EPOCH = date(1970, 1, 1)


def subject() -> Subject:
    """Give positions as a subject of the page: the answers of countries in one domain on one day.

    >>> [control.name for control in subject().controls]
    ['domain', 'whose', 'as_of']
    """
    pledges = load.pledges()
    stood = measure.spans(pledges, None, load.collected_to()).filter(is_country()).sort("country", "domain", "since")
    controls = _controls(stood)
    names = dict(load.countries().select("iso3", "name").iter_rows())
    data = [_row(one, names) for one in stood.iter_rows(named=True)]
    source = cite_pages(stood, "statements")[0].text
    return Subject(
        "guarantees", "Guarantees", controls, _spec(data, controls, _members(stood)), [({}, source)], [({}, RUNGS), ({}, WHO)]
    )


WHO = "Countries alone are counted; not found are those that had taken a position on something else by the day, and is no refusal."


def _controls(stood: pl.DataFrame) -> list[Control]:
    """List the controls: domains of the record, whose positions, and the ends of months since the first position."""
    domains = [one for one in NOUNS if one in stood["domain"].unique().to_list()]
    first, end = stood.select(pl.col("since").min()).item(), load.collected_to()
    months = pl.DataFrame({"day": pl.date_range(first, end, "1mo", eager=True)}).select(pl.col("day").dt.month_end().unique())
    days = [end, *(one for one in sorted(months["day"].to_list(), reverse=True) if one < end)]
    return [
        Control("domain", "On what", "select", [(NOUNS[one].capitalize(), one) for one in domains], "land"),
        Control("whose", "Whose", "select", [("All countries", ALL), *((one, one) for one in _groups())], ALL),
        Control("as_of", "As of", "select", [(day(one), f"{one}") for one in days], f"{end}"),
    ]


def _groups() -> dict[str, groups.Group]:
    return {group.name: group for group in offered_groups()}


def _members(stood: pl.DataFrame) -> list[Node]:
    """Give the groups of each country that has taken a position."""
    codes = stood["country"].unique().sort()
    return [{"c": code, "groups": [name for name, group in _groups().items() if code in group]} for code in codes]


def _row(row: Node, names: dict[str, str]) -> Node:
    """Give a position with the days from which and to which it stood, as days of the epoch."""
    to = None if row["open"] else (row["to"] - EPOCH).days
    since = (row["since"] - EPOCH).days
    page = {"u": row["source_url"], "p": row["source_publisher"]}
    return {
        "c": row["country"],
        "n": names[row["country"]],
        "d": row["domain"],
        "a": row["answer"],
        "f": since,
        "t": to,
        **page,
    }


def _spec(data: list[Node], controls: list[Control], members: list[Node]) -> Node:
    order = list(ORDER)
    counts = {"field": "value", "type": "quantitative", "axis": {"title": None, "tickMinStep": 1, "tickCount": 5}}
    answers = {
        "field": "who",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "labelFontSize": 13, "labelColor": theme.INK},
    }
    expressions = {
        "at": "floor(utc(toNumber(slice(as_of, 0, 4)), toNumber(slice(as_of, 5, 7)) - 1, toNumber(slice(as_of, 8, 10))) / 86400000)",
        "when": "utcFormat(at * 86400000, '%-d %B %Y')",
        "refusal": "''",
        "unit": text_of("countries"),
        "noun": f"({NOUNS!r})[domain]",
        "lead": "upper(slice(noun, 0, 1)) + slice(noun, 1) + ' on ' + when",
        "subtitle": "'Countries by their answer on ' + noun + ', ' + (whose || 'all countries with a position on anything') + ', as of ' + when",
    }
    params = [*(one.param() for one in controls), *FIXED, *({"name": name, "expr": text} for name, text in expressions.items())]
    return {
        "$schema": PAGE_SCHEMA,
        "config": theme.config() | {"padding": {"left": 4, "right": 24, "top": 8, "bottom": 4}},
        "width": 600,
        "height": 300,
        "title": {"text": {"expr": "titled"}, "subtitle": {"expr": "under"}},
        "params": params,
        "data": {"name": "given", "values": data},
        "transform": [
            {"filter": "datum.f <= at && (datum.t === null || datum.t > at)"},
            {"lookup": "c", "from": {"data": {"name": "members", "values": members}, "key": "c", "fields": ["groups"]}},
            {"filter": "whose == '' || indexof(datum.groups, whose) >= 0"},
            # A country stands once, with its answer in the domain, or with none found where it speaks of other things alone.
            {"calculate": "datum.d == domain ? 1 : 0", "as": "asked"},
            {
                "window": [{"op": "row_number", "as": "nth"}],
                "sort": [{"field": "asked", "order": "descending"}],
                "groupby": ["c"],
            },
            {"filter": "datum.nth == 1"},
            {"calculate": f"datum.asked ? datum.a : {text_of(NOT_FOUND)}", "as": "who"},
            {"calculate": f"({ANSWERS!r})[datum.who]", "as": "hue"},
            {"calculate": f"indexof({order!r}, datum.who)", "as": "rank"},
        ],
        "layer": [
            {"name": "countries", "mark": {"type": "text", "text": ""}},
            {
                "transform": _counted(),
                "layer": [
                    {"name": "rows", "mark": {"type": "text", "text": ""}},
                    {
                        "mark": {"type": "bar", "stroke": "#737373", "strokeWidth": 0.5},
                        "encoding": {"y": answers, "x": counts, "color": {"field": "hue", "type": "nominal", "scale": None}},
                    },
                    {
                        "mark": {"type": "text", "align": "left", "dx": 5, "fontWeight": 600},
                        "encoding": {"y": answers, "x": counts, "text": {"field": "value", "type": "quantitative"}},
                    },
                ],
            },
        ],
    }


def _counted() -> list[Node]:
    return [
        {"aggregate": [{"op": "count", "as": "value"}], "groupby": ["who", "hue", "rank"]},
        {"calculate": "1", "as": "tell"},
        {"calculate": "1", "as": "back"},
        {
            "calculate": f"({NUMBERS!r}[datum.value] || format(datum.value, ',d')) + ' ' + ({SAID!r})[datum.who][datum.value == 1 ? 0 : 1]",
            "as": "told",
        },
    ]


FIXED = [{"name": "narrow", "value": False}, {"name": "titled", "value": ""}, {"name": "under", "value": ""}]
