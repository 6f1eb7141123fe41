"""Every figure, table and sentence that takes a table refuses a part of it: found by looking, so that a new one is held too."""

import importlib
import inspect
import pkgutil
import re
from datetime import date

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import NotComparable
from analysis.figures.figure import Figure
from analysis.figures.sentence import Sentence
from analysis.figures.table import Table

END = "2026-10-10"
RELEASE = {"aid": 29, "routed": 29, "before": 28, "after": 29, "first": "29-first-upload", "final": 29}


def timeline_rows() -> pl.DataFrame:
    return measures.timeline.monthly([measures.comparison.aid(load.aid(29))])


UNDECLARED = {
    **{name: (lambda release=release: load.aid(release)) for name, release in RELEASE.items()},
    "later": lambda: load.aid_totals(30),
    "shares": lambda: load.eu_aid_shares(29),
    "vintages": load.vintages,
    "summed": load.vintage_totals,
    "buyers": load.energy_buyers,
    "delistings": load.delistings,
    "monthly": timeline_rows,
}
"""Arguments that `whole_tables` does not hold, since the release or basis is a choice: the figure holds the part chosen."""

OF_ITS_OWN = {
    ("aid.arrival.paid_out", "aid"): lambda: load.aid(28),
    ("aid.sentences.arrival", "aid"): lambda: load.aid(28),
    ("aid.loans.to_repay", "aid"): lambda: load.aid_instruments(18),
    ("aid.quality.own_sums", "summed"): lambda: load.aid_totals(28),
}
"""Where an argument of that name is of another release, since the table beside it is."""

PARTS_ARE_MEANT = {
    ("timeline.comparison.table", "rows"): "rows are instruments, made by a measure; which of them is the reader's choice",
    ("timeline.comparison.sentence", "rows"): "as above",
}

CHOSEN_WHOLE = {"vintages": ("release", "29"), "summed": ("release", "28"), "buyers": ("basis", "press tabulation")}
"""Columns of which some values may be chosen: the part is then made within one of them that the figures draw."""


def public() -> dict[str, object]:
    found = {}
    for info in pkgutil.walk_packages(figures.__path__, f"{figures.__name__}."):
        module = importlib.import_module(info.name)
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != info.name:
                continue
            if inspect.signature(function).return_annotation in (Figure, Table, Sentence):
                found[f"{info.name.removeprefix(figures.__name__ + '.')}.{name}"] = function
    return found


def is_table(parameter: inspect.Parameter) -> bool:
    return "DataFrame" in str(parameter.annotation)


def whole(name: str, function, argument: str) -> pl.DataFrame:
    if (name, argument) in OF_ITS_OWN:
        return OF_ITS_OWN[name, argument]()
    declared = getattr(function, "tables", {})
    return getattr(load, declared[argument])() if argument in declared else UNDECLARED[argument]()


def arguments(name: str, function) -> dict[str, object]:
    parameters = inspect.signature(function).parameters
    given = {one: whole(name, function, one) for one, parameter in parameters.items() if is_table(parameter)}
    if "until" in parameters:
        given["until"] = date(2026, 10, 10)
    return given


def parts(rows: pl.DataFrame, argument: str) -> dict[str, pl.DataFrame]:
    """The first half of the rows, and those without the most frequent category; within what may be chosen."""
    chosen = pl.col(CHOSEN_WHOLE[argument][0]) == CHOSEN_WHOLE[argument][1] if argument in CHOSEN_WHOLE else pl.lit(value=True)
    one, rest = rows.filter(chosen), rows.filter(~chosen)
    made = {"the first half": pl.concat([one.head(one.height // 2), rest])}
    texts = [name for name, kind in one.schema.items() if kind == pl.String and 1 < one[name].n_unique() < one.height]
    if texts:
        dropped = one[texts[0]].mode().sort()[0]
        made[f"{texts[0]} without {dropped}"] = pl.concat([one.filter(pl.col(texts[0]) != dropped), rest])
    return made


def refusal(function, given: dict[str, object]) -> str:
    """What a figure says of tables that are not comparable; empty where it draws them."""
    try:
        function(**given)
    except NotComparable as refused:
        return str(refused)
    return ""


PUBLIC = public()
PAIRS = [
    (name, argument)
    for name, function in PUBLIC.items()
    for argument, parameter in inspect.signature(function).parameters.items()
    if is_table(parameter) and (name, argument) not in PARTS_ARE_MEANT
]


@pytest.mark.parametrize(("name", "argument"), PAIRS, ids=[f"{argument} of {name}" for name, argument in PAIRS])
def test_a_part_is_refused_by_the_name_of_the_argument_or_of_its_loader(name, argument):
    function = PUBLIC[name]
    given = arguments(name, function)
    for what, part in parts(given[argument], argument).items():
        said = refusal(function, given | {argument: part})
        assert re.search(rf"load\.|{argument}", said), f"{name} with {what}: {said}"
        assert re.search("a part of|add up to|are not those of", said), f"{name} with {what}: {said}"


def test_each_table_that_a_figure_takes_is_tried_or_named_as_an_exception():
    print(f"{len(PAIRS)} arguments of {len(PUBLIC)} figures, tables and sentences; {len(PARTS_ARE_MEANT)} exceptions")
    assert len(PUBLIC) >= 89
    assert len(PAIRS) >= 143
    taken = {
        (name, argument)
        for name, one in PUBLIC.items()
        for argument, how in inspect.signature(one).parameters.items()
        if is_table(how)
    }
    assert taken == {*PAIRS, *PARTS_ARE_MEANT}


def test_some_of_the_releases_and_one_basis_may_be_chosen():
    assert figures.aid.quality.answers(load.aid(29)).rows.height == 1
    assert figures.aid.quality.undated(pl.concat([load.aid(28), load.aid(29)])).rows["release"].n_unique() == 2
    assert figures.sanctions.acts.energy(load.energy_buyers("customs"), "customs", "crude").data.height
    assert figures.aid.flows.over_time(load.aid(29), only=["Europe"]).data.height
