"""Amounts of one's own stand beside Kiel's, exact and cited as their own; what cannot be read without guessing is refused."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import altair as alt
import polars as pl
import pypdf
import pytest
from docx import Document
from pptx import Presentation

from analysis import Figure, Source, cite, figures, groups, load, measures
from analysis.errors import AnalysisError

BMVG = Source("BMVg, report 2025", url="https://example.org/report")
CSV = """Monat;Betrag;Art
01.2025;1.234.567,89;military
02.2025;500,11;military
02.2025;99,89;military
"""


@pytest.fixture
def ministry(tmp_path) -> Path:
    path = tmp_path / "ministry.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def own(ministry) -> pl.DataFrame:
    return load.own(ministry, donor="DEU", source=BMVG, kind="Art")


def test_a_ministrys_file_becomes_exact_rows_of_the_contract(own):
    assert own.schema == load.aid().schema
    assert own.select("month", "donor", "kind", "stage", "eur").rows() == [
        (date(2025, 1, 1), "DEU", "military", "allocated", Decimal("1234567.89")),
        (date(2025, 2, 1), "DEU", "military", "allocated", Decimal("600.00")),
    ]


def test_it_joins_kiels_and_each_is_cited_as_its_own(own):
    both = pl.concat([load.aid(), own])
    texts = [source.text for source in cite(both)]
    assert len(texts) == 2
    assert texts[0].startswith("Kiel Institute for the World Economy, Ukraine Support Tracker, release")
    assert texts[1] == "BMVg, report 2025"
    assert [source.text for source in cite(own)] == ["BMVg, report 2025"]
    assert cite(own)[0].as_of == date(2025, 2, 28)


def test_its_months_are_those_it_covers_itself(own):
    months = measures.aid.over_time(pl.concat([load.aid(29), own]), by="donor")
    mine = months.filter(pl.col("release") == "BMVg, report 2025")
    assert mine["period"].to_list() == [date(2025, 1, 1), date(2025, 2, 1)]
    assert months.filter(pl.col("release") == "29")["period"].max() == date(2026, 4, 1)


def test_one_figure_of_the_package_does_not_add_the_two(own):
    with pytest.raises(AnalysisError):
        figures.aid.rolling_year(pl.concat([load.aid(), own]))


def both_sources(own) -> Figure:
    months = measures.aid.over_time(pl.concat([load.aid(), own]), by="donor", kind="military", every="1y")
    rows = months.filter(pl.col("donor") == "DEU", pl.col("period") == date(2025, 1, 1))
    chart = alt.Chart(rows).mark_bar().encode(x="release:N", y="eur_bn:Q")
    return Figure(chart, headline="Two counts of German military aid in 2025")


def words_of(path: Path) -> str:
    content = path.read_bytes()
    match path.suffix:
        case ".pdf":
            return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        case ".pptx":
            shapes = Presentation(io.BytesIO(content)).slides[0].shapes
            return " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
        case ".docx":
            document = Document(io.BytesIO(content))
            return " ".join(paragraph.text for paragraph in document.paragraphs)
        case _:
            return content.decode()


@pytest.mark.parametrize("ending", ["svg", "html", "pdf", "pptx", "docx", "json", "txt"])
def test_a_chart_of_both_names_two_sources_in_every_format(own, tmp_path, ending):
    words = words_of(both_sources(own).save(tmp_path / f"both.{ending}")).replace("\n", " ")
    for name in ("Ukraine Support Tracker", "BMVg, report 2025"):
        assert name in words, ending


def test_a_picture_shows_and_a_csv_tells_which_row_is_whose(own, tmp_path):
    figure = both_sources(own)
    assert figure.save(tmp_path / "both.png").read_bytes().startswith(b"\x89PNG")
    # The picture is made of the drawing, whose last words are the sources.
    assert "BMVg, report 2025" in figure.svg()
    releases = pl.read_csv(figure.save(tmp_path / "both.csv"), infer_schema=False)["release"].to_list()
    assert sorted(releases) == sorted([load.default_release(), "BMVg, report 2025"])


def test_dollars_become_euros_month_by_month_and_the_rates_are_cited():
    rows = pl.DataFrame({"month": [date(2022, 1, 1), date(2022, 2, 1)], "usd": [1131448, 1134190]})
    own = load.own(rows, donor="United States", source="DoD, budget 2022", amount="usd", unit="USD")
    assert own["eur"].to_list() == [Decimal("1000000.00")] * 2
    texts = [source.text for source in cite(own)]
    assert texts[0] == "DoD, budget 2022"
    assert "European Central Bank" in texts[1]
    assert "turned from USD into euros" in texts[1]


def test_rows_of_another_release_never_pass_as_kiels():
    with pytest.raises(AnalysisError, match=r"release '29' is one of the Kiel Institute's.*\n  -> give another name"):
        load.own(load.aid(29).head(3), source="BMVg, report 2025")
    with pytest.raises(AnalysisError, match="release '29' is one of the Kiel Institute's"):
        load.own(FRAME, donor="DEU", source="BMVg, report 2025", release=29)
    mine = load.aid(29).head(3).with_columns(release=pl.lit("corrected"))
    with pytest.raises(AnalysisError, match="no release 'corrected'"):
        cite(mine)
    assert [one.text for one in cite(load.own(mine, source="Our correction of release 29"))] == ["Our correction of release 29"]


def test_millions_and_thousands_are_exact():
    rows = pl.DataFrame({"date": ["2025-03-15"], "amount": ["12,345678"]})
    assert load.own(rows, donor="DEU", source="BMVg, mn", unit="EUR mn")["eur"].to_list() == [Decimal("12345678.00")]


def test_the_sign_of_the_currency_may_stand_beside_amounts():
    rows = pl.DataFrame({"month": ["2025-03"], "eur": ["€ 1.234,50"]})
    assert load.own(rows, donor="DEU", source="BMVg, signs")["eur"].to_list() == [Decimal("1234.50")]


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "json", "csv"])
def test_each_kind_of_file_is_read(tmp_path, ending):
    frame = pl.DataFrame({"Datum": ["15.01.2025", "20.02.2025"], "Betrag": [1.5, 2.25], "Land": ["Germany", "FRA"]})
    path = tmp_path / f"ministry.{ending}"
    {"xlsx": frame.write_excel, "parquet": frame.write_parquet, "json": frame.write_json, "csv": frame.write_csv}[ending](path)
    own = load.own(path, source=f"A ministry, {ending}", unit="EUR mn")
    assert own.select("month", "donor", "eur").rows() == [
        (date(2025, 1, 1), "DEU", Decimal("1500000.00")),
        (date(2025, 2, 1), "FRA", Decimal("2250000.00")),
    ]


MONTHS = ["2025-04-30", "30.04.2025", "30 April 2025", "April 2025", "Apr 2025", "04.2025", "04/2025", "2025/04", "2025M04"]


@pytest.mark.parametrize("text", MONTHS)
def test_a_month_is_read_as_ministries_write_it(text):
    own = load.own(pl.DataFrame({"month": [text], "eur": [1]}), donor="DEU", source="BMVg, months")
    assert own["month"].to_list() == [date(2025, 4, 1)]


FRAME = pl.DataFrame({"month": ["2025-01", "2025-02"], "eur": [1.5, 2.5]})
ASK = {"donor": "DEU", "source": "BMVg, wrong"}
WRONG = {
    "no source": (FRAME, {"source": ""}, "without a source cannot be cited\n  -> say whose they are"),
    "a path as source": (FRAME, {"source": "data/mine.csv"}, "is a path, which tells a reader nothing\n  -> name publisher"),
    "no such file": ("gone.csv", {}, "there is no file 'gone.csv'\n  -> give its path"),
    "no donor": (FRAME, {"donor": None}, "which column holds the donors is not said"),
    "an unknown donor": (FRAME, {"donor": "Germny"}, "no donor 'Germny'\n  -> did you mean 'Germany'"),
    "an unknown column": (FRAME, {"amount": "euro"}, "no column for amount 'euro'\n  -> did you mean 'eur'"),
    "no column of months": (
        FRAME.rename({"month": "when"}),
        {},
        "which column holds the months is not said.*\n  -> name it: load.own\\(..., month=",
    ),
    "amounts that are null": (FRAME.with_columns(eur=pl.Series([1.5, None])), {}, "1 of 2 amounts in 'eur' are not known"),
    "amounts that are NaN": (
        FRAME.with_columns(eur=pl.Series([1.5, float("nan")])),
        {},
        "1 of 2 amounts in 'eur' are not known",
    ),
    "amounts in two ways": (FRAME.with_columns(eur=pl.Series(["1.5", "2,5"])), {}, "a decimal comma and with a decimal point"),
    "a thousandfold or not": (FRAME.with_columns(eur=pl.Series(["1.500", "2.500"])), {}, "is a thousandfold or not"),
    "words as amounts": (FRAME.with_columns(eur=pl.Series(["1.5", "n/a"])), {}, "'n/a' in 'eur' is no amount"),
    "a sign of another currency": (
        FRAME.with_columns(eur=pl.Series(["$ 1.5", "$ 2.5"])),
        {},
        "'[$] 1.5' in 'eur' is no amount\n  -> write numbers alone",
    ),
    "a currency without rates": (FRAME, {"unit": "GBP mn"}, "no currency 'GBP mn'"),
    "an unknown scale": (FRAME, {"unit": "EUR lakh"}, "no unit of money 'EUR lakh'"),
    "millions not said": (
        FRAME.rename({"eur": "EUR mn"}),
        {"amount": "EUR mn"},
        "speaks of mn, and the unit is EUR\n  -> say it: .*unit='EUR mn'",
    ),
    "dollars not said": (FRAME.rename({"eur": "usd"}), {"amount": "usd"}, "speaks of dollars"),
    "years": (FRAME.with_columns(month=pl.Series([2024, 2025])), {}, "'month' holds Int64.*not months"),
    "quarters": (FRAME.with_columns(month=pl.Series(["2025Q1", "2025Q2"])), {}, "'2025Q1' in 'month' is no month"),
    "years of two digits": (
        FRAME.with_columns(month=pl.Series(["01.02.25", "01.03.25"])),
        {},
        "is no month that can be read without guessing",
    ),
    "days that could be months": (FRAME.with_columns(month=pl.Series(["03/04/2025", "04/05/2025"])), {}, "without guessing"),
    "months written in two ways": (
        FRAME.with_columns(month=pl.Series(["2025-04", "05.2025"])),
        {},
        "written in more than one way: '2025-04' and '05.2025'\n  -> write them one way, such as 2025-04",
    ),
    "an unknown kind": (FRAME, {"kind": "milltary"}, "no kind 'milltary'\n  -> did you mean 'military'"),
    "an unknown stage": (FRAME, {"stage": "promised"}, "no stage 'promised'"),
    "no rate for the month": (
        FRAME.with_columns(month=pl.lit("2019-01")),
        {"unit": "USD"},
        "no rate of USD is at hand for 2019-01",
    ),
    "one month that is none": (
        FRAME.with_columns(month=pl.Series(["2025-01", "Total"])),
        {},
        "'Total' in 'month' is no month",
    ),
    "a group as donor": (FRAME, {"donor": groups.NATO}, "a donor is one country or the EU, and 'NATO' is none"),
    "an amount beyond all pledges": (
        FRAME.with_columns(eur=pl.Series(["1.5", "9" * 26])),
        {},
        "more than anybody has pledged\n  -> look at the unit",
    ),
    "a unit in another language": (FRAME, {"unit": "Mio. EUR"}, "no currency 'Mio. EUR'.*unit='EUR mn'"),
    "no rows": (FRAME.head(0), {}, "have no rows"),
    "no frame": ([1, 2], {}, "a list is no frame"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_without_guessing_is_refused(name):
    data, said, told = WRONG[name]
    with pytest.raises(AnalysisError, match=rf"(?s){told}") as fault:
        load.own(data, **ASK | said)
    assert fault.value.fix


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_each_encoding_that_spreadsheets_write(tmp_path, encoding):
    path = tmp_path / "minist\u00e8re.csv"
    path.write_bytes("pays;mois;montant\nT\u00fcrkiye;2025-01;1,50\n".encode(encoding))
    rows = load.own(path, donor="pays", month="mois", amount="montant", source=f"Minist\u00e8re, {encoding}")
    assert rows.select("donor", "eur").rows() == [("TUR", Decimal("1.50"))]


def test_a_file_with_two_columns_of_one_name_is_refused(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("month,amount,amount\n2025-01,1,2\n", encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"two\.csv has 2 columns called 'amount'"):
        load.own(path, donor="DEU", source="BMVg, report 2025")


def test_a_workbook_that_is_none_is_refused_in_words(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("no workbook", encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"a\.xlsx cannot be read: "):
        load.own(path, donor="DEU", source="BMVg, report 2025")


def test_two_works_never_share_a_name():
    load.own(FRAME, donor="DEU", source="BMVg, first", release="ours")
    with pytest.raises(AnalysisError, match="release 'ours' is that of 'BMVg, first' already"):
        load.own(FRAME, donor="DEU", source="BMVg, second", release="ours")


def test_the_record_of_a_figure_tells_no_path(own, tmp_path):
    record = both_sources(own).record()
    assert str(tmp_path) not in json.dumps(record)
    with zipfile.ZipFile(both_sources(own).save(tmp_path / "both.pptx")) as deck:
        assert not any(str(tmp_path).encode() in deck.read(name) for name in deck.namelist())
