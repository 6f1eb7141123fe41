"""The paper: a tagged PDF with alternative texts and bookmarks, set by typst."""

import functools
import html
import itertools
import re
import tempfile
from pathlib import Path

import typst

from analysis.charts import theme, typeface
from analysis.charts.picture import Picture
from analysis.errors import ExportFault, UnknownName
from analysis.export.markdown import TITLE_LEVEL, last_level, typst_string, typst_table, typst_text
from analysis.export.markdown import typst as typst_markup
from analysis.export.story import Chapter, Rows, Story, Words

PAPERS = {"a4": "a4", "letter": "us-letter"}
ROOM = {"a4": (16.6, 21.5), "letter": (17.19, 19.7)}
"""Centimetres across and down that a drawing may take: a page still holds a heading and the words that lead to it."""
LEAD = 3.8
"""Centimetres that the room leaves to those."""
NOTE, LETTERS = 0.42, 115
"""Centimetres of a line of notes under a drawing, and about as many characters as it holds."""
HEADINGS, GAP, LINE, WIDE = 1.9, 0.2, 0.5, 95
"""Centimetres of a chapter's title and first heading, between paragraphs and of a line, and the letters that a line holds."""
SMALLEST = 0.75
"""Part of the page's width below which no drawing is made smaller to stand on the page of its chapter's title."""
SHORT = 1500
"""Characters up to which a chapter's last words are kept on one page, so that no page holds their last line alone."""
UNDRAWN = re.compile(r"<(title|desc)\b.*?</\1>", re.S)
UNSHOWN, NAMED = re.compile(r'text `"(.+?)"` could not be displayed'), 12
"""What the typesetter says of letters that its fonts lack, and how many of those an error names."""

PREAMBLE = """#set document(title: {title}, author: "Europe and the United States for Ukraine", date: none)
#set page(paper: "{paper}", margin: (x: 2.2cm, y: 2.2cm), numbering: "1", footer-descent: 30%)
#set text(font: "{font}", size: 10pt, lang: "{language}", region: {region}, fill: rgb("{ink}"))
#set par(leading: 0.65em, spacing: 1.1em)
#set table(inset: (x: 5pt, y: 4pt), align: (x, y) => if x == 0 {{ left }} else {{ right }})
#set table.cell(breakable: false)
#show table: set text(size: 8.5pt)
#show raw: set text(font: "DejaVu Sans Mono", size: 8pt)
#show heading.where(level: 1): it => {{ pagebreak(weak: true); block(text(size: 19pt, weight: 600, it.body), below: 0.9em) }}
#show heading.where(level: 2): it => block(text(size: 13pt, weight: 600, it.body), above: 1.5em, below: 0.8em)
#show heading.where(level: 3): it => block(text(size: 11.5pt, weight: 600, it.body), above: 1.4em, below: 0.7em)
#show figure: set block(breakable: false)
"""


def render_story(story: Story, size: str = "a4") -> bytes:
    """Set a story as PDF; `size` is a4 or letter. The bytes are the same for the same story.

    Raises UnknownName for another size.

    >>> render_story(Story("Briefing", "Aid data to 30 April 2026", []), "a5")
    Traceback (most recent call last):
    ...
    analysis.errors.UnknownName: no paper 'a5'
      -> choose one of: a4, letter
    """
    if size not in PAPERS:
        raise UnknownName("paper", size, PAPERS)
    pictures = {f"{picture.id}.svg": picture.svg for picture in story.pictures}
    language, _, country = story.language.lower().partition("-")
    preamble = PREAMBLE.format(
        title=typst_string(story.title),
        paper=PAPERS[size],
        language=language,
        region=typst_string(country) if country else "none",
        ink=theme.INK,
        font=theme.FONT,
    )
    parts = [preamble, _cover(story)]
    shown: set[str] = set()
    for chapter in story.chapters:
        parts.append(f"= {typst_text(chapter.title)}")
        level = TITLE_LEVEL
        for item, following in zip(chapter.items, [*chapter.items, None][1:], strict=True):
            match item:
                case Words() if isinstance(following, Rows) or (isinstance(following, Picture) and following.id not in shown):
                    # The words that lead to a chart or a table stay on its page.
                    parts.append(_kept_with_next(f"\n{typst_markup(item.text, level)}\n"))
                case Words() if following is None and len(item.text) < SHORT:
                    parts.append(f"#block(breakable: false)[\n{typst_markup(item.text, level)}\n]")
                case Words():
                    parts.append(typst_markup(item.text, level))
                case Rows():
                    parts.append(_table(item))
                case Picture() if item.id not in shown:
                    shown.add(item.id)
                    parts.append(_figure(item, size, above(chapter, item)))
                case Picture():
                    parts.append(f"#emph[The chart is shown above: {typst_text(item.record['headline'])}.]")
            level = last_level(item.text, level) if isinstance(item, Words) else level
    parts.append(_sources(story))
    return _compile("\n\n".join(parts), pictures)


def render_figure(svg: str, title: str, alt: str) -> bytes:
    """Set one drawing (SVG text) on a page of its own size, with its title and alternative text.

    >>> render_figure('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "Aid", "A line")[:5]
    b'%PDF-'
    """
    source = "\n".join(
        [
            f'#set document(title: {typst_string(title)}, author: "Europe and the United States for Ukraine", date: none)',
            "#set page(width: auto, height: auto, margin: 6pt)",
            f'#set text(font: "{theme.FONT}", lang: "en")',
            f'#figure(image("figure.svg", alt: {typst_string(alt)}), alt: {typst_string(alt)})',
        ]
    )
    return _compile(source, {"figure.svg": svg})


def _cover(story: Story) -> str:
    return "\n".join(
        [
            f"#v(3cm)\n#text(size: 26pt, weight: 600)[{typst_text(story.title)}]",
            f"\n#text(size: 12pt, fill: rgb({typst_string(theme.SOFT_INK)}))[{typst_text(story.date)}]",
            "\n#v(1.2cm)\n#text(size: 13pt, weight: 600)[Contents]\n\n#outline(title: none, depth: 1)",
        ]
    )


def room(size: str, notes: str) -> tuple[float, float]:
    """Give the centimetres across and down that a drawing with notes under it may take; `size` is a4 or letter.

    >>> room("letter", "")
    (17.19, 19.7)
    """
    across, down = ROOM[size]
    return across, down - NOTE * -(-len(notes) // LETTERS)


def above(chapter: Chapter, picture: Picture) -> float:
    """Estimate the centimetres that the opening of a chapter takes of the room of its first drawing; 0 for any other.

    >>> aid, gap = Picture({"id": "aid"}, {}), Picture({"id": "gap"}, {})
    >>> chapter = Chapter("aid", "Aid", [Words("Letters. " * 60), aid, gap])
    >>> above(chapter, aid), above(chapter, gap)
    (1.3, 0.0)
    """
    before = list(itertools.takewhile(lambda item: item is not picture, chapter.items))
    words = [item.text for item in before if isinstance(item, Words)]
    if len(words) < len(before):
        return 0.0
    return round(max(0.0, HEADINGS + sum(GAP + LINE * -(-len(text) // WIDE) for text in words) - LEAD), 3)


def extent(svg: str, size: str, notes: str = "", taken: float = 0.0) -> tuple[float, float]:
    """Give the width and height in centimetres at which a drawing is set: across the page, or as high as its room.

    `svg` states its width and height in numbers; `notes` stand under the drawing, `taken` centimetres of its room are taken.
    A drawing that would have to be much smaller for those has a page of its own.

    >>> extent('<svg width="400" height="200">', "a4"), extent('<svg width="400" height="400">', "a4", taken=6)
    ((16.6, 8.3), (15.5, 15.5))
    """
    across, down = room(size, notes)
    found = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    assert found is not None
    ratio = float(found[2]) / float(found[1])
    for left in (down - taken, down):
        width = min(across, left / ratio)
        if width >= SMALLEST * across:
            break
    return width, width * ratio


def _figure(picture: Picture, size: str, taken: float) -> str:
    record = picture.record
    notes = " ".join(record["notes"])
    width, height = extent(picture.svg, size, notes, taken)
    alt = typst_string(record["alt"])
    drawing = f'#figure(image("{picture.id}.svg", width: {width:.3f}cm, height: {height:.3f}cm, alt: {alt}), alt: {alt})'
    if not notes:
        return drawing
    return f"{_kept_with_next(drawing)}\n\n{_small(notes)}"


def _table(rows: Rows) -> str:
    record = rows.record
    body = typst_table(record["header"], record["rows"], tuple(record["telling"]))
    source = _small(record["source_line"])
    title = [_kept_with_next(words) for words in (f"*{typst_text(record['title'])}*", typst_text(record["subtitle"]))]
    return "\n\n".join([*title, body, source])


def _small(text: str) -> str:
    return f'#block(breakable: false)[#text(size: 8pt, fill: rgb("{theme.SOFT_INK}"))[{typst_text(text)}]]'


def _kept_with_next(content: str) -> str:
    return f"#block(sticky: true)[{content}]"


def _sources(story: Story) -> str:
    lines = [
        f"- {typst_text(one['text'])}. {typst_text(one['citation'])}. #link({typst_string(one['url'])})"
        for one in story.sources
    ]
    return "= Sources\n\n" + "\n".join(lines)


def _compile(source: str, pictures: dict[str, str]) -> bytes:
    # The typesetter leaves a text of a drawing out without a word if it can show none of its letters.
    drawn = "".join(UNDRAWN.sub("", svg) for svg in pictures.values())
    lacking = _lacking(_doubtful(drawn))
    try:
        made = b"" if lacking else _compiled(source, pictures)
    except typst.TypstError as fault:
        lacking = _lacking(_doubtful(source)) if UNSHOWN.search(str(fault)) else []
        if not lacking:
            first = str(fault).strip().split("\n", 1)[0]
            fix = "fix that, or take html, docx or pptx instead of pdf"
            raise ExportFault(f"the PDF cannot be set: {first}", fix) from fault
    if lacking:
        # The words may lack more than the drawings do.
        letters = list(dict.fromkeys([*lacking, *_lacking(_doubtful(source))]))
        named = ", ".join(letters[:NAMED]) + (" and others" if len(letters) > NAMED else "")
        fix = "write other letters, or take html, docx or pptx instead of pdf"
        raise ExportFault(f"the PDF's font has no letter for {named}", fix)
    return made


def _doubtful(text: str) -> str:
    return "".join(sorted(set(typeface.LACKED.findall(html.unescape(text)))))


@functools.cache
def _lacking(letters: str) -> list[str]:
    """List those letters that the fonts cannot show, up to some more than are named."""
    found: list[str] = []
    left = letters
    while left and len(found) <= NAMED:
        try:
            _compiled(f'#set document(title: "?")\n#set text(font: "{theme.FONT}")\n{" ".join(left)}', {})
            break
        except typst.TypstError as fault:
            unshown = UNSHOWN.search(str(fault))
            lacking = [letter for letter in left if unshown and letter in unshown[1]]
            if not lacking:
                break
            found += lacking
            left = "".join(letter for letter in left if letter not in lacking)
    return found


def _compiled(source: str, pictures: dict[str, str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        for name, svg in pictures.items():
            (Path(folder) / name).write_text(svg, encoding="utf-8")
        main = Path(folder) / "main.typ"
        main.write_text(source, encoding="utf-8")
        made = typst.compile(str(main), root=folder, font_paths=typeface.fonts(others=True), pdf_standards=["ua-1"])
    return bytes(made)  # type: ignore[arg-type]
