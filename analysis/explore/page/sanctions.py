"""Listings on the page: by authority, basis, measure and subject, month by month as far as each source covers them."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

import polars as pl

from analysis import load
from analysis.charts.citations import cite
from analysis.charts.formatting import short_month
from analysis.explore.page import lines
from analysis.explore.page.controls import Control, Node, Subject, first_that_holds, text_of
from analysis.figures.sanctions.authorities import BASES, COLOURS, NAMES, OVERLAP, SCOPE, SURVIVORS
from analysis.figures.sanctions.counts import ENDS, span_of
from analysis.measures import counts

MEASURES = [("Asset freezes", "asset_freeze"), ("Export controls", "export_control"), ("Ship bans", "vessel_ban")]
WORDS = {"asset_freeze": "asset freezes", "export_control": "export controls", "vessel_ban": "ship bans"}
SUBJECTS = {"person": "Persons", "entity": "Entities", "vessel": "Ships", "aircraft": "Aircraft"}
PLURALS = {"person": "persons", "entity": "entities", "vessel": "ships"}
PLURALS_TEXT = "".join(f", '{one}', '{many}')" for one, many in PLURALS.items())
OWN = ""
"""The basis of those who count each authority on its own."""


def subject() -> Subject:
    """Give listings as a subject of the page: one measure and one basis of an authority at a time, never added.

    >>> [control.name for control in subject().controls][:3]
    ['measure', 'only', 'subjects']
    """
    designations, coverage = load.designations(), load.sanctions_coverage()
    first, last = span_of(coverage)
    months = pl.date_range(first, last, "1mo", eager=True).to_list()
    controls = _controls(months)
    data = list(_dense(designations, coverage, months))
    spec = lines.chart(data, controls, _expressions(first), _transform(designations, first), VALUE_WORDS, "datum.last")
    works = {row["o"]: cite(pl.DataFrame({"source": [row["o"]]}))[0].text for row in data}
    return Subject(
        "sanctions",
        "Sanctions",
        controls,
        spec,
        notes=[({}, SCOPE), ({}, SURVIVORS), ({}, OVERLAP), ({}, ENDS)],
        works=works,
        series=[{"of": "only", "when": {}, "names": NAMES}],
    )


def _controls(months: list[date]) -> list[Control]:
    at = list(range(len(months)))
    written = [short_month(one) for one in months]
    bases = [(BASES[one].capitalize(), one) for one in counts.BASES if one in BASES and one not in {"window", "panel"}]
    return [
        Control("measure", "Measure", "select", MEASURES, "asset_freeze"),
        Control("only", "By whom", "many", [(name, code) for code, name in NAMES.items()], ["EU", "UK", "US"]),
        Control("subjects", "Of what", "many", [(name, code) for code, name in SUBJECTS.items()], ["person", "entity"]),
        Control("basis", "Basis", "select", [("Each its own", OWN), *bases], OWN),
        Control("every", "Step", "select", lines.STEPS, "1mo"),
        Control("start", "From", "select", list(zip(written, at, strict=True)), 0),
        Control("end", "To", "select", list(zip(written, at, strict=True)), len(at) - 1),
        Control("cumulative", "Running total", "check", [], True),
    ]


def _dense(designations: pl.DataFrame, coverage: pl.DataFrame, months: list[date]) -> Iterator[Node]:
    """Give a row for each source and subject with its listings over the months that it covers: one without a listing is zero."""
    bases = [one for _, one in _controls(months)[3].options if one != OWN]
    first = months[0]
    spans = coverage.filter(pl.col("measure").is_in(list(counts.MEASURES)), pl.col("basis").is_in(bases)).sort(
        "authority", "basis", "measure"
    )
    for row in spans.iter_rows(named=True):
        start, end = (max(_at(row[name], first), 0) for name in ("first_day", "last_day"))
        own = designations.filter(
            pl.col("listed_on").is_not_null(), authority=row["authority"], basis=row["basis"], measure=row["measure"]
        )
        for who in counts.SUBJECTS[row["measure"]]:
            listed = own.filter(subject=who).group_by(at=pl.col("listed_on").dt.truncate("1mo")).agg(pl.col("listings").sum())
            cells = {_at(month, first): listings for month, listings in listed.iter_rows()}
            numbers = [cells.get(at, 0) for at in range(start, end + 1)]
            yield {
                "a": row["authority"],
                "b": row["basis"],
                "m": row["measure"],
                "s": who,
                "o": row["source"],
                "f": start,
                "e": numbers,
            }


def _at(day: date, first: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def _transform(designations: pl.DataFrame, first: date) -> list[Node]:
    """Choose, place in time, sum and accumulate: the arithmetic of the page."""
    names = [{"a": code, "who": name, "colour": COLOURS[code]} for code, name in NAMES.items()]
    return [
        {"calculate": f"({_bases(designations)})[basis + '|' + measure + '|' + of] || {{}}", "as": "used"},
        {"filter": "refusal == '' && datum.m == measure && indexof(only, datum.a) >= 0 && datum.used[datum.a] == datum.b"},
        {"filter": "indexof(of, datum.s) >= 0"},
        {"calculate": "sequence(datum.f, datum.f + length(datum.e))", "as": "i"},
        {"flatten": ["e", "i"], "as": ["listings", "i"]},
        {"filter": "datum.i >= start && datum.i <= end"},
        {"calculate": f"utc({first.year}, datum.i, 1)", "as": "month"},
        {
            "joinaggregate": [{"op": "min", "field": "month", "as": "first"}, {"op": "max", "field": "month", "as": "last"}],
            "groupby": ["a"],
        },
        {"calculate": lines.PERIOD, "as": "period"},
        {"aggregate": [{"op": "sum", "field": "listings", "as": "sum"}], "groupby": ["a", "b", "o", "first", "last", "period"]},
        {
            "window": [{"op": "sum", "field": "sum", "as": "running"}],
            "sort": [{"field": "period"}],
            "groupby": ["a"],
            "frame": [None, 0],
        },
        {"lookup": "a", "from": {"data": {"name": "names", "values": names}, "key": "a", "fields": ["who", "colour"]}},
        {"calculate": "cumulative ? datum.running : datum.sum", "as": "value"},
    ]


VALUE_WORDS = "format(datum.value, ',d') + (cumulative ? ' (' + utcFormat(datum.first, '%b %Y') + ' to ' + utcFormat(datum.last, '%b %Y') + ')' : '')"
"""A number of listings, and from when to when it was counted: sources begin and end on days of their own."""


def _bases(designations: pl.DataFrame) -> str:
    """Write on which basis each authority is counted, for every basis, measure and choice of subjects."""
    told = []
    for basis in (None, *counts.BASES):
        for measure, subjects in counts.SUBJECTS.items():
            for number in range(1, len(subjects) + 1):
                for some in combinations(subjects, number):
                    used = counts.bases(designations, measure, basis, some)
                    if used:
                        pairs = ", ".join(f"{one}: {text_of(on)}" for one, on in used.items())
                        key = text_of(f"{basis or OWN}|{measure}|{' '.join(some)}")
                        told.append(f"{key}: {{{pairs}}}")
    return f"{{{', '.join(told)}}}"


def _expressions(first: date) -> dict[str, str]:
    """Write what is counted, what is refused, the headline's beginning, the subtitle and the unit."""
    begin, end = (f"utcFormat(utc({first.year}, {name}, 1), '%B %Y')" for name in ("start", "end"))
    # Of what a measure has the chosen ones, in its order; all of them where none is left, since ships have no persons among them.
    of = {}
    for measure, subjects in counts.SUBJECTS.items():
        parts = " + ".join(f"(indexof(subjects, '{one}') >= 0 ? '{one} ' : '')" for one in subjects)
        of[measure] = f"(trim({parts}) || {text_of(' '.join(subjects))})"
    return {
        "of": first_that_holds([(f"measure == '{one}'", text) for one, text in of.items()]),
        "of_words": f"{'replace(' * len(PLURALS)}replace(of, regexp(' ', 'g'), ' and '){PLURALS_TEXT}",
        "refusal": first_that_holds(
            [
                ("length(only) == 0", text_of("Choose an authority at least.")),
                ("measure == 'asset_freeze' && length(subjects) == 0", text_of("Choose at least one of those who are listed.")),
                ("start > end", text_of("The first month lies after the last: choose an earlier one.")),
            ]
        ),
        "unit": text_of("listings"),
        "lead": f"cumulative ? 'Listed' : 'The largest ' + step + ' of each, ' + {begin} + ' to ' + {end}",
        "subtitle": (
            f"'Listings, ' + ({WORDS!r})[measure] + (measure == 'asset_freeze' ? ' of ' + of_words : '') + ', ' + "
            f"(cumulative ? 'running total' + (size > 1 ? ' at the end of each ' + step : '') : 'by ' + step) + ', ' + {begin} + ' to ' + {end} + ', each over the months that its source covers'"
        ),
    }
