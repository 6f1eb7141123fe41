"""Render a story or one figure as an HTML page that needs no network, and shows the drawings where scripts are off."""

import base64
import functools
import html
import json
import re
from pathlib import Path
from typing import Any

from analysis.charts import render, theme
from analysis.charts.picture import Picture
from analysis.export import markdown
from analysis.export.story import Chapter, Part, Repeated, Rows, Story, Words, parts

ASSETS = Path(__file__).parent / "assets"


def render_story(story: Story) -> bytes:
    """Render a story as a page: words, charts, tables, downloads, sources; one HTML text that needs no network."""
    chapters = "\n".join(_chapter(chapter, chapter_parts) for chapter, chapter_parts in parts(story))
    main = f"<main id='content' tabindex='-1'>{chapters}{_sources(story)}</main>"
    return _page(story.title, story.language, _header(story) + _contents(story) + main, story.pictures)


def render_figure(picture: Picture) -> bytes:
    """Render one figure as a page, which needs no network either."""
    headline = picture.record["headline"]
    return _page(headline, "en", f"<main class='single'><h1>{_text(headline)}</h1>{_figure(picture)}</main>", [picture])


def _page(title: str, language: str, body: str, pictures: list[Picture]) -> bytes:
    specs = {picture.id: picture.spec | {"$schema": render.PAGE_SCHEMA} for picture in pictures}
    assets = {"style": _fonts() + _asset("page.css"), "vega": _script_safe(render.bundle()), "script": _asset("page.js")}
    page = _asset("page.html").format(title=_text(title), language=_text(language), body=body, specs=_json(specs), **assets)
    return page.encode()


def _header(story: Story) -> str:
    date = f'<p class="date">{_text(story.date)}</p>' if story.date else ""
    return f'<header id="top"><a class="skip" href="#content">Skip to the text</a><h1>{_text(story.title)}</h1>{date}</header>'


def _contents(story: Story) -> str:
    entries = "".join(f'<li><a href="#{_text(chapter.name)}">{_text(chapter.title)}</a></li>' for chapter in story.chapters)
    return f'<nav aria-label="Contents"><h2>Contents</h2><ol>{entries}<li><a href="#sources">Sources</a></li></ol></nav>'


def _chapter(chapter: Chapter, chapter_parts: list[Part]) -> str:
    name, content = _text(chapter.name), "".join(map(_part, chapter_parts))
    title = f'<h2 id="{name}-title">{_text(chapter.title)}</h2>'
    return f'<section id="{name}" aria-labelledby="{name}-title">{title}{content}</section>'


def _part(part: Part) -> str:
    match part.item:
        case Words(text):
            return f'<div class="words">{markdown.html(text, part.level)}</div>'
        case Rows(record):
            return _rows(record)
        case Picture():
            return _figure(part.item)
        case Repeated(picture):
            link = f'<a href="#{picture.id}">{_text(picture.record["headline"])}</a>'
            return f'<p class="words">The chart is shown above: {link}.</p>'


def _figure(picture: Picture) -> str:
    record, name = picture.record, _text(picture.id)
    notes = "".join(f"<li>{_text(note)}</li>" for note in record["notes"])
    return (
        f'<figure id="{name}" data-name="{name}"><div class="chart" data-figure="{name}">{picture.svg}</div>'
        f"<figcaption><details><summary>Notes, data and downloads<span class='hidden'>: {_text(record['headline'])}</span></summary>"
        f"<p>{_text(record['alt'])}</p><ul>{notes}</ul>{_pages(record['sources'])}"
        f'<p class="downloads"><a class="button" download="{name}.csv" href="data:text/csv;base64,{_base64(record["csv"].encode())}">CSV</a>'
        f'<button type="button" data-save="svg">SVG</button><button type="button" data-save="png">PNG</button></p>'
        f'<div class="data" tabindex="0" role="region" aria-label="Data: {_text(record["headline"])}">{_csv_table(record["csv"])}</div>'
        "</details></figcaption></figure>"
    )


def _pages(sources: list[dict[str, Any]]) -> str:
    """Link the pages that a hand-kept record rests on, where the rows themselves may not be shown."""
    pages = sorted({(publisher, address) for source in sources for publisher, address in source.get("pages", ())})
    if not pages:
        return ""
    links = "".join(f'<li><a href="{_text(address)}">{_text(publisher)}</a></li>' for publisher, address in pages)
    return f"<details class='pages'><summary>The {len(pages)} pages behind the record</summary><ul>{links}</ul></details>"


def _csv_table(content: str) -> str:
    """Leave the rows to the script, which reads them from the download, so that the file holds them once."""
    header = content.split("\n", 1)[0]
    rows = max(content.count("\n") - 1, 0)
    return f'<table data-rows="{rows}"><caption><span>{rows} rows: {_text(header.replace(",", ", "))}</span></caption></table>'


def _rows(record: dict[str, Any]) -> str:
    are_texts = [not markdown.is_number([row[place] for row in record["rows"]]) for place in range(len(record["header"]))]
    kinds = [" class=text" if is_text else "" for is_text in are_texts]
    head = "".join(f'<th scope="col"{kind}>{_text(cell)}</th>' for cell, kind in zip(record["header"], kinds, strict=True))
    body = "".join(
        f'<tr{" class=telling" if number in record["telling"] else ""}><th scope="row">{first}</th>'
        + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(others, kinds[1:], strict=True))
        + "</tr>"
        for number, (first, *others) in enumerate(_linked_cells(record))
    )
    return (
        f'<div class="grid" tabindex="0" role="region" aria-label="{_text(record["title"])}"><table>'
        f"<caption><span><strong>{_text(record['title'])}</strong> {_text(record['subtitle'])}</span></caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p class='source'>{_text(record['source_line'])}</p></div>"
    )


def _linked_cells(record: dict[str, Any]) -> list[list[str]]:
    """Give the cells as HTML, those that name the page of their row as links to it."""
    cells = [[_text(cell) for cell in row] for row in record["rows"]]
    if links := record.get("links"):
        for row, url in zip(cells, links["urls"], strict=True):
            row[links["column"]] = f'<a href="{_text(url)}">{row[links["column"]]}</a>'
    return cells


def _sources(story: Story) -> str:
    fields = ({name: _text(value) for name, value in source.items() if name != "pages"} for source in story.sources)
    entry = '<li>{text}. {citation}. <a href="{url}">{url}</a>. Licence: {licence}</li>'
    return f'<section id="sources"><h2>Sources</h2><ul>{"".join(entry.format(**source) for source in fields)}</ul></section>'


def _text(value: str) -> str:
    return html.escape(str(value))


def _json(value: Any) -> str:
    """Write JSON that cannot end the script element around it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def _script_safe(script: str) -> str:
    return re.sub(r"</(script)", r"<\\/\1", script, flags=re.IGNORECASE)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@functools.cache
def _fonts() -> str:
    files = {weight: theme.FONT_FOLDER / f"Inter-{name}.otf" for name, weight in (("Regular", 400), ("SemiBold", 600))}
    return "".join(
        f"@font-face{{font-family:'{theme.FONT}';font-weight:{weight};"
        f"src:url(data:font/otf;base64,{_base64(file.read_bytes())})}}"
        for weight, file in files.items()
    )


@functools.cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
