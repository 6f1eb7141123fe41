"""Words of an analyst's own notebook: whatever Markdown they hold, a briefing comes out, and says the same."""

import io

import pytest
from docx import Document

from analysis.briefing import document, markup, paper
from analysis.briefing.story import Chapter, Story, Words

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


@pytest.mark.parametrize("texts", [(OWN,), (OWN, "# Last title\n\nThe end."), ("# Only a title",), ("",)])
def test_any_words_become_paper(texts):
    assert paper.paper(story(*texts)).startswith(b"%PDF")


def test_an_item_keeps_its_number_its_paragraphs_and_what_is_inside_it():
    found = [(one.kind, one.level, one.number, one.text) for one in markup.blocks(OWN) if one.level and one.kind != "heading"]
    assert found[:4] == [
        ("item", 1, 3, "third"),
        ("paragraph", 1, None, "with a further paragraph"),
        ("item", 1, 4, "fourth, bold both bold again"),
        ("item", 2, None, "inside"),
    ]


def test_a_style_inside_another_ends_alone():
    assert markup.blocks("**a *b* c** d")[0].runs == [("a ", "strong"), ("b", "em"), (" c", "strong"), (" d", "")]


def test_an_address_stands_behind_its_words():
    assert markup.blocks(OWN)[0].text.endswith("a page (https://example.org/a_b).")
    assert markup.blocks("a [relative link](other.ipynb).")[0].text == "a relative link."


def test_a_document_says_the_same_words():
    made = Document(io.BytesIO(document.document(story(OWN))))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert {"3. third", "4. fourth, bold both bold again", "inside", "with a further paragraph"} <= set(lines)
