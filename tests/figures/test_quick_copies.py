"""Copies of charts are those that altair makes itself: the same specification, and nothing shared that a change would reach."""

import altair as alt
import polars as pl
import pytest
from altair.utils import schemapi

from analysis import load
from analysis.charts import quick_copies, quick_wrappers
from analysis.figures.aid import gap, totals
from analysis.figures.guarantees import maps

ROWS = pl.DataFrame({"month": ["2022-01", "2022-02"], "eur_bn": [1.5, 2.5], "donor": ["a", "b"]})
BARS = alt.Chart(ROWS, width=300).mark_bar().encode(x=alt.X("month:O", axis=alt.Axis(values=[1, 2])), y="eur_bn:Q")
CHOSEN = alt.selection_point(name="chosen", fields=["donor"])
FADED = BARS.encode(opacity=alt.when(CHOSEN).then(alt.value(1)).otherwise(alt.value(0.2))).add_params(CHOSEN)
LINE = BARS.mark_line().encode(color=alt.condition("datum.eur_bn > 2", alt.value("red"), alt.value("grey")))


def made() -> list[alt.TopLevelMixin]:
    """Put charts together anew in each way that copies them."""
    at_hand = alt.Chart(alt.Data(values=[{"donor": "a", "parts": [1, {"of": 2}]}])).mark_point().encode(x="donor:N")
    return [
        BARS,
        FADED + LINE,
        (FADED + LINE) | LINE.properties(title=["two", "lines"]),
        alt.vconcat(FADED | LINE, at_hand).resolve_scale(color="independent"),
        (BARS + LINE).facet("donor:N", columns=1),
        BARS.repeat(layer=["eur_bn", "month"]),
        BARS.transform_filter(alt.FieldOneOfPredicate("donor", ["a"])).configure_axis(grid=False),
        at_hand.interactive(),
    ]


def drawn() -> list[dict]:
    aid = load.aid(29)
    pledges, day = load.pledges(), "2026-10-10"
    curated = [
        gap.filled(aid),
        totals.europe_and_us(aid),
        maps.troops(pledges, day),
    ]
    return [*(chart.to_dict() for chart in made()), *(figure.spec() for figure in curated)]


@pytest.fixture
def altairs_own(monkeypatch):
    def use() -> None:
        monkeypatch.setattr(schemapi, "_deep_copy", quick_copies.ALTAIRS_OWN)
        monkeypatch.setattr(schemapi._FromDict, "__init__", quick_wrappers.ALTAIRS_OWN)

    return use


def test_altair_copies_and_wraps_with_it():
    assert schemapi._deep_copy is quick_copies.copied
    assert schemapi._FromDict.__init__ is quick_wrappers.find_wrappers


def test_classes_are_found_in_altairs_order(altairs_own):
    quick = schemapi._FromDict(alt.Chart._default_wrapper_classes()).class_dict
    altairs_own()
    assert quick == schemapi._FromDict(alt.Chart._default_wrapper_classes()).class_dict


def test_what_is_put_together_of_copies_is_the_same(altairs_own):
    quick = drawn()
    altairs_own()
    assert quick == drawn()


def test_a_copy_is_equal_and_of_the_same_classes(altairs_own):
    charts = made()
    quick = [chart.copy() for chart in charts]
    altairs_own()
    assert [schema_classes(one) for one in quick] == [schema_classes(chart.copy()) for chart in charts]


def schema_classes(part: object) -> object:
    """Give the classes of a chart's parts, and what each was given."""
    if isinstance(part, schemapi.SchemaBase):
        return type(part), schema_classes(list(part._args)), schema_classes(part._kwds)
    if isinstance(part, dict):
        return {name: schema_classes(one) for name, one in part.items()}
    return [schema_classes(one) for one in part] if isinstance(part, list) else part if isinstance(part, str) else type(part)


@pytest.mark.parametrize("chart", made(), ids=lambda chart: type(chart).__name__)
def test_nothing_that_can_be_changed_is_shared(chart):
    assert changeable(chart).isdisjoint(changeable(chart.copy()))


def changeable(part: object) -> set[int]:
    inside = [*part._args, *part._kwds.values()] if isinstance(part, schemapi.SchemaBase) else []
    inside += part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    own = {id(part)} if isinstance(part, schemapi.SchemaBase | dict | list) else set()
    return own.union(*map(changeable, inside))


def test_what_is_to_stay_as_it_is_is_shared():
    other = BARS.copy(ignore=["encoding"])
    assert other.encoding is BARS.encoding
    assert BARS.copy().encoding is not BARS.encoding
