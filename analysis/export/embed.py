"""Write the lines that put a saved figure into another document: a page, Quarto, LaTeX."""

import html
from collections.abc import Callable, Mapping
from typing import Any

from analysis.errors import UnknownName
from analysis.export.bibliography import escape_latex

LISTENER = (
    "<script>addEventListener('message', (event) => { for (const frame of document.querySelectorAll('iframe')) "
    "if (frame.contentWindow === event.source && event.data && event.data.height > 0) frame.style.height = event.data.height + 'px'; });</script>"
)
"""Gives a frame the height that the page in it tells: once in a page is enough, more do no harm."""


def embed(record: Mapping[str, Any], kind: str) -> str:
    """Write the lines that embed a figure's file as "iframe", "quarto" or "latex"; raises UnknownName for another kind.

    The file lies beside the document and is named after the figure: .html for a page, .png for Quarto, .pdf for LaTeX.

    >>> record = {"id": "aid", "headline": "Aid grew by 5%", "alt": "A line.", "source_line": "Source: us."}
    >>> print(embed(record, "quarto"))
    ![Aid grew by 5%. Source: us.](aid.png){#fig-aid fig-alt="A line."}
    <BLANKLINE>
    """
    if kind not in KINDS:
        raise UnknownName("kind of document", kind, KINDS)
    return KINDS[kind](record)


def _iframe(record: Mapping[str, Any]) -> str:
    source, title = html.escape(f"{record['id']}.html"), html.escape(record["headline"])
    return f'<iframe src="{source}" title="{title}" loading="lazy" style="width: 100%; border: 0; height: 600px"></iframe>\n{LISTENER}\n'


def _quarto(record: Mapping[str, Any]) -> str:
    alt = record["alt"].replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'![{_plain(_caption(record))}]({record["id"]}.png){{#fig-{record["id"]} fig-alt="{alt}"}}\n'


def _latex(record: Mapping[str, Any]) -> str:
    alt = escape_latex(" ".join(record["alt"].split()))
    return "\n".join(
        [
            "\\begin{figure}",
            "  \\centering",
            f"  \\includegraphics[width=\\linewidth, alt={{{alt}}}]{{{record['id']}.pdf}}",
            f"  \\caption{{{escape_latex(_caption(record))}}}",
            f"  \\label{{fig:{record['id']}}}",
            "\\end{figure}",
            "",
        ]
    )


def _caption(record: Mapping[str, Any]) -> str:
    return f"{record['headline'].rstrip('.')}. {record['source_line']}"


def _plain(text: str) -> str:
    """Write a text so that Markdown takes no letter of it for a mark."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#$@^~" else letter for letter in text)


KINDS: dict[str, Callable[[Mapping[str, Any]], str]] = {"iframe": _iframe, "quarto": _quarto, "latex": _latex}
