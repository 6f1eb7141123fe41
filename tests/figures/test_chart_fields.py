"""A chart beside altair's schema and the columns of its data: what is not there is refused, wherever it is asked for."""

import altair as alt
import polars as pl
import pytest

from analysis import Figure
from analysis.briefing.from_notebooks import gather
from analysis.charts import fields
from analysis.errors import AnalysisError, UnknownName
from tests.support import sampling

AID = pl.DataFrame({"month": ["2022-01", "2022-02"], "eur_bn": [1.5, 2.5], "note.of": ["a", "b"]})
BARS = alt.Chart(AID).mark_bar()
RIGHT = BARS.encode(x="month:O", y="eur_bn:Q")


@pytest.mark.parametrize(
    "chart",
    [
        BARS.encode(x="mnth:O", y="eur_bn:Q"),
        BARS.encode(x="month:O", y="sum(eur_bm):Q"),
        BARS.encode(x="month:O", tooltip=["month:O", "eur_bm:Q"]),
        BARS.encode(x="month:O", color=alt.condition("datum.eur_bn > 2", "eur_bm:Q", alt.value("grey"))),
        RIGHT + BARS.encode(x="mnth:O"),
        RIGHT | RIGHT.encode(color="donr:N"),
        RIGHT & (RIGHT + RIGHT.encode(text="donr:N")),
        RIGHT.facet("donr:N"),
        RIGHT.encode(row="donr:N"),
    ],
)
def test_a_column_that_is_not_there_is_refused(chart):
    with pytest.raises(UnknownName, match=r"no column '(mnth|eur_bm|donr)'"):
        Figure(chart, headline="Aid grew").svg()


@pytest.mark.parametrize(
    "chart",
    [
        RIGHT,
        BARS.encode(x="month:O", y="count()"),
        BARS.encode(x=r"note\.of:N"),
        BARS.transform_calculate(twice="datum.eur_bn * 2").encode(x="month:O", y="twice:Q"),
        RIGHT + alt.Chart(pl.DataFrame({"limit": [2]})).mark_rule().encode(y="limit:Q"),
        alt.layer(RIGHT, BARS.encode(x="month:O"), data=AID).transform_fold(["eur_bn"]).encode(color="key:N"),
        RIGHT.facet("month:N"),
        alt.Chart(alt.UrlData("https://example.org/a.csv")).mark_bar().encode(x="any:N"),
        alt.Chart(AID).mark_bar().encode(x=alt.X(alt.repeat("column"), type="nominal")).repeat(column=["month"]),
    ],
)
def test_what_vega_lite_can_draw_is_left_alone(chart):
    fields.require_known_fields(chart.to_dict())


@pytest.mark.parametrize(("chart", "headline"), [(None, "Aid"), (AID, "Aid"), (RIGHT, None), (RIGHT, " ")])
def test_a_figure_takes_a_chart_and_words(chart, headline):
    with pytest.raises(AnalysisError, match=r"chart of altair|without a headline"):
        Figure(chart, headline=headline)


@pytest.mark.slow
def test_every_curated_chart_fits_altairs_schema():
    """A figure checks an analyst's chart when it draws it; those of the package's own forms and of charts/vega.py it does not."""
    for picture in sampling.sample(gather().pictures, 24, "charts that fit the schema"):
        alt.TopLevelSpec.validate(picture.spec)


def test_an_analysts_chart_that_does_not_fit_altairs_schema_is_refused_in_words():
    chart = RIGHT.copy()
    chart.width = "wide"
    with pytest.raises(AnalysisError, match="altair cannot make the chart"):
        Figure(chart, headline="Aid grew").svg()
