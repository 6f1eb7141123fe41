"""Laws of the charts that a briefing is made of: short words, one scale, names that do not lie on one another, shapes as recognised."""

import json
import re
from datetime import date

import polars as pl
import pytest
from fontTools.ttLib import TTFont

from analysis import figures, load, measures
from analysis.charts import composition, europe, lettering, pair, theme, words
from analysis.charts.beside import plot_of
from analysis.charts.native import native_table
from analysis.charts.pair import THEN
from analysis.charts.sizes import own_drawing
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.guarantees.then_and_now import offer_headline
from analysis.measures.averages import BEFORE, LAST, NEITHER
from tests.recomputation import headlines as briefing
from tests.recomputation import told

AID, PLEDGES = load.aid(29), load.pledges()
ACTS = load.actions(), load.customs_measures(), load.calendar()
END = "2026-10-10"

NEW = {
    "gap filled": lambda: figures.aid.gap.filled(AID),
    "us acts": lambda: figures.sanctions.us_acts.tightened_and_eased(*ACTS, load.delistings(), END),
    "troops": lambda: figures.guarantees.then_and_now.troops(PLEDGES, END),
    "firm": lambda: figures.guarantees.then_and_now.firm(PLEDGES, END),
    "open promises": lambda: figures.aid.still_open.open_promises(AID, load.aid_totals(30)),
    "purl": lambda: figures.guarantees.purl_bars.by_donor(load.purl(), END),
    "troops on maps": lambda: figures.guarantees.maps.troops(PLEDGES, END),
    "share of gdp on a map": lambda: figures.aid.maps.share_of_gdp(load.aid_totals(30), load.eu_aid_shares(30)),
}


@pytest.fixture(scope="module", params=NEW, ids=list(NEW))
def figure(request):
    return NEW[request.param]()


# --- words


@pytest.mark.sampled(8)
def test_a_headline_holds_fourteen_words_and_two_numbers_at_most(figure):
    assert len(figure.headline.split()) <= 14
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    quantities = re.sub(rf"(?:\d+ )?(?:{months}) \d{{4}}|in \d{{4}}", "", figure.headline)
    assert len(re.findall(r"\d[\d.,]*", quantities)) <= 2
    assert "United States" not in figure.headline


def caveats(figure) -> list[str]:
    title = figure.spec()["vconcat"][0]["vconcat"][0]["title"]
    return [] if isinstance(title, str) or title.get("orient") != "bottom" else [" ".join(title["text"])]


@pytest.mark.sampled(8)
def test_one_caveat_stands_on_the_picture_in_a_line_or_two(figure):
    said = caveats(figure)
    assert len(said) == 1
    assert len(said[0].split()) <= 20


@pytest.mark.sampled(4, each="size")
@pytest.mark.parametrize("size", ["page", "column"])
def test_no_words_lie_on_others_or_leave_the_picture_or_are_too_small(figure, size):
    drawn = figure.svg(size)
    assert words.overlaps(drawn) == []
    assert words.outside(drawn) == []
    assert words.smallest(drawn) >= 11


def test_overlapping_words_are_found():
    one = '<text transform="translate(10,20)" font-size="11px">Norway</text>'
    other = '<text transform="translate(30,22)" font-size="11px">Sweden</text>'
    both = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{one}{other}</svg>'
    assert words.overlaps(both) == [("Norway", "Sweden")]
    assert words.outside(both.replace('"90"', '"50"')) == ["Sweden"]


def test_letters_are_as_wide_as_the_shipped_typeface_draws_them():
    for weight, table in (("Regular", lettering.REGULAR), ("SemiBold", lettering.SEMIBOLD)):
        font = TTFont(theme.FONT_FOLDER / f"Inter-{weight}.otf")
        known, unit = font.getBestCmap(), font["head"].unitsPerEm
        drawn = [int(1000 * font["hmtx"][known[code]][0] / unit) for code in range(lettering.FIRST, 127)]
        assert tuple(drawn) == table


@pytest.mark.raw
def test_every_number_of_a_headline_is_the_one_recomputed(figure, raw):
    answers = briefing.HEADLINES[figure.id](raw)
    assert told.differences(figure.headline, answers) == []
    assert [one for one in told.planted(figure.headline) if not told.differences(one, answers)] == []


# --- a drawing of its own for a size


@pytest.mark.sampled(4)
def test_a_column_is_its_own_drawing_and_comes_back_from_the_stored_page(figure):
    page = figure.spec("page")
    own = own_drawing(composition.chart_of(page), "column")
    assert own is not None
    assert figure.picture().at("column").svg == figure.svg("column")
    assert "usermeta" not in figure.spec("column")


def test_a_slide_of_what_is_placed_by_the_unit_is_drawn_as_in_a_column_beside_its_words():
    figure = NEW["gap filled"]()
    inner = [plot_of(figure.spec(size))["hconcat"][0]["width"] for size in ("column", "slide")]
    # What is placed by the unit is not stretched: words would leave their places.
    assert inner[1] == inner[0]
    assert "hconcat" in figure.spec("slide")


# --- the gap


@pytest.mark.parametrize("until", [None, "2026-01-31", "2025-12-31", "2025-09-20", "2024-12-31"])
def test_columns_of_a_span_have_its_average(until):
    spans, columns = (take(AID, until, kind="military") for take in (measures.aid.averages, measures.aid.three_months))
    assert columns.group_by("bloc").agg(pl.col("months").sum())["months"].n_unique() == 1
    apart = spans.filter(span=LAST)["first"][0] > date(2024, 12, 1)
    for span in (BEFORE, LAST) if apart else ():
        for bloc in ("Europe", "United States"):
            parts = columns.filter(span=span, bloc=bloc)
            whole = spans.filter(span=span, bloc=bloc).row(0, named=True)
            assert parts["months"].sum() == whole["months"]
            assert parts["eur_bn"].sum() == pytest.approx(whole["eur_bn"], abs=1e-8)
    assert (NEITHER in columns["span"]) == (apart and spans.filter(span=LAST)["first"][0] > date(2025, 1, 1))


def test_an_average_is_the_sum_by_its_months():
    military = AID.filter(stage="allocated", kind="military", donor="USA")
    before = military.filter(pl.col("month") < date(2025, 1, 1))["eur"].sum()
    found = measures.aid.averages(AID, kind="military").filter(span=BEFORE, bloc="United States")["a_month_bn"].item()
    assert found == pytest.approx(float(before) / 1e9 / 36, abs=1e-9)


def test_less_than_a_year_has_no_average():
    with pytest.raises(AnalysisError, match=r"11 months of release 29 had ended.*\n  -> choose a later day"):
        measures.aid.averages(AID, "2022-12-30")


def test_both_panels_of_the_gap_share_one_scale():
    panels = NEW["gap filled"]().spec()["vconcat"][0]["vconcat"][0]["hconcat"]
    scales = {json.dumps(panel["layer"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"]) for panel in panels}
    assert len(scales) == 1


def test_a_promise_is_set_apart_while_it_is_younger_than_a_year():
    apart = NEW["open promises"]()
    assert "Europe without it" in apart.data["line"]
    moved = pl.when(pl.col("month") == date(2026, 4, 1), stage="committed", donor="EUI")
    older = AID.with_columns(month=moved.then(pl.lit(date(2024, 4, 1))).otherwise("month"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("analysis.figures.aid.inputs._refuse_a_part", lambda *_: None)
        whole = figures.aid.still_open.open_promises(older)
    assert whole.data["line"].unique().sort().to_list() == ["Europe", "United States"]
    assert whole.headline.endswith("still to be allocated")
    assert words.overlaps(whole.svg("column")) == []


OF_A_DAY = {
    "open_promises": figures.aid.still_open.open_promises,
}


@pytest.mark.parametrize("name", OF_A_DAY)
def test_a_figure_of_an_earlier_day_says_its_month_and_holds_nothing_later(name):
    figure = OF_A_DAY[name](AID, load.aid_totals(30), "2025-09-20")
    assert figure.data["period"].max() == date(2025, 8, 1)
    assert figure.id.endswith("-2025-08")
    assert not re.search(r"2026|release 30", figure.headline + figure.subtitle)


@pytest.mark.parametrize("name", OF_A_DAY)
def test_a_day_before_the_first_month_is_refused(name):
    with pytest.raises(AnalysisError, match=r"no month of these rows had ended by 30 January 2022.*\n  -> choose a later day"):
        OF_A_DAY[name](AID, None, "2022-01-30")


# --- acts and how long they last


def test_acts_that_are_drawn_are_those_that_count():
    drawn = measures.acts.lasting(*ACTS, "US", "2025-01-20", END)
    counted = measures.acts.counted(load.actions(), "2025-01-20", END)
    counted = counted.filter(pl.col("authority") == "US", pl.col("effect") != "neither")
    assert drawn.height == counted.height
    assert drawn["action"].sort().to_list() == counted["action"].sort().to_list()


def test_an_end_that_is_not_known_yet_is_no_end():
    on = {day: measures.acts.lasting(*ACTS, "US", "2025-01-20", day).row(0, named=True) for day in ("2026-02-06", "2026-02-07")}
    assert [row["ends"] for row in on.values()] == [None, date(2026, 2, 7)]


def test_a_duty_that_lies_ahead_starts_on_its_day():
    acts = measures.acts.lasting(*ACTS, "US", "2025-01-20", "2025-08-10")
    assert acts.select("starts", "ends").rows() == [(date(2025, 8, 27), None)]


def test_a_licence_lasts_to_the_day_on_which_it_expires_as_known():
    licences = measures.acts.lasting(*ACTS, "US", "2025-01-20", END).filter(pl.col("number").str.starts_with("GL"))
    assert dict(licences.select("number", "ends").iter_rows()) == {
        "GL 133": date(2026, 4, 4),
        "GL 134": date(2026, 6, 17),
        "GL 135": date(2027, 4, 7),
    }


def test_a_later_act_moves_nothing_on_an_earlier_day():
    drawn = figures.sanctions.us_acts.tightened_and_eased
    later = (
        ACTS[0].tail(1).with_columns(date=pl.lit(date(2026, 12, 1)), authority=pl.lit("US").cast(ACTS[0].schema["authority"]))
    )
    planted = pl.concat([ACTS[0], later])
    kept = drawn(*ACTS, load.delistings(), END)
    assert drawn(planted, *ACTS[1:], load.delistings(), END).data.equals(kept.data)


def test_every_label_belongs_to_an_act_of_the_record():
    days = set(load.actions().filter(pl.col("authority") == "US")["date"])
    assert set(figures.sanctions.us_acts.LABELS) <= days


# --- two days


def test_every_european_country_stands_once_on_each_day():
    rows = NEW["troops"]().data.filter(pl.col("country") != "USA")
    assert rows.group_by("when").agg(pl.col("country").n_unique(), pl.len().alias("rows"))["rows"].to_list() == [31, 31]
    assert rows.select("country", "when").is_duplicated().sum() == 0


@pytest.mark.parametrize("day", ["2025-09-20", END])
def test_answers_on_a_day_are_those_of_the_tile_map(day):
    rows = NEW["troops"]().data.filter(
        pl.col("country") != "USA", pl.col("when") == {"2025-09-20": "20 September 2025", END: "10 October 2026"}[day]
    )
    tiles = dict(figures.guarantees.tile_map(PLEDGES, day).data.select("country", "answer").iter_rows())
    assert dict(rows.select("country", "answer").iter_rows()) == {country: tiles[country] for country in rows["country"]}


def test_names_of_a_band_stay_in_their_half():
    names = [f"Country {nth}" for nth in range(14)]
    rows = pl.DataFrame({"band": "a", "side": [THEN] * 14, "name": names, "moved": False})
    placed, lines = pair._placed(rows, pair.Band("a", ("Offer",), theme.BLUE), THEN, 146.0, 362.0, 30.0)
    assert lines > 1
    assert max(one["x2"] for one in placed) <= 362
    assert len({(one["x"], one["y"]) for one in placed}) == 14


def test_a_headline_of_offers_is_right_for_none_one_and_several():
    assert offer_headline({"offers, if": 0, "declines": 0, "offers": 0}) == "No European countries offer troops; none refuse"
    assert (
        offer_headline({"offers": 0, "offers, if": 1, "declines": 1})
        == "One European country offers troops, on a condition; one refuses"
    )


def test_a_country_with_a_firm_offer_counts_once_by_the_most_it_offers():
    offers = measures.then_now.firm(PLEDGES, END)
    assert offers["country"].n_unique() == offers.height
    troops = offers.filter(most="troops")["country"].sort().to_list()
    land = measures.guarantees.matrix(PLEDGES, END, "land").filter(pl.col("answer").is_in(["offers", "offers, if"]))
    assert troops == land["country"].sort().to_list()


@pytest.mark.parametrize("name", ["troops", "firm"])
def test_the_office_chart_counts_as_the_picture_does(name):
    figure = NEW[name]()
    table = native_table(figure.data, figure.native)
    band = "answer" if name == "troops" else "most"
    drawn = figure.data.filter(pl.col("country") != "USA")
    for when, values in table.series.items():
        counts = dict(drawn.filter(when=when).group_by(band).len().iter_rows())
        assert [int(value or 0) for value in values] == [counts.get(one, 0) for one in table.categories]


# --- PURL in euros


def test_only_euros_and_dollars_are_turned_into_euros():
    rows = measures.purl.in_euros(load.purl())
    assert set(rows.filter(pl.col("eur_bn").is_not_null())["currency"]) == {"EUR", "USD"}
    assert (
        rows.filter(pl.col("currency") == "EUR")
        .select((pl.col("eur_bn") - pl.col("amount").cast(float) / 1e9).abs().max())
        .item()
        < 1e-9
    )


def test_a_month_without_a_rate_leaves_its_currency_unpriced(monkeypatch):
    rates = load.exchange_rates()
    monkeypatch.setattr("analysis.load.exchange_rates", lambda: rates.filter(pl.col("month") < date(2025, 12, 1)))
    rows = measures.purl.in_euros(load.purl())
    assert rows.filter(country="DEU", currency="USD")["eur_bn"].to_list() == [None]
    assert rows.filter(country="CAN", currency="USD")["eur_bn"].null_count() == 0


# --- shapes


def polygons() -> dict[str, list[list[list[tuple[float, float]]]]]:
    topology = europe.topology()
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(number: int) -> list[tuple[float, float]]:
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        return points if number >= 0 else points[::-1]

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        return [point for number in numbers for point in arc(number)]

    return {
        one["properties"]["country"]: [[ring(r) for r in part] for part in one["arcs"]]
        for one in topology["objects"]["countries"]["geometries"][1:]
    }


def within(parts: list[list[list[tuple[float, float]]]], point: tuple[float, float]) -> bool:
    """Whether a point lies in a country: in an odd number of its rings."""
    x, y = point
    crossed = 0
    for ring in (ring for part in parts for ring in part):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            crossed += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return crossed % 2 == 1


def project(lat: float, lon: float) -> tuple[float, float]:
    from math import cos, radians, sin, sqrt

    a, o, a0, o0 = map(radians, (lat, lon, 52, 12))
    k = 6_371_007 * sqrt(2 / (1 + sin(a0) * sin(a) + cos(a0) * cos(a) * cos(o - o0)))
    return k * cos(a) * sin(o - o0), k * (cos(a0) * sin(a) - sin(a0) * cos(a) * cos(o - o0))


PLACES = {
    "Simferopol": (44.95, 34.1, "UKR"),
    "Kerch": (45.3, 36.2, "UKR"),
    "Donetsk": (48.0, 37.8, "UKR"),
    "Kyiv": (50.45, 30.5, "UKR"),
    "Pristina": (42.66, 21.16, "XKX"),
    "Belgrade": (44.8, 20.4, "SRB"),
    "Nicosia": (35.1, 33.35, "CYP"),
    "Kyrenia": (35.27, 33.35, "CYP"),
    "Kaliningrad": (54.7, 21.2, "RUS"),
    "Paris": (48.85, 2.35, "FRA"),
    "Ankara": (39.9, 32.85, "TUR"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_lies_in_the_country_it_is_recognised_to_be_in(name):
    lat, lon, country = PLACES[name]
    holds = [code for code, parts in polygons().items() if within(parts, project(lat, lon))]
    assert holds == [country]


def test_small_states_have_a_place_and_every_european_country_is_on_the_map():
    places = europe.topology()["places"]
    left, bottom, right, top = europe.bounds()
    for country, (lat, lon) in {"MLT": (35.9, 14.4), "CYP": (35.1, 33.2), "LUX": (49.8, 6.1)}.items():
        x, y = project(lat, lon)
        assert abs(places[country][0] - x) < 60_000
        assert abs(places[country][1] - y) < 60_000
    from analysis.countries import EUROPEAN_COUNTRIES, members

    for country in members(EUROPEAN_COUNTRIES, load.countries()):
        x, y, _ = places[country]
        assert left < x < right
        assert bottom < y < top


def test_no_name_on_a_map_lies_on_another():
    rows = pl.DataFrame(
        {"country": ["FRA", "DEU", "CHE", "BEL", "NLD"], "name": ["France", "Germany", "Switzerland", "Belgium", "Netherlands"]}
    )
    rows = rows.with_columns(fill=pl.lit(theme.BLUE))
    placed = europe.placed_names(rows, rows["country"].to_list(), 300, 11)
    assert len(placed) >= 4


def test_a_part_of_the_positions_is_refused_by_the_maps():
    with pytest.raises(NotComparable, match="a part of pledges"):
        figures.guarantees.maps.troops(PLEDGES.head(50), END)
