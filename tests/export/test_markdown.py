"""Words of an analyst's own notebook: whatever Markdown they hold, a briefing comes out, and says the same."""

import io
import re

import pypdf
import pytest
import typst
from docx import Document

from analysis.charts.picture import Picture
from analysis.errors import ExportFault
from analysis.export import docx, html, markdown, pdf
from analysis.export.story import Chapter, Rows, Story, Words

OWN = """An *important* and ***very* important** word, `code`, and [a page](https://example.org/a_b).

# A second title

3. third

   with a further paragraph
4. fourth, **bold *both* bold again**
   - inside

- [x] done & <b>not markup</b> $a_1$ #not-a-heading @nobody

| a | b |
|---|--:|
| *x* | 1 |

> quoted

    indented code

---

Last words with a [relative link](other.ipynb)."""


def story(*texts: str) -> Story:
    return Story("Briefing", "today", [Chapter("mine", "Mine", [Words(one) for one in texts])])


@pytest.mark.parametrize("texts", [(OWN,), (OWN, "# Last title\n\nThe end."), ("# Only a title",), ("",), ()])
def test_any_words_become_paper(texts):
    assert pdf.render_story(story(*texts)).startswith(b"%PDF")


def test_an_item_keeps_its_number_its_paragraphs_and_what_is_inside_it():
    blocks = [
        (one.kind, one.level, one.number, one.text) for one in markdown.blocks(OWN) if one.level and one.kind != "heading"
    ]
    assert blocks[:4] == [
        ("item", 1, 3, "third"),
        ("paragraph", 1, None, "with a further paragraph"),
        ("item", 1, 4, "fourth, bold both bold again"),
        ("item", 2, None, "inside"),
    ]


def test_a_style_inside_another_ends_alone():
    assert markdown.blocks("**a *b* c** d")[0].runs == [("a ", "strong"), ("b", "em"), (" c", "strong"), (" d", "")]


def test_an_address_stands_behind_its_words():
    assert markdown.blocks(OWN)[0].text.endswith("a page (https://example.org/a_b).")
    assert markdown.blocks("a [relative link](other.ipynb).")[0].text == "a relative link."


def test_a_document_says_the_same_words():
    made = Document(io.BytesIO(docx.render_story(story(OWN))))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert {"3. third", "4. fourth, bold both bold again", "inside", "with a further paragraph"} <= set(lines)


SKIPPING = ("### First\n\nwords", "no heading", "##### Deep\n\n## Up\n\n#### Down", "# Top")


def refuse_skips(levels: list[int]) -> None:
    assert all(1 < level <= before + 1 for before, level in zip([1, *levels], levels, strict=False)), levels


def test_a_heading_is_at_most_one_level_deeper_than_the_one_before_it():
    assert pdf.render_story(story(*SKIPPING)).startswith(b"%PDF")
    assert pdf.render_story(story("### First")).startswith(b"%PDF")
    shown = html.render_story(story(*SKIPPING)).decode().split("<main")[1].split('id="page:sources"')[0]
    levels = [int(level) for level in re.findall(r"<h(\d)>", shown)]
    assert len(levels) == 5
    refuse_skips([level - 1 for level in levels])
    made = Document(io.BytesIO(docx.render_story(story(*SKIPPING))))
    styles = [paragraph.style.name for paragraph in made.paragraphs]
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert (levels[0], levels[-1], len(levels)) == (1, 1, 7)
    refuse_skips(levels[1:-1])


@pytest.mark.parametrize(
    "words", ["a ship \N{SHIP} and \u4e2d\u6587", "# \N{SHIP}", "`\u4e2d` \N{SHIP}", "| \N{SHIP} |\n|---|\n| \u6587 |"]
)
def test_letters_that_the_paper_lacks_are_named_all_of_them(words):
    with pytest.raises(ExportFault) as fault:
        pdf.render_story(story(f"{words} caf\u00e9 \u2013 na\u00efve"))
    lacking = sorted({letter for letter in words if letter in "\N{SHIP}\u4e2d\u6587"})
    assert sorted(fault.value.problem.split(" no letter for ")[1].split(", ")) == lacking
    assert "html" in fault.value.fix


def test_a_drawings_own_letters_are_named_too():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><text y="20">&#128674;</text></svg>'
    with pytest.raises(ExportFault, match="no letter for \N{SHIP}"):
        pdf.render_figure(Picture({"id": "aid", "headline": "Aid", "alt": "A line"}, {}, drawn))


def test_whatever_else_the_typesetter_refuses_is_an_error_of_ours(monkeypatch):
    def refuse(*_, **__):
        raise typst.TypstError("something new\nin two lines")

    monkeypatch.setattr(typst, "compile", refuse)
    with pytest.raises(ExportFault, match="cannot be set: something new\n"):
        pdf.render_story(story("words"))


@pytest.mark.parametrize(("language", "spoken"), [("en", "en"), ("de-AT", "de-AT")])
def test_the_paper_speaks_the_language_asked_for(language, spoken):
    made = pypdf.PdfReader(io.BytesIO(pdf.render_story(Story("Briefing", "", [], language))))
    assert made.trailer["/Root"]["/Lang"] == spoken


def test_a_tables_columns_are_as_wide_as_what_they_hold():
    record = {
        "title": "Acts",
        "subtitle": "by day",
        "header": ["day", "what was done", "EUR bn"],
        "rows": [["2022-02-24", "many words " * 12, "1,204.5"], ["2022-02-25", "few", "-3.0"]],
        "telling": [1],
        "source_line": "Source: us.",
    }
    made = Document(io.BytesIO(docx.render_story(Story("Briefing", "", [Chapter("mine", "Mine", [Rows(record)])]))))
    table = made.tables[0]
    day, what, amount = (column.width for column in table.columns)
    assert what > 2 * day > 0
    assert day + what + amount <= docx.WIDTH + 1000  # rounding to twentieths of a point
    assert [cell.width for cell in table.rows[1].cells] == [day, what, amount]
    aligned = [[cell.paragraphs[0].alignment for cell in row.cells] for row in table.rows]
    assert aligned == [[None, None, 2]] * 3
    order = [one.tag.split("}")[1] for one in table._tbl.tblPr]
    assert order.index("tblBorders") < order.index("tblLayout")
    assert [[run.bold for run in row.cells[0].paragraphs[0].runs] for row in table.rows] == [[True], [False], [True]]
    assert made.styles["Heading 1"].font.color.rgb == made.styles["Title"].font.color.rgb
    assert str(made.styles["Heading 1"].font.color.rgb) == docx.theme.INK.removeprefix("#").upper()


def test_a_picture_in_the_words_leaves_what_it_says_in_paper_and_document():
    text = "Here ![a map of Europe](map.png) and ![](plan.png)."
    assert markdown.blocks(text)[0].text == "Here [Picture: a map of Europe] and [Picture: without a description]."
    assert "Picture: a" in markdown.typst(text)
    assert 'alt="a map of Europe"' in markdown.html(text)
