"""Render a story or one figure as an HTML page that needs no network, and shows the drawings where scripts are off."""

import base64
import functools
import hashlib
import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.charts import dark, render, theme
from analysis.charts.picture import Picture
from analysis.charts.svg import sanitise
from analysis.export import markdown
from analysis.export.csv import csv_bytes
from analysis.export.front import PAIRED, arrange, chart_numbers, publishers_text
from analysis.export.html_tables import grid
from analysis.export.story import Chapter, Part, Points, Repeated, Rows, Story, Words, parts

ASSETS = Path(__file__).parent / "assets"
NARROW, WHOLE = "@narrow", "@whole"
"""Behind the id of a figure whose specification is for a narrow screen, or has the words that the page says around it."""
POLICY = "default-src 'none'; {scripts}; {styles}; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
"""What a page lets a browser do: run the scripts and take the style that are in it by their hashes, and ask nobody."""


def render_story(story: Story) -> bytes:
    """Render a story as a page: words, charts, tables, downloads, sources; one HTML text that needs no network."""
    if story.front:
        chapter = _with_narrow_lead(story.front)
        narrow = {f"{picture.id}{NARROW}": _page_spec(picture.at("column")) for picture in story.front.pictures[1:]}
        return _page(arrange(chapter).title, story.language, _front(chapter, story), chapter.pictures, narrow)
    chapters = "\n".join(_chapter(chapter, chapter_parts) for chapter, chapter_parts in parts(story))
    main = f"<main id='page:content' tabindex='-1'>{chapters}{_sources(story)}</main>{_footer(story)}"
    return _page(story.title, story.language, _header(story) + _contents(story) + main, story.pictures)


def render_figure(picture: Picture) -> bytes:
    """Render one figure as a page to be put in a frame: one headline, as wide as its frame, telling its height; without a network.

    What is saved or copied from it has headline and source in the drawing.
    """
    record, shown = picture.record, picture.untitled
    head = f"<h1>{_text(record['headline'])}</h1><p class='source'>{_text(record['subtitle'])}</p>"
    foot = f"<p class='source'>{_text(record['source_line'])}</p>"
    narrow = {f"{picture.id}{NARROW}": _page_spec(picture.at("column").untitled)} if picture.size == "page" else {}
    body = f"<main class='embed'>{head}{_figure(shown, foot)}</main>"
    return _page(record["headline"], "en", body, [shown], narrow | {f"{picture.id}{WHOLE}": _page_spec(picture)})


def render_table(record: dict[str, Any]) -> bytes:
    """Render one table as a page, without a script."""
    return _page(record["title"], "en", f"<main class='single'>{grid(record)}</main>", [])


def _page(title: str, language: str, body: str, pictures: list[Picture], narrow: dict[str, Any] | None = None) -> bytes:
    specs = {picture.id: _page_spec(picture) for picture in pictures} | (narrow or {})
    script = _asset("page.js") if pictures else ""
    return assemble(title, body, specs, style=_asset("page.css") + dark.style_sheet(), script=script, language=language)


def assemble(title: str, body: str, data: Any, *, style: str, script: str, language: str = "en") -> bytes:
    """Put a page together that needs no network: words, data, the house's letters, Vega and a script, each allowed by its hash.

    `body` is HTML; `data` stands on the page as JSON with the id page:specs, for the script to read. Without a script nothing is
    drawn, and Vega stays away.

    >>> assemble("Aid", "<p>Aid</p>", {}, style="", script="").startswith(b"<!doctype html>")
    True
    """
    scripts = {"vega": _script_safe(render.bundle()) if script else "", "script": script}
    styles = _fonts() + style
    policy = POLICY.format(scripts=_allowed("script", *scripts.values()), styles=_allowed("style", styles))
    words = {"title": _text(title), "language": _text(language), "policy": policy}
    return _asset("page.html").format(body=body, specs=_json(data), style=styles, **scripts, **words).encode()


def _page_spec(picture: Picture) -> dict[str, Any]:
    """Give a specification for the page; what a stored one may say of how it is embedded is left out."""
    return {key: value for key, value in picture.spec.items() if key != "usermeta"} | {"$schema": render.PAGE_SCHEMA}


def _allowed(kind: str, *texts: str) -> str:
    """Write the part of the policy that lets these texts be run, or be taken as styles, and no other."""
    return " ".join([f"{kind}-src", *(f"'sha256-{_base64(hashlib.sha256(text.encode()).digest())}'" for text in texts)])


def _with_narrow_lead(chapter: Chapter) -> Chapter:
    """Draw the first figure of a briefing for the column in which it stands beside the messages."""
    lead = chapter.pictures[:1]
    items = [item.at("column") if any(item is one for one in lead) else item for item in chapter.items]  # type: ignore[union-attr]
    return replace(chapter, items=items)


def _front(chapter: Chapter, story: Story) -> str:
    """Set a briefing: what answers, what is ahead and how sure it is, then its charts."""
    front, numbers = arrange(chapter), chart_numbers(chapter)
    issue = " · ".join(filter(None, (story.title, f"Issued {front.issued}", story.issuer)))
    header = (
        f'<header class="brief"><a class="skip" href="#page:content">Skip to the text</a>{_logo(story)}<p class="date">{_text(issue)}</p>'
        f'<h1>{_text(front.title)}</h1><p class="source">{_text(front.dates)}</p></header>'
    )
    answers = [
        f'<section class="line" aria-label="Bottom line"><p><strong>Bottom line.</strong> {_text(front.bottom_line)}</p></section>',
        f'<div class="pair">{_box(front.messages, numbers)}{_numbered(front.lead, numbers)}</div>',
        f'<div class="card">{grid(front.scorecard.record, numbers)}</div>' if front.scorecard else "",
    ]
    boxes = [_box(box, numbers) for box in front.boxes if box.id not in PAIRED]
    paired = "".join(_box(box, numbers) for box in front.boxes if box.id in PAIRED)
    at = 1 if front.boxes and front.boxes[0].id not in PAIRED else 0
    boxes.insert(at, f'<div class="pair">{paired}</div>' if paired else "")
    rest = "".join(_numbered(item, numbers) if isinstance(item, Picture) else _part(Part(item, 1, None)) for item in front.rest)
    names = f'<section><h2>Publishers</h2><p class="source">{_text(publishers_text(story, chapter))}</p></section>'
    return f"{header}<main id='page:content' class='brief' tabindex='-1'>{''.join([*answers, *boxes, rest, names])}</main>{_footer(story)}"


def _numbered(picture: Picture | None, numbers: dict[str, int]) -> str:
    return f'<div><p class="number">Chart {numbers[picture.id]}</p>{_figure(picture)}</div>' if picture else ""


def _box(panel: Points | None, numbers: dict[str, int]) -> str:
    """Set a panel: its heading, its points, and what stands below in small letters."""
    if panel is None:
        return ""
    record, name = panel.record, _text(f"box:{panel.id}")
    points = "".join(f"<li>{_point(point, numbers)}</li>" for point in record["points"])
    note = f'<p class="source">{_text(record["note"])}</p>' if record["note"] else ""
    return f'<section class="box {_text(panel.id)}" aria-labelledby="{name}"><h2 id="{name}">{_text(record["heading"])}</h2><ul>{points}</ul>{note}</section>'


def _point(point: dict[str, str], numbers: dict[str, int]) -> str:
    parts = [f"<span class='label'>{_text(point['label'])}</span>" if point["label"] else ""]
    parts += [f"<strong>{_text(point['claim'])}</strong>" if point["claim"] else "", _text(point["text"])]
    if (figure := point["figure"]) in numbers:
        parts.append(f'<a href="#{_text(figure)}">Chart {numbers[figure]}</a>')
    if url := point.get("url"):
        parts.append(f'<a class="page" href="{_text(url)}">{_text(point["publisher"])}</a>')
    return " ".join(filter(None, parts))


def _header(story: Story) -> str:
    line = " \u00b7 ".join(filter(None, (story.date, story.issuer)))
    date = f'<p class="date">{_text(line)}</p>' if line else ""
    return f'<header><a class="skip" href="#page:content">Skip to the text</a><h1>{_text(story.title)}</h1>{date}</header>'


def _logo(story: Story) -> str:
    return (
        f'<img class="logo" alt="{_text(story.logo_says)}" src="data:image/png;base64,{_base64(story.logo)}">'
        if story.logo
        else ""
    )


def _footer(story: Story) -> str:
    return f'<footer class="source"><p>{_text(story.issuer)}</p></footer>' if story.issuer else ""


def _contents(story: Story) -> str:
    entries = "".join(f'<li><a href="#{_chapter_id(chapter)}">{_text(chapter.title)}</a></li>' for chapter in story.chapters)
    return f'<nav aria-label="Contents"><h2>Contents</h2><ol>{entries}<li><a href="#page:sources">Sources</a></li></ol></nav>'


def _chapter(chapter: Chapter, chapter_parts: list[Part]) -> str:
    name, content = _chapter_id(chapter), "".join(map(_part, chapter_parts))
    title = f'<h2 id="{name}-title">{_text(chapter.title)}</h2>'
    return f'<section id="{name}" aria-labelledby="{name}-title">{title}{content}</section>'


def _chapter_id(chapter: Chapter) -> str:
    """Give the place of a chapter on the page; the colon keeps it apart from those of figures, whose ids have none."""
    return _text("chapter:" + "-".join(chapter.name.split()))


def _part(part: Part) -> str:
    match part.item:
        case Words(text):
            return f'<div class="words">{markdown.html(text, part.level)}</div>'
        case Rows(record):
            return grid(record)
        case Points():
            return _box(part.item, {})
        case Picture():
            return _figure(part.item)
        case Repeated(picture):
            link = f'<a href="#{picture.id}">{_text(picture.record["headline"])}</a>'
            return f'<p class="words">The chart is shown above: {link}.</p>'


def _figure(picture: Picture, below: str = "") -> str:
    record, name = picture.record, _text(picture.id)
    notes = "".join(f"<li>{_text(note)}</li>" for note in record["notes"])
    return (
        f'<figure id="{name}" data-name="{name}"><div class="chart" data-figure="{name}">{sanitise(picture.svg).svg}</div>{below}'
        f"<figcaption><details><summary>Notes, data and downloads<span class='hidden'>: {_text(record['headline'])}</span></summary>"
        f"<p>{_text(record['alt'])}</p><ul>{notes}</ul>{_pages(record['sources'])}"
        f'<p class="downloads"><a class="button" download="{name}.csv" href="data:text/csv;base64,{_base64(csv_bytes(record["csv"]))}">CSV</a>'
        f'<button type="button" data-save="svg">SVG</button><button type="button" data-save="png">PNG</button>'
        f'<button type="button" data-copy>Copy image</button></p>'
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


def _sources(story: Story) -> str:
    fields = ({name: _text(value) for name, value in source.items() if name != "pages"} for source in story.sources)
    link = ' <a href="{url}">{url}</a>.'
    entries = (
        ("<li>{text}. {citation}." + (link if source["url"] else "") + " Licence: {licence}</li>").format(**source)
        for source in fields
    )
    return f'<section id="page:sources"><h2>Sources</h2><ul>{"".join(entries)}</ul></section>'


def _text(value: str) -> str:
    return html.escape(str(value))


def _json(value: Any) -> str:
    """Write JSON that cannot end the script element around it, nor stop the script that reads it."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


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
    # With plain line ends whatever the system, for a browser hashes what it has read.
    return (ASSETS / name).read_text(encoding="utf-8")
