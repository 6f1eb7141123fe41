"""The page: one HTML file that draws with no network, and shows the drawings where scripts are off."""

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
from analysis.export.story import Rows, Story, Words

ASSETS = Path(__file__).parent / "assets"


def render_story(story: Story) -> str:
    """Make the page of a story: words, charts, tables, downloads, sources; one HTML text that needs no network."""
    shown: set[str] = set()
    chapters = "\n".join(_chapter(chapter.name, chapter.title, chapter.items, shown) for chapter in story.chapters)
    return _document(
        story.title,
        story.language,
        _header(story) + _contents(story) + f"<main id='content' tabindex='-1'>{chapters}{_sources(story)}</main>",
        story.pictures,
    )


def render_figure(picture: Picture) -> str:
    """Make a page of one figure, which needs no network either."""
    headline = picture.record["headline"]
    return _document(headline, "en", f"<main class='single'><h1>{_text(headline)}</h1>{_figure(picture)}</main>", [picture])


def _document(title: str, language: str, body: str, pictures: list[Picture]) -> str:
    specs = {picture.id: picture.spec | {"$schema": render.PAGE_SCHEMA} for picture in pictures}
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{_text(language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
            "style-src 'unsafe-inline'; img-src data: blob:; font-src data:\">",
            f"<title>{_text(title)}</title>",
            f"<style>{_fonts()}{_asset('page.css')}</style>",
            "</head>",
            f"<body>{body}",
            f'<script type="application/json" id="specs">{_json(specs)}</script>',
            f"<script>{_script_safe(render.bundle())}</script>",
            f"<script>{_asset('page.js')}</script>",
            "</body></html>",
            "",
        ]
    )


def _header(story: Story) -> str:
    date = f'<p class="date">{_text(story.date)}</p>' if story.date else ""
    return f'<header id="top"><a class="skip" href="#content">Skip to the text</a><h1>{_text(story.title)}</h1>{date}</header>'


def _contents(story: Story) -> str:
    entries = "".join(f'<li><a href="#{_text(chapter.name)}">{_text(chapter.title)}</a></li>' for chapter in story.chapters)
    return f'<nav aria-label="Contents"><h2>Contents</h2><ol>{entries}<li><a href="#sources">Sources</a></li></ol></nav>'


def _chapter(name: str, title: str, items: list[Any], shown: set[str]) -> str:
    parts, level = [], markdown.TITLE_LEVEL
    for item in items:
        match item:
            case Words():
                parts.append(f'<div class="words">{markdown.html(item.text, level)}</div>')
                level = markdown.last_level(item.text, level)
            case Rows():
                parts.append(_rows(item.record))
            case Picture() if item.id not in shown:
                shown.add(item.id)
                parts.append(_figure(item))
            case Picture():
                parts.append(
                    f'<p class="words">The chart is shown above: <a href="#{item.id}">{_text(item.record["headline"])}</a>.</p>'
                )
    return f'<section id="{_text(name)}" aria-labelledby="{_text(name)}-title"><h2 id="{_text(name)}-title">{_text(title)}</h2>{"".join(parts)}</section>'


def _figure(picture: Picture) -> str:
    record, name = picture.record, _text(picture.id)
    notes = "".join(f"<li>{_text(note)}</li>" for note in record["notes"])
    return (
        f'<figure id="{name}" data-name="{name}"><div class="chart" data-figure="{name}">{picture.svg}</div>'
        f"<figcaption><details><summary>Notes, data and downloads<span class='hidden'>: {_text(record['headline'])}</span></summary>"
        f"<p>{_text(record['alt'])}</p><ul>{notes}</ul>{_pages(record['sources'])}"
        f'<p class="downloads">{_download(name, "csv", "text/csv", record["csv"])}'
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


def _download(name: str, ending: str, kind: str, content: str) -> str:
    encoded = base64.b64encode(content.encode()).decode()
    return f'<a class="button" download="{name}.{ending}" href="data:{kind};base64,{encoded}">{ending.upper()}</a>'


def _csv_table(content: str) -> str:
    """Leave the rows to the script, which reads them from the download, so that they stand in the file once."""
    header = content.split("\n", 1)[0]
    rows = max(content.count("\n") - 1, 0)
    return f'<table data-rows="{rows}"><caption><span>{rows} rows: {_text(header.replace(",", ", "))}</span></caption></table>'


def _rows(record: dict[str, Any]) -> str:
    numbers = [markdown.is_number([row[column] for row in record["rows"]]) for column in range(len(record["header"]))]
    head = "".join(
        f'<th scope="col"{"" if number else " class=text"}>{_text(cell)}</th>'
        for cell, number in zip(record["header"], numbers, strict=True)
    )
    body = "".join(
        f"<tr{' class=telling' if number in record['telling'] else ''}>"
        + "".join(
            f'<th scope="row">{_text(cell)}</th>'
            if column == 0
            else f"<td{'' if numbers[column] else ' class=text'}>{_text(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for number, row in enumerate(record["rows"])
    )
    return (
        f'<div class="grid" tabindex="0" role="region" aria-label="{_text(record["title"])}"><table>'
        f"<caption><span><strong>{_text(record['title'])}</strong> {_text(record['subtitle'])}</span></caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p class='source'>{_text(record['source_line'])}</p></div>"
    )


def _sources(story: Story) -> str:
    entries = "".join(
        f'<li>{_text(one["text"])}. {_text(one["citation"])}. <a href="{_text(one["url"])}">{_text(one["url"])}</a>. Licence: {_text(one["licence"])}</li>'
        for one in story.sources
    )
    return f'<section id="sources"><h2>Sources</h2><ul>{entries}</ul></section>'


def _text(value: str) -> str:
    return html.escape(str(value))


def _json(value: Any) -> str:
    """Write JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def _script_safe(script: str) -> str:
    return re.sub(r"</(script)", r"<\\/\1", script, flags=re.IGNORECASE)


@functools.cache
def _fonts() -> str:
    weights = (("Regular", 400), ("SemiBold", 600))
    return "".join(
        f"@font-face{{font-family:'{theme.FONT}';font-weight:{weight};src:url(data:font/otf;base64,"
        f"{base64.b64encode((theme.FONT_FOLDER / f'Inter-{name}.otf').read_bytes()).decode()})}}"
        for name, weight in weights
    )


@functools.cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
