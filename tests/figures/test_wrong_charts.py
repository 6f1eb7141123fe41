"""What would be drawn wrong or empty without a word is refused when the figure is made, with the line that helps."""

from datetime import date, timedelta

import altair as alt
import polars as pl
import pytest

from analysis import Figure, Source, cite, load, marks
from analysis.errors import AnalysisError

AID = pl.DataFrame({"donor": ["DEU", "FRA"], "year": [2024, 2025], "month": ["2025-01", "2025-02"], "eur_bn": [1.0, 2.0]})
TEXTS = AID.with_columns(eur_bn=pl.Series(["1,5", "2,5"]), day=pl.Series(["01.04.2025", "02.04.2025"]))
BARS = alt.Chart(AID).mark_bar()
RIGHT = BARS.encode(x="donor:N", y="eur_bn:Q")
TIMED = alt.Chart(AID).mark_line().encode(x="month:T", y="eur_bn:Q")
TWO = pl.concat([AID.with_columns(release=pl.lit(name)) for name in ("28", "29")])
EVENTS = pl.DataFrame({"date": [date(2025, 1, 15)], "label": ["Talks"]})


def figure(chart, **said):
    return Figure(chart, **{"headline": "Own"} | said)


WRONG = {
    "a mistyped field": (
        lambda: figure(BARS.encode(x="doner:N", y="eur_bn:Q")),
        "no column 'doner'\n  -> did you mean 'donor'",
    ),
    "a mistyped field that is summed": (
        lambda: figure(BARS.encode(x="donor:N", y="sum(eur):Q")),
        "no column 'eur'\n  -> did you mean 'eur_bn'",
    ),
    "a mistyped field behind a transform": (
        lambda: figure(BARS.transform_filter("datum.eur_bn > 1").encode(x="doner:N", y="eur_bn:Q")),
        "no column 'doner'",
    ),
    "a mistyped field in a filter": (lambda: figure(RIGHT.transform_filter("datum.eur > 1")), "no column 'eur'"),
    "a mistyped field that is calculated with": (
        lambda: figure(BARS.transform_calculate(twice="datum['eur'] * 2").encode(x="donor:N", y="twice:Q")),
        "no column 'eur'",
    ),
    "a field that an aggregate has left behind": (
        lambda: figure(BARS.transform_aggregate(total="sum(eur_bn)", groupby=["donor"]).encode(x="year:O", y="total:Q")),
        "no column 'year'\n  -> choose one of: donor, total",
    ),
    "a mistyped field to group by": (
        lambda: figure(BARS.transform_aggregate(total="sum(eur_bn)", groupby=["doner"]).encode(x="donor:N", y="total:Q")),
        "no column 'doner'",
    ),
    "a mistyped field to fold": (
        lambda: figure(alt.Chart(AID).transform_fold(["eur_bm"]).mark_bar().encode(x="key:N", y="value:Q")),
        "no column 'eur_bm'",
    ),
    "a mistyped field to sort by": (
        lambda: figure(BARS.encode(x=alt.X("donor:N", sort=alt.EncodingSortField("eur")), y="eur_bn:Q")),
        "no column 'eur'",
    ),
    "a mistyped field to repeat": (
        lambda: figure(BARS.encode(x="donor:N", y=alt.Y(alt.repeat("row"), type="quantitative")).repeat(row=["eur_bm"])),
        "no column 'eur_bm'",
    ),
    "a mistyped name with a point": (
        lambda: figure(
            alt.Chart(AID.rename({"eur_bn": "EUR bn (incl. loans)"})).mark_bar().encode(x="donor:N", y="EUR bn (inc. loans):Q")
        ),
        "no column 'EUR bn \\(inc. loans\\)'\n  -> did you mean 'EUR bn \\(incl. loans\\)'",
    ),
    "numbers that are texts": (
        lambda: figure(alt.Chart(TEXTS).mark_bar().encode(x="donor:N", y="eur_bn:Q")),
        "'eur_bn' holds texts, such as '1,5', where the chart asks for numbers\n  -> make them numbers",
    ),
    "years on a time axis": (
        lambda: figure(BARS.encode(x="year:T", y="eur_bn:Q")),
        "'year' holds numbers, such as 2024, .* milliseconds since 1970\n  -> write year:O",
    ),
    "days that a browser cannot read": (
        lambda: figure(alt.Chart(TEXTS).mark_bar().encode(x="day:T", y="year:Q")),
        "2 of 2 texts in 'day' are no days, such as '01.04.2025'.*\n  -> read them first: pl.col\\('day'\\).str.to_date",
    ),
    "a month that is none": (
        lambda: figure(alt.Chart(AID.with_columns(month=pl.lit("2025-13"))).mark_bar().encode(x="month:T", y="eur_bn:Q")),
        "'2025-13' in 'month' is no day",
    ),
    "a name with a backslash": (
        lambda: figure(alt.Chart(AID.rename({"eur_bn": "eur\\bn"})).mark_bar().encode(x="donor:N")),
        "has a backslash in its name.*\n  -> rename it",
    ),
    "a stack of means": (
        lambda: figure(BARS.encode(x="year:O", y="mean(eur_bn):Q", color="donor:N")),
        "stacks the mean of 'eur_bn' by 'donor', and the sum of means is none\n  -> put them side by side: xOffset='donor:N'",
    ),
    "the logarithm of nothing": (
        lambda: figure(
            alt.Chart(AID.with_columns(eur_bn=pl.Series([0.0, 2.0])))
            .mark_bar()
            .encode(x="donor:N", y=alt.Y("eur_bn:Q", scale=alt.Scale(type="log")))
        ),
        "1 of 2 values of 'eur_bn' are not above zero, such as 0, and have no logarithm",
    ),
    "colours for some alone": (
        lambda: figure(RIGHT.encode(color=alt.Color("donor:N", scale=alt.Scale(domain=["DEU"], range=["#000000"])))),
        "the colours of 'donor' are for DEU, and its rows have FRA too",
    ),
    "a colour that is none": (
        lambda: figure(alt.Chart(AID).mark_bar(color="blu").encode(x="donor:N", y="eur_bn:Q")),
        "'blu' is no colour",
    ),
    "a format that is none": (
        lambda: figure(BARS.encode(x="donor:N", y=alt.Y("eur_bn:Q", axis=alt.Axis(format="€.1f")))),
        "'€.1f' is no format of numbers, and nothing would be drawn\n  -> write one such as",
    ),
    "no value that is known": (
        lambda: figure(
            alt.Chart(AID.with_columns(eur_bn=pl.lit(None, pl.Float64))).mark_bar().encode(x="donor:N", y="eur_bn:Q")
        ).record(),
        "the chart draws no mark\n  -> look at the columns",
    ),
    "a name with a colon in short": (
        lambda: figure(alt.Chart(AID.rename({"eur_bn": "EUR: bn"})).mark_bar().encode(x="donor:N", y="EUR: bn:Q")),
        "altair cannot make the chart: .*\n  -> a name with a colon is written alt.Y\\(field=",
    ),
    "a field without a type": (
        lambda: figure(alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a")),
        "altair cannot make the chart: .*\n  -> give each field its type",
    ),
    "data in a file": (
        lambda: figure(alt.Chart("file:///tmp/aid.csv").mark_bar().encode(x="donor:N", y="eur_bn:Q")),
        "data are at an address, 'file:///tmp/aid.csv', which nothing here opens\n  -> read them first: alt.Chart\\(pl.read_csv",
    ),
    "data on the web": (
        lambda: figure(alt.Chart("https://example.org/aid.csv").mark_bar().encode(x="donor:N", y="eur_bn:Q")),
        "which nothing here opens",
    ),
    "a length of time": (
        lambda: figure(alt.Chart(AID.with_columns(took=pl.lit(timedelta(days=1)))).mark_bar().encode(x="donor:N", y="took:Q")),
        "'took' holds texts, such as 'P1D', where the chart asks for numbers",
    ),
    "no rows": (
        lambda: figure(alt.Chart(AID.head(0)).mark_bar().encode(x="donor:N", y="eur_bn:Q")),
        "the chart has no rows\n  -> ",
    ),
    "too many rows": (
        lambda: figure(alt.Chart(pl.DataFrame({"n": range(50_001)})).mark_bar().encode(x="n:Q", y="count()")),
        "the chart has 50,001 rows, more than the 50,000 that a page should carry\n  -> sum or filter them",
    ),
    "a list in the place of a chart": (lambda: figure([1, 2]), "a figure needs a chart of altair, not list"),
    "sources that are one text": (
        lambda: figure(RIGHT, sources="BMVg"),
        "sources of a figure are a list, not 'BMVg'\n  -> give them as one",
    ),
    "a source that is a path": (
        lambda: Source("~/aid.csv"),
        "names no work that a reader could look up\n  -> name publisher and title",
    ),
    "a source without a name": (lambda: Source(" "), "names no work"),
    "a source that is a script": (lambda: Source("BMVg", url="javascript:alert(1)"), "is no address that a source can name"),
    "a release that nobody knows": (
        lambda: cite(pl.DataFrame({"release": ["nobody's"]})),
        'no release "nobody\'s"\n  -> rows of your own: load.own\\(rows, source=',
    ),
    "a source that nobody knows": (
        lambda: cite(pl.DataFrame({"source": ["keil"]})),
        "no source 'keil'\n  -> did you mean 'kiel'",
    ),
    "a chart of a release that nobody knows": (
        lambda: figure(alt.Chart(AID.with_columns(release=pl.lit("nobody's"))).mark_bar().encode(x="donor:N", y="eur_bn:Q")),
        'no release "nobody\'s"',
    ),
    "events on a chart without time": (
        lambda: marks.events(RIGHT, load.events()),
        "an axis of time along x: 'donor' is nominal\n  -> write x='month:T'",
    ),
    "events of another time": (
        lambda: marks.events(TIMED, EVENTS.with_columns(date=date(2020, 1, 1))),
        "none of the 1 events is within .*\n  -> choose others",
    ),
    "more events than there is room for": (
        lambda: marks.events(TIMED, pl.concat([EVENTS] * 30)),
        "the words of 30 events take .* pixels, and the frame has .*\n  -> choose fewer",
    ),
    "two releases that a bar adds up": (
        lambda: figure(alt.Chart(TWO).mark_bar().encode(x="donor:N", y="sum(eur_bn):Q")),
        "adds up releases 28 and 29, of which each counts the same aid anew\n  -> set them side by side",
    ),
    "two releases that stack": (
        lambda: figure(alt.Chart(TWO).mark_bar().encode(x="donor:N", y="eur_bn:Q", color="month:N")),
        "adds up releases 28 and 29",
    ),
    "more names than colours": (
        lambda: figure(
            alt.Chart(pl.DataFrame({"donor": [f"D{n}" for n in range(12)], "eur": range(12)}))
            .mark_bar()
            .encode(y="eur:Q", color="donor:N")
        ),
        "12 names in 'donor' share 8 colours.*\n  -> give each a panel",
    ),
    "values beside the axis": (
        lambda: figure(BARS.encode(x="donor:N", y=alt.Y("eur_bn:Q", scale=alt.Scale(domain=[100, 200])))),
        "2 of 2 values of 'eur_bn' lie beside the axis from 100 to 200, such as 1",
    ),
    "bars whose axis leaves zero out": (
        lambda: figure(BARS.encode(x="donor:N", y=alt.Y("eur_bn:Q", scale=alt.Scale(domain=[1, 2])))),
        "bars begin at zero, which the axis from 1 to 2 leaves out",
    ),
    "events without words": (lambda: marks.events(TIMED, EVENTS.drop("label")), "no column of the events 'label'"),
    "events whose days are texts": (
        lambda: marks.events(TIMED, EVENTS.with_columns(date=pl.lit("May 2025"))),
        "'May 2025' is no day\n  -> write it as YYYY-MM-DD",
    ),
    "events whose days are numbers": (
        lambda: marks.events(TIMED, EVENTS.with_columns(date=pl.lit(2025))),
        "'date' of the events holds Int32, not days\n  -> give dates, or texts such as",
    ),
    "a filter that leaves no events": (
        lambda: marks.events(TIMED, EVENTS.filter(pl.col("label") == "sanctions")),
        "no events to mark: the rows are empty\n  -> loosen the filter; categories in load.events\\(\\): aid, battlefield",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_told_with_what_to_write(name):
    call, told = WRONG[name]
    with pytest.raises(AnalysisError, match=rf"(?s){told}"):
        call()


def test_releases_side_by_side_and_names_that_have_places_are_drawn():
    for channels in ({"xOffset": "release:N"}, {"column": "release:N"}, {"color": "release:N"}):
        figure(alt.Chart(TWO).mark_bar().encode(x="donor:N", y="sum(eur_bn):Q", **channels))
    many = alt.Chart(pl.DataFrame({"donor": [f"D{n}" for n in range(12)], "eur": range(12)})).mark_bar()
    figure(many.encode(x="donor:N", y="eur:Q", color="donor:N"))
    figure(alt.Chart(TWO.filter(release="29")).mark_bar().encode(x="donor:N", y="sum(eur_bn):Q"))


@pytest.mark.parametrize(
    ("days", "shown"),
    [([date(2025, 1, 1), date(2025, 7, 1)], "Jul 2025"), ([date(2025, 1, 1), date(2025, 7, 15)], "15 Jul 2025")],
)
def test_days_as_categories_are_written_as_days_and_not_as_stamps(days, shown):
    drawn = figure(alt.Chart(pl.DataFrame({"period": days, "eur": [1, 2]})).mark_bar().encode(x="period:O", y="eur:Q")).svg()
    assert shown in drawn
    assert "T00:00" not in drawn


def test_there_are_many():
    assert len(WRONG) >= 30


def test_events_stay_in_the_frame_at_every_size_and_are_cited():
    months = pl.DataFrame({"month": [date(2022, 2, 1), date(2026, 4, 1)], "eur_bn": [1.0, 2.0]})
    chart = alt.Chart(months).mark_line().encode(x="month:T", y="eur_bn:Q")
    some = load.events().filter(pl.col("label").str.len_chars() > 20).gather_every(5).head(6)
    layered = marks.events(chart, some)
    figure = Figure(layered, headline="With events")
    assert len(figure.sources) >= 1
    assert set(some["source_publisher"]) <= {page for source in figure.sources for page, _ in source.pages} | {
        source.text for source in figure.sources
    }
    placed = layered.layer[2].data
    for width in (500, 500 * 0.55):
        days = (placed["date"] - date(2022, 2, 1)).dt.total_days() / (date(2026, 4, 1) - date(2022, 2, 1)).days
        for share, words, align in zip(days, placed["words"], placed["align"], strict=True):
            wide = 6 * max(map(len, words.split("|")))
            left = share * width - (wide if align == "right" else 0)
            assert left >= -8, words
            assert left + wide <= width + 8, words


LETTERS = pl.DataFrame({"donor": ["\U00012345\U00012346", "Bonn"], "eur_bn": [1.0, 2.0]})


@pytest.mark.parametrize("ending", ["png", "docx", "pptx", "pdf"])
def test_letters_that_no_font_has_are_told_in_every_format_that_would_lose_them(ending, tmp_path):
    layered = alt.Chart(LETTERS).mark_bar().encode(x="donor:N", y="eur_bn:Q")
    beside = layered | layered
    with (
        pytest.raises(AnalysisError, match=r"font.* has (a|no) letter for \U00012345"),
        pytest.warns(UserWarning, match="as a picture") if ending in ("docx", "pptx") else _nothing(),
    ):
        Figure(beside, headline="Two donors").save(tmp_path / f"letters.{ending}")
    assert not list(tmp_path.iterdir())
    Figure(beside, headline="Two donors").save(tmp_path / "letters.svg")


def _nothing():
    from contextlib import nullcontext

    return nullcontext()
