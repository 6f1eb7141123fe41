"""Tables in a document: a title apart from what it counts, and words that a wider font does not break."""

import io

import polars as pl
from docx import Document

import analysis
from analysis import figures, load
from analysis.export import docx, docx_tables, markdown


def test_a_title_is_bold_and_what_it_counts_is_not(tmp_path):
    made = analysis.table(pl.DataFrame({"donor": ["Estonia"], "eur_bn": [0.9]}), "Aid by donor", subtitle="EUR bn, a long note")
    runs = Document(str(made.save(tmp_path / "t.docx"))).paragraphs[0].runs
    assert [(run.text.strip(), run.bold) for run in runs] == [("Aid by donor", None), ("EUR bn, a long note", False)]
    assert "<strong>Aid by donor</strong><br>EUR bn, a long note" in made.save(tmp_path / "t.html").read_text()


def test_no_word_of_a_wide_table_is_wider_than_its_column_in_a_wider_font():
    record = figures.guarantees.tables.official_totals(load.us_packages(), "2026-10-10").record()
    columns = [[row[place] for row in record["rows"]] for place in range(len(record["header"]))]
    widths, letters = docx_tables.column_widths(record["header"], columns)
    assert sum(widths) <= docx_tables.WIDTH * 1.001
    # A letter of the shipped table is this wide at most, as LibreOffice sets it in a fallback font.
    letter = docx_tables.WIDTH / markdown.LINE * letters / markdown.LETTERS
    for name, cells, width in zip(record["header"], columns, widths, strict=True):
        longest = max(map(markdown.longest_word, [name, *cells]))
        assert width >= 0.99 * docx_tables.WIDEST_FONT * longest * letter, name
    assert Document(io.BytesIO(docx.render_table(record))).tables[0].rows[3].cells[0].text == "30 September 2022"
