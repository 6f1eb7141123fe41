"""The report on a refresh as one page that needs no network and runs no script."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from analysis.pipeline.report import Headline, Part, Report
from analysis.storage import reader
from analysis.storage.atomic import write_atomically

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Arial, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .25rem; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #8886; padding: .25rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; }
li { margin: .2rem 0; } .verdict { font-weight: 600; }
"""
POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
NUMBER = frozenset("0123456789.,+-%−→ ")


def write_page(report: Report) -> Path:
    """Write the page into build/, named after the report; raises ExportFault where the disk takes no files."""
    return write_atomically(
        reader.DATA.parent / "build" / f"{report.title.lower().replace(' ', '-')}.html", render(report).encode()
    )


def render(report: Report) -> str:
    """Render a report: what became of each part, its doubts by severity, headlines before and after, what moved.

    >>> render(Report("Refresh of aid", parts=[Part("release 31", "is <not> taken in")])).count("is &lt;not&gt; taken in")
    1
    """
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    title = escape(report.title)
    body = "\n".join(line for part in report.parts for line in _part(part))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(digest)}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _part(part: Part) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(part.what)}</h2>\n<p class='verdict'>{escape(part.verdict)}</p>"
    for severity, doubts in part.doubts.items():
        yield f"<h3>It {escape(severity)}</h3>"
        yield f"<ul>{''.join(f'<li>{escape(doubt)}</li>' for doubt in doubts)}</ul>"
    if part.to_look_at:
        yield "<h3>To look at: no bound tells it from a slip</h3>"
        yield f"<ul>{''.join(f'<li>{escape(what)}</li>' for what in part.to_look_at)}</ul>"
    yield from _headlines(part.headlines)
    if part.moved:
        yield "<h3>What moves</h3>"
        yield _table(part.columns, part.moved)
    yield "</section>"


def _headlines(lines: Sequence[Headline]) -> Iterator[str]:
    if not lines:
        return
    yield "<h3>Headlines</h3>"
    moving = [[line.name, line.before, line.after] for line in lines if line.moves]
    if moving:
        yield _table(("", "as it is", "as it would be"), moving)
    if still := [line.name for line in lines if not line.moves]:
        yield f"<p>Not moved: {escape(', '.join(still))}.</p>"


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    numeric = [all(set(row[at]) <= NUMBER for row in rows) for at in range(len(names))]
    kinds = [" class='number'" if one else "" for one in numeric]
    head = "".join(f"<th scope='col'{kind}>{escape(name)}</th>" for name, kind in zip(names, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{escape(cell)}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>\n</table>"
