"""Write the page to explore: one HTML file that needs no kernel and no network, with the policy of the briefing's page."""

import html
from pathlib import Path

from analysis import load
from analysis.charts.formatting import day
from analysis.explore.page import aid, guarantees, sanctions
from analysis.explore.page.controls import Subject
from analysis.export.html import assemble
from analysis.storage.atomic import write_atomically

ASSETS = Path(__file__).parent / "assets"
TITLE = "Europe and the United States for Ukraine: explore"


def subjects() -> list[Subject]:
    """Give the subjects of the page, the first as it opens.

    >>> [one.name for one in subjects()]
    ['aid', 'sanctions', 'guarantees']
    """
    return [aid.subject(), sanctions.subject(), guarantees.subject()]


def render() -> bytes:
    """Render the page, from the tables as they are at hand.

    >>> len(render()) < 2_000_000
    True
    """
    told = subjects()
    tabs = "".join(
        f'<label><input type="radio" name="view" value="{one.name}"{" checked" if one is told[0] else ""}> {_text(one.title)}</label>'
        for one in told
    )
    body = (
        '<header class="brief"><a class="skip" href="#page:content">Skip to the chart</a>'
        f'<p class="date">Europe and the United States for Ukraine · record to {_text(day(load.collected_to()))}</p>'
        f'<fieldset class="tabs"><legend class="hidden">Subject</legend><div>{tabs}</div></fieldset></header>'
        f"<main id='page:content' class='brief' tabindex='-1'>{''.join(map(_section, told))}</main>"
        "<noscript><p>This page draws in the browser: allow its scripts, which ask no other page for anything.</p></noscript>"
    )
    style, script = ((ASSETS / name).read_text(encoding="utf-8") for name in ("explore.css", "explore.js"))
    return assemble(TITLE, body, {one.name: one.record() for one in told}, style=style, script=script)


def write(path: Path) -> Path:
    """Write the page, whole or not at all; raises ExportFault where it cannot be written.

    >>> import tempfile
    >>> write(Path(tempfile.mkdtemp()) / "explore.html").name
    'explore.html'
    """
    return write_atomically(path, render())


def _section(subject: Subject) -> str:
    """Set one subject: its choices, the finding, the chart, the key to it, notes, sources, downloads and the data."""
    name, title = subject.name, _text(subject.title)
    controls = "".join(control.html(name) for control in subject.controls)
    saves = "".join(f'<button type="button" data-save="{kind}">{kind.upper()}</button>' for kind in ("svg", "png", "csv"))
    return (
        f'<section id="view:{name}" data-view="{name}" aria-label="{title}" hidden>'
        f'<details class="choices" open><summary>Choices</summary><form autocomplete="off">{controls}'
        '<p class="downloads"><button type="reset">Start again</button></p></form></details>'
        '<div class="told"><h1 aria-live="polite"></h1><p class="subtitle"></p><div class="chart"></div><ul class="key"></ul>'
        f'<p class="downloads"><span>Save this view:</span>{saves}</p><p class="source"></p><ul class="notes"></ul>'
        '<details class="numbers"><summary>Data</summary><div class="data" tabindex="0" role="region" aria-label="Data"><table></table></div></details>'
        "</div></section>"
    )


def _text(value: str) -> str:
    return html.escape(value)
