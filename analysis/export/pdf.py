"""Render a story or one figure as a tagged PDF with alternative texts and bookmarks, typeset by typst."""

import itertools
import tempfile
from pathlib import Path
from typing import Any

import typst

from analysis.charts import theme, typeface
from analysis.charts.picture import Picture
from analysis.charts.svg import size_of
from analysis.errors import ExportFault, UnknownName
from analysis.export.front import arrange, publishers_text
from analysis.export.markdown import typst as typst_markup
from analysis.export.markdown import typst_string, typst_table, typst_text
from analysis.export.pdf_front import set_front
from analysis.export.story import Chapter, Part, Points, Repeated, Rows, Story, Words, parts

PAPERS = {"a4": "a4", "letter": "us-letter"}
AREA = {"a4": (16.6, 21.5), "letter": (17.19, 19.7)}
"""Centimetres across and down that a drawing may take: a page still holds a heading and the words that lead to it."""
LEAD = 3.8
"""Centimetres that this leaves to those."""
NOTE, LETTERS = 0.42, 115
"""Centimetres of a line of notes under a drawing, and about as many characters as it holds."""
HEADINGS, GAP, LINE, WIDE = 1.9, 0.2, 0.5, 95
"""Centimetres of a chapter's title and first heading, between paragraphs and of a line, and the letters that a line holds."""
SMALLEST = 0.75
"""Part of the page's width below which no drawing is made smaller to stand on the page of its chapter's title."""
SHORT = 1500
"""Characters up to which a chapter's last words are kept on one page, so that no page holds their last line alone."""
LOGO = "logo.png"
ASSETS = Path(__file__).parent / "assets"


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
    language, _, country = story.language.lower().partition("-")
    looks = {"paper": PAPERS[size], "language": language, "region": typst_string(country) if country else "none"}
    if story.front:
        return _front(story.front, looks, story, size)
    cover = {"heading": typst_text(story.title), "date": typst_text(story.date), "issuer": typst_text(story.issuer)}
    content = [_template("paper.typ", title=typst_string(story.title), **looks, **cover)]
    for chapter, chapter_parts in parts(story):
        content.append(f"= {typst_text(chapter.title)}")
        content += [_part(part, chapter, size) for part in chapter_parts]
    content.append(_sources(story))
    return _compile("\n\n".join(content), {f"{picture.id}.svg": picture.svg for picture in story.pictures})


def _front(chapter: Chapter, looks: dict[str, str], story: Story, size: str) -> bytes:
    """Set a briefing: a page that answers, a page on what is ahead, and its charts."""
    front = arrange(chapter)
    issue = " · ".join(filter(None, (f"Issued {front.issued}", story.issuer)))
    words = {"running": typst_text(story.title), "issue": typst_text(issue), "foot": typst_text(f"{story.title} · {issue}")}
    content, drawings = set_front(chapter, publishers_text(story, chapter), size)
    head = f'#align(right, image("{LOGO}", height: 1cm, alt: {typst_string(story.logo_says)}))' if story.logo else ""
    source = _template("brief.typ", title=typst_string(front.title), logo=head, **looks, **words) + content
    return _compile(source, drawings, story.logo)


def render_figure(picture: Picture) -> bytes:
    """Set one drawing on a page of its own size, with its title and alternative text.

    >>> record = {"id": "aid", "headline": "Aid", "alt": "A line"}
    >>> render_figure(Picture(record, {}, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))[:5]
    b'%PDF-'
    """
    title, alt = (typst_string(picture.record[name]) for name in ("headline", "alt"))
    return _compile(_template("figure.typ", title=title, alt=alt), {"figure.svg": picture.svg})


def _template(name: str, **values: str) -> str:
    looks = {"font": theme.FONT, "ink": theme.INK, "soft_ink": theme.SOFT_INK}
    return (ASSETS / name).read_text(encoding="utf-8").format(**looks, **values)


def _part(part: Part, chapter: Chapter, size: str) -> str:
    match part.item:
        case Words(text):
            content = typst_markup(text, part.level)
            if isinstance(part.following, Rows | Picture):
                # The words that lead to a chart or a table stay on its page.
                return _kept_with_next(f"\n{content}\n")
            return f"#block(breakable: false)[\n{content}\n]" if part.following is None and len(text) < SHORT else content
        case Rows(record):
            return _table(record)
        case Points(record):
            return "\n\n".join(
                f"- *{typst_text(one['label'])}* {typst_text(one['claim'])} {typst_text(one['text'])}"
                for one in record["points"]
            )
        case Picture():
            return _figure(part.item, size, opening_height(chapter, part.item))
        case Repeated(picture):
            return f"#emph[The chart is shown above: {typst_text(picture.record['headline'])}.]"


def area(size: str, notes: str) -> tuple[float, float]:
    """Give the centimetres across and down that a drawing with notes under it may take; `size` is a4 or letter.

    >>> area("letter", "")
    (17.19, 19.7)
    """
    across, down = AREA[size]
    return across, down - NOTE * -(-len(notes) // LETTERS)


def opening_height(chapter: Chapter, picture: Picture) -> float:
    """Estimate the centimetres that the opening of a chapter takes of the area of its first drawing; 0 for any other.

    >>> aid, gap = Picture({"id": "aid"}, {}), Picture({"id": "gap"}, {})
    >>> chapter = Chapter("aid", "Aid", [Words("Letters. " * 60), aid, gap])
    >>> opening_height(chapter, aid), opening_height(chapter, gap)
    (1.3, 0.0)
    """
    before = list(itertools.takewhile(lambda item: item is not picture, chapter.items))
    words = [item.text for item in before if isinstance(item, Words)]
    if len(words) < len(before):
        return 0.0
    return round(max(0.0, HEADINGS + sum(GAP + LINE * -(-len(text) // WIDE) for text in words) - LEAD), 3)


def extent(svg: str, size: str, notes: str = "", used: float = 0.0) -> tuple[float, float]:
    """Give the width and height in centimetres at which a drawing is set: across the page, or as high as its area.

    `svg` states its width and height in numbers, else AnalysisError is raised; `notes` stand under the drawing, `used` centimetres of its area are for other things.
    A drawing that would have to be much smaller for those has a page of its own.

    >>> extent('<svg width="400" height="200">', "a4"), extent('<svg width="400" height="400">', "a4", used=6)
    ((16.6, 8.3), (15.5, 15.5))
    """
    across, down = area(size, notes)
    wide, high = size_of(svg)
    ratio = high / wide
    width = min(across, (down - used) / ratio)
    if width < SMALLEST * across:
        width = min(across, down / ratio)
    return width, width * ratio


def _figure(picture: Picture, size: str, used: float) -> str:
    notes, alt = " ".join(picture.record["notes"]), typst_string(picture.record["alt"])
    width, height = extent(picture.svg, size, notes, used)
    drawing = f'#figure(image("{picture.id}.svg", width: {width:.3f}cm, height: {height:.3f}cm, alt: {alt}), alt: {alt})'
    return f"{_kept_with_next(drawing)}\n\n{_small(notes)}" if notes else drawing


def _table(record: dict[str, Any]) -> str:
    title, subtitle = (_kept_with_next(text) for text in (f"*{typst_text(record['title'])}*", typst_text(record["subtitle"])))
    body = typst_table(record["header"], record["rows"], tuple(record["telling"]), record.get("links"))
    return "\n\n".join([title, subtitle, body, _small(record["source_line"])])


def _small(text: str) -> str:
    return f'#block(breakable: false)[#text(size: 8pt, fill: rgb("{theme.SOFT_INK}"))[{typst_text(text)}]]'


def _kept_with_next(content: str) -> str:
    return f"#block(sticky: true)[{content}]"


def _sources(story: Story) -> str:
    lines = [
        f"- {typst_text(source['text'])}. {typst_text(source['citation'])}."
        + (f" #link({typst_string(source['url'])})" if source["url"] else "")
        for source in story.sources
    ]
    return "= Sources\n\n" + "\n".join(lines)


def _compile(source: str, pictures: dict[str, str], logo: bytes = b"") -> bytes:
    """Set typst as PDF; raises ExportFault, which names the letters that are in none of its fonts if that is the fault."""
    # The typesetter leaves a text of a drawing out without a word if it can show none of its letters.
    missing = typeface.missing_letters("".join(typeface.NOT_DRAWN.sub("", svg) for svg in pictures.values()))
    if not missing:
        try:
            return _typeset(source, pictures, logo)
        except typst.TypstError as fault:
            missing = typeface.missing_letters(source) if typeface.NO_LETTER.search(str(fault)) else []
            if not missing:
                problem = f"the PDF cannot be set: {typeface.first_line(fault)}"
                raise ExportFault(problem, "fix that, or take html, docx or pptx instead of pdf") from fault
    # More letters may be missing in the words than in the drawings.
    letters = list(dict.fromkeys([*missing, *typeface.missing_letters(source)]))
    fix = "write other letters, or take html, docx or pptx instead of pdf"
    raise ExportFault(f"the PDF's font has no letter for {typeface.named(letters)}", fix)


def _typeset(source: str, pictures: dict[str, str], logo: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (pictures | {"main.typ": source}).items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        (Path(folder) / LOGO).write_bytes(logo)
        main = str(Path(folder) / "main.typ")
        pdf = typst.compile(main, root=folder, font_paths=typeface.fonts(others=True), pdf_standards=["ua-1"])
    return bytes(pdf)  # type: ignore[arg-type]
