"""Aid on the page: releases by donor, stage, kind and month as they are; everything else is computed by the chart."""

from datetime import date
from typing import Any

import polars as pl

from analysis import groups, load
from analysis.charts.citations import cite
from analysis.charts.formatting import month, short_month
from analysis.explore.page import lines, prices
from analysis.explore.page.aid_rows import FIRST, dense, donors_of, facts_of, offered_groups, sizes_of
from analysis.explore.page.controls import Control, Node, Subject, first_that_holds, text_of
from analysis.figures.aid.flows import COMMITTED, OF_GDP, OF_PEOPLE
from analysis.figures.aid.inputs import NOMINAL, UNDATED, vintage, works
from analysis.figures.whom import EUROPE_IS
from analysis.measures import aid as measure
from analysis.measures.frames import KINDS

FIRST_GROUPS = ("NATO", "Nordic-Baltic eight")
LEADING = 5
"""How many of the largest donors are drawn at first."""


def subject() -> Subject:
    """Give aid as a subject of the page: every complete release at hand, those without months too, which are refused in words.

    >>> [control.name for control in subject().controls][:3]
    ['release', 'by', 'chosen']
    """
    releases = load.releases().filter("complete").sort("cutoff", "release", descending=True).to_dicts()
    monthly = [one["release"] for one in releases if one["last_month"]]
    parts = {name: load.aid(name) for name in monthly}
    last = max(one["last_month"] for one in releases if one["last_month"])
    months = pl.date_range(FIRST, last, "1mo", eager=True).to_list()
    whose = offered_groups()
    controls = _controls(releases, parts, months, whose)
    facts = facts_of(releases, parts)
    data = [row for name in monthly for row in dense(name, parts[name], facts[name]["months"])]
    spec = lines.chart(
        data, controls, _expressions(facts, last), _transform(months, whose), VALUE_WORDS, LAST, prices.IS_CARRIED, prices.SINCE
    )
    names = {code: text for text, code in next(one for one in controls if one.name == "chosen").options}
    return Subject(
        "aid",
        "Aid",
        controls,
        spec,
        sources=[*_sources(releases), *prices.sources()],
        notes=[*NOTES, *prices.notes(last)],
        series=[
            {"of": "chosen", "when": {"by": ["donor"]}, "names": names},
            {"of": "grouped", "when": {"by": ["group"]}, "names": {one.name: one.name for one in whose}},
        ],
    )


def _controls(
    releases: list[Node], parts: dict[str, pl.DataFrame], months: list[date], whose: list[groups.Group]
) -> list[Control]:
    """List the controls in reading order; donors stand by what they gave."""
    default = load.default_release()
    ranked = measure.named(measure.totals(parts[default], by="donor").sort("eur", "donor", descending=[True, False]))
    every = pl.concat([measure.named(rows.select("donor").unique()) for rows in parts.values()]).unique().sort("name")
    donors = dict(zip(ranked["name"], ranked["donor"], strict=True)) | {}
    donors |= {name: code for code, name in every.rows() if code not in donors.values()}
    at = list(range(len(months)))
    written = [short_month(one) for one in months]
    return [
        Control("release", "Release", "select", [(_release_words(one), one["release"]) for one in releases], default),
        Control(
            "by",
            "Compare",
            "radio",
            [("Blocs", "bloc"), ("Europe in two", "base"), ("Donors", "donor"), ("Groups", "group")],
            "bloc",
        ),
        Control("chosen", "Donors", "many", list(donors.items()), list(donors.values())[:LEADING]),
        Control("grouped", "Groups", "many", [(one.name, one.name) for one in whose], list(FIRST_GROUPS)),
        Control("stage", "Stage", "select", [("Allocated", "allocated"), ("Committed", "committed")], "allocated"),
        Control("kind", "Kind", "select", [("All kinds", ""), *((one.capitalize(), one) for one in KINDS)], ""),
        Control("currency", "Currency", "select", [("Euros", "EUR"), ("US dollars", "USD")], "EUR"),
        Control("prices", "Prices", "select", prices.OPTIONS, ""),
        Control("per", "Measure", "select", [("Amount", ""), ("Per cent of GDP", "gdp"), ("Per head", "head")], ""),
        Control("every", "Step", "select", lines.STEPS, "1mo"),
        Control("start", "From", "select", list(zip(written, at, strict=True)), 0),
        Control("end", "To", "select", list(zip(written, at, strict=True)), len(at) - 1),
        Control("cumulative", "Running total", "check", [], True),
    ]


def _release_words(release: Node) -> str:
    name = f"{vintage(release['release'])}, to {month(release['cutoff'])}"
    return name if release["last_month"] else f"{name} (totals alone)"


def _transform(months: list[date], whose: list[groups.Group]) -> list[Node]:
    """Choose, place in time and in series, turn into the unit, sum and accumulate: the arithmetic of the page."""
    return [
        {"filter": "refusal == '' && datum.r == release && datum.s == stage && (kind == '' || datum.k == kind)"},
        {"filter": "by != 'donor' || indexof(chosen, datum.d) >= 0"},
        {"calculate": "sequence(length(datum.e))", "as": "i"},
        {"flatten": ["e", "i"], "as": ["eur", "i"]},
        {"filter": "datum.i >= start && datum.i <= end"},
        {
            "lookup": "i",
            "from": {
                "data": {"name": "monthly", "values": prices.factors(months, load.exchange_rates())},
                "key": "i",
                "fields": ["factors"],
            },
        },
        {"calculate": f"utc({FIRST.year}, datum.i, 1)", "as": "month"},
        {"calculate": lines.PERIOD, "as": "period"},
        {"calculate": "datum.eur / 1e9 * datum.factors[currency + prices]", "as": "bn"},
        {"aggregate": [{"op": "sum", "field": "bn", "as": "bn"}], "groupby": ["d", "period"]},
        {
            "lookup": "d",
            "from": {
                "data": {"name": "donors", "values": donors_of(whose)},
                "key": "d",
                "fields": ["name", "bloc", "base", "groups"],
            },
        },
        {
            "calculate": "by == 'bloc' ? [datum.bloc] : by == 'base' ? [datum.base] : by == 'donor' ? [datum.name] : datum.groups",
            "as": "who",
        },
        {"flatten": ["who"]},
        {"filter": "by != 'group' || indexof(grouped, datum.who) >= 0"},
        {"aggregate": [{"op": "sum", "field": "bn", "as": "sum"}], "groupby": ["who", "period"]},
        {
            "window": [{"op": "sum", "field": "sum", "as": "running"}],
            "sort": [{"field": "period"}],
            "groupby": ["who"],
            "frame": [None, 0],
        },
        {
            "lookup": "who",
            "from": {"data": {"name": "sizes", "values": sizes_of(whose)}, "key": "who", "fields": ["gdp", "people", "colour"]},
        },
        {"calculate": "cumulative ? datum.running : datum.sum", "as": "bn"},
        {
            "calculate": "per == 'gdp' ? (datum.gdp ? 100 * datum.bn / datum.gdp : null) : "
            "per == 'head' ? (datum.people ? 1000 * datum.bn / datum.people : null) : datum.bn",
            "as": "value",
        },
    ]


VALUE_WORDS = (
    "per == 'gdp' ? format(datum.value, ',.2f') + '% of GDP' : (currency == 'USD' ? '$' : '€') + "
    "(per == 'head' ? format(datum.value, datum.value >= 10 || datum.value == 0 ? ',.0f' : ',.1f') + ' per head' : "
    "format(datum.value, abs(datum.value) < 1 && datum.value != 0 ? ',.2f' : ',.1f') + 'bn')"
)


LAST = f"utc({FIRST.year}, min(end, facts.months - 1), 1)"


def _expressions(facts: dict[str, Node], last_month: date) -> dict[str, str]:
    """Write what is refused, the headline's beginning, the subtitle and the unit of each choice."""
    default = load.default_release()
    many = [
        (f"by == '{by}' && length({name}) {rule}", text_of(words))
        for by, name, what in (("donor", "chosen", "donor"), ("group", "grouped", "group"))
        for rule, words in (
            ("== 0", f"Choose a {what} at least."),
            (f"> {lines.MOST}", f"More than {lines.MOST} {what}s cannot be told apart: choose fewer."),
        )
    ]
    refused = [
        (
            "facts.months == 0",
            f"'Release ' + release + ' gives totals alone: what it has by month is not known. Choose release {default}.'",
        ),
        (
            "!isDefined(facts.split[stage])",
            "'Release ' + release + ' has nothing ' + stage + ': that is not known, which is not zero.'",
        ),
        (
            "kind != '' && !facts.split[stage]",
            "'Release ' + release + ' does not split what is ' + stage + ' by kind, so ' + kind + ' aid alone is not known.'",
        ),
        (
            "per == 'gdp' && currency == 'USD'",
            text_of("A share of GDP has no currency, since both are taken in euros: choose euros."),
        ),
        (
            "per == 'gdp' && prices != ''",
            text_of(
                "GDP is that of 2021 at its own prices, so aid at other prices is no share of it: choose prices of their day."
            ),
        ),
        ("start > end", text_of("The first month lies after the last: choose an earlier one.")),
        ("start >= facts.months", "'Release ' + release + ' ends in ' + facts.last + ': choose an earlier month.'"),
        *many,
    ]
    first, last = "utcFormat(utc(2022, start, 1), '%B %Y')", "utcFormat(utc(2022, min(end, facts.months - 1), 1), '%B %Y')"
    unit = f"per == 'gdp' ? 'per cent of GDP of 2021' : currency + (per == 'head' ? ' per head' : ' bn') + {prices.SAID}"
    in_part = "(start % size != 0 || (min(end, facts.months - 1) + 1) % size != 0) ? '; the first or the last ' + step + ' in part only' : ''"
    return {
        "facts": f"({_literal(facts)})[release]",
        "refusal": first_that_holds(refused),
        "unit": unit,
        "lead": f"(cumulative ? '' : 'The largest ' + step + ' of each, ') + {first} + ' to ' + {last} + (prices ? ',' + {prices.SAID} : '')",
        "newest": f"({prices.newest(last_month)})[currency]",
        "subtitle": (
            "{'allocated': 'Allocations', 'committed': 'Commitments'}[stage] + ' of ' + (kind || 'military, financial and humanitarian') + ' aid, ' + "
            f"unit + ', ' + (cumulative ? 'running total' + (size > 1 ? ' at the end of each ' + step : '') : 'by ' + step) + ', ' + {first} + ' to ' + {last} + "
            f"(end >= facts.months ? ', where release ' + release + ' ends' : '') + ({in_part})"
        ),
    }


def _literal(facts: dict[str, Node]) -> str:
    """Write facts as an expression of Vega."""
    told = []
    for name, fact in facts.items():
        split = ", ".join(f"{text_of(stage)}: {'true' if is_split else 'false'}" for stage, is_split in fact["split"].items())
        told.append(f"{text_of(name)}: {{months: {fact['months']}, last: {text_of(fact['last'])}, split: {{{split}}}}}")
    return f"{{{', '.join(told)}}}"


def _sources(releases: list[Node]) -> list[tuple[dict[str, list[Any]], str]]:
    """Cite the release chosen, and what dollars and people are from."""
    of_release = [
        ({"release": [one["release"]]}, cite(pl.DataFrame({"release": [one["release"]]}))[0].text) for one in releases
    ]
    return [
        *of_release,
        ({"currency": ["USD"]}, works("ecb")[0].text),
        ({"per": ["head"]}, works("world_bank")[0].text),
    ]


NOTES: list[tuple[dict[str, list[Any]], str]] = [
    ({"stage": ["allocated"], "prices": [""]}, NOMINAL),
    ({"stage": ["committed"], "prices": [""]}, COMMITTED),
    ({}, EUROPE_IS),
    ({}, UNDATED),
    ({"currency": ["USD"]}, "Each month's euros are turned into dollars at that month's mean rate."),
    ({"per": ["gdp"]}, f"{OF_GDP} A group's is that of its countries."),
    ({"per": ["head"]}, f"{OF_PEOPLE} A group's are those of its countries."),
    ({"by": ["group"]}, "Groups may share members, and are never added to each other."),
]
