"""The lists of a deck: its contents, notes and sources, each shared out over as many slides as it needs."""

import textwrap

from analysis.export.markdown import blocks, nonbreaking
from analysis.export.story import Story

WIDTH, HEIGHT, SIZE, GAP = 95, 5.2, 16, 8
"""Letters a line, as wide fonts have them; inches of a slide; points of a letter and between two entries."""


def contents(story: Story) -> list[str]:
    """List the questions of a story's chapters with the slide where each begins; of a single chapter, its figures.

    >>> from analysis.export.story import Chapter
    >>> from analysis.charts.picture import Picture
    >>> figures = [Picture({"id": name, "headline": name}, {}) for name in ("aid", "ships", "talks")]
    >>> contents(Story("Briefing", "", [Chapter("10", "Who leads?", figures[:2]), Chapter("20", "Who lists?", figures)]))
    ['Who leads? (slide 3)', 'Who lists? (slide 5)']
    """
    places = {picture.id: nth for nth, picture in enumerate(story.pictures)}
    new = [
        (chapter.title, [places.pop(picture.id) for picture in chapter.pictures if picture.id in places])
        for chapter in story.chapters
    ]
    begins = [(title, numbers[0]) for title, numbers in new if numbers]
    if len(begins) < 2:
        return [nonbreaking(picture.record["headline"]) for picture in story.pictures]

    def lines(slide: int) -> list[str]:
        return [f"{nonbreaking(title)} (slide {slide + place})" for title, place in begins]

    # As many slides go before as there are of these lines, besides the title's.
    return lines(2 + len(pages(lines(3))))


def caveats(story: Story) -> list[str]:
    """List what the notes of a story's figures say, each once.

    >>> caveats(Story("Briefing", "", []))
    []
    """
    notes = dict.fromkeys(note for picture in story.pictures for note in picture.record["notes"])
    return [block.text for note in notes for block in blocks(note)]


def sources(story: Story) -> list[str]:
    """List a story's sources with their addresses.

    >>> sources(Story("Briefing", "", []))
    []
    """
    return [f"{source['text']}. {source['url']}".rstrip() for source in story.sources]


def told(heading: str, text: str) -> list[tuple[str, list[str]]]:
    r"""Break Markdown into slides, each a title and its lines; `heading` is that of the words before the first one in the text.

    >>> told("Aid", "It grew.\n\n## By donor\n\n- Germany")
    [('Aid', ['It grew.']), ('By donor', ['\u2022 Germany'])]
    """
    slides: list[tuple[str, list[str]]] = [(heading, [])]
    for block in blocks(text):
        if block.kind == "heading":
            slides.append((nonbreaking(block.text), []))
        elif block.kind == "table":
            slides[-1][1].extend(" | ".join(row) for row in block.cells)
        else:
            slides[-1][1].append(f"\u2022 {block.text}" if block.kind == "item" else block.text)
    # A heading alone stays as the title of what is shown below it.
    return [slide for slide in slides[:-1] if slide[1]] + slides[-1:]


def pages(lines: list[str], *, numbered: bool = True) -> list[list[str]]:
    """Number lines and share them out over as many slides as they need, by the height each takes once it is wrapped.

    >>> [page[0] for page in pages(["a short line"] * 15)]
    ['1.  a short line', '14.  a short line']
    """
    slides: list[list[str]] = []
    left = 0.0
    for number, line in enumerate(lines, 1):
        entry = f"{number}.  {line}" if numbered else line
        height = (len(textwrap.wrap(entry, WIDTH)) * SIZE * 1.2 + GAP) / 72
        if not slides or height > left:
            slides.append([])
            left = HEIGHT
        slides[-1].append(entry)
        left -= height
    return slides
